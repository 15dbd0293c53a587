"""How closely two measurements go together: arrays in, numbers out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special, stats

from evalkit.estimates.intervals import Interval, check_confidence

__all__ = ["Correlation", "pearson", "spearman"]

# Nearer to 1 than this only binary noise keeps the points off one line.
_ON_A_LINE = 1e-12


@dataclass(frozen=True)
class Correlation:
    """A correlation with its interval and test.

    Attributes
    ----------
    n : int
        Pairs of values.
    estimate : float
        NaN when there is none.
    interval : Interval or None
        None when there is none.
    statistic, p_value : float
        t with n - 2 df and its two-sided p; NaN when there is none.
    reason : str
        Why numbers are not there: "too few", "does not vary", "on a line", "three", or "".
    """

    n: int
    estimate: float
    interval: Interval | None
    statistic: float
    p_value: float
    reason: str


def pearson(one: ArrayLike, other: ArrayLike, *, confidence: float = 0.95) -> Correlation:
    """Return Pearson's correlation with Fisher's interval.

    Parameters
    ----------
    one, other : array_like, shape (n,)
        Finite values of the same persons.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    Correlation

    Notes
    -----
    tanh(atanh(r) +/- z / sqrt(n - 3)); t = r sqrt((n - 2) / (1 - r^2)).

    References
    ----------
    Fisher RA. On the probable error of a coefficient of correlation deduced from a small sample.
    Metron 1921;1:3-32.

    Examples
    --------
    >>> found = pearson([1.0, 2.0, 3.0, 4.0, 5.0], [2.0, 1.0, 4.0, 3.0, 5.0])
    >>> round(found.estimate, 6), round(found.interval.low, 6), round(found.interval.high, 6)
    (0.8, -0.27964, 0.986196)
    """
    check_confidence(confidence)
    x, y = np.asarray(one, dtype=float), np.asarray(other, dtype=float)
    return _found(x, y, confidence, widening=0.0)


def spearman(one: ArrayLike, other: ArrayLike, *, confidence: float = 0.95) -> Correlation:
    """Return Spearman's rank correlation with the interval of Bonett and Wright.

    Parameters
    ----------
    one, other : array_like, shape (n,)
        Finite values of the same persons; ties share their mean rank.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    Correlation
        The p value is that of t with n - 2 df, an approximation.

    Notes
    -----
    tanh(atanh(r) +/- z sqrt((1 + r^2 / 2) / (n - 3))): Fisher's variance is too small here.

    References
    ----------
    Bonett DG, Wright TA. Sample size requirements for estimating Pearson, Kendall and Spearman
    correlations. Psychometrika 2000;65:23-28.

    Examples
    --------
    >>> found = spearman([1.0, 2.0, 3.0, 4.0, 5.0], [2.0, 1.0, 4.0, 3.0, 5.0])
    >>> round(found.estimate, 6), round(found.interval.low, 6)
    (0.8, -0.457124)
    """
    check_confidence(confidence)
    x, y = np.asarray(one, dtype=float), np.asarray(other, dtype=float)
    return _found(stats.rankdata(x), stats.rankdata(y), confidence, widening=0.5)


def _found(
    x: NDArray[np.float64], y: NDArray[np.float64], confidence: float, *, widening: float
) -> Correlation:
    n = len(x)
    nothing = float("nan")
    # Two persons always lie on a line.
    if n < 3:
        return Correlation(n, nothing, None, nothing, nothing, "too few")
    if (x == x[0]).all() or (y == y[0]).all():
        return Correlation(n, nothing, None, nothing, nothing, "does not vary")
    r = float(np.clip(_unit(x) @ _unit(y), -1.0, 1.0))
    if 1 - abs(r) < _ON_A_LINE:
        return Correlation(n, float(np.sign(r)), None, nothing, nothing, "on a line")
    t = r * float(np.sqrt((n - 2) / ((1 - r) * (1 + r))))
    p = float(2 * special.stdtr(n - 2, -abs(t)))
    if n == 3:
        return Correlation(n, r, None, t, p, "three")
    z = float(special.ndtri(0.5 + confidence / 2))
    half = z * float(np.sqrt((1 + widening * r**2) / (n - 3)))
    ends = np.tanh(np.arctanh(r) + np.array([-half, half]))
    return Correlation(n, r, Interval(float(ends[0]), float(ends[1])), t, p, "")


def _unit(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the values centred and with length 1, whatever their unit."""
    centred = values - values.mean()
    centred = centred / np.abs(centred).max()
    return np.asarray(centred / np.linalg.norm(centred))
