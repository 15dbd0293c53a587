"""Workbooks: rows as the spreadsheet shows them, real dates and numbers, formulas without value."""

import datetime as dt
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from evalkit.readers.formulas import cells_without_value

BOOK = """\
profile: book
title: {da: B, en: B}
programme: book
person_keys: keep
locale: da
dates: dd-mm-yyyy
instruments:
  trivsel: {title: {da: T, en: W}, codes: {lowest: 0, highest: 10, whole: false}, better: higher}
files:
  - file: bog.xlsx
    format: xlsx
    sheet: Ark1
    header_row: HEADER
    columns: {id: {type: code}, dato: {type: date, required: true}, sted: {type: text}}
    readings: [{instrument: trivsel, person: id, date: dato, items: {total: score}}]
"""
HEAD: list[object] = ["id", "dato", "score", "sted"]
DAY = dt.date(2026, 4, 10)


@pytest.fixture
def book(kit: Any) -> Any:
    for name in ("forloeb.csv", "maalinger.csv"):
        (kit.folder / name).unlink()
    kit.write("profile.yaml", BOOK.replace("HEADER", "1"))
    return kit


def read(kit: Any, rows: list[list[object]]) -> Any:
    kit.workbook("bog.xlsx", rows)
    return kit.receive()


def test_dates_and_numbers_are_taken_as_they_are(book: Any) -> None:
    study = read(book, [HEAD, ["a", DAY, 5.8, "x"], ["b", "10-04-2026", "5,8", "x"]]).study
    assert study.answers["value"].tolist() == [5.8, 5.8]
    assert study.answers["date"].nunique() == 1
    assert study.finding_list == ()


def test_a_date_with_a_time_is_its_day(book: Any) -> None:
    study = read(book, [HEAD, ["a", dt.datetime(2026, 4, 10, 13, 30), 5, ""]]).study
    assert study.answers["date"].dt.strftime("%Y-%m-%d %H:%M").tolist() == ["2026-04-10 00:00"]


def test_a_text_in_the_other_locale_is_not_a_number(book: Any) -> None:
    delivery = read(book, [HEAD, ["a", DAY, "5.8", "x"], ["b", DAY, "5,8", "x"]])
    assert [(f.code, f.row) for f in delivery.findings] == [("EK401", 2), ("EK308", 2)]


def test_a_date_in_a_number_column_is_not_a_number(book: Any) -> None:
    delivery = read(book, [HEAD, ["a", DAY, dt.date(2026, 5, 1), "x"], ["b", DAY, 4, ""]])
    assert [(f.code, f.row) for f in delivery.findings] == [("EK401", 2), ("EK308", 2)]


def test_rows_are_those_the_spreadsheet_shows(book: Any) -> None:
    book.write("profile.yaml", BOOK.replace("HEADER", "4"))
    blank: list[object] = []
    rows = [blank, [None, None, "Målinger 2026"], blank, HEAD, ["a", DAY, 5, "x"], blank]
    study = read(book, [*rows, ["b", DAY, 99, "x"], ["c", DAY, 7, "x"]]).study
    assert study.answers["row"].tolist() == [5, 8]
    assert [(f.code, f.row) for f in study.finding_list] == [("EK402", 7), ("EK308", 7)]
    assert study.not_data == 1


def test_leading_empty_columns_do_no_harm(book: Any) -> None:
    study = read(book, [[None, *HEAD], [None, "a", DAY, 5, "x"]]).study
    assert study.answers["value"].tolist() == [5]
    assert study.finding_list == ()


def test_a_note_beside_the_table_does_not_cost_the_row(book: Any) -> None:
    delivery = read(book, [HEAD, ["a", DAY, 5, "x", None, "ring til hende"]])
    assert delivery.study.loaded == 1
    (finding,) = delivery.findings
    assert finding.code == "EK204"
    assert "(1): [F]." in finding.message()
    assert "ring" not in finding.message()


def test_a_code_written_as_a_number_is_not_the_code(book: Any) -> None:
    """0101 became 101: without a width nobody can know, with courses it is not enrolled."""
    study = read(book, [HEAD, [101, DAY, 5, "x"], ["0101", DAY, 6, "x"]]).study
    assert study.answers["person"].tolist() == ["101", "0101"]


