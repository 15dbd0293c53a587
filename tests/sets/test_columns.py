"""Numbers, days and numbering, by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.errors import InputError
from evalkit.sets.columns import days, numbered, numbers


def test_numbered_counts_in_order_of_appearance_and_missing_is_a_value() -> None:
    frame = pd.DataFrame({"a": ["x", None, "x", np.nan, "y"], "b": [1, 1, 2, 1, 1]}, index=[5] * 5)
    number, first = numbered(frame, ["a", "b"])
    assert number.tolist() == [0, 1, 2, 1, 3]
    assert first.tolist() == [0, 1, 2, 4]


def test_numbering_nothing() -> None:
    number, first = numbered(pd.DataFrame({"a": []}), ["a"])
    assert len(number) == len(first) == 0
    number, _ = numbered(pd.DataFrame({"a": [1, 2]}), [])
    assert number.tolist() == [0, 0]


def test_more_combinations_than_whole_numbers_do_not_run_over() -> None:
    # Five columns of 10,000 values: 10^20 combinations, above 2^63.
    wide = pd.DataFrame({name: range(10_000) for name in "abcde"})
    number, first = numbered(pd.concat([wide, wide.iloc[::-1]]), "abcde")
    assert number.tolist() == [*range(10_000), *reversed(range(10_000))]
    assert first.tolist() == list(range(10_000))


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 2), st.booleans())))
def test_numbered_is_what_pandas_groups(rows: list[tuple[str, int, bool]]) -> None:
    frame = pd.DataFrame(rows, columns=["a", "b", "c"])
    expected = frame.groupby(["a", "b", "c"], sort=False).ngroup()
    assert numbered(frame, ["a", "b", "c"])[0].tolist() == expected.tolist()


@pytest.mark.parametrize("kind", ["object", "str", "category"])
def test_a_text_is_no_number_and_is_not_shown(kind: str) -> None:
    with pytest.raises(
        InputError, match=r"^Column 'score' has 2 rows that are not a number"
    ) as error:
        numbers(pd.Series(["12", "4711", None], dtype=kind), called="score")
    assert "4711" not in str(error.value)


def test_nothing_but_missing_is_of_any_kind() -> None:
    for kind in ("object", "str", "category", "float64", "Int64", "datetime64[s]"):
        empty = pd.Series([None, None], dtype=kind)
        assert np.isnan(numbers(empty, called="score")).all()
        assert np.isnat(days(empty, called="date")).all()


def test_days_cut_off_the_time_and_keep_the_local_day() -> None:
    stamps = pd.Series(pd.to_datetime(["2026-09-30 23:30", None])).dt.tz_localize(
        "Europe/Copenhagen"
    )
    assert days(stamps, called="date").astype("datetime64[D]").astype(str).tolist() == [
        "2026-09-30",
        "NaT",
    ]


@pytest.mark.parametrize(
    "column", [[1.0], [True], ["30-09-2026"], ["2026-02-29"], [3, "2026-01-01"]]
)
def test_what_is_no_date_is_refused(column: list[object]) -> None:
    with pytest.raises(
        InputError, match=r"not a date\. Accepted: dates, or texts written yyyy-mm-dd"
    ):
        days(pd.Series(column), called="date")
