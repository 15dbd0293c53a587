"""Who was lost, as a table: the lost beside those with both readings, row by row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from evalkit.outcomes.attrition import COLUMN_NOTES, Attrition
from evalkit.outcomes.kept_and_lost import NOTES
from evalkit.present.blocks import Table, Text
from evalkit.present.missing_reasons import missing_note, reason_list
from evalkit.present.numbers import (
    confidence_text,
    count_text,
    decimal_text,
    interval_text,
    percent_text,
)
from evalkit.present.records import records
from evalkit.present.row_names import named_rows, row_title, scale_digits
from evalkit.present.table_columns import columns
from evalkit.present.words import listed, word, word_or
from evalkit.results import SHOWN_FROM

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
    programme = row.get("programme")
    if "programme" not in result.by or programme is None or pd.isna(programme):
        return label
    return word(
        "attrition_of_programme", language, programme=word_or(str(programme), language), label=label
    )


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


def attrition_reasons(rows: Iterable[Mapping[str, Any]], language: str) -> list[str]:
    """Return why numbers are missing in some rows, each reason once."""
    return reason_list([str(row["note"]) for row in rows], _REASONS, language)


def attrition_table(result: Attrition, *, language: str) -> Table | Text:
    """Return the lost beside those with both readings."""
    frame = result.to_frame()
    if frame.empty:
        return Text((word("no_readings", language),))
    whole = named_rows(frame)
    every, shown_for = _once(whole)
    rows, shown = [row for row in every if not 0 < int(row["n_lost"]) < SHOWN_FROM], len(every)
    if not rows:
        few = max(int(row["n_lost"]) for row in whole)
        return Text((word("attrition_few_only", language, count=few),))
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
        columns=columns(labels),
        rows=tuple(_cells(row, result, language) for row in rows),
        notes=(
            *_notes(result, rows, language, shown_for=shown_for),
            *([word("attrition_few_note", language, few=SHOWN_FROM)] if len(rows) < shown else []),
        ),
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


def _once(rows: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the rows with a programme's background once, and the instruments it is shown for.

    Of several instruments it is the one on which most have two measurements: the groups of the
    others are nearly the same persons. The numbers behind the table have them all.
    """
    behind = [row for row in rows if row["variable"] != "pre"]
    instruments = {str(row.get("instrument")) for row in behind}
    if len(instruments) < 2:
        return rows, []
    most: dict[str, tuple[int, str]] = {}
    for row in behind:
        programme, name = str(row.get("programme")), str(row["instrument"])
        if programme not in most or int(row["n_kept"]) > most[programme][0]:
            most[programme] = int(row["n_kept"]), name
    shown = [
        row
        for row in rows
        if row["variable"] == "pre" or most[str(row.get("programme"))][1] == str(row["instrument"])
    ]
    return shown, list(dict.fromkeys(name for _, name in most.values()))


def _notes(
    result: Attrition,
    rows: Sequence[Mapping[str, Any]],
    language: str,
    *,
    shown_for: Sequence[str],
) -> list[str]:
    if result.lost == "lost":
        due = word("attrition_due", language, days=result.due_days) if result.due_days else ""
        notes = [word("attrition_lost_note", language, due=due)]
    else:
        notes = [word("attrition_unknown_note", language)]
    confidence = confidence_text(result.confidence, language)
    notes.append(word("attrition_method_note", language, confidence=confidence))
    if any(row["variable"] != "pre" for row in rows):
        notes.append(word("attrition_background_note", language))
    if shown_for:
        titles = [result.titles.get(name, {}).get(language, name) for name in shown_for]
        instruments = listed(titles, language)
        notes.append(word("attrition_once_note", language, instruments=instruments))
    said = [str(row["note"]) for row in rows]
    return [*notes, *missing_note(said, language, words=_REASONS)]
