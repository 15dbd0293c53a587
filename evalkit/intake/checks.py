"""Coded checks of one sheet: header, rows and cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

import pandas as pd

from evalkit.findings import Finding
from evalkit.intake.profile import ColumnRule, FileRule, Profile, ReadingRule
from evalkit.intake.raw_sheet import Unreadable
from evalkit.intake.text_table import TextTable
from evalkit.intake.typing import TypedColumn, is_missing, parse_date, type_column

__all__ = ["TypedSheet", "typed_sheet"]

_MOST_NAMES_LISTED = 8

Labels = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, repr=False, eq=False)
class TypedSheet:
    """A sheet with typed values, and the rows that are set aside or are no data.

    Attributes
    ----------
    values : DataFrame
        Typed columns; the index is the row as a spreadsheet shows it. Bad cells are missing.
    occasions : mapping
        Header to ISO date, for a register of attendance.
    aside, not_data : frozenset of int
        Rows left out because of a fault; rows that are no record.
    cleared : frozenset of (int, int)
        Row and number of the reading, where a reading was set aside as a whole.
    """

    text: TextTable
    rule: FileRule
    values: pd.DataFrame
    occasions: Mapping[str, str]
    findings: tuple[Finding, ...]
    aside: frozenset[int]
    not_data: frozenset[int]
    cleared: frozenset[tuple[int, int]] = field(default_factory=frozenset)

    def kept(self) -> pd.DataFrame:
        """Return the typed rows that are neither set aside nor no data."""
        left_out = self.values.index.isin(self.aside | self.not_data)
        return self.values.loc[~left_out] if left_out.any() else self.values

    def answered(self, reading: ReadingRule) -> pd.Series[bool]:
        """Return, for each row kept, whether anything of a reading was answered."""
        return self.kept()[list(reading.items.values())].notna().any(axis=1)

    def finding(
        self,
        code: str,
        row: int | None = None,
        column: str = "",
        *,
        facts: Mapping[str, object] | None = None,
    ) -> Finding:
        """Return a finding at a place of this sheet."""
        return Finding(code, self.text.file, self.text.sheet, row, column, facts or {})

    def setting_aside(self, findings: list[Finding]) -> TypedSheet:
        """Return the sheet with more findings; those of severity row set their rows aside."""
        rows = {f.row for f in findings if f.severity == "row" and f.row is not None}
        return replace(self, findings=(*self.findings, *findings), aside=self.aside | rows)

    def clearing(self, number: int, findings: list[Finding]) -> TypedSheet:
        """Return the sheet with more findings, and one reading emptied in their rows."""
        rows = [f.row for f in findings if f.row is not None]
        if not rows:
            return self
        values = self.values.copy()
        values.loc[rows, list(self.rule.readings[number].items.values())] = None
        return replace(
            self,
            values=values,
            findings=(*self.findings, *findings),
            cleared=self.cleared | {(row, number) for row in rows},
        )


def typed_sheet(
    text: TextTable, rule: FileRule, profile: Profile, *, labels: Labels | None = None
) -> TypedSheet:
    """Type a sheet by its rule and check header, rows and cells.

    Parameters
    ----------
    text : TextTable
        The sheet as text.
    rule, profile
        What the file is.
    labels : mapping, optional
        SurveyXact: variable to (code to answer text).

    Returns
    -------
    TypedSheet

    Raises
    ------
    Unreadable
        When a declared column is not there, or a register has no day.
    """
    occasions = _occasions(text, rule, profile)
    columns = dict(rule.columns) | _item_columns(rule)
    notes = list(_header_findings(text, rule, columns=columns, occasions=occasions))
    if rule.attendance and not occasions:
        facts = {"form": profile.dates}
        notes.append(Finding("EK208", text.file, text.sheet, rule.header_row, facts=facts))
    if any(f.severity == "refuse" for f in notes):
        raise Unreadable(*notes)
    cells = _with_labels(text.cells, rule, labels or {})
    totals = _total_rows(cells, rule)
    sheet = TypedSheet(
        text=text,
        rule=rule,
        values=pd.DataFrame(index=cells.index),
        occasions=occasions,
        findings=(*text.findings, *notes),
        aside=frozenset(f.row for f in text.findings if f.severity == "row" and f.row is not None),
        not_data=frozenset({*text.blank, *totals}),
    )
    sheet = sheet.setting_aside([sheet.finding("EK303", row) for row in totals])
    sheet = sheet.setting_aside(list(_unfinished(sheet, cells)))
    return _with_values(sheet, cells, columns=columns, profile=profile)


def _item_columns(rule: FileRule) -> dict[str, ColumnRule]:
    """Type the columns of items from the instrument, or from the answers the profile lists."""
    return {
        header: _item_column(header, reading)
        for reading in rule.readings
        for header in reading.items.values()
    }


def _item_column(header: str, reading: ReadingRule) -> ColumnRule:
    if reading.answers is not None:
        values = {word: repr(code) for word, code in reading.answers.items()}
        return ColumnRule(header, "choice", values=values)
    asked = reading.instrument
    kind = "whole" if asked.codes.whole else "number"
    return ColumnRule(header, kind, lowest=asked.lowest, highest=asked.highest)


def _occasions(text: TextTable, rule: FileRule, profile: Profile) -> dict[str, str]:
    if rule.attendance is None:
        return {}
    found = {}
    for header in map(str, text.cells.columns):
        day = parse_date(header, profile.dates) or parse_date(header[:10], "yyyy-mm-dd")
        if day is not None and header not in rule.declared:
            found[header] = day.isoformat()
    return found


def _header_findings(
    text: TextTable,
    rule: FileRule,
    *,
    columns: Mapping[str, ColumnRule],
    occasions: Mapping[str, str],
) -> Iterator[Finding]:
    there = [str(name) for name in text.cells.columns]
    undeclared = [name for name in there if name not in columns and name not in occasions]

    def finding(code: str, column: str = "", **facts: object) -> Finding:
        return Finding(code, text.file, text.sheet, rule.header_row, column, facts)

    for name in columns:
        if name not in there:
            near = get_close_matches(name, undeclared, n=1, cutoff=0.6)
            yield finding("EK202", name, near=near[0] if near else "")
    days: dict[str, str] = {}
    for name, day in occasions.items():
        if day in days:
            yield finding("EK203", name)
        days[day] = name
    unknown = [name for name in undeclared if name not in rule.ignore]
    # Where no column is as expected the row may be no header but data: its cells are not shown.
    if unknown and any(name in columns for name in there):
        more = len(unknown) - _MOST_NAMES_LISTED
        names = ", ".join(unknown[:_MOST_NAMES_LISTED]) + (f" … (+{more})" if more > 0 else "")
        yield finding("EK204", count=len(unknown), names=names)


def _with_labels(cells: pd.DataFrame, rule: FileRule, labels: Labels) -> pd.DataFrame:
    """Replace SurveyXact's codes by the answer texts, where the profile asks for texts."""
    worded = {h for r in rule.readings if r.answers is not None for h in r.items.values()}
    replaced = {
        name: cells[name].str.strip().map(lambda code, known=known: known.get(code, code))
        for name, known in labels.items()
        if name in worded and name in cells.columns
    }
    return cells.assign(**replaced).astype("str")


