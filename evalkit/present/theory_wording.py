"""Sentences about theories of change: how much is measured, and whose reading the lines are."""

from __future__ import annotations

from evalkit.assessment.theory_of_change import TheoryOfChange
from evalkit.present.numbers import count_text
from evalkit.present.practice_table import MOST_APART
from evalkit.present.theory_rows import (
    ShownNode,
    elements_text,
    quoted,
    shown_nodes,
    source_text,
    subject,
    the_data,
)
from evalkit.present.theory_table import none_drawn
from evalkit.present.words import word
from evalkit.programmes.programme import Programme

__all__ = ["say_theory"]


def say_theory(result: TheoryOfChange, *, language: str) -> list[str]:
    """Return the sentences about theories of change; see `evalkit.say`."""
    if len(result.programmes) > MOST_APART:
        return _of_many(result, language)
    nodes = shown_nodes(result, language)
    many = len(result.programmes) > 1
    told = []
    for one in result.programmes:
        here = [node for node in nodes if node.programme == one.name]
        about = [_planned(one, here, language), *_outcomes(here, language)]
        about += _showable(here, language)
        if one.name in result.studies:
            data = the_data(result, language, programme=one.name)
            about += _in_data(here, data, language)
        about.append(_links(result, one, language))
        title = subject(one, language)
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


def _of_many(result: TheoryOfChange, language: str) -> list[str]:
    """Say how many have a theory of change, and what none of them shows; the table has the rest."""
    drawn, asked = (len(result.programmes), len(result.programmes) + len(result.undrawn))
    counts = {"drawn": count_text(drawn, language), "asked": count_text(asked, language)}
    counts["table"] = word("theory_coverage_caption_many", language)
    told = [word("theory_say_many", language, **counts), word("theory_say_design", language)]
    return [*told, none_drawn(result.undrawn, language)] if result.undrawn else told


def _titles(nodes: list[ShownNode], language: str) -> str:
    return quoted([node.title for node in nodes], language)


def _planned(one: Programme, nodes: list[ShownNode], language: str) -> str:
    elements = elements_text(len(nodes), language)
    if not one.measurements:
        return word("theory_say_no_plan", language, elements=elements)
    stated, read = (
        sum(node.is_planned and node.basis == basis for node in nodes)
        for basis in ("text", "evalkit")
    )
    if not stated:
        said = word("theory_say_no_planned", language, elements=elements)
        more = elements_text(read, language)
        return (
            f"{said} {word('theory_say_planned_read', language, elements=more)}" if read else said
        )
    count = count_text(stated, language)
    said = word("theory_say_planned", language, stated=count, elements=elements)
    more = count_text(read, language)
    return f"{said} {word('theory_say_planned_more', language, read=more)}" if read else said


def _outcomes(nodes: list[ShownNode], language: str) -> list[str]:
    """Tell which outcomes are not measured; nothing where nothing is measured at all."""
    if not any(node.is_planned for node in nodes):
        return []
    last = [node for node in nodes if node.number == nodes[-1].number]
    facts = {"elements": elements_text(len(last), language), "stage": last[0].stage_title}
    missed = [node for node in last if not node.is_planned]
    if not missed:
        return [word("theory_say_all_outcomes", language, **facts)]
    if len(missed) == len(last) > 1:
        return [word("theory_say_no_outcomes", language, **facts)]
    key = "theory_say_no_one_outcome" if len(last) == 1 else "theory_say_outcomes"
    count = count_text(len(missed), language)
    return [word(key, language, count=count, titles=_titles(missed, language), **facts)]


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


def _in_data(nodes: list[ShownNode], data: str, language: str) -> list[str]:
    elements = elements_text(len(nodes), language)
    read = [node for node in nodes if node.read]
    if not read:
        return [word("theory_say_no_data", language, data=data, elements=elements)]
    facts = {"count": count_text(len(read), language), "titles": _titles(read, language)}
    told = [word("theory_say_data", language, data=data, elements=elements, **facts)]
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
