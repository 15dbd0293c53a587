"""Do the means of separate groups differ, whatever their spread: arrays in, numbers out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from evalkit.estimates.intervals import check_confidence

__all__ = ["MeanDifference", "WelchAnova", "welch_anova", "welch_difference"]


@dataclass(frozen=True)
class MeanDifference:
    """The mean of one group minus that of another, with Welch's test and interval."""

    estimate: float
    std_error: float
    low: float
    high: float
    statistic: float
    df: float
    p_value: float


@dataclass(frozen=True)
class WelchAnova:
    """Welch's test that several groups have one mean."""

    statistic: float
    df1: int
    df2: float
    p_value: float


def welch_difference(
    one: ArrayLike, other: ArrayLike, *, confidence: float = 0.95
) -> MeanDifference | None:
    """Return the difference of two independent means without assuming one variance.

    Parameters
    ----------
    one, other : array_like, shape (n,) and (m,)
        Finite values of two groups of different persons.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    MeanDifference or None
        The mean of `one` minus that of `other`; None when a group has fewer than two values or
        neither group varies.

    Notes
    -----
    se^2 = s1^2/n1 + s2^2/n2, df by Satterthwaite: se^4 / (s1^4/(n1^2 (n1 - 1)) + ...). On changes
    this is the test of the interaction of group and time; a regression with one residual variance
    (R's lm) gives the same estimate, and another standard error when groups vary unequally.

    References
    ----------
    Welch BL. The generalization of Student's problem when several different population variances
    are involved. Biometrika 1947;34:28-35.

    Examples
    --------
    >>> found = welch_difference([3.0, 4.0, 5.0], [1.0, 2.0, 3.0])
    >>> found.estimate, found.df, round(found.p_value, 6)
    (2.0, 4.0, 0.070484)
    """
    check_confidence(confidence)
    groups = [np.asarray(values, dtype=float) for values in (one, other)]
    if min(len(values) for values in groups) < 2:
        return None
    shares = np.array([_variance(values) / len(values) for values in groups])
    if shares.sum() == 0:
        return None
    # Shares of the whole, so that neither tiny nor huge units leave the range of doubles.
    weights = shares / shares.sum()
    df = 1 / float(sum(w**2 / (len(v) - 1) for w, v in zip(weights, groups, strict=True)))
    error = float(np.sqrt(shares.sum()))
    estimate = float(groups[0].mean() - groups[1].mean())
    half = float(special.stdtrit(df, 0.5 + confidence / 2)) * error
    t = estimate / error
    p = float(2 * special.stdtr(df, -abs(t)))
    return MeanDifference(estimate, error, estimate - half, estimate + half, t, df, p)


def welch_anova(groups: Sequence[ArrayLike]) -> WelchAnova | None:
    """Return Welch's test that several independent groups have one mean.

    Parameters
    ----------
    groups : sequence of array_like
        Finite values, group by group.

    Returns
    -------
    WelchAnova or None
        None with fewer than two groups, and when a group has fewer than two values or does not
        vary: its weight would be infinite.

    References
    ----------
    Welch BL. On the comparison of several mean values: an alternative approach. Biometrika
    1951;38:330-336.

    Examples
    --------
    >>> found = welch_anova([[3.0, 4.0, 5.0], [1.0, 2.0, 3.0]])
    >>> round(found.statistic, 6), found.df1, round(found.p_value, 6)  # the square of Welch's t
    (6.0, 1, 0.070484)
    """
    values = [np.asarray(group, dtype=float) for group in groups]
    k = len(values)
    if k < 2 or min(len(group) for group in values) < 2:
        return None
    variances = np.array([_variance(group) for group in values])
    if not variances.all():
        return None
    n = np.array([len(group) for group in values])
    # Relative to the largest variance and the first mean: the test has no unit.
    scale = float(np.sqrt(variances.max()))
    means = np.array([(group.mean() - values[0].mean()) / scale for group in values])
    weights = n / (variances / scale**2)
    centre = float((weights * means).sum() / weights.sum())
    lack = float(((1 - weights / weights.sum()) ** 2 / (n - 1)).sum())
    between = float((weights * (means - centre) ** 2).sum()) / (k - 1)
    statistic = between / (1 + 2 * (k - 2) * lack / (k**2 - 1))
    df2 = (k**2 - 1) / (3 * lack)
    return WelchAnova(statistic, k - 1, df2, float(special.fdtrc(k - 1, df2, statistic)))


def _variance(values: NDArray[np.float64]) -> float:
    """Return the variance, exactly 0 when all values are the same."""
    return 0.0 if (values == values[0]).all() else float(values.var(ddof=1))
