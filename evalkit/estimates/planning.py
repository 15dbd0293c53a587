"""How much can so many pairs show, and how many does a change need: numbers in, numbers out."""

from __future__ import annotations

import math

import numpy as np
from scipy import optimize, special

from evalkit.estimates.effect_sizes import noncentral_t_cdf
from evalkit.estimates.intervals import check_confidence

__all__ = ["detectable_d_z", "paired_t_power", "pairs_for_d_z"]

# Solved to this many pairs; a whole number that is met up to this is met.
_NEAR = 1e-7


def paired_t_power(d_z: float, n: float, *, confidence: float = 0.95) -> float:
    """Return the probability that a paired t test finds a change.

    Parameters
    ----------
    d_z : float
        The true mean change divided by the SD of the changes.
    n : float
        Pairs, above 1; need not be whole.
    confidence : float
        1 - the level of the two-sided test.

    Returns
    -------
    float

    Notes
    -----
    P(|T| > t(1 - alpha/2, n - 1)) for T noncentral with noncentrality d_z sqrt(n): both tails, as R
    with strict = TRUE. Without the opposite tail a power near alpha comes out too low.

    References
    ----------
    Cohen J. Statistical power analysis for the behavioral sciences. 2nd ed. 1988.

    Examples
    --------
    >>> round(paired_t_power(0.5, 34), 6)
    0.807778
    """
    check_confidence(confidence)
    df = n - 1
    critical = float(special.stdtrit(df, 0.5 + confidence / 2))
    noncentrality = abs(d_z) * math.sqrt(n)
    above = 1.0 - noncentral_t_cdf(critical, df, noncentrality)
    return min(1.0, above + noncentral_t_cdf(-critical, df, noncentrality))


def detectable_d_z(n: float, *, power: float = 0.8, confidence: float = 0.95) -> float:
    """Return the d_z that a paired t test of n pairs finds with a power.

    Parameters
    ----------
    n : float
        Pairs, above 1.
    power : float
        Above 1 - confidence, which is the power when nothing changed.
    confidence : float
        1 - the level of the two-sided test.

    Returns
    -------
    float

    Examples
    --------
    >>> round(detectable_d_z(34), 4)  # R: power.t.test(type = "paired", strict = TRUE)
    0.495
    """

    def lacks(d_z: float) -> float:
        return paired_t_power(d_z, n, confidence=confidence) - power

    high = 1.0
    while lacks(high) < 0:
        high *= 2
    return float(optimize.brentq(lacks, 0.0, high, xtol=1e-13, rtol=1e-13))


def pairs_for_d_z(d_z: float, *, power: float = 0.8, confidence: float = 0.95) -> float:
    """Return how many pairs a paired t test needs for a power, to fractions of a pair.

    Parameters
    ----------
    d_z : float
        The change to be found, divided by the SD of the changes; not 0.
    power : float
        Above 1 - confidence.
    confidence : float
        1 - the level of the two-sided test.

    Returns
    -------
    float
        At least 2, also when two pairs have more power than asked for. Round up.

    Examples
    --------
    >>> round(pairs_for_d_z(0.5), 4)  # R: power.t.test(type = "paired", strict = TRUE)
    33.3671
    """

    def lacks(n: float) -> float:
        return paired_t_power(d_z, n, confidence=confidence) - power

    if lacks(2.0) >= 0:
        return 2.0
    quantiles = special.ndtri(0.5 + confidence / 2) + special.ndtri(power)
    high = max(4.0, 2 * float(np.square(quantiles / d_z)))
    while lacks(high) < 0:
        high *= 2
    found = float(optimize.brentq(lacks, 2.0, high, xtol=1e-9, rtol=1e-13))
    return float(round(found)) if abs(found - round(found)) < _NEAR else found
