"""Bindeleddet's volunteers at one site: who came to which visit, and the teams' supervision."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from evalkit.synthetic.danish_csv import danish_date
from evalkit.synthetic.planted import Planted, Row
from evalkit.synthetic.problems import Problem
from evalkit.synthetic.record_files import add_misdated, add_repeat, write_records
from evalkit.synthetic.staffing import Rota, drawn_rota
from evalkit.synthetic.streams import stream

__all__ = ["PROBLEMS", "SUPERVISION_FILE", "VISITS_FILE", "write_bindeleddet_practice"]

VISITS_FILE, SUPERVISION_FILE = "frivillige.csv", "supervision.csv"
VISIT_COLUMNS = ("Dato", "Hold", "Frivillig")
SUPERVISION_COLUMNS = ("Hold", "Dato", "Varighed (minutter)", "Antal deltagere")


@dataclass(frozen=True)
class Team:
    """One of the two teams: its first visit, a week apart from the next, and its supervision."""

    name: str
    rota: Rota
    first_visit: dt.date
    stays_away: tuple[dt.date, dt.date] | None
    supervised: tuple[dt.date, ...]
    left_out: dt.date


# One site, so that two visits a week are what the plan says. Supervision is every third month,
# but that of April 2026 is left out.
TEAMS = (
    Team(
        "Tirsdagsholdet",
        Rota(("F01", "F02", "F03", "F04", "F05", "F06"), least=2, most=4, most_away=3),
        first_visit=dt.date(2025, 9, 30),
        stays_away=None,
        supervised=(
            dt.date(2025, 7, 29),
            dt.date(2025, 10, 28),
            dt.date(2026, 1, 20),
            dt.date(2026, 6, 25),
            dt.date(2026, 9, 22),
        ),
        left_out=dt.date(2026, 4, 16),
    ),
    Team(
        "Søndagsholdet",
        Rota(("F07", "F08", "F09", "F10", "F11"), least=2, most=4, most_away=3),
        first_visit=dt.date(2025, 10, 5),
        stays_away=(dt.date(2025, 10, 19), dt.date(2025, 12, 7)),
        supervised=(
            dt.date(2025, 7, 30),
            dt.date(2025, 10, 29),
            dt.date(2026, 1, 21),
            dt.date(2026, 6, 30),
            dt.date(2026, 9, 24),
        ),
        left_out=dt.date(2026, 4, 21),
    ),
)

PROBLEMS = (
    Problem(
        "bindeleddet",
        "2025Q4",
        "presence",
        (
            "Søndagsholdet kommer ikke fra midten af oktober til begyndelsen af december 2025, så "
            "der er ét besøg om ugen i otte uger. Planen er to."
        ),
        (
            "The Sunday team does not come from the middle of October to the beginning of December "
            "2025, so there is one visit a week for eight weeks. The plan is two."
        ),
    ),
    Problem(
        "bindeleddet",
        "2026Q2",
        "supervision",
        (
            "Ingen af holdene får supervision fra sidst i januar til sidst i juni 2026; der går "
            "over fem måneder. Planen er hver tredje måned."
        ),
        (
            "Neither team is supervised from late January to late June 2026; more than five months "
            "pass. The plan is every third month."
        ),
    ),
)


def write_bindeleddet_practice(
    folder: Path, *, seed: int, downloaded: dt.date, faults: bool = True, problems: bool = True
) -> list[Planted]:
    """Write `frivillige.csv` and `supervision.csv`.

    Parameters
    ----------
    folder : pathlib.Path
        Where the files go; made when it is not there.
    seed : int
        The same seed, the same files.
    downloaded : datetime.date
        The day of the export; the visits of that day are not noted yet.
    faults : bool
        Plant faults in both files.
    problems : bool
        Plant the problems; without them both teams come every week and no supervision is left out.

    Returns
    -------
    list of Planted
        Every fault, where a spreadsheet shows it.
    """
    visits = _visit_rows(stream(seed, "bindeleddet visits"), downloaded, problems=problems)
    supervision = _supervision_rows(stream(seed, "bindeleddet supervision"), problems=problems)
    if faults:
        rng = stream(seed, "bindeleddet practice faults")
        add_repeat(visits, rng)
        add_misdated(visits, rng, column="Dato")
        add_misdated(supervision, rng, column="Dato")
    return [
        *write_records(visits, VISIT_COLUMNS, folder, programme="bindeleddet", file=VISITS_FILE),
        *write_records(
            supervision,
            SUPERVISION_COLUMNS,
            folder,
            programme="bindeleddet",
            file=SUPERVISION_FILE,
        ),
    ]


def _visit_rows(rng: np.random.Generator, downloaded: dt.date, *, problems: bool) -> list[Row]:
    there = []
    for team in TEAMS:
        weeks = (downloaded - team.first_visit).days // 7 + 1
        days = [team.first_visit + dt.timedelta(weeks=week) for week in range(weeks)]
        kept = [
            day for day in days if day < downloaded and not (problems and _stays_away(team, day))
        ]
        for day, volunteers in drawn_rota(team.rota, kept, rng).items():
            there += [(day, team.name, volunteer) for volunteer in volunteers]
    return [
        Row({"Dato": danish_date(day), "Hold": name, "Frivillig": volunteer})
        for day, name, volunteer in sorted(there)
    ]


def _stays_away(team: Team, day: dt.date) -> bool:
    return team.stays_away is not None and team.stays_away[0] <= day <= team.stays_away[1]


def _supervision_rows(rng: np.random.Generator, *, problems: bool) -> list[Row]:
    held = sorted(
        (day, team.name, len(team.rota.adults))
        for team in TEAMS
        for day in (*team.supervised, *(() if problems else (team.left_out,)))
    )
    return [
        Row(
            {
                "Hold": name,
                "Dato": danish_date(day),
                "Varighed (minutter)": str(int(rng.choice((90, 105, 120)))),
                "Antal deltagere": str(int(rng.integers(members - 2, members + 1))),
            }
        )
        for day, name, members in held
    ]
