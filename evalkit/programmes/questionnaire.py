"""A questionnaire about promising practice: its elements, questions, answers and grades."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from math import isfinite

from evalkit.definition_checks import (
    CERTAINTIES,
    FaultError,
    check_choice,
    check_name,
    check_title,
    check_unique,
)
from evalkit.errors import did_you_mean

__all__ = ["Answer", "Element", "Gate", "Grade", "Question", "Questionnaire"]


def _check_finite(number: float | None, *, of: str, at: str) -> None:
    if number is not None and not isfinite(number):
        raise FaultError(f"{of} {number:g}. Give a number that is one.", at=at)


@dataclass(frozen=True)
class Element:
    """One element of promising practice, its category, and its explanation by language.

    `gloss` says in a few words what the title alone would leave open; empty where it does not.
    """

    name: str
    category: str
    title: dict[str, str] = field(hash=False)
    explanation: dict[str, str] = field(hash=False)
    gloss: dict[str, str] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        """Refuse an element that could not be named."""
        check_name(self.name, of="an element")
        check_title(self.title, of=f"element '{self.name}'")


@dataclass(frozen=True)
class Question:
    """One question to a programme; with weight 0 it is counted and never scored."""

    name: str
    element: str
    text: dict[str, str] = field(hash=False)
    weight: float = 1.0

    def __post_init__(self) -> None:
        """Refuse a question that could not be weighed."""
        check_name(self.name, of="a question")
        check_title(self.text, of=f"question '{self.name}'")
        if not (isfinite(self.weight) and self.weight >= 0):
            raise FaultError(
                f"question '{self.name}' has the weight {self.weight:g}. Accepted: 0 and more.",
                at="weight",
            )


@dataclass(frozen=True)
class Answer:
    """One answer: what it counts, or None where it means that nothing is known."""

    name: str
    title: dict[str, str] = field(hash=False)
    counts: float | None

    def __post_init__(self) -> None:
        """Refuse an answer that could not be counted."""
        check_name(self.name, of="an answer")
        check_title(self.title, of=f"answer '{self.name}'")
        _check_finite(self.counts, of=f"answer '{self.name}' counts", at="counts")


@dataclass(frozen=True)
class Grade:
    """One characterisation, given from a score on (`least`; `above` when that end is left out)."""

    name: str
    title: dict[str, str] = field(hash=False)
    least: float | None
    is_above: bool = False

    def __post_init__(self) -> None:
        """Refuse a grade that no score could be compared with."""
        check_name(self.name, of="a grade")
        check_title(self.title, of=f"grade '{self.name}'")
        at = "above" if self.is_above else "from"
        _check_finite(self.least, of=f"grade '{self.name}' begins at", at=at)

    def takes(self, score: float) -> bool:
        """Whether a score is high enough for this grade."""
        if self.least is None:
            return False
        # Sums of weights are binary fractions: 0.1 + 0.2 is not 0.3.
        if self.is_above:
            return score > self.least + 1e-9
        return score >= self.least - 1e-9


@dataclass(frozen=True)
class Gate:
    """The question that lies outside the scale: which answer opens it, and what that means."""

    question: str
    answer: str
    text: dict[str, str] = field(hash=False)


@dataclass(frozen=True, kw_only=True, repr=False)
class Questionnaire:
    """A questionnaire about promising practice.

    Attributes
    ----------
    name : str
        Its name.
    title, about : dict
        Its title, and what a reader must know about it, by language.
    rule : dict
        How grades follow from answers, in words by language; empty where the file does not say.
    whose : str
        Who set the questions, weights and grades. evalkit's own say "evalkit" everywhere.
    certainty : {"src", "seen", "known", "not found"}
        How sure it is that the questions are those of the published tool.
    categories : dict
        Titles by language, in order.
    elements : tuple of Element
        In the order results show them.
    questions : tuple of Question
        In the order they are asked.
    answers : tuple of Answer
        What may be answered.
    grades : tuple of Grade
        Highest first; the one without a least score is given when too little is answered.
    least_answered : float
        The least share of an element's weight that must be answered for a grade.
    gate : Gate or None
        The question outside the scale.

    Raises
    ------
    DefinitionError
        When the parts contradict one another: a weight for no element, a grade that nothing gets.
    """

    name: str
    title: dict[str, str] = field(hash=False)
    whose: str
    about: dict[str, str] = field(hash=False)
    rule: dict[str, str] = field(default_factory=dict, hash=False)
    certainty: str
    document: str = ""
    place: str = ""
    categories: dict[str, dict[str, str]] = field(hash=False)
    elements: tuple[Element, ...]
    questions: tuple[Question, ...]
    answers: tuple[Answer, ...]
    grades: tuple[Grade, ...]
    least_answered: float
    gate: Gate | None = None

    def __post_init__(self) -> None:
        """Refuse a questionnaire whose parts contradict one another."""
        check_name(self.name, of="a questionnaire")
        check_title(self.title, of=f"questionnaire '{self.name}'")
        check_choice(self.certainty, CERTAINTIES, at="certainty")
        if not self.elements:
            raise FaultError("there is no element. Write at least one.", at="elements")
        check_unique(self.element_names, at="elements")
        check_unique(self.question_names, at="questions")
        for element in self.elements:
            check_choice(element.category, self.categories, at="elements")
        for question in self.questions:
            check_choice(question.element, self.element_names, at="questions")
        self._check_weights()
        self._check_grades()
        self._check_answers()
        if not 0 < self.least_answered <= 1:
            raise FaultError(
                f"'least_answered' is {self.least_answered:g}. Accepted: above 0, at most 1.",
                at="least_answered",
            )

    @property
    def element_names(self) -> tuple[str, ...]:
        """The elements' names, in order."""
        return tuple(element.name for element in self.elements)

    @property
    def question_names(self) -> tuple[str, ...]:
        """The questions' names, in order."""
        return tuple(question.name for question in self.questions)

    @property
    def answer_names(self) -> tuple[str, ...]:
        """The accepted answers, in order."""
        return tuple(answer.name for answer in self.answers)

    @property
    def missing_grade(self) -> Grade:
        """The grade of an element about which too little is known."""
        return next(grade for grade in self.grades if grade.least is None)

    def element(self, name: str) -> Element:
        """Return one element by its name.

        Raises
        ------
        FaultError
            When there is no such element; the nearest is suggested.
        """
        check_choice(name, self.element_names, at="element")
        return next(one for one in self.elements if one.name == name)

    def question(self, name: str) -> Question:
        """Return one question by its name, refused as `element` is."""
        check_choice(name, self.question_names, at="question")
        return next(one for one in self.questions if one.name == name)

    def answer(self, name: str) -> Answer:
        """Return one answer by its name, refused as `element` is."""
        check_choice(name, self.answer_names, at="answer")
        return next(one for one in self.answers if one.name == name)

    def grade(self, name: str) -> Grade:
        """Return one grade by its name, refused as `element` is."""
        check_choice(name, [grade.name for grade in self.grades], at="grade")
        return next(one for one in self.grades if one.name == name)

    def asked_of(self, element: str) -> tuple[Question, ...]:
        """Return the questions of one element."""
        return tuple(one for one in self.questions if one.element == element)

    def __repr__(self) -> str:
        return (
            f"<Questionnaire {self.name}: {len(self.questions)} questions to "
            f"{len(self.elements)} elements; set by {self.whose}>"
        )

    def _check_weights(self) -> None:
        for element in self.element_names:
            if not any(question.weight > 0 for question in self.asked_of(element)):
                raise FaultError(
                    f"element '{element}' has no question with a weight above 0, so it could never "
                    f"be characterised. Add a question, or give one a weight.",
                    at="questions",
                )

    def _check_grades(self) -> None:
        check_unique(tuple(grade.name for grade in self.grades), at="grades")
        without = [grade for grade in self.grades if grade.least is None]
        if len(without) != 1:
            raise FaultError(
                f"{len(without)} grades have neither 'from' nor 'above'. Exactly one must: the one "
                f"given when too little is known.",
                at="grades",
            )
        scores = [answer.counts for answer in self.answers if answer.counts is not None]
        if not scores:
            raise FaultError("no answer counts anything. Give 'counts' a number.", at="answers")
        if not any(grade.takes(min(scores)) for grade in self.grades):
            raise FaultError(
                f"no grade takes the lowest score {min(scores):g}. Let one begin there.",
                at="grades",
            )
        reached = [grade.least for grade in self.grades if grade.least is not None]
        if reached != sorted(reached, reverse=True):
            raise FaultError("the grades are not in order. Write the highest first.", at="grades")
        given = [self._grade_of(score) for score in _every_kind_of(scores, reached)]
        for grade in self.grades:
            if grade.least is not None and grade not in given:
                raise FaultError(
                    f"no score gets the grade '{grade.name}': scores go from {min(scores):g} to "
                    f"{max(scores):g}, and a grade above takes what it could. Mend its 'from' or "
                    f"'above', or leave it out.",
                    at="grades",
                )

    def _grade_of(self, score: float) -> Grade:
        return next(grade for grade in self.grades if grade.takes(score))

    def _check_answers(self) -> None:
        check_unique(self.answer_names, at="answers")
        if not any(answer.counts is None for answer in self.answers):
            raise FaultError(
                "no answer means that nothing is known. Give one 'counts: missing': unknown is "
                "never a zero.",
                at="answers",
            )
        if self.gate is None:
            return
        if self.gate.question not in self.question_names:
            hint = did_you_mean(self.gate.question, self.question_names)
            raise FaultError(f"the gate asks {self.gate.question!r}. {hint}", at="gate")
        check_choice(self.gate.answer, self.answer_names, at="gate")


def _every_kind_of(scores: list[float], limits: list[float]) -> list[float]:
    """Return a score at each limit that scores reach, and one between each two of them."""
    lowest, highest = min(scores), max(scores)
    ends = sorted({lowest, highest, *(one for one in limits if lowest <= one <= highest)})
    return [*ends, *((low + high) / 2 for low, high in pairwise(ends))]
