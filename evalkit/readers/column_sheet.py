"""Columns of Python values, as statistics files, Parquet and databases give them, as a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from evalkit.findings import Finding
from evalkit.readers.file_form import ValueLabels
from evalkit.readers.grid import cell_text, composed
from evalkit.readers.raw_sheet import RawSheet
from evalkit.readers.text_column import TextColumn

__all__ = ["LOCAL_TIME", "column_of", "column_sheet", "local"]

# A moment with a zone is written as the clock showed it here: near midnight the day depends on it.
LOCAL_TIME = "Europe/Copenhagen"
_HEADER_ROW = 1


def local(value: object) -> object:
    """Return a moment that knows its zone as local time without one; anything else as it is."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(ZoneInfo(LOCAL_TIME)).replace(tzinfo=None)
    return value


def column_of(values: Sequence[object], codes: NDArray[np.integer]) -> TextColumn:
    """Return the column of some values and of which of them every row has.

    Parameters
    ----------
    values : sequence
        Numbers, dates, texts or None; dates and numbers are marked as a machine's. Values
        that no row has are left out, and equal ones put together.
    codes : array of int
        Per row, the place of its value.

    Returns
    -------
    TextColumn
    """
    used = np.zeros(len(values), dtype=bool)
    used[codes] = True
    known: dict[tuple[str, bool], int] = {}
    places = np.zeros(len(values), dtype=np.int32)
    for place in np.flatnonzero(used).tolist():
        value = local(values[place])
        text = cell_text(value)
        mark = bool(text) and isinstance(value, (int, float, Decimal, date))
        places[place] = known.setdefault((text, mark), len(known))
    return TextColumn(
        texts=pa.array([text for text, _ in known], pa.string()),
        codes=places[codes] if len(codes) else np.zeros(0, dtype=np.int32),
        machine=np.array([mark for _, mark in known], dtype=bool),
    )


def column_sheet(
    header: Sequence[str],
    columns: Sequence[TextColumn],
    *,
    file: str,
    findings: Sequence[Finding] = (),
    labels: ValueLabels | None = None,
) -> RawSheet:
    """Return the sheet of some columns of equal length: the header is row 1, records follow.

    Parameters
    ----------
    header : sequence of str
        The names of the columns.
    columns : sequence of TextColumn
        The records; those with nothing in them become blank rows.
    file : str
        Where they come from.
    findings, labels
        As `RawSheet` has them.

    Returns
    -------
    RawSheet
    """
    length = len(columns[0]) if columns else 0
    filled = np.zeros(length, dtype=bool)
    for column in columns:
        says = np.array([bool(text.strip()) for text in column.distinct()], dtype=bool)
        filled |= column.has(says)
    places = np.flatnonzero(filled)
    last = int(places[-1]) + 1 if len(places) else 0
    rows = np.arange(last, dtype=np.int64) + _HEADER_ROW + 1
    blank = rows[~filled[:last]].tolist()
    whole = len(places) == length
    return RawSheet(
        file=file,
        sheet="",
        head=[[composed(name) for name in header]],
        columns=list(columns) if whole else [column.at(places) for column in columns],
        rows=rows[filled[:last]],
        last=last + _HEADER_ROW,
        blank=blank,
        findings=findings,
        labels=labels or {},
    )
