"""Both ways of reading a text file give the same sheet, whatever stands in it."""

import csv
import io
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from evalkit.readers.file_form import FileForm
from evalkit.readers.raw_sheet import RawSheet, Unreadable
from evalkit.readers.separated import _row_by_row
from evalkit.readers.separated_fast import regular_sheet

# What stands in exports, and what upsets readers.
PIECES = st.sampled_from(
    ["", "1", "0101", "x", "æble", "Århus", " ", "\N{NO-BREAK SPACE}", "a b", "5,5", '"', '""', "'",
     ";", "\n", "\r\n", "\r", "01-02-2026", "=1", "\t", "e\N{COMBINING ACUTE ACCENT}", "\x81"]
)  # fmt: skip
CELLS = st.lists(PIECES, max_size=3).map("".join)
ROWS = st.lists(st.lists(CELLS, min_size=0, max_size=5), min_size=1, max_size=8)


def same(one: RawSheet, other: RawSheet) -> None:
    for name in ("file", "sheet", "head", "last", "is_grid", "encoding"):
        assert getattr(one, name) == getattr(other, name), name
    assert one.rows.tolist() == other.rows.tolist()
    assert sorted(one.blank) == sorted(other.blank)
    assert dict(one.spoilt) == dict(other.spoilt)
    assert [column.cells() for column in one.columns] == [c.cells() for c in other.columns]
    ours, theirs = (sorted(map(repr, sheet.findings)) for sheet in (one, other))
    assert ours == theirs


def both(raw: bytes, encoding: str) -> bool:
    """Compare the two ways; return whether the quick one could read it."""
    form = FileForm(encoding=encoding)
    quick = regular_sheet(raw, form, file="a.csv", encoding=encoding)
    if quick is not None:
        same(quick, _row_by_row(raw, form, file="a.csv", encoding=encoding))
    return quick is not None


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
@example(rows=[["1;", ";1", '"']], quoting=csv.QUOTE_MINIMAL, end="")
@given(rows=ROWS, quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]), end=PIECES)
def test_what_a_program_wrote(encoding: str, rows: list[list[str]], quoting: int, end: str) -> None:
    stream = io.StringIO()
    written = csv.writer(stream, delimiter=";", quoting=quoting, lineterminator="\r\n")
    written.writerows([["a", "b", "c"], *rows])
    both((stream.getvalue() + end).encode(encoding, errors="replace"), encoding)


@example(raw=b"\x85")
@given(raw=st.binary(max_size=60))
def test_any_bytes(raw: bytes) -> None:
    for encoding in ("utf-8", "cp1252"):
        # Said by the way that goes row by row, which the quick one left it to.
        with suppress(Unreadable):
            both(b"a;b;c\r\n1;2;3\r\n" + raw, encoding)


@given(lines=st.lists(st.lists(PIECES, min_size=2, max_size=4), min_size=1, max_size=8))
def test_lines_nobody_quoted(lines: list[list[str]]) -> None:
    raw = "\n".join(";".join(line) for line in [["a", "b", "c"], *lines])
    with suppress(Unreadable):
        both(raw.encode("cp1252", errors="replace"), "cp1252")


@pytest.mark.parametrize(
    "raw",
    [
        b"a;b;c\r\n1;2;3\r\n",
        b'"a";"b";"c"\n"1;1";"";"3"\n',
        b"a;b;c\n1;2;3\n\n4;5\n;;\n6;7;8;9\n",
        b"\xef\xbb\xbfa;b\n1;2",
        "a;b\næ;ø\nå;é".encode(),
        b"a;b\n\xe6;2\n1\n",
        b'a;b\n"x\ny";2\n',
        b'a;b\n"a""b";2\n"""";""\n',
    ],
)
def test_ordinary_files_are_read_the_quick_way(raw: bytes) -> None:
    encoding = "cp1252" if b"\xe6" in raw else "utf-8"
    assert both(raw, "utf-8-sig" if raw.startswith(b"\xef") else encoding)


@pytest.mark.parametrize(
    "raw",
    [
        b'a;b;c\n1;"x;3\n2;b";4\n',
        b'a;b\nx"y;2\n',
        b'a;b\n"x\ny";2\n1\n',
        b"a\n1\n",
        b"a;b;;\n1;2\n",
    ],
)
def test_odd_files_are_left_to_the_other_way(raw: bytes) -> None:
    assert not both(raw, "utf-8")
