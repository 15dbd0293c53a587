"""From referral to completion: what happened in a quarter, and how far those referred have come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from evalkit.estimates.counts_expected import usual_counts
from evalkit.monitoring.intake_capacity import Capacity, capacity_of
from evalkit.monitoring.own_practice import entry_of
from evalkit.monitoring.referral_flow import (
    ReferralCohorts,
    WaitingTimes,
    cohorts_of,
    in_quarter,
    linked_referrals,
    waits_of,
)
from evalkit.monitoring.studied import check_study
from evalkit.results import Framed
from evalkit.sets.windows import Quarter, as_of, quarters_back
from evalkit.study import Study

__all__ = ["Admissions", "admissions"]

_EVENTS = ("referred", "screened", "offered", "closed")
_COUNTS = (
    *("referred", "screened", "offered", "closed", "started", "ended", "completed"),
    *("enrolled_at_end", "waiting_at_end"),
)
_COURSE = ["person", "programme"]


@dataclass(frozen=True, repr=False, eq=False)
class Admissions(Framed):
    """Intake and flow: a row per quarter, the newest first.

    Attributes
    ----------
    quarter : Quarter
        The newest quarter.
    latest : date or None
        The last day the data know of.
    with_referrals : bool
        Whether there are referrals; without them only starts and ends can be counted.
    completion_known : bool
        Whether the profile says which reasons for exit mean that a course was completed.
    capacity : Capacity or None
        What the intake is held against.
    unreferred : int
        Starts up to the quarter's end without a referral before them, where there are referrals.
    cohorts : ReferralCohorts
        How far those referred in each quarter had come by the newest quarter's end.
    waits : WaitingTimes
        How long it took, for the steps of the newest quarter.
    """

    quarter: Quarter
    latest: dt.date | None
    with_referrals: bool
    completion_known: bool
    capacity: Capacity | None
    unreferred: int
    cohorts: ReferralCohorts
    waits: WaitingTimes
    _frame: pd.DataFrame
    _reasons: pd.DataFrame
    _brief: ClassVar[tuple[str, ...]] = ("quarter", *_COUNTS)

    @property
    def is_over(self) -> bool:
        """Whether the data reach the newest quarter's last day."""
        return self.latest is not None and self.latest >= self.quarter.last_day

    def is_known(self, when: str) -> bool:
        """Whether the data reach into a quarter of the frame."""
        row = self._frame.loc[self._frame["quarter"] == when, "started"]
        return bool(row.notna().any())

    def reasons(self) -> pd.DataFrame:
        """Return why referrals were closed without a start in the newest quarter."""
        return self._reasons.copy()

    def _heading(self) -> str:
        return f"Admissions up to {self.quarter}"


def admissions(
    study: Study,
    when: str | Quarter,
    *,
    capacity: float | None = None,
    back: Sequence[int] = (0, 1, 4),
) -> Admissions:
    """Count referrals, offers, starts and completed courses, and how far those referred have come.

    Parameters
    ----------
    study : Study
        Everything that was loaded.
    when : str or Quarter
        The newest quarter, such as "2026Q3".
    capacity : float, optional
        How many can be taken in during a year. When not given, what the registry states for the
        programme, if it does.
    back : sequence of int
        How many quarters before it; 0 is the quarter itself.

    Returns
    -------
    Admissions
        One row per quarter: what happened in it (referred, screened, offered, closed without a
        start, started, ended, completed), enrolled_at_end, waiting_at_end; year_started (starts in
        the four quarters up to it; missing where the data begin later) and, with a capacity, the
        starts a quarter it means (expected_started) and what chance alone gives around it
        (usual_low, usual_high).
        `cohorts` and `waits` are results of their own; `reasons()` is a frame.

    Raises
    ------
    InputError
        When the quarter or `back` is misspelt, or the capacity is no number above 0.

    See Also
    --------
    evalkit.activity : starts, ends and readings by quarter.
    evalkit.retention : how long those who started stay.

    Notes
    -----
    Two views that must not be mixed. The quarters count events: those offered a place in a quarter
    were often referred before it, so its numbers are no shares of one another. The cohorts follow
    those referred in a quarter to the end of the newest one; who has neither started nor been
    closed is waiting and not lost, and newer cohorts have had less time. A step counts as reached
    when it or a later one has a day: who started was offered a place.

    Waiting times are of those who reached the later step in the newest quarter. Those who still
    wait are not among them and are counted beside, with how long they have waited so far: where
    many wait, the median is too short. `usual_low` to `usual_high` is where 95 % of quarters lie
    when starts come one by one at the capacity's pace (Poisson); starts in groups vary more.

    A referral belongs to the first course of the person in the programme that starts on its day or
    later and before the next referral.

    Examples
    --------
    >>> import evalkit as ek
    >>> study = ek.load("data/examples/unik", profile="unik")
    >>> flow = ek.admissions(study, "2026Q3")
    >>> flow.with_referrals, flow.capacity.per_year
    (False, 60.0)
    """
    check_study(study)
    quarters = quarters_back(when, back)
    newest = max(quarters)
    stated = capacity_of(capacity, entry=entry_of(None, default=study.programme))
    then = as_of(study, newest) if _has_dates(study) else study
    linked = linked_referrals(study)
    rows = [_row(study, linked, one, capacity=stated) for one in quarters]
    now = linked_referrals(then)
    reached = [one for one in quarters if _reaches(study, one)]
    return Admissions(
        quarter=newest,
        latest=study.latest,
        with_referrals=bool(len(study.referrals)),
        completion_known=bool(study.completed),
        capacity=stated,
        unreferred=_unreferred(now, then),
        _frame=_shaped(rows),
        cohorts=cohorts_of(now, reached, newest, completed=then.completed),
        waits=waits_of(now, newest),
        _reasons=_reasons(study.referrals, newest),
    )


