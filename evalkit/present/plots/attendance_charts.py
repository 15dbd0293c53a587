"""Attendance on two charts over the same weeks: how many came, and which share of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalkit.monitoring.attendance_charts import AttendanceCharts
from evalkit.present.numbers import decimal_text
from evalkit.present.plots.attendance import QUARTER_COLOUR
from evalkit.present.plots.control_chart import plot_chart
from evalkit.present.plots.look import TEXT_SIZE
from evalkit.present.words import word

if TYPE_CHECKING:
    import datetime as dt

    from matplotlib.axes import Axes

__all__ = ["draw_attendance_charts", "number_label", "share_label"]

_NUMBER = {"week": "att_number_week", "occasion": "att_number_occasion"}
_SHARE = {"enrolled": "att_share_of_enrolled", "noted": "att_share_of_noted"}


def number_label(result: AttendanceCharts, language: str) -> str:
    """Return what the upper chart shows."""
    return word(_NUMBER[result.series.by], language)


def share_label(result: AttendanceCharts, language: str) -> str:
    """Return what the lower chart shows."""
    return word(_SHARE[result.of], language)


def draw_attendance_charts(result: AttendanceCharts, *, ax: Axes, language: str) -> None:
    """Draw both charts in place of one drawing's axes, with the quarter shaded."""
    canvas = ax.get_figure(root=True)
    if canvas is None:
        return
    ax.remove()
    upper, lower = canvas.subplots(2, 1, sharex=True)
    drawn = ((result.number, upper, number_label), (result.share, lower, share_label))
    for chart, axes, label in drawn:
        plot_chart(chart, ax=axes, language=language)
        axes.set_title(label(result, language), fontsize=TEXT_SIZE, loc="left")
        axes.set_ylabel("")
        window = result.quarter
        first, last = _day(window.first_day), _day(window.last_day)
        # The shade belongs to the drawn weeks; it must not stretch the axis beyond them.
        left, right = axes.get_xlim()
        shade = {"color": QUARTER_COLOUR, "label": word("latest_quarter", language)}
        if first < right:
            axes.axvspan(max(first, left), min(last, right), zorder=0, **shade)
        axes.set_xlim(left, right)
    from matplotlib import ticker

    # Room for the markers at 100 %; people come in whole numbers.
    lower.set_ylim(0, 1.05)
    upper.set_ylim(bottom=0)
    upper.yaxis.set_major_locator(ticker.MaxNLocator(6, integer=True))
    upper.yaxis.set_major_formatter(lambda value, _: decimal_text(value, language, digits=0))
    _one_legend(upper, lower)


def _one_legend(upper: Axes, lower: Axes) -> None:
    """Keep one legend below both, with what either has."""
    handles, labels = [], []
    for axes in (upper, lower):
        for handle, label in zip(*axes.get_legend_handles_labels(), strict=True):
            if label not in labels:
                handles.append(handle)
                labels.append(label)
        legend = axes.get_legend()
        if legend is not None:
            legend.remove()
    lower.legend(
        handles,
        labels,
        frameon=False,
        fontsize=TEXT_SIZE - 1,
        loc="upper left",
        bbox_to_anchor=(-0.02, -0.16),
        ncols=2,
        borderaxespad=0,
    )


def _day(day: dt.date) -> float:
    """Return a date as matplotlib counts days."""
    from matplotlib import dates

    return float(dates.date2num(day))  # type: ignore[no-untyped-call]
