"""One network map: the person in the middle, rings by closeness, slices by sector."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING

from evalkit.errors import InputError
from evalkit.monitoring.network_map import NetworkMap
from evalkit.present.network_words import closeness_text, sector_text
from evalkit.present.plots.look import DOT_COLOUR, LINE_COLOUR, SECOND_COLOUR, axes_on
from evalkit.present.plots.map_layout import GAP, HUB, Ring, Slice, Spot, laid_out_map
from evalkit.present.words import capital, check_language, word

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.patches import Patch

__all__ = ["MAP_HEIGHT", "MAP_WIDTH", "plot_network_map", "ring_text"]

# Inches: wider than other figures, so that names fit beside the rings.
MAP_WIDTH, MAP_HEIGHT = 6.8, 5.8
EDGE = "#b9c4cd"
_INK = "#1b2733"
# From the inside; each is so light that every colour of a mark stands out from it.
TINTS = ("#e3eaf1", "#ecf1f6", "#f4f7fa", "#fafcfd", "#ffffff")
# Pay to edge and fill; its shape says the same.
_COLOURS = {
    "unpaid": (DOT_COLOUR, "#ffffff"),
    "paid": (SECOND_COLOUR, "#fff3ea"),
    "unknown": (LINE_COLOUR, "#f2f2f2"),
}
_PAY_WORDS = {
    "unpaid": "map_legend_unpaid",
    "paid": "map_legend_paid",
    "unknown": "map_legend_unknown",
}
_ARROWS = {"closer": -1.0, "further": 1.0}
_ARROW_WORDS = {"closer": "map_closer", "further": "map_further"}
_MARKERS = {"unpaid": "o", "paid": "s", "unknown": "D"}
# Half the side of a square, and half the diagonal of a diamond, as large as a circle of radius 1.
_SQUARE, _DIAMOND = 0.9, 1.22
NAME_WIDTH = 14


def plot_network_map(result: NetworkMap, *, ax: Axes | None = None, language: str = "da") -> Axes:
    """Draw one person's network map.

    Parameters
    ----------
    result : NetworkMap
        From `evalkit.network_map`.
    ax : Axes, optional
        Where to draw; a new one when it is not given.
    language : {"da", "en"}
        Of labels.

    Returns
    -------
    Axes
        Circles are unpaid, squares paid relations, diamonds those of which it is not noted; the
        number is that of `to_frame()`. Of a compared map who came is filled, who went has a dashed
        edge at the earlier place, and an arrow points to or from the middle for who moved.

    Raises
    ------
    InputError
        When the result or the language is another.
    """
    check_language(language)
    # A caller without a type checker may hand in anything.
    given: object = result
    if not isinstance(given, NetworkMap):
        raise InputError(
            f"`result` is a {type(given).__name__}; what ek.network_map(...) returns is expected."
        )
    ax = axes_on(ax, width=MAP_WIDTH, height=MAP_HEIGHT)
    rings, slices, spots = laid_out_map(result)
    _ground(ax, rings, slices)
    _ring_names(ax, rings, language)
    for one in slices:
        _name(ax, one, language)
    for spot in spots:
        _mark(ax, spot)
    middle = word("map_middle", language)
    ax.text(0, 0, middle, ha="center", va="center", color="white", fontsize=8.5, zorder=4)
    _legend(ax, spots, language)
    ax.set_xlim(-1.66, 1.66)
    ax.set_ylim(-1.22, 1.3)
    ax.set_aspect("equal")
    ax.set_axis_off()
    return ax


def ring_text(ring: Ring, rings: list[Ring], language: str) -> str:
    """Return what a ring stands for: a closeness, or closenesses from one to another."""
    if ring.low is None:
        return word("map_ring_unknown", language)
    key = "map_ring_closest" if ring is rings[0] else "map_ring"
    return word(key, language, level=_ends(ring, language))


def _ends(ring: Ring, language: str) -> str:
    low, high = (closeness_text(f"{end:g}", language) for end in (ring.low, ring.high))
    return low if low == high else f"{low}–{high}"


def _ground(ax: Axes, rings: list[Ring], slices: list[Slice]) -> None:
    from matplotlib.patches import Circle, Wedge

    for place, ring in reversed(list(enumerate(rings))):
        unknown = ring.low is None and len(rings) > 1
        tint = "white" if unknown else TINTS[min(place, len(TINTS) - 1)]
        style = (0, (4, 3)) if unknown else "-"
        ax.add_patch(
            Circle(
                (0, 0), ring.outer, facecolor=tint, edgecolor=EDGE, linestyle=style, linewidth=0.9
            )
        )
    for angle in dict.fromkeys(end for one in slices for end in (one.start, one.end)):
        x, y = math.sin(angle), math.cos(angle)
        ax.plot([x * HUB, x], [y * HUB, y], color=EDGE, linewidth=0.9, zorder=2)
    top = Wedge((0, 0), 1.0, 90 - math.degrees(GAP), 90 + math.degrees(GAP), facecolor="white")
    top.set(edgecolor="none", alpha=0.75, zorder=1.5)
    ax.add_patch(top)
    ax.add_patch(Circle((0, 0), HUB, facecolor=LINE_COLOUR, edgecolor="none", zorder=3))


def _ring_names(ax: Axes, rings: list[Ring], language: str) -> None:
    """Write what the rings stand for into the gap at the top, where no relation stands."""
    known = [ring for ring in rings if ring.low is not None]
    if not known:
        _small(ax, 1.04, word("map_ring_unknown", language), upright="bottom")
        return
    for ring in rings:
        place = word("map_gap_unknown", language) if ring.low is None else _ends(ring, language)
        _small(ax, ring.middle, place)
    _small(
        ax,
        1.04,
        word("map_gap", language, level=_ends(known[0], language)),
        upright="bottom",
    )


def _small(ax: Axes, height: float, text: str, *, upright: str = "center") -> None:
    size = 9 if len(text) < 4 else 8
    shown = ax.text(0, height, text, ha="center", va=upright, fontsize=size, color="#404a53")
    shown.set(linespacing=1.0, zorder=2.5, in_layout=False)


def _name(ax: Axes, one: Slice, language: str) -> None:
    x, y = math.sin(one.middle), math.cos(one.middle)
    side = "center" if abs(x) < 0.25 else "left" if x > 0 else "right"
    upright = "bottom" if y > 0.75 else "top" if y < -0.75 else "center"
    name = capital(sector_text(one.sector, language))
    ax.text(
        1.04 * x,
        1.04 * y,
        textwrap.fill(name, NAME_WIDTH, break_long_words=False),
        ha=side,
        va=upright,
        fontsize=10,
        fontweight="bold",
        color=_INK,
        in_layout=False,
    )


def _mark(ax: Axes, spot: Spot) -> None:
    edge, fill = _COLOURS[spot.pay]
    came, went = spot.fate == "came", spot.fate == "went"
    shape = _shape(spot)
    shape.set(
        facecolor=edge if came else "white" if went else fill,
        edgecolor=LINE_COLOUR if went else edge,
        linewidth=1.1 if went else 1.6,
        linestyle=(0, (2.5, 1.8)) if went else "-",
        zorder=5,
    )
    ax.add_patch(shape)
    ax.text(
        spot.x,
        spot.y,
        f"{spot.number}",
        ha="center",
        va="center_baseline",
        fontsize=9.5 if spot.size > 0.14 else 8.5 if spot.size > 0.11 else 7,
        fontweight="bold" if came else "normal",
        color="white" if came else LINE_COLOUR if went else _INK,
        zorder=6,
    )
    if spot.fate in _ARROWS:
        _arrow(ax, spot, _ARROWS[spot.fate])


def _shape(spot: Spot) -> Patch:
    from matplotlib.patches import Circle, Rectangle, RegularPolygon

    half = spot.size / 2
    if spot.pay == "unpaid":
        return Circle((spot.x, spot.y), half)
    if spot.pay == "paid":
        side = half * _SQUARE
        return Rectangle((spot.x - side, spot.y - side), 2 * side, 2 * side)
    return RegularPolygon((spot.x, spot.y), 4, radius=half * _DIAMOND)


def _arrow(ax: Axes, spot: Spot, direction: float) -> None:
    """Draw a small arrow beside a mark, to the middle or away from it."""
    radius = math.hypot(spot.x, spot.y)
    x, y = spot.x / radius, spot.y / radius
    # To the mark's side, so that it stands in nobody's way.
    beside, long = spot.size * 0.72, spot.size * 0.5 * direction
    at = (spot.x + y * beside, spot.y - x * beside)
    ax.annotate(
        "",
        xy=(at[0] + x * long, at[1] + y * long),
        xytext=(at[0] - x * long, at[1] - y * long),
        arrowprops={"arrowstyle": "-|>,head_width=0.2,head_length=0.35", "color": _INK},
        zorder=6,
    )


def _legend(ax: Axes, spots: list[Spot], language: str) -> None:
    """Say what the marks mean; only those that are drawn."""
    from matplotlib.lines import Line2D

    def sample(marker: str, colours: tuple[str, str], label: str) -> Line2D:
        edge, fill = colours
        return Line2D(
            [],
            [],
            linestyle="none",
            marker=marker,
            markersize=9,
            markeredgecolor=edge,
            markerfacecolor=fill,
            markeredgewidth=1.4,
            label=label,
        )

    handles = [
        sample(_MARKERS[pay], _COLOURS[pay], word(name, language))
        for pay, name in _PAY_WORDS.items()
        if any(spot.pay == pay for spot in spots)
    ]
    fates = {spot.fate for spot in spots}
    if "came" in fates:
        handles.append(sample("o", (_INK, _INK), word("map_legend_came", language)))
    if "went" in fates:
        label = word("map_legend_went", language)
        handles.append(sample("$\u25cc$", (LINE_COLOUR, LINE_COLOUR), label))
    for fate, name in _ARROW_WORDS.items():
        if fate in fates:
            marker = {"closer": r"$\rightarrow\bullet$", "further": r"$\bullet\rightarrow$"}[fate]
            one = sample(marker, (_INK, _INK), word(name, language))
            one.set_markersize(17)
            one.set_markeredgewidth(0.3)
            handles.append(one)
    ax.legend(
        handles=handles,
        loc="upper center",
        bbox_to_anchor=(0.5, 0.03),
        ncols=min(3, max(1, len(handles))),
        frameon=False,
        fontsize=10,
        handletextpad=0.5,
        columnspacing=1.4,
    )
