"""Coded checks of whole rows: totals, repeated headers, answers that were not finished."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from evalkit.findings import Finding
from evalkit.intake.profile import FileRule
from evalkit.intake.text_table import TextTable
from evalkit.readers.text_column import TextColumn

__all__ = ["row_findings"]

# How totals begin in Danish and English spreadsheets; a whole cell, so that a site called
# "Total Frihed" or a person called "Sumaya" is none.
_TOTAL_WORDS = re.compile(
    r"(?:i alt|ialt|total|totalt|sum|subtotal|hovedtotal|gennemsnit|gns\.?|antal|median"
    r"|grand total|average|mean|count|resultat)\s*:?",
    re.IGNORECASE,
)
# A row is the header again when all the columns that are described say their own names.
_FEWEST_NAMES = 2


def row_findings(
    text: TextTable, rule: FileRule, columns: Mapping[str, TextColumn]
) -> Iterator[Finding]:
    """Yield which rows are totals (EK303, EK309), headers again (EK304) or unfinished.

    Parameters
    ----------
    columns : mapping
        The sheet's columns, with those made of several.
    """
    totals = _declared_totals(rule, columns, len(text.rows))
    again = _headers_again(rule, columns, len(text.rows))
    unnamed, key = _other_totals(rule, columns, len(text.rows))

    def finding(code: str, place: np.intp, column: str = "") -> Finding:
        row = int(text.rows[place])
        return Finding(code, text.file, text.sheet, row, column, {})

    for place in np.flatnonzero(totals):
        yield finding("EK303", place)
    for place in np.flatnonzero(again & ~totals):
        yield finding("EK304", place)
    for place in np.flatnonzero(unnamed & ~totals & ~again):
        yield finding("EK309", place, key)
    if rule.finished is not None:
        header, word, otherwise = rule.finished
        code = "EK306" if otherwise == "keep" else "EK307"
        column = columns[header]
        is_other = np.array([one.strip() != word for one in column.distinct()], dtype=bool)
        for place in np.flatnonzero(column.has(is_other) & ~totals & ~again & ~unnamed):
            yield finding(code, place)


def _declared_totals(
    rule: FileRule, columns: Mapping[str, TextColumn], count: int
) -> NDArray[np.bool_]:
    """Return the rows whose cell is, or begins with, one of the profile's words for a total."""
    found = np.zeros(count, dtype=bool)
    for name, words in (rule.not_data or {}).items():
        wanted = re.compile(rf"(?:{'|'.join(map(re.escape, words))})(?!\w)", re.IGNORECASE)
        texts = columns[name].texts
        maybe = [pc.match_substring(texts, word, ignore_case=True) for word in words]
        suspects = np.logical_or.reduce([one.to_numpy(zero_copy_only=False) for one in maybe])
        for place in np.flatnonzero(suspects).tolist():
            suspects[place] = wanted.match(texts[place].as_py().strip()) is not None
        found |= columns[name].has(suspects)
    return found


def _headers_again(
    rule: FileRule, columns: Mapping[str, TextColumn], count: int
) -> NDArray[np.bool_]:
    """Return the rows in which every described column says its own name."""
    named = [name for name in columns if name in rule.declared]
    if len(named) < _FEWEST_NAMES:
        return np.zeros(count, dtype=bool)
    found = np.ones(count, dtype=bool)
    for name in named:
        texts = columns[name].texts
        says = pc.match_substring(texts, name.split()[0]).to_numpy(zero_copy_only=False)
        for place in np.flatnonzero(says).tolist():
            says[place] = _plain(texts[place].as_py()) == name
        if not says.any():
            return np.zeros(count, dtype=bool)
        found &= columns[name].has(says)
    return found


def _plain(text: str) -> str:
    """Single white space; without the byte order mark of a file that was pasted below another."""
    return " ".join(text.replace("\ufeff", "").split())


def _other_totals(
    rule: FileRule, columns: Mapping[str, TextColumn], count: int
) -> tuple[NDArray[np.bool_], str]:
    """Return the rows whose key is a word for a total that the profile does not name."""
    key = next((name for name in rule.row_key if name in columns), None)
    if key is None:
        return np.zeros(count, dtype=bool), ""
    texts = columns[key].texts
    says = pc.match_substring_regex(texts, "[A-Za-z]").to_numpy(zero_copy_only=False)
    for place in np.flatnonzero(says).tolist():
        says[place] = _TOTAL_WORDS.fullmatch(texts[place].as_py().strip()) is not None
    return columns[key].has(says), key
