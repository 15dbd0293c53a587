"""The grid of promising practice: elements by programmes, with a sign for each grade."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from evalkit.assessment.practice_profile import PracticeMatrix
from evalkit.present.plots.look import DOT_COLOUR, LINE_COLOUR, TEXT_SIZE, axes_on
from evalkit.present.practice_table import named_element
from evalkit.present.words import check_language, word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["SIGNS", "plot_practice_matrix", "signs_of"]

# From the highest grade to the lowest, and last the grade of what is not known: form, not colour.
SIGNS = ("\N{BLACK CIRCLE}", "\N{CIRCLE WITH LEFT HALF BLACK}", "\N{WHITE CIRCLE}")
UNKNOWN = "\N{EN DASH}"
ROW, COLUMN = 0.36, 0.5


def signs_of(result: PracticeMatrix) -> dict[str, str]:
    """Return the sign of each grade by its name; grades beyond three get their number."""
    known = [grade for grade in result.questionnaire.grades if grade.least is not None]
    few = len(known) <= len(SIGNS)
    signs = {
        grade.name: SIGNS[place] if few else str(len(known) - place)
        for place, grade in enumerate(known)
    }
    return signs | {result.questionnaire.missing_grade.name: UNKNOWN}


def plot_practice_matrix(
    result: PracticeMatrix, *, ax: Axes | None = None, language: str = "da"
) -> Axes:
    """Draw the grades of several programmes as a grid of signs.

    Parameters
    ----------
    result : PracticeMatrix
        `evalkit.lovende_praksis(...).matrix`.
    ax : Axes, optional
        Where to draw; new axes when not given.
    language : {"da", "en"}
        Of the labels.

    Returns
    -------
    Axes

    Raises
    ------
    InputError
        When the language is unknown.

    Notes
    -----
    A filled circle is met, a half one to some degree, an empty one not met, a dash not assessed; a
    star says that only a part of the element's questions is answered.
    Rows and columns are not sorted by grade and nothing is added up: the typology has no total.

    Examples
    --------
    >>> import evalkit as ek
    >>> ax = plot_practice_matrix(ek.lovende_praksis(["unik", "bindeleddet"]).matrix)
    >>> len(ax.get_yticks())
    11
    """
    check_language(language)
    frame, signs = result.to_frame(), signs_of(result)
    rows, across = len(frame), len(result.programmes)
    axes = axes_on(ax, width=2.2 + COLUMN * across, height=1.6 + ROW * rows)
    for y, row in enumerate(frame.to_dict("records")):
        for x, one in enumerate(result.programmes):
            sign = signs[str(row[one.name])]
            axes.text(x, y, sign, ha="center", va="center", fontsize=15, color=DOT_COLOUR)
            if (one.name, str(row["element"])) in result.partly_known and sign != UNKNOWN:
                axes.text(x + 0.24, y - 0.2, "*", ha="center", va="center", fontsize=TEXT_SIZE)
    asked = result.questionnaire
    titles = [named_element(asked, str(name), language) for name in frame["element"]]
    axes.set_yticks(range(rows), titles, fontsize=TEXT_SIZE)
    axes.set_xticks(
        range(across),
        [one.title[language].split(" (")[0] for one in result.programmes],
        fontsize=TEXT_SIZE,
        rotation=40,
        ha="left",
    )
    axes.xaxis.tick_top()
    axes.set_xlim(-0.6, across - 0.4)
    axes.set_ylim(rows - 0.4, -0.6)
    _lines_between_categories(axes, list(frame["category"]))
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)
    key = [
        word("practice_matrix_key", language, symbol=signs[g.name], grade=g.title[language])
        for g in result.questionnaire.grades
    ]
    if result.partly_known:
        key.append(word("practice_matrix_part_key", language))
    axes.set_xlabel("   ".join(key), fontsize=TEXT_SIZE)
    for label, one in zip(axes.get_xticklabels(), result.programmes, strict=True):
        label.set_fontweight("bold" if one.name in result.own else "normal")
    return axes


def _lines_between_categories(axes: Axes, categories: list[str]) -> None:
    for place, (above, below) in enumerate(pairwise(categories)):
        if above != below:
            axes.axhline(place + 0.5, color=LINE_COLOUR, linewidth=0.8)
