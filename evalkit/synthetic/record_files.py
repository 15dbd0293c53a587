"""Files of registrations (who was on duty, which contacts, which meetings), and their faults.

Faults are rows of their own, never a row spoiled: the registrations that a rule about the
practice needs stay where they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from evalkit.synthetic.danish_csv import write_danish_csv
from evalkit.synthetic.planted import Planted, Row, clean_row, planted_rows

__all__ = ["add_misdated", "add_repeat", "add_row", "write_records"]

# The year as it was meant, and with two digits swapped: it has not come on any day of reading.
MEANT, MISDATED = "2026", "2062"


def write_records(
    rows: Sequence[Row], columns: Sequence[str], folder: Path, *, programme: str, file: str
) -> list[Planted]:
    """Write the rows as a Danish CSV file and return what is planted in it.

    Parameters
    ----------
    rows : sequence of Row
        In the order of the file.
    columns : sequence of str
        The headers.
    folder : pathlib.Path
        Where the file goes; made when it is not there.
    programme, file : str
        The programme's name and the file's.

    Returns
    -------
    list of Planted
        Every fault, where a spreadsheet shows it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    cells = ([row.cells.get(column, "") for column in columns] for row in rows)
    write_danish_csv([columns, *cells], folder / file)
    return planted_rows(rows, programme=programme, file=file, first_row=2)


def add_row(
    rows: list[Row],
    original: Row,
    changed: Mapping[str, str],
    *,
    column: str,
    what: str,
    kind: str,
) -> None:
    """Put a row below another one: its copy with some cells changed, marked as a fault."""
    new = Row(original.cells | dict(changed))
    new.mark(column, what=what, kind=kind)
    rows.insert(rows.index(original) + 1, new)


def add_repeat(rows: list[Row], rng: np.random.Generator) -> None:
    """Plant a registration that stands there twice."""
    add_row(
        rows,
        clean_row(rows, rng),
        {},
        column="",
        what="the row above once more",
        kind="duplicate_row",
    )


def add_misdated(rows: list[Row], rng: np.random.Generator, *, column: str) -> None:
    """Plant a registration entered again, with two digits of the year swapped."""
    original = clean_row(rows, rng, where=lambda row: str(row.cells[column]).endswith(MEANT))
    add_row(
        rows,
        original,
        {column: str(original.cells[column]).replace(MEANT, MISDATED)},
        column=column,
        what=f"the row above once more, dated {MISDATED}",
        kind="future_date",
    )
