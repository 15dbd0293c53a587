"""Tables of what is known about programmes: facts, contradictions, sources."""

from __future__ import annotations

from evalkit.present.blocks import Table, Text
from evalkit.present.numbers import count_text, decimal_text, percent_text
from evalkit.present.places import place_text
from evalkit.present.practice_table import MOST_APART, titled
from evalkit.present.records import records
from evalkit.present.table_columns import columns
from evalkit.present.words import word
from evalkit.programmes.fact import Fact
from evalkit.programmes.programme import Programme
from evalkit.programmes.registry import Contradictions, Registry, Sources
from evalkit.programmes.topics import vocabulary

__all__ = ["amount_text", "contradictions_table", "facts_table", "sources_table"]

# A calendar year is no number to be divided by thousands.
YEAR = "year"
_KINDS = {
    "contradiction": "kind_contradiction",
    "two_accounts": "kind_two_accounts",
    "misprint": "kind_misprint",
    "unclear": "kind_unclear",
}
# A share is shown as a percentage.
SHARE = "share"


def amount_text(fact: Fact, language: str) -> str:
    """Return a fact's number with its unit; empty where it has none.

    Examples
    --------
    >>> from evalkit.programmes.programme_file import programme
    >>> amount_text(programme("unik").fact("intake"), "en")
    '60 persons a year'
    """
    if not fact.has_amount:
        return ""
    unit = _unit(fact, language)
    numbers = {
        name: _number(value, fact.unit, language)
        for name, value in (("value", fact.value), ("least", fact.least), ("most", fact.most))
        if value is not None
    }
    if "value" in numbers:
        said = word("registry_amount_one", language, unit=unit, **numbers)
    elif len(numbers) == 2:
        said = word("registry_amount_range", language, unit=unit, **numbers)
    elif "least" in numbers:
        said = word("registry_amount_least", language, unit=unit, **numbers)
    else:
        said = word("registry_amount_most", language, unit=unit, **numbers)
    return said.strip()


def _unit(fact: Fact, language: str) -> str:
    if fact.unit in (YEAR, SHARE):
        return ""
    known = vocabulary()
    last = fact.value if fact.value is not None else fact.most or fact.least
    return (known.one_unit if last == 1 else known.units)[fact.unit][language]


def _number(value: float, unit: str, language: str) -> str:
    if unit == YEAR:
        return f"{value:.0f}"
    if unit == SHARE:
        return percent_text(value, language)
    digits = next((d for d in range(3) if abs(round(value, d) - value) < 1e-9), 3)
    return decimal_text(value, language, digits=digits)


def facts_table(result: Registry, *, language: str) -> Table | Text:
    """Return the facts, topic by topic, each with its number and its place."""
    many = len(result.programmes) > 1
    topics, frame = vocabulary().topics, result.to_frame()
    shown = set(zip(frame["programme"], frame["name"], strict=True))
    rows = []
    for one in result.programmes:
        for fact in one.facts:
            if (one.name, fact.name) not in shown:
                continue
            cells = [
                topics[fact.topic].title[language],
                _sentence(fact, language),
                amount_text(fact, language) or word("not_computed", language),
                place_text(fact.place, language),
            ]
            rows.append(([one.title[language]] if many else []) + cells)
    labels = ["registry_topic", "registry_fact", "registry_amount", "registry_place"]
    if many:
        labels.insert(0, "practice_programme")
    if not rows:
        return Text((word("registry_none", language),))
    return Table(
        caption=_caption(result.programmes, language),
        columns=columns([word(name, language) for name in labels], texts=len(labels)),
        rows=tuple(tuple(cells) for cells in rows),
        notes=(word("registry_note", language),),
        name="facts",
        numbers=records(result.to_frame()),
    )


def _sentence(fact: Fact, language: str) -> str:
    said = fact.text[language]
    if fact.note:
        said = word("registry_noted", language, text=said, note=fact.note[language])
    if fact.contradiction:
        said = word("registry_disputed", language, text=said)
    return said


def _caption(programmes: tuple[Programme, ...], language: str) -> str:
    if len(programmes) > MOST_APART:
        count = count_text(len(programmes), language)
        return word("registry_caption_many", language, count=count)
    return word("registry_caption", language, titles=titled(programmes, language))


def contradictions_table(result: Contradictions, *, language: str) -> Table | Text:
    """Return where sources disagree: both sides, and none chosen."""
    frame = result.to_frame()
    if frame.empty:
        return Text((word("contradictions_none", language),))
    titles = {one.name: one.title[language] for one in result.programmes}
    labels = ["practice_programme", "contradictions_one", "registry_place"]
    labels += ["contradictions_other", "contradictions_kind"]
    rows = [
        (
            titles[str(row["programme"])],
            str(row[f"text_{language}"]),
            place_text(str(row["place"]), language),
            str(row[f"contradiction_{language}"]),
            word(_KINDS[str(row["contradiction_kind"])], language),
        )
        for row in frame.to_dict("records")
    ]
    return Table(
        caption=word("contradictions_caption", language),
        columns=columns([word(name, language) for name in labels], texts=len(labels)),
        rows=tuple(rows),
        notes=(word("contradictions_note", language),),
        name="contradictions",
        numbers=records(frame),
    )


def sources_table(result: Sources, *, language: str) -> Table:
    """Return the documents, what must be known about them, and how much rests on each."""
    rows = [
        (
            result.documents[str(row["document"])].cite(language),
            str(row[f"about_{language}"]) or word("not_computed", language),
            count_text(row["entries"], language),
        )
        for row in result.to_frame().to_dict("records")
    ]
    labels = ["sources_document", "sources_about", "sources_entries"]
    return Table(
        caption=word("sources_caption", language),
        columns=columns([word(name, language) for name in labels], texts=2),
        rows=tuple(rows),
        name="sources",
        numbers=records(result.to_frame()),
    )
