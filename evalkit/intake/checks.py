"""Coded checks of one sheet: header, rows, cells, and rows against each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from evalkit.errors import did_you_mean
from evalkit.findings import Finding
from evalkit.intake.profile import ColumnRule, FileRule, Profile, ReadingRule
from evalkit.intake.read import TextTable, Unreadable
from evalkit.intake.typing import is_missing, parse_date, type_column

__all__ = ["TypedSheet", "typed_sheet"]

_MOST_NAMES_LISTED = 8


@dataclass(frozen=True, repr=False)
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
    """

    text: TextTable
    rule: FileRule
    values: pd.DataFrame
    occasions: Mapping[str, str]
    findings: tuple[Finding, ...]
    aside: frozenset[int]
    not_data: frozenset[int]

    def kept(self) -> pd.DataFrame:
        """Return the typed rows that are neither set aside nor no data."""
        return self.values.loc[~self.values.index.isin(self.aside | self.not_data)]

    def finding(
        self, code: str, row: int | None = None, column: str = "", facts: Mapping[str, object] | None = None
    ) -> Finding:
        """Return a finding at a place of this sheet."""
        return Finding(code, self.text.file, self.text.sheet, row, column, facts or {})

    def setting_aside(self, findings: list[Finding]) -> TypedSheet:
        """Return the sheet with more findings; those of severity row set their rows aside."""
        rows = {f.row for f in findings if f.severity == "row" and f.row is not None}
        return replace(self, findings=(*self.findings, *findings), aside=self.aside | rows)


