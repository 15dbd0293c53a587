"""How well the items of a scale hang together: alpha, omega, item-rest correlations."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, optimize, special

from evalkit.estimates.intervals import Interval, check_confidence

__all__ = [
    "Omega",
    "alpha_if_deleted",
    "cronbach_alpha",
    "feldt_interval",
    "item_rest_correlations",
    "omega_total",
]

# What is left of a variance that is 0, as a share of the squared values it was computed from.
BINARY_NOISE = 1e-14
# A unique variance at this share of the item's variance is a Heywood case: the lower bound that
# maximum likelihood is given, as in R's factanal.
LEAST_UNIQUE = 0.005
# Three loadings are the fewest that a covariance matrix determines.
FEWEST_ITEMS = 3
# An eigenvalue of a correlation matrix below this: some items are sums of others.
SINGULAR = 1e-9
# The search for the factor has ended when the likelihood is no steeper than this.
STEEPEST_END = 1e-4


@dataclass(frozen=True)
class Omega:
    """Omega total, and why it is missing.

    Attributes
    ----------
    value : float
        Missing (NaN) when `reason` is filled.
    reason : {"", "few items", "few persons", "no variance", "singular", "heywood", "no factor", \
"not converged"}
        Why there is none.
    """

    value: float
    reason: str = ""


def cronbach_alpha(items: NDArray[np.float64]) -> float:
    """Return Cronbach's alpha of items that are turned the same way.

    Parameters
    ----------
    items : ndarray, (persons, items)
        Complete answers; at least 2 persons and 2 items.

    Returns
    -------
    float
        Up to 1; below 0 when items go against one another. NaN when the sum has no variance.

    Notes
    -----
    k / (k - 1) (1 - sum of the item variances / variance of the sum), of the items as they are
    (raw, not standardised). An item without variance counts as an item, as it does in the score.

    References
    ----------
    Cronbach LJ. Coefficient alpha and the internal structure of tests. Psychometrika
    1951;16:297-334.

    Examples
    --------
    >>> round(cronbach_alpha(np.array([[1.0, 2.0], [2.0, 1.0], [3.0, 3.0], [4.0, 4.0]])), 3)
    0.889
    """
    many = items.shape[1]
    total = items.sum(axis=1)
    spread = total.var(ddof=1)
    if spread <= BINARY_NOISE * max(float(np.max(total**2)), 1.0):
        return float("nan")
    return float(many / (many - 1) * (1 - items.var(axis=0, ddof=1).sum() / spread))


def feldt_interval(alpha: float, n: int, items: int, *, confidence: float = 0.95) -> Interval:
    """Return Feldt's interval of Cronbach's alpha.

    Parameters
    ----------
    alpha : float
        Of the sample, below 1.
    n, items : int
        Persons and items; at least 2 of each.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    Interval

    Notes
    -----
    (1 - alpha) / (1 - sample alpha) is F with n - 1 and (n - 1)(items - 1) degrees of freedom, so
    the ends are 1 - (1 - alpha) F(1 - tail) and 1 - (1 - alpha) F(tail). Exact for normal items
    with equal variances and equal correlations; with few answer options it is approximate.

    References
    ----------
    Feldt LS, Woodruff DJ, Salih FA. Statistical inference for coefficient alpha. Appl Psychol Meas
    1987;11:93-103.

    Examples
    --------
    >>> interval = feldt_interval(0.8, 40, 5)
    >>> round(interval.low, 3), round(interval.high, 3)
    (0.682, 0.883)
    """
    check_confidence(confidence)
    df1, df2 = n - 1, (n - 1) * (items - 1)
    tail = (1 - confidence) / 2
    return Interval(
        float(1 - (1 - alpha) * special.fdtri(df1, df2, 1 - tail)),
        float(1 - (1 - alpha) * special.fdtri(df1, df2, tail)),
    )


def item_rest_correlations(items: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return each item's correlation with the sum of the other items.

    Parameters
    ----------
    items : ndarray, (persons, items)
        Complete answers; at least 2 persons and 2 items.

    Returns
    -------
    ndarray
        NaN where the item, or the sum of the others, has no variance.
    """
    total = items.sum(axis=1)
    return np.array([_correlation(one, total - one) for one in items.T])


