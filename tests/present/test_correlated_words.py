"""What readers are told of two scales that change together, and what is drawn."""

from __future__ import annotations

import re
from collections.abc import Callable

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest

import evalkit as ek
from evalkit.errors import InputError
from evalkit.present.blocks import Figure, Text

mpl.use("agg")
Says = Callable[..., bool]
KEY = "0101901234"
RISING = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0]
# Neighbours swapped: close to one line, and not on it.
NEAR = [2.0, 1.0, 4.0, 3.0, 6.0, 5.0, 8.0, 7.0, 10.0, 9.0, 12.0, 11.0]
VERDICTS = ("correlated_say_same", "correlated_say_opposite", "correlated_say_unclear")


def correlated(first: list[float], second: list[float]) -> object:
    parts = []
    for scale, changes in (("a", first), ("b", second)):
        people = [f"{KEY}{number}" for number in range(len(changes))]
        pre = pd.DataFrame({"person": people, "scale": scale, "wave": "pre"})
        pre["score"] = np.arange(len(changes)) % 4 + 20.0
        parts += [pre, pre.assign(wave="post", score=pre["score"] + changes)]
    return ek.correlated_change(pd.concat(parts), scales=("a", "b"))


@pytest.mark.parametrize(
    ("second", "verdict"),
    [
        (NEAR, "correlated_say_same"),
        ([-value for value in NEAR], "correlated_say_opposite"),
        ([1.0, -1.0] * 6, "correlated_say_unclear"),
    ],
)
@pytest.mark.parametrize("language", ["da", "en"])
def test_the_verdict(says: Says, language: str, second: list[float], verdict: str) -> None:
    told = ek.say(correlated(RISING, second), language=language)
    assert says(told[0], "correlated_say", language, n=12)
    assert [key for key in VERDICTS if says(told[0], key, language)] == [verdict]
    assert says(told[1], "correlated_say_limit", language)


def test_a_small_group_is_no_headline(says: Says) -> None:
    told = " ".join(ek.say(correlated(RISING[:6], NEAR[:6]), language="en"))
    assert says(told, "say_few", n=6)
    assert not [key for key in VERDICTS if says(told, key)]


@pytest.mark.parametrize("language", ["da", "en"])
def test_what_cannot_be_computed_is_said(says: Says, language: str) -> None:
    (told,) = ek.say(correlated([1.0] * 6, NEAR[:6]), language=language)
    assert says(told, "correlated_say_without", language)
    why = {"da": "samme værdi", "en": "the same value"}[language]
    assert why in told
    assert why in " ".join(ek.table(correlated([1.0] * 6, NEAR[:6]), language=language).notes)


def test_the_table_and_the_figure_have_the_same_numbers() -> None:
    result = correlated(RISING, NEAR)
    table = ek.table(result, language="en")
    figure = ek.figure(result, language="en")
    assert isinstance(figure, Figure)
    # 1 - 6 x 12 / (12 x 143), Spearman's formula; the values are ranks.
    assert table.rows[0][3] == table.rows[1][3] == "0.96"
    assert figure.data == table
    assert "correlation is 0.96" in figure.alt
    assert re.search(r"12 rose on both, 0 fell on both, and 0 rose on one", figure.alt)
    assert KEY not in f"{figure.as_data()}{table.as_data()}"


def test_every_person_is_a_dot_and_shared_places_grow() -> None:
    axes = ek.plot_correlated_change(correlated(RISING, NEAR), language="da")
    (dots,) = axes.collections
    assert sorted(map(tuple, dots.get_offsets().tolist())) == sorted(zip(RISING, NEAR, strict=True))
    assert axes.get_title(loc="left") == "n = 12; r = 0,96"
    axes = ek.plot_correlated_change(correlated([1.0, 1, 1, 2, 3, 4], [5.0, 5, 5, 6, 4, 8]))
    (dots,) = axes.collections
    assert max(dots.get_sizes()) == 3 * min(dots.get_sizes())
    assert "større prik" in axes.get_title(loc="left")


def test_few_persons_are_not_drawn() -> None:
    few = correlated([1.0, 2.0, 4.0, 3.0], [2.0, 1.0, 3.0, 5.0])
    with pytest.raises(InputError, match="At least 5"):
        ek.plot_correlated_change(few)
    assert isinstance(ek.figure(few, language="en"), Text)


def test_what_is_refused() -> None:
    with pytest.raises(InputError, match="correlated_change"):
        ek.plot_correlated_change("no result")
    with pytest.raises(InputError, match="language"):
        ek.plot_correlated_change(correlated(RISING, NEAR), language="sv")
