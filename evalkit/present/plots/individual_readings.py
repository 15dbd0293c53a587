"""One person's readings over time, a panel a scale, with the band of measurement error."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from evalkit.errors import InputError
from evalkit.instruments.scale import Scale
from evalkit.monitoring.individual_readings import IndividualReadings
from evalkit.present.individual_words import reading_rows, scale_name
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

__all__ = [
    "PANEL_WIDTH",
    "individual_panels_drawn",
    "individual_panels_height",
    "plot_individual_readings",
]

# Inches: of the picture, of a row of panels, and of the legend below them.
PANEL_WIDTH, PANEL_HEIGHT, LEGEND_HEIGHT = 6.8, 2.3, 0.8
# So many scales stand under one another; more of them in two columns.
MOST_IN_ONE_COLUMN = 3
BAND_COLOUR = "#e4e4e4"
TITLE_WIDTH = 68
# Of the axis: room above and below the scale's ends, so that no mark is cut.
MARGIN = 0.05
# Days left and right of the first and the last reading.
_ROOM = 20
_LEAST_TICKS, _MOST_TICKS = 3, 7


def plot_individual_readings(
    result: IndividualReadings, *, row: int = 0, ax: Axes | None = None, language: str = "da"
) -> Axes:
    """Draw one person's readings on one scale over time. Internal.

    Parameters
    ----------
    result : IndividualReadings
        Of `evalkit.individual_status`.
    row : int
        Which scale: the row of `to_frame()`.
    ax : Axes, optional
        Where to draw; a new one when it is not given.
    language : {"da", "en"}
        Of labels.

    Returns
    -------
    Axes
        Dots are readings, joined by a line; the light band is measurement error around the first
        one, where it is known; dashed upright lines are status meetings.

    Raises
    ------
    InputError
        When there is no such row, or the result or the language is another.

    See Also
    --------
    evalkit.figure : all scales, with caption, alternative text and numbers.

    Examples
    --------
    >>> import matplotlib
    >>> matplotlib.use("agg")
    >>> import evalkit as ek
    >>> study = ek.load("data/examples/netvaerksopbygning", profile="netvaerksopbygning")
    >>> status = ek.individual_status(study, study.enrolments["person"].iloc[1], as_of="2026Q3")
    >>> ek.plot_individual_readings(status.readings, language="en").get_title(loc="left")
    'Well-being (WHO-5), higher is better'
    """
    check_language(language)
    given: object = result
    if not isinstance(given, IndividualReadings):
        raise InputError(
            f"`result` is a {type(given).__name__}; `.readings` of ek.individual_status(...) is "
            f"expected."
        )
    rows = reading_rows(result)
    if not 0 <= row < len(rows):
        raise InputError(f"`row` is {row!r}, and there are {len(rows)} scales, counted from 0.")
    ax = axes_on(ax, width=PANEL_WIDTH, height=PANEL_HEIGHT + LEGEND_HEIGHT)
    _panel(ax, result, rows[row], language=language, narrow=False)
    return ax


def individual_panels_height(panels: int) -> float:
    """Return the height in inches that so many scales need."""
    across = 1 if panels <= MOST_IN_ONE_COLUMN else 2
    return PANEL_HEIGHT * math.ceil(panels / across) + LEGEND_HEIGHT


def individual_panels_drawn(result: IndividualReadings, ax: Axes, *, language: str) -> None:
    """Draw a panel for every scale, in place of one axes."""
    rows = reading_rows(result)
    across = 1 if len(rows) <= MOST_IN_ONE_COLUMN else 2
    figure = ax.figure
    ax.remove()
    grid = figure.subplots(math.ceil(len(rows) / across), across, squeeze=False)
    places = list(grid.ravel())
    for place, row in zip(places, rows, strict=False):
        _panel(place, result, row, language=language, narrow=across > 1)
    for place in places[len(rows) :]:
        place.set_axis_off()
    handles: dict[str, Any] = {}
    for place in places[: len(rows)]:
        for handle, label in zip(*place.get_legend_handles_labels(), strict=True):
            handles.setdefault(label, handle)
    figure.legend(
        list(handles.values()),
        list(handles),
        loc="outside lower center",
        ncols=2,
        frameon=False,
        fontsize=TEXT_SIZE - 1,
    )


def _panel(
    ax: Axes,
    result: IndividualReadings,
    row: Mapping[str, Any],
    *,
    language: str,
    narrow: bool,
) -> None:
    from matplotlib import dates

    every = result.readings()
    own = every
    for name in ("instrument", "scale", "respondent"):
        own = own[own[name] == row[name]]
    days = [_number(day) for day in own["date"]]
    known = result.scales.get((row["instrument"], row["scale"]))
    first, end = _number(every["date"].min()) - _ROOM, _number(every["date"].max())
    last = max([end, *map(_number, result.meetings)]) + _ROOM
    error = result.errors[row["instrument"], row["scale"]]
    if error.points is not None:
        low, high = row["first"] - error.points, row["first"] + error.points
        if known is not None:
            low, high = max(low, known.lowest), min(high, known.highest)
        label = word("ind_legend_band", language)
        ax.fill_between([first, last], low, high, color=BAND_COLOUR, lw=0, label=label, zorder=0)
    within = [day for day in map(_number, result.meetings) if first <= day <= last]
    for place, day in enumerate(within):
        label = "_" if place else word("ind_legend_meeting", language)
        ax.axvline(day, color=SECOND_COLOUR, lw=1.1, ls=(0, (5, 3)), label=label, zorder=1)
    ax.plot(days, own["score"], color=LINE_COLOUR, lw=1.0, zorder=2)
    label = word("ind_legend_reading", language)
    ax.plot(days, own["score"], "o", color=DOT_COLOUR, markersize=6, label=label, zorder=3)
    ax.set_xlim(first, last)
    _scale_ends(ax, known)
    title = _title(scale_name(result, row, language), known, language)
    wide = TITLE_WIDTH // 2 if narrow else TITLE_WIDTH
    ax.set_title(textwrap.fill(title, wide), fontsize=TEXT_SIZE, loc="left")
    quiet(ax, ("top", "right"), language=language, steps="y")
    ticks = _LEAST_TICKS + 1 if narrow else _MOST_TICKS
    ax.xaxis.set_major_locator(
        dates.AutoDateLocator(minticks=_LEAST_TICKS, maxticks=ticks)  # type: ignore[no-untyped-call]
    )
    ax.xaxis.set_major_formatter(_month_names(language))


def _title(scale: str, known: Scale | None, language: str) -> str:
    if known is None:
        return scale
    name = "ind_panel_higher" if known.better == "higher" else "ind_panel_lower"
    return word(name, language, scale=scale)


def _scale_ends(ax: Axes, known: Scale | None) -> None:
    """Show the whole scale, so that a small change looks small."""
    if known is not None:
        room = MARGIN * (known.highest - known.lowest)
        ax.set_ylim(known.lowest - room, known.highest + room)


def _number(day: object) -> float:
    from matplotlib import dates

    return float(dates.date2num(pd.Timestamp(day).date()))  # type: ignore[no-untyped-call, arg-type]


def _month_names(language: str) -> Any:
    """Label months in the reader's language, whatever the machine's locale is."""
    from babel.dates import format_date
    from matplotlib import dates, ticker

    def label(value: float, _: int | None = None) -> str:
        day = dates.num2date(value).date()  # type: ignore[no-untyped-call]
        return format_date(day, format="MMM yyyy", locale=language)

    return ticker.FuncFormatter(label)
