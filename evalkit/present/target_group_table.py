"""Whether those who started are the target group: the table."""

from __future__ import annotations

from typing import Any

from evalkit.monitoring.target_group import NOTES, TargetGroupFit
from evalkit.present.attendance_words import cite_facts
from evalkit.present.blocks import Table, Text
from evalkit.present.facts_table import amount_text
from evalkit.present.numbers import count_text, date_text, percent_text
from evalkit.present.records import records
from evalkit.present.table_columns import columns
from evalkit.present.words import word
from evalkit.programmes.fact import Fact

__all__ = ["interval_of", "limit_text", "target_group_notes", "target_group_table"]


def limit_text(fact: Fact, language: str) -> str:
    """Return a range of age as readers see it.

    Examples
    --------
    >>> from evalkit.programmes.programme_file import programme
    >>> limit_text(programme("housing_first").fact("age_target"), "da")
    '14 til 24 år'
    """
    return amount_text(fact, language)


def interval_of(row: dict[Any, Any], language: str) -> str:
    """Return the interval of a row's share."""
    ends = (percent_text(row[name], language) for name in ("conf_low", "conf_high"))
    return word("to", language, **dict(zip(("low", "high"), ends, strict=True)))


def target_group_table(result: TargetGroupFit, *, language: str) -> Table | Text:
    """Return one row per range of age, and one for what the referrals say."""
    if not result.started:
        day = date_text(result.as_of, language)
        return Text((word("fit_nobody", language, day=day),))
    if result.programme is None:
        return Text((word("fit_no_entry", language),))
    by_name = {fact.name: fact for fact in result.facts}
    names = ("fit_what", "fit_where", "fit_within", "fit_known", "fit_under", "fit_over")
    labels = [word(name, language) for name in (*names, "fit_unknown", "comp_share")]
    labels.append(word("interval_short", language, confidence=percent_text(0.95, language)))
    return Table(
        caption=word("fit_caption", language, day=date_text(result.as_of, language)),
        columns=columns(labels, texts=2),
        rows=tuple(
            _cells(row, by_name.get(row["fact"]), language)
            for row in result.to_frame().to_dict("records")
        ),
        notes=tuple(target_group_notes(result, language)),
        name="target_group_fit",
        numbers=records(result.to_frame()),
    )


def _cells(row: dict[Any, Any], fact: Fact | None, language: str) -> tuple[str, ...]:
    what = word("fit_referral", language) if fact is None else limit_text(fact, language)
    where = word("not_computed", language) if fact is None else cite_facts(fact, language)["place"]
    if not row["n"]:
        none = word("not_computed", language)
        unknown = count_text(row["unknown"], language)
        cannot = word("fit_cannot", language)
        return (what, where, cannot, "0", none, none, unknown, none, none)
    counts = ("within", "n", "under", "over", "unknown")
    return (
        what,
        where,
        *(count_text(row[name], language) for name in counts),
        percent_text(row["share"], language),
        interval_of(row, language),
    )


def target_group_notes(
    result: TargetGroupFit, language: str, *, with_facts: bool = True
) -> list[str]:
    """Return what the ranges are, where the sources disagree, and what cannot be assessed.

    Parameters
    ----------
    result : TargetGroupFit
        From `evalkit.target_group_fit`.
    language : {"da", "en"}
        Of the sentences.
    with_facts : bool
        Whether each statement is told in full where there are several.
    """
    said = []
    notes = set(result.to_frame()["note"])
    if NOTES["not collected"] in notes:
        said.append(word("fit_not_collected", language))
    elif result.facts:
        said.append(word("fit_age_note", language))
    if not result.facts:
        said.append(word("fit_no_age_fact", language))
    if result.disagree:
        said.append(word("fit_disagree_note", language))
        said += _stated(result, language) if with_facts else []
    if result.others:
        count = count_text(len(result.others), language)
        said.append(word("fit_others_note", language, count=count))
    return said


def _stated(result: TargetGroupFit, language: str) -> list[str]:
    said = []
    for fact in result.facts:
        facts = {"limit": limit_text(fact, language), "text": fact.text[language]}
        said.append(word("fit_fact_note", language, **facts))
        if fact.contradiction:
            text = fact.contradiction[language]
            said.append(word("comp_contradiction_note", language, text=text))
    return said
