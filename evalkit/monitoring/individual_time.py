"""One person's goals, meetings, time together and what began and ended: internal."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, ClassVar

import pandas as pd

from evalkit.errors import InputError
from evalkit.monitoring.attendance_series import marks_of, quarter_of
from evalkit.monitoring.goal_rows import GOAL, given_goals, goals_on
from evalkit.monitoring.individual_part import IndividualPart
from evalkit.monitoring.network_map import NetworkMap
from evalkit.study import Study

__all__ = [
    "IndividualCourse",
    "IndividualGoals",
    "IndividualMeetings",
    "IndividualNetwork",
    "IndividualTime",
    "individual_course",
    "individual_goals",
    "individual_meetings",
    "individual_time",
]

# A meeting of this kind is about the adults, and its key is one of theirs.
_OF_ADULTS = "supervision"
REPORT = "report_written"


@dataclass(frozen=True, repr=False, eq=False)
class IndividualGoals(IndividualPart):
    """One person's goals as they stood on a day, the oldest first: internal.

    Attributes
    ----------
    as_of : date
        The day.
    review_months : int
        After how many months a goal that is not reached is to be looked at again.
    """

    as_of: dt.date
    review_months: int
    _frame: pd.DataFrame
    _what: ClassVar[str] = "goals"


@dataclass(frozen=True, repr=False, eq=False)
class IndividualNetwork(IndividualPart):
    """One person's latest network map beside the one before: internal.

    Attributes
    ----------
    found : NetworkMap or None
        None when no map was drawn by the day.
    """

    found: NetworkMap | None
    _frame: pd.DataFrame
    _what: ClassVar[str] = "relations"


@dataclass(frozen=True, repr=False, eq=False)
class IndividualTime(IndividualPart):
    """Time together and attendance of one person, a row per quarter, the oldest first: internal.

    Attributes
    ----------
    as_of : date
        The last day that is counted.
    has_contacts, has_attendance : bool
        Whether the study has any contacts, and any register.
    absences_known : bool
        Whether the register notes those who did not come.
    without_hours : int
        Contacts of which nobody noted how long they lasted.
    """

    as_of: dt.date
    has_contacts: bool
    has_attendance: bool
    absences_known: bool
    without_hours: int
    _frame: pd.DataFrame
    _what: ClassVar[str] = "quarters"


@dataclass(frozen=True, repr=False, eq=False)
class IndividualMeetings(IndividualPart):
    """The meetings about one person, the oldest first: internal.

    Attributes
    ----------
    kind : str
        Which kind is a status meeting.
    status_days : tuple of date
        The days of the status meetings.
    reports_known : bool
        Whether the data say that a status report was written.
    """

    kind: str
    status_days: tuple[dt.date, ...]
    reports_known: bool
    _frame: pd.DataFrame
    _what: ClassVar[str] = "meetings"


@dataclass(frozen=True, repr=False, eq=False)
class IndividualCourse(IndividualPart):
    """What began and ended: courses, matches and statuses of one person: internal."""

    _frame: pd.DataFrame
    _what: ClassVar[str] = "rows"


def individual_goals(known: Study, *, as_of: dt.date, review_months: int) -> IndividualGoals:
    """Return the goals of a study of one person."""
    given = given_goals(known, as_of)
    goals = goals_on(given)
    rated = given.rows[given.rows["attainment"].notna()].groupby(GOAL)["date"].max()
    goals = goals.join(rated.rename("rated_on"), on=GOAL)
    goals = goals.sort_values(["begun", "goal"], ignore_index=True)
    since = goals["last_review"].fillna(goals["begun"])
    due = since + pd.DateOffset(months=review_months)
    is_open = goals["takes_part"] & ~(goals["attainment"] >= 0)
    frame = goals[["goal", "area", "set_on", "set_by", "ratings", "last_review"]].assign(
        first_attainment=goals["first_attainment"],
        attainment=goals["attainment"],
        rated_on=goals["rated_on"],
        next_review=due.where(is_open),
    )
    return IndividualGoals(as_of, review_months, frame)


def individual_meetings(known: Study, person: str, *, kind: str) -> IndividualMeetings:
    """Return the meetings of one person."""
    # A caller without a type checker may hand in anything.
    given: object = kind
    if not isinstance(given, str):
        raise InputError(f"`meeting` is a {type(given).__name__}; give a kind of meeting.")
    meetings = known.meetings
    own = meetings[(meetings["case"] == person) & (meetings["kind"] != _OF_ADULTS)]
    own = own.sort_values("date", ignore_index=True)
    has_report = REPORT in own
    names = ["date", "kind", "minutes", "participants"]
    frame = own[[*names, *([REPORT] if has_report else [])]].copy()
    if not has_report:
        frame[REPORT] = pd.array([pd.NA] * len(frame), dtype="boolean")
    days = own.loc[own["kind"] == kind, "date"]
    return IndividualMeetings(
        kind=kind,
        status_days=tuple(dict.fromkeys(pd.Timestamp(day).date() for day in days)),
        reports_known=has_report,
        _frame=frame,
    )


def individual_time(known: Study, person: str, *, as_of: dt.date, quarters: int) -> IndividualTime:
    """Return time together and attendance of the last quarters."""
    contacts = known.contacts[known.contacts["person"] == person]
    register = marks_of(known, last=as_of).to_frame()
    marks = register[register["person"] == person]
    begun = _begun(known, person, [contacts["date"], marks["date"]])
    newest = quarter_of(as_of)
    rows = []
    for back in reversed(range(quarters)):
        window = newest.earlier(back)
        first, last = pd.Timestamp(window.first_day), pd.Timestamp(window.last_day)
        if begun is None or last < begun:
            continue
        met = contacts[contacts["date"].between(first, last)]
        noted = marks[marks["date"].between(first, last)]
        rows.append(
            {
                "quarter": str(window),
                "is_over": last <= pd.Timestamp(as_of),
                "contacts": len(met),
                "hours": float(met["hours"].sum(min_count=1)),
                "noted": len(noted),
                "came": int(noted["came"].sum()),
            }
        )
    names = ["quarter", "is_over", "contacts", "hours", "noted", "came"]
    first_day = pd.Timestamp(newest.earlier(quarters - 1).first_day)
    lately = contacts[contacts["date"] >= first_day]
    return IndividualTime(
        as_of=as_of,
        has_contacts=len(known.contacts) > 0,
        has_attendance=len(register) > 0,
        absences_known=bool((~register["came"].astype(bool)).any()),
        without_hours=int(lately["hours"].isna().sum()),
        _frame=pd.DataFrame(rows, columns=names),
    )


def _begun(known: Study, person: str, others: list[pd.Series]) -> pd.Timestamp | None:
    """Return the person's first day: that of the first course, else of what is noted first."""
    own = known.enrolments.loc[known.enrolments["person"] == person, "started"]
    days = [one.min() for one in ([own] if len(own) else others)]
    noted = [pd.Timestamp(day) for day in days if not pd.isna(day)]
    return min(noted) if noted else None


