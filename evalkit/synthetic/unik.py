"""Projekt UNIK's survey as SurveyXact exports it: dataset, labels and structure.

SurveyXact counts answers from 1 in the order they are shown, which is not the order of an
instrument's own codes: WHO-5 and RSES come out the other way round. Item texts are left
out; the questions carry neutral names.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from evalkit.synthetic.cohort import Cohort, Visit
from evalkit.synthetic.danish_csv import danish_date, write_danish_csv
from evalkit.synthetic.items import split_score
from evalkit.synthetic.planted import Planted, Row, clean_row, planted_rows
from evalkit.synthetic.streams import stream

__all__ = ["COURSES_FILE", "DATASET_FILE", "LABELS_FILE", "STRUCTURE_FILE", "ung_id", "write_unik"]

COURSES_FILE = "forloeb.csv"
DATASET_FILE, LABELS_FILE, STRUCTURE_FILE = "dataset.csv", "labels.csv", "structure.csv"
WHO5 = tuple(f"who_{i}" for i in range(1, 6))
RSES = tuple(f"rses_{i}" for i in range(1, 11))
TILS = tuple(f"tils_{i}" for i in range(1, 4))
NETWORK = "netv_1"
ITEMS = (*WHO5, *RSES, *TILS, NETWORK)
STATUSES = tuple(f"statoverall_{i}" for i in range(1, 5))
BACKGROUND = (
    "respondent",
    "organization",
    "email",
    "statcreate",
    "statcompleted",
    *STATUSES,
    "ung_id",
    "dato",
)
COLUMNS = (*BACKGROUND, *ITEMS)
# The order of RSES items used here; the other order in circulation has 2 5 6 8 9.
RSES_NEGATIVE = (3, 5, 8, 9, 10)
STATUS_LABELS = ("Ny", "Distribueret", "Nogen svar", "Gennemført")
WHO5_LABELS = (
    "Hele tiden",
    "Det meste af tiden",
    "Mere end halvdelen af tiden",
    "Mindre end halvdelen af tiden",
    "Lidt af tiden",
    "På intet tidspunkt",
)
RSES_LABELS = ("Meget enig", "Enig", "Uenig", "Meget uenig")
TILS_LABELS = ("Sjældent", "En gang imellem", "Ofte")
NETWORK_TEXT = "Hvor mange personer kan du regne med, som ikke er betalt for at være der?"
GENDERS = {"man": "M", "woman": "K"}
ORGANIZATION, FIRST_RESPONDENT = "4711", 80_412_000
UNFINISHED = 6


def write_unik(cohort: Cohort, folder: Path, *, faults: bool = True) -> list[Planted]:
    """Write `dataset.csv`, `labels.csv`, `structure.csv` and `forloeb.csv`.

    Parameters
    ----------
    cohort : Cohort
        People with the scales who5, rses, tils and netv.
    folder : pathlib.Path
        Where the files go; made when it is not there.
    faults : bool
        Plant faults and unfinished answers; items left blank by the cohort stay either way.

    Returns
    -------
    list of Planted
        Every fault, unfinished answer and blank item, where a spreadsheet shows it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    write_danish_csv(_courses(cohort), folder / COURSES_FILE)
    write_danish_csv(_labels(), folder / LABELS_FILE)
    write_danish_csv(_structure(), folder / STRUCTURE_FILE)
    rng = stream(cohort.seed, "unik details")
    visits = sorted(cohort.visits(), key=lambda visit: (visit.date, visit.person))
    rows = [_answer(visit, number, rng) for number, visit in enumerate(visits)]
    if faults:
        rows = _spoil(rows, stream(cohort.seed, "unik faults"))
    cells = ([row.cells[column] for column in COLUMNS] for row in rows)
    write_danish_csv([COLUMNS, *cells], folder / DATASET_FILE)
    return planted_rows(rows, programme="unik", file=DATASET_FILE, first_row=2)


def ung_id(person: int) -> str:
    """Return the survey's key for a person of the cohort.

    Examples
    --------
    >>> ung_id(0)
    'U001'
    """
    return f"U{person + 1:03d}"


def _answer(visit: Visit, number: int, rng: np.random.Generator) -> Row:
    row = Row(
        {
            "respondent": str(FIRST_RESPONDENT + 7 * number),
            "organization": ORGANIZATION,
            "email": f"{ung_id(visit.person).lower()}@example.org",
            "ung_id": ung_id(visit.person),
            "dato": danish_date(visit.date),
            **_export_codes(visit.rated, rng),
        },
        about=visit,
    )
    _set_status(row, finished=True)
    blank = {"who5": WHO5, "rses": RSES, "tils": TILS, "netv": (NETWORK,)}
    for scale, items in blank.items():
        if np.isnan(visit.scores[scale]):
            row.spoil(
                items[rng.integers(len(items))], "", what="one item left blank", kind="missing_item"
            )
    return row


