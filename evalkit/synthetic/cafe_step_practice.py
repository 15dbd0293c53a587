"""Cafétilbud Sociale STEP: who staffs each evening, and the municipality's half-yearly tool."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from evalkit.synthetic.attendance import Attendance
from evalkit.synthetic.danish_csv import danish_date
from evalkit.synthetic.planted import Planted, Row, clean_row
from evalkit.synthetic.problems import Problem
from evalkit.synthetic.record_files import add_misdated, add_repeat, add_row, write_records
from evalkit.synthetic.staffing import Rota, drawn_rota
from evalkit.synthetic.streams import stream

__all__ = ["PROBLEMS", "STAFFING_FILE", "TOOL_FILE", "write_cafe_step_practice"]

STAFFING_FILE, TOOL_FILE = "bemanding.csv", "kommunens_redskab.csv"
STAFFING_COLUMNS = ("Dato", "Kode", "Rolle")
TOOL_COLUMNS = ("Nr", "Dato", "Udfyldt af", "Samlet vurdering")

CONSULTANT, VOLUNTEER = "Ungekonsulent", "Frivillig"
# One consultant comes every week, the two others take turns, and not every week.
STEADY, IN_TURN, SECOND_CONSULTANT = "K01", ("K02", "K03"), 0.75
# Half of the volunteers stop after the first evening of 2026; until others have come, one a
# week is there.
FEW_FROM, MANY_FROM = dt.date(2026, 1, 15), dt.date(2026, 3, 12)
BEFORE = Rota(("F01", "F02", "F03", "F04", "F05", "F06"), least=4, most=6, most_away=1)
FEW = Rota(("F01", "F02", "F03"), least=1, most=1, most_away=2)
AFTER = Rota(("F01", "F02", "F03", "F07", "F08", "F09"), least=4, most=6, most_away=1)
# Before and after the café is closed for long, and when the new ones begin, all volunteers come.
EVERYBODY_ON = (
    dt.date(2025, 12, 18),
    dt.date(2026, 1, 8),
    MANY_FROM,
    dt.date(2026, 6, 25),
    dt.date(2026, 8, 6),
)

MONTHS_BETWEEN = 6
# A reading lies so many days after the day it is due; of so many is there no reading at all.
LATEST_READING, NOT_READ = 14, 0.08
# Of the readings due in these days most are left out.
HARDLY_USED = (dt.date(2026, 4, 1), dt.date(2026, 6, 30))
NOT_READ_THEN = 0.85
LOWEST, HIGHEST, MEAN, SD, GAIN, ERROR_SD = 0, 10, 4.8, 1.6, 0.6, 0.8
BY_BOTH = 0.8

PROBLEMS = (
    Problem(
        "cafe_step",
        "2026Q1",
        "staffing",
        (
            "Fra 15. januar til 5. marts 2026, på otte aftener i træk, er der kun én frivillig i "
            "caféen. Det mindste er to."
        ),
        (
            "From 15 January to 5 March 2026, on eight evenings running, only one volunteer is in "
            "the café. The least is two."
        ),
    ),
    # Not planted: it is what chance makes of the seed of the committed examples.
    Problem(
        "cafe_step",
        "2026Q1",
        "exits",
        (
            "Fra sidst i januar til først i marts 2026 stopper seks af de ni unge. Fra 12. februar "
            "til 9. april kommer der en til fire om aftenen."
        ),
        (
            "From late January to early March 2026 six of the nine young people stop. From 12 "
            "February to 9 April one to four come of an evening."
        ),
    ),
    Problem(
        "cafe_step",
        "2026Q2",
        "measurement",
        (
            "Af de målinger med kommunens redskab, som skulle være lavet fra april til juni 2026, "
            "mangler de fleste."
        ),
        (
            "Of the readings with the municipality's tool due from April to June 2026, most are "
            "missing."
        ),
    ),
    Problem(
        "cafe_step",
        "2026Q3",
        "attendance",
        (
            "Fra juli 2026 er den enkeltes sandsynlighed for at komme en aften faldet fra 74 til "
            "62 procent."
        ),
        (
            "From July 2026 the average person's chance of coming on an evening has fallen from "
            "74 to 62 per cent."
        ),
    ),
)


def write_cafe_step_practice(
    attendance: Attendance,
    folder: Path,
    *,
    downloaded: dt.date,
    faults: bool = True,
    problems: bool = True,
) -> list[Planted]:
    """Write `bemanding.csv` and `kommunens_redskab.csv`.

    Parameters
    ----------
    attendance : Attendance
        Whose evenings are staffed, and whose people are read.
    folder : pathlib.Path
        Where the files go; made when it is not there.
    downloaded : datetime.date
        The day of the export; nothing is later.
    faults : bool
        Plant faults in both files.
    problems : bool
        Plant the problems; without them the evenings are staffed and the tool is used all along.

    Returns
    -------
    list of Planted
        Every fault, where a spreadsheet shows it.
    """
    staffing = _staffing_rows(attendance, problems=problems)
    readings = _tool_rows(attendance, downloaded, problems=problems)
    if faults:
        rng = stream(attendance.seed, "cafe_step practice faults")
        add_repeat(staffing, rng)
        add_misdated(staffing, rng, column="Dato")
        add_repeat(readings, rng)
        stranger = str(len(attendance.enrolments) + 15)
        add_row(
            readings,
            clean_row(readings, rng),
            {"Nr": stranger},
            column="Nr",
            what="a number that is not in fremmoede.xlsx",
            kind="unknown_person",
        )
    return [
        *write_records(
            staffing, STAFFING_COLUMNS, folder, programme="cafe_step", file=STAFFING_FILE
        ),
        *write_records(readings, TOOL_COLUMNS, folder, programme="cafe_step", file=TOOL_FILE),
    ]


def _staffing_rows(attendance: Attendance, *, problems: bool) -> list[Row]:
    rng = stream(attendance.seed, "cafe_step staffing")
    evenings: list[dt.date] = attendance.design.evenings.astype("datetime64[D]").tolist()
    volunteers: dict[dt.date, tuple[str, ...]] = {}
    for rota, first, last in (
        (BEFORE, dt.date.min, FEW_FROM),
        (FEW if problems else BEFORE, FEW_FROM, MANY_FROM),
        (AFTER, MANY_FROM, dt.date.max),
    ):
        days = [day for day in evenings if first <= day < last]
        volunteers |= drawn_rota(rota, days, rng, everybody_on=EVERYBODY_ON)
    rows = []
    for week, evening in enumerate(evenings):
        consultants = [STEADY]
        if rng.random() < SECOND_CONSULTANT:
            consultants.append(IN_TURN[week % len(IN_TURN)])
        there = [(code, CONSULTANT) for code in consultants]
        there += [(code, VOLUNTEER) for code in volunteers[evening]]
        rows += [
            Row({"Dato": danish_date(evening), "Kode": code, "Rolle": role}) for code, role in there
        ]
    return rows


def _tool_rows(attendance: Attendance, downloaded: dt.date, *, problems: bool) -> list[Row]:
    rng = stream(attendance.seed, "cafe_step municipal tool")
    dated = []
    for course in attendance.enrolments.to_dict("records"):
        level = rng.normal(MEAN, SD)
        last = downloaded if pd.isna(course["ended"]) else course["ended"].date()
        for half_years, due in enumerate(_due(course["started"], last)):
            day = _workday(due + dt.timedelta(days=int(rng.integers(1, LATEST_READING + 1))))
            score = rng.normal(level + GAIN * half_years, ERROR_SD)
            together = rng.random() < BY_BOTH
            left_out = problems and HARDLY_USED[0] <= due <= HARDLY_USED[1]
            if rng.random() < (NOT_READ_THEN if left_out else NOT_READ) or day > last:
                continue
            row = Row(
                {
                    "Nr": str(course["person"] + 1),
                    "Dato": danish_date(day),
                    "Udfyldt af": "Ung og konsulent" if together else "Konsulent",
                    "Samlet vurdering": str(int(np.clip(round(score), LOWEST, HIGHEST))),
                }
            )
            dated.append((day, row))
    return [row for _, row in sorted(dated, key=lambda pair: pair[0])]


def _due(started: pd.Timestamp, last: dt.date) -> Iterator[dt.date]:
    """Yield the day of the start and each half-year after it, up to the last day."""
    due = started
    while due.date() <= last:
        yield due.date()
        due += pd.DateOffset(months=MONTHS_BETWEEN)


def _workday(day: dt.date) -> dt.date:
    return day + dt.timedelta(days=(0, 0, 0, 0, 0, 2, 1)[day.weekday()])
