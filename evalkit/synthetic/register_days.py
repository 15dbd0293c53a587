"""Days on which something is held: contacts, meetings, reviews, at random gaps and on open days."""

from __future__ import annotations

import datetime as dt

import numpy as np

__all__ = ["LAST_DAY", "days_apart", "months_after", "open_day", "open_days_apart", "yes_or_no"]

# The last day the registers know of: the day before they were downloaded.
LAST_DAY = dt.date(2026, 10, 5)
# Nobody meets at work in these weeks: (month, day) of the first and of the last day.
CLOSED = (((12, 22), (12, 31)), ((1, 1), (1, 2)), ((7, 13), (7, 24)))
# Public holidays on weekdays outside these weeks, 2025 and 2026.
HOLIDAYS = frozenset(
    (
        dt.date(2025, 4, 17),
        dt.date(2025, 4, 18),
        dt.date(2025, 4, 21),
        dt.date(2025, 5, 29),
        dt.date(2025, 6, 5),
        dt.date(2025, 6, 9),
        dt.date(2026, 4, 2),
        dt.date(2026, 4, 3),
        dt.date(2026, 4, 6),
        dt.date(2026, 5, 14),
        dt.date(2026, 5, 25),
        dt.date(2026, 6, 5),
    )
)
SATURDAY = 5


def yes_or_no(value: bool) -> str:
    """Return what a Danish register says.

    Examples
    --------
    >>> yes_or_no(True)
    'Ja'
    """
    return "Ja" if value else "Nej"


def months_after(day: dt.date, months: float) -> dt.date:
    """Return the day so many average months later.

    Examples
    --------
    >>> months_after(dt.date(2025, 10, 6), 9)
    datetime.date(2026, 7, 7)
    """
    return day + dt.timedelta(days=round(months * 365.25 / 12))


def open_day(rng: np.random.Generator, first: dt.date, last: dt.date) -> dt.date:
    """Return a random day from `first` to `last` on which people meet at work.

    Weekends, public holidays, Christmas and two weeks of July are none. Where the whole span is
    closed, the next open day after it counts.
    """
    span = [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
    found = [day for day in span if _is_open(day)]
    if found:
        return found[int(rng.integers(len(found)))]
    while not _is_open(last):
        last += dt.timedelta(days=1)
    return last


def _is_open(day: dt.date) -> bool:
    at = (day.month, day.day)
    is_closed = day in HOLIDAYS or any(first <= at <= last for first, last in CLOSED)
    return day.weekday() < SATURDAY and not is_closed


def open_days_apart(
    rng: np.random.Generator, first: dt.date, last: dt.date, *, gap: tuple[int, int]
) -> list[dt.date]:
    """Return `first` and further days on which people meet at work, up to `last`.

    `gap` is the fewest and the most days between two of them.
    """
    days = [first]
    while True:
        least, most = (days[-1] + dt.timedelta(days=n) for n in gap)
        day = open_day(rng, least, most)
        if day > last:
            return days
        days.append(day)


def days_apart(
    rng: np.random.Generator, first: dt.date, last: dt.date, *, gap: tuple[int, int]
) -> list[dt.date]:
    """Return `first` and further days of any kind, up to `last`, so many days apart."""
    days = [first]
    while (day := days[-1] + dt.timedelta(days=int(rng.integers(gap[0], gap[1] + 1)))) <= last:
        days.append(day)
    return days
