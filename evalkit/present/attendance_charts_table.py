"""The two attendance charts as a table and as a picture."""

from __future__ import annotations

import pandas as pd

from evalkit.monitoring.attendance_charts import AttendanceCharts
from evalkit.monitoring.control_chart import ControlChart
from evalkit.present.attendance_words import limits_text, series_notes, signals_text, step_text
from evalkit.present.blocks import Figure, Table, Text
from evalkit.present.count_wording import quarter_text
from evalkit.present.drawing import drawn_png
from evalkit.present.numbers import count_text, date_text, decimal_text, percent_text
from evalkit.present.plots.attendance_charts import (
    draw_attendance_charts,
    number_label,
    share_label,
)
from evalkit.present.plots.control_chart import chart_height
from evalkit.present.records import records
from evalkit.present.table_columns import columns
from evalkit.present.words import word

__all__ = ["attendance_charts_figure", "attendance_charts_table", "chart_notes"]


def chart_notes(result: AttendanceCharts, language: str) -> list[str]:
    """Return that limits are provisional or widened, where they are."""
    said = []
    points = int(result.number.phases()["points"].iloc[-1]) if result.number.points else 0
    if result.number.points and result.number.is_provisional:
        said.append(word("att_few_points_note", language, count=count_text(points, language)))
    phases = result.share.phases()
    if len(phases) and bool(phases["laney"].iloc[-1]):
        sigma = decimal_text(float(phases["sigma_z"].iloc[-1]), language, digits=2)
        said.append(word("att_wide_note", language, sigma=sigma))
    return said


def attendance_charts_table(result: AttendanceCharts, *, language: str) -> Table | Text:
    """Return number and share, one a row, in the quarter, before it, and on the chart."""
    if not result.number.points:
        return Text((word("no_attendance", language),))
    when = quarter_text(str(result.quarter), language)
    labels = [
        word("att_charts_what", language),
        word("att_charts_in_quarter", language, quarter=when),
        *(word(name, language) for name in ("att_charts_before", "att_charts_mean")),
        *(word(name, language) for name in ("att_charts_limits", "att_charts_signals")),
    ]
    signals = result.signals()
    rows = [
        (
            label(result, language),
            *_means(result, name, language),
            _number(_mean(chart), chart, language),
            limits_text(chart, language),
            signals_text(signals[signals["chart"] == name], chart, language),
        )
        for name, chart, label in (
            ("number", result.number, number_label),
            ("share", result.share, share_label),
        )
    ]
    notes = [word("att_charts_note", language), *chart_notes(result, language)]
    return Table(
        caption=word("att_charts_caption", language, activity=result.activity),
        columns=columns(labels, texts=(0, 5)),
        rows=tuple(rows),
        notes=(*notes, *series_notes(result.series, language)),
        name="attendance_charts",
        numbers=records(result.to_frame()),
    )


def _mean(chart: ControlChart) -> float | None:
    means = chart.to_frame()["mean"].dropna()
    return float(means.iloc[-1]) if len(means) else None


def _number(value: float | None, chart: ControlChart, language: str) -> str:
    return (percent_text if chart.kind == "p" else decimal_text)(value, language)


def _means(result: AttendanceCharts, chart: str, language: str) -> tuple[str, str]:
    """Return the quarter's mean and that before it, as a table has them."""
    moved = result.moved
    if moved is not None and chart == "number":
        pair = (moved.came, moved.came_before)
        return decimal_text(pair[0], language), decimal_text(pair[1], language)
    if moved is not None:
        return percent_text(moved.share, language), percent_text(moved.share_before, language)
    none = word("not_computed", language)
    return (quarter_mean(result, chart, language), none)


def quarter_mean(result: AttendanceCharts, chart: str, language: str) -> str:
    """Return the quarter's mean number, or the share of all its steps together."""
    frame = result.to_frame()
    here = frame[(frame["chart"] == chart) & frame["in_quarter"] & frame["value"].notna()]
    if here.empty:
        return word("not_computed", language)
    if chart == "number":
        return decimal_text(float(here["value"].mean()), language)
    return percent_text(float(here["count"].sum() / here["n"].sum()), language)


def attendance_charts_figure(result: AttendanceCharts, *, language: str) -> Figure | Text:
    """Return the picture of both charts."""
    if not result.number.points or not result.share.points:
        return Text((word("no_attendance", language),))
    caption = word(
        "att_charts_figure",
        language,
        activity=result.activity,
        quarter=quarter_text(str(result.quarter), language),
    )
    height = 2 * chart_height(result.number) - 1.2
    return Figure(
        png=drawn_png(
            lambda ax: draw_attendance_charts(result, ax=ax, language=language), height=height
        ),
        caption=caption,
        alt=_alt(result, language),
        data=_drawn(result, caption, language),
    )


def _alt(result: AttendanceCharts, language: str) -> str:
    signals = result.signals()
    said = [
        signals_text(signals[signals["chart"] == name], chart, language)
        for name, chart in (("number", result.number), ("share", result.share))
        if (signals["chart"] == name).any()
    ]
    marked = (
        word("att_signals_alt", language, signals="; ".join(said))
        if said
        else word("att_no_signals_alt", language)
    )
    days = result.number.to_frame()["date"]
    return word(
        "att_charts_alt",
        language,
        first=date_text(days.min().date(), language),
        last=date_text(days.max().date(), language),
        mean=decimal_text(_mean(result.number), language),
        limits=limits_text(result.number, language),
        share_mean=percent_text(_mean(result.share), language),
        share_limits=limits_text(result.share, language),
        signals=marked,
    )


def _drawn(result: AttendanceCharts, caption: str, language: str) -> Table:
    """Return the drawn points, one step a row."""
    number, share = result.number.to_frame(), result.share.to_frame()
    both = number[["date", "value"]].merge(
        share[["date", "value"]], on="date", suffixes=("_number", "_share")
    )
    rows = [
        (
            step_text(pd.Timestamp(row["date"]), result.series.by, language),
            count_text(row["value_number"], language),
            percent_text(row["value_share"], language),
        )
        for row in both.to_dict("records")
    ]
    step = word("att_step_week" if result.series.by == "week" else "att_step_occasion", language)
    labels = [step, number_label(result, language), share_label(result, language)]
    return Table(
        caption=caption,
        columns=columns(labels),
        rows=tuple(rows),
        name="attendance_charts_drawn",
        numbers=records(both),
    )
