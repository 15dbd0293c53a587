"""Processuelle netværksmøder and netværksmøder: the one register of each is its meetings."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from evalkit.synthetic.danish_csv import danish_date
from evalkit.synthetic.planted import Planted, Row, clean_row
from evalkit.synthetic.problems import Problem
from evalkit.synthetic.record_files import add_misdated, add_row, write_records
from evalkit.synthetic.register_days import LAST_DAY, open_day, open_days_apart, yes_or_no
from evalkit.synthetic.streams import stream

__all__ = [
    "MEETINGS_FILE",
    "PROBLEMS",
    "write_netvaerksmoeder",
    "write_processuelle_netvaerksmoeder",
]

MEETINGS_FILE = "moeder.csv"
PROBLEMS = (
    Problem(
        "processuelle_netvaerksmoeder",
        "2026Q1",
        "interval",
        "Fire familier venter fra efteråret 2025 til marts 2026, over 16 uger, på deres næste "
        "møde. Der skal gå omkring 8-11 uger.",
        "Four families wait from the autumn of 2025 to March 2026, more than 16 weeks, for their "
        "next meeting. About 8-11 weeks are to pass.",
    ),
    Problem(
        "processuelle_netvaerksmoeder",
        "2026Q3",
        "leader",
        "I august og september 2026 leder familiens sagsbehandler selv alle møder. Det skal være "
        "en anden.",
        "In August and September 2026 the family's caseworker leads all meetings. It is to be "
        "somebody else.",
    ),
    Problem(
        "netvaerksmoeder",
        "2026Q2",
        "minutes",
        "Fra midten af april til udgangen af juni 2026 skriver mødelederen selv referatet af alle "
        "møder. Det skal være en anden.",
        "From the middle of April to the end of June 2026 the leader writes the minutes of all "
        "meetings. It is to be somebody else.",
    ),
)

FAMILY_COLUMNS = (
    "Familie",
    "Mødenr",
    "Dato",
    "Varighed (min)",
    "Antal deltagere",
    "Tolk",
    "Forældre til stede",
    "Mødeleder er sagsbehandler",
    "Referat skrevet",
    "Næste møde aftalt",
)
# The day each family's series began, at the earliest, and whether it needs an interpreter.
FAMILIES = (
    (dt.date(2025, 7, 2), True),
    (dt.date(2025, 8, 20), False),
    (dt.date(2025, 9, 17), True),
    (dt.date(2025, 10, 6), True),
    (dt.date(2025, 11, 17), False),
    (dt.date(2025, 12, 4), True),
    (dt.date(2026, 2, 9), True),
    (dt.date(2026, 3, 18), False),
    (dt.date(2026, 5, 20), True),
    (dt.date(2026, 8, 24), True),
)
MEETINGS_A_FAMILY = 4
# About 8 to 11 weeks between two meetings; those who wait meet again in the second half of March.
BETWEEN_FAMILY_MEETINGS = (57, 76)
WAITING = {1, 2, 4, 5}
LEFT_WAITING = (dt.date(2025, 10, 13), dt.date(2025, 12, 8))
LONG_WAIT = dt.timedelta(days=113)
WAIT_UNTIL, WAIT_OVER = dt.date(2026, 3, 2), dt.date(2026, 3, 31)
CASEWORKERS_LEAD = (dt.date(2026, 8, 1), dt.date(2026, 9, 30))

CASE_COLUMNS = (
    "Sagsnr",
    "Mødenr",
    "Dato",
    "Varighed (min)",
    "Pauser",
    "Antal deltagere",
    "Tolk",
    "Forældre deltog",
    "Mødeleder har del i sagen",
    "Referat skrevet",
    "Referat af anden end mødeleder",
)
# The day of each case's first meeting, whether it needs an interpreter, how many it has in all.
CASES = (
    (dt.date(2025, 6, 11), False, 6),
    (dt.date(2025, 8, 27), True, 7),
    (dt.date(2025, 9, 24), False, 5),
    (dt.date(2025, 11, 5), False, 6),
    (dt.date(2026, 1, 14), True, 5),
    (dt.date(2026, 2, 25), False, 5),
    (dt.date(2026, 4, 8), True, 5),
    (dt.date(2026, 6, 24), False, 5),
)
BETWEEN_CASE_MEETINGS = (42, 70)
LEADER_WRITES = (dt.date(2026, 4, 14), dt.date(2026, 6, 30))


@dataclass(frozen=True, order=True)
class _Meeting:
    """One meeting: its day, its number in the series, and which family or case it is of."""

    day: dt.date
    number: int
    of: int


def write_processuelle_netvaerksmoeder(
    folder: Path, *, seed: int, faults: bool = True, problems: bool = True
) -> list[Planted]:
    """Write `moeder.csv` of ten families.

    Parameters
    ----------
    folder : pathlib.Path
        Where the file goes; made when it is not there.
    seed : int
        The same seed gives the same file.
    faults : bool
        Plant errors in the file.
    problems : bool
        Let what `PROBLEMS` tells happen; otherwise the practice keeps its rules.

    Returns
    -------
    list of Planted
        Every fault, where a spreadsheet shows it.
    """
    rng = stream(seed, "processuelle netvaerksmoeder")
    meetings = [
        _Meeting(day, number, family)
        for family in range(len(FAMILIES))
        for number, day in enumerate(_family_days(rng, family, problems=problems), start=1)
    ]
    rows = [_family_row(rng, meeting, problems=problems) for meeting in sorted(meetings)]
    if faults:
        spoil = stream(seed, "processuelle netvaerksmoeder faults")
        second = clean_row(rows, spoil, where=lambda row: row.cells["Mødenr"] == "2")
        second.spoil(
            "Mødenr", "1", what="the first meeting's number again", kind="number_against_date"
        )
        add_misdated(rows, spoil, column="Dato")
    return write_records(
        rows,
        FAMILY_COLUMNS,
        folder,
        programme="processuelle_netvaerksmoeder",
        file=MEETINGS_FILE,
    )


def _family_days(rng: np.random.Generator, family: int, *, problems: bool) -> list[dt.date]:
    """Return the days of a family's meetings so far."""
    first = FAMILIES[family][0]
    days = [open_day(rng, first, first + dt.timedelta(days=2))]
    while len(days) < MEETINGS_A_FAMILY:
        least, most = (days[-1] + dt.timedelta(days=gap) for gap in BETWEEN_FAMILY_MEETINGS)
        if problems and family in WAITING and LEFT_WAITING[0] <= days[-1] <= LEFT_WAITING[1]:
            least = max(days[-1] + LONG_WAIT, WAIT_UNTIL)
            most = min(least + dt.timedelta(days=10), WAIT_OVER)
        days.append(open_day(rng, least, most))
    return [day for day in days if day <= LAST_DAY]


