"""The tables of export files as a draft sees them: where the header is, which rows are data."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from evalkit.drafting.column_seen import ColumnSeen, column_seen
from evalkit.drafting.words import lexicon
from evalkit.errors import InputError
from evalkit.findings import Finding
from evalkit.intake.delivery_files import delivery_files
from evalkit.intake.profile import DATE_FORMS, FileRule
from evalkit.intake.structure import likely_rules
from evalkit.intake.text_table import TextTable, text_table
from evalkit.intake.typing import parse_date, parse_number
from evalkit.privacy.scan import safe_name
from evalkit.readers.file_form import ValueLabels
from evalkit.readers.labels import answer_texts
from evalkit.readers.limits import Limits
from evalkit.readers.raw_sheet import RawSheet, Unreadable
from evalkit.readers.read import Read, read_sheets

__all__ = ["SeenDelivery", "SeenTable", "tables"]

# So many rows are looked at for the header; it stands no further down than this.
_FIRST_ROWS = 12
_LOOKED_AT = 1 << 16
_LAST_ROWS = 6
_HIDDEN = "EK120"
_QUALTRICS = '{"ImportId"'
_LABELS_WIDTH = (3, 4)


@dataclass(frozen=True, repr=False, eq=False)
class SeenTable:
    """One table.

    Attributes
    ----------
    rule : FileRule
        How it is written.
    text : TextTable
        Its cells.
    columns : mapping
        Header to what was seen.
    totals : tuple of (header, words)
        Where total rows were seen, and what stands there.
    title_rows : int
        Rows above the header that are titles.
    system : str
        "surveyxact", "qualtrics" or "".
    is_ascii : bool
        Whether nothing in a text file shows its encoding.
    joined : SeenTable, optional
        The same, with the row above as a part of the header, where that may be so.
    """

    rule: FileRule
    text: TextTable
    columns: Mapping[str, ColumnSeen]
    totals: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    title_rows: int = 0
    system: str = ""
    is_ascii: bool = False
    joined: SeenTable | None = None

    @property
    def key(self) -> str:
        """The file, and the sheet."""
        rule = self.rule
        return rule.name if rule.sheet is None else f"{rule.name}/{rule.sheet}"

    @property
    def labels(self) -> ValueLabels:
        """Header to (code to answer text)."""
        return self.text.labels


@dataclass(frozen=True, repr=False, eq=False)
class SeenDelivery:
    """The tables of a delivery, and what was left aside."""

    name: str
    tables: tuple[SeenTable, ...]
    left_out: tuple[Finding, ...] = ()
    hidden: int = 0


def tables(
    path: str | Path | Sequence[str | Path], *, limits: Limits | None = None
) -> SeenDelivery:
    """Look at the files of a delivery.

    Parameters
    ----------
    path : str, Path or list of them
        A folder, a file, or files.
    limits : Limits, optional
        What reading one file may cost.

    Returns
    -------
    SeenDelivery

    Raises
    ------
    InputError
        When there is no table in it, or a file's name tells of a person.
    """
    files = delivery_files(path)
    gone = [safe_name(file.name) for file in files.paths if not file.exists()]
    if gone:
        raise InputError(
            f"There is no file or folder {gone[0]!r} where you pointed. Check the path."
        )
    cost = limits or Limits()
    found: list[tuple[Path, FileRule, RawSheet]] = []
    # A folder, or what an open workbook left behind, is not looked into, and said.
    problems: list[Finding] = list(files.findings)
    hidden = 0
    for file in files.data():
        if safe_name(file.name) != file.name:
            raise InputError(
                f"The name of the file {safe_name(file.name)!r} holds what looks like personal "
                f"data, and a profile would repeat it. Rename the file."
            )
        try:
            read, unseen = _sheets(file, cost)
        except Unreadable as reason:
            problems += reason.findings
            continue
        hidden += unseen
        for rule, raw in read:
            if rule.sheet is not None and safe_name(rule.sheet) != rule.sheet:
                problems.append(Finding("EK126", file.name, facts={"name": safe_name(rule.sheet)}))
            elif isinstance(raw, RawSheet):
                found.append((file, rule, raw))
            else:
                problems += raw
    seen, more = _seen(found)
    if not seen:
        told = " ".join(f"{f.message()} {f.remedy()}" for f in (*problems, *more)[:3])
        raise InputError(f"There is no table to draft a profile from. {told}".strip())
    return SeenDelivery(files.name, tuple(seen), (*problems, *more), hidden)


def _sheets(file: Path, limits: Limits) -> tuple[list[tuple[FileRule, Read]], int]:
    """Read a file's tables from their likely header on; of a workbook the visible sheets."""
    rules = likely_rules(file, limits)
    reads = read_sheets(file, rules, limits) if rules else []
    hidden = max(map(_hidden, reads), default=0)
    pairs = zip(rules, reads, strict=True)
    return [_reread(file, rule, limits=limits, read=read) for rule, read in pairs], hidden


