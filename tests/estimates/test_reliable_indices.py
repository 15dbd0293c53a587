"""Indices of reliable change: the papers' examples, their criteria, and what error alone gives."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.estimates.reliable_change import (
    Index,
    edwards_nunnally,
    gulliksen_lord_novick,
    hageman_arrindell,
    hsu_linn_lord,
    jacobson_truax,
    nunnally_kotsch,
    smallest_important_change,
)

CALM = settings(deadline=None, max_examples=50)
# Phi(-1.959963984540054) and Phi(-1), from any table of the normal.
TAIL, ONE_SD = 0.025, 0.15865525393145705


def one(index: Index, pre: float, post: float) -> float:
    return float(index.of(np.array([pre]), np.array([post - pre]))[0])


def test_the_example_of_jacobson_and_truax() -> None:
    # 1991, p. 14: SD 7.5, r .80, S_E 3.35, S_diff 4.74; from 32.5 to 47.5 RC = 3.16.
    index = jacobson_truax(sd=7.5, reliability=0.80)
    assert round(index.unit, 2) == 4.74
    assert round(one(index, 32.5, 47.5), 2) == 3.16
    assert index.criterion == pytest.approx(1.959963984540054)


# By hand: SD 10, r .8, M 50, M2 52, pre 40, post 60: foretold 42, 44 with M2.
BY_HAND = {
    "gln": (gulliksen_lord_novick(mean=50, sd=10, reliability=0.8), 18 / 6),
    "hll": (hsu_linn_lord(mean=50, mean_post=52, sd=10, reliability=0.8), 16 / 6),
    "en": (edwards_nunnally(mean=50, sd=10, reliability=0.8), 18 / math.sqrt(20)),
    # r2 = .75: 100 (.64 x .2 + .25) = 37.8.
    "nk": (
        nunnally_kotsch(mean=50, sd=10, reliability=0.8, reliability_post=0.75),
        18 / math.sqrt(37.8),
    ),
}


@pytest.mark.parametrize("name", BY_HAND)
def test_the_methods_that_foretell_the_second_score(name: str) -> None:
    index, expected = BY_HAND[name]
    assert one(index, 40.0, 60.0) == pytest.approx(expected, rel=1e-12)


def test_hageman_and_arrindell_by_hand() -> None:
    # SE of the change 10 sqrt(.4) = sqrt(40); SD of the changes 10: r_dd = 1 - 40/100 = .6.
    index = hageman_arrindell(sd=10, reliability=0.8, mean_change=5, sd_change=10)
    assert index is not None
    assert one(index, 40.0, 60.0) == pytest.approx(
        (20 * 0.6 + 5 * 0.4) / (math.sqrt(0.6) * math.sqrt(40))
    )
    assert index.criterion == pytest.approx(1.6448536269514722)
    assert index.error_share is None


@pytest.mark.parametrize("sd_change", [0.0, 1.0, math.sqrt(40)])
def test_hageman_and_arrindell_needs_changes_beyond_error(sd_change: float) -> None:
    made = hageman_arrindell(sd=10, reliability=0.8, mean_change=5, sd_change=sd_change)
    assert made is None


def test_at_the_criterion_is_not_beyond_it() -> None:
    index = jacobson_truax(sd=7.5, reliability=0.80)
    at = np.array([index.criterion, -index.criterion])
    assert index.direction(at).tolist() == [0, 0]
    assert index.direction(at * (1 + 1e-12)).tolist() == [0, 0]
    assert index.direction(at * (1 + 1e-6)).tolist() == [1, -1]


def test_a_change_that_matters_is_reached_at_the_change() -> None:
    index = smallest_important_change(0.3)
    changes = np.array([0.1 + 0.2, 0.3, 0.29, -0.3])
    assert index.direction(index.of(np.zeros(4), changes)).tolist() == [1, 1, 0, -1]


def test_the_band_is_where_nobody_counts() -> None:
    index = gulliksen_lord_novick(mean=50, sd=10, reliability=0.8)
    low, high = index.band(np.array([40.0]))
    # 42 -/+ 1.96 x 6.
    assert (round(float(low[0]), 2), round(float(high[0]), 2)) == (30.24, 53.76)
    for post, side in ((low[0] - 0.01, -1), (low[0] + 0.01, 0), (high[0] + 0.01, 1)):
        assert index.direction(np.array([one(index, 40.0, float(post))])).tolist() == [side]


def test_by_error_alone_with_and_without_steps() -> None:
    index = jacobson_truax(sd=10.0, reliability=0.5)  # error of a change: SD 10
    assert index.expected_share() == pytest.approx(TAIL)
    assert index.expected_upwards() == 0.5
    # Steps of 20: the first above 19.6 is 20 itself, and half a step before it 10: 1 SD.
    assert index.expected_share(20.0) == pytest.approx(ONE_SD)
    assert index.expected_upwards(20.0) == pytest.approx(ONE_SD)


def test_a_step_exactly_at_the_criterion_does_not_count() -> None:
    index = jacobson_truax(sd=10.0, reliability=0.5)
    # Steps as large as the criterion: one step is at it, so two are needed: 1.5 x 1.96 SD.
    assert index.expected_share(index.points) == pytest.approx(0.0016413474, rel=1e-7)


def test_fine_steps_come_to_the_normal() -> None:
    index = jacobson_truax(sd=10.0, reliability=0.5)
    assert index.expected_share(1e-4) == pytest.approx(TAIL, rel=1e-4)
    assert index.expected_upwards(1e-4) == pytest.approx(0.5, rel=1e-4)


@pytest.mark.parametrize("method", ["jt", "gln", "en", "nk"])
def test_by_error_alone_is_what_simulated_people_do(method: str) -> None:
    rng = np.random.default_rng(20261122)
    many, sd, r1, r2 = 400_000, 10.0, 0.8, 0.7 if method == "nk" else 0.8
    true = 50 + rng.standard_normal(many) * sd * math.sqrt(r1)
    pre = true + rng.standard_normal(many) * sd * math.sqrt(1 - r1)
    post = true + rng.standard_normal(many) * sd * math.sqrt(1 - r2)
    index = {
        "jt": jacobson_truax(sd=sd, reliability=r1),
        "gln": gulliksen_lord_novick(mean=50, sd=sd, reliability=r1),
        "en": edwards_nunnally(mean=50, sd=sd, reliability=r1),
        "nk": nunnally_kotsch(mean=50, sd=sd, reliability=r1, reliability_post=r2),
    }[method]
    share = (index.direction(index.of(pre, post - pre)) > 0).mean()
    # Three standard errors of a share of 7 % among 400,000 are 0.0012.
    assert index.error_share == pytest.approx(share, abs=0.0013)


def test_of_what_matters_nothing_is_expected() -> None:
    index = smallest_important_change(10.0)
    assert (index.expected_share(4.0), index.expected_upwards(4.0)) == (None, None)


@pytest.mark.parametrize("confidence", [95, 0, 1, True, "95"])
def test_a_confidence_that_is_none(confidence: object) -> None:
    with pytest.raises(ValueError, match="confidence"):
        jacobson_truax(sd=1.0, reliability=0.5, confidence=confidence)  # type: ignore[arg-type]


@CALM
@given(st.floats(0.1, 100), st.floats(0.05, 0.95), st.floats(-50, 50), st.floats(-50, 50))
def test_the_unit_does_not_matter(sd: float, r: float, pre: float, change: float) -> None:
    plain, tenfold = (
        gulliksen_lord_novick(mean=3.0 * unit, sd=sd * unit, reliability=r) for unit in (1.0, 10.0)
    )
    index, other = (
        float(one_.of(np.array([pre * unit]), np.array([change * unit]))[0])
        for one_, unit in ((plain, 1.0), (tenfold, 10.0))
    )
    assert other == pytest.approx(index, rel=1e-9, abs=1e-9)


@CALM
@given(st.floats(0.1, 100), st.floats(0.05, 0.9), st.floats(0.01, 0.09))
def test_the_more_reliable_the_smaller_the_change_it_takes(
    sd: float, r: float, more: float
) -> None:
    low = jacobson_truax(sd=sd, reliability=r)
    high = jacobson_truax(sd=sd, reliability=r + more)
    assert high.points < low.points
