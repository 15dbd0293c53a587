"""Do two scales change together: one dot a person, in the quarters rise and fall make."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from evalkit.errors import InputError
from evalkit.outcomes.correlated_change import CorrelatedChange
from evalkit.present.numbers import decimal_text
from evalkit.present.plots.look import DOT_COLOUR, LINE_COLOUR, TEXT_SIZE, axes_on, quiet
from evalkit.present.row_names import scale_title
from evalkit.present.words import check_language, word
from evalkit.results import SHOWN_FROM

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["HEIGHT", "plot_correlated_change"]

# Inches; nearly square, so that neither change looks larger than the other.
HEIGHT = 4.8
# Points squared of a dot for one person; it grows in area with the persons on it.
ONE_PERSON = 36


def plot_correlated_change(
    result: CorrelatedChange, *, ax: Axes | None = None, language: str = "da"
) -> Axes:
    """Draw two changes of every person against each other.

    Parameters
    ----------
    result : CorrelatedChange
        From `evalkit.correlated_change`.
    ax : Axes, optional
        Where to draw; a new one when it is not given.
    language : {"da", "en"}
        Of labels.

    Returns
    -------
    Axes
        A dot per person; persons with the same two changes share one, whose area is their number.

    Raises
    ------
    InputError
        When fewer than five persons have both changes: a dot would be told apart. When the language
        is unknown.

    See Also
    --------
    evalkit.figure : the picture with caption, alternative text and numbers.

    Notes
    -----
    Dots are persons: for colleagues who may see information about them, not for publication.

    Examples
    --------
    >>> import matplotlib
    >>> matplotlib.use("agg")
    >>> import evalkit as ek
    >>> study = ek.load("data/examples/empower4u", profile="empower4u")
    >>> both = ek.correlated_change(study, scales=("self_efficacy", "mental_health"))
    >>> ek.plot_correlated_change(both, language="en").get_xlabel()
    'Change: Self-efficacy'
    """
    check_language(language)
    # A caller without a type checker may hand in anything.
    given: object = result
    if not isinstance(given, CorrelatedChange):
        raise InputError(
            f"`result` is a {type(given).__name__}; what ek.correlated_change(...) returns is "
            f"expected."
        )
    if result.n < SHOWN_FROM:
        raise InputError(
            f"{result.n} persons have both changes. At least {SHOWN_FROM} are drawn: with fewer a "
            f"dot could be told to be somebody. Look at ek.table(result)."
        )
    ax = axes_on(ax, width=HEIGHT + 0.8, height=HEIGHT)
    persons = result.persons()[["first", "second"]].to_numpy(dtype=float)
    places, counts = np.unique(persons, axis=0, return_counts=True)
    ax.axvline(0, color=LINE_COLOUR, linewidth=1, linestyle=(0, (4, 3)), zorder=1)
    ax.axhline(0, color=LINE_COLOUR, linewidth=1, linestyle=(0, (4, 3)), zorder=1)
    ax.scatter(
        places[:, 0],
        places[:, 1],
        s=ONE_PERSON * counts,
        color=DOT_COLOUR,
        edgecolor="white",
        linewidth=0.8,
        zorder=3,
    )
    titles = [
        scale_title(result.paired.directions.scales, name, language) for name in result.scales
    ]
    ax.set_xlabel(word("correlated_axis", language, scale=titles[0]), fontsize=TEXT_SIZE)
    ax.set_ylabel(word("correlated_axis", language, scale=titles[1]), fontsize=TEXT_SIZE)
    estimate = decimal_text(result.to_frame()["estimate"].iloc[0], language, digits=2)
    key = "correlated_dots_shared" if counts.max() > 1 else "correlated_dots"
    said = word(key, language, n=result.n, estimate=estimate)
    ax.set_title(said, fontsize=TEXT_SIZE, loc="left")
    quiet(ax, ("top", "right"), language=language, steps="x")
    quiet(ax, ("top", "right"), language=language, steps="y")
    return ax
