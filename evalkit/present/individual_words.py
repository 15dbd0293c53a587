"""What readers call the parts of one person's status: scales, changes, verdicts, days."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from evalkit.monitoring.individual_readings import IndividualReadings
from evalkit.present.numbers import date_text
from evalkit.present.row_names import exact_text
from evalkit.present.words import word, word_or

__all__ = [
    "VERDICT_WORDS",
    "change_text",
    "day_text",
    "judged_change",
    "reading_rows",
    "scale_name",
]

VERDICT_WORDS = {
    "beyond": "ind_beyond",
    "within": "ind_within",
    "unknown": "ind_unknown",
    "small": "ind_small",
}


def reading_rows(result: IndividualReadings) -> list[dict[str, Any]]:
    """Return the scales of a person as rows."""
    return [
        {str(name): value for name, value in row.items()}
        for row in result.to_frame().to_dict("records")
    ]


def scale_name(result: IndividualReadings, row: Mapping[str, Any], language: str) -> str:
    """Return what readers call a scale, and who answered where that is noted."""
    known = result.scales.get((row["instrument"], row["scale"]))
    title = known.title[language] if known else str(row["scale"])
    if not row["respondent"]:
        return title
    who = word_or(str(row["respondent"]), language)
    return word("ind_by_respondent", language, scale=title, who=who)


def change_text(change: float, language: str) -> str:
    """Return a change with its sign.

    Examples
    --------
    >>> change_text(12.0, "da"), change_text(-0.5, "da"), change_text(0.0, "da")
    ('+12', '−0,5', '0')
    """
    text = exact_text(change, language)
    return f"+{text}" if change > 0 else text


def judged_change(change: float, verdict: str, language: str) -> str:
    """Return a change and what can be said of it."""
    said = word(VERDICT_WORDS[verdict], language)
    return word("ind_change", language, change=change_text(change, language), verdict=said)


def day_text(day: object, language: str, *, none: str = "") -> str:
    """Return a day in words, or `none` (a dash when that is empty)."""
    if pd.isna(day):  # type: ignore[call-overload]
        return none or word("not_computed", language)
    return date_text(pd.Timestamp(day).date(), language)  # type: ignore[arg-type]
