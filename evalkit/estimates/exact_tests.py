"""Tests of paired changes: arrays in, numbers out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special, stats

__all__ = [
    "ZEROS",
    "SignedRank",
    "sign_test_p",
    "signed_rank_test",
    "t_test_p",
    "without_float_noise",
]

# Above this many non-zero changes the normal approximation differs by less than 0.001.
LARGEST_EXACT_N = 200
# What becomes of changes of zero: dropped before the ranking, or after it.
ZEROS = ("wilcox", "pratt")
# Binary floats hold about 16 digits; below this many, two numbers that differ are two numbers.
DIGITS = 12
# Beyond this power of ten a double overflows.
_MOST_DECIMALS = 300


@dataclass(frozen=True)
class SignedRank:
    """The Wilcoxon signed rank test of paired changes.

    Attributes
    ----------
    statistic : float
        Sum of the ranks of the positive changes.
    p_value : float
        Two-sided.
    n : int
        Changes that are not zero.
    method : {"exact", "normal"}
        How the p value was found.
    """

    statistic: float
    p_value: float
    n: int
    method: str


def t_test_p(t: float, df: float) -> float:
    """Return the two-sided p value of a t statistic.

    Examples
    --------
    >>> round(t_test_p(4.0621277, 9), 6)
    0.002833
    """
    return float(2 * special.stdtr(df, -abs(t)))


def without_float_noise(changes: ArrayLike, *, largest: float | None = None) -> NDArray[np.float64]:
    """Round changes so that equal ones are equal: 0.3 - 0.1 and 0.2 are one change, not two.

    Parameters
    ----------
    changes : array_like, shape (n,)
        Finite differences.
    largest : float, optional
        The largest absolute number the differences were taken of, whose noise they carry. When
        not given, the largest difference.

    Returns
    -------
    ndarray, shape (n,)
        Rounded to 12 digits of `largest`: much finer than any scale's grain, much coarser than
        binary noise, and the same whatever the unit.

    Examples
    --------
    >>> bool(0.1 + 0.2 - 0.3 == 0), without_float_noise([0.1 + 0.2 - 0.3], largest=0.3).tolist()
    (False, [0.0])
    """
    values = np.asarray(changes, dtype=float)
    size = float(np.max(np.abs(values), initial=0.0)) if largest is None else largest
    if size == 0:
        return values.copy()
    decimals = DIGITS - 1 - int(np.floor(np.log10(size)))
    return np.asarray(np.round(values, min(decimals, _MOST_DECIMALS)))


def sign_test_p(above: int, below: int) -> float:
    """Return the two-sided exact p value of the sign test: zeros are left out.

    Parameters
    ----------
    above, below : int
        Changes above and below zero, at least one of either.

    Returns
    -------
    float
        Twice the smaller tail of the binomial distribution with a share of one half, at most 1.

    Examples
    --------
    >>> sign_test_p(9, 1)
    0.021484375
    """
    return float(min(1.0, 2 * special.bdtr(min(above, below), above + below, 0.5)))


def signed_rank_test(
    changes: ArrayLike, *, zeros: str = "wilcox", largest_exact: int = LARGEST_EXACT_N
) -> SignedRank | None:
    """Test whether changes are symmetric about zero.

    Parameters
    ----------
    changes : array_like, shape (n,)
        Finite paired changes, in the unit of the scale.
    zeros : {"wilcox", "pratt"}
        Changes of zero are dropped before the ranking (Wilcoxon), or ranked with the others and
        dropped then (Pratt), so that the others have higher ranks.
    largest_exact : int
        Up to this many changes that are not zero the p value is exact.

    Returns
    -------
    SignedRank or None
        None when every change is zero: nothing can be ranked.

    Raises
    ------
    ValueError
        When `zeros` is neither word.

    Notes
    -----
    Ties share their mean rank. The p value is exact given the ranks (all
    sign patterns are counted), also with ties, up to 200 changes; beyond that normal with
    continuity and tie correction. R's wilcox.test and SciPy fall back to the normal as soon as
    there is a tie or a zero. Changes that are equal but for binary noise count as ties.

    References
    ----------
    Wilcoxon F. Individual comparisons by ranking methods. Biometrics Bull 1945;1:80-83.
    Pratt JW. Remarks on zeros and ties in the Wilcoxon signed rank procedures. J Am Stat Assoc
    1959;54:655-667.
    Streitberg B, Rohmel J. Exact distributions for permutation and rank tests. 1986.

    Examples
    --------
    >>> signed_rank_test([1.0, 2.0, 3.0]).p_value
    0.25
    >>> signed_rank_test([0.0, -1.0, 2.0, 3.0], zeros="pratt").statistic
    7.0
    """
    if zeros not in ZEROS:
        raise ValueError(f"`zeros` is {zeros!r}. Accepted: {', '.join(ZEROS)}.")
    rounded = without_float_noise(changes)
    nonzero = rounded[rounded != 0]
    n = int(nonzero.size)
    if n == 0:
        return None
    ranked = rounded if zeros == "pratt" else nonzero
    ranks = stats.rankdata(np.abs(ranked))[ranked != 0]
    statistic = float(ranks[nonzero > 0].sum())
    if n <= largest_exact:
        return SignedRank(statistic, _exact_p(ranks, statistic), n, "exact")
    return SignedRank(statistic, _normal_p(ranks, statistic), n, "normal")


def _exact_p(ranks: NDArray[np.float64], statistic: float) -> float:
    """Count the sign patterns at least as far from the middle; doubled ranks are whole numbers."""
    doubled = np.rint(2 * ranks).astype(int)
    total = int(doubled.sum())
    share = np.zeros(total + 1)
    share[0] = 1.0
    for rank in doubled:
        shifted = np.zeros_like(share)
        shifted[rank:] = share[: total + 1 - rank]
        share = (share + shifted) / 2
    observed = round(2 * statistic)
    lower, upper = min(observed, total - observed), max(observed, total - observed)
    if lower == upper:
        return 1.0
    return float(min(1.0, share[: lower + 1].sum() + share[upper:].sum()))


def _normal_p(ranks: NDArray[np.float64], statistic: float) -> float:
    distance = abs(statistic - ranks.sum() / 2)
    corrected = max(distance - 0.5, 0.0)
    return float(2 * special.ndtr(-corrected / np.sqrt((ranks**2).sum() / 4)))
