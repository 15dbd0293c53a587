"""From typed sheets to the long tables of records."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from evalkit.intake.profile import FileRule
from evalkit.intake.record_rules import RECORD_KINDS, YES_NO, RecordRule
from evalkit.intake.typed_sheet import TypedSheet

__all__ = ["record_columns", "record_tables"]


def record_tables(
    sheets: Sequence[TypedSheet], *, programme: str, delivery: str
) -> dict[str, pd.DataFrame]:
    """Return the long tables of records by name, each with its declared facts last."""
    return {
        name: _table(sheets, name, programme=programme, delivery=delivery) for name in RECORD_KINDS
    }


def _table(
    sheets: Sequence[TypedSheet], name: str, *, programme: str, delivery: str
) -> pd.DataFrame:
    parts = [
        record_columns(sheet, rule).assign(
            delivery=delivery, file=sheet.text.file, sheet=sheet.text.sheet
        )
        for sheet in sheets
        for rule in sheet.rule.records
        if rule.table == name
    ]
    table = RECORD_KINDS[name].table
    if not parts:
        return table.empty()
    return table.shaped(pd.concat(parts, ignore_index=True).assign(programme=programme))


def record_columns(sheet: TypedSheet, rule: RecordRule) -> pd.DataFrame:
    """Return the records of a sheet: a row each, with the row it came from as `row`."""
    kept = sheet.kept(*rule.headers)
    yes_no = {one.name for one in rule.kind.own if one.kind == "yes_no"}
    made = {
        name: _as_yes_no(kept[header]) if name in yes_no else kept[header]
        for name, header in rule.columns.items()
    }
    made |= {name: _fact(kept[header], sheet.rule, header) for name, header in rule.facts.items()}
    rows = pd.DataFrame(made, index=kept.index)
    for name, word in rule.words.items():
        rows[name] = pd.Series(word, index=kept.index, dtype="str")
    rows["row"] = kept.index.to_numpy()
    if not rule.groups:
        return rows
    counted = [
        rows.assign(group=group, count=kept[header]) for group, header in rule.groups.items()
    ]
    return pd.concat(counted).sort_values("row", kind="stable")


def _fact(values: pd.Series, file: FileRule, header: str) -> pd.Series:
    """Return a declared fact; a choice between yes and no as such."""
    meanings = {*(file.columns[header].values or {}).values()}
    return _as_yes_no(values) if meanings and meanings <= {*YES_NO} else values


def _as_yes_no(values: pd.Series) -> pd.Series:
    return values.map(YES_NO).astype("boolean")
