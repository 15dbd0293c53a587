"""Detectable change and pairs needed: by table, back and forth, and what is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import evalkit as ek
from evalkit.errors import InputError

CALM = settings(deadline=None, max_examples=50)
KEY = "0101901234"


def scores(changes: list[float], scale: str = "x") -> pd.DataFrame:
    people = [f"{KEY}{number}" for number in range(len(changes))]
    pre = pd.DataFrame({"person": people, "scale": scale, "wave": "pre", "score": 50.0})
    post = pre.assign(wave="post", score=50.0 + np.array(changes, dtype=float))
    return pd.concat([pre, post], ignore_index=True)


def test_in_the_scales_own_unit() -> None:
    # R: power.t.test(n = 34, power = .8, sd = 1, type = "paired", strict = TRUE): 0.495028098.
    changes = [4.0, -4.0] * 17
    row = ek.detectable_change(scores(changes, "who5")).to_frame().iloc[0]
    assert row["detectable_d_z"] == pytest.approx(0.495028098, rel=1e-7)
    assert row["sd_change"] == pytest.approx((34 * 16 / 33) ** 0.5)
    assert row["detectable_change"] == pytest.approx(0.495028098 * row["sd_change"], rel=1e-7)
    assert row["published_change"] == 10


def test_fewer_than_two_pairs_and_no_spread_say_why() -> None:
    for changes, note in (([1.0], "one person"), ([2.0, 2.0, 2.0], "every change is the same")):
        row = ek.detectable_change(scores(changes)).to_frame().iloc[0]
        assert note in row["note"]
        assert pd.isna(row["detectable_change"])


def test_nobody_with_two_readings() -> None:
    frame = pd.concat([scores([1.0, 2.0]).iloc[:2], scores([1.0], "y").assign(person="z")])
    row = ek.detectable_change(frame).to_frame().set_index("scale").loc["x"]
    assert row["n"] == 0
    assert "nobody has both" in row["note"]
    assert pd.isna(row["detectable_d_z"])


@pytest.mark.parametrize("power", [0, 1, 1.2, 80, 0.05, 0.01, "0.8", None, float("nan"), True])
def test_powers_that_are_refused(power: object) -> None:
    with pytest.raises(InputError, match="power"):
        ek.detectable_change(scores([1.0, 2.0, 4.0]), power=power)
    with pytest.raises(InputError, match="power"):
        ek.pairs_needed(change=1, sd_change=2, power=power)


def test_looking_hides_few_and_shows_no_person() -> None:
    result = ek.detectable_change(scores([1.0, 2.0, 4.0]))
    assert "(few)" in repr(result)
    assert KEY not in repr(result) + result._repr_html_()


@CALM
@given(
    st.lists(st.integers(-9, 9).map(float), min_size=2, max_size=30), st.sampled_from([0.1, 7.0])
)
def test_the_unit_scales_and_the_sign_does_not_matter(changes: list[float], unit: float) -> None:
    one = ek.detectable_change(scores(changes)).to_frame().iloc[0]
    other = ek.detectable_change(scores([-unit * change for change in changes])).to_frame().iloc[0]
    assert other["detectable_d_z"] == one["detectable_d_z"]
    assert other["detectable_change"] == pytest.approx(
        unit * one["detectable_change"], rel=1e-6, nan_ok=True
    )


def test_pairs_needed_as_cohens_table() -> None:
    # R: power.t.test(delta = .5, power = .8, type = "paired", strict = TRUE): 33.36713, so 34.
    needed = ek.pairs_needed(change=-10, sd_change=20)
    row = needed.to_frame().iloc[0]
    assert (needed.pairs, needed.enrol) == (34, 34)
    assert row["pairs_exact"] == pytest.approx(33.36713, rel=1e-6)
    assert row["power_reached"] == pytest.approx(0.8077775013, rel=1e-8)


def test_the_sd_of_the_changes_from_scores_and_their_correlation() -> None:
    # 20 sqrt(2 (1 - 0.5)) = 20.
    needed = ek.pairs_needed(change=10, sd=20, correlation=0.5)
    assert needed.to_frame()["sd_change"].iloc[0] == pytest.approx(20)
    assert needed.pairs == 34


@pytest.mark.parametrize(("dropout", "enrol"), [(0, 34), (0.15, 40), (0.5, 68), (0.32, 50)])
def test_how_many_to_enrol(dropout: float, enrol: int) -> None:
    # 34 / .85 = 40 exactly, 34 / .68 = 50 exactly: binary noise must not make them 41 and 51.
    assert ek.pairs_needed(change=10, sd_change=20, dropout=dropout).enrol == enrol


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({}, "one way"),
        ({"sd": 3}, "one way"),
        ({"correlation": 0.5}, "one way"),
        ({"sd_change": 3, "sd": 3, "correlation": 0.5}, "one way"),
        ({"sd_change": 3, "correlation": 0.5}, "one way"),
        ({"sd_change": 0}, "above 0"),
        ({"sd_change": float("inf")}, "finite"),
        ({"sd": 3, "correlation": 1}, "below 1"),
        ({"sd": 3, "correlation": -1.5}, "at least -1"),
        ({"sd_change": 3, "dropout": 1}, "dropout"),
        ({"sd_change": 3, "dropout": -0.1}, "dropout"),
        ({"sd_change": 3, "dropout": 30}, "dropout"),
        ({"sd_change": 3, "change": 0}, "Check the units"),
        ({"sd_change": 3, "change": "5"}, "change"),
        ({"sd_change": 3, "confidence": 95}, "confidence"),
    ],
)
def test_what_is_refused(options: dict[str, object], said: str) -> None:
    with pytest.raises(InputError, match=said):
        ek.pairs_needed(**({"change": 5} | options))


@CALM
@given(st.floats(0.05, 3), st.sampled_from([0.5, 0.8, 0.95]))
def test_the_fewest_pairs_that_reach_the_power(d_z: float, power: float) -> None:
    needed = ek.pairs_needed(change=d_z, sd_change=1, power=power)
    changes = [1.0, -1.0] * (needed.pairs // 2) + [0.0] * (needed.pairs % 2)
    with_these = ek.detectable_change(scores(changes), power=power).to_frame()
    assert with_these["detectable_d_z"].iloc[0] <= d_z * (1 + 1e-9)
    if needed.pairs > 3:
        fewer = ek.detectable_change(scores(changes[1:]), power=power).to_frame()
        assert fewer["detectable_d_z"].iloc[0] > d_z * (1 - 1e-9)
