"""A questionnaire about promising practice as data: worked by hand; refused when it is wrong."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

import evalkit as ek
from evalkit.definition_checks import FaultError
from evalkit.errors import DefinitionError, InputError
from evalkit.programmes.characterisation import characterise, gate_is_open
from evalkit.programmes.questionnaire import Answer, Gate, Grade, Questionnaire

OWN = (Path(__file__).parent / "own_questionnaire.yaml").read_text(encoding="utf-8")
Change = tuple[str, str]


@pytest.fixture
def own(tmp_path: Path) -> Questionnaire:
    path = tmp_path / "own.yaml"
    path.write_text(OWN, encoding="utf-8")
    return ek.practice_questionnaire(path)


def refused(folder: Path, *changes: Change) -> str:
    text = OWN
    for found, instead in changes:
        assert text.count(found) == 1, found
        text = text.replace(found, instead)
    path = folder / "own.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError) as error:
        ek.practice_questionnaire(path)
    return str(error.value)


def line_of(path: Path, marker: str) -> int:
    """Return the number of the last line that begins so."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return max(n for n, text in enumerate(lines, start=1) if text.strip().startswith(marker))


# evalkit's own ----------------------------------------------------------------------------


def test_evalkits_own_has_the_elements_and_categories_of_vives_table_2_2() -> None:
    made = ek.practice_questionnaire()
    printed = {
        "Vidensgrundlag": ["Teori og viden", "Virkning"],
        "Koncept": ["Beskrivelse", "Mål", "Overførbarhed", "Økonomi"],
        "Udfoldelse": [
            "Faglig refleksion",
            "Relationelt samarbejde",
            "Individuel tilrettelæggelse",
        ],
        "Tilpasning": ["Monitorering", "Opfølgning"],
    }
    assert [title["da"] for title in made.categories.values()] == list(printed)
    assert {
        title["da"]: [one.title["da"] for one in made.elements if one.category == name]
        for name, title in made.categories.items()
    } == printed


def test_evalkits_own_says_whose_it_is_and_that_sfis_was_not_found() -> None:
    made = ek.practice_questionnaire()
    assert (made.whose, made.certainty, made.place) == ("evalkit", "not found", "Tabel 2.2")
    assert (
        "SFI's questionnaire, its answer scale and its weights were not found" in (made.about["en"])
    )
    assert "VIVE har ikke beregnet" in made.about["da"]
    assert repr(made) == "<Questionnaire evalkit: 28 questions to 11 elements; set by evalkit>"


def test_evalkits_unknown_is_no_zero() -> None:
    made = ek.practice_questionnaire()
    assert {one.name: one.counts for one in made.answers} == {
        "yes": 1,
        "partly": 0.5,
        "no": 0,
        "not_stated": None,
    }
    assert made.answer("not_stated").title["da"] == "ikke belyst"
    assert made.missing_grade.name == "not_assessed"
    assert made.least_answered == 0.5


def test_parts_are_asked_for_by_name(own: Questionnaire) -> None:
    assert own.element("work").category == "delivery"
    assert own.question("work_paid").weight == 0.1
    assert own.grade("fair").least == 2.5
    assert [one.name for one in own.asked_of("work")] == ["work_daily", "work_paid"]
    for ask in (own.element, own.question, own.answer, own.grade):
        with pytest.raises(FaultError, match=r"is 'nothing'\. .*Accepted: "):
            ask("nothing")


# A questionnaire of one's own: 1 to 5, unequal weights, 70 % must be answered --------------
# network: weights 3 and 1 (and one of 0); work: weights 0.2 and 0.1.
# strong from 4, fair from 2.5, weak from 1.


