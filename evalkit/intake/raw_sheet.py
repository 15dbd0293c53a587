"""A sheet as it stands in the file: rows of text, before anything is known about columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from evalkit.findings import Finding

__all__ = ["RawSheet", "Unreadable"]


class Unreadable(Exception):  # noqa: N818 - carries findings up to the door, which raises InputError
    """A file that cannot be read as text cells; holds the findings that say why."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__("; ".join(finding.message() for finding in findings))
        self.findings = findings


@dataclass(frozen=True, repr=False, eq=False)
class RawSheet:
    """One sheet, row by row.

    Attributes
    ----------
    file, sheet : str
        Where it stands; files without sheets have the sheet "".
    rows : sequence of sequence of str
        From the file's first row on; in a CSV file a row may be shorter or longer than others.
    machine : sequence of sequence of bool, optional
        For a workbook, which cells are real dates or numbers.
    spoilt : mapping
        (row, place of the column) to the code of a finding: cells that hold nothing usable.
    swallowed : mapping
        Row to the number of line breaks in a cell that looks like the rest of several rows.
    encoding : str
        What the bytes were read as; empty for a workbook.
    """

    file: str
    sheet: str
    rows: Sequence[Sequence[str]]
    machine: Sequence[Sequence[bool]] | None = None
    spoilt: Mapping[tuple[int, int], str] = field(default_factory=dict)
    swallowed: Mapping[int, int] = field(default_factory=dict)
    encoding: str = ""

    @property
    def is_grid(self) -> bool:
        """Whether cells stand under their header whatever else is in the row (a workbook)."""
        return self.machine is not None

    def record(self, row: int) -> Sequence[str]:
        """Return the cells of a row, counted from 1; none when the file is shorter."""
        return self.rows[row - 1] if 0 < row <= len(self.rows) else ()

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
