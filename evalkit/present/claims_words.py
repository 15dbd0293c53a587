"""What a study shows of an element, in sentences."""

from __future__ import annotations

from collections.abc import Mapping

from evalkit.assessment.claims import Claims
from evalkit.assessment.seen import LEAST_PERSONS, Changed, Seen
from evalkit.present.fidelity_words import criterion_text, series_word, units_word
from evalkit.present.numbers import confidence_text, count_text, decimal_text, percent_text
from evalkit.present.words import listed, word
from evalkit.results import SHOWN_FROM

__all__ = ["shown_text"]

_SHARES = {
    "kept_plan": "claims_kept_plan",
    "kept_voluntary": "claims_kept_voluntary",
    "kept_at_end": "claims_kept_at_end",
    "kept_unplanned": "claims_kept_unplanned",
    "kept_assumed": "claims_kept_assumed",
    "read_afterwards": "claims_read_afterwards",
    "goals_set": "claims_goals_set",
    "goals_unknown_by": "claims_goals_unknown_by",
    "goals_together": "claims_goals_together",
    "goals_reviewed": "claims_goals_reviewed",
    "goals_rated": "claims_goals_rated",
    "register_kept": "claims_register_kept",
    "rule_kept": "claims_rule_kept",
}
_OTHERS = {
    "nobody_due": "claims_nobody_due",
    "attendance_only": "claims_attendance_only",
    "scales_changed": "claims_scales_changed",
    "other_instruments": "claims_other_instruments",
    "too_few_pairs": "claims_too_few_pairs",
    "meetings_held": "claims_meetings_held",
}
_NEEDS = {
    "needs_theory": "needs_theory",
    "needs_effect": "needs_effect",
    "needs_description": "needs_description",
    "needs_goals": "needs_goals",
    "needs_transferability": "needs_transferability",
    "needs_economy": "needs_economy",
    "needs_reflection": "needs_reflection",
    "needs_relations": "needs_relations",
    "needs_individual": "needs_individual",
    "needs_monitoring": "needs_monitoring",
    "needs_follow_up": "needs_follow_up",
}
_KINDS = {
    "supervision": "claims_kind_supervision",
    "status meeting": "claims_kind_status",
    "yearly review": "claims_kind_review",
}
CONFIDENCE = 0.95
Row = Mapping[str, object]


def shown_text(result: Claims, row: Row, language: str) -> str:
    """Return what the data show of an element, or what they would have to hold."""
    if row["verdict"] == "no_data":
        return word("claims_no_study", language)
    seen = result.seen.get((str(row["programme"]), str(row["element"])))
    if seen is None or not seen.is_there:
        needs = _NEEDS.get(str(row["needs"]))
        return word("claims_needs", language, needs=word(needs, language) if needs else "").strip()
    told = [_seen_text(part, language) for part in (seen, *seen.beside)]
    return " ".join(dict.fromkeys(told))


def _seen_text(seen: Seen, language: str) -> str:
    """Return the sentence of one figure."""
    if seen.is_few:
        return _few_text(seen, language)
    if seen.reason in _SHARES:
        return _share_text(seen, language)
    numbers = {name: value for name, value in seen.facts.items() if not isinstance(value, str)}
    facts = {name: count_text(value, language) for name, value in numbers.items()}
    facts |= {"n": count_text(seen.n, language), "least": count_text(LEAST_PERSONS, language)}
    if seen.reason == "meetings_held":
        kinds = str(seen.facts["kinds"]).split(", ")
        facts["kinds"] = listed([word(_KINDS[kind], language) for kind in kinds], language)
    if seen.reason == "scales_changed":
        same = seen.facts["fewest"] == seen.facts["most"]
        facts["people"] = facts["most"] if same else word("claims_people", language, **facts)
        for way in ("better", "worse"):
            named = "; ".join(_changed(one, language) for one in seen.scales.get(way, ()))
            facts[f"{way}_names"] = word("claims_names", language, names=named) if named else ""
    return word(_OTHERS[seen.reason], language, **facts)


def _few_text(seen: Seen, language: str) -> str:
    """Return that so few are behind a figure that it is not shown; of a rule, which."""
    few = count_text(SHOWN_FROM, language)
    if seen.rule is None:
        return word("claims_few", language, few=few)
    who = series_word(seen.rule, language)
    return word("claims_rule_few", language, few=few, who=who, **_rule_words(seen, language))


def _changed(one: Changed, language: str) -> str:
    """Return a scale with its mean change and the interval."""
    return word(
        "claims_changed",
        language,
        title=one.title[language],
        change=decimal_text(one.change, language, signed=True),
        low=decimal_text(one.conf_low, language, signed=True),
        high=decimal_text(one.conf_high, language, signed=True),
        confidence=confidence_text(CONFIDENCE, language),
    )


def _share_text(seen: Seen, language: str) -> str:
    n, count = seen.n or 0, seen.count or 0
    return word(
        _SHARES[seen.reason],
        language,
        count=count_text(count, language),
        n=count_text(n, language),
        missing=count_text(n - count, language),
        share=percent_text(seen.estimate, language),
        low=percent_text(seen.conf_low, language),
        high=percent_text(seen.conf_high, language),
        confidence=confidence_text(CONFIDENCE, language),
        rest=" ".join(_beside_share(seen, language)),
        **_rule_words(seen, language),
    ).strip()


def _rule_words(seen: Seen, language: str) -> dict[str, str]:
    """Return the rule that was looked at, and what is counted for it."""
    if seen.rule is None:
        return {}
    return {
        "rule": seen.rule.text[language].rstrip("."),
        "criterion": criterion_text(seen.rule, language),
        "units": units_word(seen.rule, language),
    }


def _beside_share(seen: Seen, language: str) -> list[str]:
    """Return what is told beside a share: readings made, the time between, who is not in it."""
    told, facts = [], seen.facts
    months, median = facts.get("every_months"), facts.get("median_months")
    if facts.get("expected") is not None:
        made = {name: count_text(facts[name], language) for name in ("expected", "done")}
        told.append(word("claims_done", language, **made))
    if isinstance(months, float) and isinstance(median, float):
        planned = decimal_text(months, language, digits=0 if months.is_integer() else 1)
        between = decimal_text(median, language, digits=1)
        told.append(word("claims_median", language, median=between, months=planned).strip())
    if facts.get("too_short"):
        short = count_text(facts["too_short"], language)
        told.append(word("claims_too_short_one", language, too_short=short))
    if facts.get("not_noted"):
        unknown = count_text(facts["not_noted"], language)
        told.append(word("claims_goals_not_noted", language, unknown=unknown))
    if facts.get("any") is not None and (facts["any"], facts["courses"]) != (seen.count, seen.n):
        every = {name: count_text(facts[name], language) for name in ("any", "courses")}
        told.append(word("claims_goals_any", language, **every))
    if seen.rule is not None:
        told += _about_rule(seen, language)
    return told


def _about_rule(seen: Seen, language: str) -> list[str]:
    """Return from how many cases or adults the units of a rule come, and whose the criterion is."""
    if seen.rule is None:
        return []
    told, series = [], seen.behind or 0
    if 1 < series < (seen.n or 0):
        who = series_word(seen.rule, language)
        said = count_text(series, language)
        told.append(word("claims_rule_series", language, series=said, who=who))
    if seen.rule.is_assumption:
        told.append(word("claims_rule_assumed", language))
    return told
