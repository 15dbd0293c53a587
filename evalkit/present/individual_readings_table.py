"""One person's readings for the person: a table, and the picture of them over time. Internal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from evalkit.monitoring.individual_readings import IndividualReadings
from evalkit.present.blocks import Figure, Table, Text
from evalkit.present.drawing import drawn_png
from evalkit.present.individual_words import (
    day_text,
    judged_change,
    reading_rows,
    scale_name,
)
from evalkit.present.numbers import decimal_text
from evalkit.present.plots.individual_readings import (
    PANEL_WIDTH,
    individual_panels_drawn,
    individual_panels_height,
)
from evalkit.present.row_names import exact_text
from evalkit.present.table_columns import columns
from evalkit.present.words import word

__all__ = ["individual_readings_figure", "individual_readings_table"]

_LABELS = (
    *("ind_what", "ind_first", "ind_at_meeting", "ind_latest"),
    *("ind_since_first", "ind_since_meeting"),
)
_DIRECTIONS = {"higher": "ind_higher", "lower": "ind_lower", None: "ind_direction_unknown"}


def individual_readings_table(result: IndividualReadings, *, language: str) -> Table | Text:
    """Return first, last meeting's and latest score of each scale, and the changes."""
    rows = reading_rows(result)
    if not rows:
        return Text(_nothing(result, language))
    return Table(
        caption=word("ind_readings", language),
        columns=columns([word(name, language) for name in _LABELS], texts=range(len(_LABELS))),
        rows=tuple(_cells(result, row, language) for row in rows),
        notes=tuple(_notes(result, rows, language)),
    )


def _nothing(result: IndividualReadings, language: str) -> tuple[str, ...]:
    return (word("ind_say_no_readings", language), *_undated(result, language))


def _cells(result: IndividualReadings, row: Mapping[str, Any], language: str) -> tuple[str, ...]:
    return (
        scale_name(result, row, language),
        _score(row["first"], row["first_date"], language),
        _score(row["at_meeting"], row["meeting_date"], language),
        _score(row["latest"], row["latest_date"], language),
        _change(row["change_first"], row["verdict_first"], language, why="ind_no_change"),
        _change(
            row["change_meeting"],
            row["verdict_meeting"],
            language,
            why=_why_not(result, row),
        ),
    )


def _score(score: Any, day: object, language: str) -> str:
    if pd.isna(score):
        return word("not_computed", language)
    return word(
        "ind_score", language, score=exact_text(score, language), day=day_text(day, language)
    )


def _change(change: float, verdict: str, language: str, *, why: str) -> str:
    return judged_change(change, verdict, language) if verdict else word(why, language)


def _why_not(result: IndividualReadings, row: Mapping[str, Any]) -> str:
    if result.meeting is None:
        return "ind_no_meeting"
    return "ind_no_then" if pd.isna(row["at_meeting"]) else "ind_no_new"


def _notes(result: IndividualReadings, rows: list[dict[str, Any]], language: str) -> list[str]:
    said = []
    for better, name in _DIRECTIONS.items():
        scales = [
            scale_name(result, row, language) for row in rows if _better(result, row) == better
        ]
        if scales:
            said.append(word(name, language, scales=", ".join(dict.fromkeys(scales))))
    said += list(dict.fromkeys(_error_note(result, row, language) for row in rows))
    verdicts = {row[name] for row in rows for name in ("verdict_first", "verdict_meeting")}
    if "within" in verdicts:
        said.append(word("ind_within_note", language))
    if result.meeting is not None:
        said.append(word("ind_then_note", language, day=day_text(result.meeting, language)))
    return [*said, *_undated(result, language)]


def _better(result: IndividualReadings, row: Mapping[str, Any]) -> str | None:
    known = result.scales.get((row["instrument"], row["scale"]))
    return known.better if known else None


def _error_note(result: IndividualReadings, row: Mapping[str, Any], language: str) -> str:
    error = result.errors[row["instrument"], row["scale"]]
    scale = scale_name(result, {**row, "respondent": ""}, language)
    if error.points is None and error.matters:
        matters = exact_text(error.matters, language)
        return word("ind_error_unknown_matters", language, scale=scale, matters=matters)
    if error.points is None:
        return word("ind_error_unknown", language, scale=scale)
    points = decimal_text(error.points, language)
    if error.low is None or error.high is None:
        return word("ind_error_note", language, scale=scale, points=points)
    low, high = (decimal_text(end, language) for end in (error.low, error.high))
    return word("ind_error_unsure", language, scale=scale, points=points, low=low, high=high)


def _undated(result: IndividualReadings, language: str) -> list[str]:
    if not result.undated:
        return []
    return [word("ind_undated_note", language, count=result.undated)]


def individual_readings_figure(result: IndividualReadings, *, language: str) -> Figure | Text:
    """Return the readings over time, a panel for each scale."""
    rows = reading_rows(result)
    if not rows:
        return Text(_nothing(result, language))
    caption = word("ind_figure", language)
    labels = [word(name, language) for name in ("ind_what", "ind_figure_date", "ind_figure_score")]
    told = [_alt_scale(result, row, language) for row in rows]
    return Figure(
        png=drawn_png(
            lambda ax: individual_panels_drawn(result, ax, language=language),
            height=individual_panels_height(len(rows)),
            width=PANEL_WIDTH,
        ),
        caption=caption,
        alt=word("ind_alt", language, scales=" ".join(told)),
        data=Table(
            caption=caption,
            columns=columns(labels, texts=2),
            rows=tuple(
                (
                    scale_name(result, one, language),
                    day_text(one["date"], language),
                    exact_text(one["score"], language),
                )
                for one in _every(result)
            ),
        ),
    )


def _every(result: IndividualReadings) -> list[dict[str, Any]]:
    return [
        {str(name): value for name, value in row.items()}
        for row in result.readings().to_dict("records")
    ]


def _alt_scale(result: IndividualReadings, row: Mapping[str, Any], language: str) -> str:
    scores = np.array(
        [
            one["score"]
            for one in _every(result)
            if all(one[name] == row[name] for name in ("instrument", "scale", "respondent"))
        ]
    )
    error = result.errors[row["instrument"], row["scale"]]
    if error.points is None:
        outside = word("ind_alt_no_band", language)
    else:
        beyond = sum(error.verdict(float(one)) == "beyond" for one in scores - row["first"])
        outside = word("ind_alt_outside", language, count=beyond)
    return word(
        "ind_alt_scale",
        language,
        scale=scale_name(result, row, language),
        readings=len(scores),
        first=exact_text(row["first"], language),
        latest=exact_text(row["latest"], language),
        low=exact_text(float(scores.min()), language),
        high=exact_text(float(scores.max()), language),
        outside=outside,
    )
