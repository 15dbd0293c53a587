"""What the two readings are called, and how they were chosen, in words."""

from __future__ import annotations

from typing import Protocol

from evalkit.present.words import word, word_or

__all__ = ["ChosenReadings", "are_first_and_latest", "reading_names", "rule_text"]


class ChosenReadings(Protocol):
    """Pairs, or a result, that say how the two readings were chosen."""

    @property
    def waves(self) -> tuple[str, str] | None:
        """The named readings, None when dates decided."""
        ...

    @property
    def months(self) -> int | None:
        """How many months after the first reading the second one was looked for."""
        ...

    @property
    def min_days(self) -> int | None:
        """The least number of days between the two readings."""
        ...


def are_first_and_latest(chosen: ChosenReadings) -> bool:
    """Whether the two readings are the first and the latest, and not named ones or a month's."""
    return chosen.waves is None and chosen.months is None


def reading_names(chosen: ChosenReadings | None, language: str) -> dict[str, str]:
    """Return what the two readings are called: by date, or as the waves are named."""
    if chosen is not None and chosen.waves is not None:
        first, latest = chosen.waves
        return {"first": word_or(first, language), "latest": word_or(latest, language)}
    if chosen is not None and chosen.months:
        later = word("mean_after_months", language, months=chosen.months)
        return {"first": word("mean_first", language), "latest": later}
    return {"first": word("mean_first", language), "latest": word("mean_latest", language)}


def rule_text(chosen: ChosenReadings, language: str) -> str:
    """Return how the two readings were chosen."""
    if chosen.waves is not None:
        return word("named_waves", language, **reading_names(chosen, language))
    if chosen.months:
        return word("first_and_nearest", language, months=chosen.months)
    if chosen.min_days:
        return word("first_and_last_apart", language, days=chosen.min_days)
    return word("first_and_last", language)
