"""Coded checks of an instrument's answers together: coding, blanks, items the wrong way round."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evalkit.findings import Finding
from evalkit.intake.profile import ReadingRule
from evalkit.intake.typed_sheet import TypedSheet
from evalkit.readers.text_column import TextColumn

__all__ = ["reading_findings"]

# A reading of fewer items may well be all 0.
_FEWEST_ITEMS = 3
# Fewer readings say nothing about how items go together.
_FEWEST_READINGS = 20
# So many readings show how items go together; a million show nothing more.
_ENOUGH_READINGS = 2_000
# A correlation beyond this, with 20 readings or more, is no accident of a small group (p < .05 at
# r = .44 for 20), and items of one scale go together more strongly.
_CLEARLY = 0.45
# When nearly every answer that is out of range is one above it, the coding starts one higher.
_FEWEST_ABOVE = 5


def reading_findings(sheets: Sequence[TypedSheet]) -> list[Finding]:
    """Return what is odd about the answers to each instrument of each sheet."""
    found: list[Finding] = []
    for sheet in sheets:
        for _, rules in groupby(sheet.rule.readings, key=lambda rule: rule.instrument.name):
            readings = list(rules)
            found += _not_scored(sheet, readings)
            found += _all_zero(sheet, readings)
            found += _other_coding(sheet, readings)
            found += _reversed_wrongly(sheet, readings)
    return found


def _answers(sheet: TypedSheet, reading: ReadingRule) -> pd.DataFrame:
    """Return one row per reading, one column per item; of very many, some from all over."""
    places = np.flatnonzero(sheet.answered(reading))
    if reading.item is None:
        places = places[:: len(places) // _ENOUGH_READINGS + 1]
    columns = {item: sheet.columns[header] for item, header in reading.items.items()}
    answers = pd.DataFrame({name: one.values[one.codes[places]] for name, one in columns.items()})
    if reading.item is not None:
        names = [name for name in (reading.person, reading.date, reading.respondent) if name]
        who = [sheet.columns[name].identity()[0][places] for name in names]
        answers = answers.groupby(who).first()
    return answers.astype("float64")


def _not_scored(sheet: TypedSheet, readings: Sequence[ReadingRule]) -> Iterator[Finding]:
    """Count the readings that lack more answers than a scale's rule allows."""
    for scale in readings[0].instrument.scales:
        count = 0
        for reading in readings:
            items = [item for item in scale.items if item in reading.items]
            if reading.item is not None:
                answers = _answers(sheet, reading).reindex(columns=list(scale.items))
                count += int((answers.isna().sum(axis=1) > scale.most_missing).sum())
                continue
            lacking = np.full(len(sheet.rows), len(scale.items), dtype=np.int16)
            for item in items:
                lacking -= sheet.columns[reading.items[item]].has_value
            count += int((sheet.answered(reading) & (lacking > scale.most_missing)).sum())
        if count:
            yield sheet.finding("EK701", facts={"scale": scale.title, "count": count})


def _all_zero(sheet: TypedSheet, readings: Sequence[ReadingRule]) -> Iterator[Finding]:
    asked = readings[0].instrument
    count = 0
    for reading in readings:
        if asked.lowest > 0 or len(reading.items) < _FEWEST_ITEMS:
            continue
        if reading.item is not None:
            count += int((_answers(sheet, reading) == 0).all(axis=1).sum())
            continue
        places = np.flatnonzero(sheet.is_kept)
        for header in reading.items.values():
            column = sheet.columns[header]
            places = places[(column.values == 0)[column.codes[places]]]
        count += len(places)
    if count:
        yield sheet.finding("EK423", facts={"instrument": asked.title, "count": count})


def _other_coding(sheet: TypedSheet, readings: Sequence[ReadingRule]) -> Iterator[Finding]:
    """Say when answers are one above the scale and its lowest never occurs."""
    asked = readings[0].instrument
    if not asked.codes.whole or any(reading.answers is not None for reading in readings):
        return
    columns = [sheet.text.columns[header] for reading in readings for header in reading.headers]
    if any(_is(column, asked.lowest).any() for column in columns):
        return
    above = sum(int(column.has(_is(column, asked.highest + 1)).sum()) for column in columns)
    if above >= _FEWEST_ABOVE:
        facts = {
            "instrument": asked.title,
            "lowest": f"{asked.lowest:g}",
            "count": above,
            "above": f"{asked.highest + 1:g}",
            "above_lowest": f"{asked.lowest + 1:g}",
        }
        yield sheet.finding("EK425", facts=facts)


def _is(column: TextColumn, value: float) -> NDArray[np.bool_]:
    """Return which texts of a column are a number."""
    return np.array([text.strip() == f"{value:g}" for text in column.distinct()], dtype=bool)


def _reversed_wrongly(sheet: TypedSheet, readings: Sequence[ReadingRule]) -> Iterator[Finding]:
    """Say when items that should go against the others go with them, or one alone against all."""
    asked = readings[0].instrument
    answers = pd.concat([_answers(sheet, reading) for reading in readings], ignore_index=True)
    for scale in asked.scales:
        there = [item for item in scale.items if item in answers.columns]
        complete = answers[there].dropna()
        against = [item for item in there if item in scale.reversed]
        along = [item for item in there if item not in scale.reversed]
        if len(complete) < _FEWEST_READINGS or len(there) < _FEWEST_ITEMS:
            continue
        turned = complete.copy()
        turned[against] = asked.lowest + asked.highest - complete[against]
        with_others = bool(against and along) and (
            _correlation(complete[against].mean(axis=1), complete[along].mean(axis=1)) > _CLEARLY
        )
        alone = any(
            _correlation(turned[item], turned.drop(columns=item).mean(axis=1)) < -_CLEARLY
            for item in there
        )
        if with_others or alone:
            yield sheet.finding("EK424", facts={"instrument": asked.title, "count": len(complete)})
            return


def _correlation(one: pd.Series[float], other: pd.Series[float]) -> float:
    """Return Pearson's r, 0 where a column is the same in every reading."""
    if one.nunique() < 2 or other.nunique() < 2:
        return 0.0
    return float(np.corrcoef(one, other)[0, 1])