def _hidden(read: Read) -> int:
    findings = read.findings if isinstance(read, RawSheet) else read
    return next((int(str(f.facts["count"])) for f in findings if f.code == _HIDDEN), 0)


def _reread(file: Path, rule: FileRule, *, limits: Limits, read: Read) -> tuple[FileRule, Read]:
    """Read again where the header is not the first row."""
    if not isinstance(read, RawSheet):
        return rule, read
    form = _with_header(rule, _first_rows(file, rule, read))
    return (rule, read) if form == rule else (form, read_sheets(file, [form], limits)[0])


def _first_rows(file: Path, rule: FileRule, raw: RawSheet) -> list[list[str]]:
    """Return the first rows by their number; in a text file also those of another length."""
    if rule.sheet is None and rule.format == "csv":
        with file.open("rb") as stream:
            text = stream.read(_LOOKED_AT).decode(raw.encoding, errors="replace")
        try:
            rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=rule.separator))
        except csv.Error:
            rows = []
        return rows[:_FIRST_ROWS]
    rows = [list(raw.record(1)), *([] for _ in range(_FIRST_ROWS - 1))]
    for place, number in enumerate(raw.rows.tolist()):
        if number > _FIRST_ROWS:
            break
        rows[number - 1] = [column.at([place]).cells()[0] for column in raw.columns]
    return rows


def _with_header(rule: FileRule, rows: Sequence[Sequence[str]]) -> FileRule:
    """Say where the header stands: the first row that is filled as the rows below it are."""
    for number, row in enumerate(rows, 1):
        if any(cell.startswith(_QUALTRICS) for cell in row):
            return replace(rule, skip_below_header=number - 1)
    filled = [sum(bool(cell.strip()) for cell in row) for row in rows]
    widest = max(filled, default=0)
    for number, count in enumerate(filled, 1):
        if count >= 2 and count * 5 >= widest * 3:
            return replace(rule, header_rows=_rows_above(rows, number))
    return rule


def _rows_above(rows: Sequence[Sequence[str]], number: int) -> tuple[int, ...]:
    """Add the row above the header, or the one below, where the names alone are not unique."""
    names = [cell.strip() for cell in rows[number - 1] if cell.strip()]
    above = [cell for cell in rows[number - 2] if cell.strip()] if number > 1 else []
    is_twice = len(set(names)) < len(names)
    if is_twice and number < len(rows):
        below = [cell.strip() for cell in rows[number]]
        if any(below) and not any(_is_value(cell) for cell in below if cell):
            return (number, number + 1)
    return (number - 1, number) if is_twice and len(above) > 1 else (number,)


def _is_value(text: str) -> bool:
    """Return whether a cell is a number or a date, as names of columns are not."""
    is_date = any(parse_date(text, form) for form in DATE_FORMS)
    return is_date or any(parse_number(text, locale) is not None for locale in ("da", "en"))


