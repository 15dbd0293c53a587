"""Who was lost, and the bounds of a share, beside R: the cases of attrition.R."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
from agreement import Compared

import evalkit as ek

HERE = Path(__file__).parent
_R = "R 4.2.2"
_EFFECTSIZE = f"{_R}, effectsize 0.8.3"
# Column of attrition: what the table calls it, who computed it, and how near ours must be.
_NUMBERS = {
    "mean_kept": ("Mean of the kept", f"{_R}: mean()", 1e-12),
    "mean_lost": ("Mean of the lost", f"{_R}: mean()", 1e-12),
    "sd_kept": ("SD of the kept", f"{_R}: sd()", 1e-9),
    "sd_lost": ("SD of the lost", f"{_R}: sd()", 1e-9),
    "difference": ("Lost minus kept", f"{_R}: mean()", 1e-9),
    "difference_low": ("Welch interval", f"{_R}: t.test()", 1e-9),
    "difference_high": ("Welch interval", f"{_R}: t.test()", 1e-9),
    "estimate": ("Standardised mean difference", f"{_EFFECTSIZE}: cohens_d()", 1e-9),
    "conf_low": ("Interval of the standardised difference", f"{_R}: uniroot() on pt(ncp)", 1e-8),
    "conf_high": ("Interval of the standardised difference", f"{_R}: uniroot() on pt(ncp)", 1e-8),
    "hedges_g": ("Hedges' g", f"{_EFFECTSIZE}: hedges_g()", 1e-9),
}
_NEWCOMBE = "Newcombe's method 10 on prop.test()"
_SHARES = {
    "share_kept": ("Share of the kept", f"{_R}: by hand", 1e-12),
    "share_lost": ("Share of the lost", f"{_R}: by hand", 1e-12),
    "difference": ("Difference of shares", f"{_R}: by hand", 1e-9),
    "difference_low": ("Newcombe interval, different persons", f"{_R}: {_NEWCOMBE}", 1e-9),
    "difference_high": ("Newcombe interval, different persons", f"{_R}: {_NEWCOMBE}", 1e-9),
    "estimate": ("Standardised difference of shares", f"{_R}: by hand (Austin 2009)", 1e-9),
}


def compared() -> Iterator[Compared]:
    yield from _lost()
    yield from _bounds()


def _lost() -> Iterator[Compared]:
    cases = pd.read_csv(HERE / "attrition_cases.csv")
    expected = pd.read_csv(HERE / "attrition_expected.csv", keep_default_na=False)
    for case, theirs in expected.groupby("case", sort=False):
        ours = _frame(cases[cases["case"] == case]).set_index(["variable", "level"])
        for row in theirs.itertuples(index=False):
            quantities = _SHARES if row.level else _NUMBERS
            what, who, near = quantities[row.quantity]
            mine = float(ours.loc[(row.variable, row.level), row.quantity])
            # A difference of equal means is 0 but for binary noise.
            wanted = 0.0 if abs(float(row.value)) < 1e-15 else float(row.value)
            name = f"{case} {row.variable} {row.level} {row.quantity}"
            yield Compared(what, "ek.attrition", who, name, mine, wanted, near)


def _frame(people: pd.DataFrame) -> pd.DataFrame:
    """Return our numbers: who was lost has one reading and a course that has ended."""
    readings = people.assign(scale="x", wave="pre", score=people["pre"])
    again = readings[people["lost"] == 0].assign(wave="post")
    enrolments = people[["person", "group", "age"]].assign(
        started="2026-01-01", ended=people["lost"].map({0: None, 1: "2026-06-30"})
    )
    scores = pd.concat([readings, again])[["person", "scale", "wave", "score"]]
    found = ek.attrition(scores, waves=("pre", "post"), enrolments=enrolments, day="2026-09-30")
    return found.to_frame()


def _bounds() -> Iterator[Compared]:
    for row in pd.read_csv(HERE / "attrition_bounds.csv").itertuples(index=False):
        mine = _share_frame(row.improved, row.n, row.missing)
        of = "" if row.name == "estimate" else f"{row.name}_"
        ends = {row.name: row.share, f"{of}conf_low": row.low, f"{of}conf_high": row.high}
        for name, theirs in ends.items():
            case = f"{row.improved} of {row.n}, {row.missing} missing, {name}"
            reference = f"{_R}: prop.test(correct = FALSE)"
            what = "Bounds of a share with those missing"
            yield Compared(
                what, "ek.share_bounds", reference, case, float(mine[name]), float(theirs)
            )


def _share_frame(improved: int, n: int, missing: int) -> pd.Series:
    rows = [(f"p{i}", "pre", 1.0) for i in range(n + missing)]
    rows += [(f"p{i}", "post", 2.0 if i < improved else 1.0) for i in range(n)]
    scores = pd.DataFrame(rows, columns=["person", "wave", "score"]).assign(scale="x")
    return ek.share_bounds(scores, better="higher").to_frame().iloc[0]
