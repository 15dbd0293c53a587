"""From typed sheets to the long tables, and the checks that need several sheets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

import pandas as pd

from evalkit.findings import Finding
from evalkit.frames import ANSWERS, ATTENDANCE, DATE_DTYPE, ENROLMENTS
from evalkit.intake.checks import TypedSheet
from evalkit.intake.profile import Profile, ReadingRule

__all__ = ["answers_table", "attendance_table", "checked_across", "enrolments_table"]


def checked_across(sheets: Sequence[TypedSheet], profile: Profile) -> list[TypedSheet]:
    """Return the sheets with the findings that need waves or other sheets.

    A course that ends before it starts, a person who is not enrolled, a reading before the
    start, waves in the wrong order.
    """
    checked = [sheet.setting_aside(list(_ends_before_start(sheet))) for sheet in sheets]
    started = _started(checked)
    where = ", ".join(s.text.file for s in checked if s.rule.enrolments)
    if started is not None:
        checked = [s.setting_aside(list(_not_enrolled(s, started, where))) for s in checked]
        checked = [s.setting_aside(list(_before_start(s, started))) for s in checked]
    return [_waves_in_order(sheet, profile) for sheet in checked]


def _ends_before_start(sheet: TypedSheet) -> Iterator[Finding]:
    rule = sheet.rule.enrolments
    if rule is None or rule.ended is None:
        return
    kept = sheet.kept()
    for row in kept.index[kept[rule.ended] < kept[rule.started]]:
        yield sheet.finding("EK604", int(row), rule.ended)


def _started(sheets: Sequence[TypedSheet]) -> pd.Series | None:
    found = []
    for sheet in sheets:
        if sheet.rule.enrolments is not None:
            kept = sheet.kept()
            rule = sheet.rule.enrolments
            found.append(pd.Series(kept[rule.started].array, index=kept[rule.person].array))
    return pd.concat(found).groupby(level=0).min() if found else None


def _person_column(sheet: TypedSheet) -> str | None:
    rule = sheet.rule
    if rule.readings:
        return rule.readings[0].person
    return rule.attendance.person if rule.attendance else None


def _not_enrolled(sheet: TypedSheet, started: pd.Series, where: str) -> Iterator[Finding]:
    person = _person_column(sheet)
    if person is None or sheet.rule.enrolments is not None:
        return
    kept = sheet.kept()
    for row in kept.index[~kept[person].isin(started.index)]:
        yield sheet.finding("EK601", int(row), person, {"enrolments": where})


def _before_start(sheet: TypedSheet, started: pd.Series) -> Iterator[Finding]:
    kept = sheet.kept()
    person = _person_column(sheet)
    if person is None or kept.empty:
        return
    first_day = pd.Series(kept[person].map(started).array, index=kept.index)
    for date in dict.fromkeys(r.date for r in sheet.rule.readings if r.date and not r.wave):
        for row in kept.index[kept[date] < first_day]:
            yield sheet.finding("EK602", int(row), str(date))
    for header, day in sheet.occasions.items():
        noted = (kept[header] != "") & (pd.Timestamp(day) < first_day)
        for row in kept.index[noted]:
            yield sheet.finding("EK603", int(row), header)


def _waves_in_order(sheet: TypedSheet, profile: Profile) -> TypedSheet:
    """Set aside the later of two readings whose dates contradict their waves."""
    dated = {r.wave: r.date for r in sheet.rule.readings if r.wave and r.date}
    ordered = [wave for wave in profile.waves if wave in dated]
    values = sheet.values.copy()
    kept = sheet.kept()
    findings = []
    for (earlier, later) in pairwise(ordered):
        wrong = kept.index[kept[dated[later]] < kept[dated[earlier]]]
        facts = {"wave": later, "earlier": earlier}
        findings += [sheet.finding("EK503", int(row), dated[later], facts) for row in wrong]
        for reading in sheet.rule.readings:
            if reading.wave == later and len(wrong):
                values.loc[wrong, list(reading.items.values())] = None
    return replace(sheet, values=values).setting_aside(findings)


def _provenance(sheet: TypedSheet, rows: pd.Index, delivery: str) -> dict[str, object]:
    return {"delivery": delivery, "file": sheet.text.file, "sheet": sheet.text.sheet, "row": rows.to_numpy()}


def enrolments_table(sheets: Sequence[TypedSheet], profile: Profile, *, delivery: str) -> pd.DataFrame:
    """Return the enrolments of every sheet that has them, background columns last."""
    parts = []
    for sheet in sheets:
        rule = sheet.rule.enrolments
        if rule is None:
            continue
        kept = sheet.kept()
        columns = {
            "person": kept[rule.person],
            "programme": profile.programme,
            "started": kept[rule.started],
            "site": kept[rule.site] if rule.site else None,
            "ended": kept[rule.ended] if rule.ended else None,
            "exit_reason": kept[rule.exit_reason] if rule.exit_reason else None,
        }
        background = {name: kept[header] for name, header in (rule.background or {}).items()}
        frame = pd.DataFrame(
            columns | _provenance(sheet, kept.index, delivery) | background, index=kept.index
        )
        parts.append(ENROLMENTS.shaped(frame))
    return pd.concat(parts, ignore_index=True) if parts else ENROLMENTS.empty()


def answers_table(
    sheets: Sequence[TypedSheet], profile: Profile, *, delivery: str
) -> tuple[pd.DataFrame, list[Finding]]:
    """Return the answers, and a finding for each dated reading in which nothing was answered."""
    parts, findings = [], []
    for sheet in sheets:
        kept = sheet.kept()
        answered: dict[int, pd.Series] = {}
        for number, reading in enumerate(sheet.rule.readings):
            answered[number] = kept[list(reading.items.values())].notna().any(axis=1)
            here = kept.loc[answered[number]]
            parts.append(_reading_rows(sheet, reading, here, profile, delivery))
        findings += list(_unanswered(sheet, kept, answered))
    table = pd.concat(parts, ignore_index=True) if parts else ANSWERS.empty()
    return table, findings


def _reading_rows(
    sheet: TypedSheet, reading: ReadingRule, kept: pd.DataFrame, profile: Profile, delivery: str
) -> pd.DataFrame:
    headers = list(reading.items.values())
    values = kept[headers].astype("float64")
    count, width = len(kept), len(headers)
    nothing = pd.Series(pd.NaT, index=kept.index, dtype=DATE_DTYPE)
    dates = kept[reading.date] if reading.date else nothing
    who = kept[reading.respondent] if reading.respondent else pd.Series("", index=kept.index, dtype="str")
    rows = kept.index.repeat(width)
    frame = pd.DataFrame(
        {
            "person": kept[reading.person].repeat(width).array,
            "programme": profile.programme,
            "instrument": reading.instrument.name,
            "item": list(reading.items) * count,
            "date": dates.repeat(width).array,
            "wave": reading.wave,
            "respondent": who.fillna("").repeat(width).array,
            "value": values.to_numpy().ravel(),
        }
        | _provenance(sheet, rows, delivery)
    )
    return ANSWERS.shaped(frame)


def _unanswered(
    sheet: TypedSheet, kept: pd.DataFrame, answered: Mapping[int, pd.Series]
) -> Iterator[Finding]:
    """Name a dated wave without answers in a row that has answers to the same instrument."""
    for number, reading in enumerate(sheet.rule.readings):
        if not reading.wave:
            continue
        others = [
            answered[other]
            for other, that in enumerate(sheet.rule.readings)
            if that.instrument.name == reading.instrument.name and that.wave != reading.wave
        ]
        other_answered = pd.concat(others, axis=1).any(axis=1) if others else answered[number] & False
        dated = kept[reading.date].notna() if reading.date else pd.Series(True, index=kept.index)
        for row in kept.index[~answered[number] & other_answered & dated]:
            facts = {"instrument": reading.instrument.name, "wave": reading.wave}
            yield sheet.finding("EK410", int(row), facts=facts)


def attendance_table(
    sheets: Sequence[TypedSheet], profile: Profile, *, delivery: str
) -> tuple[pd.DataFrame, list[Finding]]:
    """Return the attendance of every register, and a finding for each unknown mark."""
    parts, findings = [], []
    for sheet in sheets:
        rule = sheet.rule.attendance
        if rule is None:
            continue
        outside = {(f.row, f.column) for f in sheet.findings if f.code == "EK603"}
        kept = sheet.kept()
        facts = {"count": len(rule.marks), "accepted": ", ".join(rule.marks)}
        for header, day in sheet.occasions.items():
            marks = kept[header].str.casefold()
            noted = marks[(marks != "") & ~marks.index.map(lambda row, h=header: (row, h) in outside)]
            unknown = noted.index[~noted.isin(list(rule.marks))]
            findings += [sheet.finding("EK404", int(row), header, facts) for row in unknown]
            known = noted.drop(unknown)
            columns = {
                "person": kept.loc[known.index, rule.person],
                "programme": profile.programme,
                "activity": rule.activity,
                "date": pd.Timestamp(day),
                "attended": known.map(rule.marks),
            }
            parts.append(
                pd.DataFrame(columns | _provenance(sheet, known.index, delivery), index=known.index)
            )
    table = pd.concat(parts, ignore_index=True) if parts else None
    return (ATTENDANCE.empty() if table is None else ATTENDANCE.shaped(table)), findings
