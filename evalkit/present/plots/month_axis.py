"""Axes of months and per cent: how long courses and matches last, and why they end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from evalkit.present.numbers import count_text
from evalkit.present.plots.look import TEXT_SIZE
from evalkit.present.words import word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["dress_months", "month_ticks"]

STEPS = (1, 2, 3, 6, 12, 24, 60, 120)


def month_ticks(until: float) -> list[float]:
    """Return the months that are written below the axis: at most seven."""
    step = next((step for step in STEPS if until / step <= 6), STEPS[-1])
    return [float(month) for month in np.arange(0, until + 1e-9, step)]


def dress_months(ax: Axes, until: float, *, top: float, share: str, language: str) -> None:
    """Label axes of months from a start, and of per cent.

    Parameters
    ----------
    ax : Axes
        What is drawn on.
    until : float
        The last month drawn.
    top : float
        Where the axis of per cent ends.
    share : str
        What the per cent are of, in the language.
    language : {"da", "en"}
        Of labels.
    """
    ticks = month_ticks(until)
    ax.set_xlim(0, 1.02 * until)
    ax.set_ylim(0, top)
    ax.set_xticks(ticks, labels=[count_text(month, language) for month in ticks])
    ax.set_yticks([0, 25, 50, 75, 100])
    ax.set_xlabel(word("retention_axis", language), fontsize=TEXT_SIZE)
    ax.set_ylabel(share, fontsize=TEXT_SIZE)
    ax.tick_params(labelsize=TEXT_SIZE)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
