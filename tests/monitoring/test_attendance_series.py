"""Attendance week by week, on registers counted by hand."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

import evalkit as ek
from evalkit.errors import InputError
from evalkit.frames import ATTENDANCE, ENROLMENTS
from evalkit.study import Study

Mark = tuple[str, str, bool | None]


def study_of(
    *marks: Mark, courses: tuple[tuple[str, str, str | None], ...] = (), activity: str = "cafe"
) -> Study:
    rows = [
        {"person": who, "programme": "p", "activity": activity, "date": day, "attended": came}
        for who, day, came in marks
    ]
    enrolled = [
        {"person": who, "programme": "p", "started": first, "ended": last}
        for who, first, last in courses
    ]
    return Study(
        title={},
        programme="p",
        attendance=ATTENDANCE.shaped(rows),
        enrolments=ENROLMENTS.shaped(enrolled),
    )


# 2026-06-29 is a Monday; its week ends on 5 July, so it belongs to the third quarter.
MARKS: tuple[Mark, ...] = (
    ("a", "2026-06-24", True),  # the second quarter
    ("a", "2026-06-29", True),
    ("b", "2026-06-29", False),
    ("a", "2026-07-02", False),  # the same week: two occasions
    ("b", "2026-07-02", True),
    ("c", "2026-07-02", True),  # not enrolled
    ("c", "2026-07-02", True),  # noted twice
    # closed in the week from 6 July
    ("a", "2026-07-15", True),
    ("a", "2026-07-15", False),  # contradicts
    ("b", "2026-07-15", False),
    ("d", "2026-07-15", None),  # nothing noted
)
COURSES = (("a", "2026-01-01", None), ("b", "2026-06-25", "2026-07-15"))


def test_weeks_by_hand() -> None:
    series = ek.attendance_series(study_of(*MARKS, courses=COURSES), dt.date(2026, 7, 19))
    frame = series.to_frame()
    assert frame["date"].dt.date.map(str).tolist() == [
        *("2026-06-22", "2026-06-29", "2026-07-06", "2026-07-13"),
    ]
    assert frame["in_quarter"].tolist() == [False, True, True, True]
    assert frame["occasions"].tolist() == [1, 2, 0, 1]
    assert frame["came"].tolist() == [1, 3, pd.NA, 0]
    assert frame["visits"].tolist() == [1, 3, pd.NA, 0]
    assert frame["noted"].tolist() == [1, 3, pd.NA, 1]
    assert frame["enrolled"].tolist() == [1, 2, pd.NA, 2]
    assert frame["came_enrolled"].tolist() == [1, 2, pd.NA, 0]
    assert frame["share_enrolled"].iloc[[0, 1, 3]].tolist() == [1, 1, 0]
    marks = series.marks
    assert (marks.repeated, marks.contradicting, marks.outside) == (1, 1, 1)


def test_occasions_by_hand() -> None:
    frame = ek.attendance_series(
        study_of(*MARKS, courses=COURSES), "2026Q3", by="occasion"
    ).to_frame()
    assert frame["date"].dt.day.tolist() == [24, 29, 2, 15]
    assert frame["came"].tolist() == [1, 1, 2, 0]
    # On the day of an end the person is still enrolled.
    assert frame["enrolled"].tolist() == [1, 2, 2, 2]


def test_a_week_that_is_not_over_is_left_out() -> None:
    series = ek.attendance_series(study_of(*MARKS, courses=COURSES), dt.date(2026, 7, 4))
    assert series.weeks_left_out == 1
    assert len(series.to_frame()) == 1
    assert not series.is_over


def test_the_week_in_which_the_data_end_counts_when_it_is_as_full_as_usual() -> None:
    days = ("2026-08-03", "2026-08-06", "2026-08-10", "2026-08-13", "2026-08-17")
    half = study_of(*((("a", day, True)) for day in days))
    assert ek.attendance_series(half, "2026Q3").weeks_left_out == 1
    whole = study_of(*((("a", day, True)) for day in (*days, "2026-08-20")))
    assert ek.attendance_series(whole, "2026Q3").weeks_left_out == 0
    assert len(ek.attendance_series(whole, "2026Q3").to_frame()) == 3


def test_a_new_year_changes_nothing_for_weeks() -> None:
    # ISO week 53 of 2026 runs from 28 December to 3 January 2027.
    study = study_of(("a", "2026-12-30", True), ("b", "2027-01-02", True))
    frame = ek.attendance_series(study, "2027Q1").to_frame()
    assert frame[["date", "came", "in_quarter"]].iloc[0].tolist() == [
        *(pd.Timestamp("2026-12-28"), 2, True),
    ]


def test_without_enrolments_the_share_is_of_those_noted() -> None:
    series = ek.attendance_series(study_of(*MARKS), "2026Q3", by="occasion")
    frame = series.to_frame()
    assert not series.enrolments_known
    assert frame["enrolled"].isna().all()
    assert frame["share_enrolled"].isna().all()
    assert frame["share_noted"].tolist() == [1, 0.5, 2 / 3, 0]
    assert series.marks.outside == 0


def test_persons_by_hand() -> None:
    persons = ek.attendance_series(study_of(*MARKS), "2026Q3").persons().set_index("person")
    assert persons.loc["a", ["noted", "came", "missed_in_row"]].tolist() == [3, 2, 1]
    assert persons.loc["b", ["noted", "came", "missed_in_row"]].tolist() == [3, 1, 1]
    assert persons.loc["b", "last_came"] == pd.Timestamp("2026-07-02")


def test_no_person_shows_on_sight() -> None:
    marks = ((f"secret-{number}", "2026-07-01", True) for number in range(6))
    series = ek.attendance_series(study_of(*marks), "2026Q3")
    assert "secret" not in repr(series) + series._repr_html_() + repr(series.marks)


def test_the_study_is_not_changed() -> None:
    study = study_of(*MARKS, courses=COURSES)
    before = study.attendance.copy(), study.enrolments.copy()
    ek.attendance_series(study, "2026Q3").persons()
    pd.testing.assert_frame_equal(before[0], study.attendance)
    pd.testing.assert_frame_equal(before[1], study.enrolments)


def test_nothing_at_all_is_an_empty_series() -> None:
    series = ek.attendance_series(Study(title={}, programme="p"), "2026Q3")
    assert series.to_frame().empty
    assert series.persons().empty
    assert series.activities == ()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"by": "month"}, "`by` is 'month'"),
        ({"activity": "caf"}, "Did you mean 'cafe'"),
    ],
)
def test_what_is_misspelt_is_told(asked: dict[str, str], said: str) -> None:
    with pytest.raises(InputError, match=said):
        ek.attendance_series(study_of(*MARKS), "2026Q3", **asked)
