"""Coded checks of rows against other sheets and against the order of time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import combinations
from typing import Any

import pandas as pd

from evalkit.findings import Finding
from evalkit.frames import DATE_DTYPE
from evalkit.intake.births import age_at_start, birth_dates
from evalkit.intake.profile import Profile
from evalkit.intake.repeats import (
    without_conflicting_enrolments,
    without_repeated_readings,
    without_repeated_rows,
)
from evalkit.intake.typed_sheet import TypedSheet

__all__ = ["checked_across"]

# Outside these an age at the start is more likely a mistyped year than a participant.
_YOUNGEST, _OLDEST = 3, 60

Check = Callable[[TypedSheet], Iterator[Finding]]


def checked_across(
    sheets: Sequence[TypedSheet], profile: Profile, *, today: date
) -> list[TypedSheet]:
    """Return the sheets with the findings that need other rows, readings or sheets.

    Parameters
    ----------
    sheets : sequence of TypedSheet
        All sheets of the delivery.
    profile : Profile
        Which waves there are, and in which order.
    today : date
        The day the delivery is read: what is dated later has not happened.

    Returns
    -------
    list of TypedSheet
        In the same order, after the checks for repeated rows and readings, dates in the future
        and before birth, courses that end before they start, people who are not enrolled,
        readings and attendance outside the course, waves in the wrong order, and rows that
        nothing is left of.
    """
    checked = without_repeated_rows(sheets)
    checked = _each(checked, partial(_future_courses, today=today))
    checked = [_without_future(sheet, today) for sheet in checked]
    checked = _each(checked, _ends_before_start)
    checked = _each(checked, _before_birth)
    checked = _each(checked, _unusual_age)
    checked = without_conflicting_enrolments(checked)
    started = _started(checked)
    if started is not None:
        files = ", ".join(dict.fromkeys(s.text.file for s in checked if s.rule.enrolments))
        checked = _each(checked, partial(_not_enrolled, started=started, files=files))
        checked = _each(checked, partial(_before_start, started=started))
        checked = [_attendance_in_course(sheet, started) for sheet in checked]
        checked = _each(checked, partial(_after_end, ended=_ended(checked)))
        checked = _each(checked, partial(_read_before_birth, born=_born(checked)))
    elif any(rule.enrolments for rule in profile.files):
        checked = _each(checked, _enrolment_unknown)
    checked = [_waves_in_order(sheet, profile.waves) for sheet in checked]
    checked = without_repeated_readings(checked)
    checked = _each(checked, _unanswered)
    return _each(checked, _without_content)


def _each(sheets: Sequence[TypedSheet], check: Check) -> list[TypedSheet]:
    return [sheet.setting_aside(list(check(sheet))) for sheet in sheets]


def _ends_before_start(sheet: TypedSheet) -> Iterator[Finding]:
    rule = sheet.rule.enrolments
    if rule is None or rule.ended is None:
        return
    kept = sheet.kept()
    for row in kept.index[kept[rule.ended] < kept[rule.started]]:
        yield sheet.finding("EK604", int(row), rule.ended)


def _future_courses(sheet: TypedSheet, *, today: date) -> Iterator[Finding]:
    rule = sheet.rule.enrolments
    if rule is None:
        return
    kept = sheet.kept()
    for header in filter(None, (rule.started, rule.ended)):
        for row in kept.index[kept[header] > pd.Timestamp(today)]:
            yield sheet.finding("EK415", int(row), header, facts={"today": today.isoformat()})


def _without_future(sheet: TypedSheet, today: date) -> TypedSheet:
    """Empty readings and marks that are dated after the day they were delivered on."""
    facts = {"today": today.isoformat()}
    kept, late = sheet.kept(), pd.Timestamp(today)
    findings: list[Finding] = []
    for number, reading in enumerate(sheet.rule.readings):
        if reading.date:
            is_late = (kept[reading.date] > late) & sheet.answered(reading)
            found = [
                sheet.finding("EK416", int(row), reading.date, facts=facts)
                for row in kept.index[is_late]
            ]
            sheet = sheet.clearing(number, found)
    for header, day in sheet.occasions.items():
        if pd.Timestamp(day) > late:
            rows = kept.index[kept[header] != ""]
            findings += [sheet.finding("EK416", int(r), header, facts=facts) for r in rows]
            values = sheet.values.copy()
            values.loc[rows, header] = ""
            sheet = replace(sheet, values=values)
    return sheet.setting_aside(findings)


def _before_birth(sheet: TypedSheet) -> Iterator[Finding]:
    born, rule = birth_dates(sheet), sheet.rule.enrolments
    if born is None or rule is None:
        return
    kept = sheet.kept()
    for header in filter(None, (rule.started, rule.ended)):
        for row in kept.index[kept[header] < born.loc[kept.index]]:
            yield sheet.finding("EK608", int(row), header)


def _unusual_age(sheet: TypedSheet) -> Iterator[Finding]:
    ages = age_at_start(sheet)
    if ages is None:
        return
    age = ages.loc[sheet.kept().index]
    facts = {"lowest": _YOUNGEST, "highest": _OLDEST}
    for row in age.index[(age < _YOUNGEST) | (age > _OLDEST)]:
        yield sheet.finding("EK609", int(row), facts=facts)


def _started(sheets: Sequence[TypedSheet]) -> pd.Series[Any] | None:
    """Return each person's first day; None when no sheet says who takes part."""
    found = []
    for sheet in sheets:
        if sheet.rule.enrolments is not None:
            kept = sheet.kept()
            rule = sheet.rule.enrolments
            found.append(pd.Series(kept[rule.started].array, index=kept[rule.person].array))
    return pd.concat(found).groupby(level=0).min() if found else None


