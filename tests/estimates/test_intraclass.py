"""The six forms: the paper's example, what must hold, and what cannot be computed."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from evalkit.estimates.intraclass import FORMS, intraclass

CALM = settings(deadline=None, max_examples=50)
RATINGS = st.tuples(st.integers(2, 9), st.integers(2, 4)).flatmap(
    lambda shape: arrays(np.float64, shape, elements=st.integers(0, 10).map(float))
)
# Shrout and Fleiss 1979, table 2; the forms' values are their table 4.
JUDGED = np.array(
    [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]],
    dtype=float,
)
PUBLISHED = (0.17, 0.29, 0.71, 0.44, 0.62, 0.91)


@pytest.mark.parametrize(("form", "published"), list(zip(FORMS, PUBLISHED, strict=True)))
def test_the_example_of_the_paper(form: str, published: float) -> None:
    found = intraclass(JUDGED, form=form)
    assert round(found.estimate, 2) == published
    assert found.interval.low < found.estimate < found.interval.high
    assert found.reason == ""


def test_the_mean_of_k_is_spearman_brown_of_one() -> None:
    for number in (1, 2, 3):
        one = intraclass(JUDGED, form=f"ICC({number},1)").estimate
        mean = intraclass(JUDGED, form=f"ICC({number},k)").estimate
        assert mean == pytest.approx(4 * one / (1 + 3 * one), rel=1e-12)


def test_a_judge_who_is_always_stricter_lowers_agreement_and_not_consistency() -> None:
    shifted = JUDGED + np.array([0.0, 0.0, 0.0, 5.0])
    for form in ("ICC(3,1)", "ICC(3,k)"):
        expected = intraclass(JUDGED, form=form).estimate
        assert intraclass(shifted, form=form).estimate == pytest.approx(expected, rel=1e-9)
    for form in ("ICC(1,1)", "ICC(2,1)"):
        lower = intraclass(JUDGED + np.array([0.0, 9.0, 4.0, 1.0]), form=form).estimate
        assert intraclass(shifted, form=form).estimate < lower


@CALM
@given(RATINGS, st.sampled_from(FORMS), st.randoms(use_true_random=False))
def test_neither_order_nor_unit_matters(
    ratings: NDArray[np.float64], form: str, random: object
) -> None:
    found = intraclass(ratings, form=form)
    rows, columns = list(range(len(ratings))), list(range(ratings.shape[1]))
    random.shuffle(rows)  # type: ignore[attr-defined]
    random.shuffle(columns)  # type: ignore[attr-defined]
    other = intraclass(3 * ratings[rows][:, columns] + 7, form=form)
    assert other.reason == found.reason
    for mine, theirs in (
        (other.estimate, found.estimate),
        (other.interval.low, found.interval.low),
        (other.interval.high, found.interval.high),
    ):
        assert mine == pytest.approx(theirs, rel=1e-6, abs=1e-9, nan_ok=True)


@CALM
@given(RATINGS, st.sampled_from(FORMS))
def test_a_number_is_there_or_a_reason(ratings: NDArray[np.float64], form: str) -> None:
    found = intraclass(ratings, form=form)
    missing = math.isnan(found.estimate) or math.isnan(found.interval.low)
    assert missing == bool(found.reason)
    if not math.isnan(found.interval.low):
        assert found.interval.low <= found.estimate <= found.interval.high
        assert found.interval.high <= 1


@CALM
@given(RATINGS, st.sampled_from(FORMS))
def test_more_confidence_is_a_wider_interval(ratings: NDArray[np.float64], form: str) -> None:
    narrow = intraclass(ratings, form=form, confidence=0.8).interval
    wide = intraclass(ratings, form=form, confidence=0.99).interval
    assume(not math.isnan(narrow.low) and not math.isnan(wide.low))
    assert wide.low <= narrow.low + 1e-9
    assert narrow.high <= wide.high + 1e-9


@pytest.mark.parametrize(
    ("ratings", "form", "estimate", "reason"),
    [
        (JUDGED[:1], "ICC(1,1)", math.nan, "few"),
        (JUDGED[:, :1], "ICC(1,1)", math.nan, "few"),
        (np.full((4, 3), 2.0), "ICC(2,1)", math.nan, "no variance"),
        (np.array([[1.0, 1.0], [2.0, 2.0], [5.0, 5.0]]), "ICC(2,1)", 1.0, "no residual"),
        (np.array([[1.0, 2.0], [2.0, 3.0], [5.0, 6.0]]), "ICC(3,1)", 1.0, "no residual"),
        (np.array([[1.0, 1.0], [2.0, 2.0], [5.0, 5.0]]), "ICC(1,1)", 1.0, "no residual"),
        # Persons' means are the same, and raters' too: nothing to divide by.
        (np.array([[1.0, 0.0], [0.0, 1.0]]), "ICC(2,1)", math.nan, "undefined"),
        (np.array([[1.0, 0.0], [0.0, 1.0]]), "ICC(3,k)", math.nan, "undefined"),
    ],
)
def test_where_a_number_is_missing(
    ratings: NDArray[np.float64], form: str, estimate: float, reason: str
) -> None:
    found = intraclass(ratings, form=form)
    assert found.estimate == pytest.approx(estimate, nan_ok=True)
    assert not found.estimate > 1
    assert found.reason == reason
    assert math.isnan(found.interval.low)


def test_persons_who_do_not_differ_give_minus_one_over_k_less_one() -> None:
    # Both persons have the mean 2: between persons nothing, so (0 - W) / (0 + (k - 1) W).
    found = intraclass(np.array([[1.0, 2.0, 3.0], [3.0, 1.0, 2.0]]), form="ICC(1,1)")
    assert found.estimate == pytest.approx(-0.5, rel=1e-12)
