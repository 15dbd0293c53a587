"""How far readings follow a plan: counted by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from evalkit.monitoring.readings_kept import readings_kept
from evalkit.study import Study

# a keeps the plan; b was read once; c has just begun; d left after a month; e was never read.
COURSES = pd.DataFrame(
    {
        "person": list("abcde"),
        "programme": "x",
        "started": pd.to_datetime(
            ["2025-01-01", "2025-01-01", "2025-06-20", "2025-01-01", "2025-01-01"]
        ),
        "ended": pd.to_datetime([None, None, None, "2025-02-01", None]),
    }
)
READ = [
    ("a", "2025-01-01"),
    ("a", "2025-04-01"),
    ("a", "2025-07-01"),
    ("b", "2025-01-05"),
    ("c", "2025-06-20"),
    ("c", "2025-06-27"),
    ("d", "2025-01-01"),
]


def study(read: list[tuple[str, str]] = READ, courses: pd.DataFrame = COURSES) -> Study:
    scores = pd.DataFrame(read, columns=["person", "date"]).assign(
        programme="x", instrument="who5", scale="who5", wave="", score=40.0
    )
    scores["date"] = pd.to_datetime(scores["date"])
    return Study(title={}, programme="x", enrolments=courses, scores=scores)


def test_a_plan_of_three_months_asks_only_those_who_were_there_for_three_months() -> None:
    kept = readings_kept(study(), every_months=3)
    # a, b and e: from 1 January to the latest day, 1 July, is 181 days or 5.9 months.
    assert (kept.n, kept.count) == (3, 1)
    # One reading at the start and one after three months each; a third by a does not help b.
    assert (kept.expected, kept.done) == (6, 3)
    # The gaps are 90 and 91 days (a) and 7 (c): the middle one is 90 days.
    assert kept.median_months == pytest.approx(90 / (365.25 / 12))


def test_two_scales_on_one_day_are_one_reading() -> None:
    twice = study([*READ, *READ])
    assert readings_kept(twice, every_months=3) == readings_kept(study(), every_months=3)


def test_a_score_that_could_not_be_computed_is_no_reading() -> None:
    whole = study()
    whole.scores.loc[whole.scores["date"] > "2025-01-31", "score"] = float("nan")
    assert readings_kept(whole, every_months=3).count == 0


def test_without_an_interval_everybody_enrolled_is_asked() -> None:
    kept = readings_kept(study(), every_months=None)
    assert (kept.n, kept.count, kept.expected, kept.done) == (5, 2, None, None)


def test_a_plan_for_the_end_asks_only_those_who_ended() -> None:
    kept = readings_kept(study(), every_months=None, at_end=True)
    assert (kept.n, kept.count) == (1, 0)


def test_without_enrolments_a_course_begins_with_the_first_reading() -> None:
    kept = readings_kept(study(courses=COURSES.head(0)), every_months=3)
    # a, b and d were first read in January; c in June; nobody knows of e.
    assert (kept.n, kept.count) == (3, 1)


def test_named_readings_count_by_their_names() -> None:
    named = study()
    named.scores["wave"] = ["before", "after", "after", "before", "before", "after", "before"]
    named.scores["date"] = pd.NaT
    kept = readings_kept(named, every_months=None)
    assert (kept.n, kept.count, kept.median_months) == (5, 2, None)


def test_nobody_read_is_nobody_kept() -> None:
    kept = readings_kept(study([]), every_months=3)
    assert (kept.count, kept.done, kept.median_months) == (0, 0, None)


def test_the_study_is_left_as_it_was() -> None:
    given = study()
    before = given.scores.copy(), given.enrolments.copy()
    readings_kept(given, every_months=3)
    pd.testing.assert_frame_equal(given.scores, before[0])
    pd.testing.assert_frame_equal(given.enrolments, before[1])
