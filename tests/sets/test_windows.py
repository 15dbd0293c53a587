"""Quarters and the study as it stood, on small frames counted by hand."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pandas as pd
import pytest

from evalkit.errors import InputError
from evalkit.frames import (
    ANSWERS,
    ATTENDANCE,
    ENROLMENTS,
    GOALS,
    HEADCOUNTS,
    MATCHES,
    MEETINGS,
    REFERRALS,
    SCORES,
    STAFFING,
    STATUSES,
)
from evalkit.sets.windows import Quarter, as_of, last_day, quarter, quarters_back
from evalkit.study import Study

D = pd.Timestamp


def made_study() -> Study:
    """a ends on the quarter's last day, b a day later, c starts that day, d starts a day later."""
    courses = [
        ("a", "2026-01-05", "2026-09-30", "done"),
        ("b", "2026-02-01", "2026-10-01", "moved"),
        ("c", "2026-09-30", None, None),
        ("d", "2026-10-01", None, None),
        ("e", "2025-03-01", "2025-06-30", "done"),
    ]
    readings = [
        ("a", "2026-01-05", 40.0),
        ("a", "2026-09-30", 60.0),
        ("b", "2026-06-30", 44.0),
        ("b", "2026-10-01", 48.0),
        ("c", "2026-09-30", None),
        ("d", "2026-10-01", 52.0),
        # a follow-up a year after the exit
        ("e", "2025-03-01", 20.0),
        ("e", "2026-07-01", 80.0),
    ]
    enrolments = ENROLMENTS.shaped(
        {
            "person": person,
            "programme": "p",
            "started": D(started),
            "ended": D(ended) if ended else pd.NaT,
            "exit_reason": reason,
        }
        for person, started, ended, reason in courses
    )
    scores = SCORES.shaped(
        {
            "person": person,
            "programme": "p",
            "instrument": "who5",
            "scale": "who5",
            "date": D(date),
            "wave": "",
            "score": score,
        }
        for person, date, score in readings
    )
    answers = ANSWERS.shaped(scores.assign(item="who5_1", value=3.0)[[*ANSWERS.key, "value"]])
    attendance = ATTENDANCE.shaped(
        {"person": person, "programme": "p", "activity": "cafe", "date": D(date), "attended": True}
        for person, date in (("a", "2026-09-30"), ("a", "2026-10-01"), ("e", "2026-08-01"))
    )
    return Study(
        title={"da": "p", "en": "p"},
        programme="p",
        enrolments=enrolments,
        answers=answers,
        scores=scores,
        attendance=attendance,
        statuses=STATUSES.shaped(
            {
                "person": person,
                "programme": "p",
                "domain": "job",
                "status": "in job",
                "started": D(started),
                "ended": D(ended) if ended else pd.NaT,
            }
            for person, started, ended in (
                ("a", "2026-09-30", "2026-10-01"),
                ("b", "2020-01-01", "2026-09-30"),
                ("c", "2026-10-01", None),
                ("d", "2020-01-01", None),
            )
        ),
    )


# ---- quarters ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026Q1", dt.date(2026, 1, 1), dt.date(2026, 3, 31)),
        ("2024Q1", dt.date(2024, 1, 1), dt.date(2024, 3, 31)),
        ("2026Q2", dt.date(2026, 4, 1), dt.date(2026, 6, 30)),
        ("2026Q3", dt.date(2026, 7, 1), dt.date(2026, 9, 30)),
        ("2026Q4", dt.date(2026, 10, 1), dt.date(2026, 12, 31)),
    ],
)
def test_first_and_last_day(text: str, first: dt.date, last: dt.date) -> None:
    assert (quarter(text).first_day, quarter(text).last_day) == (first, last)
    assert str(quarter(text)) == text
    assert quarter(quarter(text)) == quarter(text)


@pytest.mark.parametrize(
    ("back", "text"), [(0, "2026Q1"), (1, "2025Q4"), (4, "2025Q1"), (-3, "2026Q4")]
)
def test_earlier(back: int, text: str) -> None:
    assert str(quarter("2026Q1").earlier(back)) == text


def test_quarters_follow_on_one_another_for_ten_years() -> None:
    one = quarter("2020Q1")
    for _ in range(40):
        after = one.earlier(-1)
        assert after.first_day - one.last_day == dt.timedelta(days=1)
        assert one < after
        one = after


@pytest.mark.parametrize(
    "text",
    ["2026q3", "2026Q5", "2026Q0", "26Q3", "2026 Q3", "2026Q3 ", "Q3 2026", "", None, 2026, 20263],
)
def test_a_quarter_is_written_in_one_way(text: object) -> None:
    with pytest.raises(InputError, match=r"Write year, Q and 1 to 4, such as '2026Q3'"):
        quarter(text)


@pytest.mark.parametrize(("year", "number"), [(2026, 0), (2026, 5), (202, 1), (20266, 1)])
def test_there_is_no_such_quarter(year: int, number: int) -> None:
    with pytest.raises(InputError, match="There is no quarter"):
        Quarter(year, number)
    with pytest.raises(InputError, match="There is no quarter"):
        quarter("0000Q1")


