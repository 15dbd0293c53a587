"""A sheet as bytes and back: Arrow for the cells, JSON for the rest. Never pickle."""

from __future__ import annotations

import base64
import json
import struct
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from evalkit.findings import Finding, finding_kinds
from evalkit.readers.raw_sheet import RawSheet
from evalkit.readers.text_column import TextColumn

__all__ = ["DAMAGED", "packed", "unpacked"]

# What unpacking raises when the bytes are not those of `packed`.
DAMAGED = (
    pa.ArrowException,
    ArithmeticError,
    AttributeError,
    KeyError,
    MemoryError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
)
_LENGTHS = struct.Struct("<QQ")

Answer = RawSheet | tuple[Finding, ...]


def packed(answers: Sequence[Answer]) -> bytes:
    """Return sheets, or the findings that came in their place, as bytes.

    Parameters
    ----------
    answers : sequence of RawSheet or tuple of Finding
        In the order they are wanted back.
    """
    parts = []
    for answer in answers:
        if isinstance(answer, RawSheet):
            about, table = _about(answer), _table(answer)
        else:
            about, table = {"findings": [*map(_finding, answer)]}, b""
        words = json.dumps(about).encode("ascii")
        parts += [_LENGTHS.pack(len(words), len(table)), words, table]
    return b"".join(parts)


def unpacked(raw: bytes | memoryview) -> list[Answer]:
    """Return what `packed` was given.

    Raises
    ------
    DAMAGED
        One of these when the bytes are something else: they may come from a process that a
        hostile file has taken over, so nothing in them is trusted.
    """
    answers: list[Answer] = []
    view, at = memoryview(raw), 0
    while at < len(raw):
        words, table = _LENGTHS.unpack_from(raw, at)
        at += _LENGTHS.size
        if at + words + table > len(raw):
            raise ValueError("cut off")
        about = json.loads(bytes(view[at : at + words]))
        at += words
        answers.append(_sheet(about, view[at : at + table]) if table else _findings(about))
        at += table
    return answers


def _about(sheet: RawSheet) -> dict[str, Any]:
    return {
        "file": sheet.file,
        "sheet": sheet.sheet,
        "head": [list(row) for row in sheet.head],
        "last": int(sheet.last),
        "blank": [*map(int, sheet.blank)],
        "findings": [*map(_finding, sheet.findings)],
        "is_grid": sheet.is_grid,
        "spoilt": [[row, place, code] for (row, place), code in sheet.spoilt.items()],
        "encoding": sheet.encoding,
        "labels": {name: dict(texts) for name, texts in sheet.labels.items()},
        "machine": [_bits(column.machine) for column in sheet.columns],
    }


def _table(sheet: RawSheet) -> bytes:
    arrays = [pa.array(sheet.rows, pa.int64())]
    arrays += [
        pa.DictionaryArray.from_arrays(pa.array(column.codes, pa.int32()), column.texts)
        for column in sheet.columns
    ]
    batch = pa.record_batch(arrays, names=[*map(str, range(len(arrays)))])
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)
    raw: bytes = sink.getvalue().to_pybytes()
    return raw


def _sheet(about: Mapping[str, Any], table: memoryview) -> RawSheet:
    with pa.ipc.open_stream(pa.py_buffer(table)) as reader:
        (batch,) = reader
    batch.validate(full=True)
    rows, *columns = batch.columns
    if rows.type != pa.int64() or len(columns) != len(about["machine"]):
        raise ValueError("not a sheet")
    return RawSheet(
        file=str(about["file"]),
        sheet=str(about["sheet"]),
        head=[[*map(str, row)] for row in about["head"]],
        columns=[*map(_column, columns, about["machine"])],
        rows=rows.to_numpy(),
        last=int(about["last"]),
        blank=[*map(int, about["blank"])],
        findings=_findings(about),
        is_grid=bool(about["is_grid"]),
        spoilt={(int(row), int(place)): _code(code) for row, place, code in about["spoilt"]},
        encoding=str(about["encoding"]),
        labels={
            str(name): {str(code): str(text) for code, text in texts.items()}
            for name, texts in about["labels"].items()
        },
    )


def _column(array: Any, bits: str) -> TextColumn:
    if array.type != pa.dictionary(pa.int32(), pa.string()) or array.null_count:
        raise ValueError("not a column")
    texts = array.dictionary
    if texts.null_count:
        raise ValueError("not a column")
    machine = np.frombuffer(base64.b64decode(bits), dtype=np.uint8)
    marks = np.unpackbits(machine, count=len(texts)).astype(bool)
    if len(marks) != len(texts):
        raise ValueError("not a column")
    return TextColumn(texts, array.indices.to_numpy(), marks)


def _bits(marks: NDArray[np.bool_]) -> str:
    return base64.b64encode(np.packbits(marks).tobytes()).decode("ascii")


def _finding(finding: Finding) -> list[object]:
    facts = {name: _fact(value) for name, value in finding.facts.items()}
    return [finding.code, finding.file, finding.sheet, finding.row, finding.column, facts]


def _fact(value: object) -> object:
    if isinstance(value, np.integer):
        return int(value)
    return value if isinstance(value, (str, int, float, bool)) or value is None else str(value)


def _findings(about: Mapping[str, Any]) -> tuple[Finding, ...]:
    found = []
    for code, file, sheet, row, column, facts in about["findings"]:
        if row is not None and not isinstance(row, int):
            raise ValueError("not a row")
        finding = Finding(_code(code), str(file), str(sheet), row, str(column), dict(facts))
        finding.message()  # a fact the sentence needs must be there
        found.append(finding)
    return tuple(found)


def _code(code: object) -> str:
    if code not in finding_kinds():
        raise ValueError("not a code")
    return str(code)
