"""A sheet as named columns with numbered rows, still as text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from evalkit.findings import Finding
from evalkit.intake.header import Header, header
from evalkit.intake.profile import FileRule
from evalkit.intake.raw_sheet import RawSheet, Unreadable

__all__ = ["TextTable", "text_table"]


@dataclass(frozen=True, repr=False, eq=False)
class TextTable:
    """One sheet as text in named columns.

    Attributes
    ----------
    cells : DataFrame
        Text, one column per header; the index is the row as a spreadsheet shows it.
    machine : DataFrame
        True where a workbook gave a real date or number, written here as ISO date or with a
        decimal point whatever the profile's locale is.
    spoilt : mapping
        Header to (row to the code of a finding): cells that hold nothing usable.
    findings : tuple of Finding
        What was noticed while reading.
    received : int
        Rows below the header, blank and ragged ones included.
    blank : tuple of int
        Rows with nothing in them.
    """

    file: str
    sheet: str
    cells: pd.DataFrame
    machine: pd.DataFrame
    spoilt: Mapping[str, Mapping[int, str]]
    findings: tuple[Finding, ...]
    received: int
    blank: tuple[int, ...]


def text_table(raw: RawSheet, rule: FileRule) -> TextTable:
    """Name a sheet's columns, and tell records from blank rows and rows that do not fit.

    Parameters
    ----------
    raw : RawSheet
        The sheet as it stands in the file.
    rule : FileRule
        Which row is the header, and how many rows below it are no data.

    Returns
    -------
    TextTable

    Raises
    ------
    Unreadable
        When the header cannot be used, or when there is no row below it.
    """
    head = header(raw, rule)
    first, last = rule.header_row + rule.skip_below_header + 1, len(raw.rows)
    kept: list[int] = []
    blank: list[int] = []
    misfits: list[Finding] = []
    for row in range(first, last + 1):
        if not any(map(str.strip, raw.record(row))):
            blank.append(row)
        elif (misfit := _misfit(raw, row, head)) is not None:
            misfits.append(misfit)
        else:
            kept.append(row)
    if not kept and not misfits:
        raise Unreadable(raw.finding("EK206", rule.header_row))
    cells = _cells(raw, kept, head)
    spoilt = _spoilt(raw, kept, head)
    return TextTable(
        file=raw.file,
        sheet=raw.sheet,
        cells=cells,
        machine=_machine(raw, cells, head),
        spoilt=spoilt,
        findings=(*misfits, *_broken_characters(raw, spoilt)),
        received=last - first + 1,
        blank=tuple(blank),
    )


def _misfit(raw: RawSheet, row: int, head: Header) -> Finding | None:
    """Return why a row cannot be laid under the header, if it cannot."""
    if row in raw.swallowed:
        return raw.finding("EK302", row, facts={"breaks": raw.swallowed[row]})
    record = raw.record(row)
    too_long = any(map(str.strip, record[len(head.names) :]))
    if not raw.is_grid and (len(record) < head.expected or too_long):
        facts = {"found": len(record), "expected": head.expected}
        return raw.finding("EK301", row, facts=facts)
    return None


def _cells(raw: RawSheet, rows: Sequence[int], head: Header) -> pd.DataFrame:
    width = len(head.names)
    records = [[*record[:width], *[""] * (width - len(record))] for record in map(raw.record, rows)]
    index = pd.Index(list(rows), dtype="int64")
    cells = pd.DataFrame(records, index=index, columns=list(head.names), dtype="str")
    empty = [name for name in head.unnamed if not cells[name].str.strip().any()]
    return cells.drop(columns=empty)


def _machine(raw: RawSheet, cells: pd.DataFrame, head: Header) -> pd.DataFrame:
    if raw.machine is None or cells.empty:
        return pd.DataFrame(False, index=cells.index, columns=cells.columns)
    marks = [raw.machine[row - 1] for row in cells.index]
    return pd.DataFrame(marks, index=cells.index, columns=list(head.names))[list(cells.columns)]


def _spoilt(raw: RawSheet, rows: Sequence[int], head: Header) -> dict[str, dict[int, str]]:
    kept = set(rows)
    found: dict[str, dict[int, str]] = {}
    for (row, place), code in raw.spoilt.items():
        if row in kept and place < len(head.names):
            found.setdefault(head.names[place], {})[row] = code
    return found


def _broken_characters(raw: RawSheet, spoilt: Mapping[str, Mapping[int, str]]) -> Iterator[Finding]:
    """Note cells with characters that cannot be read, also in columns that nobody uses."""
    for name, rows in spoilt.items():
        for row, code in rows.items():
            if code == "EK405":
                yield raw.finding("EK104", row, name, facts={"encoding": raw.encoding})
