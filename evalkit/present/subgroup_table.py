"""The table of groups: how each changed, and how much they differ."""

from __future__ import annotations

import pandas as pd

from evalkit.outcomes.subgroups import GroupComparison
from evalkit.present.blocks import Table, Text
from evalkit.present.compared_rows import ComparedRow, compared_rows, row_columns
from evalkit.present.missing_reasons import missing_note
from evalkit.present.numbers import confidence_text, count_text, p_text
from evalkit.present.reading_names import reading_names
from evalkit.present.records import records
from evalkit.present.row_names import group_text, named_rows, scale_title
from evalkit.present.words import listed, word

__all__ = ["subgroup_table"]


def subgroup_table(result: GroupComparison, *, language: str) -> Table | Text:
    """Return the table of a comparison of groups, one row per scale and group."""
    frame = result.to_frame()
    if frame.empty:
        return Text((word("no_readings", language),))
    confidence = confidence_text(result.confidence, language)
    labels = [word("pairs", language), reading_names(result.paired, language)["first"]]
    labels += [word("mean_change", language)]
    labels += [word("interval_short", language, confidence=confidence)]
    labels += [word("groups_difference", language)]
    labels += [word("groups_difference_interval", language, confidence=confidence)]
    labels += [word("adjusted", language)]
    return Table(
        caption=word("groups_caption", language),
        columns=row_columns(result.by, labels, language),
        rows=tuple(_cells(row, language) for row in compared_rows(result, language)),
        notes=(
            word("groups_method_note", language, reference=group_text(result.reference, language)),
            *_adjusted(result, language),
            word(
                "groups_plan_note", language, first=reading_names(result.paired, language)["first"]
            ),
            *_overall(result, language),
            word("change_design_note", language),
            *missing_note(frame["note"], language),
        ),
        name="groups",
        numbers=(*records(frame), *records(result.overall())),
    )


def _cells(row: ComparedRow, language: str) -> tuple[str, ...]:
    own = (
        row.scale_title,
        *row.groups,
        count_text(row.n, language),
        row.number("mean_pre", language),
        row.number("mean_change", language, signed=True),
        row.interval(language),
    )
    if row.numbers["is_reference"]:
        absent = word("not_computed", language)
        return (*own, word("groups_reference_cell", language), absent, absent)
    return (
        *own,
        row.number("difference", language, signed=True),
        row.interval(language, low="diff_low", high="diff_high"),
        p_text(row.numbers["p_adjusted"], language),
    )


def _adjusted(result: GroupComparison, language: str) -> tuple[str, ...]:
    if result.tests < 2:
        return ()
    return (word("groups_adjusted_note", language, tests=result.tests),)


def _overall(result: GroupComparison, language: str) -> tuple[str, ...]:
    """Return Welch's analysis of variance, where there are more than two groups."""
    rows = [row for row in named_rows(result.overall()) if not pd.isna(row["p_value"])]
    if not any(row["groups"] > 2 for row in rows):
        return ()
    said = [
        word(
            "groups_overall_one",
            language,
            scale=scale_title(
                result.paired.directions.scales, result.paired.scale_of(row), language
            ),
            p=p_text(row["p_value"], language),
        )
        for row in rows
    ]
    return (word("groups_overall_note", language, scales=listed(said, language)),)
