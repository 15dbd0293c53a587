"""Reliable change as readers meet it: titles, decimals, what things are called."""

from __future__ import annotations

import math

from evalkit.outcomes.reliable_change import ReliableChange
from evalkit.outcomes.reliable_numbers import IMPORTANT, Judged
from evalkit.present.compared_rows import ComparedRow, compared_rows
from evalkit.present.numbers import decimal_text
from evalkit.present.words import listed, word, word_or

__all__ = [
    "DRAWN_FROM",
    "METHOD_WORDS",
    "PLACES",
    "REASONS",
    "category_words",
    "directions_text",
    "exact_text",
    "has_categories",
    "reading_words",
    "reliable_rows",
    "why_missing",
]

# Below this many pairs no picture shows single persons.
DRAWN_FROM = 5
# Decimals of a reliability.
PLACES = 2
CATEGORY_WORDS = {
    "recovered": "reliable_recovered",
    "improved": "reliable_improved",
    "unchanged": "reliable_unchanged",
    "deteriorated": "reliable_deteriorated",
    "harmed": "reliable_harmed",
}
METHOD_WORDS = {
    "jacobson-truax": "reliable_jacobson_truax",
    "gulliksen-lord-novick": "reliable_gulliksen",
    "hsu-linn-lord": "reliable_hsu",
    "edwards-nunnally": "reliable_edwards",
    "nunnally-kotsch": "reliable_nunnally",
    "hageman-arrindell": "reliable_hageman",
}
# What is said of a group without categories; the other notes are about single numbers.
REASONS = {
    "no pairs": "reliable_no_pairs",
    "one pair": "reliable_one_pair",
    "zero variance": "reliable_zero_variance",
    "no reliability": "reliable_no_reliability",
    "poor reliability": "reliable_poor_reliability",
    "no important change": "reliable_no_important_change",
    "only error": "reliable_only_error",
    "no direction": "reliable_no_direction",
}


def category_words(result: ReliableChange) -> dict[str, str]:
    """Return which word names each category somebody could be in."""
    crossing = any(one.cutoff is not None for one in result.groups)
    words = dict(CATEGORY_WORDS)
    if result.method == IMPORTANT:
        words["unchanged"] = "reliable_smaller"
    apart = () if crossing else ("recovered", "harmed")
    return {name: word for name, word in words.items() if name not in apart}


def reliable_rows(result: ReliableChange, language: str) -> list[tuple[ComparedRow, Judged]]:
    """Return every group's row for readers beside its numbers."""
    rows = compared_rows(result, language, frame=result.by_group())  # type: ignore[arg-type]
    return list(zip(rows, result.groups, strict=True))


def has_categories(one: Judged) -> bool:
    """Whether the persons of a group could be put into categories."""
    return one.row.get("unchanged") is not None


def why_missing(rows: list[tuple[ComparedRow, Judged]], language: str) -> str:
    """Return which groups have no categories and why, empty when all have."""
    titles: dict[str, list[str]] = {}
    for row, one in rows:
        if not has_categories(one):
            reasons = [word(REASONS[name], language) for name in one.notes if name in REASONS]
            titles.setdefault(listed(reasons, language), []).append(row.title)
    parts = [
        word("reliable_missing_cell", language, scales=listed(scales, language), reason=reason)
        for reason, scales in titles.items()
    ]
    return "; ".join(parts)


def directions_text(rows: list[ComparedRow], language: str) -> str:
    """Return which direction is better on which scales."""
    parts = []
    for better, key in (("higher", "higher_better"), ("lower", "lower_better")):
        titles = list(dict.fromkeys(row.scale_title for row in rows if row.better == better))
        every = {row.scale_title for row in rows}
        if titles:
            of_all = len(titles) == len(every) > 1
            scales = word("all_scales", language) if of_all else listed(titles, language)
            parts.append(word(key, language, scales=scales))
    return "; ".join(parts)


def exact_text(value: float, language: str, *, most: int = 2) -> str:
    """Return a number with as many decimals as it has, and no more than `most`."""
    for digits in range(most):
        if math.isclose(value, round(value, digits), rel_tol=0.0, abs_tol=1e-9):
            return decimal_text(value, language, digits=digits)
    return decimal_text(value, language, digits=most)


def reading_words(result: ReliableChange, language: str) -> tuple[str, str]:
    """Return what the two readings are called."""
    waves = result.paired.waves
    if waves is None:
        return word("mean_first", language), word("mean_latest", language)
    first, latest = (word_or(name, language) for name in waves)
    return first, latest
