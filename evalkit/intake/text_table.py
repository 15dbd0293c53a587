"""A sheet as named columns with numbered rows, still as text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from evalkit.findings import Finding
from evalkit.intake.header import Header, header
from evalkit.intake.profile import FileRule
from evalkit.readers.file_form import ValueLabels
from evalkit.readers.raw_sheet import RawSheet, Unreadable
from evalkit.readers.text_column import TextColumn

__all__ = ["TextTable", "text_table"]

_AS_FORMULA = re.compile(r'^="([^"]*)"$')
# How many rows an .xls and an .xlsx sheet can have.
_LAST_ROWS = (65_536, 1_048_576)


@dataclass(frozen=True, repr=False, eq=False)
class TextTable:
    """One sheet as text in named columns.

    Attributes
    ----------
    columns : mapping
        Header to column.
    rows : array of int64
        The row of each record as a spreadsheet shows it.
    spoilt : mapping
        Header to (row to the code of a finding): cells that hold nothing usable.
    findings : tuple of Finding
        What was noticed while reading.
    received : int
        Rows below the header, blank and ragged ones included.
    blank : tuple of int
        Rows with nothing in them.
    labels : mapping
        Header to (code to answer text), where the file says what its codes mean.
    """

    file: str
    sheet: str
    columns: Mapping[str, TextColumn]
    rows: NDArray[np.int64]
    spoilt: Mapping[str, Mapping[int, str]]
    findings: tuple[Finding, ...]
    received: int
    blank: tuple[int, ...]
    labels: ValueLabels = field(default_factory=dict)

    @property
    def place(self) -> str:
        """The file, and the sheet where it has sheets, as messages name it."""
        return f"{self.file} ({self.sheet})" if self.sheet else self.file


def text_table(raw: RawSheet, rule: FileRule) -> TextTable:
    """Name a sheet's columns.

    Parameters
    ----------
    raw : RawSheet
        The sheet as it stands in the file.
    rule : FileRule
        Which rows are the header.

    Returns
    -------
    TextTable

    Raises
    ------
    Unreadable
        When the header cannot be used, or when there is no row below it.
    """
    head = header(raw, rule)
    cut = [raw.finding("EK215", facts={"last": raw.last})] if raw.last in _LAST_ROWS else []
    misfits = [finding for finding in raw.findings if finding.severity == "row"]
    if not len(raw.rows) and not misfits:
        raise Unreadable(raw.finding("EK206", rule.header_row))
    wrapped = {} if raw.is_grid else _wrapped(raw, head)
    columns = {
        name: _unwrapped(column) if name in wrapped else column
        for name, column in zip(head.names, raw.columns, strict=False)
        if name not in head.unnamed or _has_content(column)
    }
    spoilt = _spoilt(raw, head)
    return TextTable(
        file=raw.file,
        sheet=raw.sheet,
        columns=columns,
        rows=raw.rows,
        spoilt=spoilt,
        findings=(
            *raw.findings,
            *cut,
            *(raw.finding("EK426", None, n, facts={"count": c}) for n, c in wrapped.items()),
            *head.findings,
            *_broken_characters(raw, spoilt, rule),
        ),
        received=raw.last - rule.first_record + 1,
        blank=tuple(raw.blank),
        labels=raw.labels,
    )


def _wrapped(raw: RawSheet, head: Header) -> dict[str, int]:
    """Return the columns with cells written as ="0101" (Excel keeps their zeros), and how many."""
    counts = {}
    for name, column in zip(head.names, raw.columns, strict=False):
        found = pc.match_substring_regex(column.texts, _AS_FORMULA.pattern)
        if pc.any(found).as_py():
            counts[name] = int(column.has(found.to_numpy(zero_copy_only=False)).sum())
    return counts


def _unwrapped(column: TextColumn) -> TextColumn:
    return column.with_texts([_AS_FORMULA.sub(r"\1", text) for text in column.distinct()])


def _has_content(column: TextColumn) -> bool:
    return any(text.strip() for text in column.distinct())


def _spoilt(raw: RawSheet, head: Header) -> dict[str, dict[int, str]]:
    there = set(raw.rows.tolist()) if raw.spoilt else set()
    found: dict[str, dict[int, str]] = {}
    for (row, place), code in raw.spoilt.items():
        if row in there and place < len(head.names):
            found.setdefault(head.names[place], {})[row] = code
    return found


def _broken_characters(
    raw: RawSheet, spoilt: Mapping[str, Mapping[int, str]], rule: FileRule
) -> Iterator[Finding]:
    """Note cells with characters that cannot be read in columns that nobody uses."""
    for name, rows in spoilt.items():
        for row, code in rows.items():
            if code == "EK405" and name not in rule.declared:
                yield raw.finding("EK104", row, name, facts={"encoding": raw.encoding})
