"""Parquet files: flat tables of typed columns."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np
import pyarrow as pa

from evalkit.findings import Finding
from evalkit.readers.column_sheet import column_of, column_sheet
from evalkit.readers.file_form import FileForm
from evalkit.readers.raw_sheet import RawSheet, Unreadable
from evalkit.readers.text_column import TextColumn

if TYPE_CHECKING:
    from evalkit.readers.limits import Limits

__all__ = ["read_parquet"]


def read_parquet(
    path: Path,
    form: FileForm,  # noqa: ARG001 - every reader is called in the same way
    *,
    limits: Limits | None = None,
) -> RawSheet:
    """Read a Parquet file.

    Parameters
    ----------
    path : Path
        The file.
    form : FileForm
        Nothing in it matters: the file says everything itself.
    limits : Limits, optional
        How many cells it may have and how far it may unpack; the usual limits when absent.

    Returns
    -------
    RawSheet
        The header, row 1, is the names of the columns; the first record is row 2. Null and NaN
        are empty cells, and a moment with a zone is Danish local time.

    Raises
    ------
    Unreadable
        EK103 damaged or another type, EK113 too many cells, EK114 unpacks to too much, EK125
        columns that no cell can hold (lists, structures, binary data).
    """
    import pyarrow.parquet as pq

    from evalkit.privacy.scan import safe_name
    from evalkit.readers.limits import Limits

    name = safe_name(path.name)
    try:
        with pq.ParquetFile(path) as file:
            _refuse_large(file.metadata, limits or Limits(), name)
            schema = file.schema_arrow
        _refuse_nested(schema, name)
        # Texts stay as each distinct one once, also while the file is unpacked.
        texts = [field.name for field in schema if _is_text(field.type)]
        with pq.ParquetFile(path, read_dictionary=texts) as file:
            table = file.read()
        columns = [_column(column) for column in table.itercolumns()]
    except (pa.ArrowException, OSError, ValueError, OverflowError):
        # ValueError and OverflowError: texts that are no UTF-8, dates outside the calendar.
        raise Unreadable(Finding("EK103", file=name)) from None
    return column_sheet(table.column_names, columns, file=name)


def _refuse_large(about: Any, limits: Limits, name: str) -> None:
    if about.num_rows * about.num_columns > limits.cells:
        facts = {"limit": f"cells = {limits.cells}"}
        raise Unreadable(Finding("EK113", file=name, facts=facts))
    unpacked = sum(about.row_group(place).total_byte_size for place in range(about.num_row_groups))
    if unpacked > limits.unpacked_mb * 2**20:
        facts = {"limit": f"{limits.unpacked_mb:g} MB"}
        raise Unreadable(Finding("EK114", file=name, facts=facts))


def _refuse_nested(schema: pa.Schema, name: str) -> None:
    if any(_is_nested(field.type) for field in schema):
        _refuse_content(name, "Parquet with lists or structures in its columns")
    if any(_is_binary(field.type) for field in schema):
        _refuse_content(name, "Parquet with binary data in its columns")


def _refuse_content(name: str, found: str) -> NoReturn:
    facts = {"expected": "Parquet with one value in each cell", "found": found}
    raise Unreadable(Finding("EK125", file=name, facts=facts))


def _parts(kind: pa.DataType) -> Iterator[pa.DataType]:
    """Yield what a type is made of: the type itself, or what a dictionary or extension holds."""
    if isinstance(kind, pa.DictionaryType):
        yield from _parts(kind.value_type)
    elif isinstance(kind, pa.BaseExtensionType):
        yield from _parts(kind.storage_type)
    else:
        yield kind


def _is_nested(kind: pa.DataType) -> bool:
    return any(pa.types.is_nested(part) for part in _parts(kind))


def _is_binary(kind: pa.DataType) -> bool:
    return any(
        pa.types.is_binary(part)
        or pa.types.is_large_binary(part)
        or pa.types.is_fixed_size_binary(part)
        or pa.types.is_binary_view(part)
        for part in _parts(kind)
    )


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _column(stored: pa.ChunkedArray) -> TextColumn:
    """Write each distinct value once; arrow finds them, so a million rows take a moment."""
    if isinstance(stored.type, pa.BaseExtensionType):
        stored = stored.cast(stored.type.storage_type)
    if pa.types.is_null(stored.type):
        return column_of([None], np.zeros(len(stored), dtype=np.int32))
    is_single = pa.types.is_float32(stored.type) or pa.types.is_float16(stored.type)
    if pa.types.is_float16(stored.type):
        stored = stored.cast(pa.float32())
    if not isinstance(stored.type, pa.DictionaryType):
        stored = stored.dictionary_encode()
    encoded = stored.unify_dictionaries().combine_chunks()
    values = encoded.dictionary.to_pylist()
    if is_single:
        # 2.3 kept in four bytes is 2.2999999523 in eight.
        values = [None if value is None else float(str(np.float32(value))) for value in values]
    codes = encoded.indices.cast(pa.int32()).fill_null(len(values)).to_numpy(zero_copy_only=False)
    return column_of([*values, None], codes)
