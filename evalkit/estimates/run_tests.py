"""Whether values lie about their median as chance would have them: runs and crossings."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

__all__ = ["RunTests", "run_tests"]

# Schilling 2012: the longest run of n tosses is hardly ever longer than log2(n) + 3.
_SPARE = 3
# Chen 2010: fewer crossings than this share of all series have.
_CROSSINGS_LEVEL = 0.05


@dataclass(frozen=True)
class RunTests:
    """The runs of one series about its median.

    Attributes
    ----------
    n, useful : int
        Points; those that are not on the median.
    median : float
        NaN without points.
    longest_run, longest_allowed : int
        The longest run of useful points on one side, and the longest that chance allows.
    first, last : int
        Places of the first and last point of the (latest) longest run; -1 without one.
    crossings, fewest_allowed : int
        How often the useful points cross the median, and the fewest that chance allows.
    """

    n: int
    useful: int
    median: float
    longest_run: int
    longest_allowed: int
    first: int
    last: int
    crossings: int
    fewest_allowed: int

    @property
    def is_long(self) -> bool:
        """Whether the longest run is longer than chance allows."""
        return self.longest_run > self.longest_allowed

    @property
    def is_few(self) -> bool:
        """Whether there are fewer crossings than chance allows."""
        return self.crossings < self.fewest_allowed


def run_tests(values: ArrayLike) -> RunTests:
    """Return the runs of a series about its median, by Anhoej's two rules.

    Parameters
    ----------
    values : array_like, shape (points,)
        One series in the order of time, none missing.

    Notes
    -----
    Points on the median neither belong to a run nor end one. With n useful points a run longer
    than round(log2 n + 3), or fewer crossings than the 5 % quantile of the binomial distribution
    of n - 1 tosses, is a signal. A half is rounded to the even whole number, as R does; log2 of a
    whole number never is one.

    References
    ----------
    Anhoej J, Olesen AV. Run charts revisited. PLoS One 2014;9:e113825.
    Schilling MF. The surprising predictability of long runs. Math Mag 2012;85:141-149.
    Chen Z. A note on the runs test. Model Assist Stat Appl 2010;5:73-77.

    Examples
    --------
    >>> found = run_tests([1, 2, 1, 2, 1, 2, 9, 9, 9, 9, 9, 9])
    >>> found.median, found.longest_run, found.longest_allowed, found.crossings
    (5.5, 6, 7, 1)
    """
    points = np.asarray(values, dtype=np.float64)
    median = float(np.median(points)) if len(points) else float("nan")
    sides = np.sign(points - median)
    places = np.flatnonzero(sides)
    useful = len(places)
    if not useful:
        return RunTests(len(points), 0, median, 0, 0, -1, -1, 0, 0)
    ends = np.flatnonzero(np.diff(sides[places]) != 0)
    first = np.r_[0, ends + 1]
    lengths = np.diff(np.r_[first, useful])
    # Of several as long the latest: it is what a reader acts on.
    longest = len(lengths) - 1 - int(np.argmax(lengths[::-1]))
    return RunTests(
        n=len(points),
        useful=useful,
        median=median,
        longest_run=int(lengths[longest]),
        longest_allowed=round(float(np.log2(useful))) + _SPARE,
        first=int(places[first[longest]]),
        last=int(places[first[longest] + lengths[longest] - 1]),
        crossings=len(ends),
        fewest_allowed=_fewest(useful),
    )


@lru_cache
def _fewest(useful: int) -> int:
    return int(stats.binom.ppf(_CROSSINGS_LEVEL, useful - 1, 0.5))
