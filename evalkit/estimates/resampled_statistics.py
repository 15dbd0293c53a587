"""A statistic of paired readings in every resample at once, and without each person."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from evalkit.estimates.moments import MomentStatistic
from evalkit.estimates.resampled_pairs import PairGroups
from evalkit.estimates.resamples import Resamples

__all__ = ["ByMoments", "MedianChange"]

Numbers = NDArray[np.float64]

# A formula takes so many numbers at a time: they stay in the processor's own memory.
_IN_CACHE = 2**15


class ByMoments:
    """A function of means: resampling is a product of counts and columns.

    Variances have the divisor n here; `MomentStatistic.factor` mends that in the end.

    Parameters
    ----------
    statistic : MomentStatistic
    groups : PairGroups
    """

    def __init__(self, statistic: MomentStatistic, groups: PairGroups) -> None:
        self._of = statistic.of
        self._n = groups.n
        self._columns = np.stack(statistic.columns(groups.pre, groups.post))

    def estimate(self) -> Numbers:
        """Return the estimate of each group."""
        return np.asarray(self._of(self._columns.sum(axis=2) / self._n))

    def replicates(self, drawn: Resamples) -> Numbers:
        """Return the statistic of each group (row) in each resample (column)."""
        many, groups, n = self._columns.shape
        # One product for all columns of all groups.
        means = (self._columns.reshape(many * groups, n) / n) @ drawn.counts
        means = means.reshape(many, groups, -1)
        rows = max(1, _IN_CACHE // means.shape[2])
        for start in range(0, groups, rows):
            here = list(means[:, start : start + rows])
            found = self._of(here)
            # Else it is there already.
            if found is not here[0]:
                here[0][:] = found
        return np.asarray(means[0])

    def jackknife(self) -> Numbers:
        """Return the statistic of each group (row) without each person (column)."""
        others = self._columns.sum(axis=2, keepdims=True) - self._columns
        return np.asarray(self._of(others / (self._n - 1)))


class MedianChange:
    """The median change: persons stand in the order of their changes, so places are enough.

    Parameters
    ----------
    groups : PairGroups
    """

    def __init__(self, groups: PairGroups) -> None:
        self._change = groups.post - groups.pre

    def estimate(self) -> Numbers:
        """Return the estimate of each group."""
        return np.asarray(np.median(self._change, axis=1))

    def replicates(self, drawn: Resamples) -> Numbers:
        """Return the median of each group (row) in each resample (column)."""
        low, high = drawn.middle
        return np.asarray((self._change[:, low] + self._change[:, high]) / 2)
