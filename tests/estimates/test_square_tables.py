"""Bowker's and Stuart-Maxwell's tests: what must hold for any square table."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from evalkit.estimates.square_tables import ChiSquared, bowker_test, stuart_maxwell_test

CALM = settings(deadline=None, max_examples=50)
Counts = NDArray[np.int64]


@st.composite
def tables(draw: st.DrawFn, *, least: int = 1) -> Counts:
    many = draw(st.integers(least, 6))
    cell = st.sampled_from([0, 0, 0]) | st.integers(0, 40)
    found: Counts = draw(arrays(np.int64, (many, many), elements=cell))
    return found


def alike(one: ChiSquared | None, other: ChiSquared | None) -> bool:
    if one is None or other is None:
        return one is other
    same = one.statistic == pytest.approx(other.statistic, rel=1e-8, abs=1e-8)
    return bool(same and one.df == other.df)


@CALM
@given(tables(), st.randoms(use_true_random=False))
def test_the_order_of_the_categories_does_not_matter(table: Counts, random: object) -> None:
    order = list(range(len(table)))
    random.shuffle(order)  # type: ignore[attr-defined]
    other = table[np.ix_(order, order)]
    assert alike(bowker_test(table), bowker_test(other))
    assert alike(stuart_maxwell_test(table), stuart_maxwell_test(other))


@CALM
@given(tables(), st.integers(0, 50))
def test_who_stays_does_not_matter_and_time_may_be_turned(table: Counts, more: int) -> None:
    stayed = table + more * np.eye(len(table), dtype=np.int64)
    for test in (bowker_test, stuart_maxwell_test):
        assert alike(test(table), test(stayed))
        assert alike(test(table), test(table.T))


@CALM
@given(tables())
def test_a_category_without_anybody_does_not_matter(table: Counts) -> None:
    larger = np.pad(table, (0, 1))
    assert alike(bowker_test(table), bowker_test(larger))
    assert alike(stuart_maxwell_test(table), stuart_maxwell_test(larger))


@CALM
@given(tables())
def test_as_many_back_as_forth_gives_0(table: Counts) -> None:
    for test in (bowker_test, stuart_maxwell_test):
        found = test(table + table.T)
        assert found is None or found.statistic == pytest.approx(0, abs=1e-9)
        assert found is None or found.p_value == pytest.approx(1)


@CALM
@given(st.integers(0, 30), st.integers(0, 30))
def test_two_categories_are_mcnemar_without_correction(up: int, down: int) -> None:
    table = [[7, up], [down, 3]]
    for test in (bowker_test, stuart_maxwell_test):
        found = test(table)
        if not up + down:
            assert found is None
            continue
        assert found is not None
        assert found.statistic == pytest.approx((up - down) ** 2 / (up + down))
        assert found.df == 1


@CALM
@given(tables(least=2))
def test_stuart_maxwell_never_exceeds_bowker(table: Counts) -> None:
    # Equal margins follow from symmetry, so the less is asked the smaller the statistic.
    one, other = stuart_maxwell_test(table), bowker_test(table)
    assert (one is None) == (other is None)
    if one is not None and other is not None:
        assert one.statistic <= other.statistic + 1e-8
        assert one.df <= other.df


@pytest.mark.parametrize(
    "wrong", [[[1, 2]], [1, 2], [[1, -2], [0, 1]], [[1, float("nan")], [0, 1]]]
)
def test_what_is_no_square_table_is_refused(wrong: object) -> None:
    with pytest.raises(ValueError, match=r"square|counts of 0"):
        bowker_test(wrong)  # type: ignore[arg-type]
