"""The numbers below the figure of change: in the unit that is drawn, turned where it is turned."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import evalkit as ek
from evalkit.outcomes.change import PrePost
from evalkit.present.blocks import Figure, Table

Compared = Callable[..., PrePost]
MINUS = "\N{MINUS SIGN}"
# Mean 10, SD 2.09 and t(11, .975) = 2.2010: 10 -/+ 1.327.
RISE = [8.0, 12.0] * 6
# Mean -1.5, SD .5222: -1.5 -/+ .3318.
SMALL_FALL = [-1.0, -2.0] * 6


def data(result: PrePost, language: str = "en") -> Table:
    figure = ek.figure(result, language=language)
    assert isinstance(figure, Figure)
    return figure.data


def test_in_the_scales_own_points_they_are_the_tables(compared: Compared) -> None:
    result = compared({"who5": RISE})
    shown, table = data(result, "da"), ek.table(result)
    assert isinstance(table, Table)
    assert shown.rows == (("Trivsel (WHO-5)", "12", "+10,0", "8,7 til 11,3"),)
    (row,) = table.rows
    assert shown.rows == ((row[0], row[1], row[4], row[5]),)
    assert shown.caption == "Ændring i skalaens point (til højre er bedre)"
    assert shown.notes == ()
    (numbers,), (behind,) = shown.numbers, table.numbers
    assert (numbers["scale"], numbers["n"], numbers["change"]) == ("who5", 12, 10.0)
    assert (numbers["low"], numbers["high"]) == (behind["conf_low"], behind["conf_high"])


def test_as_shares_they_are_turned_where_lower_is_better(compared: Compared) -> None:
    # T-ILS has a range of 6: a fall of 1.1682 to 1.8318 is 19.47 to 30.53 per cent to the better.
    shown = data(compared({"who5": RISE, "t_ils": SMALL_FALL}, start=8.0))
    assert shown.rows == (
        ("Well-being (WHO-5)", "12", "+10.0", "8.7 to 11.3"),
        ("Loneliness (T-ILS)", "12", "+25.0", "19.5 to 30.5"),
    )
    who5, t_ils = shown.numbers
    assert (who5["change"], t_ils["change"]) == pytest.approx((10.0, 25.0))
    assert (t_ils["low"], t_ils["high"]) == pytest.approx((19.47, 30.53), abs=0.005)
    assert shown.caption.startswith("Change as per cent of the scale's range (turned")
    assert "scales where lower is better are turned round" in shown.notes[0]


def test_a_scale_alone_keeps_its_sign(compared: Compared) -> None:
    shown = data(compared({"t_ils": SMALL_FALL}, start=8.0))
    assert shown.rows[0][2:] == (f"{MINUS}1.50", f"{MINUS}1.83 to {MINUS}1.17")
    assert shown.caption == "Change in the scale's points (to the left is better)"


def test_a_row_that_is_not_drawn_has_no_numbers(compared: Compared) -> None:
    changes = {"a": RISE, "b": [3.0], "c": []}
    shown = data(compared(changes, better="higher", instrument="star"))
    assert [row[0] for row in shown.rows] == ["a", "b"]
    assert shown.rows[1][1:] == ("1", "+3.00", "–")
    assert [row["instrument"] for row in shown.numbers] == ["star", "star"]
    assert (shown.numbers[1]["low"], shown.numbers[1]["high"]) == (None, None)
