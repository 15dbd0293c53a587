"""Bootstrap and ABC intervals beside R's boot, on R's own resamples: the cases of resampling.R."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from agreement import Compared

from evalkit.estimates.resampling import (
    BootstrapInterval,
    abc_interval,
    interval_from_counts,
)

HERE = Path(__file__).parent
_R = "R 4.2.2, boot 1.3-28.1"
_OF_COUNTS = "estimates.resampling.interval_from_counts"
_ABC = "estimates.resampling.abc_interval"
# Quantity: what it is, who computed it, and how near ours must be. The same resamples, so no Monte
# Carlo error is left. abc.ci takes differences over a step of 0.001 / n where we have derivatives:
# what is left is the rounding of its differences.
_QUANTITIES = {
    "estimate": ("Estimate of a change", f"{_R}: definition", 1e-10),
    "std_error": ("Bootstrap standard error", f"{_R}: sd() of boot()$t", 1e-10),
    "percentile": ("Bootstrap percentiles", f"{_R}: quantile(type = 7) of boot()$t", 1e-10),
    "bca": ("Bootstrap BCa", f"{_R}: centred empinf(), ties half, quantile(type = 7)", 1e-10),
    "bias": ("BCa's z0", f"{_R}: boot()$t, ties half", 1e-10),
    "acceleration": ("BCa's acceleration", f"{_R}: centred empinf(type = 'jack')", 1e-9),
    "abc": ("ABC interval", f"{_R}: abc.ci()", 1e-5),
}


def compared() -> Iterator[Compared]:
    expected = pd.read_csv(HERE / "resampling_expected.csv", dtype={"value": str})
    for (case, statistic), rows in expected.groupby(["case", "statistic"], sort=False):
        found = Found(str(case), str(statistic))
        for quantity, value in zip(rows["quantity"], rows["value"], strict=True):
            kind = quantity.split("_")[0] if quantity[:3] in {"bca", "abc", "per"} else quantity
            if kind not in _QUANTITIES:
                continue
            what, who, near = _QUANTITIES[kind]
            # Where R's difference leaves noise of 1e-17, ours is 0.
            theirs = 0.0 if abs(float(value)) < 1e-15 else float(value)
            name = f"{case} {statistic} {quantity}"
            yield Compared(what, found.call(kind), who, name, found.number(quantity), theirs, near)


class Found:
    """Ours, for one case and statistic."""

    def __init__(self, case: str, statistic: str) -> None:
        self.sample, self.counts = case_data(case)
        self.statistic = statistic

    @staticmethod
    def call(kind: str) -> str:
        return _ABC if kind == "abc" else _OF_COUNTS

    def number(self, quantity: str) -> float:
        confidence = 0.90 if quantity.endswith("_90") else 0.95
        kind, *end = quantity.removesuffix("_90").split("_")
        interval = self._interval(kind, confidence)
        attribute = quantity if kind not in {"bca", "abc", "percentile"} else end[0]
        number = float(getattr(interval, attribute))
        return 0.0 if math.isclose(number, 0.0, abs_tol=1e-15) else number

    def _interval(self, kind: str, confidence: float) -> BootstrapInterval:
        if kind == "abc":
            return abc_interval(self.sample, self.statistic, confidence=confidence)
        method = "percentile" if kind == "percentile" else "bca"
        return interval_from_counts(
            self.sample, self.statistic, self.counts, confidence=confidence, method=method
        )


def case_data(case: str) -> tuple[np.ndarray, np.ndarray]:
    """Return pre and post of the case's persons, and R's resamples of them."""
    cases = pd.read_csv(HERE / "resampling_cases.csv")
    drawn = pd.read_csv(HERE / "resampling_counts.csv", dtype={"counts": str})
    digits = drawn.loc[drawn["case"] == case, "counts"]
    counts = np.array([[int(digit) for digit in row] for row in digits])
    return cases.loc[cases["case"] == case, ["pre", "post"]].to_numpy(), counts
