"""A profile that is wrong is refused with file and line; one's own profile works from anywhere."""

import re
from pathlib import Path
from typing import Any

import pytest

import evalkit as ek
from evalkit.errors import DefinitionError, InputError
from evalkit.intake.profile_file import profile, profile_names

GOOD = """\
profile: mine
title: {da: Min, en: Mine}
programme: mine
locale: da
dates: dd-mm-yyyy
missing: [Ved ikke]
instruments:
  hope:
    title: {da: Håb, en: Hope}
    codes: {lowest: 0, highest: 10}
    better: higher
files:
  - file: forloeb.csv
    format: csv
    encoding: cp1252
    columns:
      id: {type: code, width: 4}
      start: {type: date, earliest: 2016-01-01}
      alder: {type: whole, lowest: 12, highest: 30}
      sted: {type: text}
    enrolments:
      person: id
      started: start
      site: sted
      background: {age_at_start: alder}
  - file: svar.csv
    format: csv
    separator: tab
    columns:
      id: {type: code}
      dato: {type: date, required: true}
      afsluttet: {type: text}
    not_data: {id: [I alt]}
    finished: {column: afsluttet, is: "1", else: keep}
    readings:
      - instrument: t_ils
        person: id
        date: dato
        items: [a, b, c]
        answers: {Sjældent: 1, Ofte: 3}
      - instrument: hope
        person: id
        date: dato
        items: {total: d}
"""

