"""What a chart is asked about: values or counts with their dates, checked and in order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from evalkit.errors import InputError, did_you_mean

__all__ = [
    "Dated",
    "Day",
    "dated",
    "dated_counts",
    "day_of",
    "direction_of",
    "events_of",
    "phases_of",
    "target_of",
]

Day = str | dt.date | pd.Timestamp
Rebase = Sequence[Day] | Day
Events = Mapping[Any, str] | None


@dataclass(frozen=True, repr=False, eq=False)
class Dated:
    """Rows in order of their dates, and what had to be done for it.

    Attributes
    ----------
    frame : DataFrame
        Column date, then values or counts as float64.
    was_sorted : bool
        Whether the rows came in order.
    """

    frame: pd.DataFrame
    was_sorted: bool


def dated(values: object) -> Dated:
    """Return single values with their dates.

    Parameters
    ----------
    values : Series or DataFrame
        A Series whose index is the date, or a frame with columns date and value.

    Raises
    ------
    InputError
        When it is neither; when a date is missing or stands twice; when a value is no number.
    """
    if isinstance(values, pd.Series):
        given = pd.DataFrame({"date": values.index, "value": values.to_numpy()})
        return _checked(given, ["value"], what="Series")
    if isinstance(values, pd.DataFrame):
        return _checked(values, ["value"], what="frame")
    raise InputError(
        f"`values` is a {type(values).__name__}. Accepted: a Series whose index is the date, or a "
        "frame with columns 'date' and 'value'."
    )


def dated_counts(counts: object, *, is_share: bool) -> Dated:
    """Return counts of so many, with their dates.

    Parameters
    ----------
    counts : DataFrame
        Columns date, count and n.
    is_share : bool
        Whether count is part of n, as for a share; else n is what events are counted over.

    Raises
    ------
    InputError
        As for `dated`; when a count is negative or, of a share, not whole or above n.
    """
    if not isinstance(counts, pd.DataFrame):
        raise InputError(
            f"`counts` is a {type(counts).__name__}. Accepted: a frame with columns 'date', "
            "'count' and 'n' (how many of how many)."
        )
    found = _checked(counts, ["count", "n"], what="frame")
    count, n = found.frame["count"], found.frame["n"]
    wrong = (count < 0) | (n < 0) | (count % 1 != 0) & count.notna()
    if is_share:
        wrong |= (n % 1 != 0) & n.notna() | (count > n)
    else:
        wrong |= (n == 0) & (count > 0)
    if wrong.any():
        rule = "whole, 0 or more, no count above its n" if is_share else "counts whole, 0 or more"
        raise InputError(
            f"`counts` has {int(wrong.sum())} row(s) that are no count of n. Accepted: {rule}. "
            "Correct these rows, or leave them empty where the number is not known."
        )
    return found


def _checked(given: pd.DataFrame, numbers: list[str], *, what: str) -> Dated:
    for name in ("date", *numbers):
        if name not in given:
            raise InputError(
                f"The {what} has no column '{name}'. It has: {', '.join(map(str, given.columns))}. "
                f"Rename the column; 'date' and {' and '.join(map(repr, numbers))} are needed."
            )
    days = _days(given["date"])
    frame = pd.DataFrame({"date": days} | {name: _numbers(given[name], name) for name in numbers})
    twice = int(frame["date"].duplicated().sum())
    if twice:
        raise InputError(
            f"{twice} row(s) have a date that another row has too; a chart has one point per day. "
            "Add them up or average them first, such as with .groupby('date').sum(), or remove "
            "the registration that is there twice."
        )
    return Dated(
        frame.sort_values("date", ignore_index=True), bool(frame["date"].is_monotonic_increasing)
    )


def _days(dates: pd.Series) -> pd.Series:
    """Return dates as days; of what is a number or a word, an error."""
    if isinstance(dates.dtype, pd.PeriodDtype):
        dates = dates.dt.start_time
    if pd.api.types.is_numeric_dtype(dates):
        raise InputError(
            "The dates are numbers. Accepted: dates, or texts such as '2026-09-30'. A Series "
            "needs the date as its index: .set_axis(dates), or hand in a frame with 'date'."
        )
    try:
        days = pd.to_datetime(dates, format=None if _are_dates(dates) else "ISO8601")
    except (ValueError, TypeError):
        raise InputError(
            "Some dates cannot be read as dates. Accepted: dates, or texts such as '2026-09-30'."
        ) from None
    if getattr(days.dt, "tz", None) is not None:
        days = days.dt.tz_localize(None)
    if days.isna().any():
        raise InputError(
            f"{int(days.isna().sum())} row(s) have no date. A point without one has no place on "
            "a chart: write the date, or leave the row out."
        )
    return days.dt.normalize().astype("datetime64[us]").reset_index(drop=True)


def _are_dates(dates: pd.Series) -> bool:
    return pd.api.types.is_datetime64_any_dtype(dates)


def _numbers(column: pd.Series, name: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return a column as numbers; what is missing is NaN."""
    is_number = pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)
    is_empty = bool(column.isna().all())
    if not (is_number or is_empty):
        raise InputError(
            f"Column '{name}' holds {column.dtype} and not numbers. Convert it first, such as "
            "with pandas.to_numeric."
        )
    found = column.to_numpy(dtype="float64", na_value=float("nan"))
    if np.isinf(found).any():
        raise InputError(f"Column '{name}' has an infinite number. Leave such rows empty.")
    return found


