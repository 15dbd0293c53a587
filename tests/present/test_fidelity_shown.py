"""Fidelity on a page: the verdict in words, the figure beside it, and what to collect."""

from __future__ import annotations

import pytest

import evalkit as ek
from evalkit.definition_files import LANGUAGES
from evalkit.frames import MEETINGS
from evalkit.present.blocks import Table, Text
from evalkit.study import Study

NAME = "netvaerksmoeder"


def held(cases: int, *, programme: str = NAME) -> Study:
    rows = [
        {"case": f"secret{case}", "programme": programme, "kind": "network meeting"}
        | {"date": f"2026-0{month}-05", "minutes": 120 + 30 * (month == 2), "participants": 9}
        | {"interpreter": month == 1, "parents_present": case > 0, "leader_in_case": False}
        for case in range(cases)
        for month in (1, 2)
    ]
    return Study(title={"da": "x", "en": "x"}, programme=programme, meetings=MEETINGS.shaped(rows))


def table_of(study: Study, language: str = "da", **options: object) -> Table:
    shown = ek.table(ek.fidelity(study, as_of="2026Q1", **options), language=language)  # type: ignore[arg-type]
    assert isinstance(shown, Table)
    return shown


def row_of(table: Table, beginning: str) -> tuple[str, ...]:
    return next(row for row in table.rows if row[0].startswith(beginning))


def test_a_row_has_rule_verdict_figure_criterion_and_source() -> None:
    table = table_of(held(6))
    assert [one.label for one in table.columns] == [
        *("Regel", "Vurdering", "Hvad data viser", "Kriterium", "Kilde"),
    ]
    assert [row[0].split(".")[0] for row in table.rows] == [str(n) for n in range(1, 9)]
    parents = row_of(table, "5. ")
    assert parents[1] == "ikke opfyldt"
    assert parents[2] == (
        "10 af 12 møder (83 %; 95 % interval 55 % til 95 %), fordelt på 6 sager eller hold."
    )
    assert parents[3] == "ja; i alle"
    length = row_of(table, "3. ")
    assert (length[1], length[3]) == ("ikke opfyldt", "mindst 3 timer; i mindst 80 %")
    assert "Median 2 timer; yderste værdi 2." in length[2]
    assert length[4].endswith("(evalkits læsning)")


def test_what_is_not_collected_is_told_with_the_line_of_the_profile() -> None:
    breaks = row_of(table_of(held(6), "en"), "4. ")
    assert breaks[1] == "cannot be assessed"
    assert breaks[2].startswith('The fact "breaks" is not recorded for the meetings.')
    line = "{case: …, date: …, kind: network meeting, interpreter: …, facts: {breaks: …} }"
    assert breaks[2].endswith(f"meetings: {line}")
    assert "}}" not in breaks[2]  # the page's lint takes it for a sentence that was not filled in


def test_numbers_of_fewer_than_five_cases_are_not_shown() -> None:
    table = table_of(held(4))
    few = "Færre end 5 sager eller hold kunne vurderes; tallene vises ikke."
    assert row_of(table, "5. ")[2] == few
    told = next(row for row in table.numbers if row["rule"] == "parents_take_part")
    assert (told["verdict"], told["n"], told["kept"], told["estimate"]) == (
        *("not_met", None, None, None),
    )
    assert "10 af 12" not in " ".join(ek.say(ek.fidelity(held(4), as_of="2026Q1")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_case_is_named(language: str) -> None:
    result = ek.fidelity(held(6), as_of="2026Q1")
    table = ek.table(result, language=language)
    assert "secret" not in str(table) + str(table.as_data()) + "".join(
        ek.say(result, language=language)
    )


def test_the_sentences_tell_what_is_not_as_described_first() -> None:
    told = ek.say(ek.fidelity(held(6), as_of="2026Q2", since="2026Q1"), language="en")
    assert told[0].startswith("Of 8 rules for")
    assert told[1] == "Computed on what could be assessed from 1 January 2026 to 30 June 2026."
    assert told[2].startswith("The data reach only to 5 February 2026")
    kinds = [one.split(":")[0] for one in told[3:-1]]
    assert kinds == sorted(kinds, key=["Not met", "Cannot be assessed"].index)
    assert told[-1].startswith("The numbers show whether something was done, not how well")


@pytest.mark.parametrize(
    ("language", "words"), [("da", "ikke udviklet"), ("en", "have not been developed")]
)
def test_the_finding_about_fidelity_is_cited_with_evalkits_answer(
    language: str, words: str
) -> None:
    study = held(6, programme="processuelle_netvaerksmoeder")
    notes = table_of(study, language).notes
    (finding,) = [note for note in notes if words in note]
    assert "evalkit" in finding
    assert finding in ek.say(ek.fidelity(study, as_of="2026Q1"), language=language)


def test_a_programme_that_refuses_checklists_has_its_words_and_no_table() -> None:
    result = ek.fidelity(held(6), "kbh_plus", as_of="2026Q1")
    shown = ek.table(result, language="en")
    assert isinstance(shown, Text)
    assert "manual or checklist" in str(shown)
    assert "(5.2.2.) evalkit respects that" in str(shown)
    assert ek.say(result, language="en") == list(shown.paragraphs)


def test_a_programme_without_rules_says_what_could_be_watched() -> None:
    shown = ek.table(ek.fidelity(held(6), "unik", as_of="2026Q1"), language="en")
    assert "Nobody has written rules for Projekt UNIK" in str(shown)
    assert "The café is held once a week." in str(shown)


# Every rule that ships can be said in words, assessed or not.
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "name",
    [
        *("bindeleddet", "cafe_step", "empower4u", "housing_first", "insp", "mentorbarn"),
        *("netvaerksopbygning", "processuelle_netvaerksmoeder"),
    ],
)
def test_every_rule_that_ships_can_be_said(name: str, language: str) -> None:
    empty = Study(title={"da": "x", "en": "x"}, programme=name)
    table = table_of(empty, language)
    for rule, row in zip(ek.fidelity_rules(name).rules, table.rows, strict=True):
        assert all(cell.strip() for cell in row)
        assert "{" not in row[3]
        assert f"{rule.table}: {{" in row[2] or "enrolments: {" in row[2]
