"""How much did it change, and how sure is that: one dot and one bar a scale."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from evalkit.errors import InputError
from evalkit.outcomes.change import PrePost
from evalkit.present.numbers import decimal_text
from evalkit.present.scales import scale_title
from evalkit.present.words import word

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = ["plot_pre_post", "shares_a_unit"]

# Blue that holds for colour-blind readers and 4.5:1 on white; position carries the meaning.
DOT_COLOUR = "#0b5394"
LINE_COLOUR = "#595959"
# Points; still readable when a phone shrinks the picture.
TEXT_SIZE = 11


def shares_a_unit(result: PrePost) -> bool:
    """Whether all scales have the same range and direction, so that one axis fits them."""
    known = [result.scales.get(name) for name in result.to_frame()["scale"]]
    ranges = {(scale.lowest, scale.highest, scale.better) if scale else None for scale in known}
    return len(ranges) == 1


def plot_pre_post(result: PrePost, *, ax: Axes | None = None, language: str = "en") -> Axes:
    """Draw the mean change of every row with its interval.

    Parameters
    ----------
    result : PrePost
        From `evalkit.pre_post`.
    ax : Axes, optional
        Where to draw; a new one when it is not given.
    language : {"en", "da"}
        Of labels.

    Returns
    -------
    Axes
        Scales of one range and direction are drawn in their own unit. Otherwise the change is drawn as
        per cent of the scale's length, turned where lower is better, and the axis says so.

    Raises
    ------
    InputError
        When no row has a mean change, so there is nothing to draw.

    See Also
    --------
    evalkit.figure : the picture with caption, alternative text and numbers.

    Examples
    --------
    >>> import matplotlib
    >>> matplotlib.use("agg")
    >>> import evalkit as ek
    >>> study = ek.load("data/examples/unik", profile="unik")
    >>> axes = ek.plot_pre_post(ek.pre_post(study))
    >>> [label.get_text().split(chr(10))[0] for label in axes.get_yticklabels()][0]
    'WHO-5 Well-Being Index'
    """
    frame = result.to_frame()
    frame = frame[frame["mean_change"].notna()].reset_index(drop=True)
    if frame.empty:
        raise InputError("No row has a mean change, so there is nothing to draw. Look at `note` in to_frame().")
    if ax is None:
        from matplotlib import pyplot as plt

        _, ax = plt.subplots(figsize=(7.2, 1.3 + 0.45 * len(frame)), layout="constrained")
    factors, axis = _units(result, frame, language)
    change = frame["mean_change"].to_numpy() * factors
    ends = np.column_stack([frame["conf_low"] * factors, frame["conf_high"] * factors])
    places = np.arange(len(frame))[::-1]
    ax.axvline(0, color=LINE_COLOUR, linewidth=1, linestyle=(0, (4, 3)), zorder=1)
    ax.hlines(places, ends.min(axis=1), ends.max(axis=1), color=DOT_COLOUR, linewidth=2.2, zorder=2)
    ax.plot(change, places, "o", color=DOT_COLOUR, markersize=7, zorder=3)
    ax.set_yticks(places, labels=_labels(result, frame, language))
    ax.set_ylim(-0.6, len(frame) - 0.4)
    ax.set_xlabel(axis, fontsize=TEXT_SIZE)
    _quiet(ax, ("top", "right", "left"), language)
    return ax


def _quiet(ax: Axes, sides: Sequence[str], language: str) -> None:
    for side in sides:
        ax.spines[side].set_visible(False)
    ax.tick_params(axis="y", length=0)
    ax.tick_params(labelsize=TEXT_SIZE)
    ax.xaxis.set_major_formatter(lambda value, _: decimal_text(value, language, digits=_tick_digits(ax)))
    ax.grid(axis="x", color="#e0e0e0", linewidth=0.8)
    ax.set_axisbelow(True)


def _tick_digits(ax: Axes) -> int:
    """Return as many decimals as the steps between the ticks need."""
    ticks = ax.get_xticks()
    step = float(ticks[1] - ticks[0]) if len(ticks) > 1 else 1.0
    return next((digits for digits in range(3) if abs(round(step, digits) - step) < 1e-9), 3)


def _labels(result: PrePost, frame: pd.DataFrame, language: str) -> list[str]:
    extra = [name for name in result.by if name not in ("instrument", "scale")]
    labels = []
    for row in frame.to_dict("records"):
        parts = [scale_title(row["scale"], result.scales, language), *(str(row[name]) for name in extra)]
        labels.append(f"{', '.join(parts)} (n = {row['n']})")
    return labels


def _units(result: PrePost, frame: pd.DataFrame, language: str) -> tuple[np.ndarray, str]:
    """Return what each change is multiplied by, and what the axis then says."""
    if shares_a_unit(result) or any(name not in result.scales for name in frame["scale"]):
        axis = word("change_axis", language)
        words = {result.better.get(name) for name in frame["scale"]}
        better = word("change_axis_better", language, axis=axis) if words == {"higher"} else axis
        return np.ones(len(frame)), better
    scales = [result.scales[name] for name in frame["scale"]]
    turned = any(result.better[scale.name] == "lower" for scale in scales)
    factors = [
        (-100.0 if result.better[scale.name] == "lower" else 100.0) / (scale.highest - scale.lowest)
        for scale in scales
    ]
    key = "change_axis_turned" if turned else "change_axis_better"
    return np.array(factors), word(key, language, axis=word("change_axis_share", language))
