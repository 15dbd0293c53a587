"""How every plot looks: colours that hold for colour-blind readers, few lines, Danish decimals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from evalkit.present.numbers import decimal_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["DOT_COLOUR", "LINE_COLOUR", "SECOND_COLOUR", "TEXT_SIZE", "axes_on", "quiet"]

# Blue and a dark orange that hold for colour-blind readers, each 4.5:1 on white. Position and form
# carry the meaning, never colour alone.
DOT_COLOUR = "#0b5394"
SECOND_COLOUR = "#a04000"
LINE_COLOUR = "#595959"
# Points; still readable when a phone shrinks the picture.
TEXT_SIZE = 11


def axes_on(ax: Axes | None, *, width: float, height: float) -> Axes:
    """Return the axes a plot was given, or new ones of so many inches."""
    if ax is not None:
        return ax
    from matplotlib import pyplot as plt

    _, new = plt.subplots(figsize=(width, height), layout="constrained")
    return new


def quiet(ax: Axes, sides: Sequence[str], *, language: str, steps: Literal["x", "y"] = "x") -> None:
    """Leave out what says nothing: spines, tick marks; write numbers as the language does.

    Parameters
    ----------
    ax : Axes
        What is drawn on.
    sides : sequence of str
        The spines to leave out.
    language : {"da", "en"}
        Of the numbers.
    steps : {"x", "y"}
        The axis that has numbers, and the grid.
    """
    for side in sides:
        ax.spines[side].set_visible(False)
    ax.tick_params(axis="y" if steps == "x" else "x", length=0)
    ax.tick_params(labelsize=TEXT_SIZE)
    ax.locator_params(axis=steps, nbins=5)
    numbered = ax.xaxis if steps == "x" else ax.yaxis
    numbered.set_major_formatter(
        lambda value, _: decimal_text(value, language, digits=_tick_digits(ax, steps))
    )
    ax.grid(axis=steps, color="#e0e0e0", linewidth=0.8)
    ax.set_axisbelow(True)


def _tick_digits(ax: Axes, steps: str) -> int:
    """Return as many decimals as the steps between the ticks need."""
    ticks = ax.get_xticks() if steps == "x" else ax.get_yticks()
    step = float(ticks[1] - ticks[0]) if len(ticks) > 1 else 1.0
    return next((digits for digits in range(3) if abs(round(step, digits) - step) < 1e-9), 3)
