"""Sentences about the target group: how many of those who started are within each range."""

from __future__ import annotations

from evalkit.monitoring.target_group import TargetGroupFit
from evalkit.present.numbers import count_text, date_text, percent_text
from evalkit.present.target_group_table import interval_of, limit_text, target_group_notes
from evalkit.present.words import word

__all__ = ["say_target_group"]

_COUNTS = ("within", "n", "under", "over", "unknown")


def say_target_group(result: TargetGroupFit, *, language: str) -> list[str]:
    """Return a sentence per range of age, what the referrals say, and what cannot be assessed."""
    if not result.started:
        return [word("fit_nobody", language, day=date_text(result.as_of, language))]
    if result.programme is None:
        return [word("fit_no_entry", language)]
    by_name = {fact.name: fact for fact in result.facts}
    said = []
    for row in result.to_frame().to_dict("records"):
        if not row["n"]:
            continue
        facts = {name: count_text(row[name], language) for name in _COUNTS}
        facts["share"] = percent_text(row["share"], language)
        facts["interval"] = interval_of(row, language)
        if row["aspect"] == "fits":
            said.append(word("fit_say_referral", language, **facts))
        else:
            limit = limit_text(by_name[row["fact"]], language)
            said.append(word("fit_say", language, limit=limit, **facts))
    return [*said, *target_group_notes(result, language, with_facts=False)]