def day_of(day: object, *, called: str) -> pd.Timestamp:
    """Return a day as a caller writes it.

    Raises
    ------
    InputError
        When it is no date, or none written as yyyy-mm-dd.

    Examples
    --------
    >>> day_of("2026-09-30", called="rebase").date().isoformat()
    '2026-09-30'
    """
    try:
        found = pd.Timestamp(dt.date.fromisoformat(day)) if isinstance(day, str) else None
    except ValueError:
        found = None
    if isinstance(day, dt.date):
        found = pd.Timestamp(day).tz_localize(None).normalize()
    if found is None or pd.isna(found):
        raise InputError(
            f"`{called}` has {day!r}. Accepted: dates, such as '2026-09-30' or "
            "datetime.date(2026, 9, 30)."
        )
    return found


def phases_of(
    days: pd.Series, rebase: Rebase
) -> tuple[pd.Series, tuple[dt.date, ...], tuple[dt.date, ...]]:
    """Return the phase of each day (0, 1, ...), and which rebases split the days and which not.

    Parameters
    ----------
    days : Series of datetime64
        In order.
    rebase : date, or sequence of dates
        Each begins a phase: the first point on or after it is the first that counts anew.
    """
    single = isinstance(rebase, str | dt.date) or not isinstance(rebase, Iterable)
    given = [rebase] if single else list(rebase)  # type: ignore[arg-type]
    wanted = sorted({day_of(day, called="rebase") for day in given})
    splits = [day for day in wanted if len(days) and days.iloc[0] < day <= days.iloc[-1]]
    places = np.searchsorted(days.to_numpy(), np.array(splits, dtype="datetime64[us]"))
    kept = {int(place): day for place, day in zip(places, splits, strict=True)}
    phase = np.zeros(len(days), dtype="int64")
    phase[list(kept)] = 1
    used = tuple(day.date() for day in kept.values())
    unused = tuple(day.date() for day in wanted if day.date() not in used)
    return pd.Series(phase.cumsum(), index=days.index), used, unused


def events_of(events: Events) -> dict[dt.date, str]:
    """Return what happened by day, in order.

    Raises
    ------
    InputError
        When it is no mapping from dates to words.
    """
    if events is None:
        return {}
    given: object = events
    if not isinstance(given, Mapping) or not all(isinstance(v, str) for v in given.values()):
        raise InputError(
            "`events` is a dict from date to words, such as {'2026-08-01': 'New opening hours'}."
        )
    found = {day_of(day, called="events").date(): words for day, words in given.items()}
    return dict(sorted(found.items()))


def target_of(target: object) -> float | None:
    """Return a target as a number, None without one."""
    if target is None:
        return None
    is_number = isinstance(target, int | float | np.number) and not isinstance(target, bool)
    if not is_number or not np.isfinite(float(target)):  # type: ignore[arg-type]
        raise InputError(f"`target` is {target!r}. Accepted: a number, or None for no target.")
    return float(target)  # type: ignore[arg-type]


def direction_of(better: object) -> str:
    """Return a direction in words, or refuse it."""
    accepted = ("higher", "lower", "neither")
    if better not in accepted:
        raise InputError(f"`better` is {better!r}. {did_you_mean(str(better), accepted)}")
    return str(better)
