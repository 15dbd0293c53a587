"""Those who come less than they used to: an internal list, and sentences that name nobody."""

from __future__ import annotations

from typing import Any

import pandas as pd

from evalkit.monitoring.drop_out_risk import DropOutRisk
from evalkit.present.attendance_words import practice_sentences
from evalkit.present.blocks import Table, Text
from evalkit.present.numbers import (
    confidence_text,
    count_text,
    date_text,
    decimal_text,
    p_text,
    percent_text,
)
from evalkit.present.records import records
from evalkit.present.table_columns import columns
from evalkit.present.words import word

__all__ = ["drop_out_table", "say_drop_out"]


def drop_out_table(result: DropOutRisk, *, language: str) -> Table | Text:
    """Return the internal list; its numbers for the result file are counts alone."""
    notes = [
        word("risk_internal_note", language),
        word(
            "risk_rule_note",
            language,
            recent=result.recent,
            level=confidence_text(result.level, language),
        ),
        *_judged(result, language),
        word("risk_limits_note", language),
        *practice_sentences(result.practice, language),
    ]
    rows = result.to_frame().to_dict("records")
    if not rows:
        return Text((*say_drop_out(result, language=language), notes[1]))
    labels = [word("risk_person", language), word("risk_before", language)]
    labels.append(word("risk_recent", language, recent=result.recent))
    labels += [word(name, language) for name in ("risk_in_row", "risk_last", "risk_chance")]
    return Table(
        caption=word("risk_caption", language, day=_day(result, language)),
        columns=columns(labels, texts=(0, 4)),
        rows=tuple(_cells(row, language) for row in rows),
        notes=tuple(notes),
        name="drop_out_risk",
        numbers=records(result.summary()),
    )


def say_drop_out(result: DropOutRisk, *, language: str) -> list[str]:
    """Say how many are on the list, how many would be by chance, and who is not judged."""
    day = _day(result, language)
    if not result.absences_known and not result.judged:
        return [word("risk_no_absences", language)]
    if not result.judged:
        return [word("risk_nobody_judged", language, day=day), *_not_judged(result, language)]
    facts = {"judged": count_text(result.judged, language), "day": day}
    if not result.listed:
        return [word("risk_say_none", language, **facts), *_not_judged(result, language)]
    said = [
        word(
            "risk_say",
            language,
            listed=count_text(result.listed, language),
            expected=decimal_text(result.expected_false, language),
            **facts,
        ),
        word("risk_limits_note", language),
        *_not_judged(result, language),
        *practice_sentences(result.practice, language),
    ]
    return [*said, *([word("risk_say_group", language)] if result.practice else [])]


def _day(result: DropOutRisk, language: str) -> str:
    return date_text(result.as_of, language)


def _judged(result: DropOutRisk, language: str) -> list[str]:
    facts = {
        "judged": count_text(result.judged, language),
        "expected": decimal_text(result.expected_false, language),
    }
    return [word("risk_false_note", language, **facts), *_not_judged(result, language)]


def _not_judged(result: DropOutRisk, language: str) -> list[str]:
    counts = {name: getattr(result, name) for name in ("too_few", "never_came", "not_noted")}
    if not any(counts.values()):
        return []
    facts = {name: count_text(count, language) for name, count in counts.items()}
    return [word("risk_not_judged_note", language, recent=result.recent, **facts)]


def _cells(row: dict[Any, Any], language: str) -> tuple[str, ...]:
    last = pd.Timestamp(row["last_came"])
    return (
        str(row["person"]),
        word(
            "risk_of",
            language,
            count=row["came_before"],
            n=row["noted_before"],
            share=percent_text(row["share_before"], language),
        ),
        word("risk_of_few", language, count=row["came_recent"], n=row["noted_recent"]),
        count_text(row["missed_in_row"], language),
        date_text(last.date(), language),
        p_text(row["chance"], language),
    )
