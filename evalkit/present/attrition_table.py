"""Who was lost, as a table: the lost beside those with both readings, row by row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from evalkit.outcomes.attrition import COLUMN_NOTES, Attrition
from evalkit.outcomes.kept_and_lost import NOTES
from evalkit.present.blocks import Table, TableColumn, Text
from evalkit.present.numbers import (
    confidence_text,
    count_text,
    decimal_text,
    interval_text,
    percent_text,
)
from evalkit.present.records import records
from evalkit.present.row_titles import row_title, scale_digits
from evalkit.present.words import word, word_or

__all__ = ["attrition_label", "attrition_mean", "attrition_reasons", "attrition_table"]

# A standardised difference is a small number: 0.04 is not "0.0".
DIGITS = 2
# Note of a result to the words of a reader.
_REASONS = {
    NOTES["nobody kept"]: "attrition_nobody_kept",
    NOTES["nobody lost"]: "attrition_nobody_lost",
    NOTES["one kept"]: "attrition_one_kept",
    NOTES["one lost"]: "attrition_one_lost",
    NOTES["no spread"]: "attrition_no_spread",
    NOTES["share"]: "attrition_share",
    COLUMN_NOTES["names"]: "attrition_names",
    COLUMN_NOTES["empty"]: "attrition_empty",
}


def attrition_label(row: Mapping[str, Any], result: Attrition, language: str) -> str:
    """Return what a row is about: a scale's first reading, or a level of a background column."""
    if row["variable"] == "pre":
        scale = row_title(row, by=result.by, scales=result.scales, language=language)
        return word("attrition_first", language, scale=scale)
    variable = word_or(str(row["variable"]), language)
    label = word("attrition_number", language, variable=variable)
    if row["level"]:
        level = word_or(str(row["level"]), language)
        label = word("attrition_level", language, variable=variable, level=level)
    name = row.get("instrument")
    if len(result.titles) < 2 or name is None or pd.isna(name):
        return label
    title = result.titles.get(str(name), {}).get(language, str(name))
    return word("attrition_of_instrument", language, instrument=title, label=label)


def attrition_mean(row: Mapping[str, Any], group: str, result: Attrition, *, language: str) -> str:
    """Return a group's mean in the unit of the row, or its share."""
    if row["level"]:
        return percent_text(row[f"share_{group}"], language)
    if row["variable"] == "birth_year" and not pd.isna(row[f"mean_{group}"]):
        # A year has no decimals and no thousands.
        return f"{row[f'mean_{group}']:.0f}"
    known = result.scales.get(str(row.get("scale"))) if row["variable"] == "pre" else None
    digits = scale_digits(known) if row["variable"] == "pre" else 1
    return decimal_text(row[f"mean_{group}"], language, digits=digits)


def attrition_reasons(rows: list[Mapping[str, Any]], language: str) -> list[str]:
    """Return why numbers are missing in some rows, each reason once."""
    said = [part for row in rows for part in str(row["note"]).split("; ") if part in _REASONS]
    return [word(_REASONS[part], language) for part in dict.fromkeys(said)]


def attrition_table(result: Attrition, *, language: str) -> Table | Text:
    """Return the lost beside those with both readings."""
    frame = result.to_frame()
    if frame.empty:
        return Text((word("no_readings", language),))
    rows: list[Mapping[str, Any]] = [
        {str(name): value for name, value in row.items()} for row in frame.to_dict("records")
    ]
    stated = result.lost == "lost"
    interval = word(
        "interval_short", language, confidence=confidence_text(result.confidence, language)
    )
    labels = [
        word("attrition_compared", language),
        word("attrition_n_kept", language),
        word("attrition_n_lost" if stated else "attrition_n_without", language),
        word("attrition_mean_kept", language),
        word("attrition_mean_lost" if stated else "attrition_mean_without", language),
        word("attrition_estimate", language),
        interval,
    ]
    return Table(
        caption=word("attrition_caption" if stated else "attrition_caption_unknown", language),
        columns=tuple(TableColumn(text, "end" if i else "start") for i, text in enumerate(labels)),
        rows=tuple(_cells(row, result, language) for row in rows),
        notes=tuple(_notes(result, rows, language)),
        name="attrition",
        numbers=records(frame),
    )


def _cells(row: Mapping[str, Any], result: Attrition, language: str) -> tuple[str, ...]:
    return (
        attrition_label(row, result, language),
        count_text(row["n_kept"], language),
        count_text(row["n_lost"], language),
        attrition_mean(row, "kept", result, language=language),
        attrition_mean(row, "lost", result, language=language),
        decimal_text(row["estimate"], language, digits=DIGITS, signed=True),
        interval_text(row["conf_low"], row["conf_high"], language, digits=DIGITS),
    )


def _notes(result: Attrition, rows: list[Mapping[str, Any]], language: str) -> list[str]:
    if result.lost == "lost":
        due = word("attrition_due", language, days=result.due_days) if result.due_days else ""
        notes = [word("attrition_lost_note", language, due=due)]
    else:
        notes = [word("attrition_unknown_note", language)]
    confidence = confidence_text(result.confidence, language)
    notes.append(word("attrition_method_note", language, confidence=confidence))
    if any(row["variable"] != "pre" for row in rows):
        notes.append(word("attrition_background_note", language))
    reasons = attrition_reasons(rows, language)
    if reasons:
        notes.append(word("attrition_missing_note", language, reasons="; ".join(reasons)))
    return notes
