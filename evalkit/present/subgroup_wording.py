"""Sentences about groups that are compared: the difference, how sure, and what it cannot show."""

from __future__ import annotations

import pandas as pd

from evalkit.outcomes.subgroups import GroupComparison
from evalkit.present.compared_rows import ComparedRow, compared_rows, described_scale
from evalkit.present.numbers import confidence_text
from evalkit.present.told_rows import FEW_PERSONS, LARGEST_TOLD_ONE_BY_ONE
from evalkit.present.words import word, word_or

__all__ = ["say_subgroups"]


def say_subgroups(result: GroupComparison, *, language: str) -> list[str]:
    """Return the sentences about a comparison of groups."""
    found = _with_reference(result, language)
    if not found:
        return [word("groups_say_nothing", language)]
    told_apart = any(_is_clear(result, row, base) for row, base in found)
    if len(found) <= LARGEST_TOLD_ONE_BY_ONE and (told_apart or len(found) == 1):
        told = [_one(result, row, base, language=language) for row, base in found]
        if any(_is_across(row) for row, _ in found):
            told.append(word("groups_say_not_alike", language))
    else:
        clear = [(row, base) for row, base in found if _is_clear(result, row, base)]
        told = [_one(result, row, base, language=language) for row, base in clear]
        tests = result.tests
        rest = word("groups_say_rest", language, count=tests - len(clear), tests=tests)
        facts = {"group": word_or(result.group, language), "tests": tests}
        told.append(rest if clear else word("groups_say_none_clear", language, **facts))
        if len(clear) == tests:
            told.pop()
    return [*told, word("groups_say_plan", language), word("say_design", language)]


def _with_reference(
    result: GroupComparison, language: str
) -> list[tuple[ComparedRow, ComparedRow]]:
    """Return every row with a tested difference, and its reference group's row."""
    shared = [name for name in result.by if name != result.group]
    base: dict[tuple[str, ...], ComparedRow] = {}
    found = []
    for row in compared_rows(result, language):
        key = tuple(str(row.numbers[name]) for name in shared)
        if row.numbers["is_reference"]:
            base[key] = row
        elif not pd.isna(row.numbers["p_value"]):
            found.append((row, base[key]))
    return found


def _is_clear(result: GroupComparison, row: ComparedRow, base: ComparedRow) -> bool:
    enough = min(row.n, base.n) >= FEW_PERSONS
    return bool(enough and row.numbers["p_adjusted"] < 1 - result.confidence)


def _is_across(row: ComparedRow) -> bool:
    return bool(row.numbers["diff_low"] <= 0 <= row.numbers["diff_high"])


def _one(result: GroupComparison, row: ComparedRow, base: ComparedRow, *, language: str) -> str:
    confidence = confidence_text(result.confidence, language)
    said = word(
        "groups_say",
        language,
        scale=", ".join([described_scale(row, language), *row.groups[:-1]]),
        change=row.number("mean_change", language, signed=True),
        group=row.groups[-1],
        n=row.n,
        base_change=base.number("mean_change", language, signed=True),
        reference=base.groups[-1],
        base_n=base.n,
        difference=row.number("difference", language, signed=True),
        confidence=word("interval", language, confidence=confidence),
        interval=row.interval(language, low="diff_low", high="diff_high"),
    )
    return f"{said} {_verdict(result, row, base, language=language)}"


def _verdict(result: GroupComparison, row: ComparedRow, base: ComparedRow, *, language: str) -> str:
    if min(row.n, base.n) < FEW_PERSONS:
        return word("groups_say_few", language, few=FEW_PERSONS)
    if _is_across(row):
        return word("groups_say_unclear", language)
    if result.tests == 1:
        return word("groups_say_clear_one", language)
    if _is_clear(result, row, base):
        return word("groups_say_clear", language, tests=result.tests)
    return word("groups_say_alone", language, tests=result.tests)
