"""What can be said of files without a profile: kind, encoding, separator, sheets, header, rows."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np
import pandas as pd

from evalkit.findings import Finding
from evalkit.intake.delivery_files import delivery_files
from evalkit.intake.load import Delivery
from evalkit.intake.profile import FileRule
from evalkit.intake.text_table import TextTable, text_table
from evalkit.privacy.scan import safe_name, scan_distinct
from evalkit.readers.encoding import likely_encoding
from evalkit.readers.file_form import SEPARATORS, WORKBOOK_FORMATS
from evalkit.readers.limits import Limits
from evalkit.readers.raw_sheet import Unreadable
from evalkit.readers.read import read_sheets, sheet_names
from evalkit.study import COUNT_COLUMNS

__all__ = ["likely_rules", "structure"]

# The formats by the end of a file's name.
_FORMATS = {
    ".csv": "csv", ".txt": "csv", ".tsv": "csv", ".xlsx": "xlsx", ".xlsm": "xlsx", ".xls": "xls",
    ".ods": "ods", ".sav": "spss", ".zsav": "spss", ".dta": "stata", ".parquet": "parquet",
}  # fmt: skip
# Whose name says "do not open"; the guard says so.
_PICKLES = (".pkl", ".pickle", ".joblib", ".p")
_LOOKED_AT = 1 << 20
_LOOKED_AT_ROWS = 50


def structure(path: str | Path | Sequence[str | Path], *, limits: Limits | None = None) -> Delivery:
    """Look at files without a profile.

    Parameters
    ----------
    path : str, Path or list of them
        A folder, a file, or files.
    limits : Limits, optional
        What reading one file may cost.

    Returns
    -------
    Delivery
        No study; findings on structure and on personal data, and one note per sheet that its
        content was not checked. Every row that could be read counts as loaded.

    Raises
    ------
    InputError
        When `path` is no path, or names a folder that cannot be opened.

    Notes
    -----
    Encoding and separator are guessed for this look only; a delivery is loaded by its profile.
    """
    files = delivery_files(path)
    cost = limits or Limits()
    found = list(files.findings)
    counts = []
    for file in files.data():
        if not file.exists():
            found.append(Finding("EK112", safe_name(file.name)))
            continue
        try:
            rules = likely_rules(file, cost)
        except Unreadable as reason:
            found += reason.findings
            continue
        for rule, read in zip(rules, read_sheets(file, rules, cost) if rules else (), strict=True):
            if isinstance(read, tuple):
                found += read
                continue
            try:
                text = text_table(read, rule)
            except Unreadable as reason:
                found += reason.findings
                continue
            found += [*text.findings, *_personal(text), _looked_at(text)]
            counts.append(_counts(text))
    return Delivery(None, tuple(found), pd.DataFrame(counts, columns=list(COUNT_COLUMNS)))


def _personal(text: TextTable) -> list[Finding]:
    """Say in which columns personal data stands."""
    found = []
    for name, column in text.columns.items():
        count = int(np.count_nonzero(column.has(scan_distinct(column.texts))))
        if count:
            found.append(
                Finding("EK214", text.file, text.sheet, column=name, facts={"count": count})
            )
    return found


def _looked_at(text: TextTable) -> Finding:
    facts = {"rows": len(text.rows), "columns": len(text.columns)}
    return Finding("EK207", text.file, text.sheet, facts=facts)


def _counts(text: TextTable) -> dict[str, object]:
    blank, read = len(text.blank), len(text.rows)
    return {
        "file": text.file,
        "sheet": text.sheet,
        "received": text.received,
        "loaded": read,
        "set_aside": text.received - read - blank,
        "not_data": blank,
    }


def likely_rules(file: Path, limits: Limits) -> list[FileRule]:
    """Return how a file is likely to be read: one rule, or one per sheet of a workbook.

    Raises
    ------
    Unreadable
        When it is of no known kind, or a workbook that cannot be opened.
    """
    suffix = file.suffix.casefold()
    has_bytes = file.is_file() and file.stat().st_size > 0
    kind = _FORMATS.get(suffix)
    if not has_bytes or kind == "csv" or suffix in _PICKLES:
        return [_text_rule(file)]
    if kind is None:
        raise Unreadable(Finding("EK108", file=safe_name(file.name)))
    rule = FileRule(name=file.name, match=file.name, format=kind, columns={})
    if kind not in WORKBOOK_FORMATS:
        return [rule]
    return [replace(rule, sheet=name) for name in sheet_names(file, rule, limits)]


def _text_rule(file: Path) -> FileRule:
    """Guess a text file's encoding, and its separator: what its first line has most of."""
    rule = FileRule(name=file.name, match=file.name, format="csv", columns={})
    try:
        with file.open("rb") as stream:
            raw = stream.read(_LOOKED_AT)
    except OSError:
        return rule  # reading it says why
    encoding = likely_encoding(raw)
    text = raw.decode(encoding, errors="replace")
    return replace(rule, encoding=encoding, separator=_likely_separator(text))


def _likely_separator(text: str) -> str:
    """Return the mark by which most rows have the same number of cells, and more than one."""

    def judged(mark: str) -> tuple[float, int]:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
        try:
            widths = Counter(len(row) for row in islice(rows, _LOOKED_AT_ROWS) if any(row))
        except csv.Error:
            return 0, 0
        width, count = max(widths.items(), key=lambda one: (one[1], one[0]), default=(1, 0))
        return (count / widths.total(), width) if width > 1 else (0, 0)

    return max(SEPARATORS, key=judged)
