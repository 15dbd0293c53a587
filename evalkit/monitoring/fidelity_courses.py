"""Checks of fidelity that follow a match, a course or a programme over time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from evalkit.monitoring.fidelity_rows import (
    ASSESSED,
    BEFORE_RECORDS,
    LEFT_EARLY,
    MONTH,
    NOT_NOTED,
    NOT_YET,
    Asked,
    Lack,
    courses,
    days_of,
    is_there,
    rows,
    started_matches,
    units_frame,
)
from evalkit.programmes.fidelity_rule import Amount, FidelityRule

__all__ = [
    "at_the_same_time",
    "counts_within",
    "every_part",
    "falling_contacts",
    "lengths",
    "rates",
]

# The first row of a list may come some weeks after the first start it covers.
FIRST_ROW_DAYS = 31
_STEPS = {
    "times_per_week": pd.DateOffset(weeks=1),
    "times_per_month": pd.DateOffset(months=1),
    "times_per_year": pd.DateOffset(years=1),
    "hours_per_week": pd.DateOffset(weeks=1),
}
_NUMBERED = r" \d+$"
_DAY = pd.Timedelta(days=1)
_NONE = Amount(None, None, "")


class Followed:
    """The matches or courses that a rule follows, and the rows that belong to each."""

    def __init__(self, asked: Asked, found: pd.DataFrame) -> None:
        study, rule, self.period = asked.study, asked.rule, asked.period
        self.rule, self.found = rule, found
        self.completed = study.completed
        recorded = pd.Timestamp(getattr(study, rule.table)["date"].min())
        self.since = recorded - pd.Timedelta(days=FIRST_ROW_DAYS)
        adult = "adult" if "adult" in found else "case"
        self._by = {
            "person": found.groupby("series", sort=False).indices,
            "adult": found.groupby(found[adult].astype("str"), sort=False).indices,
        }
        self._adults = found["adult"].astype("str") if "adult" in found else None

    def rows_of(self, one: pd.Series) -> pd.DataFrame:
        """Return the rows of one match or course; a contact without an adult is the person's."""
        whose = self.rule.whose
        key = str(one["adult"] if whose == "adult" else one["person"])
        mine = self.found.iloc[self._by["adult" if whose == "adult" else "person"].get(key, [])]
        if whose == "both" and self._adults is not None:
            adult = mine["adult"]
            mine = mine[(adult.isna() | (adult.astype("str") == str(one["adult"]))).to_numpy()]
        return mine

    def window(self, one: pd.Series, within: Amount) -> tuple[pd.Timestamp, str]:
        """Return the day a window from the start is over, and whether it can be assessed."""
        over = pd.Timestamp(one["started"]) + _offset(within.number, within.unit)
        ended = one["ended"]
        if one["started"] < self.since:
            return over, BEFORE_RECORDS
        if pd.notna(ended) and ended < over:
            enough = within.least is not None and within.least != within.most
            early = pd.Timestamp(one["started"]) + _offset(within.least or 0, within.unit)
            done = one.get("exit_reason") in self.completed
            return ended + _DAY, ASSESSED if done or (enough and ended >= early) else LEFT_EARLY
        return over, ASSESSED if over <= self.period.known + _DAY else NOT_YET


def _offset(number: float, unit: str) -> pd.DateOffset:
    """Return so much time; of months and years the calendar's."""
    whole = int(number)
    if unit == "years":
        whole, number, unit = 12 * whole, 12 * number, "months"
    if unit == "months":
        return pd.DateOffset(months=whole, days=round((number - whole) * MONTH))
    return pd.DateOffset(days=round(number * (7 if unit == "weeks" else 1)))


def _followed(asked: Asked) -> tuple[Followed, pd.DataFrame] | Lack:
    study, rule = asked.study, asked.rule
    found = rows(study, rule)
    if isinstance(found, Lack):
        return found
    base = started_matches(study) if rule.of == "match" else courses(study, rule)
    if isinstance(base, Lack):
        return base
    return Followed(asked, found), base.sort_values("series", kind="stable")