def _has_dates(study: Study) -> bool:
    """Whether the study can be cut at a day; one with named readings only cannot."""
    return not len(study.scores) or bool(study.scores["date"].notna().any())


def _reaches(study: Study, window: Quarter) -> bool:
    """Whether the data reach into a quarter: where they do not, a count of 0 would be a claim."""
    earliest = min(
        (
            days.min()
            for days in (study.enrolments["started"], study.referrals["referred"])
            if days.notna().any()
        ),
        default=pd.Timestamp.max,
    )
    is_begun = earliest <= pd.Timestamp(window.last_day)
    return is_begun and study.latest is not None and study.latest >= window.first_day


def _unreferred(linked: pd.DataFrame, study: Study) -> int:
    if linked.empty:
        return 0
    known = linked.loc[linked["started"].notna(), [*_COURSE, "started"]]
    started = study.enrolments[[*_COURSE, "started"]].merge(
        known, on=[*_COURSE, "started"], how="left", indicator=True
    )
    return int((started["_merge"] == "left_only").sum())


def _row(
    study: Study, linked: pd.DataFrame, window: Quarter, *, capacity: Capacity | None
) -> dict[str, object]:
    """Return what happened in a quarter; nothing where the data do not reach into it."""
    row: dict[str, object] = {"quarter": str(window)}
    if not _reaches(study, window):
        return row
    last = pd.Timestamp(window.last_day)
    courses = study.enrolments
    ended = in_quarter(courses["ended"], window)
    row |= {
        "started": int(in_quarter(courses["started"], window).sum()),
        "ended": int(ended.sum()),
        "enrolled_at_end": int(((courses["started"] <= last) & ~(courses["ended"] <= last)).sum()),
    }
    if study.completed:
        row["completed"] = int((ended & courses["exit_reason"].isin(study.completed)).sum())
    if len(study.referrals):
        row |= {name: int(in_quarter(study.referrals[name], window).sum()) for name in _EVENTS}
        gone = (linked["started"] <= last) | (linked["closed"] <= last)
        row["waiting_at_end"] = int(((linked["referred"] <= last) & ~gone).sum())
    year = pd.Timestamp(window.earlier(3).first_day)
    # Data that begin within the four quarters do not count a year.
    if courses["started"].min() <= year:
        row["year_started"] = int(courses["started"].between(year, last).sum())
    if capacity is not None:
        row["expected_started"] = capacity.per_year / 4
        row["usual_low"], row["usual_high"] = usual_counts(capacity.per_year / 4)
    return row


def _shaped(rows: list[dict[str, object]]) -> pd.DataFrame:
    whole = (*_COUNTS, "year_started", "usual_low", "usual_high")
    names = ["quarter", *_COUNTS, "year_started", "expected_started", "usual_low", "usual_high"]
    frame = pd.DataFrame(rows).reindex(columns=names)
    return frame.astype(dict.fromkeys(whole, "Int64") | {"expected_started": "float64"})


def _reasons(referrals: pd.DataFrame, window: Quarter) -> pd.DataFrame:
    closed = referrals[in_quarter(referrals["closed"], window)]
    counts = closed["outcome"].value_counts(dropna=False).rename_axis("outcome")
    return counts.reset_index(name="n")
