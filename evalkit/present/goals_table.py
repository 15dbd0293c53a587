"""The table and the picture of goals: set, reviewed, reached, and how far they were attained."""

from __future__ import annotations

from typing import Any

import pandas as pd

from evalkit.monitoring.goals import GoalAttainment
from evalkit.present.blocks import Figure, Table, Text
from evalkit.present.drawing import drawn_png
from evalkit.present.network_words import sector_text
from evalkit.present.numbers import (
    confidence_text,
    count_text,
    date_text,
    decimal_text,
    interval_text,
    percent_text,
)
from evalkit.present.plots.goals import GOALS_HEIGHT, level_text, plot_goals
from evalkit.present.records import records
from evalkit.present.table_columns import columns
from evalkit.present.words import word, word_or
from evalkit.results import SHOWN_FROM

__all__ = ["area_text", "goals_figure", "goals_table", "nothing_of_goals"]

_SETTERS = {
    "person": "goals_by_person",
    "worker": "goals_by_worker",
    "both": "goals_by_both",
    "": "goals_by_nobody",
}
_AREAS = {
    "everyday life": "goals_area_everyday",
    "health": "goals_area_health",
    "housing": "goals_area_housing",
    "money": "goals_area_money",
    "network": "goals_area_network",
}
_LABELS = (
    *("goals_which", "goals_persons", "goals_set", "goals_reviewed", "goals_rated"),
    *("goals_reached", "goals_share", "goals_overdue"),
)
_COUNTS = ("goals", "reviewed", "rated", "reached", "overdue")


def nothing_of_goals(result: GoalAttainment, language: str) -> Text | None:
    """Return why no goals are shown, None when they are."""
    n = int(result.to_frame()["n"].iloc[0])
    if not n:
        return Text((word("goals_none", language),))
    return Text((word("goals_few", language, few=SHOWN_FROM),)) if n < SHOWN_FROM else None


def _shown(result: GoalAttainment) -> tuple[list[dict[Any, Any]], bool]:
    """Return the rows, and whether some show nothing as they are about few persons.

    All goals less the other rows would give a lone one away, so the smallest of these goes too.
    """
    frame = result.to_frame()
    hidden = frame["n"] < SHOWN_FROM
    for kind in frame["kind"].unique():
        own = frame["kind"] == kind
        if int((hidden & own).sum()) == 1 and int(own.sum()) > 1:
            hidden[frame.loc[own & ~hidden, "goals"].idxmin()] = True
    rows = frame.to_dict("records")
    names = ("n", "share_reached", *_COUNTS)
    return [
        row | dict.fromkeys(names, None) if few else row
        for row, few in zip(rows, hidden, strict=True)
    ], bool(hidden.any())


def goals_table(result: GoalAttainment, *, language: str) -> Table | Text:
    """Return the table of goals: all, by whom they were set, and by area."""
    nothing = nothing_of_goals(result, language)
    if nothing is not None or result.as_of is None:
        return nothing or Text((word("goals_none", language),))
    rows, some_hidden = _shown(result)
    notes = [word("goals_count_note", language, months=result.review_months)]
    if some_hidden:
        notes.append(word("goals_few_note", language, few=SHOWN_FROM))
    return Table(
        caption=word("goals_caption", language, day=date_text(result.as_of, language)),
        columns=columns([word(name, language) for name in _LABELS]),
        rows=tuple(_cells(row, language) for row in rows),
        notes=(*notes, *_t_note(result, language), *_left_out(result, language)),
        name="goals",
        numbers=(*records(pd.DataFrame(rows)), *_t_records(result)),
    )


def _cells(row: dict[Any, Any], language: str) -> tuple[str, ...]:
    return (
        _title(row["kind"], row["group"], language),
        count_text(row["n"], language),
        *(count_text(row[name], language) for name in _COUNTS[:-1]),
        percent_text(row["share_reached"], language),
        count_text(row["overdue"], language),
    )


def _title(kind: str, group: str, language: str) -> str:
    if kind == "all":
        return word("goals_all", language)
    if kind == "set_by":
        if group in _SETTERS:
            return word(_SETTERS[group], language)
        return word("goals_by_other", language, who=word_or(group, language))
    if not group:
        return word("goals_no_area", language)
    return word("goals_area", language, area=area_text(group, language))


def area_text(area: str, language: str) -> str:
    """Return what readers call what a goal is about."""
    return word(_AREAS[area], language) if area in _AREAS else sector_text(area, language)


def _t_note(result: GoalAttainment, language: str) -> list[str]:
    row = result.t_scores().set_index("quantity").to_dict("index")["t"]
    if row["n"] < SHOWN_FROM:
        return []
    return [
        word(
            "goals_t_note",
            language,
            rho=decimal_text(result.rho, language),
            mean=decimal_text(row["mean"], language),
            n=count_text(row["n"], language),
            confidence=confidence_text(result.confidence, language),
            interval=interval_text(row["conf_low"], row["conf_high"], language),
        )
    ]


def _t_records(result: GoalAttainment) -> tuple[dict[str, Any], ...]:
    scores = result.t_scores()
    return records(scores[scores["n"] >= SHOWN_FROM])


def _left_out(result: GoalAttainment, language: str) -> list[str]:
    undated, later, ratings = result.left_out.values()
    if not undated + later + ratings:
        return []
    counts = {"undated": undated, "later": later, "ratings": ratings}
    told = {name: count_text(count, language) for name, count in counts.items()}
    return [word("goals_left_out_note", language, **told)]


def goals_figure(result: GoalAttainment, *, language: str) -> Figure | Text:
    """Return the picture of how many goals stand at each level."""
    nothing = nothing_of_goals(result, language)
    if nothing is not None:
        return nothing
    levels = result.levels()
    rows = tuple(
        (level_text(row["level"], language), count_text(row["goals"], language))
        for row in levels.to_dict("records")
    )
    told = [word("goals_alt_level", language, level=level, count=count) for level, count in rows]
    caption = word("goals_figure", language)
    labels = [word(name, language) for name in ("goals_figure_level", "goals_figure_axis")]
    return Figure(
        png=drawn_png(lambda ax: plot_goals(result, ax=ax, language=language), height=GOALS_HEIGHT),
        caption=caption,
        alt=word(
            "goals_alt",
            language,
            goals=count_text(levels["goals"].sum(), language),
            n=count_text(result.counts["persons"], language),
            levels="; ".join(told),
        ),
        data=Table(
            caption=caption,
            columns=columns(labels),
            rows=rows,
            notes=(word("goals_figure_note", language),),
            name="goal_levels",
            numbers=records(levels),
        ),
    )
