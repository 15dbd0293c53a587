"""How much did it change, and how sure is that: one dot and one bar a scale."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from evalkit.errors import InputError
from evalkit.outcomes.change import PrePost
from evalkit.present.compared_rows import ComparedRow, compared_rows
from evalkit.present.plots.look import DOT_COLOUR, LINE_COLOUR, TEXT_SIZE, axes_on, quiet
from evalkit.present.words import word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_pre_post", "row_height"]

# Letters in a line of a label; longer titles take two lines, which a row has room for.
LABEL_WIDTH = 30


@dataclass(frozen=True)
class _Axis:
    """What each row's change is multiplied by, and what the axis and the labels then say."""

    factors: tuple[float, ...]
    text: str
    labels_say_direction: bool = False


def plot_pre_post(result: PrePost, *, ax: Axes | None = None, language: str = "da") -> Axes:
    """Draw the mean change of every row with its interval.

    Parameters
    ----------
    result : PrePost
        From `evalkit.pre_post`.
    ax : Axes, optional
        Where to draw; a new one when it is not given.
    language : {"da", "en"}
        Of labels.

    Returns
    -------
    Axes
        Scales of one range are drawn in their own unit. Otherwise the change is drawn as per cent
        of the scale's length, turned where lower is better, and the axis says so. Where the better
        direction differs or is not known and nothing was turned, each label says what is better.

    Raises
    ------
    InputError
        When no row has a mean change, so there is nothing to draw; when the language is unknown.

    See Also
    --------
    evalkit.figure : the picture with caption, alternative text and numbers.

    Examples
    --------
    >>> import matplotlib
    >>> matplotlib.use("agg")
    >>> import evalkit as ek
    >>> study = ek.load("data/examples/unik", profile="unik")
    >>> axes = ek.plot_pre_post(ek.pre_post(study), language="en")
    >>> axes.get_xlabel().splitlines()[0]
    "Change as per cent of the scale's range"
    """
    # A caller without a type checker may hand in anything.
    given: object = result
    if not isinstance(given, PrePost):
        raise InputError(
            f"`result` is a {type(given).__name__}; what ek.pre_post(...) returns is expected."
        )
    rows = [row for row in compared_rows(result, language) if row.n]
    if not rows:
        raise InputError(
            "No row has a mean change, so there is nothing to draw. Look at `note` in to_frame()."
        )
    ax = axes_on(ax, width=7.2, height=row_height(result))
    axis = _axis(rows, language)
    drawn, _ = plotted_changes(result, language)
    change, low, high = np.array([numbers for _, *numbers in drawn], dtype=float).T
    places = np.arange(len(rows))[::-1]
    ax.axvline(0, color=LINE_COLOUR, linewidth=1, linestyle=(0, (4, 3)), zorder=1)
    ax.hlines(places, low, high, color=DOT_COLOUR, linewidth=2.2, zorder=2)
    ax.plot(change, places, "o", color=DOT_COLOUR, markersize=7, zorder=3)
    ax.set_yticks(places, labels=[_label(row, axis, language) for row in rows])
    ax.set_ylim(-0.6, len(rows) - 0.4)
    ax.set_xlabel(axis.text, fontsize=TEXT_SIZE)
    quiet(ax, ("top", "right", "left"), language=language)
    return ax


def plotted_changes(
    result: PrePost, language: str
) -> tuple[list[tuple[ComparedRow, float, float, float]], str]:
    """Return every drawn row with its change and interval as the axis has them, and the axis.

    Parameters
    ----------
    result : PrePost
        Of which the rows with a mean change are drawn.
    language : {"da", "en"}
        Of the axis' text.
    """
    rows = [row for row in compared_rows(result, language) if row.n]
    axis = _axis(rows, language)
    drawn = []
    for row, factor in zip(rows, axis.factors, strict=True):
        change = float(row.numbers["mean_change"]) * factor
        ends = sorted(float(row.numbers[name]) * factor for name in ("conf_low", "conf_high"))
        drawn.append((row, change, ends[0], ends[1]))
    return drawn, axis.text


def row_height(result: PrePost) -> float:
    """Return the height in inches that a picture of a comparison needs."""
    return 1.3 + 0.5 * int((result.to_frame()["n"] > 0).sum())


def _label(row: ComparedRow, axis: _Axis, language: str) -> str:
    title = textwrap.fill(row.title, LABEL_WIDTH)
    room = " " if len(title.splitlines()[-1]) + len(f"{row.n}") <= LABEL_WIDTH - 4 else "\n"
    label = f"{title}{room}(n = {row.n})"
    if not axis.labels_say_direction:
        return label
    return f"{label}\n{word('label_' + (row.better or 'undirected'), language)}"


def _axis(rows: list[ComparedRow], language: str) -> _Axis:
    directions = {row.better for row in rows}
    scales = [row.known for row in rows if row.known is not None]
    all_known = len(scales) == len(rows)
    one_range = len({(scale.lowest, scale.highest) for scale in scales}) == 1 and all_known
    if one_range and len(directions) > 1 and None not in directions:
        one_range = False  # drawn as shares, so that all can be turned the same way
    if one_range or not all_known or None in directions:
        text = word("change_axis", language)
        if len(directions) > 1:
            return _Axis((1.0,) * len(rows), text, labels_say_direction=True)
        key = f"change_axis_{directions.pop() or 'undirected'}"
        return _Axis((1.0,) * len(rows), word(key, language, axis=text))
    factors = [
        (-100.0 if row.better == "lower" else 100.0) / (scale.highest - scale.lowest)
        for row, scale in zip(rows, scales, strict=True)
    ]
    key = "change_axis_turned" if "lower" in directions else "change_axis_higher"
    return _Axis(tuple(factors), word(key, language, axis=word("change_axis_share", language)))
