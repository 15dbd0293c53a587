"""Tables about a change that matters: is there none, how small can be found, how many it takes."""

from __future__ import annotations

import pandas as pd

from evalkit.outcomes.detectable import DetectableChange, PairsNeeded
from evalkit.outcomes.equivalence import VERDICTS, Equivalence
from evalkit.present.blocks import Table, Text
from evalkit.present.compared_rows import ComparedRow, compared_rows, row_columns
from evalkit.present.missing_reasons import missing_note
from evalkit.present.numbers import (
    confidence_text,
    count_text,
    decimal_text,
    p_text,
    percent_text,
)
from evalkit.present.records import records
from evalkit.present.table_columns import columns
from evalkit.present.told_rows import FEW_PERSONS
from evalkit.present.words import word

__all__ = [
    "detectable_table",
    "equivalence_table",
    "is_stated",
    "pairs_needed_table",
    "verdict_text",
]

_VERDICT_WORDS = dict(
    zip(
        VERDICTS,
        (
            "margin_no_change",
            "margin_smaller",
            "margin_at_least",
            "margin_uncertain",
            "margin_cannot_tell",
        ),
        strict=True,
    )
)


def verdict_text(row: ComparedRow, language: str) -> str:
    """Return what readers are told of a row's verdict; a dash when there is none."""
    verdict = row.numbers["verdict"]
    if pd.isna(verdict):
        return word("not_computed", language)
    if row.n < FEW_PERSONS:
        return word("margin_few", language)
    return word(_VERDICT_WORDS[verdict], language)


def is_stated(row: ComparedRow) -> bool:
    """Whether anybody says which change on the scale is the smallest that matters."""
    return not pd.isna(row.numbers["margin"])


def equivalence_table(result: Equivalence, *, language: str) -> Table | Text:
    """Return the table of mean changes set against the smallest that matters."""
    frame = result.to_frame()
    if frame.empty:
        return Text((word("no_readings", language),))
    rows = compared_rows(result, language)
    stated = [row for row in rows if is_stated(row)]
    if not stated:
        return Text((word("margin_say_none", language),))
    outer, inner = (
        word("interval_short", language, confidence=confidence_text(share, language))
        for share in (result.confidence, 2 * result.confidence - 1)
    )
    labels = [word(name, language) for name in ("pairs", "mean_change")]
    labels += [outer, word("margin_margin", language), inner]
    labels += [word(name, language) for name in ("margin_p", "margin_conclusion")]
    tests = int(frame["p_tost"].count())
    confidence = confidence_text(2 * result.confidence - 1, language)
    method = [word("margin_method_note", language, inner=confidence)]
    if tests > 1:
        method.append(word("margin_adjusted_note", language, tests=tests))
    return Table(
        caption=word("margin_caption", language),
        columns=row_columns(result.by, labels, language),
        rows=tuple(_equivalence_cells(row, language) for row in stated),
        notes=(
            *method,
            *_sources(stated, language),
            *missing_note([row.numbers["note"] for row in stated], language),
            *([word("margin_others_note", language)] if len(stated) < len(rows) else []),
        ),
        name="equivalence",
        numbers=records(frame),
    )


def _equivalence_cells(row: ComparedRow, language: str) -> tuple[str, ...]:
    return (
        row.scale_title,
        *row.groups,
        count_text(row.n, language),
        row.number("estimate", language, signed=True),
        row.interval(language),
        row.number("margin", language),
        row.interval(language, low="within_low", high="within_high"),
        p_text(row.numbers["p_tost_adjusted"], language),
        verdict_text(row, language),
    )


def _sources(rows: list[ComparedRow], language: str) -> tuple[str, ...]:
    """Return who says what matters: the analyst once, a definition's source scale by scale."""
    said: dict[str, None] = {}
    for row in rows:
        source = row.numbers["margin_source"]
        if source == "stated by the caller":
            said[word("margin_stated_note", language)] = None
        elif source:
            # How sure the source is stands in the definition, as a code word.
            cited = str(source).rpartition(" (")[0] or source
            told = word("margin_source_note", language, scale=row.scale_title, source=cited)
            said[told] = None
    return tuple(said)


def detectable_table(result: DetectableChange, *, language: str) -> Table | Text:
    """Return the table of the smallest changes that could have been found."""
    frame = result.to_frame()
    if frame.empty:
        return Text((word("no_readings", language),))
    names = ("pairs", "detectable_sd", "detectable_change", "detectable_d_z")
    labels = [word(name, language) for name in names]
    rows = compared_rows(result, language)
    published = [not pd.isna(row.numbers["published_change"]) for row in rows]
    labels += [word("detectable_published", language)] if any(published) else []
    facts = {
        "power": percent_text(result.power, language),
        "confidence": confidence_text(result.confidence, language),
    }
    return Table(
        caption=word("detectable_caption", language),
        columns=row_columns(result.by, labels, language),
        rows=tuple(_detectable_cells(row, language, published=any(published)) for row in rows),
        notes=(
            word("detectable_note", language, **facts),
            *(
                [word("detectable_published_note", language)]
                if any(published) and not all(published)
                else []
            ),
            *missing_note(frame["note"], language),
        ),
        name="detectable_change",
        numbers=records(frame),
    )


def _detectable_cells(row: ComparedRow, language: str, *, published: bool) -> tuple[str, ...]:
    cells = (
        row.scale_title,
        *row.groups,
        count_text(row.n, language),
        row.number("sd_change", language),
        row.number("detectable_change", language),
        decimal_text(row.numbers["detectable_d_z"], language, digits=2),
    )
    return (*cells, row.number("published_change", language)) if published else cells


def pairs_needed_table(result: PairsNeeded, *, language: str) -> Table:
    """Return the table of how many people a change takes."""
    frame = result.to_frame()
    row = frame.iloc[0]
    labels = (
        *("needed_change", "detectable_sd", "detectable_d_z", "needed_power"),
        *("needed_pairs", "needed_dropout", "needed_enrol"),
    )
    cells = (
        decimal_text(row["change"], language, digits=2),
        decimal_text(row["sd_change"], language, digits=2),
        decimal_text(row["d_z"], language, digits=2),
        percent_text(row["power"], language),
        count_text(result.pairs, language),
        percent_text(row["dropout"], language),
        count_text(result.enrol, language),
    )
    confidence = confidence_text(float(row["confidence"]), language)
    return Table(
        caption=word("needed_caption", language),
        columns=columns([word(name, language) for name in labels]),
        rows=(cells,),
        notes=(word("needed_note", language, confidence=confidence),),
        name="pairs_needed",
        numbers=records(frame),
    )
