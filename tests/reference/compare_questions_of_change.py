"""Equivalence, planning, groups, correlated change, regression to the mean: beside R's numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from agreement import Compared

import evalkit as ek

HERE = Path(__file__).parent
_R = "R 4.2.2"
# Topic to what the table calls it and the public call; how near ours must be, where not 1e-9: R's
# searches stop at their own tolerance.
_TOPICS = {
    "equivalence": ("Two one-sided tests (TOST)", "ek.equivalence"),
    "detectable": ("Detectable change, d_z", "ek.detectable_change"),
    "needed": ("Pairs needed", "ek.pairs_needed"),
    "groups": ("Difference of mean changes", "ek.compare_groups"),
    "overall": ("Welch's analysis of variance", "ek.compare_groups: overall()"),
    "correlated": ("Correlation of changes", "ek.correlated_change"),
    "regression": ("Regression to the mean", "ek.regression_to_mean"),
}
_NEAR = {"detectable": 1e-8, "needed": 1e-8}
# The published example is printed with three decimals.
_PUBLISHED = 5e-4


def compared() -> Iterator[Compared]:
    expected = pd.read_csv(HERE / "questions_of_change_expected.csv")
    for topic, rows in expected.groupby("topic", sort=False):
        what, call = _TOPICS[str(topic)]
        ours = _OURS[str(topic)](rows)
        for row in rows.itertuples(index=False):
            if row.quantity == "margin":
                continue
            published = "published" in str(row.case)
            case = str(row.case).removesuffix(" lm").removesuffix(" published")
            yield Compared(
                f"{what}: {row.quantity}",
                call,
                str(row.by) if published else f"{_R}: {row.by}",
                str(row.case),
                float(ours(case, str(row.quantity))),
                float(row.value),
                _PUBLISHED if published else _NEAR.get(str(topic), 1e-9),
            )


def _long(wide: pd.DataFrame, scale: str = "case") -> pd.DataFrame:
    kept = [name for name in (scale, "person", "group") if name in wide]
    long = wide.melt(kept, ["pre", "post"], var_name="wave", value_name="score")
    return long.rename(columns={scale: "scale"})


Lookup = Callable[[str, str], float]


def _equivalence(rows: pd.DataFrame) -> Lookup:
    margins = rows[rows["quantity"] == "margin"].set_index("case")["value"].to_dict()
    cases = pd.read_csv(HERE / "pre_post_cases.csv")
    long = _long(cases[cases["case"].isin(list(margins))])
    found = {
        f"{confidence}": ek.equivalence(long, margin=margins, confidence=confidence)
        .to_frame()
        .set_index("scale")
        for confidence in (0.95, 0.9)
    }

    def look(case: str, quantity: str) -> float:
        name, confidence = case.split(" ")
        return float(found[confidence].loc[name, quantity])

    return look


def _detectable(_: pd.DataFrame) -> Lookup:
    def look(case: str, _: str) -> float:
        n, power, confidence = (float(part) for part in case.split(" "))
        people = np.arange(int(n))
        wide = pd.DataFrame(
            {"case": "x", "person": people.astype(str), "pre": 0.0, "post": people % 3.0}
        )
        result = ek.detectable_change(_long(wide), power=power, confidence=confidence)
        return float(result.to_frame()["detectable_d_z"].iloc[0])

    return look


def _needed(_: pd.DataFrame) -> Lookup:
    def look(case: str, quantity: str) -> float:
        d_z, power, confidence = (float(part) for part in case.split(" "))
        needed = ek.pairs_needed(change=d_z, sd_change=1, power=power, confidence=confidence)
        return float(needed.to_frame()[quantity].iloc[0])

    return look


def _groups_result() -> object:
    return ek.compare_groups(
        _long(pd.read_csv(HERE / "questions_of_change_groups.csv")), group="group"
    )


def _groups(_: pd.DataFrame) -> Lookup:
    frame = _groups_result().to_frame().set_index(["scale", "group"])
    return lambda case, quantity: frame.loc[tuple(case.split(" ")), quantity]


def _overall(_: pd.DataFrame) -> Lookup:
    frame = _groups_result().overall().set_index("scale")
    return lambda case, quantity: frame.loc[case, quantity]


def _correlated(_: pd.DataFrame) -> Lookup:
    both = pd.read_csv(HERE / "questions_of_change_both.csv")
    found = {}
    for case, rows in both.groupby("case"):
        parts = [
            rows[["person"]].assign(scale=scale, wave=wave, score=rows[f"{scale}_{wave}"])
            for scale in ("first", "second")
            for wave in ("pre", "post")
        ]
        result = ek.correlated_change(pd.concat(parts), scales=("first", "second"))
        found[case] = result.to_frame().set_index(["quantity", "coefficient"])

    def look(case: str, quantity: str) -> float:
        name, what, coefficient = case.split(" ")
        return float(found[name].loc[(what, coefficient), quantity])

    return look


def _regression(_: pd.DataFrame) -> Lookup:
    students = pd.DataFrame(
        {
            "case": "language_test",
            "person": [str(number) for number in range(8)],
            "pre": [45.0, 52, 63, 68, 57, 55, 60, 59],
            "post": [49.0, 50, 70, 71, 53, 61, 62, 67],
        }
    )
    long = _long(pd.concat([pd.read_csv(HERE / "pre_post_cases.csv"), students]))

    def look(case: str, quantity: str) -> float:
        name, mean, reliability = case.split(" ")
        result = ek.regression_to_mean(
            long[long["scale"] == name], norm_mean=float(mean), reliability=float(reliability)
        )
        return float(result.to_frame()[quantity].iloc[0])

    return look


_OURS: dict[str, Callable[[pd.DataFrame], Lookup]] = {
    "equivalence": _equivalence,
    "detectable": _detectable,
    "needed": _needed,
    "groups": _groups,
    "overall": _overall,
    "correlated": _correlated,
    "regression": _regression,
}
