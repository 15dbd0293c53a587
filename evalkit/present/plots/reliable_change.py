"""Before against after, person by person, with the band that measurement error fills."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from evalkit.errors import InputError, did_you_mean
from evalkit.outcomes.reliable_change import ReliableChange
from evalkit.outcomes.reliable_numbers import CATEGORIES, Judged
from evalkit.present.compared_rows import ComparedRow
from evalkit.present.plots.look import (
    DOT_COLOUR,
    LINE_COLOUR,
    SECOND_COLOUR,
    TEXT_SIZE,
    axes_on,
    quiet,
)
from evalkit.present.reading_names import reading_names
from evalkit.present.reliable_rows import (
    DRAWN_FROM,
    category_words,
    has_categories,
    reliable_rows,
)
from evalkit.present.row_names import exact_text
from evalkit.present.words import word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["MOST_PANELS", "drawn_rows", "panels_drawn", "panels_height", "plot_reliable_change"]

# More panels than this are a poster and not a figure.
MOST_PANELS = 6
# Inches of a panel; its legend stands beside it.
PANEL_HEIGHT = 3.4
# Letters in a line of the legend and of a panel's title.
LEGEND_WIDTH = 21
TITLE_WIDTH = 46
# Points squared of a mark of one person; several at one place make it larger in proportion.
MARK_AREA = 30.0
BAND_COLOUR = "#e4e4e4"
# How far the axes reach beyond the lowest and the highest score, as a share of the range.
MARGIN = 0.05


def plot_reliable_change(
    result: ReliableChange,
    *,
    ax: Axes | None = None,
    language: str = "da",
    group: Mapping[str, Any] | None = None,
) -> Axes:
    """Draw each person's score before against the score after (the Jacobson-Truax picture).

    For internal use: every mark is a person, or several with the same two scores.

    Parameters
    ----------
    result : ReliableChange
        From `evalkit.reliable_change`.
    ax : Axes, optional
        Where to draw; a new one when it is not given.
    language : {"da", "en"}
        Of labels.
    group : mapping, optional
        Which group, by its columns, such as {"scale": "who5"}; needed when there are several.

    Returns
    -------
    Axes
        The diagonal is no change, the band along it what measurement error usually gives, dotted
        lines the cut-off. The forms of the marks are the categories; the legend counts them. A
        larger mark is several persons.

    Raises
    ------
    InputError
        When there are several groups and none is named, no such group, or fewer than five persons
        with two readings in it.

    See Also
    --------
    evalkit.figure : the picture of all groups with caption, alternative text and counts.

    Examples
    --------
    >>> import matplotlib
    >>> matplotlib.use("agg")
    >>> import evalkit as ek
    >>> study = ek.load("data/examples/unik", profile="unik")
    >>> result = ek.reliable_change(study, reliability=0.85, better="instrument")
    >>> axes = ek.plot_reliable_change(result, language="en", group={"scale": "who5"})
    >>> axes.get_title(loc="left")
    'Well-being (WHO-5) (n = 34, higher is better)'
    """
    # A caller without a type checker may hand in anything.
    given: object = result
    if not isinstance(given, ReliableChange):
        raise InputError(
            f"`result` is a {type(given).__name__}; what ek.reliable_change(...) returns is "
            f"expected."
        )
    row, one = _chosen(given, group, language)
    ax = axes_on(ax, width=7.2, height=4.4)
    _panel(ax, row, one, result=given, language=language)
    return ax


def drawn_rows(result: ReliableChange, language: str) -> list[tuple[ComparedRow, Judged]]:
    """Return the groups that may be drawn: with categories, and enough persons to hide among."""
    return [(row, one) for row, one in reliable_rows(result, language) if _may_be_drawn(one)]


def panels_drawn(result: ReliableChange, ax: Axes, *, language: str) -> None:
    """Draw a panel for every group that may be drawn, in place of one axes."""
    rows = drawn_rows(result, language)
    figure = ax.figure
    ax.remove()
    places = figure.subplots(len(rows), 1, squeeze=False)[:, 0]
    for place, (row, one) in zip(places, rows, strict=True):
        _panel(place, row, one, result=result, language=language)


def panels_height(panels: int) -> float:
    """Return the height in inches that so many panels need."""
    return PANEL_HEIGHT * panels


def _may_be_drawn(one: Judged) -> bool:
    return has_categories(one) and one.row["n"] >= DRAWN_FROM


def _chosen(
    result: ReliableChange, group: Mapping[str, Any] | None, language: str
) -> tuple[ComparedRow, Judged]:
    """Return the one group that is asked for."""
    rows = reliable_rows(result, language)
    wanted = dict(group or {})
    for name in wanted:
        if name not in result.by:
            raise InputError(f"`group` names {name!r}. {did_you_mean(str(name), result.by)}")
    found = [
        (row, one)
        for row, one in rows
        if all(one.group.key[name] == value for name, value in wanted.items())
    ]
    if len(found) != 1:
        raise InputError(
            f"{len(found)} of {len(rows)} groups fit `group`, and one is drawn. Name one by "
            f"{', '.join(map(repr, result.by))}, such as group={{{result.by[0]!r}: ...}}."
        )
    row, one = found[0]
    if not _may_be_drawn(one):
        raise InputError(
            f"The group has {one.row['n']} persons with two readings, and the picture shows single "
            f"persons: it is drawn from {DRAWN_FROM} on, when they have a category. Look at `note` "
            f"in by_group()."
        )
    return row, one


def _panel(
    ax: Axes, row: ComparedRow, one: Judged, *, result: ReliableChange, language: str
) -> None:
    low, high = _ends(one)
    _band(ax, one, low=low, high=high, language=language)
    if one.cutoff is not None:
        text = word("reliable_limit", language, cutoff=exact_text(one.cutoff, language))
        style: dict[str, Any] = {"color": SECOND_COLOUR, "linewidth": 1.2, "linestyle": ":"}
        ax.axhline(one.cutoff, label=text, zorder=2, **style)
        ax.axvline(one.cutoff, zorder=2, **style)
    _marks(ax, one, category_words(result), language=language)
    better = word("label_higher" if row.better == "higher" else "label_lower", language)
    title = word("reliable_panel", language, scale=row.title, n=row.n, better=better)
    ax.set_title(textwrap.fill(title, TITLE_WIDTH), fontsize=TEXT_SIZE, loc="left")
    ax.set_xlim(low, high)
    ax.set_ylim(low, high)
    ax.set_box_aspect(1.0)
    first, latest = reading_names(result.paired, language).values()
    ax.set_xlabel(word("reliable_axis", language, reading=first), fontsize=TEXT_SIZE)
    ax.set_ylabel(word("reliable_axis", language, reading=latest), fontsize=TEXT_SIZE)
    for steps in ("y", "x"):
        quiet(ax, ("top", "right"), language=language, steps=steps)
    ax.grid(visible=False)
    legend = ax.legend(
        loc="center left",
        bbox_to_anchor=(1.02, 0.5),
        frameon=False,
        fontsize=TEXT_SIZE - 1,
        labelspacing=0.8,
    )
    # A mark in the legend stands for one person, however many share a place in the picture.
    for handle in legend.legend_handles:
        if handle is not None and hasattr(handle, "set_sizes"):
            handle.set_sizes([MARK_AREA])


def _ends(one: Judged) -> tuple[float, float]:
    """Return the ends of both axes: the scale's where they are known, else the data's."""
    scores = np.r_[one.group.values("pre"), one.group.values("post")]
    low, high = float(scores.min()), float(scores.max())
    if one.group.scale is not None:
        low, high = min(low, one.group.scale.lowest), max(high, one.group.scale.highest)
    room = MARGIN * (high - low or 1.0)
    return low - room, high + room


def _band(ax: Axes, one: Judged, *, low: float, high: float, language: str) -> None:
    if one.index is None:
        return
    ends = np.array([low, high])
    lower, upper = one.index.band(ends)
    key = "reliable_band_important" if one.index.inclusive else "reliable_band"
    ax.fill_between(
        ends, lower, upper, color=BAND_COLOUR, linewidth=0, zorder=0, label=word(key, language)
    )
    same = textwrap.fill(word("reliable_same", language), LEGEND_WIDTH)
    ax.plot(ends, ends, color=LINE_COLOUR, linewidth=1, linestyle="--", zorder=1, label=same)


def _marks(ax: Axes, one: Judged, shown: Mapping[str, str], *, language: str) -> None:
    """Draw a form for every category, also in the legend when nobody is in it."""
    persons = one.group.persons
    points = persons[["pre", "post"]].to_numpy(dtype=float)
    up, down = ("^", "v") if one.group.better == "higher" else ("v", "^")
    forms = {"recovered": "*", "improved": up, "unchanged": "o", "deteriorated": down}
    for name, key in shown.items():
        count = one.row.get(name)
        if count is None:
            continue
        here = points[one.code == CATEGORIES.index(name)]
        places, many = np.unique(here, axis=0, return_counts=True) if len(here) else (here, 1)
        text = word(key, language)
        label = word("reliable_legend", language, category=text, count=count)
        worse = name in ("deteriorated", "harmed")
        colour = SECOND_COLOUR if worse else DOT_COLOUR
        ax.scatter(
            places[:, 0],
            places[:, 1],
            s=MARK_AREA * np.asarray(many, dtype=float) * (2.2 if name == "recovered" else 1.0),
            marker=forms.get(name, "X"),
            facecolors="none" if name == "unchanged" else colour,
            edgecolors=LINE_COLOUR if name == "unchanged" else colour,
            linewidths=1.0,
            alpha=0.85,
            zorder=3,
            label=textwrap.fill(label, LEGEND_WIDTH),
        )
