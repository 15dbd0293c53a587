"""Which persons each bootstrap resample holds: drawn once for all groups of the same size."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

__all__ = ["Drawing", "Resamples"]

_PURPOSE = crc32(b"bootstrap resamples")
# Another value of these is another stream, hence other limits in their last shown digits.
# At most so many sizes grow out of one drawing.
_MOST_APART = 32
# Persons in resamples that grow; what is larger is drawn for its size alone.
_GROWING = 2**22
# Persons drawn at a time: few enough for the memory, or for the processor's own.
_AT_A_TIME, _IN_CACHE = 2**20, 2**15


@dataclass(frozen=True, eq=False)
class Resamples:
    """Some bootstrap resamples of n persons.

    Attributes
    ----------
    counts : ndarray, shape (n, resamples)
        How often each person was drawn.
    """

    counts: NDArray[np.float64]

    @cached_property
    def middle(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """The places of the two middle persons (one, when n is odd) of each resample.

        When persons stand in the order of their values, these give the median of each resample,
        for all groups of the same size at once.
        """
        n = len(self.counts)
        up_to = np.cumsum(self.counts, axis=0)
        low, high = ((up_to <= place).sum(axis=0) for place in ((n - 1) // 2, n // 2))
        return low, high


class Drawing:
    """Bootstrap resamples of groups of any sizes.

    Neighbouring sizes (2 below 16, 4 below 32 and so on, never more than 32) share a drawing, each
    grown out of the one before; few enough that a size alone needs few steps.
    With person n + 1 every place in a resample goes to the newcomer with probability 1 / (n + 1)
    and else keeps whom it holds, and one place more is drawn from all: each place then holds
    everybody with the same probability, independently of the others, as if drawn anew. That takes
    2 changes a resample instead of n draws.

    Parameters
    ----------
    resamples : int
        How many resamples.
    seed : int
        The streams are keyed by the seed, the purpose and the size: never by which other sizes are
        asked for, in which order, nor by who computes them.
    """

    def __init__(self, resamples: int, *, seed: int) -> None:
        self._resamples, self._seed = resamples, seed
        self._grown: _Growing | None = None

    def of(self, n: int) -> Iterator[Resamples]:
        """Return the resamples of n persons, so many at a time that they fit in memory.

        Parameters
        ----------
        n : int
            Persons, at least 1. Rising sizes are the fastest.

        Yields
        ------
        Resamples
            Valid until another size is asked for.
        """
        apart = min(_MOST_APART, 1 << max(0, n.bit_length() - 3))
        start = n - n % apart
        if self._resamples * (start + apart) > _GROWING:
            yield from self._anew(n)
            return
        if self._grown is None or self._grown.start != start or self._grown.n > n:
            stream = self._stream(start)
            self._grown = _Growing(stream, self._resamples, start=start, most=start + apart)
        while self._grown.n < n:
            self._grown.grow()
        yield Resamples(self._grown.counts[:n])

    def _anew(self, n: int) -> Iterator[Resamples]:
        stream = self._stream(n)
        rows = max(1, _AT_A_TIME // n)
        for start in range(0, self._resamples, rows):
            persons = _drawn(stream, min(rows, self._resamples - start), n)
            yield Resamples(_counted(persons).T.astype(np.float64))

    def _stream(self, n: int) -> np.random.Generator:
        return np.random.default_rng(np.random.SeedSequence([self._seed, _PURPOSE, n]))


class _Growing:
    """Resamples of so many persons, ready for the next."""

    def __init__(
        self, stream: np.random.Generator, resamples: int, *, start: int, most: int
    ) -> None:
        self.start = self.n = start
        self._stream = stream
        self._resamples = np.arange(resamples)
        room = (most, resamples)
        self._persons, self.counts = np.empty(room, dtype=_kind(most)), np.empty(room)
        many = max(1, _IN_CACHE // start)
        for begin in range(0, resamples, many):
            drawn = _drawn(stream, min(many, resamples - begin), start)
            these = slice(begin, begin + len(drawn))
            self._persons[:start, these] = drawn.T
            self.counts[:start, these] = _counted(drawn).T

    def grow(self) -> None:
        """Let one person more be drawn."""
        n, resamples = self.n, len(self._resamples)
        # Both tables are in one piece, so these are they and no copies.
        persons, counts = self._persons.reshape(-1), self.counts.reshape(-1)
        cell = self._leaving()
        resample = cell % resamples
        np.subtract.at(counts, persons[cell].astype(np.int64) * resamples + resample, 1.0)
        persons[cell] = n
        self.counts[n] = np.bincount(resample, minlength=resamples)
        last = self._stream.integers(0, n + 1, resamples, dtype=np.int64)
        self._persons[n] = last
        counts[last * resamples + self._resamples] += 1.0
        self.n = n + 1

    def _leaving(self) -> NDArray[np.int64]:
        """Return which places go to the newcomer, counted through all resamples."""
        places, chance = len(self._resamples) * self.n, 1 / (self.n + 1)
        # Each with this chance: the steps from one to the next are geometric, which an exponential
        # is when rounded up.
        likely = places * chance
        many = int(likely + 8 * np.sqrt(likely)) + 8
        found, at = [], -1
        while at < places:
            steps = self._stream.standard_exponential(many) / -np.log1p(-chance)
            found.append(at + np.cumsum(steps.astype(np.int64) + 1))
            at = int(found[-1][-1])
        all_of_them = found[0] if len(found) == 1 else np.concatenate(found)
        return all_of_them[: np.searchsorted(all_of_them, places)]


def _drawn(stream: np.random.Generator, many: int, n: int) -> NDArray[np.integer]:
    return stream.integers(0, n, (many, n), dtype=_kind(n))


def _kind(n: int) -> type[np.integer]:
    """Return the smallest of the types that hold n and are drawn fast."""
    return np.uint16 if n <= np.iinfo(np.uint16).max else np.int32


def _counted(persons: NDArray[np.integer]) -> NDArray[np.integer]:
    """Return how often each person stands in each row."""
    many, n = persons.shape
    # Filling a sparse matrix adds up what falls into one cell: nine times as fast as bincount.
    starts = np.arange(0, many * n + 1, n, dtype=np.int32)
    ones = np.ones(many * n, dtype=np.int16 if n <= np.iinfo(np.int16).max else np.int32)
    table = sparse.csr_array((ones, persons.astype(np.int32).ravel(), starts), shape=(many, n))
    return np.asarray(table.toarray())
