"""Intervals of a share: against R, and what must hold for any counts."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.estimates.shares import SHARE_METHODS, share_limits, wilson_interval

CALM = settings(deadline=None, max_examples=50)
WILSON = pd.read_csv(Path(__file__).parents[1] / "reference" / "wilson_expected.csv")


@st.composite
def shares(draw: st.DrawFn) -> tuple[int, int]:
    n = draw(st.integers(1, 10**9))
    return draw(st.sampled_from([0, 1, n - 1, n]) | st.integers(0, n)), n


@pytest.mark.parametrize(
    ("x", "n", "confidence", "low", "high"), list(WILSON.itertuples(index=False, name=None))
)
def test_wilson_equals_r(x: int, n: int, confidence: float, low: float, high: float) -> None:
    found = wilson_interval(x, n, confidence=confidence)
    assert found.low == pytest.approx(low, rel=1e-13)
    assert found.high == pytest.approx(high, rel=1e-13)


@CALM
@given(shares())
def test_wilson_lies_within_0_and_1_and_holds_the_share(share: tuple[int, int]) -> None:
    x, n = share
    found = wilson_interval(x, n)
    assert 0 <= found.low <= x / n <= found.high <= 1


@CALM
@given(shares())
def test_wilson_of_the_opposite_is_the_mirror_image(share: tuple[int, int]) -> None:
    x, n = share
    found, opposite = wilson_interval(x, n), wilson_interval(n - x, n)
    assert opposite.low == pytest.approx(1 - found.high, abs=1e-12)


@CALM
@given(shares(), st.floats(0.5, 0.98))
def test_wilson_widens_with_confidence(share: tuple[int, int], confidence: float) -> None:
    narrow = wilson_interval(*share, confidence=confidence)
    wide = wilson_interval(*share, confidence=confidence + 0.01)
    assert wide.low <= narrow.low
    assert narrow.high <= wide.high


@pytest.mark.parametrize(("x", "n"), [(0, 0), (-1, 5), (6, 5)])
def test_what_is_no_share_is_refused(x: int, n: int) -> None:
    with pytest.raises(ValueError, match="not a share"):
        wilson_interval(x, n)


@CALM
@given(st.lists(shares(), min_size=1, max_size=6), st.sampled_from(SHARE_METHODS))
def test_many_at_once_are_as_each_alone(many: list[tuple[int, int]], method: str) -> None:
    counts, sizes = np.array(many).T
    low, high = share_limits(counts, sizes, method=method)
    for place, (x, n) in enumerate(many):
        alone = share_limits(x, n, method=method)
        assert (low[place], high[place]) == alone


@CALM
@given(shares(), st.sampled_from(SHARE_METHODS), st.floats(0.5, 0.98))
def test_every_method_holds_the_share_mirrors_and_widens(
    share: tuple[int, int], method: str, confidence: float
) -> None:
    x, n = share
    low, high = share_limits(x, n, method=method, confidence=confidence)
    assert 0 <= low <= x / n <= high <= 1
    other_low, other_high = share_limits(n - x, n, method=method, confidence=confidence)
    assert other_low == pytest.approx(1 - high, abs=1e-9)
    assert other_high == pytest.approx(1 - low, abs=1e-9)
    wide_low, wide_high = share_limits(x, n, method=method, confidence=confidence + 0.01)
    assert wide_low <= low
    assert high <= wide_high


@pytest.mark.parametrize("method", SHARE_METHODS)
def test_nobody_asked_has_no_limits_and_the_ends_are_exact(method: str) -> None:
    low, high = share_limits([0, 0, 7], [0, 7, 7], method=method)
    assert np.isnan(low[0])
    assert np.isnan(high[0])
    assert low[1] == 0.0
    assert high[1] < 1
    assert low[2] > 0
    assert high[2] == 1.0


def test_clopper_pearson_of_nobody_of_ten_by_hand() -> None:
    # Nobody of n: the upper limit solves (1 - p)^n = 0.025.
    _, high = share_limits(0, 10, method="clopper-pearson")
    assert high == pytest.approx(1 - 0.025 ** (1 / 10), rel=1e-12)


@pytest.mark.parametrize("wrong", ["wald", "Wilson", ""])
def test_an_unknown_method_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="clopper-pearson"):
        share_limits(1, 2, method=wrong)


def test_a_count_outside_its_n_is_refused() -> None:
    with pytest.raises(ValueError, match="outside 0 to n"):
        share_limits([1, 3], [2, 2])
