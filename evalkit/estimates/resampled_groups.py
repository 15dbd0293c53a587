"""Many groups asked at once: those of the same size together, answers in the samples' order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evalkit.estimates.bca import (
    Limits,
    acceleration_of,
    bca_limits,
    joined,
    no_limits,
    percentile_limits,
)
from evalkit.estimates.moments import MOMENT_STATISTICS
from evalkit.estimates.resampled_pairs import (
    PairGroups,
    check_readings,
    fitting,
    pair_groups,
    pairs_of,
)
from evalkit.estimates.resampled_statistics import ByMoments, MedianChange
from evalkit.estimates.resamples import Resamples

__all__ = [
    "MEDIAN",
    "SMALLEST_N",
    "STATISTICS",
    "BootstrapInterval",
    "Draw",
    "Found",
    "Question",
    "each_size",
    "resampled_limits",
    "together",
]

Numbers = NDArray[np.float64]
# Draws the resamples of groups of one size, again each time it is asked.
Draw = Callable[[int], Iterator[Resamples]]
# Estimates and limits of groups of one size.
Found = tuple[Numbers, Limits]

MEDIAN = "median_change"
STATISTICS = (*MOMENT_STATISTICS, MEDIAN)
# Statistics for which the changes alone are enough.
_OF_CHANGES = ("mean_change", MEDIAN, "d_z")
# Persons in resamples that are kept while the groups of one size pass by; beyond it the resamples
# are drawn again for each block of groups.
_KEPT = 2**24
# With 4 persons there are 35 different resamples, too few for tails of 2.5 %; with 5 there are 126.
SMALLEST_N = 5
_NONE = float("nan")


@dataclass(frozen=True)
class BootstrapInterval:
    """An estimate, and what resampling the persons says about it.

    Attributes
    ----------
    estimate : float
        NaN when it cannot be computed.
    low, high : float
        NaN when they cannot be computed; `reason` says why.
    std_error : float
        SD (ddof 1) of the replicates; for ABC that of the infinitesimal jackknife.
    n : int
        Persons.
    resamples : int
        Resamples behind the limits; 0 for ABC.
    method : str
        What was done, in words.
    reason : str
        A key of `REASONS`: why there are no limits. Empty when there are.
    bias, acceleration : float
        BCa's and ABC's z0 and a; NaN for percentiles.
    """

    estimate: float
    low: float
    high: float
    std_error: float
    n: int
    resamples: int
    method: str
    reason: str = ""
    bias: float = _NONE
    acceleration: float = _NONE


@dataclass(frozen=True)
class Question:
    """What is asked of every group."""

    statistic: str
    method: str
    confidence: float

    def pairs(self, sample: ArrayLike, *, group: int | None = None) -> Numbers:
        """Return a sample as pairs, of a shape that the statistic can use."""
        return pairs_of(sample, group=group, changes_suffice=self.statistic in _OF_CHANGES)

    def of(self, groups: PairGroups) -> ByMoments | MedianChange:
        """Return the statistic of these groups, ready to be resampled."""
        if self.statistic == MEDIAN:
            return MedianChange(groups)
        return ByMoments(MOMENT_STATISTICS[self.statistic], groups)

    def unit(self, groups: PairGroups) -> Numbers:
        """Return what the numbers of each group are multiplied by in the end."""
        if self.statistic in {"mean_change", MEDIAN}:
            return groups.scale
        return np.full(len(groups), MOMENT_STATISTICS[self.statistic].factor(groups.n))

    @property
    def is_percentile(self) -> bool:
        """Whether the replicates' own percentiles are the limits."""
        return self.method == "percentile" or self.statistic == MEDIAN

    def in_words(self, resamples: str) -> str:
        """Return what was done."""
        if self.method == "abc":
            return "ABC (analytic bootstrap)"
        if self.method == "percentile":
            return f"bootstrap percentiles of {resamples}"
        if self.statistic == MEDIAN:
            return f"bootstrap percentiles of {resamples} (BCa does not hold for medians)"
        return f"bootstrap BCa of {resamples}"


