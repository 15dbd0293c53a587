"""Sentences about regression to the mean: what could be expected by itself, and what is beyond."""

from __future__ import annotations

from evalkit.outcomes.regression_to_mean import RegressionToMean
from evalkit.present.compared_rows import ComparedRow, compared_rows, described_scale
from evalkit.present.missing_reasons import missing_reasons
from evalkit.present.numbers import confidence_text, decimal_text
from evalkit.present.told_rows import FEW_PERSONS
from evalkit.present.words import listed, word

__all__ = ["say_regression"]


def say_regression(result: RegressionToMean, *, language: str) -> list[str]:
    """Return the sentences about the change that could be expected by itself."""
    rows = compared_rows(result, language)
    if not rows:
        return [word("no_readings", language)]
    told = [_one(row, result.confidence, language) for row in rows if row.has_interval]
    without = [row for row in rows if not row.has_interval]
    if without:
        scales = listed([row.title for row in without], language)
        reasons = missing_reasons([row.numbers["note"] for row in without], language)
        told.append(word("regression_say_without", language, scales=scales, reasons=reasons))
    return [*told, word("say_design", language)]


def _one(row: ComparedRow, confidence: float, language: str) -> str:
    said = word(
        "regression_say",
        language,
        scale=", ".join([described_scale(row, language), *row.groups]),
        n=row.n,
        pre=row.number("mean_pre", language),
        norm=row.number("norm_mean", language),
        reliability=decimal_text(row.numbers["reliability"], language, digits=2),
        expected=row.number("expected_change", language, signed=True),
        change=row.number("mean_change", language, signed=True),
        left=row.number("estimate", language, signed=True),
        confidence=word("interval", language, confidence=confidence_text(confidence, language)),
        interval=row.interval(language),
    )
    if row.n < FEW_PERSONS:
        return f"{said} {word('say_few', language, n=row.n)}"
    across = row.numbers["conf_low"] <= 0 <= row.numbers["conf_high"]
    if across:
        return f"{said} {word('regression_say_unclear', language)}"
    # What is left over points against what was expected: there was less change than that.
    less = row.numbers["estimate"] * row.numbers["expected_change"] < 0
    return f"{said} {word('regression_say_less' if less else 'regression_say_more', language)}"
