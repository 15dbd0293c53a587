"""Why courses have ended, and when: layers on top of each other, one for each reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from evalkit.errors import InputError
from evalkit.monitoring.exit_reasons import ExitReasons
from evalkit.present.plots.look import TEXT_SIZE, axes_on
from evalkit.present.plots.month_axis import dress_months
from evalkit.present.plots.retention import drawn_until
from evalkit.present.stay_words import reason_text
from evalkit.present.words import capital, check_language, word
from evalkit.results import SHOWN_FROM

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["exit_reasons_height", "plot_exit_reasons"]

# Layers differ in shade and in hatching, never in colour alone.
SHADES = ("#0b5394", "#f0b27a", "#7fb3a6", "#c9b3de", "#d9d9d9", "#e6c34a", "#b0c4de", "#d98880")
HATCHES = ("", "///", "...", "\\\\\\", "xx", "--", "++", "oo")
HEIGHT, LEGEND_LINE = 3.6, 0.24


def plot_exit_reasons(result: ExitReasons, *, ax: Axes | None = None, language: str = "da") -> Axes:
    """Draw the share that has ended for each reason, stacked, over the months after the start.

    Parameters
    ----------
    result : ExitReasons
        From `evalkit.exit_reasons`, without `by`.
    ax : Axes, optional
        Where to draw; a new one when it is not given.
    language : {"da", "en"}
        Of labels.

    Returns
    -------
    Axes
        A layer per reason, drawn as long as five are followed; the white above is those still
        there.

    Raises
    ------
    InputError
        When there are groups, fewer than five are followed, or the language is unknown.

    See Also
    --------
    evalkit.figure : the picture with caption, alternative text and numbers.

    Examples
    --------
    >>> import matplotlib
    >>> matplotlib.use("agg")
    >>> import evalkit as ek
    >>> study = ek.load("data/examples/bindeleddet", profile="bindeleddet")
    >>> ek.plot_exit_reasons(ek.exit_reasons(study), language="en").get_ylabel()
    'Share of courses (%)'
    """
    check_language(language)
    # A caller without a type checker may hand in anything.
    given: object = result
    if not isinstance(given, ExitReasons):
        raise InputError(
            f"`result` is a {type(given).__name__}; what ek.exit_reasons(...) returns is expected."
        )
    if result.by:
        raise InputError("`result` has groups. Draw ek.exit_reasons(...) without `by`.")
    every = result.curve()
    until = drawn_until(every) if len(every) else 0.0
    if not until:
        raise InputError(
            f"Fewer than {SHOWN_FROM} are followed, or nobody has ended: nothing is drawn."
        )
    ax = axes_on(ax, width=7.2, height=exit_reasons_height(result))
    below = None
    for place, reason in enumerate(result.reasons):
        curve = every[(every["reason"] == reason) & (every["n_risk"] >= SHOWN_FROM)]
        time = np.r_[0.0, curve["time"]]
        share = 100 * np.r_[0.0, curve["estimate"]]
        base = np.zeros_like(share) if below is None else below
        ax.fill_between(
            time,
            base,
            base + share,
            step="post",
            facecolor=SHADES[place % len(SHADES)],
            hatch=HATCHES[place % len(HATCHES)],
            edgecolor="#333333",
            linewidth=0.6,
            label=capital(reason_text(reason, language)),
        )
        below = base + share
    _dressed(ax, until, language)
    return ax


def _dressed(ax: Axes, until: float, language: str) -> None:
    share = word("exits_share_axis", language)
    dress_months(ax, until, top=100, share=share, language=language)
    # In the order of the layers: the topmost first.
    handles, labels = ax.get_legend_handles_labels()
    ax.legend(
        handles[::-1],
        labels[::-1],
        frameon=False,
        fontsize=TEXT_SIZE - 1,
        loc="lower left",
        bbox_to_anchor=(0, 1),
    )


def exit_reasons_height(result: ExitReasons) -> float:
    """Return the height in inches that the picture needs."""
    return HEIGHT + LEGEND_LINE * len(result.reasons)