@pytest.mark.parametrize(
    ("answers", "grade", "score", "answered"),
    [
        # (3 * 5 + 1 * 1) / 4 = 4
        ({"network_size": "a5", "network_trust": "a1"}, "strong", 4.0, 2),
        # (3 * 1 + 1 * 5) / 4 = 2
        ({"network_size": "a1", "network_trust": "a5"}, "weak", 2.0, 2),
        # (3 * 2 + 1 * 4) / 4 = 2.5
        ({"network_size": "a2", "network_trust": "a4"}, "fair", 2.5, 2),
        # (3 * 4 + 1 * 3) / 4 = 3.75
        ({"network_size": "a4", "network_trust": "a3"}, "fair", 3.75, 2),
        # 3 of 4 is 75 % of the weight: enough, and the mean of what is answered is 5.
        ({"network_size": "a5", "network_trust": "unknown"}, "strong", 5.0, 1),
        ({"network_size": "a5"}, "strong", 5.0, 1),
        # 1 of 4 is 25 %: too little, however good it is.
        ({"network_trust": "a5"}, "open", None, 1),
        ({"network_size": "unknown", "network_trust": "a5"}, "open", None, 1),
        # A question of weight 0 is no answer to the element.
        ({"network_online": "a5"}, "open", None, 0),
        ({"network_size": "a5", "network_trust": "a1", "network_online": "a1"}, "strong", 4.0, 2),
        ({}, "open", None, 0),
        (
            {"network_size": "unknown", "network_trust": "unknown", "network_online": "unknown"},
            "open",
            None,
            0,
        ),
    ],
)
def test_one_element_by_hand(
    own: Questionnaire, answers: dict[str, str], grade: str, score: float | None, answered: int
) -> None:
    network, work = characterise(answers, own)
    assert (network.element, network.asked, network.answered) == ("network", 2, answered)
    assert network.grade.name == grade
    assert network.score == (None if score is None else pytest.approx(score, abs=1e-12))
    assert (work.grade.name, work.score, work.answered, work.asked) == ("open", None, 0, 2)


@pytest.mark.parametrize(
    ("daily", "paid", "grade", "score"),
    [
        ("a5", "a2", "strong", 4.0),  # (0.2 * 5 + 0.1 * 2) / 0.3 = 1.2 / 0.3
        ("a4", "a4", "strong", 4.0),
        ("a2", "a3", "weak", 7 / 3),
        ("a2", "a4", "fair", 8 / 3),
        ("a1", "a1", "weak", 1.0),
        ("a5", "unknown", "open", None),  # 0.2 of 0.3 is 67 %
        ("unknown", "a5", "open", None),
    ],
)
def test_decimal_weights_by_hand(
    own: Questionnaire, daily: str, paid: str, grade: str, score: float | None
) -> None:
    found = characterise({"work_daily": daily, "work_paid": paid}, own)[1]
    assert found.grade.name == grade
    assert found.score == (None if score is None else pytest.approx(score, abs=1e-12))


def test_the_gate_lies_outside_the_scale(own: Questionnaire) -> None:
    assert gate_is_open({"network_online": "a5"}, own)
    assert not gate_is_open({"network_online": "a4"}, own)
    assert not gate_is_open({}, own)
    assert not gate_is_open({"network_online": "a5"}, replace(own, gate=None))
    assert characterise({"network_online": "a5"}, own) == characterise({}, own)


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({"network_sice": "a1"}, "There is no question 'network_sice'. Did you mean 'network_siz"),
        ({"network_size": "a6"}, "Question 'network_size' is answered 'a6'. Accepted: 'a1'"),
        ({"network_size": ""}, "Accepted: 'a1', 'a2', 'a3', 'a4', 'a5', 'unknown'."),
        ({"network": "a1"}, "There is no question 'network'."),
    ],
)
def test_an_unknown_question_or_answer_is_refused(
    own: Questionnaire, answers: dict[str, str], message: str
) -> None:
    with pytest.raises(InputError) as error:
        characterise(answers, own)
    assert message in str(error.value)


