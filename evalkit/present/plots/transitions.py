"""Who went from which stage to which: a grid of counts with the unmoved framed."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from evalkit.errors import InputError
from evalkit.outcomes.transitions import Transitions
from evalkit.present.plots.look import DOT_COLOUR, LINE_COLOUR, TEXT_SIZE, axes_on
from evalkit.present.reading_names import reading_names
from evalkit.present.transition_rows import ShownTable, shown_tables
from evalkit.present.words import word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["axis_texts", "draw_stages", "plot_transitions"]

# Letters in a line of a label; longer ones take several.
LABEL_WIDTH = 24
TITLE_WIDTH = 30
# From this share of a row on its cell is so dark that white letters are the more legible ones.
DARK_FROM = 0.77
_SIDES = {
    "higher": "transitions_axis_higher",
    "lower": "transitions_axis_lower",
    None: "transitions_axis_undirected",
}


def plot_transitions(
    result: Transitions,
    *,
    key: Mapping[str, object] | None = None,
    ax: Axes | None = None,
    language: str = "da",
) -> Axes:
    """Draw one group's stage-to-stage table as a grid.

    Parameters
    ----------
    result : Transitions
        From `evalkit.transitions`.
    key : mapping, optional
        Which group, such as {"scale": "money"}; needed where the result has several.
    ax : Axes, optional
        Where to draw; a new one when it is not given.
    language : {"da", "en"}
        Of labels.

    Returns
    -------
    Axes
        Rows are the stages first, from the lowest down; columns the stages last. The numbers are
        persons. The framed cells are those who did not move; the darker a cell, the more of its
        row's persons. The axis says which side of the frame is better.

    Raises
    ------
    InputError
        When no group or several fit, the group has nobody in it, or the language is unknown.

    See Also
    --------
    evalkit.figure : all groups side by side, with caption, alternative text and numbers.

    Examples
    --------
    >>> import matplotlib
    >>> matplotlib.use("agg")
    >>> import evalkit as ek
    >>> study = ek.load("data/examples/unik", profile="unik")
    >>> axes = ek.plot_transitions(ek.transitions(study, scale="who5"), language="en")
    >>> [label.get_text() for label in axes.get_xticklabels()]
    ['1', '2', '3']
    """
    # A caller without a type checker may hand in anything.
    given: object = result
    if not isinstance(given, Transitions):
        raise InputError(
            f"`result` is a {type(given).__name__}; what ek.transitions(...) returns is expected."
        )
    shown = _chosen(shown_tables(result, language), key)
    ax = axes_on(ax, width=5.6, height=1.6 + 0.5 * len(shown.stages))
    draw_stages(ax, shown, language=language, named=True)
    first, latest = axis_texts(result, shown.better, language)
    ax.set_ylabel(first, fontsize=TEXT_SIZE)
    ax.set_xlabel(latest, fontsize=TEXT_SIZE)
    return ax


def axis_texts(result: Transitions, better: str | None, language: str) -> tuple[str, str]:
    """Return what the axes say: the first reading, and the last with its better side."""
    readings = reading_names(result.paired, language)
    first = word("transitions_axis_first", language, first=readings["first"])
    latest = word("transitions_axis_latest", language, latest=readings["latest"])
    return first, word(_SIDES[better], language, axis=latest)


def draw_stages(ax: Axes, shown: ShownTable, *, language: str, named: bool) -> None:
    """Draw one grid.

    Parameters
    ----------
    ax : Axes
        Where.
    shown : ShownTable
        What.
    language : {"da", "en"}
        Of the title.
    named : bool
        Whether rows carry the stages' names, not their numbers alone.
    """
    from matplotlib.patches import Rectangle

    counts = shown.table.counts
    many = len(counts)
    for first, last in np.ndindex(many, many):
        share = _share(counts, first, last)
        ax.add_patch(
            Rectangle((last - 0.5, first - 0.5), 1, 1, facecolor=_shade(share), edgecolor="#d0d0d0")
        )
        ax.text(
            last,
            first,
            str(counts[first, last]),
            ha="center",
            va="center",
            fontsize=TEXT_SIZE,
            fontweight="bold" if counts[first, last] else "normal",
            color="white" if share > DARK_FROM else "black" if share else LINE_COLOUR,
        )
    for place in range(many):
        inside = (place - 0.46, place - 0.46)
        ax.add_patch(Rectangle(inside, 0.92, 0.92, fill=False, edgecolor="black", linewidth=2))
    ax.set_xlim(-0.5, many - 0.5)
    ax.set_ylim(many - 0.5, -0.5)
    numbers = [str(place + 1) for place in range(many)]
    ax.set_xticks(range(many), labels=numbers)
    ax.set_yticks(range(many), labels=_row_labels(shown, language) if named else numbers)
    ax.tick_params(length=0, labelsize=TEXT_SIZE)
    for spine in ax.spines.values():
        spine.set_visible(False)
    title = word("transitions_panel", language, title=shown.title, n=shown.n)
    # "n = 34" stays on one line.
    whole = title.replace(" = ", "\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}")
    ax.set_title(textwrap.fill(whole, TITLE_WIDTH), fontsize=TEXT_SIZE)


def _chosen(shown: list[ShownTable], key: Mapping[str, object] | None) -> ShownTable:
    """Return the one table that a key names; refuse none and several."""
    wanted = dict(key or {})
    unknown = [name for name in wanted if any(name not in one.table.key for one in shown)]
    if unknown:
        names = sorted({name for one in shown for name in one.table.key})
        raise InputError(f"`key` has {unknown[0]!r}. The groups are named by: {', '.join(names)}.")
    fit = [
        one for one in shown if all(one.table.key[name] == value for name, value in wanted.items())
    ]
    if len(fit) != 1:
        found = f"{len(fit)} groups fit" if fit else "No group fits"
        raise InputError(
            f"{found} `key`. One grid shows one group: name it, such as key={{'scale': 'money'}}, "
            f"or use ek.figure for all of them."
        )
    if not fit[0].is_drawn:
        raise InputError("The group has nobody in a stage at both readings. Look at summary().")
    return fit[0]


def _row_labels(shown: ShownTable, language: str) -> list[str]:
    return [
        textwrap.fill(
            word("transitions_numbered", language, number=place + 1, title=title), LABEL_WIDTH
        )
        for place, title in enumerate(shown.stages)
    ]


def _share(counts: NDArray[np.int64], first: int, last: int) -> float:
    whole = int(counts[first].sum())
    return float(counts[first, last]) / whole if whole else 0.0


def _shade(share: float) -> tuple[float, float, float]:
    """Return the colour of a share: from white to the one colour of the plots."""
    from matplotlib.colors import to_rgb

    red, green, blue = to_rgb(DOT_COLOUR)
    return (1 - share * (1 - red), 1 - share * (1 - green), 1 - share * (1 - blue))
