"""Bootstrap intervals of many groups against a loop of scipy.stats.bootstrap:
python -m bench.resampling.

BCa of 5,000 resamples in both. The loop is timed on a part and scaled.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from bench.timing import Line, seconds, table
from evalkit.estimates.resampling import (
    abc_intervals,
    bootstrap_intervals,
    interval_from_counts,
)

GROUPS, PERSONS, RESAMPLES = 1_000, 60, 5_000
# Groups on which SciPy is timed.
PART = 20
# Of BCa and of ABC; promised for d.
FLOORS, FLOOR_DIFFERENT = (60, 500), 8
PROMISED = ("d_z", "d_av")
SEED = 20261122
Numbers = NDArray[np.float64]


def mean_change(pre: Numbers, post: Numbers, axis: int) -> Numbers:
    return np.mean(post - pre, axis=axis)


def d_z(pre: Numbers, post: Numbers, axis: int) -> Numbers:
    change = post - pre
    return np.mean(change, axis=axis) / np.std(change, axis=axis, ddof=1)


def d_av(pre: Numbers, post: Numbers, axis: int) -> Numbers:
    both = np.var(pre, axis=axis, ddof=1) + np.var(post, axis=axis, ddof=1)
    return np.mean(post - pre, axis=axis) / np.sqrt(both / 2)


def correlation(pre: Numbers, post: Numbers, axis: int) -> Numbers:
    return stats.pearsonr(pre, post, axis=axis).statistic


STATISTICS = {one.__name__: one for one in (mean_change, d_z, d_av, correlation)}


def by_scipy(groups: Sequence[Numbers], statistic: str) -> list[tuple[float, float]]:
    found = []
    for pairs in groups:
        limits = stats.bootstrap(
            (pairs[:, 0], pairs[:, 1]),
            STATISTICS[statistic],
            paired=True,
            vectorized=True,
            n_resamples=RESAMPLES,
            method="BCa",
            rng=np.random.default_rng(SEED),
        ).confidence_interval
        found.append((float(limits.low), float(limits.high)))
    return found


def same_numbers(groups: Sequence[Numbers], statistic: str) -> None:
    """Ours of SciPy's own resamples are SciPy's; ours of our own are as near as chance allows."""
    theirs = by_scipy(groups, statistic)
    own = bootstrap_intervals(groups, statistic, seed=SEED, resamples=RESAMPLES)
    for pairs, (low, high), ours in zip(groups, theirs, own, strict=True):
        n = len(pairs)
        drawn = np.random.default_rng(SEED).integers(0, n, (RESAMPLES, n))
        counts = np.apply_along_axis(np.bincount, 1, drawn, minlength=n)
        same = interval_from_counts(pairs, statistic, counts)
        np.testing.assert_allclose((same.low, same.high), (low, high), rtol=1e-9)
        assert max(abs(ours.low - low), abs(ours.high - high)) < 0.3 * ours.std_error


def compared(
    groups: Sequence[Numbers], statistic: str, on: str, *, floors: tuple[float | None, float | None]
) -> Iterator[Line]:
    # Spread over all sizes.
    part = groups[:: len(groups) // PART]
    same_numbers(part, statistic)
    bca, loop, abc = seconds(
        lambda: bootstrap_intervals(groups, statistic, seed=SEED, resamples=RESAMPLES),
        lambda: by_scipy(part, statistic),
        lambda: abc_intervals(groups, statistic),
    )
    loop *= len(groups) / len(part)
    beside = f"{statistic}: loop of scipy.stats.bootstrap"
    yield Line("bootstrap_intervals, BCa", on, beside, loop, bca, floors[0])
    yield Line("abc_intervals", on, beside, loop, abc, floors[1])


def lines() -> Iterator[Line]:
    rng = np.random.default_rng(SEED)
    same = list(rng.normal(5, 2, (GROUPS, PERSONS, 2)))
    # Every size from 20 to 219 once.
    different = [rng.normal(5, 2, (n, 2)) for n in range(20, 220)]
    for statistic in STATISTICS:
        floors = FLOORS if statistic in PROMISED else (None, None)
        yield from compared(same, statistic, f"{GROUPS:,} groups of {PERSONS}", floors=floors)
    for statistic in PROMISED:
        on = "200 groups, every n differs"
        yield from compared(different, statistic, on, floors=(FLOOR_DIFFERENT, None))


if __name__ == "__main__":
    for text in table(lines()):
        print(text)
