"""The calendar's files, read back: the .ics by a reader written here, the .xlsx by openpyxl."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import openpyxl
import pytest

import evalkit as ek
from evalkit.errors import InputError
from evalkit.monitoring.calendar import MeasurementCalendar
from tests.monitoring.calendar_studies import made

DAY = dt.date(2026, 4, 20)
TITLE = "=Trivsel; to, tre\\fire, og en lang titel med æ, ø og å, som skal foldes over linjer"


@pytest.fixture
def calendar() -> MeasurementCalendar:
    study = made(
        [("p1", "2026-01-01", None), ("p2", "2026-04-15", None), ("p3", "2026-02-20", None)],
        [("p1", "2026-01-02"), ("p3", "2026-02-20")],
    )
    plan = {"instruments": "who5", "every_months": 3, "title": TITLE}
    return ek.measurement_calendar(study, as_of=DAY, plan=plan, ahead=60)


def events(content: bytes) -> list[dict[str, str]]:
    """Return the events of an .ics file, by RFC 5545 and strictly: a second reader."""
    assert content.endswith(b"END:VCALENDAR\r\n")
    raw = content.split(b"\r\n")
    assert all(b"\n" not in line and b"\r" not in line for line in raw)
    assert max(len(line) for line in raw) <= 75
    lines: list[bytes] = []
    for line in raw[:-1]:
        if line[:1] in (b" ", b"\t"):
            lines[-1] += line[1:]
        else:
            lines.append(line)
    found: list[dict[str, str]] = []
    inside: list[str] = []
    for line in lines:
        name, value = line.decode("utf-8").split(":", 1)
        if name == "BEGIN":
            inside.append(value)
            found += [{}] if value == "VEVENT" else []
        elif name == "END":
            assert inside.pop() == value
        elif inside[-1] == "VEVENT":
            assert name not in found[-1], "a property of an event stands twice"
            found[-1][name] = re.sub(r"\\(.)", lambda m: {"n": "\n"}.get(m[1], m[1]), value)
        else:
            assert inside == ["VCALENDAR"], "an alarm or another part that nobody asked for"
    assert not inside
    return found


def test_the_events_are_whole_days_with_keys_only(
    calendar: MeasurementCalendar, tmp_path: Path
) -> None:
    saved = ek.save_calendar(calendar, tmp_path)
    told = events(saved["ics"].read_bytes())
    # p1 overdue since 1 April, p2 due since 15 April, p3 to come on 20 May.
    assert [one["DTSTART;VALUE=DATE"] for one in told] == ["20260401", "20260415", "20260520"]
    assert [one["DTEND;VALUE=DATE"] for one in told] == ["20260402", "20260416", "20260521"]
    assert {one["DTSTAMP"] for one in told} == {"20260420T000000Z"}
    assert told[0]["SUMMARY"] == f"{TITLE}: p1 (Over tiden)"
    assert told[1]["SUMMARY"].endswith(": p2 (Skal laves nu)")
    assert "Intern: den viser enkelte unge" in told[0]["DESCRIPTION"]
    assert "til 15. maj 2026" in told[0]["DESCRIPTION"]
    assert {one["CLASS"] for one in told} == {"CONFIDENTIAL"}
    assert {one["TRANSP"] for one in told} == {"TRANSPARENT"}


def test_an_event_keeps_its_uid_on_a_later_day(tmp_path: Path) -> None:
    study = made([("p1", "2026-01-01", None)], [("p1", "2026-01-02")])
    plan = {"instruments": "who5", "every_months": 3}
    uids = []
    for day in (DAY, DAY + dt.timedelta(days=3)):
        calendar = ek.measurement_calendar(study, as_of=day, plan=plan, ahead=0)
        told = events(ek.save_calendar(calendar, tmp_path)["ics"].read_bytes())
        uids.append([one["UID"] for one in told])
    assert uids[0] == uids[1] == ["unik-who5-p1-20260401@evalkit"]


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_bytes_are_the_same_again(
    calendar: MeasurementCalendar, tmp_path: Path, language: str
) -> None:
    first = ek.save_calendar(calendar, tmp_path / "a", language=language)
    again = ek.save_calendar(calendar, tmp_path / "b", language=language)
    for ending in ("ics", "xlsx"):
        assert first[ending].name == again[ending].name
        assert "_internal." in first[ending].name
        assert first[ending].read_bytes() == again[ending].read_bytes()


def test_the_workbook(calendar: MeasurementCalendar, tmp_path: Path) -> None:
    path = ek.save_calendar(calendar, tmp_path)["xlsx"]
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Nu", "Alle", "Kvartaler", "Om"]
    now = book["Nu"]
    assert now.freeze_panes == "A2"
    assert now.auto_filter.ref == "A1:M3"
    head = [cell.value for cell in now[1]]
    assert head[:6] == ["Nøgle", "Sted", "Måling", "Nr.", "Status", "Dag"]
    rows = [[cell.value for cell in row] for row in now.iter_rows(min_row=2)]
    assert [(row[0], row[3], row[4], row[5]) for row in rows] == [
        ("p1", "2", "Over tiden", dt.datetime(2026, 4, 1)),
        ("p2", "1", "Skal laves nu", dt.datetime(2026, 4, 15)),
    ]
    # A text that begins with = is a text.
    assert now["C2"].value == TITLE
    assert now["C2"].data_type == "s"
    assert now["F2"].number_format == "dd-mm-yyyy"
    assert book["Alle"].max_row == 1 + len(calendar.to_frame())
    assert book["Kvartaler"]["E2"].number_format == "0%"
    about = " ".join(str(row[0].value) for row in book["Om"].iter_rows())
    assert "Intern: den viser enkelte unge" in about
    assert book.properties.created == dt.datetime(2026, 4, 20, 12)


def test_the_workbook_in_english(calendar: MeasurementCalendar, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(ek.save_calendar(calendar, tmp_path, language="en")["xlsx"])
    assert book.sheetnames == ["Now", "All", "Quarters", "About"]
    assert book["Now"]["E2"].value == "Overdue"


@pytest.mark.parametrize("name", ["public", "Offentlig", "reports/public/unik", "public_html/x"])
def test_a_public_folder_is_refused(
    calendar: MeasurementCalendar, tmp_path: Path, name: str
) -> None:
    with pytest.raises(InputError, match="for everybody"):
        ek.save_calendar(calendar, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_link_to_a_public_folder_is_refused(
    calendar: MeasurementCalendar, tmp_path: Path
) -> None:
    (tmp_path / "public").mkdir()
    (tmp_path / "mine").symlink_to(tmp_path / "public", target_is_directory=True)
    with pytest.raises(InputError, match="for everybody"):
        ek.save_calendar(calendar, tmp_path / "mine")


@pytest.mark.parametrize("key", ["010190-1234", "ung@example.org"])
def test_keys_that_say_who_are_refused(tmp_path: Path, key: str) -> None:
    study = made([(key, "2026-01-01", None)], [(key, "2026-01-02")])
    calendar = ek.measurement_calendar(study, as_of=DAY)
    with pytest.raises(InputError, match="1 of 1 keys") as caught:
        ek.save_calendar(calendar, tmp_path)
    assert key not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_nothing_to_save_and_no_calendar(tmp_path: Path) -> None:
    study = made([("a", "2026-01-01", None)], [("a", "2026-01-01")], programme="insp")
    with pytest.raises(InputError, match="nothing to save"):
        ek.save_calendar(ek.measurement_calendar(study, as_of=DAY), tmp_path)
    with pytest.raises(InputError, match="A Study is no calendar"):
        ek.save_calendar(study, tmp_path)
