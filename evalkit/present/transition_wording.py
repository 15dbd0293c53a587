"""Sentences about stages: how many moved which way, how sure, and what that cannot show."""

from __future__ import annotations

import pandas as pd

from evalkit.outcomes.transitions import Transitions
from evalkit.present.numbers import count_text
from evalkit.present.share_wording import FEW_PERSONS, p_phrase
from evalkit.present.transition_rows import ShownTable, better_text, shown_tables
from evalkit.present.words import listed, word

__all__ = ["say_transitions"]

# A family larger than this is judged as a whole and not table by table.
LARGEST_JUDGED_ONE_BY_ONE = 4
# What counts as clear after the adjustment, as for the tables' 95 % intervals elsewhere.
CLEAR = 0.05
_FAMILY = (
    "transitions_family_up",
    "transitions_family_down",
    "transitions_family_unclear",
    "transitions_family_few",
)


def say_transitions(result: Transitions, *, language: str) -> list[str]:
    """Return the sentences of a stage-to-stage result."""
    shown = [one for one in shown_tables(result, language) if one.stages]
    if not any(one.n for one in shown):
        return [word("no_second_readings", language)]
    tests = sum(not pd.isna(one.numbers["p_direction"]) for one in shown)
    if len(shown) > LARGEST_JUDGED_ONE_BY_ONE:
        said = [_moved(one, language) for one in shown] + _family(shown, tests, language)
    else:
        said = [
            f"{_moved(one, language)} {_verdict(one, tests, language)}".strip() for one in shown
        ]
    said += _unpaired(shown, language)
    return [*said, word("transitions_say_limits", language), word("say_design", language)]


def _unpaired(shown: list[ShownTable], language: str) -> list[str]:
    """Say how many are not counted: table by table, or from fewest to most of many tables."""
    counts = [int(one.numbers["unpaired"]) for one in shown]
    if len(shown) > LARGEST_JUDGED_ONE_BY_ONE and max(counts):
        low, high = count_text(min(counts), language), count_text(max(counts), language)
        return [word("transitions_say_unpaired_many", language, low=low, high=high)]
    return [
        word("transitions_say_unpaired", language, title=one.title, count=count)
        for one, count in zip(shown, counts, strict=True)
        if count
    ]


def _moved(shown: ShownTable, language: str) -> str:
    if shown.n < 2:
        key = "transitions_say_one" if shown.n else "transitions_say_none"
        return word(key, language, title=shown.title)
    counts = {name: count_text(shown.numbers[name], language) for name in ("up", "same", "down")}
    size = count_text(shown.n, language)
    if int(shown.numbers["same"]) == shown.n:
        return word("transitions_say_stay", language, title=shown.title, n=size)
    better = better_text(shown.better, language)
    better = word("transitions_say_better", language, better=better)
    return word("transitions_say", language, title=shown.title, n=size, better=better, **counts)


def _verdict(shown: ShownTable, tests: int, language: str) -> str:
    """Say what the exact test tells; nothing when the group is too small or nobody moved."""
    if shown.n < 2:
        return ""
    if shown.n < FEW_PERSONS:
        return word("say_few", language, n=shown.n)
    if pd.isna(shown.numbers["p_direction"]):
        return ""
    keys = {"up": "transitions_say_up", "down": "transitions_say_down"}
    key = keys.get(_side(shown), "transitions_say_unclear")
    phrase = p_phrase(float(shown.numbers["p_adjusted"]), language, tests=tests)
    return word(key, language, p=phrase)


def _side(shown: ShownTable) -> str:
    """Return "up" or "down" where more went that way clearly, else "unclear"."""
    p_value = shown.numbers["p_adjusted"]
    if pd.isna(p_value) or p_value >= CLEAR:
        return "unclear"
    return "up" if shown.numbers["up"] > shown.numbers["down"] else "down"


def _family(shown: list[ShownTable], tests: int, language: str) -> list[str]:
    """Judge many tables as a whole, allowing for the number of tests."""
    found: dict[str, list[str]] = {key: [] for key in _FAMILY}
    sides = dict(zip(("up", "down", "unclear"), _FAMILY, strict=False))
    for one in shown:
        if one.n < FEW_PERSONS:
            found["transitions_family_few"].append(one.title)
        else:
            found[sides[_side(one)]].append(one.title)
    facts = {"tests": tests, "few": FEW_PERSONS}
    return [
        word(key, language, scales=listed(titles, language), **facts)
        for key, titles in found.items()
        if titles
    ]
