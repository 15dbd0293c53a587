"""From the first mean to the latest, one arrow an area: where a group stands and how it moved."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from evalkit.errors import InputError
from evalkit.instruments.parts import Band
from evalkit.outcomes.change import PrePost
from evalkit.present.compared_rows import ComparedRow, compared_rows
from evalkit.present.numbers import decimal_text
from evalkit.present.plots.look import DOT_COLOUR, LINE_COLOUR, TEXT_SIZE, axes_on, quiet
from evalkit.present.reading_names import reading_names
from evalkit.present.words import check_language, word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["BeforeAfterAxis", "before_after_axis", "before_after_height", "plot_before_after"]

# Letters in a line of a label; longer titles take two lines, which a row has room for.
LABEL_WIDTH = 26
# Letters in a line of a band's name, which stands above a narrow field.
BAND_WIDTH = 7
# Two bands or fields are told apart by this light grey, not by what they mean.
BAND_COLOUR = "#f0f0f0"
# Of the axis: an arrow shorter than this would be a head alone.
SHORTEST_ARROW = 0.07
# On a shorter axis whole points are too far apart for ticks.
_WHOLE_STEPS_FROM = 4


@dataclass(frozen=True)
class BeforeAfterAxis:
    """Where means stand on the axis, and what it says.

    Attributes
    ----------
    text : str
        What the axis says.
    shares : bool
        Whether means are drawn as per cent of their scale's length.
    ends : (float, float) or None
        The range all scales share; None where it is not known.
    bands : tuple of Band
        The named parts that all scales with such parts share.
    labels_say_direction : bool
        Whether each label says what is better, because the axis cannot.
    """

    text: str
    shares: bool
    ends: tuple[float, float] | None
    bands: tuple[Band, ...]
    labels_say_direction: bool

    def place(self, row: ComparedRow, value: float) -> float:
        """Return where a mean of a row stands."""
        if not self.shares or row.known is None:
            return value
        return 100 * (value - row.known.lowest) / (row.known.highest - row.known.lowest)


def before_after_axis(rows: list[ComparedRow], language: str) -> BeforeAfterAxis:
    """Return the axis that the means of some rows are drawn on.

    Parameters
    ----------
    rows : list of ComparedRow
        Those that are drawn.
    language : {"da", "en"}
        Of its text.
    """
    known = [row.known for row in rows if row.known is not None]
    all_known = len(known) == len(rows)
    ranges = {(scale.lowest, scale.highest) for scale in known}
    shares = all_known and len(ranges) > 1
    ends = (0.0, 100.0) if shares else ranges.pop() if all_known and len(ranges) == 1 else None
    directions = {row.better for row in rows}
    text = word("before_after_share_axis" if shares else "before_after_axis", language)
    if len(directions) == 1 and None not in directions:
        direction = word(f"label_{directions.pop()}", language)
        text = word("before_after_directed_axis", language, axis=text, direction=direction)
        directions = {None}
    bands = {scale.bands for scale in known if scale.bands}
    scales = {row.scale for row in rows if row.known is not None and row.known.bands}
    # A single scale's bands are often a verdict on a person; stages that areas share are a ruler.
    shared = bands.pop() if len(bands) == 1 and len(scales) > 1 and not shares else ()
    return BeforeAfterAxis(text, shares, ends, shared, labels_say_direction=len(directions) > 1)


def plot_before_after(result: PrePost, *, ax: Axes | None = None, language: str = "da") -> Axes:
    """Draw the first and the latest mean of every row, and an arrow from one to the other.

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
        An open circle is the first mean, a filled diamond the latest, with the means beside them.
        The axis is the scales' whole range. Where ranges differ, means are drawn as per cent of
        their scale's length and the numbers stay in points; nothing is turned: where better
        directions differ, each label says which. Stages that several scales share are light fields.

    Raises
    ------
    InputError
        When nobody has both readings, so there is nothing to draw; when the language is unknown.

    See Also
    --------
    evalkit.plot_pre_post : the changes with their intervals.
    evalkit.figure : with kind="before_after", the picture with caption and alternative text.

    Notes
    -----
    The picture shows no uncertainty, so look at it beside the table. Both means are of the same
    persons: those with two readings.

    Examples
    --------
    >>> import matplotlib
    >>> matplotlib.use("agg")
    >>> import evalkit as ek
    >>> study = ek.load("data/examples/bindeleddet", profile="bindeleddet")
    >>> axes = ek.plot_before_after(ek.pre_post(study), language="en")
    >>> axes.get_xlabel()
    "Mean in the scale's points (higher is better)"
    """
    rows = _drawn(result, language)
    ax = axes_on(ax, width=7.2, height=before_after_height(result, language))
    axis = before_after_axis(rows, language)
    places = np.arange(len(rows))[::-1].astype(float)
    means = np.array(
        [
            [axis.place(row, float(row.numbers[name])) for name in ("mean_pre", "mean_post")]
            for row in rows
        ]
    )
    length = _limits(ax, axis, means)
    ax.set_yticks(places, labels=[_label(row, axis, language) for row in rows])
    ax.set_ylim(-0.6, len(rows) - 0.4)
    _bands(ax, axis, language)
    _arrows(ax, means, places, shortest=SHORTEST_ARROW * length)
    names = reading_names(result, language)
    _markers(ax, means, places, names=names)
    for row, ends, place in zip(rows, means, places, strict=True):
        _numbers(ax, row, ends, place=place, language=language)
    ax.set_xlabel(axis.text, fontsize=TEXT_SIZE)
    quiet(ax, ("top", "right", "left"), language=language)
    _whole_steps(ax, length)
    return ax


def before_after_height(result: PrePost, language: str) -> float:
    """Return the height in inches that the picture needs: its longest label decides."""
    rows = _drawn(result, language)
    axis = before_after_axis(rows, language)
    lines = max(len(_label(row, axis, language).splitlines()) for row in rows)
    return 1.6 + len(rows) * max(0.5, 0.17 * lines + 0.07)


def _whole_steps(ax: Axes, length: float) -> None:
    """Let the axis of a scale with whole points have ticks at whole points."""
    from matplotlib.ticker import MaxNLocator

    if length >= _WHOLE_STEPS_FROM:
        ax.xaxis.set_major_locator(MaxNLocator(nbins=6, integer=True, steps=[1, 2, 2.5, 5, 10]))


def _drawn(result: object, language: str) -> list[ComparedRow]:
    if not isinstance(result, PrePost):
        raise InputError(
            f"`result` is a {type(result).__name__}; what ek.pre_post(...) returns is expected."
        )
    check_language(language)
    rows = [row for row in compared_rows(result, language) if row.n]
    if not rows:
        raise InputError(
            "No row has a mean change, so there is nothing to draw. Look at `note` in to_frame()."
        )
    return rows


def _limits(ax: Axes, axis: BeforeAfterAxis, means: np.ndarray) -> float:
    """Set the ends of the axis with room for the numbers, and return its length."""
    low, high = axis.ends or (float(means.min()), float(means.max()))
    length = (high - low) or 1.0
    ax.set_xlim(low - 0.1 * length, high + 0.1 * length)
    return length


def _label(row: ComparedRow, axis: BeforeAfterAxis, language: str) -> str:
    title = textwrap.fill(row.title, LABEL_WIDTH)
    extra = [f"n = {row.n}"]
    if axis.shares and row.known is not None:
        ends = [_end(end, language) for end in (row.known.lowest, row.known.highest)]
        extra.insert(0, word("before_after_scale", language, low=ends[0], high=ends[1]))
    said = f"({', '.join(extra)})"
    room = " " if len(title.splitlines()[-1]) + len(said) < LABEL_WIDTH else "\n"
    label = f"{title}{room}{said}"
    if not axis.labels_say_direction:
        return label
    return f"{label}\n{word('label_' + (row.better or 'undirected'), language)}"


def _end(end: float, language: str) -> str:
    return decimal_text(end, language, digits=0 if float(end).is_integer() else 2)


def _bands(ax: Axes, axis: BeforeAfterAxis, language: str) -> None:
    """Shade every other stage, and name all above the picture."""
    if not axis.bands or axis.ends is None:
        return
    lows = [axis.ends[0]]
    lows += [
        (one.highest + other.lowest) / 2
        for one, other in zip(axis.bands, axis.bands[1:], strict=False)
    ]
    highs = [*lows[1:], axis.ends[1]]
    for number, (band, low, high) in enumerate(zip(axis.bands, lows, highs, strict=True)):
        if number % 2 == 0:
            ax.axvspan(low, high, color=BAND_COLOUR, zorder=0)
        ax.text(
            (low + high) / 2,
            1.0,
            textwrap.fill(band.title[language], BAND_WIDTH),
            transform=ax.get_xaxis_transform(),
            ha="center",
            va="bottom",
            fontsize=TEXT_SIZE - 3,
            color=LINE_COLOUR,
        )


def _arrows(ax: Axes, means: np.ndarray, places: np.ndarray, *, shortest: float) -> None:
    for (first, latest), place in zip(means, places, strict=True):
        ax.hlines(place, first, latest, color=DOT_COLOUR, linewidth=2.2, zorder=2)
        if abs(latest - first) > shortest:
            middle = (first + latest) / 2
            pointing = ">" if latest > first else "<"
            ax.plot(middle, place, pointing, color=DOT_COLOUR, markersize=6, zorder=2)


def _markers(ax: Axes, means: np.ndarray, places: np.ndarray, *, names: dict[str, str]) -> None:
    ax.plot(
        means[:, 0],
        places,
        "o",
        color=DOT_COLOUR,
        markerfacecolor="white",
        markeredgewidth=1.8,
        markersize=9.5,
        zorder=3,
        label=names["first"],
    )
    ax.plot(
        means[:, 1], places, "D", color=DOT_COLOUR, markersize=7, zorder=4, label=names["latest"]
    )
    ax.legend(
        loc="upper center",
        bbox_to_anchor=(0.5, 0),
        borderaxespad=4.2,
        ncols=2,
        frameon=False,
        fontsize=TEXT_SIZE,
    )


def _numbers(ax: Axes, row: ComparedRow, ends: np.ndarray, *, place: float, language: str) -> None:
    """Write the two means outside of the arrow, each on the side of its marker."""
    texts = [row.number(name, language) for name in ("mean_pre", "mean_post")]
    rising = ends[1] >= ends[0]
    for value, text, left in zip(ends, texts, (rising, not rising), strict=True):
        ax.annotate(
            text,
            (value, place),
            xytext=(-8 if left else 8, 0),
            textcoords="offset points",
            ha="right" if left else "left",
            va="center",
            fontsize=TEXT_SIZE - 1.5,
        )
