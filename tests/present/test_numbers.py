"""Numbers as a reader sees them, in Danish and English."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pandas as pd
import pytest

from evalkit.errors import InputError
from evalkit.present.numbers import (
    confidence_text,
    count_text,
    date_text,
    decimal_text,
    interval_text,
    p_text,
    percent_text,
)
from evalkit.present.words import listed, word

MINUS = "\N{MINUS SIGN}"


@pytest.mark.parametrize(
    ("value", "digits", "danish", "english"),
    [
        (0.5, 2, "0,50", "0.50"),
        (-0.5, 1, f"{MINUS}0,5", f"{MINUS}0.5"),
        (1234.56, 1, "1.234,6", "1,234.6"),
        (-1234567.0, 0, f"{MINUS}1.234.567", f"{MINUS}1,234,567"),
        (-0.04, 1, "0,0", "0.0"),
        (-0.0, 2, "0,00", "0.00"),
        (np.float64(3), 1, "3,0", "3.0"),
        (math.nan, 1, "–", "–"),
        (math.inf, 1, "–", "–"),
        (None, 1, "–", "–"),
        (pd.NA, 1, "–", "–"),
    ],
)
def test_decimals(value: float | None, digits: int, danish: str, english: str) -> None:
    assert decimal_text(value, "da", digits=digits) == danish
    assert decimal_text(value, "en", digits=digits) == english


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0.26, "+0,3"), (-0.26, f"{MINUS}0,3"), (0.04, "0,0"), (-0.04, "0,0"), (0.0, "0,0")],
)
def test_a_signed_number_has_a_sign_unless_it_is_shown_as_zero(value: float, expected: str) -> None:
    assert decimal_text(value, "da", signed=True) == expected


@pytest.mark.parametrize(
    ("count", "danish", "english"),
    [(0, "0", "0"), (12345, "12.345", "12,345"), (np.int64(7), "7", "7"), (pd.NA, "–", "–")],
)
def test_counts(count: object, danish: str, english: str) -> None:
    assert (count_text(count, "da"), count_text(count, "en")) == (danish, english)


def test_percentages_are_whole_and_danish_has_a_space() -> None:
    assert percent_text(0.734, "da") == "73 %"
    assert percent_text(0.734, "en") == "73%"
    assert percent_text(1.0, "da") == "100 %"
    assert percent_text(math.nan, "da") == "–"


@pytest.mark.parametrize(
    ("confidence", "danish"), [(0.95, "95 %"), (0.9, "90 %"), (0.975, "97,5 %"), (0.999, "99,9 %")]
)
def test_a_confidence_is_never_rounded_to_another_one(confidence: float, danish: str) -> None:
    assert confidence_text(confidence, "da") == danish


@pytest.mark.parametrize(
    ("p", "danish"),
    [(0.0, "< 0,001"), (0.00099, "< 0,001"), (0.001, "0,001"), (0.0496, "0,050"), (1.0, "1,000")],
)
def test_p_is_never_zero(p: float, danish: str) -> None:
    assert p_text(p, "da") == danish
    assert p_text(math.nan, "da") == "–"


def test_an_interval_with_one_end_missing_is_missing() -> None:
    assert interval_text(-0.31, 1.2, "da") == f"{MINUS}0,3 til 1,2"
    assert interval_text(-0.31, 1.2, "en", digits=2) == f"{MINUS}0.31 to 1.20"
    assert interval_text(-0.31, math.nan, "da") == "–"


def test_dates_are_in_words() -> None:
    assert date_text(dt.date(2026, 9, 3), "da") == "3. september 2026"
    assert date_text(dt.date(2026, 9, 3), "en") == "3 September 2026"


def test_lists_and_an_unknown_language() -> None:
    assert listed([], "da") == ""
    assert listed(["a"], "da") == "a"
    assert listed(["a", "b", "c"], "en") == "a, b and c"
    with pytest.raises(InputError, match=r"`language` is 'dan'\. Did you mean 'da'"):
        word("and", "dan")
