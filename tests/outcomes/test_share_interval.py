"""ek.share_interval: one share as a user asks for it."""

from __future__ import annotations

import math

import numpy as np
import pytest

import evalkit as ek


def test_a_share_has_its_numbers_and_its_method() -> None:
    share = ek.share_interval(36, 49, method="clopper-pearson", confidence=0.9)
    assert share.estimate == 36 / 49
    assert (share.n, share.count, share.method, share.confidence) == (
        49,
        36,
        "clopper-pearson",
        0.9,
    )
    row = share.to_frame().iloc[0]
    assert row["conf_low"] == share.conf_low < share.estimate < share.conf_high == row["conf_high"]
    assert "Clopper-Pearson" in repr(share)


def test_nobody_asked_is_missing_with_a_reason() -> None:
    share = ek.share_interval(0, 0)
    assert math.isnan(share.estimate)
    assert math.isnan(share.conf_low)
    assert "cannot be computed, because nobody was asked" in share.note
    assert ek.share_interval(0, 5).note == ""


def test_numbers_of_numpy_and_whole_floats_are_counts() -> None:
    share = ek.share_interval(np.int64(3), 10.0)  # type: ignore[arg-type]
    assert (share.count, share.n) == (3, 10)


def test_a_share_of_few_is_not_shown_on_sight() -> None:
    assert "(few)" in repr(ek.share_interval(1, 4))
    assert "0.25" not in repr(ek.share_interval(1, 4))
    assert "(few)" not in repr(ek.share_interval(1, 5))


@pytest.mark.parametrize(
    ("count", "n", "said"),
    [
        (50, 49, "at most n"),
        (-1, 5, "0 or more"),
        (1, -5, "0 or more"),
        (1.5, 5, "whole number"),
        ("3", 5, "whole number"),
        (True, 5, "whole number"),
        (None, 5, "whole number"),
        (float("nan"), 5, "whole number"),
        (1, float("inf"), "whole number"),
    ],
)
def test_what_is_no_share_is_refused(count: object, n: object, said: str) -> None:
    with pytest.raises(ek.InputError, match=said):
        ek.share_interval(count, n)  # type: ignore[arg-type]


def test_a_misspelt_method_and_a_wrong_confidence_are_refused() -> None:
    with pytest.raises(ek.InputError, match="Did you mean 'wilson'"):
        ek.share_interval(1, 2, method="wilsen")
    with pytest.raises(ek.InputError, match="between 0 and 1"):
        ek.share_interval(1, 2, confidence=95)
