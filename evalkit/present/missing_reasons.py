"""Why a number is missing, in the reader's words: from a result's notes."""

from __future__ import annotations

from collections.abc import Iterable

from evalkit.outcomes.correlated_change import CORRELATION_NOTES
from evalkit.outcomes.equivalence import NO_MARGIN
from evalkit.outcomes.regression_to_mean import REGRESSION_NOTES
from evalkit.outcomes.spread import REASONS
from evalkit.outcomes.subgroups import GROUP_NOTES
from evalkit.present.words import word

__all__ = ["missing_note", "missing_reasons"]

# What stands in a column `note`, and the word for it. The reference group lacks nothing.
_WORDS = {
    REASONS["no pairs"]: "no pairs",
    REASONS["one pair"]: "one pair",
    REASONS["zero variance"]: "zero variance",
    NO_MARGIN: "margin_not_stated",
    GROUP_NOTES["too few"]: "groups_too_few",
    GROUP_NOTES["no spread"]: "groups_no_spread",
    GROUP_NOTES["not stated"]: "groups_unstated",
    CORRELATION_NOTES["too few"]: "correlated_too_few",
    CORRELATION_NOTES["does not vary"]: "correlated_constant",
    CORRELATION_NOTES["on a line"]: "correlated_line",
    CORRELATION_NOTES["three"]: "correlated_three",
    REGRESSION_NOTES["not stated"]: "regression_not_stated",
    REGRESSION_NOTES["no left"]: "regression_no_left",
    REGRESSION_NOTES["no line"]: "regression_no_line",
}


def missing_reasons(notes: Iterable[str], language: str) -> str:
    """Return the reasons that stand in some notes, each once; empty when there are none."""
    said = list(notes)
    names = [name for note, name in _WORDS.items() if any(note in one for one in said)]
    return "; ".join(word(name, language) for name in names)


def missing_note(notes: Iterable[str], language: str) -> tuple[str, ...]:
    """Return the note below a table that says what a dash means there; none without a dash."""
    reasons = missing_reasons(notes, language)
    return (word("missing_note", language, reasons=reasons),) if reasons else ()
