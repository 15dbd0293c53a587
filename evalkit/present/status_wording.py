"""Sentences about statuses: how many, of how many, how sure, and what it cannot show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from evalkit.outcomes.status_change import StatusChange
from evalkit.outcomes.statuses import NOBODY_IN, StatusAt
from evalkit.present.numbers import (
    confidence_text,
    count_text,
    decimal_text,
    interval_text,
    percent_text,
)
from evalkit.present.status_words import (
    domain_title,
    month_text,
    share_interval,
    status_name,
    status_title,
)
from evalkit.present.told_rows import FEW_PERSONS
from evalkit.present.words import listed, word

__all__ = ["say_status_change", "say_statuses"]


def say_statuses(result: StatusAt, *, language: str) -> list[str]:
    """Return the sentences about statuses; see `evalkit.say`."""
    frame = result.to_frame()
    if frame.empty:
        return [word("statuses_none", language)]
    confidence = confidence_text(result.confidence, language)
    first, last = min(result.months), max(result.months)
    told = []
    if first != last:
        facts = {"earlier": month_text(first, language).lower()}
        told.append(
            word("statuses_say_apart", language, later=month_text(last, language).lower(), **facts)
        )
    for _, here in frame.groupby(["programme", "domain"], sort=False):
        for month in dict.fromkeys((first, last)):
            rows = here[here["month"] == month].to_dict("records")
            told.append(_shares(rows, frame, confidence=confidence, language=language))
        end = here[here["month"] == last].iloc[0].to_dict()
        if first != last and (end["not_yet"] or end["unknown"]):
            told.append(
                word(
                    "statuses_say_people",
                    language,
                    domain=domain_title(end, frame, language),
                    earlier=month_text(first, language).lower(),
                    later=month_text(last, language).lower(),
                    not_yet=count_text(end["not_yet"], language),
                    unknown=count_text(end["unknown"], language),
                )
            )
    return [*told, word("statuses_say_design", language)]


def _shares(
    rows: Sequence[Mapping[Any, Any]], frame: pd.DataFrame, *, confidence: str, language: str
) -> str:
    """Tell the statuses of one domain at one month."""
    one = rows[0]
    facts = {
        "domain": domain_title(one, frame, language),
        "when": month_text(one["month"], language).lower(),
    }
    if not one["n"]:
        return word("statuses_say_nobody", language, **facts)
    if pd.isna(one["share"]):
        status, count = status_name(one["status"], language), count_text(one["count"], language)
        counted = word("statuses_say_only_count", language, status=status, count=count)
        return word("statuses_say_only", language, counted=counted, **facts)
    # The rest of a register with one status needs no words of its own.
    shown = [row for row in rows if row["status"] != NOBODY_IN] if len(rows) == 2 else rows
    shares = [
        word(
            "statuses_say_share",
            language,
            status=status_name(row["status"], language),
            share=percent_text(row["share"], language),
            count=count_text(row["count"], language),
            n=count_text(row["n"], language),
            interval=share_interval(row, language),
        )
        for row in shown
    ]
    return word(
        "statuses_say",
        language,
        n=count_text(one["n"], language),
        confidence=confidence,
        shares=listed(shares, language),
        few=word("statuses_say_few", language) if one["n"] < FEW_PERSONS else "",
        **facts,
    )


def say_status_change(result: StatusChange, *, language: str) -> list[str]:
    """Return the sentences about the same people's status at two months; see `evalkit.say`."""
    frame = result.to_frame()
    if frame.empty:
        return [word("statuses_none", language)]
    told = []
    for row in frame.to_dict("records"):
        told.append(_changed(result, row, frame, language=language))
        if row["not_yet"] or row["unknown"]:
            title = status_title(row, frame, language)
            counts = {name: count_text(row[name], language) for name in ("not_yet", "unknown")}
            told.append(word("status_change_left_out", language, status=title, **counts))
    return [*told, word("statuses_say_design", language)]


def _changed(
    result: StatusChange, row: Mapping[Any, Any], frame: pd.DataFrame, *, language: str
) -> str:
    title = status_title(row, frame, language)
    if not row["n"]:
        return word("status_change_nobody", language, status=title)
    if pd.isna(row["estimate"]):
        return word("status_change_only", language, status=title)
    earlier, later = (month_text(month, language).lower() for month in result.months)
    ends = (100 * row["conf_low"], 100 * row["conf_high"])
    return word(
        "status_change_say",
        language,
        status=title,
        earlier=earlier,
        later=later,
        **{name: count_text(row[name], language) for name in ("n", "pre", "post")},
        difference=decimal_text(100 * row["estimate"], language, digits=0, signed=True),
        confidence=confidence_text(result.confidence, language),
        interval=interval_text(*ends, language=language, digits=0),
        came=count_text(row["post_only"], language),
        left=count_text(row["pre_only"], language),
        verdict=_verdict(row, language),
    )


def _verdict(row: Mapping[Any, Any], language: str) -> str:
    if row["n"] < FEW_PERSONS:
        return word("status_change_few", language)
    if row["conf_low"] <= 0 <= row["conf_high"]:
        return word("status_change_unclear", language)
    return ""
