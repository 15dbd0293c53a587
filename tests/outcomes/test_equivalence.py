"""Equivalence: verdicts by hand, margins that are refused, what a small group may say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import evalkit as ek
from evalkit.errors import InputError

CALM = settings(deadline=None, max_examples=50)
# SD 2.09 of twelve: the standard error is 0.603.
SPREAD = [-2.0, 2.0] * 6
KEY = "0101901234"


def scores(changes: Mapping[str, Sequence[float]], *, start: float = 40.0) -> pd.DataFrame:
    rows = []
    for scale, of_scale in changes.items():
        for number, change in enumerate(of_scale):
            person = f"{KEY}{number}"
            rows += [(person, scale, "pre", start), (person, scale, "post", start + change)]
    return pd.DataFrame(rows, columns=["person", "scale", "wave", "score"])


def moved(by: float) -> list[float]:
    return [change + by for change in SPREAD]


@pytest.mark.parametrize(
    ("mean", "margin", "verdict"),
    [
        # t(.975, 11) = 2.201, t(.95, 11) = 1.796: the 95 % interval is +/- 1.33, the 90 % 1.08.
        (0.0, 2.0, "no change beyond the margin"),
        (2.0, 4.0, "a change smaller than the margin"),
        (5.0, 3.0, "a change of at least the margin"),
        (4.0, 3.5, "a change of uncertain size"),
        (0.5, 1.0, "cannot tell"),
        (-2.0, 4.0, "a change smaller than the margin"),
        (-5.0, 3.0, "a change of at least the margin"),
    ],
)
def test_the_verdicts(mean: float, margin: float, verdict: str) -> None:
    row = ek.equivalence(scores({"x": moved(mean)}), margin=margin).to_frame().iloc[0]
    assert row["verdict"] == verdict
    assert row["estimate"] == pytest.approx(mean)
    assert row["conf_high"] - mean == pytest.approx(2.200985160082949 * 2.0889318714 / 12**0.5)
    assert row["within_high"] - mean == pytest.approx(1.7958848187 * 2.0889318714 / 12**0.5)
    assert row["p_tost"] == max(row["p_lower"], row["p_upper"])
    assert row["note"] == ""


def test_many_scales_are_allowed_for() -> None:
    # Alone its p is .036; of ten scales nothing is left of it.
    alone = ek.equivalence(scores({"x": moved(1.45)}), margin=9.0).to_frame().iloc[0]
    family = {"x": moved(1.45)} | {f"y{number}": moved(0.0) for number in range(9)}
    margins = dict.fromkeys(family, 9.0)
    among = ek.equivalence(scores(family), margin=margins).to_frame().iloc[0]
    assert among["p_value"] == alone["p_value"]
    assert among["p_adjusted"] == pytest.approx(10 * alone["p_value"])
    assert alone["verdict"] == "a change smaller than the margin"
    assert among["verdict"] == "no change beyond the margin"


def test_a_published_margin_brings_its_source() -> None:
    frame = scores({"who5": moved(4.0)}).assign(instrument="who5")
    other = scores({"other": moved(0.0)}).assign(instrument="other")
    rows = ek.equivalence(pd.concat([frame, other]), margin="published").to_frame()
    assert rows["margin"].tolist()[0] == 10
    assert "Topp" in rows["margin_source"].iloc[0]
    assert pd.isna(rows["margin"].iloc[1])
    assert "no smallest change that matters" in rows["note"].iloc[1]
    assert pd.isna(rows["verdict"].iloc[1])


@pytest.mark.parametrize(
    ("changes", "note"),
    [
        ([3.0], "one person"),
        ([3.0, 3.0], "every change is the same"),
        ([0.0, 0.0, 0.0], "every change is the same"),
    ],
)
def test_what_cannot_be_tested_says_why(changes: list[float], note: str) -> None:
    row = ek.equivalence(scores({"x": changes}), margin=2.0).to_frame().iloc[0]
    assert note in row["note"]
    assert pd.isna(row["verdict"])
    assert row[["p_tost", "p_value", "conf_low", "within_low"]].isna().all()
    assert row["estimate"] == changes[0]


def test_a_delivery_without_scores_has_no_rows() -> None:
    study = ek.load("data/examples/insp", profile="insp")
    for margin in ("published", {}, 3.0):
        assert ek.equivalence(study, margin=margin).to_frame().empty


@pytest.mark.parametrize(
    ("margin", "said"),
    [
        (0, "above 0"),
        (-1.0, "above 0"),
        (float("nan"), "finite"),
        (float("inf"), "finite"),
        (True, "bool"),
        (None, "NoneType"),
        ([2.0], "list"),
        ("publised", "Did you mean 'published'"),
        ("published", "State one"),
        ({"z": 2.0}, "Accepted: 'x', 'y'"),
        ({"x": "2"}, "str"),
        (2.0, "dict from scale to number"),
    ],
)
def test_margins_that_are_refused(margin: object, said: str) -> None:
    with pytest.raises(InputError, match=said):
        ek.equivalence(scores({"x": SPREAD, "y": SPREAD}), margin=margin)


def test_nobody_with_two_readings() -> None:
    frame = scores({"x": SPREAD, "y": SPREAD})
    frame = frame[(frame["scale"] == "x") | (frame["wave"] == "pre")]
    rows = ek.equivalence(frame, margin={"x": 2.0, "y": 2.0}).to_frame().set_index("scale")
    assert rows.loc["y", "n"] == 0
    assert rows.loc["y", ["estimate", "p_tost", "verdict"]].isna().all()
    assert "nobody has both readings" in rows.loc["y", "note"]


def test_a_margin_as_wide_as_the_scale_is_refused() -> None:
    with pytest.raises(InputError, match="100 wide"):
        ek.equivalence(scores({"who5": moved(4.0)}).assign(instrument="who5"), margin=100)


@pytest.mark.parametrize("confidence", [0.5, 0.3, 95, 1, "0.95"])
def test_a_confidence_must_leave_an_interval(confidence: object) -> None:
    with pytest.raises(InputError, match="confidence"):
        ek.equivalence(scores({"x": SPREAD}), margin=1.0, confidence=confidence)


def test_a_result_that_has_its_pairs_is_gone_on_from() -> None:
    frame = scores({"x": moved(2.0)})
    paired = ek.pre_post(frame, better="higher")
    again = ek.equivalence(paired, margin=4.0).to_frame()
    pd.testing.assert_frame_equal(again, ek.equivalence(frame, margin=4.0).to_frame())
    assert again["estimate"].iloc[0] == paired.to_frame()["mean_change"].iloc[0]
    assert again["p_value"].iloc[0] == pytest.approx(paired.to_frame()["p_value"].iloc[0])
    with pytest.raises(InputError, match="has chosen its pairs"):
        ek.equivalence(paired, margin=4.0, waves=("pre", "post"))


def test_looking_shows_no_person_and_few_are_hidden() -> None:
    few = ek.equivalence(scores({"x": [1.0, 2.0, 4.0]}), margin=2.0)
    assert "(few)" in repr(few)
    assert KEY not in repr(few) + few._repr_html_()
    assert "(few)" not in repr(ek.equivalence(scores({"x": SPREAD}), margin=2.0))


def test_the_callers_frame_is_left_alone() -> None:
    frame = scores({"x": SPREAD})
    before = frame.copy()
    ek.equivalence(frame, margin=2.0)
    pd.testing.assert_frame_equal(frame, before)


CHANGES = st.lists(st.integers(-30, 30).map(float), min_size=2, max_size=12)


@CALM
@given(CHANGES, st.integers(1, 20), st.integers(-50, 50), st.randoms(use_true_random=False))
def test_shift_permute_swap(changes: list[float], margin: int, shift: int, random: object) -> None:
    frame = scores({"x": changes})
    one = ek.equivalence(frame, margin=float(margin), waves=("pre", "post")).to_frame()
    order = list(range(len(frame)))
    random.shuffle(order)  # type: ignore[attr-defined]
    moved_ = frame.assign(score=frame["score"] + shift).iloc[order]
    other = ek.equivalence(moved_, margin=float(margin), waves=("pre", "post")).to_frame()
    pd.testing.assert_frame_equal(one, other, rtol=1e-9)
    back = ek.equivalence(frame, margin=float(margin), waves=("post", "pre")).to_frame()
    np.testing.assert_allclose(back["estimate"], -one["estimate"])
    np.testing.assert_allclose(back["p_lower"], one["p_upper"], rtol=1e-9)
    assert back["verdict"].tolist() == one["verdict"].tolist() or back["verdict"].isna().all()
