"""What readers call a row of a result: its scale's title and its groups of persons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from evalkit.outcomes.paired import Paired
from evalkit.present.numbers import decimal_text
from evalkit.present.words import word, word_or

__all__ = [
    "group_names",
    "group_texts",
    "reading_titles",
    "rule_text",
    "scale_title",
    "score_text",
]

# These two name the scale; every other column of `by` names a group of persons.
_NAMING = ("instrument", "scale")
_MOST_DIGITS = 3


def group_names(by: Sequence[str]) -> tuple[str, ...]:
    """Return the columns of `by` that name groups of persons."""
    return tuple(name for name in by if name not in _NAMING)


def group_texts(key: Mapping[str, Any], by: Sequence[str], language: str) -> tuple[str, ...]:
    """Return a row's groups of persons as readers call them."""
    return tuple(_text(key[name], language) for name in group_names(by))


def _text(value: object, language: str) -> str:
    if value is None or pd.isna(value) or value == "":  # type: ignore[call-overload]
        return word("not_stated", language)
    return word_or(str(value), language)


def scale_title(paired: Paired, key: Mapping[str, Any], language: str) -> str:
    """Return the title of the scale a row is about; its name where no definition is known."""
    name = paired.scale_of(key)
    known = paired.directions.scales.get(name)
    title = known.title[language] if known else word_or(name, language)
    return f"{key['instrument']}: {title}" if "instrument" in key and not known else title


def reading_titles(paired: Paired | None, language: str) -> dict[str, str]:
    """Return what a table calls the two readings: by date, or as the waves are named."""
    if paired is not None and paired.waves is not None:
        first, latest = paired.waves
        return {"first": word_or(first, language), "latest": word_or(latest, language)}
    return {"first": word("mean_first", language), "latest": word("mean_latest", language)}


def rule_text(paired: Paired, language: str) -> str:
    """Return how the two readings were chosen, in words."""
    if paired.waves is not None:
        return word("named_waves", language, **reading_titles(paired, language))
    if paired.min_days:
        return word("first_and_last_apart", language, days=paired.min_days)
    return word("first_and_last", language)


def score_text(score: float, language: str) -> str:
    """Return a limit on a scale with the decimals it has, three at most.

    Examples
    --------
    >>> score_text(7.0, "da"), score_text(5.5, "da")
    ('7', '5,5')
    """
    every = range(_MOST_DIGITS)
    digits = next((many for many in every if round(score, many) == score), _MOST_DIGITS)
    return decimal_text(score, language, digits=digits)
