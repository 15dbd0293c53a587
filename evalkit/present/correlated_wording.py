"""Sentences about two scales that change together, and what a correlation cannot show."""

from __future__ import annotations

import pandas as pd

from evalkit.outcomes.correlated_change import CorrelatedChange
from evalkit.present.correlated_table import scale_titles
from evalkit.present.missing_reasons import missing_reasons
from evalkit.present.numbers import confidence_text, decimal_text, interval_text
from evalkit.present.told_rows import FEW_PERSONS
from evalkit.present.words import word

__all__ = ["say_correlated"]


def say_correlated(result: CorrelatedChange, *, language: str) -> list[str]:
    """Return the sentences about two scales that change together."""
    titles = scale_titles(result, language)
    row = result.to_frame().iloc[0]
    if pd.isna(row["conf_low"]):
        reasons = missing_reasons([row["note"]], language)
        return [word("correlated_say_without", language, reasons=reasons, **titles)]
    confidence = confidence_text(result.confidence, language)
    said = word(
        "correlated_say",
        language,
        n=result.n,
        estimate=decimal_text(row["estimate"], language, digits=2),
        confidence=word("interval", language, confidence=confidence),
        interval=interval_text(row["conf_low"], row["conf_high"], language, digits=2),
        **titles,
    )
    verdict = _verdict(result.n, (float(row["conf_low"]), float(row["conf_high"])), language)
    return [f"{said} {verdict}", word("correlated_say_limit", language)]


def _verdict(n: int, interval: tuple[float, float], language: str) -> str:
    low, high = interval
    if n < FEW_PERSONS:
        return word("say_few", language, n=n)
    if low <= 0 <= high:
        return word("correlated_say_unclear", language)
    return word("correlated_say_same" if low > 0 else "correlated_say_opposite", language)
