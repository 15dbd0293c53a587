"""Sentences about a mapping study: the way from many to a few, and who was interviewed."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from evalkit.present.interviews_table import told_count
from evalkit.present.numbers import count_text
from evalkit.present.places import place_text
from evalkit.present.screening_table import remarks, unnamed_kinds
from evalkit.present.words import listed, word
from evalkit.programmes.interviews import WHOLE, CountElsewhere, Interviews
from evalkit.programmes.screening import Screening
from evalkit.programmes.screening_parts import Unnamed

__all__ = ["say_interviews", "say_screening"]


def say_screening(result: Screening, *, language: str) -> list[str]:
    """Return the sentences of a screening."""
    said = [_way(result, language)]
    for row in result.to_frame().iloc[1:].to_dict("records"):
        said.append(" ".join([*_step(row, language), *_chosen_by(result, row["phase"], language)]))
        left = result.left_before(row["phase"])
        groups = [one for one in left if isinstance(one, Unnamed) and one.reasons]
        said += [unnamed_kinds(one, language) for one in groups]
    for one in result.named:
        if one.incomplete is not None:
            facts = {"title": one.title, "text": one.incomplete.text[language]}
            said.append(word("screening_say_incomplete", language, **facts))
    for part in (result.source, *result.phases):
        if part.contradiction:
            said.append(remarks(part, language)[-1])
    return [*said, word("screening_no_ranking", language)]


def _way(result: Screening, language: str) -> str:
    steps = [f"{one.title[language]} {count_text(one.count, language)}" for one in result.phases]
    first, last = (count_text(result.phases[place].count, language) for place in (0, -1))
    facts = {"title": result.title[language], "first": first, "way": ", ".join(steps)}
    if len(steps) == 1:
        return word("screening_say_one_phase", language, **facts)
    return word("screening_say_way", language, last=last, phases=len(steps), **facts)


def _step(row: Mapping[Hashable, Any], language: str) -> list[str]:
    """Return what a phase left, and for how many of those it is said why."""
    names = ("n_in", "n_out", "left")
    facts: dict[str, object] = {name: count_text(row[name], language) for name in names}
    facts["phase"] = row[f"title_{language}"]
    if not row["left"]:
        return [word("screening_say_all", language, **facts)]
    step = word("screening_say_step", language, **facts)
    if not row["reason_stated"]:
        return [step, word("screening_say_none_stated", language, **facts)]
    if not row["reason_not_stated"]:
        return [step, word("screening_say_all_stated", language, **facts)]
    stated = count_text(row["reason_stated"], language)
    return [step, word("screening_say_some_stated", language, stated=stated, **facts)]


def _chosen_by(result: Screening, phase: str, language: str) -> list[str]:
    """Return how many criteria are stated for a phase; nothing where none is."""
    criteria = sum(phase in one.phases for one in result.stated_criteria)
    if not criteria:
        return []
    key = "screening_say_one_criterion" if criteria == 1 else "screening_say_criteria"
    return [word(key, language, criteria=criteria)]


def say_interviews(result: Interviews, *, language: str) -> list[str]:
    """Return the sentences of a table of interviews."""
    totals = result.totals.set_index("role")
    parts = [
        word("interviews_say_role", language, role=title[language], count=totals["sum"][role])
        for role, title in result.roles.items()
    ]
    total = count_text(result.total, language)
    said = [word("interviews_say_sum", language, total=total, parts=listed(parts, language))]
    said += _sums(result, totals, language)
    said += _elsewhere(result, language)
    return [*said, *remarks(result.source, language)]


def _sums(result: Interviews, totals: pd.DataFrame, language: str) -> list[str]:
    """Return which printed sums are not what their numbers add up to."""
    titles = {role: title[language] for role, title in result.roles.items()}
    titles[WHOLE] = word("interviews_all", language)
    rows = [(row.title, row.stated, row.total) for row in result.rows]
    rows += [(titles[role], result.printed.get(role), totals["sum"][role]) for role in titles]
    if all(stated is None for _, stated, _ in rows):
        return [word("interviews_say_none_printed", language)]
    wrong = [row for row in rows if row[1] not in (None, row[2])]
    if not wrong:
        return [word("interviews_say_agree", language)]
    return [
        word("interviews_say_wrong", language, what=what, stated=stated, sum=added)
        for what, stated, added in wrong
    ]


def _elsewhere(result: Interviews, language: str) -> list[str]:
    """Return which counts elsewhere are not what the table adds up to."""
    if not result.elsewhere:
        return []
    if not result.differences:
        return [word("interviews_say_elsewhere_all", language)]
    which = [_which(one, result, language) for one in result.differences]
    facts: dict[str, object] = {"counts": len(result.elsewhere), "differing": len(which)}
    facts["accounts"] = word("interviews_two_accounts", language)
    return [word("interviews_say_elsewhere", language, which="; ".join(which), **facts)]


def _which(one: CountElsewhere, result: Interviews, language: str) -> str:
    facts = {
        "what": told_count(one, result, language),
        "count": one.count,
        "place": place_text(one.place, language),
    }
    return word("interviews_say_which", language, in_table=result.in_table(one), **facts)
