"""Rows, enrolments and readings that are given twice, in one file or in two."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from evalkit.findings import Finding
from evalkit.frames import DATE_DTYPE
from evalkit.intake.births import birth_dates
from evalkit.intake.profile import EnrolmentRule, ReadingRule
from evalkit.intake.typed_sheet import TypedSheet

__all__ = ["without_conflicting_enrolments", "without_repeated_readings", "without_repeated_rows"]

_READING = ["instrument", "person", "date", "wave", "respondent", "item"]
_WHOLE_ROW = -1


class Place(NamedTuple):
    """A row of one of several sheets, and which of its readings (or the whole row)."""

    sheet: int
    reading: int
    row: int


At = tuple[int, int]
Frames = Mapping[At, pd.DataFrame]
# What rows of one sheet (or of one of its readings) say, asked for only where a key is shared.
Contents = Callable[[At, pd.Index], pd.DataFrame]


def without_repeated_rows(sheets: Sequence[TypedSheet]) -> list[TypedSheet]:
    """Set aside the repetition of a row, and every row of a key that says different things.

    Sheets by the same rule are one delivery in parts, and are looked at together.
    """
    found: list[tuple[Place, Finding]] = []
    for name in dict.fromkeys(sheet.rule.name for sheet in sheets):
        parts = {
            (number, _WHOLE_ROW): sheet
            for number, sheet in enumerate(sheets)
            if sheet.rule.name == name
        }
        keys = _row_keys(parts)

        def said(at: At, rows: pd.Index, parts: Mapping[At, TypedSheet] = parts) -> pd.DataFrame:
            return parts[at].said(rows)

        key = next(iter(parts.values())).rule.row_key
        for places, is_same in _repeated(keys, said):
            code = "EK501" if is_same else _different(sheets, places, _conflict(parts))
            for place in places[1:] if is_same else places:
                facts = _elsewhere(sheets, places, place) | {"key": ", ".join(key)}
                found.append((place, sheets[place.sheet].finding(code, place.row, facts=facts)))
    return _with_rows_aside(sheets, found)


def _conflict(parts: Mapping[At, TypedSheet]) -> str:
    """Return the code of different rows with one key: two courses, where a person is the key."""
    rule = next(iter(parts.values())).rule
    is_person = rule.enrolments is not None and rule.row_key == (rule.enrolments.person,)
    return "EK506" if is_person and not rule.readings else "EK502"


def _row_keys(parts: Mapping[At, TypedSheet]) -> dict[At, pd.DataFrame]:
    """Return what names a row; one number instead of texts where one sheet is all there is."""
    if len(parts) > 1:
        return {at: sheet.kept(*sheet.rule.row_key) for at, sheet in parts.items()}
    [(at, sheet)] = parts.items()
    key = np.zeros(len(sheet.rows), dtype=np.int64)
    for name in sheet.rule.row_key:
        numbers, count = sheet.columns[name].identity()
        key = key * count + numbers
    kept = sheet.is_kept
    return {at: pd.DataFrame({"key": key[kept]}, index=sheet.rows[kept])}


def _different(sheets: Sequence[TypedSheet], places: Sequence[Place], code: str) -> str:
    """Return EK507 instead of a code where what differs is the day somebody was born."""
    born = set()
    for place in places:
        days = birth_dates(sheets[place.sheet])
        if days is not None and place.row in days.index:
            born.add(days.loc[place.row])
    return "EK507" if len({day for day in born if pd.notna(day)}) > 1 else code


def without_conflicting_enrolments(sheets: Sequence[TypedSheet]) -> list[TypedSheet]:
    """Set aside rows that say different things about when or where one person takes part."""
    persons, said = {}, {}
    for number, sheet in enumerate(sheets):
        rule = sheet.rule.enrolments
        if rule is not None:
            headers = _enrolment_columns(rule)
            kept = sheet.kept(*{rule.person: 0} | dict.fromkeys(headers.values()))
            persons[number, _WHOLE_ROW] = kept[[rule.person]].set_axis(["person"], axis=1)
            said[number, _WHOLE_ROW] = pd.DataFrame(
                {name: kept[header].astype("str") for name, header in headers.items()},
                index=kept.index,
            )
    found = [
        (place, sheets[place.sheet].finding(code, place.row, facts=facts))
        for places, is_same in (_repeated(persons, _rows_of(said)) if persons else ())
        if not is_same
        for code in [_different(sheets, places, "EK506")]
        for place in places
        for facts in [_elsewhere(sheets, places, place)]
    ]
    return _with_rows_aside(sheets, found)


def without_repeated_readings(sheets: Sequence[TypedSheet]) -> list[TypedSheet]:
    """Set aside a reading that is given twice, in two rows, files or groups of columns.

    The first is kept when the answers are the same; none when they are not.
    """
    if _readings_are_rows(sheets):
        return list(sheets)
    keys, answers = {}, {}
    for number, sheet in enumerate(sheets):
        for which, reading in enumerate(sheet.rule.readings):
            names = {reading.person, reading.date, reading.respondent, reading.item}
            kept = sheet.kept(*filter(None, names), *reading.items.values())
            rows = kept.loc[sheet.answered(reading)[sheet.is_kept]]
            keys[number, which] = _reading_key(rows, reading)
            items = {item: rows[header] for item, header in reading.items.items()}
            answers[number, which] = pd.DataFrame(items, index=rows.index).astype("float64")
    found: dict[At, list[Finding]] = {}
    for places, is_same in _repeated(keys, _rows_of(answers)) if keys else ():
        for place in places[1:] if is_same else places:
            sheet = sheets[place.sheet]
            reading = sheet.rule.readings[place.reading]
            facts = _elsewhere(sheets, places, place) | {"instrument": reading.instrument.title}
            code = "EK504" if is_same else "EK505"
            finding = sheet.finding(code, place.row, facts=facts)
            found.setdefault((place.sheet, place.reading), []).append(finding)
    checked = list(sheets)
    for (number, which), told in found.items():
        twice = [finding.row for finding in told if finding.row is not None]
        checked[number] = checked[number].clearing(which, twice).noting(told)
    return checked


def _readings_are_rows(sheets: Sequence[TypedSheet]) -> bool:
    """Whether no reading can be given twice, because no row is.

    So it is when each instrument is read once, and what names a row is part of what names its
    reading; repeated rows are set aside by now.
    """
    seen = Counter((r.instrument.name, r.wave) for s in sheets for r in s.rule.readings)
    return all(count == 1 for count in seen.values()) and all(
        {*sheet.rule.row_key} <= {reading.person, reading.date, reading.respondent, reading.item}
        for sheet in sheets
        for reading in sheet.rule.readings
    )


def _reading_key(rows: pd.DataFrame, reading: ReadingRule) -> pd.DataFrame:
    nobody = pd.Series("", index=rows.index, dtype="str")
    never = pd.Series(pd.NaT, index=rows.index, dtype=DATE_DTYPE)
    return pd.DataFrame(
        {
            "instrument": pd.Series(reading.instrument.name, index=rows.index, dtype="str"),
            "person": rows[reading.person],
            "date": rows[reading.date] if reading.date else never,
            "wave": pd.Series(reading.wave, index=rows.index, dtype="str"),
            "respondent": rows[reading.respondent].fillna("") if reading.respondent else nobody,
            "item": rows[reading.item].fillna("") if reading.item else nobody,
        }
    )[_READING]


def _enrolment_columns(rule: EnrolmentRule) -> dict[str, str]:
    own = {
        "started": rule.started,
        "ended": rule.ended,
        "site": rule.site,
        "exit_reason": rule.exit_reason,
    }
    return {name: header for name, header in own.items() if header} | dict(rule.background or {})


def _rows_of(frames: Frames) -> Contents:
    return lambda at, rows: frames[at].loc[rows]


def _repeated(keys: Frames, contents: Contents) -> Iterator[tuple[list[Place], bool]]:
    """Yield the places that share a key, in their order, and whether their content is one."""
    stacked = pd.concat(keys, names=["sheet", "reading", "row"]) if len(keys) > 1 else None
    flat = next(iter(keys.values())) if stacked is None else stacked
    # One column is looked through four times as fast as a frame.
    alone = flat.iloc[:, 0] if flat.shape[1] == 1 else flat
    shared = alone.duplicated(keep=False)
    if not shared.any():
        return
    stacked = pd.concat(keys, names=["sheet", "reading", "row"]) if stacked is None else stacked
    repeated = stacked.loc[shared.to_numpy()]
    group = repeated.groupby(list(stacked.columns), sort=False, dropna=False).ngroup()
    parts = {at: contents(at, _rows_at(repeated.index, at)) for at in keys}
    content = pd.concat({at: part for at, part in parts.items() if len(part)})
    texts = content.select_dtypes(exclude="number")
    content = content.assign(**texts.fillna("").apply(lambda column: column.str.strip()))
    digest = pd.util.hash_pandas_object(content, index=False).to_numpy()
    is_same = pd.Series(digest, index=group.index).groupby(group).nunique() == 1
    for number, members in group.groupby(group, sort=False):
        places = [Place(*(int(part) for part in at)) for at in members.index]
        yield places, bool(is_same[number])


def _rows_at(index: pd.Index, at: At) -> pd.Index:
    """Return the rows of one sheet and reading."""
    sheet, reading = index.get_level_values(0), index.get_level_values(1)
    rows: pd.Index = index.get_level_values(2)[(sheet == at[0]) & (reading == at[1])]
    return rows


def _elsewhere(
    sheets: Sequence[TypedSheet], places: Sequence[Place], here: Place
) -> dict[str, object]:
    """Say where another row of the same key stands: the first one that is not here."""
    other = next(place for place in places if place != here)
    text = sheets[other.sheet].text
    where = text.place
    return {"other": other.row, "where": where}


def _with_rows_aside(
    sheets: Sequence[TypedSheet], found: Sequence[tuple[Place, Finding]]
) -> list[TypedSheet]:
    by_sheet: dict[int, list[Finding]] = {}
    for place, finding in found:
        by_sheet.setdefault(place.sheet, []).append(finding)
    return [
        sheet.setting_aside(by_sheet[number]) if number in by_sheet else sheet
        for number, sheet in enumerate(sheets)
    ]
