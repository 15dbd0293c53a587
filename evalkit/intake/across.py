"""Coded checks of rows against other sheets and against the order of time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evalkit.findings import Finding
from evalkit.frames import DATE_DTYPE
from evalkit.intake.births import age_at_start, birth_dates
from evalkit.intake.profile import Profile
from evalkit.intake.record_checks import (
    before_the_start,
    future_records,
    with_numbers_against_dates,
    with_overlapping_matches,
    wrong_order,
)
from evalkit.intake.repeats import (
    without_conflicting_enrolments,
    without_repeated_readings,
    without_repeated_rows,
)
from evalkit.intake.status_checks import ends_before_start, future_statuses, with_contradictions
from evalkit.intake.typed_sheet import TypedSheet

__all__ = ["checked_across"]

# Outside these an age at the start is more likely a mistyped year than a participant.
_YOUNGEST, _OLDEST = 6, 60

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
        and before birth, courses and statuses that end before they start, steps in the wrong order,
        people who are not enrolled, readings, attendance and records outside the course, waves in
        the wrong order, statuses that contradict, matches that overlap, meetings numbered against
        their dates, and rows that nothing is left of.
    """
    checked = without_repeated_rows(sheets)
    checked = _each(checked, partial(_future_courses, today=today))
    checked = [_without_future(sheet, today) for sheet in checked]
    checked = _each(checked, partial(future_statuses, today=today))
    checked = _each(checked, partial(future_records, today=today))
    checked = _each(checked, wrong_order)
    checked = _each(checked, _ends_before_start)
    checked = _each(checked, ends_before_start)
    checked = _each(checked, _before_birth)
    checked = _each(checked, _unusual_age)
    checked = without_conflicting_enrolments(checked)
    started = _started(checked)
    if started is not None:
        files = ", ".join(dict.fromkeys(s.text.file for s in checked if s.rule.enrolments))
        checked = _each(checked, partial(_not_enrolled, started=started, files=files))
        checked = _each(checked, partial(_before_start, started=started))
        checked = _each(checked, partial(before_the_start, started=started))
        checked = [_attendance_in_course(sheet, started) for sheet in checked]
        checked = _each(checked, partial(_after_end, ended=_ended(checked)))
        checked = _each(checked, partial(_read_before_birth, born=_born(checked)))
    elif any(rule.enrolments for rule in profile.files):
        checked = _each(checked, _enrolment_unknown)
    checked = [_waves_in_order(sheet, profile.waves) for sheet in checked]
    checked = without_repeated_readings(checked)
    checked = _each(checked, _unanswered)
    checked = with_contradictions(checked)
    checked = with_overlapping_matches(checked)
    checked = with_numbers_against_dates(checked)
    return _each(checked, _without_content)


def _each(sheets: Sequence[TypedSheet], check: Check) -> list[TypedSheet]:
    return [sheet.setting_aside(list(check(sheet))) for sheet in sheets]


def _ends_before_start(sheet: TypedSheet) -> Iterator[Finding]:
    rule = sheet.rule.enrolments
    if rule is None or rule.ended is None:
        return
    kept = sheet.kept(rule.started, rule.ended)
    for row in kept.index[kept[rule.ended] < kept[rule.started]]:
        yield sheet.finding("EK604", int(row), rule.ended)


def _future_courses(sheet: TypedSheet, *, today: date) -> Iterator[Finding]:
    rule = sheet.rule.enrolments
    if rule is None:
        return
    for header in filter(None, (rule.started, rule.ended)):
        is_late = _later(sheet, header, today) & sheet.is_kept
        for row in sheet.numbered(is_late):
            yield sheet.finding("EK415", row, header, facts={"today": today.isoformat()})


def _later(sheet: TypedSheet, header: str, today: date) -> NDArray[np.bool_]:
    """Return, per row, whether a date is after today."""
    column = sheet.columns[header]
    return column.has(column.values > np.datetime64(today))


