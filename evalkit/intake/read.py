"""A file as text cells, each with the file, sheet and row it stands in. Nothing is typed here."""

from __future__ import annotations

import hashlib
from pathlib import Path

from evalkit.findings import Finding
from evalkit.intake.profile import FileRule
from evalkit.intake.raw_sheet import Unreadable
from evalkit.intake.separated import read_separated
from evalkit.intake.text_table import TextTable, text_table
from evalkit.intake.workbook import read_workbook

__all__ = ["digest", "read_cells"]


def digest(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def read_cells(path: Path, rule: FileRule) -> TextTable:
    """Read one file as the profile says it is written.

    Parameters
    ----------
    path : Path
        The file.
    rule : FileRule
        Format, encoding, separator, sheet and header rows.

    Returns
    -------
    TextTable

    Raises
    ------
    Unreadable
        When there is nothing to read, with the findings that say why.
    """
    try:
        with path.open("rb") as stream:
            is_empty = not stream.read(1)
    except FileNotFoundError:
        raise Unreadable(Finding("EK101", file=path.name)) from None
    except OSError:
        raise Unreadable(Finding("EK103", file=path.name)) from None
    if is_empty:
        raise Unreadable(Finding("EK102", file=path.name))
    raw = read_workbook(path, rule) if rule.format == "xlsx" else read_separated(path, rule)
    return text_table(raw, rule)
