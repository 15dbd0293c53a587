"""Regression to the mean: by hand, the published example, and what is no retest reliability."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import evalkit as ek
from evalkit.errors import InputError

CALM = settings(deadline=None, max_examples=50)
KEY = "0101901234"
PRE = [45.0, 52, 63, 68, 57, 55, 60, 59]
POST = [49.0, 50, 70, 71, 53, 61, 62, 67]


def scores(pre: list[float], post: list[float], scale: str = "x") -> pd.DataFrame:
    people = [f"{KEY}{number}" for number in range(len(pre))]
    one = pd.DataFrame({"person": people, "scale": scale, "wave": "pre", "score": pre})
    return pd.concat([one, one.assign(wave="post", score=post)], ignore_index=True)


def row(frame: pd.DataFrame, **options: object) -> pd.Series:
    return ek.regression_to_mean(frame, **options).to_frame().iloc[0]


def test_the_published_example() -> None:
    # McClave and Dietrich's language test in R's regtomean: t = 1.938 at mu = 59.
    found = row(scores(PRE, POST), norm_mean=59, reliability=0.8)
    assert found["t"] == pytest.approx(1.938, abs=5e-4)
    assert found["df"] == 6
    # By hand: mean before 57.375, change 3: 0.2 x 1.625 could be expected.
    assert found["expected_change"] == pytest.approx(0.325)
    assert found["estimate"] == pytest.approx(2.675)
    assert found["p_adjusted"] == found["p_value"]


def test_the_numbers_are_stated_scale_by_scale() -> None:
    frame = pd.concat([scores(PRE, POST), scores(PRE, POST, "y")])
    rows = ek.regression_to_mean(frame, norm_mean={"x": 59}, reliability=0.8).to_frame()
    assert rows["norm_mean"].tolist()[0] == 59
    assert pd.isna(rows["estimate"].iloc[1])
    assert "no norm mean" in rows["note"].iloc[1]
    with pytest.raises(InputError, match="one unit"):
        ek.regression_to_mean(frame, norm_mean=59, reliability=0.8)


@pytest.mark.parametrize("reliability", [0, 1, -0.2, 1.4, 80, float("nan"), True, "0.8", None])
def test_reliabilities_that_are_none(reliability: object) -> None:
    with pytest.raises(InputError, match="reliability"):
        row(scores(PRE, POST), norm_mean=59, reliability=reliability)
    with pytest.raises(InputError, match="reliability"):
        row(scores(PRE, POST), norm_mean=59, reliability={"x": reliability})


@pytest.mark.parametrize(
    "alpha",
    [
        SimpleNamespace(kind="internal consistency"),
        SimpleNamespace(alpha=lambda scale: 0.8),
    ],
)
def test_alpha_is_refused(alpha: object) -> None:
    with pytest.raises(InputError, match="internal consistency"):
        row(scores(PRE, POST), norm_mean=59, reliability=alpha)


@pytest.mark.parametrize(
    "norm", [float("inf"), float("nan"), None, "59", True, {"z": 3}, {"x": "3"}]
)
def test_norms_that_are_none(norm: object) -> None:
    with pytest.raises(InputError, match="norm_mean"):
        row(scores(PRE, POST), norm_mean=norm, reliability=0.8)


@pytest.mark.parametrize(
    ("pre", "post", "note", "missing"),
    [
        ([1.0], [2.0], "one person", ["conf_low", "t"]),
        ([1.0, 3.0], [2.0, 6.0], "Mee-Chua", ["t", "at_norm"]),
        ([3.0, 3.0, 3.0], [2.0, 6.0, 7.0], "Mee-Chua", ["t", "slope"]),
        ([1.0, 2.0, 4.0], [2.0, 4.0, 8.0], "one line", ["p_value"]),
        ([10.0, 20.0, 30.0], [10.0, 15.0, 20.0], "the same for everybody", ["conf_low", "t"]),
    ],
)
def test_what_cannot_be_computed_says_why(
    pre: list[float], post: list[float], note: str, missing: list[str]
) -> None:
    found = row(scores(pre, post), norm_mean=5, reliability=0.5)
    assert note in found["note"]
    assert found[missing].isna().all()
    assert found["estimate"] == pytest.approx(
        np.mean(post) - np.mean(pre) - 0.5 * (5 - np.mean(pre))
    )


def test_looking_hides_few_and_shows_no_person() -> None:
    result = ek.regression_to_mean(scores(PRE[:4], POST[:4]), norm_mean=59, reliability=0.8)
    shown = repr(result) + result._repr_html_()
    assert "(few)" in shown
    assert KEY not in shown


def test_the_callers_frame_is_left_alone() -> None:
    frame = scores(PRE, POST)
    before = frame.copy()
    row(frame, norm_mean=59, reliability=0.8)
    pd.testing.assert_frame_equal(frame, before)


PAIRS = st.lists(
    st.tuples(st.integers(0, 40).map(float), st.integers(0, 40).map(float)),
    min_size=1,
    max_size=10,
)


@CALM
@given(PAIRS, st.integers(0, 40), st.floats(0.05, 0.95), st.integers(-30, 30))
def test_shift_permute_and_what_is_missing_is_said(
    pairs: list[tuple[float, float]], mean: int, reliability: float, shift: int
) -> None:
    pre, post = ([pair[end] for pair in pairs] for end in (0, 1))
    frame = scores(pre, post)
    options = {"reliability": reliability, "waves": ("pre", "post")}
    one = ek.regression_to_mean(frame, norm_mean=mean, **options).to_frame()
    moved = frame.assign(score=frame["score"] + shift).iloc[::-1]
    other = ek.regression_to_mean(moved, norm_mean=mean + shift, **options).to_frame()
    for name in ("expected_change", "estimate", "conf_low", "at_norm", "at_norm_high", "slope"):
        np.testing.assert_allclose(other[name], one[name], rtol=1e-7, atol=1e-8)
    numbers = one[["estimate", "conf_low", "at_norm", "p_value"]]
    assert numbers.notna().all(axis=None) == (one["note"].iloc[0] == "")
    change = one["estimate"] + one["expected_change"]
    np.testing.assert_allclose(change, one["mean_change"], atol=1e-9)
