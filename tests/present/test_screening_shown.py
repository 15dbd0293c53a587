"""A mapping study for readers: tables and sentences say the same, in both languages."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import evalkit as ek
from evalkit.present.blocks import Table, Text
from evalkit.programmes.interviews import Interviews

Says = Callable[..., bool]
LANGUAGES = pytest.mark.parametrize("language", ["da", "en"])

SMALL = """\
screening: small
title: {da: Lille, en: Small}
document: vive_2022
da: x
en: x
place: s. 1
phases:
  found: {title: {da: Fundet, en: Found}, da: Søgt., en: Searched., count: 4, place: s. 3}
  read: {title: {da: Læst, en: Read}, da: Læst., en: Read., count: FEW, place: s. 4}
candidates:
  cafe: {title: Cafeen, reached: read, place: s. 5}
  club: {title: Klubben, reached: found, place: s. 5WHY}
unnamed:
  others: {title: {da: Andre, en: Others}, count: 2, reached: LAST, da: x, en: x, place: s. 6KINDS}
"""
WHY = ", reason: {da: den lukkede, en: it closed, place: s. 7}"
KIND = ", reasons: {closed: {da: lukket, en: closed, place: s. 7}}"
INTERVIEWS = """\
interviews:
  da: Interview.
  en: Interviews.
  place: tabel 1
  roles: {staff: {da: Ansatte, en: Staff}, young: {da: Unge, en: Young}}
  rows: {cafe: {staff: 2, young: 1, total: 4}, club: {staff: 1, young: "-"}}
