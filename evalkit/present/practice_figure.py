"""The grid of promising practice as a figure: with its key, in words, and all cells as a table."""

from __future__ import annotations

from evalkit.assessment.practice_profile import PracticeMatrix
from evalkit.present.blocks import Figure
from evalkit.present.drawing import drawn_png
from evalkit.present.numbers import count_text
from evalkit.present.plots.practice_matrix import plot_practice_matrix
from evalkit.present.practice_table import practice_matrix_table
from evalkit.present.words import word

__all__ = ["practice_matrix_figure"]


def practice_matrix_figure(result: PracticeMatrix, *, language: str) -> Figure:
    """Return the grid of several programmes, with its cells in words below."""
    frame = result.to_frame()
    cells = frame[[one.name for one in result.programmes]].to_numpy().ravel().tolist()
    grades = [
        word(
            "practice_matrix_grade",
            language,
            grade=grade.title[language],
            count=count_text(cells.count(grade.name), language),
        )
        for grade in result.questionnaire.grades
    ]
    data = practice_matrix_table(result, language=language)
    return Figure(
        png=drawn_png(
            lambda ax: plot_practice_matrix(result, ax=ax, language=language),
            height=1.9 + 0.36 * len(frame),
            width=max(5.6, 2.6 + 0.5 * len(result.programmes)),
        ),
        caption=data.caption,
        alt=word(
            "practice_matrix_alt",
            language,
            rows=count_text(len(frame), language),
            columns=count_text(len(result.programmes), language),
            grades=" ".join(grades),
        ),
        data=data,
    )