def _not_enrolled(sheet: TypedSheet, *, started: pd.Series[Any], files: str) -> Iterator[Finding]:
    own = sheet.rule.enrolments.person if sheet.rule.enrolments else None
    kept = sheet.kept()
    for person in sheet.rule.person_columns:
        if person != own:
            for row in kept.index[~kept[person].isin(started.index)]:
                yield sheet.finding("EK601", int(row), person, facts={"enrolments": files})


def _enrolment_unknown(sheet: TypedSheet) -> Iterator[Finding]:
    if sheet.rule.person_columns:
        yield sheet.finding("EK605")


def _before_start(sheet: TypedSheet, *, started: pd.Series[Any]) -> Iterator[Finding]:
    kept = sheet.kept()
    dated = {(r.person, r.date): None for r in sheet.rule.readings if r.date and not r.wave}
    for person, date in dated:
        for row in kept.index[kept[str(date)] < _first_day(kept, person, started)]:
            yield sheet.finding("EK602", int(row), str(date))


def _first_day(kept: pd.DataFrame, person: str, started: pd.Series[Any]) -> pd.Series[Any]:
    days = started.reindex(kept[person].array)
    return pd.Series(days.array, index=kept.index, dtype=DATE_DTYPE)


def _attendance_in_course(sheet: TypedSheet, started: pd.Series[Any]) -> TypedSheet:
    """Set aside marks for days before the person's first."""
    rule = sheet.rule.attendance
    if rule is None:
        return sheet
    kept, values, findings = sheet.kept(), sheet.values.copy(), []
    first_day = _first_day(kept, rule.person, started)
    for header, day in sheet.occasions.items():
        rows = kept.index[(kept[header] != "") & (pd.Timestamp(day) < first_day)]
        values.loc[rows, header] = ""
        findings += [sheet.finding("EK603", int(row), header) for row in rows]
    return replace(sheet, values=values).setting_aside(findings)


def _ended(sheets: Sequence[TypedSheet]) -> pd.Series[Any]:
    """Return each person's last day; missing where a course goes on, or no sheet says."""
    found = []
    for sheet in sheets:
        rule = sheet.rule.enrolments
        if rule is not None and rule.ended is not None:
            kept = sheet.kept()
            found.append(pd.Series(kept[rule.ended].array, index=kept[rule.person].array))
    if not found:
        return pd.Series(dtype=DATE_DTYPE)
    ended = pd.concat(found)
    goes_on = ended.isna().groupby(level=0).any()
    return ended.groupby(level=0).max().mask(goes_on)


