"""CPR numbers as text. No number here is taken from a person: the last four are made up."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.privacy.cpr import parse_cpr, restore_zero

# The table of digit 7 in "Personnummeret i CPR" (CPR-kontoret), as domain.md section 7 gives it:
# both ends of every row.
CENTURIES = [
    ("010100-0000", date(1900, 1, 1)),
    ("311299-3999", date(1999, 12, 31)),
    ("010100-4000", date(2000, 1, 1)),
    ("010136-4000", date(2036, 1, 1)),
    ("010137-4000", date(1937, 1, 1)),
    ("010199-4999", date(1999, 1, 1)),
    ("010136-9000", date(2036, 1, 1)),
    ("010137-9000", date(1937, 1, 1)),
    ("010100-5000", date(2000, 1, 1)),
    ("010157-8999", date(2057, 1, 1)),
    ("010158-5000", date(1858, 1, 1)),
    ("010199-8999", date(1899, 1, 1)),
]


@pytest.mark.parametrize(("text", "born"), CENTURIES)
def test_the_seventh_digit_gives_the_century(text: str, born: date) -> None:
    number = parse_cpr(text)
    assert number is not None
    assert number.born == born


@pytest.mark.parametrize(
    "text",
    [
        "0101901234",
        "010190-1234",
        "010190 1234",
        "010190–1234",
        "010190\u20111234",
        "010190\u00a01234",
        "010190−1234",
        "  010190-1234\t",
    ],
)
def test_every_way_of_writing_is_one_number(text: str) -> None:
    number = parse_cpr(text)
    assert number is not None
    assert (number.digits, number.born) == ("0101901234", date(1990, 1, 1))


@pytest.mark.parametrize(
    ("text", "digits", "born"),
    [
        ("610190-1234", "6101901234", date(1990, 1, 1)),  # a replacement number: day + 60
        ("911290-1234", "9112901234", date(1990, 12, 31)),
        ("010190-1AB2", "0101901AB2", date(1990, 1, 1)),
        ("010190-1ab2", "0101901AB2", date(1990, 1, 1)),
        ("010190-AB12", "010190AB12", None),  # no digit for the century
        ("010190UKMD", "010190UKMD", None),
        ("310290-1234", "3102901234", None),  # the calendar has no such day
        ("910290-1234", "9102901234", None),
        ("290200-1234", "2902001234", None),  # 1900 was no leap year
        ("290200-4234", "2902004234", date(2000, 2, 29)),
    ],
)
def test_replacements_and_impossible_days(text: str, digits: str, born: date | None) -> None:
    number = parse_cpr(text)
    assert number is not None
    assert (number.digits, number.born) == (digits, born)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "000190-1234",
        "320190-1234",
        "600190-1234",
        "920190-1234",
        "010090-1234",
        "011390-1234",
        "010190--1234",
        "010190-123",
        "010190-12345",
        "101901234",
        "010126-data",
        "010126-Data",
        "٠١٠١٩٠-1234",  # digits of another script: see scan
        "010190-\uff11234",
    ],
)
def test_what_is_no_number(text: str) -> None:
    assert parse_cpr(text) is None


def test_modulus_11_clears_nothing() -> None:
    # Weights 4 3 2 7 6 5 4 3 2 1: at most one of ten numbers with these nine digits passes.
    assert all(parse_cpr(f"010190-123{digit}") for digit in range(10))


@given(st.dates(date(1858, 1, 1), date(2057, 12, 31)), st.integers(0, 999))
def test_a_date_comes_back(born: date, rest: int) -> None:
    # Written out from the table, the other way: which seventh digits a year may have.
    sevenths = {1800: "58", 1900: "03" + "49" * (born.year >= 1937), 2000: "58"}
    sevenths[2000] += "49" * (born.year <= 2036)
    for seventh in sevenths[born.year // 100 * 100]:
        number = parse_cpr(f"{born:%d%m%y}-{seventh}{rest:03d}")
        assert number is not None
        assert number.born == born


def test_the_lost_zero_is_put_back_only_where_a_date_comes_of_it() -> None:
    assert restore_zero("101901234") == "0101901234"
    assert restore_zero(" 912901234 ") == "0912901234"
    assert restore_zero("1" * 9) == "0" + "1" * 9
    for text in ("991901234", "101301234 1", "0101901234", "10190123", "\uff1101901234"):
        assert restore_zero(text) is None


def test_the_repr_shows_no_number() -> None:
    number = parse_cpr("010190-1234")
    assert repr(number) == str(number) == f"{number}" == "Cpr()"
