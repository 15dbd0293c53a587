"""From answers to grades: worked by hand, and what must hold whatever is asked and answered."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import evalkit as ek
from evalkit.programmes.characterisation import Characterised, characterise
from evalkit.programmes.questionnaire import Answer, Element, Grade, Question, Questionnaire

EVALKIT = ek.practice_questionnaire()
TITLE = {"da": "x", "en": "x"}
MISSING = "unknown"


def graded(answers: Mapping[str, str], asked: Questionnaire = EVALKIT) -> dict[str, Characterised]:
    return {one.element: one for one in characterise(answers, asked)}


# evalkit's criteria, by hand ---------------------------------------------------------------
# Each element has one or two questions of weight 1; at least half must be answered; yes 1,
# partly 0.5, no 0. Opfyldt at 1, i nogen grad above 0, ikke opfyldt at 0.


@pytest.mark.parametrize(
    ("first", "second", "grade", "score", "answered"),
    [
        ("yes", "yes", "met", 1.0, 2),
        ("yes", "partly", "partly_met", 0.75, 2),
        ("partly", "partly", "partly_met", 0.5, 2),
        ("yes", "no", "partly_met", 0.5, 2),
        ("partly", "no", "partly_met", 0.25, 2),
        ("no", "no", "not_met", 0.0, 2),
        ("yes", "not_stated", "met", 1.0, 1),
        ("partly", "not_stated", "partly_met", 0.5, 1),
        ("no", "not_stated", "not_met", 0.0, 1),
        ("not_stated", "not_stated", "not_assessed", None, 0),
    ],
)
def test_an_element_of_two_questions(
    first: str, second: str, grade: str, score: float | None, answered: int
) -> None:
    for one, other in ((first, second), (second, first)):
        found = graded({"theory_named": one, "theory_best_knowledge": other})["theory"]
        assert (found.grade.name, found.score) == (grade, score)
        assert (found.answered, found.asked) == (answered, 2)


@pytest.mark.parametrize(
    ("answer", "grade", "score"),
    [("yes", "met", 1.0), ("partly", "partly_met", 0.5), ("no", "not_met", 0.0)],
)
def test_an_element_of_one_question(answer: str, grade: str, score: float) -> None:
    found = graded({"economy_profitable": answer})["economy"]
    assert (found.grade.name, found.score, found.answered, found.asked) == (grade, score, 1, 1)


def test_what_is_not_known_is_no_zero() -> None:
    nothing = characterise({}, EVALKIT)
    assert len(nothing) == 11
    assert {one.grade.title["da"] for one in nothing} == {"ikke belyst"}
    assert {one.score for one in nothing} == {None}
    every = dict.fromkeys(EVALKIT.question_names, "not_stated")
    assert characterise(every, EVALKIT) == nothing
    no = characterise(dict.fromkeys(EVALKIT.question_names, "no"), EVALKIT)
    assert {(one.grade.name, one.score) for one in no} == {("not_met", 0.0)}


@pytest.mark.parametrize("one", EVALKIT.questions, ids=lambda one: one.name)
def test_one_answer_touches_its_own_element_and_only_when_it_is_scored(one: Question) -> None:
    base = dict.fromkeys(EVALKIT.question_names, "yes")
    before, after = graded(base), graded(base | {one.name: "no"})
    changed = [name for name in before if before[name] != after[name]]
    assert changed == ([one.element] if one.weight > 0 else [])


# Decimal weights at the borders ------------------------------------------------------------


def made(
    weights: list[float],
    *,
    counts: tuple[float, ...] = (0, 1),
    grades: tuple[Grade, ...] = (),
    least: float = 0.5,
) -> Questionnaire:
    """Return a questionnaire to one element, with a question for each weight."""
    lowest, highest = min(counts), max(counts)
    default = (Grade("top", TITLE, highest), Grade("low", TITLE, lowest))
    return Questionnaire(
        name="made",
        title=TITLE,
        whose="the test",
        about=TITLE,
        certainty="src",
        categories={"all": TITLE},
        elements=(Element("it", "all", TITLE, TITLE),),
        questions=tuple(Question(f"q{n}", "it", TITLE, w) for n, w in enumerate(weights)),
        answers=(
            *(Answer(f"a{n}", TITLE, count) for n, count in enumerate(counts)),
            Answer(MISSING, TITLE, None),
        ),
        grades=(*(grades or default), Grade("open", TITLE, None)),
        least_answered=least,
    )


@pytest.mark.parametrize(
    ("weights", "answered", "least"),
    [
        ([0.1, 0.2, 0.7], 2, 0.3),  # 0.1 + 0.2 = 0.30000000000000004
        ([0.7, 0.2, 0.1], 2, 0.9),  # 0.7 + 0.2 = 0.8999999999999999
        ([0.7, 0.1, 0.2], 2, 0.8),  # 0.7 + 0.1 = 0.7999999999999999
        ([0.3, 0.6, 0.1], 2, 0.9),  # 0.3 + 0.6 = 0.8999999999999999
        ([1 / 3, 1 / 3, 1 / 3], 2, 2 / 3),
    ],
)
def test_just_enough_is_enough(weights: list[float], answered: int, least: float) -> None:
    asked = made(weights, least=least)
    answers = {f"q{n}": "a1" for n in range(answered)}
    found = graded(answers, asked)["it"]
    assert (found.grade.name, found.answered) == ("top", answered)
    more = made(weights, least=least + 0.001)
    assert graded(answers, more)["it"].grade.name == "open"


@pytest.mark.parametrize("weights", [[0.1, 0.2], [0.1, 0.2, 0.3], [0.1] * 10, [0.7, 0.1], [3.3, 1]])
def test_the_highest_in_all_is_the_highest(weights: list[float]) -> None:
    asked = made(weights, counts=(0, 0.1, 0.3))
    for answer, grade, score in (("a2", "top", 0.3), ("a0", "low", 0), ("a1", "low", 0.1)):
        found = graded(dict.fromkeys(asked.question_names, answer), asked)["it"]
        assert found.grade.name == grade
        assert found.score == pytest.approx(score, abs=1e-12)


@pytest.mark.parametrize(
    ("border", "is_above", "grade"),
    [(0.3, False, "high"), (0.3, True, "low"), (0.29, True, "high")],
)
def test_a_border_that_is_no_binary_fraction(border: float, is_above: bool, grade: str) -> None:
    grades = (Grade("high", TITLE, border, is_above=is_above), Grade("low", TITLE, 0))
    asked = made([0.1, 0.2, 0.7], grades=grades)
    # (0.1 * 1 + 0.2 * 1 + 0.7 * 0) / 1 = 0.3
    answers = {"q0": "a1", "q1": "a1", "q2": "a0"}
    assert graded(answers, asked)["it"].grade.name == grade


def test_small_weights_are_weights_too() -> None:
    asked = made([1e-12, 1e-12, 1e-12, 1e-12])
    assert graded({"q0": "a1"}, asked)["it"].grade.name == "open"
    assert graded({"q0": "a1", "q1": "a1"}, asked)["it"].grade.name == "top"


# Whatever is asked and answered ------------------------------------------------------------

WEIGHTS = st.lists(
    st.sampled_from([0.0, 0.1, 0.2, 0.3, 0.5, 1.0, 2.0, 7.5]), min_size=1, max_size=6
)


@st.composite
def questionnaires(draw: st.DrawFn) -> Questionnaire:
    weights = draw(WEIGHTS.filter(any))
    steps = draw(st.lists(st.integers(-3, 10), min_size=2, max_size=5, unique=True))
    counts = tuple(sorted(step / 2 for step in steps))
    borders = draw(st.lists(st.sampled_from(range(1, 10)), max_size=2, unique=True).map(sorted))
    span = counts[-1] - counts[0]
    grades = [Grade("g0", TITLE, counts[0])]
    grades += [
        Grade(f"g{n}", TITLE, counts[0] + span * border / 10, is_above=draw(st.booleans()))
        for n, border in enumerate(borders, start=1)
    ]
    least = draw(st.sampled_from([0.1, 0.3, 0.5, 0.7, 0.9, 1.0]))
    return made(weights, counts=counts, grades=tuple(reversed(grades)), least=least)


def answers_to(asked: Questionnaire) -> st.SearchStrategy[dict[str, str]]:
    one = st.sampled_from([*asked.answer_names, None])
    given_ = st.fixed_dictionaries(dict.fromkeys(asked.question_names, one))
    return given_.map(lambda all_: {name: answer for name, answer in all_.items() if answer})


ASKED = st.one_of(questionnaires(), st.just(EVALKIT)).flatmap(
    lambda asked: st.tuples(st.just(asked), answers_to(asked))
)


def height(found: Characterised, asked: Questionnaire) -> int:
    return -[grade.name for grade in asked.grades].index(found.grade.name)


@given(ASKED)
def test_what_is_missing_is_as_if_it_was_left_out(
    both: tuple[Questionnaire, dict[str, str]],
) -> None:
    asked, answers = both
    unknown = {one.name for one in asked.answers if one.counts is None}
    left_out = {name: answer for name, answer in answers.items() if answer not in unknown}
    filled = dict.fromkeys(asked.question_names, next(iter(unknown))) | answers
    assert characterise(answers, asked) == characterise(left_out, asked)
    assert characterise(answers, asked) == characterise(filled, asked)


@given(ASKED)
def test_a_score_lies_between_the_answers_given(
    both: tuple[Questionnaire, dict[str, str]],
) -> None:
    asked, answers = both
    for found in characterise(answers, asked):
        counted = [
            counts
            for one in asked.asked_of(found.element)
            if one.weight > 0
            and one.name in answers
            and (counts := asked.answer(answers[one.name]).counts) is not None
        ]
        assert found.answered == len(counted)
        assert 0 <= found.answered <= found.asked
        assert (found.score is None) == (found.grade == asked.missing_grade)
        if found.score is not None:
            assert min(counted) - 1e-9 <= found.score <= max(counted) + 1e-9


@given(ASKED, st.randoms(use_true_random=False))
def test_the_order_of_questions_and_answers_means_nothing(
    both: tuple[Questionnaire, dict[str, str]], shuffled: random.Random
) -> None:
    asked, answers = both
    questions, given_ = list(asked.questions), list(answers.items())
    shuffled.shuffle(questions)
    shuffled.shuffle(given_)
    other = characterise(dict(given_), replace(asked, questions=tuple(questions)))
    for before, after in zip(characterise(answers, asked), other, strict=True):
        assert replace(before, score=None) == replace(after, score=None)
        assert after.score == (None if before.score is None else pytest.approx(before.score))


@given(ASKED, st.data())
def test_a_higher_answer_never_lowers_a_grade(
    both: tuple[Questionnaire, dict[str, str]], data: st.DataObject
) -> None:
    asked, answers = both
    scored = sorted(
        (one for one in asked.answers if one.counts is not None), key=lambda one: one.counts or 0
    )
    order = [one.name for one in scored]
    names = [name for name, answer in answers.items() if answer in order]
    if not names:
        return
    raised = data.draw(st.sampled_from(names))
    higher = data.draw(st.sampled_from(order[order.index(answers[raised]) :]))
    before, after = graded(answers, asked), graded(answers | {raised: higher}, asked)
    for element, found in after.items():
        assert found.answered == before[element].answered
        assert height(found, asked) >= height(before[element], asked)


@given(ASKED, st.integers(-12, 12))
def test_the_unit_of_the_weights_means_nothing(
    both: tuple[Questionnaire, dict[str, str]], exponent: int
) -> None:
    asked, answers = both
    scaled = replace(
        asked,
        questions=tuple(
            replace(one, weight=one.weight * 10.0**exponent) for one in asked.questions
        ),
    )
    for before, after in zip(
        characterise(answers, asked), characterise(answers, scaled), strict=True
    ):
        assert replace(before, score=None) == replace(after, score=None)
        assert after.score == (None if before.score is None else pytest.approx(before.score))


@given(ASKED)
def test_the_answers_are_not_changed(both: tuple[Questionnaire, dict[str, str]]) -> None:
    asked, answers = both
    before = dict(answers)
    characterise(answers, asked)
    assert answers == before
