"""Retention: which days count, what is told of rows, and what a study knows."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import evalkit as ek
from evalkit.errors import InputError
from evalkit.frames import ATTENDANCE, ENROLMENTS
from evalkit.monitoring.retention import NOTES
from evalkit.monitoring.stays import months_between

DAY = dt.date(2026, 9, 30)


def courses(*rows: tuple[str | None, str | None], **columns: list[Any]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["started", "ended"]).astype("datetime64[s]")
    frame.insert(0, "person", [f"p{number}" for number in range(len(rows))])
    return frame.assign(**columns)


def study(frame: pd.DataFrame, **tables: pd.DataFrame) -> ek.Study:
    shaped = ENROLMENTS.shaped(frame.assign(programme="p"))
    return ek.Study(title={"da": "p"}, programme="p", enrolments=shaped, **tables)


def days(*texts: str) -> np.ndarray:
    return np.array(texts, dtype="datetime64[D]")


def test_months_are_calendar_months() -> None:
    start = days("2026-01-15", "2026-01-31", "2024-02-29", "2026-03-01", "2023-12-31", "2026-01-31")
    end = days("2027-01-15", "2026-02-28", "2025-02-28", "2026-03-16", "2024-02-29", "2026-03-01")
    found = months_between(start, end)
    # A whole year; to the last of February; a leap day; 15 of March's 31 days; two months;
    # and one of the 31 days from 28 February to 31 March.
    np.testing.assert_allclose(found, [12, 1, 12, 15 / 31, 2, 1 + 1 / 31])


@settings(max_examples=50)
@given(start=st.integers(0, 20_000), one=st.integers(0, 5_000), more=st.integers(1, 40))
def test_later_is_never_fewer_months(start: int, one: int, more: int) -> None:
    first = np.array([start, start], dtype="datetime64[D]")
    ends = np.array([start + one, start + one + more], dtype="datetime64[D]")
    early, late = months_between(first, ends)
    assert 0 <= early < late


def test_the_first_and_the_last_day_count() -> None:
    # A course over the whole year is there for 12 months, and not on the day 12 months later.
    frame = courses(("2025-01-01", "2025-12-31"), ("2025-01-01", "2026-01-01"))
    at = ek.retention(frame, as_of=DAY, months=(12,)).at_months().iloc[0]
    assert at.estimate == 0.5
    assert (at.n_risk, at.n_event) == (2, 1)


def test_who_ended_on_the_first_day_stayed_one_day_and_is_told() -> None:
    result = ek.retention(courses(("2026-09-01", "2026-09-01")), as_of=DAY)
    assert result.to_frame().longest[0] == pytest.approx(1 / 30)
    assert result.told == {"same_day": 1}


def test_who_still_takes_part_is_followed_to_the_day_and_a_later_end_is_not_known() -> None:
    frame = courses(
        ("2026-07-01", None), ("2026-07-01", "2026-12-31"), ("2026-07-01", "2026-08-31")
    )
    result = ek.retention(frame, as_of="2026Q3", months=(2, 3))
    row = result.to_frame().iloc[0]
    assert (row.n, row.n_ended, row.n_open) == (3, 1, 2)
    assert result.told == {"later": 1}
    np.testing.assert_allclose(result.at_months().estimate, 2 / 3)
    assert result.to_frame().longest[0] == 3
    # The day before that end, it was not known either.
    assert ek.retention(frame, as_of=dt.date(2026, 8, 30)).to_frame().n_ended[0] == 0


def test_rows_that_cannot_count_are_told_and_left_out() -> None:
    frame = courses(
        (None, "2026-05-01"),
        ("2026-05-01", "2026-04-01"),
        ("2026-11-01", None),
        ("2026-01-01", None),
    )
    result = ek.retention(frame, as_of=DAY)
    assert result.to_frame().n[0] == 1
    assert result.told == {"no_start": 1, "ended_first": 1, "not_started": 1}


def test_a_person_with_two_courses_counts_twice_and_is_told() -> None:
    frame = courses(("2025-01-01", "2025-06-30"), ("2026-01-01", None)).assign(person="p")
    result = ek.retention(frame, as_of=DAY)
    assert result.to_frame().n[0] == 2
    assert result.told == {"again": 1}


def test_a_frame_needs_a_day_and_a_study_brings_one() -> None:
    frame = courses(("2026-01-01", None), ("2026-04-01", "2026-08-31"))
    with pytest.raises(InputError, match="`as_of` is missing"):
        ek.retention(frame)
    visit = ATTENDANCE.shaped(
        [
            {
                "person": "p0",
                "programme": "p",
                "activity": "x",
                "date": "2026-07-01",
                "attended": True,
            }
        ]
    )
    whole = study(frame, attendance=visit)
    # The data know of 1 July; the end in August lies beyond it.
    plain = ek.retention(whole)
    assert plain.as_of == dt.date(2026, 7, 1)
    assert plain.told == {"later": 1}
    # Asked up to September, that end is the last thing known.
    assert ek.retention(whole, as_of="2026Q3").as_of == dt.date(2026, 8, 31)
    assert ek.retention(whole, as_of="2026Q2").as_of == dt.date(2026, 6, 30)


def test_a_study_and_its_frame_give_the_same() -> None:
    whole = ek.load("data/examples/bindeleddet", profile="bindeleddet")
    one = ek.retention(whole, as_of="2026Q3", horizon=12)
    other = ek.retention(whole.enrolments, as_of=one.as_of, horizon=12)
    pd.testing.assert_frame_equal(one.to_frame(), other.to_frame())
    earlier = ek.retention(ek.as_of(whole, "2026Q1"), as_of="2026Q1")
    pd.testing.assert_frame_equal(
        earlier.curve(), ek.retention(whole, as_of="2026Q1").curve(), check_exact=False
    )


def test_the_callers_frame_stays_as_it_is() -> None:
    frame = courses(("2026-01-01", None), ("2026-04-01", "2026-08-31"), site=["a", "b"])
    before = frame.copy(deep=True)
    ek.retention(frame, as_of=DAY, by="site")
    ek.exit_reasons(frame.assign(exit_reason="x"), as_of=DAY)
    pd.testing.assert_frame_equal(frame, before)


def test_groups_in_order_the_unstated_last_and_untested() -> None:
    rows = [("2026-01-01", "2026-03-31")] * 3 + [("2026-01-01", None)] * 4
    frame = courses(*rows, site=["b", "b", "b", "a", "a", "a", None])
    result = ek.retention(frame, as_of=DAY, by="site")
    assert result.to_frame().site.tolist()[:2] == ["a", "b"]
    assert result.to_frame().site.isna().tolist() == [False, False, True]
    assert result.test is not None
    assert result.test.df == 1
    assert result.test.observed == (0, 3)
    assert len(result.curves()) == 3
    assert result.at_months().groupby("site", dropna=False).size().tolist() == [3, 3, 3]
    alone = ek.retention(frame[frame["site"] == "a"], as_of=DAY, by="site")
    assert alone.test is None


def test_notes_say_why_a_number_is_missing() -> None:
    def note(*rows: tuple[str | None, str | None], **asked: Any) -> str:
        return str(ek.retention(courses(*rows), as_of=DAY, **asked).to_frame().note[0])

    assert note(("2026-10-01", None)) == NOTES["nobody"]
    assert note(*[("2026-01-01", None)] * 2) == NOTES["none ended"]
    ended = ("2026-01-01", "2026-02-28")
    assert note(ended, *[("2026-01-01", None)] * 2) == NOTES["median not reached"]
    assert NOTES["horizon"] in note(ended, ("2026-01-01", None), horizon=24)
    assert note(ended) == NOTES["one"]


def test_with_one_course_no_certainty_is_claimed() -> None:
    result = ek.retention(courses(("2026-01-01", "2026-02-28")), as_of=DAY, horizon=6)
    row = result.to_frame().iloc[0]
    assert row["median"] == 2
    assert math.isnan(row["mean_error"])
    assert result.at_months()[["std_error", "conf_low", "conf_high"]].isna().all(axis=None)


def test_few_are_not_shown_on_sight() -> None:
    few = ek.retention(courses(*[("2026-01-01", "2026-02-28")] * 4), as_of=DAY)
    assert "(few)" in repr(few)
    assert " 2 " not in repr(few)
    assert "p0" not in repr(few)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"months": (0,)}, "`months` is"),
        ({"months": (3, 3)}, "`months` is"),
        ({"months": True}, "`months` is"),
        ({"horizon": -1}, "`horizon` is"),
        ({"confidence": 95}, "confidence"),
        ({"interval": "loglog"}, "Did you mean 'log-log'"),
        ({"by": "sit"}, "no column 'sit'"),
        ({"as_of": "2026-Q3"}, "The quarter is"),
    ],
)
def test_what_is_refused(asked: dict[str, Any], message: str) -> None:
    frame = courses(("2026-01-01", None), site=["a"])
    with pytest.raises(InputError, match=message):
        ek.retention(frame, **({"as_of": DAY} | asked))


def test_no_table_no_columns_too_many_groups() -> None:
    with pytest.raises(InputError, match="a DataFrame or a Study"):
        ek.retention([1, 2], as_of=DAY)
    with pytest.raises(InputError, match="no column 'ended'"):
        ek.retention(pd.DataFrame({"started": []}), as_of=DAY)
    assert ek.retention(study(courses()), as_of=DAY).to_frame()["n"].sum() == 0
    many = courses(*[("2026-01-01", None)] * 9, age=range(9))
    with pytest.raises(InputError, match="9 different values"):
        ek.retention(many, as_of=DAY, by="age")
    with pytest.raises(InputError, match="Rename yours"):
        ek.retention(courses(("2026-01-01", None), n=[1]), as_of=DAY, by="n")


@pytest.mark.parametrize("asked", [ek.retention, ek.exit_reasons])
def test_nobody_in_any_group_is_an_answer(asked: Any) -> None:
    found = asked(study(courses()), as_of=DAY, by="site")
    assert found.to_frame()["site"].isna().all()
    assert str(ek.table(found, language="en")).startswith("There are no courses in the data")
