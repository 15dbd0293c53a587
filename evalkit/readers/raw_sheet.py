"""A sheet as it stands in the file: the rows of its header, and columns of text below them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from evalkit.findings import Finding
from evalkit.readers.file_form import ValueLabels
from evalkit.readers.text_column import TextColumn

__all__ = ["RawSheet", "Unreadable"]


class Unreadable(Exception):  # noqa: N818 - carries findings up to the door, which raises InputError
    """A file that cannot be read as text cells; holds the findings that say why."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__("; ".join(finding.message() for finding in findings))
        self.findings = findings


@dataclass(frozen=True, repr=False, eq=False)
class RawSheet:
    """One sheet.

    Attributes
    ----------
    file, sheet : str
        Where it stands, with personal data in the names masked; files without sheets have
        the sheet "".
    head : sequence of sequence of str
        The rows above the first record, from the file's first row on.
    columns : sequence of TextColumn
        By place, all of the same length: the records.
    rows : array of int64
        The row of each record as a spreadsheet shows it (the first row of a file is 1).
    last : int
        The file's last row with anything in it.
    blank : sequence of int
        Rows below the head with nothing in them.
    findings : sequence of Finding
        What was noticed while reading; those of severity row are rows that could not be laid
        into the columns (EK301, EK302).
    is_grid : bool
        Whether cells stand under their header whatever else is in the row (anything but text
        files).
    spoilt : mapping
        (row, place of the column) to the code of a finding: cells that hold nothing usable.
    encoding : str
        What the bytes were read as; empty unless it is a text file.
    labels : mapping
        Header to (code to answer text), where the file itself says what its codes mean.
    """

    file: str
    sheet: str
    head: Sequence[Sequence[str]]
    columns: Sequence[TextColumn]
    rows: NDArray[np.int64]
    last: int
    blank: Sequence[int] = ()
    findings: Sequence[Finding] = ()
    is_grid: bool = True
    spoilt: Mapping[tuple[int, int], str] = field(default_factory=dict)
    encoding: str = ""
    labels: ValueLabels = field(default_factory=dict)

    def record(self, row: int) -> Sequence[str]:
        """Return the cells of a row of the head, counted from 1; none when it has no such row."""
        return self.head[row - 1] if 0 < row <= len(self.head) else ()

    def finding(
        self,
        code: str,
        row: int | None = None,
        column: str = "",
        *,
        facts: Mapping[str, object] | None = None,
    ) -> Finding:
        """Return a finding at a place of this sheet."""
        return Finding(code, self.file, self.sheet, row, column, facts or {})
