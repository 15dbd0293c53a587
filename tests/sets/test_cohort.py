"""An evaluation's people: whose course began in the period, as it stood on its last day."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

import evalkit as ek
from evalkit.errors import InputError
from evalkit.frames import ATTENDANCE, ENROLMENTS, SCORES
from evalkit.sets.cohort import period
from evalkit.study import Study

STARTS = {"a": "2025-01-01", "b": "2025-06-30", "c": "2025-07-01", "d": "2026-03-31"}


@pytest.fixture
def study() -> Study:
    rows = [
        {"person": person, "programme": "p", "started": day, "ended": "2026-02-01"}
        for person, day in STARTS.items()
    ]
    scores = [
        {
            "person": person,
            "programme": "p",
            "instrument": "who5",
            "scale": "who5",
            "date": pd.Timestamp(day) + pd.Timedelta(days=days),
            "score": 40.0,
        }
        for person, day in STARTS.items()
        for days in (1, 200)
    ]
    return Study(
        title={"da": "P", "en": "P"},
        programme="p",
        enrolments=ENROLMENTS.shaped(rows),
        scores=SCORES.shaped(scores),
    )


def people(study: Study, **options: object) -> set[str]:
    return set(ek.cohort(study, **options).enrolments["person"])


def test_both_ends_of_the_period_are_in_it(study: Study) -> None:
    assert people(study, start="2025-06-30", end="2026-03-31") == {"b", "c", "d"}
    assert people(study, start="2025-07-01", end="2026-03-30") == {"c"}


def test_without_a_beginning_everybody_up_to_the_end(study: Study) -> None:
    assert people(study, end="2025-12-31") == {"a", "b", "c"}
    assert people(study, start="", end="2025-12-31") == {"a", "b", "c"}


def test_what_came_after_the_last_day_is_not_known_yet(study: Study) -> None:
    chosen = ek.cohort(study, start="2025-01-01", end="2025-12-31")
    assert chosen.scores["date"].max() <= pd.Timestamp("2025-12-31")
    assert chosen.enrolments["ended"].isna().all()
    assert set(chosen.scores["person"]) == {"a", "b", "c"}


def test_the_caller_s_study_is_left_as_it_was(study: Study) -> None:
    before = study.enrolments.copy()
    ek.cohort(study, start="2025-07-01", end="2025-12-31")
    pd.testing.assert_frame_equal(study.enrolments, before)


def test_without_enrolments_the_first_reading_is_the_beginning(study: Study) -> None:
    bare = Study(title=study.title, programme="p", scores=study.scores)
    chosen = ek.cohort(bare, start="2025-07-01", end="2026-12-31")
    # b's first reading is on 1 July, a day after the course began that nobody tells of.
    assert set(chosen.scores["person"]) == {"b", "c", "d"}


def test_a_register_of_attendance_alone_has_beginnings_too() -> None:
    rows = [
        {"person": person, "programme": "p", "activity": "café", "date": day, "attended": True}
        for person, day in STARTS.items()
    ]
    bare = Study(title={"da": "P", "en": "P"}, programme="p", attendance=ATTENDANCE.shaped(rows))
    chosen = ek.cohort(bare, start="2025-06-30", end="2025-07-01")
    assert set(chosen.attendance["person"]) == {"b", "c"}


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("2026-01-01", "2025-01-01", "Swap `start` and `end`"),
        ("01-01-2026", "2026-12-31", "`start` is '01-01-2026'"),
        ("20260101", "2026-12-31", "`start` is '20260101'"),
        ("", "2026-02-30", "`end` is '2026-02-30'"),
        ("", "", "`end` is ''"),
        ("2026-01-01", 20261231, "`end` is 20261231"),
    ],
)
def test_what_is_no_period_is_refused(start: object, end: object, said: str) -> None:
    with pytest.raises(InputError, match=said):
        period(start, end)  # type: ignore[arg-type]


def test_dates_are_taken_as_they_are() -> None:
    asked = period(dt.date(2025, 1, 1), dt.datetime(2026, 9, 30, 12))
    assert asked.last == dt.date(2026, 9, 30)
    assert period("2026-09-30", "2026-09-30").first == dt.date(2026, 9, 30)


def test_what_is_no_study_is_refused() -> None:
    with pytest.raises(InputError, match="`study` is a DataFrame"):
        ek.cohort(pd.DataFrame(), end="2026-12-31")  # type: ignore[arg-type]
