"""How two groups of different persons differ: a mean difference standardised, and shares."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evalkit.estimates.effect_sizes import noncentrality_limits
from evalkit.estimates.intervals import Interval
from evalkit.estimates.shares import wilson_interval

__all__ = [
    "pooled_sd",
    "share_difference_interval",
    "standardised_mean_difference_interval",
    "standardised_share_difference",
]


def pooled_sd(first: ArrayLike, second: ArrayLike) -> float:
    """Return the pooled standard deviation of two groups.

    Parameters
    ----------
    first, second : array_like
        Finite values; at least 2 of each.

    Returns
    -------
    float
        The root of the two variances (ddof 1), weighted by n - 1.

    Examples
    --------
    >>> pooled_sd([1.0, 3.0], [2.0, 6.0])
    2.23606797749979
    """
    groups = [_from_first(values) for values in (first, second)]
    squares = sum(float(((values - values.mean()) ** 2).sum()) for values in groups)
    return float(np.sqrt(squares / (sum(values.size for values in groups) - 2)))


def _from_first(values: ArrayLike) -> NDArray[np.float64]:
    """Return values less the first: equal ones are exactly 0, and their spread is no noise."""
    given = np.asarray(values, dtype=float)
    return np.asarray(given - given[0])


def standardised_mean_difference_interval(
    difference: float, n_first: int, n_second: int, *, confidence: float = 0.95
) -> Interval:
    """Return the exact interval of a mean difference divided by the pooled SD.

    Parameters
    ----------
    difference : float
        The standardised difference, without a small sample correction.
    n_first, n_second : int
        Persons in the two groups; at least 2 each.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    Interval

    Notes
    -----
    Noncentrality limits of t = d sqrt(n1 n2 / (n1 + n2)) with n1 + n2 - 2 df, divided by that
    root. Exact for normal values of equal spread.

    References
    ----------
    Steiger JH, Fouladi RT. 1997 (noncentral interval of d).

    Examples
    --------
    >>> limits = standardised_mean_difference_interval(-1.313906, 4, 5)
    >>> round(limits.low, 2), round(limits.high, 2)
    (-2.76, 0.2)
    """
    root = float(np.sqrt(n_first * n_second / (n_first + n_second)))
    limits = noncentrality_limits(difference * root, n_first + n_second - 2, confidence=confidence)
    return Interval(limits.low / root, limits.high / root)


def standardised_share_difference(first: float, second: float) -> float | None:
    """Return the difference of two shares divided by the root of their mean variance.

    Parameters
    ----------
    first, second : float
        Shares between 0 and 1.

    Returns
    -------
    float or None
        (second - first) / sqrt((p1 (1 - p1) + p2 (1 - p2)) / 2); None when both shares are 0 or 1,
        so that there is no variance to divide by.

    References
    ----------
    Austin PC. Balance diagnostics for comparing the distribution of baseline covariates. Stat Med
    2009;28:3083-3107.

    Examples
    --------
    >>> round(standardised_share_difference(0.4, 0.6), 6)
    0.408248
    """
    variance = (first * (1 - first) + second * (1 - second)) / 2
    return float((second - first) / np.sqrt(variance)) if variance > 0 else None


def share_difference_interval(
    first: tuple[int, int], second: tuple[int, int], *, confidence: float = 0.95
) -> Interval:
    """Return Newcombe's interval of the second group's share minus the first's.

    Parameters
    ----------
    first, second : (int, int)
        How many of how many, in two groups of different persons.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    Interval

    Notes
    -----
    Wilson's limits of the two shares, put together by squares and add (method 10 for independent
    shares). Not for the same persons at two times.

    References
    ----------
    Newcombe RG. Interval estimation for the difference between independent proportions. Stat Med
    1998;17:873-890.

    Examples
    --------
    >>> limits = share_difference_interval((48, 80), (56, 70))  # the paper's example (a)
    >>> round(limits.low, 4), round(limits.high, 4)
    (0.0524, 0.3339)
    """
    shares = [count / n for count, n in (first, second)]
    ends = [wilson_interval(count, n, confidence=confidence) for count, n in (first, second)]
    middle = shares[1] - shares[0]
    below = np.hypot(shares[1] - ends[1].low, ends[0].high - shares[0])
    above = np.hypot(ends[1].high - shares[1], shares[0] - ends[0].low)
    return Interval(float(middle - below), float(middle + above))
