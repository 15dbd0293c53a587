"""Housing First for young people: referrals, courses of nine months, contacts and goals."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np

from evalkit.synthetic.danish_csv import danish_date, danish_number
from evalkit.synthetic.housing_first_plan import Course, Referral, planned_referrals
from evalkit.synthetic.planted import Planted, Row, clean_row
from evalkit.synthetic.problems import Problem
from evalkit.synthetic.record_files import add_misdated, add_repeat, add_row, write_records
from evalkit.synthetic.register_days import days_apart, months_after, open_day, open_days_apart
from evalkit.synthetic.streams import stream

__all__ = ["PROBLEMS", "write_housing_first"]

PROGRAMME = "housing_first"
HEADERS = {
    "henvisninger.csv": (
        *("Ung", "Henvist", "Screenet", "Tilbudt", "Lukket", "Årsag", "I målgruppen", "Kommer fra"),
    ),
    "forloeb.csv": ("Ung", "Fødselsår", "Køn", "Startdato", "Slutdato", "Afslutningsårsag"),
    "kontakter.csv": ("Dato", "Ung", "Medarbejder", "Type", "Timer"),
    "maal.csv": ("Ung", "Mål", "Område", "Sat den", "Sat af", "Vurderet den", "Opnåelse"),
}
PROBLEMS = (
    Problem(
        PROGRAMME,
        "2026Q2",
        "target_group",
        "I april 2026 begynder en ung på 27 år. Målgruppen er 14-24 år, og CTI er for 16-24-årige.",
        "In April 2026 a young person aged 27 starts. The target group is 14-24, and CTI is for "
        "those aged 16-24.",
    ),
    Problem(
        PROGRAMME,
        "2026Q3",
        "exits",
        "Fra juli til midten af september 2026 stopper fem unge før tid.",
        "From July to the middle of September 2026 five young people stop early.",
    ),
)
# By phase of three months: days between two contacts, and the chance that one is by phone.
PHASES = (((3, 5), 0.3), ((6, 9), 0.4), ((12, 18), 0.5))
PHASE_MONTHS = 3
VISIT, PHONE, BRIDGING = "Besøg", "Telefon", "Brobygning"
# Months after the start in which the worker introduces the young person to an unpaid offer.
BRIDGES = ((2.0, 2.9), (3.2, 4.4), (4.8, 5.8), (6.4, 7.6))
FIRST_GOAL, BETWEEN_RATINGS = (14, 28), (70, 86)
AREAS = ("Bolig", "Netværk", "Skole eller arbejde", "Økonomi", "Helbred")
SET_BY, SET_BY_CHANCES = ("Begge", "Den unge", "Medarbejder"), (0.65, 0.25, 0.1)


def write_housing_first(
    folder: Path, *, seed: int, faults: bool = True, problems: bool = True
) -> list[Planted]:
    """Write the four files of `HEADERS`.

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
    referrals = planned_referrals(stream(seed, "housing_first people"), problems=problems)
    courses = [one.course for one in referrals if one.course is not None]
    files = {
        "henvisninger.csv": [_referral_row(one) for one in referrals],
        "forloeb.csv": [_course_row(course) for course in courses],
        "kontakter.csv": _contact_rows(courses, stream(seed, "housing_first contacts")),
        "maal.csv": _goal_rows(courses, stream(seed, "housing_first goals")),
    }
    if faults:
        _spoil(files, stream(seed, "housing_first faults"))
    planted: list[Planted] = []
    for file, rows in files.items():
        planted += write_records(rows, HEADERS[file], folder, programme=PROGRAMME, file=file)
    return planted


def _referral_row(one: Referral) -> Row:
    return Row(
        {
            "Ung": one.code,
            "Henvist": danish_date(one.referred),
            "Screenet": danish_date(one.screened),
            "Tilbudt": danish_date(one.offered),
            "Lukket": danish_date(one.closed),
            "Årsag": one.outcome,
            "I målgruppen": one.fits,
            "Kommer fra": one.comes_from,
        },
        about=one,
    )


def _course_row(course: Course) -> Row:
    return Row(
        {
            "Ung": course.code,
            "Fødselsår": str(course.born),
            "Køn": course.gender,
            "Startdato": danish_date(course.started),
            "Slutdato": danish_date(course.ended),
            "Afslutningsårsag": course.exit_reason,
        },
        about=course,
    )


