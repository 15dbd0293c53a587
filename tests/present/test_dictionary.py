"""The data dictionary: every column of every profile, in both languages, from what checks it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from string import Formatter

import pytest

import evalkit as ek
from evalkit.definition_files import builtin_folder, read_definition
from evalkit.findings import finding_kinds
from evalkit.frames import TABLES
from evalkit.intake.column_uses import needed_cells
from evalkit.intake.profile import Profile
from evalkit.intake.profile_file import profile, profile_names
from evalkit.present.blocks import BLOCK_TYPE

SECTION = read_definition(builtin_folder("dictionary") / "words.yaml")
WORDS = SECTION.section("words")
LONG = """
profile: long
title: {da: Lang, en: Long}
programme: long
locale: da
dates: dd-mm-yyyy
files:
  - file: long.csv
    format: csv
    encoding: utf-8
    separator: ";"
    ignore: [Note]
    multiple_choice: {reasons: {columns: {s_1: Family, s_2: Friends}, chosen: "1"}}
    columns:
      Nr: {type: cpr}
      Dato: {type: date, required: true}
      Ord: {type: free_text}
      Spm: {type: text}
    readings:
      - instrument: who5
        person: Nr
        date: Dato
        item: Spm
        value: Svar
        items: {who5_1: "1", who5_2: "2", who5_3: "3", who5_4: "4", who5_5: "5"}
