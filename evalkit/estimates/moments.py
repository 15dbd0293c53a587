"""Statistics of paired readings that are functions of means, with their exact derivatives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["MOMENT_STATISTICS", "Jet", "MomentStatistic"]

Numbers = NDArray[np.float64]
# An array, or a Jet where derivatives are wanted: the same formula serves both.
Moment = Any
# The means of a statistic's columns, one after another.
Means = Any

# Readings are scaled to lie within -1 and 1 before their squares are taken. A variance below this
# is the noise of binary fractions: the readings have no spread.
NO_SPREAD = 1e-13


@dataclass(frozen=True)
class Jet:
    """A function along a line: its value, first and second derivative at the start.

    Sums, products, quotients and roots of jets are jets (truncated Taylor series), so a formula
    gives its own exact derivatives. No step size, hence no rounding error of a difference.
    """

    value: Numbers
    first: Numbers
    second: Numbers

    def __add__(self, other: Jet) -> Jet:
        return Jet(self.value + other.value, self.first + other.first, self.second + other.second)

    def __sub__(self, other: Jet) -> Jet:
        return self + other * -1.0

    def __rsub__(self, number: float) -> Jet:
        return Jet(number - self.value, -self.first, -self.second)

    def __mul__(self, other: Jet | float) -> Jet:
        if not isinstance(other, Jet):
            return Jet(self.value * other, self.first * other, self.second * other)
        return Jet(
            self.value * other.value,
            self.value * other.first + self.first * other.value,
            self.value * other.second + 2 * self.first * other.first + self.second * other.value,
        )

    __rmul__ = __mul__

    def __truediv__(self, other: Jet) -> Jet:
        value = self.value / other.value
        first = (self.first - value * other.first) / other.value
        second = (self.second - 2 * first * other.first - value * other.second) / other.value
        return Jet(value, first, second)

    def root(self) -> Jet:
        """Return the square root."""
        value = np.sqrt(self.value)
        first = self.first / (2 * value)
        return Jet(value, first, (self.second / 2 - first**2) / value)


# A new array for every resample of every group costs as much as the arithmetic: these write over
# an argument that is not needed any more.


def _root(square: Moment) -> Moment:
    """Return the square root, in place of the square."""
    return square.root() if isinstance(square, Jet) else np.sqrt(square, out=square)


def _less(number: Moment, other: Moment) -> Moment:
    """Return number - other, in place of the other."""
    return number - other if isinstance(number, Jet) else np.subtract(number, other, out=other)


def _over(number: Moment, divisor: Moment) -> Moment:
    """Return number / divisor, in place of the number."""
    return number / divisor if isinstance(number, Jet) else np.divide(number, divisor, out=number)


def _variance(mean_square: Moment, mean: Moment) -> Moment:
    """Return the variance, with divisor n."""
    return _spread(_less(mean_square, mean * mean))


def _spread(variance: Moment) -> Moment:
    """Mark as missing what is no spread to divide by."""
    if isinstance(variance, Jet) or not variance.size or np.min(variance) > NO_SPREAD:
        return variance
    return np.where(variance > NO_SPREAD, variance, np.nan)


def _not_below_0(number: Moment) -> Moment:
    return number if isinstance(number, Jet) else np.maximum(number, 0.0)


def _mean_change(means: Means) -> Moment:
    return means[0]


def _d_z(means: Means) -> Moment:
    change, change_square = means
    return _over(change, _root(_variance(change_square, change)))


def _d_pre(means: Means) -> Moment:
    change, pre, pre_square = means
    return _over(change, _root(_variance(pre_square, pre)))


def _half_d_av(means: Means) -> Moment:
    half_change, middle, squares = means
    # The squares of half the change and of the middle are half of pre^2 + post^2: less both means
    # squared they are the mean of the two variances.
    both = _spread(_less(_less(squares, half_change * half_change), middle * middle))
    return _over(half_change, _root(both))


def _d_rm(means: Means) -> Moment:
    pre, post, pre_square, post_square, product = means
    of_pre, of_post = _variance(pre_square, pre), _variance(post_square, post)
    shared = _less(product, pre * post)
    of_change = _spread(of_pre + of_post - 2.0 * shared)
    apart = _not_below_0(1.0 - shared / _root(of_pre * of_post))
    return (post - pre) * _root(2.0 * apart / of_change)


def _correlation(means: Means) -> Moment:
    pre, post, pre_square, post_square, product = means
    spread = _root(_variance(pre_square, pre) * _variance(post_square, post))
    return _over(_less(product, pre * post), spread)


@dataclass(frozen=True)
class MomentStatistic:
    """A statistic of paired readings that is a function of the means of a few columns.

    Attributes
    ----------
    name : str
        As callers write it.
    columns : callable
        Pre and post, arrays of any shape, to the columns whose means are wanted.
    of : callable
        Those means, which it may write over, to the statistic, with variances of divisor n.
    is_standardised : bool
        Divided by a standard deviation: the divisor n - 1 shrinks it by sqrt((n - 1) / n).
    times : float
        What `of` must be multiplied by besides; a power of 2.
    largest : float
        The largest absolute value it can have.
    """

    name: str
    columns: Callable[[Numbers, Numbers], tuple[Numbers, ...]]
    of: Callable[[Means], Moment]
    is_standardised: bool = False
    times: float = 1.0
    largest: float = np.inf

    def factor(self, n: int) -> float:
        """Return what `of` is multiplied by in the end: variances get the divisor n - 1."""
        return self.times * (float(np.sqrt((n - 1) / n)) if self.is_standardised else 1.0)


def _half_and_middle(pre: Numbers, post: Numbers) -> tuple[Numbers, ...]:
    return (post - pre) / 2, (pre + post) / 2, (pre * pre + post * post) / 2


def _both(pre: Numbers, post: Numbers) -> tuple[Numbers, ...]:
    return pre, post, pre * pre, post * post, pre * post


MOMENT_STATISTICS = {
    one.name: one
    for one in (
        MomentStatistic("mean_change", lambda pre, post: (post - pre,), _mean_change),
        MomentStatistic("d_z", lambda pre, post: (post - pre, (post - pre) ** 2), _d_z, True),
        MomentStatistic("d_pre", lambda pre, post: (post - pre, pre, pre * pre), _d_pre, True),
        MomentStatistic("d_av", _half_and_middle, _half_d_av, True, times=2.0),
        MomentStatistic("d_rm", _both, _d_rm, True),
        # Binary noise may go a little beyond 1.
        MomentStatistic("correlation", _both, _correlation, largest=1.0 + 1e-12),
    )
}
