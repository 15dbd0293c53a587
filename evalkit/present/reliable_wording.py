"""Sentences about reliable change: how many, how many by error alone, and what it cannot show."""

from __future__ import annotations

import pandas as pd

from evalkit.outcomes.reliable_change import ReliableChange
from evalkit.outcomes.reliable_numbers import IMPORTANT, Judged
from evalkit.present.compared_rows import ComparedRow
from evalkit.present.numbers import confidence_text, decimal_text, percent_text
from evalkit.present.reliable_rows import (
    error_fits,
    has_categories,
    reliable_rows,
    why_missing,
)
from evalkit.present.reliable_table import no_reliable_change
from evalkit.present.row_names import exact_text
from evalkit.present.told_rows import FEW_PERSONS, families, in_full
from evalkit.present.words import listed, word

__all__ = ["say_reliable"]

# Of one scale; the table's notes have the rest.
MOST_SENTENCES = 3
# The reliability's uncertainty is told where so many persons more or fewer would have improved.
LEAST_APART = 2
# From this share without room upwards the count says little, and the sentence says so instead.
MANY_WITHOUT_ROOM = 0.25
# Error alone would do as much less often than this: more improved than error gives.
CHANCE = 0.05


def say_reliable(result: ReliableChange, *, language: str) -> list[str]:
    """Return the sentences of a reliable change; see `evalkit.say`."""
    nothing = no_reliable_change(result, language)
    if nothing is not None:
        return list(nothing.paragraphs)
    rows = reliable_rows(result, language)
    told = [(row, one) for row, one in rows if has_categories(one)]
    judged = dict(told)
    said = []
    misfits = [row.title for row, one in told if not error_fits(one)]
    for family in families([row for row, one in told if error_fits(one)]):
        whole = in_full(family)
        said += [_one(result, row, judged[row], language=language) for row in whole]
        cells = [_cell(row, judged[row], language) for row in family if row not in whole]
        if cells:
            said.append(word("reliable_say_family", language, shown="; ".join(cells)))
    if misfits:
        said.append(word("reliable_say_misfit", language, scales=listed(misfits, language)))
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
    """Return three sentences at the most: how many, by error alone, how sure the reliability is.

    What else is known stands below the table.
    """
    parts = [_counts(result, row, one, language=language)]
    if row.n < FEW_PERSONS:
        parts.append(word("reliable_say_few", language, n=row.n))
    parts += _no_room(row, one, language) or _by_error(row, language)
    return " ".join([*parts, *_crossed(one, language), *_range(row, language)][:MOST_SENTENCES])


def _no_room(row: ComparedRow, one: Judged, language: str) -> list[str]:
    """Say that many began too near the best end to show an improvement, where they are many."""
    count = one.row.get("could_not_improve") or 0
    if count < MANY_WITHOUT_ROOM * row.n:
        return []
    return [word("reliable_say_no_room", language, count=count)]


def _by_error(row: ComparedRow, language: str) -> list[str]:
    """Say how many error alone would give, and whether more improved than that."""
    expected = row.numbers["expected_improved"]
    if pd.isna(expected):
        return []
    p_value = row.numbers["p_by_error"]
    key = "reliable_say_error_more" if p_value < CHANCE else "reliable_say_error_no_more"
    return [word(key, language, expected=max(1, round(float(expected))))]


def _crossed(one: Judged, language: str) -> list[str]:
    """Say how many passed the cut-off, where there is one."""
    if one.cutoff is None:
        return []
    crossed = {name: one.row[name] for name in ("recovered", "harmed")}
    cutoff = exact_text(one.cutoff, language)
    return [word("reliable_say_cutoff", language, cutoff=cutoff, **crossed)]


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


def _range(row: ComparedRow, language: str) -> list[str]:
    """Say how the count depends on the reliability, where that has an interval."""
    ends = [row.numbers[f"reliably_improved_{end}"] for end in ("low", "high")]
    if pd.isna(ends[0]) or abs(int(ends[1]) - int(ends[0])) < LEAST_APART:
        return []
    low, high = sorted(int(end) for end in ends)
    return [word("reliable_say_range", language, low=low, high=high)]