def _without_future(sheet: TypedSheet, today: date) -> TypedSheet:
    """Empty readings and marks that are dated after the day they were delivered on."""
    facts = {"today": today.isoformat()}
    told: set[tuple[int, str]] = set()
    for number, reading in enumerate(sheet.rule.readings):
        if reading.date:
            is_late = _later(sheet, reading.date, today)
            is_late = is_late & sheet.answered(reading) if is_late.any() else is_late
            rows = sheet.numbered(is_late)
            # One date may be that of several readings; it is told once.
            new = [row for row in rows if (row, reading.date) not in told]
            told |= {(row, reading.date) for row in rows}
            found = [sheet.finding("EK416", row, reading.date, facts=facts) for row in new]
            sheet = sheet.clearing(number, rows).noting(found)
    for header, day in sheet.occasions.items():
        if day > today.isoformat():
            rows = sheet.numbered(sheet.columns[header].has_value & sheet.is_kept)
            marks = [sheet.finding("EK416", row, header, facts=facts) for row in rows]
            sheet = sheet.unmarking(header, rows).noting(marks)
    return sheet


def _before_birth(sheet: TypedSheet) -> Iterator[Finding]:
    born, rule = birth_dates(sheet), sheet.rule.enrolments
    if born is None or rule is None:
        return
    kept = sheet.kept(*filter(None, (rule.started, rule.ended)))
    for header in kept:
        for row in kept.index[kept[header] < born]:
            yield sheet.finding("EK608", int(row), str(header))


def _unusual_age(sheet: TypedSheet) -> Iterator[Finding]:
    ages = age_at_start(sheet)
    if ages is None:
        return
    facts = {"lowest": _YOUNGEST, "highest": _OLDEST}
    for row in ages.index[(ages < _YOUNGEST) | (ages > _OLDEST)]:
        yield sheet.finding("EK609", int(row), facts=facts)


def _started(sheets: Sequence[TypedSheet]) -> pd.Series[Any] | None:
    """Return each person's first day; None when no sheet says who takes part."""
    found = []
    for sheet in sheets:
        if sheet.rule.enrolments is not None:
            rule = sheet.rule.enrolments
            kept = sheet.kept(*{rule.person: 0, rule.started: 0})
            found.append(pd.Series(kept[rule.started].array, index=kept[rule.person].array))
    return pd.concat(found).groupby(level=0).min() if found else None


def _not_enrolled(sheet: TypedSheet, *, started: pd.Series[Any], files: str) -> Iterator[Finding]:
    own = sheet.rule.enrolments.person if sheet.rule.enrolments else None
    for person in sheet.rule.person_columns:
        if person != own:
            column = sheet.columns[person]
            is_unknown = ~pd.Series(column.values, dtype="str").isin(started.index).to_numpy()
            for row in sheet.numbered(column.has(is_unknown) & sheet.is_kept):
                yield sheet.finding("EK601", row, person, facts={"enrolments": files})


def _enrolment_unknown(sheet: TypedSheet) -> Iterator[Finding]:
    if sheet.rule.person_columns:
        yield sheet.finding("EK605")


def _before_start(sheet: TypedSheet, *, started: pd.Series[Any]) -> Iterator[Finding]:
    dated = {(r.person, r.date): None for r in sheet.rule.readings if r.date and not r.wave}
    for person, day in dated:
        is_early = _days(sheet, str(day)) < _day_of(sheet, person, started)
        for row in sheet.numbered(is_early & sheet.is_kept):
            yield sheet.finding("EK602", row, str(day))


def _days(sheet: TypedSheet, header: str) -> NDArray[np.datetime64]:
    """Return each row's date."""
    column = sheet.columns[header]
    found: NDArray[np.datetime64] = column.values[column.codes]
    return found


def _day_of(sheet: TypedSheet, person: str, days: pd.Series[Any]) -> NDArray[np.datetime64]:
    """Return, per row, the day that is known of its person; missing where none is."""
    column = sheet.columns[person]
    of_person = days.reindex(pd.Index(column.values, dtype="str")).to_numpy(dtype=DATE_DTYPE)
    found: NDArray[np.datetime64] = of_person[column.codes]
    return found


def _attendance_in_course(sheet: TypedSheet, started: pd.Series[Any]) -> TypedSheet:
    """Set aside marks for days before the person's first."""
    rule = sheet.rule.attendance
    if rule is None:
        return sheet
    first_day = _day_of(sheet, rule.person, started)
    for header, day in sheet.occasions.items():
        is_early = sheet.columns[header].has_value & (np.datetime64(day) < first_day)
        rows = sheet.numbered(is_early & sheet.is_kept)
        early = [sheet.finding("EK603", row, header) for row in rows]
        sheet = sheet.unmarking(header, rows).noting(early)
    return sheet


