"""The registry as it is shipped: whole, sourced, in both languages; and what it gives as frames."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

import evalkit as ek
from evalkit.definition_files import builtin_folder
from evalkit.errors import InputError
from evalkit.programmes.cited import Cited
from evalkit.programmes.documents import builtin_documents
from evalkit.programmes.programme import Programme
from evalkit.programmes.questionnaire import Question
from evalkit.programmes.registry import registry
from evalkit.programmes.topics import vocabulary

NAMES = ek.programme_names()
OF_VIVE = (
    *("bindeleddet", "cafe_step", "empower4u", "housing_first"),
    *("insp", "kbh_plus", "mentorbarn", "unik"),
)
QUESTIONS = ek.practice_questionnaire().questions
FACT_COLUMNS = [
    *("programme", "name", "text_da", "text_en", "topic", "words", "value", "least", "most"),
    *("unit", "year", "document", "place", "certainty", "note_da", "note_en"),
    *("contradiction_da", "contradiction_en", "contradiction_kind"),
]
# Further small numbers are written as words, in one language or both.
SMALL = 12
YEARS = range(1990, 2031)


@pytest.fixture(params=NAMES)
def made(request: pytest.FixtureRequest) -> Programme:
    return ek.programme(str(request.param))


def texts(entry: Cited) -> list[dict[str, str]]:
    return [said for said in (entry.text, entry.note, entry.contradiction) if said]


def numbers(sentence: str, language: str) -> set[float]:
    """Return the numbers of a sentence that are written with digits, by the language's marks."""
    thousands, decimal = (".", ",") if language == "da" else (",", ".")
    mark, point = re.escape(thousands), re.escape(decimal)
    one = rf"(?:\d{{1,3}}(?:{mark}\d{{3}})+|\d+)(?:{point}\d+)?"
    found = re.findall(rf"(?<![\d.,]){one}(?![.,]?\d)", sentence)
    return {float(text.replace(thousands, "").replace(decimal, ".")) for text in found}


# What is in it -----------------------------------------------------------------------------


def test_there_are_twelve_programmes() -> None:
    assert len(NAMES) == 12
    assert set(OF_VIVE) < set(NAMES)
    assert list(NAMES) == sorted(NAMES)


def test_a_file_is_called_what_its_programme_is(made: Programme) -> None:
    assert (builtin_folder("programmes") / f"{made.name}.yaml").is_file()
    assert made.name in NAMES
    assert made.title["da"]
    assert made.title["en"]


def test_each_says_what_for_whom_and_where(made: Programme) -> None:
    assert made.about("purpose")
    assert made.about("target_group")
    # Netværksmøder is a method that a page of the board describes, and not a place that has it.
    assert made.about("place") or made.name == "netvaerksmoeder"
    assert len(made.facts) >= 20


def test_the_eight_of_vive_have_what_table_3_1_lists() -> None:
    for name in OF_VIVE:
        made = ek.programme(name)
        assert made.document == "vive_2022"
        for topic in ("anchoring", "place", "organisation", "volume", "age", "target_group"):
            assert made.about(topic), f"{name} has no fact about {topic}"


def test_the_theories_of_change_are_the_figures_of_vives_chapters() -> None:
    drawn = {name: made.theory for name in NAMES if (made := ek.programme(name)).theory}
    assert {name: theory.place for name, theory in drawn.items()} == {
        "unik": "Figur 4.1",
        "bindeleddet": "Figur 4.2",
        "insp": "Figur 4.3",
        "kbh_plus": "Figur 4.4",
        "mentorbarn": "Figur 4.5",
    }
    assert {theory.document for theory in drawn.values()} == {"vive_2022"}


def test_everything_that_is_said_has_a_known_document_and_a_place(made: Programme) -> None:
    known = builtin_documents()
    for entry in made.entries:
        assert entry.document in known, entry.name
        assert entry.place.strip(), entry.name
        assert entry.certainty == "src", entry.name


def test_everything_is_said_in_both_languages(made: Programme) -> None:
    for entry in made.entries:
        for said in texts(entry):
            assert set(said) == {"da", "en"}, entry.name
            assert all(one.strip() == one and one for one in said.values()), entry.name
            # What is the same in both can only be a name.
            assert said["da"] != said["en"] or len(said["da"]) < 30, entry.name


def test_nothing_is_said_twice(made: Programme) -> None:
    for kind in (made.facts, made.measurements, made.published, made.evidence, made.ratings):
        for language in ("da", "en"):
            said = Counter(entry.text[language] for entry in kind)
            assert [one for one, count in said.items() if count > 1] == []


def test_both_languages_state_the_same_numbers(made: Programme) -> None:
    for entry in made.entries:
        danish, english = numbers(entry.text["da"], "da"), numbers(entry.text["en"], "en")
        large = {one for one in danish ^ english if one > SMALL}
        assert large == set(), f"{entry.name}: {large}"


