"""Dates and times as SPSS and Stata keep them: numbers since a day of their own, and a format."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from math import isfinite

__all__ = ["Moment", "moment_of"]

# What a number in a date column is: a date, a date with a clock, a clock alone, or a number after
# all when it is outside the calendar.
Moment = date | datetime | str | float

_SPSS_START = datetime(1582, 10, 14)  # seconds since the day before the Gregorian calendar
_STATA_START = datetime(1960, 1, 1)
_NAME = re.compile(r"[A-Z]+")
# MOYR, QYR and WKYR show a month, a quarter or a week, and keep a day in it.
_SPSS_DAYS = ("DATE", "ADATE", "EDATE", "JDATE", "SDATE", "MOYR", "QYR", "WKYR")
_SPSS_MOMENTS = ("DATETIME", "YMDHMS")
_SPSS_CLOCKS = ("TIME", "DTIME", "MTIME")
_STATA_KIND = re.compile(r"%-?(?:t([cCdwmqh])|(d))")
_STATA_CLOCKS = ("%tcHH:MM:SS", "%tcHH:MM")
_MONTHS = {"m": 1, "q": 3, "h": 6}


def moment_of(file_format: str, format_: str) -> Callable[[float], Moment] | None:
    """Return how numbers of a format are read as dates and times, or None when they are numbers.

    Parameters
    ----------
    file_format : {"spss", "stata"}
        Whose format it is.
    format_ : str
        "DATE11", "EDATE10", "%td", "%tcHH:MM" and their like.

    Returns
    -------
    callable, optional

    Notes
    -----
    Stata's %tC counts leap seconds: its clock is up to 27 seconds ahead here. A Stata month,
    quarter, half-year or week is its first day.

    Examples
    --------
    >>> moment_of("spss", "DATE11")(13986691200.0), moment_of("stata", "%td")(24108.0)
    (datetime.date(2026, 1, 2), datetime.date(2026, 1, 2))
    """
    return _of_spss(format_) if file_format == "spss" else _of_stata(format_)


def _of_spss(format_: str) -> Callable[[float], Moment] | None:
    found = _NAME.match(format_.upper())
    name = found[0] if found else ""
    if name in _SPSS_CLOCKS:
        return _clock
    if name in _SPSS_DAYS:
        return partial(_since, _SPSS_START, 1000, is_day=True)
    if name in _SPSS_MOMENTS:
        return partial(_since, _SPSS_START, 1000)
    return None


def _of_stata(format_: str) -> Callable[[float], Moment] | None:
    if format_ in _STATA_CLOCKS:
        return _clock_of_milliseconds
    found = _STATA_KIND.match(format_)
    if found is None:
        return None
    kind = found[1] or found[2]
    if kind in "cC":
        return partial(_since, _STATA_START, 1)
    if kind == "d":
        return partial(_since, _STATA_START, 86_400_000, is_day=True)
    if kind == "w":
        return _week
    return partial(_months, _MONTHS[kind])


def _since(start: datetime, milliseconds: int, value: float, *, is_day: bool = False) -> Moment:
    """Return the moment so many units after a start; whole milliseconds, as doubles drift."""
    try:
        moment = start + timedelta(milliseconds=round(value * milliseconds))
    except (OverflowError, ValueError):
        return value
    return moment.date() if is_day else moment


def _clock(seconds: float) -> Moment:
    """Write a time of day, or a duration (which may pass 24 hours), as h:mm:ss."""
    if not isfinite(seconds):
        return seconds
    whole = round(abs(seconds))
    sign = "-" if seconds < 0 and whole else ""
    return f"{sign}{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"


def _clock_of_milliseconds(milliseconds: float) -> Moment:
    return _clock(milliseconds / 1000)


def _months(length: int, value: float) -> Moment:
    """Return the first day of a month, quarter or half-year counted from 1960."""
    try:
        years, months = divmod(round(value) * length, 12)
        return date(1960 + years, months + 1, 1)
    except (OverflowError, ValueError):
        return value


def _week(value: float) -> Moment:
    """Return the first day of a Stata week: 52 a year, the first beginning on 1 January."""
    try:
        years, weeks = divmod(round(value), 52)
        return date(1960 + years, 1, 1) + timedelta(weeks=weeks)
    except (OverflowError, ValueError):
        return value