@pytest.mark.parametrize("back", [(), (-1,), (0.5,), (0, 0), "01", 3, None, (True,)])
def test_quarters_back_are_different_whole_numbers(back: object) -> None:
    with pytest.raises(InputError, match=r"such as \(0, 1, 4\)"):
        quarters_back("2026Q3", back)


# ---- the study as it stood ---------------------------------------------------


def test_who_had_started_by_the_last_day() -> None:
    cut = as_of(made_study(), "2026Q3")
    assert cut.enrolments["person"].tolist() == ["a", "b", "c", "e"]


def test_an_end_after_the_day_is_not_known_yet() -> None:
    courses = as_of(made_study(), "2026Q3").enrolments.set_index("person")
    assert courses.loc["a", "ended"] == D("2026-09-30")
    assert courses.loc["a", "exit_reason"] == "done"
    assert pd.isna(courses.loc["b", "ended"])
    assert pd.isna(courses.loc["b", "exit_reason"])
    later = as_of(made_study(), "2026Q4").enrolments.set_index("person")
    assert later.loc["b", "exit_reason"] == "moved"


def test_readings_answers_and_attendance_up_to_the_day() -> None:
    cut = as_of(made_study(), "2026Q3")
    for table in (cut.scores, cut.answers):
        assert table["person"].tolist() == ["a", "a", "b", "c", "e", "e"]
        assert table["date"].max() == D("2026-09-30")
    assert cut.attendance["date"].tolist() == [D("2026-09-30"), D("2026-08-01")]


def test_statuses_started_by_the_day_and_a_later_end_is_not_known_yet() -> None:
    spells = as_of(made_study(), "2026Q3").statuses
    # c starts a day later; d, who is not enrolled yet, is not in it.
    assert spells["person"].tolist() == ["a", "b"]
    assert spells["ended"].tolist() == [pd.NaT, D("2026-09-30")]
    assert as_of(made_study(), "2026Q4").statuses["person"].tolist() == ["a", "b", "c", "d"]


def test_the_day_that_is_meant() -> None:
    assert last_day("2026Q1") == last_day(dt.date(2026, 3, 31)) == dt.date(2026, 3, 31)
    with pytest.raises(InputError, match="Write year, Q"):
        last_day("2026q1")


def test_a_date_and_its_quarter_are_the_same_day() -> None:
    for when in (
        dt.date(2026, 9, 30),
        dt.datetime(2026, 9, 30, 12),
        D("2026-09-30"),
        quarter("2026Q3"),
    ):
        one, other = as_of(made_study(), when), as_of(made_study(), "2026Q3")
        pd.testing.assert_frame_equal(one.scores, other.scores)
        pd.testing.assert_frame_equal(one.enrolments, other.enrolments)


def test_the_quarters_population_has_a_score_in_it() -> None:
    cut = as_of(made_study(), "2026Q3", population="quarter")
    # c's only reading has no score; b's lies before and after; e's follow-up counts.
    assert cut.enrolments["person"].tolist() == ["a", "e"]
    assert cut.scores["person"].tolist() == ["a", "a", "e", "e"]
    assert cut.attendance["person"].tolist() == ["a", "e"]


def test_before_anyone_started_there_is_nobody() -> None:
    cut = as_of(made_study(), "2020Q1")
    assert len(cut.enrolments) == len(cut.scores) == len(cut.answers) == len(cut.attendance) == 0
    assert cut.enrolments.columns.tolist() == made_study().enrolments.columns.tolist()


def test_a_leap_day_belongs_to_its_quarter() -> None:
    study = made_study()
    scores = study.scores.assign(date=D("2024-02-29"))
    enrolments = study.enrolments.assign(started=D("2024-02-29"), ended=pd.NaT)
    leap = dataclasses.replace(study, scores=scores, enrolments=enrolments)
    assert len(as_of(leap, "2024Q1").scores) == len(scores)
    assert len(as_of(leap, dt.date(2024, 2, 28)).scores) == 0


def test_a_person_is_cut_programme_by_programme() -> None:
    study = made_study()
    second = study.enrolments[study.enrolments["person"] == "d"].assign(person="a", programme="q")
    both = dataclasses.replace(
        study,
        enrolments=pd.concat([study.enrolments, second]),
        scores=pd.concat([study.scores, study.scores.iloc[:1].assign(programme="q")]),
    )
    assert set(as_of(both, "2026Q3").scores["programme"]) == {"p"}
    assert set(as_of(both, "2026Q4").scores["programme"]) == {"p", "q"}


def test_a_study_without_enrolments_keeps_its_readings() -> None:
    study = dataclasses.replace(made_study(), enrolments=ENROLMENTS.empty())
    assert as_of(study, "2026Q3").scores["person"].nunique() == 4
    assert as_of(study, "2026Q3", population="quarter").scores["person"].unique().tolist() == [
        "a",
        "e",
    ]