def rates(asked: Asked) -> pd.DataFrame | Lack:
    """Return one unit a full week, month or year of each match or course, or of the programme."""
    study, rule, period = asked.study, asked.rule, asked.period
    unit = (rule.amount or _NONE).unit
    hours = unit.startswith("hours")
    if rule.of == "programme":
        found = rows(study, rule)
        if isinstance(found, Lack):
            return found
        once = found.drop_duplicates("date")
        first = pd.Timestamp(once["date"].min())
        begins = first - pd.Timedelta(days=first.day_of_week) if "week" in unit else first
        spans = _spans(
            "programme", begins, None, mine=once, rule=rule, known=period.known, hours=hours
        )
        return units_frame(list(spans))
    followed = _followed(asked)
    if isinstance(followed, Lack):
        return followed
    each, base = followed
    if hours and not is_there(each.found, "hours"):
        return Lack("no_column", rule.table, "hours")
    made: list[dict[str, object]] = []
    for _, one in base.iterrows():
        mine = each.rows_of(one)
        course = (str(one["series"]), one["started"], one["ended"])
        for span in _spans(*course, mine=mine, rule=rule, known=period.known, hours=hours):
            # Before anything was written down nobody can say that nothing happened.
            early = span["state"] == ASSESSED and span["begins"] < each.since
            made.append(span | ({"state": BEFORE_RECORDS, "kept": None} if early else {}))
    return units_frame(made)


def _spans(
    series: str,
    begins: pd.Timestamp,
    ended: pd.Timestamp | None,
    *,
    mine: pd.DataFrame,
    rule: FidelityRule,
    known: pd.Timestamp,
    hours: bool,
) -> Iterator[dict[str, Any]]:
    """Yield the full spans of one series; where there is none, why."""
    amount = rule.amount or _NONE
    step = _STEPS[amount.unit]
    over = None if ended is None or pd.isna(ended) else min(ended, known)
    last = known if over is None else over
    stop = begins + pd.DateOffset(months=rule.first_months) if rule.first_months else None
    dates = mine["date"].to_numpy()
    weights = mine["hours"].to_numpy(dtype="float64") if hours else np.ones(len(mine))
    number = 0
    while True:
        start, end = begins + number * step, begins + (number + 1) * step
        if end > last + _DAY or (stop is not None and end > stop):
            break
        inside = (dates >= start.to_datetime64()) & (dates < end.to_datetime64())
        value = float(weights[inside].sum())
        kept = None if np.isnan(value) else amount.low <= value <= amount.high
        state = NOT_NOTED if kept is None else ASSESSED
        yield {
            "series": series,
            "day": end - _DAY,
            "value": value,
            "kept": kept,
            "state": state,
            "begins": start,
        }
        number += 1
    if number == 0:
        state = NOT_YET if over is None else LEFT_EARLY
        yield {"series": series, "day": last, "value": np.nan, "kept": None, "state": state}


def counts_within(asked: Asked) -> pd.DataFrame | Lack:
    """Return one unit a match or course: how many within so long from its start."""
    rule, period = asked.rule, asked.period
    followed = _followed(asked)
    if isinstance(followed, Lack):
        return followed
    each, base = followed
    amount, within = rule.amount or _NONE, rule.within or _NONE
    made = []
    for _, one in base.iterrows():
        over, state = each.window(one, within)
        dates = each.rows_of(one)["date"]
        count = int(((dates >= one["started"]) & (dates < over)).sum())
        kept = amount.low <= count <= amount.high if state == ASSESSED else None
        day = min(over - _DAY, period.known)
        made.append(
            {
                "series": one["series"],
                "day": day,
                "value": count,
                "kept": kept,
                "state": state,
            }
        )
    return units_frame(made)


def falling_contacts(asked: Asked) -> pd.DataFrame | Lack:
    """Return one unit a course: contacts never rise from phase to phase, and fall in all.

    The value is the last phase's contacts, in per cent of the first's.
    """
    rule, period = asked.rule, asked.period
    followed = _followed(asked)
    if isinstance(followed, Lack):
        return followed
    each, base = followed
    made: list[dict[str, object]] = []
    for _, one in base.iterrows():
        over, state = each.window(one, rule.within or _NONE)
        share, falls = np.nan, None
        if state == ASSESSED:
            counts = _in_phases(each.rows_of(one)["date"], rule, started=one["started"], over=over)
            if counts is None:
                state = LEFT_EARLY
            elif counts[0] == 0:
                state = NOT_NOTED
            else:
                share = float(100 * counts[-1] / counts[0])
                falls = bool((np.diff(counts) <= 0).all() and counts[-1] < counts[0])
        day = min(over - _DAY, period.known)
        made.append(
            {"series": one["series"], "day": day, "value": share, "kept": falls, "state": state}
        )
    return units_frame(made)


