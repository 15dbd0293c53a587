"""Families of p values: the step-up by hand, and what must hold of any family."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.estimates.adjusting import ADJUSTMENTS, benjamini_hochberg, holm

CALM = settings(deadline=None, max_examples=50)
P = st.lists(st.floats(0, 1) | st.just(float("nan")), max_size=12)


def test_benjamini_hochberg_by_hand() -> None:
    # Sorted .01 .02 .03 .5 times 4/1, 4/2, 4/3, 4/4, then the least of those from there on.
    found = benjamini_hochberg([0.03, 0.5, 0.01, float("nan"), 0.02])
    np.testing.assert_allclose(found, [0.04, 0.5, 0.04, np.nan, 0.04], rtol=1e-12)


@pytest.mark.parametrize("adjust", [holm, benjamini_hochberg])
def test_an_empty_family_and_one_of_missing_values(adjust: object) -> None:
    assert adjust([]).shape == (0,)  # type: ignore[operator]
    assert np.isnan(adjust([float("nan")] * 2)).all()  # type: ignore[operator]


@pytest.mark.parametrize("adjust", [holm, benjamini_hochberg])
@pytest.mark.parametrize("wrong", [[-0.01, 0.5], [1.01], [float("inf")]])
def test_what_is_no_p_value_is_refused(adjust: object, wrong: list[float]) -> None:
    with pytest.raises(ValueError, match=r"1 of [12] p values are not between 0 and 1"):
        adjust(wrong)  # type: ignore[operator]


@CALM
@given(P)
def test_no_p_value_falls_and_holm_is_the_stricter(family: list[float]) -> None:
    p = np.array(family)
    there = ~np.isnan(p)
    one, other = holm(p)[there], benjamini_hochberg(p)[there]
    assert (p[there] <= other + 1e-15).all()
    assert (other <= one + 1e-15).all()
    assert (one <= 1).all()


@CALM
@given(P, st.randoms(use_true_random=False))
def test_the_order_of_the_family_does_not_matter(family: list[float], random: object) -> None:
    order = list(range(len(family)))
    random.shuffle(order)  # type: ignore[attr-defined]
    for _, adjust in ADJUSTMENTS.values():
        whole = adjust(family)
        shuffled = adjust([family[place] for place in order])
        np.testing.assert_allclose(shuffled, whole[order], rtol=1e-12)
