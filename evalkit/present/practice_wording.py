"""Promising practice in sentences: which elements are met, and which the source is silent about."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

from evalkit.assessment.practice_profile import PracticeProfile
from evalkit.present.numbers import count_text
from evalkit.present.practice_table import MOST_APART, named_element, titled
from evalkit.present.words import capital, listed, word
from evalkit.programmes.programme import Programme

__all__ = ["say_practice"]


def say_practice(result: PracticeProfile, *, language: str) -> list[str]:
    """Say for each programme which elements have which grade; and whose the grades are."""
    if len(result.programmes) > MOST_APART:
        told = _of_many(result, language)
    else:
        told = [said for one in result.programmes for said in _said(one, result, language)]
    if result.outside and result.questionnaire.gate is not None:
        titles = titled(result.outside, language)
        text = result.questionnaire.gate.text[language]
        told.append(word("practice_outside", language, titles=titles, text=text))
    return [*told, result.questionnaire.about[language]]


def _of_many(result: PracticeProfile, language: str) -> list[str]:
    """Say which elements are most and least often met, and which most often nobody can assess."""
    frame, whose = result.to_frame(), result.questionnaire.whose
    grades = result.questionnaire.grades
    count = count_text(len(result.programmes), language)
    best, unknown = grades[0].name, result.questionnaire.missing_grade.name
    order = list(result.questionnaire.element_names)
    met = frame["grade"].eq(best).groupby(frame["element"]).sum().reindex(order)
    silent = frame["grade"].eq(unknown).groupby(frame["element"]).sum().reindex(order)
    told = [word("practice_say_many", language, count=count, whose=whose)]
    known = met[silent < silent.max()] if silent.max() else met
    for name, numbers, extreme in (
        ("most", met, met.max()),
        ("least", known, known.min()),
        ("unknown", silent, silent.max()),
    ):
        named = [str(element) for element in numbers.index[numbers == extreme]]
        if name == "unknown" and not extreme:
            continue
        facts = {
            "elements": listed(
                [named_element(result.questionnaire, element, language) for element in named],
                language,
            ),
            "count": count,
        }
        number = count_text(int(extreme), language)
        if name == "most":
            told.append(word("practice_say_most", language, most=number, **facts))
        elif name == "least":
            told.append(word("practice_say_least", language, least=number, **facts))
        else:
            told.append(word("practice_say_unknown", language, most=number, **facts))
    return told


def _said(one: Programme, result: PracticeProfile, language: str) -> list[str]:
    frame = result.to_frame()
    own = frame[frame["programme"] == one.name]
    parts: list[str] = []
    for grade in result.questionnaire.grades:
        rows = own[own["grade"] == grade.name].to_dict("records")
        if not rows:
            continue
        titles = [_with_part(result, row, language) for row in rows]
        facts = {"grade": capital(grade.title[language]), "elements": listed(titles, language)}
        if parts:
            parts.append(word("practice_say_grade_more", language, **facts))
        else:
            facts |= {"title": one.title[language], "whose": result.questionnaire.whose}
            parts.append(word("practice_say_grade", language, **facts))
    return [" ".join(parts)] if parts else []


def _with_part(result: PracticeProfile, row: Mapping[Hashable, Any], language: str) -> str:
    title = named_element(result.questionnaire, str(row["element"]), language)
    if 0 < int(row["answered"]) < int(row["asked"]):
        return word("practice_element_part", language, element=title)
    return title
