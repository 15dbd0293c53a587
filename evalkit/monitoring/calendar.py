"""The measurement calendar: who is due, overdue or missed on a day, by the programme's plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import pandas as pd

from evalkit.errors import InputError, did_you_mean
from evalkit.estimates.intervals import check_confidence
from evalkit.instruments.instrument import Instrument, instrument, instrument_names
from evalkit.monitoring.completion import CalendarCompletion, completion_of
from evalkit.monitoring.occasions import (
    COLUMNS,
    OPEN_STATES,
    STATES,
    TIMINGS,
    courses_of,
    is_collected,
    occasions_of,
)
from evalkit.monitoring.plan import (
    Plan,
    Unscheduled,
    facts_about,
    own_plans,
    registry_plans,
)
from evalkit.monitoring.studied import check_study
from evalkit.programmes.fact import Fact
from evalkit.programmes.programme import Programme
from evalkit.programmes.programme_file import programme as programme_named
from evalkit.programmes.programme_file import programme_names
from evalkit.results import Framed
from evalkit.sets.windows import Quarter, last_day
from evalkit.sets.windows import as_of as study_as_of
from evalkit.study import Study

__all__ = ["CalendarToDo", "MeasurementCalendar", "measurement_calendar"]

# How far ahead readings are shown, and how many days off still are on time. No source states
# either: both are parameters, and stand on every page.
AHEAD_DAYS = 92
ON_TIME_DAYS = 14
# Ten years ahead is no calendar any more.
MOST_DAYS = 3653


@dataclass(frozen=True, repr=False, eq=False)
class CalendarToDo(Framed):
    """What can be done now: one row per course and reading that is due, overdue or possible.

    Internal: `to_frame()` has persons' keys. Looking at it shows how many there are.

    Attributes
    ----------
    calendar : MeasurementCalendar
        Which it is of.
    """

    calendar: MeasurementCalendar
    _frame: pd.DataFrame

    def summary(self) -> pd.DataFrame:
        """Return how many there are in each state."""
        counts = self._frame["state"].value_counts()
        states = [(state, int(counts.get(state, 0))) for state in OPEN_STATES]
        return pd.DataFrame(states, columns=["state", "readings"])

    def _heading(self) -> str:
        return f"CalendarToDo on {self.calendar.as_of:%Y-%m-%d}; internal, rows are in to_frame()"


@dataclass(frozen=True, repr=False, eq=False)
class MeasurementCalendar(Framed):
    """Who is to be read when, and what became of it; looking at it shows counts.

    Attributes
    ----------
    programme : str
        Whose plan it is.
    titles : dict
        What readers call the programme and each measurement: name to titles by language.
    as_of : date
        The day it is about.
    known_until : date or None
        How far the data reach, at most to `as_of`; what was read later is not in the calendar, so
        a reading may look overdue that was made.
    plans : tuple of Plan
        What is asked for, and when.
    not_collected : tuple of str
        Plans of the registry that the delivery has no readings for: nobody is due by them.
    unscheduled : tuple of Unscheduled
        What else the programme watches, and no day can be computed for.
    could_be_watched, refuses : tuple of Fact
        Of the registry: what could be watched where there is no plan; what speaks against one.
    in_registry : bool
        Whether the registry knows the programme; one of one's own has no plan but the one given.
    courses : int
        Courses that the calendar is about.
    without_start, undated : int
        Left out: enrolments without a first day, readings without a date.
    ahead, on_time : int
        Days, as asked for.
    completion : CalendarCompletion
        How many of the readings were made, by quarter.
    """

    programme: str
    titles: dict[str, Mapping[str, str]]
    as_of: dt.date
    known_until: dt.date | None
    plans: tuple[Plan, ...]
    not_collected: tuple[str, ...]
    unscheduled: tuple[Unscheduled, ...]
    could_be_watched: tuple[Fact, ...]
    refuses: tuple[Fact, ...]
    in_registry: bool
    courses: int
    without_start: int
    undated: int
    ahead: int
    on_time: int
    completion: CalendarCompletion
    _frame: pd.DataFrame
    _telling: ClassVar[tuple[str, ...]] = (*STATES, *TIMINGS)

    @property
    def scheduled(self) -> tuple[Plan, ...]:
        """The plans that the calendar follows."""
        return tuple(plan for plan in self.plans if plan.name not in self.not_collected)

    @property
    def to_do(self) -> CalendarToDo:
        """What can be done now, the longest due first. Internal."""
        rows = self._frame[self._frame["state"].isin(OPEN_STATES)]
        rows = rows.sort_values(["due", "person", "measurement"], ignore_index=True)
        return CalendarToDo(self, rows)

    def plan(self, name: str) -> Plan:
        """Return one of the plans.

        Raises
        ------
        InputError
            When there is none of that name.
        """
        for one in self.plans:
            if one.name == name:
                return one
        hint = did_you_mean(name, [one.name for one in self.plans])
        raise InputError(f"The calendar has no plan {name!r}. {hint}")

    def summary(self) -> pd.DataFrame:
        """Return how many readings there are in each state, and how many were on time, by plan.

        n is the number of courses.
        """
        rows = []
        for plan in self.scheduled:
            own = self._frame[self._frame["measurement"] == plan.name]
            counts = {name: int((own["state"] == name).sum()) for name in STATES}
            counts |= {name: int((own["timing"] == name).sum()) for name in TIMINGS}
            rows.append({"measurement": plan.name, "n": own["course"].nunique(), **counts})
        return pd.DataFrame(rows, columns=["measurement", "n", *STATES, *TIMINGS])

    def _heading(self) -> str:
        without = "" if self.scheduled else "; nothing is scheduled, ek.say tells why"
        return f"MeasurementCalendar of {self.programme} on {self.as_of:%Y-%m-%d}{without}"


def measurement_calendar(
    study: Study,
    programme: str | Path | Programme | None = None,
    *,
    as_of: str | Quarter | dt.date,
    plan: Plan | Mapping[str, Any] | Sequence[Plan | Mapping[str, Any]] | None = None,
    ahead: int = AHEAD_DAYS,
    on_time: int = ON_TIME_DAYS,
    confidence: float = 0.95,
) -> MeasurementCalendar:
    """Return who is due, overdue or missed on a day, by the programme's plan or one's own.

    Parameters
    ----------
    study : Study
        Everything that was loaded. Without enrolments everybody with a reading is taken to have
        begun with the first one.
    programme : str, Path or Programme, optional
        Whose plan in the registry is followed; the study's own programme when not given.
    as_of : str, Quarter or date
        The day: a date, or a quarter such as "2026Q3", which means its last day. What is dated
        later is not known yet.
    plan : Plan, mapping, or a list of these, optional
        A plan of one's own instead: ``{"instruments": "who5", "every_months": 3}``, or with
        ``"moments": {"before": 0, "after": 4}`` in months after the start; see
        `evalkit.monitoring.plan.Plan` for the other options.
    ahead : int
        How many days ahead readings are shown that are not due yet.
    on_time : int
        How many days before or after its day a reading is on time: from so many days before, it is
        due; from so many days after, overdue. No source states it.
    confidence : float
        Of the intervals of `completion`.

    Returns
    -------
    MeasurementCalendar
        `summary()` counts; `completion` is the share made by quarter; `to_do` is what can be done
        now. `to_frame()` has one row per course and occasion: course, person, site, started,
        ended, measurement, occasion, due, opens and closes (the days that count for it), state,
        read (the day of the reading nearest to its day), timing ("early", "on_time", "late"),
        lacking (instruments of the plan that were not filled in then), is_closed and is_open.

    Raises
    ------
    InputError
        When the programme, the day or the plan is none, an instrument of the plan is unknown, or
        no reading has a date.

    See Also
    --------
    evalkit.save_calendar : the same as .ics and .xlsx for staff.
    evalkit.registry : the plans that the sources describe.

    Notes
    -----
    By an interval readings are due at the start and every so many calendar months; 31 January and
    one month is the last day of February. A day belongs to the due day it is nearest to: windows
    meet halfway. States, on the day asked about:

    - done: there is a reading in the window, whatever happens later
    - due: within `on_time` days of its day; overdue: later than that, and the window is still open
    - missed: the window of the next one has begun
    - possible, not_made: the same of a voluntary reading, which is never overdue or missed
    - not_yet: later than that
    - ended: the course ended before the window closed (of named times: more than `on_time` days
      before the day)

    `is_closed` says whether a reading counts in `completion`: its window closed within the course
    and by the day; `is_open` whether it still can. Those that count are the readings behind the
    claim that the plan is kept (`evalkit.claims_beside_data`).

    Do not report it as what staff did wrong: a reading may be missing from the delivery and not
    from the young person's file. The registry's plan is what a source says, which may be years old.

    Examples
    --------
    >>> import evalkit as ek
    >>> study = ek.load("data/examples/unik", profile="unik")
    >>> calendar = ek.measurement_calendar(study, as_of="2026Q3")
    >>> [(plan.name, plan.every_months, plan.required) for plan in calendar.plans]
    [('psychosocial', 3.0, 'not_stated')]
    >>> calendar.completion.to_frame()["quarter"].iloc[-1]
    '2026Q3'
    """
    check_study(study)
    for name, days in (("ahead", ahead), ("on_time", on_time)):
        _check_days(days, name)
    _check_confidence(confidence)
    known = _known_programme(study, programme)
    plans, unscheduled = registry_plans(known) if known else ([], [])
    if plan is not None:
        plans = own_plans(plan)
    _check_instruments(study, plans)
    day = last_day(as_of)
    cut = study_as_of(study, day)
    missing = [one.name for one in plans if one.basis != "own" and not is_collected(cut, one)]
    name = known.name if known else study.programme
    courses = courses_of(cut, programme=name)
    parts = [
        occasions_of(cut, one, courses, last=pd.Timestamp(day), ahead=ahead, on_time=on_time)
        for one in plans
        if one.name not in missing
    ]
    frame = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=COLUMNS)
    titles = _titles(study, known, plans)
    watched, refused = facts_about(known) if known else ((), ())
    return MeasurementCalendar(
        programme=name,
        titles=titles,
        as_of=day,
        known_until=min(day, study.latest) if study.latest else None,
        plans=tuple(plans),
        not_collected=tuple(missing),
        unscheduled=tuple(unscheduled),
        could_be_watched=watched,
        refuses=refused,
        in_registry=known is not None,
        courses=len(courses),
        without_start=int(study.enrolments["started"].isna().sum()),
        undated=int((study.scores["score"].notna() & study.scores["date"].isna()).sum()),
        ahead=ahead,
        on_time=on_time,
        completion=completion_of(frame, plans, titles=titles, as_of=day, confidence=confidence),
        _frame=frame,
    )


def _check_days(days: object, name: str) -> None:
    if isinstance(days, bool) or not isinstance(days, int) or not 0 <= days <= MOST_DAYS:
        raise InputError(f"`{name}` is {days!r}. Accepted: whole days, 0 to {MOST_DAYS}.")


def _check_confidence(confidence: float) -> None:
    try:
        check_confidence(confidence)
    except ValueError as wrong:
        raise InputError(str(wrong)) from None


def _known_programme(study: Study, asked: str | Path | Programme | None) -> Programme | None:
    """Return the programme in the registry; None for one of one's own that is in none."""
    if isinstance(asked, Programme):
        return asked
    if asked is not None:
        return programme_named(asked)
    return programme_named(study.programme) if study.programme in programme_names() else None


def _check_instruments(study: Study, plans: Sequence[Plan]) -> None:
    names = {one.name for one in study.instruments} | set(study.scores["instrument"].unique())
    known = sorted({*names, *instrument_names()})
    for plan in plans:
        for one in plan.instruments:
            if one not in known:
                raise InputError(f"The plan asks for {one!r}. {did_you_mean(one, known)}")


def _titles(
    study: Study, known: Programme | None, plans: Sequence[Plan]
) -> dict[str, Mapping[str, str]]:
    """Return what readers call the programme, the measurements and their instruments."""
    titles: dict[str, Mapping[str, str]] = {}
    own = {one.name: one for one in study.instruments if isinstance(one, Instrument)}
    for plan in plans:
        for name in plan.instruments:
            if name in own:
                titles[name] = own[name].title
            elif name in instrument_names():
                titles[name] = instrument(name).title
        titles |= {plan.name: plan.title} if plan.title else {}
    title = known.title if known else study.title
    return titles | ({known.name if known else study.programme: title} if title else {})
