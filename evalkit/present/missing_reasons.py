"""Why a number is missing, in the reader's words: from a result's notes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from evalkit.outcomes.correlated_change import CORRELATION_NOTES
from evalkit.outcomes.equivalence import NO_MARGIN
from evalkit.outcomes.regression_to_mean import REGRESSION_NOTES
from evalkit.outcomes.spread import REASONS
from evalkit.outcomes.subgroups import GROUP_NOTES
from evalkit.present.words import word

__all__ = ["missing_note", "missing_reasons", "reason_list"]

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


def reason_list(notes: Iterable[str], words: Mapping[str, str], language: str) -> list[str]:
    """Return the reasons that stand in some notes, each once.

    Parameters
    ----------
    notes : iterable of str
        Of rows of a result.
    words : mapping
        What may stand in a note, to the name of the word for it; the reasons come in its order.
    language : {"da", "en"}
        Of the reasons.
    """
    said = list(notes)
    names = [name for note, name in words.items() if any(note in one for one in said)]
    return [word(name, language) for name in dict.fromkeys(names)]


def missing_reasons(
    notes: Iterable[str], language: str, *, words: Mapping[str, str] | None = None
) -> str:
    """Return the reasons that stand in some notes, in one phrase; empty when there are none."""
    return "; ".join(reason_list(notes, _WORDS if words is None else words, language))


def missing_note(
    notes: Iterable[str], language: str, *, words: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """Return the note below a table that says what a dash means there; none without a dash."""
    reasons = missing_reasons(notes, language, words=words)
    return (word("missing_note", language, reasons=reasons),) if reasons else ()
