"""What readers call the parts of a measurement calendar: measurements, occasions, states."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evalkit.monitoring.calendar import MeasurementCalendar
from evalkit.monitoring.completion import CalendarCompletion
from evalkit.monitoring.plan import Plan
from evalkit.present.numbers import decimal_text
from evalkit.present.words import capital, listed, word, word_or

__all__ = [
    "STATE_WORDS",
    "TIMING_WORDS",
    "moment_list",
    "occasion_text",
    "plan_title",
    "programme_title",
]

STATE_WORDS = {
    "done": "calendar_done",
    "due": "calendar_due",
    "overdue": "calendar_overdue",
    "missed": "calendar_missed",
    "possible": "calendar_possible",
    "not_made": "calendar_not_made",
    "not_yet": "calendar_not_yet",
    "ended": "calendar_ended",
}
TIMING_WORDS = {
    "early": "calendar_file_early",
    "on_time": "calendar_file_on_time",
    "late": "calendar_file_late",
}
_MOMENTS = {
    "before": "plan_before",
    "during": "plan_during",
    "after": "plan_after",
    "follow_up": "plan_follow_up",
}


def programme_title(result: MeasurementCalendar, language: str) -> str:
    """Return what readers call the programme."""
    return result.titles.get(result.programme, {}).get(language, result.programme)


def plan_title(result: MeasurementCalendar | CalendarCompletion, name: str, language: str) -> str:
    """Return what readers call a measurement: its title, its instruments, or its kind."""
    plan = next(one for one in result.plans if one.name == name)
    if plan.title:
        return plan.title[language]
    if plan.instruments:
        titles = [result.titles.get(one, {}).get(language, one) for one in plan.instruments]
        return listed(titles, language)
    if plan.meeting:
        return capital(word_or(plan.meeting, language))
    return name if name != Plan.name else word("calendar_own_plan", language)


def occasion_text(result: MeasurementCalendar, row: Mapping[Any, Any], *, language: str) -> str:
    """Return which of the plan's readings it is: its number from 1, or its name."""
    plan, occasion = result.plan(str(row["measurement"])), str(row["occasion"])
    if plan.moments:
        return moment_text(occasion, language)
    return str(int(occasion) + int(plan.at_start))


def moment_text(name: str, language: str) -> str:
    """Return what readers call a named time."""
    plain = name.casefold().replace("-", "_").replace(" ", "_")
    return word(_MOMENTS[plain], language) if plain in _MOMENTS else word_or(name, language)


def moment_list(plan: Plan, language: str) -> str:
    """Return the named times of a plan with their months."""
    told = []
    for name, months in plan.moments.items():
        title = moment_text(name, language)
        digits = 0 if months.is_integer() else 1
        number = decimal_text(months, language, digits=digits)
        if months == 0:
            told.append(word("calendar_say_moment_start", language, name=title))
        else:
            told.append(word("calendar_say_moment", language, name=title, months=number))
    return listed(told, language)
