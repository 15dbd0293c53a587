"""The exact interval of d_z: python -m bench.effect_sizes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy import optimize, stats

from bench.timing import Line, seconds, table
from evalkit.estimates.effect_sizes import d_z_interval

MANY = 200
# Sizes and d_z of as many groups as a large comparison has.
GROUPS = [(20 + number % 60, 0.01 * (number % 50)) for number in range(MANY)]


def by_scipy(d_z: float, n: int) -> tuple[float, float]:
    """Find the limits as people write it."""
    t, df = d_z * np.sqrt(n), n - 1
    low, high = (
        optimize.brentq(lambda nc, p=p: stats.nct.cdf(t, df, nc) - p, t - 5, t + 5)
        for p in (0.975, 0.025)
    )
    return low / np.sqrt(n), high / np.sqrt(n)


def lines() -> Iterator[Line]:
    for n, d_z in GROUPS:
        ours = d_z_interval(d_z, n)
        np.testing.assert_allclose((ours.low, ours.high), by_scipy(d_z, n), atol=1e-9)
    ours, theirs = seconds(
        lambda: [d_z_interval(d_z, n) for n, d_z in GROUPS],
        lambda: [by_scipy(d_z, n) for n, d_z in GROUPS],
        rounds=3,
    )
    yield Line("d_z_interval", f"{MANY} groups", "brentq on scipy.stats.nct", theirs, ours)


if __name__ == "__main__":
    for text in table(lines()):
        print(text)
