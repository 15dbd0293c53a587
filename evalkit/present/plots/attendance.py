"""How many came, occasion by occasion."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from evalkit.errors import InputError
from evalkit.monitoring.attendance import Attendance
from evalkit.present.numbers import decimal_text
from evalkit.present.plots.look import TEXT_SIZE, axes_on
from evalkit.present.words import word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_attendance"]

# One activity is blue; several differ in marker and line too, never in colour alone.
COLOURS = ("#0b5394", "#7a3e00", "#3a6b35", "#595959", "#6a3d9a")
MARKERS = "osD^v"
LINES = ("-", "--", "-.", ":", (0, (5, 1)))
QUARTER_COLOUR = "#dce6f1"
MEAN_COLOUR = "#7a3e00"


def plot_attendance(result: Attendance, *, ax: Axes | None = None, language: str = "da") -> Axes:
    """Draw how many came to each occasion over the last four quarters.

    Parameters
    ----------
    result : Attendance
        From `evalkit.attendance`.
    ax : Axes, optional
        Where to draw; a new one when it is not given.
    language : {"da", "en"}
        Of labels.

    Returns
    -------
    Axes
        One line per activity; the report's quarter is shaded. A single activity also has its mean
        in that quarter as a line.

    Raises
    ------
    InputError
        When there is no attendance in the four quarters; when the language is unknown.

    Examples
    --------
    >>> import matplotlib
    >>> matplotlib.use("agg")
    >>> import evalkit as ek
    >>> study = ek.load("data/examples/cafe_step", profile="cafe_step")
    >>> ek.plot_attendance(ek.attendance(study, "2026Q3"), language="en").get_ylabel()
    'Present'
    """
    # A caller without a type checker may hand in anything.
    given: object = result
    if not isinstance(given, Attendance):
        raise InputError(
            f"`result` is a {type(given).__name__}; what ek.attendance(...) returns is expected."
        )
    occasions = result.occasions()
    if occasions.empty:
        raise InputError(
            "There is no attendance in the last four quarters, so there is nothing to draw."
        )
    ax = axes_on(ax, width=7.2, height=3.8)
    first, last = _day(result.quarter.first_day), _day(result.quarter.last_day)
    ax.axvspan(first, last, color=QUARTER_COLOUR, zorder=0, label=word("latest_quarter", language))
    activities = list(dict.fromkeys(occasions["activity"]))
    for number, name in enumerate(activities):
        here = occasions[occasions["activity"] == name]
        days = np.array([_day(day) for day in here["date"]])
        came = here["came"].to_numpy(dtype=float)
        ax.plot(
            days,
            came,
            marker=MARKERS[number % len(MARKERS)],
            color=COLOURS[number % len(COLOURS)],
            linestyle=LINES[number % len(LINES)],
            linewidth=1.4,
            markersize=4,
            label=str(name),
        )
        now = came[(days >= first) & (days <= last)]
        if len(activities) == 1 and len(now):
            mean = float(now.mean())
            label = word("quarter_mean", language, mean=decimal_text(mean, language))
            ax.hlines(
                mean, first, last, color=MEAN_COLOUR, linewidth=1.6, linestyle="--", label=label
            )
    _dressed(ax, language)
    return ax


def _day(day: object) -> float:
    """Return a date as matplotlib counts days."""
    from matplotlib import dates

    return float(dates.date2num(day))  # type: ignore[no-untyped-call]


def _dressed(ax: Axes, language: str) -> None:
    from matplotlib import ticker

    ax.set_ylim(bottom=0)
    ax.yaxis.set_major_locator(ticker.MaxNLocator(integer=True))
    ax.set_ylabel(word("present", language), fontsize=TEXT_SIZE)
    _months(ax, language)
    ax.legend(frameon=False, fontsize=TEXT_SIZE, loc="lower left", bbox_to_anchor=(0, 1), ncols=2)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    ax.grid(axis="y", color="#e0e0e0", linewidth=0.8)
    ax.set_axisbelow(True)
    ax.tick_params(labelsize=TEXT_SIZE)


def _months(ax: Axes, language: str) -> None:
    """Label the months in the reader's language, whatever the machine's locale is."""
    from babel.dates import format_date
    from matplotlib import dates, ticker

    def label(value: float, _: int | None = None) -> str:
        day = dates.num2date(value).date()  # type: ignore[no-untyped-call]
        return format_date(day, format="MMM yyyy", locale=language)

    ax.xaxis.set_major_locator(
        dates.MonthLocator(bymonth=(1, 4, 7, 10))  # type: ignore[no-untyped-call]
    )
    ax.xaxis.set_major_formatter(ticker.FuncFormatter(label))
