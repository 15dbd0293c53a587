"""Tests of a square table of the same persons at two times: counts in, statistics out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special
from scipy.sparse import csgraph

__all__ = ["ChiSquared", "bowker_test", "stuart_maxwell_test"]


@dataclass(frozen=True)
class ChiSquared:
    """A chi-squared test: its statistic, degrees of freedom and p value."""

    statistic: float
    df: int
    p_value: float


def bowker_test(table: ArrayLike) -> ChiSquared | None:
    """Test whether as many went from each category to each other as came back.

    Parameters
    ----------
    table : array_like, shape (k, k)
        Persons; a row is where they were first, a column where they were last.

    Returns
    -------
    ChiSquared or None
        None when nobody moved.

    Notes
    -----
    The sum over pairs of categories of (n_ij - n_ji)² / (n_ij + n_ji). Pairs that nobody moved
    between are left out of the sum and of the degrees of freedom; R's mcnemar.test gives NaN there.
    With two categories it is McNemar's test without continuity correction.

    References
    ----------
    Bowker AH. A test for symmetry in contingency tables. J Am Stat Assoc 1948;43:572-574.

    Examples
    --------
    >>> found = bowker_test([[20, 5, 0], [1, 10, 4], [0, 4, 6]])
    >>> round(found.statistic, 4), found.df
    (2.6667, 2)
    """
    counts = _square(table)
    above = np.triu_indices(len(counts), 1)
    one, other = counts[above], counts.T[above]
    moved = one + other > 0
    if not moved.any():
        return None
    one, other = one[moved], other[moved]
    return _chi_squared(float(np.sum((one - other) ** 2 / (one + other))), int(moved.sum()))


def stuart_maxwell_test(table: ArrayLike) -> ChiSquared | None:
    """Test whether the categories are as frequent last as they were first.

    Parameters
    ----------
    table : array_like, shape (k, k)
        Persons; a row is where they were first, a column where they were last.

    Returns
    -------
    ChiSquared or None
        None when nobody moved.

    Notes
    -----
    d' V⁻ d with d the differences of the margins and V their covariance under equal margins
    (Stuart's, without the term d d'/n of Bhapkar). The degrees of freedom are the rank of V: one
    for each category that somebody moved to or from, less one for each set of categories connected
    by moves. Two categories give McNemar's test.

    References
    ----------
    Stuart A. A test for homogeneity of the marginal distributions in a two-way classification.
    Biometrika 1955;42:412-416.
    Maxwell AE. Comparing the classification of subjects by two independent judges. Br J Psychiatry
    1970;116:651-655.

    Examples
    --------
    >>> found = stuart_maxwell_test([[35, 5, 0], [15, 20, 5], [10, 5, 5]])  # Fleiss: 14.00, df 2
    >>> round(found.statistic, 2), found.df
    (14.0, 2)
    """
    counts = _square(table)
    moves = counts + counts.T
    np.fill_diagonal(moves, 0)
    sets, belongs = csgraph.connected_components(moves > 0, directed=False)
    # The differences in a set of connected categories sum to 0, so the first of each says nothing.
    _, first = np.unique(belongs, return_index=True)
    kept = np.setdiff1d(np.arange(len(counts)), first)
    if not len(kept):
        return None
    apart = (counts.sum(axis=1) - counts.sum(axis=0))[kept]
    covariance = (np.diag(moves.sum(axis=1)) - moves)[np.ix_(kept, kept)]
    statistic = float(apart @ np.linalg.solve(covariance, apart))
    return _chi_squared(statistic, len(counts) - sets)


def _square(table: ArrayLike) -> NDArray[np.float64]:
    counts = np.array(table, dtype=float)
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1]:
        raise ValueError(f"A square table is needed; this one has the shape {counts.shape}.")
    if not np.all(np.isfinite(counts)) or np.any(counts < 0):
        raise ValueError("A table of persons has counts of 0 and more.")
    return counts


def _chi_squared(statistic: float, df: int) -> ChiSquared:
    return ChiSquared(statistic, df, float(special.gammaincc(df / 2, statistic / 2)))
