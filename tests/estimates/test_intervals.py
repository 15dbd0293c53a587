"""Intervals of means and what a confidence may be, against a published example."""

from __future__ import annotations

import pytest

from evalkit.estimates.intervals import check_confidence, mean_interval


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