def test_a_programme_is_graded_by_the_questionnaire_beside_it(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(OWN, encoding="utf-8")
    path = tmp_path / "ours.yaml"
    text = """\
programme: ours
title: {da: Vores, en: Ours}
document: vive_2022
questionnaire: own.yaml
facts:
  why: {topic: purpose, da: Et mål., en: A goal., place: s. 1}
practice:
  network_size: {answer: a2, da: To., en: Two., place: s. 2}
  network_trust: {answer: a4, da: Meget., en: Much., place: s. 3}
"""
    path.write_text(text, encoding="utf-8")
    frame = ek.lovende_praksis(path).to_frame()
    assert frame["element"].tolist() == ["network", "work"]
    assert frame["grade"].tolist() == ["fair", "open"]
    assert frame["score"].tolist()[0] == 2.5
    assert frame["score"].isna().tolist() == [False, True]
    path.write_text(text.replace("answer: a2", "answer: a4"), encoding="utf-8")
    assert ek.lovende_praksis(path).to_frame()["grade"].tolist() == ["strong", "open"]


def test_a_profile_without_a_single_answer_still_has_numbers(tmp_path: Path) -> None:
    path = tmp_path / "ours.yaml"
    path.write_text(
        "programme: ours\ntitle: {da: Vores, en: Ours}\ndocument: vive_2022\npractice: {}\n"
        "facts:\n  why: {topic: purpose, da: Et mål., en: A goal., place: s. 1}\n",
        encoding="utf-8",
    )
    frame = ek.lovende_praksis(path).to_frame()
    assert str(frame["score"].dtype) == "float64"
    assert frame["score"].isna().all()
    assert set(frame["grade"]) == {"not_assessed"}


def test_questionnaires_of_one_name_must_be_the_same(tmp_path: Path) -> None:
    programme = """\
programme: {0}
title: {{da: Vores, en: Ours}}
document: vive_2022
questionnaire: {0}_questions.yaml
facts:
  why: {{topic: purpose, da: Et mål., en: A goal., place: s. 1}}
practice: {{}}
"""
    for name, text in (("a", OWN), ("b", OWN), ("c", OWN.replace("weight: 3", "weight: 2"))):
        (tmp_path / f"{name}_questions.yaml").write_text(text, encoding="utf-8")
        (tmp_path / f"{name}.yaml").write_text(programme.format(name), encoding="utf-8")
    assert len(ek.lovende_praksis([tmp_path / "a.yaml", tmp_path / "b.yaml"]).to_frame()) == 4
    with pytest.raises(InputError, match=r"different questionnaires \(own\)"):
        ek.lovende_praksis([tmp_path / "a.yaml", tmp_path / "c.yaml"])


# What is refused, and where ---------------------------------------------------------------

FAULTS = {
    "a weight for no element": (
        ("element: network\n    weight: 3", "element: netwrk\n    weight: 3"),
        "element: netwrk",
        "'element' is 'netwrk'. Did you mean 'network'? Accepted: 'network', 'work'.",
    ),
    "a weight below nothing": (("weight: 3", "weight: -1"), "weight: -1", "weight -1. Accepted: 0"),
    "a weight that is no number": (("weight: 3", "weight: nan"), "weight: nan", "weight nan."),
    "a weight without end": (("weight: 3", "weight: inf"), "weight: inf", "the weight inf."),
    "a weight in words": (("weight: 3", "weight: stor"), "weight: stor", "a number with a decimal"),
    "a question twice": (("  work_paid:", "  work_daily:"), "work_daily:", "given twice"),
    "an element twice": (
        ("  work:\n    category", "  network:\n    category"),
        "network:",
        "in elements: 'network' is given twice",
    ),
    "a question with a hyphen": (
        ("  work_paid:", "  work-paid:"),
        "work-paid:",
        "in questions: a question is called 'work-paid'. Use letters, digits and _",
    ),
    "an element with a space": (
        ("  work:\n    category", "  the work:\n    category"),
        "the work:",
        "in elements: an element is called 'the work'",
    ),
    "a question in one language": (
        ('text: {da: "Med løn?", en: "Paid?"}', 'text: {da: "Med løn?"}'),
        'text: {da: "Med',
        "'en' is missing",
    ),
    "an empty question": (('en: "Paid?"', 'en: ""'), "element: work", "question 'work_paid' lacks"),
    "an unknown category": (
        ("category: delivery", "category: delivry"),
        "category: delivry",
        "'category' is 'delivry'. Did you mean 'delivery'? Accepted: 'concept', 'delivery'.",
    ),
    "an element without a title": (
        ("title: {da: Arbejde, en: Work}", "title: {da: Arbejde, en: ''}"),
        "title: {da: Arbejde",
        "the title of element 'work' lacks 'en'",
    ),
    "no answer for what is missing": (
        ("  unknown: {counts: missing, title: {da: ved ikke, en: do not know}}\n", ""),
        "answers:",
        "no answer means that nothing is known. Give one 'counts: missing': unknown is never a ze",
    ),
    "an answer that counts no number": (
        ("a5: {counts: 5", "a5: {counts: nan"),
        "a5: {counts: nan",
        "answer 'a5' counts nan. Give a number that is one.",
    ),
    "an answer without end": (("{counts: 5", "{counts: inf"), "a5: {counts: inf", "counts inf"),
    "an answer that counts nothing said": (("{counts: 5, ", "{"), "a5: {title", "'counts' is miss"),
    "an answer that counts a word": (
        ("{counts: 5", "{counts: most"),
        "a5: {counts: most",
        "'counts' is 'most'; a number with a decimal point is expected.",
    ),
    "two grades for what is missing": (
        ("strong: {from: 4, ", "strong: {"),
        "grades:",
        "2 grades have neither 'from' nor 'above'. Exactly one must",
    ),
    "no grade for what is missing": (
        ("  open: {title: {da: ikke belyst, en: not assessed}}\n", ""),
        "grades:",
        "0 grades have neither 'from' nor 'above'. Exactly one must",
    ),
    "grades out of order": (
        ("strong: {from: 4", "strong: {from: 2"),
        "grades:",
        "the grades are not in order. Write the highest first.",
    ),
    "a lowest score that no grade takes": (
        ("weak: {from: 1", "weak: {from: 1.5"),
        "grades:",
        "no grade takes the lowest score 1. Let one begin there.",
    ),
    "a lowest score just outside": (("weak: {from", "weak: {above"), "grades:", "lowest score 1."),
    "a grade above all scores": (
        ("strong: {from: 4", "strong: {from: 5.5"),
        "grades:",
        "no score gets the grade 'strong': scores go from 1 to 5",
    ),
    "a grade just above all scores": (
        ("strong: {from: 4", "strong: {above: 5"),
        "grades:",
        "no score gets the grade 'strong'",
    ),
    "two grades from one score": (
        ("fair: {from: 2.5", "fair: {from: 4"),
        "grades:",
        "no score gets the grade 'fair'",
    ),
    "a grade below all scores": (
        ("  open: {", "  none: {from: 0, title: {da: ingen, en: none}}\n  open: {"),
        "grades:",
        "no score gets the grade 'none'",
    ),
    "a grade from and above": (
        ("fair: {from: 2.5", "fair: {above: 2, from: 2.5"),
        "fair: {above",
        "give 'from' or 'above', and not both.",
    ),
    "a grade from no number": (("{from: 2.5", "{from: nan"), "fair: {from: nan", "begins at nan"),
    "a grade twice": (("  fair: {", "  weak: {"), "weak: {", "'weak' is given twice"),
    "a grade in one language": (
        ("title: {da: svag, en: weak}", "title: {da: svag}"),
        "weak: {",
        "'en' is missing",
    ),
    "a gate that asks nothing": (
        ("question: network_online", "question: network_onlin"),
        "question: network_onlin",
        "in gate: 'question' is 'network_onlin'. Did you mean 'network_online'? Accepted: ",
    ),
    "a gate that nobody opens": (
        ("  answer: a5\n", "  answer: yes\n"),
        "answer: yes",
        "in gate: 'answer' is 'yes'. Accepted: 'a1', 'a2', 'a3', 'a4', 'a5', 'unknown'.",
    ),
    "nothing need be answered": (
        ("least_answered: 0.7", "least_answered: 0"),
        "least_answered: 0",
        "'least_answered' is 0. Accepted: above 0, at most 1.",
    ),
    "more than all must be answered": (
        ("least_answered: 0.7", "least_answered: 2"),
        "least_answered: 2",
        "'least_answered' is 2. Accepted: above 0, at most 1.",
    ),
    "a share that is no number": (
        ("least_answered: 0.7", "least_answered: nan"),
        "least_answered: nan",
        "'least_answered' is nan. Accepted: above 0",
    ),
    "a percentage": (
        ("least_answered: 0.7", "least_answered: 70 %"),
        "least_answered: 70 %",
        "'least_answered' is '70 %'; a number with a decimal point is expected.",
    ),
    "no share": (
        ("least_answered: 0.7\n", ""),
        "questionnaire: own",
        "'least_answered' is missing",
    ),
    "no certainty": (("certainty: src\n", ""), "questionnaire: own", "'certainty' is missing"),
    "nobody's": (("whose: our municipality\n", ""), "questionnaire: own", "'whose' is missing"),
    "a name with a space": (
        ("questionnaire: own", "questionnaire: our own"),
        "questionnaire: our own",
        "a questionnaire is called 'our own'",
    ),
    "a misspelt option": (
        ("least_answered:", "least_answerd:"),
        "questionnaire: own",
        "'least_answered' is missing. Add a line 'least_answered: ...'.",
    ),
    "an option too many": (
        ("certainty: src", "certainty: src\ntotal: sum"),
        "total: sum",
        "'total' is not a known option. Did you mean ",
    ),
}


@pytest.mark.parametrize(("change", "marker", "message"), FAULTS.values(), ids=FAULTS)
def test_what_is_wrong_and_where(tmp_path: Path, change: Change, marker: str, message: str) -> None:
    error = refused(tmp_path, change)
    assert message in error
    line = line_of(tmp_path / "own.yaml", marker)
    assert re.match(rf"own\.yaml, line {line}\b", error), error


def test_an_element_that_could_never_be_characterised(tmp_path: Path) -> None:
    error = refused(tmp_path, ("weight: 0.2", "weight: 0"), ("weight: 0.1", "weight: 0.0"))
    assert error.startswith(f"own.yaml, line {line_of(tmp_path / 'own.yaml', 'questions:')}: ")
    assert "element 'work' has no question with a weight above 0" in error


@pytest.mark.parametrize("part", ["categories", "elements", "questions", "answers", "grades"])
def test_a_part_that_is_not_there(tmp_path: Path, part: str) -> None:
    start = OWN.index(f"{part}:\n")
    text = OWN[:start] + re.sub(r"\A.*?^(?=\w)", "", OWN[start + 1 :], flags=re.DOTALL | re.M)
    path = tmp_path / "own.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError, match=rf"own\.yaml, line 2: '{part}' is missing"):
        ek.practice_questionnaire(path)
    path.write_text(f"{text}\n{part}: {{}}\n", encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"own\.yaml, line \d+"):
        ek.practice_questionnaire(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"There is no questionnaire file 'borte\.yaml'"):
        ek.practice_questionnaire(tmp_path / "borte.yaml")
    with pytest.raises(InputError, match=r"There is no questionnaire 'evalkt'\. Did you mean 'eva"):
        ek.practice_questionnaire("evalkt")


# Made without a file ----------------------------------------------------------------------


def test_parts_made_in_python_are_checked_too(own: Questionnaire) -> None:
    with pytest.raises(FaultError, match="'grades' names 'strong' more than once"):
        replace(own, grades=(own.grades[0], *own.grades))
    with pytest.raises(FaultError, match="'elements' names 'network' more than once"):
        replace(own, elements=(own.elements[0], *own.elements))
    with pytest.raises(FaultError, match="'questions' names 'network_size' more than once"):
        replace(own, questions=(own.questions[0], *own.questions))
    with pytest.raises(FaultError, match="'answers' names 'a1' more than once"):
        replace(own, answers=(own.answers[0], *own.answers))
    with pytest.raises(FaultError, match="there is no element"):
        replace(own, elements=())
    with pytest.raises(FaultError, match=r"'gate' is 'a9'\. Accepted: 'a1'"):
        replace(own, gate=Gate("network_online", "a9", {"da": "Uden for.", "en": "Outside."}))
    with pytest.raises(FaultError, match=r"the gate asks 'network_onlin'\. Did you mean"):
        replace(own, gate=Gate("network_onlin", "a5", {"da": "Uden for.", "en": "Outside."}))


def test_a_scale_of_a_single_score_has_a_single_grade(own: Questionnaire) -> None:
    title = {"da": "ja", "en": "yes"}
    answers = (Answer("a5", title, 1), Answer("unknown", title, None))
    grades = (Grade("yes", title, 1), Grade("open", title, None))
    made = replace(own, answers=answers, grades=grades)
    assert characterise({"network_size": "a5"}, made)[0].grade.name == "yes"
