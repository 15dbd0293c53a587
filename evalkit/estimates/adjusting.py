"""The correction for many tests: p values in, p values out."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["ADJUSTMENTS", "benjamini_hochberg", "holm"]


def holm(p_values: ArrayLike) -> NDArray[np.float64]:
    """Adjust p values for the number of tests, by Holm's step-down method.

    Parameters
    ----------
    p_values : array_like, shape (m,)
        Missing values (NaN) are left out of the family and stay missing.

    Returns
    -------
    ndarray, shape (m,)

    Raises
    ------
    ValueError
        When one is not between 0 and 1.

    Notes
    -----
    Holds the chance of one or more false findings in the whole family.

    References
    ----------
    Holm S. A simple sequentially rejective multiple test procedure. Scand J Stat 1979;6:65-70.

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03]).tolist()
    [0.03, 0.06, 0.06]
    """
    p = _checked(p_values)
    adjusted = np.full(p.shape, np.nan)
    order = _rising(p)
    factors = np.arange(order.size, 0, -1)
    adjusted[order] = np.minimum(1.0, np.maximum.accumulate(p[order] * factors))
    return adjusted


def benjamini_hochberg(p_values: ArrayLike) -> NDArray[np.float64]:
    """Adjust p values for the number of tests, by Benjamini and Hochberg's step-up method.

    Parameters
    ----------
    p_values : array_like, shape (m,)
        Missing values (NaN) are left out of the family and stay missing.

    Returns
    -------
    ndarray, shape (m,)

    Raises
    ------
    ValueError
        When one is not between 0 and 1.

    Notes
    -----
    Holds the expected share of false findings among the findings, a weaker promise than Holm's;
    for tests that are independent or positively dependent.

    References
    ----------
    Benjamini Y, Hochberg Y. Controlling the false discovery rate. J R Stat Soc B
    1995;57:289-300.

    Examples
    --------
    >>> benjamini_hochberg([0.01, 0.04, 0.03]).tolist()
    [0.03, 0.04, 0.04]
    """
    p = _checked(p_values)
    adjusted = np.full(p.shape, np.nan)
    order = _rising(p)[::-1]
    factors = order.size / np.arange(order.size, 0, -1)
    adjusted[order] = np.minimum(1.0, np.minimum.accumulate(p[order] * factors))
    return adjusted


# The word of an argument, the method's name in a sentence, and the function.
ADJUSTMENTS: Mapping[str, tuple[str, Callable[[ArrayLike], NDArray[np.float64]]]] = {
    "holm": ("Holm", holm),
    "bh": ("Benjamini-Hochberg", benjamini_hochberg),
}


def _checked(p_values: ArrayLike) -> NDArray[np.float64]:
    p = np.asarray(p_values, dtype=float)
    wrong = int(((p < 0) | (p > 1)).sum())
    if wrong:
        raise ValueError(
            f"{wrong} of {p.size} p values are not between 0 and 1. Give p values, and NaN where a "
            f"test could not be made."
        )
    return p


def _rising(p: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return the places of the p values that are there, from the smallest on."""
    present = np.flatnonzero(~np.isnan(p))
    return np.asarray(present[np.argsort(p[present], kind="stable")])