def resampled_limits(
    sizes: Sequence[PairGroups], question: Question, *, draw: Draw, resamples: int
) -> Found:
    """Return estimates and limits of groups of one size after another."""
    found: list[Found] = []
    waiting: list[_Replicated] = []
    for groups in sizes:
        once = list(draw(groups.n)) if groups.n * resamples <= _KEPT else None
        for block in groups.blocks(resamples):
            waiting.append(_replicated(block, question, once or draw(groups.n)))
            # Sorting and counting do not ask for the size: few groups of each take it together.
            if sum(len(one.estimate) for one in waiting) >= fitting(resamples):
                found.append(_limits(waiting, question))
                waiting = []
    if waiting:
        found.append(_limits(waiting, question))
    return together(found)


def together(found: Sequence[Found]) -> Found:
    """Return the estimates and limits of several lots of groups as one."""
    return np.concatenate([estimate for estimate, _ in found]), joined([one for _, one in found])


@dataclass(frozen=True, eq=False)
class _Replicated:
    """A statistic of some groups, in their resamples, and its acceleration where BCa is wanted."""

    estimate: Numbers
    replicates: Numbers
    acceleration: Numbers


def _replicated(
    groups: PairGroups, question: Question, resamples: Iterable[Resamples]
) -> _Replicated:
    asked = question.of(groups)
    pull = np.empty(0)
    if isinstance(asked, ByMoments) and not question.is_percentile:
        pull = acceleration_of(asked.jackknife())
    parts = [asked.replicates(some) for some in resamples]
    replicates = parts[0] if len(parts) == 1 else np.concatenate(parts, axis=1)
    return _Replicated(asked.estimate(), replicates, pull)


def _limits(many: Sequence[_Replicated], question: Question) -> Found:
    estimate, replicates, acceleration = (
        getattr(many[0], name)
        if len(many) == 1
        else np.concatenate([getattr(one, name) for one in many])
        for name in ("estimate", "replicates", "acceleration")
    )
    if question.is_percentile:
        return estimate, percentile_limits(replicates, estimate, confidence=question.confidence)
    return estimate, bca_limits(replicates, estimate, acceleration, confidence=question.confidence)


def each_size(
    samples: Sequence[ArrayLike],
    question: Question,
    limits: Callable[[Sequence[PairGroups]], Found],
    *,
    resamples: str,
) -> list[BootstrapInterval]:
    """Answer for all groups of one size together, and give the answers in the samples' order."""
    alone = len(samples) == 1
    pairs = [question.pairs(one, group=None if alone else at) for at, one in enumerate(samples)]
    places: dict[int, list[int]] = {}
    for place, one in enumerate(pairs):
        places.setdefault(len(one), []).append(place)
    words = question.in_words(resamples)
    nobody = BootstrapInterval(_NONE, _NONE, _NONE, _NONE, 0, 0, words, "too_few")
    answers = dict.fromkeys(places.pop(0, []), nobody)
    few: list[tuple[list[int], PairGroups]] = []
    enough: list[tuple[list[int], PairGroups]] = []
    # Rising, as resamples are drawn the fastest.
    for n, those in sorted(places.items()):
        stacked = np.stack([pairs[place] for place in those])
        check_readings(stacked, None if alone else those)
        (few if n < SMALLEST_N else enough).append((those, pair_groups(stacked)))
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        for those, groups in few:
            found = question.of(groups).estimate(), no_limits(len(groups), "too_few")
            answers |= zip(those, _answers(found, [groups], question, words=words), strict=True)
        if enough:
            sizes = [groups for _, groups in enough]
            rows = _answers(limits(sizes), sizes, question, words=words)
            answers |= zip((place for those, _ in enough for place in those), rows, strict=True)
    return [answers[place] for place in range(len(pairs))]


def _answers(
    found: Found, sizes: Sequence[PairGroups], question: Question, *, words: str
) -> Iterator[BootstrapInterval]:
    estimate, limits = found
    unit = np.concatenate([question.unit(groups) for groups in sizes])
    in_unit = [one * unit for one in (estimate, limits.low, limits.high, limits.std_error)]
    others = (limits.used, limits.bias, limits.acceleration, limits.reason)
    persons = np.repeat([groups.n for groups in sizes], [len(groups) for groups in sizes])
    columns = (*in_unit, *others, persons)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    for middle, low, high, std_error, used, bias, pull, reason, n in rows:
        kept = 0 if reason else used
        yield BootstrapInterval(middle, low, high, std_error, n, kept, words, reason, bias, pull)
