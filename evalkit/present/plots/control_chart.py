"""Control charts and run charts: points, the middle, limits, what was marked and what happened."""

from __future__ import annotations

import datetime as dt
import math
import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from evalkit.errors import InputError
from evalkit.monitoring.chart_rules import RULES
from evalkit.monitoring.control_chart import ControlChart
from evalkit.monitoring.run_chart import RunChart
from evalkit.present.chart_numbers import chart_number
from evalkit.present.numbers import percent_text
from evalkit.present.plots.look import (
    DOT_COLOUR,
    LINE_COLOUR,
    SECOND_COLOUR,
    TEXT_SIZE,
    axes_on,
    quiet,
)
from evalkit.present.words import check_language, word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["chart_height", "drawn_events", "plot_chart"]

# A form and a colour for each direction; circles are points of no signal.
_MARKS = {
    "improvement": ("s", DOT_COLOUR, "charts_improvement", 7.0),
    "concern": ("D", SECOND_COLOUR, "charts_concern", 6.0),
    "high": ("^", DOT_COLOUR, "charts_high", 7.5),
    "low": ("v", SECOND_COLOUR, "charts_low", 7.5),
}
_VALUE_LABELS = {"xmr": "charts_value", "p": "charts_share", "u": "charts_rate"}
TARGET_COLOUR = "#2e6b2e"
EVENT_COLOUR = "#6a3d9a"
# Inches: the drawing, and one row of the legend.
_BODY, _LEGEND_ROW = 3.1, 0.22
_LEGEND_COLUMNS = 2
_LABEL_WIDTH = 26
# Shorter spans name their days.
_DAYS_NAMED = 120
# Still shorter ones have one tick a day at most.
_DAYS_TICKED = 10
_MOST_TICKS = 5


def plot_chart(
    result: ControlChart | RunChart, *, language: str = "da", ax: Axes | None = None
) -> Axes:
    """Draw a control chart or a run chart.

    Parameters
    ----------
    result : ControlChart or RunChart
        From `evalkit.xmr`, `evalkit.p_chart`, `evalkit.u_chart` or `evalkit.run_chart`.
    language : {"da", "en"}
        Of labels.
    ax : Axes, optional
        Where to draw; a new one when it is not given.

    Returns
    -------
    Axes
        The points, open circles where nothing was marked, squares or diamonds where a rule fired
        (triangles where neither direction is better); mean or median, limits (dotted where they
        are provisional) and target; a line where a phase begins anew; numbered lines where
        something happened within its dates, told in the legend. A date without a value is a gap.

    Raises
    ------
    InputError
        When there is no value to draw, the result is of another kind or the language unknown.

    Examples
    --------
    >>> import matplotlib
    >>> matplotlib.use("agg")
    >>> import pandas as pd
    >>> import evalkit as ek
    >>> weeks = pd.date_range("2026-01-05", periods=14, freq="7D")
    >>> chart = ek.xmr(
    ...     pd.Series([9, 11, 10, 12, 9, 10, 8, 11, 10, 9, 12, 10, 11, 19], weeks), better="higher"
    ... )
    >>> ek.plot_chart(chart, language="en").get_ylabel()
    'Value'
    """
    given: object = result
    if not isinstance(given, ControlChart | RunChart):
        raise InputError(
            f"`result` is a {type(given).__name__}; what ek.xmr(...), ek.p_chart(...), "
            "ek.u_chart(...) or ek.run_chart(...) returns is expected."
        )
    check_language(language)
    if not result.points:
        raise InputError("There is no value on the chart, so there is nothing to draw.")
    ax = axes_on(ax, width=7.2, height=chart_height(result))
    rows = result.to_frame()
    _middle_and_limits(ax, rows, language)
    _values(ax, rows, language)
    _lines_across(ax, result, language)
    _lines_down(ax, result, language)
    _dressed(ax, result, language)
    return ax


def chart_height(result: ControlChart | RunChart) -> float:
    """Return the height a chart needs, in inches: its legend grows with what happened."""
    lines = sum(_event_label(1, words).count("\n") + 1 for words in drawn_events(result).values())
    entries = 6 + lines + (result.target is not None) + bool(result.rebased)
    return _BODY + _LEGEND_ROW * math.ceil(entries / _LEGEND_COLUMNS)


def drawn_events(result: ControlChart | RunChart) -> dict[dt.date, str]:
    """Return what happened within the dates of the chart; other days would stretch its axis."""
    shown = result.to_frame()["date"]
    first, last = shown.min().date(), shown.max().date()
    return {day: words for day, words in result.events.items() if first <= day <= last}


def _event_label(number: int, words: str) -> str:
    """Return what a legend says of an event, in lines that do not squeeze the drawing."""
    return textwrap.fill(f"{number}: {words}", _LABEL_WIDTH)


def _middle_and_limits(ax: Axes, rows: pd.DataFrame, language: str) -> None:
    middle = "mean" if "mean" in rows else "median"
    said: set[str] = set()

    def label(name: str) -> str:
        text = "_" if name in said else word(name, language)
        said.add(name)
        return text

    for _, part in rows.groupby("phase"):
        days = _edges(part["date"])
        name = "charts_mean" if middle == "mean" else "charts_median"
        ax.stairs(part[middle], days, baseline=None, color=LINE_COLOUR, lw=1.8, label=label(name))
        if middle == "median" or part["lower"].isna().all():
            continue
        provisional = bool(part["provisional"].iloc[0])
        name = "charts_limits_provisional" if provisional else "charts_limits"
        style: dict[str, Any] = {"color": LINE_COLOUR, "lw": 1.3, "baseline": None}
        style["linestyle"] = ":" if provisional else "--"
        for end in ("lower", "upper"):
            ax.stairs(part[end], days, label=label(name), **style)


