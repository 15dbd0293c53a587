"""The parts of one person's status as tables, and the network map. Internal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from evalkit.monitoring.goal_scores import level_of
from evalkit.monitoring.individual_time import (
    IndividualCourse,
    IndividualGoals,
    IndividualMeetings,
    IndividualNetwork,
    IndividualTime,
)
from evalkit.present.blocks import Figure, Table, Text
from evalkit.present.count_wording import quarter_text
from evalkit.present.goals_table import area_text
from evalkit.present.individual_words import day_text
from evalkit.present.network_map_figure import network_map_figure, network_map_table
from evalkit.present.numbers import count_text, decimal_text
from evalkit.present.plots.goals import level_text
from evalkit.present.table_columns import columns
from evalkit.present.words import capital, word, word_or

__all__ = [
    "individual_course_table",
    "individual_goals_table",
    "individual_meetings_table",
    "individual_network_figure",
    "individual_network_table",
    "individual_time_table",
]

_SETTERS = {
    "person": "ind_goal_person",
    "worker": "ind_goal_worker",
    "both": "ind_goal_both",
}
_KINDS = {
    "status meeting": "ind_meeting_status",
    "yearly review": "ind_meeting_yearly",
    "network meeting": "ind_meeting_network",
}
_GOAL_LABELS = ("ind_goal", "ind_goal_set", "ind_goal_first", "ind_goal_latest", "ind_goal_next")
_MEETING_LABELS = ("ind_day", "ind_meeting", "ind_minutes", "ind_participants", "ind_report")
_DAYS = {
    "proposed": "ind_proposed",
    "accepted": "ind_accepted",
    "started": "ind_started",
    "ended": "ind_ended",
}


def individual_goals_table(result: IndividualGoals, *, language: str) -> Table | Text:
    """Return the person's goals: set when and by whom, ratings, next review."""
    rows = result.to_frame().to_dict("records")
    if not rows:
        return Text((word("ind_say_no_goals", language),))
    labels = [word(name, language) for name in _GOAL_LABELS]
    return Table(
        caption=word("ind_goals", language),
        columns=columns(labels, texts=range(len(labels))),
        rows=tuple(_goal_cells(result, row, language) for row in rows),
        notes=(word("ind_goal_note", language, months=result.review_months),),
    )


def _goal_cells(result: IndividualGoals, row: Mapping[Any, Any], language: str) -> tuple[str, ...]:
    goal = capital(str(row["goal"]))
    if not _is_empty(row["area"]):
        area = area_text(str(row["area"]), language)
        goal = word("ind_goal_area", language, goal=goal, area=area)
    latest = level_text(level_of(row["attainment"]), language)
    if not pd.isna(row["attainment"]):
        day = day_text(row["rated_on"], language)
        latest = word("ind_goal_rated_on", language, level=latest, day=day)
    return (
        goal,
        word(
            "ind_goal_set_by",
            language,
            day=day_text(row["set_on"], language, none=word("ind_goal_no_day", language)),
            who=_setter(row["set_by"], language),
        ),
        level_text(level_of(row["first_attainment"]), language),
        latest,
        _next_review(result, row, language),
    )


def _is_empty(value: object) -> bool:
    return bool(pd.isna(value)) or not str(value).strip()  # type: ignore[call-overload]


def _setter(who: object, language: str) -> str:
    if _is_empty(who):
        return word("ind_goal_nobody", language)
    if who in _SETTERS:
        return word(_SETTERS[str(who)], language)
    return word("ind_goal_other", language, who=word_or(str(who), language))


def _next_review(result: IndividualGoals, row: Mapping[Any, Any], language: str) -> str:
    if row["attainment"] >= 0:
        return word("ind_goal_reached", language)
    if pd.isna(row["next_review"]):
        return word("ind_goal_over", language)
    day = day_text(row["next_review"], language)
    passed = pd.Timestamp(row["next_review"]) < pd.Timestamp(result.as_of)
    return word("ind_goal_past", language, day=day) if passed else day


def individual_network_figure(result: IndividualNetwork, *, language: str) -> Figure | Text:
    """Return the picture of the latest map beside the one before."""
    if result.found is None:
        return Text((word("ind_say_no_map", language),))
    return network_map_figure(result.found, language=language)


def individual_network_table(result: IndividualNetwork, *, language: str) -> Table | Text:
    """Return the relations by their numbers."""
    if result.found is None:
        return Text((word("ind_say_no_map", language),))
    return network_map_table(result.found, language=language)


