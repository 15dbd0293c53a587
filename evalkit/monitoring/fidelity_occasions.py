"""Checks of fidelity that look at single occasions: meetings, evenings, days, and gaps between."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd

from evalkit.monitoring.fidelity_rows import (
    ASSESSED,
    MONTH,
    NOT_NOTED,
    NOT_YET,
    UNCLEAR,
    Asked,
    Lack,
    answers_in,
    courses,
    days_of,
    is_there,
    judged_units,
    marked_when,
    numbers_in,
    rows,
    units_frame,
)
from evalkit.programmes.fidelity_rule import Amount, FidelityRule
from evalkit.study import Study

__all__ = [
    "LEAST_OCCASIONS",
    "gaps",
    "number_of_each",
    "share_of_each_count",
    "staff_at_each",
    "usual_weekdays",
    "yes_of_each",
]

# With fewer occasions the usual weekday is whatever they fell on.
LEAST_OCCASIONS = 4
_DAYS = {"days": 1.0, "weeks": 7.0, "months": MONTH, "years": 12 * MONTH}
# Limits printed as whole numbers meet values computed from dates and minutes.
_SLACK = 1e-9


def number_of_each(asked: Asked) -> pd.DataFrame | Lack:
    """Return one unit a row: whether its number lies within the limits."""
    study, rule = asked.study, asked.rule
    found = _rows_of(study, rule)
    if isinstance(found, Lack):
        return found
    if not is_there(found, rule.column):
        return Lack("no_column", rule.table, rule.column)
    value = numbers_in(found, rule)
    if rule.column == "minutes" and rule.amount is not None and rule.amount.unit == "hours":
        value = value / 60
    value = value.mask(found["unsure"].astype("bool"))
    return judged_units(found["series"], found[_date(rule)], value, rule=rule)


def yes_of_each(asked: Asked) -> pd.DataFrame | Lack:
    """Return one unit a row: whether the fact is as it should be, yes or (none_yes) no."""
    study, rule = asked.study, asked.rule
    found = _rows_of(study, rule)
    if isinstance(found, Lack):
        return found
    if not is_there(found, rule.column):
        return Lack("no_column", rule.table, rule.column)
    said = answers_in(found, rule, rule.column).mask(found["unsure"].astype("bool"))
    wanted = rule.check == "all_yes"
    units = pd.DataFrame(
        {
            "series": found["series"],
            "day": found[_date(rule)],
            "value": np.nan,
            "kept": said == wanted,
            "state": np.where(said.isna(), NOT_NOTED, ASSESSED),
        }
    )
    if rule.skip_newest:
        newest = units["day"] == units.groupby("series")["day"].transform("max")
        units["state"] = units["state"].mask(newest, NOT_YET)
    return units


def _date(rule: FidelityRule) -> str:
    return "started" if rule.table == "enrolments" else "date"


def _rows_of(study: Study, rule: FidelityRule) -> pd.DataFrame | Lack:
    """Return the rows a rule chooses, those outside `when` and `age` left out."""
    found = courses(study, rule) if rule.table == "enrolments" else rows(study, rule)
    if isinstance(found, Lack):
        return found
    if rule.age is not None and rule.table != "enrolments":
        within = courses(study, rule)
        if isinstance(within, Lack):
            return within
        found = found[found["series"].isin(within["person"].astype("str"))]
    return marked_when(found, rule)


def gaps(asked: Asked) -> pd.DataFrame | Lack:
    """Return one unit from each occasion to the next of the same series, and the open end."""
    study, rule = asked.study, asked.rule
    found = rows(study, rule)
    if isinstance(found, Lack):
        return found
    amount = rule.amount or Amount(None, None, "days")
    weeks = _weeks_held(study, rule)
    made: list[dict[str, object]] = []
    for series, dates in found.groupby("series", sort=True)["date"]:
        days = np.unique(days_of(dates))
        for before, after in pairwise(days):
            length = _length(before, after, unit=amount.unit, weeks=weeks)
            kept = amount.low - _SLACK <= length <= amount.high + _SLACK
            made.append(_unit(series, after, length, kept=kept))
        made.append(_open_end(asked, str(series), days[-1], weeks=weeks))
    return units_frame(made)


def _weeks_held(study: Study, rule: FidelityRule) -> np.ndarray | None:
    """Return the Mondays of the weeks in which there was any occasion, where only they count."""
    if not rule.skip_closed:
        return None
    everybody = replace(rule, selected={k: v for k, v in rule.selected.items() if k != "role"})
    found = rows(study, everybody)
    return None if isinstance(found, Lack) else np.unique(_monday(days_of(found["date"])))


def _monday(days: np.ndarray) -> np.ndarray:
    # NumPy's weeks begin on a Thursday, as 1970 did.
    shifted = (days + np.timedelta64(3, "D")).astype("datetime64[W]")
    return shifted.astype("datetime64[D]") - np.timedelta64(3, "D")


def _length(
    before: np.datetime64, after: np.datetime64, *, unit: str, weeks: np.ndarray | None
) -> float:
    """Return how long it is between two days, weeks in which nothing was held left out."""
    length = float((after - before).astype(int))
    if weeks is not None:
        ends = _monday(np.array([before, after]))
        between = float((ends[1] - ends[0]).astype(int)) / 7
        held = float(((weeks > ends[0]) & (weeks <= ends[1])).sum())
        length = max(length - 7 * (between - held), 0.0)
    return length / _DAYS[unit]


def _open_end(
    asked: Asked, series: str, newest: np.datetime64, *, weeks: np.ndarray | None
) -> dict[str, object]:
    """Return the time since the newest occasion: too long, not yet, or nobody can say."""
    rule, period = asked.rule, asked.period
    amount = rule.amount or Amount(None, None, "days")
    today = period.known.to_datetime64().astype("datetime64[D]")
    length = _length(newest, today, unit=amount.unit, weeks=weeks)
    if length <= amount.high + _SLACK:
        return _unit(series, today, length, state=NOT_YET)
    stopped = rule.stops_after
    since = length if stopped is None else _length(newest, today, unit=stopped.unit, weeks=weeks)
    if not rule.goes_on or (stopped is not None and since > stopped.number):
        return _unit(series, newest, length, state=UNCLEAR)
    return _unit(series, today, length, kept=False)


def _unit(
    series: object,
    day: object,
    value: float,
    *,
    kept: bool | None = None,
    state: str = ASSESSED,
) -> dict[str, object]:
    return {"series": str(series), "day": day, "value": value, "kept": kept, "state": state}


def usual_weekdays(asked: Asked) -> pd.DataFrame | Lack:
    """Return one unit a day with an occasion: whether it falls on one of the usual weekdays."""
    study, rule, period = asked.study, asked.rule, asked.period
    found = rows(study, rule)
    if isinstance(found, Lack):
        return found
    dates = found["date"].drop_duplicates().sort_values()
    if period.first is not None:
        dates = dates[dates >= period.first]
    weekday = dates.dt.day_of_week
    many = int(rule.amount.number) if rule.amount else 1
    usual = weekday.value_counts().sort_index().nlargest(many).index
    enough = len(dates) >= LEAST_OCCASIONS
    return pd.DataFrame(
        {
            "series": "programme",
            "day": dates.to_numpy(),
            "value": np.nan,
            "kept": pd.array(weekday.isin(usual).to_numpy(), dtype="boolean"),
            "state": ASSESSED if enough else NOT_YET,
        }
    )


def staff_at_each(asked: Asked) -> pd.DataFrame | Lack:
    """Return one unit an occasion: adults there, for so many who attend where the rule says so."""
    study, rule = asked.study, asked.rule
    wide = {name: words for name, words in rule.selected.items() if name != "role"}
    staffed = study.staffing
    for name, words in wide.items():
        staffed = staffed[staffed[name].isin(words)]
    if staffed.empty:
        return Lack("no_rows", "staffing")
    roles = rule.selected.get("role")
    if roles and not staffed["role"].isin(roles).any():
        return Lack("no_rows", "staffing", "role")
    there = staffed[staffed["role"].isin(roles)] if roles else staffed
    dates = pd.Index(staffed["date"].unique()).sort_values()
    came = study.attendance[study.attendance["attended"].fillna(False).to_numpy(dtype=bool)]
    if "activity" in wide:
        came = came[came["activity"].isin(wide["activity"])]
    if rule.per is not None and came.empty:
        return Lack("no_attendance", "attendance")
    dates = dates.union(pd.Index(came["date"].unique()))
    adults = there.groupby("date")["adult"].nunique().reindex(dates, fill_value=0).astype("float64")
    # An evening with young people and no adult at all is one at which nobody noted the adults.
    adults = adults.where(dates.isin(staffed["date"]))
    if rule.per is not None:
        attended = came.groupby("date")["person"].nunique().reindex(dates).astype("float64")
        adults = adults / np.ceil(attended / rule.per.number)
    day = dates.to_series()
    return judged_units(pd.Series("programme", index=day.index), day, adults, rule=rule)


def share_of_each_count(asked: Asked) -> pd.DataFrame | Lack:
    """Return one unit a day: what per cent of those counted belong to a group."""
    study, rule = asked.study, asked.rule
    found = rows(study, rule)
    if isinstance(found, Lack):
        return found
    for group in (rule.part, rule.whole):
        if not found.loc[found["group"] == group, "count"].notna().any():
            return Lack("no_column", "headcounts", group)
    counted = found.assign(count=found["count"].astype("float64")).pivot_table(
        index="date", columns="group", values="count", aggfunc=lambda of: of.sum(min_count=1)
    )
    part, whole = counted[rule.part], counted[rule.whole]
    # More of a part than of the whole is a slip, and nobody in the house has no composition.
    value = (100 * part / whole).where((whole > 0) & (part <= whole))
    day = counted.index.to_series()
    return judged_units(pd.Series("programme", index=day.index), day, value, rule=rule)
