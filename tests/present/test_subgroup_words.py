"""What readers are told of groups: differences, small groups, many tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pandas as pd
import pytest

import evalkit as ek

Says = Callable[..., bool]
KEY = "0101901234"
SPREAD = [-2.0, 2.0] * 6
VERDICTS = ("groups_say_clear", "groups_say_clear_one", "groups_say_alone", "groups_say_unclear")


def scores(groups: Mapping[str | None, Sequence[float]], *, scale: str = "who5") -> pd.DataFrame:
    rows = [
        (f"{KEY}{group}{number}", scale, wave, 40.0 + (change if wave == "post" else 0.0), group)
        for group, changes in groups.items()
        for number, change in enumerate(changes)
        for wave in ("pre", "post")
    ]
    return pd.DataFrame(rows, columns=["person", "scale", "wave", "score", "gender"])


def moved(by: float) -> list[float]:
    return [change + by for change in SPREAD]


def told(groups: Mapping[str | None, Sequence[float]], language: str = "en") -> list[str]:
    return ek.say(ek.compare_groups(scores(groups), group="gender"), language=language)


@pytest.mark.parametrize("language", ["da", "en"])
def test_a_clear_difference(says: Says, language: str) -> None:
    said = told({"woman": [*moved(0.0), 0.0], "man": moved(5.0)}, language)
    # Means 5 and 0: the difference is +5; n 12 and 13.
    difference = {"da": "+5,0", "en": "+5.0"}[language]
    assert says(said[0], "groups_say", language, n=12, base_n=13, difference=difference)
    assert [key for key in VERDICTS if says(said[0], key, language)] == ["groups_say_clear_one"]
    assert says(said[1], "groups_say_plan", language)
    assert says(said[2], "say_design", language)


def test_the_sentence_says_what_is_better() -> None:
    (said, *_) = told({"woman": [*moved(0.0), 0.0], "man": moved(0.5)})
    assert said.startswith("Well-being (WHO-5), 0 to 100, higher is better: the change is +0.5")


def test_no_clear_difference_is_not_called_none(says: Says) -> None:
    said = told({"woman": moved(0.0), "man": moved(0.5)})
    assert [key for key in VERDICTS if says(said[0], key)] == ["groups_say_unclear"]


def test_a_small_group_is_no_headline(says: Says) -> None:
    said = told({"woman": moved(0.0), "man": [9.0, 10.0, 9.0]})
    assert says(said[0], "groups_say_few", few=10)
    assert not [key for key in VERDICTS if says(said[0], key)]


def test_a_difference_that_many_tests_take_away(says: Says) -> None:
    # By itself 1.9 +/- 1.77; of three tests Holm leaves p above .05.
    groups = {"a": moved(0.0), "b": moved(1.9), "c": moved(0.0), "d": moved(0.1)}
    said = told(groups)
    assert says(said[0], "groups_say_none_clear", tests=3)


def test_many_differences_are_told_together(says: Says) -> None:
    alike = {"woman": moved(0.0), "man": moved(0.1)}
    frames = [scores(alike, scale=f"s{number}") for number in range(5)]
    said = ek.say(ek.compare_groups(pd.concat(frames), group="gender"), language="en")
    assert says(said[0], "groups_say_none_clear", tests=5)
    frames[2] = scores({"woman": moved(0.0), "man": moved(9.0)}, scale="s2")
    said = ek.say(ek.compare_groups(pd.concat(frames), group="gender"), language="en")
    assert says(said[0], "groups_say_clear", tests=5)
    assert says(said[1], "groups_say_rest", count=4, tests=5)


def test_nothing_to_compare(says: Says) -> None:
    assert says(" ".join(told({"woman": moved(0.0)})), "groups_say_nothing")


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_table(language: str) -> None:
    groups = {"woman": [*moved(0.0), 0.0], "man": moved(5.0), None: [1.0, 3.0]}
    table = ek.table(ek.compare_groups(scores(groups), group="gender"), language=language)
    words = {
        "da": ["kvinde", "mand", "ikke angivet"],
        "en": ["woman", "man", "not stated"],
    }
    assert [row[1] for row in table.rows] == words[language]
    first = {"da": "referencegruppe", "en": "reference group"}[language]
    assert table.rows[0][6:] == (first, "–", "–")
    assert table.rows[1][6] == {"da": "+5,0", "en": "+5.0"}[language]
    assert table.rows[2][6:] == ("–", "–", "–")
    plan = {"da": "før tallene blev set", "en": "before the numbers were seen"}[language]
    assert plan in " ".join(table.notes)
    assert KEY not in str(table.as_data())


def test_more_than_two_groups_have_one_test_of_all() -> None:
    three = {"a": moved(0.0), "b": moved(1.0), "c": moved(2.0)}
    table = ek.table(ek.compare_groups(scores(three), group="gender"), language="en")
    assert [note for note in table.notes if "All groups at once" in note]
    two = {"a": moved(0.0), "b": moved(1.0)}
    table = ek.table(ek.compare_groups(scores(two), group="gender"), language="en")
    assert not [note for note in table.notes if "All groups at once" in note]
