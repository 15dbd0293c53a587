"""Sentences about a change that matters: none, found or not, and how many people it takes."""

from __future__ import annotations

import pandas as pd

from evalkit.outcomes.detectable import DetectableChange, PairsNeeded
from evalkit.outcomes.equivalence import VERDICTS, Equivalence
from evalkit.present.compared_rows import ComparedRow, compared_rows, described_scale
from evalkit.present.margin_tables import is_stated, verdict_text
from evalkit.present.missing_reasons import missing_reasons
from evalkit.present.numbers import confidence_text, decimal_text, percent_text
from evalkit.present.told_rows import FEW_PERSONS, families, in_full, short_titles
from evalkit.present.words import listed, word

__all__ = ["say_detectable", "say_equivalence", "say_pairs_needed"]

_VERDICT_SENTENCES = dict(
    zip(
        VERDICTS,
        (
            "margin_say_no_change",
            "margin_say_smaller",
            "margin_say_at_least",
            "margin_say_uncertain",
            "margin_say_cannot_tell",
        ),
        strict=True,
    )
)


def say_equivalence(result: Equivalence, *, language: str) -> list[str]:
    """Return the sentences about changes set against the smallest that matters."""
    rows = compared_rows(result, language)
    if not rows:
        return [word("no_readings", language)]
    if not any(is_stated(row) for row in rows):
        return [word("margin_say_none", language)]
    tested = [row for row in rows if not pd.isna(row.numbers["verdict"])]
    untested = [row for row in rows if pd.isna(row.numbers["verdict"])]
    told = []
    for family in families(tested):
        whole = in_full(family)
        told += [_one_verdict(row, result.confidence, language) for row in whole]
        told += _verdicts_together(
            [row for row in family if row not in whole], len(tested), language
        )
    told += _without(untested, rows, language)
    return [*told, word("say_design", language)] if tested else told


def _one_verdict(row: ComparedRow, confidence: float, language: str) -> str:
    numbers = word(
        "margin_say",
        language,
        scale=", ".join([described_scale(row, language), *row.groups]),
        n=row.n,
        change=row.number("estimate", language, signed=True),
        confidence=word("interval", language, confidence=confidence_text(confidence, language)),
        interval=row.interval(language),
        margin=row.number("margin", language),
    )
    if row.n < FEW_PERSONS:
        return f"{numbers} {word('say_few', language, n=row.n)}"
    return f"{numbers} {word(_VERDICT_SENTENCES[row.numbers['verdict']], language)}"


def _verdicts_together(rows: list[ComparedRow], tests: int, language: str) -> list[str]:
    """Return a sentence per conclusion, with the scales it is about."""
    found: dict[str, list[str]] = {}
    for row in rows:
        named = f"{row.title} ({row.number('estimate', language, signed=True)})"
        found.setdefault(verdict_text(row, language), []).append(named)
    return [
        word(
            "margin_say_family",
            language,
            tests=tests,
            verdict=verdict,
            scales=listed(named, language),
        )
        for verdict, named in found.items()
    ]


def _without(rows: list[ComparedRow], every: list[ComparedRow], language: str) -> list[str]:
    if not rows:
        return []
    reasons = missing_reasons([row.numbers["note"] for row in rows], language)
    scales = listed(short_titles(rows, every, language), language)
    return [word("margin_say_without", language, scales=scales, reasons=reasons)]


def say_detectable(result: DetectableChange, *, language: str) -> list[str]:
    """Return the sentences about the smallest change that could have been found."""
    rows = [
        row
        for row in compared_rows(result, language)
        if not pd.isna(row.numbers["detectable_change"])
    ]
    if not rows:
        return [word("no_second_readings", language)]
    power = percent_text(result.power, language)
    told = []
    for family in families(rows):
        whole = in_full(family)
        told += [_one_detectable(row, power, language) for row in whole]
        told += _detectable_range([row for row in family if row not in whole], power, language)
    return told


def _detectable_range(rows: list[ComparedRow], power: str, language: str) -> list[str]:
    """Say from what to what it goes over rows of one unit; of several units the table tells."""
    if not rows:
        return []
    if len({(row.known.lowest, row.known.highest) if row.known else None for row in rows}) > 1:
        return [word("detectable_say_table", language, rows=len(rows))]
    rows = sorted(rows, key=lambda row: float(row.numbers["detectable_change"]))
    low, high = (row.number("detectable_change", language) for row in (rows[0], rows[-1]))
    facts = {"low": low, "high": high, "power": power, "rows": len(rows)}
    return [word("detectable_say_family", language, **facts)]


def _one_detectable(row: ComparedRow, power: str, language: str) -> str:
    change = row.number("detectable_change", language)
    facts = {"scale": row.title, "n": row.n, "change": change, "power": power}
    said = word("detectable_say", language, **facts)
    published = row.numbers["published_change"]
    if pd.isna(published):
        return said
    enough = row.numbers["detectable_change"] <= published
    key = "detectable_say_enough" if enough else "detectable_say_too_few"
    return f"{said} {word(key, language, published=row.number('published_change', language))}"


def say_pairs_needed(result: PairsNeeded, *, language: str) -> list[str]:
    """Return the sentences about how many people a change takes."""
    row = result.to_frame().iloc[0]
    facts = {
        "change": decimal_text(row["change"], language, digits=2),
        "power": percent_text(row["power"], language),
        "pairs": result.pairs,
        "sd": decimal_text(row["sd_change"], language, digits=2),
    }
    said = [word("needed_say", language, **facts)]
    if row["dropout"] > 0:
        dropout = percent_text(row["dropout"], language)
        said.append(word("needed_say_enrol", language, dropout=dropout, enrol=result.enrol))
    return said
