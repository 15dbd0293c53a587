"""The names of a sheet's columns: made comparable, and safe to print."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from evalkit.intake.profile import SEPARATORS, FileRule
from evalkit.intake.raw_sheet import RawSheet, Unreadable

__all__ = ["Header", "column_letters", "header", "is_personal"]

# What a CPR number looks like (with the leading zero that Excel drops, or as Excel shortens it),
# and an e-mail address. Such a header is data: the file has no header there, or a column is named
# after a person.
_PERSONAL = re.compile(
    r"(?<![0-9])[0-9]{5,6}[-– ]?[0-9]{3}[0-9A-Za-z](?![0-9])"
    r"|[0-9][.,]?[0-9]*[eE]\+[0-9]"
    r"|[^\s@]@[^\s@]"
)


@dataclass(frozen=True)
class Header:
    """One name per column.

    Attributes
    ----------
    names : tuple of str
        In the order of the file; "[C]" for the third column when it cannot be named.
    unnamed : frozenset of str
        Those of the names where the file has none.
    expected : int
        How many cells a row must have: up to the last column that has a name.
    """

    names: tuple[str, ...]
    unnamed: frozenset[str]
    expected: int


def column_letters(place: int) -> str:
    """Return a column's letters as a spreadsheet shows them; the first column has place 0.

    Examples
    --------
    >>> column_letters(0), column_letters(25), column_letters(26)
    ('A', 'Z', 'AA')
    """
    letters, number = "", place + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def is_personal(name: str) -> bool:
    """Return whether a header looks like a CPR number or an e-mail address.

    Examples
    --------
    >>> is_personal("010190-1234"), is_personal("2026-01-05"), is_personal("who_1")
    (True, False, False)
    """
    return _PERSONAL.search(name) is not None


def header(raw: RawSheet, rule: FileRule) -> Header:
    """Return the names of a sheet's columns.

    Parameters
    ----------
    raw : RawSheet
        The sheet as text.
    rule : FileRule
        Which row is the header, and which names are expected.

    Returns
    -------
    Header
        White space is single. A column without a name, or with one that looks like a person's
        number, is called by its letters.

    Raises
    ------
    Unreadable
        When there is no header or none of the declared columns is in it, when it is split at
        another separator, or when two columns have one name.
    """
    written = [" ".join(cell.split()) for cell in raw.record(rule.header_row)]
    if not any(written):
        raise Unreadable(raw.finding("EK205", rule.header_row))
    declared = rule.declared
    if not raw.is_grid and not any(name in declared for name in written):
        _refuse_other_separator(raw, rule)
    names = [
        f"[{column_letters(place)}]"
        if not name or (is_personal(name) and name not in declared)
        else name
        for place, name in enumerate(written)
    ]
    if declared and not any(name in declared for name in names):
        # What stands there may be a person's answers: none of it is repeated.
        raise Unreadable(raw.finding("EK209", rule.header_row, facts={"count": len(declared)}))
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise Unreadable(*(raw.finding("EK203", rule.header_row, name) for name in twice))
    there = [place for place, name in enumerate(written) if name]
    return Header(
        names=tuple(names),
        unnamed=frozenset(names[place] for place in range(len(names)) if place not in set(there)),
        expected=there[-1] + 1,
    )


def _refuse_other_separator(raw: RawSheet, rule: FileRule) -> None:
    """Refuse a header that another separator splits into what was expected, or splits at all."""
    record = raw.record(rule.header_row)
    line = rule.separator.join(record)
    for mark in SEPARATORS:
        if mark != rule.separator and mark in line:
            parts = {" ".join(part.strip('"').split()) for part in line.split(mark)}
            if len(record) == 1 or not parts.isdisjoint(rule.declared):
                facts = {"expected": SEPARATORS[rule.separator], "found": SEPARATORS[mark]}
                raise Unreadable(raw.finding("EK201", rule.header_row, facts=facts))
