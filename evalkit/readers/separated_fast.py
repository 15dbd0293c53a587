"""Text files that are the same in every row, split by pyarrow: a million rows in a moment.

Anything out of the ordinary (a quotation mark that closes nothing, several rows in one cell, rows
that are short but may be filled up) is left to the reader that goes row by row.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv
from numpy.typing import NDArray

from evalkit.findings import Finding
from evalkit.readers.encoding import BROKEN, REPLACEMENT, text_of
from evalkit.readers.file_form import FileForm
from evalkit.readers.raw_sheet import RawSheet
from evalkit.readers.swallowed import is_several_rows
from evalkit.readers.text_column import Codes, TextColumn

__all__ = ["regular_sheet"]

# In these a separator's byte is never part of another letter.
_ONE_BYTE_ASCII = ("utf-8", "utf-8-sig", "cp1252", "iso8859", "mac-roman", "cp850", "cp865")
_BLOCK = 1 << 20
_FEWEST_COLUMNS = 2
# What single characters mostly are; and how many there may be for a code to fit into a byte.
_USUAL = b"0123456789"
_MOST_LETTERS = 200
_BOM = b"\xef\xbb\xbf"
_QUOTE = ord(b'"')


@dataclass(frozen=True, repr=False, eq=False)
class _Head:
    """The rows above the first record, and the byte at which the first record begins."""

    rows: list[list[str]]
    start: int
    width: int
    expected: int


def regular_sheet(raw: bytes, form: FileForm, *, file: str, encoding: str) -> RawSheet | None:
    """Return the sheet of a regular text file, or None when it has to be read row by row.

    Parameters
    ----------
    raw : bytes
        The file.
    form : FileForm
        Its separator and header rows.
    file, encoding : str
        Its name, and what it is read as.

    Returns
    -------
    RawSheet or None
    """
    if not encoding.startswith(_ONE_BYTE_ASCII):
        return None
    has_quotes = b'"' in raw
    if has_quotes and not _quotes_are_regular(raw, form.separator.encode()):
        return None
    head = _head(raw, form, encoding=encoding)
    if head is None:
        return None
    found = _split(raw, head, form=form, has_quotes=has_quotes, encoding=encoding)
    if found is None:
        return None
    table, odd, is_wrapped = found
    decode = partial(
        _wrapped_text if is_wrapped else text_of, encoding=encoding.removesuffix("-sig")
    )
    with ThreadPoolExecutor(2) as pool:
        encoded = list(pool.map(partial(_encoded, decode=decode), table.columns))
    columns = [column for column, _ in encoded]
    broken_lines = has_quotes and any(map(_has_line_break, columns))
    if broken_lines and (odd or any(_swallows(column, form, head) for column in columns)):
        return None
    made = _Columns(columns, [broken for _, broken in encoded], odd)
    return _sheet(made, head, form, file=file, encoding=encoding)


def _quotes_are_regular(raw: bytes, separator: bytes) -> bool:
    """Whether quotation marks come in pairs around whole cells, and doubled inside them.

    Then the first, third, fifth ... stands right after a separator or line break, and the others
    right before one. Of a mark that is doubled one seems to close the cell and the other to open
    it again: these two stand side by side.
    """
    letters = np.frombuffer(raw, dtype=np.uint8)
    marks = np.flatnonzero(letters == _QUOTE)
    edges = np.frombuffer(separator + b'\r\n"', dtype=np.uint8)
    opening, closing = marks[0::2], marks[1::2]
    start = len(_BOM) if raw.startswith(_BOM) else 0
    before = letters[opening[opening > start] - 1]
    after = letters[closing[closing < len(letters) - 1] + 1]
    return (
        len(opening) == len(closing)
        and bool(np.isin(before, edges).all())
        and bool(np.isin(after, edges).all())
    )


def _head(raw: bytes, form: FileForm, *, encoding: str) -> _Head | None:
    start = len(_BOM) if raw.startswith(_BOM) else 0
    rows: list[list[str]] = []
    for _ in range(form.first_record - 1):
        end = raw.find(b"\n", start)
        line = raw[start:end].removesuffix(b"\r") if end >= 0 else b""
        if end < 0 or b"\r" in line or line.count(b'"') % 2:
            return None
        text = text_of(line, encoding.removesuffix("-sig"))
        rows.append(next(csv.reader(io.StringIO(text), delimiter=form.separator), []))
        start = end + 1
    written = [rows[row - 1] for row in form.header_rows]
    width = max(map(len, written))
    named = [place for row in written for place, cell in enumerate(row) if cell.strip()]
    if width < _FEWEST_COLUMNS or not named or not raw[start : start + _BLOCK].strip():
        return None
    return _Head(rows, start, width, max(named) + 1)


@dataclass(frozen=True)
class _OddRow:
    """A row with another number of cells: which record it is (from 1), and what was found."""

    number: int
    cells: int
    is_blank: bool


def _split(
    raw: bytes, head: _Head, *, form: FileForm, has_quotes: bool, encoding: str
) -> tuple[pa.Table, list[_OddRow], bool] | None:
    """Split the records into columns of bytes.

    Returns the columns, the rows with another number of cells, and whether every byte was
    written as a letter of UTF-8 for pyarrow to be able to show those rows.
    """
    body = pa.py_buffer(raw).slice(head.start)
    read = partial(_read, form=form, has_quotes=has_quotes)
    try:
        return read(body, head, None), [], False
    except pa.ArrowInvalid:
        pass  # a row with another number of cells; or a cell longer than a block
    odd: list[_OddRow | None] = []

    def noted(row: Any) -> str:
        odd.append(_odd_row(row, head, separator=form.separator, decode=decode))
        return "skip"

    is_wrapped = not _is_utf8(raw)

    def decode(text: str) -> str:
        return (
            text_of(text.encode("latin-1"), encoding.removesuffix("-sig")) if is_wrapped else text
        )

    if is_wrapped:
        body = pa.py_buffer(raw[head.start :].decode("latin-1").encode())
    try:
        table = read(body, head, noted)
    except pa.ArrowInvalid:
        return None  # the other reader says what is wrong
    known = [one for one in odd if one is not None]
    return (table, known, is_wrapped) if len(known) == len(odd) and table.num_rows else None


def _read(
    body: pa.Buffer,
    head: _Head,
    noted: Callable[[Any], str] | None,
    *,
    form: FileForm,
    has_quotes: bool,
) -> pa.Table:
    names = [str(place) for place in range(head.width)]
    return arrow_csv.read_csv(
        pa.BufferReader(body),
        read_options=arrow_csv.ReadOptions(
            # Only one thread can tell which row it is.
            use_threads=noted is None,
            block_size=_BLOCK,
            column_names=names,
        ),
        parse_options=arrow_csv.ParseOptions(
            delimiter=form.separator,
            quote_char='"' if has_quotes else False,
            double_quote=has_quotes,
            newlines_in_values=has_quotes,
            ignore_empty_lines=False,
            invalid_row_handler=noted,
        ),
        convert_options=arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.binary()),
            strings_can_be_null=False,
            check_utf8=False,
        ),
    )


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _wrapped_text(raw: bytes, *, encoding: str) -> str:
    return text_of(raw.decode("utf-8").encode("latin-1"), encoding=encoding)


def _odd_row(
    row: Any, head: _Head, *, separator: str, decode: Callable[[str], str]
) -> _OddRow | None:
    """Return a row with another number of cells; None when it may be filled up or cut."""
    if "\n" in row.text or "\r" in row.text:
        return None
    cells = next(csv.reader([decode(row.text)], delimiter=separator), [])
    is_blank = not any(map(str.strip, cells))
    too_long = any(map(str.strip, cells[head.width :]))
    if not is_blank and len(cells) >= head.expected and not too_long:
        return None
    return _OddRow(row.number or 0, len(cells), is_blank)


def _encoded(
    chunks: pa.ChunkedArray, *, decode: Callable[[bytes], str]
) -> tuple[TextColumn, NDArray[np.bool_] | None]:
    """Return a column of bytes as distinct texts; and which of them hold what is no text."""
    cells = chunks.combine_chunks()
    found = _of_single_bytes(cells)
    if found is None:
        coded = cells.dictionary_encode()
        found = coded.dictionary, coded.indices.to_numpy(zero_copy_only=False).astype(np.int32)
    distinct, codes = found
    try:
        texts = distinct.cast(pa.string())
        is_plain = pc.all(pc.string_is_ascii(texts)).as_py() is not False
    except pa.ArrowInvalid:
        is_plain = False
    if is_plain:
        return TextColumn(texts, codes, np.zeros(len(texts), dtype=bool)), None
    return _lettered(distinct, codes, decode=decode)


def _of_single_bytes(cells: pa.BinaryArray) -> tuple[pa.BinaryArray, Codes] | None:
    """Encode a column of single characters or nothing, as the answers to items are.

    There are few of them, so the codes are found by exchanging bytes and fit into one each.
    """
    _, offsets, data = cells.buffers()
    edges = np.frombuffer(offsets, dtype=np.int32)[cells.offset : cells.offset + len(cells) + 1]
    lengths = edges[1:] - edges[:-1]
    if not len(lengths) or lengths.max() > 1:
        return None
    letters = data.to_pybytes()[edges[0] : edges[-1]] if data is not None else b""
    there = [letter for letter in _USUAL if letter in letters]
    others = letters.translate(None, _USUAL)
    there += sorted(set(others))
    if len(there) > _MOST_LETTERS:
        return None
    exchange = bytearray(256)
    for code, letter in enumerate(there):
        exchange[letter] = code
    found = np.frombuffer(letters.translate(bytes(exchange)), dtype=np.uint8)
    texts = [bytes([letter]) for letter in there]
    if len(letters) == len(cells):
        return pa.array(texts, pa.binary()), found
    codes = np.full(len(cells), len(there), dtype=np.uint8)
    codes[lengths == 1] = found
    return pa.array([*texts, b""], pa.binary()), codes


def _lettered(
    distinct: pa.BinaryArray, codes: Codes, *, decode: Callable[[bytes], str]
) -> tuple[TextColumn, NDArray[np.bool_] | None]:
    texts = [decode(one) for one in distinct.to_pylist()]
    broken = [BROKEN.search(text) is not None for text in texts]
    if any(broken):
        texts = [
            BROKEN.sub(REPLACEMENT, text) if is_broken else text
            for text, is_broken in zip(texts, broken, strict=True)
        ]
    # Composing letters and replacing broken ones makes texts alike; each stands here once.
    known: dict[tuple[str, bool], int] = {}
    place = [known.setdefault(pair, len(known)) for pair in zip(texts, broken, strict=True)]
    if len(known) < len(texts):
        codes = np.array(place, dtype=np.int32)[codes]
    made = pa.array([text for text, _ in known], pa.string())
    is_broken = np.array([mark for _, mark in known], dtype=bool)
    column = TextColumn(made, codes, np.zeros(len(made), dtype=bool))
    return column, is_broken if any(broken) else None


def _has_line_break(column: TextColumn) -> bool:
    found = pc.match_substring_regex(column.texts, "[\r\n]")
    return bool(pc.any(found).as_py())


@dataclass(frozen=True, repr=False, eq=False)
class _Columns:
    """What became of the records: columns, which of their texts are broken, and odd rows."""

    columns: Sequence[TextColumn]
    broken: Sequence[NDArray[np.bool_] | None]
    odd: Sequence[_OddRow]


def _swallows(column: TextColumn, form: FileForm, head: _Head) -> bool:
    """Return whether a text reads like parts of several rows."""
    between = len(head.rows[form.header_row - 1]) - 1
    found = pc.match_substring_regex(column.texts, "[\r\n]").to_numpy(zero_copy_only=False)
    texts = (column.texts[int(place)].as_py() for place in np.flatnonzero(found))
    return any(is_several_rows(text, form.separator, between) for text in texts)


def _sheet(made: _Columns, head: _Head, form: FileForm, *, file: str, encoding: str) -> RawSheet:
    above, columns, odd = form.first_record - 1, made.columns, made.odd
    count = len(columns[0]) + len(odd)
    rows = np.arange(above + 1, above + 1 + count)
    if odd:
        rows = np.delete(rows, [one.number - 1 for one in odd])
    is_blank = _blank(columns)
    blank = [*rows[is_blank].tolist(), *(above + one.number for one in odd if one.is_blank)]
    if is_blank.any():
        columns = [column.at(~is_blank) for column in columns]
        rows = rows[~is_blank]
    misfits = [
        Finding(
            "EK301",
            file,
            row=above + one.number,
            facts={"found": one.cells, "expected": head.expected},
        )
        for one in odd
        if not one.is_blank
    ]
    return RawSheet(
        file=file,
        sheet="",
        head=head.rows,
        columns=columns,
        rows=rows,
        last=above + count,
        blank=sorted(blank),
        findings=misfits,
        is_grid=False,
        spoilt=dict(_spoilt(columns, made.broken, rows)),
        encoding=encoding,
    )


def _blank(columns: Sequence[TextColumn]) -> NDArray[np.bool_]:
    """Return which rows have nothing in them; most files are done after the first column."""
    left = np.ones(len(columns[0]), dtype=bool)
    for column in columns:
        has_ink = pc.match_substring_regex(column.texts, "[!-~]").to_numpy(zero_copy_only=False)
        unsure = np.flatnonzero(~has_ink)
        is_empty = np.zeros(len(has_ink), dtype=bool)
        is_empty[unsure] = [not column.texts[int(n)].as_py().strip() for n in unsure]
        if not is_empty.any():
            return np.zeros(len(left), dtype=bool)
        left &= column.has(is_empty)
        if not left.any():
            break
    return left


def _spoilt(
    columns: Sequence[TextColumn],
    broken: Sequence[NDArray[np.bool_] | None],
    rows: NDArray[np.int64],
) -> Iterator[tuple[tuple[int, int], str]]:
    for place, (column, marks) in enumerate(zip(columns, broken, strict=True)):
        if marks is not None:
            for row in rows[column.has(marks)]:
                yield (int(row), place), "EK405"
