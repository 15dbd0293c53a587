"""The knowledge rating as a figure: its grades in words for who cannot see it, and as a table."""

from __future__ import annotations

from evalkit.assessment.knowledge_rating import KnowledgeRating
from evalkit.present.blocks import Figure, Text
from evalkit.present.drawing import drawn_png
from evalkit.present.plots.knowledge_rating import plot_knowledge_rating, plot_rows
from evalkit.present.rating_table import grades_table, unrated_text
from evalkit.present.words import listed, word

__all__ = ["rating_figure"]

# Inches: of one row, and of what stands above and below the rows.
ROW, AROUND = 0.42, 1.15


def rating_figure(result: KnowledgeRating, *, language: str) -> Figure | Text:
    """Return a mark for each grade: five rows a programme, grades across."""
    if not result.rated:
        return Text((unrated_text(result, language),))
    data = grades_table(result, language=language)
    return Figure(
        png=drawn_png(
            lambda ax: plot_knowledge_rating(result, ax=ax, language=language),
            height=AROUND + ROW * len(plot_rows(result, language)),
        ),
        caption=data.caption,
        alt=_alt(result, language),
        data=data,
    )


def _alt(result: KnowledgeRating, language: str) -> str:
    said = [word("rating_alt", language)]
    frame = result.to_frame()
    for one in result.rated:
        own = frame[frame["programme"] == one.name]
        grades = [
            word(
                "rating_named",
                language,
                dimension=result.scheme.dimensions[str(name)].title[language],
                grade=str(grade) or word("rating_no_grade", language),
            )
            for name, grade in zip(own["dimension"], own["grade"], strict=True)
        ]
        title, grades_said = one.title[language], listed(grades, language)
        said.append(word("rating_alt_one", language, title=title, grades=grades_said))
    return " ".join(said)