def _edges(dates: pd.Series) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return where each date's step begins and ends: half-way to its neighbours."""
    days = _days(dates)
    if len(days) == 1:
        return np.array([days[0] - 0.5, days[0] + 0.5])
    half = np.diff(days) / 2
    return np.concatenate([days[:1] - half[0], days[:-1] + half, days[-1:] + half[-1]])


def _days(dates: pd.Series) -> np.ndarray[Any, np.dtype[np.float64]]:
    from matplotlib import dates as counted

    return np.array([counted.date2num(day.date()) for day in dates])  # type: ignore[no-untyped-call]


def _values(ax: Axes, rows: pd.DataFrame, language: str) -> None:
    """Draw the points; the line between them is broken at a gap and where a phase begins."""
    for _, part in rows.groupby("phase"):
        ax.plot(_days(part["date"]), part["value"], color="#8c8c8c", lw=1.0, zorder=2)
    columns = [name for name in (*RULES, "long_run") if name in rows]
    marked = (rows[columns] != "").any(axis=1)
    plain = rows[~marked & rows["value"].notna()]
    ax.plot(
        _days(plain["date"]),
        plain["value"],
        "o",
        color=LINE_COLOUR,
        markerfacecolor="white",
        markersize=5,
        zorder=3,
        label=word("charts_point", language) if len(plain) else "_",
    )
    for direction, (form, colour, name, size) in _MARKS.items():
        here = rows[(rows[columns] == direction).any(axis=1)]
        if len(here):
            ax.plot(
                _days(here["date"]),
                here["value"],
                form,
                color=colour,
                markersize=size,
                markeredgecolor="white",
                zorder=4,
                label=word(name, language),
            )


def _lines_across(ax: Axes, result: ControlChart | RunChart, language: str) -> None:
    if result.target is not None:
        shown = chart_number(result.target, result, language)
        label = word("charts_target_line", language, target=shown)
        ax.axhline(result.target, color=TARGET_COLOUR, lw=1.5, ls="-.", label=label)


def _lines_down(ax: Axes, result: ControlChart | RunChart, language: str) -> None:
    rows = result.to_frame()
    for phase in range(1, len(result.rebased) + 1):
        label = word("charts_rebase_line", language) if phase == 1 else "_"
        begins = _edges(rows.loc[rows["phase"] == phase, "date"])[0]
        ax.axvline(begins, color=LINE_COLOUR, lw=1.2, ls=(0, (1, 3)), label=label)
    for number, (day, words) in enumerate(drawn_events(result).items(), start=1):
        ax.axvline(_day(day), color=EVENT_COLOUR, lw=1.0, ls=(0, (6, 3)), zorder=1)
        ax.annotate(
            str(number),
            (_day(day), 1),
            xycoords=("data", "axes fraction"),
            ha="center",
            va="bottom",
            fontsize=TEXT_SIZE,
            color=EVENT_COLOUR,
        )
        ax.plot(
            [], [], color=EVENT_COLOUR, lw=1.0, ls=(0, (6, 3)), label=_event_label(number, words)
        )


def _day(day: dt.date) -> float:
    return float(_days(pd.Series([pd.Timestamp(day)]))[0])


def _dressed(ax: Axes, result: ControlChart | RunChart, language: str) -> None:
    from matplotlib import ticker

    ax.set_ylabel(word(_VALUE_LABELS[getattr(result, "kind", "xmr")], language), fontsize=TEXT_SIZE)
    quiet(ax, ("top", "right"), language=language, steps="y")
    if getattr(result, "kind", "") == "p":
        ax.yaxis.set_major_formatter(
            ticker.FuncFormatter(lambda value, _: percent_text(value, language))
        )
    _dates(ax, result, language)
    ax.legend(
        frameon=False,
        fontsize=TEXT_SIZE - 1,
        loc="upper left",
        bbox_to_anchor=(-0.02, -0.12),
        ncols=_LEGEND_COLUMNS,
        borderaxespad=0,
    )


def _dates(ax: Axes, result: ControlChart | RunChart, language: str) -> None:
    """Label days or months in the reader's language, whatever the machine's locale is."""
    from babel.dates import format_date
    from matplotlib import dates, ticker

    shown = result.to_frame()["date"]
    span = (shown.max() - shown.min()).days
    pattern = "d. MMM" if span <= _DAYS_NAMED else "MMM yyyy"

    def label(value: float, _: int | None = None) -> str:
        day = dates.num2date(value).date()  # type: ignore[no-untyped-call]
        return format_date(day, format=pattern, locale=language)

    if span <= _DAYS_TICKED:
        ax.set_xticks(_days(shown)[:: math.ceil(len(shown) / _MOST_TICKS)])
    else:
        locator = dates.AutoDateLocator(minticks=3, maxticks=_MOST_TICKS + 1)  # type: ignore[no-untyped-call]
        ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(ticker.FuncFormatter(label))
