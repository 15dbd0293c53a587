"""How networks changed on average: the first and the second map, a row for each kind."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from evalkit.errors import InputError
from evalkit.monitoring.networks import Networks
from evalkit.present.network_words import quantity_text
from evalkit.present.numbers import count_text, decimal_text
from evalkit.present.plots.look import DOT_COLOUR, LINE_COLOUR, TEXT_SIZE, axes_on, quiet
from evalkit.present.row_names import group_text, grouping
from evalkit.present.words import capital, check_language, word
from evalkit.results import SHOWN_FROM

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["ChangeRow", "change_rows", "network_change_height", "plot_network_change"]

LABEL_WIDTH = 26
# A share is no number of relations, so it is in the table alone.
_WHOLE = ("size", "unpaid", "paid")


@dataclass(frozen=True)
class ChangeRow:
    """One row of the picture: what it counts, and the means of the two maps."""

    title: str
    kind: str
    n: int
    first: float
    last: float


def change_rows(result: Networks, language: str) -> list[ChangeRow]:
    """Return what is drawn, from above: the whole, then the sectors; nothing of few persons."""
    rows = result.to_frame().to_dict("records")
    drawn = [
        row
        for row in rows
        if (row["kind"] == "sector" or (row["kind"] == "whole" and row["group"] in _WHOLE))
        and row["n"] >= SHOWN_FROM
    ]
    sizes = {row["n"] for row in drawn}
    found = []
    for row in drawn:
        title = quantity_text(row, rows, language).rpartition(": ")[2]
        groups = [group_text(row[name], language) for name in grouping(result.by)]
        named = ", ".join([capital(title), *groups])
        named += f" (n = {row['n']})" if len(sizes) > 1 else ""
        found.append(
            ChangeRow(named, row["kind"], int(row["n"]), row["mean_first"], row["mean_last"])
        )
    return found


def plot_network_change(result: Networks, *, ax: Axes | None = None, language: str = "da") -> Axes:
    """Draw how many relations persons have on average on the first and on the second map.

    Parameters
    ----------
    result : Networks
        From `evalkit.networks`.
    ax : Axes, optional
        Where to draw; a new one when it is not given.
    language : {"da", "en"}
        Of labels.

    Returns
    -------
    Axes
        An open dot (first map) and a filled one (second), with a line between them, in each row.

    Raises
    ------
    InputError
        When fewer than five persons have two maps, or the language is unknown.
    """
    check_language(language)
    # A caller without a type checker may hand in anything.
    given: object = result
    if not isinstance(given, Networks):
        raise InputError(
            f"`result` is a {type(given).__name__}; what ek.networks(...) returns is expected."
        )
    rows = change_rows(result, language)
    if not rows:
        raise InputError(
            f"Fewer than {SHOWN_FROM} persons have two maps, so nothing is drawn. Look at `n` in "
            f"to_frame()."
        )
    ax = axes_on(ax, width=7.2, height=network_change_height(result))
    places = _places(rows)
    highest = max(max(row.first, row.last) for row in rows)
    for row, place in zip(rows, places, strict=True):
        ends = sorted((row.first, row.last))
        ax.hlines(place, ends[0], ends[1], color=LINE_COLOUR, linewidth=1.6, zorder=2)
        change = decimal_text(row.last - row.first, language, signed=True)
        beside = max(row.first, row.last) + 0.035 * highest
        ax.text(beside, place, change, va="center", fontsize=TEXT_SIZE, color=LINE_COLOUR)
    _dots(ax, rows, places, language=language)
    ax.set_yticks(places, labels=[textwrap.fill(row.title, LABEL_WIDTH) for row in rows])
    ax.set_ylim(min(places) - 0.7, 0.7)
    ax.set_xlim(0, 1.16 * max(highest, 1.0))
    ax.set_xlabel(_axis(rows, language), fontsize=TEXT_SIZE)
    ax.legend(frameon=False, fontsize=TEXT_SIZE, loc="lower left", bbox_to_anchor=(0, 1), ncols=2)
    quiet(ax, ("top", "right", "left"), language=language)
    return ax


def _axis(rows: list[ChangeRow], language: str) -> str:
    sizes = {row.n for row in rows}
    if len(sizes) > 1:
        return word("networks_axis_groups", language)
    return word("networks_axis", language, n=count_text(sizes.pop(), language))


def _dots(ax: Axes, rows: list[ChangeRow], places: list[float], *, language: str) -> None:
    """Draw the first map open and the second filled."""
    first, last = [row.first for row in rows], [row.last for row in rows]
    ax.plot(
        first,
        places,
        "o",
        markersize=9,
        markerfacecolor="white",
        markeredgecolor=DOT_COLOUR,
        markeredgewidth=1.8,
        zorder=3,
        label=word("networks_legend_first", language),
    )
    label = word("networks_legend_last", language)
    ax.plot(last, places, "o", markersize=6.5, color=DOT_COLOUR, zorder=4, label=label)


def _places(rows: list[ChangeRow]) -> list[float]:
    """Return how far down each row stands; a gap parts the whole from the sectors."""
    found, place = [0.0], 0.0
    for before, row in pairwise(rows):
        place -= 1.0 if row.kind == before.kind else 1.5
        found.append(place)
    return found


def network_change_height(result: Networks) -> float:
    """Return the height in inches that the picture needs."""
    return 1.6 + 0.42 * len(change_rows(result, "en"))