def _total_rows(cells: pd.DataFrame, rule: FileRule) -> list[int]:
    """Return the rows whose cell is, or begins with, one of the words for a total."""
    found: set[int] = set()
    for name, words in (rule.not_data or {}).items():
        wanted = re.compile(rf"(?:{'|'.join(map(re.escape, words))})(?!\w)", re.IGNORECASE)
        hits = cells[name].str.strip().map(lambda text, wanted=wanted: bool(wanted.match(text)))
        found |= set(cells.index[hits.to_numpy(dtype=bool)].tolist())
    return sorted(found)


def _unfinished(sheet: TypedSheet, cells: pd.DataFrame) -> Iterator[Finding]:
    if sheet.rule.finished is None:
        return
    column, word, otherwise = sheet.rule.finished
    code = "EK306" if otherwise == "keep" else "EK307"
    for row in cells.index[cells[column].str.strip() != word]:
        if row not in sheet.not_data:
            yield sheet.finding(code, int(row))


def _with_values(
    sheet: TypedSheet,
    cells: pd.DataFrame,
    *,
    columns: Mapping[str, ColumnRule],
    profile: Profile,
) -> TypedSheet:
    data = cells.loc[~cells.index.isin(sheet.not_data | sheet.aside)]
    machine = sheet.text.machine.loc[data.index]
    values: dict[str, pd.Series] = {}
    findings: list[Finding] = []
    for name, column in columns.items():
        spoilt = _spoilt(sheet, name, data.index)
        texts = data[name].mask(data.index.isin(list(spoilt)), "")
        typed = type_column(texts, column, profile, machine=machine[name])
        values[name] = typed.values
        findings += [sheet.finding(code, row, name) for row, code in spoilt.items()]
        findings += [sheet.finding(f.code, r, name, facts=f.facts) for r, f in typed.faults.items()]
        for row in _unusable(sheet.rule, column, typed, spoilt=spoilt):
            findings.append(sheet.finding("EK305", row, name))
    for name in sheet.occasions:
        marks = data[name].where(~is_missing(data[name], profile), "").str.strip().str.casefold()
        known = sheet.rule.attendance.marks if sheet.rule.attendance else {}
        is_unknown = ~marks.isin(["", *known])
        values[name] = marks.mask(is_unknown, "")
        facts = {"count": len(known), "accepted": ", ".join(known)}
        for row in marks.index[is_unknown]:
            findings.append(sheet.finding("EK404", int(row), name, facts=facts))
    frame = pd.DataFrame(values, index=data.index)
    return replace(sheet, values=frame).setting_aside(findings)


def _spoilt(sheet: TypedSheet, name: str, rows: pd.Index) -> dict[int, str]:
    found = sheet.text.spoilt.get(name, {})
    there = set(rows) if found else set()
    return {row: code for row, code in found.items() if row in there}


def _unusable(
    rule: FileRule, column: ColumnRule, typed: TypedColumn, *, spoilt: Mapping[int, str]
) -> list[int]:
    """Return the rows that cannot be used without this column's cell."""
    if column.required or column.name in _needed(rule):
        rows = typed.values.index[typed.values.isna().to_numpy(dtype=bool)]
        return [int(row) for row in rows]
    # An empty cell means the person answered; a bad one must not be taken for that.
    if column.name in {reading.respondent for reading in rule.readings}:
        return sorted({*typed.faults, *spoilt})
    return []


def _needed(rule: FileRule) -> set[str]:
    needed = set(rule.person_columns)
    if rule.enrolments:
        needed |= {rule.enrolments.person, rule.enrolments.started}
    return needed
