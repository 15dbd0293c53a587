"""Figures: a plot with its caption, its alternative text and the numbers behind it."""

from __future__ import annotations

import pandas as pd

from evalkit.monitoring.attendance import Attendance
from evalkit.outcomes.change import PrePost
from evalkit.present.blocks import Figure, Table, TableColumn, Text
from evalkit.present.change_table import no_change
from evalkit.present.compared_rows import compared_rows
from evalkit.present.drawing import drawn_png
from evalkit.present.numbers import (
    confidence_text,
    count_text,
    date_text,
    decimal_text,
    interval_text,
)
from evalkit.present.plots.attendance import plot_attendance
from evalkit.present.plots.pre_post import plot_pre_post, plotted_changes, row_height
from evalkit.present.records import records
from evalkit.present.table_columns import columns
from evalkit.present.words import listed, word

__all__ = ["attendance_figure", "change_figure"]

# Which sentence of the alternative text tells where a row's interval lies.
_SIDES = {
    "better": "alt_clear",
    "worse": "alt_worse",
    "above": "alt_above",
    "below": "alt_below",
    "across": "alt_unclear",
    "none": "alt_no_interval",
}


def change_figure(result: PrePost, *, language: str) -> Figure | Text:
    """Return the picture of a before/after comparison."""
    nothing = no_change(result, language)
    if nothing is not None:
        return nothing
    return Figure(
        png=drawn_png(
            lambda ax: plot_pre_post(result, ax=ax, language=language), height=row_height(result)
        ),
        caption=word(
            "change_figure", language, confidence=confidence_text(result.confidence, language)
        ),
        alt=_change_alt(result, language),
        data=_plotted(result, language),
    )


def _plotted(result: PrePost, language: str) -> Table:
    """Return the numbers as the picture has them: in its unit, turned where it is turned."""
    drawn, axis = plotted_changes(result, language)
    confidence = confidence_text(result.confidence, language)
    labels = [word(name, language) for name in ("scale", "pairs", "mean_change")]
    labels.append(word("interval_short", language, confidence=confidence))
    own_unit = axis.startswith(word("change_axis", language))
    rows = [
        (
            row.title,
            count_text(row.n, language),
            row.number("mean_change", language, signed=True)
            if own_unit
            else decimal_text(change, language, signed=True),
            row.interval(language) if own_unit else interval_text(low, high, language),
        )
        for row, change, low, high in drawn
    ]
    numbers = pd.DataFrame(
        [(*(row.numbers[name] for name in result.by), row.n, *plot) for row, *plot in drawn],
        columns=[*result.by, "n", "change", "low", "high"],
    )
    return Table(
        caption=axis.replace("\n", " "),
        columns=columns(labels),
        rows=tuple(rows),
        notes=() if own_unit else (word("figure_unit_note", language),),
        name="change_figure",
        numbers=records(numbers),
    )


def _change_alt(result: PrePost, language: str) -> str:
    """Say where each interval lies, as the picture shows it."""
    rows = [row for row in compared_rows(result, language) if row.n]
    said = [word("change_alt", language, rows=len(rows))]
    for side, key in _SIDES.items():
        titles = [row.title for row in rows if row.interval_side == side]
        if titles:
            said.append(word(key, language, scales=listed(titles, language)))
    return " ".join(said)


def attendance_figure(result: Attendance, *, language: str) -> Figure | Text:
    """Return the picture of attendance, occasion by occasion."""
    occasions = result.occasions()
    if occasions.empty:
        key = "no_attendance" if result.to_frame().empty else "no_attendance_lately"
        return Text((word(key, language),))
    columns = tuple(
        TableColumn(word(name, language), "end" if name == "present" else "start")
        for name in ("date", "activity", "present")
    )
    rows = tuple(
        (date_text(day.date(), language), str(activity), count_text(came, language))
        for activity, day, came in zip(
            occasions["activity"], occasions["date"], occasions["came"], strict=True
        )
    )
    caption = word("attendance_figure", language)
    return Figure(
        png=drawn_png(lambda ax: plot_attendance(result, ax=ax, language=language), height=3.6),
        caption=caption,
        alt=_attendance_alt(result, occasions, language),
        data=Table(
            caption, columns, rows, name="attendance_by_occasion", numbers=records(occasions)
        ),
    )


def _attendance_alt(result: Attendance, occasions: pd.DataFrame, language: str) -> str:
    now = [row for row in result.to_frame().to_dict("records") if row["occasions"]]
    means = {
        row["activity"]: row["mean_per_occasion"]
        for row in now
        if row["quarter"] == str(result.quarter)
    }
    said = []
    for name, here in occasions.groupby("activity", sort=False):
        said.append(
            word(
                "attendance_alt",
                language,
                activity=name,
                occasions=len(here),
                first=date_text(here["date"].min().date(), language),
                last=date_text(here["date"].max().date(), language),
                highest=count_text(here["came"].max(), language),
                lowest=count_text(here["came"].min(), language),
            )
        )
        if name in means:
            mean = decimal_text(means[name], language)
            said.append(word("attendance_alt_mean", language, mean=mean))
    return " ".join(said)
