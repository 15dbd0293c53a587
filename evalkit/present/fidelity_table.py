"""Rules of fidelity beside the data, as a table: rule, verdict, figure, criterion, source."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from evalkit.monitoring.fidelity import Fidelity
from evalkit.present.blocks import Table, Text
from evalkit.present.fidelity_words import (
    adults_word,
    criterion_text,
    profile_line,
    series_word,
    source_text,
    table_word,
    unit_text,
    units_word,
)
from evalkit.present.notices import how_it_came_about
from evalkit.present.numbers import (
    confidence_text,
    count_text,
    date_text,
    decimal_text,
    percent_text,
)
from evalkit.present.places import place_text
from evalkit.present.records import records
from evalkit.present.table_columns import columns
from evalkit.present.words import capital, listed, word
from evalkit.programmes.fact import Fact
from evalkit.programmes.fidelity_rule import FidelityRule
from evalkit.results import SHOWN_FROM

__all__ = ["VERDICT_WORDS", "cited", "fidelity_table", "figure_text", "without_rules_text"]

VERDICT_WORDS = {
    "met": "fidelity_met",
    "not_met": "fidelity_not_met",
    "cannot_be_assessed": "fidelity_cannot",
}
_REASONS = {
    "no_rows": "fidelity_no_rows",
    "no_column": "fidelity_no_column",
    "no_when": "fidelity_no_when",
    "no_ages": "fidelity_no_ages",
    "no_completed": "fidelity_no_completed",
    "no_attendance": "fidelity_no_attendance",
    "few_noted": "fidelity_few_noted",
    "too_young": "fidelity_too_young",
    "none_in_period": "fidelity_none_in_period",
}
_LEFT = {
    "not_yet": "fidelity_left_young",
    "not_noted": "fidelity_left_unnoted",
    "left_early": "fidelity_left_early",
    "unclear": "fidelity_left_unclear",
    "before_records": "fidelity_left_before",
}
_HIDDEN = ("n", "kept", "estimate", "conf_low", "conf_high", "median", "worst", *_LEFT)
_CONFIDENCE = 0.95
Row = dict[str, Any]


def fidelity_table(result: Fidelity, *, language: str) -> Table | Text:
    """Return one row a rule, in the order of the file."""
    if not result.rules.rules:
        return Text(tuple(without_rules_text(result, language)))
    found = {str(row["rule"]): row for row in result.to_frame().to_dict("records")}
    rows = []
    for number, rule in enumerate(result.rules.rules, start=1):
        row = {str(name): value for name, value in found[rule.name].items()}
        cells = (
            word("fidelity_numbered", language, number=number, text=rule_text(rule, language)),
            word(VERDICT_WORDS[str(row["verdict"])], language),
            figure_text(rule, row, language),
            criterion_text(rule, language),
            source_text(rule, language),
        )
        rows.append(cells)
    labels = ("fidelity_rule", "fidelity_verdict", "fidelity_figure", "fidelity_criterion")
    named = [word(name, language) for name in (*labels, "fidelity_source")]
    return Table(
        caption=word("fidelity_caption", language, title=result.rules.title[language]),
        columns=columns(named, texts=len(named)),
        rows=tuple(rows),
        notes=tuple(_notes(result, language)),
        name="fidelity",
        numbers=records(_without_few(result.to_frame())),
    )


def rule_text(rule: FidelityRule, language: str) -> str:
    """Return a rule's sentence, and whether it is what the source calls the best."""
    text = rule.text[language]
    return word("fidelity_best", language, text=text) if rule.level == "best" else text


def _is_few(row: Row) -> bool:
    return not row["of_practice"] and 0 < row["series"] < SHOWN_FROM


