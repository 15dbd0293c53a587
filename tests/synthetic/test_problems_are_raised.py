"""A year of four quarterly runs on the examples raises what is really wrong, and hardly more."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import pytest
from scipy import stats

import evalkit as ek
from evalkit.monitoring.signals import Signals
from evalkit.synthetic.problems import PROBLEMS_FILE

EXAMPLES = Path(__file__).parents[2] / "data" / "examples"
QUARTERS = ("2025Q4", "2026Q1", "2026Q2", "2026Q3")
PROGRAMMES = (
    *("bindeleddet", "cafe_step", "empower4u", "housing_first", "insp", "mentorbarn"),
    *("netvaerksmoeder", "netvaerksopbygning", "processuelle_netvaerksmoeder", "unik"),
)
# What each kind of problem shows as. When many stop coming, attendance falls too.
SHOWS_AS = {
    "attendance": {("attendance", "café")},
    "composition": {("fidelity", "at_most_20")},
    "contact": {("fidelity", "contact_at_start"), ("fidelity", "mentor_weekly")},
    "exits": {("exits", ""), ("attendance", "café")},
    "goals": {("goals", "")},
    "hours": {("fidelity", "contact_hours")},
    "interval": {("fidelity", "weeks_between")},
    "leader": {("fidelity", "leader_not_caseworker")},
    "matches": {("matches", "")},
    "measurement": {("readings", "journal")},
    "minutes": {("fidelity", "minutes_by_other")},
    "one_child": {("fidelity", "one_child")},
    "presence": {("fidelity", "twice_a_week")},
    "staffing": {("fidelity", "least_volunteers")},
    "supervision": {("fidelity", "supervision_interval")},
    "target_group": {("fidelity", "age_target"), ("age", "age_range")},
}


def problems() -> list[dict[str, str]]:
    with (EXAMPLES / PROBLEMS_FILE).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@cache
def found(programme: str, quarter: str) -> Signals:
    return ek.signals(ek.load(EXAMPLES / programme, profile=programme), quarter)


def raised(programme: str, quarter: str) -> set[tuple[str, str]]:
    rows = found(programme, quarter).raised()
    return set(zip(rows["watch"], rows["about"], strict=True))


def test_at_least_eight_problems_of_different_kinds_are_planted() -> None:
    assert len({one["kind"] for one in problems()}) >= 8
    assert {one["kind"] for one in problems()} == set(SHOWS_AS)
    assert {one["programme"] for one in problems()} <= set(PROGRAMMES)


@pytest.mark.parametrize(
    "problem", problems(), ids=lambda one: f"{one['programme']} {one['quarter']} {one['kind']}"
)
def test_every_problem_is_raised_in_its_quarter_and_not_before(problem: dict[str, str]) -> None:
    programme, quarter = problem["programme"], problem["quarter"]
    shows = SHOWS_AS[problem["kind"]] & raised(programme, quarter)
    assert shows, raised(programme, quarter)
    others = [
        one
        for one in problems()
        if one["programme"] == programme and SHOWS_AS[one["kind"]] & SHOWS_AS[problem["kind"]]
    ]
    allowed = {one["quarter"] for one in others}
    earlier = {when for when in QUARTERS if when < quarter and shows & raised(programme, when)}
    assert earlier <= allowed


def test_what_lasts_is_not_raised_again() -> None:
    later = [found("netvaerksopbygning", when) for when in ("2026Q2", "2026Q3")]
    for one in later:
        known = one.known()
        assert known.loc[known["about"] == "one_child", "since"].tolist() == ["2026Q1"]


def test_nothing_else_is_raised_above_the_stated_rate() -> None:
    unplanned, expected = [], 0.0
    for programme in PROGRAMMES:
        for quarter in QUARTERS:
            here = [p for p in problems() if (p["programme"], p["quarter"]) == (programme, quarter)]
            allowed = set().union(*(SHOWS_AS[one["kind"]] for one in here))
            unplanned += [
                (programme, quarter, *one) for one in raised(programme, quarter) - allowed
            ]
            expected += found(programme, quarter).expected_false_alarms
    # At the stated rate more than this many would come in one year in twenty.
    most = int(stats.poisson.ppf(0.95, expected))
    assert len(unplanned) <= most, unplanned
    # As it is, there is none; this line is to be mended knowingly, not by chance.
    assert unplanned == []


def test_quiet_quarters_are_quiet() -> None:
    quiet = [
        (programme, quarter)
        for programme in PROGRAMMES
        for quarter in QUARTERS
        if not any((p["programme"], p["quarter"]) == (programme, quarter) for p in problems())
    ]
    assert len(quiet) > 20
    for programme, quarter in quiet:
        result = found(programme, quarter)
        assert result.raised().empty
        assert "ingen nye signaler" in ek.say(result, language="da")[0]
