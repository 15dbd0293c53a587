"""From a definition file to a programme.

A programme's YAML file::

    programme: ours                       # its name in the column `programme`
    title: {da: ..., en: ...}
    also_called: [...]
    document: our_report                  # meant wherever an entry names no `document`
    documents:                            # those of one's own; evalkit's are known
      our_report: {title: ..., by: ..., year: 2026}
    facts:
      began:                              # a name of one's own, used once
        topic: since                      # one of definitions/registry/topics.yaml
        da: ...
        en: ...
        value: 2015                       # or least/most; what a topic takes stands there too
        unit: year
        place: "4.1"                      # where in the document; a fact without is refused
        note: {da: ..., en: ...}          # optional; `contradiction` where sources disagree
    measurements:                         # see evalkit.programmes.measurement
      star: {da: ..., en: ..., every_months: 3, respondent: together, place: ...}
    published:                            # see evalkit.programmes.published
      better: {da: ..., en: ..., share: 0.74, n: 49, of: {da: ..., en: ...}, place: ...}
    questionnaire: sfi.yaml               # a file beside this one; evalkit's when not named
    practice:                             # answers to a questionnaire about promising practice
      theory_named: {answer: yes, da: ..., en: ..., facts: [...], place: ...}
    rating:                               # the knowledge rating, where somebody gave one
      effect: {grade: C, whose: ..., da: ..., en: ..., facts: [...], place: ...}
    theory:                               # see evalkit.programmes.theory
      place: Figur 4.1
      stages: {first: {title: ..., nodes: {name: {da: ..., en: ...}}}}
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import TypeVar

from evalkit.definition_checks import FaultError, check_name
from evalkit.definition_files import (
    Section,
    builtin_folder,
    builtin_names,
    own_definition,
    read_definition,
)
from evalkit.errors import InputError, did_you_mean
from evalkit.programmes.characterisation import Evidence, evidence_from
from evalkit.programmes.cited import Reading
from evalkit.programmes.documents import Document, known_documents
from evalkit.programmes.fact import Fact, fact_from
from evalkit.programmes.measurement import Measurement, measurement_from
from evalkit.programmes.programme import Programme
from evalkit.programmes.published import published_from
from evalkit.programmes.questionnaire import Questionnaire
from evalkit.programmes.questionnaire_file import practice_questionnaire
from evalkit.programmes.rating import rated_from
from evalkit.programmes.theory import Theory, theory_from
from evalkit.programmes.topics import vocabulary

__all__ = ["programme", "programme_from", "programme_names"]

Entry = TypeVar("Entry")


def programme_names() -> tuple[str, ...]:
    """Return the names of the programmes in the registry, sorted.

    Returns
    -------
    tuple of str
        What `evalkit.programme` takes.

    Examples
    --------
    >>> "unik" in programme_names()
    True
    """
    return builtin_names("programmes")


def programme(name: str | Path) -> Programme:
    """Return a programme from the registry, or from a file of one's own.

    Parameters
    ----------
    name : str or Path
        A name in the registry (`programme_names`), or the path of a ``.yaml`` file.

    Returns
    -------
    Programme
        Facts with their sources (`to_frame()`), the plan of measurement, published shares, answers
        about promising practice, grades of the knowledge rating, the theory of change.

    Raises
    ------
    InputError
        When there is no such programme; the nearest is suggested.
    DefinitionError
        When the file is wrong (a fact without a source, a name used twice, a link to a node that
        is not there); the message names file and line.

    See Also
    --------
    evalkit.registry : the facts of many programmes side by side.

    Notes
    -----
    A fact is what its source says, in evalkit's words, and no judgement of evalkit's. Where sources
    contradict one another both are kept, and the fact's `contradiction` says so.

    Examples
    --------
    >>> programme("unik").fact("began").value
    2015.0
    """
    path = own_definition(name, called="programme")
    if path is not None:
        return programme_from(read_definition(path))
    if str(name) not in programme_names():
        hint = did_you_mean(str(name).casefold(), programme_names())
        raise InputError(
            f"There is no programme {str(name)!r} in the registry. {hint} Or give a .yaml file."
        )
    return _builtin(str(name))


@cache
def _builtin(name: str) -> Programme:
    return programme_from(read_definition(builtin_folder("programmes") / f"{name}.yaml"))


def programme_from(section: Section) -> Programme:
    """Return the programme that a definition file describes.

    Raises
    ------
    DefinitionError
        When the file is wrong; the message names file and line.
    """
    documents = known_documents(section)
    reading = Reading(documents, _default_document(section, documents))
    facts = _entries(section, "facts", partial(fact_from, reading=reading))
    if not facts:
        raise section.error("there is no fact. Write at least one under 'facts'.", name="facts")
    named = tuple(fact.name for fact in facts)
    measurements = _entries(section, "measurements", partial(measurement_from, reading=reading))
    asked = _questionnaire(section)
    try:
        made = Programme(
            name=section.text("programme"),
            title=section.words("title"),
            also_called=section.texts("also_called", ()),
            documents=documents,
            document=reading.document,
            facts=_in_order(facts),
            measurements=measurements,
            published=_entries(section, "published", partial(published_from, reading=reading)),
            evidence=_evidence(section, asked, reading=reading, facts=named),
            questionnaire=asked,
            ratings=_entries(section, "rating", partial(rated_from, reading=reading, facts=named)),
            theory=_theory(section, reading=reading, measurements=measurements),
        )
    except FaultError as fault:
        at = "programme" if fault.at == "name" else fault.at
        raise section.error(str(fault), name=at) from None
    section.done()
    return replace(made, documents={name: documents[name] for name in made.cited_documents})


def _entries(
    section: Section, name: str, entry_from: Callable[[Section, str], Entry]
) -> tuple[Entry, ...]:
    return tuple(entry_from(below, called) for called, below in _named(section, name))


def _named(section: Section, name: str) -> Iterator[tuple[str, Section]]:
    """Yield the entries below a name, each with a name that can be referred to."""
    if name not in section:
        section.pairs(name)
        return
    whole = section.section(name)
    for called in whole.names():
        try:
            check_name(called, of="an entry")
        except FaultError as fault:
            raise whole.error(str(fault), name=called) from None
        yield called, whole.section(called)


def _default_document(section: Section, documents: Mapping[str, Document]) -> str:
    if "document" not in section:
        section.text("document", "")
        return ""
    return Reading(documents).document_of(section)


def _in_order(facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """Return facts in the order of the topics, those of one topic as in the file."""
    order = {topic: place for place, topic in enumerate(vocabulary().topics)}
    return tuple(sorted(facts, key=lambda fact: order[fact.topic]))


def _questionnaire(section: Section) -> Questionnaire | None:
    """Return what the answers under `practice` answer: evalkit's, or a file beside this one."""
    named = section.text("questionnaire", "evalkit")
    if "practice" not in section:
        if "questionnaire" in section:
            raise section.error(
                "there is a 'questionnaire' and no answer to it. Answer its questions under "
                "'practice', or leave it out.",
                name="questionnaire",
            )
        return None
    is_file = named.lower().endswith((".yaml", ".yml"))
    try:
        return practice_questionnaire(section.path.parent / named if is_file else named)
    except InputError as error:
        raise section.error(str(error), name="questionnaire") from None


def _evidence(
    section: Section, asked: Questionnaire | None, *, reading: Reading, facts: tuple[str, ...]
) -> tuple[Evidence, ...]:
    if asked is None:
        section.pairs("practice")
        return ()
    for name in section.section("practice").names():
        if name not in asked.question_names:
            hint = did_you_mean(name, asked.question_names)
            raise section.section("practice").error(
                f"there is no question {name!r} in '{asked.name}'. {hint}", name=name
            )
    found = {
        name: evidence_from(below, name, reading=reading, questionnaire=asked, facts=facts)
        for name, below in _named(section, "practice")
    }
    return tuple(found[name] for name in asked.question_names if name in found)


def _theory(
    section: Section, *, reading: Reading, measurements: tuple[Measurement, ...]
) -> Theory | None:
    if "theory" not in section:
        section.pairs("theory")
        return None
    names = [one.name for one in measurements]
    return theory_from(section.section("theory"), reading=reading, measurements=names)
