"""ek.grim: every published percentage that a count can give is possible, and no other."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import evalkit as ek

CALM = settings(deadline=None, max_examples=50)


def rounded(count: int, n: int, decimals: int) -> set[Decimal]:
    """Return a count's percentage rounded both ways, in enough digits to be exact here."""
    with localcontext() as context:
        context.prec = 60
        percent = Decimal(100 * count) / Decimal(n)
        step = Decimal(1).scaleb(-decimals)
        return {percent.quantize(step, way) for way in (ROUND_HALF_UP, ROUND_HALF_EVEN)}


@CALM
@given(st.integers(1, 400), st.integers(0, 2), st.data())
def test_it_finds_the_counts_that_trying_each_one_finds(
    n: int, decimals: int, data: st.DataObject
) -> None:
    steps = 100 * 10**decimals
    printed = Decimal(data.draw(st.integers(0, steps))).scaleb(-decimals)
    found = ek.grim(share=float(printed) / 100, n=n, decimals=decimals)
    tried = tuple(count for count in range(n + 1) if printed in rounded(count, n, decimals))
    assert found.counts == tried
    assert found.possible is bool(tried) is bool(found)
    assert found.percent == printed
    assert found.informative is (n < steps)
    if not found.informative:
        assert found.possible


@CALM
@given(st.integers(1, 99))
def test_below_100_some_whole_per_cent_is_impossible(n: int) -> None:
    possible = [bool(ek.grim(share=percent / 100, n=n)) for percent in range(101)]
    assert not all(possible)
    assert possible[0]
    assert possible[100]


@pytest.mark.parametrize(
    ("share", "n", "possible"),
    [(0.74, 49, False), (0.68, 49, False), (0.63, 49, True), (0.86, 64, True)],
)
def test_published_shares_by_hand(share: float, n: int, possible: bool) -> None:
    # 36/49 = 73.47, 37/49 = 75.51; 33/49 = 67.35, 34/49 = 69.39; 31/49 = 63.27; 55/64 = 85.94
    found = ek.grim(share=share, n=n)
    assert found.possible is possible
    assert bool(found) is possible
    assert found.informative
    assert found.nearest[0] / n < share < found.nearest[1] / n


def test_a_half_may_go_up_or_to_the_even_digit_and_not_down() -> None:
    # 1/8 = 12.5 and 3/8 = 37.5
    assert ek.grim(share=0.12, n=8).counts == (1,)
    assert ek.grim(share=0.13, n=8).counts == (1,)
    assert ek.grim(share=0.37, n=8).counts == ()
    assert ek.grim(share=0.38, n=8).counts == (3,)


def test_without_n_it_cannot_be_assessed() -> None:
    found = ek.grim(share=0.43, n=None)
    assert found.possible is None
    assert found.informative is None
    assert not found
    assert found.counts == ()
    assert found.note == "cannot be assessed, because n is not stated"
    assert found.to_frame()["possible"].isna().all()
    assert "cannot be assessed" in repr(found)


def test_decimal_fractions_are_what_they_are_written_as() -> None:
    for share in (0.29, 0.57, 0.58, 0.07, 0.1 + 0.2, np.float64(0.29)):
        assert ek.grim(share=share, n=100).counts == (round(100 * share),)
    assert ek.grim(share=Fraction(1, 2), n=4).counts == (2,)
    assert ek.grim(share=Decimal("0.735"), n=49, decimals=1).counts == (36,)  # type: ignore[arg-type]


def test_nobody_and_everybody_and_one_person() -> None:
    assert ek.grim(share=0, n=7).counts == (0,)
    assert ek.grim(share=1, n=7).counts == (7,)
    assert ek.grim(share=1, n=7).nearest == (7,)
    assert ek.grim(share=0.5, n=1).counts == ()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"share": 74, "n": 49}, "0.74 for 74 %"),
        ({"share": -0.1, "n": 49}, "0 to 1"),
        ({"share": float("nan"), "n": 49}, "0 to 1"),
        ({"share": "74 %", "n": 49}, "a fraction"),
        ({"share": True, "n": 49}, "a fraction"),
        ({"share": None, "n": 49}, "a fraction"),
        ({"share": 0.735, "n": 49}, "more decimals"),
        ({"share": 36 / 49, "n": 49, "decimals": 2}, "more decimals"),
        ({"share": 0.5, "n": 0}, "1 or more"),
        ({"share": 0.5, "n": 4.5}, "whole number"),
        ({"share": 0.5, "n": -3}, "1 or more"),
        ({"share": 0.5, "n": 10**9}, "at most"),
        ({"share": 0.5, "n": 4, "decimals": 0.5}, "whole number"),
        ({"share": 0.5, "n": 4, "decimals": -1}, "0 or more"),
        ({"share": 0.5, "n": 4, "decimals": 9}, "0 to 6"),
    ],
)
def test_what_is_no_percentage_of_persons_is_refused(options: dict[str, object], said: str) -> None:
    with pytest.raises(ek.InputError, match=said):
        ek.grim(**options)  # type: ignore[arg-type]
