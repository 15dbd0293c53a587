"""From typed sheets to the long tables."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from evalkit.frames import ANSWERS, ATTENDANCE, DATE_DTYPE, ENROLMENTS, STATUSES
from evalkit.intake.births import age_at_start
from evalkit.intake.profile import AttendanceRule, EnrolmentRule, ReadingRule, StatusRule
from evalkit.intake.typed_sheet import TypedSheet

__all__ = [
    "answers_table",
    "attendance_table",
    "enrolments_table",
    "status_columns",
    "statuses_table",
]


def enrolments_table(
    sheets: Sequence[TypedSheet], *, programme: str, delivery: str
) -> pd.DataFrame:
    """Return a row per person enrolled, background columns last.

    Where a file repeats a person's enrolment on every row, it is told once.
    """
    parts = [
        _from_rows(sheet, _enrolment_columns(sheet, sheet.rule.enrolments), delivery=delivery)
        for sheet in sheets
        if sheet.rule.enrolments
    ]
    if not parts:
        return ENROLMENTS.empty()
    rows = pd.concat(parts, ignore_index=True).assign(programme=programme)
    return ENROLMENTS.shaped(rows.drop_duplicates("person"))


def _enrolment_columns(sheet: TypedSheet, rule: EnrolmentRule) -> pd.DataFrame:
    kept = sheet.kept()
    headers = {
        "person": rule.person,
        "started": rule.started,
        "site": rule.site,
        "ended": rule.ended,
        "exit_reason": rule.exit_reason,
    } | dict(rule.background or {})
    columns = {name: kept[header] for name, header in headers.items() if header}
    ages = age_at_start(sheet)
    if ages is not None:
        columns["age_at_start"] = ages
    return pd.DataFrame(columns, index=kept.index)


def answers_table(sheets: Sequence[TypedSheet], *, programme: str, delivery: str) -> pd.DataFrame:
    """Return a row per item, for every reading of which anything was answered."""
    parts = [
        _from_rows(sheet, _reading_columns(sheet, reading), delivery=delivery)
        for sheet in sheets
        for reading in sheet.rule.readings
    ]
    if not parts:
        return ANSWERS.empty()
    return ANSWERS.shaped(pd.concat(parts, ignore_index=True).assign(programme=programme))


def _reading_columns(sheet: TypedSheet, reading: ReadingRule) -> pd.DataFrame:
    rows = sheet.kept().loc[sheet.answered(reading)[sheet.is_kept]]
    headers = list(reading.items.values())
    if reading.item is not None:
        return _one_item_a_row(rows, reading)
    once = pd.DataFrame(
        {
            "person": rows[reading.person],
            "instrument": reading.instrument.name,
            "date": rows[reading.date] if reading.date else pd.Series(pd.NaT, dtype=DATE_DTYPE),
            "wave": reading.wave,
            "respondent": rows[reading.respondent].fillna("") if reading.respondent else "",
        },
        index=rows.index,
    )
    repeated = once.loc[once.index.repeat(len(headers))]
    return repeated.assign(
        item=list(reading.items) * len(rows),
        value=rows[headers].astype("float64").to_numpy().ravel(),
    )


def _one_item_a_row(rows: pd.DataFrame, reading: ReadingRule) -> pd.DataFrame:
    """Return the rows of a long reading, each with the one item it answers."""
    items = rows[list(reading.items.values())].astype("float64")
    answered = items.notna().to_numpy()
    which = answered.argmax(axis=1)
    names = pd.Index(list(reading.items))
    return pd.DataFrame(
        {
            "person": rows[reading.person],
            "instrument": reading.instrument.name,
            "date": rows[reading.date] if reading.date else pd.Series(pd.NaT, dtype=DATE_DTYPE),
            "wave": reading.wave,
            "respondent": rows[reading.respondent].fillna("") if reading.respondent else "",
            "item": names[which],
            "value": items.to_numpy()[range(len(items)), which],
        },
        index=rows.index,
    )


def attendance_table(
    sheets: Sequence[TypedSheet], *, programme: str, delivery: str
) -> pd.DataFrame:
    """Return a row per mark in the registers."""
    parts = [
        _from_rows(sheet, _marked(sheet, header, sheet.rule.attendance), delivery=delivery)
        for sheet in sheets
        if sheet.rule.attendance
        for header in sheet.occasions
    ]
    if not parts:
        return ATTENDANCE.empty()
    return ATTENDANCE.shaped(pd.concat(parts, ignore_index=True).assign(programme=programme))


def _marked(sheet: TypedSheet, header: str, rule: AttendanceRule) -> pd.DataFrame:
    kept = sheet.kept()
    marks = kept[header].dropna()
    return pd.DataFrame(
        {
            "person": kept.loc[marks.index, rule.person],
            "activity": rule.activity,
            "date": pd.Timestamp(sheet.occasions[header]),
            "attended": marks.map(rule.marks),
        },
        index=marks.index,
    )


def statuses_table(sheets: Sequence[TypedSheet], *, programme: str, delivery: str) -> pd.DataFrame:
    """Return a row per spell in a status; one that two files tell alike is told once."""
    parts = [
        _from_rows(sheet, status_columns(sheet, sheet.rule.statuses), delivery=delivery)
        for sheet in sheets
        if sheet.rule.statuses
    ]
    if not parts:
        return STATUSES.empty()
    rows = pd.concat(parts, ignore_index=True).assign(programme=programme)
    return STATUSES.shaped(rows.drop_duplicates([*STATUSES.key, "ended"]))


def status_columns(sheet: TypedSheet, rule: StatusRule) -> pd.DataFrame:
    """Return person, domain, status, first and last day of the spells of a sheet, by row."""
    headers = {"person": rule.person, "status": rule.status, "started": rule.started}
    headers |= {"domain": rule.domain_column} if rule.domain_column else {}
    headers |= {"ended": rule.ended} if rule.ended else {}
    kept = sheet.kept(*dict.fromkeys(headers.values()))
    columns = {name: kept[header] for name, header in headers.items()}
    if rule.domain is not None:
        columns["domain"] = pd.Series(rule.domain, index=kept.index, dtype="str")
    if rule.ended is None:
        columns["ended"] = pd.Series(pd.NaT, index=kept.index, dtype=DATE_DTYPE)
    return pd.DataFrame(columns, index=kept.index)


def _from_rows(sheet: TypedSheet, columns: pd.DataFrame, *, delivery: str) -> pd.DataFrame:
    """Return columns, indexed by row, with where they came from."""
    return columns.assign(
        delivery=delivery,
        file=sheet.text.file,
        sheet=sheet.text.sheet,
        row=columns.index.to_numpy(),
    )
