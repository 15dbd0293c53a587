"""A sheet with typed values, and which of its rows are left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evalkit.findings import Finding
from evalkit.intake.profile import FileRule, ReadingRule
from evalkit.intake.text_table import TextTable
from evalkit.intake.typed_column import TypedColumn

__all__ = ["TypedSheet"]


@dataclass(frozen=True, repr=False, eq=False)
class TypedSheet:
    """A sheet with typed values, and the rows that are set aside or are no data.

    Attributes
    ----------
    columns : mapping
        Header to typed column. Bad cells are missing; in a register's days nothing is "".
    rows : array of int64
        The row of each as a spreadsheet shows it.
    occasions : mapping
        Header to ISO date, for a register of attendance.
    aside, not_data : frozenset of int
        Rows left out because of a fault; rows that are no record.
    cleared : frozenset of (int, int)
        Row and number of the reading, where a reading was set aside as a whole.
    """

    text: TextTable
    rule: FileRule
    rows: NDArray[np.int64]
    occasions: Mapping[str, str]
    findings: tuple[Finding, ...]
    aside: frozenset[int]
    not_data: frozenset[int]
    columns: Mapping[str, TypedColumn] = field(default_factory=dict)
    cleared: frozenset[tuple[int, int]] = field(default_factory=frozenset)

    @cached_property
    def _answered(self) -> dict[tuple[str, ...], NDArray[np.bool_]]:
        """What `answered` has found so far; it is asked by several checks."""
        return {}

    @cached_property
    def is_kept(self) -> NDArray[np.bool_]:
        """Per row, whether it is neither set aside nor no data."""
        left_out = self.aside | self.not_data
        kept = np.ones(len(self.rows), dtype=bool)
        if left_out:
            kept[np.isin(self.rows, list(left_out))] = False
        return kept

    def kept(self, *names: str) -> pd.DataFrame:
        """Return typed columns (all when none is named) of the rows kept; the index is the row."""
        index = pd.Index(self.rows, dtype="int64")
        made = {name: self.columns[name].series(index) for name in names or self.columns}
        frame = pd.DataFrame(made, index=index)
        return frame if self.is_kept.all() else frame.loc[self.is_kept]

    def said(self, rows: pd.Index) -> pd.DataFrame:
        """Return what some rows say, as text, in every column that something is made of."""
        used = {*self.rule.used, *self.rule.items, *self.occasions}
        names = [name for name in self.columns if name in used]
        return self.kept(*names).loc[rows].astype("str")

    def answered(self, reading: ReadingRule) -> NDArray[np.bool_]:
        """Return, per row, whether it is kept and anything of a reading was answered."""
        headers = tuple(reading.items.values())
        if headers not in self._answered:
            found = np.zeros(len(self.rows), dtype=bool)
            for header in headers:
                found |= self.columns[header].has_value
            self._answered[headers] = found & self.is_kept
        return self._answered[headers]

    def numbered(self, where: NDArray[np.bool_]) -> list[int]:
        """Return the rows at which something is so, as a spreadsheet shows them."""
        found: list[int] = self.rows[where].tolist()
        return found

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

    def setting_aside(self, findings: Sequence[Finding]) -> TypedSheet:
        """Return the sheet with more findings; those of severity row set their rows aside."""
        if not findings:
            return self
        rows = {f.row for f in findings if f.severity == "row" and f.row is not None}
        return replace(self, findings=(*self.findings, *findings), aside=self.aside | rows)

    def noting(self, findings: Sequence[Finding]) -> TypedSheet:
        """Return the sheet with more findings, whose rows stay where they are."""
        return replace(self, findings=(*self.findings, *findings)) if findings else self

    def clearing(self, number: int, rows: Sequence[int]) -> TypedSheet:
        """Return the sheet with one reading emptied in some rows."""
        if not rows:
            return self
        places = np.flatnonzero(np.isin(self.rows, rows))
        items = self.rule.readings[number].items.values()
        return replace(
            self,
            columns={**self.columns, **{h: self.columns[h].without(places) for h in items}},
            cleared=self.cleared | {(row, number) for row in rows},
        )

    def unmarking(self, header: str, rows: Sequence[int]) -> TypedSheet:
        """Return the sheet with the marks of a day taken out in some rows."""
        if not rows:
            return self
        places = np.flatnonzero(np.isin(self.rows, rows))
        return replace(self, columns={**self.columns, header: self.columns[header].without(places)})
