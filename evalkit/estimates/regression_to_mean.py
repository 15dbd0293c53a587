"""How much of a change is regression to the mean: arrays in, numbers out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from evalkit.estimates.intervals import Interval, check_confidence, mean_interval

__all__ = ["BeyondMean", "change_beyond_regression", "mee_chua"]

# Residuals smaller than this, relative to the largest number they come from, are binary noise.
_NOISE = 1e-12


@dataclass(frozen=True)
class BeyondMean:
    """The mean change that regression to the mean leaves over.

    Attributes
    ----------
    estimate, std_error : float
        In the scale's unit.
    interval : Interval
        By t with `df`.
    statistic, df, p_value : float
        Two-sided, against nothing left over.
    slope : float
        Of post on pre: the stated reliability, or what the data say.
    """

    estimate: float
    std_error: float
    interval: Interval
    statistic: float
    df: int
    p_value: float
    slope: float


def change_beyond_regression(
    pre: ArrayLike,
    post: ArrayLike,
    *,
    norm_mean: float,
    reliability: float,
    confidence: float = 0.95,
) -> BeyondMean | None:
    """Return the mean change less what a stated retest reliability lets one expect.

    Parameters
    ----------
    pre, post : array_like, shape (n,)
        Finite readings of the same persons.
    norm_mean : float
        The mean towards which readings regress, taken as known.
    reliability : float
        Retest reliability over such an interval, taken as known.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    BeyondMean or None
        None with fewer than two persons, or when what is left over is the same for everybody.

    Notes
    -----
    Expected change of a person: (1 - r)(mu - pre). What is left over has the mean of
    (post - mu) - r (pre - mu), so its interval is the t interval of that mean. Neither the norm's
    nor the reliability's own uncertainty is in it.

    Examples
    --------
    >>> before = [45.0, 52, 63, 68, 57, 55, 60, 59]
    >>> after = [49.0, 50, 70, 71, 53, 61, 62, 67]
    >>> found = change_beyond_regression(before, after, norm_mean=75.0, reliability=0.8)
    >>> round(found.estimate, 3)  # 3 - 0.2 x (75 - 57.375)
    -0.525
    """
    check_confidence(confidence)
    x, y = (np.asarray(values, dtype=float) - norm_mean for values in (pre, post))
    left = y - reliability * x
    n = len(left)
    if n < 2 or _is_noise(left - left.mean(), np.r_[x, y, norm_mean]):
        return None
    mean, sd = float(left.mean()), float(left.std(ddof=1))
    error = sd / float(np.sqrt(n))
    interval = mean_interval(mean, sd, n, confidence=confidence)
    t = mean / error
    return BeyondMean(mean, error, interval, t, n - 1, _two_sided(t, n - 1), reliability)


def mee_chua(
    pre: ArrayLike, post: ArrayLike, *, norm_mean: float, confidence: float = 0.95
) -> BeyondMean | None:
    """Return the change at a known mean, by the regression of post on pre.

    Parameters
    ----------
    pre, post : array_like, shape (n,)
        Finite readings of the same persons.
    norm_mean : float
        The mean towards which readings regress, taken as known.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    BeyondMean or None
        None with fewer than three persons, when pre does not vary, or when all lie on one line.

    Notes
    -----
    post = b0 + b1 (pre - mu) + error by least squares; b0 - mu is the change of somebody who starts
    at mu, whom regression to the mean does not move. t = (b0 - mu) / se(b0) with n - 2 df,
    se(b0)^2 = s^2 (1/n + (mean(pre) - mu)^2 / Sxx). The paired t test's number is b1 = 1.

    References
    ----------
    Mee RW, Chua TC. Regression toward the mean and the paired sample t test. Am Stat
    1991;45:39-42.
    Ostermann T, Willich SN, Ludtke R. Regression toward the mean - a detection method for unknown
    population mean based on Mee and Chua's algorithm. BMC Med Res Methodol 2008;8:52.

    Examples
    --------
    >>> before = [45.0, 52, 63, 68, 57, 55, 60, 59]
    >>> after = [49.0, 50, 70, 71, 53, 61, 62, 67]
    >>> round(mee_chua(before, after, norm_mean=59.0).statistic, 3)  # R's regtomean: 1.938
    1.938
    """
    check_confidence(confidence)
    x, y = (np.asarray(values, dtype=float) - norm_mean for values in (pre, post))
    n = len(x)
    if n < 3 or (x == x[0]).all():
        return None
    apart = x - x.mean()
    spread = float(apart @ apart)
    slope = float(apart @ (y - y.mean())) / spread
    residuals = (y - y.mean()) - slope * apart
    if _is_noise(residuals, np.r_[x, y, norm_mean]):
        return None
    estimate = float(y.mean() - slope * x.mean())
    variance = float(residuals @ residuals) / (n - 2)
    error = float(np.sqrt(variance * (1 / n + x.mean() ** 2 / spread)))
    half = float(special.stdtrit(n - 2, 0.5 + confidence / 2)) * error
    t = estimate / error
    interval = Interval(estimate - half, estimate + half)
    return BeyondMean(estimate, error, interval, t, n - 2, _two_sided(t, n - 2), slope)


def _is_noise(rest: NDArray[np.float64], made_of: NDArray[np.float64]) -> bool:
    return bool(np.abs(rest).max() <= _NOISE * np.abs(made_of).max())


def _two_sided(t: float, df: int) -> float:
    return float(2 * special.stdtr(df, -abs(t)))
