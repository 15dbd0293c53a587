"""Cafétilbud Sociale STEP's attendance sheet: a row a young person, a column a Thursday."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from evalkit.synthetic.attendance import Attendance
from evalkit.synthetic.planted import Planted, Row, clean_row, planted_rows
from evalkit.synthetic.streams import stream
from evalkit.synthetic.workbooks import as_datetime, write_workbook

__all__ = ["ATTENDANCE_SHEET", "WORKBOOK_FILE", "write_cafe_step"]

WORKBOOK_FILE, ATTENDANCE_SHEET = "fremmoede.xlsx", "Fremmøde"
PERSON_COLUMNS = ("Nr", "Startet", "Stoppet")
CAME, ABSENT = "x", "a"
TOTAL_LABEL = "I alt"
# Evenings a person must have come to for one of the marks to be spoiled.
OFTEN = 8


def write_cafe_step(
    attendance: Attendance, folder: Path, *, downloaded: dt.date, faults: bool = True
) -> list[Planted]:
    """Write `fremmoede.xlsx`.

    Parameters
    ----------
    attendance : Attendance
        People and marks.
    folder : pathlib.Path
        Where the file goes; made when it is not there.
    downloaded : datetime.date
        The day that stands in the file's properties.
    faults : bool
        Plant faults; the bottom row stays either way.

    Returns
    -------
    list of Planted
        Every fault and the row of totals, where a spreadsheet shows it. The column of an
        evening is named by its date, yyyy-mm-dd.
    """
    folder.mkdir(parents=True, exist_ok=True)
    evenings = [str(day) for day in attendance.design.evenings]
    rows = _person_rows(attendance)
    if faults:
        _spoil(rows, evenings, stream(attendance.seed, "cafe_step faults"))
    total = Row({"Nr": TOTAL_LABEL})
    total.mark("", what="a row of totals by formula", kind="total_row")
    write_workbook(
        folder / WORKBOOK_FILE, lambda book: _add_sheet(book, rows, evenings), created=downloaded
    )
    where = {"programme": "cafe_step", "file": WORKBOOK_FILE, "sheet": ATTENDANCE_SHEET}
    return planted_rows([*rows, total], first_row=2, **where)


def _person_rows(attendance: Attendance) -> list[Row]:
    rows = []
    for course in attendance.enrolments.to_dict("records"):
        row = Row({"Nr": course["person"] + 1, "Startet": as_datetime(course["started"])})
        if not pd.isna(course["ended"]):
            row.cells["Stoppet"] = as_datetime(course["ended"])
        rows.append(row)
    for mark in attendance.marks.to_dict("records"):
        rows[mark["person"]].cells[f"{mark['date']:%Y-%m-%d}"] = CAME if mark["came"] else ABSENT
    return rows


def _spoil(rows: list[Row], evenings: list[str], rng: np.random.Generator) -> None:
    unknown = clean_row(rows, rng, where=_came_often)
    unknown.spoil(
        _an_evening(unknown, rng), "?", what="a mark that is neither x nor a", kind="unknown_mark"
    )
    capital = clean_row(rows, rng, where=_came_often)
    capital.spoil(
        _an_evening(capital, rng),
        "X",
        what="a capital X, which counts as x",
        kind="valid_uppercase_mark",
    )
    early = clean_row(
        rows, rng, where=lambda row: evenings[3] < str(row.cells["Startet"])[:10] <= evenings[-8]
    )
    before = [day for day in evenings if day < str(early.cells["Startet"])[:10]]
    early.spoil(before[-2], CAME, what="attendance before the start", kind="before_start")


def _came_often(row: Row) -> bool:
    return list(row.cells.values()).count(CAME) >= OFTEN


def _an_evening(row: Row, rng: np.random.Generator) -> str:
    came = [column for column, mark in row.cells.items() if mark == CAME]
    return came[int(rng.integers(len(came)))]


def _add_sheet(book: xlsxwriter.Workbook, rows: list[Row], evenings: list[str]) -> None:
    sheet = book.add_worksheet(ATTENDANCE_SHEET)
    columns = [*PERSON_COLUMNS, *evenings]
    sheet.write_row(0, 0, PERSON_COLUMNS)
    for column, evening in enumerate(evenings, start=len(PERSON_COLUMNS)):
        sheet.write_datetime(0, column, dt.datetime.fromisoformat(evening))
    for at, row in enumerate(rows, start=1):
        for column, header in enumerate(columns):
            if header in row.cells:
                sheet.write(at, column, row.cells[header])
    bottom = len(rows) + 1
    sheet.write(bottom, 0, TOTAL_LABEL)
    for column, evening in enumerate(evenings, start=len(PERSON_COLUMNS)):
        letter = xl_col_to_name(column)
        # Excel's COUNTIF does not tell x from X.
        came = sum(str(row.cells.get(evening, "")).lower() == CAME for row in rows)
        sheet.write_formula(
            bottom, column, f'=COUNTIF({letter}2:{letter}{bottom},"{CAME}")', value=came
        )
