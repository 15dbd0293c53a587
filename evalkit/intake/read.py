"""Files as text cells, each with the file, sheet and row it stands in. Nothing is typed here."""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook

from evalkit.findings import Finding
from evalkit.intake.profile import FileRule

__all__ = ["TextTable", "Unreadable", "decoded", "digest", "read_cells"]

_BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_SEPARATORS = (";", ",", "\t", "|")
# A byte that is not text in the file's encoding becomes one code point of this range.
_BROKEN_FIRST, _BROKEN_LAST = 0xDC80, 0xDCFF


class Unreadable(Exception):  # noqa: N818 - carries findings up to the door, which raises InputError
    """A file that cannot be read as text cells; holds the findings that say why."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__("; ".join(finding.message() for finding in findings))
        self.findings = findings


@dataclass(frozen=True, repr=False)
class TextTable:
    """One sheet as text.

    Attributes
    ----------
    cells : DataFrame
        Text, one column per header; the index is the row as a spreadsheet shows it.
    machine : DataFrame
        True where a workbook gave a real date or number, written here as ISO date or with a
        decimal point whatever the profile's locale is.
    broken : DataFrame
        True where bytes of the cell are no text in the file's encoding.
    findings : tuple of Finding
        What was noticed while reading.
    received : int
        Rows below the header, blank and ragged ones included.
    blank : tuple of int
        Rows with nothing in them.
    """

    file: str
    sheet: str
    cells: pd.DataFrame
    machine: pd.DataFrame
    broken: pd.DataFrame
    findings: tuple[Finding, ...]
    received: int
    blank: tuple[int, ...]

    def with_findings(self, more: Iterable[Finding]) -> TextTable:
        """Return the same table with more findings."""
        return replace(self, findings=(*self.findings, *more))


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
        size = path.stat().st_size
        with path.open("rb"):
            pass
    except FileNotFoundError:
        raise Unreadable(Finding("EK101", file=path.name)) from None
    except OSError:
        raise Unreadable(Finding("EK103", file=path.name)) from None
    if size == 0:
        raise Unreadable(Finding("EK102", file=path.name))
    if rule.format == "xlsx":
        return _read_workbook(path, rule)
    return _read_separated(path, rule)


def _read_separated(path: Path, rule: FileRule) -> TextTable:
    text, encoding = decoded(path, rule)
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=rule.separator, strict=True))
    except csv.Error:
        raise Unreadable(Finding("EK107", file=path.name)) from None
    rows = {number: record for number, record in enumerate(records, start=1) if record}
    return _as_table(path.name, "", rows, len(records), rule, encoding=encoding)


def decoded(path: Path, rule: FileRule) -> tuple[str, str]:
    """Return a file's text and its encoding; a byte that is no text becomes a stand-in.

    A byte order mark wins over what the profile says.

    Raises
    ------
    Unreadable
        When the bytes show that the encoding is another one.
    """
    raw = path.read_bytes()
    marked = next((name for mark, name in _BOMS.items() if raw.startswith(mark)), None)
    encoding = marked or rule.encoding or "utf-8"
    single_byte = encoding not in ("utf-8", "utf-8-sig", "utf-16")
    if single_byte and not raw.isascii() and _is_utf8(raw):
        raise Unreadable(Finding("EK105", file=path.name, facts={"encoding": encoding, "found": "utf-8"}))
    try:
        text = raw.decode(encoding, errors="surrogateescape")
    except UnicodeDecodeError:
        raise Unreadable(
            Finding("EK105", file=path.name, facts={"encoding": encoding, "found": "something else"})
        ) from None
    if "\x00" in text:
        raise Unreadable(Finding("EK105", file=path.name, facts={"encoding": encoding, "found": "utf-16"}))
    return text, encoding


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _read_workbook(path: Path, rule: FileRule) -> TextTable:
    try:
        workbook = CalamineWorkbook.from_path(path)
        if rule.sheet not in workbook.sheet_names:
            facts = {"wanted": rule.sheet, "count": len(workbook.sheet_names)}
            raise Unreadable(Finding("EK106", file=path.name, facts=facts))
        cells = workbook.get_sheet_by_name(str(rule.sheet)).to_python(skip_empty_area=False)
    except (CalamineError, OSError):
        raise Unreadable(Finding("EK103", file=path.name)) from None
    texts = {number: [_cell_text(cell) for cell in row] for number, row in enumerate(cells, start=1)}
    machine = {
        number: [isinstance(cell, (int, float, date)) for cell in row]
        for number, row in enumerate(cells, start=1)
    }
    return _as_table(path.name, str(rule.sheet), texts, len(cells), rule, machine=machine)


def _cell_text(cell: object) -> str:
    """Write a workbook's cell as text: ISO dates, decimal points, no spurious '.0'."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 2**53 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == datetime.min.time() else cell.isoformat(" ")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)


