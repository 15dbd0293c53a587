"""Intervals of a share, by four named methods: counts in, limits out."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from evalkit.estimates.intervals import Interval, check_confidence

__all__ = ["SHARE_METHODS", "share_limits", "wilson_interval"]

SHARE_METHODS = ("wilson", "clopper-pearson", "agresti-coull", "jeffreys")

_Floats = NDArray[np.float64]


def wilson_interval(successes: int, n: int, *, confidence: float = 0.95) -> Interval:
    """Return Wilson's score interval of a share.

    Parameters
    ----------
    successes, n : int
        How many of how many; n at least 1.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    Interval
        Within 0 and 1, and exactly 0 (or 1) when no one (or everyone) is counted.

    Raises
    ------
    ValueError
        When the share is not one: nobody asked, or more counted than asked.

    References
    ----------
    Wilson EB. Probable inference, the law of succession, and statistical inference.
    J Am Stat Assoc 1927;22:209-212.

    Examples
    --------
    >>> interval = wilson_interval(36, 49)
    >>> round(interval.low, 3), round(interval.high, 3)
    (0.597, 0.838)
    """
    if n < 1 or not 0 <= successes <= n:
        raise ValueError(f"{successes} of {n} is not a share. Accepted: 0 to n of n, n at least 1.")
    low, high = share_limits(successes, n, confidence=confidence)
    return Interval(float(low), float(high))


def share_limits(
    count: ArrayLike, n: ArrayLike, *, method: str = "wilson", confidence: float = 0.95
) -> tuple[_Floats, _Floats]:
    """Return the lower and upper limits of shares.

    Parameters
    ----------
    count, n : array_like of whole numbers
        How many of how many; they broadcast. 0 <= count <= n.
    method : {"wilson", "clopper-pearson", "agresti-coull", "jeffreys"}
        Whose interval.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    low, high : ndarray of float64
        Within 0 and 1; NaN where n is 0. The lower limit is exactly 0 for nobody, the upper
        exactly 1 for everybody.

    Raises
    ------
    ValueError
        When the method or the confidence is none, or a count is no share of its n.

    Notes
    -----
    With p = count / n and z the normal quantile:

    - wilson: the values whose score test does not reject, (p + z²/2n ± z sqrt(p(1-p)/n +
      z²/4n²)) / (1 + z²/n)
    - clopper-pearson: beta quantiles; never covers less than it says, so it is wide in small groups
    - agresti-coull: Wald's formula at (count + z²/2) of (n + z²), cut off at 0 and 1
    - jeffreys: quantiles of the beta with count + 1/2 and n - count + 1/2, with the lower limit 0
      for nobody and the upper 1 for everybody (the end rule of Brown, Cai and DasGupta)

    References
    ----------
    Brown LD, Cai TT, DasGupta A. Interval estimation for a binomial proportion. Stat Sci
    2001;16:101-133.
    Clopper CJ, Pearson ES. Biometrika 1934;26:404-413.
    Agresti A, Coull BA. Am Stat 1998;52:119-126.

    Examples
    --------
    >>> low, high = share_limits([0, 5], [10, 10])
    >>> low.round(4).tolist(), high.round(4).tolist()
    ([0.0, 0.2366], [0.2775, 0.7634])
    """
    check_confidence(confidence)
    if method not in _LIMITS:
        raise ValueError(f"{method!r} is no interval of a share. Accepted: {SHARE_METHODS}.")
    x, size = np.broadcast_arrays(np.asarray(count, dtype=float), np.asarray(n, dtype=float))
    if np.any((x < 0) | (x > size)):
        raise ValueError("A count lies outside 0 to n. Accepted: 0 to n of n.")
    # Computed as if one had been asked where nobody was, and then left out: no division by 0.
    low, high = _LIMITS[method](x, np.maximum(size, 1), confidence)
    low = np.where(x == 0, 0.0, np.clip(low, 0, 1))
    high = np.where(x == size, 1.0, np.clip(high, 0, 1))
    nobody = size == 0
    return np.where(nobody, np.nan, low), np.where(nobody, np.nan, high)


def _wilson(x: _Floats, n: _Floats, confidence: float) -> tuple[_Floats, _Floats]:
    z = special.ndtri(0.5 + confidence / 2)
    share = x / n
    centre = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return centre - half, centre + half


def _clopper_pearson(x: _Floats, n: _Floats, confidence: float) -> tuple[_Floats, _Floats]:
    tail = (1 - confidence) / 2
    # At the ends the limits are set by the caller; the beta needs parameters above 0.
    low = special.betaincinv(np.maximum(x, 1), n - x + 1, tail)
    high = special.betaincinv(x + 1, np.maximum(n - x, 1), 1 - tail)
    return low, high


def _agresti_coull(x: _Floats, n: _Floats, confidence: float) -> tuple[_Floats, _Floats]:
    z = special.ndtri(0.5 + confidence / 2)
    larger = n + z**2
    share = (x + z**2 / 2) / larger
    half = z * np.sqrt(share * (1 - share) / larger)
    return share - half, share + half


def _jeffreys(x: _Floats, n: _Floats, confidence: float) -> tuple[_Floats, _Floats]:
    tail = (1 - confidence) / 2
    low = special.betaincinv(x + 0.5, n - x + 0.5, tail)
    high = special.betaincinv(x + 0.5, n - x + 0.5, 1 - tail)
    return low, high


_LIMITS = {
    "wilson": _wilson,
    "clopper-pearson": _clopper_pearson,
    "agresti-coull": _agresti_coull,
    "jeffreys": _jeffreys,
}