def _in_phases(
    dates: pd.Series, rule: FidelityRule, *, started: pd.Timestamp, over: pd.Timestamp
) -> np.ndarray | None:
    """Return the contacts of each phase; None for a course that ended before the last began.

    A last phase that was cut short is counted up to its whole length.
    """
    within = rule.within or _NONE
    edges = np.array(
        [
            np.datetime64(started + _offset(place * within.number / rule.phases, within.unit), "D")
            for place in range(rule.phases + 1)
        ]
    )
    end = min(np.datetime64(over, "D"), edges[-1])
    if end <= edges[-2]:
        return None
    counts = np.diff(np.searchsorted(days_of(dates), [*edges[:-1], end])).astype(float)
    counts[-1] *= float((edges[-1] - edges[-2]) / (end - edges[-2]))
    return counts


def lengths(asked: Asked) -> pd.DataFrame | Lack:
    """Return one unit a course: completed ones by their length, and those that go on too long."""
    study, rule, period = asked.study, asked.rule, asked.period
    found = courses(study, rule)
    if isinstance(found, Lack):
        return found
    if not study.completed:
        return Lack("no_completed", "enrolments", "exit_reason")
    amount = rule.amount or _NONE
    per_unit = {"weeks": 7.0, "months": MONTH, "years": 12 * MONTH}[amount.unit]
    made = []
    for _, one in found.iterrows():
        is_open = pd.isna(one["ended"])
        end = period.known if is_open else one["ended"]
        length = (end - one["started"]).days / per_unit
        state = ASSESSED
        if length <= amount.high and one["exit_reason"] not in study.completed:
            state = NOT_YET if is_open else LEFT_EARLY
        kept = amount.low <= length <= amount.high if state == ASSESSED else None
        made.append(
            {"series": one["series"], "day": end, "value": length, "kept": kept, "state": state}
        )
    return units_frame(made)


def at_the_same_time(asked: Asked) -> pd.DataFrame | Lack:
    """Return one unit an adult: the most persons matched with the adult on one day."""
    study, rule, period = asked.study, asked.rule, asked.period
    found = started_matches(study)
    if isinstance(found, Lack):
        return found
    amount = rule.amount or _NONE
    first = period.first if period.first is not None else found["started"].min()
    made = []
    ends = found["ended"].fillna(period.last + _DAY)
    touching = found.assign(until=ends)[ends > first]
    for adult, mine in touching.groupby(touching["adult"].astype("str"), sort=True):
        begins = mine["started"].where(mine["started"] > first, first)
        # On the day one match ends the next may begin.
        most = max(
            mine.loc[(mine["started"] <= day) & (mine["until"] > day), "person"].nunique()
            for day in begins
        )
        day = min(mine["until"].max(), period.known)
        kept = amount.low <= most <= amount.high
        made.append({"series": adult, "day": day, "value": most, "kept": kept, "state": ASSESSED})
    return units_frame(made)


def every_part(asked: Asked) -> pd.DataFrame | Lack:
    """Return one unit a team or case: per cent of the course's parts that were held."""
    study, rule, period = asked.study, asked.rule, asked.period
    found = rows(study, rule)
    if isinstance(found, Lack):
        return found
    if not is_there(found, rule.column):
        return Lack("no_column", rule.table, rule.column)
    within = rule.within or _NONE
    wanted = pd.Series(rule.parts)
    made = []
    for series, every in found.groupby("series", sort=True):
        over = every["date"].min() + _offset(within.number, within.unit)
        mine = every[every["date"] < over]
        # "check-in day 3" is one of the check-in days; a part noted twice on one day is one.
        part = mine[rule.column].astype("str").str.replace(_NUMBERED, "", regex=True)
        once = part[~pd.DataFrame({"part": part, "date": mine["date"]}).duplicated()]
        held = once.value_counts().reindex(wanted.index, fill_value=0)
        done = float(np.minimum(held, wanted).sum() / wanted.sum())
        complete = done >= 1
        state = ASSESSED if complete or over <= period.known + _DAY else NOT_YET
        made.append(
            {
                "series": series,
                "day": mine["date"].max() if complete else min(over - _DAY, period.known),
                "value": 100 * done,
                "kept": complete if state == ASSESSED else None,
                "state": state,
            }
        )
    return units_frame(made)
