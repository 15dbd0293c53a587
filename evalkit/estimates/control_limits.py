"""Limits of charts that watch: what a steady process stays within. Arrays in, arrays out.

Points lie along the last axis, so that many series of one length can be looked at in one call.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["ChartLimits", "p_limits", "sigma_z_error", "u_limits", "xmr_limits"]

# Wheeler DJ. Understanding variation, 1993: 3 / 1.128, two decimals, as every table has it.
LIMIT_FACTOR = 2.66
# The upper limit of the chart of moving ranges (D4 of two points), in the same tables.
RANGE_FACTOR = 3.267
# Mean moving range of two normal values over their standard deviation, as Laney 2002 has it.
RANGE_TO_SIGMA = 1.128
# "Near" is beyond two thirds of the way to a limit: two of its three standard deviations.
NEAR_SHARE = 2 / 3
SIGMAS = 3.0
# More variation than this many standard errors above 1 is not chance: one in twenty, one-sided.
ONE_SIDED = 1.6448536269514722
# What the tables of 1939 and the arithmetic of binary fractions differ by is far below this.
NOISE = 1e-12

_Floats = NDArray[np.float64]
_Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class ChartLimits:
    """Centre and limits, per point.

    Attributes
    ----------
    centre, lower, upper, near_lower, near_upper : ndarray
        Of the shape of the values. Limits are NaN where there are fewer than two points.
    ranges : ndarray
        Moving ranges; the first of each series is NaN. Of counts: none, all NaN.
    range_limit : ndarray
        Beyond it a moving range is screened; one per series.
    screened : ndarray of bool
        Which moving ranges were left out.
    sigma_z : ndarray
        Laney's ratio of the variation there is to that of counting alone; NaN of single values.
    laney : ndarray of bool
        Whether the limits are widened (or narrowed) by it.
    """

    centre: _Floats
    lower: _Floats
    upper: _Floats
    near_lower: _Floats
    near_upper: _Floats
    ranges: _Floats
    range_limit: _Floats
    screened: _Flags
    sigma_z: _Floats
    laney: _Flags


def xmr_limits(values: ArrayLike, *, screen: bool = False) -> ChartLimits:
    """Return the limits of single values: mean +/- 2.66 mean moving ranges.

    Parameters
    ----------
    values : array_like, shape (..., points)
        One or many series, none missing.
    screen : bool
        Whether moving ranges above 3.267 mean moving ranges are left out of the mean moving
        range, once. The mean is of all values all the same. Where no variation would remain
        (nearly all values alike), nothing is left out.

    References
    ----------
    Wheeler DJ. Understanding variation: the key to managing chaos. SPC Press, 1993.

    Examples
    --------
    >>> limits = xmr_limits([10.0, 12.0, 11.0, 13.0])
    >>> limits.centre[0], round(limits.upper[0], 4)
    (np.float64(11.5), np.float64(15.9333))
    """
    points = np.asarray(values, dtype=np.float64)
    centre = _mean(points)
    gaps = np.abs(np.diff(points, axis=-1))
    average = _mean(gaps)
    limit = RANGE_FACTOR * average
    left_out = (gaps > limit) & screen
    if screen:
        kept = np.where(left_out, np.nan, gaps)
        counted = np.maximum((~left_out).sum(axis=-1, keepdims=True), 1)
        again = np.nansum(kept, axis=-1, keepdims=True) / counted
        is_usable = again > NOISE * _largest(points)
        left_out &= is_usable
        average = np.where(is_usable, again, average)
    none = np.full(points.shape[:-1], np.nan)
    return _limits(
        points,
        centre,
        LIMIT_FACTOR * average,
        ranges=_after_first(gaps, np.nan),
        range_limit=limit[..., 0],
        screened=_after_first(left_out, False).astype(bool),
        sigma_z=none,
        laney=np.zeros(none.shape, dtype=bool),
    )


def p_limits(count: ArrayLike, n: ArrayLike, *, laney: str = "auto") -> ChartLimits:
    """Return the limits of shares: overall share +/- 3 binomial standard errors, per point.

    Parameters
    ----------
    count, n : array_like, shape (..., points)
        How many of how many; n at least 1.
    laney : {"auto", "always", "never"}
        Whether the standard errors are multiplied by sigma_z, the variation there is over that of
        counting alone. "auto": when sigma_z is so much above 1 that counting alone gives it once
        in twenty.

    Notes
    -----
    Limits below 0 are 0, above 1 are 1.

    References
    ----------
    Laney DB. Improved control charts for attributes. Qual Eng 2002;14:531-537.

    Examples
    --------
    >>> limits = p_limits([5, 7, 6], [10, 20, 10])
    >>> limits.centre[0], round(limits.lower[1], 4)
    (np.float64(0.45), np.float64(0.1163))
    """
    counted, of = np.broadcast_arrays(np.asarray(count, float), np.asarray(n, float))
    centre = counted.sum(axis=-1, keepdims=True) / of.sum(axis=-1, keepdims=True)
    error = np.sqrt(centre * (1 - centre) / of)
    return _counted_limits(counted / of, centre, error, laney=laney, highest=1.0)


def u_limits(count: ArrayLike, n: ArrayLike, *, laney: str = "auto") -> ChartLimits:
    """Return the limits of rates: overall rate +/- 3 Poisson standard errors, per point.

    Parameters
    ----------
    count, n : array_like, shape (..., points)
        Events, and what they are counted over (days, visits, hours); n above 0.
    laney : {"auto", "always", "never"}
        As of `p_limits`.

    Examples
    --------
    >>> round(u_limits([2, 4, 3], [10, 10, 10]).upper[0], 4)
    np.float64(0.8196)
    """
    counted, of = np.broadcast_arrays(np.asarray(count, float), np.asarray(n, float))
    centre = counted.sum(axis=-1, keepdims=True) / of.sum(axis=-1, keepdims=True)
    error = np.sqrt(centre / of)
    return _counted_limits(counted / of, centre, error, laney=laney, highest=np.inf)


def sigma_z_error(points: int) -> float:
    """Return the standard error of sigma_z when it is 1 in truth.

    References
    ----------
    Cryer JD, Ryan TP. The estimation of sigma for an X chart: MR/d2 or S/c4?
    J Qual Technol 1990;22:187-192.

    Examples
    --------
    >>> round(sigma_z_error(24), 3)
    0.188
    """
    return float("nan") if points < 2 else float((0.8264 * points - 1.082) ** 0.5 / (points - 1))


def _counted_limits(
    points: _Floats, centre: _Floats, error: _Floats, *, laney: str, highest: float
) -> ChartLimits:
    """Return the limits of counts: three standard errors, with Laney's ratio where wanted."""
    # Nobody or everybody: no error and no variation, so nothing to standardise.
    scaled = np.divide(points - centre, error, out=np.zeros_like(points), where=error > 0)
    sigma_z = _mean(np.abs(np.diff(scaled, axis=-1))) / RANGE_TO_SIGMA
    size = points.shape[-1]
    above = sigma_z > 1 + ONE_SIDED * sigma_z_error(size)
    chosen = {"auto": above, "always": sigma_z > NOISE, "never": np.zeros_like(above)}[laney]
    half = SIGMAS * error * np.where(chosen, sigma_z, 1.0)
    found = _limits(
        points,
        centre,
        half,
        ranges=np.full(points.shape, np.nan),
        range_limit=np.full(points.shape[:-1], np.nan),
        screened=np.zeros(points.shape, dtype=bool),
        sigma_z=sigma_z[..., 0],
        laney=chosen[..., 0],
    )
    ends = {
        name: np.clip(getattr(found, name), 0.0, highest)
        for name in ("lower", "upper", "near_lower", "near_upper")
    }
    return ChartLimits(**{**vars(found), **ends})


