"""How many of the planned readings were made, by the quarter they were due in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from evalkit.estimates.shares import share_limits
from evalkit.monitoring.plan import Plan
from evalkit.results import Framed
from evalkit.sets.windows import Quarter

__all__ = ["CalendarCompletion", "completion_of"]

_COLUMNS = [
    "measurement",
    "quarter",
    "n",
    "count",
    "estimate",
    "conf_low",
    "conf_high",
    "occasions",
    "done",
    "open",
    "is_over",
]
_WHOLE = ("n", "count", "occasions", "done", "open")


@dataclass(frozen=True, repr=False, eq=False)
class CalendarCompletion(Framed):
    """One row per measurement and quarter, the oldest first.

    Columns measurement, quarter, n (courses in which a reading was due in the quarter and its
    window has closed), count (those in which every such reading was made), estimate, conf_low,
    conf_high (Wilson), occasions and done (the readings themselves), open (readings of the quarter
    whose window has not closed), is_over (whether the quarter is).

    Attributes
    ----------
    as_of : date
        The day it is about.
    confidence : float
        Of the intervals.
    plans : tuple of Plan
        By which readings were due; of a voluntary one, possible.
    titles : dict
        What readers call the measurements.
    """

    as_of: dt.date
    confidence: float
    plans: tuple[Plan, ...]
    titles: dict[str, Mapping[str, str]]
    _frame: pd.DataFrame
    _brief: ClassVar[tuple[str, ...]] = (
        "measurement",
        "quarter",
        "n",
        "count",
        "estimate",
        "conf_low",
        "conf_high",
        "open",
    )
    _telling: ClassVar[tuple[str, ...]] = ("count", "estimate", "conf_low", "conf_high")

    def _heading(self) -> str:
        return f"CalendarCompletion on {self.as_of:%Y-%m-%d}; {100 * self.confidence:.6g} %, Wilson"


def completion_of(
    frame: pd.DataFrame,
    plans: Sequence[Plan],
    *,
    titles: dict[str, Mapping[str, str]],
    as_of: dt.date,
    confidence: float,
) -> CalendarCompletion:
    """Return the share of readings made, by measurement and the quarter of their due day.

    Parameters
    ----------
    frame : DataFrame
        One row per course and occasion, of `evalkit.measurement_calendar`.
    plans : sequence of Plan
        In the order in which measurements are shown.
    titles : dict
        What readers call them.
    as_of : date
        The day; later quarters are not shown.
    confidence : float
        Of the intervals.
    """
    now = _quarter(as_of)
    # A reading of a course that ended before its window closed was never asked for to the end.
    rows = frame[frame["is_closed"].astype(bool) | frame["is_open"].astype(bool)]
    quarters = {day: _quarter(day) for day in rows["due"].drop_duplicates()}
    rows = rows.assign(quarter=rows["due"].map(quarters).astype("object"))
    rows = rows[rows["due"] <= pd.Timestamp(now.last_day)]
    counted = []
    for plan in plans:
        own = rows[rows["measurement"] == plan.name]
        if own.empty:
            continue
        for quarter in _every(own["quarter"], now):
            counted.append(
                _row(
                    own[own["quarter"] == quarter], plan, quarter, is_over=quarter.last_day <= as_of
                )
            )
    table = pd.DataFrame(counted, columns=_COLUMNS).astype(dict.fromkeys(_WHOLE, "int64"))
    low, high = share_limits(table["count"], table["n"], confidence=confidence)
    table = table.assign(
        estimate=(table["count"] / table["n"]).astype("float64"), conf_low=low, conf_high=high
    )
    return CalendarCompletion(as_of, confidence, tuple(plans), titles, table)


def _quarter(day: dt.date) -> Quarter:
    return Quarter(day.year, (day.month + 2) // 3)


def _every(quarters: Iterable[Quarter], last: Quarter) -> list[Quarter]:
    first = min(quarters)
    many = 4 * (last.year - first.year) + last.number - first.number
    return [last.earlier(back) for back in range(many, -1, -1)]


def _row(rows: pd.DataFrame, plan: Plan, quarter: Quarter, *, is_over: bool) -> dict[str, object]:
    closed = rows[rows["is_closed"].astype(bool)]
    kept = (closed["state"] == "done").groupby(closed["course"]).all()
    return {
        "measurement": plan.name,
        "quarter": str(quarter),
        "n": len(kept),
        "count": int(kept.sum()),
        "occasions": len(closed),
        "done": int((closed["state"] == "done").sum()),
        "open": len(rows) - len(closed),
        "is_over": is_over,
    }
