"""One signal in words: what it is about, what was seen, how sure it is, what to do and who does."""

from __future__ import annotations

from math import isnan
from typing import Any

from evalkit.monitoring.attendance_charts import attendance_charts
from evalkit.monitoring.calendar import measurement_calendar
from evalkit.monitoring.signals import Signals
from evalkit.present.calendar_words import plan_title
from evalkit.present.count_wording import quarter_text
from evalkit.present.fidelity_words import units_word
from evalkit.present.numbers import count_text, decimal_text, percent_text
from evalkit.present.places import place_text
from evalkit.present.words import capital, listed, word, word_or
from evalkit.programmes.fact import Fact
from evalkit.programmes.fidelity_file import fidelity_rules
from evalkit.programmes.fidelity_rule import FidelityRule
from evalkit.programmes.programme_file import programme
from evalkit.results import SHOWN_FROM

__all__ = ["do_text", "seen_text", "status_text", "sure_text", "what_text", "who_text"]

Row = dict[str, Any]
_WHAT = {
    "attendance": "signals_attendance",
    "fidelity": "signals_fidelity",
    "readings": "signals_readings",
    "exits": "signals_exits",
    "matches": "signals_matches",
    "goals": "signals_goals",
    "starts": "signals_starts",
    "age": "signals_age",
}
_SEEN = {
    "readings": "signals_readings_seen",
    "exits": "signals_exits_seen",
    "matches": "signals_matches_seen",
    "goals": "signals_goals_seen",
    "starts": "signals_starts_seen",
}
_RULES = {
    "outside": "signals_rule_outside",
    "shift": "signals_rule_shift",
    "trend": "signals_rule_trend",
    "two_of_three": "signals_rule_two_of_three",
}
_STATUS = {
    "new": "signals_new",
    "grew": "signals_grew",
    "again": "signals_again",
    "known": "signals_known",
}
_SHARES = ("readings", "goals")
# Chances this small are told as this: nobody knows them better.
_SMALL_CHANCE = 0.01
_NEARLY_NONE, _WHOLE_FROM = 0.05, 10


def what_text(result: Signals, row: Row, language: str) -> str:
    """Return what a signal is about."""
    if row["watch"] == "exits" and result.studied.enrolments["exit_reason"].isna().all():
        return word("signals_exits_unknown", language)
    return word(_WHAT[row["watch"]], language, about=_about(result, row, language))


def _about(result: Signals, row: Row, language: str) -> str:
    if row["watch"] == "fidelity":
        return rule_of(result, row["about"]).text[language].rstrip(".")
    if row["watch"] == "readings":
        calendar = measurement_calendar(result.studied, as_of=result.quarter.last_day)
        return plan_title(calendar, str(row["about"]), language)
    return word_or(str(row["about"]), language)


def rule_of(result: Signals, name: str) -> FidelityRule:
    """Return the rule of fidelity that a signal is about."""
    asked = result.rules or fidelity_rules(result.programme)
    return next(rule for rule in asked.rules if rule.name == name)


def seen_text(result: Signals, row: Row, language: str) -> str:
    """Return what the data show; never a count of fewer than five persons."""
    if row["people"] in range(1, SHOWN_FROM):
        return word("signals_few", language, few=count_text(SHOWN_FROM, language))
    if row["watch"] == "attendance":
        return _attendance(result, row, language)
    facts = {name: count_text(row[name], language) for name in ("count", "n")}
    if row["watch"] == "fidelity":
        units = units_word(rule_of(result, row["about"]), language)
        return word("signals_fidelity_seen", language, units=units, **facts)
    if row["watch"] == "age":
        fact = _facts(result)[row["about"]].text[language]
        return word("signals_age_seen", language, fact=fact, **facts)
    if row["watch"] in _SHARES:
        facts["share"] = percent_text(row["count"] / row["n"], language)
    return word(_SEEN[row["watch"]], language, usual=_usual(row, language), **facts)


def _usual(row: Row, language: str) -> str:
    """Return what it was before: a share, or about how many."""
    if row["watch"] in _SHARES:
        return percent_text(row["usual"], language)
    if row["usual"] < _NEARLY_NONE:
        return word("signals_about_none", language)
    number = decimal_text(row["usual"], language, digits=0 if row["usual"] >= _WHOLE_FROM else 1)
    return word("signals_about_number", language, number=number)


def _attendance(result: Signals, row: Row, language: str) -> str:
    """Return the share and the number who came: the one is never read without the other."""
    rules = listed([word(_RULES[name], language) for name in row["how"].split(", ")], language)
    if isnan(row["value"]):
        return word("signals_attendance_only", language, rules=rules)
    shares = {name: percent_text(row[name], language) for name in ("value", "usual")}
    said = word("signals_attendance_seen", language, rules=rules, **shares)
    moved = attendance_charts(result.studied, result.quarter, activity=row["about"]).moved
    if moved is None:
        return said
    numbers = {"came": moved.came, "before": moved.came_before}
    told = {name: decimal_text(value, language, digits=1) for name, value in numbers.items()}
    return f"{said} {word('signals_attendance_number', language, **told)}"


def sure_text(row: Row, language: str) -> str:
    """Return how often chance alone gives as much, or that it is a count."""
    if isnan(row["chance"]):
        return word("signals_counted", language)
    chance = percent_text(row["chance"], language)
    if row["chance"] < _SMALL_CHANCE:
        chance = word("signals_chance_small", language)
    if row["watch"] == "fidelity":
        required = percent_text(1 - row["usual"], language)
        return word("signals_chance_rule", language, chance=chance, required=required)
    return word("signals_chance", language, chance=chance)


def status_text(row: Row, language: str) -> str:
    """Return whether it is new, has grown or is known, and since when."""
    return word(_STATUS[row["status"]], language, since=quarter_text(row["since"], language))


def do_text(result: Signals, row: Row, language: str) -> str:
    """Return what the programme's own practice says to do."""
    found = result.response(row["watch"], row["about"])
    if found.do_words:
        return found.do_words[language]
    return _cited(found.do, language) or word("signals_do_nothing", language)


def who_text(result: Signals, row: Row, language: str) -> str:
    """Return who is responsible."""
    found = result.response(row["watch"], row["about"])
    if found.who_words:
        return found.who_words[language]
    return _cited(found.who, language) or word("signals_who_nobody", language)


def _cited(facts: tuple[Fact, ...], language: str) -> str:
    told = [
        word(
            "signals_cited",
            language,
            text=fact.text[language],
            place=capital(place_text(fact.place, language)),
        )
        for fact in facts
    ]
    return " ".join(told)


def _facts(result: Signals) -> dict[str, Fact]:
    return {fact.name: fact for fact in programme(result.programme).facts}
