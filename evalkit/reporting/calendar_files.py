"""The measurement calendar as files for staff: .ics for their calendars, .xlsx to work in."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from evalkit.errors import InputError
from evalkit.monitoring.calendar import MeasurementCalendar
from evalkit.monitoring.occasions import OPEN_STATES
from evalkit.present.calendar_wording import say_calendar, state_sentences
from evalkit.present.calendar_words import (
    STATE_WORDS,
    TIMING_WORDS,
    occasion_text,
    plan_title,
    programme_title,
)
from evalkit.present.count_wording import quarter_text
from evalkit.present.numbers import date_text
from evalkit.present.words import check_language, word
from evalkit.privacy.scan import personal_kinds
from evalkit.reporting.place import refuse_public, replaced, stem

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

__all__ = ["save_calendar"]

# What staff can act on, or is to come; what is made or missed is no appointment.
IN_CALENDAR = (*OPEN_STATES, "not_yet")
PRODUCT = "-//evalkit//measurement calendar//{language}"
WIDEST = 48
DAY_FORMATS = {"da": "dd-mm-yyyy", "en": "yyyy-mm-dd"}

ROW_WORDS = (
    "calendar_to_do_key",
    "calendar_to_do_site",
    "calendar_measurement",
    "calendar_to_do_occasion",
    "calendar_to_do_state",
    "calendar_to_do_day",
    "calendar_file_first",
    "calendar_to_do_last",
    "calendar_file_read",
    "calendar_file_timing",
    "calendar_file_lacking",
    "calendar_file_started",
    "calendar_file_ended",
)
QUARTER_WORDS = (
    "calendar_measurement",
    "calendar_completion_quarter",
    "calendar_completion_n",
    "calendar_completion_count",
    "calendar_completion_share",
    "calendar_file_low",
    "calendar_file_high",
    "calendar_completion_open",
)

_Cell = str | int | float | dt.date | None


def save_calendar(
    calendar: MeasurementCalendar, folder: str | Path, *, language: str = "da"
) -> dict[str, Path]:
    """Write the calendar for staff: an .ics file and an .xlsx workbook. Internal.

    Parameters
    ----------
    calendar : MeasurementCalendar
        From `evalkit.measurement_calendar`.
    folder : str or Path
        Where they are written; made when it is not there. Files of the same programme, plan and
        day are replaced.
    language : {"da", "en"}
        Of the files.

    Returns
    -------
    dict of str to Path
        "ics" and "xlsx".

    Raises
    ------
    InputError
        When the folder is a public one, a person's key looks like a CPR number, an address or a
        telephone number, the calendar has nothing in it, or the language is unknown.
    RunError
        When the folder cannot be written to.

    See Also
    --------
    evalkit.measurement_calendar : the calendar itself, with its definitions.

    Notes
    -----
    The files name young people by their keys only, and are for those who work with them; their
    names say "internal". Nothing in them reads the clock: the same calendar gives the same bytes.

    .ics (RFC 5545): one whole-day event on the day of each reading that is due, overdue, possible
    or still to come; no alarm, and nobody is shown as busy. The UID is made of programme,
    measurement, key and day, so a later file updates an event and does not double it. What has been
    made since is not taken away by importing: use a calendar of its own, and empty it first.

    .xlsx: what can be done now, all readings, the quarters, and what the words mean. Texts are
    never formulas or links.

    Examples
    --------
    >>> import evalkit as ek, tempfile
    >>> study = ek.load("data/examples/unik", profile="unik")
    >>> calendar = ek.measurement_calendar(study, as_of="2026Q3")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     ek.save_calendar(calendar, folder)["ics"].name
    'measurement_calendar_unik_2026-09-30_da_internal.ics'
    """
    check_language(language)
    if not isinstance(calendar, MeasurementCalendar):
        raise InputError(
            f"A {type(calendar).__name__} is no calendar. Give one of ek.measurement_calendar."
        )
    place = Path(folder)
    refuse_public(place, what="the calendar has young people's keys")
    rows = calendar.to_frame()
    if rows.empty:
        raise InputError(
            "The calendar has no readings in it, so there is nothing to save; ek.say(calendar) "
            "tells why. Give a plan of your own to ek.measurement_calendar, or more data."
        )
    _refuse_personal(rows)
    parameters = {"programme": calendar.programme, "as_of": f"{calendar.as_of:%Y-%m-%d}"}
    if any(plan.basis == "own" for plan in calendar.plans):
        parameters["plan"] = "-".join(plan.name for plan in calendar.plans)
    name = stem("measurement_calendar", {**parameters, "language": language})
    contents = {"ics": _ics(calendar, language), "xlsx": _xlsx(calendar, language)}
    names = {ending: f"{name}_internal.{ending}" for ending in contents}
    with replaced(place, name) as staging:
        for ending, content in contents.items():
            (staging / names[ending]).write_bytes(content)
    return {ending: place / named for ending, named in names.items()}


def _refuse_personal(rows: pd.DataFrame) -> None:
    keys = rows["person"].drop_duplicates()
    personal = sum(bool(personal_kinds(str(key))) for key in keys)
    if personal:
        raise InputError(
            f"{personal} of {len(keys)} keys look like CPR numbers, addresses or telephone "
            f"numbers. Nothing is saved. Load the data with a profile that makes pseudonyms of "
            f"them (type: cpr)."
        )


def _ics(calendar: MeasurementCalendar, language: str) -> bytes:
    """Return the calendar file: whole-day events without alarm, by RFC 5545."""
    from icalendar import Calendar, Event

    # The file is as of a day, so that is its time: nothing reads the clock.
    stamp = dt.datetime.combine(calendar.as_of, dt.time(), tzinfo=dt.UTC)
    book = Calendar()
    book.add("prodid", PRODUCT.format(language=language.upper()))
    book.add("version", "2.0")
    book.add("method", "PUBLISH")
    book.add("x-wr-calname", _file_title(calendar, language))
    book.add("x-wr-caldesc", word("calendar_internal", language))
    rows = calendar.to_frame()
    rows = rows[rows["state"].isin(IN_CALENDAR)]
    for row in rows.sort_values(["due", "person", "measurement"]).to_dict("records"):
        event = Event()
        due = row["due"].date()
        told = _event_words(calendar, row, language)
        event.add("uid", _uid(calendar, row))
        event.add("dtstamp", stamp)
        event.add("dtstart", due)
        event.add("dtend", due + dt.timedelta(days=1))
        event.add("summary", word("calendar_file_event", language, **told))
        text = word("calendar_file_event_text", language, **told)
        event.add("description", f"{text}\n{word('calendar_internal', language)}")
        event.add("class", "CONFIDENTIAL")
        event.add("transp", "TRANSPARENT")
        book.add_component(event)
    content: bytes = book.to_ical()
    return content


def _uid(calendar: MeasurementCalendar, row: dict[Any, Any]) -> str:
    parts = (calendar.programme, row["measurement"], row["person"], f"{row['due']:%Y%m%d}")
    return "-".join(map(str, parts)) + "@evalkit"


def _event_words(
    calendar: MeasurementCalendar, row: dict[Any, Any], language: str
) -> dict[str, str]:
    return {
        "title": plan_title(calendar, str(row["measurement"]), language),
        "person": str(row["person"]),
        "state": word(STATE_WORDS[str(row["state"])], language),
        "day": date_text(calendar.as_of, language),
        "opens": date_text(row["opens"].date(), language),
        "closes": date_text(row["closes"].date(), language),
    }


def _file_title(calendar: MeasurementCalendar, language: str) -> str:
    title, day = programme_title(calendar, language), date_text(calendar.as_of, language)
    return word("calendar_file_title", language, title=title, day=day)


def _xlsx(calendar: MeasurementCalendar, language: str) -> bytes:
    """Return the workbook, with the same bytes for the same calendar."""
    from xlsxwriter import Workbook

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = Workbook(buffer, options)
    noon = dt.datetime.combine(calendar.as_of, dt.time(12))
    book.set_properties({"title": _file_title(calendar, language), "created": noon})
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    styles = {
        "day": book.add_format({"num_format": DAY_FORMATS[language]}),
        "share": book.add_format({"num_format": "0%"}),
        "text": book.add_format({"num_format": "@"}),
    }
    sheets = {
        "calendar_file_to_do": _rows(calendar, calendar.to_do.to_frame(), language),
        "calendar_file_all": _rows(calendar, calendar.to_frame(), language),
        "calendar_file_completion": _quarters(calendar, language),
    }
    for title, (labels, cells) in sheets.items():
        sheet = book.add_worksheet(word(title, language))
        sheet.write_row(0, 0, labels, head)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(len(cells), 1), len(labels) - 1)
        _fill(sheet, labels, cells, styles=styles)
    _add_about(book, calendar, language, head=head)
    book.close()
    return buffer.getvalue()


def _rows(
    calendar: MeasurementCalendar, frame: pd.DataFrame, language: str
) -> tuple[list[str], list[list[_Cell]]]:
    cells: list[list[_Cell]] = []
    for row in frame.to_dict("records"):
        measurement, timing = str(row["measurement"]), str(row["timing"])
        days = {
            name: None if pd.isna(row[name]) else row[name].date()
            for name in ("due", "opens", "closes", "read", "started", "ended")
        }
        cells.append(
            [
                str(row["person"]),
                "" if pd.isna(row["site"]) else str(row["site"]),
                plan_title(calendar, measurement, language),
                occasion_text(calendar, row, language=language),
                word(STATE_WORDS[str(row["state"])], language),
                *(days[name] for name in ("due", "opens", "closes", "read")),
                word(TIMING_WORDS[timing], language) if timing else "",
                str(row["lacking"]),
                days["started"],
                days["ended"],
            ]
        )
    return [word(name, language) for name in ROW_WORDS], cells


def _quarters(calendar: MeasurementCalendar, language: str) -> tuple[list[str], list[list[_Cell]]]:
    cells: list[list[_Cell]] = [
        [
            plan_title(calendar, str(row["measurement"]), language),
            quarter_text(str(row["quarter"]), language),
            int(row["n"]),
            int(row["count"]),
            *(
                None if pd.isna(row[name]) else float(row[name])
                for name in ("estimate", "conf_low", "conf_high")
            ),
            int(row["open"]),
        ]
        for row in calendar.completion.to_frame().to_dict("records")
    ]
    return [word(name, language) for name in QUARTER_WORDS], cells


def _fill(
    sheet: Worksheet,
    labels: Sequence[str],
    cells: Sequence[Sequence[_Cell]],
    *,
    styles: dict[str, Format],
) -> None:
    for number, row in enumerate(cells, start=1):
        for place, value in enumerate(row):
            if isinstance(value, dt.date):
                sheet.write_datetime(
                    number, place, dt.datetime.combine(value, dt.time()), styles["day"]
                )
            elif isinstance(value, float):
                sheet.write_number(number, place, value, styles["share"])
            elif isinstance(value, int):
                sheet.write_number(number, place, value)
            elif value:
                sheet.write_string(number, place, value, styles["text"])
    for place, label in enumerate(labels):
        longest = max((len(_shown(row[place])) for row in cells), default=0)
        # Room for the arrow of the filter too.
        sheet.set_column(place, place, min(max(longest, min(len(label), 18)) + 3, WIDEST))


def _shown(value: _Cell) -> str:
    """Return about what a cell takes of its column's width."""
    if isinstance(value, dt.date):
        return "00-00-0000"
    return "" if value is None else "100%" if isinstance(value, float) else str(value)


def _add_about(
    book: Workbook, calendar: MeasurementCalendar, language: str, *, head: Format
) -> None:
    """Add what a reader must know: that it is internal, what the words mean, what it rests on."""
    said = [
        word("calendar_internal", language),
        *state_sentences(calendar, language),
        word("calendar_completion_note", language),
        word("calendar_data_note", language),
        *say_calendar(calendar, language=language),
    ]
    sheet = book.add_worksheet(word("calendar_file_about", language))
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 100)
    sheet.write_string(0, 0, _file_title(calendar, language), head)
    for number, text in enumerate(said, start=1):
        sheet.write_string(number, 0, text, wrapped)
