"""Tables of the measurement calendar: counts, shares by quarter, and what can be done now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evalkit.monitoring.calendar import CalendarToDo, MeasurementCalendar
from evalkit.monitoring.completion import CalendarCompletion
from evalkit.monitoring.occasions import STATES, TIMINGS
from evalkit.present.blocks import Table, Text
from evalkit.present.calendar_wording import (
    basis_sentences,
    no_calendar,
    reach_sentence,
    state_sentences,
)
from evalkit.present.calendar_words import STATE_WORDS, occasion_text, plan_title
from evalkit.present.count_wording import quarter_text
from evalkit.present.numbers import confidence_text, count_text, date_text, percent_text
from evalkit.present.records import records
from evalkit.present.table_columns import columns
from evalkit.present.words import listed, word
from evalkit.results import SHOWN_FROM

__all__ = ["calendar_table", "completion_table", "to_do_table"]


def calendar_table(result: MeasurementCalendar, *, language: str) -> Table | Text:
    """Return how many readings are in each state, by measurement."""
    frame = result.summary()
    if frame.empty:
        return Text(tuple(no_calendar(result, language)))
    # A programme whose readings are all voluntary has no column for what is overdue, and so on.
    asked = {plan.is_voluntary for plan in result.scheduled}
    unused = {True: ("possible", "not_made"), False: ("due", "overdue", "missed")}
    left_out = [state for kind, states in unused.items() if kind not in asked for state in states]
    states = [state for state in STATES if state not in left_out]
    few = frame["n"] < SHOWN_FROM
    frame[[*STATES, *TIMINGS]] = frame[[*STATES, *TIMINGS]].astype("Int64").mask(few)
    rows = [
        (
            plan_title(result, str(row["measurement"]), language),
            count_text(row["n"], language),
            *(count_text(row[state], language) for state in states),
        )
        for row in frame.to_dict("records")
    ]
    labels = ["calendar_measurement", "calendar_courses", *(STATE_WORDS[one] for one in states)]
    notes = _notes(result, language)
    if few.any():
        notes.append(word("calendar_few_note", language, few=SHOWN_FROM))
    return Table(
        caption=word("calendar_caption", language, day=date_text(result.as_of, language)),
        columns=columns([word(name, language) for name in labels]),
        rows=tuple(rows),
        notes=tuple(notes),
        name="measurement_calendar",
        numbers=records(frame),
    )


def _notes(result: MeasurementCalendar, language: str) -> list[str]:
    notes = [
        *reach_sentence(result, language),
        *state_sentences(result, language),
        *basis_sentences(result, language),
    ]
    lacking = int((result.to_frame()["lacking"] != "").sum())
    if lacking:
        notes.append(word("calendar_lacking_note", language, count=count_text(lacking, language)))
    if result.without_start or result.undated:
        notes.append(
            word(
                "calendar_left_note",
                language,
                without_start=count_text(result.without_start, language),
                undated=count_text(result.undated, language),
            )
        )
    return [*notes, word("calendar_data_note", language)]


def completion_table(result: CalendarCompletion, *, language: str) -> Table | Text:
    """Return the share of readings made, by measurement and quarter."""
    frame = result.to_frame()
    if frame.empty:
        return Text((word("calendar_completion_none", language),))
    few = (frame["n"] > 0) & (frame["n"] < SHOWN_FROM)
    hidden = ["count", "occasions", "done", "estimate", "conf_low", "conf_high"]
    frame = frame.astype({"count": "Int64", "occasions": "Int64", "done": "Int64"})
    frame[hidden] = frame[hidden].mask(few)
    many = frame["measurement"].nunique() > 1
    rows = [_completion_cells(row, result, language, many=many) for row in frame.to_dict("records")]
    labels = [
        word(name, language)
        for name in (
            "calendar_completion_quarter",
            "calendar_completion_n",
            "calendar_completion_count",
            "calendar_completion_share",
        )
    ]
    confidence = confidence_text(result.confidence, language)
    labels.append(word("interval_short", language, confidence=confidence))
    labels.append(word("calendar_completion_open", language))
    if many:
        labels.insert(0, word("calendar_measurement", language))
    return Table(
        caption=word("calendar_completion_caption", language),
        columns=columns(labels, texts=2 if many else 1),
        rows=tuple(rows),
        notes=tuple(_completion_notes(result, language, few=bool(few.any()))),
        name="measurement_completion",
        numbers=records(frame),
    )


def _completion_cells(
    row: Mapping[Any, Any], result: CalendarCompletion, language: str, *, many: bool
) -> tuple[str, ...]:
    shares = [percent_text(row[name], language) for name in ("conf_low", "conf_high")]
    known = row["conf_low"] == row["conf_low"] and row["n"] > 0
    dash = word("not_computed", language)
    interval = word("to", language, low=shares[0], high=shares[1]) if known else dash
    cells = (
        quarter_text(str(row["quarter"]), language),
        count_text(row["n"], language),
        count_text(row["count"], language) if row["n"] else dash,
        percent_text(row["estimate"], language),
        interval,
        count_text(row["open"], language),
    )
    return (plan_title(result, str(row["measurement"]), language), *cells) if many else cells


def _completion_notes(result: CalendarCompletion, language: str, *, few: bool) -> list[str]:
    frame = result.to_frame()
    shown = set(frame["measurement"])
    notes = [word("calendar_completion_note", language)]
    if (frame["occasions"] > frame["n"]).any():
        notes.append(word("calendar_completion_several_note", language))
    voluntary = [one.name for one in result.plans if one.is_voluntary and one.name in shown]
    if voluntary:
        titles = listed([plan_title(result, name, language) for name in voluntary], language)
        notes.append(word("calendar_completion_voluntary_note", language, titles=titles))
    if frame["open"].any():
        notes.append(word("calendar_completion_open_note", language))
    if few:
        notes.append(word("calendar_completion_few_note", language, few=SHOWN_FROM))
    return notes


def to_do_table(result: CalendarToDo, *, language: str) -> Table | Text:
    """Return what can be done now, one row per course and reading: internal, by the key.

    The table carries no numbers for the result file: its rows are about persons.
    """
    calendar = result.calendar
    day = date_text(calendar.as_of, language)
    frame = result.to_frame()
    if calendar.summary().empty:
        return Text(tuple(no_calendar(calendar, language)))
    if frame.empty:
        return Text((word("calendar_to_do_none", language, day=day),))
    with_site = bool(frame["site"].notna().any())
    labels = ["calendar_to_do_key", *(["calendar_to_do_site"] if with_site else [])]
    labels += ["calendar_measurement", "calendar_to_do_occasion", "calendar_to_do_day"]
    labels += ["calendar_to_do_last", "calendar_to_do_state"]
    rows = []
    for row in frame.to_dict("records"):
        name = str(row["measurement"])
        site = [word("not_stated", language) if row["site"] != row["site"] else str(row["site"])]
        rows.append(
            (
                str(row["person"]),
                *(site if with_site else []),
                plan_title(calendar, name, language),
                occasion_text(calendar, row, language=language),
                date_text(row["due"].date(), language),
                date_text(row["closes"].date(), language),
                word(STATE_WORDS[str(row["state"])], language),
            )
        )
    return Table(
        caption=word("calendar_to_do_caption", language, day=day),
        columns=columns([word(name, language) for name in labels], texts=len(labels)),
        rows=tuple(rows),
        notes=(
            word("calendar_internal", language),
            *reach_sentence(calendar, language),
            word("calendar_data_note", language),
        ),
        name="",
    )
