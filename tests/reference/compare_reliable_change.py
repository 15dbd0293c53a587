"""Reliable change beside base R and the papers: the cases of reliable_change.R."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from agreement import Compared

import evalkit as ek
from evalkit.outcomes.reliable_change import ReliableChange

HERE = Path(__file__).parent
_R = "R 4.2.2: the paper's formula written out"
_PAPER = "Jacobson & Truax 1991"
_BY_NORMS = ("gulliksen-lord-novick", "hsu-linn-lord", "edwards-nunnally", "nunnally-kotsch")
_CATEGORIES = ("recovered", "improved", "unchanged", "deteriorated", "harmed", "undefined")


def compared() -> Iterator[Compared]:
    yield from _persons()
    yield from _by_error()
    yield from _cutoffs()
    yield from _by_hand()


def _judged(method: str) -> ReliableChange:
    cases = pd.read_csv(HERE / "reliable_change_cases.csv")
    about = pd.read_csv(HERE / "reliable_change_about.csv").set_index("case")
    long = cases.melt(["case", "person"], ["pre", "post"], var_name="wave", value_name="score")
    reliability: dict[str, object] = about["reliability"].to_dict()
    if method == "nunnally-kotsch":
        reliability = {
            case: (row.reliability, row.reliability_post) for case, row in about.iterrows()
        }
    if method == "smallest-important-change":
        reliability = {case: ek.important_change(row.threshold) for case, row in about.iterrows()}
    norms = {
        case: ek.norms(mean=row["mean"], sd=row["sd"], mean_post=row["mean_post"])
        for case, row in about.iterrows()
    }
    return ek.reliable_change(
        long.rename(columns={"case": "scale"}),
        reliability=reliability,
        better=about["better"].to_dict(),
        method=method,
        sd=norms if method in _BY_NORMS else None,
        cutoff=about["cutoff"].to_dict(),
    )


def _persons() -> Iterator[Compared]:
    """Every person's index, the worst of a case told; and how many are in each category."""
    everybody = pd.read_csv(HERE / "reliable_change_people.csv")
    for method, theirs in everybody.groupby("method", sort=False):
        ours = _judged(str(method)).to_frame().set_index(["scale", "person"])
        for case, those in theirs.groupby("case", sort=False):
            mine = ours.loc[case].loc[those["person"]]
            index, other = mine["rci"].to_numpy(), those["rci"].to_numpy(dtype=float)
            apart = np.abs(index - other) / np.maximum(np.abs(other), 1e-300)
            worst = int(np.argmax(np.where(other == 0, np.abs(index), np.nan_to_num(apart))))
            what = f"Reliable change index, {method}"
            name = f"{case}, the worst of {len(those)} persons"
            yield Compared(
                what, "ek.reliable_change", _R, name, float(index[worst]), float(other[worst]), 1e-9
            )
            for category in _CATEGORIES:
                many = int((mine["category"] == category).sum())
                wanted = int((those["category"] == category).sum())
                name = f"{case}, {method}: {category}"
                yield Compared("Categories", "ek.reliable_change", _R, name, many, wanted, 0.0)
            elsewhere = (mine["category"].astype(str).to_numpy() != those["category"]).sum()
            name = f"{case}, {method}: persons in another category"
            yield Compared("Categories", "ek.reliable_change", _R, name, int(elsewhere), 0.0, 0.0)


def _by_error() -> Iterator[Compared]:
    plain = _judged("jacobson-truax").by_group().set_index("scale")
    edwards = _judged("edwards-nunnally").by_group().set_index("scale")
    for row in pd.read_csv(HERE / "reliable_change_by_error.csv").itertuples(index=False):
        if row.quantity == "expected_edwards":
            ours = float(edwards.loc[row.case, "expected_improved"])
        else:
            ours = float(plain.loc[row.case, row.quantity])
        yield Compared(
            "Improved by measurement error alone",
            "ek.reliable_change: by_group",
            "R 4.2.2: pnorm()",
            f"{row.case} {row.quantity}",
            ours,
            float(row.value),
            1e-9,
        )


def _cutoffs() -> Iterator[Compared]:
    for row in pd.read_csv(HERE / "reliable_change_cutoffs.csv").itertuples(index=False):
        ours = ek.cutoff(
            row.kind,
            better=row.better,
            clinical=(row.clinical_mean, row.clinical_sd),
            functional=(row.functional_mean, row.functional_sd),
        ).value
        name = f"{row.case} {row.kind}"
        yield Compared("Cut-off", "ek.cutoff", _R, name, ours, float(row.value), 1e-12)


def _by_hand() -> Iterator[Compared]:
    """The paper's example: SD 7.5, r .80, from 32.5 to 47.5; means 40 and 60."""
    scores = pd.DataFrame(
        {"person": ["x"] * 2, "scale": "s", "wave": ["pre", "post"], "score": [32.5, 47.5]}
    )
    result = ek.reliable_change(scores, reliability=0.80, better="higher", sd=7.5)
    index = float(result.to_frame()["rci"].iloc[0])
    unit = float(result.by_group()["unit"].iloc[0])
    call = "ek.reliable_change"
    yield Compared("Reliable change, example", call, _PAPER, "S_diff 4.74", round(unit, 2), 4.74)
    yield Compared("Reliable change, example", call, _PAPER, "RC 3.16", round(index, 2), 3.16)
    error = unit / math.sqrt(2)
    yield Compared("Reliable change, example", call, _PAPER, "S_E 3.35", round(error, 2), 3.35)
    for kind, theirs in (("a", 55.0), ("b", 45.0), ("c", 50.0)):
        ours = ek.cutoff(kind, better="higher", clinical=(40.0, 7.5), functional=(60.0, 7.5)).value
        name = f"cut-off {kind}"
        yield Compared("Cut-off, example", "ek.cutoff", _PAPER, name, ours, theirs, 1e-12)
