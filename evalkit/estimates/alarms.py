"""How likely chance alone gives what looks like a change for the worse: exact, one-sided."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

__all__ = [
    "breaks_above",
    "breaks_alarm",
    "events_above",
    "events_above_in",
    "events_below",
    "share_below",
    "share_below_in",
]


def breaks_above(breaks: int, n: int, *, allowed: float) -> float:
    """Return the chance of at least so many breaks in n, when a share of them is allowed.

    Parameters
    ----------
    breaks, n : int
        How many of how many.
    allowed : float
        The share that may break, from 0 to 1.

    Notes
    -----
    The upper tail of the binomial distribution. With nothing allowed one break has no chance.

    Examples
    --------
    >>> round(breaks_above(3, 4, allowed=0.2), 4), breaks_above(1, 9, allowed=0.0)
    (0.0272, 0.0)
    """
    if breaks <= 0:
        return 1.0
    return float(stats.binom.sf(breaks - 1, n, allowed))


def breaks_alarm(n: int, *, allowed: float, level: float) -> float:
    """Return how often `breaks_above` is at most a level, when exactly the allowed share breaks.

    Examples
    --------
    >>> round(breaks_alarm(2, allowed=0.2, level=0.05), 4), breaks_alarm(1, allowed=0.2, level=0.05)
    (0.04, 0.0)
    """
    chances = stats.binom.sf([count - 1 for count in range(1, n + 1)], n, allowed)
    return float(max((chance for chance in chances if chance <= level), default=0.0))


def events_above(count: int, before: int, *, exposure: float, exposure_before: float) -> float:
    """Return the chance of so many events or more, when their pace has not changed.

    Parameters
    ----------
    count, before : int
        Events in the period, and in the time before it.
    exposure, exposure_before : float
        How much time at risk each has, in the same unit.

    Returns
    -------
    float
        1 where there was no time before to compare with.

    Notes
    -----
    Given how many events there are in all, those of the period are binomial with its share of the
    time at risk (Przyborowski and Wilenski's conditional test).

    References
    ----------
    Przyborowski J, Wilenski H. Biometrika 1940;31:313-323.

    Examples
    --------
    >>> round(events_above(6, 2, exposure=90, exposure_before=270), 5)
    0.00423
    """
    if count <= 0 or not exposure > 0 or not exposure_before > 0:
        return 1.0
    share = exposure / (exposure + exposure_before)
    return float(stats.binom.sf(count - 1, count + before, share))


def events_above_in(groups: Iterable[tuple[int, int, float, float]]) -> float:
    """Return the chance of so many events or more, when no group's own pace has changed.

    Parameters
    ----------
    groups : iterable of (count, before, exposure, exposure_before)
        Of each group, as `events_above` takes them. One without time before says nothing.

    Examples
    --------
    >>> round(events_above_in([(6, 2, 90, 270), (3, 0, 90, 0)]), 5)
    0.00423
    """
    count, chances = 0, np.ones(1)
    for events, before, exposure, exposure_before in groups:
        if events + before:
            whole = exposure + exposure_before
            share = exposure / whole if exposure_before > 0 else 1.0
            own = stats.binom.pmf(np.arange(events + before + 1), events + before, share)
            count, chances = count + events, np.convolve(chances, own)
    return _as_chance(chances[count:]) if count else 1.0


def _as_chance(chances: NDArray[np.float64]) -> float:
    return min(1.0, float(chances.sum()))


def events_below(count: int, before: int, *, exposure: float, exposure_before: float) -> float:
    """Return the chance of so few events or fewer, when their pace has not changed.

    Examples
    --------
    >>> round(events_below(0, 12, exposure=90, exposure_before=270), 4)
    0.0317
    """
    if not exposure > 0 or not exposure_before > 0:
        return 1.0
    share = exposure / (exposure + exposure_before)
    return float(special.bdtr(count, count + before, share))


def share_below(count: int, n: int, *, before: int, n_before: int) -> float:
    """Return the chance of so few, when the share is that of the time before.

    Parameters
    ----------
    count, n : int
        How many of how many in the period.
    before, n_before : int
        The same of the time before.

    Notes
    -----
    Fisher's exact test, one-sided: given how many there are in all, those of the period are
    hypergeometric.

    Examples
    --------
    >>> round(share_below(1, 5, before=5, n_before=5), 4)
    0.0238
    """
    if not n or not n_before:
        return 1.0
    return float(stats.hypergeom.cdf(count, n + n_before, count + before, n))


def share_below_in(groups: Iterable[tuple[int, int, int, int]]) -> float:
    """Return the chance of so few in all, when each group's share is that of the time before.

    Parameters
    ----------
    groups : iterable of (count, n, before, n_before)
        Of each group, as `share_below` takes them. One without a time before says nothing.

    Notes
    -----
    The exact test of several 2 x 2 tables with their margins given: a sum of hypergeometrics.

    References
    ----------
    Mantel N, Haenszel W. J Natl Cancer Inst 1959;22:719-748.

    Examples
    --------
    >>> round(share_below_in([(1, 5, 5, 5), (0, 3, 0, 0)]), 4)
    0.0238
    """
    few, chances = 0, np.ones(1)
    for count, n, before, n_before in groups:
        own = stats.hypergeom.pmf(np.arange(n + 1), n + n_before, count + before, n)
        few, chances = few + count, np.convolve(chances, own)
    return _as_chance(chances[: few + 1])
