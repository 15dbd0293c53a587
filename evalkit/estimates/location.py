"""Where changes lie: their median and their Hodges-Lehmann shift, with intervals by rank."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from evalkit.estimates.exact_tests import LARGEST_EXACT_N
from evalkit.estimates.intervals import Interval, check_confidence

__all__ = ["Location", "hodges_lehmann", "median_location", "walsh_average"]

# Two values nearer than this share of the largest are one; a double holds about 16 digits.
_FINEST = 1e-15
# A tail may exceed its share by this much: 0.05 / 2 is not a binary fraction.
_SLACK = 1 + 1e-12


@dataclass(frozen=True)
class Location:
    """A middle of some values, with an interval from their order.

    Attributes
    ----------
    estimate : float
        In the unit of the values.
    interval : Interval or None
        None when there are too few values: even from the lowest to the highest covers less.
    coverage : float
        What the interval covers, at least as much as was asked for; missing without an interval.
    method : {"exact", "normal"}
        How the interval's ranks were found; with "normal" the coverage is approximate.
    """

    estimate: float
    interval: Interval | None
    coverage: float
    method: str


def median_location(values: ArrayLike, *, confidence: float = 0.95) -> Location:
    """Return the median with the exact interval of the sign test.

    Parameters
    ----------
    values : array_like, shape (n,)
        Finite; n at least 1.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    Location

    Raises
    ------
    ValueError
        When there is no value, or one is missing or infinite.

    Notes
    -----
    From the k-th lowest to the k-th highest value, k the largest number for which a binomial
    (n, 1/2) is below k in no more than half of the permitted error. It takes no shape for granted;
    with ties, as on whole-number scales, it covers more than it says.

    References
    ----------
    Thompson WR. On confidence ranges for the median. Ann Math Stat 1936;7:122-128.

    Examples
    --------
    >>> found = median_location([1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4])
    >>> found.estimate, found.interval.low, found.interval.high, round(found.coverage, 4)
    (1.3, 0.8, 2.4, 0.9785)
    """
    rising = _sorted(values)
    check_confidence(confidence)
    below = special.bdtr(np.arange(rising.size // 2 + 1), rising.size, 0.5)
    k = int((below <= (1 - confidence) / 2 * _SLACK).sum())
    estimate = float(np.median(rising))
    if not k:
        return Location(estimate, None, float("nan"), "exact")
    ends = Interval(float(rising[k - 1]), float(rising[-k]))
    return Location(estimate, ends, float(1 - 2 * below[k - 1]), "exact")


def hodges_lehmann(
    values: ArrayLike, *, confidence: float = 0.95, largest_exact: int = LARGEST_EXACT_N
) -> Location:
    """Return the Hodges-Lehmann shift with the interval of the signed rank test.

    Parameters
    ----------
    values : array_like, shape (n,)
        Finite changes; n at least 1. Zeros are changes like others and stay in.
    confidence : float
        Between 0 and 1.
    largest_exact : int
        Up to this many values the ranks of the interval's ends are exact.

    Returns
    -------
    Location

    Raises
    ------
    ValueError
        When there is no value, or one is missing or infinite.

    Notes
    -----
    The median of the Walsh averages (x_i + x_j) / 2, i <= j; the interval goes from the k-th lowest
    of them to the k-th highest, k from the distribution of the signed rank sum of n values without
    ties. With ties this interval, its ends included, covers at least as much (Noether 1967). It
    takes the changes to be symmetric about their middle. R's wilcox.test drops zeros first, and
    turns to a normal approximation when there are zeros or ties.

    References
    ----------
    Hodges JL, Lehmann EL. Estimates of location based on rank tests. Ann Math Stat
    1963;34:598-611. Noether GE. Wilcoxon confidence intervals for location parameters in the
    discrete case. J Am Stat Assoc 1967;62:184-188.

    Examples
    --------
    >>> found = hodges_lehmann([1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4])
    >>> [round(x, 4) for x in (found.estimate, found.interval.low, found.interval.high)]
    [1.3, 0.9, 2.7]
    >>> round(found.coverage, 4)
    0.9512
    """
    rising = _sorted(values)
    check_confidence(confidence)
    n = int(rising.size)
    averages = n * (n + 1) // 2
    middle = [(averages + 1) // 2, averages // 2 + 1]
    estimate = float(np.mean([walsh_average(rising, rank) for rank in middle]))
    tail = (1 - confidence) / 2
    if n <= largest_exact:
        below = _signed_rank_cdf(n)
        k = int((below <= tail * _SLACK).sum())
        coverage, method = 1 - 2 * float(below[k - 1]), "exact"
    else:
        sd = np.sqrt(n * (n + 1) * (2 * n + 1) / 24)
        k = int(np.floor(n * (n + 1) / 4 + 0.5 + special.ndtri(tail) * sd))
        coverage, method = confidence, "normal"
    if k < 1:
        return Location(estimate, None, float("nan"), method)
    ends = Interval(walsh_average(rising, k), walsh_average(rising, averages + 1 - k))
    return Location(estimate, ends, coverage, method)


def walsh_average(values: ArrayLike, rank: int) -> float:
    """Return the Walsh average of a rank: the mean of some two values, or a value itself.

    Parameters
    ----------
    values : array_like, shape (n,)
        Finite.
    rank : int
        From 1, the lowest, to n (n + 1) / 2.

    Returns
    -------
    float

    Notes
    -----
    The averages are never laid out, so a hundred thousand values need no more memory than
    themselves: how many lie at or below a number is counted along the sorted values, and that
    number is narrowed down until one average is left.

    Examples
    --------
    >>> [walsh_average([1.0, 2.0, 6.0], rank) for rank in (1, 2, 3, 4, 5, 6)]
    [1.0, 1.5, 2.0, 3.5, 4.0, 6.0]
    """
    rising = _sorted(values)
    if not 1 <= rank <= rising.size * (rising.size + 1) // 2:
        raise ValueError(f"`rank` is {rank}; {rising.size} values have no such Walsh average.")
    low, high = float(rising[0]), float(rising[-1])
    if rank <= _at_or_below(rising, low):
        return low
    finest = _FINEST * max(abs(low), abs(high))
    while high - low > finest:
        middle = low + (high - low) / 2
        if not low < middle < high:
            break
        if _at_or_below(rising, middle) < rank:
            low = middle
        else:
            high = middle
    return _nearest(rising, high)


def _at_or_below(rising: NDArray[np.float64], number: float) -> int:
    """Count the Walsh averages at or below a number."""
    partners = np.searchsorted(rising, 2 * number - rising, side="right")
    return int(np.maximum(partners - np.arange(rising.size), 0).sum())


def _nearest(rising: NDArray[np.float64], number: float) -> float:
    """Return the Walsh average nearest to a number."""
    wanted = 2 * number - rising
    place = np.searchsorted(rising, wanted)
    around = np.stack([np.clip(place + step, 0, rising.size - 1) for step in (-1, 0)])
    averages = ((rising + rising[around]) / 2).ravel()
    return float(averages[np.argmin(np.abs(averages - number))])


def _signed_rank_cdf(n: int) -> NDArray[np.float64]:
    """Return P(V <= 0), P(V <= 1), ... of the signed rank sum of n values without ties."""
    share = np.zeros(n * (n + 1) // 2 + 1)
    share[0] = 1.0
    for rank in range(1, n + 1):
        shifted = np.zeros_like(share)
        shifted[rank:] = share[:-rank]
        share = (share + shifted) / 2
    return np.asarray(np.cumsum(share))


def _sorted(values: ArrayLike) -> NDArray[np.float64]:
    numbers = np.asarray(values, dtype=float)
    if numbers.ndim != 1 or not numbers.size or not np.isfinite(numbers).all():
        raise ValueError(
            f"Of {numbers.size} values {int((~np.isfinite(numbers)).sum())} are missing or "
            f"infinite. Give one row of finite values, at least one."
        )
    return np.sort(numbers)
