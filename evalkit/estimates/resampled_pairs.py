"""Samples made ready for resampling: checked, scaled, in an order that is nobody's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evalkit.errors import InputError
from evalkit.estimates.exact_tests import DIGITS

__all__ = ["PairGroups", "check_readings", "fitting", "pair_groups", "pairs_of"]

Numbers = NDArray[np.float64]

# Squares and products of larger numbers overflow.
_LARGEST = 1e100
# Numbers worked on at a time: few enough for the processor's own memory.
AT_A_TIME = 2**19


@dataclass(frozen=True, eq=False)
class PairGroups:
    """Groups of the same size, their readings scaled.

    Attributes
    ----------
    pre, post : ndarray, shape (groups, n)
        Less one reading of the group and divided by a power of 2, so that they lie within -1 and
        1 and whole numbers stay exact; in the order of the change, then of pre.
    scale : ndarray, shape (groups,)
        What they were divided by.
    order : ndarray, shape (groups, n)
        Which row of the sample stands in each place.
    """

    pre: Numbers
    post: Numbers
    scale: Numbers
    order: NDArray[np.intp]

    @property
    def n(self) -> int:
        """Persons in each group."""
        return int(self.pre.shape[1])

    def __len__(self) -> int:
        """Return how many groups there are."""
        return len(self.pre)

    def blocks(self, resamples: int) -> Iterator[PairGroups]:
        """Return so many groups at a time that their replicates do not fill the memory."""
        many = fitting(max(resamples, self.n))
        for start in range(0, len(self), many):
            part = slice(start, start + many)
            yield PairGroups(self.pre[part], self.post[part], self.scale[part], self.order[part])


def fitting(numbers: int) -> int:
    """Return how many groups with so many numbers each are worked on at a time."""
    return max(1, AT_A_TIME // numbers)


def pairs_of(sample: ArrayLike, *, changes_suffice: bool, group: int | None = None) -> Numbers:
    """Return a sample as pairs.

    Parameters
    ----------
    sample : array_like, shape (n, 2) or (n,)
        A row per person: pre and post; or the changes alone.
    changes_suffice : bool
        Whether the changes alone are accepted.
    group : int, optional
        Which of many samples it is, for the message.

    Returns
    -------
    ndarray, shape (n, 2)
        Changes alone are a post whose pre is 0.

    Raises
    ------
    InputError
        When it has another shape, or holds what is no number.
    """
    which = "`sample`" if group is None else f"Sample {group + 1}"
    try:
        pairs = np.asarray(sample, dtype=np.float64)
    except (TypeError, ValueError):
        raise InputError(
            f"{which} holds something that is no number. Accepted: an array of numbers, "
            "(n, 2) for pre and post."
        ) from None
    if pairs.ndim == 1 and changes_suffice:
        pairs = np.column_stack([np.zeros(len(pairs)), pairs])
    if pairs.ndim != 2 or pairs.shape[1] != 2:
        alone = ", or (n,), the changes" if changes_suffice else ""
        raise InputError(
            f"{which} has the shape {pairs.shape}. Accepted: (n, 2), a row per person with pre and "
            f"post{alone}."
        )
    return pairs


def check_readings(samples: Numbers, places: Sequence[int] | None = None) -> None:
    """Refuse readings that are missing, infinite or too large to be squared.

    Parameters
    ----------
    samples : ndarray, shape (groups, n, 2)
    places : sequence of int, optional
        Which of many samples they are, for the message.

    Raises
    ------
    InputError
        Says how many rows, of the first such sample.
    """
    usable = np.abs(samples) <= _LARGEST
    if usable.all():
        return
    group = int(np.argmin(usable.all(axis=(1, 2))))
    rows = int((~usable[group]).any(axis=1).sum())
    which = "`sample`" if places is None else f"Sample {places[group] + 1}"
    raise InputError(
        f"{which} has {rows} rows (of {samples.shape[1]}) with a reading that is missing, "
        "infinite or too large. Leave out the persons without both readings first."
    )


def pair_groups(samples: Numbers) -> PairGroups:
    """Scale groups of the same size and put each in order.

    Parameters
    ----------
    samples : ndarray, shape (groups, n, 2)
        Pre and post; n at least 1.

    Returns
    -------
    PairGroups
        The order makes the limits the same however the rows are sorted, and lets the places drawn
        give the median.
    """
    pre, change = samples[:, :, 0], samples[:, :, 1] - samples[:, :, 0]
    # Without binary noise: 0.3 - 0.1 and 0.2 are one change, whose persons are put in order by pre.
    size = np.max(np.abs(samples), axis=(1, 2), initial=0.0)[:, None]
    change = np.round(np.divide(change, size, out=np.zeros_like(change), where=size > 0), DIGITS)
    order = _order(pre, change)
    ordered = np.take_along_axis(samples, order[:, :, None], axis=1)
    middle = ordered[:, ordered.shape[1] // 2, 0]
    ordered -= middle[:, None, None]
    largest = np.max(np.abs(ordered), axis=(1, 2))
    scale = np.ldexp(1.0, np.frexp(largest)[1])
    ordered /= scale[:, None, None]
    first, second = (np.ascontiguousarray(ordered[:, :, side]) for side in (0, 1))
    return PairGroups(first, second, scale, order)


def _order(pre: Numbers, change: Numbers) -> NDArray[np.intp]:
    """Return each group's persons in the order of the change, then of pre."""
    order = np.argsort(change, axis=1)
    there = np.take_along_axis(change, order, axis=1)
    # Sorting by both takes three times as long: only where two changes are the same.
    tied = (there[:, 1:] == there[:, :-1]).any(axis=1)
    if tied.any():
        order[tied] = np.lexsort((pre[tied], change[tied]), axis=-1)
    return order
