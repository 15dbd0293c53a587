"""What a spreadsheet hides or adds is told; none of its text is."""

import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment

from evalkit.findings import Finding
from evalkit.readers.file_form import FileForm
from evalkit.readers.formulas import cells_without_value
from evalkit.readers.workbook import read_workbook

DATA = Path(__file__).parent / "data"
FORM = FileForm(format="xlsx", sheet="Ark1")


@pytest.fixture
def book() -> Any:
    made = openpyxl.Workbook()
    made.active.title = "Ark1"
    made.active.append(["id", "dato", "score"])
    for number in range(2, 6):
        made.active.append([f"{number:04d}", "10-04-2026", number])
    return made


def noted(book: Any, tmp_path: Path, form: FileForm = FORM) -> dict[str, dict[str, object]]:
    book.save(tmp_path / "bog.xlsx")
    return told(read_workbook(tmp_path / "bog.xlsx", form).findings)


def told(findings: Any) -> dict[str, dict[str, object]]:
    said: dict[str, dict[str, object]] = {}
    for finding in findings:
        assert isinstance(finding, Finding)
        assert "010190" not in repr(finding) + finding.message("da") + finding.message("en")
        assert finding.code not in said
        said[finding.code] = dict(finding.facts)
    return said


def test_a_plain_sheet_has_nothing_to_note(book: Any, tmp_path: Path) -> None:
    assert noted(book, tmp_path) == {}


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_hidden_sheets_and_what_looks_personal_in_them(
    book: Any, tmp_path: Path, state: str
) -> None:
    page = book.create_sheet("010190-1234")
    page.sheet_state = state
    page.append(["010190-1234", "010190-1234", 101901234, "anne@example.org", "intet", 7])
    book.create_sheet("Tom").sheet_state = state
    assert noted(book, tmp_path) == {
        "EK120": {"count": 2, "personal": 4},
        "EK126": {"name": "[cpr]"},
    }


def test_the_sheet_that_is_read_may_be_hidden(book: Any, tmp_path: Path) -> None:
    book.create_sheet("Andet")
    book["Ark1"].sheet_state = "hidden"
    book.active = 1
    assert noted(book, tmp_path) == {}


def test_hidden_rows_and_columns_among_those_with_content(book: Any, tmp_path: Path) -> None:
    page = book["Ark1"]
    for row in (3, 4, 900):
        page.row_dimensions[row].hidden = True
    page.column_dimensions["B"].hidden = True
    page.column_dimensions.group("C", "H", hidden=True)
    assert noted(book, tmp_path) == {"EK121": {"rows": 2, "columns": 2}}


def test_merged_cells_of_the_header_are_usual(book: Any, tmp_path: Path) -> None:
    page = book["Ark1"]
    page.insert_rows(1)
    page.merge_cells("A1:C1")
    form = FileForm(format="xlsx", sheet="Ark1", header_rows=(1, 2))
    assert noted(book, tmp_path, form) == {}
    page.merge_cells("A3:A4")
    page.merge_cells("B5:C5")
    assert noted(book, tmp_path, form) == {"EK122": {"count": 2}}


def test_comments_are_counted_and_not_kept(book: Any, tmp_path: Path) -> None:
    page = book["Ark1"]
    page["A2"].comment = Comment("ring til 010190-1234", "Anne")
    page["A3"].comment = Comment("anne@example.org", "Anne")
    page["A4"].comment = Comment("tjekket", "Anne")
    book.create_sheet("Andet")["A1"].comment = Comment("010190-1234", "Anne")
    assert noted(book, tmp_path) == {"EK123": {"count": 3, "personal": 2}}


def test_formulas_are_counted(book: Any, tmp_path: Path) -> None:
    page = book["Ark1"]
    page["C2"], page["C3"] = "=1+1", "=A1"
    assert noted(book, tmp_path) == {"EK127": {"count": 2}}
    raw = read_workbook(tmp_path / "bog.xlsx", FORM)
    assert dict(raw.spoilt) == {(2, 2): "EK412", (3, 2): "EK412"}


def test_laid_out_for_far_more_than_it_holds(book: Any, tmp_path: Path) -> None:
    book["Ark1"].cell(90_000, 30).number_format = "0.00"
    assert noted(book, tmp_path) == {"EK124": {"rows": 90_000, "columns": 30}}


def test_laid_out_for_the_whole_sheet_is_read_all_the_same(book: Any, tmp_path: Path) -> None:
    book["Ark1"].cell(1_048_576, 16_384).number_format = "0.00"
    book.save(tmp_path / "bog.xlsx")
    raw = read_workbook(tmp_path / "bog.xlsx", FORM)
    assert len(raw.rows) == 4
    assert told(raw.findings) == {"EK124": {"rows": 1_048_576, "columns": 16_384}}


def test_macros_are_told(book: Any, tmp_path: Path) -> None:
    book.save(tmp_path / "bog.xlsm")
    with zipfile.ZipFile(tmp_path / "bog.xlsm", "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    assert told(read_workbook(tmp_path / "bog.xlsm", FORM).findings) == {"EK116": {}}


def test_an_old_workbook_tells_what_its_reader_knows() -> None:
    form = FileForm(format="xls", sheet="Målinger", header_rows=(4,))
    raw = read_workbook(DATA / "hidden_merged_error.xls", form)
    assert told(raw.findings) == {"EK120": {"count": 1, "personal": 1}, "EK122": {"count": 1}}


def test_formulas_are_looked_for_in_the_right_sheet(tmp_path: Path) -> None:
    path = tmp_path / "to ark.xlsx"
    with xlsxwriter.Workbook(path) as made:
        made.add_worksheet("Et").write_formula("C7", "=1/0", None, "#DIV/0!")
        made.add_worksheet("To & tre").write_formula("AB2", "=1/0", None, "#DIV/0!")
    assert cells_without_value(path, "Et") == [(7, 2)]
    assert cells_without_value(path, "To & tre") == [(2, 27)]
    assert cells_without_value(path, "Fire") == []


ROWS = """\
<row r="1"><c r="A1" t="inlineStr"><is><t>&lt;f&gt; t="e" </t></is></c></row>
<row r="2"><c r="A2"><f>1</f><v>1</v></c><c r="B2" t="e"><v>#N/A</v></c><c r="C2" t="e"/></row>
<row r="3"><c r="A3"><f>1</f></c><c r="B3"><f>1</f><v/></c><c r="C3" t="str"><f>A9</f><v></v></c>
<c r="D3"><f t="shared" si="0"/><v>2</v></c></row>
<row><c><v>1</v></c><c><f>1</f></c></row>
<row r="9"><c><v>1</v></c><c/><c t='e'><v>#REF!</v></c></row>"""


def test_cells_as_other_programs_write_them(tmp_path: Path) -> None:
    path = tmp_path / "bog.xlsx"
    with xlsxwriter.Workbook(tmp_path / "whole.xlsx") as made:
        made.add_worksheet("Ark1")
    with (
        zipfile.ZipFile(tmp_path / "whole.xlsx") as source,
        zipfile.ZipFile(path, "w") as changed,
    ):
        for name in source.namelist():
            xml = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                xml = xml.replace(b"<sheetData/>", f"<sheetData>{ROWS}</sheetData>".encode())
            changed.writestr(name, xml)
    wanted = [(2, 1), (2, 2), (3, 0), (3, 1), (4, 1), (9, 2)]
    assert cells_without_value(path, "Ark1") == wanted
    assert told(read_workbook(path, FORM).findings)["EK127"] == {"count": 6}
