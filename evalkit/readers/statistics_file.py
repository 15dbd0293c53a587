"""Files of statistics programs: SPSS (.sav, .zsav, .por) and Stata (.dta), with their labels."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evalkit.findings import Finding
from evalkit.readers.column_sheet import column_of, column_sheet
from evalkit.readers.file_form import FileForm
from evalkit.readers.grid import cell_text, composed
from evalkit.readers.raw_sheet import RawSheet, Unreadable
from evalkit.readers.statistics_dates import Moment, moment_of
from evalkit.readers.text_column import TextColumn

if TYPE_CHECKING:
    from evalkit.readers.limits import Limits

__all__ = ["read_statistics"]

# What old programs wrote without saying so.
_UNDECLARED = "cp1252"
# Python's name of an encoding, where the reader calls it something else.
_READERS_NAMES = {"utf-8-sig": "utf-8", "mac-roman": "MACINTOSH"}
_UNLABELLED_MISSING = "EK130"
# Variables and their values, and what the file says of them; and what reads both.
_Stored = Mapping[str, Sequence[object]]
_Read = Callable[..., tuple[_Stored, Any]]


def read_statistics(path: Path, form: FileForm, *, limits: Limits | None = None) -> RawSheet:
    """Read a file of SPSS or Stata.

    Parameters
    ----------
    path : Path
        The file; .por is SPSS's portable form.
    form : FileForm
        Format spss or stata; an encoding, if stated, is believed over the file's own.
    limits : Limits, optional
        How many cells a file may have; the usual limits when absent.

    Returns
    -------
    RawSheet
        The header, row 1, is the names of the variables; the first case is row 2, so a row is
        SPSS's case number and one. `labels` are the file's value labels.

    Raises
    ------
    Unreadable
        EK103 damaged or another type, EK105 wrong encoding, EK113 too many cells.

    Notes
    -----
    Nothing is lost of a value that the file declares missing (SPSS's user-missing values,
    Stata's .a to .z): with a label it is that label as text ("Ved ikke"), so that `missing:` of
    the profile decides; one without a label is an empty cell, and finding EK130 counts
    them per column. Stata's "." and SPSS's
    system-missing are empty cells. Of a .por file all declared missing values are empty cells;
    its reader does not tell them apart.

    The C library that reads these files can be brought down by a damaged one; run it where a
    crash is survived.
    """
    from evalkit.privacy.scan import safe_name

    name = safe_name(path.name)
    stored, about = _decoded(path, form, name, cells=_cells_allowed(limits))
    if list(stored) != list(about.column_names):
        raise Unreadable(Finding("EK103", file=name))
    variables = [_variable(header, about, form) for header in about.column_names]
    columns, findings = [], []
    for values, variable in zip(stored.values(), variables, strict=True):
        column, unlabelled = _column(values, variable)
        columns.append(column)
        if unlabelled:
            facts = {"count": unlabelled}
            findings.append(Finding(_UNLABELLED_MISSING, name, column=variable.header, facts=facts))
    labels = {variable.header: variable.labels for variable in variables if variable.labels}
    headers = [variable.header for variable in variables]
    return column_sheet(headers, columns, file=name, findings=findings, labels=labels)


def _cells_allowed(limits: Limits | None) -> int:
    from evalkit.readers.limits import Limits

    return (limits or Limits()).cells


def _reader(path: Path, form: FileForm, encoding: str | None) -> _Read:
    """Return what reads the file, into lists.

    Not into a frame: pyreadstat 1.3.7 then gives 0 where a Stata column that also has .a to .z
    is system-missing.
    """
    import pyreadstat

    read: Callable[..., Any] = pyreadstat.read_sav
    options = {"user_missing": True, "encoding": encoding}
    if form.format == "stata":
        read = pyreadstat.read_dta
    elif path.suffix.casefold() == ".por":
        read, options = pyreadstat.read_por, {}
    return partial(read, path, output_format="dict", **options)


def _decoded(path: Path, form: FileForm, name: str, *, cells: int) -> tuple[_Stored, Any]:
    """Read a file as the profile, or else the file itself, or else its age says it is encoded."""
    from pyreadstat import PyreadstatError, ReadstatError

    stated = _READERS_NAMES.get(form.encoding or "", form.encoding)
    try:
        try:
            return _bounded(path, form, name, cells=cells, encoding=stated)
        except UnicodeDecodeError:
            # Text that is no UTF-8 in a file that does not say what it is.
            return _bounded(path, form, name, cells=cells, encoding=_UNDECLARED)
    except ReadstatError as error:
        _refuse_encoding(error, form, name)
    except (PyreadstatError, UnicodeDecodeError, IndexError, ValueError, OverflowError, OSError):
        # Damaged bytes also come out as indices and dates that do not exist.
        raise Unreadable(Finding("EK103", file=name)) from None


def _refuse_encoding(error: Exception, form: FileForm, name: str) -> NoReturn:
    if "convert string" in str(error) and form.encoding != _UNDECLARED:
        facts = {"encoding": form.encoding or "utf-8", "found": _UNDECLARED}
        raise Unreadable(Finding("EK105", file=name, facts=facts)) from None
    raise Unreadable(Finding("EK103", file=name)) from None


def _bounded(
    path: Path, form: FileForm, name: str, *, cells: int, encoding: str | None
) -> tuple[_Stored, Any]:
    """Read a file once its size is known: room is made for as many cases as it claims to have."""
    read = _reader(path, form, encoding)
    _, about = read(metadataonly=True)
    most = cells // max(1, about.number_columns)
    if (about.number_rows or 0) > most:
        _refuse_size(name, cells)
    # Dates are made from numbers here: a missing value of a date column is a number too.
    stored, about = read(disable_datetime_conversion=True, row_limit=most + 1)
    if max(map(len, stored.values()), default=0) > most:
        _refuse_size(name, cells)
    return stored, about


def _refuse_size(name: str, cells: int) -> NoReturn:
    raise Unreadable(Finding("EK113", file=name, facts={"limit": f"cells = {cells}"}))


@dataclass(frozen=True)
class _Variable:
    """What the file says of one variable; `labels` by the text of the value."""

    header: str
    is_number: bool
    is_single: bool
    moment: Callable[[float], Moment] | None
    missing: Sequence[Mapping[str, Any]]
    labels: Mapping[str, str]

    def value(self, stored: object) -> object:
        """Return a stored value as a number, date, time or text."""
        if isinstance(stored, str):
            # Stata gives .a to .z of a number as their letter; strings are padded with spaces.
            return f".{stored}" if self.is_number else stored.rstrip(" \0")
        if not isinstance(stored, (int, float)):
            return None
        if self.moment:
            return self.moment(stored)
        # 2.3 kept in four bytes is 2.2999999523 in eight.
        return float(str(np.float32(stored))) if self.is_single else stored

    def is_declared_missing(self, stored: object) -> bool:
        """Whether the file says that a value is no answer."""
        if isinstance(stored, str):
            padded = stored.rstrip()
            return any(padded == str(part["lo"]).rstrip() for part in self.missing)
        if not isinstance(stored, (int, float)):
            return False
        return any(
            not isinstance(part["lo"], str) and part["lo"] <= stored <= part["hi"]
            for part in self.missing
        )


def _variable(header: str, about: Any, form: FileForm) -> _Variable:
    kind = about.readstat_variable_types.get(header, "")
    is_number = kind != "string"
    format_ = about.original_variable_types.get(header) or ""
    bare = _Variable(
        header=composed(header),
        is_number=is_number,
        is_single=kind == "float" and form.format == "stata",
        moment=moment_of(form.format, format_) if is_number else None,
        missing=about.missing_ranges.get(header, ()),
        labels={},
    )
    stored = about.variable_value_labels.get(header, {})
    labels = {cell_text(bare.value(key)): composed(text).strip() for key, text in stored.items()}
    return _Variable(**{**vars(bare), "labels": {k: v for k, v in labels.items() if v}})


def _column(stored: Sequence[object], variable: _Variable) -> tuple[TextColumn, int]:
    """Return a variable's column, and how many cells are missing by declaration with no label."""
    codes, distinct = pd.factorize(_array(stored, variable))
    values: list[object] = []
    unlabelled: list[int] = []
    for place, each in enumerate(distinct.tolist()):
        value = variable.value(each)
        tagged = isinstance(each, str) and variable.is_number
        if tagged or variable.is_declared_missing(each):
            label = variable.labels.get(cell_text(value))
            if label is None:
                unlabelled.append(place)
            value = label
        values.append(value)
    values.append(None)
    codes = np.where(codes < 0, len(values) - 1, codes)
    return column_of(values, codes), int(np.isin(codes, unlabelled).sum())


def _array(stored: Sequence[object], variable: _Variable) -> NDArray[Any]:
    if variable.is_number:
        try:
            return np.array(stored, dtype=np.float64)
        except ValueError:
            # Stata's .a to .z stand among the numbers as letters.
            pass
    return np.array(stored, dtype=object)
