"""Intervals of shares and means, against R and by what must hold for any data."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.estimates.intervals import check_confidence, mean_interval, wilson_interval

CALM = settings(deadline=None)
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


@pytest.mark.parametrize(
    "confidence", [0, 1, 95, -0.1, float("nan"), 0.9999999, "0.95", True, None]
)
def test_a_confidence_is_between_0_and_1(confidence: object) -> None:
    with pytest.raises(ValueError, match=r"a share between 0 and 1, such as 0\.95"):
        check_confidence(confidence)


def test_mean_interval_of_students_sleep_data() -> None:
    # Student (1908) as in R's example(t.test), signs turned: 95 percent interval 0.7001, 2.4599
    found = mean_interval(1.58, 1.229995, 10)
    assert found.low == pytest.approx(0.7001142, abs=1e-6)
    assert found.high == pytest.approx(2.4598858, abs=1e-6)
