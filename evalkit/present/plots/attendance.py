"""How many came, occasion by occasion."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from evalkit.errors import InputError
from evalkit.monitoring.attendance import Attendance
from evalkit.present.numbers import decimal_text
from evalkit.present.words import word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_attendance"]

LINE_COLOUR = "#0b5394"
QUARTER_COLOUR = "#dce6f1"
MEAN_COLOUR = "#7a3e00"
TEXT_SIZE = 11


def plot_attendance(result: Attendance, *, ax: Axes | None = None, language: str = "en") -> Axes:
    """Draw how many came to each occasion over the last four quarters.

    Parameters
    ----------
    result : Attendance
        From `evalkit.attendance`.
    ax : Axes, optional
        Where to draw; a new one when it is not given.
    language : {"en", "da"}
        Of labels.

    Returns
    -------
    Axes
        One line per activity; the report's quarter is shaded and has its mean as a line.

    Raises
    ------
    InputError
        When there is no attendance in the four quarters.
    """
    occasions = result.occasions()
    if occasions.empty:
        raise InputError("There is no attendance in the last four quarters, so there is nothing to draw.")
    if ax is None:
        from matplotlib import pyplot as plt

        _, ax = plt.subplots(figsize=(7.2, 3.8), layout="constrained")
    first, last = pd.Timestamp(result.quarter.first_day), pd.Timestamp(result.quarter.last_day)
    ax.axvspan(first, last, color=QUARTER_COLOUR, zorder=0, label=word("latest_quarter", language))
    markers = "osD^v"
    for number, (name, here) in enumerate(occasions.groupby("activity", sort=False)):
        came = here["came"].astype(int)
        ax.plot(here["date"], came, marker=markers[number % 5], color=LINE_COLOUR, linewidth=1.4, markersize=4, label=str(name))
        now = here[(here["date"] >= first) & (here["date"] <= last)]
        if len(now):
            mean = float(now["came"].astype(int).mean())
            label = word("quarter_mean", language, mean=decimal_text(mean, language))
            ax.hlines(mean, first, last, color=MEAN_COLOUR, linewidth=1.6, linestyle="--", label=label)
    ax.set_ylim(bottom=0)
    ax.yaxis.get_major_locator().set_params(integer=True)
    ax.set_ylabel(word("present", language), fontsize=TEXT_SIZE)
    _months(ax, language)
    ax.legend(frameon=False, fontsize=TEXT_SIZE, loc="lower left", bbox_to_anchor=(0, 1), ncols=2)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    ax.grid(axis="y", color="#e0e0e0", linewidth=0.8)
    ax.set_axisbelow(True)
    ax.tick_params(labelsize=TEXT_SIZE)
    return ax


def _months(ax: Axes, language: str) -> None:
    """Label the months in the reader's language, whatever the machine's locale is."""
    from babel.dates import format_date
    from matplotlib import dates, ticker

    def label(value: float, _: int | None = None) -> str:
        return str(format_date(dates.num2date(value).date(), "MMM yyyy", locale=language))

    ax.xaxis.set_major_locator(dates.MonthLocator(bymonth=(1, 4, 7, 10)))
    ax.xaxis.set_major_formatter(ticker.FuncFormatter(label))
