"""The knowledge rating for readers: grades with their facts, no total, no grade of evalkit's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import matplotlib as mpl
import pytest
from matplotlib import pyplot as plt
from matplotlib.axes import Axes

import evalkit as ek
from evalkit.present.blocks import Figure, Table, Text

Says = Callable[..., bool]
LANGUAGES = pytest.mark.parametrize("language", ["da", "en"])
RATED = "processuelle_netvaerksmoeder"
UNRATED = """\
programme: theirs
title: {da: Deres, en: Theirs}
document: report
documents:
  report: {title: Rapport, by: Os, year: 2026}
facts:
  few: {topic: evidence_base, da: Kun få er med., en: Only few are in it., place: "2"}
  after: {topic: result, da: Målt bagefter., en: Measured afterwards., place: "3"}
"""
RATING = """\
rating:
  effect: {grade: C, whose: Os, da: Få er med., en: Few are in it., facts: [few], place: "5"}
"""


@pytest.fixture(autouse=True)
def _no_window() -> Iterator[None]:
    backend = mpl.get_backend()
    mpl.use("agg")
    yield
    plt.close("all")
    mpl.use(backend)


@pytest.fixture
def unrated(tmp_path: Path) -> Path:
    path = tmp_path / "theirs.yaml"
    path.write_text(UNRATED, encoding="utf-8")
    return path


@pytest.fixture
def partly(tmp_path: Path) -> Path:
    path = tmp_path / "ours.yaml"
    text = UNRATED.replace("theirs", "ours").replace("Theirs", "Ours").replace("Deres", "Vores")
    path.write_text(text + RATING, encoding="utf-8")
    return path


def table_of(result: object, language: str) -> Table:
    table = ek.table(result, language=language)
    assert isinstance(table, Table)
    return table


def drawn(result: object) -> list[tuple[str, float, float]]:
    axes = ek.plot_knowledge_rating(result, language="en")  # type: ignore[arg-type]
    return [(text.get_text(), *text.get_position()) for text in axes.texts]


def test_the_published_case_as_a_table() -> None:
    table = table_of(ek.knowledge_rating(RATED), "da")
    assert [row[0] for row in table.rows] == [
        *("Målgruppe", "Metode", "Implementering", "Effekt", "Økonomi")
    ]
    assert [row[1][0] for row in table.rows] == ["B", "B", "B", "C", "D"]
    assert table.rows[3][1] == "C – Begrænset vidensgrundlag"
    assert "eftermåling" in table.rows[3][3]
    assert "Er der en sammenligningsgruppe? *" in table.rows[3][4]
    assert [row["grade"] for row in table.numbers] == ["B", "B", "B", "C", "D"]


@LANGUAGES
def test_whose_the_grades_are_and_what_is_not_known_stand_below(language: str, says: Says) -> None:
    notes = " ".join(table_of(ek.knowledge_rating(RATED), language).notes)
    assert says(notes, "rating_whose", language, whose="Vidensportalen")
    assert says(notes, "rating_own_question_note", language)
    # No combined grade, and the official criteria were not found.
    assert {"da": "ingen samlet karakter", "en": "no combined grade"}[language] in notes
    assert {"da": "er ikke fundet", "en": "were not found"}[language] in notes
    # The modelled cost that stands on the same page as the D for economy.
    assert {"da": "80.669", "en": "80,669"}[language] in notes


@LANGUAGES
def test_the_sentences_name_grades_and_reasons(language: str, says: Says) -> None:
    said = ek.say(ek.knowledge_rating(RATED), language=language)
    assert says(said[0], "rating_say", language, letters="BBBCD", whose="Vidensportalen")
    assert [one.partition(": ")[2][0] for one in said[1:6]] == ["B", "B", "B", "C", "D"]
    words = {"da": "Intet eller yderst sparsomt", "en": "No or extremely sparse"}[language]
    assert f"D, {words}" in said[5]


def test_a_dimension_that_nobody_graded_says_so(partly: Path, says: Says) -> None:
    result = ek.knowledge_rating(partly)
    rows = table_of(result, "en").rows
    assert [row[1] for row in rows] == [
        *("not graded", "not graded", "not graded"),
        *("C – Limited knowledge base", "not graded"),
    ]
    assert rows[3][3] == "Only few are in it. (2)"
    assert rows[0][4].startswith("Is the target group well described?")
    said = ek.say(result, language="en")
    assert says(said[0], "rating_say", letters="---C-", whose="Os")
    assert "Effect C and Economy not graded" in said[0]
    assert said[1] == "Effect: C, Limited knowledge base. Few are in it."
    assert len(said) == 3


@LANGUAGES
def test_one_that_nobody_rated_gets_questions_and_facts_and_no_grade(
    unrated: Path, language: str, says: Says
) -> None:
    result = ek.knowledge_rating(unrated)
    table, said = table_of(result, language), ek.say(result, language=language)
    assert len(said) == 1
    assert says(said[0], "rating_unrated", language)
    assert len(table.rows) == 5
    assert len(table.columns) == 3
    effect = {"da": "Offentliggjorte resultater (1)", "en": "Published results (1)"}[language]
    assert effect in table.rows[3][2]
    price = {"da": "Intet om: Pris", "en": "Nothing about: Price"}[language]
    assert price in table.rows[4][2]
    figure = ek.figure(result, language=language)
    assert isinstance(figure, Text)
    # The page shows the same text once.
    assert figure.paragraphs == tuple(said)
    assert not says(" ".join(table.notes), "rating_unrated", language)
    with pytest.raises(ek.InputError, match="Nobody has rated any of these"):
        ek.plot_knowledge_rating(result)


@LANGUAGES
def test_the_facts_beside_the_dimensions_one_by_one(unrated: Path, language: str) -> None:
    table = table_of(ek.knowledge_rating(unrated).guidance, language)
    assert len(table.rows) == 4
    dimension, topic, fact, place = table.rows[1]
    expected = {
        "da": ("Effekt", "Offentliggjorte resultater", "Målt bagefter."),
        "en": ("Effect", "Published results", "Measured afterwards."),
    }
    assert (dimension, topic, fact) == expected[language]
    assert place == "3"
    assert len([note for note in table.notes if note.startswith(dimension)]) == 1


def test_a_registry_without_facts_of_these_topics_says_so(tmp_path: Path, says: Says) -> None:
    path = tmp_path / "theirs.yaml"
    began = '  began: {topic: since, da: Nyt., en: New., value: 2015, unit: year, place: "1"}\n'
    path.write_text(UNRATED.partition("  few")[0] + began, encoding="utf-8")
    result = ek.knowledge_rating(path)
    shown = ek.table(result.guidance, language="en")
    assert isinstance(shown, Text)
    assert says(str(shown), "rating_no_facts", titles="Theirs")
    assert all(row[2].startswith("Nothing about:") for row in table_of(result, "en").rows)


def test_several_programmes_are_told_apart(partly: Path, unrated: Path, says: Says) -> None:
    both = ek.knowledge_rating([partly, RATED, unrated])
    table = table_of(both, "en")
    assert len(table.rows) == 10
    assert table.rows[0][:2] == ("Ours", "Target group")
    figure = ek.figure(both, language="en")
    assert isinstance(figure, Figure)
    assert figure.data.rows == tuple(row[:3] for row in table.rows)
    assert says(table.notes[-1], "rating_unrated_many", titles="Theirs")
    two = table_of(ek.knowledge_rating([unrated, "unik"]), "en")
    assert [two.rows[place][0] for place in (0, 5)] == ["Theirs", "Projekt UNIK"]
    listing = table_of(ek.knowledge_rating([unrated, "unik"]).guidance, "en")
    assert {row[0] for row in listing.rows} == {"Theirs", "Projekt UNIK"}


@LANGUAGES
def test_the_figure_tells_the_grades_to_who_cannot_see_it(language: str) -> None:
    figure = ek.figure(ek.knowledge_rating(RATED), language=language)
    assert isinstance(figure, Figure)
    assert figure.png.startswith(b"\x89PNG")
    said = {
        "da": "Målgruppe B, Metode B, Implementering B, Effekt C og Økonomi D",
        "en": "Target group B, Method B, Implementation B, Effect C and Economy D",
    }
    assert said[language] in figure.alt
    whole = table_of(ek.knowledge_rating(RATED), language)
    assert figure.data.rows == tuple(row[:2] for row in whole.rows)


def test_a_mark_for_each_grade_and_no_line_or_area_between() -> None:
    result = ek.knowledge_rating(RATED)
    assert drawn(result) == [("B", 1, 0), ("B", 1, 1), ("B", 1, 2), ("C", 2, 3), ("D", 3, 4)]
    axes = ek.plot_knowledge_rating(result, language="en")
    assert isinstance(axes, Axes)
    assert [tick.get_text() for tick in axes.get_xticklabels()] == ["A", "B", "C", "D"]
    assert axes.get_ylim()[0] > axes.get_ylim()[1], "the first dimension is above"
    assert not list(axes.patches)
    # Only the faint rules across each row.
    assert all(len(set(line.get_ydata())) == 1 for line in axes.lines)  # type: ignore[arg-type]
    assert axes.name == "rectilinear"


def test_what_is_not_graded_has_no_mark(partly: Path) -> None:
    result = ek.knowledge_rating(partly)
    texts = [text for text, *_ in drawn(result)]
    assert texts == ["not graded", "not graded", "not graded", "C", "not graded"]
    axes = ek.plot_knowledge_rating(result)
    assert len(axes.collections) == 1


def test_several_programmes_have_a_heading_each(partly: Path) -> None:
    axes = ek.plot_knowledge_rating(ek.knowledge_rating([partly, RATED]), language="en")
    labels = [tick.get_text() for tick in axes.get_yticklabels()]
    assert len(labels) == 12
    assert labels[0] == "Ours"
    assert labels[6].startswith("Processuelle")


def test_a_language_that_nobody_writes() -> None:
    with pytest.raises(ek.InputError, match="language"):
        ek.plot_knowledge_rating(ek.knowledge_rating(RATED), language="de")


@LANGUAGES
def test_the_whole_registry_can_be_shown(language: str, says: Says) -> None:
    result = ek.knowledge_rating()
    said = ek.say(result, language=language)
    assert [one for one in said if says(one, "rating_unrated_many", language)]
    assert len(said) == len(set(said))
    assert len(said) == 6 * len(result.rated) + 2
    table = table_of(result, language)
    assert len(table.rows) == 5 * len(result.rated)