WRONG = [
    ("profile: mine\n", "", "line 1: 'profile' is missing. Add a line 'profile: ...'."),
    ("profile: mine\n", "profile:\n", "line 1: 'profile' has no value"),
    ("profile: mine\n", "profile: mine\nprofile: thine\n", "line 2: 'profile' is given twice"),
    ("locale: da", "locale: dk", "line 4: 'locale' is 'dk'. Accepted: 'da', 'en'."),
    ("locale: da", "lokale: da", "'locale' is missing"),
    ("missing: [Ved ikke]", "mising: [x]", "line 6: 'mising' is not a known option. Did you mean"),
    ("missing: [Ved ikke]", "missing: {a: b}", "line 6: 'missing' must be a list"),
    ("missing: [Ved ikke]", "missing: [[a]]", "line 6: 'missing' must be one value"),
    ("title: {da: Min, en: Mine}", "title: Min", "line 2: 'title' must be a mapping"),
    ("title: {da: Min, en: Mine}", "title: {da: Min}", "line 2 in title: 'en' is missing"),
    ("title: {da: Min, en: Mine}", "title: {da: M, en: M, se: M}", "'se' is not a known option"),
    ("dates: dd-mm-yyyy", "dates: dd-mm-åååå", "line 5: 'dates' is 'dd-mm-åååå'. Did you mean"),
    ("dates: dd-mm-yyyy", "dates: [dd-mm-yyyy", "not YAML"),
    ("dates: dd-mm-yyyy", "dates:\tx", "not YAML"),
    ("dates: dd-mm-yyyy", "? [a]\n: b", "line 5: a name before ':' must be one word or text"),
    ("  hope:\n", "  who5:\n", "line 9 in instruments > who5: 'who5' is the name of a built-in"),
    ("highest: 10}", "highest: ti}", "line 10 in instruments > hope > codes: 'highest' is 'ti'"),
    ("files:", "filer:", "'filer' is not a known option. Did you mean 'files'?"),
    ("- file: forloeb.csv", "- file: svar.csv", "line 12: two entries of 'files' have the same"),
    ("format: csv\n    encoding", "format: cvs\n    encoding", "line 14 in files 1: 'format' is"),
    ("encoding: cp1252", "encoding: cp9999", "line 15 in files 1: 'encoding' is 'cp9999'"),
    ("encoding: cp1252", "encoding: base64", "line 15 in files 1: 'encoding' is 'base64'"),
    ("encoding: cp1252", "sheet: Ark1", "line 15 in files 1: 'sheet' is not a known option"),
    ("encoding: cp1252", "labels: l.csv", "line 15 in files 1: 'labels' is not a known option"),
    ("encoding: cp1252", "header_row: 0", "line 15 in files 1: 'header_row' must be 1 or more"),
    ("encoding: cp1252", "header_row: 1.5", "'header_row' must be a whole number"),
    ("encoding: cp1252", "header_row: nan", "'header_row' must be a whole number"),
    ("encoding: cp1252", "header_row: to", "'header_row' is 'to'; a number"),
    ("encoding: cp1252", "optional: yes", "'optional' is 'yes'. Accepted: 'true', 'false'"),
    ("encoding: cp1252", "key: [nr]", "line 15 in files 1: 'nr' is used but not described"),
    ("separator: tab", 'separator: "::"', "line 28 in files 2: 'separator' is '::'. Accepted: ';'"),
    ("type: code, width: 4", "type: kode", "line 17 in files 1 > columns > id: 'type' is 'kode'"),
    ("type: code, width: 4", "type: text, width: 4", "'width' is not a known option"),
    ("type: code, width: 4", "type: code, width: 0", "'width' must be at least 1"),
    ("type: code, width: 4", "type: code, witdh: 4", "'witdh' is not a known option. Did you mean"),
    ("type: code, width: 4", "type: choice", "'values' is missing"),
    ("type: code, width: 4", "type: choice, values: {}", "'values' is empty"),
    ("earliest: 2016-01-01", "earliest: 01-01-2016", "line 18 in files 1 > columns > start: 'earl"),
    ("earliest: 2016-01-01", "earliest: 2016-13-01", "Write an existing date as yyyy-mm-dd"),
    ("earliest: 2016-01-01", "earliest: 2016-01-01, latest: 2015-01-01", "'earliest' is above"),
    ("earliest: 2016-01-01", "dates: yyyy", "'dates' is 'yyyy'"),
    ("lowest: 12", "lowest: 40", "'lowest' is above 'highest'"),
    ("lowest: 12", "lowest: inf", "'lowest' is no limit"),
    ("lowest: 12", "lowest: 12 år", "'lowest' is '12 år'; a number with a decimal point"),
    ("started: start", "started: slut", "line 23 in files 1 > enrolments: 'slut' is used but not"),
    ("started: start", "started: alder", "'started' is 'alder', a column of type whole; it must"),
    ("    enrolments:\n      person: id", "    enrolments:\n      person: alder", "of type whole"),
    ("site: sted", "site: start", "line 24 in files 1 > enrolments: 'site' is 'start', a column"),
    ("site: sted", "sit: sted", "'sit' is not a known option. Did you mean 'site'?"),
    ("age_at_start: alder", "person: alder", "line 25 in files 1 > enrolments: 'person' is a col"),
    ("age_at_start: alder", "age: aldre", "'aldre' is used but not described under 'columns'. Did"),
    (
        "not_data: {id: [I alt]}",
        "not_data: {nr: [I alt]}",
        "line 33 in files 2 > not_data: 'nr' is",
    ),
    ("column: afsluttet", "column: slut", "line 34 in files 2 > finished: 'slut' is used"),
    ("else: keep", "else: drop", "'else' is 'drop'. Accepted: 'keep', 'set aside'"),
    ("instrument: t_ils", "instrument: t_isl", "line 36 in files 2 > readings 1: There is no buil"),
    ("instrument: hope", "instrument: hpoe", "This profile's own: hope."),
    ("items: [a, b, c]", "items: [a, b]", "line 39 in files 2 > readings 1: 'items' lists 2 col"),
    ("items: [a, b, c]", "items: {t_ils_1: a, t_ils_9: b}", "t_ils has no item 't_ils_9'. Did you"),
    ("items: [a, b, c]", "items: {}", "'items' is empty"),
    ("items: [a, b, c]", "items: [a, b, a]", "column 'a' is 2 items"),
    ("items: [a, b, c]", "items: [a, b, d]", "column 'd' is 2 items"),
    ("items: [a, b, c]", "items: [a, b, dato]", "column 'dato' is an item, and its instrument"),
    ("Ofte: 3", "Ofte: 4", "line 40 in files 2 > readings 1 > answers: 'Ofte' is 4; t_ils is code"),
    ("Ofte: 3", "Ofte: 2.5", "'Ofte' is 2.5; t_ils is coded 1-3"),
    ("answers: {Sjældent: 1, Ofte: 3}", "answers: {}", "'answers' is empty"),
    (
        "        date: dato\n        items: {total: d}",
        "        items: {total: d}",
        "a reading needs",
    ),
    ("dato: {type: date, required: true}", "dato: {type: date}", "'dato' dates a reading; write"),
    ("dato: {type: date, required: true}", "dato: {type: text}", "a column of type text"),
    (
        "date: dato\n        items: {total",
        "wave: efter\n        items: {total",
        "'wave' is 'efter'",
    ),
    ("missing: [Ved ikke]", "waves: [a, b]", "this profile names 'waves', so every reading needs"),
    ("missing: [Ved ikke]", "waves: [a, a]", "line 6: 'waves' names something twice"),
]


def refused(folder: Path, text: str) -> str:
    path = folder / "min profil.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        profile(path)
    return str(caught.value)


def test_the_good_one_is_good(tmp_path: Path) -> None:
    path = tmp_path / "min profil.yaml"
    path.write_text(GOOD, encoding="utf-8")
    made = profile(path)
    assert [rule.name for rule in made.files] == ["forloeb.csv", "svar.csv"]
    assert [asked.name for asked in made.instruments] == ["t_ils", "hope"]
    assert made.files[1].separator == "\t"
    assert made.files[1].row_key == ("id", "dato")


