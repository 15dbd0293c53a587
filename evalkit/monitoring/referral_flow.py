"""Those who were referred: the course it led to, how far they came, how long it took."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from evalkit.results import Framed
from evalkit.sets.windows import Quarter
from evalkit.study import Study

__all__ = [
    "STEPS",
    "ReferralCohorts",
    "WaitingTimes",
    "cohorts_of",
    "in_quarter",
    "linked_referrals",
    "waits_of",
]

# The steps in their order; a course that began implies that a place was offered, and an offer that
# somebody looked at the referral, whether or not the day was written down.
STEPS = ("screened", "offered", "started", "completed")
WAITS = (("referred", "screened"), ("screened", "offered"), ("offered", "started"))
_COHORT = ("referred", *STEPS, "closed", "waiting")
_COURSE = ["person", "programme"]


@dataclass(frozen=True, repr=False, eq=False)
class ReferralCohorts(Framed):
    """How far those referred in each quarter had come by one day: a row per quarter.

    Attributes
    ----------
    as_of : date
        The day.
    completion_known : bool
        Whether the profile says which reasons for exit mean that a course was completed.
    """

    as_of: dt.date
    completion_known: bool
    _frame: pd.DataFrame
    _brief: ClassVar[tuple[str, ...]] = ("quarter", *_COHORT)

    def _heading(self) -> str:
        return f"ReferralCohorts by {self.as_of}"


@dataclass(frozen=True, repr=False, eq=False)
class WaitingTimes(Framed):
    """Days from step to step of those who reached the later one in a quarter: a row per step.

    Attributes
    ----------
    quarter : Quarter
        The quarter.
    """

    quarter: Quarter
    _frame: pd.DataFrame
    _brief: ClassVar[tuple[str, ...]] = (
        *("from", "to", "n", "median_days", "longest_days", "waiting", "median_so_far"),
    )
    _telling: ClassVar[tuple[str, ...]] = ("median_days", "longest_days")

    def _heading(self) -> str:
        return f"WaitingTimes, {self.quarter}"


def in_quarter(dates: pd.Series, window: Quarter) -> pd.Series:
    """Return which dates lie in a quarter, its first and its last day included."""
    return dates.between(pd.Timestamp(window.first_day), pd.Timestamp(window.last_day))


def linked_referrals(study: Study) -> pd.DataFrame:
    """Return the referrals, each with the start, end and reason of the course it led to."""
    columns = [*_COURSE, "started", "ended", "exit_reason"]
    referrals = study.referrals.sort_values("referred", kind="stable").reset_index(drop=True)
    referrals["referral"] = np.arange(len(referrals))
    courses = study.enrolments[columns].sort_values("started", kind="stable")
    # Each course goes to the latest referral on or before its start; of several, the first stays.
    both = courses.merge(referrals[[*_COURSE, "referred", "referral"]], on=_COURSE, how="inner")
    both = both[both["referred"] <= both["started"]].sort_values(["started", "referral"])
    latest = both.drop_duplicates([*_COURSE, "started"], keep="last")
    first = latest.drop_duplicates("referral", keep="first")
    found = first[["referral", "started", "ended", "exit_reason"]]
    return referrals.merge(found, on="referral", how="left")


def cohorts_of(
    linked: pd.DataFrame,
    quarters: Sequence[Quarter],
    newest: Quarter,
    *,
    completed: Sequence[str],
) -> ReferralCohorts:
    """Return how far those referred in each quarter have come: each step that was reached."""
    done = linked["exit_reason"].isin(list(completed))
    reached = {"completed": done, "started": linked["started"].notna()}
    reached["offered"] = reached["started"] | linked["offered"].notna()
    reached["screened"] = reached["offered"] | linked["screened"].notna()
    reached["closed"] = linked["closed"].notna() & ~reached["started"]
    reached["waiting"] = ~reached["started"] & ~reached["closed"]
    rows = []
    for window in quarters:
        here = in_quarter(linked["referred"], window)
        counts = {name: int((here & reached[name]).sum()) for name in _COHORT[1:]}
        rows.append({"quarter": str(window), "referred": int(here.sum()), **counts})
    frame = pd.DataFrame(rows, columns=["quarter", *_COHORT])
    if not len(completed):
        frame["completed"] = None
    frame = frame.astype(dict.fromkeys(_COHORT, "Int64"))
    return ReferralCohorts(newest.last_day, bool(len(completed)), frame)


def waits_of(linked: pd.DataFrame, window: Quarter) -> WaitingTimes:
    """Return the days from step to step, and of those who still wait for the later one."""
    rows = []
    last = pd.Timestamp(window.last_day)
    for first, then in (*WAITS, ("referred", "started")):
        days = (linked[then] - linked[first]).dt.days
        here = days[in_quarter(linked[then], window) & (days >= 0)]
        is_out = linked["closed"].notna() | linked["started"].notna() | linked[then].notna()
        so_far = (last - linked[first]).dt.days[~is_out & linked[first].notna()]
        rows.append(
            {
                "from": first,
                "to": then,
                "n": len(here),
                "median_days": float(here.median()) if len(here) else np.nan,
                "longest_days": float(here.max()) if len(here) else np.nan,
                "waiting": len(so_far),
                "median_so_far": float(so_far.median()) if len(so_far) else np.nan,
            }
        )
    return WaitingTimes(window, pd.DataFrame(rows))
