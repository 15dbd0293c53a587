"""One person's status: the changes and their measurement error by hand, and what it refuses."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

import evalkit as ek
from evalkit.errors import InputError
from evalkit.frames import (
    ATTENDANCE,
    CONTACTS,
    ENROLMENTS,
    GOALS,
    MATCHES,
    MEETINGS,
    SCORES,
    STATUSES,
    TIES,
)
from evalkit.instruments.parts import PublishedReliability
from evalkit.monitoring.individual import IndividualStatus
from evalkit.monitoring.individual_readings import MeasurementError, individual_readings

DAY = "2026-09-30"
ME = "p-me"
NOTHING = ek.Study({}, "")
# Eleven others whose first scores have an SD that is easily worked out: 40, 50, ..., 60.
OTHERS = [40.0, 60.0] * 5 + [50.0]
SD = math.sqrt(10 * 100 / 11)  # with mine (50): twelve scores, mean 50, ten of them 10 away


def rows(table: object, *made: dict[str, object]) -> pd.DataFrame:
    named = [{"programme": "netvaerksopbygning"} | one for one in made]
    return table.shaped(named)  # type: ignore[attr-defined, no-any-return]


def reading(person: str, date: str | None, score: float, scale: str = "who5") -> dict[str, object]:
    return {
        "person": person,
        "instrument": scale,
        "scale": scale,
        "date": date,
        "score": score,
    }


def made(**tables: pd.DataFrame) -> ek.Study:
    """Return a study of twelve persons; tables that are given replace the usual ones."""
    persons = [ME, *(f"p{number}" for number in range(len(OTHERS)))]
    scores = [reading(f"p{n}", "2025-02-01", score) for n, score in enumerate(OTHERS)]
    scores += [
        reading(ME, "2025-02-01", 50.0),
        reading(ME, "2025-08-01", 44.0),
        reading(ME, "2026-03-01", 60.0),
        reading(ME, "2026-09-01", 70.0),
        reading(ME, "2026-11-01", 0.0),  # after the day: not known
    ]
    usual = {
        "enrolments": rows(ENROLMENTS, *({"person": p, "started": "2025-01-01"} for p in persons)),
        "scores": rows(SCORES, *scores),
        "meetings": rows(
            MEETINGS,
            {"case": ME, "kind": "status meeting", "date": "2025-06-01"},
            {"case": ME, "kind": "status meeting", "date": "2026-04-01"},
            {"case": ME, "kind": "status meeting", "date": DAY},
            {"case": ME, "kind": "supervision", "date": "2026-05-01"},
            {"case": "p1", "kind": "status meeting", "date": "2026-08-01"},
        ),
    }
    asked = (ek.instrument("who5"),)
    return ek.Study(
        {"da": "N", "en": "N"}, "netvaerksopbygning", instruments=asked, **(usual | tables)
    )


def status(study: ek.Study | None = None, **options: object) -> IndividualStatus:
    options = {"as_of": DAY} | options
    return ek.individual_status(study or made(), ME, **options)  # type: ignore[arg-type]


# Readings and measurement error -----------------------------------------------------------


def test_changes_since_the_first_and_since_the_last_meeting() -> None:
    row = status().readings.to_frame().iloc[0]
    assert (row["first"], row["latest"], row["readings"]) == (50.0, 70.0, 4)
    # The meeting on the day itself is the one the page is for; before it was 1 April.
    assert row["at_meeting"] == 60.0
    assert row["meeting_date"] == pd.Timestamp("2026-03-01")
    assert (row["change_first"], row["change_meeting"]) == (20.0, 10.0)


def test_the_measurement_error_is_jacobson_and_truax_by_hand() -> None:
    found = status(reliability=0.84).readings
    error = found.errors["who5", "who5"]
    points = 1.959964 * SD * math.sqrt(2 * (1 - 0.84))
    assert error.n == 12
    assert error.points == pytest.approx(points, abs=1e-4)
    row = found.to_frame().iloc[0]
    assert 10.0 < points < 20.0
    assert (row["verdict_first"], row["verdict_meeting"]) == ("beyond", "within")


def test_exactly_at_the_limit_is_within() -> None:
    known = status(reliability=0.84).readings.errors["who5", "who5"]
    assert known.points is not None
    assert known.verdict(known.points) == "within"
    assert known.verdict(known.points + 1e-6) == "beyond"
    assert known.verdict(-known.points - 1e-6) == "beyond"
    assert known.verdict(math.nan) == ""


def test_without_a_reliability_nothing_is_judged_and_small_changes_not_at_all() -> None:
    found = status().readings  # WHO-5 publishes none, and 10 points as the change that matters
    error = found.errors["who5", "who5"]
    assert (error.points, error.why_not, error.matters) == (None, "no reliability", 10.0)
    assert error.verdict(9.9) == "small"
    assert error.verdict(10.0) == "unknown"
    assert MeasurementError().verdict(1.0) == "unknown"


def test_the_result_about_the_own_items_brings_sd_and_interval() -> None:
    study = ek.load("data/examples/netvaerksopbygning", profile="netvaerksopbygning")
    own = ek.study_reliability(study)
    person = study.enrolments["person"].iloc[1]
    found = ek.individual_status(study, person, as_of="2026Q3", reliability=own)
    error = found.readings.errors["who5", "who5"]
    row = own.to_frame().iloc[0]
    assert error.basis == "items"
    assert error.points == pytest.approx(row["smallest_detectable_change"])
    assert error.low is not None
    assert error.high is not None
    assert error.low < error.points < error.high


def test_few_persons_give_no_unit() -> None:
    few = made(scores=rows(SCORES, reading(ME, "2025-02-01", 1), reading(ME, "2026-02-01", 99)))
    assert status(few, reliability=0.9).readings.errors["who5", "who5"].why_not == "few persons"


def test_no_spread_gives_no_unit() -> None:
    alike = [reading(f"q{n}", "2025-02-01", 5) for n in range(12)]
    study = made(
        scores=rows(SCORES, reading(ME, "2025-02-01", 5), *alike),
        enrolments=pd.DataFrame(ENROLMENTS.empty()),
    )
    assert status(study, reliability=0.9).readings.errors["who5", "who5"].why_not == "no spread"


def test_a_published_retest_comes_before_alpha() -> None:
    who5 = ek.instrument("who5")
    facts = {"population": {"da": "x", "en": "x"}, "source": "s", "certainty": "seen"}
    both = (
        PublishedReliability(value=0.9, kind="alpha", **facts),  # type: ignore[arg-type]
        PublishedReliability(value=0.7, kind="retest", **facts),  # type: ignore[arg-type]
    )
    scale = dataclasses.replace(who5.scales[0], reliability=both)
    study = dataclasses.replace(made(), instruments=(dataclasses.replace(who5, scales=(scale,)),))
    for word in (None, "instrument"):
        error = status(study, reliability=word).readings.errors["who5", "who5"]
        assert (error.reliability, error.basis) == (0.7, "instrument")
    assert status(study, reliability=both[0]).readings.errors["who5", "who5"].reliability == 0.9


def test_a_mapping_judges_the_scales_it_names() -> None:
    more = made().scores
    extra = rows(SCORES, *(reading(p, "2025-02-01", 3, "own") for p in more["person"].unique()))
    study = made(scores=pd.concat([more, extra], ignore_index=True))
    found = status(study, reliability={"who5": 0.84}).readings
    assert found.errors["own", "own"].why_not == "no reliability"
    assert found.errors["who5", "who5"].points is not None
    with pytest.raises(InputError, match="Did you mean 'who5'"):
        status(study, reliability={"who": 0.84})


def test_scales_stand_in_the_order_of_their_instrument() -> None:
    study = ek.load("data/examples/bindeleddet", profile="bindeleddet")
    person = study.enrolments["person"].iloc[0]
    found = ek.individual_status(study, person, as_of="2026Q3").readings.to_frame()
    star = ek.instrument("outcomes_star_homelessness")
    assert found["scale"].tolist() == [scale.name for scale in star.scales]


@pytest.mark.parametrize("wrong", [0, 1.0, -0.2, 84, True, "alpha", [0.8], float("nan")])
def test_no_reliability(wrong: object) -> None:
    with pytest.raises(InputError, match="`reliability`"):
        status(reliability=wrong)


def test_scores_without_a_day_are_told_and_not_used() -> None:
    scores = rows(SCORES, reading(ME, None, 90.0), reading(ME, "2026-01-01", 20.0))
    found = status(made(scores=scores)).readings
    assert found.undated == 1
    assert found.to_frame().iloc[0]["latest"] == 20.0


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(0, 100), min_size=1, max_size=6), st.floats(-5, 5))
def test_a_shift_of_everything_changes_nothing(values: list[float], shift: float) -> None:
    def changes(by: float) -> list[float]:
        days = pd.date_range("2026-01-01", periods=len(values), freq="30D")
        mine = pd.DataFrame(
            {"instrument": "x", "scale": "x", "respondent": None, "date": days}
        ).assign(score=[value + by for value in values])
        found = individual_readings(
            NOTHING,
            mine,
            as_of=dt.date(2026, 9, 30),
            meetings=(dt.date(2026, 2, 15),),
            reliability=None,
            confidence=0.95,
        )
        row = found.to_frame().iloc[0]
        return [row["change_first"], row["change_meeting"]]

    for one, other in zip(changes(0.0), changes(shift), strict=True):
        assert (math.isnan(one) and math.isnan(other)) or other == pytest.approx(one, abs=1e-6)


# The other parts --------------------------------------------------------------------------


def test_goals_with_their_next_review() -> None:
    def goal(name: str, date: str | None, level: float | None) -> dict[str, object]:
        set_on = {"set_on": "2026-01-31", "set_by": "both", "area": "network"}
        return {"person": ME, "goal": name, "date": date, "attainment": level} | set_on

    table = rows(
        GOALS,
        goal("a", "2026-03-31", -1),
        goal("a", "2026-06-30", 0),
        goal("b", "2026-03-31", -2),
        goal("b", "2026-05-31", None),  # looked at and not rated
        goal("c", "2026-10-15", 2),  # rated after the day
        {"person": "p1", "goal": "other", "set_on": "2026-01-01"},
    )
    found = status(made(goals=table), review_months=2).goals.to_frame().set_index("goal")
    assert list(found.index) == ["a", "b", "c"]
    assert pd.isna(found.loc["a", "next_review"])  # reached
    assert found.loc["b", "next_review"] == pd.Timestamp("2026-07-31")
    assert found.loc["b", "rated_on"] == pd.Timestamp("2026-03-31")
    assert pd.isna(found.loc["c", "attainment"])
    assert found.loc["c", "next_review"] == pd.Timestamp("2026-03-31")


def test_the_latest_map_stands_beside_the_one_before() -> None:
    def tie(person: str, date: str, alter: str, closeness: float) -> dict[str, object]:
        facts = {"sector": "friends", "closeness": closeness, "paid": False}
        return {"person": person, "date": date, "alter": alter} | facts

    table = rows(
        TIES,
        tie(ME, "2025-02-01", "old", 1),
        tie(ME, "2026-02-01", "a", 1),
        tie(ME, "2026-02-01", "b", 1),
        tie(ME, "2026-08-01", "b", 1),
        tie(ME, "2026-08-01", "c", 1),
        tie(ME, "2026-08-01", "d", 1),
        tie(ME, "2026-10-01", "late", 1),
        tie("p1", "2026-02-01", "x", 3),
    )
    found = status(made(ties=table)).network.found
    assert found is not None
    assert (found.date, found.since) == (dt.date(2026, 8, 1), dt.date(2026, 2, 1))
    assert (found.counts()["size"], found.counts("before")["size"]) == (3, 2)
    assert (found.changes()["came"], found.changes()["went"]) == (2, 1)
    assert found.levels == (3.0, 1.0)  # the rings are those of everybody's maps


def test_time_together_and_attendance_by_quarter() -> None:
    def contact(date: str, hours: float | None) -> dict[str, object]:
        return {"person": ME, "adult": "k", "date": date, "hours": hours}

    def mark(person: str, date: str, came: bool) -> dict[str, object]:
        return {"person": person, "activity": "x", "date": date, "attended": came}

    study = made(
        contacts=rows(
            CONTACTS,
            contact("2026-06-30", 2.0),
            contact("2026-07-01", 3.0),
            contact("2026-09-30", None),
            contact("2026-10-01", 9.0),
        ),
        attendance=rows(
            ATTENDANCE,
            mark(ME, "2026-07-01", True),
            mark(ME, "2026-07-08", False),
            mark("p1", "2026-07-01", True),
        ),
    )
    found = status(study, quarters=2).time
    expected = {
        "quarter": ["2026Q2", "2026Q3"],
        "is_over": [True, True],
        "contacts": [1, 2],
        "hours": [2.0, 3.0],
        "noted": [0, 2],
        "came": [0, 1],
    }
    assert found.to_frame().to_dict("list") == expected
    assert (found.without_hours, found.absences_known) == (1, True)
    partly = status(study, as_of="2026-09-15").time.to_frame()
    assert partly["is_over"].tolist()[-2:] == [True, False]
    # Nobody had begun before 2025.
    early = status(study, as_of="2025-03-31").time.to_frame()
    assert early["quarter"].tolist() == ["2025Q1"]


def test_meetings_of_the_adults_are_not_the_persons() -> None:
    found = status().meetings
    assert found.to_frame()["kind"].tolist() == ["status meeting"] * 3
    assert not found.reports_known


def test_adults_are_numbered_and_never_named() -> None:
    def match(adult: str, proposed: str, started: str | None) -> dict[str, object]:
        return {"person": ME, "adult": adult, "proposed": proposed, "started": started}

    spell = {"person": ME, "domain": "job", "status": "in job", "started": "2026-02-01"}
    study = made(
        matches=rows(
            MATCHES,
            match("K9", "2025-03-01", "2025-03-10"),
            match("K1", "2025-02-01", None),
        ),
        statuses=rows(STATUSES, spell),
    )
    found = status(study).course.to_frame()
    assert found["what"].tolist() == ["course", "match", "match", "status"]
    assert found["number"].tolist()[1:3] == [1, 2]
    assert "K9" not in found.to_string()
    assert found.loc[2, "started"] == pd.Timestamp("2025-03-10")


# Looking at it, and what it refuses -------------------------------------------------------


def test_looking_at_it_shows_counts_alone() -> None:
    found = status()
    parts = (found, found.readings, found.goals, found.network, found.time, found.meetings)
    for one in (*parts, found.course, found.questions, found.basis):
        for text in (repr(one), one._repr_html_()):
            assert "internal" in text
            assert ME not in text
            assert "50" not in text
            assert "70" not in text


def test_what_is_handed_in_is_not_changed() -> None:
    study = made()
    before = study.scores.copy()
    status(study, reliability=0.8)
    assert_frame_equal(study.scores, before)


@pytest.mark.parametrize("key", ["p-nobody", "p1 ", "010190-1234"])
def test_an_unknown_person_is_refused_without_showing_anybody(key: str) -> None:
    with pytest.raises(InputError, match="Nobody among the 12 persons") as caught:
        ek.individual_status(made(), key, as_of=DAY)
    said = str(caught.value)
    assert key not in said
    assert ME not in said
    assert "p1" not in said


def test_who_began_later_is_not_there_yet() -> None:
    with pytest.raises(InputError, match="Nobody among"):
        status(as_of="2024-12-31")


def test_without_enrolments_whoever_has_rows_is_known() -> None:
    study = made(enrolments=ENROLMENTS.empty())
    assert status(study).readings.to_frame()["readings"].tolist() == [4]


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("as_of", "30-09-2026"),
        ("as_of", ""),
        ("as_of", None),
        ("as_of", "2026Q5"),
        ("review_months", 0),
        ("quarters", True),
        ("quarters", 1.5),
        ("confidence", 95),
        ("meeting", None),
    ],
)
def test_wrong_arguments(option: str, value: object) -> None:
    with pytest.raises(InputError):
        status(**{option: value})


@pytest.mark.parametrize("person", ["", "  ", None, 17])
def test_no_key(person: object) -> None:
    with pytest.raises(InputError, match="`person` is no key"):
        ek.individual_status(made(), person, as_of=DAY)  # type: ignore[arg-type]


def test_only_a_study() -> None:
    with pytest.raises(InputError, match=r"ek\.load"):
        ek.individual_status(made().scores, ME, as_of=DAY)  # type: ignore[arg-type]


def test_the_source_of_the_report_is_the_registry() -> None:
    names = [fact.name for fact in status().report_facts]
    assert names == ["report_on_each", "status_meeting", "development_talks", "always_reachable"]
    other = dataclasses.replace(made(), programme="unik")
    assert status(other).report_facts == ()
