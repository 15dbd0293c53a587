"""The names of a sheet's columns: made comparable, and safe to print."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import normalize

from evalkit.findings import Finding
from evalkit.intake.profile import FileRule
from evalkit.privacy.names import is_name_like
from evalkit.privacy.scan import is_personal_header
from evalkit.readers.file_form import ENCODINGS, SEPARATORS
from evalkit.readers.raw_sheet import RawSheet, Unreadable

__all__ = ["Header", "column_letters", "header"]

# What stands between the names of two header rows.
_BETWEEN = " / "


@dataclass(frozen=True)
class Header:
    """One name per column.

    Attributes
    ----------
    names : tuple of str
        In the order of the file; "[C]" for the third column when it cannot be named.
    unnamed : frozenset of str
        Those of the names where the file has none.
    findings : tuple of Finding
        Headers that look like a person (EK212).
    """

    names: tuple[str, ...]
    unnamed: frozenset[str]
    findings: tuple[Finding, ...] = ()


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


def header(raw: RawSheet, rule: FileRule) -> Header:
    """Return the names of a sheet's columns.

    Parameters
    ----------
    raw : RawSheet
        The sheet as text.
    rule : FileRule
        Which rows are the header, and which names are expected.

    Returns
    -------
    Header
        White space is single. A column without a name, or with one that looks like a person's
        number, address or name and is not expected, is called by its letters.

    Raises
    ------
    Unreadable
        When there is no header or none of the declared columns is in it, when it is split at
        another separator, or when two columns have one name.
    """
    written = _written(raw, rule)
    if not any(written):
        raise Unreadable(raw.finding("EK205", rule.header_row))
    declared = rule.declared
    if not raw.is_grid:
        if not any(name in declared for name in written):
            _refuse_other_separator(raw, rule)
        _refuse_other_encoding(raw, written, declared)
    personal = {
        place
        for place, name in enumerate(written)
        if name and name not in declared and (is_personal_header(name) or is_name_like(name))
    }
    names = [
        f"[{column_letters(place)}]" if not name or place in personal else name
        for place, name in enumerate(written)
    ]
    if declared and not any(name in declared for name in names):
        # What stands there may be a person's answers: none of it is repeated.
        raise Unreadable(raw.finding("EK209", rule.header_row, facts={"count": len(declared)}))
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise Unreadable(*(raw.finding("EK203", rule.header_row, name) for name in twice))
    return Header(
        names=tuple(names),
        unnamed=frozenset(names[place] for place, name in enumerate(written) if not name),
        findings=tuple(
            raw.finding("EK212", rule.header_row, column_letters(place))
            for place in sorted(personal)
        ),
    )


def _written(raw: RawSheet, rule: FileRule) -> list[str]:
    """Return what stands above each column; of several rows the upper ones reach to the right."""
    width = max(len(raw.columns), *(len(raw.record(row)) for row in rule.header_rows))
    layers: list[list[str]] = []
    for row in rule.header_rows:
        cells = [" ".join(cell.split()) for cell in raw.record(row)]
        cells += [""] * (width - len(cells))
        layers.append(cells if row == rule.header_row else _filled(cells))
    return [_joined(column) for column in zip(*layers, strict=True)]


def _filled(cells: Sequence[str]) -> list[str]:
    """Give an empty cell the name to its left, as a merged cell shows it."""
    filled, last = [], ""
    for cell in cells:
        last = cell or last
        filled.append(last)
    return filled


def _joined(layers: Sequence[str]) -> str:
    if not layers[-1]:
        return layers[0] if len(set(layers[:-1])) == 1 and len(layers) > 1 else ""
    return _BETWEEN.join(dict.fromkeys(filter(None, layers)))


def _refuse_other_encoding(raw: RawSheet, written: Sequence[str], declared: frozenset[str]) -> None:
    """Refuse a header that is what was expected, read with another encoding, or converted twice."""
    there = declared.intersection(written)
    strange = [name for name in written if not name.isascii()]
    if len(there) == len(declared) or not strange:
        return
    missing = declared - there
    for found in ENCODINGS:
        again = {_read_again(name, raw.encoding, found) for name in strange}
        if not again.isdisjoint(missing) and found != raw.encoding:
            facts = {"encoding": raw.encoding, "found": found}
            raise Unreadable(raw.finding("EK105", facts=facts))
    twice = {
        _read_again(name, stated, "utf-8") for name in strange for stated in ("cp1252", "latin-1")
    }
    if not twice.isdisjoint(missing):
        raise Unreadable(raw.finding("EK131"))


def _read_again(text: str, was: str, now: str) -> str | None:
    """Return a text as its bytes read in another encoding; None when they cannot."""
    try:
        return normalize("NFC", text.encode(was).decode(now))
    except (UnicodeEncodeError, UnicodeDecodeError):
        return None


def _refuse_other_separator(raw: RawSheet, rule: FileRule) -> None:
    """Refuse a header that another separator splits into what was expected, or splits at all."""
    record = raw.record(rule.header_row)
    line = rule.separator.join(record)
    for mark in SEPARATORS:
        if mark != rule.separator and mark in line:
            parts = {" ".join(part.strip('"').split()) for part in line.split(mark)}
            is_alike = len(record) == 1 and 2 * len(parts) >= len(rule.declared)
            if is_alike or not parts.isdisjoint(rule.declared):
                facts = {"expected": SEPARATORS[rule.separator], "found": SEPARATORS[mark]}
                raise Unreadable(raw.finding("EK201", rule.header_row, facts=facts))
