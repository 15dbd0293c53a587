"""Standardised mean changes and their exact intervals: numbers in, numbers out."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special

from evalkit.estimates.intervals import Interval, check_confidence

__all__ = ["d_z_interval", "noncentral_t_cdf", "noncentrality_limits"]

Numbers = NDArray[np.float64]

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(400)
# Beyond these a normal or chi distribution has no mass that a double could show.
_TAIL = 1e-17
_WIDEST_Z = 8.5
# A secant step this small (relative, from 1 on) leaves an error far below it.
_CLOSE, _MOST_SECANTS = 1e-9, 12


def noncentral_t_cdf(t: float, df: float, noncentrality: float) -> float:
    """Return P(T <= t) for the noncentral t distribution.

    Parameters
    ----------
    t, noncentrality : float
        Any finite values.
    df : float
        Degrees of freedom, at least 1.

    Returns
    -------
    float

    Notes
    -----
    T = (Z + noncentrality) / S with S = sqrt(chi2(df) / df). The probability is an integral over
    S where that is the narrower of the two, else over Z: both integrands are then smooth, so 400
    Gauss-Legendre nodes are enough for 1e-10. SciPy's own function has regions that give NaN.

    Examples
    --------
    >>> round(noncentral_t_cdf(2.0, 10, 0.0), 6)  # the central t
    0.963306
    """
    if t < 0:
        return 1.0 - noncentral_t_cdf(-t, df, -noncentrality)
    if t <= np.sqrt(2 * df):
        spread, weight = _spreads(df)
        return min(1.0, float(weight @ special.ndtr(t * spread - noncentrality)))

    def over_z(z: np.ndarray) -> np.ndarray:
        s = np.maximum(z + noncentrality, 0.0) / t
        density = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
        return np.asarray(density * special.gammaincc(df / 2, df * s**2 / 2))

    start = max(-noncentrality, -_WIDEST_Z)
    below = float(special.ndtr(-noncentrality))
    return min(1.0, below + (_integral(over_z, start, _WIDEST_Z) if start < _WIDEST_Z else 0.0))


def _integral(function: Callable[[np.ndarray], np.ndarray], low: float, high: float) -> float:
    half = (high - low) / 2
    return float(half * np.sum(_WEIGHTS * function(low + half * (_NODES + 1))))


@lru_cache(maxsize=256)
def _spreads(df: float) -> tuple[Numbers, Numbers]:
    """Return the nodes over S and what each weighs: the same for every group of a size."""
    low = float(np.sqrt(2 * special.gammaincinv(df / 2, _TAIL) / df))
    high = float(np.sqrt(2 * special.gammainccinv(df / 2, _TAIL) / df))
    spread = low + (high - low) / 2 * (_NODES + 1)
    middle = np.sqrt(max(df - 1, 0) / df)
    # Up to a constant, relative to its highest point: no gamma function, no cancellation.
    log_height = special.xlogy(df - 1, spread) - df * spread**2 / 2
    highest = special.xlogy(df - 1, middle) - df * middle**2 / 2
    weight = _WEIGHTS * np.exp(log_height - highest)
    weight /= weight.sum()
    # Kept and handed out again.
    spread.flags.writeable = weight.flags.writeable = False
    return spread, weight


def noncentrality_limits(t: float, df: float, *, confidence: float = 0.95) -> Interval:
    """Return the noncentralities for which t is the upper and the lower limit of what is expected.

    Parameters
    ----------
    t : float
        An observed t statistic.
    df : float
        Its degrees of freedom, at least 1.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    Interval

    References
    ----------
    Steiger JH, Fouladi RT. Noncentrality interval estimation and the evaluation of statistical
    models. In: What if there were no significance tests? 1997.

    Examples
    --------
    >>> limits = noncentrality_limits(2.83, 126)  # the example of R's MBESS::conf.limits.nct
    >>> round(limits.low, 5), round(limits.high, 5)
    (0.83375, 4.81536)
    """
    check_confidence(confidence)
    tail = (1 - confidence) / 2
    return Interval(_solved(t, df, 1 - tail), _solved(t, df, tail))


def _solved(t: float, df: float, probability: float) -> float:
    """Return the noncentrality that leaves so much below t."""
    slope = float(np.sqrt(1 + t**2 / (2 * df)))
    near = _by_secants(t, df, probability, slope=slope)
    return _between(t, df, probability, step=4 * slope) if near is None else near


def _by_secants(t: float, df: float, probability: float, *, slope: float) -> float | None:
    """Return it found along the normal deviate of the probability: almost a straight line."""
    wanted = float(special.ndtri(probability))

    def above(noncentrality: float) -> float:
        return float(special.ndtri(noncentral_t_cdf(t, df, noncentrality))) - wanted

    before, here = t, t - wanted * slope
    was, now = above(before), above(here)
    for _ in range(_MOST_SECANTS):
        if not np.isfinite(now) or not np.isfinite(was) or now == was:
            return None
        step = -now * (here - before) / (now - was)
        before, was, here = here, now, here + step
        # The next step would be as much smaller as this one is than the one before.
        if abs(step) <= _CLOSE * max(1.0, abs(here)):
            return here
        now = above(here)
    return None


def _between(t: float, df: float, probability: float, *, step: float) -> float:
    """Return it found by halving: slower, but never lost."""
    low, high = t - step, t + step
    while noncentral_t_cdf(t, df, low) < probability:
        low -= step
    while noncentral_t_cdf(t, df, high) > probability:
        high += step
    root = optimize.brentq(
        lambda delta: noncentral_t_cdf(t, df, delta) - probability,
        low,
        high,
        xtol=1e-12,
        rtol=1e-14,
    )
    return float(root)


def d_z_interval(d_z: float, n: int, *, confidence: float = 0.95) -> Interval:
    """Return the exact interval of d_z, the mean change divided by the SD of the changes.

    Parameters
    ----------
    d_z : float
        Uncorrected (no Hedges factor).
    n : int
        Pairs; at least 2.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    Interval
        Noncentrality limits of t = d_z sqrt(n) with n - 1 df, divided by sqrt(n).

    Notes
    -----
    Exact for normal changes. Do not compare d_z with a between-group d: it is divided by the SD of
    the changes, which is small when people change alike.

    Examples
    --------
    >>> interval = d_z_interval(1.284558, 10)
    >>> round(interval.low, 3), round(interval.high, 3)
    (0.415, 2.118)
    """
    limits = noncentrality_limits(d_z * np.sqrt(n), n - 1, confidence=confidence)
    return Interval(float(limits.low / np.sqrt(n)), float(limits.high / np.sqrt(n)))
