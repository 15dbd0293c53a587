"""Goal attainment scaling: several rated goals of one person in one T score."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["EXPECTED_T", "HIGHEST", "LOWEST", "RHO", "goal_scaling_t", "goal_scaling_ts"]

# Kiresuk & Sherman 1968: five levels about the expected outcome, and how strongly the goals of
# one person are taken to go together.
LOWEST, HIGHEST = -2.0, 2.0
RHO = 0.3
# What T is when every goal came out as expected, and what one standard deviation of it is.
EXPECTED_T, T_SD = 50.0, 10.0


def goal_scaling_t(
    attainment: ArrayLike, weights: ArrayLike | None = None, *, rho: float = RHO
) -> float:
    """Return the T score of one person's rated goals.

    Parameters
    ----------
    attainment : array_like, shape (n,)
        From -2, much less than expected, over 0, as expected, to 2, much more; n at least 1.
    weights : array_like, shape (n,), optional
        From 0, at least one above it; alike when not given.
    rho : float
        How the goals of a person are taken to correlate, from 0 and below 1.

    Returns
    -------
    float
        50 when the weighted sum is that of goals which all came out as expected.

    Raises
    ------
    ValueError
        When there is no goal, or an attainment, a weight or rho is none.

    Notes
    -----
    T = 50 + 10 sum(w x) / sqrt((1 - rho) sum(w^2) + rho (sum w)^2). The divisor is the standard
    deviation of sum(w x) if every x had SD 1 and every two of them the correlation rho. Weights
    count by their ratios alone.

    References
    ----------
    Kiresuk TJ, Sherman RE. Community Ment Health J 1968;4:443-453.
    Turner-Stokes L. Clin Rehabil 2009;23:362-370 (the formula as its erratum prints it).

    Examples
    --------
    >>> goal_scaling_t([0, 0, 0]), goal_scaling_t([-2, 0, -1, 2, 0, 1], [3, 5, 1, 4, 2, 6])
    (50.0, 55.0)
    """
    level = np.asarray(attainment, dtype=float)
    weight = np.ones(level.shape) if weights is None else np.asarray(weights, dtype=float)
    if level.ndim != 1 or not level.size or weight.shape != level.shape:
        raise ValueError("Give one row of attainments, at least one, and as many weights.")
    if not ((level >= LOWEST) & (level <= HIGHEST)).all():
        raise ValueError(f"An attainment is missing or not from {LOWEST:g} to {HIGHEST:g}.")
    if not (np.isfinite(weight) & (weight >= 0)).all() or not weight.any():
        raise ValueError("A weight is missing or below 0, or all of them are 0.")
    if not 0 <= rho < 1:
        raise ValueError(f"`rho` is {rho!r}. Accepted: from 0 and below 1, such as {RHO}.")
    alone = np.zeros(len(level), dtype=np.intp)
    return float(goal_scaling_ts(alone, level, weight, persons=1, rho=rho)[0])


def goal_scaling_ts(
    person: NDArray[np.intp],
    attainment: NDArray[np.float64],
    weights: NDArray[np.float64],
    *,
    persons: int,
    rho: float = RHO,
) -> NDArray[np.float64]:
    """Return the T scores of many persons; missing where none of their goals weighs anything.

    Parameters
    ----------
    person : ndarray of int, shape (n,)
        Whose each goal is, from 0.
    attainment, weights : ndarray, shape (n,)
        As for `goal_scaling_t`, of each goal; none missing.
    persons : int
        How many persons there are.
    rho : float
        As for `goal_scaling_t`.

    Returns
    -------
    ndarray, shape (persons,)

    Examples
    --------
    >>> whose, level = np.array([0, 0, 2]), np.array([1.0, -1.0, 2.0])
    >>> goal_scaling_ts(whose, level, np.ones(3), persons=3).tolist()
    [50.0, nan, 70.0]
    """
    # Only ratios count: the largest weight is made 1, so that no square is beyond a double.
    largest = np.zeros(persons)
    np.maximum.at(largest, person, weights)
    share = weights / np.where(largest > 0, largest, 1.0)[person]

    def summed(values: NDArray[np.float64]) -> NDArray[np.float64]:
        sums = np.bincount(person, weights=values, minlength=persons)
        return np.asarray(sums, dtype=np.float64)

    square = (1 - rho) * summed(share**2) + rho * summed(share) ** 2
    spread = np.sqrt(np.where(square > 0, square, np.nan))
    return np.asarray(EXPECTED_T + T_SD * summed(share * attainment) / spread)
