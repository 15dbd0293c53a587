"""Tables of what is wrong with a delivery: by code, by place, unchecked, personal data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from evalkit.errors import InputError, did_you_mean
from evalkit.findings import SEVERITIES, Finding, finding_kinds
from evalkit.intake.checked import Checked
from evalkit.present.blocks import Table, TableColumn, Text
from evalkit.present.count_tables import received_table
from evalkit.present.numbers import count_text
from evalkit.present.words import check_language, word

__all__ = [
    "QUALITY_PARTS",
    "checked_table",
    "personal_findings",
    "quality_table",
    "received_quality_table",
]

# What tells of personal data at the door. Of hidden sheets and comments only where there is some.
_PERSONAL = ("EK120", "EK123", "EK126", "EK211", "EK212", "EK213", "EK214", "EK420")
# More rows, remedies or places than these are counted and not listed.
_MOST_ROWS = 6
_MOST_REMEDIES = 2
_MOST_PLACES = 200
_NUMBERS = frozenset(
    ("count", "rows_set_aside", "cells", "received", "can_be_loaded", "set_aside", "not_data")
)

Block = Table | Text
_Key = TypeVar("_Key")


def quality_table(checked: Checked, *, part: str, language: str = "da") -> Table | Text:
    """Return one part of what was found in a delivery as a table for readers.

    Parameters
    ----------
    checked : Checked
        From `evalkit.check` or `evalkit.check_programme`.
    part : {"received", "set_aside", "codes", "places", "unchecked", "personal"}
        received: the rows of each file; set_aside: how many rows for which reason; codes: every
        code found, what it means and what to do; places: where, the gravest first; unchecked:
        what could not be checked; personal: personal data found at the door.
    language : {"da", "en"}
        Of the table.

    Returns
    -------
    Table, or Text where there is nothing to show
        Places, counts, codes and headers; never a cell's value.

    Raises
    ------
    InputError
        When the part or the language is unknown.

    Examples
    --------
    >>> import evalkit as ek
    >>> checked = ek.check("data/examples/unik", profile="unik")
    >>> ek.quality_table(checked, part="set_aside", language="en").caption
    'Rows set aside, by reason'
    """
    check_language(language)
    if part not in QUALITY_PARTS:
        raise InputError(f"`part` is {part!r}. {did_you_mean(str(part), QUALITY_PARTS)}")
    return QUALITY_PARTS[part](checked, language)


def _columns(names: Sequence[str], language: str) -> tuple[TableColumn, ...]:
    return tuple(TableColumn(word(n, language), "end" if n in _NUMBERS else "start") for n in names)


def _place(found: Finding, language: str) -> str:
    named = ", ".join(filter(None, (found.file, found.sheet)))
    return named or word("whole_delivery", language)


def _what(code: str, language: str) -> str:
    return finding_kinds()[code].title[language]


def _gravest_first(code: str) -> tuple[int, str]:
    return SEVERITIES.index(finding_kinds()[code].severity), code


def _grouped(found: Iterable[Finding], key: Callable[[Finding], _Key]) -> dict[_Key, list[Finding]]:
    groups: dict[_Key, list[Finding]] = {}
    for one in found:
        groups.setdefault(key(one), []).append(one)
    return groups


def checked_table(checked: Checked, language: str) -> Table | Text:
    """Return the rows of each file: received = loaded + set aside + not data; the refused too."""
    refused = _grouped(
        (one for one in checked.finding_list if one.severity == "refuse"),
        lambda one: _place(one, language),
    )
    shown = received_table(checked, language=language)
    there = {row[0] for row in shown.rows} | set(checked.counts["file"])
    lost = [place for place in refused if place not in there]
    dash = word("not_computed", language)
    rows = (*shown.rows[:-1], *((place, *([dash] * 4)) for place in lost), shown.rows[-1])
    names = ("received", "loaded", "set_aside", "not_data")
    totals = {name: count_text(getattr(checked, name), language) for name in names}
    notes = [word("received_sum", language, **totals)]
    notes += [word("not_read_note", language)] if lost else []
    notes += [word("refused_note", language)] if refused else []
    columns = _columns(("file", "received", "can_be_loaded", "set_aside", "not_data"), language)
    caption = word("checked_caption", language)
    return replace(shown, caption=caption, columns=columns, rows=rows, notes=tuple(notes))


def _set_aside(checked: Checked, language: str) -> Block:
    found = [one for one in checked.finding_list if one.severity == "row"]
    if not found:
        return Text((word("no_rows_aside", language),))
    groups = _grouped(found, lambda one: (one.code, _place(one, language)))
    ordered = sorted(groups, key=lambda key: (-len(groups[key]), key))
    counts = {key: len({one.row for one in groups[key]}) for key in ordered}
    return Table(
        caption=word("set_aside_caption", language),
        columns=_columns(("why", "place", "rows_set_aside"), language),
        rows=tuple(
            (f"{code}: {_what(code, language)}", place, count_text(counts[code, place], language))
            for code, place in ordered
        ),
        notes=(word("set_aside_note", language, count=checked.set_aside),),
        name="set_aside",
        numbers=tuple({"code": c, "place": p, "rows": n} for (c, p), n in counts.items()),
    )


def _codes(checked: Checked, language: str) -> Block:
    groups = _grouped(checked.finding_list, lambda one: one.code)
    if not groups:
        return Text((word("no_findings", language),))
    ordered = sorted(groups, key=_gravest_first)
    return Table(
        caption=word("codes_caption", language),
        columns=_columns(("what", "consequence", "count", "where_found", "what_to_do"), language),
        rows=tuple(
            (
                f"{code}: {_what(code, language)}",
                word(f"severity_{finding_kinds()[code].severity}", language),
                count_text(len(groups[code]), language),
                _files_and_columns(groups[code], language),
                _remedies(groups[code], language),
            )
            for code in ordered
        ),
        name="codes",
        numbers=tuple(
            {
                "code": code,
                "severity": finding_kinds()[code].severity,
                "count": len(groups[code]),
            }
            for code in ordered
        ),
    )


def _files_and_columns(found: Sequence[Finding], language: str) -> str:
    places = _grouped(found, lambda one: _place(one, language))
    told = []
    for place, of_place in places.items():
        columns = list(dict.fromkeys(one.column for one in of_place if one.column))
        shown = columns[:_MOST_ROWS]
        more = len(columns) - len(shown)
        text = ", ".join(shown) + (f" {word('and_more', language, count=more)}" if more else "")
        told.append(f"{place}: {text}" if text else place)
    return "; ".join(told)


def _remedies(found: Sequence[Finding], language: str) -> str:
    """Return what to do; where it differs from place to place, the first of it."""
    told = list(dict.fromkeys(one.remedy(language) for one in found))
    return " ".join(told[:_MOST_REMEDIES])


def _places(checked: Checked, language: str) -> Block:
    groups = _grouped(
        checked.finding_list, lambda one: (one.code, _place(one, language), one.column)
    )
    if not groups:
        return Text((word("no_findings", language),))
    ordered = sorted(groups, key=lambda key: (*_gravest_first(key[0]), *key[1:]))
    more = len(ordered) - _MOST_PLACES
    whole = word("whole_file", language)
    return Table(
        caption=word("places_caption", language),
        columns=_columns(("what", "place", "column_heading", "rows_found", "count"), language),
        rows=tuple(
            (
                f"{code}: {_what(code, language)}",
                place,
                column or whole,
                _rows(groups[code, place, column], language),
                count_text(len(groups[code, place, column]), language),
            )
            for code, place, column in ordered[:_MOST_PLACES]
        ),
        notes=(
            word("places_note", language),
            *((word("places_more", language, count=more),) if more > 0 else ()),
        ),
        name="places",
        numbers=tuple(
            {"code": code, "place": place, "column": column, "count": len(found)}
            for (code, place, column), found in groups.items()
        ),
    )


def _rows(found: Sequence[Finding], language: str) -> str:
    rows = sorted({one.row for one in found if one.row is not None})
    if not rows:
        return word("not_of_a_row", language)
    shown = ", ".join(str(row) for row in rows[:_MOST_ROWS])
    more = len(rows) - _MOST_ROWS
    return f"{shown} {word('and_more', language, count=more)}" if more > 0 else shown


def _unchecked(checked: Checked, language: str) -> Block:
    found = [one for one in checked.finding_list if one.severity == "unchecked"]
    found += [one for one in checked.finding_list if one.code == "EK207"]
    if not found:
        return Text((word("refused_unchecked" if checked.is_refused else "all_checked", language),))
    told = _grouped(found, lambda one: (one.code, one.message(language), one.remedy(language)))
    return Table(
        caption=word("unchecked_caption", language),
        columns=_columns(("what", "place", "why", "what_to_do"), language),
        rows=tuple(
            (f"{code}: {_what(code, language)}", _place(groups[0], language), message, remedy)
            for (code, message, remedy), groups in told.items()
        ),
        notes=(word("refused_unchecked", language),) if checked.is_refused else (),
        name="unchecked",
        numbers=tuple({"code": key[0], "count": len(groups)} for key, groups in told.items()),
    )


def personal_findings(checked: Checked) -> list[Finding]:
    """Return the findings of personal data; of hidden sheets and comments those with some."""
    return [
        one
        for one in checked.finding_list
        if one.code in _PERSONAL and one.facts.get("personal", 1)
    ]


def _personal(checked: Checked, language: str) -> Block:
    counts: Counter[tuple[str, str, str, str]] = Counter()
    for one in personal_findings(checked):
        key = (one.code, _place(one, language), one.column, _kinds(one, language))
        counts[key] += int(str(one.facts.get("personal", one.facts.get("count", 1))))
    if not counts:
        return Text((word("nothing_personal", language),))
    whole = word("whole_file", language)
    return Table(
        caption=word("personal_caption", language),
        columns=_columns(("what", "place", "column_heading", "kinds", "cells"), language),
        rows=tuple(
            (f"{code}: {_what(code, language)}", place, column or whole, kinds, str(count))
            for (code, place, column, kinds), count in sorted(counts.items())
        ),
        notes=(word("personal_note", language),),
        name="personal",
        numbers=tuple(
            {"code": code, "place": place, "column": column, "kinds": kinds, "count": count}
            for (code, place, column, kinds), count in sorted(counts.items())
        ),
    )


def _kinds(found: Finding, language: str) -> str:
    """Return which kinds of personal data a finding is about."""
    if found.code == "EK213":
        return "CPR"
    return str(found.facts.get("kinds", word("any_kind", language)))


QUALITY_PARTS: Mapping[str, Callable[[Checked, str], Block]] = {
    "received": checked_table,
    "set_aside": _set_aside,
    "codes": _codes,
    "places": _places,
    "unchecked": _unchecked,
    "personal": _personal,
}


def received_quality_table(checked: Checked, *, language: str) -> Table | Text:
    """Return what was received, can be loaded and was set aside: what `evalkit.table` shows."""
    return quality_table(checked, part="received", language=language)
