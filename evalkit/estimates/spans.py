"""Spans of days: those of one thing made one where they meet, and how far any runs so far."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["NEVER", "joined_spans", "latest_so_far", "whole_days"]

_Whole = NDArray[np.int64]
# An open end is later than any day; as a whole number of days.
NEVER = np.iinfo(np.int64).max


def whole_days(days: NDArray[np.datetime64]) -> _Whole:
    """Return dates as whole numbers of days, so that they can be ranked.

    Examples
    --------
    >>> whole_days(np.array(["1970-01-02", "1970-01-03"], dtype="datetime64[s]")).tolist()
    [1, 2]
    """
    found: _Whole = days.astype("datetime64[D]").astype(np.int64)
    return found


def latest_so_far(unit: _Whole, last: _Whole) -> tuple[_Whole, _Whole]:
    """Return, per row, the latest last day of its unit up to it, and the row that has it.

    Parameters
    ----------
    unit : ndarray of int64
        Which rows belong together; they follow one another.
    last : ndarray of int64
        Last days as whole numbers.

    Examples
    --------
    >>> days, rows = latest_so_far(np.array([1, 1, 1, 2]), np.array([5, 9, 7, 3]))
    >>> days.tolist(), rows.tolist()
    ([5, 9, 9, 3], [0, 1, 1, 3])
    """
    if not len(unit):
        return last, np.zeros(0, dtype=np.int64)
    # Ranked, so that unit and day fit into one whole number whose running maximum is wanted.
    days, rank = np.unique(last, return_inverse=True)
    begins = np.r_[True, unit[1:] != unit[:-1]]
    base = np.cumsum(begins) * (len(days) + 1)
    highest = np.maximum.accumulate(base + rank)
    is_higher = np.r_[True, highest[1:] > highest[:-1]]
    rows = np.maximum.accumulate(np.where(is_higher, np.arange(len(unit)), 0))
    return days[highest - base], rows


def joined_spans(unit: _Whole, first: _Whole, last: _Whole) -> tuple[_Whole, _Whole]:
    """Make the spans of a unit one where they overlap or where one follows on the next day.

    Parameters
    ----------
    unit, first, last : ndarray of int64
        Per span: what it belongs to, its first and its last day as whole numbers.

    Returns
    -------
    rows : ndarray of int64
        The row each joined span begins with, by unit and first day.
    last : ndarray of int64
        Its last day.

    Examples
    --------
    >>> rows, last = joined_spans(*map(np.array, ([1, 1, 1], [1, 6, 9], [5, 7, 9])))
    >>> rows.tolist(), last.tolist()
    ([0, 2], [7, 9])
    """
    if not len(unit):
        return np.zeros(0, dtype=np.int64), last
    order = np.lexsort((first, unit))
    unit, first, last = unit[order], first[order], last[order]
    runs, _ = latest_so_far(unit, last)
    # The day before the first: an open end has no day after it.
    begins = np.r_[True, (unit[1:] != unit[:-1]) | (first[1:] - 1 > runs[:-1])]
    return order[begins].astype(np.int64), np.maximum.reduceat(last, np.flatnonzero(begins))
