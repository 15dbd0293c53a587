"""The table of interviews: the printed counts, added up, beside what is said elsewhere."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

from evalkit.present.blocks import Table
from evalkit.present.numbers import count_text
from evalkit.present.places import place_text
from evalkit.present.records import records
from evalkit.present.screening_table import remarks, source_note
from evalkit.present.table_columns import columns
from evalkit.present.words import word
from evalkit.programmes.interviews import WHOLE, CountElsewhere, Interviews

__all__ = ["interviews_table", "told_count"]


def interviews_table(result: Interviews, *, language: str) -> Table:
    """Return the table of interviews: a row per candidate, then what was added up and printed."""
    labels = [word("screening_candidate", language)]
    labels += [title[language] for title in result.roles.values()]
    labels += [word("interviews_sum", language), word("interviews_stated", language)]
    other = any(one.candidate and not one.role for one in result.elsewhere)
    if other:
        labels += [word("interviews_elsewhere", language), word("interviews_place", language)]
    width = len(labels)
    texts = (0, width - 1) if other else (0,)
    rows = [_row(row, result, language)[:width] for row in result.to_frame().to_dict("records")]
    return Table(
        caption=word("interviews_caption", language),
        columns=columns(labels, texts=texts),
        rows=(*rows, *(row[:width] for row in _last_rows(result, language))),
        notes=tuple(_notes(result, language)),
        name="interviews",
        numbers=records(result.to_frame()),
    )


def _row(row: Mapping[Hashable, Any], result: Interviews, language: str) -> tuple[str, ...]:
    return (
        str(row["title"]),
        *(count_text(row[role], language) for role in result.roles),
        *(count_text(row[name], language) for name in ("sum", "stated", "elsewhere")),
        place_text(str(row["elsewhere_place"]), language) or word("not_computed", language),
    )


def _last_rows(result: Interviews, language: str) -> list[tuple[str, ...]]:
    """Return two rows: every column added up, and what is printed below the table."""
    frame, none = result.to_frame(), word("not_computed", language)
    sums = {name: frame[name].sum(skipna=False) for name in ("sum", "stated", "elsewhere")}
    added = (
        word("interviews_sum", language),
        *(count_text(frame[role].sum(), language) for role in result.roles),
        *(count_text(sums[name], language) for name in ("sum", "stated", "elsewhere")),
        none,
    )
    of_all = [one for one in result.elsewhere if not one.candidate and not one.role]
    printed = (
        word("interviews_printed_row", language),
        *(count_text(result.printed.get(role), language) for role in result.roles),
        none,
        count_text(result.printed.get(WHOLE), language),
        *(
            (count_text(of_all[0].count, language), place_text(of_all[0].place, language))
            if len(of_all) == 1
            else (none, none)
        ),
    )
    return [added, printed]


def _notes(result: Interviews, language: str) -> list[str]:
    notes = remarks(result.source, language)
    if any(one.candidate and not one.role for one in result.differences):
        notes.append(word("interviews_two_accounts", language))
    for role, title in result.roles.items():
        counts = [one for one in result.elsewhere if one.role == role]
        agreeing = sum(one not in result.differences for one in counts)
        if counts:
            facts = {"role": title[language], "counts": len(counts), "agreeing": agreeing}
            all_agree = agreeing == len(counts)
            key = "interviews_role_all" if all_agree else "interviews_role_some"
            notes.append(word(key, language, **facts))
    for one in result.elsewhere:
        if one.note:
            facts = {"what": told_count(one, result, language), "text": one.note[language]}
            notes.append(word("interviews_elsewhere_note", language, **facts))
    return [*notes, source_note(result.source, result.documents, language)]


def told_count(one: CountElsewhere, result: Interviews, language: str) -> str:
    """Return whose interviews a count elsewhere is of."""
    title = result.of(one.candidate).title if one.candidate else word("interviews_all", language)
    if not one.role:
        return title
    role = result.roles[one.role][language]
    return word("interviews_of_role", language, title=title, role=role)