def individual_time_table(result: IndividualTime, *, language: str) -> Table | Text:
    """Return time together and attendance, a row per quarter; what is not collected is left out."""
    rows = result.to_frame().to_dict("records")
    if not rows or not (result.has_contacts or result.has_attendance):
        return Text((word("ind_say_no_time", language),))
    names = ["ind_quarter"]
    names += ["ind_contacts", "ind_hours"] if result.has_contacts else []
    names += ["ind_came"] if result.has_attendance else []
    if result.has_contacts and result.has_attendance:
        caption = word("ind_time", language)
    else:
        caption = word("ind_time_caption" if result.has_contacts else "ind_came_caption", language)
    notes = [word("ind_time_note", language)]
    if result.without_hours:
        notes.append(word("ind_no_hours_note", language, count=result.without_hours))
    if result.has_attendance and not result.absences_known:
        notes.append(word("ind_absence_note", language))
    return Table(
        caption=caption,
        columns=columns([word(name, language) for name in names]),
        rows=tuple(_time_cells(result, row, language) for row in rows),
        notes=tuple(notes),
    )


def _time_cells(result: IndividualTime, row: Mapping[Any, Any], language: str) -> tuple[str, ...]:
    quarter = quarter_text(row["quarter"], language)
    if not row["is_over"]:
        quarter = word("ind_so_far", language, quarter=quarter)
    cells = [quarter]
    if result.has_contacts:
        cells += [count_text(row["contacts"], language), decimal_text(row["hours"], language)]
    if result.has_attendance and result.absences_known:
        cells.append(word("ind_came_of", language, came=row["came"], noted=row["noted"]))
    elif result.has_attendance:
        cells.append(count_text(row["came"], language))
    return tuple(cells)


def individual_meetings_table(result: IndividualMeetings, *, language: str) -> Table | Text:
    """Return the meetings about the person."""
    rows = result.to_frame().to_dict("records")
    if not rows:
        return Text((word("ind_say_no_meeting", language),))
    names = _MEETING_LABELS if result.reports_known else _MEETING_LABELS[:-1]
    labels = [word(name, language) for name in names]
    return Table(
        caption=word("ind_meetings", language),
        columns=columns(labels, texts=(0, 1, 2, 4)),
        rows=tuple(_meeting_cells(row, language)[: len(labels)] for row in rows),
    )


def _meeting_cells(row: Mapping[Any, Any], language: str) -> tuple[str, ...]:
    kind = str(row["kind"])
    minutes = word("ind_not_noted", language)
    if not pd.isna(row["minutes"]):
        minutes = word(
            "ind_minutes_text", language, minutes=decimal_text(row["minutes"], language, digits=0)
        )
    return (
        day_text(row["date"], language),
        word(_KINDS[kind], language) if kind in _KINDS else word_or(kind, language),
        minutes,
        count_text(row["participants"], language),
        _yes_no(row["report_written"], language),
    )


def _yes_no(value: object, language: str) -> str:
    if pd.isna(value):  # type: ignore[call-overload]
        return word("ind_not_noted", language)
    return word("ind_yes" if value else "ind_no", language)


def individual_course_table(result: IndividualCourse, *, language: str) -> Table | Text:
    """Return what began and ended; days that no row has are left out."""
    frame = result.to_frame()
    if frame.empty:
        return Text((word("ind_say_no_time", language),))
    shown = [name for name in _DAYS if name in ("started", "ended") or frame[name].notna().any()]
    labels = [word("ind_what", language), *(word(_DAYS[name], language) for name in shown)]
    return Table(
        caption=word("ind_course", language),
        columns=columns(labels, texts=range(len(labels))),
        rows=tuple(
            (_course_name(row, language), *(_course_day(row, name, language) for name in shown))
            for row in frame.to_dict("records")
        ),
    )


def _course_name(row: Mapping[Any, Any], language: str) -> str:
    if row["what"] == "course":
        return word("ind_course_row", language)
    if row["what"] == "match":
        return word("ind_match_row", language, number=row["number"])
    domain, status = (word_or(str(row[name]), language) for name in ("domain", "status"))
    return word("ind_status_row", language, domain=domain, status=status)


def _course_day(row: Mapping[Any, Any], name: str, language: str) -> str:
    goes_on = name == "ended" and not pd.isna(row["started"])
    return day_text(row[name], language, none=word("ind_going_on", language) if goes_on else "")
