"""From referral to completion, counted by hand."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

import evalkit as ek
from evalkit.errors import InputError
from evalkit.frames import ENROLMENTS, REFERRALS
from evalkit.study import Study

REFERRED = [
    # who, referred, screened, offered, closed, outcome
    ("a", "2026-04-01", "2026-04-11", "2026-05-01", None, None),  # started, completed
    ("b", "2026-05-01", None, None, None, None),  # started: steps not written down
    ("c", "2026-06-01", "2026-06-20", None, "2026-07-10", "moved"),
    ("d", "2026-07-01", "2026-07-05", "2026-08-01", None, None),  # waits with an offer
    ("e", "2026-08-01", None, None, None, None),  # waits
    ("f", "2026-09-01", "2026-09-11", "2026-09-15", None, None),  # starts after the quarter
    ("g", "2025-01-01", None, None, "2025-02-01", None),  # earlier
    ("g", "2026-07-15", "2026-07-20", "2026-07-25", None, None),  # referred again, started
]
STARTED = [
    # who, started, ended, why
    ("a", "2026-05-11", "2026-09-01", "done"),
    ("b", "2026-07-01", None, None),
    ("f", "2026-10-05", None, None),
    ("g", "2026-08-04", "2026-09-30", "stopped"),
    ("x", "2026-07-01", None, None),  # never referred
]


def study_of(*, referred: bool = True, completed: tuple[str, ...] = ("done",)) -> Study:
    names = ("person", "referred", "screened", "offered", "closed", "outcome")
    rows = [dict(zip(names, row, strict=True)) | {"programme": "p"} for row in REFERRED]
    columns = ("person", "started", "ended", "exit_reason")
    courses = [dict(zip(columns, row, strict=True)) | {"programme": "p"} for row in STARTED]
    return Study(
        title={},
        programme="p",
        enrolments=ENROLMENTS.shaped(courses),
        referrals=REFERRALS.shaped(rows) if referred else REFERRALS.empty(),
        completed=completed,
    )


def test_a_quarter_by_hand() -> None:
    row = ek.admissions(study_of(), "2026Q3", back=(0,)).to_frame().iloc[0]
    assert row[["referred", "screened", "offered", "closed"]].tolist() == [4, 3, 3, 1]
    assert row[["started", "ended", "completed", "enrolled_at_end"]].tolist() == [3, 2, 1, 2]
    # d, e and f; who was closed or had started does not wait.
    assert row["waiting_at_end"] == 3


def test_a_cohort_is_followed_and_who_waits_is_not_lost() -> None:
    cohorts = ek.admissions(study_of(), "2026Q3").cohorts.to_frame().set_index("quarter")
    names = ["referred", "screened", "offered", "started", "completed", "closed", "waiting"]
    assert cohorts.loc["2026Q2", names].tolist() == [3, 3, 2, 2, 1, 1, 0]
    assert cohorts.loc["2026Q3", names].tolist() == [4, 3, 3, 1, 0, 0, 3]
    ends = cohorts[["started", "closed", "waiting"]].sum(axis=1)
    assert ends.tolist() == cohorts["referred"].tolist()


def test_a_second_referral_has_its_own_course() -> None:
    result = ek.admissions(study_of(), "2026Q3", back=(0, 6))
    cohorts = result.cohorts.to_frame().set_index("quarter")
    assert cohorts.loc["2025Q1", ["referred", "started", "closed"]].tolist() == [1, 0, 1]
    assert result.unreferred == 1


def test_waiting_times_by_hand() -> None:
    waits = ek.admissions(study_of(), "2026Q3").waits.to_frame().set_index(["from", "to"])
    whole = waits.loc[("referred", "started")]
    # b waited 61 days, g 20 (from the second referral).
    assert whole[["n", "median_days", "longest_days"]].tolist() == [2, 40.5, 61]
    # d 91, e 60 and f 29 days so far.
    assert whole[["waiting", "median_so_far"]].tolist() == [3, 60]
    assert waits.loc[("offered", "started"), "n"] == 1
    assert waits.loc[("screened", "offered"), "median_days"] == 5


def test_what_comes_later_is_not_known_in_an_earlier_quarter() -> None:
    cohorts = ek.admissions(study_of(), "2026Q2").cohorts.to_frame().set_index("quarter")
    assert cohorts.loc["2026Q2", ["started", "closed", "waiting"]].tolist() == [1, 0, 2]


def test_reasons_of_the_quarter_are_counted() -> None:
    reasons = ek.admissions(study_of(), "2026Q3").reasons()
    assert reasons.to_numpy().tolist() == [["moved", 1]]


def test_without_referrals_only_starts_are_counted() -> None:
    result = ek.admissions(study_of(referred=False), "2026Q3", back=(0,))
    row = result.to_frame().iloc[0]
    assert not result.with_referrals
    assert row[["referred", "waiting_at_end"]].isna().all()
    assert row["started"] == 3
    assert any("no referrals in the data" in one for one in ek.say(result, language="en"))


def test_completion_is_not_guessed_at() -> None:
    result = ek.admissions(study_of(completed=()), "2026Q3")
    assert result.to_frame()["completed"].isna().all()
    assert result.cohorts.to_frame()["completed"].isna().all()


def test_a_quarter_the_data_do_not_reach_has_no_counts() -> None:
    result = ek.admissions(study_of(), "2027Q1")
    assert result.to_frame().set_index("quarter").loc["2027Q1"].isna().all()
    assert "2027Q1" not in set(result.cohorts.to_frame()["quarter"])
    assert len(ek.say(result, language="en")) == 1


def test_the_capacity_is_a_year_and_chance_has_its_room() -> None:
    result = ek.admissions(study_of(), "2026Q3", capacity=60, back=(0,))
    row = result.to_frame().iloc[0]
    assert row[["expected_started", "usual_low", "usual_high"]].tolist() == [15, 8, 23]
    # The data begin in May: they do not count a year.
    assert pd.isna(row["year_started"])
    assert "fewer than the 8 to 23" in ek.say(result, language="en")[0]


def test_the_registry_states_a_capacity_for_unik_alone_of_these() -> None:
    for name, per_year in (("unik", 60), ("cafe_step", None), ("empower4u", None)):
        study = Study(title={}, programme=name, enrolments=study_of().enrolments)
        capacity = ek.admissions(study, "2026Q3").capacity
        assert (capacity and capacity.per_year) == per_year


@pytest.mark.parametrize("capacity", [0, -1, float("nan"), True])
def test_a_capacity_is_a_number_above_nothing(capacity: float) -> None:
    with pytest.raises(InputError, match="`capacity`"):
        ek.admissions(study_of(), "2026Q3", capacity=capacity)


def test_the_study_is_not_changed() -> None:
    study = study_of()
    before = study.referrals.copy(), study.enrolments.copy()
    ek.admissions(study, "2026Q3")
    pd.testing.assert_frame_equal(before[0], study.referrals)
    pd.testing.assert_frame_equal(before[1], study.enrolments)


def test_nothing_at_all_is_told() -> None:
    result = ek.admissions(Study(title={}, programme="p"), "2026Q3")
    assert result.to_frame()["started"].isna().all()
    assert result.latest is None
    assert not result.is_over
    assert dt.date(2026, 9, 30) == result.cohorts.as_of


def test_a_quarter_before_the_data_begin_has_no_counts() -> None:
    frame = ek.admissions(study_of(referred=False), "2026Q3").to_frame().set_index("quarter")
    assert frame.loc["2025Q3"].isna().all()
    assert frame.loc["2026Q2", "started"] == 1
