"""Before and after, Holm and Wilson beside R: the cases of pre_post.R."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
from agreement import Compared

import evalkit as ek
from evalkit.estimates.adjusting import holm
from evalkit.estimates.shares import wilson_interval

HERE = Path(__file__).parent
_R = "R 4.2.2"
# Column of pre_post: what the table calls it, who computed it, and how near ours must be. R states
# no more than 1e-12 absolute for the noncentral t.
_QUANTITIES = {
    "mean_change": ("Mean change", f"{_R}: mean()", 1e-9),
    "sd_change": ("SD of the changes", f"{_R}: sd()", 1e-9),
    "conf_low": ("t interval of a mean change", f"{_R}: t.test()", 1e-9),
    "conf_high": ("t interval of a mean change", f"{_R}: t.test()", 1e-9),
    "t": ("Paired t", f"{_R}: t.test()", 1e-9),
    "p_value": ("Paired t, p", f"{_R}: t.test()", 1e-9),
    "p_wilcoxon": (
        "Wilcoxon signed rank, exact p",
        f"{_R}: exactRankTests::wilcox.exact(), coin::wilcoxsign_test()",
        1e-9,
    ),
    "d_z": ("d_z", f"{_R}: mean() / sd()", 1e-9),
    "d_z_low": ("Interval of d_z", f"{_R}: uniroot() on pt(ncp)", 1e-8),
    "d_z_high": ("Interval of d_z", f"{_R}: uniroot() on pt(ncp)", 1e-8),
}


def compared() -> Iterator[Compared]:
    yield from _before_and_after()
    yield from _holm()
    yield from _wilson()


def _before_and_after() -> Iterator[Compared]:
    cases = pd.read_csv(HERE / "pre_post_cases.csv")
    expected = pd.read_csv(HERE / "pre_post_expected.csv", dtype=str)
    long = cases.melt(["case", "person"], ["pre", "post"], var_name="wave", value_name="score")
    frame = ek.pre_post(long.rename(columns={"case": "scale"}), better="higher").to_frame()
    ours = frame.set_index("scale")
    for row in expected.itertuples(index=False):
        if row.quantity not in _QUANTITIES or row.value == "not computable":
            continue
        what, who, near = _QUANTITIES[row.quantity]
        mine = float(ours.loc[row.case, row.quantity])
        # A mean of binary fractions that is 0 in decimals.
        theirs = 0.0 if abs(float(row.value)) < 1e-15 else float(row.value)
        case = f"{row.case} {row.quantity}"
        yield Compared(what, "ek.pre_post", who, case, mine, theirs, near)


def _holm() -> Iterator[Compared]:
    p = pd.read_csv(HERE / "p_adjust_cases.csv")
    theirs = pd.read_csv(HERE / "p_adjust_expected.csv")
    for case, family in p.groupby("case", sort=False):
        adjusted = holm(family["p"].to_numpy())
        wanted = theirs[theirs["case"] == case]["holm"]
        for place, (mine, other) in enumerate(zip(adjusted, wanted, strict=True), start=1):
            reference = f"{_R}: p.adjust()"
            call = "ek.pre_post: p_adjusted"
            yield Compared("Holm", call, reference, f"{case} {place}", float(mine), float(other))


def _wilson() -> Iterator[Compared]:
    for row in pd.read_csv(HERE / "wilson_expected.csv").itertuples(index=False):
        found = wilson_interval(int(row.x), int(row.n), confidence=float(row.confidence))
        for end, theirs in (("low", row.low), ("high", row.high)):
            case = f"{row.x} of {row.n} at {row.confidence} {end}"
            reference = f"{_R}: prop.test(correct = FALSE)"
            mine = float(getattr(found, end))
            yield Compared(
                "Wilson interval", "ek.share_interval", reference, case, mine, float(theirs)
            )