def test_an_amount_of_persons_or_kroner_stands_in_the_sentence(made: Programme) -> None:
    for fact in made.facts:
        if not fact.unit.startswith(("kr", "persons", "year", "famil", "match", "courses")):
            continue
        for amount in (fact.value, fact.least, fact.most):
            if amount is not None and amount > SMALL:
                assert amount in numbers(fact.text["da"], "da"), fact.name
                assert amount in numbers(fact.text["en"], "en"), fact.name


def test_amounts_are_possible_ones(made: Programme) -> None:
    for fact in made.facts:
        given = [one for one in (fact.value, fact.least, fact.most) if one is not None]
        assert all(one >= 0 for one in given), fact.name
        if fact.unit == "years_old":
            assert all(one <= 120 for one in given), fact.name
        if fact.unit == "year":
            assert all(one in YEARS for one in given), fact.name
        if fact.unit == "per_cent":
            assert all(one <= 100 for one in given), fact.name
        if fact.unit == "share":
            assert all(one <= 1 for one in given), fact.name
        assert fact.year is None or fact.year in YEARS, fact.name


def test_every_fact_that_is_named_is_there(made: Programme) -> None:
    known = {fact.name for fact in made.facts}
    assert len(known) == len(made.facts)
    named = {name for one in made.evidence for name in one.facts}
    named |= {name for one in made.ratings for name in one.facts}
    assert named <= known
    assert named or not made.evidence


@pytest.mark.parametrize("name", OF_VIVE)
def test_the_eight_of_vive_answer_every_question(name: str) -> None:
    made = ek.programme(name)
    assert len(QUESTIONS) == 28
    assert [one.name for one in made.evidence] == [one.name for one in QUESTIONS]
    assert made.questionnaire is not None
    assert made.questionnaire.name == "evalkit"


def test_an_answer_that_something_holds_names_the_fact_that_says_so(made: Programme) -> None:
    without = [
        one.name for one in made.evidence if one.answer in ("yes", "partly") and not one.facts
    ]
    assert without == []


def test_topics_and_units_have_titles_and_fit_one_another() -> None:
    known = vocabulary()
    for topic in known.topics.values():
        assert topic.title["da"]
        assert topic.title["en"]
        assert set(topic.units) <= set(known.units), topic.name
        assert not topic.words or topic.takes == "words", topic.name
        assert not topic.units or topic.takes == "amount", topic.name
        assert all(title["da"] and title["en"] for title in topic.words.values()), topic.name
    assert all(title["da"] and title["en"] for title in known.units.values())
    units = {fact.unit for name in NAMES for fact in ek.programme(name).facts if fact.unit}
    assert units <= set(known.units)


def test_every_document_says_what_a_reader_must_know_about_it() -> None:
    for document in builtin_documents().values():
        assert document.about["da"]
        assert document.about["en"]
        assert document.title in document.cite()
        assert document.by in document.cite()


# As frames ---------------------------------------------------------------------------------


def test_the_frame_has_a_row_for_each_fact() -> None:
    frame = registry().to_frame()
    assert list(frame.columns) == FACT_COLUMNS
    assert len(frame) == sum(len(ek.programme(name).facts) for name in NAMES)
    assert set(frame["programme"]) == set(NAMES)
    assert not frame.duplicated(["programme", "name"]).any()
    for column in ("text_da", "text_en", "topic", "document", "place", "certainty"):
        assert (frame[column].str.strip() != "").all()
    assert {str(frame[name].dtype) for name in ("value", "least", "most")} == {"float64"}
    assert str(frame["year"].dtype) == "Int64"


def test_a_topic_without_facts_has_the_same_columns_and_no_row() -> None:
    frame = registry("unik", topic="price").to_frame()
    assert (list(frame.columns), len(frame)) == (FACT_COLUMNS, 0)
    assert {str(frame[name].dtype) for name in ("value", "least", "most")} == {"float64"}
    assert "0 facts about 1 programmes" in repr(registry("unik", topic="price"))


def test_topics_are_asked_for_one_or_several() -> None:
    assert set(registry(topic="age").to_frame()["topic"]) == {"age"}
    both = registry("unik", topic=["age", "since"])
    assert both.topics == ("age", "since")
    assert set(both.to_frame()["topic"]) == {"age", "since"}
    with pytest.raises(InputError, match=r"There is no topic 'agee'\. Did you mean 'age'"):
        registry(topic=["since", "agee"])


def test_what_a_result_gives_away_is_a_copy() -> None:
    result = registry("unik")
    frame = result.to_frame()
    frame["place"] = ""
    assert (result.to_frame()["place"] != "").all()


