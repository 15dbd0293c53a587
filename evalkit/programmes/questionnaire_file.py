"""From a definition file to a questionnaire about promising practice."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import TypeVar

from evalkit.definition_checks import CERTAINTIES, FaultError
from evalkit.definition_files import (
    Section,
    builtin_folder,
    builtin_names,
    own_definition,
    read_definition,
)
from evalkit.errors import InputError, did_you_mean
from evalkit.programmes.questionnaire import (
    Answer,
    Element,
    Gate,
    Grade,
    Question,
    Questionnaire,
)

__all__ = ["practice_questionnaire"]

MISSING = "missing"
Entry = TypeVar("Entry")


def practice_questionnaire(name: str | Path = "evalkit") -> Questionnaire:
    """Return a questionnaire about promising practice, built in or from a file of one's own.

    Parameters
    ----------
    name : str or Path
        "evalkit" for evalkit's own criteria, or the path of a ``.yaml`` file: whoever has SFI's
        publication can write its items, answer scale and weights there.

    Returns
    -------
    Questionnaire
        Elements, questions with weights, answers with what they count, grades, the gate question.

    Raises
    ------
    InputError
        When there is no such questionnaire.
    DefinitionError
        When the file is wrong (weights that fit no element, a question asked twice, a grade that
        no score gets); the message names file and line.

    See Also
    --------
    evalkit.lovende_praksis : a programme by a questionnaire.

    Notes
    -----
    SFI's own questionnaire was not found: its items, scale, weights, range and rule for missing
    answers are unknown. evalkit's criteria are the parts of the explanations in VIVE's table 2.2,
    and say so wherever they are shown.

    References
    ----------
    Jensen, Pedersen, Pejtersen & Amilon (2016). SFI 16:26 (as cited in VIVE 2022, table 2.2).

    Examples
    --------
    >>> practice_questionnaire()
    <Questionnaire evalkit: 28 questions to 11 elements; set by evalkit>
    """
    path = own_definition(name, called="questionnaire")
    if path is not None:
        return questionnaire_from(read_definition(path))
    if str(name) not in builtin_names("practice"):
        hint = did_you_mean(str(name), builtin_names("practice"))
        raise InputError(f"There is no questionnaire {str(name)!r}. {hint} Or give a .yaml file.")
    return _builtin(str(name))


@cache
def _builtin(name: str) -> Questionnaire:
    return questionnaire_from(read_definition(builtin_folder("practice") / f"{name}.yaml"))


def questionnaire_from(section: Section) -> Questionnaire:
    """Return the questionnaire that a definition file describes.

    Raises
    ------
    DefinitionError
        When the file is wrong; the message names file and line.
    """
    try:
        made = _questionnaire(section)
    except FaultError as fault:
        at = "questionnaire" if fault.at == "name" else fault.at
        raise section.error(str(fault), name=at) from None
    section.done()
    return made


def _questionnaire(section: Section) -> Questionnaire:
    below = section.section("categories")
    categories = {name: below.words(name) for name in below.names()}
    elements = _entries(section, "elements", partial(_element, categories=tuple(categories)))
    named = tuple(element.name for element in elements)
    questions = _entries(section, "questions", partial(_question, elements=named))
    answers = _entries(section, "answers", _answer)
    return Questionnaire(
        name=section.text("questionnaire"),
        title=section.words("title"),
        whose=section.text("whose"),
        about=section.words("about"),
        rule=section.optional_words("rule"),
        certainty=section.choice("certainty", CERTAINTIES),
        document=section.text("document", ""),
        place=section.text("place", ""),
        categories=categories,
        elements=elements,
        questions=questions,
        answers=answers,
        grades=_entries(section, "grades", _grade),
        least_answered=section.number("least_answered"),
        gate=_gate(section, questions, answers),
    )


def _entries(
    section: Section, name: str, entry_from: Callable[[str, Section], Entry]
) -> tuple[Entry, ...]:
    made, whole = [], section.section(name)
    for called in whole.names():
        below = whole.section(called)
        try:
            made.append(entry_from(called, below))
        except FaultError as fault:
            if fault.at == "name":
                raise whole.error(str(fault), name=called) from None
            raise below.error(str(fault), name=fault.at) from None
        below.done()
    return tuple(made)


def _element(name: str, section: Section, *, categories: tuple[str, ...]) -> Element:
    category = section.choice("category", categories)
    gloss = section.optional_words("gloss")
    return Element(name, category, section.words("title"), section.words("explanation"), gloss)


def _question(name: str, section: Section, *, elements: tuple[str, ...]) -> Question:
    element = section.choice("element", elements)
    return Question(name, element, section.words("text"), section.number("weight", 1))


def _answer(name: str, section: Section) -> Answer:
    is_missing = section.text("counts") == MISSING
    return Answer(name, section.words("title"), None if is_missing else section.number("counts"))


def _grade(name: str, section: Section) -> Grade:
    title = section.words("title")
    least, above = section.optional_number("from"), section.optional_number("above")
    if least is not None and above is not None:
        raise section.error("give 'from' or 'above', and not both.", name="above")
    if above is not None:
        return Grade(name, title, above, is_above=True)
    return Grade(name, title, least)


def _gate(
    section: Section, questions: tuple[Question, ...], answers: tuple[Answer, ...]
) -> Gate | None:
    if "gate" not in section:
        section.pairs("gate")
        return None
    below = section.section("gate")
    gate = Gate(
        below.choice("question", [one.name for one in questions]),
        below.choice("answer", [one.name for one in answers]),
        below.words("text"),
    )
    below.done()
    return gate