def _without_few(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with nothing about fewer than five cases or persons in it."""
    few = (~frame["of_practice"].astype("bool")) & frame["series"].between(1, SHOWN_FROM - 1)
    hidden = frame.astype(dict.fromkeys(_HIDDEN, "object"))
    hidden.loc[few, list(_HIDDEN)] = None
    return hidden


def figure_text(rule: FidelityRule, row: Row, language: str) -> str:
    """Return what the data show of one rule, or why nothing and what to collect."""
    if row["verdict"] == "cannot_be_assessed":
        return _reason(rule, row, language)
    if _is_few(row):
        few = {"few": count_text(SHOWN_FROM, language), "series": series_word(rule, language)}
        return word("fidelity_few", language, **few)
    said = word(
        "fidelity_count",
        language,
        kept=count_text(row["kept"], language),
        n=count_text(row["n"], language),
        units=units_word(rule, language),
        share=percent_text(row["estimate"], language),
        confidence=confidence_text(_CONFIDENCE, language),
        low=percent_text(row["conf_low"], language),
        high=percent_text(row["conf_high"], language),
    )
    if 1 < row["series"] < row["n"]:
        series = {
            "count": count_text(row["series"], language),
            "series": series_word(rule, language),
        }
        said += word("fidelity_in_series", language, **series)
    parts = [f"{said}.", _values(rule, row, language), _left(rule, row, language)]
    return " ".join(part for part in parts if part)


def _values(rule: FidelityRule, row: Row, language: str) -> str:
    if math.isnan(float(row["median"])):
        return ""
    numbers = {name: _short(row[name], language) for name in ("median", "worst")}
    if rule.check == "falling":
        return word("fidelity_values_falling", language, **numbers)
    if rule.check == "complete":
        return word("fidelity_values_parts", language, **numbers)
    unit = unit_text(str(row["unit"]), language, number=float(row["median"]))
    if rule.check == "staffing":
        unit = adults_word(float(row["median"]), language, per_group=rule.per is not None)
    return word("fidelity_values", language, unit=unit, **numbers)


def _short(value: float, language: str) -> str:
    """Return a computed number with one decimal, without it where it is whole."""
    return decimal_text(value, language, digits=0 if abs(value - round(value)) < 0.05 else 1)


def _left(rule: FidelityRule, row: Row, language: str) -> str:
    """Return how many units were not assessed, and why."""
    names = dict(_LEFT)
    if rule.skip_newest:
        names["not_yet"] = "fidelity_left_newest"
    told = [
        word(said, language, count=count_text(row[name], language))
        for name, said in names.items()
        if row[name]
    ]
    return word("fidelity_left", language, left=listed(told, language)) if told else ""


def _reason(rule: FidelityRule, row: Row, language: str) -> str:
    """Return why a rule cannot be assessed, and what to write down from now on."""
    table, column = str(row["missing_table"]), str(row["missing_column"])
    facts = {
        "column": column,
        "table": table_word(table or rule.table, language),
        "n": count_text(row["n"], language),
        "all": count_text(row["n"] + row["not_noted"], language),
    }
    said = word(_REASONS[str(row["reason"])], language, **facts)
    if not table:
        left = "" if row["reason"] == "few_noted" else _left(rule, row, language)
        return f"{said} {left}".strip() if not _is_few(row) else said
    line = profile_line(rule, table)
    return f"{said} {word('fidelity_collect', language, line=line)}"


def _notes(result: Fidelity, language: str) -> list[str]:
    """Return what a reader must know: made up or not, the period, the threshold, the readings."""
    notes = list(how_it_came_about(result.study, language)[0])
    notes += period_notes(result, language)
    notes.append(word("fidelity_threshold_note", language))
    notes.append(word("fidelity_interval_note", language))
    if result.rules.finding is not None:
        finding = cited(result.rules.finding, language)
        notes.append(word("fidelity_finding_note", language, **finding))
    told: dict[str, list[str]] = {}
    for number, rule in enumerate(result.rules.rules, start=1):
        if rule.note:
            told.setdefault(rule.note[language], []).append(str(number))
    notes += [
        word("fidelity_rule_note", language, numbers=listed(numbers, language), note=note)
        for note, numbers in told.items()
    ]
    if result.rules.programme is not None:
        known = result.rules.programme.documents
        named = dict.fromkeys(fact.document for rule in result.rules.rules for fact in rule.facts)
        documents = "; ".join(known[name].cite(language) for name in named)
        if documents:
            notes.append(word("fidelity_documents_note", language, documents=documents))
    return notes


def period_notes(result: Fidelity, language: str) -> list[str]:
    """Return which days are looked at, and where the data stop before them."""
    last = date_text(result.as_of, language)
    if result.since is None:
        notes = [word("fidelity_all_note", language, last=last)]
    else:
        first = date_text(result.since, language)
        notes = [word("fidelity_period_note", language, first=first, last=last)]
    if result.known_to is not None and result.known_to < result.as_of:
        known = date_text(result.known_to, language)
        notes.append(word("fidelity_known_note", language, known=known))
    return notes


def cited(fact: Fact, language: str) -> dict[str, str]:
    """Return a fact's sentence and its place, for a sentence that quotes them."""
    place = capital(place_text(fact.place, language))
    return {"finding": fact.text[language], "fact": fact.text[language], "place": place}


def without_rules_text(result: Fidelity, language: str) -> list[str]:
    """Return why there are no rules: refused by the programme, or not written yet."""
    rules = result.rules
    title = rules.title[language]
    if rules.refused_by is not None:
        return [
            word("fidelity_refused", language, title=title, **cited(rules.refused_by, language))
        ]
    said = [word("fidelity_none", language, title=title)]
    facts = " ".join(fact.text[language] for fact in rules.watchable)
    if facts:
        said.append(word("fidelity_watchable", language, facts=facts))
    return said
