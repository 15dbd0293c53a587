"""A sheet with typed values, and which of its rows are left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evalkit.findings import Finding
from evalkit.intake.profile import FileRule, ReadingRule
from evalkit.intake.text_table import TextTable
from evalkit.intake.typing import TypedColumn

__all__ = ["TypedSheet"]


@dataclass(frozen=True, repr=False, eq=False)
class TypedSheet:
    """A sheet with typed values, and the rows that are set aside or are no data.

    Attributes
    ----------
    values : DataFrame
        Typed columns; the index is the row as a spreadsheet shows it. Bad cells are missing.
    typed : mapping
        Header to the column the values were made of; the same rows as `values`.
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
    typed: Mapping[str, TypedColumn] = field(default_factory=dict)
    cleared: frozenset[tuple[int, int]] = field(default_factory=frozenset)

    def is_kept(self) -> NDArray[np.bool_]:
        """Return, per row of `values`, whether it is neither set aside nor no data."""
        left_out = self.aside | self.not_data
        if not left_out:
            return np.ones(len(self.values), dtype=bool)
        kept: NDArray[np.bool_] = ~self.values.index.isin(list(left_out))
        return kept

    def kept(self) -> pd.DataFrame:
        """Return the typed rows that are neither set aside nor no data."""
        kept = self.is_kept()
        return self.values if kept.all() else self.values.loc[kept]

    def texts(self, rows: pd.Index) -> pd.DataFrame:
        """Return what stands in some rows of the file, in every column."""
        places = np.flatnonzero(np.isin(self.text.rows, rows.to_numpy()))
        made = {name: column.at(places).cells() for name, column in self.text.columns.items()}
        return pd.DataFrame(made, index=self.text.rows[places], dtype="str").loc[rows]

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
        if not findings:
            return self
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