def _born(sheets: Sequence[TypedSheet]) -> pd.Series[Any]:
    """Return each person's date of birth; empty where no sheet says."""
    found = []
    for sheet in sheets:
        born, rule = birth_dates(sheet), sheet.rule.enrolments
        if born is not None and rule is not None:
            kept = sheet.kept()
            found.append(pd.Series(born.loc[kept.index].array, index=kept[rule.person].array))
    return pd.concat(found).groupby(level=0).min() if found else pd.Series(dtype=DATE_DTYPE)


def _after_end(sheet: TypedSheet, *, ended: pd.Series[Any]) -> Iterator[Finding]:
    rule = sheet.rule.attendance
    if rule is None or ended.empty:
        return
    kept = sheet.kept()
    last_day = _first_day(kept, rule.person, ended)
    came = {mark for mark, is_there in rule.marks.items() if is_there}
    for header, day in sheet.occasions.items():
        for row in kept.index[kept[header].isin(came) & (pd.Timestamp(day) > last_day)]:
            yield sheet.finding("EK607", int(row), header)


def _read_before_birth(sheet: TypedSheet, *, born: pd.Series[Any]) -> Iterator[Finding]:
    if born.empty:
        return
    kept = sheet.kept()
    for person, day in {(r.person, r.date): None for r in sheet.rule.readings if r.date}:
        for row in kept.index[kept[str(day)] < _first_day(kept, person, born)]:
            yield sheet.finding("EK608", int(row), str(day))


def _waves_in_order(sheet: TypedSheet, waves: Sequence[str]) -> TypedSheet:
    """Set aside a reading that is dated before an earlier wave of the same instrument."""
    readings = [(n, r) for n, r in enumerate(sheet.rule.readings) if r.wave and r.date]
    readings.sort(key=lambda pair: waves.index(pair[1].wave))
    for (_, earlier), (number, later) in combinations(readings, 2):
        if later.instrument.name != earlier.instrument.name or later.wave == earlier.wave:
            continue
        kept = sheet.kept()
        both = sheet.answered(earlier) & sheet.answered(later)
        wrong = both & (kept[str(later.date)] < kept[str(earlier.date)])
        facts = {"wave": later.wave, "earlier": earlier.wave, "instrument": later.instrument.name}
        findings = [
            sheet.finding("EK503", int(row), str(later.date), facts=facts)
            for row in kept.index[wrong]
        ]
        sheet = sheet.clearing(number, findings)
    return sheet


def _unanswered(sheet: TypedSheet) -> Iterator[Finding]:
    """Name a wave without usable answers in a row that answers the instrument at another."""
    kept = sheet.kept()
    answered = [sheet.answered(reading) for reading in sheet.rule.readings]
    for number, reading in enumerate(sheet.rule.readings):
        elsewhere = pd.Series(False, index=kept.index)
        for other, that in enumerate(sheet.rule.readings):
            if that.instrument.name == reading.instrument.name and that.wave != reading.wave:
                elsewhere |= answered[other]
        expected = kept[reading.date].notna() if reading.date else elsewhere
        facts = {"instrument": reading.instrument.name, "wave": reading.wave}
        for row in kept.index[elsewhere & expected & ~answered[number]]:
            if (row, number) not in sheet.cleared:
                yield sheet.finding("EK410", int(row), facts=facts)


def _without_content(sheet: TypedSheet) -> Iterator[Finding]:
    """Set aside rows that nothing is made of, so that "loaded" means what it says."""
    if sheet.rule.enrolments is not None:
        return
    kept = sheet.kept()
    has_content = pd.Series(False, index=kept.index)
    for reading in sheet.rule.readings:
        has_content |= sheet.answered(reading)
    for header in sheet.occasions:
        has_content |= kept[header] != ""
    for row in kept.index[~has_content]:
        yield sheet.finding("EK308", int(row))
