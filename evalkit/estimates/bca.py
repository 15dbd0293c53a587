"""Bootstrap limits from replicates: bias-corrected and accelerated, or plain percentiles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray
from scipy import special

__all__ = [
    "REASONS",
    "TIE",
    "Limits",
    "acceleration_of",
    "bca_limits",
    "give_reason",
    "joined",
    "no_limits",
    "percentile_limits",
]

Numbers = NDArray[np.float64]

# Why there is no interval: code, and the end of a sentence "cannot be computed, because ...".
REASONS = {
    "too_few": "there are too few persons to resample",
    "no_spread": "there is no spread to divide by, or to resample",
    "resamples_without_spread": "too many of the resamples hold no spread to divide by",
    "resamples_alike": "every resample gives the same number",
    "estimate_outside": "the estimate lies outside all the resamples",
    "acceleration": "one or a few persons weigh so much that the correction breaks down",
    "too_few_resamples": "the limit lies farther out than this many resamples can show",
}

# Binary noise must not decide whether a replicate lies below the estimate: integer scores fall on
# a lattice, where many replicates equal it. Nearer than this (relative, from 1 on) they are equal.
TIE = 1e-11
# Replicates are of readings between -1 and 1, or free of their unit.
_NOISE = 1e-13
# The share of resamples that may be left out because they cannot be computed. At most so much the
# levels move; 2.5 % is what a tail of the usual interval holds.
_MOST_WITHOUT_SPREAD = 0.001


# With these the SD of the replicates says nothing either.
_NO_VARIATION = ("no_spread", "resamples_without_spread", "resamples_alike")


@dataclass(frozen=True)
class Limits:
    """Limits of many groups; NaN where a reason says why.

    Attributes
    ----------
    low, high, std_error : ndarray, shape (groups,)
        In the unit of the replicates; the standard error is their SD (ddof 1).
    bias, acceleration : ndarray, shape (groups,)
        BCa's z0 and a; NaN for percentiles.
    used : ndarray, shape (groups,)
        Resamples that could be computed.
    reason : ndarray of str, shape (groups,)
        A key of `REASONS`, or "".
    """

    low: Numbers
    high: Numbers
    std_error: Numbers
    bias: Numbers
    acceleration: Numbers
    used: NDArray[np.int64]
    reason: NDArray[np.str_]


def no_limits(many: int, reason: str) -> Limits:
    """Return that there are no limits, and why, for so many groups."""
    missing = np.full(many, np.nan)
    none = np.zeros(many, dtype=np.int64)
    return Limits(missing, missing, missing, missing, missing, none, np.full(many, reason))


def joined(parts: Sequence[Limits]) -> Limits:
    """Return the limits of one block of groups after another as one."""
    names = [field.name for field in fields(Limits)]
    return Limits(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


@dataclass(frozen=True)
class _Sorted:
    """Replicates in order (missing ones last), and what can be said before any limit."""

    replicates: Numbers
    used: NDArray[np.int64]
    std_error: Numbers
    reason: NDArray[np.str_]


def acceleration_of(jackknife: Numbers) -> Numbers:
    """Return BCa's acceleration from the estimates without each person.

    Parameters
    ----------
    jackknife : ndarray, shape (groups, n)

    Returns
    -------
    ndarray, shape (groups,)
        sum(u^3) / (6 sum(u^2)^1.5), with u the mean of the n estimates minus each of them; 0 where
        leaving a person out changes nothing.
    """
    apart = jackknife.mean(axis=1, keepdims=True) - jackknife
    # Scaled before the powers, so that small ones do not vanish.
    largest = np.max(np.abs(apart), axis=1, keepdims=True, initial=0.0)
    apart = np.divide(apart, largest, out=apart, where=largest > 0)
    squares = np.einsum("gi,gi->g", apart, apart)
    cubes = np.einsum("gi,gi,gi->g", apart, apart, apart)
    zero = np.zeros(len(apart))
    return np.asarray(np.divide(cubes, 6 * squares**1.5, out=zero, where=squares != 0))


def percentile_limits(replicates: Numbers, estimate: Numbers, *, confidence: float) -> Limits:
    """Return the quantiles (1 - confidence) / 2 and (1 + confidence) / 2 of the replicates.

    Parameters
    ----------
    replicates : ndarray, shape (groups, resamples)
        Sorted in place; NaN where a resample cannot be computed.
    estimate : ndarray, shape (groups,)
        Formed as the replicates are.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    Limits

    Notes
    -----
    Quantiles are NumPy's and SciPy's default: linear between the order statistics around
    (B - 1) p + 1 (R's type 7). R's boot.ci interpolates on the normal scale around (B + 1) p.
    """
    order = _in_order(replicates, estimate)
    tail = np.full(len(estimate), (1 - confidence) / 2)
    missing = np.full(len(estimate), np.nan)
    return _at(order, (tail, 1 - tail), (missing, missing))


def bca_limits(
    replicates: Numbers, estimate: Numbers, acceleration: Numbers, *, confidence: float
) -> Limits:
    """Return bias-corrected and accelerated limits.

    Parameters
    ----------
    replicates : ndarray, shape (groups, resamples)
        Sorted in place; NaN where a resample cannot be computed.
    estimate : ndarray, shape (groups,)
        Formed as the replicates are.
    acceleration : ndarray, shape (groups,)
        See `acceleration_of`.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    Limits

    Notes
    -----
    z0 is the normal quantile of the share of replicates below the estimate, ties counted half (as
    SciPy; R's boot counts strictly below). Quantiles as in
    `percentile_limits`.

    References
    ----------
    Efron B. Better bootstrap confidence intervals. J Am Stat Assoc 1987;82:171-185.
    """
    order = _in_order(replicates, estimate)
    tie = TIE * np.maximum(1.0, np.abs(estimate))
    below = _count_up_to(order.replicates, estimate - tie, "left")
    up_to = _count_up_to(order.replicates, estimate + tie, "right")
    share = (below + up_to) / (2 * np.maximum(order.used, 1))
    bias = np.asarray(special.ndtri(share))
    give_reason(order.reason, "estimate_outside", ~np.isfinite(bias))
    give_reason(order.reason, "acceleration", ~np.isfinite(acceleration))
    levels = []
    for level in ((1 - confidence) / 2, (1 + confidence) / 2):
        moved = bias + special.ndtri(level)
        stretch = 1 - acceleration * moved
        # At 0 and below the level turns round: what it says is no longer a limit.
        give_reason(order.reason, "acceleration", ~(stretch > 0))
        safe = np.where(stretch > 0, stretch, np.nan)
        levels.append(np.asarray(special.ndtr(bias + moved / safe)))
    return _at(order, (levels[0], levels[1]), (bias, acceleration))


def give_reason(reason: NDArray[np.str_], code: str, where: NDArray[np.bool_]) -> None:
    """Note why there is no interval, unless a reason is given already."""
    reason[where & (reason == "")] = code


def _in_order(replicates: Numbers, estimate: Numbers) -> _Sorted:
    many = replicates.shape[1]
    replicates.sort(axis=1)
    used = np.full(len(replicates), many)
    for row in np.flatnonzero(np.isnan(replicates[:, -1])):
        used[row] = int(np.searchsorted(replicates[row], np.nan))
    reason = np.full(len(replicates), "", dtype="U32")
    give_reason(reason, "no_spread", np.isnan(estimate))
    give_reason(reason, "resamples_without_spread", many - used > _MOST_WITHOUT_SPREAD * many)
    last = replicates[np.arange(len(used)), np.maximum(used, 1) - 1]
    alike = ~(last - replicates[:, 0] > TIE * np.maximum(1.0, np.abs(last)))
    give_reason(reason, "resamples_alike", alike)
    return _Sorted(replicates, used, _spread(replicates, estimate, used), reason)


def _spread(replicates: Numbers, estimate: Numbers, used: NDArray[np.int64]) -> Numbers:
    """Return the SD (ddof 1) of each row's replicates that are there."""
    apart = replicates - estimate[:, None]
    total, squares = apart.sum(axis=1), np.einsum("gb,gb->g", apart, apart)
    for row in np.flatnonzero(used < replicates.shape[1]):
        there = apart[row, : used[row]]
        total[row], squares[row] = there.sum(), there @ there
    known = np.maximum(used, 2)
    variance = np.maximum(squares - total**2 / known, 0.0) / (known - 1)
    return np.asarray(np.where(used > 1, np.sqrt(variance), np.nan))


def _count_up_to(replicates: Numbers, bound: Numbers, side: str) -> NDArray[np.int64]:
    """Return how many of each sorted row lie below (left) or up to (right) its bound."""
    found = [row.searchsorted(edge, side=side) for row, edge in zip(replicates, bound, strict=True)]
    return np.array(found, dtype=np.int64)


def _at(order: _Sorted, levels: tuple[Numbers, Numbers], pair: tuple[Numbers, Numbers]) -> Limits:
    """Return the limits at two levels, unless something forbids it."""
    farthest = 1 / (order.used + 1)
    for level in levels:
        inside = (level >= farthest) & (level <= 1 - farthest)
        give_reason(order.reason, "too_few_resamples", ~inside)
    fine = order.reason == ""
    low, high = (_quantile(order, level, fine) for level in levels)
    std_error = np.where(np.isin(order.reason, _NO_VARIATION), np.nan, order.std_error)
    return Limits(low, high, std_error, *pair, order.used, order.reason)


def _quantile(order: _Sorted, level: Numbers, fine: NDArray[np.bool_]) -> Numbers:
    place = (np.maximum(order.used, 1) - 1) * np.where(fine, level, 0.5)
    below = np.floor(place).astype(np.int64)
    rows = np.arange(len(below))
    low = order.replicates[rows, below]
    high = order.replicates[rows, np.minimum(below + 1, np.maximum(order.used, 1) - 1)]
    found = low + (place - below) * (high - low)
    # A limit of 0 is 0: noise must not say on which side of it.
    found[np.abs(found) < _NOISE] = 0.0
    return np.asarray(np.where(fine, found, np.nan))
