"""Faults put into an export on purpose, and the list of where they ended up.

A row remembers its own faults while rows are added and moved around it; the row numbers
are read off when the file is complete.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import astuple, dataclass, field, fields
from pathlib import Path
from typing import Any

import numpy as np

from evalkit.errors import InputError

__all__ = ["Planted", "Row", "clean_row", "planted_rows", "write_planted"]


@dataclass(frozen=True)
class Planted:
    """One fault: where a spreadsheet would show it, and what it is."""

    programme: str
    file: str
    sheet: str
    row: int
    column: str
    what: str
    kind: str


@dataclass(eq=False)
class Row:
    """One row of an export under construction.

    Attributes
    ----------
    cells : dict of str to object
        Column header to cell content.
    about : object
        What the row was made from (a visit, a person), or None.
    faults : list of tuple of str
        (column, what, kind) of each fault in the row.
    """

    cells: dict[str, Any]
    about: Any = None
    faults: list[tuple[str, str, str]] = field(default_factory=list)

    def spoil(self, column: str, value: object, *, what: str, kind: str) -> None:
        """Put a wrong value into a cell and remember it."""
        self.cells[column] = value
        self.mark(column, what=what, kind=kind)

    def mark(self, column: str, *, what: str, kind: str) -> None:
        """Remember a fault that is already there; an empty column means the whole row."""
        self.faults.append((column, what, kind))


def clean_row(
    rows: Sequence[Row],
    rng: np.random.Generator,
    *,
    where: Callable[[Row], bool] | None = None,
) -> Row:
    """Return a random row that has no fault yet and meets a condition.

    Parameters
    ----------
    rows : sequence of Row
        The export under construction.
    rng : numpy.random.Generator
        Where the choice comes from.
    where : callable, optional
        The condition; None takes any clean row.

    Returns
    -------
    Row
        The row itself, to be spoiled.

    Raises
    ------
    InputError
        When no row is left; a larger cohort has one.
    """
    candidates = [row for row in rows if not row.faults and (where is None or where(row))]
    if not candidates:
        raise InputError(
            "No clean row is left for a planted fault. Use a larger cohort, or faults=False."
        )
    return candidates[int(rng.integers(len(candidates)))]


def planted_rows(
    rows: Iterable[Row], *, programme: str, file: str, first_row: int, sheet: str = ""
) -> list[Planted]:
    """Return the faults of a finished file, with row numbers as a spreadsheet shows them.

    Parameters
    ----------
    rows : iterable of Row
        All rows below the header, in the order of the file.
    programme, file, sheet : str
        Where the rows are written.
    first_row : int
        The number of the first of them; a header in row 1 makes it 2.

    Returns
    -------
    list of Planted
        In the order of the file.
    """
    return [
        Planted(programme, file, sheet, number, column, what, kind)
        for number, row in enumerate(rows, start=first_row)
        for column, what, kind in row.faults
    ]


def write_planted(planted: Iterable[Planted], path: Path) -> Path:
    """Write the list of faults as CSV (comma, UTF-8, LF)."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([column.name for column in fields(Planted)])
    writer.writerows(astuple(fault) for fault in planted)
    path.write_bytes(text.getvalue().encode("utf-8"))
    return path
