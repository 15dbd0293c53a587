"""Whether readings are made as planned: due dates, who kept most of them, how long lies between."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from evalkit.errors import InputError
from evalkit.monitoring.due_dates import AROUND, DAYS_PER_MONTH, due_by_interval
from evalkit.study import Study

__all__ = ["LEAST_MONTHS", "MOST_MONTHS", "ReadingsKept", "readings_kept"]

# Fewer gaps between readings than these have no middle worth telling.
LEAST_GAPS = 5
# Nobody is read more often than twice a month, or is followed for longer than ten years a step.
LEAST_MONTHS, MOST_MONTHS = 0.5, 120


@dataclass(frozen=True)
class ReadingsKept:
    """How far readings follow a plan.

    Attributes
    ----------
    n : int
        Courses in which a second reading was due.
    count : int
        Those among them in which more than half of the readings that were due were made.
    second : int
        Those among them in which at least two were.
    expected, done : int or None
        Readings that were due in the courses of `n`, the one at the start among them, and how many
        of these were made; None without an interval.
    median_months : float or None
        Between two readings of a course that follow one another; None where there are few.
    too_short : int
        Courses that have not lasted long enough for a second reading to be due.
    """

    n: int
    count: int
    second: int
    expected: int | None
    done: int | None
    median_months: float | None
    too_short: int


def readings_kept(
    study: Study,
    *,
    every_months: float | None,
    at_end: bool = False,
    instruments: Iterable[str] = (),
) -> ReadingsKept:
    """Return how far the readings of a study follow a plan.

    Parameters
    ----------
    study : Study
        With enrolments; without them everybody with a reading is taken to be enrolled from it on.
    every_months : float or None
        The planned interval in months, 0.5 to 120; None where the plan states none.
    at_end : bool
        Without an interval: whether a second reading is planned when the course ends, so that only
        those who ended could have one.
    instruments : iterable of str
        The instruments of the plan; readings with others do not count. All count when empty.

    Returns
    -------
    ReadingsKept

    Raises
    ------
    InputError
        When the interval is none.

    Notes
    -----
    A reading is a day within the course on which at least one score could be computed; of named
    readings, a name. By an interval, readings are due at the start and every so many calendar
    months; one is made when a reading lies nearer to its day than to the next one's (within half an
    interval), and it counts as due when that time has passed. So a second reading is due after one
    and a half intervals, a burst of readings in one week is one reading, and a late one is not yet
    missing. `evalkit.measurement_calendar` shows the same occasions one by one.
    """
    if every_months is not None and not LEAST_MONTHS <= every_months <= MOST_MONTHS:
        raise InputError(
            f"`every_months` is {every_months!r}. Accepted: {LEAST_MONTHS} to {MOST_MONTHS}."
        )
    read = study.scores[study.scores["score"].notna()]
    chosen = tuple(instruments)
    if chosen:
        read = read[read["instrument"].isin(chosen)]
    is_named = bool(len(read)) and (read["date"].isna().all() or bool(study.waves))
    if is_named:
        return _by_name(study, read, at_end=at_end)
    days = read[["person", "date"]].dropna().drop_duplicates().sort_values(["person", "date"])
    courses = _courses(study, days)
    days = _within(days, courses)
    median = _median_months(days)
    if every_months is None:
        return _without_interval(courses, days, median, at_end=at_end)
    return _by_interval(courses, days, median, every_months=every_months)


def _courses(study: Study, days: pd.DataFrame) -> pd.DataFrame:
    """Return person, start and how far the course has come, as far as the data reach."""
    latest = pd.Timestamp(study.latest or pd.Timestamp.min)
    if len(study.enrolments):
        known = study.enrolments[["person", "started", "ended"]].dropna(subset="started")
    else:
        first = days.groupby("person")["date"].min()
        known = pd.DataFrame({"person": first.index, "started": first.to_numpy()})
        known["ended"] = pd.NaT
    has_ended = known["ended"].notna() & (known["ended"] <= latest)
    stop = known["ended"].where(has_ended, latest)
    courses = known[["person", "started"]].assign(stop=stop, has_ended=has_ended)
    courses = courses[courses["stop"] >= courses["started"]]
    return courses.drop_duplicates("person").reset_index(drop=True)


def _within(days: pd.DataFrame, courses: pd.DataFrame) -> pd.DataFrame:
    """Return the readings of known courses, with their start; a month on either side counts."""
    joined = days.merge(courses, on="person", how="inner")
    inside = joined["date"].between(joined["started"] - AROUND, joined["stop"] + AROUND)
    return joined[inside]


def _by_interval(
    courses: pd.DataFrame, days: pd.DataFrame, median: float | None, *, every_months: float
) -> ReadingsKept:
    planned = due_by_interval(courses["started"], every_months, until=courses["stop"])
    planned = planned.join(courses[["person", "stop"]], on="course")
    planned = planned[planned["next_opens"] <= planned["stop"]]
    able = planned.groupby("person").size()
    able = able[able >= 2]
    planned = planned[planned["person"].isin(able.index)]
    near = planned.merge(days[["person", "date"]], on="person", how="left")
    is_in = (near["opens"] <= near["date"]) & (near["date"] < near["next_opens"])
    made = near[is_in].groupby("person")["due"].nunique().reindex(able.index, fill_value=0)
    return ReadingsKept(
        n=len(able),
        count=int((made > able / 2).sum()),
        second=int((made >= 2).sum()),
        expected=int(able.sum()),
        done=int(made.sum()),
        median_months=median,
        too_short=len(courses) - len(able),
    )


def _without_interval(
    courses: pd.DataFrame, days: pd.DataFrame, median: float | None, *, at_end: bool
) -> ReadingsKept:
    asked = courses[courses["has_ended"]] if at_end else courses
    middle = days["started"] + (days["stop"] - days["started"]) / 2
    latest = days.assign(is_late=days["date"] >= middle).groupby("person")
    twice = latest["date"].nunique() >= 2
    kept = twice & latest["is_late"].any() if at_end else twice
    count = int(kept.reindex(asked["person"], fill_value=False).sum())
    short = len(courses) - len(asked)
    return ReadingsKept(len(asked), count, count, None, None, median, short)


def _by_name(study: Study, read: pd.DataFrame, *, at_end: bool) -> ReadingsKept:
    """Return who has the first two named readings of those enrolled, or of those who ended."""
    names = study.waves[:2] or tuple(sorted(read["wave"].dropna().unique())[:2])
    has = read[read["wave"].isin(names)].groupby("person")["wave"].nunique()
    persons = pd.Index(read["person"].unique())
    if len(study.enrolments):
        latest = pd.Timestamp(study.latest or pd.Timestamp.max)
        ended = study.enrolments["ended"].notna() & (study.enrolments["ended"] <= latest)
        asked = study.enrolments[ended] if at_end else study.enrolments
        persons = pd.Index(asked["person"].unique())
    count = int((has.reindex(persons, fill_value=0) >= 2).sum())
    everybody = max(len(study.enrolments), len(persons))
    return ReadingsKept(len(persons), count, count, None, None, None, everybody - len(persons))


def _median_months(days: pd.DataFrame) -> float | None:
    gaps = days.groupby("person")["date"].diff().dropna()
    if len(gaps) < LEAST_GAPS:
        return None
    return float(gaps.dt.days.median() / DAYS_PER_MONTH)
