"""Before and after, against R: every case and quantity of tests/reference."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import evalkit as ek

REFERENCE = Path(__file__).parents[1] / "reference"
CASES = pd.read_csv(REFERENCE / "pre_post_cases.csv")
EXPECTED = pd.read_csv(REFERENCE / "pre_post_expected.csv", dtype=str)
NOT_COMPUTABLE = "not computable"
# statistics.md asks for 1e-6; the reference has 15 digits. R's noncentral t has about 1e-11.
RELATIVE = {"d_z_low": 1e-8, "d_z_high": 1e-8}


def one_case(name: str, *, confidence: float = 0.95) -> pd.Series:
    wide = CASES[CASES["case"] == name]
    scores = wide.melt(["case", "person"], ["pre", "post"], var_name="wave", value_name="score")
    result = ek.pre_post(scores.assign(scale="x"), better="higher", confidence=confidence)
    return result.to_frame().iloc[0]


def column(quantity: str) -> tuple[str, float]:
    """Return the column of a quantity and the confidence it is for."""
    return (quantity.removesuffix("_90"), 0.90) if quantity.endswith("_90") else (quantity, 0.95)


def asked() -> list[tuple[str, str, str]]:
    rows = EXPECTED[EXPECTED["quantity"] != "p_wilcoxon_normal"]
    return list(rows[["case", "quantity", "value"]].itertuples(index=False, name=None))


def test_every_case_and_quantity_is_asked() -> None:
    assert set(EXPECTED["case"]) == set(CASES["case"])
    assert len(asked()) == 357


@pytest.mark.parametrize(("case", "quantity", "value"), asked())
def test_equals_r(case: str, quantity: str, value: str) -> None:
    name, confidence = column(quantity)
    row = one_case(case, confidence=confidence)
    if value == NOT_COMPUTABLE:
        assert pd.isna(row[name])
        assert "every change is the same" in row["note"]
    else:
        # 1e-12 absolute: a mean that is 0 in decimals.
        assert row[name] == pytest.approx(float(value), rel=RELATIVE.get(name, 1e-9), abs=1e-12)


@pytest.mark.parametrize("case", EXPECTED["case"].unique())
def test_what_r_can_compute_has_no_note(case: str) -> None:
    refused = (EXPECTED.loc[EXPECTED["case"] == case, "value"] == NOT_COMPUTABLE).any()
    assert (one_case(case)["note"] != "") == refused


def test_one_family_of_all_cases_is_adjusted_together() -> None:
    # By hand from R's p values: 3 x the smallest, 2 x the next, 1 x the largest.
    names = ["sixty", "star_ceiling", "student_sleep", "all_zero"]
    wide = CASES[CASES["case"].isin(names)]
    scores = wide.melt(["case", "person"], ["pre", "post"], var_name="wave", value_name="score")
    frame = ek.pre_post(scores.rename(columns={"case": "scale"})).to_frame().set_index("scale")
    assert frame.loc["sixty", "p_adjusted"] == pytest.approx(3 * 0.0002817391161095865)
    assert frame.loc["student_sleep", "p_adjusted"] == pytest.approx(2 * 0.00283289019738427)
    assert frame.loc["star_ceiling", "p_adjusted"] == pytest.approx(0.022608379396792604)
    assert pd.isna(frame.loc["all_zero", "p_adjusted"])
    assert frame["method"].str.contains("Holm over 3 tests").all()
