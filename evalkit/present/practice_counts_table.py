"""The coding of single chapters beside a report's own counts: as a table and in sentences."""

from __future__ import annotations

from collections.abc import Mapping

from evalkit.assessment.practice_counts import PracticeCounts
from evalkit.present.blocks import Table
from evalkit.present.numbers import count_text
from evalkit.present.places import place_text
from evalkit.present.records import records
from evalkit.present.table_columns import columns
from evalkit.present.words import capital, listed, word
from evalkit.programmes.comparison import StatedCount

__all__ = ["practice_counts_table", "say_practice_counts", "stated_text"]

_AGREES = {
    "yes": "counts_yes",
    "with_partly": "counts_with_partly",
    "cannot_tell": "counts_cannot_tell",
    "no": "counts_no",
}


def stated_text(one: StatedCount, language: str) -> str:
    """Return what a report states: its number, or its word with evalkit's reading of it."""
    if not one.said:
        return count_text(one.least, language)
    facts = {"said": one.said[language], "least": count_text(one.least, language)}
    if one.most is None:
        return word("counts_at_least", language, **facts)
    facts["most"] = count_text(one.most, language)
    if one.least is None:
        return word("counts_at_most", language, **facts)
    return word("counts_between", language, **facts)


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
                count_text(row["no"], language),
                count_text(row["not_stated"], language),
                word(_AGREES[str(row["agrees"])], language),
                place_text(one.place, language),
            )
        )
    labels = ["counts_what", "counts_stated", "counts_full", "counts_part"]
    labels += ["counts_denied", "counts_silent", "counts_agrees", "practice_place"]
    return Table(
        caption=word("counts_caption", language),
        columns=columns([word(name, language) for name in labels], texts={0, 1, 6, 7}),
        rows=tuple(rows),
        notes=(word("counts_note", language),),
        name="practice_counts",
        numbers=records(result.to_frame()),
    )


def say_practice_counts(result: PracticeCounts, *, language: str) -> list[str]:
    """Say how many counts agree, and of each that does not who is counted how."""
    frame = result.to_frame().set_index("name")
    count = count_text(len(frame), language)
    agree = int((frame["agrees"] == "yes").sum())
    if agree == len(frame):
        return [word("counts_say_all", language, count=count)]
    verdicts = frame["agrees"].value_counts()
    facts = {name: count_text(int(verdicts.get(name, 0)), language) for name in _AGREES}
    facts |= {"agree": facts.pop("yes"), "count": count}
    told = [word("counts_say_some", language, **facts)]
    titles = {one.name: one.title[language].split(" (")[0] for one in result.programmes}
    for one in result.comparison.counts:
        row = frame.loc[one.name]
        if row["agrees"] == "yes":
            continue
        counted = {programme.name: one.counts(programme) for programme in result.programmes}
        told.append(
            word(
                "counts_say_difference",
                language,
                what=one.text[language],
                stated=stated_text(one, language),
                verdict=capital(word(_AGREES[str(row["agrees"])], language)),
                answers=_who(counted, titles, language).rstrip(";"),
            )
        )
    return told


_ANSWERS = {
    "yes": "counts_yes",
    "partly": "counts_partly_word",
    "no": "counts_answer_no",
    "not_stated": "counts_not_stated",
}


def _who(counted: Mapping[str, str], titles: Mapping[str, str], language: str) -> str:
    """Return which programmes are counted how: those of every answer, by name."""
    told = ""
    for answer, name in _ANSWERS.items():
        named = [titles[programme] for programme, given in counted.items() if given == answer]
        if named:
            facts = {"answer": word(name, language), "titles": listed(named, language)}
            told += word("counts_say_answer", language, **facts)
    return told