def _contact_rows(courses: list[Course], rng: np.random.Generator) -> list[Row]:
    contacts = []
    for course in courses:
        bridges = _bridges(course, rng)
        contacts += [(day, course.code, course.worker, BRIDGING) for day in bridges]
        contacts += [
            (day, course.code, course.worker, kind)
            for day, kind in _visits_and_calls(course, rng)
            if day not in bridges
        ]
    return [
        Row(
            {
                "Dato": danish_date(day),
                "Ung": code,
                "Medarbejder": worker,
                "Type": kind,
                "Timer": danish_number(_hours(kind, rng), decimals=2),
            },
            about=day,
        )
        for day, code, worker, kind in sorted(contacts)
    ]


def _visits_and_calls(course: Course, rng: np.random.Generator) -> list[tuple[dt.date, str]]:
    """Return the contacts of three phases, each with fewer than the one before."""
    found: list[tuple[dt.date, str]] = []
    last = course.last_day
    for phase, (gap, by_phone) in enumerate(PHASES):
        begins = course.started + dt.timedelta(days=1)
        if phase:
            begins = months_after(course.started, phase * PHASE_MONTHS)
        ends = months_after(course.started, (phase + 1) * PHASE_MONTHS) - dt.timedelta(days=1)
        first = begins + dt.timedelta(days=int(rng.integers(gap[0])))
        if first > last:
            break
        days = days_apart(rng, first, min(ends, last), gap=gap)
        found += [(day, PHONE if rng.random() < by_phone else VISIT) for day in days]
    return found


def _bridges(course: Course, rng: np.random.Generator) -> list[dt.date]:
    days = [
        open_day(rng, *(months_after(course.started, months) for months in span))
        for span in BRIDGES
    ]
    return [day for day in days if day <= course.last_day]


def _hours(kind: str, rng: np.random.Generator) -> float:
    """Return how long it lasted, in quarters of an hour."""
    quarters = {VISIT: (4, 9), PHONE: (1, 3), BRIDGING: (6, 13)}[kind]
    return int(rng.integers(*quarters)) / 4


def _goal_rows(courses: list[Course], rng: np.random.Generator) -> list[Row]:
    """Return a row for each goal each time it was rated, and one for a goal that was not yet."""
    rows = []
    for course in courses:
        set_on = open_day(rng, *(course.started + dt.timedelta(days=n) for n in FIRST_GOAL))
        if set_on > course.last_day:
            continue
        ratings = open_days_apart(rng, set_on, course.last_day, gap=BETWEEN_RATINGS)[1:]
        areas = rng.choice(len(AREAS), size=int(rng.integers(2, 5)), replace=False)
        for number, area in enumerate(areas, start=1):
            level = int(rng.integers(-2, 0))
            setter = SET_BY[int(rng.choice(3, p=SET_BY_CHANCES))]
            goal = {
                "Ung": course.code,
                "Mål": str(number),
                "Område": AREAS[area],
                "Sat den": danish_date(set_on),
                "Sat af": setter,
            }
            if not ratings:
                rows.append(Row(goal, about=set_on))
            for day in ratings:
                rated = {"Vurderet den": danish_date(day), "Opnåelse": str(level)}
                rows.append(Row(goal | rated, about=set_on))
                level = int(np.clip(level + rng.choice((0, 1, 1, 2, -1)), -2, 2))
    return rows


def _spoil(files: dict[str, list[Row]], rng: np.random.Generator) -> None:
    contacts = files["kontakter.csv"]
    add_repeat(contacts, rng)
    add_misdated(contacts, rng, column="Dato")
    add_row(
        contacts,
        clean_row(contacts, rng),
        {"Ung": "H71"},
        column="Ung",
        what="a code that is not in forloeb.csv",
        kind="unknown_person",
    )
    courses = {row.about.code: row.about for row in files["forloeb.csv"]}
    visit = clean_row(contacts, rng, where=lambda row: row.cells["Type"] == VISIT)
    before = courses[visit.cells["Ung"]].started - dt.timedelta(days=int(rng.integers(3, 9)))
    add_row(
        contacts,
        visit,
        {"Dato": danish_date(before)},
        column="Dato",
        what="a contact dated before the course started",
        kind="before_start",
    )
    # Somebody who did not start anyway, so that no course is left without its referral.
    closed = clean_row(
        files["henvisninger.csv"],
        rng,
        where=lambda row: row.about.course is None and row.about.screened is not None,
    )
    wrong = closed.about.referred - dt.timedelta(days=int(rng.integers(10, 20)))
    closed.spoil(
        "Screenet",
        danish_date(wrong),
        what="screened before the referral",
        kind="steps_out_of_order",
    )