def _seen(
    found: Sequence[tuple[Path, FileRule, RawSheet]],
) -> tuple[list[SeenTable], list[Finding]]:
    """Look at every table; SurveyXact's companions are taken for what they are."""
    headers = {cell.strip() for _, _, raw in found for cell in raw.record(1)}
    labels = [one for one in found if _is_labels(one[2], headers)]
    companions = {id(one[2]) for one in labels}
    companions |= {id(raw) for _, _, raw in found if raw.record(1)[:1] == ["variableName"]}
    seen: list[SeenTable] = []
    problems: list[Finding] = []
    shown = {rule.encoding for _, rule, _ in found if rule.encoding not in (None, "utf-8")}
    for file, rule, raw in found:
        if id(raw) in companions:
            continue
        if rule.encoding == "utf-8" and len(shown) == 1 and _is_ascii(file):
            # What shows no encoding is taken to be written as the files beside it.
            rule = replace(rule, encoding=next(iter(shown)))  # noqa: PLW2901
        beside = next((one for one in labels if _belongs(one, rule, raw)), None)
        form, texts = _surveyxact(rule, beside)
        try:
            seen.append(_table(file, form, replace(raw, labels=texts or raw.labels)))
        except Unreadable as reason:
            problems += reason.findings
    return seen, problems


def _is_labels(raw: RawSheet, headers: set[str]) -> bool:
    """Return whether a table has a row of variable, code and label for every answer."""
    if len(raw.columns) not in _LABELS_WIDTH or not len(raw.rows):
        return False
    variables = {text.strip() for text in raw.columns[0].distinct()}
    return len(variables & headers) * 2 > len(variables) and len(variables) < len(raw.rows)


def _belongs(labels: tuple[Path, FileRule, RawSheet], rule: FileRule, raw: RawSheet) -> bool:
    variables = {text.strip() for text in labels[2].columns[0].distinct()}
    in_one_place = (labels[1].sheet is None) == (rule.sheet is None)
    there = {cell.strip() for cell in raw.record(1)}
    return in_one_place and len(variables & there) * 2 > len(variables)


def _surveyxact(
    rule: FileRule, labels: tuple[Path, FileRule, RawSheet] | None
) -> tuple[FileRule, ValueLabels]:
    if labels is None:
        return rule, {}
    file, form, raw = labels
    cells = zip(*(column.cells() for column in raw.columns), strict=True)
    name = form.sheet or file.name
    encoding = form.encoding if rule.encoding in (None, "utf-8") else rule.encoding
    joined = replace(rule, format="surveyxact", labels=name, encoding=encoding)
    return joined, answer_texts([list(raw.record(1)), *map(list, cells)])


def _table(file: Path, rule: FileRule, raw: RawSheet) -> SeenTable:
    text = text_table(raw, rule)
    totals = dict(_totals(text))
    first = next(iter(totals), None)
    among = np.ones(len(text.rows), dtype=bool)
    if first is not None:
        is_total = [cell.strip() in totals[first] for cell in text.columns[first].distinct()]
        among = ~text.columns[first].has(np.array(is_total, dtype=bool))
    columns = {name: column_seen(name, column, among) for name, column in text.columns.items()}
    above = raw.record(rule.header_rows[0] - 1)
    may_join = sum(bool(cell.strip()) for cell in above) > 1 and len(rule.header_rows) == 1
    both = (rule.header_row - 1, rule.header_row)
    system = "qualtrics" if rule.skip_below_header and "ResponseId" in text.columns else ""
    return SeenTable(
        rule=rule,
        text=text,
        columns=columns,
        totals=totals,
        title_rows=rule.header_rows[0] - 1,
        joined=_table(file, replace(rule, header_rows=both), raw) if may_join else None,
        system="surveyxact" if rule.format == "surveyxact" else system,
        is_ascii=rule.sheet is None and rule.format == "csv" and _is_ascii(file),
    )


def _is_ascii(file: Path) -> bool:
    with file.open("rb") as stream:
        return stream.read(1 << 20).isascii()


def _totals(text: TextTable) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the first column in whose last rows the word of a total stands."""
    words = {word.casefold() for word in lexicon("totals")["totals"]}
    for name, column in text.columns.items():
        last = column.at(np.arange(max(len(column) - _LAST_ROWS, 0), len(column))).cells()
        found = [cell.strip() for cell in last if cell.strip().casefold() in words]
        if found:
            yield name, tuple(dict.fromkeys(found))
            return
