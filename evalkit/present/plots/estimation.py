"""Every person's two readings, and beside them the mean change with its interval, on one scale."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from evalkit.errors import InputError, did_you_mean
from evalkit.outcomes.change import PrePost
from evalkit.outcomes.paired import Group
from evalkit.present.compared_rows import ComparedRow, compared_rows, described_scale
from evalkit.present.numbers import confidence_text, decimal_text
from evalkit.present.plots.look import (
    DOT_COLOUR,
    LINE_COLOUR,
    SECOND_COLOUR,
    TEXT_SIZE,
    axes_on,
    quiet,
)
from evalkit.present.reading_names import reading_names
from evalkit.present.words import capital, check_language, word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["FEWEST_DRAWN", "ChosenRow", "chosen_row", "plot_estimation"]

# The picture has a line per person; fewer than these could be told apart by who knows the group.
FEWEST_DRAWN = 5
TITLE_WIDTH = 52
# Points: a line of one person, what each further one adds, and the widest.
THIN, WIDER_BY, WIDEST = 1.0, 1.0, 6.0
# Where the readings and the change stand, in steps.
PRE, POST, CHANGE, RIGHT = 0.0, 1.0, 1.75, 2.1


@dataclass(frozen=True, repr=False)
class ChosenRow:
    """The row that is drawn: its numbers, and the persons behind it."""

    row: ComparedRow
    group: Group


def chosen_row(
    result: object, key: str | Mapping[str, object] | None, *, language: str
) -> ChosenRow:
    """Return one row of a comparison with its persons.

    Parameters
    ----------
    result : PrePost
        From `evalkit.pre_post`.
    key : str, mapping or None
        A scale's name, or columns of `by` and their values; None when there is one row only.
    language : {"da", "en"}
        Of titles.

    Raises
    ------
    InputError
        When the key names no row, or several.
    """
    check_language(language)
    if not isinstance(result, PrePost):
        raise InputError(
            f"`result` is a {type(result).__name__}; what ek.pre_post(...) returns is expected."
        )
    pairs = zip(compared_rows(result, language), result.paired.groups(), strict=True)
    every = [ChosenRow(row, group) for row, group in pairs]
    asked = {"scale": key} if isinstance(key, str) else dict(key or {})
    for name in asked:
        if name not in result.by and not (name == "scale" and isinstance(key, str)):
            raise InputError(f"`key` names the column {name!r}. {did_you_mean(name, result.by)}")
    found = [one for one in every if _is(one, asked)]
    if len(found) == 1:
        return found[0]
    if not found:
        scales = list(dict.fromkeys(one.row.scale for one in every))
        hint = did_you_mean(str(asked.get("scale", "")), scales)
        raise InputError(f"No row of the comparison has `key` {key!r}. Scales: {hint}")
    raise InputError(
        f"{len(found)} rows of the comparison have `key` {key!r}, and one is drawn. Name more of "
        f"the columns {', '.join(result.by)}, such as key={{'scale': {found[0].row.scale!r}}}."
    )


def _is(one: ChosenRow, asked: Mapping[str, object]) -> bool:
    held = {"scale": one.row.scale, **one.group.key}
    return all(held[name] == value for name, value in asked.items())


def plot_estimation(
    result: PrePost,
    *,
    key: str | Mapping[str, object] | None = None,
    ax: Axes | None = None,
    language: str = "da",
) -> Axes:
    """Draw each person's two readings, and the mean change with its interval beside them.

    Parameters
    ----------
    result : PrePost
        From `evalkit.pre_post`.
    key : str or mapping, optional
        Which row: a scale's name, or columns of `by` and their values, such as
        {"scale": "who5", "site": "Vejle"}. Not needed where there is one row.
    ax : Axes, optional
        Where to draw; a new one when it is not given.
    language : {"da", "en"}
        Of labels.

    Returns
    -------
    Axes
        The left axis has the scale's points, the right one the change; its zero is level with the
        first mean, and the change's dot with the latest. Persons with the same two readings are
        one line, the wider the more they are; improved, worse and same differ in dash and colour.

    Raises
    ------
    InputError
        When fewer than five have both readings: the picture shows each person. When `key` names no
        row or several; when the language is unknown.

    See Also
    --------
    evalkit.figure : with kind="estimation", the picture with caption and alternative text.

    Notes
    -----
    For internal pages: a line is a person's two scores. The interval is that of the mean change, a
    t interval, not of the two means.

    References
    ----------
    Gardner MJ, Altman DG. Confidence intervals rather than P values. BMJ 1986;292:746-750.
    Ho J, Tumkaya T, Aryal S, Choi H, Claridge-Chang A. Nat Methods 2019;16:565-566.

    Examples
    --------
    >>> import matplotlib
    >>> matplotlib.use("agg")
    >>> import evalkit as ek
    >>> study = ek.load("data/examples/unik", profile="unik")
    >>> axes = ek.plot_estimation(ek.pre_post(study), key="who5", language="en")
    >>> axes.get_title(loc="left")
    'Well-being (WHO-5), 0 to 100, higher is better'
    """
    chosen = chosen_row(result, key, language=language)
    if chosen.row.n < FEWEST_DRAWN:
        raise InputError(
            f"Fewer than {FEWEST_DRAWN} persons have both readings, and the picture shows each of "
            f"them. Draw the means with ek.plot_pre_post."
        )
    ax = axes_on(ax, width=7.2, height=5.0)
    lines = _lines(chosen)
    for (pre, post), count in lines.items():
        ax.plot([PRE, POST], [pre, post], **_style(chosen, post - pre), lw=_width(count))
    _means(ax, chosen)
    _labels(ax, chosen, result, language=language)
    _legend(ax, chosen, language, wide=max(lines.values()) > 1)
    return ax


def _lines(chosen: ChosenRow) -> dict[tuple[float, float], int]:
    """Return the two readings of persons, and how many have the same."""
    pairs = chosen.group.pairs[["pre", "post"]]
    found: dict[tuple[float, float], int] = {}
    for pre, post in pairs.to_numpy(dtype=float).tolist():
        found[pre, post] = found.get((pre, post), 0) + 1
    return found


def _width(count: int) -> float:
    return min(THIN + WIDER_BY * (count - 1), WIDEST)


def _style(chosen: ChosenRow, change: float) -> dict[str, Any]:
    """Return dash and colour: improved is a whole line, worse dashed, same dotted."""
    common: dict[str, Any] = {"marker": "o", "markersize": 3.5, "alpha": 0.6, "zorder": 2}
    turned = -change if chosen.row.better == "lower" else change
    if turned > 0:
        return common | {"color": DOT_COLOUR, "linestyle": "-"}
    if turned < 0:
        return common | {"color": SECOND_COLOUR, "linestyle": (0, (4, 2))}
    return common | {"color": LINE_COLOUR, "linestyle": (0, (1, 1.5))}


def _means(ax: Axes, chosen: ChosenRow) -> None:
    numbers = chosen.row.numbers
    pre, post = float(numbers["mean_pre"]), float(numbers["mean_post"])
    for place, mean in ((PRE, pre), (POST, post)):
        ax.hlines(mean, place, RIGHT, color=LINE_COLOUR, lw=0.8, ls=(0, (4, 3)), zorder=1)
        ax.plot(place, mean, "D", color="black", markersize=8, markeredgecolor="white", zorder=5)
    if chosen.row.has_interval:
        low, high = (pre + float(numbers[name]) for name in ("conf_low", "conf_high"))
        ax.vlines(CHANGE, low, high, color="black", lw=2.4, zorder=4)
    change = pre + float(numbers["mean_change"])
    ax.plot(CHANGE, change, "o", color="black", markersize=8, zorder=5)


def _labels(ax: Axes, chosen: ChosenRow, result: PrePost, *, language: str) -> None:
    row = chosen.row
    names = reading_names(result, language)
    ticks = []
    for name, mean in (("first", "mean_pre"), ("latest", "mean_post")):
        text = word("estimation_mean", language, mean=row.number(mean, language))
        ticks.append(f"{capital(names[name])}\n{text}\n(n = {row.n})")
    change = row.number("mean_change", language, signed=True)
    interval = f"\n({row.interval(language)})" if row.has_interval else ""
    ticks.append(f"{word('mean_change', language)}\n{change}{interval}")
    title = textwrap.fill(described_scale(row, language, title=row.title), TITLE_WIDTH)
    ax.set_title(title, loc="left", fontsize=TEXT_SIZE)
    quiet(ax, ("top", "right"), language=language, steps="y")
    ax.set_xticks([PRE, POST, CHANGE], labels=ticks)
    ax.set_xlim(PRE - 0.25, RIGHT)
    if row.known is not None:
        room = 0.03 * (row.known.highest - row.known.lowest)
        ax.set_ylim(row.known.lowest - room, row.known.highest + room)
    else:
        ax.set_ylim(*ax.get_ylim())
    pre = float(row.numbers["mean_pre"])
    functions = (lambda y: np.asarray(y) - pre, lambda y: np.asarray(y) + pre)
    right = ax.secondary_yaxis("right", functions=functions)
    right.tick_params(labelsize=TEXT_SIZE)
    right.locator_params(axis="y", nbins=5)
    right.yaxis.set_major_formatter(lambda value, _: _signed(value, language))
    confidence = confidence_text(result.confidence, language)
    label = word("estimation_change_axis", language, confidence=confidence)
    right.set_ylabel(label, fontsize=TEXT_SIZE)


def _signed(value: float, language: str) -> str:
    return decimal_text(value, language, digits=0 if float(value).is_integer() else 1, signed=True)


def _legend(ax: Axes, chosen: ChosenRow, language: str, *, wide: bool) -> None:
    """Say which line is what, and how many persons are of each kind."""
    from matplotlib.lines import Line2D

    change = np.sign(chosen.group.values("change"))
    turn = -1 if chosen.row.better == "lower" else 1
    kinds = (
        ("estimation_improved" if chosen.row.better else "estimation_up", 1.0),
        ("estimation_same", 0.0),
        ("estimation_worse" if chosen.row.better else "estimation_down", -1.0),
    )
    handles = []
    for name, sign in kinds:
        count = int((change * turn == sign).sum())
        style = _style(chosen, sign * turn) | {"alpha": 1.0}
        handles.append(Line2D([], [], lw=2, label=word(name, language, count=count), **style))
    ax.legend(
        handles=handles,
        title=word("estimation_wide_lines" if wide else "estimation_lines", language),
        title_fontsize=TEXT_SIZE - 1,
        fontsize=TEXT_SIZE - 1,
        ncols=3,
        loc="upper center",
        bbox_to_anchor=(0.5, -0.2),
        frameon=False,
        handlelength=2.4,
        columnspacing=1.2,
    )
