"""From answers to a characterisation: each element by itself, never a total."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from evalkit.definition_checks import FaultError, check_unique
from evalkit.definition_files import Section
from evalkit.errors import InputError, did_you_mean
from evalkit.programmes.cited import Cited, Reading
from evalkit.programmes.questionnaire import Grade, Questionnaire

__all__ = ["Characterised", "Evidence", "characterise", "evidence_from", "gate_is_open"]


@dataclass(frozen=True, kw_only=True)
class Evidence(Cited):
    """The answer to one question about a programme, with what in the source led to it.

    Attributes
    ----------
    answer : str
        One of the questionnaire's answers.
    facts : tuple of str
        Names of the programme's facts that led to it; empty where the sentence is enough.
    """

    answer: str
    facts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse an answer that names one fact twice."""
        super().__post_init__()
        check_unique(self.facts, at="facts")

    def as_row(self) -> dict[str, object]:
        """Return the answer as a row."""
        return {
            **super().as_row(),
            "answer": self.answer,
            "facts": ", ".join(self.facts),
            **self.source_row(),
        }


@dataclass(frozen=True)
class Characterised:
    """One element: its grade, its score, and how much of it is known.

    Attributes
    ----------
    element : str
        Name of the element.
    grade : Grade
        What the questionnaire's rule gives.
    score : float or None
        Weighted mean of what is answered; None when too little is.
    answered, asked : int
        Scored questions that are answered, and all of them.
    """

    element: str
    grade: Grade
    score: float | None
    answered: int
    asked: int


def characterise(
    answers: Mapping[str, str], questionnaire: Questionnaire
) -> tuple[Characterised, ...]:
    """Return the characterisation of every element from the answers to a questionnaire.

    Parameters
    ----------
    answers : mapping
        From the name of a question to the name of an answer. A question that is not answered
        counts as one about which nothing is known, never as a zero.
    questionnaire : Questionnaire
        What is asked, and how it is scored.

    Returns
    -------
    tuple of Characterised
        One an element, in the questionnaire's order. There is no total.

    Raises
    ------
    InputError
        When a question or an answer is unknown; the nearest is suggested.

    Notes
    -----
    The score is ``sum(w * c) / sum(w)`` over the answered questions with a weight ``w`` above 0,
    where ``c`` is what the answer counts. It is given when these carry at least `least_answered`
    of the element's weight.
    """
    for question, answer in answers.items():
        if question not in questionnaire.question_names:
            hint = did_you_mean(question, questionnaire.question_names)
            raise InputError(f"There is no question {question!r}. {hint}")
        if answer not in questionnaire.answer_names:
            hint = did_you_mean(answer, questionnaire.answer_names)
            raise InputError(f"Question {question!r} is answered {answer!r}. {hint}")
    return tuple(_element(name, answers, questionnaire) for name in questionnaire.element_names)


def _element(
    element: str, answers: Mapping[str, str], questionnaire: Questionnaire
) -> Characterised:
    scored = [one for one in questionnaire.asked_of(element) if one.weight > 0]
    counted = {
        one.name: questionnaire.answer(answers[one.name]).counts
        for one in scored
        if one.name in answers
    }
    known = [
        (one.weight, counts) for one in scored if (counts := counted.get(one.name)) is not None
    ]
    weight, whole = sum(w for w, _ in known), sum(one.weight for one in scored)
    # A share and no sum, so that the unit of the weights does not matter beside the 1e-9.
    if not known or weight / whole < questionnaire.least_answered - 1e-9:
        return Characterised(element, questionnaire.missing_grade, None, len(known), len(scored))
    score = sum(w * counts for w, counts in known) / weight
    grade = next(one for one in questionnaire.grades if one.takes(score))
    return Characterised(element, grade, score, len(known), len(scored))


def gate_is_open(answers: Mapping[str, str], questionnaire: Questionnaire) -> bool:
    """Whether the gate question is answered so that the practice may lie outside the scale."""
    gate = questionnaire.gate
    return gate is not None and answers.get(gate.question) == gate.answer


def evidence_from(
    section: Section,
    name: str,
    *,
    reading: Reading,
    questionnaire: Questionnaire,
    facts: Iterable[str],
) -> Evidence:
    """Return the answer that a section of a programme file gives to one question.

    Raises
    ------
    DefinitionError
        When answer or fact is unknown; the message names file and line.
    """
    cited = reading.cited(section, name)
    answer = section.choice("answer", questionnaire.answer_names)
    named = reading.facts_named(section, facts)
    try:
        made = Evidence(**cited, answer=answer, facts=named)
    except FaultError as fault:
        raise section.error(str(fault), name=fault.at) from None
    section.done()
    return made
