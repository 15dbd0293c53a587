"""Sentences about stages: how many moved which way, how sure, and what that cannot show."""

from __future__ import annotations

import pandas as pd

from evalkit.outcomes.transitions import Transitions
from evalkit.present.numbers import count_text
from evalkit.present.share_wording import p_phrase
from evalkit.present.told_rows import FEW_PERSONS, LARGEST_TOLD_ONE_BY_ONE, families
from evalkit.present.transition_rows import ShownTable, better_text, shown_tables
from evalkit.present.transition_tables import nothing_to_show
from evalkit.present.words import listed, word

__all__ = ["say_transitions"]

# What counts as clear after the adjustment, as for the tables' 95 % intervals elsewhere.
CLEAR = 0.05
_FAMILY = (
    "transitions_family_up",
    "transitions_family_down",
    "transitions_family_few",
    "transitions_family_unclear",
)


def say_transitions(result: Transitions, *, language: str) -> list[str]:
    """Return the sentences of a stage-to-stage result."""
    every = shown_tables(result, language)
    shown = [one for one in every if one.stages]
    if not any(one.n for one in shown):
        return [nothing_to_show(every, language)]
    tests = sum(not pd.isna(one.numbers["p_direction"]) for one in shown)
    said = []
    for family in families(shown):
        if len(family) > LARGEST_TOLD_ONE_BY_ONE:
            said += [_moves(family, language), *_family(family, tests, language)]
        else:
            said += [
                f"{_moved(one, language)} {_verdict(one, tests, language)}".strip()
                for one in family
            ]
    said += _unpaired(shown, language)
    return [*said, word("transitions_say_limits", language), word("say_design", language)]


def _moves(family: list[ShownTable], language: str) -> str:
    """Say how many moves there were over the areas of an instrument."""
    names = ("up", "same", "down")
    counts = {name: sum(int(one.numbers[name]) for one in family) for name in names}
    directions = {one.better for one in family}
    better = ""
    if len(directions) == 1:
        better = better_text(directions.pop(), language)
        better = word("transitions_say_better", language, better=better)
    title = family[0].instrument_title
    key = "transitions_areas_of" if title else "transitions_areas_together"
    areas = word(key, language, count=len(family), instrument=title)
    return word(
        "transitions_say_moves",
        language,
        areas=areas,
        better=better,
        **{name: count_text(count, language) for name, count in counts.items()},
    )


def _unpaired(shown: list[ShownTable], language: str) -> list[str]:
    """Say how many are not counted: of one table, or from fewest to most of several."""
    counts = sorted(int(one.numbers["unpaired"]) for one in shown)
    if not counts[-1]:
        return []
    low, high = count_text(counts[0], language), count_text(counts[-1], language)
    if len(shown) == 1:
        return [word("transitions_say_unpaired", language, title=shown[0].title, count=low)]
    ends = low if low == high else word("to", language, low=low, high=high)
    return [word("transitions_say_unpaired_many", language, count=ends)]


def _moved(shown: ShownTable, language: str) -> str:
    if shown.n < 2:
        key = "transitions_say_one" if shown.n else "transitions_say_none"
        return word(key, language, title=shown.title)
    counts = {name: count_text(shown.numbers[name], language) for name in ("up", "same", "down")}
    size = count_text(shown.n, language)
    if shown.better is not None and int(shown.numbers["same"]) != shown.n:
        turned = shown.better == "lower"
        facts = {"to_better": counts["down" if turned else "up"], "same": counts["same"]}
        facts["to_worse"] = counts["up" if turned else "down"]
        return word("transitions_say_directed", language, title=shown.title, n=size, **facts)
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
    if shown.better is not None:
        best = "up" if shown.better == "higher" else "down"
        keys = dict.fromkeys(("up", "down"), "transitions_say_to_worse")
        keys[best] = "transitions_say_to_better"
    unclear = (
        "transitions_say_unclear" if shown.better is None else "transitions_say_directed_unclear"
    )
    key = keys.get(_side(shown), unclear)
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
    found: dict[str, list[ShownTable]] = {key: [] for key in _FAMILY}
    sides = dict(zip(("up", "down", "few", "unclear"), _FAMILY, strict=True))
    for one in shown:
        if one.n < FEW_PERSONS:
            found["transitions_family_few"].append(one)
        else:
            found[sides[_side(one)]].append(one)
    facts = {"tests": tests, "few": FEW_PERSONS}
    filled = [key for key in _FAMILY if found[key]]
    scales = {key: listed([one.title for one in found[key]], language) for key in filled}
    if filled[-1] == "transitions_family_unclear":
        # What the numbers cannot tell is the rest: it comes last and needs no names.
        key = "transitions_areas_rest" if len(filled) > 1 else "transitions_areas_all"
        scales[filled[-1]] = word(key, language, count=len(found[filled[-1]]))
    return [word(key, language, scales=scales[key], **facts) for key in filled]