def _ended(sheets: Sequence[TypedSheet]) -> pd.Series[Any]:
    """Return each person's last day; missing where a course goes on, or no sheet says."""
    found = []
    for sheet in sheets:
        rule = sheet.rule.enrolments
        if rule is not None and rule.ended is not None:
            kept = sheet.kept(rule.person, rule.ended)
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
            people = sheet.kept(rule.person)[rule.person]
            found.append(pd.Series(born.array, index=people.array))
    return pd.concat(found).groupby(level=0).min() if found else pd.Series(dtype=DATE_DTYPE)


def _after_end(sheet: TypedSheet, *, ended: pd.Series[Any]) -> Iterator[Finding]:
    rule = sheet.rule.attendance
    if rule is None or ended.empty:
        return
    last_day = _day_of(sheet, rule.person, ended)
    for header, day in sheet.occasions.items():
        marks = sheet.columns[header]
        came = marks.has(np.array([bool(rule.marks.get(mark)) for mark in marks.values]))
        for row in sheet.numbered(came & (np.datetime64(day) > last_day) & sheet.is_kept):
            yield sheet.finding("EK607", row, header)


def _read_before_birth(sheet: TypedSheet, *, born: pd.Series[Any]) -> Iterator[Finding]:
    if born.empty:
        return
    dated = {(r.person, r.date): None for r in sheet.rule.readings if r.date}
    if sheet.rule.statuses is not None:
        dated[sheet.rule.statuses.person, sheet.rule.statuses.started] = None
    for record in sheet.rule.records:
        day = record.dated(record.kind.first)
        if day is not None and record.enrolled:
            dated[record.enrolled[0], day] = None
    for person, day in dated:
        is_early = _days(sheet, str(day)) < _day_of(sheet, person, born)
        for row in sheet.numbered(is_early & sheet.is_kept):
            yield sheet.finding("EK608", row, str(day))


def _waves_in_order(sheet: TypedSheet, waves: Sequence[str]) -> TypedSheet:
    """Set aside a reading that is dated before an earlier wave of the same instrument."""
    readings = [(n, r) for n, r in enumerate(sheet.rule.readings) if r.wave and r.date]
    readings.sort(key=lambda pair: waves.index(pair[1].wave))
    for (_, earlier), (number, later) in combinations(readings, 2):
        if later.instrument.name != earlier.instrument.name or later.wave == earlier.wave:
            continue
        both = sheet.answered(earlier) & sheet.answered(later)
        wrong = both & (_days(sheet, str(later.date)) < _days(sheet, str(earlier.date)))
        facts = {"wave": later.wave, "earlier": earlier.wave, "instrument": later.instrument.title}
        rows = sheet.numbered(wrong)
        found = [sheet.finding("EK503", row, str(later.date), facts=facts) for row in rows]
        sheet = sheet.clearing(number, rows).noting(found)
    return sheet


def _unanswered(sheet: TypedSheet) -> Iterator[Finding]:
    """Name a wave without usable answers in a row that answers the instrument at another."""
    often = Counter(reading.instrument.name for reading in sheet.rule.readings)
    if max(often.values(), default=0) < 2:  # no other reading to compare with
        return
    answered = [sheet.answered(reading) for reading in sheet.rule.readings]
    for number, reading in enumerate(sheet.rule.readings):
        elsewhere = np.zeros(len(sheet.rows), dtype=bool)
        for other, that in enumerate(sheet.rule.readings):
            if that.instrument.name == reading.instrument.name and that.wave != reading.wave:
                elsewhere |= answered[other]
        expected = sheet.columns[reading.date].has_value if reading.date else elsewhere
        facts = {"instrument": reading.instrument.title, "wave": reading.wave}
        for row in sheet.numbered(elsewhere & expected & ~answered[number]):
            if (row, number) not in sheet.cleared:
                yield sheet.finding("EK410", row, facts=facts)


def _without_content(sheet: TypedSheet) -> Iterator[Finding]:
    """Set aside rows that nothing is made of, so that "loaded" means what it says."""
    rule = sheet.rule
    if rule.enrolments is not None or rule.statuses is not None or rule.records:
        return
    has_content = np.zeros(len(sheet.rows), dtype=bool)
    for reading in sheet.rule.readings:
        has_content |= sheet.answered(reading)
    for header in sheet.occasions:
        has_content |= sheet.columns[header].has_value
    for row in sheet.numbered(~has_content & sheet.is_kept):
        yield sheet.finding("EK308", row)
