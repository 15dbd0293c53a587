"""What is known of programmes, for readers: facts, plans, contradictions, sources."""

from __future__ import annotations

from pathlib import Path

import pytest

import evalkit as ek
from evalkit.present.blocks import Table, Text
from evalkit.present.facts_table import amount_text

LANGUAGES = pytest.mark.parametrize("language", ["da", "en"])
FACTS = """
programme: ours
title: {da: Vores, en: Ours}
document: vive_2022
facts:
  one: {topic: staffing, value: 1, unit: persons, da: En., en: One., place: "1"}
  many: {topic: staffing, value: 1234, unit: persons, da: Flere., en: More., place: "1"}
  range: {topic: duration, least: 1.5, most: 2, unit: years, da: Længe., en: Long., place: "1"}
  least: {topic: age, least: 16, unit: years_old, da: Fra 16., en: From 16., place: "1"}
  most: {topic: rule, most: 20, unit: per_cent, da: Højst., en: At most., place: "1"}
  year: {topic: since, value: 2015, unit: year, da: Fra 2015., en: From 2015., place: "1"}
  share: {topic: volume, value: 0.333, unit: share, da: En tredjedel., en: A third., place: "1"}
  none: {topic: purpose, da: Formål., en: Purpose., place: "1"}
"""


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    path = tmp_path / "ours.yaml"
    path.write_text(FACTS, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("fact", "danish", "english"),
    [
        ("one", "1 person", "1 person"),
        ("many", "1.234 personer", "1,234 persons"),
        ("range", "1,5 til 2 år", "1.5 to 2 years"),
        ("least", "mindst 16 år", "at least 16 years old"),
        ("most", "højst 20 procent", "at most 20 per cent"),
        ("year", "2015", "2015"),
        ("share", "33 %", "33%"),
        ("none", "", ""),
    ],
)
def test_amounts_are_written_as_a_reader_writes_them(
    ours: Path, fact: str, danish: str, english: str
) -> None:
    one = ek.programme(ours).fact(fact)
    assert (amount_text(one, "da"), amount_text(one, "en")) == (danish, english)


@LANGUAGES
def test_the_facts_stand_topic_by_topic_with_their_place(ours: Path, language: str) -> None:
    table = ek.table(ek.registry(ours), language=language)
    assert isinstance(table, Table)
    assert len(table.rows) == 8
    assert all(row[-1] == "1" for row in table.rows)
    purpose = {"da": "Formål", "en": "Purpose"}[language]
    assert table.rows[0][0] == purpose
    assert len(table.numbers) == 8


@LANGUAGES
def test_nothing_known_of_a_topic_is_said(ours: Path, language: str) -> None:
    assert isinstance(ek.table(ek.registry(ours, topic="price"), language=language), Text)


@LANGUAGES
def test_where_nothing_is_measured_or_contradicted_that_is_said(ours: Path, language: str) -> None:
    facts = ek.registry(ours)
    assert isinstance(ek.table(facts.plan, language=language), Text)
    assert isinstance(ek.table(facts.contradictions, language=language), Text)


@LANGUAGES
def test_a_contradiction_is_told_from_both_sides(language: str) -> None:
    table = ek.table(ek.registry("unik").contradictions, language=language)
    assert isinstance(table, Table)
    assert len(table.rows) >= 3
    assert all(row[1] and row[3] and row[1] != row[3] for row in table.rows)
    kinds = {
        "da": {"modsigelse", "to opgørelser", "trykfejl", "uklart"},
        "en": {"contradiction", "two accounts", "misprint", "unclear"},
    }[language]
    assert {row[4] for row in table.rows} <= kinds


@LANGUAGES
def test_the_plan_says_what_is_not_stated(language: str) -> None:
    table = ek.table(ek.registry("all").plan, language=language)
    assert isinstance(table, Table)
    shown = {row[0] for row in table.rows}
    assert "Bindeleddet" in shown
    assert "INSP!" not in shown
    assert any("INSP!" in note for note in table.notes)
    (star,) = [row for row in table.rows if row[0] == "Bindeleddet"]
    assert star[2] == {"da": "hver 3. måned", "en": "every 3 months"}[language]
    assert star[4] == {"da": "ja", "en": "yes"}[language]


@LANGUAGES
def test_the_sources_say_how_much_rests_on_each(language: str) -> None:
    table = ek.table(ek.registry("all").sources, language=language)
    assert isinstance(table, Table)
    assert len(table.rows) == 5
    assert sum(int(row["entries"]) for row in table.numbers) == sum(
        len(ek.programme(name).entries) for name in ek.programme_names()
    )
