"""Sentences about theories of change: how much is measured, and whose reading the lines are."""

from __future__ import annotations

from evalkit.assessment.theory_of_change import TheoryOfChange
from evalkit.present.numbers import count_text
from evalkit.present.theory_rows import (
    ShownNode,
    elements_text,
    quoted,
    shown_nodes,
    source_text,
)
from evalkit.present.theory_table import none_drawn
from evalkit.present.words import word
from evalkit.programmes.programme import Programme

__all__ = ["say_theory"]


def say_theory(result: TheoryOfChange, *, language: str) -> list[str]:
    """Return the sentences about theories of change; see `evalkit.say`."""
    nodes = shown_nodes(result, language)
    many = len(result.programmes) > 1
    told = []
    for one in result.programmes:
        here = [node for node in nodes if node.programme == one.name]
        about = [_planned(one, here, language), *_outcomes(here, language)]
        about += _showable(here, language)
        if one.name in result.studies:
            about += _in_data(here, language)
        about.append(_links(result, one, language))
        title = one.title[language]
        facts = {"elements": elements_text(len(here), language), "stages": here[-1].number}
        source = source_text(one, language)
        told.append(word("theory_say", language, programme=title, source=source, **facts))
        told += [
            word("theory_said_of", language, programme=title, said=said) if many else said
            for said in about
        ]
    if result.programmes:
        told.append(word("theory_say_design", language))
    if result.undrawn:
        told.append(none_drawn(result.undrawn, language))
    return told


def _titles(nodes: list[ShownNode], language: str) -> str:
    return quoted([node.title for node in nodes], language)


def _planned(one: Programme, nodes: list[ShownNode], language: str) -> str:
    elements = elements_text(len(nodes), language)
    planned = [node for node in nodes if node.is_planned]
    if not planned:
        key = "theory_say_no_planned" if one.measurements else "theory_say_no_plan"
        return word(key, language, elements=elements)
    stated = sum(node.basis == "text" for node in planned)
    read = len(planned) - stated
    if stated and read:
        counts = {"stated": count_text(stated, language), "read": count_text(read, language)}
        basis = word("theory_say_basis_both", language, **counts)
    else:
        basis = word("theory_say_basis_text" if stated else "theory_say_basis_evalkit", language)
    count = count_text(len(planned), language)
    return word("theory_say_planned", language, planned=count, elements=elements, basis=basis)


def _outcomes(nodes: list[ShownNode], language: str) -> list[str]:
    """Tell which outcomes the plan leaves out; nothing where it measures none at all."""
    if not any(node.is_planned for node in nodes):
        return []
    last = [node for node in nodes if node.number == nodes[-1].number]
    facts = {"elements": elements_text(len(last), language), "stage": last[0].stage_title}
    missed = [node for node in last if not node.is_planned]
    if not missed:
        return [word("theory_say_all_outcomes", language, **facts)]
    count = count_text(len(missed), language)
    return [
        word(
            "theory_say_outcomes", language, count=count, titles=_titles(missed, language), **facts
        )
    ]


def _showable(nodes: list[ShownNode], language: str) -> list[str]:
    titles = [
        word(
            "theory_say_showable_one",
            language,
            title=quoted([node.title], language),
            scales=node.scales,
        )
        for node in nodes
        if node.is_showable and not node.is_planned
    ]
    return [word("theory_say_showable", language, titles="; ".join(titles))] if titles else []


def _in_data(nodes: list[ShownNode], language: str) -> list[str]:
    elements = elements_text(len(nodes), language)
    read = [node for node in nodes if node.read]
    if not read:
        return [word("theory_say_no_data", language, elements=elements)]
    facts = {"count": count_text(len(read), language), "titles": _titles(read, language)}
    told = [word("theory_say_data", language, elements=elements, **facts)]
    missed = [node for node in nodes if node.is_planned and not node.read]
    if missed:
        told.append(word("theory_say_not_found", language, titles=_titles(missed, language)))
    return told


def _links(result: TheoryOfChange, one: Programme, language: str) -> str:
    here = result.links[result.links["programme"] == one.name]
    if here.empty:
        return word("theory_say_no_links", language)
    counts = {
        name: count_text((here["basis"] == basis).sum(), language)
        for name, basis in (("stated", "text"), ("read", "evalkit"))
    }
    return word("theory_say_links", language, **counts)
