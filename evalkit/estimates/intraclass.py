"""Intraclass correlations by their Shrout and Fleiss names, with intervals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from evalkit.estimates.intervals import Interval, check_confidence

__all__ = ["FORMS", "Intraclass", "intraclass"]

FORMS = ("ICC(1,1)", "ICC(2,1)", "ICC(3,1)", "ICC(1,k)", "ICC(2,k)", "ICC(3,k)")
# A mean square below this share of the squared ratings is binary noise of 0.
BINARY_NOISE = 1e-14
_NONE = Interval(float("nan"), float("nan"))


@dataclass(frozen=True)
class Intraclass:
    """One intraclass correlation.

    Attributes
    ----------
    estimate : float
        NaN when it cannot be computed.
    interval : Interval
        Its ends; NaN where they cannot be computed.
    f, df1, df2, p_value : float
        The F test of no differences between persons.
    reason : {"", "few", "no variance", "undefined", "no residual", "out of reach"}
        Why a number is missing.
    """

    estimate: float
    interval: Interval = _NONE
    f: float = float("nan")
    df1: float = float("nan")
    df2: float = float("nan")
    p_value: float = float("nan")
    reason: str = ""


@dataclass(frozen=True)
class _MeanSquares:
    """Of a table of n persons by k ratings: between persons, within, between raters, residual."""

    n: int
    k: int
    persons: float
    within: float
    raters: float
    residual: float


def intraclass(ratings: NDArray[np.float64], *, form: str, confidence: float = 0.95) -> Intraclass:
    """Return one of Shrout and Fleiss's six intraclass correlations.

    Parameters
    ----------
    ratings : ndarray, (persons, ratings)
        Complete: each person rated by each rater, or read at each occasion.
    form : str
        One of `FORMS`.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    Intraclass

    Notes
    -----
    With B the mean square between persons, W within, J between raters, E residual::

        ICC(1,1) = (B - W) / (B + (k - 1) W)                    each person has other raters
        ICC(2,1) = (B - E) / (B + (k - 1) E + k (J - E) / n)    raters are a sample; agreement
        ICC(3,1) = (B - E) / (B + (k - 1) E)                    these raters only; consistency

    and of the mean of k ratings (B - W) / B, (B - E) / (B + (J - E) / n), (B - E) / B. Intervals by
    F; that of ICC(2,.) with Satterthwaite degrees of freedom, that of ICC(2,k) by Spearman-Brown.

    References
    ----------
    Shrout PE, Fleiss JL. Intraclass correlations: uses in assessing rater reliability. Psychol Bull
    1979;86:420-428.

    Examples
    --------
    Six persons and four judges, table 2 of Shrout and Fleiss:

    >>> judged = "9 2 5 8 6 1 3 2 8 4 6 8 7 1 2 6 10 5 6 9 6 2 4 7".split()
    >>> ratings = np.array(judged, dtype=float).reshape(6, 4)
    >>> [round(intraclass(ratings, form=form).estimate, 2) for form in FORMS]
    [0.17, 0.29, 0.71, 0.44, 0.62, 0.91]
    """
    check_confidence(confidence)
    if min(ratings.shape) < 2:
        return Intraclass(float("nan"), reason="few")
    squares = _mean_squares(ratings)
    if squares.persons == squares.within == 0:
        return Intraclass(float("nan"), reason="no variance")
    one_way, averaged = form.startswith("ICC(1"), form.endswith("k)")
    error = squares.within if one_way else squares.residual
    agreement = form.startswith("ICC(2")
    bottom = _denominator(squares, error, agreement=agreement, averaged=averaged)
    if bottom <= 0:
        return Intraclass(float("nan"), reason="undefined")
    estimate = (squares.persons - error) / bottom
    if error == 0:
        return Intraclass(estimate, reason="no residual")
    df1 = squares.n - 1
    df2 = squares.n * (squares.k - 1) if one_way else df1 * (squares.k - 1)
    f = squares.persons / error
    tail = (1 - confidence) / 2
    if agreement:
        interval = _agreement_interval(squares, tail, averaged=averaged)
    else:
        interval = _interval(f, (df1, df2), tail, k=1 if averaged else squares.k, mean=averaged)
    reached = np.isfinite(interval.low) and interval.low <= estimate <= interval.high
    return Intraclass(
        estimate=float(estimate),
        interval=interval if reached else _NONE,
        f=float(f),
        df1=df1,
        df2=df2,
        p_value=float(special.fdtrc(df1, df2, f)),
        reason="" if reached else "out of reach",
    )


def _mean_squares(ratings: NDArray[np.float64]) -> _MeanSquares:
    n, k = ratings.shape
    centred = ratings - ratings.mean()
    persons = k * float((centred.mean(axis=1) ** 2).sum())
    raters = n * float((centred.mean(axis=0) ** 2).sum())
    within = float(((ratings - ratings.mean(axis=1, keepdims=True)) ** 2).sum())
    left = centred - centred.mean(axis=1, keepdims=True) - centred.mean(axis=0, keepdims=True)
    noise = BINARY_NOISE * float((ratings**2).sum())

    def mean_square(total: float, df: int) -> float:
        return 0.0 if total <= noise else total / df

    return _MeanSquares(
        n=n,
        k=k,
        persons=mean_square(persons, n - 1),
        within=mean_square(within, n * (k - 1)),
        raters=mean_square(raters, k - 1),
        residual=mean_square(float((left**2).sum()), (n - 1) * (k - 1)),
    )


def _denominator(squares: _MeanSquares, error: float, *, agreement: bool, averaged: bool) -> float:
    """Return the variance of one rating, or of a mean of k: 0 or below when it is not defined."""
    bottom = squares.persons
    if not averaged:
        bottom += (squares.k - 1) * error
    if agreement:
        between = (squares.raters - error) / squares.n
        bottom += between if averaged else squares.k * between
    largest = max(squares.persons, squares.raters, error)
    return 0.0 if bottom <= BINARY_NOISE * largest else bottom


def _interval(f: float, df: tuple[int, int], tail: float, *, k: int, mean: bool) -> Interval:
    """Return the interval of forms 1 and 3, from F and its two degrees of freedom."""
    low = f / float(special.fdtri(df[0], df[1], 1 - tail))
    high = f * float(special.fdtri(df[1], df[0], 1 - tail))
    if mean:
        return Interval(1 - 1 / low, 1 - 1 / high)
    return Interval((low - 1) / (low + k - 1), (high - 1) / (high + k - 1))


def _agreement_interval(squares: _MeanSquares, tail: float, *, averaged: bool) -> Interval:
    """Return the interval of ICC(2,1), or of ICC(2,k) from it (Shrout and Fleiss, p. 424)."""
    n, k = squares.n, squares.k
    persons, raters, error = squares.persons, squares.raters, squares.residual
    bottom = _denominator(squares, error, agreement=True, averaged=False)
    if bottom <= 0:
        return _NONE
    single = (persons - error) / bottom
    ratio = raters / error
    middle = n * (1 + (k - 1) * single) - k * single
    df = (k - 1) * (n - 1) * (k * single * ratio + middle) ** 2
    df /= (n - 1) * k**2 * single**2 * ratio**2 + middle**2
    upper = float(special.fdtri(n - 1, df, 1 - tail))
    lower = float(special.fdtri(df, n - 1, 1 - tail))
    rest = k * raters + (k * n - k - n) * error
    low = n * (persons - upper * error) / (upper * rest + n * persons)
    high = n * (lower * persons - error) / (rest + n * lower * persons)
    if not averaged:
        return Interval(low, high)
    if 1 + low * (k - 1) <= 0:
        return _NONE
    return Interval(low * k / (1 + low * (k - 1)), high * k / (1 + high * (k - 1)))