def typed_sheet(
    text: TextTable, rule: FileRule, profile: Profile, *, labels: Mapping[str, Mapping[str, str]] | None = None
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
        When a declared column is not there.
    """
    occasions = _occasions(text, rule, profile)
    columns = dict(rule.columns) | _item_columns(rule)
    findings = list(_header_findings(text, rule, columns, occasions))
    if any(f.severity == "refuse" for f in findings):
        raise Unreadable(*findings)
    cells = _with_labels(text.cells, rule, labels or {})
    totals = _total_rows(cells, rule)
    sheet = TypedSheet(
        text=text,
        rule=rule,
        values=pd.DataFrame(index=cells.index),
        occasions=occasions,
        findings=(*text.findings, *findings),
        aside=frozenset(f.row for f in text.findings if f.severity == "row" and f.row is not None),
        not_data=frozenset({*text.blank, *totals}),
    )
    sheet = sheet.setting_aside([sheet.finding("EK303", row) for row in totals])
    sheet = sheet.setting_aside(list(_unfinished(sheet, cells)))
    sheet = _with_values(sheet, cells, columns, profile)
    return sheet.setting_aside(list(_duplicates(sheet, cells)))


def _item_columns(rule: FileRule) -> dict[str, ColumnRule]:
    """Type the columns of items from the instrument, or from the answers the profile lists."""
    return {
        header: _item_column(header, reading) for reading in rule.readings for header in reading.items.values()
    }


def _item_column(header: str, reading: ReadingRule) -> ColumnRule:
    if reading.answers is not None:
        return ColumnRule(header, "choice", values={word: repr(v) for word, v in reading.answers.items()})
    asked = reading.instrument
    kind = "whole" if asked.codes.whole else "number"
    return ColumnRule(header, kind, lowest=asked.lowest, highest=asked.highest)


def _occasions(text: TextTable, rule: FileRule, profile: Profile) -> dict[str, str]:
    if rule.attendance is None:
        return {}
    found = {}
    for header in text.cells.columns:
        day = parse_date(header, profile.dates) or parse_date(header[:10], "yyyy-mm-dd")
        if day is not None and header not in rule.columns:
            found[str(header)] = day.isoformat()
    return found


def _header_findings(
    text: TextTable, rule: FileRule, columns: Mapping[str, ColumnRule], occasions: Mapping[str, str]
) -> Iterator[Finding]:
    there = [str(name) for name in text.cells.columns]
    undeclared = [name for name in there if name not in columns and name not in occasions]
    at = {"file": text.file, "sheet": text.sheet, "row": rule.header_row}
    for name in columns:
        if name not in there:
            near = did_you_mean(name, undeclared).partition("Accepted")[0].strip()
            facts = {"near": f" {near}" if near else ""}
            yield Finding("EK202", **at, column=name, facts=facts)  # type: ignore[arg-type]
    unknown = [name or "—" for name in undeclared if name not in rule.ignore]
    if unknown:
        more = len(unknown) - _MOST_NAMES_LISTED
        names = ", ".join(unknown[:_MOST_NAMES_LISTED]) + (f" … (+{more})" if more > 0 else "")
        facts = {"count": len(unknown), "names": names}
        yield Finding("EK204", text.file, text.sheet, rule.header_row, "", facts)


def _with_labels(
    cells: pd.DataFrame, rule: FileRule, labels: Mapping[str, Mapping[str, str]]
) -> pd.DataFrame:
    """Replace SurveyXact's codes by the answer texts, where the profile asks for texts."""
    worded = {h for r in rule.readings if r.answers is not None for h in r.items.values()}
    replaced = {
        name: cells[name].str.strip().map(lambda code, known=known: known.get(code, code)).astype("str")
        for name, known in labels.items()
        if name in worded and name in cells.columns
    }
    return cells.assign(**replaced)


def _total_rows(cells: pd.DataFrame, rule: FileRule) -> list[int]:
    found: set[int] = set()
    for name, words in (rule.not_data or {}).items():
        if name in cells.columns:
            starts = tuple(word.casefold() for word in words)
            hits = cells[name].str.strip().str.casefold().map(lambda text, s=starts: text.startswith(s))
            found |= set(cells.index[hits.astype(bool)].tolist())
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
    sheet: TypedSheet, cells: pd.DataFrame, columns: Mapping[str, ColumnRule], profile: Profile
) -> TypedSheet:
    data = cells.loc[~cells.index.isin(sheet.not_data | sheet.aside)]
    values: dict[str, pd.Series] = {}
    findings: list[Finding] = []
    needed = _needed(sheet.rule)
    for name, column in columns.items():
        broken = sheet.text.broken.loc[data.index, name]
        machine = sheet.text.machine.loc[data.index, name]
        typed = type_column(data[name].mask(broken, ""), column, profile, machine=machine)
        values[name] = typed.values
        findings += [sheet.finding("EK405", int(row), name) for row in data.index[broken]]
        findings += [sheet.finding(f.code, row, name, f.facts) for row, f in typed.faults.items()]
        if column.required or name in needed:
            findings += [sheet.finding("EK305", int(row), name) for row in data.index[typed.values.isna()]]
    for name in sheet.occasions:
        values[name] = data[name].where(~is_missing(data[name], profile), "").str.strip()
    frame = pd.DataFrame(values, index=data.index)
    return replace(sheet, values=frame).setting_aside(findings)


def _needed(rule: FileRule) -> set[str]:
    needed = {reading.person for reading in rule.readings}
    if rule.enrolments:
        needed |= {rule.enrolments.person, rule.enrolments.started}
    if rule.attendance:
        needed.add(rule.attendance.person)
    return needed


def _duplicates(sheet: TypedSheet, cells: pd.DataFrame) -> Iterator[Finding]:
    """Set aside the repetition of a row, and every row of a key that says different things."""
    key = list(sheet.rule.row_key)
    kept = sheet.kept()
    if not key or kept.empty:
        return
    same_key = kept.loc[kept.duplicated(key, keep=False), key]
    for _, group in same_key.groupby(key, sort=False, dropna=False):
        rows = group.index.tolist()
        content = cells.loc[rows].apply(lambda row: tuple(cell.strip() for cell in row), axis=1)
        if content.nunique() == 1:
            facts = {"first": rows[0]}
            yield from (sheet.finding("EK501", int(row), facts=facts) for row in rows[1:])
        else:
            facts = {"key": ", ".join(key), "others": len(rows) - 1}
            yield from (sheet.finding("EK502", int(row), facts=facts) for row in rows)
