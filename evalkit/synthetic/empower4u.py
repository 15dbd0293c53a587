"""Empower4U's workbook: participants, and one wide sheet of before, after and follow-up."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from evalkit.synthetic.cohort import Cohort, Visit
from evalkit.synthetic.planted import Planted, Row, clean_row, planted_rows
from evalkit.synthetic.streams import stream
from evalkit.synthetic.workbooks import as_datetime, write_workbook

__all__ = ["MEASUREMENTS_SHEET", "PEOPLE_SHEET", "WORKBOOK_FILE", "deltagernr", "write_empower4u"]

WORKBOOK_FILE = "empower4u.xlsx"
PEOPLE_SHEET, MEASUREMENTS_SHEET = "Deltagere", "Målinger"
PEOPLE_COLUMNS = ("Deltagernr", "Køn", "Alder ved start", "Hold", "Startdato", "Slutdato")
WAVES = ("før", "efter", "opfølgning")
SCALES = {"self_efficacy": "Handlingstillid", "mental_health": "Mental sundhed"}
COLUMNS = (
    "Deltagernr",
    *(f"{what} {wave}" for wave in WAVES for what in ("Dato", *SCALES.values())),
)
GENDERS = {"man": "Mand", "woman": "Kvinde"}
# Row 1 is a title, row 2 is empty, row 3 the header.
FIRST_DATA_ROW = 4
MEAN_LABEL = "Gennemsnit"


def write_empower4u(
    cohort: Cohort, folder: Path, *, downloaded: dt.date, faults: bool = True
) -> list[Planted]:
    """Write `empower4u.xlsx` with the sheets Deltagere and Målinger.

    Parameters
    ----------
    cohort : Cohort
        People with the scales self_efficacy and mental_health and three planned readings.
    folder : pathlib.Path
        Where the file goes; made when it is not there.
    downloaded : datetime.date
        The day that stands in the title line and in the file's properties.
    faults : bool
        Plant faults; scores left blank by the cohort, and the bottom row, stay either way.

    Returns
    -------
    list of Planted
        Every fault, blank score and row of averages, where a spreadsheet shows it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rows = _measurement_rows(cohort)
    if faults:
        _spoil(rows, cohort, stream(cohort.seed, "empower4u faults"))
    means = Row({"Deltagernr": MEAN_LABEL})
    means.mark("", what="a row of averages by formula", kind="total_row")

    def fill(book: xlsxwriter.Workbook) -> None:
        _add_people(book, cohort)
        _add_measurements(
            book, rows, title=f"Empower4U \N{EN DASH} målinger, udtrukket {downloaded:%d-%m-%Y}"
        )

    write_workbook(folder / WORKBOOK_FILE, fill, created=downloaded)
    where = {"programme": "empower4u", "file": WORKBOOK_FILE, "sheet": MEASUREMENTS_SHEET}
    return planted_rows([*rows, means], first_row=FIRST_DATA_ROW, **where)


def deltagernr(person: int) -> int:
    """Return the participant's number, a number cell in the workbook."""
    return 101 + person


def _measurement_rows(cohort: Cohort) -> list[Row]:
    rows: dict[int, Row] = {}
    for visit in cohort.visits():
        row = rows.setdefault(
            visit.person, Row({"Deltagernr": deltagernr(visit.person)}, about=visit.person)
        )
        _add_wave(row, visit, WAVES[visit.reading])
    return list(rows.values())


def _add_wave(row: Row, visit: Visit, wave: str) -> None:
    row.cells[f"Dato {wave}"] = as_datetime(visit.date)
    for scale, header in SCALES.items():
        score = visit.scores[scale]
        if np.isnan(score):
            row.mark(f"{header} {wave}", what="score left blank", kind="missing_item")
        else:
            row.cells[f"{header} {wave}"] = score


def _spoil(rows: list[Row], cohort: Cohort, rng: np.random.Generator) -> None:
    typo = clean_row(rows, rng, where=_has_after)
    typo.spoil("Handlingstillid før", 410, what="410 on a scale from 10 to 40", kind="out_of_range")
    ill = clean_row(rows, rng, where=_has_after)
    ill.spoil("Mental sundhed efter", "syg", what="a word in a score's cell", kind="text_in_number")
    started = [as_datetime(course.started) for course in cohort.courses()]
    some_days = dt.timedelta(days=3)
    # Later than the start, so that the order of the two readings is all that is wrong.
    early = clean_row(
        rows,
        rng,
        where=lambda row: (
            _has_after(row) and row.cells["Dato før"] - started[row.about] > some_days
        ),
    )
    wrong = early.cells["Dato før"] - some_days
    early.spoil(
        "Dato efter", wrong, what="the after date lies before the before date", kind="date_order"
    )


def _has_after(row: Row) -> bool:
    return "Dato efter" in row.cells


def _add_people(book: xlsxwriter.Workbook, cohort: Cohort) -> None:
    sheet = book.add_worksheet(PEOPLE_SHEET)
    sheet.write_row(0, 0, PEOPLE_COLUMNS)
    for at, course in enumerate(cohort.courses(), start=1):
        gender = GENDERS.get(course.group, course.group)
        age = course.started.year - course.birth_year
        sheet.write_row(at, 0, (deltagernr(course.person), gender, age, course.site))
        sheet.write_datetime(at, 4, as_datetime(course.started))
        if course.ended is not None:
            sheet.write_datetime(at, 5, as_datetime(course.ended))


def _add_measurements(book: xlsxwriter.Workbook, rows: list[Row], *, title: str) -> None:
    sheet = book.add_worksheet(MEASUREMENTS_SHEET)
    sheet.write(0, 0, title)
    sheet.write_row(FIRST_DATA_ROW - 2, 0, COLUMNS)
    for at, row in enumerate(rows, start=FIRST_DATA_ROW - 1):
        for column, header in enumerate(COLUMNS):
            if header in row.cells:
                sheet.write(at, column, row.cells[header])
    bottom = FIRST_DATA_ROW - 1 + len(rows)
    sheet.write(bottom, 0, MEAN_LABEL)
    for column, header in enumerate(COLUMNS):
        numbers = [
            row.cells[header] for row in rows if isinstance(row.cells.get(header), float | int)
        ]
        if numbers and header != "Deltagernr":
            letter = xl_col_to_name(column)
            formula = f"=AVERAGE({letter}{FIRST_DATA_ROW}:{letter}{bottom})"
            sheet.write_formula(bottom, column, formula, value=sum(numbers) / len(numbers))
