"""Sentences about a change that matters: none, found or not, and how many people it takes."""

from __future__ import annotations

import pandas as pd

from evalkit.outcomes.detectable import DetectableChange, PairsNeeded
from evalkit.outcomes.equivalence import VERDICTS, Equivalence
from evalkit.present.compared_rows import ComparedRow
from evalkit.present.margin_tables import FEW_PAIRS, verdict_text
from evalkit.present.missing_reasons import missing_reasons
from evalkit.present.numbers import confidence_text, decimal_text, percent_text
from evalkit.present.pair_rows import described_scale, pair_rows
from evalkit.present.words import listed, word

__all__ = ["say_detectable", "say_equivalence", "say_pairs_needed"]

# More rows than this are told together.
LARGEST_TOLD_ONE_BY_ONE = 4
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
    rows = pair_rows(result, language)
    if not rows:
        return [word("no_readings", language)]
    tested = [row for row in rows if not pd.isna(row.numbers["verdict"])]
    untested = [row for row in rows if pd.isna(row.numbers["verdict"])]
    if len(tested) > LARGEST_TOLD_ONE_BY_ONE:
        told = _verdicts_together(tested, language)
    else:
        told = [_one_verdict(row, result.confidence, language) for row in tested]
    told += _without(untested, language, "margin_say_without")
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
    if row.n < FEW_PAIRS:
        return f"{numbers} {word('say_few', language, n=row.n)}"
    return f"{numbers} {word(_VERDICT_SENTENCES[row.numbers['verdict']], language)}"


def _verdicts_together(rows: list[ComparedRow], language: str) -> list[str]:
    """Return a sentence per conclusion, with the scales it is about."""
    found: dict[str, list[str]] = {}
    for row in rows:
        named = f"{row.title} ({row.number('estimate', language, signed=True)})"
        found.setdefault(verdict_text(row, language), []).append(named)
    return [
        word(
            "margin_say_family",
            language,
            tests=len(rows),
            verdict=verdict,
            scales=listed(named, language),
        )
        for verdict, named in found.items()
    ]


def _without(rows: list[ComparedRow], language: str, key: str) -> list[str]:
    if not rows:
        return []
    reasons = missing_reasons([row.numbers["note"] for row in rows], language)
    scales = listed([row.title for row in rows], language)
    return [word(key, language, scales=scales, reasons=reasons)]


def say_detectable(result: DetectableChange, *, language: str) -> list[str]:
    """Return the sentences about the smallest change that could have been found."""
    rows = [
        row for row in pair_rows(result, language) if not pd.isna(row.numbers["detectable_change"])
    ]
    if not rows:
        return [word("no_second_readings", language)]
    power = percent_text(result.power, language)
    if len(rows) <= LARGEST_TOLD_ONE_BY_ONE:
        return [_one_detectable(row, power, language) for row in rows]
    named = [
        word(
            "detectable_one",
            language,
            scale=row.title,
            change=row.number("detectable_change", language),
        )
        for row in rows
    ]
    scales = listed(named, language)
    return [word("detectable_say_family", language, power=power, scales=scales)]


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
