"""Tables of an instrument's reliability: scale by scale, item by item, reading by reading."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evalkit.instruments.instrument import Scale
from evalkit.outcomes.intraclass_correlation import ICC_NOTES, Icc
from evalkit.outcomes.item_analysis import ITEM_NOTES, ItemAnalysis
from evalkit.outcomes.reliability import RELIABILITY_NOTES, Reliability
from evalkit.outcomes.study_reliability import StudyReliability
from evalkit.present.blocks import Table, Text
from evalkit.present.missing_reasons import reason_list
from evalkit.present.numbers import (
    confidence_text,
    count_text,
    decimal_text,
    interval_text,
    percent_text,
)
from evalkit.present.records import records
from evalkit.present.row_names import row_title, scale_digits
from evalkit.present.table_columns import columns
from evalkit.present.words import word, word_or

__all__ = [
    "icc_reasons",
    "icc_table",
    "icc_title",
    "items_table",
    "reliability_reasons",
    "reliability_table",
    "scale_points",
    "study_reliability_table",
]

# Key of a note in a result to the name of its word.
_REASONS = {
    "one item": "reliability_one_item",
    "nobody": "reliability_nobody",
    "one person": "reliability_one_person",
    "same sum": "reliability_same_sum",
    "negative": "reliability_negative",
    "perfect": "reliability_perfect",
    "same answer": "reliability_same_answer",
    "omega: few items": "reliability_omega_items",
    "omega: few persons": "reliability_omega_persons",
    "omega: no variance": "reliability_omega_same",
    "omega: singular": "reliability_omega_none",
    "omega: heywood": "reliability_omega_none",
    "omega: no factor": "reliability_omega_none",
    "omega: not converged": "reliability_omega_none",
}
_ITEM_REASONS = {
    "goes against": "reliability_against",
    "same answer": "reliability_item_same",
    "same rest": "reliability_rest_same",
    "two items": "reliability_item_two",
    "few answers": "reliability_item_few",
}
_ICC_REASONS = {
    "few": "reliability_icc_few",
    "no variance": "reliability_icc_same",
    "undefined": "reliability_icc_undefined",
    "no residual": "reliability_icc_residual",
    "out of reach": "reliability_icc_reach",
    "negative": "reliability_icc_negative",
}


def reliability_reasons(note: str, language: str) -> list[str]:
    """Return why a scale's numbers are missing, in the report's words."""
    return reason_list([note], _by_sentence(RELIABILITY_NOTES, _REASONS), language)


def icc_reasons(note: str, language: str) -> list[str]:
    """Return why numbers of an ICC are missing, in the report's words."""
    return reason_list([note], _by_sentence(ICC_NOTES, _ICC_REASONS), language)


def _by_sentence(notes: Mapping[str, str], names: Mapping[str, str]) -> dict[str, str]:
    """Return what stands in a note, to the name of the word for it."""
    return {sentence: names[code] for code, sentence in notes.items()}


def scale_points(value: float, scale: Scale, language: str) -> str:
    """Return a number in a scale's points, with the decimals its range asks for."""
    return decimal_text(value, language, digits=scale_digits(scale))


def reliability_table(result: Reliability, *, language: str) -> Table:
    """Return the table of a reliability, one row per scale."""
    frame = result.to_frame()
    return Table(
        caption=word("reliability_caption", language, instrument=result.instrument.title[language]),
        columns=columns(_labels(result, language)),
        rows=tuple(_scale_cells(result, row, language) for row in frame.to_dict("records")),
        notes=tuple(_notes(result, language)),
        name="reliability",
        numbers=records(frame),
    )


def study_reliability_table(result: StudyReliability, *, language: str) -> Table | Text:
    """Return the table of every instrument of a study, one row per scale."""
    parts = [reliability_table(one, language=language) for one in result.results]
    if not parts:
        return Text((word("reliability_nobody_asked", language),))
    notes = [note for part in parts for note in part.notes]
    return Table(
        caption=word("reliability_study_caption", language),
        columns=parts[0].columns,
        rows=tuple(row for part in parts for row in part.rows),
        notes=tuple(dict.fromkeys(notes)),
        name="reliability",
        numbers=records(result.to_frame()),
    )


def _labels(result: Reliability, language: str) -> list[str]:
    confidence = confidence_text(result.confidence, language)
    return [
        word("scale", language),
        word("reliability_questions", language),
        word("pairs", language),
        word("reliability_alpha", language),
        word("interval_short", language, confidence=confidence),
        word("reliability_omega", language),
        word("reliability_error", language),
        word("reliability_smallest", language),
    ]


def _scale_cells(result: Reliability, row: dict[Any, Any], language: str) -> tuple[str, ...]:
    scale = result.instrument.scale(row["scale"])
    ends = row["alpha_low"], row["alpha_high"]
    return (
        scale.title[language],
        count_text(row["items"], language),
        count_text(row["n"], language),
        decimal_text(row["alpha"], language, digits=2),
        interval_text(*ends, language=language, digits=2),
        decimal_text(row["omega_total"], language, digits=2),
        scale_points(row["sem"], scale, language),
        scale_points(row["smallest_detectable_change"], scale, language),
    )