def test_readings_without_a_date_are_not_in_it_and_none_dated_is_an_error() -> None:
    study = made_study()
    some = study.scores.assign(date=study.scores["date"].mask(study.scores["person"] == "a"))
    assert "a" not in set(as_of(dataclasses.replace(study, scores=some), "2026Q3").scores["person"])
    none = study.scores.assign(date=pd.NaT)
    with pytest.raises(InputError, match="No reading has a date"):
        as_of(dataclasses.replace(study, scores=none), "2026Q3")


def test_the_study_itself_is_unchanged() -> None:
    study, before = made_study(), made_study()
    as_of(study, "2026Q3", population="quarter")
    pd.testing.assert_frame_equal(study.enrolments, before.enrolments)
    pd.testing.assert_frame_equal(study.scores, before.scores)


def test_cutting_twice_is_cutting_once_at_the_earlier_day() -> None:
    once = as_of(made_study(), "2026Q2")
    twice = as_of(as_of(made_study(), "2026Q3"), "2026Q2")
    pd.testing.assert_frame_equal(once.enrolments, twice.enrolments)
    pd.testing.assert_frame_equal(once.scores, twice.scores)


@pytest.mark.parametrize(
    ("when", "population", "message"),
    [
        ("2026q3", "all", "Write year, Q and 1 to 4"),
        (pd.NaT, "all", "Write year, Q and 1 to 4"),
        ("30-09-2026", "all", "Write year, Q and 1 to 4"),
        ("2026-09-31", "all", "no day '2026-09-31'"),
        ("2026-09-30", "quarter", "needs a quarter"),
        ("2026Q3", "quater", "Did you mean 'quarter'?"),
        (dt.date(2026, 9, 30), "quarter", "needs a quarter such as '2026Q3'"),
    ],
)
def test_misspelt(when: object, population: str, message: str) -> None:
    with pytest.raises(InputError) as error:
        as_of(made_study(), when, population=population)  # type: ignore[arg-type]
    assert message in str(error.value)


def test_a_goal_rated_later_is_there_and_unrated() -> None:
    goals = GOALS.shaped(
        [
            {"person": "a", "programme": "p", "goal": "1", "set_on": "2026-02-01", "date": later}
            | {"attainment": score}
            for later, score in (("2026-06-01", -1.0), ("2026-12-01", 1.0))
        ]
        + [
            {"person": "a", "programme": "p", "goal": "2", "set_on": "2026-05-01"}
            | {"date": "2026-12-01", "attainment": 2.0},
            {"person": "a", "programme": "p", "goal": "3", "set_on": "2026-11-01"},
            {"person": "a", "programme": "p", "goal": "4", "set_on": "2026-04-01"},
        ]
    )
    cut = as_of(Study(title={}, programme="p", goals=goals), "2026Q3").goals
    assert cut["goal"].tolist() == ["1", "2", "4"]
    assert cut["attainment"].tolist()[0] == -1
    assert cut["attainment"].isna().tolist() == [False, True, True]
    assert cut["date"].isna().tolist() == [False, True, True]


def test_a_match_and_a_referral_are_as_they_stood() -> None:
    matches = MATCHES.shaped(
        [
            {"person": "a", "programme": "p", "adult": "x", "proposed": "2026-09-01"}
            | {"accepted": "2026-10-05", "started": "2026-10-06"},
            {"person": "b", "programme": "p", "adult": "y", "started": "2026-02-01"}
            | {"ended": "2026-11-01", "reason": "moved"},
            {"person": "c", "programme": "p", "adult": "z", "proposed": "2026-10-02"},
        ]
    )
    referrals = REFERRALS.shaped(
        [
            {"person": "a", "programme": "p", "referred": "2026-09-01", "closed": "2026-10-09"}
            | {"outcome": "too old"},
            {"person": "b", "programme": "p", "referred": "2026-10-01"},
        ]
    )
    study = Study(title={}, programme="p", matches=matches, referrals=referrals)
    cut = as_of(study, "2026Q3")
    assert cut.matches["adult"].tolist() == ["x", "y"]
    assert cut.matches["started"].notna().tolist() == [False, True]
    assert cut.matches["ended"].isna().all()
    assert cut.matches["reason"].isna().all()
    assert cut.referrals["person"].tolist() == ["a"]
    assert cut.referrals[["closed", "outcome"]].isna().all(axis=None)


def test_meetings_shifts_and_counts_belong_to_no_course() -> None:
    day = {"programme": "p", "date": "2026-09-30"}
    after = {"programme": "p", "date": "2026-10-01"}
    study = Study(
        title={},
        programme="p",
        meetings=MEETINGS.shaped([{"case": "f", "kind": "k", **one} for one in (day, after)]),
        staffing=STAFFING.shaped([{"adult": "v", "activity": "c", **one} for one in (day, after)]),
        headcounts=HEADCOUNTS.shaped(
            [{"activity": "c", "group": "users", "count": 4, **one} for one in (day, after)]
        ),
    )
    cut = as_of(study, "2026Q3")
    assert [len(cut.meetings), len(cut.staffing), len(cut.headcounts)] == [1, 1, 1]