def test_contradictions_are_kept_with_both_sides() -> None:
    frame = registry().contradictions.to_frame()
    assert list(frame.columns) == [
        *("programme", "name", "text_da", "text_en", "document", "place"),
        *("contradiction_da", "contradiction_en", "contradiction_kind"),
    ]
    assert (frame["contradiction_da"].str.len() > 0).all()
    assert (frame["contradiction_en"].str.len() > 0).all()
    counted = sum(
        bool(entry.contradiction) for name in NAMES for entry in ek.programme(name).entries
    )
    assert len(frame) == counted
    # VIVE 4.1.1: more than 100 since 2015, and about 60 a year.
    unik = frame[frame["programme"] == "unik"]
    assert unik["text_en"].str.contains("60 young people a year").any()


def test_the_plan_has_a_row_for_each_measurement() -> None:
    frame = registry().plan.to_frame()
    assert len(frame) == sum(len(ek.programme(name).measurements) for name in NAMES)
    assert set(frame["basis"]) <= {"text", "evalkit"}
    [row] = ek.programme("bindeleddet").measurements
    assert list(frame.columns) == ["programme", *row.as_row()]


def test_a_plan_of_nothing_has_the_same_columns() -> None:
    nothing, something = registry("netvaerksmoeder").plan, registry("unik").plan
    assert len(nothing.to_frame()) == 0
    assert list(nothing.to_frame().columns) == list(something.to_frame().columns)
    assert list(nothing.summary().columns) == list(something.summary().columns)
    assert str(nothing.to_frame()["every_months"].dtype) == "float64"


def test_sources_count_what_rests_on_them() -> None:
    result = registry()
    frame = result.sources.to_frame()
    assert sorted(frame["document"]) == sorted(builtin_documents())
    assert frame["entries"].sum() == sum(len(ek.programme(name).entries) for name in NAMES)
    of_vive = frame.set_index("document").loc["vive_2022"]
    assert of_vive["programmes"] == ", ".join(OF_VIVE)
    assert of_vive["year"] == 2022
    assert frame.set_index("document")["year"].isna().sum() == 4
    assert "VIVE har ikke selv evalueret" in of_vive["about_da"]


def test_two_descriptions_of_one_document_are_refused(tmp_path: Path) -> None:
    whole = (Path(__file__).parent / "own_programme.yaml").read_text(encoding="utf-8")
    first, second = tmp_path / "ours.yaml", tmp_path / "theirs.yaml"
    first.write_text(whole, encoding="utf-8")
    theirs = whole.replace("programme: ours", "programme: theirs")
    second.write_text(theirs, encoding="utf-8")
    frame = registry([first, second]).sources.to_frame().set_index("document")
    assert frame.loc["our_report", "programmes"] == "ours, theirs"
    second.write_text(theirs.replace("year: 2026}", "year: 2025}"), encoding="utf-8")
    with pytest.raises(InputError, match="describe the document 'our_report' differently"):
        _ = registry([first, second]).sources


# One answer, one element -------------------------------------------------------------------

OTHER = {"yes": "no", "partly": "no", "no": "partly", "not_stated": "yes"}


def profile_rows(path: Path | str) -> pd.DataFrame:
    return ek.lovende_praksis(path).to_frame().set_index("element")


@pytest.mark.parametrize("one", QUESTIONS, ids=lambda one: one.name)
def test_one_answer_in_a_copy_on_disk_changes_one_element(tmp_path: Path, one: Question) -> None:
    text = (builtin_folder("programmes") / "unik.yaml").read_text(encoding="utf-8")
    asked = re.compile(rf"(\n  {one.name}:\n    answer: )([a-z_]+)\n")
    [(_, before)] = asked.findall(text)
    path = tmp_path / "copy.yaml"
    path.write_text(asked.sub(rf"\g<1>{OTHER[before]}\n", text), encoding="utf-8")
    was, now = profile_rows("unik"), profile_rows(path)
    columns = ["grade", "score", "answered"]
    same = (was[columns] == now[columns]) | (was[columns].isna() & now[columns].isna())
    changed = list(same.index[~same.all(axis=1)])
    assert changed == ([one.element] if one.weight > 0 else [])
    told = [name for name in was.columns if name not in columns]
    pd.testing.assert_frame_equal(was[told], now[told])


def test_one_fact_in_a_copy_on_disk_changes_one_row(tmp_path: Path) -> None:
    text = (builtin_folder("programmes") / "unik.yaml").read_text(encoding="utf-8")
    assert text.count("    value: 2015\n") == 1
    path = tmp_path / "copy.yaml"
    path.write_text(text.replace("    value: 2015\n", "    value: 2016\n"), encoding="utf-8")
    was, now = registry("unik").to_frame(), registry(path).to_frame()
    differs = was.compare(now)
    assert was.loc[differs.index, "topic"].tolist() == ["since"]
    assert differs["value"].to_numpy().tolist() == [[2015, 2016]]
    assert set(differs.columns.get_level_values(0)) == {"value"}