def _notes(result: Reliability, language: str) -> list[str]:
    frame = result.to_frame()
    confidence = confidence_text(result.confidence, language)
    left_out = [count_text(count, language) for count in frame["n_left_out"]]
    if len(left_out) > 1:
        titles = [result.instrument.scale(name).title[language] for name in frame["scale"]]
        pairs = zip(titles, left_out, strict=True)
        left_out = [f"{title} {count}" for title, count in pairs]
    notes = [
        word("reliability_note", language, confidence=confidence),
        word(
            "reliability_who_note",
            language,
            rule=_rule(result, language),
            left_out=", ".join(left_out),
        ),
        word("reliability_one_note", language),
        # Who rates may bind the answers together more than what is rated does.
        *([result.instrument.rater[language]] if result.instrument.rater else []),
    ]
    for row in frame.to_dict("records"):
        reasons = reliability_reasons(row["note"], language)
        if reasons:
            title = result.instrument.scale(row["scale"]).title[language]
            told = "; ".join(reasons)
            notes.append(word("reliability_missing", language, scale=title, reasons=told))
    return notes


def _rule(result: Reliability, language: str) -> str:
    if result.wave is not None:
        return word("reliability_wave", language, wave=word_or(result.wave, language))
    several = "after the first" in result.left_out
    return word("reliability_first" if several else "reliability_only", language)


def items_table(result: ItemAnalysis, *, language: str) -> Table | Text:
    """Return the table of an item analysis, one row per item of each scale."""
    frame = result.to_frame()
    title = result.instrument.title[language]
    if frame.empty:
        return Text((word("reliability_no_items", language, instrument=title),))
    several = frame["scale"].nunique() > 1
    labels = [word("reliability_item", language)]
    labels += [word("scale", language)] if several else []
    labels += [
        word("pairs", language),
        word("reliability_mean", language),
        word("reliability_sd", language),
        word("reliability_floor", language),
        word("reliability_ceiling", language),
        word("reliability_item_rest", language),
        word("reliability_deleted", language),
        word("reliability_look", language),
    ]
    return Table(
        caption=word("reliability_items_caption", language, instrument=title),
        columns=columns(labels),
        rows=tuple(
            _item_cells(result, row, language, several=several) for row in frame.to_dict("records")
        ),
        notes=(word("reliability_items_note", language),),
        name="items",
        numbers=records(frame),
    )


def _item_cells(
    result: ItemAnalysis, row: dict[Any, Any], language: str, *, several: bool
) -> tuple[str, ...]:
    named = {item.name: item.title for item in result.instrument.items}
    title = named[row["item"]]
    name = title[language] if title else row["item"]
    if row["reversed"]:
        name = word("reliability_reversed", language, item=name)
    scale = (result.instrument.scale(row["scale"]).title[language],) if several else ()
    reasons = reason_list([row["note"]], _by_sentence(ITEM_NOTES, _ITEM_REASONS), language)
    return (
        name,
        *scale,
        count_text(row["n"], language),
        decimal_text(row["mean"], language, digits=2),
        decimal_text(row["sd"], language, digits=2),
        percent_text(row["floor"], language),
        percent_text(row["ceiling"], language),
        decimal_text(row["item_rest"], language, digits=2),
        decimal_text(row["alpha_if_deleted"], language, digits=2),
        "; ".join(reasons) or word("reliability_nothing", language),
    )


def icc_table(result: Icc, *, language: str) -> Table | Text:
    """Return the table of an intraclass correlation, one row per scale."""
    frame = result.to_frame()
    if frame.empty:
        return Text((word("no_readings", language),))
    confidence = confidence_text(result.confidence, language)
    labels = [
        word("scale", language),
        word("pairs", language),
        word("reliability_icc_raters", language),
        word("reliability_icc_left_out", language),
        result.form,
        word("interval_short", language, confidence=confidence),
    ]
    rows = frame.to_dict("records")
    notes = [
        word("reliability_icc_note", language, form=result.form),
        word("reliability_icc_change_note", language),
    ]
    for row in rows:
        reasons = icc_reasons(row["note"], language)
        if reasons:
            told = {"scale": icc_title(result, row, language), "reasons": "; ".join(reasons)}
            notes.append(word("reliability_missing", language, **told))
    return Table(
        caption=word("reliability_icc_caption", language, form=result.form),
        columns=columns(labels),
        rows=tuple(
            (
                icc_title(result, row, language),
                count_text(row["n"], language),
                count_text(row["raters"], language),
                count_text(row["n_left_out"], language),
                decimal_text(row["estimate"], language, digits=2),
                interval_text(row["conf_low"], row["conf_high"], language, digits=2),
            )
            for row in rows
        ),
        notes=tuple(notes),
        name="icc",
        numbers=records(frame),
    )


def icc_title(result: Icc, row: dict[Any, Any], language: str) -> str:
    """Return what readers call the scale and group of a row."""
    title = row_title(row, by=result.by, scales=result.scales, language=language)
    return title or word("reliability_icc_all", language)
