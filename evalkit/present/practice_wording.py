"""Promising practice in sentences: which elements are met, and which the source is silent about."""

from __future__ import annotations

from evalkit.assessment.practice_counts import PracticeCounts
from evalkit.assessment.practice_profile import PracticeProfile
from evalkit.present.blocks import Table
from evalkit.present.numbers import count_text
from evalkit.present.practice_table import titled
from evalkit.present.records import records
from evalkit.present.table_columns import columns
from evalkit.present.words import listed, word
from evalkit.programmes.comparison import StatedCount
from evalkit.programmes.programme import Programme

__all__ = ["practice_counts_table", "say_practice", "say_practice_counts", "stated_text"]

# More programmes than these are told element by element: twelve lists are no summary.
MOST_TOLD_ONE_BY_ONE = 3
# So few programmes of a grade are named.
FEW_NAMED = 3
_AGREES = {"yes": "counts_yes", "with_partly": "counts_with_partly", "no": "counts_no"}


def say_practice(result: PracticeProfile, *, language: str) -> list[str]:
    """Say for each programme which elements have which grade; and whose the grades are."""
    if len(result.programmes) > MOST_TOLD_ONE_BY_ONE:
        told = _by_element(result, language)
    else:
        told = [said for one in result.programmes for said in _said(one, result, language)]
    if result.outside and result.questionnaire.gate is not None:
        titles = titled(result.outside, language)
        text = result.questionnaire.gate.text[language]
        told.append(word("practice_outside", language, titles=titles, text=text))
    return [*told, result.questionnaire.about[language]]


def _by_element(result: PracticeProfile, language: str) -> list[str]:
    """Say of each element how many programmes have which grade; the few of a grade by name."""
    titles = {one.name: one.title[language].split(" (")[0] for one in result.programmes}
    count, whose = count_text(len(titles), language), result.questionnaire.whose
    told = [word("practice_say_many", language, count=count, whose=whose)]
    frame = result.to_frame()
    for element in result.questionnaire.elements:
        own = frame[frame["element"] == element.name]
        parts = []
        for grade in result.questionnaire.grades:
            named = [titles[str(name)] for name in own.loc[own["grade"] == grade.name, "programme"]]
            facts = {"grade": grade.title[language], "count": count_text(len(named), language)}
            if 0 < len(named) <= FEW_NAMED:
                facts["titles"] = listed(named, language)
                parts.append(word("practice_say_which", language, **facts))
            elif named:
                parts.append(word("practice_say_part", language, **facts))
        facts = {"element": element.title[language], "parts": "; ".join(parts)}
        told.append(word("practice_say_element", language, **facts))
    return told


def _said(one: Programme, result: PracticeProfile, language: str) -> list[str]:
    frame = result.to_frame()
    own = frame[frame["programme"] == one.name]
    parts: list[str] = []
    for grade in result.questionnaire.grades:
        names = own.loc[own["grade"] == grade.name, "element"]
        if not len(names):
            continue
        titles = [result.questionnaire.element(str(name)).title[language] for name in names]
        facts = {"grade": _capital(grade.title[language]), "elements": listed(titles, language)}
        if parts:
            parts.append(word("practice_say_grade_more", language, **facts))
        else:
            facts |= {"title": one.title[language], "whose": result.questionnaire.whose}
            parts.append(word("practice_say_grade", language, **facts))
    return [" ".join(parts)] if parts else []


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def stated_text(one: StatedCount, language: str) -> str:
    """Return what a report states: its number, or its word with evalkit's reading of it."""
    if not one.said:
        return count_text(one.least, language)
    said = one.said[language]
    if one.least is not None:
        least = count_text(one.least, language)
        return word("counts_at_least", language, said=said, least=least)
    return word("counts_at_most", language, said=said, most=count_text(one.most, language))


def practice_counts_table(result: PracticeCounts, *, language: str) -> Table:
    """Return the coding beside a report's own counts."""
    frame = result.to_frame().set_index("name")
    rows = []
    for one in result.comparison.counts:
        row = frame.loc[one.name]
        rows.append(
            (
                one.text[language],
                stated_text(one, language),
                count_text(row["yes"], language),
                count_text(row["partly"], language),
                word(_AGREES[str(row["agrees"])], language),
                one.place,
            )
        )
    labels = ["counts_what", "counts_stated", "counts_full", "counts_part"]
    labels += ["counts_agrees", "practice_place"]
    return Table(
        caption=word("counts_caption", language),
        columns=columns([word(name, language) for name in labels], texts={0, 1, 4, 5}),
        rows=tuple(rows),
        notes=(word("counts_note", language),),
        name="practice_counts",
        numbers=records(result.to_frame()),
    )


def say_practice_counts(result: PracticeCounts, *, language: str) -> list[str]:
    """Say how many counts agree, and each that does not."""
    frame = result.to_frame().set_index("name")
    count = count_text(len(frame), language)
    agree = int((frame["agrees"] == "yes").sum())
    if agree == len(frame):
        return [word("counts_say_all", language, count=count)]
    told = [word("counts_say_some", language, agree=count_text(agree, language), count=count)]
    titles = {one.name: one.title[language] for one in result.programmes}
    for one in result.comparison.counts:
        row = frame.loc[one.name]
        if row["agrees"] == "yes":
            continue
        facts = {
            "what": one.text[language],
            "stated": stated_text(one, language),
            "yes": count_text(row["yes"], language),
            "partly": count_text(row["partly"], language),
        }
        partly = [titles[name] for name in str(row["programmes_partly"]).split(", ") if name]
        if partly:
            who = listed(partly, language)
            told.append(word("counts_say_who", language, who=who, **facts))
        else:
            told.append(word("counts_say_difference", language, **facts))
    return told
