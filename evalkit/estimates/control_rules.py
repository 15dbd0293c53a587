"""The rules of a control chart: one rule, one pure function; -1 low or falling, 1 high or rising.

Points lie along the last axis, and belong to one phase: no run goes on across a rebase, because
each phase is asked by itself.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from evalkit.estimates.control_limits import NOISE, ChartLimits

__all__ = ["RUN_LENGTH", "outside", "shift", "trend", "two_of_three"]

# NHS England, Making data count: seven points in a run; Perla and others 2011 have six and five.
RUN_LENGTH = 7
_WINDOW, _ENOUGH = 3, 2

_Floats = NDArray[np.float64]
_Flags = NDArray[np.bool_]
_Signs = NDArray[np.int8]


def outside(values: _Floats, limits: ChartLimits) -> _Signs:
    """Mark the points beyond a limit; a point on the limit is within.

    Examples
    --------
    >>> from evalkit.estimates.control_limits import xmr_limits
    >>> values = np.array([5.0, 6, 5, 6, 5, 6, 5, 6, 5, 6, 5, 14])
    >>> outside(values, xmr_limits(values)).tolist()
    [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]
    """
    above = _is_more(values, limits.upper, values)
    below = _is_more(limits.lower, values, values)
    return _signs(above, below)


def shift(values: _Floats, limits: ChartLimits, *, length: int = RUN_LENGTH) -> _Signs:
    """Mark runs of at least so many points on one side of the centre; a point on it ends a run.

    Examples
    --------
    >>> from evalkit.estimates.control_limits import xmr_limits
    >>> values = np.array([1.0] * 7 + [3.0] * 6)
    >>> shift(values, xmr_limits(values)).tolist()
    [-1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0]
    """
    above = _is_more(values, limits.centre, values)
    below = _is_more(limits.centre, values, values)
    return _signs(_in_run(above, length, marks=length), _in_run(below, length, marks=length))


def trend(values: _Floats, *, length: int = RUN_LENGTH) -> _Signs:
    """Mark runs of at least so many points, each higher (or each lower) than the one before.

    Two alike end a run. The point between a rise and a fall belongs to both; it is marked as part
    of the later one.

    Examples
    --------
    >>> trend(np.array([9.0, 1, 2, 3, 4, 5, 6, 7, 1])).tolist()
    [0, 1, 1, 1, 1, 1, 1, 1, 0]
    """
    rises = _is_more(values[..., 1:], values[..., :-1], values)
    falls = _is_more(values[..., :-1], values[..., 1:], values)
    rising = _in_run(rises, length - 1, marks=length)
    falling = _in_run(falls, length - 1, marks=length)
    both = rising & falling
    goes_on_up = np.concatenate([rises, np.zeros_like(both[..., :1])], axis=-1)
    return _signs(rising & ~(both & ~goes_on_up), falling & ~(both & goes_on_up))


def two_of_three(values: _Floats, limits: ChartLimits) -> _Signs:
    """Mark points near a limit: two of three that follow one another, all three on one side.

    Near is beyond two thirds of the way and not beyond the limit itself. The near points are
    marked; a third point on the same side, nearer to the centre, is not.

    Examples
    --------
    >>> from evalkit.estimates.control_limits import xmr_limits
    >>> steady = xmr_limits(np.array([0.0, 1] * 4))  # -2.16, -1.273, 0.5, 2.273, 3.16
    >>> two_of_three(np.array([0.0, 2.5, 1, 2.5, 0, 0, 0, 0]), steady).tolist()
    [0, 1, 0, 1, 0, 0, 0, 0]
    """
    beyond = outside(values, limits) != 0
    high = _is_more(values, limits.near_upper, values) & ~beyond
    low = _is_more(limits.near_lower, values, values) & ~beyond
    above = _is_more(values, limits.centre, values)
    below = _is_more(limits.centre, values, values)
    return _signs(_enough_near(high, above), _enough_near(low, below))


def _is_more(high: _Floats, low: _Floats, values: _Floats) -> _Flags:
    """Return where one is above the other by more than binary fractions are wrong."""
    largest = np.abs(values).max(axis=-1, keepdims=True, initial=0.0)
    with np.errstate(invalid="ignore"):
        return np.asarray(high - low > NOISE * largest)


def _signs(up: _Flags, down: _Flags) -> _Signs:
    return up.astype(np.int8) - down.astype(np.int8)


def _sums(held: _Flags, length: int) -> NDArray[np.int64]:
    """Return how many hold in each window of so many places, by the window's first place."""
    before = np.zeros((*held.shape[:-1], 1), dtype=np.int64)
    total = np.concatenate([before, np.cumsum(held, axis=-1)], axis=-1)
    return np.asarray(total[..., length:] - total[..., :-length])


def _in_run(held: _Flags, length: int, *, marks: int) -> _Flags:
    """Return the points of all runs: `marks` points for each window of `length` that all hold."""
    points = held.shape[-1] + marks - length
    if held.shape[-1] < length:
        return np.zeros((*held.shape[:-1], max(points, 0)), dtype=bool)
    return _spread(_sums(held, length) == length, marks)


def _spread(begins: _Flags, marks: int) -> _Flags:
    """Return the points that windows of so many points cover, from the windows' beginnings."""
    none = np.zeros((*begins.shape[:-1], marks - 1), dtype=bool)
    return np.asarray(_sums(np.concatenate([none, begins, none], axis=-1), marks) > 0)


def _enough_near(near: _Flags, on_side: _Flags) -> _Flags:
    if near.shape[-1] < _WINDOW:
        return np.zeros_like(near)
    found = (_sums(near, _WINDOW) >= _ENOUGH) & (_sums(on_side, _WINDOW) == _WINDOW)
    return near & _spread(found, _WINDOW)
