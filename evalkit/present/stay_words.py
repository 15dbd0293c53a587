"""Words that tables, pictures and sentences about staying share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from evalkit.monitoring.exit_reasons import NOT_STATED, STILL_IN
from evalkit.present.numbers import date_text, decimal_text, percent_text
from evalkit.present.row_names import exact_text, group_text
from evalkit.present.words import word, word_or

__all__ = [
    "after_text",
    "group_name",
    "months_text",
    "reason_text",
    "share_range",
    "span_text",
    "told_rows",
    "what_lasts",
]

_TOLD = {
    "no_start": "retention_told_no_start",
    "ended_first": "retention_told_ended_first",
    "not_started": "retention_told_not_started",
    "later": "retention_told_later",
    "same_day": "retention_told_same_day",
    "no_reason": "retention_told_no_reason",
    "open_reason": "retention_told_open_reason",
    "again": "retention_told_again",
}
_WHAT = {"courses": "retention_courses", "matches": "retention_matches"}


def what_lasts(of: str, language: str) -> str:
    """Return what lasts: courses or matches."""
    return word(_WHAT[of], language)


def group_name(row: Mapping[Any, Any], by: Sequence[str], language: str) -> str:
    """Return what readers call a group; "all" where there are none."""
    if not by:
        return word("retention_everybody", language)
    return ", ".join(group_text(row[name], language) for name in by)


def months_text(months: float, language: str) -> str:
    """Return a number of months with one decimal.

    Examples
    --------
    >>> months_text(7.04, "da")
    '7,0'
    """
    return decimal_text(months, language)


def after_text(months: float, language: str, *, one: str, many: str) -> str:
    """Return "after 1 month" or "after 6 months", in the words of these names."""
    if months == 1:
        return word(one, language)
    return word(many, language, months=exact_text(months, language))


def span_text(months: float, language: str) -> str:
    """Return "1 month" or "6 months"."""
    return after_text(months, language, one="retention_one_month", many="retention_months")


def share_range(low: float, high: float, language: str) -> str:
    """Return the two ends of an interval of a share."""
    ends = {"low": percent_text(low, language), "high": percent_text(high, language)}
    return word("to", language, **ends)


def reason_text(reason: str, language: str) -> str:
    """Return what readers call a reason for exit."""
    if reason == STILL_IN:
        return word("exits_still", language)
    return word("exits_not_stated", language) if reason == NOT_STATED else word_or(reason, language)


def told_rows(told: Mapping[str, int], day: dt.date, language: str) -> list[str]:
    """Return what became of rows that cannot tell all they should."""
    when = date_text(day, language)
    return [
        word(name, language, count=told[kind], day=when)
        for kind, name in _TOLD.items()
        if kind in told
    ]
