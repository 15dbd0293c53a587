"""What readers are told of regression to the mean."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

import evalkit as ek

Says = Callable[..., bool]
KEY = "0101901234"
VERDICTS = ("regression_say_more", "regression_say_less", "regression_say_unclear")


def result(change: float, *, n: int = 12, norm: float = 60.0) -> object:
    people = [f"{KEY}{number}" for number in range(n)]
    pre = pd.DataFrame({"person": people, "scale": "who5", "wave": "pre"})
    pre["score"] = [40.0 + (number % 3) * 4 - 4 for number in range(n)]
    spread = [2.0 * (number % 2) - 1 for number in range(n)]
    post = pre.assign(wave="post", score=pre["score"] + spread + change)
    other = pre.assign(scale="rses", score=15.0)
    return ek.regression_to_mean(
        pd.concat([pre, post, other]), norm_mean={"who5": norm}, reliability=0.75
    )


@pytest.mark.parametrize(
    ("change", "verdict"),
    # A quarter of the 20 points to the norm could be expected: 5.
    [(9.0, "regression_say_more"), (5.0, "regression_say_unclear"), (1.0, "regression_say_less")],
)
@pytest.mark.parametrize("language", ["da", "en"])
def test_the_verdict(says: Says, language: str, change: float, verdict: str) -> None:
    told = ek.say(result(change), language=language)
    expected = {"da": "+5,0", "en": "+5.0"}[language]
    assert says(told[0], "regression_say", language, n=12, expected=expected)
    assert [key for key in VERDICTS if says(told[0], key, language)] == [verdict]
    assert says(told[1], "regression_say_without", language)
    assert says(told[2], "say_design", language)


def test_a_small_group_is_no_headline(says: Says) -> None:
    told = " ".join(ek.say(result(9.0, n=5), language="en"))
    assert says(told, "say_few", n=5)
    assert not [key for key in VERDICTS if says(told, key)]


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_table(language: str) -> None:
    table = ek.table(result(9.0), language=language)
    rows = {row[0]: row for row in table.rows}
    assert len(rows) == 2
    (who5,) = (row for row in table.rows if row[1] == "12")
    wanted = {"da": ("60,0", "0,75", "+9,0", "+5,0", "+4,0"), "en": ("60.0", "0.75", "+9.0")}
    assert who5[3 : 3 + len(wanted[language])] == wanted[language]
    assert table.numbers[0]["expected_change"] == pytest.approx(5.0)
    missing = {"da": "norm eller gentestreliabilitet er ikke", "en": "no norm or no retest"}
    assert missing[language] in table.notes[-1]
    assert KEY not in f"{table.as_data()}{ek.say(result(9.0), language=language)}"
