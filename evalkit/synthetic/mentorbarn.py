"""Mentorbarn's registers: courses, matches with mentor families, contacts, meetings, reviews."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from evalkit.synthetic.danish_csv import danish_date
from evalkit.synthetic.mentorbarn_plan import Child, Match, planned_children
from evalkit.synthetic.planted import Planted, Row, clean_row
from evalkit.synthetic.problems import Problem
from evalkit.synthetic.record_files import add_misdated, add_repeat, add_row, write_records
from evalkit.synthetic.register_days import LAST_DAY, days_apart, open_day
from evalkit.synthetic.streams import stream

__all__ = ["PROBLEMS", "write_mentorbarn"]

PROGRAMME = "mentorbarn"
COURSES_FILE, MATCHES_FILE, CONTACTS_FILE = "forloeb.csv", "match.csv", "kontakter.csv"
MEETINGS_FILE, REVIEWS_FILE = "moeder.csv", "aarlige_gennemgange.csv"
COURSE_COLUMNS = ("Barn", "Fødselsår", "Køn", "Kommune", "Startdato", "Slutdato")
MATCH_COLUMNS = (
    "Barn",
    "Mentorfamilie",
    "Foreslået",
    "Begge ja",
    "Første dag",
    "Slut",
    "Årsag",
)
CONTACT_COLUMNS = ("Dato", "Barn", "Mentorfamilie", "Timer")
MEETING_COLUMNS = ("Dato", "Mødetype", "Gælder", "Mødenr", "Varighed (min)", "Antal deltagere")
REVIEW_COLUMNS = ("Barn", "Dato", "Varighed (min)", "Antal deltagere")

PROBLEMS = (
    Problem(
        PROGRAMME,
        "2025Q4",
        "contact",
        "Tre match, der begynder omkring 1. oktober 2025, ses kun omkring en gang om måneden "
        "resten af året. Forventningen er mindst to gange i starten.",
        "Three matches that begin around 1 October 2025 meet only about once a month for the rest "
        "of the year. At least twice is expected at the start.",
    ),
    Problem(
        PROGRAMME,
        "2026Q2",
        "matches",
        "Fra midten af april til midten af juni 2026 bryder fem af ti match.",
        "From the middle of April to the middle of June 2026 five of ten matches break.",
    ),
)
# Days between two contacts: while a match is new, later, and when a new match hardly gets going.
AT_FIRST, LATER, SELDOM = (6, 13), (8, 14), (26, 34)
NEW_FOR = dt.timedelta(days=182)
SELDOM_UNTIL = dt.date(2025, 12, 31)
# Six supervisions of two hours: months after the first day of the match, and days of play.
SUPERVISION_MONTHS, SUPERVISION_MINUTES, PLAY = (1.5, 4, 6.5, 9, 11.5, 14), 120, 7
# The joint meeting online, about every second month on a Tuesday evening.
ONLINE = (
    dt.date(2024, 10, 8),
    dt.date(2024, 12, 3),
    dt.date(2025, 1, 28),
    dt.date(2025, 3, 25),
    dt.date(2025, 5, 20),
    dt.date(2025, 7, 8),
    dt.date(2025, 8, 26),
    dt.date(2025, 10, 21),
    dt.date(2025, 12, 16),
    dt.date(2026, 2, 10),
    dt.date(2026, 4, 7),
    dt.date(2026, 6, 2),
    dt.date(2026, 7, 28),
    dt.date(2026, 9, 22),
)
ALL_FAMILIES = "fælles"
# The yearly collaboration meeting with each municipality.
YEARLY = {
    "Kommune A": (dt.date(2024, 11, 13), dt.date(2025, 11, 12)),
    "Kommune B": (dt.date(2025, 2, 12), dt.date(2026, 2, 11)),
    "Kommune C": (dt.date(2025, 6, 11), dt.date(2026, 6, 10)),
}


@dataclass(frozen=True)
class _Contact:
    """One day a child and a mentor family spent together."""

    day: dt.date
    child: Child
    match: Match


def write_mentorbarn(
    folder: Path, *, seed: int, faults: bool = True, problems: bool = True
) -> list[Planted]:
    """Write `forloeb.csv`, `match.csv`, `kontakter.csv`, `moeder.csv`, `aarlige_gennemgange.csv`.

    Parameters
    ----------
    folder : pathlib.Path
        Where the files go; made when it is not there.
    seed : int
        The same seed gives the same files.
    faults : bool
        Plant errors in the files.
    problems : bool
        Let what `PROBLEMS` tells happen; otherwise the practice keeps its rules.

    Returns
    -------
    list of Planted
        Every fault, where a spreadsheet shows it.
    """
    children = planned_children(stream(seed, "mentorbarn children"), breaks=problems)
    matches = _match_rows(children)
    contacts = _contact_rows(children, stream(seed, "mentorbarn contacts"), seldom=problems)
    meetings = _meeting_rows(children, stream(seed, "mentorbarn meetings"))
    if faults:
        spoil = stream(seed, "mentorbarn faults")
        _spoil_matches(matches, spoil)
        _spoil_contacts(contacts, spoil)
        add_misdated(meetings, spoil, column="Dato")
    reviews = _review_rows(children, stream(seed, "mentorbarn reviews"))
    planted: list[Planted] = []
    for rows, columns, file in (
        (_course_rows(children), COURSE_COLUMNS, COURSES_FILE),
        (matches, MATCH_COLUMNS, MATCHES_FILE),
        (contacts, CONTACT_COLUMNS, CONTACTS_FILE),
        (meetings, MEETING_COLUMNS, MEETINGS_FILE),
        (reviews, REVIEW_COLUMNS, REVIEWS_FILE),
    ):
        planted += write_records(rows, columns, folder, programme=PROGRAMME, file=file)
    return planted


def _course_rows(children: list[Child]) -> list[Row]:
    return [
        Row(
            {
                "Barn": child.code,
                "Fødselsår": str(child.born),
                "Køn": child.gender,
                "Kommune": child.municipality,
                "Startdato": danish_date(child.started),
                "Slutdato": "",
            }
        )
        for child in children
    ]


def _match_rows(children: list[Child]) -> list[Row]:
    return [
        Row(
            {
                "Barn": child.code,
                "Mentorfamilie": match.family,
                "Foreslået": danish_date(match.proposed),
                "Begge ja": danish_date(match.accepted),
                "Første dag": danish_date(match.started),
                "Slut": danish_date(match.ended),
                "Årsag": match.reason,
            },
            about=match,
        )
        for child in children
        for match in child.matches
    ]


def _contact_rows(children: list[Child], rng: np.random.Generator, *, seldom: bool) -> list[Row]:
    contacts = [
        _Contact(day, child, match)
        for child in children
        for match in child.matches
        if match.started is not None
        for day in _contact_days(match, match.started, rng, seldom=seldom)
    ]
    contacts.sort(key=lambda contact: (contact.day, contact.child.code))
    return [
        Row(
            {
                "Dato": danish_date(contact.day),
                "Barn": contact.child.code,
                "Mentorfamilie": contact.match.family,
                # An afternoon, or now and then a night over.
                "Timer": str(24 if rng.random() < 0.12 else int(rng.integers(3, 9))),
            },
            about=contact,
        )
        for contact in contacts
    ]


def _contact_days(
    match: Match, started: dt.date, rng: np.random.Generator, *, seldom: bool
) -> list[dt.date]:
    last = min(match.ended or LAST_DAY, LAST_DAY)
    days, since = [started], started
    if seldom and match.is_slow:
        days = days_apart(rng, started, min(SELDOM_UNTIL, last), gap=SELDOM)
        since = SELDOM_UNTIL
    days += days_apart(rng, since, min(last, started + NEW_FOR), gap=AT_FIRST)[1:]
    return [*days, *days_apart(rng, days[-1], last, gap=LATER)[1:]]


def _meeting_rows(children: list[Child], rng: np.random.Generator) -> list[Row]:
    matches = [match for child in children for match in child.matches if match.started]
    rows = [
        _meeting("Supervision", match.family, day, number=str(number), minutes=SUPERVISION_MINUTES)
        for match in matches
        for number, day in enumerate(_supervised(match, rng), start=1)
    ]
    for row in rows:
        row.cells["Antal deltagere"] = str(int(rng.integers(2, 4)))
    for day in ONLINE:
        families = sum(match.lasts_on(day) for match in matches)
        online = _meeting("Fælles online-møde", ALL_FAMILIES, day, number="", minutes=90)
        online.cells["Antal deltagere"] = str(families + int(rng.integers(1, 4)))
        rows.append(online)
    return sorted(rows, key=lambda row: row.about)


def _meeting(kind: str, about: str, day: dt.date, *, number: str, minutes: int) -> Row:
    return Row(
        {
            "Dato": danish_date(day),
            "Mødetype": kind,
            "Gælder": about,
            "Mødenr": number,
            "Varighed (min)": str(minutes),
        },
        about=(day, kind, about),
    )


def _supervised(match: Match, rng: np.random.Generator) -> list[dt.date]:
    """Return the days the mentor family was supervised, as long as the match lasted."""
    days = [
        open_day(rng, day - dt.timedelta(days=PLAY), day + dt.timedelta(days=PLAY))
        for day in (match.months_in(months) for months in SUPERVISION_MONTHS)
    ]
    return [day for day in days if day <= min(match.ended or LAST_DAY, LAST_DAY)]


def _review_rows(children: list[Child], rng: np.random.Generator) -> list[Row]:
    reviewed = [
        (day, child.code)
        for child in children
        for day in YEARLY[child.municipality]
        if child.started <= day <= LAST_DAY
    ]
    return [
        Row(
            {
                "Barn": code,
                "Dato": danish_date(day),
                "Varighed (min)": str(5 * int(rng.integers(4, 8))),
                "Antal deltagere": str(int(rng.integers(3, 6))),
            }
        )
        for day, code in sorted(reviewed)
    ]


def _spoil_matches(rows: list[Row], rng: np.random.Generator) -> None:
    """Plant two matches of one child at the same time, and a refusal before its proposal."""
    second = next(row for row, before in zip(rows[1:], rows, strict=False) if _follows(before, row))
    before = rows[rows.index(second) - 1]
    overlapping = second.about.started + dt.timedelta(days=int(rng.integers(20, 30)))
    before.cells["Slut"] = danish_date(overlapping)
    second.mark(
        "Barn",
        what="the child's earlier match has an end after the first day of this one",
        kind="overlapping_matches",
    )
    refused = clean_row(rows, rng, where=lambda row: row.about.accepted is None)
    proposed = refused.about.proposed - dt.timedelta(days=30)
    add_row(
        rows,
        refused,
        {"Mentorfamilie": "M31", "Slut": danish_date(proposed)},
        column="Slut",
        what="another proposal, refused before it was made",
        kind="steps_out_of_order",
    )


def _follows(before: Row, row: Row) -> bool:
    """Whether a row is the next match of the same child, and both of them began."""
    both_began = before.about.started is not None and row.about.started is not None
    return both_began and before.cells["Barn"] == row.cells["Barn"]


def _spoil_contacts(rows: list[Row], rng: np.random.Generator) -> None:
    add_repeat(rows, rng)
    first = clean_row(rows, rng, where=lambda row: row.about.day == row.about.match.started)
    too_early = first.about.child.started - dt.timedelta(days=int(rng.integers(5, 20)))
    add_row(
        rows,
        first,
        {"Dato": danish_date(too_early)},
        column="Dato",
        what="a contact dated before the child's course started",
        kind="before_start",
    )
    add_row(
        rows,
        clean_row(rows, rng),
        {"Barn": "B41"},
        column="Barn",
        what="a code that is not in forloeb.csv",
        kind="unknown_person",
    )
