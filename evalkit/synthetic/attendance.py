"""Who came to an open weekly evening, with a known chance of coming."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from evalkit.synthetic.streams import stream

__all__ = ["Attendance", "AttendanceDesign", "make_attendance", "true_attendance"]


@dataclass(frozen=True)
class AttendanceDesign:
    """A weekly evening with a known truth; `make_attendance` draws people and marks.

    Parameters
    ----------
    n : int
        Number of persons.
    first, last : datetime.date
        The first and the last evening, a week or several apart.
    closed : tuple of tuple of datetime.date
        First and last day of each time without evenings.
    enrol_from, enrol_to : datetime.date
        Starts are spread evenly over these days, each moved on to the weekday of the evenings.
    comes : float
        The average person's chance of coming, as long as nothing has changed.
    comes_after : float
        The same chance from `changed_on`.
    changed_on : datetime.date
        The day the chance changes.
    person_sd : float
        Spread between persons of the log-odds of coming.
    stops : float
        Chance that a person stops after an evening.
    not_noted : float
        Chance that nothing is noted for an evening.
    """

    n: int
    first: dt.date
    last: dt.date
    closed: tuple[tuple[dt.date, dt.date], ...]
    enrol_from: dt.date
    enrol_to: dt.date
    comes: float
    comes_after: float
    changed_on: dt.date
    person_sd: float = 0.8
    stops: float = 0.015
    not_noted: float = 0.02

    @property
    def evenings(self) -> np.ndarray:
        """The days of the evenings."""
        days = np.arange(np.datetime64(self.first), np.datetime64(self.last) + 1, 7)
        shut = np.zeros(len(days), dtype=bool)
        for start, end in self.closed:
            shut |= (days >= np.datetime64(start)) & (days <= np.datetime64(end))
        return days[~shut]


@dataclass(frozen=True, repr=False, eq=False)
class Attendance:
    """What `make_attendance` draws.

    Attributes
    ----------
    design : AttendanceDesign
        What was planted.
    seed : int
        The seed it was drawn with.
    enrolments : pandas.DataFrame
        A row a person: person, started, ended (missing while the course goes on).
    marks : pandas.DataFrame
        A row a person and evening in the course: person, date, came; an evening for which
        nothing was noted has no row.
    """

    design: AttendanceDesign
    seed: int
    enrolments: pd.DataFrame
    marks: pd.DataFrame

    def __repr__(self) -> str:
        """Show counts, never people."""
        return (
            f"<Attendance: {len(self.enrolments)} made-up persons, "
            f"{len(self.marks)} marks, seed {self.seed}>"
        )


def make_attendance(design: AttendanceDesign, *, seed: int) -> Attendance:
    """Draw people and their attendance from a design.

    Parameters
    ----------
    design : AttendanceDesign
        What is planted.
    seed : int
        Same design and seed, same attendance.

    Returns
    -------
    Attendance
        Frames of enrolments and marks.
    """
    rng = stream(seed, "attendance")
    days = design.evenings
    start, end = np.datetime64(design.enrol_from), np.datetime64(design.enrol_to)
    started = np.sort(start + rng.integers(0, int((end - start).astype(int)) + 1, design.n))
    started = np.busday_offset(started, 0, roll="forward", weekmask=_weekmask(design.first))
    person = rng.standard_normal(design.n) * design.person_sd
    chance, noted, stopping = rng.random((3, design.n, len(days)))
    came = chance < _chances(design, person)
    inside = days >= started[:, None]
    stopped = (stopping < design.stops) & inside
    stopped_at = np.where(stopped.any(axis=1), stopped.argmax(axis=1), len(days))
    inside &= np.arange(len(days)) <= stopped_at[:, None]
    who, when = np.nonzero(inside & (noted >= design.not_noted))
    ended = np.append(days + 1, np.datetime64("NaT"))[stopped_at]
    return Attendance(
        design=design,
        seed=seed,
        enrolments=pd.DataFrame(
            {
                "person": np.arange(design.n),
                "started": started.astype("datetime64[s]"),
                "ended": ended.astype("datetime64[s]"),
            }
        ),
        marks=pd.DataFrame(
            {"person": who, "date": days[when].astype("datetime64[s]"), "came": came[who, when]}
        ),
    )


def true_attendance(design: AttendanceDesign) -> pd.DataFrame:
    """Return the expected share of the enrolled that comes, evening by evening.

    Parameters
    ----------
    design : AttendanceDesign
        What is planted.

    Returns
    -------
    pandas.DataFrame
        date and share, integrated over the spread between persons.
    """
    nodes, weights = np.polynomial.hermite_e.hermegauss(40)
    shares = weights @ _chances(design, nodes * design.person_sd) / weights.sum()
    return pd.DataFrame({"date": design.evenings.astype("datetime64[s]"), "share": shares})


def _weekmask(day: dt.date) -> list[bool]:
    return [weekday == day.weekday() for weekday in range(7)]


def _chances(design: AttendanceDesign, person: np.ndarray) -> np.ndarray:
    """Return the chance of coming (person, evening) for given spreads in log-odds."""
    share = np.where(
        design.evenings >= np.datetime64(design.changed_on), design.comes_after, design.comes
    )
    log_odds = np.log(share / (1.0 - share)) + person[:, None]
    chances: np.ndarray = 1.0 / (1.0 + np.exp(-log_odds))
    return chances
