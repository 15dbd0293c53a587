"""The knowledge rating drawn: a mark for each grade, and no area, which would look like a total."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evalkit.assessment.knowledge_rating import KnowledgeRating
from evalkit.errors import InputError
from evalkit.present.plots.look import DOT_COLOUR, LINE_COLOUR, TEXT_SIZE, axes_on
from evalkit.present.words import check_language, word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["RatingRow", "plot_knowledge_rating", "plot_rows"]

ROW = 0.42
MARK = 420
# Left of every grade: what is not graded stands below none.
LEFT = -0.45


@dataclass(frozen=True)
class RatingRow:
    """One row of the picture: a dimension with its grade, or a programme's heading."""

    label: str
    grade: str = ""
    is_heading: bool = False


def plot_rows(result: KnowledgeRating, language: str) -> list[RatingRow]:
    """Return the rows from above; several programmes have a heading each."""
    frame, rows = result.to_frame(), []
    for one in result.rated:
        if len(result.rated) > 1:
            rows.append(RatingRow(one.title[language], is_heading=True))
        own = frame[frame["programme"] == one.name]
        rows += [
            RatingRow(result.scheme.dimensions[str(name)].title[language], str(grade))
            for name, grade in zip(own["dimension"], own["grade"], strict=True)
        ]
    return rows


def plot_knowledge_rating(
    result: KnowledgeRating, *, ax: Axes | None = None, language: str = "da"
) -> Axes:
    """Draw the grades: one row a dimension, A to D across, a mark with its letter for each grade.

    Parameters
    ----------
    result : KnowledgeRating
        `evalkit.knowledge_rating(...)` of at least one programme that somebody has rated.
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
        When nobody has rated any of the programmes, or the language is unknown.

    Notes
    -----
    Vidensportalen shows the grades as a spider web. An area looks like a total, and changes with
    the order of the dimensions; the scheme has no total, so here is a mark for each and no line
    between them. The distance between two grades is the same by convention only.

    Examples
    --------
    >>> import evalkit as ek
    >>> ax = plot_knowledge_rating(ek.knowledge_rating("processuelle_netvaerksmoeder"))
    >>> [tick.get_text() for tick in ax.get_yticklabels()][-1]
    'Økonomi'
    """
    check_language(language)
    rows = plot_rows(result, language)
    if not rows:
        raise InputError(
            "Nobody has rated any of these programmes, so there is no grade to draw. Ask for one "
            "whose definition has 'rating'."
        )
    steps = list(result.scheme.grades)
    axes = axes_on(ax, width=5.6, height=1.2 + ROW * len(rows))
    for y, row in enumerate(rows):
        if row.is_heading:
            continue
        if not row.grade:
            text = word("rating_no_grade", language)
            axes.text(LEFT, y, text, va="center", fontsize=TEXT_SIZE, color=LINE_COLOUR)
            continue
        axes.axhline(y, color="#e0e0e0", linewidth=0.8, zorder=0)
        x = steps.index(row.grade)
        axes.scatter([x], [y], s=MARK, color=DOT_COLOUR, zorder=2)
        axes.text(x, y, row.grade, ha="center", va="center", fontsize=TEXT_SIZE, color="white")
    axes.set_xticks(range(len(steps)), steps, fontsize=TEXT_SIZE)
    axes.set_yticks(range(len(rows)), [row.label for row in rows], fontsize=TEXT_SIZE)
    for label, row in zip(axes.get_yticklabels(), rows, strict=True):
        label.set_fontweight("bold" if row.is_heading else "normal")
    axes.set_xlim(-0.5, len(steps) - 0.5)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlabel(word("rating_axis", language), fontsize=TEXT_SIZE)
    axes.tick_params(length=0)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    return axes