def _as_table(
    file: str,
    sheet: str,
    rows: dict[int, list[str]],
    last: int,
    rule: FileRule,
    *,
    machine: dict[int, list[bool]] | None = None,
    encoding: str = "utf-8",
) -> TextTable:
    header = [name.strip() for name in rows.get(rule.header_row, [])]
    while header and not header[-1]:
        header.pop()
    first = rule.header_row + rule.skip_below_header + 1
    _refuse_bad_header(file, sheet, header, rule, has_rows=last >= first)
    findings: list[Finding] = []
    kept: dict[int, list[str]] = {}
    blank = []
    for number in range(first, last + 1):
        record = rows.get(number, [])
        if not any(cell.strip() for cell in record):
            blank.append(number)
        elif len(record) < len(header) or any(cell.strip() for cell in record[len(header) :]):
            facts = {"found": len(record), "expected": len(header)}
            findings.append(Finding("EK301", file=file, sheet=sheet, row=number, facts=facts))
        else:
            kept[number] = record[: len(header)]
    cells = pd.DataFrame.from_dict(kept, orient="index", columns=header, dtype="str")
    cells.index = cells.index.astype("int64")
    broken = cells.map(_is_broken).astype(bool) if _any_broken(cells) else _all_false(cells)
    findings += _broken_findings(file, sheet, broken, rule, encoding)
    if broken.to_numpy().any():
        cells = cells.map(_mended)
    native = _all_false(cells)
    if machine is not None and len(cells):
        native = pd.DataFrame(
            [machine[number][: len(header)] for number in cells.index], index=cells.index, columns=header
        )
    return TextTable(file, sheet, cells, native, broken, tuple(findings), last - first + 1, tuple(blank))


def _any_broken(cells: pd.DataFrame) -> bool:
    """Whether any cell holds a stand-in for a byte that is not text."""
    return any(any(map(_is_broken, cells[name])) for name in cells.columns)


def _all_false(cells: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(False, index=cells.index, columns=cells.columns)


def _is_broken(cell: str) -> bool:
    return not cell.isascii() and any(_BROKEN_FIRST <= ord(char) <= _BROKEN_LAST for char in cell)


def _mended(cell: str) -> str:
    return "".join("\N{REPLACEMENT CHARACTER}" if _is_broken(char) else char for char in cell)


def _broken_findings(
    file: str, sheet: str, broken: pd.DataFrame, rule: FileRule, encoding: str
) -> list[Finding]:
    found = []
    for name in broken.columns:
        for row in broken.index[broken[name]]:
            found.append(
                Finding("EK104", file=file, sheet=sheet, row=int(row), column=str(name), facts={"encoding": encoding})
            )
    return found


def _refuse_bad_header(file: str, sheet: str, header: list[str], rule: FileRule, *, has_rows: bool) -> None:
    at = {"file": file, "sheet": sheet, "row": rule.header_row}
    if not header:
        raise Unreadable(Finding("EK205", **at))  # type: ignore[arg-type]
    if len(header) == 1 and rule.format != "xlsx":
        other = next((mark for mark in _SEPARATORS if mark != rule.separator and mark in header[0]), None)
        if other:
            facts = {"expected": _named(rule.separator), "found": _named(other)}
            raise Unreadable(Finding("EK201", **at, facts=facts))  # type: ignore[arg-type]
    twice = [name for name, count in Counter(header).items() if count > 1]
    if twice:
        findings = [
            Finding("EK203", **at, column=name or "(no name)") for name in twice  # type: ignore[arg-type]
        ]
        raise Unreadable(*findings)
    if not has_rows:
        raise Unreadable(Finding("EK206", **at))  # type: ignore[arg-type]


def _named(separator: str) -> str:
    return {"\t": "tab", ";": "semicolon", ",": "comma", "|": "bar"}.get(separator, repr(separator))
