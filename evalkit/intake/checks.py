"""One sheet from text to typed values, with every coded check of header, rows and cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from evalkit.findings import Finding
from evalkit.intake.column_checks import (
    column_findings,
    cpr_keys,
    masked,
    unknown_items,
    unknown_options,
    with_one_spelling,
)
from evalkit.intake.column_uses import needed_cells
from evalkit.intake.header_checks import header_findings, occasions
from evalkit.intake.made_columns import (
    item_columns,
    made_columns,
    needed_columns,
    written_under,
)
from evalkit.intake.profile import ColumnRule, FileRule, Profile
from evalkit.intake.row_checks import row_findings
from evalkit.intake.text_table import TextTable
from evalkit.intake.typed_column import Fault, TypedColumn
from evalkit.intake.typed_sheet import TypedSheet
from evalkit.intake.typing import is_missing, type_column
from evalkit.readers.file_form import ValueLabels
from evalkit.readers.raw_sheet import Unreadable
from evalkit.readers.text_column import TextColumn

__all__ = ["typed_sheet"]


def typed_sheet(
    text: TextTable,
    rule: FileRule,
    profile: Profile,
    *,
    labels: ValueLabels | None = None,
    names: frozenset[str] = frozenset(),
) -> TypedSheet:
    """Type a sheet by its rule and check header, rows and cells.

    Parameters
    ----------
    text : TextTable
        The sheet as text.
    rule, profile
        What the file is.
    labels : mapping, optional
        Variable to (code to answer text), besides those of the file itself.
    names : frozenset of str
        Names known from the delivery, masked in people's own words.

    Returns
    -------
    TypedSheet

    Raises
    ------
    Unreadable
        When a declared column is not there, or a register has no day.
    """
    days = occasions(text, rule, profile)
    notes = list(header_findings(text, rule, profile, needed=needed_columns(rule), days=days))
    if any(f.severity == "refuse" for f in notes):
        raise Unreadable(*notes)
    columns = made_columns(text.columns, rule, {**text.labels, **(labels or {})})
    sheet = TypedSheet(
        text=text,
        rule=rule,
        rows=text.rows,
        occasions=days,
        findings=(*text.findings, *notes),
        aside=frozenset(f.row for f in text.findings if f.severity == "row" and f.row is not None),
        not_data=frozenset(text.blank),
    )
    rows = list(row_findings(text, rule, columns))
    no_record = {f.row for f in rows if f.code in ("EK303", "EK304") and f.row is not None}
    sheet = replace(sheet, not_data=sheet.not_data | no_record).setting_aside(rows)
    return _Typing(sheet, columns, profile, names).done()


@dataclass(frozen=True, repr=False, eq=False)
class _Typing:
    """The typing of one sheet: its columns, and the rows that are records."""

    sheet: TypedSheet
    columns: Mapping[str, TextColumn]
    profile: Profile
    names: frozenset[str]

    def done(self) -> TypedSheet:
        """Return the sheet with values, and the findings on columns and cells."""
        rule = self.sheet.rule
        is_record = self.sheet.is_kept
        columns, rows = dict(self.columns), self.sheet.rows
        if not is_record.all():
            columns = {name: column.at(is_record) for name, column in columns.items()}
            rows = rows[is_record]
        keys = rule.key_columns
        findings: list[Finding] = list(self._masks(columns, rows))
        typed: dict[str, TypedColumn] = {}
        for name, column_rule in {**rule.columns, **item_columns(rule)}.items():
            spoilt = self._spoilt(name, rows)
            column = self._emptied(columns[name], spoilt, rows)
            typed[name] = type_column(column, column_rule, self.profile)
            if name in keys and column_rule.type != "cpr":
                typed[name] = with_one_spelling(column, typed[name])
            findings += self._of_column(column, typed[name], column_rule)
            findings += self._of_cells(name, typed[name], rows, spoilt=spoilt)
            for row in self._unusable(column_rule, typed[name], rows, spoilt=spoilt):
                findings.append(self.sheet.finding("EK305", row, name))
        for unknown in (unknown_items, unknown_options):
            for header, row, facts in unknown(columns, rule, self.profile, rows=rows):
                findings.append(self.sheet.finding("EK404", row, header, facts=facts))
        for name in self.sheet.occasions:
            typed[name] = self._marks(columns[name])
            findings += self._of_cells(name, typed[name], rows, spoilt={})
        return replace(self.sheet, columns=typed, rows=rows).setting_aside(findings)

    def _masks(self, columns: dict[str, TextColumn], rows: NDArray[np.int64]) -> Iterator[Finding]:
        """Mask personal data in columns of text, and say in which rows; keys are left."""
        rule = self.sheet.rule
        keys = set(rule.key_columns)
        for name, column_rule in rule.columns.items():
            if name in keys or column_rule.type not in ("text", "free_text", "code"):
                continue
            columns[name], changed = masked(columns[name], column_rule, names=self.names)
            if changed:
                is_changed = np.zeros(len(columns[name].texts), dtype=bool)
                is_changed[list(changed)] = True
                for place in np.flatnonzero(columns[name].has(is_changed)):
                    facts = {"kinds": changed[int(columns[name].codes[place])]}
                    yield self.sheet.finding("EK420", int(rows[place]), name, facts=facts)

    def _of_column(
        self, column: TextColumn, typed: TypedColumn, rule: ColumnRule
    ) -> Iterator[Finding]:
        form = rule.dates or self.profile.dates
        for code, facts in column_findings(column, typed, rule, form=form):
            yield self.sheet.finding(code, None, rule.name, facts=facts)
        if rule.type in ("code", "text") and rule.name in self.sheet.rule.key_columns:
            count = cpr_keys(column, typed)
            if count:
                yield self.sheet.finding("EK213", None, rule.name, facts={"count": count})

    def _of_cells(
        self, name: str, typed: TypedColumn, rows: NDArray[np.int64], *, spoilt: Mapping[int, str]
    ) -> Iterator[Finding]:
        shown = written_under(self.sheet.rule).get(name, name)
        for row, code in spoilt.items():
            yield self.sheet.finding(code, row, shown)
        for place, fault in typed.faulty():
            yield self.sheet.finding(fault.code, int(rows[place]), shown, facts=fault.facts)

    def _spoilt(self, name: str, rows: NDArray[np.int64]) -> dict[int, str]:
        found = self.sheet.text.spoilt.get(name, {})
        there = set(rows.tolist()) if found else set()
        return {row: code for row, code in found.items() if row in there}

    def _emptied(
        self, column: TextColumn, spoilt: Mapping[int, str], rows: NDArray[np.int64]
    ) -> TextColumn:
        """Return the column with nothing in the cells that hold nothing usable."""
        if not spoilt:
            return column
        cells = column.cells()
        for place in np.flatnonzero(np.isin(rows, list(spoilt))):
            cells[place] = ""
        return TextColumn.of(cells, column.machine[column.codes].tolist())

    def _marks(self, column: TextColumn) -> TypedColumn:
        """Return the marks of one day of a register; nothing is nothing noted."""
        known = self.sheet.rule.attendance.marks if self.sheet.rule.attendance else {}
        texts = [text.strip() for text in column.distinct()]
        missing = is_missing(texts, self.profile)
        facts = {"count": len(known), "accepted": ", ".join(known)}
        marks = np.full(len(texts), None, dtype=object)
        faults = {}
        for place, (text, is_none) in enumerate(zip(texts, missing.tolist(), strict=True)):
            if not is_none and text.casefold() in known:
                marks[place] = text.casefold()
            elif not is_none:
                faults[place] = Fault("EK404", facts)
        return TypedColumn(marks, column.codes, faults)

    def _unusable(
        self,
        rule: ColumnRule,
        typed: TypedColumn,
        rows: NDArray[np.int64],
        *,
        spoilt: Mapping[int, str],
    ) -> list[int]:
        """Return the rows that cannot be used without this column's cell."""
        file = self.sheet.rule
        if rule.required or rule.name in needed_cells(file):
            found: list[int] = rows[~typed.has_value].tolist()
            return found
        # An empty cell means the person answered; a bad one must not be taken for that.
        if rule.name in {reading.respondent for reading in file.readings}:
            bad = [int(rows[place]) for place, _ in typed.faulty()]
            return sorted({*bad, *spoilt})
        return []