def test_numbers_in_a_text_column_lose_no_digit(book: Any) -> None:
    study = read(book, [HEAD, [2026001.0, DAY, 5, 12.5], [True, DAY, 6, False]]).study
    assert study.answers["person"].tolist() == ["2026001", "true"]


@pytest.mark.parametrize("error", ["#DIV/0!", "#N/A", "#VALUE!", "#REF!"])
def test_an_error_is_a_finding_and_not_an_empty_cell(book: Any, error: str) -> None:
    delivery = read(book, [HEAD, ["a", DAY, ("=1/0", error), "x"], ["b", DAY, ("=2+2", 4), "x"]])
    assert [(f.code, f.row, f.column) for f in delivery.findings] == [
        ("EK127", None, ""),
        ("EK412", 2, "score"),
        ("EK308", 2, ""),
    ]
    assert delivery.study.answers["value"].tolist() == [4]


def test_an_error_in_a_date_that_is_needed(book: Any) -> None:
    delivery = read(book, [HEAD, ["a", ("=NA()", "#N/A"), 4, "x"], ["b", DAY, 4, "x"]])
    assert [f.code for f in delivery.findings] == ["EK127", "EK412", "EK305"]


def patched(path: Path, old: bytes, new: bytes) -> None:
    """Change the workbook's XML as another program would have written it."""
    whole = path.with_name("whole.zip")
    shutil.copy(path, whole)
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(path, "w") as changed:
        parts = {name: source.read(name) for name in source.namelist()}
        assert sum(old in part for part in parts.values()) == 1
        for name, part in parts.items():
            changed.writestr(name, part.replace(old, new))
    whole.unlink()


# What LibreOffice, openpyxl and others write where a formula was never computed.
@pytest.mark.parametrize("value", [b"", b"<v></v>", b"<v />", b"<v/>"])
def test_a_formula_nobody_computed(book: Any, value: bytes) -> None:
    path = book.workbook("bog.xlsx", [HEAD, ["a", DAY, ("=2+2", 0), "x"], ["b", DAY, 4, "x"]])
    patched(path, b"<f>2+2</f><v>0</v>", b"<f>2+2</f>" + value)
    assert [f.code for f in book.receive().findings] == ["EK127", "EK412", "EK308"]


def test_a_formula_that_gives_an_empty_text_is_empty(book: Any) -> None:
    path = book.workbook("bog.xlsx", [HEAD, ["a", DAY, 4, ("=A9", 0)], ["b", DAY, 4, "x"]])
    patched(path, b'"D2"><f>A9</f><v>0</v>', b'"D2" t="str"><f>A9</f><v></v>')
    study = book.receive().study
    assert [f.code for f in study.finding_list] == ["EK127"]
    assert study.loaded == 2


def test_formulas_are_looked_for_in_the_right_sheet(tmp_path: Path) -> None:
    path = tmp_path / "to ark.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Et").write_formula("C7", "=1/0", None, "#DIV/0!")
        book.add_worksheet("To & tre").write_formula("AB2", "=1/0", None, "#DIV/0!")
    assert cells_without_value(path, "Et") == [(7, 2)]
    assert cells_without_value(path, "To & tre") == [(2, 27)]
    assert cells_without_value(path, "Fire") == []


def test_a_sheet_that_is_a_chart_is_no_sheet_of_cells(book: Any) -> None:
    with xlsxwriter.Workbook(book.folder / "bog.xlsx") as made:
        chart = made.add_chart({"type": "bar"})
        chart.add_series({"values": "=Andet!$A$1:$A$2"})
        made.add_chartsheet("Ark1").set_chart(chart)
        made.add_worksheet("Andet")
    assert [f.code for f in book.findings()] == ["EK106"]


def test_a_sheet_named_with_letters_taken_apart(book: Any) -> None:
    book.write("profile.yaml", BOOK.replace("HEADER", "1").replace("Ark1", "Målinger"))
    book.workbook("bog.xlsx", [HEAD, ["a", DAY, 4, "x"]], sheet="Ma\N{COMBINING RING ABOVE}linger")
    assert book.receive().study.loaded == 1
