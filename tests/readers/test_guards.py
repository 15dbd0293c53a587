"""What is dangerous, or not what its name says, is refused before any parser sees it."""

import pickle
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from evalkit.readers.file_form import FileForm
from evalkit.readers.guards import MOST_PARTS, refuse_dangerous
from evalkit.readers.limits import Limits
from evalkit.readers.ole import OLE_MAGIC, stream_names
from evalkit.readers.raw_sheet import Unreadable

DATA = Path(__file__).parent / "data"
XLSX = FileForm(format="xlsx", sheet="Ark1")
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
ENTITY = '<!DOCTYPE x [<!ENTITY a "b">]>'


def refused(path: Path, form: FileForm | str, limits: Limits | None = None) -> tuple[object, ...]:
    """Give code and facts of the refusal; nothing when the file may be read."""
    form = FileForm(format=form, sheet="Ark1") if isinstance(form, str) else form
    try:
        refuse_dangerous(path, form, limits)
    except Unreadable as problem:
        (finding,) = problem.findings
        for language in ("da", "en"):
            assert finding.message(language)
        return (finding.code, *finding.facts.values())
    return ()


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, bytes], Path]:
    def written(name: str, content: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return written


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "bog.xlsx"
    made = openpyxl.Workbook()
    made.active.append(["id", "dato"])
    made.save(path)
    return path


def archive(path: Path, parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return path


def with_part(book: Path, name: str, content: bytes) -> Path:
    with zipfile.ZipFile(book, "a", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, content)
    return book


def test_a_plain_file_of_each_kind_may_be_read(book: Path, write, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    assert refused(book, XLSX) == ()
    assert refused(book, FileForm(format="surveyxact", sheet="Dataset", labels="Labels")) == ()
    assert refused(DATA / "epoch_1904.xls", "xls") == ()
    ods = archive(tmp_path / "a.ods", {"mimetype": ODS_TYPE.encode(), "content.xml": b"<a/>"})
    assert refused(ods, "ods") == ()
    for text in (
        b"id;dato\n1;2",
        "id;\xe5".encode("utf-16"),
        "id;\xe5".encode("cp1252"),
        b"<id>;x",
    ):
        assert refused(write("a.csv", text), FileForm()) == ()
    for kind, head in (("spss", b"$FL2@(#)"), ("stata", b"<stata_dta>"), ("parquet", b"PAR1")):
        assert refused(write("a.bin", head), FileForm(format=kind)) == ()
    assert refused(write("a.dta", b"\x72\x02\x01\x00"), FileForm(format="stata")) == ()


def test_nothing_there_and_nothing_in_it(write, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    assert refused(tmp_path / "no.xlsx", XLSX) == ("EK101",)
    assert refused(write("empty.xlsx", b""), XLSX) == ("EK102",)
    assert refused(tmp_path, XLSX) == ("EK103",)


@pytest.mark.parametrize("name", ["a.pkl", "a.PICKLE", "a.joblib", "a.p", "a.csv", "a.xlsx"])
@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
def test_a_pickle_is_never_opened(write, name: str, protocol: int) -> None:  # type: ignore[no-untyped-def]
    path = write(name, pickle.dumps({"a": 1}, protocol=protocol))
    assert refused(path, FileForm()) == ("EK118",)
    assert refused(path, XLSX) == ("EK118",)


def test_an_old_pickle_by_its_name(write) -> None:  # type: ignore[no-untyped-def]
    assert refused(write("a.pkl", pickle.dumps([1], protocol=0)), FileForm()) == ("EK118",)


def test_too_large_on_disk(book: Path) -> None:
    assert refused(book, XLSX, Limits(file_mb=0.001)) == ("EK113", "0.001 MB")


def test_unpacks_to_more_than_the_limit(book: Path) -> None:
    with_part(book, "xl/media/a.bin", bytes(3 * 2**20))
    assert refused(book, XLSX, Limits(unpacked_mb=2)) == ("EK114", "2 MB")
    assert refused(book, XLSX) == ()


def test_unpacks_to_many_times_its_size(book: Path) -> None:
    with_part(book, "xl/media/a.bin", bytes(101 * 2**20))
    assert refused(book, XLSX) == ("EK114", "400:1")


def test_a_false_number_of_parts(book: Path) -> None:
    raw = bytearray(book.read_bytes())
    at = raw.rfind(b"PK\x05\x06")
    raw[at + 10 : at + 12] = struct.pack("<H", MOST_PARTS + 1)
    book.write_bytes(raw)
    assert refused(book, XLSX) == ("EK114", f"zip: {MOST_PARTS}")


def test_very_many_parts(tmp_path: Path) -> None:
    many = archive(tmp_path / "a.xlsx", {f"xl/{n}": b"" for n in range(MOST_PARTS + 1)})
    assert refused(many, XLSX) == ("EK114", f"zip: {MOST_PARTS}")


def test_numbers_of_parts_beyond_those_of_old_zip(tmp_path: Path) -> None:
    """Past 65,535 parts the true number stands in another place."""
    many = archive(tmp_path / "a.xlsx", {f"xl/{n}": b"" for n in range(66_000)}, 0)
    assert refused(many, XLSX) == ("EK114", f"zip: {MOST_PARTS}")


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_packed_in_a_way_no_spreadsheet_packs(tmp_path: Path, method: int) -> None:
    assert refused(archive(tmp_path / "a.xlsx", {"xl/a.xml": b"<a/>"}, method), XLSX) == ("EK103",)


@pytest.mark.parametrize("part", ["xl/evil.xml", "xl/worksheets/_rels/a.rels", "docProps/x.xml"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "text",
    [
        f'<?xml version="1.0"?>\n{ENTITY}<x>&a;</x>',
        f"<?xml version='1.0'?><!-- {' ' * 9000} -->{ENTITY}<x/>",
        '<!doctype x SYSTEM "http://example.org/a.dtd"><x/>',
        f"<!-- {' ' * 70_000} --><x/>",
    ],
)
def test_xml_that_defines_entities(book: Path, part: str, encoding: str, text: str) -> None:
    assert refused(with_part(book, part, text.encode(encoding)), XLSX) == ("EK115",)


def test_pictures_and_macros_with_a_document_type_do_no_harm(book: Path) -> None:
    svg = b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/a.dtd"><svg/>'
    with_part(book, "xl/media/image1.svg", svg)
    libraries = (
        b'<?xml version="1.0"?>\n<!DOCTYPE library:libraries PUBLIC '
        b'"-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "libraries.dtd">\n<library:libraries/>'
    )
    with_part(book, "Basic/script-lc.xml", libraries)
    with_part(book, "xl/text.xml", b"<x>&lt;!DOCTYPE &lt;!ENTITY</x>")
    assert refused(book, XLSX) == ()
    with_part(book, "Basic/b.xml", libraries.replace(b'dtd">', b'dtd" [<!ENTITY a "b">]>'))
    assert refused(book, XLSX) == ("EK115",)


def test_an_xml_file_that_defines_entities(write) -> None:  # type: ignore[no-untyped-def]
    path = write("a.xls", f'<?xml version="1.0"?>{ENTITY}<Workbook/>'.encode())
    assert refused(path, "xls") == ("EK115",)


def compound(*names: str) -> bytes:
    """Make a compound file with a directory of one sector, and a chain that ends there."""
    header = bytearray(512)
    header[:8] = OLE_MAGIC
    struct.pack_into("<HH", header, 30, 9, 6)
    struct.pack_into("<I", header, 48, 1)
    struct.pack_into("<I", header, 76, 0)
    table = struct.pack("<II", 0xFFFFFFFD, 0xFFFFFFFE).ljust(512, b"\xff")
    directory = b""
    for name in names:
        raw = name.encode("utf-16-le") + b"\0\0"
        directory += raw.ljust(64, b"\0") + struct.pack("<H", len(raw)) + bytes(62)
    return bytes(header) + table + directory.ljust(512, b"\0")


def test_a_workbook_with_a_password(write) -> None:  # type: ignore[no-untyped-def]
    locked = write("a.xlsx", compound("Root Entry", "EncryptionInfo", "EncryptedPackage"))
    assert stream_names(locked) == {"Root Entry", "EncryptionInfo", "EncryptedPackage"}
    assert refused(locked, XLSX) == ("EK117",)
    assert refused(locked, FileForm()) == ("EK117",)


def test_an_archive_with_a_password(book: Path) -> None:
    raw = bytearray(book.read_bytes())
    at = raw.find(b"PK\x01\x02")
    raw[at + 8] |= 1
    book.write_bytes(raw)
    assert refused(book, XLSX) == ("EK117",)


def test_a_compound_file_that_goes_round_in_circles(write) -> None:  # type: ignore[no-untyped-def]
    raw = bytearray(compound("Root Entry", "Workbook"))
    struct.pack_into("<I", raw, 512 + 4, 1)
    assert refused(write("a.xls", bytes(raw)), "xls") == ()
    struct.pack_into("<I", raw, 48, 0xFFFFFF00)
    assert stream_names(write("a.xls", bytes(raw))) == set()
    assert refused(write("a.xls", bytes(raw[:40])), "xls") == ()


HTML = b"\xef\xbb\xbf\r\n<html xmlns:x='urn:schemas-microsoft-com:office:excel'><table>"
XML = b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>'


@pytest.mark.parametrize("form", ["xls", "xlsx"])
@pytest.mark.parametrize(
    ("content", "found"),
    [
        (HTML, "HTML"),
        (b"<TABLE><tr>", "HTML"),
        (HTML.decode("utf-8-sig").encode("utf-16"), "HTML"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "HTML"),
        (XML, "XML"),
        (b"id;dato\n1;2\n", "text (CSV?)"),
        ("id\tdato".encode("utf-16"), "text (CSV?)"),
        (b"%PDF-1.7", "PDF"),
        (b"PAR1\0\0", "parquet"),
        (b"$FL2@(#)", "spss"),
        (b"\x1f\x8b\x08\x00", "gzip"),
        (compound("Root Entry", "WordDocument"), "doc"),
    ],
)
def test_a_workbook_by_name_only(write, form: str, content: bytes, found: str) -> None:  # type: ignore[no-untyped-def]
    assert refused(write(f"a.{form}", content), form) == ("EK125", form, found)


def test_one_kind_of_workbook_named_as_another(book: Path, tmp_path: Path) -> None:
    old = DATA / "epoch_1904.xls"
    ods = archive(tmp_path / "a.ods", {"mimetype": ODS_TYPE.encode(), "content.xml": b"<a/>"})
    binary = archive(tmp_path / "a.xlsb", {"[Content_Types].xml": b"<a/>", "xl/workbook.bin": b""})
    word = archive(tmp_path / "a.docx", {"[Content_Types].xml": b"", "word/document.xml": b""})
    assert refused(old, "xlsx") == ("EK125", "xlsx", "xls")
    assert refused(book, "xls") == ("EK125", "xls", "xlsx")
    assert refused(ods, "xlsx") == ("EK125", "xlsx", "ods")
    assert refused(binary, "xlsx") == ("EK125", "xlsx", "xlsb")
    assert refused(word, "ods") == ("EK125", "ods", "docx")
    assert refused(archive(tmp_path / "a.zip", {"a.csv": b""}), "xlsx") == ("EK125", "xlsx", "zip")


def test_text_by_name_only(book: Path, write) -> None:  # type: ignore[no-untyped-def]
    for form in (FileForm(), FileForm(format="surveyxact", labels="l.csv")):
        assert refused(book, form) == ("EK125", "text (CSV)", "xlsx")
        assert refused(DATA / "epoch_1904.xls", form) == ("EK125", "text (CSV)", "xls")
        assert refused(write("a.csv", HTML), form) == ("EK125", "text (CSV)", "HTML")


def test_a_damaged_archive(book: Path) -> None:
    book.write_bytes(book.read_bytes()[:-30])
    assert refused(book, XLSX) == ("EK103",)


def test_a_name_with_a_cpr_number_is_not_shown(write) -> None:  # type: ignore[no-untyped-def]
    path = write("udtræk 010190-1234.xlsx", b"id;dato")
    with pytest.raises(Unreadable) as told:
        refuse_dangerous(path, XLSX)
    assert "0190" not in str(told.value) + repr(told.value.findings)
