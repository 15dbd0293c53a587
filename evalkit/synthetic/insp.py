"""INSP!'s daily count at the door: users, and those with a particular need for support."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np

from evalkit.synthetic.danish_csv import danish_date
from evalkit.synthetic.planted import Planted, Row, clean_row
from evalkit.synthetic.problems import Problem
from evalkit.synthetic.record_files import add_misdated, add_row, write_records
from evalkit.synthetic.streams import stream

__all__ = ["COUNTS_FILE", "PROBLEMS", "write_insp"]

COUNTS_FILE = "daglig_optaelling.csv"
USERS, VULNERABLE = "Brugere", "Heraf med særligt behov for støtte"
COLUMNS = ("Dato", USERS, VULNERABLE)

FIRST_DAY = dt.date(2025, 10, 1)
SATURDAY, THURSDAY = 5, 3
# First and last day of each time without opening; the house is open on all other weekdays.
CLOSED = (
    (dt.date(2025, 12, 22), dt.date(2026, 1, 2)),
    (dt.date(2026, 4, 2), dt.date(2026, 4, 6)),
    (dt.date(2026, 5, 14), dt.date(2026, 5, 15)),
    (dt.date(2026, 5, 25), dt.date(2026, 5, 25)),
    (dt.date(2026, 6, 5), dt.date(2026, 6, 5)),
)
# Nearly a thousand people a week, some of them on several days; more on Thursdays, when there is
# a community kitchen.
A_DAY, MORE_ON_THURSDAYS, SPREAD = 215, 40, 14
# Largely the same people come from day to day, so the share varies less than by chance alone.
SHARE, SHARE_SD, HIGHEST_SHARE = 0.145, 0.016, 0.19
TOO_MANY = (dt.date(2026, 4, 1), dt.date(2026, 6, 30))
SHARE_THEN = 0.24
NOT_COUNTED = 3

PROBLEMS = (
    Problem(
        "insp",
        "2026Q2",
        "composition",
        (
            "Fra april til juni 2026 har omkring 24 procent af dem, der kommer om dagen, et "
            "særligt behov for støtte. Grænsen er 20 procent."
        ),
        (
            "From April to June 2026 about 24 per cent of those who come in a day have a "
            "particular need for support. The limit is 20 per cent."
        ),
    ),
)


def write_insp(
    folder: Path, *, seed: int, downloaded: dt.date, faults: bool = True, problems: bool = True
) -> list[Planted]:
    """Write `daglig_optaelling.csv`.

    Parameters
    ----------
    folder : pathlib.Path
        Where the file goes; made when it is not there.
    seed : int
        The same seed, the same file.
    downloaded : datetime.date
        The day of the export; the count of that day is not there yet.
    faults : bool
        Plant faults; the days on which nobody counted one group stay either way.
    problems : bool
        Plant the problem; without it the share is the same all year.

    Returns
    -------
    list of Planted
        Every fault and every count left blank, where a spreadsheet shows it.
    """
    rows = _count_rows(stream(seed, "insp counts"), downloaded, problems=problems)
    if faults:
        rng = stream(seed, "insp faults")
        original = clean_row(rows, rng)
        add_row(
            rows,
            original,
            {USERS: str(int(original.cells[USERS]) + 31)},
            column=USERS,
            what="another count of the day in the row above",
            kind="two_counts",
        )
        add_misdated(rows, rng, column="Dato")
    return write_records(rows, COLUMNS, folder, programme="insp", file=COUNTS_FILE)


def _count_rows(rng: np.random.Generator, downloaded: dt.date, *, problems: bool) -> list[Row]:
    rows = []
    for number in range((downloaded - FIRST_DAY).days):
        day = FIRST_DAY + dt.timedelta(days=number)
        if day.weekday() >= SATURDAY or any(first <= day <= last for first, last in CLOSED):
            continue
        usual = A_DAY + MORE_ON_THURSDAYS * (day.weekday() == THURSDAY)
        users = round(rng.normal(usual, SPREAD))
        if problems and TOO_MANY[0] <= day <= TOO_MANY[1]:
            share = rng.normal(SHARE_THEN, SHARE_SD)
        else:
            share = min(rng.normal(SHARE, SHARE_SD), HIGHEST_SHARE)
        cells = {"Dato": danish_date(day), USERS: str(users), VULNERABLE: str(round(users * share))}
        rows.append(Row(cells))
    for _ in range(NOT_COUNTED):
        clean_row(rows, rng).spoil(
            VULNERABLE, "", what="nobody counted the group", kind="missing_item"
        )
    return rows
