"""Workbooks: rows as the spreadsheet shows them, real dates and numbers, whatever the format."""

import datetime as dt
import shutil
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from evalkit.readers.file_form import FileForm
from evalkit.readers.limits import Limits
from evalkit.readers.raw_sheet import RawSheet, Unreadable
from evalkit.readers.workbook import read_workbook, read_workbook_sheets, sheet_names

DATA = Path(__file__).parent / "data"
NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text", "style")
)
HIDDEN_TABLE = (
    '<style:style style:name="ta2" style:family="table">'
    '<style:table-properties table:display="false"/></style:style>'
)


def form(sheet: str = "Ark1", header: int = 1, kind: str = "xlsx") -> FileForm:
    return FileForm(format=kind, sheet=sheet, header_rows=(header,))


def cells(raw: RawSheet) -> list[list[str]]:
    return [column.cells() for column in raw.columns]


def codes(path: Path, wanted: FileForm, limits: Limits | None = None) -> list[str]:
    with pytest.raises(Unreadable) as told:
        read_workbook(path, wanted, limits)
    return [finding.code for finding in told.value.findings]


def ods(path: Path, tables: str) -> Path:
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        made.writestr("META-INF/manifest.xml", "<manifest/>")
        made.writestr(
            "content.xml",
            f"<office:document-content {NAMESPACES}><office:automatic-styles>{HIDDEN_TABLE}"
            f"</office:automatic-styles><office:body><office:spreadsheet>{tables}"
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return path


def ods_cell(shown: str = "", **attributes: str) -> str:
    said = " ".join(f'office:{name}="{text}"' for name, text in attributes.items())
    said = said.replace("value_type", "value-type").replace("_value", "-value")
    inside = f"<text:p>{shown}</text:p>" if shown else ""
    return f"<table:table-cell {said}>{inside}</table:table-cell>"


def ods_text(*values: str) -> str:
    return "".join(ods_cell(value, value_type="string") for value in values)


ERROR = 'office:string-value="" calcext:value-type="error"'
EMPTY_ROWS = '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>'


def test_rows_and_columns_stand_where_the_spreadsheet_shows_them(tmp_path: Path) -> None:
    path = tmp_path / "bog.xlsx"
    with xlsxwriter.Workbook(path) as made:
        page = made.add_worksheet("Ark1")
        page.write_row(3, 1, ["id", "score"])
        page.write_row(4, 1, ["a", 5])
        page.write_row(6, 1, ["b", 7])
    raw = read_workbook(path, form(header=4))
    assert raw.head == [["", "", ""]] * 3 + [["", "id", "score"]]
    assert raw.rows.tolist() == [5, 7]
    assert (raw.last, list(raw.blank)) == (7, [6])
    assert cells(raw) == [["", ""], ["a", "b"], ["5", "7"]]


def test_an_old_workbook() -> None:
    raw = read_workbook(DATA / "hidden_merged_error.xls", form("Målinger", 4, "xls"))
    assert raw.record(4) == ["", "id", "dato", "score", "sted"]
    assert raw.rows.tolist() == [5, 6, 7, 9]
    assert cells(raw)[1:3] == [["a", "b", "c", "d"], ["2026-04-10", "2026-04-10 13:30:00", "", ""]]
    assert cells(raw)[3][0] == "5.8"
    assert raw.columns[2].machine[0]


def test_an_opendocument_sheet(tmp_path: Path) -> None:
    row = (
        ods_text("a")
        + ods_cell(value_type="date", date_value="2026-04-10")
        + ods_cell("5,8", value_type="float", value="5.8")
        + ods_cell("25 %", value_type="percentage", value="0.25")
        + ods_cell(value_type="boolean", boolean_value="true")
        + ods_cell(value_type="date", date_value="2026-04-10T13:30:00")
        + ods_cell(value_type="time", time_value="PT08H15M00S")
    )
    path = ods(
        tmp_path / "a.ods",
        f'<table:table table:name="Ark1">{EMPTY_ROWS}<table:table-row><table:table-cell/>'
        f"{ods_text(*'abcdefg')}</table:table-row><table:table-row><table:table-cell/>{row}"
        "</table:table-row></table:table>"
        '<table:table table:name="Skjult" table:style-name="ta2"><table:table-row>'
        f"{ods_text('010190-1234', 'x')}</table:table-row></table:table>",
    )
    raw = read_workbook(path, form(header=3, kind="ods"))
    assert raw.rows.tolist() == [4]
    (texts,) = zip(*cells(raw), strict=True)
    day, moment = "2026-04-10", "2026-04-10 13:30:00"
    assert texts == ("", "a", day, "5.8", "0.25", "true", moment, "08:15:00")
    assert [(f.code, f.facts) for f in raw.findings] == [("EK120", {"count": 1, "personal": 1})]


def test_formulas_of_an_opendocument_sheet(tmp_path: Path) -> None:
    names = (
        'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0" '
        "table:formula"
    )
    error = f'<table:table-cell {names}="of:=1/0" office:value-type="string" {ERROR}/>'
    never = '<table:table-cell table:formula="of:=1+1"/>'
    right = '<table:table-cell table:formula="of:=1+1" office:value-type="float" office:value="2"/>'
    path = ods(
        tmp_path / "a.ods",
        '<table:table table:name="Andet"><table:table-row>'
        f"{never}</table:table-row></table:table>"
        f'<table:table table:name="Ark1">{EMPTY_ROWS}<table:table-row>{ods_text(*"abcde")}'
        f"</table:table-row>{EMPTY_ROWS}<table:table-row>{ods_text('x')}"
        '<table:table-cell table:number-columns-repeated="2"/>'
        f"{error}{never}{right}</table:table-row></table:table>",
    )
    raw = read_workbook(path, form(header=3, kind="ods"))
    assert dict(raw.spoilt) == {(6, 3): "EK412", (6, 4): "EK412"}
    assert [(f.code, f.facts) for f in raw.findings] == [("EK127", {"count": 3})]
    assert cells(raw)[5] == ["2"]


@pytest.mark.parametrize("epoch", [None, CALENDAR_MAC_1904])
def test_days_counted_from_1900_and_from_1904(tmp_path: Path, epoch: dt.datetime | None) -> None:
    book = openpyxl.Workbook()
    if epoch:
        book.epoch = epoch
    page = book.active
    page.title = "Ark1"
    page.append(["dag", "tid", "klokken", "andel", "ja"])
    page.append(
        [dt.date(2026, 4, 10), dt.datetime(2026, 4, 10, 13, 30), dt.time(8, 15), 0.25, True]
    )
    page["D2"].number_format = "0 %"
    book.save(tmp_path / "bog.xlsx")
    raw = read_workbook(tmp_path / "bog.xlsx", form())
    said = [["2026-04-10"], ["2026-04-10 13:30:00"], ["08:15:00"], ["0.25"], ["true"]]
    assert cells(raw) == said
    assert bool(raw.columns[0].machine[0])


def test_days_counted_from_1904_in_an_old_workbook() -> None:
    raw = read_workbook(DATA / "epoch_1904.xls", form(kind="xls"))
    assert cells(raw) == [["2026-04-10"]]


def test_names_of_sheets_without_charts(tmp_path: Path) -> None:
    path = tmp_path / "bog.xlsx"
    with xlsxwriter.Workbook(path) as made:
        chart = made.add_chart({"type": "bar"})
        chart.add_series({"values": "=Andet!$A$1:$A$2"})
        made.add_chartsheet("Ark1").set_chart(chart)
        made.add_worksheet("Ma\N{COMBINING RING ABOVE}linger")
        made.add_worksheet("Andet")
    assert sheet_names(path) == ["Målinger", "Andet"]
    assert codes(path, form()) == ["EK106"]
    assert read_workbook(path, form("Målinger")).sheet == "Målinger"


def test_no_such_sheet_names_the_nearest_and_no_person(tmp_path: Path) -> None:
    path = tmp_path / "bog.xlsx"
    with xlsxwriter.Workbook(path) as made:
        made.add_worksheet("010190-1234")
    with pytest.raises(Unreadable) as told:
        read_workbook(path, form("010190-1235"))
    (finding,) = told.value.findings
    assert finding.code == "EK106"
    assert finding.facts["near"]
    assert "010190" not in repr(finding)


def test_a_sheet_named_after_a_person_is_masked(tmp_path: Path) -> None:
    path = tmp_path / "010190-1234.xlsx"
    with xlsxwriter.Workbook(path) as made:
        made.add_worksheet("010190-1234").write_formula("A1", "=1")
    raw = read_workbook(path, form("010190-1234"))
    assert "010190" not in raw.file + raw.sheet + repr(raw.findings)
    assert raw.findings


@pytest.mark.parametrize("name", ["bog.xlsx", "bog.xls", "bog.ods"])
@pytest.mark.parametrize("content", [b"PK\x03\x04rest", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"x"])
def test_no_workbook_at_all(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert codes(path, form(kind=name[4:])) == ["EK103"]


def test_a_workbook_cut_off_anywhere(tmp_path: Path) -> None:
    whole = tmp_path / "bog.xlsx"
    with xlsxwriter.Workbook(whole) as made:
        made.add_worksheet("Ark1").write_row(0, 0, ["a", 1])
    raw = whole.read_bytes()
    for length in range(0, len(raw) - 1, 97):
        (tmp_path / "kort.xlsx").write_bytes(raw[:length])
        assert codes(tmp_path / "kort.xlsx", form()) == ["EK103"]


def test_an_old_workbook_with_a_password(tmp_path: Path) -> None:
    raw = bytearray((DATA / "epoch_1904.xls").read_bytes())
    # The first record of the workbook is followed by one of type FILEPASS.
    at = raw.find(b"\x09\x08\x10\x00\x00\x06\x05\x00") + 20
    raw[at : at + 6] = b"\x2f\x00" + raw[at + 2 : at + 4] + b"\x01\x00"
    (tmp_path / "a.xls").write_bytes(raw)
    assert codes(tmp_path / "a.xls", form(kind="xls")) == ["EK117"]


def test_an_empty_sheet(tmp_path: Path) -> None:
    path = tmp_path / "bog.xlsx"
    with xlsxwriter.Workbook(path) as made:
        made.add_worksheet("Ark1")
    raw = read_workbook(path, form())
    assert (list(raw.rows), list(raw.columns), raw.last) == ([], [], 0)


def test_more_cells_than_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "bog.xlsx"
    with xlsxwriter.Workbook(path) as made:
        made.add_worksheet("Ark1").write(99, 99, "x")
    with pytest.raises(Unreadable) as told:
        read_workbook(path, form(), Limits(cells=9_999))
    (finding,) = told.value.findings
    assert (finding.code, finding.facts) == ("EK113", {"limit": "cells = 9999"})
    assert len(read_workbook(path, form(), Limits(cells=10_000)).columns) == 100


def test_cells_in_the_corners_are_not_laid_out_in_memory(tmp_path: Path) -> None:
    """1,048,576 rows of 16,384 columns: 400 GB, were it tried."""
    path = tmp_path / "bog.xlsx"
    with xlsxwriter.Workbook(path) as made:
        made.add_worksheet("Ark1").write_row(0, 0, ["id", "dato"])
        made.get_worksheet_by_name("Ark1").write(1_048_575, 16_383, "x")
    assert codes(path, form()) == ["EK113"]


def test_several_sheets_and_what_is_noted_of_the_file_once(tmp_path: Path) -> None:
    path = tmp_path / "bog.xlsx"
    with xlsxwriter.Workbook(path) as made:
        made.add_worksheet("Et").write(0, 0, "a")
        made.add_worksheet("To").write(0, 0, "b")
        made.add_worksheet("Skjult").hide()
        made.add_worksheet("Med").hide()
    one, two, three, four = read_workbook_sheets(path, [*map(form, ["Et", "Tre", "To", "Med"])])
    assert isinstance(two, tuple)
    assert [finding.code for finding in two] == ["EK106"]
    assert isinstance(one, RawSheet)
    assert isinstance(three, RawSheet)
    assert isinstance(four, RawSheet)
    assert [(f.code, f.facts["count"]) for f in one.findings] == [("EK120", 1)]
    assert list(three.findings) == list(four.findings) == []


def test_a_workbook_written_with_prefixes(tmp_path: Path) -> None:
    """As programs built on Open XML SDK write it: <x:row>."""
    path = tmp_path / "bog.xlsx"
    with xlsxwriter.Workbook(path) as made:
        page = made.add_worksheet("Ark1")
        page.write_row(0, 0, ["id", "score"])
        page.write_formula(1, 1, "=1/0", None, "#DIV/0!")
        page.write(1, 0, "a")
        page.set_row(1, None, None, {"hidden": True})
    whole = path.with_name("whole.zip")
    shutil.copy(path, whole)
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(path, "w") as changed:
        for name in source.namelist():
            xml = source.read(name)
            if name.startswith("xl/worksheets/sheet"):
                xml = xml.replace(b"</", b"</x:").replace(b"<", b"<x:").replace(b"<x:/x:", b"</x:")
                xml = xml.replace(b"<x:?", b"<?").replace(b'xmlns="', b'xmlns:x="')
            changed.writestr(name, xml)
    raw = read_workbook(path, form())
    assert cells(raw) == [["a"], [""]]
    assert dict(raw.spoilt) == {(2, 1): "EK412"}
    assert {f.code for f in raw.findings} == {"EK121", "EK127"}
