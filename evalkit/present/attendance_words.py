"""What tables and sentences about attendance share: units, weeks, signals, own practice."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from evalkit.monitoring.attendance_series import AttendanceSeries
from evalkit.monitoring.control_chart import ControlChart
from evalkit.present.chart_signals import signal_phrase
from evalkit.present.count_wording import quarter_text
from evalkit.present.numbers import count_text, date_text, decimal_text, percent_text
from evalkit.present.places import place_text
from evalkit.present.words import word
from evalkit.programmes.cited import Cited
from evalkit.programmes.documents import builtin_documents

__all__ = [
    "cite_facts",
    "limits_text",
    "not_over",
    "practice_sentences",
    "series_notes",
    "signals_text",
    "step_text",
    "steps_text",
]

# More signals than these are counted: the newest tell how it stands.
MOST_SIGNALS = 4
_MANY = {"week": "att_weeks", "occasion": "att_occasions", "day": "att_days"}
_ONE = {"week": "att_week", "occasion": "att_occasion", "day": "att_day"}


def steps_text(count: int, by: str, language: str) -> str:
    """Return "8 weeks", "1 session".

    Examples
    --------
    >>> steps_text(8, "week", "da"), steps_text(1, "occasion", "en")
    ('8 uger', '1 session')
    """
    if count == 1:
        return word(_ONE[by], language)
    return word(_MANY[by], language, count=count_text(count, language))


def step_text(day: pd.Timestamp, by: str, language: str) -> str:
    """Return a week by its number and first day, or a day.

    Examples
    --------
    >>> step_text(pd.Timestamp("2026-01-05"), "week", "da")
    'Uge 2, 2026 (fra 5. januar 2026)'
    """
    said = date_text(day.date(), language)
    if by != "week":
        return said
    year, number, _ = day.isocalendar()
    return word("att_week_label", language, number=number, year=year, day=said)


def signals_text(signals: pd.DataFrame, chart: ControlChart, language: str) -> str:
    """Return the signals of one chart, the newest first, or that there are none."""
    newest = signals.sort_values(["last", "points"], ascending=False, kind="stable")
    said = [signal_phrase(row, chart, language) for _, row in newest.head(MOST_SIGNALS).iterrows()]
    more = len(newest) - MOST_SIGNALS
    if more > 0:
        said.append(word("att_more_signals", language, count=count_text(more, language)))
    return "; ".join(said) or word("att_no_signal", language)


def limits_text(chart: ControlChart, language: str) -> str:
    """Return the latest limits of a chart, or a dash when there are none."""
    rows = chart.to_frame()
    known = rows[rows["lower"].notna() & rows["upper"].notna()]
    if known.empty:
        return word("not_computed", language)
    number = percent_text if chart.kind == "p" else decimal_text
    ends = (number(known[name].iloc[-1], language) for name in ("lower", "upper"))
    return word("to", language, **dict(zip(("low", "high"), ends, strict=True)))


def not_over(quarter: object, latest: dt.date | None, language: str, *, is_over: bool) -> list[str]:
    """Say that a quarter is not over in the data; nothing when it is."""
    if is_over or latest is None:
        return []
    facts = {"quarter": quarter_text(str(quarter), language), "day": date_text(latest, language)}
    return [word("att_not_over_note", language, **facts)]


def cite_facts(fact: Cited, language: str) -> dict[str, str]:
    """Return what a sentence says of a fact: text, cite and place."""
    document = builtin_documents().get(fact.document)
    cite = fact.document if document is None else f"{document.by} {document.year or ''}".strip()
    return {
        "text": fact.text[language],
        "cite": cite,
        "place": place_text(fact.place, language),
    }


def practice_sentences(practice: tuple[Cited, ...], language: str) -> list[str]:
    """Say what the programme itself says it does when attendance falls, each place once."""
    by_place: dict[tuple[str, str], list[str]] = {}
    for fact in practice:
        facts = cite_facts(fact, language)
        by_place.setdefault((facts["cite"], facts["place"]), []).append(facts["text"])
    return [
        word("att_say_practice", language, practice=" ".join(texts), cite=cite, place=place)
        for (cite, place), texts in by_place.items()
    ]


def series_notes(result: AttendanceSeries, language: str) -> list[str]:
    """Return what must be known of the register, and that the quarter is not over."""
    counted = {
        "att_repeated_note": result.marks.repeated,
        "att_contradicting_note": result.marks.contradicting,
        "att_outside_note": result.marks.outside,
        "att_left_out_note": result.weeks_left_out,
    }
    said = [
        word(name, language, count=count_text(count, language))
        for name, count in counted.items()
        if count
    ]
    return [*said, *not_over(result.quarter, result.latest, language, is_over=result.is_over)]
