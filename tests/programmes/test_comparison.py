"""What a report counts across programmes: which entries are counted, and when the counts agree."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import evalkit as ek
from evalkit.definition_files import read_definition
from evalkit.errors import DefinitionError
from evalkit.programmes.comparison import Comparison, StatedCount, comparison, comparison_from
from evalkit.programmes.programme import Programme

COUNTS = """\
comparison: ours
document: vive_2022
of: 3
counts:
  municipal:
    da: Kommunal
    en: Municipal
    place: s. 1
    stated: 2
    topic: anchoring
    words: [municipal]
  both:
    da: Både kommunal og i civilsamfundet
    en: Municipal and in civil society
    place: s. 1
    least: 1
    said: {da: nogle, en: some}
    topic: anchoring
    words: [civil_society, municipal]
  from_16:
    da: Fra 16 år
    en: From the age of 16
    place: s. 2
    stated: 1
    topic: age
    least_age: 16
  up_to_30:
    da: Op til 30 år
    en: Up to the age of 30
    place: s. 2
    most: 1
    said: {da: få, en: few}
    topic: age
    most_age: 30
  goals:
    da: Har mål
    en: Has goals
    place: s. 3
    stated: 3
    question: goals_set
"""

PROGRAMME = """\
programme: ours
title: {da: Vores, en: Ours}
document: vive_2022
facts:
  why: {topic: purpose, da: Et mål., en: A goal., place: s. 1}
