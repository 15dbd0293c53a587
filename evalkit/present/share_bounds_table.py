"""The share that improved within its bounds: as a table and in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evalkit.instruments.scoring import SHOWN_FROM
from evalkit.outcomes.paired_numbers import NOTES
from evalkit.outcomes.share_bounds import NOBODY_FIRST, ShareBounds
from evalkit.present.blocks import Table, TableColumn, Text
from evalkit.present.numbers import confidence_text, count_text, interval_text, percent_text
from evalkit.present.records import records
from evalkit.present.row_titles import row_title
from evalkit.present.words import word

__all__ = ["say_share_bounds", "share_bounds_table"]

_REASONS = {
    NOTES["no direction"]: "bounds_no_direction",
    NOTES["no pairs"]: "bounds_no_pairs",
    NOBODY_FIRST: "bounds_nobody",
}


def _rows(result: ShareBounds) -> list[Mapping[str, Any]]:
    found = result.to_frame().to_dict("records")
    return [{str(name): value for name, value in row.items()} for row in found]


def _title(row: Mapping[str, Any], result: ShareBounds, language: str) -> str:
    return row_title(
        row,
        by=result.by,
        scales=result.paired.directions.scales,
        language=language,
        only=result.paired.scale_of({}),
    )


def share_bounds_table(result: ShareBounds, *, language: str) -> Table | Text:
    """Return the share that improved among the pairs, and its bounds with those missing."""
    rows = _rows(result)
    if not rows:
        return Text((word("no_readings", language),))
    names = ("bounds_first", "bounds_missing", "bounds_share", "bounds_lower", "bounds_upper")
    labels = [word("scale", language), *(word(name, language) for name in names)]
    confidence = confidence_text(result.confidence, language)
    notes = [word("bounds_note", language, confidence=confidence)]
    notes.append(word("say_bounds_limits", language))
    reasons = [word(_REASONS[row["note"]], language) for row in rows if row["note"] in _REASONS]
    if reasons:
        said = "; ".join(dict.fromkeys(reasons))
        notes.append(word("bounds_missing_note", language, reasons=said))
    return Table(
        caption=word("bounds_caption", language),
        columns=tuple(TableColumn(text, "end" if i else "start") for i, text in enumerate(labels)),
        rows=tuple(_cells(row, result, language) for row in rows),
        notes=tuple(notes),
        name="share_bounds",
        numbers=records(result.to_frame()),
    )


def _cells(row: Mapping[str, Any], result: ShareBounds, language: str) -> tuple[str, ...]:
    return (
        _title(row, result, language),
        count_text(row["n_first"], language),
        count_text(row["n_pre_only"], language),
        *(_share(row, name, language) for name in ("estimate", "lower", "upper")),
    )


def _share(row: Mapping[str, Any], name: str, language: str) -> str:
    of = "" if name == "estimate" else f"{name}_"
    share = percent_text(row[name], language)
    if share == word("not_computed", language):
        return share
    low, high = (100 * float(row[f"{of}{end}"]) for end in ("conf_low", "conf_high"))
    interval = interval_text(low, high, language, digits=0)
    return word("bounds_cell", language, share=share, interval=interval)


def say_share_bounds(result: ShareBounds, *, language: str) -> list[str]:
    """Return the sentences about the bounds; see `evalkit.say`."""
    rows = _rows(result)
    if not rows:
        return [word("no_readings", language)]
    told = [_told(row, result, language) for row in rows]
    if any(row["n"] >= SHOWN_FROM and not row["note"] for row in rows):
        told.append(word("say_bounds_limits", language))
    return told


def _told(row: Mapping[str, Any], result: ShareBounds, language: str) -> str:
    title = _title(row, result, language)
    if row["note"]:
        reason = word(_REASONS[row["note"]], language)
        return word("say_bounds_none", language, scale=title, reason=reason)
    if row["n"] < SHOWN_FROM:
        return word("say_bounds_few", language, scale=title, n=int(row["n"]))
    return word(
        "say_bounds" if row["n_pre_only"] else "say_bounds_all",
        language,
        scale=title,
        improved=int(row["improved"]),
        n=int(row["n"]),
        missing=int(row["n_pre_only"]),
        share=percent_text(row["estimate"], language),
        lower=percent_text(row["lower"], language),
        upper=percent_text(row["upper"], language),
    )