"""


@pytest.fixture(params=[*profile_names(), "long"])
def made(request: pytest.FixtureRequest, tmp_path: Path) -> Profile:
    if request.param != "long":
        return profile(request.param)
    path = tmp_path / "long.yaml"
    path.write_text(LONG, encoding="utf-8")
    return profile(path)


def test_every_column_a_profile_names_is_there_once(made: Profile) -> None:
    frame = ek.data_dictionary(made).to_frame()
    for rule in made.files:
        place = rule.match if rule.sheet is None else f"{rule.match}, {rule.sheet}"
        columns = frame.loc[frame["place"] == place, "column"].tolist()
        assert set(columns) >= rule.declared
        assert len(set(columns)) == len(columns)


@pytest.mark.parametrize("language", ["da", "en"])
def test_no_sentence_is_empty_or_unfilled(made: Profile, language: str) -> None:
    result = ek.data_dictionary(made)
    frame = result.to_frame(language=language)
    for name in ("place", "column", "type", "accepted", "use"):
        assert (frame[name].str.strip() != "").all()
        assert not frame[name].str.contains("[{}]", regex=True).any()
    text = result.text(language=language)
    assert all(column in text for column in frame["column"])
    assert "EK202" in text
    assert set(" ".join(frame["codes"]).split()) <= set(finding_kinds())


def test_the_codes_have_their_severities() -> None:
    frame = ek.data_dictionary("unik").to_frame()
    for codes, severities in zip(frame["codes"], frame["severities"], strict=True):
        told = [finding_kinds()[code].severity for code in codes.split()]
        assert told == severities.split()


def test_a_changed_limit_changes_the_dictionary() -> None:
    made = profile("unik")
    first = made.files[0]
    column = replace(first.columns["foedselsaar"], lowest=1900, highest=2020)
    rule = replace(first, columns={**first.columns, "foedselsaar": column})
    changed = ek.data_dictionary(replace(made, files=(rule, *made.files[1:]))).to_frame()
    accepted = changed.loc[changed["column"] == "foedselsaar", "accepted"].item()
    assert accepted == "a whole number from 1900 to 2020"


def test_needed_cells_are_those_the_door_sets_rows_aside_for(tmp_path: Path) -> None:
    made = profile("unik")
    frame = ek.data_dictionary(made).to_frame()
    needed = set(frame.loc[(frame["place"] == "forloeb.csv") & frame["needed"], "column"])
    assert needed == {"ung_id", "startdato"} == set(needed_cells(made.files[0]))
    source = Path(ek.__file__).parents[1] / "data" / "examples" / "unik" / "forloeb.csv"
    lines = source.read_text(encoding="cp1252").splitlines()
    header = lines[0].split(";")
    for name in header:
        cells = lines[1].split(";")
        cells[header.index(name)] = ""
        path = tmp_path / "forloeb.csv"
        path.write_text("\n".join([lines[0], ";".join(cells), *lines[2:]]), encoding="cp1252")
        only = replace(made, files=made.files[:1])
        found = ek.check(path, profile=only).finding_list
        is_aside = any(one.code == "EK305" and one.column == name for one in found)
        assert is_aside == (name in needed), name


def test_what_becomes_of_a_column() -> None:
    uses = ek.data_dictionary("unik").to_frame().set_index(["place", "column"])["use"]
    assert uses["forloeb.csv", "ung_id"].startswith("the person's key; becomes a pseudonym")
    assert uses["forloeb.csv", "koen"] == "the background 'gender'"
    third = uses["dataset.csv", "rses_3"]
    assert third.startswith("item 3 of 10 of Rosenberg")
    assert "0 to 3, lower is better; the answer is reversed when the scale is computed" in third
    assert "higher is better" in uses["dataset.csv", "who_3"]
    assert "not kept" in uses["dataset.csv", "email"]
    assert uses["statusser.csv", "status"].startswith("the person's status in the domain")
    assert uses["statusser.csv", "til"] == "last day in the status; empty while it lasts"


def test_kept_keys_are_said_to_be_pseudonyms_already() -> None:
    made = replace(profile("unik"), person_keys="keep")
    use = ek.data_dictionary(made).to_frame().loc[0, "use"]
    assert use.startswith("the person's key; is a pseudonym already")


def test_a_long_file_and_a_register(tmp_path: Path) -> None:
    path = tmp_path / "long.yaml"
    path.write_text(LONG, encoding="utf-8")
    rows = ek.data_dictionary(path).to_frame().set_index("column")
    assert rows.loc["Spm", "accepted"].startswith("one of 5 answers: 1 (who5_1)")
    assert rows.loc["Svar", "accepted"] == "a whole number from 0 to 5"
    assert rows.loc["s_2", "use"] == "becomes 'Friends' in 'reasons' where it says '1'"
    assert rows.loc["reasons", "use"] == "is made of s_1, s_2"
    days = ek.data_dictionary("cafe_step").to_frame(language="da").set_index("column")
    assert days.loc["(en dato skrevet dd-mm-yyyy)", "accepted"] == (
        "et af 2 svar: x (kom), a (kom ikke)"
    )


def test_the_long_tables_are_those_of_frames() -> None:
    result = ek.data_dictionary()
    for language in ("da", "en"):
        frame = result.to_frame(language=language)
        assert len(frame) == sum(len(table.columns) for table in TABLES.values())
    for table in TABLES.values():
        part = result.to_frame().loc[lambda rows, name=table.name: rows["place"] == name]
        assert part["column"].tolist() == [column.name for column in table.columns]
        assert part["type"].tolist() == [column.dtype for column in table.columns]
        keys = part.loc[part["use"].str.endswith("(part of the key)"), "column"]
        assert set(keys) == set(table.key)
        for column, use in zip(table.columns, part["use"], strict=True):
            assert use.startswith(column.meaning)
        danish = SECTION.section("danish")
        assert set(danish.pairs(table.name)) == {column.name for column in table.own_columns}


def test_the_summary_and_the_looks() -> None:
    result = ek.data_dictionary("unik")
    assert result.summary().to_dict("records")[0] == {
        "place": "forloeb.csv",
        "columns": 5,
        "needed": 2,
    }
    assert "40 columns of 3 tables" in repr(result)
    assert "<caption>" in result._repr_html_()
    shown = ek.table(result, language="da")
    assert shown._repr_mimebundle_()[BLOCK_TYPE]["kind"] == "table"
    assert len(shown.rows) == len(result.entries)


def test_a_language_that_is_none() -> None:
    with pytest.raises(ek.InputError, match="language"):
        ek.data_dictionary("unik").to_frame(language="de")
    with pytest.raises(ek.InputError, match="Did you mean 'unik'"):
        ek.data_dictionary("unikk")


def test_every_sentence_is_used_and_says_the_same_in_both_languages() -> None:
    intake = Path(ek.__file__).parent
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for path in [*(intake / "intake").glob("*.py"), intake / "present" / "dictionary.py"]
    )
    quoted = set(re.findall(r'"([a-z][a-z0-9_]*)"', code))
    built = {f"{k}_{w}" for k in ("whole", "number") for w in ("between", "from", "up_to", "any")}
    built |= {f"kind_{kind}" for kind in ("text", "date", "number", "count", "yes_no")}
    assert sorted(set(WORDS.names()) - quoted - built) == []
    for name in WORDS.names():
        da, en = (
            {field for _, field, _, _ in Formatter().parse(WORDS.words(name)[language]) if field}
            for language in ("da", "en")
        )
        assert da == en, name
