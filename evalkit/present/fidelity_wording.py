"""Rules of fidelity beside the data, in sentences: what is not as described comes first."""

from __future__ import annotations

from evalkit.monitoring.fidelity import Fidelity
from evalkit.present.fidelity_table import (
    cited,
    figure_text,
    period_notes,
    rule_text,
    without_rules_text,
)
from evalkit.present.notices import how_it_came_about
from evalkit.present.numbers import count_text
from evalkit.present.words import word

__all__ = ["say_fidelity"]


def say_fidelity(result: Fidelity, *, language: str) -> list[str]:
    """Say how many rules are met, which are not, and what cannot be assessed."""
    if not result.rules.rules:
        return without_rules_text(result, language)
    frame = result.to_frame().set_index("rule")
    counts = frame["verdict"].value_counts()
    number = {
        name: count_text(counts.get(verdict, 0), language)
        for name, verdict in (
            ("met", "met"),
            ("not_met", "not_met"),
            ("cannot", "cannot_be_assessed"),
        )
    }
    told = list(how_it_came_about(result.study, language)[0])
    told.append(
        word(
            "fidelity_say",
            language,
            title=result.rules.title[language],
            n=count_text(len(frame), language),
            **number,
        )
    )
    told += period_notes(result, language)
    for verdict, name in (
        ("not_met", "fidelity_say_not_met"),
        ("cannot_be_assessed", "fidelity_say_cannot"),
    ):
        for rule in result.rules.rules:
            row = {str(key): value for key, value in frame.loc[rule.name].items()}
            if row["verdict"] == verdict:
                figure = figure_text(rule, row, language)
                told.append(word(name, language, text=rule_text(rule, language), figure=figure))
    if result.rules.finding is not None:
        finding = cited(result.rules.finding, language)
        told.append(word("fidelity_finding_note", language, **finding))
    return [*told, word("fidelity_say_limits", language)]
