"""Many groups asked at once: those of the same size together, answers in the samples' order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evalkit.estimates.bca import Limits, bca_limits, joined, no_limits, percentile_limits
from evalkit.estimates.moments import MOMENT_STATISTICS
from evalkit.estimates.resampled_pairs import PairGroups, check_readings, pair_groups, pairs_of
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
    groups: PairGroups, question: Question, *, draw: Draw, resamples: int
) -> Found:
    """Return estimates and limits of groups of the same size."""
    once = list(draw(groups.n)) if groups.n * resamples <= _KEPT else None
    found = []
    for block in groups.blocks(resamples):
        asked = question.of(block)
        estimate = asked.estimate()
        parts = [asked.replicates(some) for some in (once or draw(groups.n))]
        replicates = parts[0] if len(parts) == 1 else np.concatenate(parts, axis=1)
        if question.method == "percentile" or isinstance(asked, MedianChange):
            limits = percentile_limits(replicates, estimate, confidence=question.confidence)
        else:
            left_out = asked.jackknife()
            limits = bca_limits(replicates, estimate, left_out, confidence=question.confidence)
        found.append((estimate, limits))
    return np.concatenate([estimate for estimate, _ in found]), joined([one for _, one in found])


def each_size(
    samples: Sequence[ArrayLike],
    question: Question,
    limits: Callable[[PairGroups], Found],
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
    answers: dict[int, BootstrapInterval] = {}
    for n, those in places.items():
        if n == 0:
            empty = BootstrapInterval(_NONE, _NONE, _NONE, _NONE, 0, 0, words, "too_few")
            answers |= dict.fromkeys(those, empty)
            continue
        stacked = np.stack([pairs[place] for place in those])
        check_readings(stacked, None if alone else those)
        groups = pair_groups(stacked)
        unit = question.unit(groups)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            if n < SMALLEST_N:
                found = question.of(groups).estimate(), no_limits(len(groups), "too_few")
            else:
                found = limits(groups)
        answers |= zip(those, _answers(found, unit, n=n, words=words), strict=True)
    return [answers[place] for place in range(len(pairs))]


def _answers(found: Found, unit: Numbers, *, n: int, words: str) -> Iterator[BootstrapInterval]:
    estimate, limits = found
    in_unit = [one * unit for one in (estimate, limits.low, limits.high, limits.std_error)]
    others = (limits.used, limits.bias, limits.acceleration, limits.reason)
    rows = zip(*(column.tolist() for column in (*in_unit, *others)), strict=True)
    for middle, low, high, std_error, used, bias, pull, reason in rows:
        kept = 0 if reason else used
        yield BootstrapInterval(middle, low, high, std_error, n, kept, words, reason, bias, pull)
