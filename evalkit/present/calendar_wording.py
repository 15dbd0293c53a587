"""Sentences of the measurement calendar: what is open, what was made, and what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evalkit.monitoring.calendar import MeasurementCalendar
from evalkit.monitoring.completion import CalendarCompletion
from evalkit.present.calendar_words import moment_list, plan_title, programme_title
from evalkit.present.count_wording import quarter_text
from evalkit.present.numbers import confidence_text, count_text, date_text, percent_text
from evalkit.present.words import word
from evalkit.results import SHOWN_FROM

__all__ = [
    "basis_sentences",
    "no_calendar",
    "reach_sentence",
    "say_calendar",
    "say_completion",
    "state_sentences",
]

_UNSCHEDULED = {
    "no_interval": "calendar_say_no_interval",
    "elsewhere": "calendar_say_elsewhere",
}


def say_calendar(result: MeasurementCalendar, *, language: str) -> list[str]:
    """Return what is open, what was made in the latest whole quarter, and what it rests on."""
    if not result.scheduled:
        return no_calendar(result, language)
    said = [_open(row, result, language) for row in result.summary().to_dict("records")]
    return [
        *reach_sentence(result, language),
        *said,
        *say_completion(result.completion, language=language),
        *basis_sentences(result, language),
        *_others(result, language),
    ]


def _open(row: Mapping[Any, Any], result: MeasurementCalendar, language: str) -> str:
    name = str(row["measurement"])
    facts = {key: count_text(value, language) for key, value in row.items() if key != "measurement"}
    facts |= {"title": plan_title(result, name, language)}
    facts |= {"day": date_text(result.as_of, language)}
    if result.plan(name).is_voluntary:
        said = word("calendar_say_voluntary", language, **facts)
    else:
        said = word("calendar_say_open", language, **facts)
    if row["done"] < SHOWN_FROM:
        return said
    days = count_text(result.on_time, language)
    return f"{said} {word('calendar_say_timing', language, days=days, **facts)}"


def say_completion(result: CalendarCompletion, *, language: str) -> list[str]:
    """Return the share of the latest quarter in which nothing is open, by measurement."""
    frame = result.to_frame()
    whole = frame[(frame["open"] == 0) & frame["is_over"].astype(bool) & (frame["n"] > 0)]
    said = []
    for name, rows in whole.groupby("measurement", sort=False):
        row = rows.iloc[-1].to_dict()
        facts = {
            "title": plan_title(result, str(name), language),
            "quarter": quarter_text(str(row["quarter"]), language),
        }
        if row["n"] < SHOWN_FROM:
            said.append(word("calendar_say_few", language, few=SHOWN_FROM, **facts))
            continue
        ends = {end: percent_text(row[f"conf_{end}"], language) for end in ("low", "high")}
        confidence = confidence_text(result.confidence, language)
        said.append(
            word(
                "calendar_say_completion",
                language,
                count=count_text(row["count"], language),
                n=count_text(row["n"], language),
                share=percent_text(row["estimate"], language),
                confidence=word("interval", language, confidence=confidence),
                interval=word("to", language, **ends),
                **facts,
            )
        )
    return said


def basis_sentences(result: MeasurementCalendar, language: str) -> list[str]:
    """Return what the plans rest on: an assumption, the caller, or a source that leaves it open."""
    said = []
    if any(plan.basis == "own" for plan in result.scheduled):
        said.append(word("calendar_say_own", language))
    for plan in result.scheduled:
        title = plan_title(result, plan.name, language)
        if plan.basis == "evalkit" and plan.moments:
            when = moment_list(plan, language)
            said.append(word("calendar_say_assumed", language, title=title, when=when))
        if plan.required == "not_stated":
            said.append(word("calendar_say_not_stated", language, title=title))
    return said


def reach_sentence(result: MeasurementCalendar, language: str) -> list[str]:
    """Return how far the data reach, where that is not to the day asked about."""
    if result.known_until is None or result.known_until >= result.as_of:
        return []
    latest = date_text(result.known_until, language)
    return [word("calendar_say_reach", language, latest=latest)]


def state_sentences(result: MeasurementCalendar, language: str) -> list[str]:
    """Return what the states mean, of the kinds of measurement there are."""
    days = count_text(result.on_time, language)
    asked = {plan.is_voluntary for plan in result.scheduled}
    said = [word("calendar_states_note", language, days=days)] if False in asked else []
    said += [word("calendar_voluntary_note", language, days=days)] if True in asked else []
    ahead = count_text(result.ahead, language)
    said.append(word("calendar_later_note", language, ahead=ahead))
    return [*said, word("calendar_days_note", language, days=days)]


def no_calendar(result: MeasurementCalendar, language: str) -> list[str]:
    """Return why there is no calendar, and what could be watched."""
    said = []
    if not result.plans:
        title = programme_title(result, language)
        if result.in_registry:
            said.append(word("calendar_say_no_plan", language, title=title))
        else:
            said.append(word("calendar_say_unknown", language, title=title))
    return [*said, *_others(result, language)]


def _others(result: MeasurementCalendar, language: str) -> list[str]:
    """Return what is not in the calendar: not collected, without a day, refused."""
    said = []
    day = date_text(result.as_of, language)
    for name in result.not_collected:
        title = plan_title(result, name, language)
        said.append(word("calendar_say_not_collected", language, title=title, day=day))
    for reason, key in _UNSCHEDULED.items():
        texts = [
            one.measurement.text[language] for one in result.unscheduled if one.reason == reason
        ]
        if texts:
            said.append(word(key, language, texts=" ".join(texts)))
    for facts, key in (
        (result.could_be_watched, "calendar_say_watch"),
        (result.refuses, "calendar_say_refuses"),
    ):
        if facts:
            said.append(word(key, language, facts=" ".join(fact.text[language] for fact in facts)))
    return said
