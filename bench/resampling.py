"""Bootstrap intervals of many groups against a loop of scipy.stats.bootstrap:
python -m bench.resampling.

BCa of 5,000 resamples in both. The loop is timed on a part and scaled. NumPy's matrix products may
use several threads: CPU seconds count all of them; OPENBLAS_NUM_THREADS=1 is what a worker has.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from evalkit.estimates.resampling import (
    abc_intervals,
    bootstrap_intervals,
    interval_from_counts,
)

GROUPS, PERSONS, RESAMPLES = 1_000, 60, 5_000
# Groups on which SciPy is timed, and how often all are.
PART, REPEATS = 20, 5
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


def seconds(*ways: Callable[[], object]) -> list[float]:
    """Return median CPU seconds of each way, taken in turn."""
    rounds = []
    for _ in range(REPEATS):
        times = []
        for way in ways:
            began = time.process_time()
            way()
            times.append(time.process_time() - began)
        rounds.append(times)
    return [float(one) for one in np.median(rounds, axis=0)]


def compared(groups: Sequence[Numbers], statistic: str, on: str) -> list[str]:
    # Spread over all sizes.
    part = groups[:: len(groups) // PART]
    same_numbers(part, statistic)
    bca, loop, abc = seconds(
        lambda: bootstrap_intervals(groups, statistic, seed=SEED, resamples=RESAMPLES),
        lambda: by_scipy(part, statistic),
        lambda: abc_intervals(groups, statistic),
    )
    loop *= len(groups) / len(part)
    return [
        f"{what:<30}{on:<32}{took:>12.3f}{loop / took:>8.1f}"
        for what, took in (
            (f"{statistic}: scipy loop (scaled)", loop),
            ("  bootstrap_intervals, BCa", bca),
            ("  abc_intervals", abc),
        )
    ]


def lines() -> list[str]:
    rng = np.random.default_rng(SEED)
    same = list(rng.normal(5, 2, (GROUPS, PERSONS, 2)))
    # Every size from 20 to 219 once.
    different = [rng.normal(5, 2, (n, 2)) for n in range(20, 220)]
    found = []
    for statistic in STATISTICS:
        found += compared(same, statistic, f"{GROUPS:,} groups of {PERSONS}")
    for statistic in ("d_z", "d_av"):
        found += compared(different, statistic, "200 groups, every n differs")
    return found


def main() -> None:
    print(f"{'what':<30}{'on':<32}{'CPU seconds':>12}{'faster':>8}")
    print(*lines(), sep="\n")


if __name__ == "__main__":
    main()
