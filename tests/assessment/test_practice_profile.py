"""The profile of promising practice: from answers to grades, and never added up."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import evalkit as ek
from evalkit.present.blocks import Figure, Table

Written = Callable[..., Path]
LANGUAGES = pytest.mark.parametrize("language", ["da", "en"])


def grades(profile: ek.PracticeProfile) -> dict[str, str]:
    frame = profile.to_frame()
    return dict(zip(frame["element"], frame["grade"], strict=True))


def test_every_element_is_there_and_what_is_silent_is_not_assessed(written: Written) -> None:
    found = grades(ek.lovende_praksis(written(goals_set="yes")))
    assert list(found) == [
        "theory",
        "effect",
        "description",
        "goals",
        "transferability",
        "economy",
        "reflection",
        "relations",
        "individual",
        "monitoring",
        "follow_up",
    ]
    assert found.pop("goals") == "met"
    assert set(found.values()) == {"not_assessed"}


@pytest.mark.parametrize(
    ("first", "second", "grade", "score"),
    [
        ("yes", "yes", "met", 1.0),
        ("yes", "partly", "partly_met", 0.75),
        ("yes", "no", "partly_met", 0.5),
        ("no", "no", "not_met", 0.0),
        ("yes", "not_stated", "met", 1.0),
        ("no", "not_stated", "not_met", 0.0),
    ],
)
def test_two_answers_give_one_grade(
    written: Written, first: str, second: str, grade: str, score: float
) -> None:
    profile = ek.lovende_praksis(written(described=first, described_tools=second))
    row = profile.to_frame().set_index("element").loc["description"]
    assert (row["grade"], row["score"]) == (grade, score)
    assert row["answered"] == (1 if second == "not_stated" else 2)


def test_changing_one_answer_changes_one_element(written: Written) -> None:
    before = grades(ek.lovende_praksis(written(goals_set="yes", economy_profitable="yes")))
    after = grades(ek.lovende_praksis(written(goals_set="no", economy_profitable="yes")))
    assert {name for name in before if before[name] != after[name]} == {"goals"}


def test_a_question_without_weight_changes_no_grade(written: Written) -> None:
    with_it = grades(ek.lovende_praksis(written(effect_positive="yes", effect_external="no")))
    without = grades(ek.lovende_praksis(written(effect_positive="yes")))
    assert with_it == without


def test_there_is_no_total(written: Written) -> None:
    profile = ek.lovende_praksis(written(goals_set="yes"))
    frame = profile.to_frame()
    assert len(frame) == 11
    assert not {"total", "sum", "mean"} & set(frame.columns)
    assert "no total is computed" in repr(profile)


def test_a_trial_lies_outside_the_scale(written: Written) -> None:
    profile = ek.lovende_praksis(written(effect_trial="yes", effect_positive="yes"))
    assert [one.name for one in profile.outside] == ["ours"]
    assert any("proven practice" in said for said in ek.say(profile, language="en"))
    assert not ek.lovende_praksis(written(effect_trial="no")).outside


def test_a_programme_nobody_has_characterised_is_not_assessed(tmp_path: Path) -> None:
    path = tmp_path / "bare.yaml"
    path.write_text(
        "programme: bare\ntitle: {da: Bar, en: Bare}\ndocument: vive_2022\nfacts:\n"
        "  began: {topic: purpose, da: Formål., en: Purpose., place: s. 1}\n",
        encoding="utf-8",
    )
    profile = ek.lovende_praksis(path)
    assert set(grades(profile).values()) == {"not_assessed"}
    table = ek.table(profile, language="en")
    assert isinstance(table, Table)
    assert all("Not answered in the file." in row for row in table.rows)


def test_programmes_of_different_questionnaires_do_not_stand_side_by_side(
    written: Written, tmp_path: Path
) -> None:
    (tmp_path / "own.yaml").write_text(
        """
questionnaire: own
title: {da: Eget, en: Own}
whose: us
about: {da: Vores., en: Ours.}
certainty: seen
categories: {all: {da: Alt, en: All}}
elements:
  goals: {category: all, title: {da: Mål, en: Goals}, explanation: {da: Mål., en: Goals.}}
questions: {set: {element: goals, text: {da: "Sat?", en: "Set?"}}}
answers:
  yes: {counts: 1, title: {da: ja, en: "yes"}}
  unknown: {counts: missing, title: {da: ukendt, en: unknown}}
grades:
  met: {from: 0, title: {da: opfyldt, en: met}}
  none: {title: {da: ukendt, en: unknown}}
least_answered: 1
""",
        encoding="utf-8",
    )
    path = written(set="yes")
    path.write_text(
        f"questionnaire: own.yaml\n{path.read_text(encoding='utf-8')}", encoding="utf-8"
    )
    assert grades(ek.lovende_praksis(path)) == {"goals": "met"}
    with pytest.raises(ek.InputError, match="different questionnaires"):
        ek.lovende_praksis([path, "unik"])


@LANGUAGES
def test_whose_criteria_stands_wherever_a_grade_does(written: Written, language: str) -> None:
    profile = ek.lovende_praksis(["unik", written(goals_set="yes")])
    shown = [ek.table(profile, language=language), ek.table(profile.matrix, language=language)]
    for table in shown:
        assert isinstance(table, Table)
        assert "evalkit" in table.caption
        assert any("SFI" in note and "evalkit" in note for note in table.notes)
    figure = ek.figure(profile.matrix, language=language)
    assert isinstance(figure, Figure)
    assert "evalkit" in figure.caption
    assert any("SFI" in said for said in ek.say(profile, language=language))


@LANGUAGES
def test_a_grade_from_a_part_of_the_questions_says_so(written: Written, language: str) -> None:
    profile = ek.lovende_praksis(written(described="yes"))
    part = {"da": "opfyldt (delvist belyst)", "en": "met (assessed in part)"}[language]
    for table in (
        ek.table(profile, language=language),
        ek.table(profile.matrix, language=language),
    ):
        assert isinstance(table, Table)
        assert any(part in row for row in table.rows)


def test_the_matrix_has_every_cell_in_the_order_asked() -> None:
    matrix = ek.lovende_praksis(["unik", "bindeleddet"]).matrix
    frame = matrix.to_frame()
    assert list(frame.columns) == ["category", "element", "unik", "bindeleddet"]
    assert frame.notna().all(axis=None)
    single = grades(ek.lovende_praksis("unik"))
    assert dict(zip(frame["element"], frame["unik"], strict=True)) == single


def test_the_plot_has_a_sign_for_every_cell() -> None:
    matrix = ek.lovende_praksis(["unik", "bindeleddet"]).matrix
    ax = ek.plot_practice_matrix(matrix, language="en")
    signs = [text.get_text() for text in ax.texts]
    assert len([sign for sign in signs if sign != "*"]) == 22
    assert signs.count("*") == len(matrix.partly_known) > 0
    assert [tick.get_text() for tick in ax.get_yticklabels()][:2] == [
        "Theory and knowledge",
        "Effect (signs of a positive effect)",
    ]
    assert "not assessed" in ax.get_xlabel()


def test_the_answers_have_all_questions_also_those_nobody_answered(written: Written) -> None:
    answers = ek.lovende_praksis(written(goals_set="yes")).answers.to_frame()
    assert len(answers) == 28
    assert (answers["answer"] == "not_stated").sum() == 27


def test_the_eight_of_vive_are_answered_in_full() -> None:
    answers = ek.lovende_praksis("vive_2022").answers.to_frame()
    assert len(answers) == 8 * 28
    assert answers["place"].notna().all()
    assert (answers["text_da"].str.len() > 10).all()
