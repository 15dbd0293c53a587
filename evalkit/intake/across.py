"""Coded checks of rows against other sheets and against the order of time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import combinations
from typing import Any

import pandas as pd

from evalkit.findings import Finding
from evalkit.frames import DATE_DTYPE
from evalkit.intake.checks import TypedSheet
from evalkit.intake.profile import Profile
from evalkit.intake.repeats import (
    without_conflicting_enrolments,
    without_repeated_readings,
    without_repeated_rows,
)

__all__ = ["checked_across"]

Check = Callable[[TypedSheet], Iterator[Finding]]


def checked_across(sheets: Sequence[TypedSheet], profile: Profile) -> list[TypedSheet]:
    """Return the sheets with the findings that need other rows, readings or sheets.

    Parameters
    ----------
    sheets : sequence of TypedSheet
        All sheets of the delivery.
    profile : Profile
        Which waves there are, and in which order.

    Returns
    -------
    list of TypedSheet
        In the same order, after the checks for repeated rows and readings, courses that end
        before they start, people who are not enrolled, readings before the start, waves in the
        wrong order, and rows that nothing is left of.
    """
    checked = without_repeated_rows(sheets)
    checked = _each(checked, _ends_before_start)
    checked = without_conflicting_enrolments(checked)
    started = _started(checked)
    if started is not None:
        files = ", ".join(dict.fromkeys(s.text.file for s in checked if s.rule.enrolments))
        checked = _each(checked, partial(_not_enrolled, started=started, files=files))
        checked = _each(checked, partial(_before_start, started=started))
        checked = [_attendance_in_course(sheet, started) for sheet in checked]
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