def individual_course(known: Study, person: str) -> IndividualCourse:
    """Return what began and ended: courses, matches, statuses.

    Adults are numbered in the order they were proposed: their keys are nobody else's business.
    """
    rows: list[dict[str, Any]] = []

    def own(table: pd.DataFrame, by: str) -> list[dict[Any, Any]]:
        return table[table["person"] == person].sort_values(by).to_dict("records")

    for row in own(known.enrolments, "started"):
        rows.append({"what": "course", "started": row["started"], "ended": row["ended"]})
    numbers: dict[str, int] = {}
    matches = known.matches
    first_known = matches[["proposed", "accepted", "started"]].min(axis=1)
    for row in own(matches.assign(first_known=first_known), "first_known"):
        number = numbers.setdefault(row["adult"], len(numbers) + 1)
        facts = {name: row[name] for name in ("proposed", "accepted", "started", "ended")}
        rows.append({"what": "match", "number": number} | facts)
    for row in own(known.statuses, "started"):
        facts = {name: row[name] for name in ("domain", "status", "started", "ended")}
        rows.append({"what": "status"} | facts)
    days = ["proposed", "accepted", "started", "ended"]
    names = ["what", "number", "domain", "status", *days]
    frame = pd.DataFrame(rows, columns=names).astype({"number": "Int64"})
    frame[days] = frame[days].astype("datetime64[s]")
    return IndividualCourse(frame)
