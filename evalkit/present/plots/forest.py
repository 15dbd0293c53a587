"""Changes under one another with their intervals: areas, sites, programmes."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np

from evalkit.errors import InputError
from evalkit.outcomes.change import PrePost
from evalkit.present.forest_rows import Forest, ForestRow, forest
from evalkit.present.numbers import confidence_text, count_text
from evalkit.present.plots.look import DOT_COLOUR, LINE_COLOUR, TEXT_SIZE, axes_on, quiet
from evalkit.present.words import word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["forest_height", "plot_forest"]

# Letters in a line of a label; longer titles take two lines, which a row has room for.
LABEL_WIDTH = 24
# Points: the numbers beside the rows are many letters.
NUMBER_SIZE = TEXT_SIZE - 1.5
# Where the columns of numbers begin, in widths of the picture.
N_COLUMN, TEXT_COLUMN = 1.09, 1.14
# In rows: from a heading to the one above it.
HEADING_ROOM = 0.3


def plot_forest(
    results: PrePost | Sequence[PrePost] | Mapping[str, PrePost],
    *,
    ax: Axes | None = None,
    language: str = "da",
) -> Axes:
    """Draw the mean changes of one or several comparisons under one another.

    Parameters
    ----------
    results : PrePost, list of PrePost or dict from heading to PrePost
        From `evalkit.pre_post`; several are stacked, each under its heading, or else under its
        programme's name in the data.
    ax : Axes, optional
        Where to draw; a new one when it is not given.
    language : {"da", "en"}
        Of labels.

    Returns
    -------
    Axes
        A point and a bar a row, with n and the numbers on the right. Rows of one range and one
        better direction are drawn in the scale's points. Otherwise d_z is drawn, turned where
        lower is better, and the axis says so. With several columns in `by` the scales are headings.

    Raises
    ------
    InputError
        When no row has a number to draw, the comparisons have different confidence, or the
        language is unknown.

    See Also
    --------
    evalkit.figure : with kind="forest", the picture with caption and alternative text.

    Notes
    -----
    The rows are not tested against each other: overlapping and separate intervals do not tell
    whether two rows differ.

    Examples
    --------
    >>> import matplotlib
    >>> matplotlib.use("agg")
    >>> import evalkit as ek
    >>> study = ek.load("data/examples/bindeleddet", profile="bindeleddet")
    >>> axes = ek.plot_forest(ek.pre_post(study), language="en")
    >>> axes.get_xlabel().splitlines()[0]
    "Change in the scale's points"
    """
    drawn = forest(results, language=language)
    if not drawn.rows:
        raise InputError(
            "No row has a number to draw. Look at `note` in to_frame() of the comparisons."
        )
    height = forest_height(results, language=language)
    ax = axes_on(ax, width=7.8, height=height)
    places, headings, below = _places(drawn.rows)
    numbers = np.array([[one.estimate, one.low, one.high] for one in drawn.rows], dtype=float)
    ax.axvline(0, color=LINE_COLOUR, linewidth=1, linestyle=(0, (4, 3)), zorder=1)
    ax.hlines(places, numbers[:, 1], numbers[:, 2], color=DOT_COLOUR, linewidth=2.2, zorder=2)
    ax.plot(numbers[:, 0], places, "s", color=DOT_COLOUR, markersize=6.5, zorder=3)
    _labels(ax, drawn, places, headings=headings, language=language)
    ax.set_ylim(below, 0.6)
    ax.set_xlabel(drawn.axis, fontsize=TEXT_SIZE)
    quiet(ax, ("top", "right", "left"), language=language)
    ax.tick_params(axis="y", pad=2)
    _columns(ax, drawn, places, language=language)
    return ax


def forest_height(results: object, *, language: str) -> float:
    """Return the height in inches that the picture needs."""
    rows = forest(results, language=language).rows
    headings = len(_headed(rows))
    return 1.5 + 0.5 * len(rows) + 0.4 * headings


def _headed(rows: Sequence[ForestRow]) -> list[str]:
    return [heading for heading, _ in groupby(one.heading for one in rows) if heading]


def _places(
    rows: Sequence[ForestRow],
) -> tuple[list[float], list[tuple[str, float]], float]:
    """Return the height of every row and heading, and of the bottom; rows are 1 apart."""
    places: list[float] = []
    headings: list[tuple[str, float]] = []
    height, before = 0.0, ""
    for one in rows:
        if one.heading and one.heading != before:
            height -= HEADING_ROOM if headings else 0.0
            headings.append((one.heading, height))
            height -= 0.8
        before = one.heading
        places.append(height)
        height -= 1.0
    return places, headings, height + 0.4


def _labels(
    ax: Axes,
    drawn: Forest,
    places: list[float],
    *,
    headings: list[tuple[str, float]],
    language: str,
) -> None:
    labels = []
    for one in drawn.rows:
        label = textwrap.fill(one.label, LABEL_WIDTH)
        if drawn.labels_say_direction:
            label += f"\n{word('label_' + (one.row.better or 'undirected'), language)}"
        labels.append(label)
    heads = [textwrap.fill(heading, LABEL_WIDTH) for heading, _ in headings]
    ax.set_yticks([*places, *(place for _, place in headings)], labels=[*labels, *heads])
    for text in ax.get_yticklabels()[len(places) :]:
        text.set_fontweight("bold")


def _columns(ax: Axes, drawn: Forest, places: list[float], *, language: str) -> None:
    """Print how many persons, and the numbers, on the right of the rows."""
    confidence = confidence_text(drawn.confidence, language)
    name = "forest_standardised" if drawn.standardised else "mean_change"
    interval = word("forest_numbers", language, confidence=confidence)
    where = ax.get_yaxis_transform()
    for text, place in zip(drawn.rows, places, strict=True):
        said = text.text.replace(" (", "\n(", 1)
        n = count_text(text.row.n, language)
        ax.text(N_COLUMN, place, n, transform=where, size=NUMBER_SIZE, ha="right", va="center")
        ax.text(TEXT_COLUMN, place, said, transform=where, size=NUMBER_SIZE, va="center")
    head = f"{textwrap.fill(word(name, language), 16)}\n({interval})"
    common: dict[str, Any] = {
        "transform": ax.transAxes,
        "size": NUMBER_SIZE,
        "va": "bottom",
        "weight": "bold",
    }
    ax.text(N_COLUMN, 1.0, word("forest_n", language), ha="right", **common)
    ax.text(TEXT_COLUMN, 1.0, head, **common)
