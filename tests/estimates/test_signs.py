"""Rank-biserial correlation, probability of improvement, sign test and Pratt's zeros."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from evalkit.estimates.exact_tests import sign_test_p, signed_rank_test
from evalkit.estimates.signs import (
    improvement_interval,
    probability_of_improvement,
    rank_biserial,
    rank_biserial_interval,
)

CALM = settings(deadline=None, max_examples=50)
CHANGES = st.lists(st.integers(-9, 9), min_size=1, max_size=12)


def test_rank_biserial_by_hand() -> None:
    # Ranks of 1 2 3 4: down is 3, so (1 + 2 + 4 - 3) / 10; zeros have none.
    assert rank_biserial([1.0, 2.0, -3.0, 4.0, 0.0, 0.0]) == 0.4
    assert rank_biserial([0.1 + 0.2 - 0.3, 5.0]) == 1.0
    assert np.isnan(rank_biserial([0.0, 0.0]))
    assert np.isnan(rank_biserial([]))


@CALM
@given(CHANGES)
def test_flip_turns_the_sign_and_all_lies_within(changes: list[int]) -> None:
    values = np.array(changes, dtype=float)
    r = rank_biserial(values)
    if not values.any():
        assert np.isnan(r)
        return
    assert -1 <= r <= 1
    assert rank_biserial(-values) == pytest.approx(-r, abs=1e-12)
    n = int((values != 0).sum())
    ends, turned = rank_biserial_interval(r, n), rank_biserial_interval(-r, n)
    assert -1 <= ends.low <= r <= ends.high <= 1
    assert ends.low < ends.high
    assert turned.low == pytest.approx(-ends.high, abs=1e-9)
    wider = rank_biserial_interval(r, n, confidence=0.99)
    assert wider.low <= ends.low <= ends.high <= wider.high
    up = probability_of_improvement(values)
    assert probability_of_improvement(-values) == pytest.approx(1 - up, abs=1e-12)


def test_probability_of_improvement_by_hand() -> None:
    assert probability_of_improvement([2.0, 1.0, 0.0, -1.0]) == 0.625
    assert probability_of_improvement([0.0]) == 0.5
    with pytest.raises(ValueError, match="Give at least one"):
        probability_of_improvement([])


def test_improvement_interval_ends_and_refusals() -> None:
    assert improvement_interval(0, 4).low == 0.0
    assert improvement_interval(4, 4).high == 1.0
    # Half of one person: Wilson at x = 1/2, n = 1, with z = 1.959964.
    one = improvement_interval(0.5, 1)
    half = np.sqrt(0.25 + 1.959964**2 / 4) * 1.959964 / (1 + 1.959964**2)
    assert one.low == pytest.approx(0.5 - half, abs=1e-6)
    for points, n in ((5, 4), (-1, 4), (0, 0)):
        with pytest.raises(ValueError, match="is no share"):
            improvement_interval(points, n)


def test_the_interval_of_one_change_is_wilsons() -> None:
    # Of one person up: Wilson's lower limit 1 / (1 + z^2) of a share, as a correlation.
    only = rank_biserial_interval(1.0, 1)
    assert only.low == pytest.approx(2 / (1 + 1.959963984540054**2) - 1, rel=1e-9)
    assert only.high == 1.0


@pytest.mark.parametrize("n", [2, 40, 100000])
@pytest.mark.parametrize("confidence", [0.01, 0.95, 0.999999])
def test_there_is_an_interval_also_at_the_ends(n: int, confidence: float) -> None:
    ends = rank_biserial_interval(1.0, n, confidence=confidence)
    assert -1 <= ends.low < ends.high == 1.0


def test_the_interval_holds_where_changes_are_far_from_zero() -> None:
    # Normal changes of mean 1.3 SD, 20 persons; of 400 intervals 20 should miss.
    stream = np.random.default_rng(11)
    missed = 0
    expected = (
        19 * (2 * stats.norm.cdf(1.3 * np.sqrt(2)) - 1) + 2 * (2 * stats.norm.cdf(1.3) - 1)
    ) / 21
    for _ in range(400):
        r = rank_biserial(stream.normal(1.3, 1.0, 20))
        ends = rank_biserial_interval(r, 20)
        missed += not ends.low <= expected <= ends.high
    assert 4 <= missed <= 38


@pytest.mark.parametrize(("r", "n"), [(1.1, 5), (-2.0, 5), (float("nan"), 5), (0.2, 0)])
def test_what_is_no_correlation_is_refused(r: float, n: int) -> None:
    with pytest.raises(ValueError, match="between -1 and 1, of one"):
        rank_biserial_interval(r, n)


@pytest.mark.parametrize("wrong", [[1.0, float("nan")], [float("inf")], [[1.0]]])
def test_missing_changes_are_refused(wrong: list[float]) -> None:
    with pytest.raises(ValueError, match="Give one row of finite changes"):
        rank_biserial(wrong)


@pytest.mark.parametrize(("above", "below", "p"), [(9, 1, 22 / 1024), (3, 0, 0.25), (2, 2, 1.0)])
def test_sign_test_by_hand(above: int, below: int, p: float) -> None:
    assert sign_test_p(above, below) == pytest.approx(p, rel=1e-12)
    assert sign_test_p(below, above) == pytest.approx(p, rel=1e-12)


def all_signs(changes: list[int]) -> float:
    """Give Pratt's exact p by writing down every sign pattern of the ranks that are kept."""
    values = np.array(changes, dtype=float)
    ranks = stats.rankdata(np.abs(values))[values != 0]
    middle = ranks.sum() / 2
    seen = abs(ranks[values[values != 0] > 0].sum() - middle)
    sums = [ranks @ np.array(signs) for signs in product((0, 1), repeat=len(ranks))]
    return float(np.mean([abs(total - middle) >= seen - 1e-9 for total in sums]))


@CALM
@given(st.lists(st.integers(-4, 4), min_size=1, max_size=9))
def test_pratt_is_the_share_of_sign_patterns(changes: list[int]) -> None:
    found = signed_rank_test(changes, zeros="pratt")
    if not any(changes):
        assert found is None
        return
    assert found is not None
    assert found.p_value == pytest.approx(all_signs(changes), rel=1e-9)


@CALM
@given(CHANGES.filter(all))
def test_without_zeros_pratt_is_wilcoxon(changes: list[int]) -> None:
    assert signed_rank_test(changes, zeros="pratt") == signed_rank_test(changes)


def test_a_misspelt_treatment_of_zeros() -> None:
    with pytest.raises(ValueError, match=r"`zeros` is 'prat'. Accepted: wilcox, pratt"):
        signed_rank_test([1.0], zeros="prat")
