"""The picture of a theory of change, with what a reader who cannot see it needs to know."""

from __future__ import annotations

from evalkit.assessment.theory_of_change import TheoryOfChange
from evalkit.present.blocks import Figure, Table, Text
from evalkit.present.drawing import drawn_png
from evalkit.present.numbers import count_text
from evalkit.present.plots.theory import plot_theory, theory_height
from evalkit.present.plots.theory_layout import WIDTH
from evalkit.present.theory_rows import (
    ShownNode,
    elements_text,
    quoted,
    shown_nodes,
    source_text,
    subject,
    the_data,
)
from evalkit.present.theory_table import none_drawn, theory_table
from evalkit.present.words import listed, word

__all__ = ["theory_figure"]


def theory_figure(result: TheoryOfChange, *, language: str) -> Figure | Text:
    """Return the picture of one programme's theory of change."""
    data = theory_table(result, language=language)
    if not isinstance(data, Table):
        return Text((none_drawn(result.undrawn, language),))
    if len(result.programmes) > 1:
        titles = listed([subject(one, language) for one in result.programmes], language)
        return Text((word("theory_one_at_a_time", language, programmes=titles),))
    one = result.programmes[0]
    return Figure(
        png=drawn_png(
            lambda ax: plot_theory(result, ax=ax, language=language),
            height=theory_height(result, language=language),
            width=WIDTH,
        ),
        caption=word(
            "theory_figure",
            language,
            programme=subject(one, language),
            source=source_text(one, language),
        ),
        alt=_alt(result, language),
        data=data,
    )


def _alt(result: TheoryOfChange, language: str) -> str:
    """Say what the drawing shows: stages, what is measured, which lines and whose they are."""
    nodes = shown_nodes(result, language)
    stages: dict[str, int] = {}
    for node in nodes:
        stages[node.stage_title] = stages.get(node.stage_title, 0) + 1
    titles = [
        word("theory_alt_stage", language, title=title, elements=elements_text(count, language))
        for title, count in stages.items()
    ]
    said = [word("theory_alt", language, stages=len(stages), titles="; ".join(titles))]
    said += _measured(nodes, language)
    if result.studies:
        read = quoted([node.title for node in nodes if node.read], language)
        data = the_data(result, language, programme=result.programmes[0].name)
        key = "theory_alt_data" if read else "theory_alt_no_data"
        said.append(word(key, language, data=data, titles=read))
    said += [_links(result, language), word("theory_alt_table", language)]
    return " ".join(said)


def _measured(nodes: list[ShownNode], language: str) -> list[str]:
    said = []
    for basis, key in (
        ("text", "theory_alt_planned_text"),
        ("evalkit", "theory_alt_planned_evalkit"),
    ):
        planned = [node.title for node in nodes if node.basis == basis]
        if planned:
            said.append(word(key, language, titles=quoted(planned, language)))
    others = sum(not node.is_planned for node in nodes)
    if not said:
        return [word("theory_alt_no_planned", language)]
    if others:
        elements = elements_text(others, language)
        said.append(word("theory_alt_unplanned", language, elements=elements))
    return said


def _links(result: TheoryOfChange, language: str) -> str:
    if result.links.empty:
        return word("theory_alt_no_links", language)
    said = []
    for basis, (one, several) in _LINES.items():
        count = int((result.links["basis"] == basis).sum())
        if count:
            key = one if count == 1 else several
            said.append(word(key, language, count=count_text(count, language)))
    return word("theory_alt_links", language, lines=listed(said, language))


# One line of a kind, and several.
_LINES = {
    "text": ("theory_alt_solid_one", "theory_alt_solid"),
    "evalkit": ("theory_alt_dashed_one", "theory_alt_dashed"),
}
