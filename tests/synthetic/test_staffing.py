"""Rotas: so many a day, nobody away for longer than the limit, the same for the same seed."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.errors import InputError
from evalkit.synthetic.staffing import Rota, drawn_rota

DAYS = [dt.date(2026, 1, 1) + dt.timedelta(weeks=week) for week in range(20)]


@settings(deadline=None, max_examples=50)
@given(data=st.data(), adults=st.integers(1, 8), away=st.integers(0, 4), seed=st.integers(0, 99))
def test_nobody_is_away_for_longer_than_the_limit(
    data: st.DataObject, adults: int, away: int, seed: int
) -> None:
    least = data.draw(st.integers(-(-adults // (away + 1)), adults))
    most = data.draw(st.integers(least, adults))
    names = tuple(f"F{number:02d}" for number in range(adults))
    rota = Rota(names, least=least, most=most, most_away=away)
    there = drawn_rota(rota, DAYS, np.random.default_rng(seed))
    assert list(there) == DAYS
    assert all(least <= len(set(found)) == len(found) <= most for found in there.values())
    for name in names:
        marks = "".join("x" if name in there[day] else "-" for day in DAYS)
        assert max(map(len, marks.split("x"))) <= away


def test_everybody_comes_on_the_days_they_are_asked_to() -> None:
    rota = Rota(("F01", "F02", "F03"), least=1, most=2, most_away=3)
    there = drawn_rota(rota, DAYS, np.random.default_rng(1), everybody_on=[DAYS[4]])
    assert there[DAYS[4]] == ("F01", "F02", "F03")
    assert max(len(found) for day, found in there.items() if day != DAYS[4]) <= 2


@pytest.mark.parametrize(
    ("least", "most", "away", "said"),
    [(0, 1, 2, "does not go"), (3, 2, 2, "does not go"), (1, 4, 9, "does not go")],
)
def test_a_rota_that_cannot_be_is_refused(least: int, most: int, away: int, said: str) -> None:
    with pytest.raises(InputError, match=said):
        Rota(("F01", "F02", "F03"), least=least, most=most, most_away=away)


def test_a_rota_with_too_few_a_day_for_its_limit_is_refused() -> None:
    with pytest.raises(InputError, match="Raise `least` or `most_away`"):
        Rota(("F01", "F02", "F03"), least=1, most=2, most_away=1)
