"""One file as text cells: which reader reads it, and what is refused before anybody reads it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from evalkit.findings import Finding
from evalkit.privacy.scan import safe_name
from evalkit.readers.file_form import WORKBOOK_FORMATS, FileForm
from evalkit.readers.limits import Limits
from evalkit.readers.raw_sheet import RawSheet, Unreadable

__all__ = ["Read", "digest", "read_sheets", "separated_or_refused", "sheet_names"]

# What only a parser that somebody could attack reads.
_PARSED = (*WORKBOOK_FORMATS, "spss", "stata", "parquet")
# What reading one sheet gives: the sheet, or the findings that say why there is none.
Read = RawSheet | tuple[Finding, ...]


def digest(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def read_sheets(path: Path, forms: Sequence[FileForm], limits: Limits) -> list[Read]:
    """Read one file, once for every form: each sheet that is wanted of it.

    Parameters
    ----------
    path : Path
        The file.
    forms : sequence of FileForm
        All of the same format, or all workbooks.
    limits : Limits
        Size, time and memory.

    Returns
    -------
    list
        One `RawSheet`, or the findings that refuse it, per form.

    Notes
    -----
    Text files are read here. Anything that needs a parser somebody could attack (workbooks,
    statistics files, Parquet) is read in a process of its own that has these limits.
    """
    from evalkit.readers import child, guards

    file = safe_name(path.name)
    is_parsed = forms[0].sheet is not None or forms[0].format in _PARSED
    try:
        _refuse_nothing(path, file)
        if is_parsed:
            return list(child.read_sheets(path, [form.bare() for form in forms], limits))
        guards.refuse_dangerous(path, forms[0], limits)
    except Unreadable as reason:
        return [reason.findings for _ in forms]
    return [_read_text(path, form, file=file, limits=limits) for form in forms]


def sheet_names(path: Path, form: FileForm, limits: Limits) -> list[str]:
    """Return the names of a workbook's sheets of cells.

    Raises
    ------
    Unreadable
        When it cannot be opened.
    """
    from evalkit.readers.child import names_in_child

    _refuse_nothing(path, safe_name(path.name))
    return names_in_child(path, form.bare(), limits)


def separated_or_refused(path: Path, form: FileForm, limits: Limits) -> list[list[str]]:
    """Return every row of a text file that lies beside the data.

    Raises
    ------
    Unreadable
        When it cannot be read.
    """
    from evalkit.readers.guards import refuse_dangerous
    from evalkit.readers.separated import separated_rows

    file = safe_name(path.name)
    _refuse_nothing(path, file)
    refuse_dangerous(path, form, limits)
    return separated_rows(path, form, file=file)


def _read_text(path: Path, form: FileForm, *, file: str, limits: Limits) -> Read:
    from evalkit.readers.separated import read_separated

    try:
        return read_separated(path, form, file=file, limits=limits)
    except Unreadable as reason:
        return reason.findings


def _refuse_nothing(path: Path, file: str) -> None:
    try:
        with path.open("rb") as stream:
            is_empty = not stream.read(1)
    except FileNotFoundError:
        raise Unreadable(Finding("EK101", file)) from None
    except OSError:
        raise Unreadable(Finding("EK103", file)) from None
    if is_empty:
        raise Unreadable(Finding("EK102", file))
