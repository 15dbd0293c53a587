"""The same persons' yes or no at two times: intervals of the difference, and McNemar's tests."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy import optimize, special

from evalkit.estimates.exact_tests import sign_test_p
from evalkit.estimates.intervals import Interval, check_confidence
from evalkit.estimates.shares import wilson_interval

__all__ = ["PAIRED_METHODS", "FourCounts", "mcnemar_p", "paired_share_interval"]

PAIRED_METHODS = ("newcombe", "tango")


@dataclass(frozen=True)
class FourCounts:
    """Persons by their answers at two times.

    Attributes
    ----------
    both, pre_only, post_only, neither : int
        Persons with yes at both times, at the first alone, at the second alone, at neither.
    """

    both: int
    pre_only: int
    post_only: int
    neither: int

    @property
    def n(self) -> int:
        """How many persons."""
        return self.both + self.pre_only + self.post_only + self.neither

    @property
    def difference(self) -> float:
        """The share afterwards minus the share before; n at least 1."""
        return (self.post_only - self.pre_only) / self.n


def mcnemar_p(pre_only: int, post_only: int) -> tuple[float, float] | None:
    """Return McNemar's exact p value and its mid-p, two-sided.

    Parameters
    ----------
    pre_only, post_only : int
        Persons who went from yes to no, and from no to yes.

    Returns
    -------
    (float, float) or None
        None when nobody's answer changed.

    Notes
    -----
    Exact: the binomial test of half and half among those whose answer changed. Mid-p: half the
    probability of what is exactly as far out is left off, so it is less cautious and keeps its
    level nearly always; the exact test never exceeds it (Fagerland and others).

    References
    ----------
    McNemar Q. Psychometrika 1947;12:153-157.
    Fagerland MW, Lydersen S, Laake P. BMC Med Res Methodol 2013;13:91.

    Examples
    --------
    >>> exact, mid = mcnemar_p(7, 1)  # Fagerland and others, table 1
    >>> round(exact, 4), round(mid, 4)
    (0.0703, 0.0391)
    """
    changed = pre_only + post_only
    if not changed:
        return None
    fewer = min(pre_only, post_only)
    exact = sign_test_p(pre_only, post_only)
    here = float(np.exp(_log_choose(changed, fewer) - changed * np.log(2)))
    # At the centre one outcome is as far out as what was seen; elsewhere there are two.
    return exact, exact - here * (0.5 if pre_only == post_only else 1.0)


def _log_choose(n: int, k: int) -> float:
    return float(special.gammaln(n + 1) - special.gammaln(k + 1) - special.gammaln(n - k + 1))


def paired_share_interval(
    counts: FourCounts, *, method: str = "newcombe", confidence: float = 0.95
) -> Interval:
    """Return the interval of the difference between two shares of the same persons.

    Parameters
    ----------
    counts : FourCounts
        With n at least 1.
    method : {"newcombe", "tango"}
        Newcombe's method 10 (Wilson limits of both shares, put together with the continuity
        corrected phi), or Tango's score interval.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    Interval
        Of the share afterwards minus the share before, within -1 and 1.

    Raises
    ------
    ValueError
        When the method or the confidence is none, or there is nobody.

    References
    ----------
    Newcombe RG. Improved confidence intervals for the difference between binomial proportions based
    on paired data. Stat Med 1998;17:2635-2650.
    Tango T. Equivalence test and confidence interval for the difference in proportions for the
    paired-sample design. Stat Med 1998;17:891-908.

    Examples
    --------
    >>> found = paired_share_interval(FourCounts(20, 2, 12, 16))  # Newcombe: 0.0562 to 0.3292
    >>> round(found.low, 4), round(found.high, 4)
    (0.0562, 0.3292)
    """
    check_confidence(confidence)
    if method not in PAIRED_METHODS:
        raise ValueError(f"{method!r} is no interval of a paired difference: {PAIRED_METHODS}.")
    if min(counts.both, counts.pre_only, counts.post_only, counts.neither) < 0 or not counts.n:
        raise ValueError("Four counts of persons are needed, none below 0 and not all 0.")
    found = _newcombe(counts, confidence) if method == "newcombe" else _tango(counts, confidence)
    return Interval(max(-1.0, found.low), min(1.0, found.high))


def _newcombe(counts: FourCounts, confidence: float) -> Interval:
    n = counts.n
    pre, post = counts.both + counts.pre_only, counts.both + counts.post_only
    before = wilson_interval(pre, n, confidence=confidence)
    after = wilson_interval(post, n, confidence=confidence)
    phi = _corrected_phi(counts)
    down, up = post / n - after.low, after.high - post / n
    pre_down, pre_up = pre / n - before.low, before.high - pre / n
    low = np.sqrt(_square(down, pre_up, phi))
    high = np.sqrt(_square(up, pre_down, phi))
    return Interval(float(counts.difference - low), float(counts.difference + high))


def _square(one: float, other: float, phi: float) -> float:
    return max(one**2 - 2 * phi * one * other + other**2, 0.0)


def _corrected_phi(counts: FourCounts) -> float:
    """Return phi between the two times, with Newcombe's correction of a positive one."""
    pre, post, n = counts.both + counts.pre_only, counts.both + counts.post_only, counts.n
    margins = pre * (n - pre) * post * (n - post)
    if not margins:
        return 0.0
    product: float = counts.both * counts.neither - counts.pre_only * counts.post_only
    corrected = max(product - n / 2, 0.0) if product > 0 else product
    # Of a whole number that may be beyond 64 bits.
    return corrected / sqrt(margins)


def _tango(counts: FourCounts, confidence: float) -> Interval:
    z = float(special.ndtri(0.5 + confidence / 2))
    return Interval(
        -_tango_upper(counts.post_only, counts.pre_only, n=counts.n, z=z),
        _tango_upper(counts.pre_only, counts.post_only, n=counts.n, z=z),
    )


def _tango_upper(falls: int, rises: int, *, n: int, z: float) -> float:
    """Return the largest difference whose score test does not reject."""
    estimate = (rises - falls) / n
    if not falls and not rises:
        return z**2 / (n + z**2)
    if rises == n:
        return 1.0
    if falls == n:
        return (z**2 - n) / (z**2 + n)

    def distance(difference: float) -> float:
        spread = 2 * _falls_at(difference, falls=falls, rises=rises, n=n) + difference * (
            1 - difference
        )
        return (rises - falls - n * difference) ** 2 - z**2 * n * spread

    root = optimize.brentq(distance, estimate, 1.0, xtol=1e-15, rtol=1e-14, maxiter=500)
    return float(root)


def _falls_at(difference: float, *, falls: int, rises: int, n: int) -> float:
    """Return the likeliest share of falls when the difference is given."""
    b = -falls - rises + (2 * n - rises + falls) * difference
    c = -falls * difference * (1 - difference)
    root = np.sqrt(max(b**2 - 8 * n * c, 0.0))
    # Of the two ways to write the root, the one without cancellation.
    return float((root - b) / (4 * n) if b <= 0 else -2 * c / (root + b))