def _family_row(rng: np.random.Generator, meeting: _Meeting, *, problems: bool) -> Row:
    has_interpreter = FAMILIES[meeting.of][1]
    minutes = rng.integers(30, 37) if has_interpreter else rng.integers(21, 25)
    own_leader = problems and CASEWORKERS_LEAD[0] <= meeting.day <= CASEWORKERS_LEAD[1]
    return Row(
        {
            "Familie": f"F{meeting.of + 1:02d}",
            "Mødenr": str(meeting.number),
            "Dato": danish_date(meeting.day),
            "Varighed (min)": str(5 * int(minutes)),
            "Antal deltagere": str(int(rng.integers(11, 15))),
            "Tolk": yes_or_no(has_interpreter),
            "Forældre til stede": "Ja",
            "Mødeleder er sagsbehandler": yes_or_no(own_leader),
            "Referat skrevet": "Ja",
            # After the last meeting there is none to agree on.
            "Næste møde aftalt": "Ja" if meeting.number < MEETINGS_A_FAMILY else "",
        },
        about=meeting,
    )


def write_netvaerksmoeder(
    folder: Path, *, seed: int, faults: bool = True, problems: bool = True
) -> list[Planted]:
    """Write `moeder.csv` of eight young people's cases.

    Parameters
    ----------
    folder : pathlib.Path
        Where the file goes; made when it is not there.
    seed : int
        The same seed gives the same file.
    faults : bool
        Plant errors in the file.
    problems : bool
        Let what `PROBLEMS` tells happen; otherwise the practice keeps its rules.

    Returns
    -------
    list of Planted
        Every fault, where a spreadsheet shows it.
    """
    rng = stream(seed, "netvaerksmoeder")
    meetings = []
    for case, (first, _, most) in enumerate(CASES):
        start = open_day(rng, first, first + dt.timedelta(days=2))
        days = open_days_apart(rng, start, LAST_DAY, gap=BETWEEN_CASE_MEETINGS)[:most]
        meetings += [_Meeting(day, number, case) for number, day in enumerate(days, start=1)]
    rows = [_case_row(rng, meeting, problems=problems) for meeting in sorted(meetings)]
    if faults:
        spoil = stream(seed, "netvaerksmoeder faults")
        twice = clean_row(rows, spoil, where=lambda row: row.cells["Tolk"] == "Ja")
        again = "the row above once more"
        add_row(rows, twice, {}, column="", what=again, kind="duplicate_row")
        like = clean_row(rows, spoil, where=lambda row: row.cells["Tolk"] == "Nej")
        add_row(
            rows,
            like,
            {"Antal deltagere": str(int(like.cells["Antal deltagere"]) + 3)},
            column="",
            what="the meeting above once more, with another number of participants",
            kind="two_rows_one_meeting",
        )
    return write_records(
        rows, CASE_COLUMNS, folder, programme="netvaerksmoeder", file=MEETINGS_FILE
    )


def _case_row(rng: np.random.Generator, meeting: _Meeting, *, problems: bool) -> Row:
    has_interpreter = CASES[meeting.of][1]
    minutes = rng.integers(12, 14) if has_interpreter else rng.integers(8, 11)
    breaks = rng.integers(2, 4) if has_interpreter else rng.integers(0, 2)
    by_leader = problems and LEADER_WRITES[0] <= meeting.day <= LEADER_WRITES[1]
    return Row(
        {
            "Sagsnr": f"S{meeting.of + 1:02d}",
            "Mødenr": str(meeting.number),
            "Dato": danish_date(meeting.day),
            "Varighed (min)": str(15 * int(minutes)),
            "Pauser": str(int(breaks)),
            # A larger circle where the family is larger.
            "Antal deltagere": str(7 + meeting.of + int(rng.integers(0, 5))),
            "Tolk": yes_or_no(has_interpreter),
            "Forældre deltog": "Ja",
            "Mødeleder har del i sagen": "Nej",
            "Referat skrevet": "Ja",
            "Referat af anden end mødeleder": yes_or_no(not by_leader),
        },
        about=meeting,
    )