"""


def read(folder: Path, text: str) -> Comparison:
    path = folder / "ours.yaml"
    path.write_text(text, encoding="utf-8")
    return comparison_from(read_definition(path))


@pytest.fixture
def counts(tmp_path: Path) -> dict[str, StatedCount]:
    return {one.name: one for one in read(tmp_path, COUNTS).counts}


def programme(folder: Path, *facts: str, practice: str = "") -> Programme:
    """Return a programme with these facts beside its purpose."""
    lines = [
        f"  f{n}: {{{fact}, da: En., en: One., place: s. 1}}\n" for n, fact in enumerate(facts)
    ]
    path = folder / "programme.yaml"
    path.write_text(PROGRAMME + "".join(lines) + practice, encoding="utf-8")
    return ek.programme(path)


@pytest.mark.parametrize(
    ("facts", "municipal", "both"),
    [
        ([], "not_stated", "not_stated"),
        (["topic: anchoring, words: [municipal]"], "yes", "no"),
        (["topic: anchoring, words: [civil_society]"], "no", "no"),
        (["topic: anchoring, words: [civil_society, municipal]"], "no", "yes"),
        (["topic: anchoring, words: [municipal, civil_society]"], "no", "yes"),
        (["topic: anchoring, words: [municipal]"] * 2, "yes", "no"),
        (
            ["topic: anchoring, words: [municipal]", "topic: anchoring, words: [civil_society]"],
            "no",
            "yes",
        ),
        (["topic: anchoring, words: [municipal, civil_society, state]"], "no", "no"),
    ],
)
def test_words_count_when_they_are_those_words_and_no_others(
    tmp_path: Path, counts: dict[str, StatedCount], facts: list[str], municipal: str, both: str
) -> None:
    one = programme(tmp_path, *facts)
    assert counts["municipal"].counts(one) == municipal
    assert counts["both"].counts(one) == both


@pytest.mark.parametrize(
    ("facts", "from_16", "up_to_30"),
    [
        ([], "not_stated", "not_stated"),
        (["least: 16"], "yes", "no"),
        (["least: 16, most: 30"], "yes", "yes"),
        (["most: 30"], "no", "yes"),
        (["least: 14, most: 30"], "no", "yes"),
        (["least: 16, most: 24", "least: 14, most: 17"], "no", "no"),  # from 14 in all
        (["least: 18, most: 25", "least: 16, most: 30"], "yes", "yes"),
        (["value: 16"], "no", "no"),
    ],
)
def test_an_age_counts_when_it_is_the_limit_of_all_that_is_said(
    tmp_path: Path, counts: dict[str, StatedCount], facts: list[str], from_16: str, up_to_30: str
) -> None:
    one = programme(tmp_path, *(f"topic: age, unit: years_old, {fact}" for fact in facts))
    assert counts["from_16"].counts(one) == from_16
    assert counts["up_to_30"].counts(one) == up_to_30


@pytest.mark.parametrize("answer", ["yes", "partly", "no", "not_stated"])
def test_an_answer_counts_as_it_is_given(
    tmp_path: Path, counts: dict[str, StatedCount], answer: str
) -> None:
    given = f"practice:\n  goals_set: {{answer: {answer}, da: Mål., en: Goals., place: s. 3}}\n"
    assert counts["goals"].counts(programme(tmp_path, practice=given)) == answer
    assert counts["goals"].counts(programme(tmp_path)) == "not_stated"


@pytest.mark.parametrize(
    ("name", "agreeing"),
    [("municipal", {2}), ("both", {1, 2, 3}), ("up_to_30", {0, 1}), ("goals", {3})],
)
def test_a_stated_number_is_exact_and_a_word_is_a_limit(
    counts: dict[str, StatedCount], name: str, agreeing: set[int]
) -> None:
    assert {count for count in range(4) if counts[name].agrees(count)} == agreeing


FAULTS = {
    "an unknown question": (
        ("question: goals_set", "question: goal_set"),
        "question: goal_set",
        "'question' is 'goal_set'. Did you mean 'goals_set'? Accepted: ",
    ),
    "an unknown topic": (
        ("    stated: 2\n    topic: anchoring", "    stated: 2\n    topic: ancoring"),
        "topic: ancoring",
        "'topic' is 'ancoring'. Did you mean 'anchoring'?",
    ),
    "an unknown word": (
        ("words: [municipal]", "words: [municipial]"),
        "words: [municipial]",
        "'words' is 'municipial'. Did you mean 'municipal'? Accepted: 'civil_society', ",
    ),
    "facts of a topic and nothing of them": (
        ("    most_age: 30\n", ""),
        "topic: age",
        "'up_to_30' needs 'words', 'least_age' or 'most_age', one of them",
    ),
    "two limits at once": (
        ("most_age: 30", "most_age: 30\n    least_age: 18"),
        "topic: age",
        "one of them",
    ),
    "a question and a topic": (
        ("question: goals_set", "question: goals_set\n    topic: goal_setting"),
        "topic: goal_setting",
        "'goals' needs 'question' or 'topic', one of them.",
    ),
    "neither a question nor a topic": (
        ("    question: goals_set\n", ""),
        "da: Har mål",
        "'goals' needs 'question' or 'topic', one of them.",
    ),
    "no number": (
        ("    stated: 3\n", ""),
        "da: Har mål",
        "'goals' needs 'stated', or 'least' or 'most' with 'said'.",
    ),
    "a number and a limit": (
        ("stated: 3", "stated: 3\n    least: 1"),
        "stated: 3",
        "give 'stated', or 'least' and 'most', not both.",
    ),
    "a fraction": (("stated: 3", "stated: 2.5"), "stated: 2.5", "'stated' must be a whole number"),
    "no number at all": (("stated: 3", "stated: nan"), "stated: nan", "must be a whole number"),
    "more than there are": (
        ("stated: 3", "stated: 4"),
        "stated: 4",
        "'stated' is 4. Accepted: 0 to 3.",
    ),
    "fewer than none": (("most: 1", "most: -1"), "most: -1", "'most' is -1. Accepted: 0 to 3."),
    "a misspelt option": (
        ("place: s. 3", "plaace: s. 3\n    place: s. 3"),
        "plaace",
        "Did you mean 'place'?",
    ),
    "no place": (
        ("    place: s. 3\n", ""),
        "da: Har mål",
        "in counts > goals: 'place' is missing",
    ),
    "an unknown document": (
        ("document: vive_2022", "document: vive_2021"),
        "document: vive_2021",
        "Did you mean 'vive_2022'?",
    ),
}


@pytest.mark.parametrize(("change", "marker", "message"), FAULTS.values(), ids=FAULTS)
def test_what_is_wrong_and_where(
    tmp_path: Path, change: tuple[str, str], marker: str, message: str
) -> None:
    found, instead = change
    assert COUNTS.count(found) == 1
    text = COUNTS.replace(found, instead)
    with pytest.raises(DefinitionError) as error:
        read(tmp_path, text)
    lines = text.splitlines()
    line = max(n for n, one in enumerate(lines, start=1) if one.strip().startswith(marker))
    assert re.match(rf"ours\.yaml, line {line}\b", str(error.value)), str(error.value)
    assert message in str(error.value)


# VIVE's ------------------------------------------------------------------------------------


def test_vives_counts_are_of_its_eight_programmes() -> None:
    made = comparison("vive_2022")
    assert made.of == 8 == len(ek.practice_counts().programmes)
    assert made.document == "vive_2022"
    names = [one.name for one in made.counts]
    assert len(names) == len(set(names)) == 25
    for one in made.counts:
        assert one.place
        assert one.text["da"] != one.text["en"]
        # A word is given with evalkit's reading of it, a number stands by itself.
        assert bool(one.said) == (one.least != one.most), one.name


def test_another_answer_than_yes_can_be_counted(tmp_path: Path) -> None:
    (one,) = [one for one in comparison("vive_2022").counts if one.name == "no_documentation"]
    for answer, counted in (("no", "yes"), ("yes", "no"), ("partly", "no"), ("not_stated", "no")):
        given = (
            f"practice:\n  effect_positive: {{answer: {answer}, da: Det., en: It., place: s. 3}}\n"
        )
        assert one.counts(programme(tmp_path, practice=given)) == counted
