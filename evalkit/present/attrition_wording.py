"""Sentences about who was lost: how they began beside the others, and what that cannot show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from evalkit.outcomes.attrition import Attrition
from evalkit.present.attrition_table import DIGITS, attrition_mean, attrition_reasons
from evalkit.present.numbers import confidence_text, decimal_text, interval_text
from evalkit.present.row_names import OVERALL, named_rows, row_title
from evalkit.present.told_rows import LARGEST_TOLD_ONE_BY_ONE
from evalkit.present.words import listed, word
from evalkit.results import SHOWN_FROM

__all__ = ["say_attrition"]


def say_attrition(result: Attrition, *, language: str) -> list[str]:
    """Return the sentences about who was lost; see `evalkit.say`."""
    frame = result.to_frame()
    rows = named_rows(frame[frame["variable"] == "pre"])
    if not rows:
        return [word("no_readings", language)]
    enough = [row for row in rows if _is_told(row)]
    told = []
    for family in _families(enough):
        many = len(family) > LARGEST_TOLD_ONE_BY_ONE
        whole = [row for row in family if not many or row["scale"] == OVERALL]
        rest = [row for row in family if many and row["scale"] != OVERALL]
        told += [_told(row, result, language) for row in whole]
        if rest:
            most = max(rest, key=lambda row: abs(float(row["estimate"])))
            lead = word("say_attrition_largest", language, rows=len(rest))
            told.append(f"{lead} {_told(most, result, language)}")
    told += _untold(rows, result, language)
    apart = max(int(row["n_apart"]) for row in rows)
    if apart:
        told.append(word("say_attrition_apart", language, count=_range(rows, "n_apart", language)))
    if enough:
        told.append(word("say_attrition_limits", language))
    return told


def _families(rows: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Return the rows instrument by instrument."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(str(row.get("instrument")), []).append(row)
    return list(found.values())


def _is_told(row: Mapping[str, Any]) -> bool:
    return not pd.isna(row["estimate"]) and min(row["n_kept"], row["n_lost"]) >= SHOWN_FROM


def _range(rows: list[dict[str, Any]], name: str, language: str) -> str:
    low, high = min(int(row[name]) for row in rows), max(int(row[name]) for row in rows)
    return str(low) if low == high else word("to", language, low=low, high=high)


def _title(row: Mapping[str, Any], result: Attrition, language: str) -> str:
    return row_title(row, by=result.by, scales=result.scales, language=language)


def _told(row: Mapping[str, Any], result: Attrition, language: str) -> str:
    confidence = confidence_text(result.confidence, language)
    across = pd.isna(row["conf_low"]) or row["conf_low"] <= 0 <= row["conf_high"]
    return word(
        "say_attrition" if result.lost == "lost" else "say_attrition_unknown",
        language,
        scale=_title(row, result, language),
        lost=int(row["n_lost"]),
        kept=int(row["n_kept"]),
        mean_lost=attrition_mean(row, "lost", result, language=language),
        mean_kept=attrition_mean(row, "kept", result, language=language),
        verdict=word(
            "attrition_verdict_unclear" if across else "attrition_verdict_clear",
            language,
            estimate=decimal_text(row["estimate"], language, digits=DIGITS, signed=True),
            confidence=word("interval", language, confidence=confidence),
            interval=interval_text(row["conf_low"], row["conf_high"], language, digits=DIGITS),
        ),
    )


def _untold(rows: list[dict[str, Any]], result: Attrition, language: str) -> list[str]:
    """Say of which scales nothing is said, and why."""
    none = [row for row in rows if not row["n_lost"]]
    few = [row for row in rows if row["n_lost"] and row["n_lost"] < SHOWN_FROM]
    other = [row for row in rows if not _is_told(row) and row not in none and row not in few]
    told = []
    stated = result.lost == "lost"
    if none:
        key = "say_attrition_none" if stated else "say_attrition_none_unknown"
        told.append(word(key, language, scales=_titles(none, result, language)))
    if few:
        key = "say_attrition_few" if stated else "say_attrition_few_unknown"
        told.append(word(key, language, scales=_titles(few, result, language), few=SHOWN_FROM))
    if other:
        reasons = attrition_reasons(other, language)
        said = "; ".join(reasons) or word("attrition_nobody_kept", language)
        titles = _titles(other, result, language)
        told.append(word("say_attrition_not_computed", language, scales=titles, reasons=said))
    return told


def _titles(rows: list[dict[str, Any]], result: Attrition, language: str) -> str:
    return listed([_title(row, result, language) for row in rows], language)
