"""Sentences about reliable change: how many, how many by error alone, and what it cannot show."""

from __future__ import annotations

import pandas as pd

from evalkit.outcomes.reliable_change import ReliableChange
from evalkit.outcomes.reliable_numbers import IMPORTANT, Judged
from evalkit.present.compared_rows import ComparedRow
from evalkit.present.numbers import confidence_text, decimal_text, percent_text
from evalkit.present.reliable_rows import (
    PLACES,
    exact_text,
    has_categories,
    reliable_rows,
    why_missing,
)
from evalkit.present.reliable_table import no_reliable_change
from evalkit.present.words import word

__all__ = ["say_reliable"]

# Below this many pairs a share is no headline (statistics: "What a sentence may say").
FEW_PAIRS = 10
# More scales than this are told in one sentence and not one by one.
LARGEST_TOLD_ONE_BY_ONE = 4


def say_reliable(result: ReliableChange, *, language: str) -> list[str]:
    """Return the sentences of a reliable change; see `evalkit.say`."""
    nothing = no_reliable_change(result, language)
    if nothing is not None:
        return list(nothing.paragraphs)
    rows = reliable_rows(result, language)
    told = [(row, one) for row, one in rows if has_categories(one)]
    said = []
    if len(told) > LARGEST_TOLD_ONE_BY_ONE:
        cells = [_cell(row, one, language) for row, one in told]
        said.append(word("reliable_say_family", language, shown="; ".join(cells)))
    else:
        said += [_one(result, row, one, language=language) for row, one in told]
    missing = why_missing(rows, language)
    if missing:
        said.append(word("reliable_say_none", language, reasons=missing))
    important = result.method == IMPORTANT
    limits = word("reliable_important_limits" if important else "reliable_say_limits", language)
    return [*said, limits, word("say_design", language)]


def _cell(row: ComparedRow, one: Judged, language: str) -> str:
    expected = decimal_text(row.numbers["expected_improved"], language)
    facts = {"scale": row.title, "improved": one.row["reliably_improved"], "n": row.n}
    return word("reliable_say_family_cell", language, expected=expected, **facts)


def _one(result: ReliableChange, row: ComparedRow, one: Judged, *, language: str) -> str:
    parts = [_counts(result, row, one, language=language)]
    if row.n < FEW_PAIRS:
        parts.append(word("reliable_say_few", language, n=row.n))
    numbers = row.numbers
    if not pd.isna(numbers["expected_improved"]):
        expected = decimal_text(numbers["expected_improved"], language)
        parts.append(word("reliable_say_error", language, expected=expected))
        upwards = decimal_text(numbers["expected_any_up"], language)
        facts = {"any": one.row["any_up"], "expected": upwards}
        parts.append(word("reliable_say_any", language, **facts))
    if one.cutoff is not None:
        cutoff = exact_text(one.cutoff, language)
        crossed = {name: one.row[name] for name in ("recovered", "harmed")}
        parts.append(word("reliable_say_cutoff", language, cutoff=cutoff, **crossed))
    parts += _range(row, one, language)
    if one.row.get("could_not_improve"):
        count = one.row["could_not_improve"]
        parts.append(word("reliable_say_room", language, count=count))
    return " ".join(parts)


def _counts(result: ReliableChange, row: ComparedRow, one: Judged, *, language: str) -> str:
    shares = {
        "share": row.numbers["share_improved"],
        "low": row.numbers["share_improved_low"],
        "high": row.numbers["share_improved_high"],
    }
    facts: dict[str, object] = {
        name: percent_text(float(value), language) for name, value in shares.items()
    }
    confidence = confidence_text(result.confidence, language)
    facts |= {
        "scale": row.title,
        "n": row.n,
        "improved": one.row["reliably_improved"],
        "deteriorated": one.row["reliably_deteriorated"],
        "unchanged": one.row["unchanged"],
        "confidence": word("interval", language, confidence=confidence),
    }
    if one.index is not None and one.index.inclusive:
        points = exact_text(one.index.points, language)
        return word("reliable_say_important", language, points=points, **facts)
    return word("reliable_say", language, **facts)


def _range(row: ComparedRow, one: Judged, language: str) -> list[str]:
    """Say how the count depends on the reliability, where that has an interval."""
    if pd.isna(row.numbers["reliably_improved_low"]):
        return []
    facts: dict[str, object] = {}
    for end in ("low", "high"):
        value = row.numbers[f"reliability_{end}"]
        facts[end] = one.row[f"reliably_improved_{end}"]
        facts[f"at_{end}"] = decimal_text(value, language, digits=PLACES)
    return [word("reliable_say_range", language, **facts)]
