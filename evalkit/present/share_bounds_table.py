"""The share that improved within its bounds: as a table and in sentences."""

from __future__ import annotations

from evalkit.outcomes.paired_numbers import NOTES
from evalkit.outcomes.share_bounds import NOBODY_FIRST, ShareBounds
from evalkit.present.blocks import Table, Text
from evalkit.present.compared_rows import ComparedRow, compared_rows, row_columns
from evalkit.present.missing_reasons import missing_note
from evalkit.present.numbers import confidence_text, count_text, interval_text, percent_text
from evalkit.present.records import records
from evalkit.present.told_rows import families, in_full
from evalkit.present.words import word
from evalkit.results import SHOWN_FROM

__all__ = ["say_share_bounds", "share_bounds_table"]

_REASONS = {
    NOTES["no direction"]: "bounds_no_direction",
    NOTES["no pairs"]: "bounds_no_pairs",
    NOBODY_FIRST: "bounds_nobody",
}


def share_bounds_table(result: ShareBounds, *, language: str) -> Table | Text:
    """Return the share that improved among the pairs, and its bounds with those missing."""
    rows = compared_rows(result, language)
    if not rows:
        return Text((word("no_readings", language),))
    names = ("bounds_first", "bounds_missing", "bounds_share", "bounds_lower", "bounds_upper")
    labels = [word(name, language) for name in names]
    said = [row.numbers["note"] for row in rows]
    confidence = confidence_text(result.confidence, language)
    notes = [word("bounds_note", language, confidence=confidence)]
    notes.append(word("say_bounds_limits", language))
    return Table(
        caption=word("bounds_caption", language),
        columns=row_columns(result.by, labels, language),
        rows=tuple(_cells(row, language) for row in rows),
        notes=(*notes, *missing_note(said, language, words=_REASONS)),
        name="share_bounds",
        numbers=records(result.to_frame()),
    )


def _cells(row: ComparedRow, language: str) -> tuple[str, ...]:
    return (
        row.scale_title,
        *row.groups,
        count_text(row.numbers["n_first"], language),
        count_text(row.numbers["n_pre_only"], language),
        *(_share(row, name, language) for name in ("estimate", "lower", "upper")),
    )


def _share(row: ComparedRow, name: str, language: str) -> str:
    of = "" if name == "estimate" else f"{name}_"
    share = percent_text(row.numbers[name], language)
    if share == word("not_computed", language):
        return share
    low, high = (100 * float(row.numbers[f"{of}{end}"]) for end in ("conf_low", "conf_high"))
    interval = interval_text(low, high, language, digits=0)
    return word("bounds_cell", language, share=share, interval=interval)


def say_share_bounds(result: ShareBounds, *, language: str) -> list[str]:
    """Return the sentences about the bounds; see `evalkit.say`."""
    rows = compared_rows(result, language)
    if not rows:
        return [word("no_readings", language)]
    told = []
    between = []
    for family in families(rows):
        for row in in_full(family):
            known = not row.numbers["note"] and row.n >= SHOWN_FROM and row.numbers["n_pre_only"]
            between += [row] if known else []
            told += [] if known else [_told(row, language)]
        if not in_full(family):
            told.append(word("say_bounds_many", language, rows=len(family)))
    if len(between) == 1:
        told = [_told(between[0], language), *told]
    elif between:
        shown = "; ".join(_between(row, language) for row in between)
        told = [word("say_bounds_between", language, shown=shown), *told]
    if any(row.n >= SHOWN_FROM and not row.numbers["note"] for row in rows):
        told.append(word("say_bounds_limits", language))
    return told


def _between(row: ComparedRow, language: str) -> str:
    ends = {name: percent_text(row.numbers[name], language) for name in ("lower", "upper")}
    return word("say_bounds_between_cell", language, scale=row.title, **ends)


def _told(row: ComparedRow, language: str) -> str:
    numbers = row.numbers
    if numbers["note"]:
        reason = word(_REASONS[numbers["note"]], language)
        return word("say_bounds_none", language, scale=row.title, reason=reason)
    if row.n < SHOWN_FROM:
        return word("say_bounds_few", language, scale=row.title, n=row.n)
    return word(
        "say_bounds" if numbers["n_pre_only"] else "say_bounds_all",
        language,
        scale=row.title,
        improved=int(numbers["improved"]),
        n=row.n,
        missing=int(numbers["n_pre_only"]),
        share=percent_text(numbers["estimate"], language),
        lower=percent_text(numbers["lower"], language),
        upper=percent_text(numbers["upper"], language),
    )
