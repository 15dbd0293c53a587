"""What readers are shown of a theory of change: its nodes and links in their language."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from evalkit.assessment.theory_of_change import TheoryCoverage, TheoryOfChange
from evalkit.assessment.theory_scales import split_scale
from evalkit.present.numbers import count_text
from evalkit.present.places import place_text
from evalkit.present.words import listed, word, word_or
from evalkit.programmes.programme import Programme
from evalkit.programmes.theory import ATTENDANCE_SCALE, STATUS_SCALE

__all__ = [
    "ShownLink",
    "ShownNode",
    "elements_text",
    "quoted",
    "shown_links",
    "shown_nodes",
    "source_text",
    "stage_title",
    "subject",
    "the_data",
    "with_made_up",
]


@dataclass(frozen=True)
class ShownNode:
    """A node as readers meet it.

    Attributes
    ----------
    programme, node, stage : str
        Their names.
    programme_title : str
        What readers call the programme.
    number : int
        Which stage it is, counted from 1.
    title, stage_title : str
        Their titles; the stage's with its number.
    basis : str
        "text", "evalkit" or empty, as in the result.
    is_planned, is_showable : bool
        Whether the programme's own plan measures it, and whether a scale would show it.
    planned, scales, persons : str
        What the table says of these.
    read : int
        How many persons have readings of it; 0 also where nobody knows.
    """

    programme: str
    node: str
    stage: str
    programme_title: str
    number: int
    title: str
    stage_title: str
    basis: str
    is_planned: bool
    is_showable: bool
    planned: str
    scales: str
    persons: str
    read: int


@dataclass(frozen=True)
class ShownLink:
    """A link as readers meet it: from which title to which, who says so, and where."""

    programme_title: str
    start: str
    end: str
    basis: str
    text: str
    place: str


def stage_title(number: int, title: str, language: str) -> str:
    """Return a stage's title with its number: two stages of a figure may be called the same.

    Examples
    --------
    >>> stage_title(2, "Skridt på vejen", "da")
    '2. Skridt på vejen'
    """
    return word("theory_stage", language, number=number, title=title)


def elements_text(count: int, language: str) -> str:
    """Return "1 element" or "12 elements".

    Examples
    --------
    >>> elements_text(1, "en"), elements_text(12, "en")
    ('1 element', '12 elements')
    """
    name = "theory_one_element" if count == 1 else "theory_elements"
    return word(name, language, count=count_text(count, language))


def quoted(titles: Iterable[str], language: str) -> str:
    """Return titles as one phrase; they may hold commas and semicolons of their own.

    Examples
    --------
    >>> quoted(["Job", "Bolig, helst egen"], "da")
    '»Job«; »Bolig, helst egen«'
    """
    return "; ".join(word("theory_quoted", language, title=title) for title in titles)


def subject(programme: Programme, language: str) -> str:
    """Return what a programme's theory of change is about: the programme, or a part of it."""
    theory = programme.theory
    return theory.of[language] if theory and theory.of else programme.title[language]


def the_data(result: TheoryOfChange, language: str, *, programme: str) -> str:
    """Return "The data", or "The made-up data" where those of the programme were made up."""
    is_made_up = programme in _made_up(result, language)
    return word("theory_the_made_up_data" if is_made_up else "theory_the_data", language)


def with_made_up(said: str, result: TheoryOfChange | TheoryCoverage, language: str) -> str:
    """Return what is said of persons in data, with whether their data were made up."""
    made_up, studied = _made_up(result, language), _studied(result)
    if not made_up:
        return said
    key = "theory_made_up" if made_up >= studied else "theory_some_made_up"
    return word(key, language, said=said)


def _made_up(result: TheoryOfChange | TheoryCoverage, language: str) -> set[str]:
    start = word("made_up_notice", language)
    return {name for name, notes in result.study_notes.items() if notes[language].startswith(start)}


def _studied(result: TheoryOfChange | TheoryCoverage) -> set[str]:
    frame = result.to_frame()
    if isinstance(result, TheoryOfChange):
        return set(result.studies)
    return set(frame.loc[frame["in_data"].notna(), "programme"])


