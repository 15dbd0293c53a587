"""Shares, paired shares, stage-to-stage tables and GRIM beside R, papers and hand: shares.R."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from agreement import Compared

import evalkit as ek

HERE = Path(__file__).parent
_R = "R 4.2.2"
_INTERVALS = {
    "wilson": ("Wilson interval", f"{_R}: prop.test(correct = FALSE)"),
    "clopper-pearson": ("Clopper-Pearson interval", f"{_R}: binom.test()"),
    "agresti-coull": ("Agresti-Coull interval, cut off at 0 and 1", f"{_R}: by the formula"),
    "jeffreys": ("Jeffreys interval", f"{_R}: qbeta()"),
}
_PAIRED = {
    "newcombe": ("Newcombe's paired interval, method 10", f"{_R}: uniroot() on Wilson's score"),
    "tango": ("Tango's paired interval", f"{_R}: uniroot() on a numerical likelihood"),
}
_NEWCOMBE = "Newcombe 1998, Stat Med 17:2635"
_TANGO = "Tango 1998, Stat Med 17:891"
_AGRESTI = "Agresti & Min 2005, Stat Med 24:729"
_FAGERLAND = "Fagerland, Lydersen & Laake 2014, Stat Med 33:2850"
_TANG = "Tang and others 2010, as cited by R's ratesci"
_BOOK = "Fagerland, Lydersen & Laake 2017, chapter 8"
# Counts both, first only, second only, neither; method; confidence; the printed limits of first
# minus second, so with the signs of ours turned; printed decimals.
_PRINTED = (
    ((20, 12, 2, 16), "newcombe", 0.95, (0.0562, 0.3292), 4, _NEWCOMBE),
    ((4, 9, 3, 16), "tango", 0.95, (-0.027, 0.390), 3, _TANGO),
    ((43, 0, 1, 0), "tango", 0.90, (-0.096, 0.037), 3, _TANGO),
    ((53, 16, 8, 9), "tango", 0.95, (-0.020, 0.207), 3, _AGRESTI),
    ((1, 1, 7, 12), "tango", 0.95, (-0.517, -0.026), 3, _FAGERLAND),
    ((1, 1, 7, 12), "newcombe", 0.95, (-0.507, -0.026), 3, _FAGERLAND),
    ((8, 3, 1, 2), "newcombe", 0.95, (-0.1574, 0.4136), 4, _TANG),
    ((8, 3, 1, 2), "tango", 0.95, (-0.1670, 0.4327), 4, _TANG),
    ((59, 6, 16, 80), "newcombe", 0.95, (-0.1186, -0.0046), 4, _BOOK),
)


def compared() -> Iterator[Compared]:
    yield from _one_share()
    yield from _paired_against_r()
    yield from _paired_against_papers()
    yield from _tables()
    yield from _grim()


def _one_share() -> Iterator[Compared]:
    for row in pd.read_csv(HERE / "shares_intervals.csv").itertuples(index=False):
        what, who = _INTERVALS[row.method]
        found = ek.share_interval(
            int(row.count), int(row.n), method=row.method, confidence=float(row.confidence)
        )
        for end, mine, theirs in (
            ("low", found.conf_low, row.low),
            ("high", found.conf_high, row.high),
        ):
            case = f"{row.count} of {row.n} at {row.confidence:g}, {end}"
            yield Compared(what, "ek.share_interval", who, case, mine, float(theirs), 1e-9)


def _counted(four: tuple[int, ...], method: str, confidence: float) -> pd.Series:
    names = ("both", "pre_only", "post_only", "neither")
    counts = dict(zip(names, map(int, four), strict=True))
    return ek.paired_shares(method=method, confidence=confidence, **counts).to_frame().iloc[0]


def _paired_against_r() -> Iterator[Compared]:
    call = "ek.paired_shares"
    for row in pd.read_csv(HERE / "shares_paired.csv").itertuples(index=False):
        four = (row.both, row.pre_only, row.post_only, row.neither)
        case = f"{'/'.join(map(str, four))} at {row.confidence:g}"
        for method, (what, who) in _PAIRED.items():
            mine = _counted(four, method, float(row.confidence))
            for end in ("low", "high"):
                theirs = float(getattr(row, f"{method}_{end}"))
                ours = float(mine[f"conf_{end}"])
                yield Compared(what, call, who, f"{case}, {end}", ours, theirs)
        if row.confidence == 0.95:
            for name, what, who in (
                ("p_value", "McNemar, exact p", f"{_R}: binom.test()"),
                ("p_mid", "McNemar, mid-p", f"{_R}: pbinom(), dbinom()"),
            ):
                theirs = float(getattr(row, name))
                yield Compared(what, call, who, case, float(mine[name]), theirs, 1e-9)


def _paired_against_papers() -> Iterator[Compared]:
    for four, method, confidence, (low, high), decimals, paper in _PRINTED:
        mine = _counted(four, method, confidence)
        what = f"{_PAIRED[method][0]}, rounded as printed"
        case = f"{'/'.join(map(str, four))} {method}"
        for end, ours, theirs in (
            ("low", -float(mine["conf_high"]), low),
            ("high", -float(mine["conf_low"]), high),
        ):
            rounded = round(ours, decimals)
            yield Compared(what, "ek.paired_shares", paper, f"{case}, {end}", rounded, theirs)
    # Fagerland, Lydersen & Laake 2013, BMC Med Res Methodol 13:91: exact 0.070, mid-p 0.039.
    mine = _counted((1, 1, 7, 12), "newcombe", 0.95)
    paper = "Fagerland, Lydersen & Laake 2013"
    for name, theirs in (("p_value", 0.070), ("p_mid", 0.039)):
        what = f"McNemar, {name}, rounded as printed"
        ours = round(float(mine[name]), 3)
        yield Compared(what, "ek.paired_shares", paper, name, ours, theirs)


def _moved(cells: pd.DataFrame) -> pd.DataFrame:
    """Return scores of made-up persons who moved as a table says: a score is a stage."""
    many = cells.loc[cells.index.repeat(cells["count"])].reset_index(drop=True)
    persons = [f"p{number}" for number in range(len(many))]
    first = pd.DataFrame({"person": persons, "wave": "pre", "score": many["from"]})
    last = pd.DataFrame({"person": persons, "wave": "post", "score": many["to"]})
    return pd.concat([first, last]).assign(scale="stage")


def _tables() -> Iterator[Compared]:
    cells = pd.read_csv(HERE / "shares_tables.csv")
    expected = pd.read_csv(HERE / "shares_tables_expected.csv")
    for name, of_table in cells.groupby("table", sort=False):
        cuts = np.arange(2, of_table["from"].max() + 1).tolist()
        found = ek.transitions(_moved(of_table), cuts=cuts, better="higher").summary().iloc[0]
        for row in expected[expected["table"] == name].itertuples(index=False):
            what = {"bowker": "Bowker", "stuart": "Stuart-Maxwell", "p": "Up against down, exact p"}
            kind = row.quantity.split("_")[0]
            yield Compared(
                what[kind],
                "ek.transitions",
                f"{_R}: {row.source}",
                f"{name} {row.quantity}",
                float(found[row.quantity]),
                float(row.value),
                1e-9,
            )
    # Fleiss, Levin & Paik 2003, two diagnosticians: 14.00 with 2 degrees of freedom.
    fleiss = cells[cells["table"] == "fleiss"]
    mine = ek.transitions(_moved(fleiss), cuts=[2, 3], better="higher").summary().iloc[0]
    book = "Fleiss, Levin & Paik 2003"
    ours = float(mine["stuart_maxwell"])
    yield Compared(
        "Stuart-Maxwell, rounded as printed", "ek.transitions", book, "fleiss", ours, 14.0
    )


def _grim() -> Iterator[Compared]:
    """How many counts give a percentage, by hand; 0 is impossible."""
    by_hand = {
        # 36/49 = 73.47, 37/49 = 75.51
        (0.74, 49, 0): 0,
        # 33/49 = 67.35, 34/49 = 69.39
        (0.68, 49, 0): 0,
        # 31/49 = 63.27
        (0.63, 49, 0): 1,
        # 55/64 = 85.94
        (0.86, 64, 0): 1,
        # 1/8 = 12.5: up to 13, or to the even 12
        (0.12, 8, 0): 1,
        (0.13, 8, 0): 1,
        # 3/8 = 37.5: 38 both ways
        (0.37, 8, 0): 0,
        (0.38, 8, 0): 1,
        # 29/100, which no binary fraction is
        (0.29, 100, 0): 1,
        # 2/3 = 66.667
        (0.667, 3, 1): 1,
        (0.666, 3, 1): 0,
        # 72.5/1000 .. 73.4/1000: 725 rounds up to 73, and 725 to the even 72; 735 to 74 both ways
        (0.73, 1000, 0): 10,
        (0.72, 1000, 0): 11,
    }
    for (share, n, decimals), theirs in by_hand.items():
        found = ek.grim(share=share, n=n, decimals=decimals)
        case = f"{share:g} of {n}, {decimals} decimals"
        counted = float(len(found.counts))
        yield Compared("GRIM: counts that fit", "ek.grim", "by hand", case, counted, float(theirs))
