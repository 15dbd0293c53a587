"""What is given twice, in one file or in two, is said and never read twice."""

from typing import Any

import pytest

TWO_FILES = """\
  - file: ekstra.csv
    format: csv
    optional: true
    key: [nr]
    columns:
      nr: {type: code}
      id: {type: code}
      dato: {type: date, required: true}
    readings:
      - {instrument: trivsel, person: id, date: dato, items: {total: score}}
"""
FLAT = """\
profile: flat
title: {da: F, en: F}
programme: flat
locale: da
dates: dd-mm-yyyy
instruments:
  trivsel: {title: {da: T, en: W}, codes: {lowest: 1, highest: 10}, better: higher}
files:
  - file: flad.csv
    format: csv
    key: [id, dato]
    columns:
      id: {type: code}
      start: {type: date}
      sted: {type: text}
      dato: {type: date, required: true}
    enrolments: {person: id, started: start, site: sted}
    readings: [{instrument: trivsel, person: id, date: dato, items: {total: score}}]
"""
HEAD = "id;dato;hvem;score\n"


def found(kit: Any) -> list[tuple[str, str, int | None]]:
    serious = ("row", "cell", "refuse")
    return [(f.code, f.file, f.row) for f in kit.findings() if f.severity in serious]


@pytest.fixture
def parts(kit: Any) -> Any:
    """A delivery in two parts: both files are by the one rule."""
    kit.change(
        "profile.yaml", "- file: maalinger.csv", '- file: maalinger\n    match: "maalinger*.csv"'
    )
    return kit


def test_two_parts_are_one_delivery(parts: Any) -> None:
    parts.write("maalinger2.csv", HEAD + "0102;20-02-2026;;7\n")
    study = parts.receive().study
    assert len(study.answers) == 4
    assert study.counts["file"].tolist() == ["forloeb.csv", "maalinger.csv", "maalinger2.csv"]
    assert found(parts) == []


def test_the_same_row_in_both_parts_is_read_once(parts: Any) -> None:
    parts.write("maalinger2.csv", HEAD + "0101;10-04-2026;;6\n0102;20-02-2026;;7\n")
    study = parts.receive().study
    assert found(parts) == [("EK501", "maalinger2.csv", 2)]
    assert len(study.answers) == 4
    assert "row 3 of maalinger.csv" in parts.findings("EK501")[0].message()


def test_two_parts_that_disagree_are_both_set_aside(parts: Any) -> None:
    parts.write("maalinger2.csv", HEAD + "0101;10-04-2026;;9\n0102;20-02-2026;;7\n")
    assert found(parts) == [("EK502", "maalinger.csv", 3), ("EK502", "maalinger2.csv", 2)]
    assert sorted(parts.receive().study.answers["value"]) == [4, 5, 7]


def test_parts_with_columns_of_their_own(parts: Any) -> None:
    parts.write("maalinger2.csv", "id;ekstra;dato;hvem;score\n0101;x;10-04-2026;;6\n")
    assert {code for code, _, _ in found(parts)} == {"EK501"}


def test_one_reading_in_two_kinds_of_file_is_read_once(kit: Any) -> None:
    kit.write("profile.yaml", kit.profile.read_text(encoding="utf-8") + TWO_FILES)
    kit.write("ekstra.csv", "nr;id;dato;score\n1;0101;10-04-2026;6\n2;0101;11-04-2026;6\n")
    # The row has nothing else, so nothing is left of it.
    assert found(kit) == [("EK504", "ekstra.csv", 2), ("EK308", "ekstra.csv", 2)]
    assert "row 3 of maalinger.csv" in kit.findings("EK504")[0].message()
    assert len(kit.receive().study.scores) == 4


def test_one_reading_with_two_results_is_read_never(kit: Any) -> None:
    kit.write("profile.yaml", kit.profile.read_text(encoding="utf-8") + TWO_FILES)
    kit.write("ekstra.csv", "nr;id;dato;score\n1;0101;10-04-2026;7\n")
    assert found(kit) == [
        ("EK505", "maalinger.csv", 3),
        ("EK308", "maalinger.csv", 3),
        ("EK505", "ekstra.csv", 2),
        ("EK308", "ekstra.csv", 2),
    ]
    assert sorted(kit.receive().study.scores["score"]) == [4, 5]


def test_a_key_of_their_own_does_not_hide_a_reading_given_twice(kit: Any) -> None:
    kit.write("profile.yaml", kit.profile.read_text(encoding="utf-8") + TWO_FILES)
    kit.write("ekstra.csv", "nr;id;dato;score\n1;0102;11-04-2026;7\n2;0102;11-04-2026;8\n")
    assert {code for code, _, _ in found(kit)} == {"EK505", "EK308"}


def test_the_respondent_tells_readings_apart(kit: Any) -> None:
    kit.change("maalinger.csv", "0101;10-04-2026;;6", "0101;10-01-2026;Voksen;6")
    assert found(kit) == []
    assert kit.receive().study.answers["respondent"].tolist() == ["", "adult", "adult"]


def test_a_flat_file_tells_the_course_once(kit: Any) -> None:
    kit.write("profile.yaml", FLAT)
    rows = ["1;01-01-2026;Nord;05-01-2026;4", "1;01-01-2026;Nord;05-04-2026;6"]
    path = kit.write("flad.csv", "id;start;sted;dato;score\n" + "\n".join(rows))
    assert len(kit.receive().study.enrolments) == 1
    assert len(kit.receive().study.answers) == 2
    path.write_text(path.read_text().replace("Nord;05-04", "Syd;05-04"))
    assert found(kit) == [("EK506", "flad.csv", 2), ("EK506", "flad.csv", 3)]


def test_courses_in_two_files_that_disagree(parts: Any) -> None:
    parts.change(
        "profile.yaml", "- file: forloeb.csv", '- file: forloeb\n    match: "forloeb*.csv"'
    )
    parts.write("forloeb2.csv", "id;start;slut;sted;koen;pris\n0101;02-01-2026;;Nord;K;\n")
    assert [code for code, _, _ in found(parts)] == ["EK506", "EK506", "EK601", "EK601"]