def alpha_if_deleted(items: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the alpha of the other items, item by item; NaN where it cannot be computed.

    Parameters
    ----------
    items : ndarray, (persons, items)
        Complete answers; at least 2 persons and 2 items. With 2, one is left, which has no alpha.
    """
    many = items.shape[1]
    if many < FEWEST_ITEMS:
        return np.full(many, np.nan)
    return np.array([cronbach_alpha(np.delete(items, one, axis=1)) for one in range(many)])


def omega_total(items: NDArray[np.float64]) -> Omega:
    """Return omega total: the share of the sum's variance that one common factor accounts for.

    Parameters
    ----------
    items : ndarray, (persons, items)
        Complete answers, turned the same way.

    Returns
    -------
    Omega

    Notes
    -----
    One factor by maximum likelihood. With loadings l and unique variances u in the items' units
    omega is (sum l)^2 / ((sum l)^2 + sum u). The fit is that of the correlations, turned back by
    the SDs: for maximum likelihood the same as fitting the covariances. Missing when a unique
    variance goes to its lower bound, 0.5 % of the item's variance (a Heywood case).

    References
    ----------
    McDonald RP. Test theory: a unified treatment. Mahwah: Erlbaum, 1999.
    Lawley DN, Maxwell AE. Factor analysis as a statistical method. 2nd ed. London: Butterworths,
    1971.
    """
    reason = _why_no_factor(items)
    if reason:
        return Omega(float("nan"), reason)
    loadings, unique, ended = _one_factor(np.asarray(np.corrcoef(items, rowvar=False)))
    if not ended:
        return Omega(float("nan"), "not converged")
    if unique.min() <= LEAST_UNIQUE * (1 + 1e-6):
        return Omega(float("nan"), "heywood")
    if not loadings.any():
        return Omega(float("nan"), "no factor")
    sd = items.std(axis=0, ddof=1)
    common = float((loadings * sd).sum()) ** 2
    return Omega(common / (common + float((unique * sd**2).sum())))


def _why_no_factor(items: NDArray[np.float64]) -> str:
    """Return why no factor can be looked for, or nothing."""
    n, many = items.shape
    if many < FEWEST_ITEMS:
        return "few items"
    if n <= many:
        return "few persons"
    if any(_is_constant(one) for one in items.T):
        return "no variance"
    least = float(linalg.eigvalsh(np.corrcoef(items, rowvar=False))[0])
    return "singular" if least < SINGULAR else ""


def _one_factor(
    correlation: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64], bool]:
    """Return standardised loadings, unique variances, and whether the search ended.

    The likelihood is maximised over the unique variances alone; for given ones the loadings are
    the first eigenvector of the scaled matrix (Lawley and Maxwell 1971, Joereskog 1967).
    """
    many = len(correlation)

    def scaled(unique: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        weight = 1 / np.sqrt(unique)
        values, vectors = linalg.eigh(correlation * np.outer(weight, weight))
        strength = np.sqrt(max(values[-1] - 1, 0.0))
        return values, np.sqrt(unique) * vectors[:, -1] * strength

    def misfit(unique: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        values, loadings = scaled(unique)
        rest = values[:-1]
        slope = (loadings**2 + unique - 1) / unique**2
        return float(np.sum(rest - np.log(rest)) - (many - 1)), slope

    # Where R's factanal starts: half of what a regression on the other items leaves.
    start = (1 - 0.5 / many) / np.diag(linalg.inv(correlation))
    found = optimize.minimize(
        misfit,
        np.clip(start, LEAST_UNIQUE, 1.0),
        jac=True,
        method="L-BFGS-B",
        bounds=[(LEAST_UNIQUE, 1.0)] * many,
        options={"maxiter": 2000, "maxfun": 20000, "ftol": 1e-15, "gtol": 1e-9, "maxcor": many + 5},
    )
    slope = misfit(found.x)[1]
    free = (found.x > LEAST_UNIQUE * (1 + 1e-6)) & (found.x < 1)
    # The end of the search is judged by the slope and not by the message: a line search that can
    # gain no more than binary noise calls itself abnormal.
    ended = np.isfinite(found.fun) and np.max(np.abs(slope[free]), initial=0.0) <= STEEPEST_END
    return scaled(found.x)[1], found.x, bool(ended)


def _correlation(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    if _is_constant(one) or _is_constant(other):
        return float("nan")
    return float(np.corrcoef(one, other)[0, 1])


def _is_constant(values: NDArray[np.float64]) -> bool:
    spread = float(values.var(ddof=1))
    return spread <= BINARY_NOISE * max(float(np.max(values**2)), 1.0)
