"""What was found in a delivery, in plain sentences."""

from __future__ import annotations

from evalkit.findings import NEEDS_A_PERSON
from evalkit.intake.checked import Checked
from evalkit.present.numbers import count_text
from evalkit.present.quality_tables import personal_findings
from evalkit.present.words import word

__all__ = ["say_checked"]

# More refused files than these are counted and not named.
_MOST_REASONS = 5


def say_checked(checked: Checked, *, language: str) -> list[str]:
    """Return whether a delivery can be loaded, what became of its rows, and who must look at it."""
    told = _refused(checked, language)
    if checked.received and not checked.is_refused:
        names = ("received", "loaded", "set_aside", "not_data")
        facts = {name: count_text(getattr(checked, name), language) for name in names}
        told.append(word("say_rows", language, **facts))
    grave = sum(one.severity in NEEDS_A_PERSON for one in checked.finding_list)
    notes = len(checked.finding_list) - grave
    if not checked.finding_list:
        told.append(word("no_findings", language))
    else:
        told.append(word("check_summary", language, grave=grave, notes=notes))
    unchecked = sum(one.severity == "unchecked" for one in checked.finding_list)
    if unchecked:
        told.append(word("say_unchecked", language, count=unchecked))
    places = {(one.file, one.sheet, one.column) for one in personal_findings(checked)}
    if places:
        told.append(word("say_personal", language, count=len(places)))
    return told


def _refused(checked: Checked, language: str) -> list[str]:
    """Say that nothing can be loaded, and why; each reason once."""
    refused = [one for one in checked.finding_list if one.severity == "refuse"]
    if not refused:
        return [word("say_can_be_loaded", language)] if checked.profile else []
    reasons = list(dict.fromkeys(f"{one.message(language)} ({one.code})" for one in refused))
    told = [word("say_refused", language), *reasons[:_MOST_REASONS]]
    more = len(reasons) - _MOST_REASONS
    return [*told, word("say_more_reasons", language, count=more)] if more > 0 else told
