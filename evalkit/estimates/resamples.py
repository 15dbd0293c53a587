"""Which persons each bootstrap resample holds: drawn once for all groups of the same size."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

__all__ = ["Resamples", "drawn"]

_PURPOSE = crc32(b"bootstrap resamples")
# Persons drawn at a time: few enough for the processor's own memory. Another value is another
# stream, hence other limits in their last shown digits.
_AT_A_TIME = 2**20


@dataclass(frozen=True, eq=False)
class Resamples:
    """Some bootstrap resamples of n persons.

    Attributes
    ----------
    persons : ndarray, shape (resamples, n)
        Places of the persons drawn, from 0.
    """

    persons: NDArray[np.integer]

    @cached_property
    def counts(self) -> NDArray[np.float64]:
        """How often each person was drawn, shape (resamples, n)."""
        many, n = self.persons.shape
        # Filling a sparse matrix adds up what falls into one cell: four times as fast as bincount.
        places = self.persons.astype(np.int32).ravel()
        starts = np.arange(0, many * n + 1, n, dtype=np.int32)
        ones = np.ones(many * n, dtype=np.int16)
        table = sparse.csr_array((ones, places, starts), shape=(many, n))
        return np.asarray(table.toarray(), dtype=np.float64)

    @cached_property
    def middle(self) -> tuple[NDArray[np.integer], NDArray[np.integer]]:
        """The places of the two middle persons (one, when n is odd) of each resample.

        When persons stand in the order of their values, these give the median of each resample,
        for all groups of the same size at once.
        """
        n = self.persons.shape[1]
        low, high = (n - 1) // 2, n // 2
        ordered = np.partition(self.persons, (low, high), axis=1)
        return ordered[:, low], ordered[:, high]


def drawn(n: int, *, resamples: int, seed: int) -> Iterator[Resamples]:
    """Draw bootstrap resamples of n persons, so many at a time that they fit in memory.

    Parameters
    ----------
    n : int
        Persons, at least 1.
    resamples : int
        How many resamples.
    seed : int
        The stream is keyed by the seed, the purpose and n: never by the order of the groups nor by
        who computes them.

    Yields
    ------
    Resamples
    """
    stream = np.random.default_rng(np.random.SeedSequence([seed, _PURPOSE, n]))
    small = n <= np.iinfo(np.uint16).max
    rows = max(1, _AT_A_TIME // n)
    for start in range(0, resamples, rows):
        shape = (min(rows, resamples - start), n)
        yield Resamples(stream.integers(0, n, shape, dtype=np.uint16 if small else np.int32))
