"""Median and Hodges-Lehmann: against every Walsh average laid out, and by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.estimates.location import hodges_lehmann, median_location, walsh_average

CALM = settings(deadline=None, max_examples=50)
CHANGES = st.lists(st.integers(-90, 90).map(lambda tenths: tenths / 10), min_size=1, max_size=30)


def laid_out(values: list[float]) -> np.ndarray:
    every = np.add.outer(values, values) / 2
    return np.sort(every[np.triu_indices(len(values))])


@CALM
@given(CHANGES, st.data())
def test_every_walsh_average_is_found(values: list[float], data: st.DataObject) -> None:
    every = laid_out(values)
    rank = data.draw(st.integers(1, len(every)))
    assert walsh_average(values, rank) == pytest.approx(every[rank - 1], abs=1e-12)


@CALM
@given(CHANGES)
def test_the_shift_is_the_median_of_them(values: list[float]) -> None:
    assert hodges_lehmann(values).estimate == pytest.approx(np.median(laid_out(values)), abs=1e-12)


@CALM
@given(CHANGES, st.sampled_from([0.8, 0.95, 0.99]), st.floats(-50, 50))
def test_shift_and_flip(values: list[float], confidence: float, shift: float) -> None:
    for locate in (median_location, hodges_lehmann):
        one = locate(values, confidence=confidence)
        moved = locate(np.array(values) + shift, confidence=confidence)
        turned = locate(-np.array(values), confidence=confidence)
        assert moved.estimate == pytest.approx(one.estimate + shift, abs=1e-9)
        assert turned.estimate == pytest.approx(-one.estimate, abs=1e-9)
        if one.interval is None:
            assert moved.interval is None
            assert np.isnan(one.coverage)
            continue
        assert moved.interval is not None
        assert turned.interval is not None
        assert moved.interval.low == pytest.approx(one.interval.low + shift, abs=1e-9)
        assert turned.interval.low == pytest.approx(-one.interval.high, abs=1e-9)
        assert one.interval.low - 1e-12 <= one.estimate <= one.interval.high + 1e-12
        assert one.coverage >= confidence - 1e-12


@pytest.mark.parametrize("locate", [median_location, hodges_lehmann])
def test_the_least_number_for_an_interval(locate: object) -> None:
    # From the lowest to the highest: 1 - 2 / 2^5 = .9375 and 1 - 2 / 2^6 = .96875.
    assert locate([1.0, 2.0, 3.0, 4.0, 5.0]).interval is None  # type: ignore[operator]
    six = locate([1.0, 2.0, 3.0, 4.0, 5.0, 7.0])  # type: ignore[operator]
    assert (six.interval.low, six.interval.high, six.coverage) == (1.0, 7.0, 0.96875)
    asked = locate([1.0, 2.0, 3.0, 4.0, 5.0], confidence=0.9375)  # type: ignore[operator]
    assert (asked.interval.low, asked.interval.high) == (1.0, 5.0)


def test_one_value_and_the_same_value() -> None:
    assert hodges_lehmann([2.5]).estimate == 2.5
    assert median_location([2.5]).interval is None
    alike = hodges_lehmann([0.3] * 8)
    assert alike.interval is not None
    assert (alike.estimate, alike.interval.low, alike.interval.high) == (0.3, 0.3, 0.3)


def test_many_values_take_the_normal_ranks_and_little_memory() -> None:
    # 1, 2, ..., 30001: the averages would be 450 million numbers.
    found = hodges_lehmann(np.arange(1.0, 30002.0))
    assert found.method == "normal"
    assert found.estimate == 15001.0
    # Quantile of a signed rank sum: n (n + 1) / 4 - z sqrt(n (n + 1) (2 n + 1) / 24), and of
    # 1 ... n the Walsh averages up to a value v are about v^2 of all n^2 / 2, below the middle.
    n, z = 30001, 1.959964
    k = n * (n + 1) / 4 - z * np.sqrt(n * (n + 1) * (2 * n + 1) / 24)
    assert found.interval is not None
    assert found.interval.low == pytest.approx(np.sqrt(k), rel=1e-3)


def test_exact_and_normal_ranks_are_near_each_other() -> None:
    values = np.linspace(-1, 1.3, 150) ** 3
    exact, normal = hodges_lehmann(values), hodges_lehmann(values, largest_exact=0)
    assert exact.interval is not None
    assert normal.interval is not None
    assert (exact.method, normal.method) == ("exact", "normal")
    assert normal.interval.low == pytest.approx(exact.interval.low, abs=0.002)
    assert normal.interval.high == pytest.approx(exact.interval.high, abs=0.002)


@pytest.mark.parametrize("locate", [median_location, hodges_lehmann])
@pytest.mark.parametrize("wrong", [[], [1.0, float("nan")], [float("inf")], [[1.0, 2.0]]])
def test_what_is_no_row_of_values_is_refused(locate: object, wrong: list[float]) -> None:
    with pytest.raises(ValueError, match="Give one row of finite values"):
        locate(wrong)  # type: ignore[operator]


@pytest.mark.parametrize("rank", [0, 7, -1])
def test_a_rank_that_is_not_there(rank: int) -> None:
    with pytest.raises(ValueError, match="no such Walsh average"):
        walsh_average([1.0, 2.0, 3.0], rank)