def _limits(points: _Floats, centre: _Floats, half: _Floats, **told: NDArray) -> ChartLimits:  # type: ignore[type-arg]
    shape = points.shape
    # One point has no neighbour, and says nothing of how much the next may differ.
    half = half if shape[-1] > 1 else np.full(shape, np.nan)
    return ChartLimits(
        centre=np.broadcast_to(centre, shape),
        lower=np.broadcast_to(centre - half, shape),
        upper=np.broadcast_to(centre + half, shape),
        near_lower=np.broadcast_to(centre - NEAR_SHARE * half, shape),
        near_upper=np.broadcast_to(centre + NEAR_SHARE * half, shape),
        **told,
    )


def _mean(values: _Floats) -> _Floats:
    if not values.shape[-1]:
        return np.full((*values.shape[:-1], 1), np.nan)
    return np.asarray(values.mean(axis=-1, keepdims=True))


def _largest(values: _Floats) -> _Floats:
    return np.asarray(np.abs(values).max(axis=-1, keepdims=True, initial=0.0))


def _after_first(values: NDArray, first: float) -> _Floats:  # type: ignore[type-arg]
    """Return what lies between points as a column of the points: the first has nothing before."""
    shape = (*values.shape[:-1], 1)
    return np.concatenate([np.full(shape, first), values], axis=-1)
