"""How long courses last: a step curve per group, its band, and how many are followed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from evalkit.errors import InputError
from evalkit.monitoring.retention import Retention
from evalkit.present.numbers import count_text
from evalkit.present.plots.look import LINE_COLOUR, TEXT_SIZE, axes_on
from evalkit.present.plots.month_axis import dress_months, month_ticks
from evalkit.present.stay_words import group_name, months_text
from evalkit.present.words import check_language, word
from evalkit.results import SHOWN_FROM

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "DrawnCurve",
    "drawn_curves",
    "drawn_until",
    "plot_retention",
    "retention_height",
]

# Groups differ in line and colour, and each has its name beside its numbers.
COLOURS = ("#0b5394", "#a04000", "#3a6b35", "#6a3d9a", "#595959", "#00707a", "#8a1c4a", "#7a5c00")
LINES = ("-", "--", "-.", ":", (0, (5, 1)), (0, (1, 1)), (0, (3, 1, 1, 1)), (0, (8, 2)))
# Bands of more groups would hide each other.
MOST_BANDS = 2
# Inches of the picture, and of a line of numbers below it.
HEIGHT, LINE = 3.5, 0.38


def drawn_until(curve: pd.DataFrame) -> float:
    """Return up to which month a curve is drawn: as long as five are followed; 0 for not at all."""
    followed = curve.loc[curve["n_risk"] >= SHOWN_FROM, "time"]
    return float(followed.max()) if len(followed) else 0.0


@dataclass(frozen=True)
class DrawnCurve:
    """A group's curve as it is drawn: its name, and its median where enough are followed to it."""

    name: str
    steps: pd.DataFrame
    until: float
    median: float | None


def drawn_curves(result: Retention, language: str = "en") -> list[DrawnCurve]:
    """Return the groups that are drawn."""
    found = []
    for row, steps in zip(result.to_frame().to_dict("records"), result.curves(), strict=True):
        until = drawn_until(steps)
        if until > 0:
            median = float(row["median"]) if row["median_risk"] >= SHOWN_FROM else None
            name = group_name(row, result.by, language)
            found.append(DrawnCurve(name, steps, until, median))
    return found


def plot_retention(result: Retention, *, ax: Axes | None = None, language: str = "da") -> Axes:
    """Draw the share that still lasts, with its band, and how many are followed that long.

    Parameters
    ----------
    result : Retention
        From `evalkit.retention`, or `lasting` of `evalkit.matching`.
    ax : Axes, optional
        Where to draw; a new one when it is not given.
    language : {"da", "en"}
        Of labels.

    Returns
    -------
    Axes
        A step curve per group, drawn as long as five are followed; small ticks where somebody is
        followed no longer; a dotted line from a half down to the median. The numbers below the
        axis are of those followed that long.

    Raises
    ------
    InputError
        When fewer than five are followed; when the language is unknown.

    See Also
    --------
    evalkit.figure : the picture with caption, alternative text and numbers.

    Examples
    --------
    >>> import matplotlib
    >>> matplotlib.use("agg")
    >>> import evalkit as ek
    >>> study = ek.load("data/examples/bindeleddet", profile="bindeleddet")
    >>> ek.plot_retention(ek.retention(study), language="en").get_ylabel()
    'Still going on (%)'
    """
    check_language(language)
    # A caller without a type checker may hand in anything.
    given: object = result
    if not isinstance(given, Retention):
        raise InputError(
            f"`result` is a {type(given).__name__}; what ek.retention(...) returns is expected."
        )
    curves = drawn_curves(result, language)
    if not curves:
        raise InputError(
            f"Fewer than {SHOWN_FROM} are followed, so no curve is drawn: it would show persons."
        )
    ax = axes_on(ax, width=7.2, height=retention_height(result))
    until = max(curve.until for curve in curves)
    for place, curve in enumerate(curves):
        _draw(ax, curve, place, band=len(curves) <= MOST_BANDS)
        if curve.median is not None:
            left = curve.median > 0.75 * until
            _mark_median(ax, curve.median, place, left=left, language=language)
    ticks = month_ticks(until)
    _numbers_below(ax, curves, ticks, language=language)
    share = word("retention_share_axis", language)
    dress_months(ax, until, top=102, share=share, language=language)
    ax.grid(axis="y", color="#e0e0e0", linewidth=0.8)
    ax.set_axisbelow(True)
    if len(curves) > 1:
        ax.legend(
            frameon=False, fontsize=TEXT_SIZE, loc="lower left", bbox_to_anchor=(0, 1), ncols=2
        )
    return ax


def _draw(ax: Axes, curve: DrawnCurve, place: int, *, band: bool) -> None:
    shown = curve.steps[curve.steps["n_risk"] >= SHOWN_FROM]
    time, share = np.r_[0.0, shown["time"]], np.r_[1.0, shown["estimate"]]
    colour, line = COLOURS[place % len(COLOURS)], LINES[place % len(LINES)]
    style: dict[str, Any] = {
        "color": colour,
        "linestyle": line,
        "linewidth": 2,
        "label": curve.name,
    }
    ax.step(time, 100 * share, where="post", **style)
    if band:
        low, high = (100 * np.r_[np.nan, shown[name]] for name in ("conf_low", "conf_high"))
        ax.fill_between(time, low, high, step="post", color=colour, alpha=0.15, linewidth=0)
    seen = shown[shown["n_censored"] > 0]
    ax.plot(seen["time"], 100 * seen["estimate"], "|", color=colour, markersize=9, linestyle="")


def _mark_median(ax: Axes, median: float, place: int, *, left: bool, language: str) -> None:
    colour = COLOURS[place % len(COLOURS)]
    ax.vlines(median, 0, 50, color=colour, linestyle=":", linewidth=1.4)
    ax.hlines(50, 0, median, color=LINE_COLOUR, linestyle=":", linewidth=1.0)
    ax.annotate(
        word("retention_median_label", language, median=months_text(median, language)),
        (median, 3 + 9 * place),
        xytext=(-4 if left else 4, 0),
        textcoords="offset points",
        ha="right" if left else "left",
        color=colour,
        fontsize=TEXT_SIZE - 1,
    )


def _numbers_below(
    ax: Axes, curves: list[DrawnCurve], ticks: list[float], *, language: str
) -> None:
    from matplotlib.transforms import offset_copy

    below, canvas = ax.get_xaxis_transform(), ax.get_figure(root=True)
    for place, curve in enumerate(curves):
        # Points below the axis: its ticks and its label stand between.
        depth = -52 - 72 * LINE * place
        if len(curves) > 1:
            title = word("retention_at_risk_group", language, group=curve.name)
        else:
            title = word("retention_at_risk", language)
        heading = offset_copy(ax.transAxes, fig=canvas, y=depth, units="points")
        ax.text(0, 0, title, transform=heading, fontsize=TEXT_SIZE - 2, color=LINE_COLOUR)
        at = offset_copy(below, fig=canvas, y=depth - 13, units="points")
        for month in ticks:
            after = curve.steps.loc[curve.steps["time"] >= month, "n_risk"]
            n = int(after.iloc[0]) if len(after) else 0
            text = count_text(n, language) if n >= SHOWN_FROM else f"< {SHOWN_FROM}"
            ax.text(month, 0, text, transform=at, fontsize=TEXT_SIZE - 1, ha="center")


def retention_height(result: Retention) -> float:
    """Return the height in inches that the picture needs."""
    curves = len(drawn_curves(result))
    legend = 0.25 * ((curves + 1) // 2) if curves > 1 else 0.0
    return HEIGHT + legend + LINE * max(curves, 1)
