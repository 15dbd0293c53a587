"""Text files split at a separator: bytes to text to rows."""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from evalkit.findings import Finding
from evalkit.intake.profile import FileRule
from evalkit.intake.raw_sheet import RawSheet, Unreadable

__all__ = ["decoded", "likely_encoding", "read_separated", "records"]

_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
# How a workbook begins: .xlsx is a zip file, .xls and encrypted workbooks are OLE files.
_WORKBOOK_STARTS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
# No text: a byte that does not fit the encoding becomes a lone surrogate, an earlier program left
# a replacement character, or a one-byte encoding gives a control character that nobody types.
_BROKEN = re.compile("[\udc80-\udcff\ufffd\x80-\x9f]")
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_LINE_BREAK = re.compile(r"\r\n|\r|\n")
# With fewer a text with a line break may well hold as many separators as a row does.
_FEWEST_SEPARATORS = 2


def read_separated(path: Path, rule: FileRule) -> RawSheet:
    """Read a text file as rows of cells.

    Parameters
    ----------
    path : Path
        The file.
    rule : FileRule
        Its encoding and separator.

    Returns
    -------
    RawSheet
        A record whose text holds line breaks is one row.

    Raises
    ------
    Unreadable
        When the encoding or the quotation marks are wrong, or the file is no text.
    """
    text, encoding = decoded(path, rule)
    rows, ends = records(text, rule, file=path.name)
    broken = list(_broken_cells(rows)) if _BROKEN.search(text) else []
    if encoding.startswith("utf-8") and any(row == rule.header_row for row, _ in broken):
        raise Unreadable(_wrong_encoding(path, encoding, found="cp1252"))
    for row, place in broken:
        rows[row - 1][place] = _BROKEN.sub(_REPLACEMENT, rows[row - 1][place])
    return RawSheet(
        file=path.name,
        sheet="",
        rows=rows,
        spoilt=dict.fromkeys(broken, "EK405"),
        swallowed=dict(_swallowed(rows, ends, rule)),
        encoding=encoding,
    )


def decoded(path: Path, rule: FileRule) -> tuple[str, str]:
    """Return a file's text, its letters composed (NFC), and the encoding that was used.

    A byte order mark wins over what the profile says. A byte that is no text becomes a stand-in.

    Raises
    ------
    Unreadable
        When the file is no text, or when its bytes show that the encoding is another one.
    """
    raw = path.read_bytes()
    if raw.startswith(_WORKBOOK_STARTS):
        raise Unreadable(Finding("EK103", file=path.name))
    marked = _marked(raw)
    encoding = marked or rule.encoding or "utf-8"
    found = None if marked else _seen_otherwise(raw, encoding)
    if found:
        raise Unreadable(_wrong_encoding(path, encoding, found=found))
    is_wide = encoding.startswith("utf-16")
    text = raw.decode(encoding, errors="replace" if is_wide else "surrogateescape")
    if "\x00" in text:
        raise Unreadable(Finding("EK111", file=path.name))
    if not text.strip():
        raise Unreadable(Finding("EK102", file=path.name))
    return unicodedata.normalize("NFC", text), encoding


def _marked(raw: bytes) -> str | None:
    return next((name for mark, name in _MARKS.items() if raw.startswith(mark)), None)


def likely_encoding(raw: bytes) -> str:
    """Return the encoding that bytes without a profile are most likely to have."""
    if marked := _marked(raw):
        return marked
    # In UTF-16 every other byte of Danish or English text is zero.
    if raw.count(0) * 3 > len(raw):
        return "utf-16"
    return "utf-8" if _is_mostly_utf8(raw) else "cp1252"


def _seen_otherwise(raw: bytes, encoding: str) -> str | None:
    """Return the encoding that the bytes show, when it is certain and not the stated one."""
    likely = likely_encoding(raw)
    if encoding.startswith("utf-16"):
        return None if likely == "utf-16" or b"\0" in raw else likely
    if likely == "utf-16":
        return likely
    is_certain = likely == "utf-8" and not raw.isascii()
    return likely if is_certain and not encoding.startswith("utf-8") else None


def _is_mostly_utf8(raw: bytes) -> bool:
    """Whether more letters than not are UTF-8, so that a few broken bytes do not hide it."""
    text = raw.decode("utf-8", errors="surrogateescape")
    broken = len(_BROKEN.findall(text))
    return not broken or broken * 2 < len(_NOT_ASCII.findall(text))


def _wrong_encoding(path: Path, encoding: str, *, found: str) -> Finding:
    return Finding("EK105", file=path.name, facts={"encoding": encoding, "found": found})


def records(text: str, rule: FileRule, *, file: str) -> tuple[list[list[str]], list[int]]:
    """Split text into rows of cells, and say at which line each row ends.

    Raises
    ------
    Unreadable
        When a quotation mark is never closed, or text follows a closing one.
    """
    rows: list[list[str]] = []
    ends: list[int] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=rule.separator, strict=True)
    with _room_for_cells(len(text)):
        try:
            for record in reader:
                rows.append(record)
                ends.append(reader.line_num)
        except csv.Error:
            raise Unreadable(Finding("EK107", file=file, row=len(rows) + 1)) from None
    return rows, ends


@contextmanager
def _room_for_cells(length: int) -> Iterator[None]:
    """Allow cells as long as the text; csv's own limit would call a long one a broken file."""
    before = csv.field_size_limit()
    csv.field_size_limit(max(before, length))
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _broken_cells(rows: Sequence[Sequence[str]]) -> Iterator[tuple[int, int]]:
    for row, record in enumerate(rows, start=1):
        for place, cell in enumerate(record):
            if _BROKEN.search(cell):
                yield row, place


def _swallowed(
    rows: Sequence[Sequence[str]], ends: Sequence[int], rule: FileRule
) -> Iterator[tuple[int, int]]:
    """Yield rows, and a number of line breaks, where a cell reads like parts of several rows.

    Two stray quotation marks in one column of different rows make everything between them one
    text, in a row of the right length; it would be lost without a trace.
    """
    between = len(rows[rule.header_row - 1]) - 1 if rule.header_row <= len(rows) else 0
    if between < _FEWEST_SEPARATORS:
        return
    first = rule.header_row + rule.skip_below_header + 1
    for row in range(first, len(rows) + 1):
        if ends[row - 1] - ends[row - 2] > 1:
            for cell in rows[row - 1]:
                counts = [line.count(rule.separator) for line in _LINE_BREAK.split(cell)]
                pieces = [*counts[1:-1], counts[0] + counts[-1]]
                if len(counts) > 1 and all(piece == between for piece in pieces):
                    yield row, len(counts) - 1
