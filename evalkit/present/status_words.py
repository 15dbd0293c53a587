"""What readers call domains, statuses and months."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from evalkit.outcomes.statuses import NOBODY_IN
from evalkit.present.numbers import percent_text
from evalkit.present.words import word, word_or

__all__ = ["domain_title", "month_text", "share_interval", "status_name", "status_title"]


def month_text(month: int, language: str) -> str:
    """Return "At the start" or "After 6 months".

    Examples
    --------
    >>> month_text(0, "da"), month_text(1, "en"), month_text(12, "da")
    ('Ved start', 'After 1 month', 'Efter 12 måneder')
    """
    if month == 0:
        return word("statuses_start", language)
    if month == 1:
        return word("statuses_month_one", language)
    return word("statuses_month", language, months=month)


def status_name(status: str, language: str) -> str:
    """Return what a status is called."""
    if status == NOBODY_IN:
        return word("statuses_in_none", language)
    return word_or(status, language)


def domain_title(row: Mapping[Any, Any], frame: pd.DataFrame, language: str) -> str:
    """Return what a row's domain is called, with its programme where there are several."""
    title = word_or(str(row["domain"]), language)
    if frame["programme"].nunique() > 1:
        return f"{row['programme']}, {title}"
    return title


def status_title(row: Mapping[Any, Any], frame: pd.DataFrame, language: str) -> str:
    """Return domain and status of a row, in one phrase."""
    return word(
        "statuses_title",
        language,
        domain=domain_title(row, frame, language),
        status=status_name(str(row["status"]), language),
    )


def share_interval(row: Mapping[Any, Any], language: str) -> str:
    """Return the interval of a row's share as a text."""
    ends = (percent_text(row[name], language) for name in ("conf_low", "conf_high"))
    return word("to", language, **dict(zip(("low", "high"), ends, strict=True)))