@pytest.mark.parametrize(
    ("found", "instead", "message"),
    WRONG,
    ids=[f"{n} {i[:40]}" for n, (_, i, _) in enumerate(WRONG)],
)
def test_what_is_wrong_and_where(tmp_path: Path, found: str, instead: str, message: str) -> None:
    assert GOOD.count(found) == 1
    error = refused(tmp_path, GOOD.replace(found, instead))
    assert error.startswith("min profil.yaml, line "), error
    assert message in error, error


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "line 1: expected 'name: value' lines"),
        ("- a\n- b\n", "line 1: expected 'name: value' lines"),
        ("a: b\n---\nc: d\n", "line 2: not YAML"),
        ("a: \x07\n", "not YAML (an unprintable character)"),
    ],
)
def test_what_is_no_profile_at_all(tmp_path: Path, text: str, message: str) -> None:
    assert message in refused(tmp_path, text)


def test_a_file_that_is_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_bytes("title: Håb".encode("cp1252"))
    with pytest.raises(DefinitionError, match="Save the file as UTF-8"):
        profile(path)


def test_nothing_is_made_of_a_file(tmp_path: Path) -> None:
    start = GOOD.index("    readings:")
    assert "nothing is made of 'svar.csv'" in refused(tmp_path, GOOD[:start])


def test_two_readings_that_cannot_be_told_apart(tmp_path: Path) -> None:
    text = GOOD + "      - {instrument: hope, person: id, date: dato, items: {total: e}}\n"
    assert "line 45 in files 2 > readings 3: hope is read twice" in refused(tmp_path, text)


def test_a_mark_that_means_both(tmp_path: Path) -> None:
    text = (
        GOOD + "    attendance: {activity: x, person: id, marks: {came: [x], did not come: [X]}}\n"
    )
    assert "a mark cannot mean both" in refused(tmp_path, text)


def test_a_workbook_needs_its_sheet_and_surveyxact_its_labels(tmp_path: Path) -> None:
    book = GOOD.replace("format: csv\n    encoding: cp1252", "format: xlsx")
    assert "'sheet' is missing" in refused(tmp_path, book)
    survey = GOOD.replace("format: csv\n    separator", "format: surveyxact\n    separator")
    assert "'labels' is missing" in refused(tmp_path, survey)


def test_names_that_are_no_profile() -> None:
    with pytest.raises(InputError, match=r"Did you mean 'bindeleddet'\? .* Or give a \.yaml file"):
        profile("bindeledet")
    with pytest.raises(InputError, match=r"There is no profile file 'borte\.yaml'"):
        profile("borte.yaml")
    wrong: Any = 3
    with pytest.raises(InputError, match="not by a int"):
        profile(wrong)


@pytest.mark.parametrize("name", profile_names())
def test_every_built_in_profile_says_what_readers_must_know(name: str) -> None:
    made = profile(name)
    assert made.name == name
    assert made.notes is not None
    assert set(made.notes) == set(made.title) == {"da", "en"}


@pytest.mark.parametrize("suffix", [".yaml", ".yml", ".YAML"])
def test_ones_own_profile_works_from_anywhere(kit: Any, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"et andet sted{suffix}"
    path.write_bytes(kit.profile.read_bytes())
    kit.profile.unlink()
    for given in (path, str(path), profile(path)):
        assert ek.load(kit.folder, profile=given).loaded == 5


def test_yaml_guesses_nothing(kit: Any) -> None:
    """0101 stays 0101 and `no` is a word, not a false."""
    kit.change("profile.yaml", "{K: woman, M: man}", "{0101: yes, no: off}")
    kit.change("forloeb.csv", ";K;", ";0101;")
    kit.change("forloeb.csv", ";M;", ";no;")
    assert kit.receive().study.enrolments["gender"].tolist() == ["yes", "off"]


def test_an_instrument_of_ones_own_lies_beside_the_profile(kit: Any) -> None:
    who5 = Path(ek.__file__).parent / "definitions/instruments/cantril.yaml"
    kit.write("min_skala.yaml", who5.read_bytes())
    kit.change("profile.yaml", "- instrument: trivsel", "- instrument: min_skala.yaml")
    kit.change("profile.yaml", "{total: score}", "[score]")
    assert kit.receive().study.scores["instrument"].unique().tolist() == ["cantril"]


def test_the_profile_in_the_readme_is_one(tmp_path: Path) -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"```yaml\n(profile: .*?)```", readme, re.DOTALL)
    path = tmp_path / "readme.yaml"
    path.write_text(shown, encoding="utf-8")
    assert [asked.name for asked in profile(path).instruments] == ["who5", "hope"]
