"""How far readings follow a plan: counted by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from evalkit.errors import InputError
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


def test_a_plan_of_three_months_asks_those_in_whom_a_second_reading_was_due() -> None:
    kept = readings_kept(study(), every_months=3)
    # Of a, b and e readings were due on 1 January and 1 April: a third, on 1 July, is still open.
    assert (kept.n, kept.count, kept.second) == (3, 1, 1)
    # a made both, b the first, e none.
    assert (kept.expected, kept.done) == (6, 3)
    # c began in June, d left after a month.
    assert kept.too_short == 2
    # Gaps of 90 and 91 days (a) and 7 (c): too few to have a middle.
    assert kept.median_months is None


def test_the_middle_gap_is_told_from_five_gaps_on() -> None:
    # Days 0, 30, 60, 90, 120, 150 of one course: five gaps of 30 days.
    days = pd.date_range("2025-01-01", periods=6, freq="30D")
    kept = readings_kept(study([("a", str(day.date())) for day in days]), every_months=1)
    assert kept.median_months == pytest.approx(30 / (365.25 / 12))


def test_readings_are_due_by_the_calendar() -> None:
    """1 January to 1 July is six calendar months, and no average ones."""
    courses = COURSES.assign(ended=pd.NaT)
    read = [("a", "2025-01-01"), ("a", "2025-04-01"), ("a", "2025-07-01"), ("b", "2026-01-01")]
    kept = readings_kept(study(read, courses), every_months=3)
    # a, b, d, e until 1 January 2026: due in January, April, July and October (open until 15 Feb
    # is the one of January 2026); c began on 20 June: June, September (that of December is open).
    assert (kept.n, kept.expected) == (5, 4 * 4 + 2)
    # a made three of four; nobody else made one that was due.
    assert (kept.count, kept.done) == (1, 3)


def test_a_late_reading_is_not_missing_yet() -> None:
    """93 days into a plan of three months the second reading may still be made."""
    courses = COURSES.head(1)
    kept = readings_kept(study([("a", "2025-01-01"), ("a", "2025-04-04")], courses), every_months=3)
    assert (kept.n, kept.too_short) == (0, 1)


@pytest.mark.parametrize("wrong", [0, -1, 0.4, 121, float("nan")])
def test_an_interval_that_is_none_is_refused(wrong: float) -> None:
    with pytest.raises(InputError, match="every_months"):
        readings_kept(study(), every_months=wrong)


def test_only_the_instruments_of_the_plan_count() -> None:
    assert readings_kept(study(), every_months=3, instruments=["who5"]).done == 3
    assert readings_kept(study(), every_months=3, instruments=["gse"]).done == 0


def test_two_scales_on_one_day_are_one_reading() -> None:
    twice = study([*READ, *READ])
    assert readings_kept(twice, every_months=3) == readings_kept(study(), every_months=3)


def test_a_score_that_could_not_be_computed_is_no_reading() -> None:
    whole = study()
    whole.scores.loc[whole.scores["date"] > "2025-01-31", "score"] = float("nan")
    assert readings_kept(whole, every_months=3).second == 0


def test_without_an_interval_everybody_enrolled_is_asked() -> None:
    kept = readings_kept(study(), every_months=None)
    assert (kept.n, kept.count, kept.expected, kept.done) == (5, 2, None, None)
    assert kept.too_short == 0


def test_a_plan_for_the_end_asks_only_those_who_ended() -> None:
    kept = readings_kept(study(), every_months=None, at_end=True)
    assert (kept.n, kept.count) == (1, 0)


def test_without_enrolments_a_course_begins_with_the_first_reading() -> None:
    kept = readings_kept(study(courses=COURSES.head(0)), every_months=3)
    # a, b and d were first read in January; c in June; nobody knows of e.
    assert (kept.n, kept.count, kept.too_short) == (3, 1, 1)


def test_named_readings_count_by_their_names() -> None:
    named = study()
    named.scores["wave"] = ["before", "after", "after", "before", "before", "after", "before"]
    named.scores["date"] = pd.NaT
    kept = readings_kept(named, every_months=None)
    assert (kept.n, kept.count, kept.median_months) == (5, 2, None)
    ended = readings_kept(named, every_months=None, at_end=True)
    assert (ended.n, ended.count, ended.too_short) == (1, 0, 4)


def test_nobody_read_is_nobody_kept() -> None:
    kept = readings_kept(study([]), every_months=3)
    assert (kept.count, kept.done, kept.median_months) == (0, 0, None)


def test_the_study_is_left_as_it_was() -> None:
    given = study()
    before = given.scores.copy(), given.enrolments.copy()
    readings_kept(given, every_months=3)
    pd.testing.assert_frame_equal(given.scores, before[0])
    pd.testing.assert_frame_equal(given.enrolments, before[1])
