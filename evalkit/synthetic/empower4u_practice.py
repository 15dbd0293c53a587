"""Empower4U's mentors, contact by contact, and the parts of the course each team has had."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from evalkit.synthetic.cohort import Cohort, Course
from evalkit.synthetic.danish_csv import danish_date
from evalkit.synthetic.empower4u import deltagernr
from evalkit.synthetic.planted import Planted, Row, clean_row
from evalkit.synthetic.problems import Problem
from evalkit.synthetic.record_files import add_misdated, add_repeat, add_row, write_records
from evalkit.synthetic.streams import stream

__all__ = ["CONTACTS_FILE", "PARTS_FILE", "PROBLEMS", "write_empower4u_practice"]

CONTACTS_FILE, PARTS_FILE = "mentorer.csv", "holdets_dele.csv"
CONTACT_COLUMNS = ("Deltagernr", "Mentor", "Dato", "Kontakt")
PART_COLUMNS = ("Hold", "Dato", "Del", "Antal deltagere")
WEEKLY, AT_EVENT = "Ugentlig kontakt", "Med til arrangement"

# The first camp begins on the first Monday so many days after the team's start, when the first
# reading has been taken; the other parts lie so many days after it.
BEFORE_CAMP = 18
CAMP = "Bootcamp"
PARTS = (
    (0, CAMP),
    (33, "Check-in-dag 1"),
    (47, "Samvær 1"),
    (61, "Check-in-dag 2"),
    (81, "Boostcamp"),
    (117, "Check-in-dag 3"),
    (159, "Check-in-dag 4"),
    (187, "Samvær 2"),
    (215, "Check-in-dag 5"),
    (271, "Diplomer"),
)
# Mentors come to the camp's fourth day.
MENTORS_DAY = dt.timedelta(days=3)
# Every mentor is at four events as soon as there have been four; at the later ones so many are.
EVENTS, AT_LATER = 4, 0.55
# A young person and a mentor talk on about the same day each week, some weeks once more.
USUAL_DAYS, LAST_DAY, ONCE_MORE = (1, 2, 3, 4), 5, 0.2

LAPSED_TEAM = "Hold 4"
LAPSED = (dt.date(2026, 4, 6), dt.date(2026, 6, 14))
STILL_THEN = 0.2

PROBLEMS = (
    Problem(
        "empower4u",
        "2026Q2",
        "contact",
        (
            "Fra 6. april til 14. juni 2026 har mentorerne på Hold 4 kun kontakt med de unge "
            "omkring hver femte uge. Aftalen er hver uge."
        ),
        (
            "From 6 April to 14 June 2026 the mentors of Hold 4 are in contact with the young "
            "people only about every fifth week. The undertaking is every week."
        ),
    ),
    # Drawn with the cohort and left as it is: a real delivery has such a one too.
    Problem(
        "empower4u",
        "2026Q3",
        "target_group",
        "En af dem, der begynder 31. august 2026, er 25 år. Forløbet er for 16-24-årige.",
        "One of those who start on 31 August 2026 is 25. The course is for those aged 16-24.",
    ),
)


def write_empower4u_practice(
    cohort: Cohort,
    folder: Path,
    *,
    downloaded: dt.date,
    faults: bool = True,
    problems: bool = True,
) -> list[Planted]:
    """Write `mentorer.csv` and `holdets_dele.csv`.

    Parameters
    ----------
    cohort : Cohort
        Whose people have mentors, and whose sites are the teams.
    folder : pathlib.Path
        Where the files go; made when it is not there.
    downloaded : datetime.date
        The day of the export; nothing is on that day or later.
    faults : bool
        Plant faults in both files.
    problems : bool
        Plant the problem; without it no team's weekly contact lapses.

    Returns
    -------
    list of Planted
        Every fault, where a spreadsheet shows it.
    """
    contacts = _contact_rows(cohort, downloaded, problems=problems)
    parts = _part_rows(cohort, downloaded)
    if faults:
        rng = stream(cohort.seed, "empower4u practice faults")
        _spoil(contacts, rng, last=len(cohort.enrolments))
        add_misdated(parts, rng, column="Dato")
    return [
        *write_records(
            contacts, CONTACT_COLUMNS, folder, programme="empower4u", file=CONTACTS_FILE
        ),
        *write_records(parts, PART_COLUMNS, folder, programme="empower4u", file=PARTS_FILE),
    ]


def _contact_rows(cohort: Cohort, downloaded: dt.date, *, problems: bool) -> list[Row]:
    rng = stream(cohort.seed, "empower4u mentors")
    found = []
    for course in cohort.courses():
        last = downloaded - dt.timedelta(days=1)
        if course.ended is not None:
            last = min(last, course.ended)
        lapses = problems and course.site == LAPSED_TEAM
        weekly = [(day, WEEKLY) for day in _weekly(course, last, rng, lapses=lapses)]
        found += [(day, course, kind) for day, kind in (*weekly, *_at_events(course, last, rng))]
    return [
        Row(
            {
                "Deltagernr": str(deltagernr(course.person)),
                "Mentor": f"M{course.person + 1:02d}",
                "Dato": danish_date(day),
                "Kontakt": kind,
            },
            about=course,
        )
        for day, course, kind in sorted(found, key=lambda one: (one[0], one[1].person, one[2]))
    ]


def _weekly(
    course: Course, last: dt.date, rng: np.random.Generator, *, lapses: bool
) -> Iterator[dt.date]:
    """Yield the days of the weekly contact: at least one in every week from the start on."""
    usual = int(rng.choice(USUAL_DAYS))
    for week in range((last - course.started).days // 7 + 1):
        begins = course.started + dt.timedelta(weeks=week)
        first = int(rng.integers(usual - 1, usual + 2))
        second = int(rng.integers(0, LAST_DAY + 1))
        once_more, still = rng.random(2)
        if lapses and LAPSED[0] <= begins <= LAPSED[1] and still >= STILL_THEN:
            continue
        days = {first, second} if once_more < ONCE_MORE else {first}
        for number in sorted(days):
            day = begins + dt.timedelta(days=number)
            if day <= last:
                yield day


def _at_events(
    course: Course, last: dt.date, rng: np.random.Generator
) -> Iterator[tuple[dt.date, str]]:
    been = 0
    for day, part in _parts(course.started):
        comes = rng.random() < AT_LATER
        there = day + MENTORS_DAY if part == CAMP else day
        if there <= last and (been < EVENTS or comes):
            been += 1
            yield there, AT_EVENT


def _parts(started: dt.date) -> Iterator[tuple[dt.date, str]]:
    """Yield the first day and the name of each part of a team's course."""
    earliest = started + dt.timedelta(days=BEFORE_CAMP)
    monday = earliest + dt.timedelta(days=-earliest.weekday() % 7)
    for days, part in PARTS:
        yield monday + dt.timedelta(days=days), part


