"""Reliable change as readers meet it: titles, decimals, what things are called."""

from __future__ import annotations

from evalkit.outcomes.reliable_change import ReliableChange
from evalkit.outcomes.reliable_numbers import IMPORTANT, Judged
from evalkit.present.compared_rows import ComparedRow, rows_on
from evalkit.present.told_rows import short_titles
from evalkit.present.words import listed, word

__all__ = [
    "DRAWN_FROM",
    "METHOD_WORDS",
    "PLACES",
    "REASONS",
    "category_words",
    "directions_text",
    "error_fits",
    "has_categories",
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
    rows = rows_on(result.paired, result.by_group(), language, better=result.better)
    return list(zip(rows, result.groups, strict=True))


def error_fits(one: Judged) -> bool:
    """Whether the changes vary at least as much as error of this reliability would make them."""
    return "error exceeds change" not in one.notes


def has_categories(one: Judged) -> bool:
    """Whether the persons of a group could be put into categories."""
    return one.row.get("unchanged") is not None


def why_missing(rows: list[tuple[ComparedRow, Judged]], language: str) -> str:
    """Return which groups have no categories and why, empty when all have."""
    found: dict[str, list[ComparedRow]] = {}
    for row, one in rows:
        if not has_categories(one):
            reasons = [word(REASONS[name], language) for name in one.notes if name in REASONS]
            found.setdefault(listed(reasons, language), []).append(row)
    every = [row for row, _ in rows]
    parts = []
    for reason, those in found.items():
        scales = listed(short_titles(those, every, language), language)
        parts.append(word("reliable_missing_cell", language, scales=scales, reason=reason))
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
