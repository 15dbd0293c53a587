"""The long tables take what fits, refuse what does not, and change nothing of the caller's."""

import datetime as dt
import traceback
from typing import Any

import numpy as np
import pandas as pd
import pytest

from evalkit.errors import InputError
from evalkit.frames import ATTENDANCE, ENROLMENTS, SCORES, TABLES, Table, require_columns

CPR = "010190-1234"


def scores(**columns: Any) -> pd.DataFrame:
    given = {"person": ["a", "b"], "programme": "p", "instrument": "i", "scale": "s"} | columns
    return pd.DataFrame(given)


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_an_empty_table_has_every_column_in_its_type(table: Table) -> None:
    empty = table.empty()
    assert empty.empty
    assert list(empty.columns) == [column.name for column in table.columns]
    assert {c.name: str(empty[c.name].dtype) for c in table.columns} == {
        c.name: c.dtype for c in table.columns
    }
    assert set(table.key) <= set(empty.columns)
    assert list(empty.columns[-4:]) == ["delivery", "file", "sheet", "row"]
    assert all(column.meaning for column in table.columns)


def test_columns_come_in_order_and_unknown_ones_last() -> None:
    frame = scores(extra=[1, 2], score=[1, 2.5])
    shaped = SCORES.shaped(frame)
    assert list(shaped.columns) == [*(c.name for c in SCORES.columns), "extra"]
    assert shaped["score"].tolist() == [1.0, 2.5]


def test_rows_may_be_mappings() -> None:
    row = {"person": "a", "programme": "p", "activity": "x", "date": dt.date(2026, 1, 5)}
    shaped = ATTENDANCE.shaped([row | {"attended": True}, row])
    assert shaped["attended"].tolist() == [True, pd.NA]
    assert shaped["date"].dtype == "datetime64[s]"


def test_the_callers_frame_is_not_changed() -> None:
    frame = scores(date=["2026-01-05", None], score=["1", "2"]).set_index(pd.Index([7, 9]))
    before = frame.copy(deep=True)
    shaped = SCORES.shaped(frame)
    shaped.loc[:, "person"] = "changed"
    pd.testing.assert_frame_equal(frame, before)
    assert shaped.index.tolist() == [0, 1]


@pytest.mark.parametrize(
    "dates",
    [
        ["2026-01-05", None],
        [dt.date(2026, 1, 5), None],
        [dt.datetime(2026, 1, 5), pd.NaT],
        [pd.Timestamp("2026-01-05"), None],
        np.array(["2026-01-05", "NaT"], dtype="datetime64[D]"),
        np.array(["2026-01-05", "NaT"], dtype="datetime64[ns]"),
    ],
)
def test_dates_in_any_dress(dates: Any) -> None:
    shaped = SCORES.shaped(scores(date=dates))
    assert str(shaped["date"].dtype) == "datetime64[s]"
    assert shaped["date"].tolist() == [pd.Timestamp("2026-01-05"), pd.NaT]


@pytest.mark.parametrize("nothing", [None, np.nan, pd.NaT, pd.NA])
def test_no_dates_at_all(nothing: Any) -> None:
    assert SCORES.shaped(scores(date=nothing))["date"].isna().all()


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({"date": ["01-02-2026", "05-02-2026"]}, "yyyy-mm-dd; a day-first text is never guessed"),
        ({"date": [46000, 46001]}, "values that are not a date"),
        ({"date": [46000.0, np.nan]}, "values that are not a date"),
        ({"date": [True, False]}, "values that are not a date"),
        ({"date": pd.to_datetime(["2026-01-05T10:00Z", "2026-01-05T10:00Z"])}, "not a date"),
        ({"date": [CPR, "2026-01-05"]}, "values that are not a date"),
        ({"score": [CPR, "1"]}, "values that are not a number"),
        ({"score": ["1,5", "1"]}, "values that are not a number"),
        ({"row": [1.5, 2]}, "values that are not a count"),
        ({"person": ["a", None]}, "Column 'person' of scores is empty in 1 of 2 rows"),
        ({"person": [None, None]}, "is empty in 2 of 2 rows, and it names the row"),
    ],
)
def test_what_does_not_fit_is_refused_by_column(columns: dict[str, Any], says: str) -> None:
    with pytest.raises(InputError, match=says) as refused:
        SCORES.shaped(scores(**columns))
    assert CPR not in "".join(traceback.format_exception(refused.value))


def test_a_required_column_that_is_not_there() -> None:
    with pytest.raises(InputError, match="Column 'started' of enrolments is empty in 1 of 1"):
        ENROLMENTS.shaped(pd.DataFrame({"person": ["a"], "programme": ["p"]}))


def test_words_stay_words() -> None:
    shaped = SCORES.shaped(scores(person=["NA", "None"], wave=["nan", None]))
    assert shaped["person"].tolist() == ["NA", "None"]
    assert shaped["wave"].isna().tolist() == [False, True]


def test_a_missing_column_is_answered_with_the_nearest() -> None:
    with pytest.raises(
        InputError, match=r"no column 'score'\. Did you mean 'scor'\? It has: 'a', "
    ):
        require_columns(pd.DataFrame({"a": [], "scor": []}), ["score"], called="scores")
    wrong: Any = [1]
    with pytest.raises(InputError, match="`scores` is a list; a DataFrame is expected"):
        require_columns(wrong, ["score"], called="scores")
    require_columns(pd.DataFrame({"score": []}), ["score"], called="scores")
