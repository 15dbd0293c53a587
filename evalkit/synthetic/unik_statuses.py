"""Projekt UNIK's statuses as a municipality's system hands them over: a row per spell."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np

from evalkit.synthetic.cohort import Cohort
from evalkit.synthetic.danish_csv import danish_date, write_danish_csv
from evalkit.synthetic.planted import Planted, Row, clean_row, planted_rows
from evalkit.synthetic.statuses import Spell, StatusDesign, made_spells
from evalkit.synthetic.streams import stream
from evalkit.synthetic.unik import ung_id

__all__ = ["STATUSES_FILE", "write_unik_statuses"]

STATUSES_FILE = "statusser.csv"
COLUMNS = ("ung_id", "omraade", "status", "fra", "til")
DOMAINS = {"livelihood": "Forsørgelse", "treatment": "Behandling"}
WORDS = {
    "cash benefit": "Uddannelseshjælp eller kontanthjælp",
    "education grant": "SU",
    "wage": "Løn",
    "in treatment": "I behandling",
}
# A spell that contradicts lies inside another one, so long after its first day and so long.
INSIDE_AFTER, INSIDE_FOR = dt.timedelta(days=20), dt.timedelta(days=30)


def write_unik_statuses(
    cohort: Cohort, folder: Path, *, designs: tuple[StatusDesign, ...], faults: bool = True
) -> list[Planted]:
    """Write `statusser.csv`.

    Parameters
    ----------
    cohort : Cohort
        Whose people the spells are about.
    folder : pathlib.Path
        Where the file goes; made when it is not there.
    designs : tuple of StatusDesign
        With the domains and statuses of `DOMAINS` and `WORDS`.
    faults : bool
        Plant a spell that ends before it starts, and two statuses at the same time.

    Returns
    -------
    list of Planted
        Every fault, where a spreadsheet shows it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rows = [_row(spell) for spell in made_spells(cohort, designs)]
    if faults:
        rows = _spoil(rows, stream(cohort.seed, "unik status faults"))
    cells = ([row.cells[column] for column in COLUMNS] for row in rows)
    write_danish_csv([COLUMNS, *cells], folder / STATUSES_FILE)
    return planted_rows(rows, programme="unik", file=STATUSES_FILE, first_row=2)


def _row(spell: Spell) -> Row:
    return Row(
        {
            "ung_id": ung_id(spell.person),
            "omraade": DOMAINS[spell.domain],
            "status": WORDS[spell.status],
            "fra": danish_date(spell.started),
            "til": danish_date(spell.ended),
        },
        about=spell,
    )


def _spoil(rows: list[Row], rng: np.random.Generator) -> list[Row]:
    wrong = clean_row(rows, rng, where=_has_ended)
    wrong.spoil(
        "til",
        danish_date(wrong.about.started - dt.timedelta(days=8)),
        what="the status ends before it starts",
        kind="ends_before_start",
    )
    around = clean_row(rows, rng, where=_is_long)
    spell: Spell = around.about
    started = spell.started + INSIDE_AFTER
    other = next(word for status, word in WORDS.items() if status != spell.status)
    second = Row(
        around.cells
        | {
            "status": other,
            "fra": danish_date(started),
            "til": danish_date(started + INSIDE_FOR),
        }
    )
    second.mark("status", what="another status at the same time", kind="two_statuses")
    at = rows.index(around) + 1
    return [*rows[:at], second, *rows[at:]]


def _has_ended(row: Row) -> bool:
    return isinstance(row.about, Spell) and row.about.ended is not None


def _is_long(row: Row) -> bool:
    spell = row.about
    if not isinstance(spell, Spell) or spell.domain != "livelihood" or spell.ended is None:
        return False
    return spell.ended - spell.started > INSIDE_AFTER + INSIDE_FOR
