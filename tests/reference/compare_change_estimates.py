"""Every estimate of a before/after, Pratt's zeros and Benjamini-Hochberg beside R."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
from agreement import Compared

import evalkit as ek
from evalkit.estimates.adjusting import benjamini_hochberg
from evalkit.estimates.exact_tests import signed_rank_test, without_float_noise
from evalkit.estimates.standardised_change import d_pre_error, hedges_factor, pair_moments

HERE = Path(__file__).parent
_R = "R 4.2.2"
_NAMES = {
    "mean_change": "Standard error of a mean change",
    "median_change": "Median change, order interval, sign test",
    "hodges_lehmann": "Hodges-Lehmann shift and interval",
    "d_z": "d_z and noncentral t interval",
    "g_z": "g_z (exact Hedges factor)",
    "d_av": "d_av and Algina-Keselman interval",
    "g_av": "g_av (exact Hedges factor)",
    "d_rm": "d_rm and Borenstein interval",
    "g_rm": "g_rm (exact Hedges factor)",
    "d_pre": "d by the SD before and Bonett interval",
    "g_pre": "g by the SD before (exact Hedges factor)",
    "rank_biserial": "Matched-pairs rank-biserial and interval",
    "probability_of_improvement": "Probability of improvement, Wilson interval",
    "correlation": "Correlation pre with post, Fisher interval",
    "sd_ratio": "Ratio of the SDs, Pitman-Morgan interval",
}
# R states no more than 1e-12 absolute for the noncentral t, and its root finder no more than 1e-9.
_SOLVED = 1e-8
_CLOSED = 1e-9

# Published by R's metafor (tests/testthat/test_analysis_example_morris2008.r): measure SMCR, means,
# SD before, n and the corrected standardised change of the data of Morris 2008, to four decimals.
_MORRIS = (
    *((30.6, 38.5, 15.0, 20, 0.5056), (23.5, 26.8, 3.1, 50, 1.0481), (0.5, 0.7, 0.1, 9, 1.8054)),
    *((53.4, 75.9, 14.5, 10, 1.4181), (35.6, 36.0, 4.7, 14, 0.0801)),
)


def compared() -> Iterator[Compared]:
    yield from _estimates()
    yield from _pratt()
    yield from _benjamini_hochberg()
    yield from _morris()


def _estimates() -> Iterator[Compared]:
    cases = pd.read_csv(HERE / "pre_post_cases.csv")
    long = cases.melt(["case", "person"], ["pre", "post"], var_name="wave", value_name="score")
    scores = long.rename(columns={"case": "scale"})
    ours = {
        confidence: ek.change_estimates(scores, better="higher", confidence=confidence)
        .to_frame()
        .set_index(["scale", "quantity"])
        for confidence in (0.95, 0.9)
    }
    expected = pd.read_csv(HERE / "change_estimates_expected.csv")
    for row in expected.itertuples(index=False):
        if row.column == "becker":
            yield _becker(cases, row)
            continue
        mine = float(ours[row.confidence].loc[(row.case, row.quantity), row.column])
        # Sums of binary fractions that are 0 in decimals.
        theirs = 0.0 if abs(row.value) < 1e-15 else float(row.value)
        yield Compared(
            _NAMES[row.quantity],
            "ek.change_estimates",
            f"{_R}: {row.source}",
            f"{row.case} {row.confidence:g} {row.column}",
            mine,
            theirs,
            _SOLVED if "uniroot" in row.source else _CLOSED,
        )


def _becker(cases: pd.DataFrame, row: Any) -> Compared:
    pairs = cases[cases["case"] == row.case]
    moments = pair_moments(pairs["pre"], pairs["post"])
    mine = d_pre_error(moments, variance="becker")
    call = "evalkit.estimates.standardised_change.d_pre_error"
    what, case = "Becker's standard error of d by the SD before", f"{row.case} {row.confidence:g}"
    return Compared(what, call, f"{_R}: {row.source}", case, mine, float(row.value), _CLOSED)


def _pratt() -> Iterator[Compared]:
    cases = pd.read_csv(HERE / "pre_post_cases.csv")
    for row in pd.read_csv(HERE / "change_estimates_pratt.csv").itertuples(index=False):
        pairs = cases[cases["case"] == row.case]
        largest = float(pairs[["pre", "post"]].abs().to_numpy().max())
        change = without_float_noise((pairs["post"] - pairs["pre"]).to_numpy(), largest=largest)
        found = signed_rank_test(change, zeros="pratt")
        for column in ("statistic", "p_value"):
            yield Compared(
                "Signed rank, exact, Pratt's zeros",
                "evalkit.estimates.exact_tests.signed_rank_test",
                f'{_R}, coin 1.4.2: wilcoxsign_test(zero.method = "Pratt")',
                f"{row.case} {column}",
                float(getattr(found, column)),
                float(getattr(row, column)),
                _CLOSED,
            )


def _benjamini_hochberg() -> Iterator[Compared]:
    theirs = pd.read_csv(HERE / "change_estimates_bh.csv")
    for case, family in theirs.groupby("case", sort=False):
        adjusted = benjamini_hochberg(family["p"].to_numpy())
        for place, (mine, other) in enumerate(zip(adjusted, family["bh"], strict=True), start=1):
            yield Compared(
                "Benjamini-Hochberg",
                'ek.pre_post(adjust="bh"): p_adjusted',
                f"{_R}: p.adjust()",
                f"{case} {place}",
                float(mine),
                float(other),
            )


def _morris() -> Iterator[Compared]:
    for place, (pre, post, sd, n, theirs) in enumerate(_MORRIS, start=1):
        mine = round(hedges_factor(n - 1) * (post - pre) / sd, 4)
        yield Compared(
            "Hedges factor",
            "evalkit.estimates.standardised_change.hedges_factor",
            "metafor: escalc(SMCR), data of Morris 2008, four decimals",
            f"study {place}",
            mine,
            theirs,
        )
