"""CSV as a Danish Excel or SurveyXact writes it: semicolon, cp1252, CRLF, dd-mm-yyyy."""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
from collections.abc import Iterable, Sequence
from pathlib import Path

__all__ = ["danish_date", "danish_number", "write_danish_csv"]


def write_danish_csv(rows: Iterable[Sequence[object]], path: Path) -> Path:
    """Write rows of cells, the header among them, and return the path."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(rows)
    path.write_bytes(text.getvalue().encode("cp1252"))
    return path


def danish_date(day: dt.date | None) -> str:
    """Return a date as dd-mm-yyyy, empty for none.

    Examples
    --------
    >>> danish_date(dt.date(2026, 9, 30))
    '30-09-2026'
    """
    return "" if day is None else f"{day:%d-%m-%Y}"


def danish_number(value: float, *, decimals: int = 0) -> str:
    """Return a number with a decimal comma, empty for a missing one.

    Examples
    --------
    >>> danish_number(6.25, decimals=1), danish_number(7.0)
    ('6,2', '7')
    """
    return "" if math.isnan(value) else f"{value:.{decimals}f}".replace(".", ",")
