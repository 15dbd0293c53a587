"""Whether readings are made as planned: who has a second one, and how long lies between them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from evalkit.study import Study

__all__ = ["ReadingsKept", "readings_kept"]

DAYS_PER_MONTH = 365.25 / 12


@dataclass(frozen=True)
class ReadingsKept:
    """How far readings follow a plan.

    Attributes
    ----------
    n : int
        Courses that have lasted one planned interval: who could have a second reading.
    count : int
        Those among them with at least two readings.
    median_months : float or None
        Between two readings of a course that follow one another; None without dates or pairs.
    expected, done : int or None
        Readings by the plan, one at the start and one each interval, over the courses of `n`; and
        how many of these were made (more in one course do not make up for fewer in another). None
        without an interval.
    """

    n: int
    count: int
    median_months: float | None
    expected: int | None
    done: int | None


def readings_kept(
    study: Study, *, every_months: float | None, at_end: bool = False
) -> ReadingsKept:
    """Return how far the readings of a study follow a plan.

    Parameters
    ----------
    study : Study
        With enrolments; without them everybody with a reading is taken to be enrolled from it on.
    every_months : float or None
        The planned interval in months; None where the plan states none.
    at_end : bool
        Without an interval: whether a second reading is planned when the course ends, so that only
        those who ended could have one. Otherwise everybody enrolled could.

    Returns
    -------
    ReadingsKept

    Notes
    -----
    A reading is a day (or, where the readings are named, a name) on which at least one score could
    be computed. A course lasts until its end, or until the last day the data reach to.
    """
    read = study.scores[study.scores["score"].notna()]
    named = read["date"].isna().all() or bool(study.waves)
    at = "wave" if named else "date"
    readings = read[["person", at]].dropna().drop_duplicates()
    courses = _courses(study, readings, at)
    months = courses["months"]
    if every_months is not None:
        able = months >= every_months
    else:
        able = courses["ended"] if at_end else months.notna()
    made = readings.groupby("person").size().reindex(courses["person"]).fillna(0).to_numpy()
    expected = done = None
    if every_months is not None:
        planned = np.floor(months[able].to_numpy() / every_months) + 1
        expected = int(planned.sum())
        done = int(np.minimum(made[able.to_numpy()], planned).sum())
    return ReadingsKept(
        n=int(able.sum()),
        count=int((made[able.to_numpy()] >= 2).sum()),
        median_months=None if named else _median_months(readings),
        expected=expected,
        done=done,
    )


def _courses(study: Study, readings: pd.DataFrame, at: str) -> pd.DataFrame:
    """Return person, how many months the course has lasted so far, and whether it has ended."""
    latest = pd.Timestamp(study.latest or pd.Timestamp.min)
    if len(study.enrolments):
        known = study.enrolments[["person", "started", "ended"]]
    else:
        first = readings.groupby("person")[at].min() if at == "date" else pd.NaT
        persons = pd.Index(readings["person"].unique())
        known = pd.DataFrame({"person": persons, "started": first, "ended": pd.NaT})
    until = known["ended"].where(known["ended"] <= latest, latest)
    lasted = (until - known["started"]).dt.days / DAYS_PER_MONTH
    ended = known["ended"].notna() & (known["ended"] <= latest)
    courses = pd.DataFrame({"person": known["person"], "months": lasted, "ended": ended})
    return courses.reset_index(drop=True)


def _median_months(readings: pd.DataFrame) -> float | None:
    ordered = readings.sort_values(["person", "date"])
    gaps = ordered.groupby("person")["date"].diff().dropna()
    return float(gaps.dt.days.median() / DAYS_PER_MONTH) if len(gaps) else None
