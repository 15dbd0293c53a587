"""Alpha, Feldt, item-rest and omega: by hand, what must hold, and what cannot be computed."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from evalkit.estimates.internal_consistency import (
    alpha_if_deleted,
    cronbach_alpha,
    feldt_interval,
    item_rest_correlations,
    omega_total,
)

CALM = settings(deadline=None, max_examples=50)
ANSWERS = st.tuples(st.integers(3, 12), st.integers(2, 5)).flatmap(
    lambda shape: arrays(np.float64, shape, elements=st.integers(0, 5).map(float))
)
# Variances 0.7, 0.5 and 0.8; of the sum 4.2: alpha = 3/2 (1 - 2/4.2), by hand.
BY_HAND = np.array([[3, 2, 3], [1, 1, 2], [2, 2, 3], [1, 2, 1], [2, 3, 3]], dtype=float)


def one_factor(*loadings: float, seed: int = 1, n: int = 200) -> NDArray[np.float64]:
    random = np.random.default_rng(seed)
    factor = random.normal(size=(n, 1))
    return factor * np.array(loadings) + random.normal(size=(n, len(loadings)))


def opposed_noise() -> NDArray[np.float64]:
    """Return three items whose first goes with both others more than they go with each other.

    r12 r13 is above r23, so one factor asks for a loading above 1.
    """
    random = np.random.default_rng(3)
    factor, noise, own = random.normal(size=(3, 100))
    return np.column_stack([factor + 0.2 * own, factor + noise, factor - noise + own])


def test_alpha_by_hand() -> None:
    assert cronbach_alpha(BY_HAND) == pytest.approx(1.5 * (1 - 2.0 / 4.2), rel=1e-12)


def test_two_items_are_the_covariance_four_times_over_the_variance_of_the_sum() -> None:
    one, two = BY_HAND[:, 0], BY_HAND[:, 1]
    expected = 4 * np.cov(one, two)[0, 1] / (one + two).var(ddof=1)
    assert cronbach_alpha(BY_HAND[:, :2]) == pytest.approx(expected, rel=1e-12)


def test_identical_items_have_alpha_one() -> None:
    assert cronbach_alpha(np.tile(BY_HAND[:, :1], 4)) == pytest.approx(1.0, rel=1e-12)


def test_opposed_items_have_an_alpha_below_zero_or_none() -> None:
    one = BY_HAND[:, :1]
    assert math.isnan(cronbach_alpha(np.hstack([one, 5 - one])))
    assert cronbach_alpha(np.hstack([one, 5 - one, one, 5 - one, BY_HAND[:, 1:2]])) < 0


def test_an_item_without_variance_counts_as_an_item() -> None:
    two = BY_HAND[:, :2]
    expected = cronbach_alpha(two) / 2 * 3 / 2  # k / (k - 1): 2 with two items, 3/2 with three
    constant = np.full((len(two), 1), 2.0)
    assert cronbach_alpha(np.hstack([two, constant])) == pytest.approx(expected, rel=1e-12)


@CALM
@given(ANSWERS, st.randoms(use_true_random=False))
def test_the_order_of_persons_and_items_does_not_matter(
    answers: NDArray[np.float64], random: object
) -> None:
    assume(answers.sum(axis=1).std() > 0)
    rows, columns = list(range(len(answers))), list(range(answers.shape[1]))
    random.shuffle(rows)  # type: ignore[attr-defined]
    random.shuffle(columns)  # type: ignore[attr-defined]
    alpha = cronbach_alpha(answers)
    assert cronbach_alpha(answers[rows][:, columns]) == pytest.approx(alpha, abs=1e-9)
    rest = item_rest_correlations(answers)[columns]
    other = item_rest_correlations(answers[rows][:, columns])
    np.testing.assert_allclose(other, rest, atol=1e-9)


@CALM
@given(ANSWERS, st.integers(1, 9), st.lists(st.integers(-9, 9), min_size=5, max_size=5))
def test_shifting_items_and_scaling_all_changes_nothing(
    answers: NDArray[np.float64], times: int, shifts: list[int]
) -> None:
    assume(answers.sum(axis=1).std() > 0)
    moved = answers * times + np.array(shifts[: answers.shape[1]])
    assert cronbach_alpha(moved) == pytest.approx(cronbach_alpha(answers), abs=1e-9)
    # Turning every item end for end is such a change too.
    assert cronbach_alpha(5 - answers) == pytest.approx(cronbach_alpha(answers), abs=1e-9)


@CALM
@given(ANSWERS)
def test_alpha_is_at_most_one_and_item_rest_within_one(answers: NDArray[np.float64]) -> None:
    assume(answers.sum(axis=1).std() > 0)
    assert cronbach_alpha(answers) <= 1 + 1e-12
    rest = item_rest_correlations(answers)
    assert np.nanmax(np.abs(rest), initial=0.0) <= 1 + 1e-12


def test_item_rest_is_the_correlation_with_the_others() -> None:
    expected = np.corrcoef(BY_HAND[:, 0], BY_HAND[:, 1] + BY_HAND[:, 2])[0, 1]
    assert item_rest_correlations(BY_HAND)[0] == pytest.approx(expected, rel=1e-12)


def test_an_item_without_variance_has_no_correlation() -> None:
    constant = np.column_stack([BY_HAND[:, 0], BY_HAND[:, 1], np.full(5, 2.0)])
    assert [math.isnan(value) for value in item_rest_correlations(constant)] == [
        False,
        False,
        True,
    ]


def test_alpha_without_an_item_is_that_of_the_others() -> None:
    assert alpha_if_deleted(BY_HAND)[1] == pytest.approx(cronbach_alpha(BY_HAND[:, [0, 2]]))
    assert np.isnan(alpha_if_deleted(BY_HAND[:, :2])).all()


@CALM
@given(
    st.floats(-2, 0.99), st.integers(3, 200), st.integers(2, 30), st.sampled_from([0.8, 0.95, 0.99])
)
def test_feldt_holds_alpha_and_widens_with_confidence(
    alpha: float, n: int, items: int, confidence: float
) -> None:
    interval = feldt_interval(alpha, n, items, confidence=confidence)
    wider = feldt_interval(alpha, n, items, confidence=0.999)
    assert interval.low < interval.high < 1
    assert wider.low < interval.low
    assert interval.high < wider.high
    assert interval.low < alpha


def test_omega_is_alpha_when_every_item_loads_alike() -> None:
    # Four copies of a factor with equal noise: both estimate 4 / (4 + 1), the loadings alike.
    answers = one_factor(1.0, 1.0, 1.0, 1.0, n=4000)
    found = omega_total(answers)
    assert found.reason == ""
    assert found.value == pytest.approx(cronbach_alpha(answers), abs=0.002)


def test_omega_of_three_items_is_the_closed_form() -> None:
    # With three items the loadings follow from the correlations: l1^2 = r12 r13 / r23.
    answers = one_factor(0.9, 1.1, 0.8)
    r = np.corrcoef(answers, rowvar=False)
    sd = answers.std(axis=0, ddof=1)
    squared = np.array(
        [r[0, 1] * r[0, 2] / r[1, 2], r[0, 1] * r[1, 2] / r[0, 2], r[0, 2] * r[1, 2] / r[0, 1]]
    )
    common = float((np.sqrt(squared) * sd).sum()) ** 2
    expected = common / (common + float(((1 - squared) * sd**2).sum()))
    assert omega_total(answers).value == pytest.approx(expected, rel=1e-6)


@CALM
@given(st.integers(1, 1000), st.floats(0.1, 10))
def test_omega_does_not_mind_the_unit_nor_the_order(seed: int, times: float) -> None:
    answers = one_factor(1.0, 0.8, 1.2, 0.9, seed=seed, n=60)
    found = omega_total(answers)
    assume(not found.reason)
    for other in (answers * times + 3.0, answers[:, ::-1], -answers):
        assert omega_total(other).value == pytest.approx(found.value, rel=1e-5)


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        (BY_HAND[:, :2], "few items"),
        (BY_HAND[:3], "few persons"),
        (np.column_stack([BY_HAND, np.full(5, 1.0)]), "no variance"),
        (np.column_stack([one_factor(1, 1), one_factor(1, 1).sum(axis=1)]), "singular"),
        (opposed_noise(), "heywood"),
    ],
)
def test_where_there_is_no_omega(answers: NDArray[np.float64], reason: str) -> None:
    found = omega_total(answers)
    assert found.reason == reason
    assert math.isnan(found.value)
