"""Statuses at months after start, on a few people counted by hand."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pandas as pd
import pytest

import evalkit as ek
from evalkit.errors import InputError
from evalkit.frames import ENROLMENTS, STATUSES
from evalkit.outcomes.statuses import NOBODY_IN, NOTES
from evalkit.study import StatusDomain, Study

LATEST = "2026-06-30"


def made(*spells: tuple[str, ...], starts: dict[str, str], domains: tuple[Any, ...] = ()) -> Study:
    """Return a study: spells as person, domain, status, first and last day ("" while it lasts)."""
    columns = ["person", "domain", "status", "started", "ended"]
    rows = pd.DataFrame(spells, columns=columns, dtype="str").assign(programme="p")
    courses = pd.DataFrame({"person": list(starts), "started": list(starts.values())})
    # Somebody who starts on the latest day shows that the data reach it.
    courses.loc[len(courses)] = ["key-of-the-last", LATEST]
    return Study(
        title={"da": "p", "en": "p"},
        programme="p",
        enrolments=ENROLMENTS.shaped(courses.assign(programme="p")),
        statuses=STATUSES.shaped(rows.assign(ended=rows["ended"].mask(rows["ended"] == ""))),
        domains=domains,
    )


def five() -> Study:
    """a: benefit, then job; b: benefit; c: job, started late; d: nothing; e: contradicts."""
    return made(
        ("a", "living", "benefit", "2024-01-01", "2025-07-31"),
        ("a", "living", "job", "2025-08-01", ""),
        ("b", "living", "benefit", "2025-01-15", "2026-01-14"),
        ("c", "living", "job", "2020-01-01", ""),
        ("e", "living", "job", "2025-01-01", ""),
        ("e", "living", "benefit", "2025-03-01", "2025-12-31"),
        starts={
            "a": "2025-01-15",
            "b": "2025-01-15",
            "c": "2026-03-01",
            "d": "2025-01-15",
            "e": "2025-01-15",
        },
    )


def row(study: Study, status: str, month: int, **more: Any) -> dict[str, Any]:
    frame = ek.status_at(study, **more).to_frame()
    (found,) = frame[(frame["status"] == status) & (frame["month"] == month)].to_dict("records")
    return found


def test_counted_by_hand() -> None:
    start = row(five(), "benefit", 0)
    # a, b, c and e are known; d is not, and neither is who started on the latest day.
    assert (start["n"], start["count"], start["unknown"], start["not_yet"]) == (4, 2, 2, 0)
    # After six months (15 July 2025) e is in two, d in none, c and the last not there yet.
    half = row(five(), "benefit", 6)
    assert (half["n"], half["count"], half["unknown"], half["not_yet"]) == (2, 2, 2, 2)
    # After a year b's spell ended the day before: not known, which is not "no".
    year = row(five(), "job", 12)
    assert (year["n"], year["count"], year["unknown"], year["not_yet"]) == (2, 2, 2, 2)
    assert row(five(), "benefit", 12)["count"] == 0


def test_the_share_has_wilsons_interval() -> None:
    # 2 of 4: Wilson by hand, (0.5 +/- z sqrt(0.25 / 4 + z^2 / 64)) with the centre at 0.5.
    found = row(five(), "job", 0)
    assert found["share"] == 0.5
    assert found["conf_low"] == pytest.approx(0.1500, abs=5e-5)
    assert found["conf_high"] == pytest.approx(0.8500, abs=5e-5)
    assert found["method"] == "Wilson"


def test_contradictions_are_said() -> None:
    assert row(five(), "job", 6)["note"] == NOTES["contradictions"]
    assert row(five(), "job", 0)["note"] == ""


def test_in_a_complete_register_nobody_listed_is_a_no() -> None:
    complete = dataclasses.replace(five(), domains=(StatusDomain("living", complete=True),))
    frame = ek.status_at(complete).to_frame()
    start = frame[frame["month"] == 0].set_index("status")
    assert start["count"].to_dict() == {"benefit": 2, "job": 2, NOBODY_IN: 2}
    assert set(start["n"]) == {6}
    half = frame[frame["month"] == 6].set_index("status")
    # e contradicts and stays unknown also here.
    assert half["count"].to_dict() == {"benefit": 2, "job": 0, NOBODY_IN: 1}
    assert set(half["unknown"]) == {1}


def test_rows_that_were_set_aside_are_said_of_a_complete_register() -> None:
    domain = StatusDomain("living", complete=True, aside=2)
    study = dataclasses.replace(five(), domains=(domain,))
    assert NOTES["rows set aside"] in row(study, "job", 0)["note"]
    only = dataclasses.replace(study, domains=(dataclasses.replace(domain, complete=False),))
    assert row(only, "job", 0)["note"] == ""


def test_an_only_status_has_a_count_and_no_share() -> None:
    spells = [(person, "job", "in job", "2024-01-01", "") for person in "abc"]
    study = made(*spells, starts=dict.fromkeys("abcd", "2025-01-15"))
    found = row(study, "in job", 12)
    assert (found["n"], found["count"], found["unknown"]) == (3, 3, 1)
    assert pd.isna(found["share"])
    assert pd.isna(found["conf_low"])
    assert found["note"] == NOTES["only status"]
    complete = dataclasses.replace(study, domains=(StatusDomain("job", complete=True),))
    assert row(complete, "in job", 12)["share"] == 0.75


def test_several_at_once_where_the_profile_says_so() -> None:
    study = dataclasses.replace(five(), domains=(StatusDomain("living", several=True),))
    half = ek.status_at(study, months=(6,)).to_frame().set_index("status")
    assert half["count"].to_dict() == {"benefit": 3, "job": 1}
    assert set(half["n"]) == {3}
    assert all(half["note"] == NOTES["several"])


def test_every_status_has_a_row_in_the_profiles_order() -> None:
    domain = StatusDomain("living", ("retired", "job"))
    study = dataclasses.replace(five(), domains=(domain,))
    result = ek.status_at(study, months=(12, 0))
    assert result.to_frame()["status"].tolist() == [s for s in ("retired", "job", "benefit")
                                                    for _ in range(2)]  # fmt: skip
    assert result.to_frame()["month"].tolist() == [12, 0] * 3
    assert row(study, "retired", 0)["count"] == 0


def test_nobody_is_followed_that_long() -> None:
    found = row(five(), "job", 60, months=(60,))
    assert (found["n"], found["not_yet"]) == (0, 6)
    assert pd.isna(found["share"])
    assert found["note"] == NOTES["nobody followed"]


def test_the_last_day_counts_and_the_day_after_does_not() -> None:
    study = made(("a", "x", "y", "2025-01-01", ""), ("a", "x", "z", "2024-01-01", "2024-12-31"),
                 starts={"a": "2025-06-30", "b": "2025-07-01"})  # fmt: skip
    assert row(study, "y", 12)["not_yet"] == 2
    assert (row(study, "y", 12)["n"], row(study, "y", 12)["unknown"]) == (1, 0)


@pytest.mark.parametrize("as_of", ["2026Q1", dt.date(2026, 3, 31)])
def test_as_of_a_day(as_of: Any) -> None:
    result = ek.status_at(five(), as_of=as_of)
    assert result.day == dt.date(2026, 3, 31)
    frame = result.to_frame()
    # Who started later was not there; what happened later is not known.
    assert set(frame["n"] + frame["not_yet"] + frame["unknown"]) == {5}
    assert ek.status_at(five(), as_of="2030Q1").day == dt.date(2026, 6, 30)
    cut = ek.status_at(ek.as_of(five(), "2026Q1")).to_frame()
    assert cut.loc[cut["month"] == 0, "count"].tolist() == [2, 2]


def test_leaving_the_programme_does_not_end_the_follow_up() -> None:
    study = five()
    left = study.enrolments.assign(ended=pd.Timestamp("2025-02-01"))
    ended = dataclasses.replace(study, enrolments=left)
    pd.testing.assert_frame_equal(
        ek.status_at(ended).to_frame(), ek.status_at(study).to_frame()
    )  # fmt: skip


def test_nothing_to_count() -> None:
    empty = Study(title={"da": "t", "en": "t"}, programme="p")
    result = ek.status_at(empty)
    assert result.to_frame().empty
    assert result.day is None
    assert repr(result)
    no_courses = dataclasses.replace(five(), enrolments=ENROLMENTS.empty())
    with pytest.raises(InputError, match="statuses but no enrolments"):
        ek.status_at(no_courses)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"months": ()}, "such as \\(0, 6, 12\\)"),
        ({"months": (0, 0)}, "such as"),
        ({"months": (-1,)}, "such as"),
        ({"months": (1.5,)}, "such as"),
        ({"months": (True,)}, "such as"),
        ({"months": "12"}, "such as"),
        ({"months": (0, 601)}, "from 0 to 600"),
        ({"domain": "livin"}, "Did you mean 'living'"),
        ({"as_of": "2026q1"}, "Write year, Q and 1 to 4"),
        ({"confidence": 95}, "such as 0.95"),
    ],
)
def test_wrong_questions(options: dict[str, Any], says: str) -> None:
    with pytest.raises(InputError, match=says):
        ek.status_at(five(), **options)


def test_wrong_things() -> None:
    wrong: Any = five().statuses
    with pytest.raises(InputError, match="`study` is a DataFrame"):
        ek.status_at(wrong)
    taken = made(("a", "x", NOBODY_IN, "2025-01-01", ""), starts={"a": "2025-01-01"})
    with pytest.raises(InputError, match="evalkit's word for being in none"):
        ek.status_at(taken)
    study = five()
    twice = pd.concat([study.enrolments, study.enrolments.iloc[:1]])
    with pytest.raises(InputError, match="1 courses are of the same person"):
        ek.status_at(dataclasses.replace(study, enrolments=twice))


def test_few_are_not_shown_and_nobody_is_named() -> None:
    study = five()
    before = study.statuses.copy(deep=True)
    result = ek.status_at(study)
    assert "(few)" in repr(result)
    assert "key-of-the-last" not in repr(result) + result._repr_html_()
    assert "person" not in result.to_frame()
    pd.testing.assert_frame_equal(study.statuses, before)


def test_two_programmes_are_counted_apart() -> None:
    study = five()
    second = study.enrolments[study.enrolments["person"] == "b"].assign(programme="q")
    both = dataclasses.replace(study, enrolments=pd.concat([study.enrolments, second]))
    frame = ek.status_at(both, months=(0,)).to_frame().set_index(["programme", "status"])
    assert frame.loc[("p", "benefit"), "count"] == 2
    # b's spells belong to the other programme's delivery.
    assert frame.loc[("q", "benefit"), ["n", "unknown"]].tolist() == [0, 1]


def test_the_example_loads_with_its_domains() -> None:
    study = ek.load("data/examples/unik", profile="unik")
    assert [one.name for one in study.domains] == ["livelihood", "treatment"]
    assert [one.complete for one in study.domains] == [False, True]
    assert study.domains[0].statuses == ("cash benefit", "education grant", "wage")
    assert [one.aside for one in study.domains] == [1, 0]