"""


def small(tmp_path: Path, *, why: str = "", kinds: str = "", last: str = "found") -> ek.Screening:
    few = "1" if last == "found" else "3"
    text = SMALL.replace("WHY", why).replace("KINDS", kinds)
    path = tmp_path / "small.yaml"
    text = text.replace("LAST", last).replace("FEW", few) + INTERVIEWS
    path.write_text(text, encoding="utf-8")
    return ek.screening(path)


def cells(table: Table | Text) -> list[dict[str, str]]:
    assert isinstance(table, Table)
    json.dumps(table.as_data())
    labels = [column.label for column in table.columns]
    return [dict(zip(labels, row, strict=True)) for row in table.rows]


def vive_interviews() -> Interviews:
    found = ek.screening().interviews
    assert found is not None
    return found


def test_the_funnel_in_danish() -> None:
    rows = cells(ek.table(ek.screening(), language="da"))
    assert rows[0]["Fase"] == "Research"
    assert list(rows[0].values())[1:] == ["–", "33", "–", "–", "–"]
    assert rows[1] == {
        "Fase": "Screening",
        "Indsatser før fasen": "33",
        "Indsatser i fasen": "15",
        "Gik ikke videre til fasen": "18",
        "Heraf med oplyst grund": "0",
        "Heraf uden oplyst grund": "18",
    }
    assert list(rows[2].values()) == ["Casebesøg", "15", "8", "7", "0", "7"]


@LANGUAGES
def test_below_the_funnel_stands_who_was_asked_and_what_contradicts(language: str) -> None:
    table = ek.table(ek.screening(), language=language)
    assert isinstance(table, Table)
    notes = "\n".join(table.notes)
    for said in ("PriceWaterhouseCoopers", "Fundamentet", "VIVE. Viden og erfaringer", "33 minus"):
        assert said in notes


def test_the_candidates_come_furthest_first_and_no_reason_is_invented(says: Says) -> None:
    table = ek.table(ek.screening().candidates, language="en")
    rows = cells(table)
    assert isinstance(table, Table)
    assert len(rows) == 16
    assert [row["Last phase"] for row in rows[:8]] == ["Case visits"] * 8
    assert "Reason stated for each" not in rows[0]
    assert says(table.notes[0], "screening_none_stated_note")
    assert says(table.notes[1], "screening_say_kinds", count="18")
    assert "no longer exist" in table.notes[1]
    (incomplete,) = [row for row in rows if "not completed" in row["Last phase"]]
    assert incomplete["Programme"] == "Fundamentet"
    assert rows[-1]["Programme"] == "Not named (18 programmes)"
    assert rows[2]["Anchoring, as printed"] == "Civilsamfundsindsats/Roskilde Kommune"


@LANGUAGES
def test_nine_criteria_each_with_its_place(language: str) -> None:
    rows = cells(ek.table(ek.screening().criteria, language=language))
    assert len(rows) == 9
    assert all(all(row.values()) for row in rows)


def test_the_interviews_with_their_sums_and_what_chapters_say() -> None:
    rows = [list(row.values()) for row in cells(ek.table(vive_interviews(), language="da"))]
    assert rows[1] == ["Bindeleddet", "1", "1", "4", "2", "8", "8", "4", "4.2"]
    assert rows[2] == ["Housing First", "1", "2", "0", "1", "4", "4", "5", "4.3"]
    assert rows[-2] == ["Talt sammen", "9", "16", "11", "17", "53", "53", "45", "–"]
    assert rows[-1][1:] == ["9", "16", "11", "17", "–", "53", "53", "sammenfatning"]


@LANGUAGES
def test_persons_and_interviews_are_not_made_the_same(says: Says, language: str) -> None:
    table = ek.table(vive_interviews(), language=language)
    assert isinstance(table, Table)
    for told in ("\n".join(table.notes), "\n".join(ek.say(vive_interviews(), language=language))):
        assert "I alt personer" in told
        assert "I alt interview" in told
        assert says(told, "interviews_two_accounts", language)


@LANGUAGES
def test_the_way_is_told_with_its_numbers(says: Says, language: str) -> None:
    said = ek.say(ek.screening(), language=language)
    assert says(said[0], "screening_say_way", language, first="33", last="8", phases=3)
    assert says(said[1], "screening_say_step", language, n_in="33", n_out="15")
    assert says(said[1], "screening_say_none_stated", language, left="18")
    assert says(said[2], "screening_say_kinds", language, count="18")
    assert says(said[3], "screening_say_criteria", language, criteria=4)
    assert says("\n".join(said), "screening_say_incomplete", language, title="Fundamentet")
    assert says(said[-1], "screening_no_ranking", language)


@LANGUAGES
def test_the_interviews_are_told_with_their_numbers(says: Says, language: str) -> None:
    said = ek.say(vive_interviews(), language=language)
    assert says(said[0], "interviews_say_sum", language, total="53")
    assert says(said[1], "interviews_say_agree", language)
    assert says(said[2], "interviews_say_elsewhere", language, counts=17, differing=3)
    assert says(said[2], "interviews_say_which", language, what="Mentorbarn", count=3, in_table=8)


@LANGUAGES
def test_sentences_are_a_block(language: str) -> None:
    block = ek.sentences(ek.screening(), vive_interviews(), language=language)
    assert block.role == "list"
    assert len(block.paragraphs) == len(set(block.paragraphs))


@pytest.mark.parametrize(
    ("why", "kinds", "expected"),
    [
        ("", "", "screening_say_none_stated"),
        (WHY, "", "screening_say_some_stated"),
        (WHY, KIND, "screening_say_all_stated"),
    ],
)
@LANGUAGES
def test_of_how_many_it_is_said_why(
    tmp_path: Path, says: Says, why: str, kinds: str, expected: str, language: str
) -> None:
    made = small(tmp_path, why=why, kinds=kinds)
    said = ek.say(made, language=language)
    assert says(said[1], expected, language, left="3", stated="1")
    assert says("\n".join(said), "screening_say_one_kind", language, count="2") == bool(kinds)
    table = ek.table(made.candidates, language=language)
    assert isinstance(table, Table)
    if not why and not kinds:
        assert len(table.columns) == 4
        assert says(table.notes[0], "screening_none_stated_note", language)
        return
    reasons = [list(row.values())[3] for row in cells(table)]
    words = {
        "da": ("ikke oplyst", "den lukkede", "lukket"),
        "en": ("not stated", "it closed", "closed"),
    }
    none, own, kind = words[language]
    assert reasons == [none, own if why else none, kind if kinds else none]


def test_everybody_went_on_and_one_phase_alone(tmp_path: Path, says: Says) -> None:
    made = replace(small(tmp_path, last="read"), interviews=None)
    assert says(ek.say(made, language="en")[1], "screening_say_step", n_in="4", n_out="3")
    alone = replace(made, phases=made.phases[1:], named=made.named[:1])
    assert says(ek.say(alone, language="en")[0], "screening_say_one_phase", first="3")
    two = (replace(made.phases[0], count=3), made.phases[1])
    everybody = replace(made, phases=two, named=made.named[:1])
    assert says(ek.say(everybody, language="en")[1], "screening_say_all", n_in="3")


@LANGUAGES
def test_a_wrong_printed_sum_is_told(tmp_path: Path, says: Says, language: str) -> None:
    interviews = small(tmp_path).interviews
    assert interviews is not None
    said = ek.say(interviews, language=language)
    assert says(said[1], "interviews_say_wrong", language, what="Cafeen", stated=4, sum=3)
    rows = [list(row.values()) for row in cells(ek.table(interviews, language=language))]
    assert rows[0] == ["Cafeen", "2", "1", "3", "4"]
    assert rows[1] == ["Klubben", "1", "0", "1", "–"]
    # A column with a gap has no sum of its own.
    assert rows[2][1:] == ["3", "1", "4", "–"]
    assert rows[3][1:] == ["–", "–", "–", "–"]
    unprinted = tuple(replace(row, stated=None) for row in interviews.rows)
    without = replace(interviews, rows=unprinted)
    assert says(ek.say(without, language=language)[1], "interviews_say_none_printed", language)


@LANGUAGES
def test_with_nothing_to_show_a_text_says_so(tmp_path: Path, language: str) -> None:
    made = small(tmp_path)
    assert isinstance(ek.table(made.criteria, language=language), Text)
    nobody = tuple(replace(phase, count=0) for phase in made.phases)
    empty = replace(made, phases=nobody, named=(), unnamed=(), interviews=None)
    assert isinstance(ek.table(empty.candidates, language=language), Text)
    assert [list(row.values())[2] for row in cells(ek.table(empty, language=language))] == [
        "0",
        "0",
    ]
