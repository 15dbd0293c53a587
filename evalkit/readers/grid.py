"""Rows of Python values, as readers of workbooks, statistics files and databases give them."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import isnan

import numpy as np
import pyarrow as pa

from evalkit.findings import Finding
from evalkit.readers.file_form import FileForm, ValueLabels
from evalkit.readers.raw_sheet import RawSheet
from evalkit.readers.text_column import TextColumn

__all__ = ["Cell", "cell_text", "composed", "grid_sheet"]

Cell = str | bool | int | float | Decimal | date | datetime | time | None

# Above this a double no longer tells neighbouring whole numbers apart.
_MOST_EXACT = 2**53


def composed(text: str) -> str:
    """Return a text with its letters put together (NFC); a Mac takes å apart."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def cell_text(cell: object) -> str:
    """Write a cell as text: ISO dates, decimal points, no spurious '.0'; nothing for nothing.

    Examples
    --------
    >>> from datetime import datetime
    >>> [cell_text(cell) for cell in ("å", 3.0, 2.5, True, None, datetime(2026, 9, 30))]
    ['å', '3', '2.5', 'true', '', '2026-09-30']
    """
    if isinstance(cell, str):
        return composed(cell)
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return _number_text(cell)
    return cell.isoformat() if type(cell) is date else _moment_text(cell)


def _number_text(cell: float) -> str:
    if isnan(cell):
        return ""
    return str(int(cell)) if cell.is_integer() and abs(cell) < _MOST_EXACT else repr(cell)


def _moment_text(cell: object) -> str:
    """Write a day with a time, a length of time, or anything else that is no number."""
    if isinstance(cell, datetime):
        is_day = cell.time() == time.min
        return cell.date().isoformat() if is_day else cell.isoformat(" ")
    if isinstance(cell, timedelta):
        minutes, seconds = divmod(int(cell.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"
    return str(cell)


def grid_sheet(
    rows: Sequence[Sequence[object]],
    form: FileForm,
    *,
    file: str,
    sheet: str = "",
    spoilt: Mapping[tuple[int, int], str] | None = None,
    findings: Sequence[Finding] = (),
    labels: ValueLabels | None = None,
) -> RawSheet:
    """Return the sheet of some rows of values.

    Parameters
    ----------
    rows : sequence of sequence
        From the file's first row on; rows may differ in length.
    form : FileForm
        In which rows the header stands.
    file, sheet : str
        Where the rows come from.
    spoilt, findings, labels
        As `RawSheet` has them.

    Returns
    -------
    RawSheet
    """
    last = max((n for n, row in enumerate(rows, 1) if not _is_blank(row)), default=0)
    first = form.first_record
    records: list[Sequence[object]] = []
    numbers, blank = [], []
    for number in range(first, last + 1):
        row = rows[number - 1]
        if _is_blank(row):
            blank.append(number)
        else:
            records.append(row)
            numbers.append(number)
    width = max((len(row) for row in rows[: first - 1] or ()), default=0)
    width = max([width, *map(len, records)])
    return RawSheet(
        file=file,
        sheet=sheet,
        head=[[cell_text(cell) for cell in row] for row in rows[: first - 1]],
        columns=[_column(records, place) for place in range(width)],
        rows=np.array(numbers, dtype=np.int64),
        last=last,
        blank=blank,
        findings=findings,
        spoilt=spoilt or {},
        labels=labels or {},
    )


def _is_blank(row: Sequence[object]) -> bool:
    return all(not cell_text(cell).strip() for cell in row)


def _column(records: Sequence[Sequence[object]], place: int) -> TextColumn:
    """Write each distinct value once: 1, 1.0 and True are told apart by their types."""
    known: dict[tuple[type, object], int] = {}
    codes = np.empty(len(records), dtype=np.int32)
    for number, record in enumerate(records):
        cell = record[place] if place < len(record) else ""
        codes[number] = known.setdefault((type(cell), cell), len(known))
    is_number = [issubclass(kind, (int, float, Decimal, date)) for kind, _ in known]
    texts = pa.array([cell_text(cell) for _, cell in known], pa.string())
    return TextColumn(texts, codes, np.array(is_number, dtype=bool))