def source_text(programme: Programme, language: str) -> str:
    """Return which figure of which document a theory of change is, and whose it is said to be."""
    theory = programme.theory
    if theory is None:
        return ""
    document = programme.documents[theory.document]
    year = "" if document.year is None else f", {document.year}"
    place = place_text(theory.place, language)
    if place[1:2].islower():
        # "Figur 4.1" stands inside a sentence; an acronym keeps its letters.
        place = place[0].lower() + place[1:]
    facts = {"place": place, "document": f"{document.by}{year}"}
    if theory.credit:
        return word("theory_source_credit", language, credit=theory.credit, **facts)
    return word("theory_source", language, **facts)


def shown_nodes(result: TheoryOfChange, language: str) -> list[ShownNode]:
    """Return the nodes in the order of the figure."""
    stages = result.stages.set_index(["programme", "stage"])
    scales_called = result.scales[["scale", f"title_{language}"]]
    titles = {str(name): str(title) for name, title in scales_called.itertuples(index=False)}
    programmes = {one.name: one for one in result.programmes}
    shown = []
    for row in result.to_frame().to_dict("records"):
        programme = programmes[row["programme"]]
        stage = stages.loc[(row["programme"], row["stage"])]
        number = int(stage["number"])
        scales = [one for one in row["scales"].split(", ") if one]
        named = row["named_scales"].split(", ")
        shown.append(
            ShownNode(
                programme=programme.name,
                node=row["node"],
                stage=row["stage"],
                programme_title=subject(programme, language),
                number=number,
                title=row[f"title_{language}"],
                stage_title=stage_title(number, str(stage[f"title_{language}"]), language),
                basis=row["basis"],
                is_planned=bool(row["measured_by"]),
                is_showable=bool(scales),
                planned=_planned(row, programme, language=language),
                scales=_scales(scales, named, titles=titles, language=language),
                persons=count_text(row["persons"], language),
                read=0 if pd.isna(row["persons"]) else int(row["persons"]),
            )
        )
    return shown


def _planned(row: Mapping[Hashable, Any], programme: Programme, *, language: str) -> str:
    if not row["measured_by"]:
        return word("theory_not_planned", language)
    plan = [one.name for one in programme.measurements]
    numbers = [str(plan.index(name) + 1) for name in row["measured_by"].split(", ")]
    key = "theory_planned_text" if row["basis"] == "text" else "theory_planned_evalkit"
    return word(key, language, numbers=listed(numbers, language))


def _scales(
    scales: list[str], named: list[str], *, titles: Mapping[str, str], language: str
) -> str:
    if not scales:
        return word("not_computed", language)
    said = []
    for scale in scales:
        title = _scale_title(scale, titles, language)
        is_named = scale in named
        said.append(word("theory_scale_named", language, title=title) if is_named else title)
    return "; ".join(said)


def _scale_title(scale: str, titles: Mapping[str, str], language: str) -> str:
    kind, part = split_scale(scale)
    if kind == ATTENDANCE_SCALE:
        return word("theory_scale_attendance", language)
    if kind == STATUS_SCALE:
        domain = word_or(part, language)
        return word("theory_scale_status", language, domain=domain)
    return titles[scale]


def shown_links(result: TheoryOfChange, language: str) -> list[ShownLink]:
    """Return the links between nodes, those that the text states first."""
    titles = {
        (row["programme"], row["node"]): row[f"title_{language}"]
        for row in result.to_frame().to_dict("records")
    }
    names = {one.name: subject(one, language) for one in result.programmes}
    shown = [
        ShownLink(
            programme_title=names[row["programme"]],
            start=titles[row["programme"], row["from"]],
            end=titles[row["programme"], row["to"]],
            basis=row["basis"],
            text=row[f"text_{language}"],
            place=row["place"],
        )
        for row in result.links.to_dict("records")
    ]
    return sorted(shown, key=lambda one: one.basis != "text")