def _part_rows(cohort: Cohort, downloaded: dt.date) -> list[Row]:
    rng = stream(cohort.seed, "empower4u parts")
    teams: dict[str, list[Course]] = {}
    for course in cohort.courses():
        teams.setdefault(course.site, []).append(course)
    rows = []
    for team, courses in sorted(teams.items()):
        for day, part in _parts(courses[0].started):
            if day >= downloaded:
                continue
            there = sum(course.ended is None or course.ended >= day for course in courses)
            absent = int(rng.random() < 0.3 and there > 1)
            cells = {"Hold": team, "Dato": danish_date(day), "Del": part}
            rows.append(Row({**cells, "Antal deltagere": str(there - absent)}))
    return rows


def _spoil(rows: list[Row], rng: np.random.Generator, *, last: int) -> None:
    add_repeat(rows, rng)
    add_row(
        rows,
        clean_row(rows, rng),
        {"Deltagernr": str(deltagernr(last + 20))},
        column="Deltagernr",
        what="a number that is not in the sheet Deltagere",
        kind="unknown_person",
    )
    original = clean_row(rows, rng, where=lambda row: row.cells["Kontakt"] == WEEKLY)
    too_early = original.about.started - dt.timedelta(days=11)
    add_row(
        rows,
        original,
        {"Dato": danish_date(too_early)},
        column="Dato",
        what="a contact dated before the start",
        kind="before_start",
    )
