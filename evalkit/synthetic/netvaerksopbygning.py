"""Netværksopbygning's registers: courses, matches, hours together, status meetings, supervision.

Goals, network maps and well-being stand in `evalkit.synthetic.netvaerksopbygning_reviews`.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np

from evalkit.synthetic.danish_csv import danish_date, danish_number
from evalkit.synthetic.netvaerksopbygning_plan import Match, Young, planned_young
from evalkit.synthetic.netvaerksopbygning_reviews import goal_rows, map_rows, wellbeing_rows
from evalkit.synthetic.planted import Planted, Row, clean_row
from evalkit.synthetic.problems import Problem
from evalkit.synthetic.record_files import add_misdated, add_repeat, add_row, write_records
from evalkit.synthetic.register_days import LAST_DAY, open_day, open_days_apart, yes_or_no
from evalkit.synthetic.streams import stream

__all__ = ["PROBLEMS", "write_netvaerksopbygning"]

PROGRAMME = "netvaerksopbygning"
HEADERS = {
    "forloeb.csv": ("Ung", "Fødselsår", "Køn", "Startdato", "Slutdato", "Afslutningsårsag"),
    "match.csv": ("Ung", "Kontaktperson", "Foreslået", "Begge ja", "Første dag", "Slut", "Årsag"),
    "timer.csv": ("Kontaktperson", "Ung", "Dato", "Timer"),
    "statusmoeder.csv": ("Ung", "Dato", "Varighed (min)", "Antal deltagere", "Statusrapport"),
    "supervision.csv": ("Kontaktperson", "Dato", "Varighed (min)", "Antal deltagere"),
    "netvaerkskort.csv": ("Ung", "Dato", "Relation", "Kreds", "Nærhed", "Betalt"),
    "maal.csv": ("Ung", "Mål", "Område", "Sat den", "Sat af", "Vægt", "Vurderet den", "Opnåelse"),
    "trivsel.csv": ("Ung", "Dato", *(f"WHO-5 spm. {item}" for item in range(1, 6))),
}
PROBLEMS = (
    Problem(
        PROGRAMME,
        "2026Q1",
        "one_child",
        "Fra midten af januar 2026 er en kontaktperson der for to unge på samme tid. Reglen er én.",
        "From the middle of January 2026 a contact person has two young people at once. The rule "
        "is one.",
    ),
    Problem(
        PROGRAMME,
        "2026Q2",
        "hours",
        "Fra april til juni 2026 er timerne sammen faldet fra omkring 10 til omkring 6 om ugen.",
        "From April to June 2026 the hours together have fallen from about 10 to about 6 a week.",
    ),
    Problem(
        PROGRAMME,
        "2026Q3",
        "goals",
        "Fra juli til september 2026 bliver ingen af de unges mål vurderet. Ellers sker det "
        "omkring hver tredje måned.",
        "From July to September 2026 none of the young people's goals is rated. Otherwise they are "
        "about every third month.",
    ),
)
# Hours a week, their spread, and the weeks (by their Monday) in which there are fewer.
HOURS, FEWER_HOURS, SPREAD = 10.0, 6.0, 1.0
FEWER_IN = (dt.date(2026, 3, 30), dt.date(2026, 6, 22))
# A status report and a meeting twice a year; supervision in teams every fifth week or so.
FIRST_STATUS, BETWEEN_STATUS = (80, 110), (150, 178)
SUPERVISION_FROM, BETWEEN_SUPERVISION = dt.date(2024, 10, 10), (28, 40)


def write_netvaerksopbygning(
    folder: Path, *, seed: int, faults: bool = True, problems: bool = True
) -> list[Planted]:
    """Write the eight files of `HEADERS`.

    Parameters
    ----------
    folder : pathlib.Path
        Where the files go; made when it is not there.
    seed : int
        The same seed gives the same files.
    faults : bool
        Plant errors in the files.
    problems : bool
        Let what `PROBLEMS` tells happen; otherwise the practice keeps its rules.

    Returns
    -------
    list of Planted
        Every fault, where a spreadsheet shows it.
    """
    young = planned_young(stream(seed, "netvaerksopbygning young"), shares=problems)
    files = {
        "forloeb.csv": _course_rows(young),
        "match.csv": _match_rows(young),
        "timer.csv": _hour_rows(young, stream(seed, "netvaerksopbygning hours"), falls=problems),
        "statusmoeder.csv": _status_rows(young, stream(seed, "netvaerksopbygning status")),
        "supervision.csv": _supervision_rows(young, stream(seed, "netvaerksopbygning supervision")),
        "netvaerkskort.csv": map_rows(young, stream(seed, "netvaerksopbygning maps")),
        "maal.csv": goal_rows(young, stream(seed, "netvaerksopbygning goals"), lapse=problems),
        "trivsel.csv": wellbeing_rows(young, stream(seed, "netvaerksopbygning well-being")),
    }
    if faults:
        _spoil(files, young, stream(seed, "netvaerksopbygning faults"))
    planted: list[Planted] = []
    for file, rows in files.items():
        planted += write_records(rows, HEADERS[file], folder, programme=PROGRAMME, file=file)
    return planted


def _course_rows(young: list[Young]) -> list[Row]:
    return [
        Row(
            {
                "Ung": one.code,
                "Fødselsår": str(one.born),
                "Køn": one.gender,
                "Startdato": danish_date(one.started),
                "Slutdato": danish_date(one.ended),
                "Afslutningsårsag": one.exit_reason,
            }
        )
        for one in young
    ]


def _match_rows(young: list[Young]) -> list[Row]:
    return [
        Row(
            {
                "Ung": one.code,
                "Kontaktperson": match.adult,
                "Foreslået": danish_date(match.proposed),
                "Begge ja": danish_date(match.accepted),
                "Første dag": danish_date(match.started),
                "Slut": danish_date(match.ended),
                "Årsag": match.reason,
            },
            about=match,
        )
        for one in young
        for match in one.matches
    ]


def _hour_rows(young: list[Young], rng: np.random.Generator, *, falls: bool) -> list[Row]:
    spent = [
        (day, match.adult, one.code, hours)
        for one in young
        for match in one.matches
        if match.started is not None
        for day, hours in _days_together(match, match.started, rng, falls=falls)
    ]
    return [
        Row(
            {
                "Kontaktperson": adult,
                "Ung": code,
                "Dato": danish_date(day),
                "Timer": danish_number(hours, decimals=1),
            }
        )
        for day, adult, code, hours in sorted(spent)
    ]


def _days_together(
    match: Match, monday: dt.date, rng: np.random.Generator, *, falls: bool
) -> list[tuple[dt.date, float]]:
    """Return two days of every whole week, and the hours of each."""
    days = []
    while monday + dt.timedelta(days=6) <= match.last_day:
        is_low = falls and FEWER_IN[0] <= monday <= FEWER_IN[1]
        usual = FEWER_HOURS if is_low else HOURS
        # In half hours, and never far from what is usual.
        halves = round(2 * float(np.clip(rng.normal(usual, SPREAD), usual - 2, usual + 2)))
        first = round(halves * rng.uniform(0.35, 0.65))
        on = sorted(int(day) for day in rng.choice(7, size=2, replace=False))
        for day, some in zip(on, (first, halves - first), strict=True):
            days.append((monday + dt.timedelta(days=day), some / 2))
        monday += dt.timedelta(days=7)
    return days


def _status_rows(young: list[Young], rng: np.random.Generator) -> list[Row]:
    held = []
    for one in young:
        first = open_day(rng, *(one.started + dt.timedelta(days=n) for n in FIRST_STATUS))
        if first <= one.last_day:
            days = open_days_apart(rng, first, one.last_day, gap=BETWEEN_STATUS)
            held += [(day, one.code) for day in days]
    return [
        Row(
            {
                "Ung": code,
                "Dato": danish_date(day),
                "Varighed (min)": str(15 * int(rng.integers(4, 7))),
                "Antal deltagere": str(int(rng.integers(4, 8))),
                "Statusrapport": yes_or_no(True),
            }
        )
        for day, code in sorted(held)
    ]


def _supervision_rows(young: list[Young], rng: np.random.Generator) -> list[Row]:
    days = open_days_apart(rng, SUPERVISION_FROM, LAST_DAY, gap=BETWEEN_SUPERVISION)
    rows = []
    for day in days:
        team = sorted(
            {
                match.adult
                for one in young
                for match in one.matches
                if match.started is not None and match.started <= day <= match.last_day
            }
        )
        for adult in team:
            rows.append(
                Row(
                    {
                        "Kontaktperson": adult,
                        "Dato": danish_date(day),
                        "Varighed (min)": "120",
                        "Antal deltagere": str(len(team)),
                    }
                )
            )
    return rows


def _spoil(files: dict[str, list[Row]], young: list[Young], rng: np.random.Generator) -> None:
    hours = files["timer.csv"]
    add_repeat(hours, rng)
    stranger = clean_row(hours, rng)
    add_row(
        hours,
        stranger,
        {"Ung": "N61"},
        column="Ung",
        what="a code that is not in forloeb.csv",
        kind="unknown_person",
    )
    add_misdated(files["statusmoeder.csv"], rng, column="Dato")
    goals = files["maal.csv"]
    rated = clean_row(goals, rng, where=lambda row: row.cells["Vurderet den"] != "")
    too_early = rated.about - dt.timedelta(days=30)
    add_row(
        goals,
        rated,
        {"Mål": "9", "Vurderet den": danish_date(too_early)},
        column="Vurderet den",
        what="another goal, rated before it was set",
        kind="steps_out_of_order",
    )
    # Not on a network map: one relation alone would be somebody's first map.
    started = {one.code: one.started for one in young}
    early = clean_row(hours, rng)
    before = started[early.cells["Ung"]] - dt.timedelta(days=int(rng.integers(4, 12)))
    add_row(
        hours,
        early,
        {"Dato": danish_date(before)},
        column="Dato",
        what="hours dated before the course started",
        kind="before_start",
    )
