"""The way in and the target group as readers see them, in both languages."""

from __future__ import annotations

import pandas as pd
import pytest

import evalkit as ek
from evalkit.frames import ENROLMENTS, REFERRALS
from evalkit.present.blocks import Figure, Table, Text
from evalkit.study import Study

BOTH = pytest.mark.parametrize("language", ["da", "en"])


@pytest.fixture(scope="module")
def housing() -> Study:
    days = pd.date_range("2026-01-05", periods=24, freq="10D")
    referrals, courses = [], []
    for number, day in enumerate(days):
        starts, closes = number % 3 == 0, number % 3 == 1
        one = {"person": f"secret-{number}", "programme": "housing_first"}
        ended = day + pd.Timedelta(days=30) if closes else None
        referrals.append(
            one
            | {"referred": day, "screened": day + pd.Timedelta(days=5), "closed": ended}
            | {"outcome": "moved away" if closes else None, "fits": number % 4 > 0}
        )
        if starts:
            first = day + pd.Timedelta(days=20)
            courses.append(one | {"started": first, "age_at_start": 14 + number / 2})
    return Study(
        title={},
        programme="housing_first",
        enrolments=ENROLMENTS.shaped(courses),
        referrals=REFERRALS.shaped(referrals),
        completed=("done",),
    )


@BOTH
def test_the_tables_hold_and_name_nobody(housing: Study, language: str) -> None:
    result = ek.admissions(housing, "2026Q2", capacity=20)
    for one in (result, result.cohorts, result.waits):
        table = ek.table(one, language=language)
        assert isinstance(table, Table)
        assert "secret" not in str(table) + str(table.numbers) + repr(one)
        assert len(table.rows) >= 2


@BOTH
def test_the_sentences_tell_the_flow_the_capacity_and_who_waits(
    housing: Study, language: str
) -> None:
    result = ek.admissions(housing, "2026Q2", capacity=20)
    row = result.to_frame().iloc[0]
    said = " ".join(ek.say(result, language=language))
    for name in ("started", "referred", "closed", "waiting_at_end", "usual_low", "usual_high"):
        assert str(row[name]) in said
    assert "secret" not in said


@BOTH
def test_the_picture_is_of_cohorts_and_says_its_numbers(housing: Study, language: str) -> None:
    figure = ek.figure(ek.admissions(housing, "2026Q2"), language=language)
    assert isinstance(figure, Figure)
    cohorts = ek.admissions(housing, "2026Q2").cohorts.to_frame()
    for count in cohorts.loc[cohorts["referred"] > 0, "referred"]:
        assert str(count) in figure.alt


@BOTH
def test_without_referrals_it_says_what_to_collect(housing: Study, language: str) -> None:
    study = Study(title={}, programme="housing_first", enrolments=housing.enrolments)
    result = ek.admissions(study, "2026Q2")
    shown = ek.figure(result, language=language)
    assert isinstance(shown, Text)
    table = ek.table(result, language=language)
    assert isinstance(table, Table)
    assert shown.paragraphs[0] in table.notes
    assert isinstance(ek.table(result.cohorts, language=language), Text)
    assert isinstance(ek.table(result.waits, language=language), Text)


@BOTH
def test_both_readings_of_the_target_group_stand_with_what_speaks_against(
    housing: Study, language: str
) -> None:
    fit = ek.target_group_fit(housing, as_of="2026Q3")
    table = ek.table(fit, language=language)
    assert isinstance(table, Table)
    assert len(table.rows) == 5
    served = next(fact for fact in fit.facts if fact.name == "age_served")
    assert any(served.contradiction[language] in note for note in table.notes)
    assert any("11" in note for note in table.notes)
    figure = ek.figure(fit, language=language)
    assert isinstance(figure, Figure)
    assert "14" in figure.alt
    assert len(ek.say(fit, language=language)) >= 5


@BOTH
def test_what_cannot_be_assessed_is_said(language: str) -> None:
    study = ek.load("data/examples/unik", profile="unik")
    fit = ek.target_group_fit(study, as_of="2026Q3")
    table = ek.table(fit, language=language)
    assert isinstance(table, Table)
    cannot = {"da": "kan ikke vurderes", "en": "cannot be assessed"}[language]
    assert all(row[2] == cannot for row in table.rows)
    assert isinstance(ek.figure(fit, language=language), Text)


@BOTH
def test_the_intake_stands_beside_what_the_registry_states(language: str) -> None:
    study = ek.load("data/examples/unik", profile="unik")
    result = ek.admissions(study, "2026Q3")
    table = ek.table(result, language=language)
    assert isinstance(table, Table)
    fact = result.capacity.fact if result.capacity else None
    assert fact is not None
    assert any(fact.text[language] in note for note in table.notes)
    assert any(fact.contradiction[language] in note for note in table.notes)
