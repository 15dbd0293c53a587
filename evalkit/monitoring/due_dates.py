"""When readings are due: by an interval in calendar months, or at named times after the start."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pandas as pd

__all__ = ["AROUND", "DAYS_PER_MONTH", "due_at_moments", "due_by_interval", "months_after"]

DAYS_PER_MONTH = 365.25 / 12
# A reading up to a month before a course began, or after it ended, belongs to it.
AROUND = pd.Timedelta(days=DAYS_PER_MONTH)
# With one named time there is no next one to say when its window closes.
MONTHS_OF_A_LONE_MOMENT = 1.0


def months_after(days: pd.Series, months: float) -> pd.Series:
    """Return the days so many calendar months later; parts of a month in days.

    Examples
    --------
    >>> months_after(pd.Series(pd.to_datetime(["2026-01-31"])), 1).dt.strftime("%d-%m-%Y").item()
    '28-02-2026'
    """
    whole = int(np.floor(months))
    moved = days + pd.DateOffset(months=whole)
    return moved + pd.Timedelta(days=round((months - whole) * DAYS_PER_MONTH))


def due_by_interval(
    started: pd.Series, every_months: float, *, until: pd.Series, at_start: bool = True
) -> pd.DataFrame:
    """Return the occasions of a plan by an interval, whose windows open by a day.

    Parameters
    ----------
    started : Series of dates
        The first day of each course.
    every_months : float
        The interval.
    until : Series of dates
        Of each course: the last day that an occasion's window may open on.
    at_start : bool
        Whether a reading is due on the first day too.

    Returns
    -------
    DataFrame
        course (the index of `started`), number (0 at the start), due, opens, next_opens. The
        windows meet halfway between two due days, so that a day lies in one window alone:
        opens <= day < next_opens.
    """
    parts: list[pd.DataFrame] = []
    number = 0 if at_start else 1
    while True:
        occasion = pd.DataFrame(
            {
                "course": started.index,
                "number": number,
                "due": months_after(started, number * every_months),
                "opens": months_after(started, (number - 0.5) * every_months),
                "next_opens": months_after(started, (number + 0.5) * every_months),
            }
        )
        if number == 0:
            occasion["opens"] = occasion["opens"].clip(lower=started - AROUND)
        begun = occasion["opens"] <= until
        # The first occasion is kept also where nobody has it: an empty frame with its dtypes.
        if parts and not begun.any():
            return pd.concat(parts, ignore_index=True)
        parts.append(occasion[begun])
        number += 1


def due_at_moments(started: pd.Series, months: Sequence[float]) -> pd.DataFrame:
    """Return the occasions at named times, each so many months after the start.

    Parameters
    ----------
    started : Series of dates
        The first day of each course.
    months : sequence of float
        Months after it, ascending.

    Returns
    -------
    DataFrame
        As of `due_by_interval`; number counts the times from 0. The last window is as long after
        its day as before it.
    """
    middles = [(earlier + later) / 2 for earlier, later in pairwise(months)]
    half = (months[-1] - months[-2]) / 2 if len(months) > 1 else MONTHS_OF_A_LONE_MOMENT
    ends = [*middles, months[-1] + half]
    before = (months[1] - months[0]) / 2 if len(months) > 1 else half
    first = months_after(started, months[0] - before)
    if months[0] == 0:
        first = first.clip(lower=started - AROUND)
    parts = []
    for number, (month, end) in enumerate(zip(months, ends, strict=True)):
        closes = months_after(started, end)
        parts.append(
            pd.DataFrame(
                {
                    "course": started.index,
                    "number": number,
                    "due": months_after(started, month),
                    "opens": first,
                    "next_opens": closes,
                }
            )
        )
        first = closes
    return pd.concat(parts, ignore_index=True)
