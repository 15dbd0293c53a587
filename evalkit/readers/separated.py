"""Text files split at a separator: bytes to rows, to columns."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from evalkit.findings import Finding
from evalkit.readers.encoding import BROKEN, REPLACEMENT, decoded_text, encoding_of
from evalkit.readers.file_form import FileForm
from evalkit.readers.limits import Limits
from evalkit.readers.raw_sheet import RawSheet, Unreadable
from evalkit.readers.separated_fast import regular_sheet
from evalkit.readers.swallowed import is_several_rows, line_breaks
from evalkit.readers.text_column import TextColumn

__all__ = ["read_separated", "separated_rows"]

# A letter of two bytes whose bytes were each taken for a letter: Ã and one more, for æ, ø, å and é.
_LETTER_TWICE = re.compile(
    "\u00c3[\u0080-\u00bf\u2010-\u203a\u0152-\u0192\u02c6\u02dc\u20ac\u2122]"
)
_SAMPLE = 1 << 20
# More than a spreadsheet can show is no table anybody made.
_MOST_COLUMNS = 16_384


def read_separated(
    path: Path, form: FileForm, *, file: str, limits: Limits | None = None
) -> RawSheet:
    """Read a text file as columns of cells.

    Parameters
    ----------
    path : Path
        The file.
    form : FileForm
        Its encoding, separator and header rows.
    file : str
        Its name as findings may show it.
    limits : Limits, optional
        How many cells at most.

    Returns
    -------
    RawSheet
        A record whose text holds line breaks is one row.

    Raises
    ------
    Unreadable
        When the encoding or the quotation marks are wrong, or the file is no text.

    Notes
    -----
    A file that is the same in every row is split by pyarrow, and anything else row by row; both
    ways give the same sheet.
    """
    raw = path.read_bytes()
    encoding = encoding_of(raw, form.encoding, file=file)
    _refuse_many(raw, form, limits or Limits(), file=file)
    sheet = regular_sheet(raw, form, file=file, encoding=encoding)
    if sheet is None:
        sheet = _row_by_row(raw, form, file=file, encoding=encoding)
    header = sheet.record(form.header_row)
    # What was converted twice holds control characters too, and is no cp1252; the header tells.
    is_twice = any(map(_LETTER_TWICE.search, header))
    if encoding.startswith("utf-8") and any(map(BROKEN.search, header)) and not is_twice:
        facts = {"encoding": encoding, "found": "cp1252"}
        raise Unreadable(Finding("EK105", file, facts=facts))
    return sheet


def _refuse_many(raw: bytes, form: FileForm, limits: Limits, *, file: str) -> None:
    """Refuse a file with more cells than the limit; each costs far more memory than its bytes."""
    first = raw[: raw.find(b"\n") + 1 or len(raw)]
    if first.count(form.separator.encode()) >= _MOST_COLUMNS:
        raise Unreadable(Finding("EK113", file, facts={"limit": f"columns = {_MOST_COLUMNS}"}))
    width = first.count(form.separator.encode()) + 1
    head = raw[:_SAMPLE]
    likely = len(raw) // len(head) * head.count(b"\n") * width if head else 0
    # What looks like few cells is believed of a file that can do little harm.
    is_certain = 2 * likely < limits.cells and len(raw) < 4 * limits.cells
    if not is_certain and raw.count(b"\n") * width > limits.cells:
        raise Unreadable(Finding("EK113", file, facts={"limit": f"cells = {limits.cells}"}))


def separated_rows(path: Path, form: FileForm, *, file: str) -> list[list[str]]:
    """Return every row of a text file, the first ones too."""
    raw = path.read_bytes()
    text = decoded_text(raw, encoding_of(raw, form.encoding, file=file), file=file)
    return _records(text, form, file=file)[0]


def _row_by_row(raw: bytes, form: FileForm, *, file: str, encoding: str) -> RawSheet:
    rows, ends = _records(decoded_text(raw, encoding, file=file), form, file=file)
    head = rows[: form.first_record - 1]
    named = [n for row in form.header_rows for n, cell in enumerate(_at(head, row)) if cell.strip()]
    width = max((len(_at(head, row)) for row in form.header_rows), default=0)
    expected = max(named, default=-1) + 1
    swallowed = dict(_swallowed(rows, ends, form))
    # Some systems end every record with separators; a single one was split by a comma of its own.
    filled = (row for row in rows[form.first_record - 1 :] if any(map(str.strip, row)))
    lengths = Counter(map(len, filled))
    usual = lengths.most_common(1)[0][0] if lengths else width
    kept, blank, misfits = [], [], []
    for number in range(form.first_record, len(rows) + 1):
        record = rows[number - 1]
        too_long = len(record) > max(width, usual) or any(map(str.strip, record[width:]))
        too_long |= len(record) > width and len(record) != usual
        if not any(map(str.strip, record)):
            blank.append(number)
        elif number in swallowed:
            misfits.append(Finding("EK302", file, row=number, facts={"breaks": swallowed[number]}))
        elif len(record) < expected or too_long:
            facts = {"found": len(record), "expected": expected}
            misfits.append(Finding("EK301", file, row=number, facts=facts))
        else:
            kept.append(number)
    spoilt = _mended(rows, kept, width)
    records = [rows[number - 1] for number in kept]
    return RawSheet(
        file=file,
        sheet="",
        head=head,
        columns=[
            TextColumn.of(record[place] if place < len(record) else "" for record in records)
            for place in range(width)
        ],
        rows=np.array(kept, dtype=np.int64),
        last=len(rows),
        blank=blank,
        findings=misfits,
        is_grid=False,
        spoilt=spoilt,
        encoding=encoding,
    )


def _mended(rows: list[list[str]], kept: Sequence[int], width: int) -> dict[tuple[int, int], str]:
    """Put the replacement character for what is no text, and say in which cells."""
    spoilt = {}
    for number in kept:
        for place, cell in enumerate(rows[number - 1][:width]):
            if not cell.isascii() and BROKEN.search(cell):
                rows[number - 1][place] = BROKEN.sub(REPLACEMENT, cell)
                spoilt[number, place] = "EK405"
    return spoilt


def _at(rows: Sequence[Sequence[str]], number: int) -> Sequence[str]:
    return rows[number - 1] if number <= len(rows) else ()


def _records(text: str, form: FileForm, *, file: str) -> tuple[list[list[str]], list[int]]:
    """Split text into rows of cells, and say at which line each row ends.

    Raises
    ------
    Unreadable
        When a quotation mark is never closed, or text follows a closing one.
    """
    rows: list[list[str]] = []
    ends: list[int] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=form.separator, strict=True)
    with _room_for_cells(len(text)):
        try:
            for record in reader:
                rows.append(record)
                ends.append(reader.line_num)
        except csv.Error:
            raise Unreadable(Finding("EK107", file, row=len(rows) + 1)) from None
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


def _swallowed(
    rows: Sequence[Sequence[str]], ends: Sequence[int], form: FileForm
) -> Iterator[tuple[int, int]]:
    """Yield rows, and a number of line breaks, where a cell reads like parts of several rows.

    They would be lost without a trace: the row has the right length.
    """
    between = len(_at(rows, form.header_row)) - 1
    for row in range(form.first_record, len(rows) + 1):
        if ends[row - 1] - ends[row - 2] > 1:
            for cell in rows[row - 1]:
                if is_several_rows(cell, form.separator, between):
                    yield row, line_breaks(cell)
