"""What can be said of files without a profile: encoding, separator, sheets, header, rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from evalkit.findings import Finding
from evalkit.intake.delivery_files import delivery_files
from evalkit.intake.load import Delivery
from evalkit.intake.profile import SEPARATORS, FileRule
from evalkit.intake.raw_sheet import Unreadable
from evalkit.intake.read import read_cells
from evalkit.intake.separated import likely_encoding
from evalkit.intake.text_table import TextTable
from evalkit.intake.workbook import sheet_names
from evalkit.study import COUNT_COLUMNS

__all__ = ["structure"]

_TEXT_SUFFIXES = (".csv", ".txt", ".tsv")
_WORKBOOK_SUFFIXES = (".xlsx", ".xlsm")


def structure(path: str | Path | Sequence[str | Path]) -> Delivery:
    """Look at files without a profile.

    Parameters
    ----------
    path : str, Path or list of them
        A folder, a file, or files.

    Returns
    -------
    Delivery
        No study; findings on structure, and one note per sheet that its content was not checked.
        Every row that could be read counts as loaded.

    Raises
    ------
    InputError
        When `path` is no path, or names a folder that cannot be opened.

    Notes
    -----
    Encoding and separator are guessed for this look only; a delivery is loaded by its profile.
    """
    files = delivery_files(path)
    found = list(files.findings)
    counts = []
    for file in files.data():
        try:
            for rule in _rules(file):
                try:
                    text = read_cells(file, rule)
                except Unreadable as reason:
                    found += reason.findings
                    continue
                found += [*text.findings, _looked_at(text)]
                counts.append(_counts(text))
        except Unreadable as reason:
            found += reason.findings
    return Delivery(None, tuple(found), pd.DataFrame(counts, columns=list(COUNT_COLUMNS)))


def _looked_at(text: TextTable) -> Finding:
    rows, columns = text.cells.shape
    return Finding("EK207", text.file, text.sheet, facts={"rows": rows, "columns": columns})


def _counts(text: TextTable) -> dict[str, object]:
    blank, read = len(text.blank), len(text.cells)
    return {
        "file": text.file,
        "sheet": text.sheet,
        "received": text.received,
        "loaded": read,
        "set_aside": text.received - read - blank,
        "not_data": blank,
    }


def _rules(file: Path) -> Iterator[FileRule]:
    """Yield how a file is likely to be read: one rule, or one per sheet of a workbook."""
    suffix = file.suffix.casefold()
    has_bytes = file.is_file() and file.stat().st_size > 0
    if suffix in _TEXT_SUFFIXES or not has_bytes:
        yield _text_rule(file)
    elif suffix not in _WORKBOOK_SUFFIXES:
        raise Unreadable(Finding("EK108", file=file.name))
    else:
        for name in sheet_names(file):
            yield FileRule(name=name, match=file.name, format="xlsx", columns={}, sheet=name)


def _text_rule(file: Path) -> FileRule:
    """Guess a text file's encoding, and its separator: what its first line has most of."""
    rule = FileRule(name=file.name, match=file.name, format="csv", columns={})
    try:
        raw = file.read_bytes()
    except OSError:
        return rule  # reading it says why
    encoding = likely_encoding(raw)
    text = raw.decode(encoding, errors="replace")
    line = next(iter(text.splitlines()), "")
    return replace(rule, encoding=encoding, separator=max(SEPARATORS, key=line.count))
