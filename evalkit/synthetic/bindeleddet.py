"""Bindeleddet's two files: courses, and Star readings, as Excel saves them for Danish users."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np

from evalkit.synthetic.cohort import Cohort, Visit
from evalkit.synthetic.danish_csv import danish_date, danish_number, write_danish_csv
from evalkit.synthetic.planted import Planted, Row, clean_row, planted_rows
from evalkit.synthetic.streams import stream

__all__ = ["AREAS", "COURSES_FILE", "STAR_FILE", "borgernumre", "write_bindeleddet"]

COURSES_FILE, STAR_FILE = "forloeb.csv", "outcomes_star.csv"
COURSE_COLUMNS = (
    "Borgernr",
    "Fødselsår",
    "Køn",
    "Sted",
    "Startdato",
    "Slutdato",
    "Afslutningsårsag",
)
# The cohort's scales and the headers of their columns; area names may be shown.
AREAS = {
    "motivation": "Motivation og ansvar",
    "self_care": "Egenomsorg og hverdagsfærdigheder",
    "money": "Økonomi og administration",
    "social_networks": "Sociale netværk og relationer",
    "substance_use": "Rusmidler",
    "physical_health": "Fysisk helbred",
    "mental_health": "Følelsesmæssig og mental sundhed",
    "use_of_time": "Meningsfuld brug af tiden",
    "housing": "Bolig",
    "offending": "Kriminalitet",
}
STAR_COLUMNS = ("Borgernr", "Dato", "Udfyldt af", *AREAS.values(), "Bemærkning")
GENDERS = {"man": "Mand", "woman": "Kvinde"}
COMPLETED = "Gennemført"
REASONS_TO_LEAVE = (
    "Stoppet efter eget ønske",
    "Kontakten tabt",
    "Flyttet fra kommunen",
    "Overgået til andet tilbud",
)
WORKER_ALONE = 0.15
REMARKS = (
    "Kommer til tiden",
    "Venter på svar om bolig",
    "Ønsker hjælp til økonomi",
    "Begyndt på kursus; glad for det",
)
REMARKED = 0.12


def write_bindeleddet(cohort: Cohort, folder: Path, *, faults: bool = True) -> list[Planted]:
    """Write `forloeb.csv` and `outcomes_star.csv`.

    Parameters
    ----------
    cohort : Cohort
        People with the ten areas of `AREAS` as scales.
    folder : pathlib.Path
        Where the files go; made when it is not there.
    faults : bool
        Plant faults in the Star readings; areas left blank by the cohort stay either way.

    Returns
    -------
    list of Planted
        Every fault and every blank area, where a spreadsheet shows it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rng = stream(cohort.seed, "bindeleddet details")
    numbers = borgernumre(cohort)
    write_danish_csv([COURSE_COLUMNS, *_courses(cohort, numbers, rng)], folder / COURSES_FILE)
    rows = [_star_row(visit, numbers[visit.person], rng) for visit in cohort.visits()]
    if faults:
        rows = _spoil(rows, cohort, stream(cohort.seed, "bindeleddet faults"))
    cells = ([row.cells.get(column, "") for column in STAR_COLUMNS] for row in rows)
    write_danish_csv([STAR_COLUMNS, *cells], folder / STAR_FILE)
    return planted_rows(rows, programme="bindeleddet", file=STAR_FILE, first_row=2)


def borgernumre(cohort: Cohort) -> list[str]:
    """Return the four-digit number of each person, leading zeros kept; index is the person."""
    steps = stream(cohort.seed, "bindeleddet numbers").integers(1, 10, len(cohort.enrolments))
    return [f"{100 + number:04d}" for number in np.cumsum(steps)]


def _courses(cohort: Cohort, numbers: list[str], rng: np.random.Generator) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for course in cohort.courses():
        left = REASONS_TO_LEAVE[int(rng.integers(len(REASONS_TO_LEAVE)))]
        reason = {"completed": COMPLETED, "left": left}.get(course.exit_reason, "")
        who = (
            numbers[course.person],
            str(course.birth_year),
            GENDERS.get(course.group, course.group),
            course.site,
        )
        rows.append((*who, danish_date(course.started), danish_date(course.ended), reason))
    return rows


def _star_row(visit: Visit, number: str, rng: np.random.Generator) -> Row:
    chance = rng.random(3)
    remark = REMARKS[int(chance[2] * len(REMARKS))] if chance[1] < REMARKED else ""
    row = Row(
        {
            "Borgernr": number,
            "Dato": danish_date(visit.date),
            "Udfyldt af": "Medarbejder" if chance[0] < WORKER_ALONE else "Borger og medarbejder",
            **{header: danish_number(visit.scores[area]) for area, header in AREAS.items()},
            "Bemærkning": remark,
        },
        about=visit,
    )
    for header in AREAS.values():
        if row.cells[header] == "":
            row.mark(header, what="area left blank", kind="missing_item")
    return row


def _spoil(rows: list[Row], cohort: Cohort, rng: np.random.Generator) -> list[Row]:
    """Return the rows with one of each fault, the total row at the bottom."""
    headers = list(AREAS.values())
    for _ in range(3):
        clean_row(rows, rng).spoil(
            headers[rng.integers(10)], "Ved ikke", what="don't know", kind="dont_know"
        )
    for value in ("11", "0"):
        spoiled = clean_row(rows, rng)
        spoiled.spoil(
            headers[rng.integers(10)],
            value,
            what=f"{value} on a scale from 1 to 10",
            kind="out_of_range",
        )
    row = clean_row(rows, rng, where=_in_early_summer_2026)
    row.spoil("Dato", "31-06-2026", what="a date that does not exist", kind="impossible_date")
    row = clean_row(rows, rng, where=_is_first)
    started = {course.person: course.started for course in cohort.courses()}
    too_early = danish_date(started[row.about.person] - dt.timedelta(days=12))
    row.spoil("Dato", too_early, what="reading dated before the start", kind="before_start")

    original = clean_row(rows, rng)
    copy = Row(dict(original.cells))
    copy.mark("", what="the row above once more", kind="duplicate_row")
    rows = _with_after(rows, original, copy)
    rows = _with_after(rows, clean_row(rows, rng), _blank())
    stranger = Row({**clean_row(rows, rng).cells, "Borgernr": "0977", "Bemærkning": ""})
    stranger.mark("Borgernr", what="a number that is not in forloeb.csv", kind="unknown_person")
    rows = [*rows, stranger]
    return [*rows, _total(rows)]


def _is_first(row: Row) -> bool:
    return isinstance(row.about, Visit) and row.about.reading == 0


def _in_early_summer_2026(row: Row) -> bool:
    if not isinstance(row.about, Visit) or row.about.reading == 0:
        return False
    return dt.date(2026, 5, 15) <= row.about.date <= dt.date(2026, 7, 20)


def _with_after(rows: list[Row], neighbour: Row, new: Row) -> list[Row]:
    at = rows.index(neighbour) + 1
    return [*rows[:at], new, *rows[at:]]


def _blank() -> Row:
    row = Row({})
    row.mark("", what="a blank row between the others", kind="blank_row")
    return row


def _total(rows: list[Row]) -> Row:
    """Return the row somebody added in Excel: averages under the label "I alt"."""
    row = Row({"Borgernr": "I alt"})
    for header in AREAS.values():
        cells = [str(other.cells.get(header, "")) for other in rows]
        numbers = [int(cell) for cell in cells if cell.isdigit()]
        row.cells[header] = danish_number(sum(numbers) / len(numbers), decimals=1)
    row.mark("", what="a row of averages", kind="total_row")
    return row