def _export_codes(scores: dict[str, float], rng: np.random.Generator) -> dict[str, str]:
    """Return the codes SurveyXact would export for these sum scores."""
    who5 = split_score(round(scores["who5"] / 4), items=5, low=0, high=5, rng=rng)
    rses = split_score(round(scores["rses"]), items=10, low=0, high=3, rng=rng)
    tils = split_score(round(scores["tils"]), items=3, low=1, high=3, rng=rng)
    # An RSES point is a point of self-esteem; on a negative item it is disagreement.
    shown = [
        points + 1 if i in RSES_NEGATIVE else 4 - points for i, points in enumerate(rses, start=1)
    ]
    codes = [*(6 - code for code in who5), *shown, *tils, round(scores["netv"])]
    return {item: str(code) for item, code in zip(ITEMS, codes, strict=True)}


def _set_status(row: Row, *, finished: bool) -> None:
    row.cells.update({"statcreate": "1", "statcompleted": "1" if finished else "0"})
    row.cells.update(
        zip(STATUSES, ("0", "0", "0", "1") if finished else ("0", "0", "1", "0"), strict=True)
    )


def _spoil(rows: list[Row], rng: np.random.Generator) -> list[Row]:
    for items in (WHO5, RSES):
        clean_row(rows, rng).spoil(
            items[rng.integers(len(items))],
            "9",
            what="9 is no code of this item",
            kind="out_of_range",
        )
    clean_row(rows, rng).spoil(
        WHO5[rng.integers(5)], "", what="one WHO-5 item left blank", kind="missing_item"
    )
    for _ in range(UNFINISHED):
        row = clean_row(rows, rng)
        for item in ITEMS[rng.integers(3, len(ITEMS) - 1) :]:
            row.cells[item] = ""
        _set_status(row, finished=False)
        row.mark("", what="answer not finished: the last items are blank", kind="unfinished")
    first = clean_row(rows, rng)
    other = clean_row(rows, rng, where=lambda row: row.cells["ung_id"] != first.cells["ung_id"])
    last = max(int(row.cells["respondent"]) for row in rows)
    second = {column: first.cells[column] for column in ("email", "ung_id", "dato")}
    again = Row({**other.cells, **second, "respondent": str(last + 7)})
    again.mark(
        "dato",
        what="a second answer by the same person on the same day",
        kind="duplicate_person_date",
    )
    return [*rows, again]


def _courses(cohort: Cohort) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [("ung_id", "startdato", "slutdato", "koen", "foedselsaar")]
    for course in cohort.courses():
        gender = GENDERS.get(course.group, course.group)
        dates = (danish_date(course.started), danish_date(course.ended))
        rows.append((ung_id(course.person), *dates, gender, str(course.birth_year)))
    return rows


def _labels() -> list[tuple[str, str, str]]:
    rows = [
        (status, code, label)
        for status in STATUSES
        for code, label in (("0", "Ikke valgt"), ("1", "Valgt"))
    ]
    for items, labels in ((WHO5, WHO5_LABELS), (RSES, RSES_LABELS), (TILS, TILS_LABELS)):
        rows += [
            (item, str(code), label) for item in items for code, label in enumerate(labels, start=1)
        ]
    return rows


def _structure() -> list[tuple[str, str, str, str]]:
    """Return the variables with types and neutral texts; SurveyXact adds an empty column."""
    texts = {
        "respondent": ("Background", "Respondentnøgle"),
        "organization": ("Background", "Organisation"),
        "email": ("Background", "E-mail"),
        "statcreate": ("Background", "Oprettet"),
        "statcompleted": ("Background", "Afsluttet"),
        **{
            status: ("Multiple", f"Samlet status - {label}")
            for status, label in zip(STATUSES, STATUS_LABELS, strict=True)
        },
        "ung_id": ("Background", "Den unges nummer"),
        "dato": ("Date", "Dato for besvarelsen"),
    }
    for name, items in (("WHO-5", WHO5), ("RSES", RSES), ("T-ILS", TILS)):
        texts |= {
            item: ("Single", f"{name}, spørgsmål {i}") for i, item in enumerate(items, start=1)
        }
    texts[NETWORK] = ("Number", NETWORK_TEXT)
    rows = [(variable, *texts[variable], "") for variable in COLUMNS]
    return [("variableName", "variableType", "questionText", ""), *rows]
