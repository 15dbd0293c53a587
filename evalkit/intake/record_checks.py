"""Coded checks of records: dates in order, matches that overlap, meetings out of order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evalkit.estimates.spans import NEVER, latest_so_far, whole_days
from evalkit.findings import Finding
from evalkit.intake.record_tables import record_columns
from evalkit.intake.typed_sheet import TypedSheet

__all__ = [
    "before_the_start",
    "future_records",
    "with_numbers_against_dates",
    "with_overlapping_matches",
    "wrong_order",
]


def future_records(sheet: TypedSheet, *, today: date) -> Iterator[Finding]:
    """Yield the records of what has not happened; a later date of the row may be a plan."""
    for rule in sheet.rule.records:
        header = rule.dated(rule.kind.first) or rule.naming[-1]
        column = sheet.columns[header]
        if sheet.rule.columns[header].type != "date":
            continue
        is_late = column.has(column.values > np.datetime64(today)) & sheet.is_kept
        for row in sheet.numbered(is_late):
            yield sheet.finding("EK613", row, header, facts={"today": today.isoformat()})


def wrong_order(sheet: TypedSheet) -> Iterator[Finding]:
    """Yield the rows in which a later step is dated before an earlier one."""
    for rule in sheet.rule.records:
        headers = [rule.columns[name] for name in rule.kind.in_order if name in rule.columns]
        if len(headers) < 2:
            continue
        kept = sheet.kept(*dict.fromkeys(headers))
        told: set[int] = set()
        for earlier, later in combinations(headers, 2):
            for row in kept.index[kept[later] < kept[earlier]]:
                if int(row) not in told:
                    told.add(int(row))
                    yield sheet.finding("EK612", int(row), later, facts={"earlier": earlier})


def before_the_start(sheet: TypedSheet, *, started: pd.Series) -> Iterator[Finding]:
    """Yield the records dated before the person's first day."""
    for rule in sheet.rule.records:
        header = rule.dated(rule.kind.within) if rule.kind.within else None
        if header is None or not rule.enrolled:
            continue
        kept = sheet.kept(rule.enrolled[0], header)
        first_day = kept[rule.enrolled[0]].map(started)
        for row in kept.index[kept[header] < first_day]:
            yield sheet.finding("EK614", int(row), header)


def with_overlapping_matches(sheets: Sequence[TypedSheet]) -> list[TypedSheet]:
    """Note the matches that start while the same person has another one.

    One that starts on the day another ends does not overlap it; one proposed and not begun is none.
    """
    matches = _together(sheets, "matches", ("person", "started", "accepted", "ended"))
    began = pd.to_datetime(matches["started"].fillna(matches["accepted"]))
    running = matches.assign(began=began)[began.notna()].sort_values(["person", "began"])
    ends = pd.to_datetime(running["ended"])
    last = whole_days(ends.to_numpy())
    last[ends.isna().to_numpy()] = NEVER
    unit = np.asarray(running["person"].factorize()[0], dtype=np.int64)
    spans = (whole_days(running["began"].to_numpy()), last)
    return _noted(sheets, running, unit=unit, spans=spans, code="EK509", column="person")


def with_numbers_against_dates(sheets: Sequence[TypedSheet]) -> list[TypedSheet]:
    """Note the meetings whose number is not above that of an earlier meeting of the series."""
    meetings = _together(sheets, "meetings", ("case", "kind", "date", "number"))
    series = ["case", "kind"]
    numbered = meetings.dropna(subset=["number", "date"]).sort_values([*series, "date"])
    group = numbered.groupby(series, sort=False, dropna=False).ngroup()
    unit = np.asarray(group, dtype=np.int64)
    number: NDArray[np.int64] = numbered["number"].to_numpy(dtype=np.int64)
    before = np.asarray(number - 1, dtype=np.int64)
    spans = (before, number)
    return _noted(sheets, numbered, unit=unit, spans=spans, code="EK510", column="number")


def _together(sheets: Sequence[TypedSheet], table: str, names: tuple[str, ...]) -> pd.DataFrame:
    """Return the records of one table from all sheets: some columns, the sheet and the row."""
    parts = [
        record_columns(sheet, rule).reindex(columns=[*names, "row"]).assign(sheet=number)
        for number, sheet in enumerate(sheets)
        for rule in sheet.rule.records
        if rule.table == table
    ]
    filled = [part.astype(object) for part in parts if len(part)]
    empty = pd.DataFrame(columns=[*names, "row", "sheet"], dtype=object)
    return pd.concat(filled, ignore_index=True) if filled else empty


def _noted(
    sheets: Sequence[TypedSheet],
    rows: pd.DataFrame,
    *,
    unit: NDArray[np.int64],
    spans: tuple[NDArray[np.int64], NDArray[np.int64]],
    code: str,
    column: str,
) -> list[TypedSheet]:
    """Note every row that begins before what an earlier row of its unit has reached."""
    if len(rows) < 2:
        return list(sheets)
    first, last = spans
    reached, which = latest_so_far(unit, last)
    found: dict[int, list[Finding]] = {}
    at = list(zip(rows["sheet"].tolist(), rows["row"].tolist(), strict=True))
    for place in np.flatnonzero((unit[1:] == unit[:-1]) & (first[1:] < reached[:-1])):
        (number, row), (there, other) = at[place + 1], at[which[place]]
        text = sheets[there].text
        facts = {
            "other": other,
            "where": text.place,
        }
        header = _header(sheets[number], column)
        found.setdefault(number, []).append(sheets[number].finding(code, row, header, facts=facts))
    return [sheet.noting(found.get(number, [])) for number, sheet in enumerate(sheets)]


def _header(sheet: TypedSheet, name: str) -> str:
    """Return the header that fills a column of a long table."""
    return next(rule.columns[name] for rule in sheet.rule.records if name in rule.columns)
