"""From a profile's file to what its rows become: enrolments, readings, attendance, statuses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from evalkit.definition_files import Section
from evalkit.errors import did_you_mean
from evalkit.frames import ENROLMENTS
from evalkit.instruments.instrument import Instrument
from evalkit.intake.profile import (
    COLUMN_TYPES,
    AttendanceRule,
    EnrolmentRule,
    ReadingRule,
    StatusRule,
)
from evalkit.intake.profile_columns import DATED, KEYS, NAMING, Declared

__all__ = ["FindInstrument", "attendance_rule", "enrolment_rule", "reading_rules", "status_rule"]

# Reads the option `instrument` of a reading; knows the profile's own scales.
FindInstrument = Callable[[Section], Instrument]
# A key is no background.
_BACKGROUND = tuple(kind for kind in COLUMN_TYPES if kind != "cpr")
# A status is a word that is counted; people's own words are none.
_COUNTED = ("choice", "code", "text")
_OWN_NAMES = tuple(column.name for column in ENROLMENTS.columns)


def enrolment_rule(section: Section, declared: Declared) -> EnrolmentRule | None:
    """Return which columns say who takes part, if any do."""
    if "enrolments" not in section:
        section.pairs("enrolments")
        return None
    below = section.section("enrolments")
    rule = EnrolmentRule(
        person=declared.one(below, "person", types=KEYS),
        started=declared.one(below, "started", types=DATED),
        born=declared.optional(below, "born", types=("date", "whole", "cpr")),
        site=declared.optional(below, "site", types=NAMING),
        ended=declared.optional(below, "ended", types=DATED),
        exit_reason=declared.optional(below, "exit_reason", types=NAMING),
        background=declared.mapped(below, "background", types=_BACKGROUND),
        completed=below.texts("completed", ()),
    )
    below.done()
    _check_completed(below, rule, declared)
    if rule.born and "age_at_start" in (rule.background or {}):
        raise below.error(
            "'born' gives the background 'age_at_start' already. Take one of the two out.",
            name="background",
        )
    for name in rule.background or {}:
        if name in _OWN_NAMES:
            raise below.error(
                f"'{name}' is a column that enrolments have already. Choose another name.",
                name="background",
            )
    return rule


def _check_completed(section: Section, rule: EnrolmentRule, declared: Declared) -> None:
    """Refuse a reason for exit that the column of reasons cannot have."""
    if rule.completed and rule.exit_reason is None:
        raise section.error(
            "'completed' lists reasons for exit, and there is no 'exit_reason'. Name its column.",
            name="completed",
        )
    listed = declared.columns[rule.exit_reason].values if rule.exit_reason else None
    for word in rule.completed if listed else ():
        if word not in {*(listed or {}).values()}:
            hint = did_you_mean(word, [*(listed or {}).values()])
            raise section.error(f"'completed' names the reason '{word}'. {hint}", name="completed")


def reading_rules(
    section: Section, declared: Declared, *, waves: Sequence[str], find: FindInstrument
) -> tuple[ReadingRule, ...]:
    """Return which columns are readings of which instruments, each column in one reading."""
    below = list(section.sections("readings"))
    rules = tuple(_reading(part, declared, waves=waves, find=find) for part in below)
    headers = Counter(header for rule in rules for header in rule.items.values())
    seen = set()
    for part, rule in zip(below, rules, strict=True):
        for header in rule.items.values():
            if headers[header] > 1:
                raise part.error(
                    f"column '{header}' is {headers[header]} items. A column is one item of one "
                    f"reading; mend 'items'.",
                    name="items",
                )
        for header in rule.headers:
            if header in declared.columns:
                raise part.error(
                    f"column '{header}' is an item, and its instrument says what it holds. Take "
                    f"it out of 'columns'.",
                    name="items",
                )
        place = (rule.instrument.name, rule.person, rule.date, rule.wave, rule.respondent)
        if place in seen:
            raise part.error(
                f"{rule.instrument.name} is read twice with the same person, date, wave and "
                f"respondent. Tell the readings apart, or take one out."
            )
        seen.add(place)
    return rules


def _reading(
    section: Section, declared: Declared, *, waves: Sequence[str], find: FindInstrument
) -> ReadingRule:
    asked = find(section)
    item = declared.optional(section, "item", types=NAMING)
    value = section.text("value") if item else section.optional_text("value")
    words = _words(section, asked) if item else None
    rule = ReadingRule(
        instrument=asked,
        person=declared.one(section, "person", types=KEYS),
        items=_items(section, asked)
        if words is None
        else {name: f"{value} [{word}]" for name, word in words.items()},
        item=item,
        value=value,
        words=words,
        date=declared.optional(section, "date", types=DATED),
        wave=_wave(section, waves),
        respondent=declared.optional(section, "respondent", types=NAMING),
        answers=_answers(section, asked),
    )
    section.done()
    if value and not item:
        raise section.error(
            "'value' is for readings with a row per item. Add 'item: COLUMN', or leave it out.",
            name="value",
        )
    if waves and not rule.wave:
        raise section.error("this profile names 'waves', so every reading needs 'wave: ...'.")
    if rule.wave:
        return rule
    if rule.date is None:
        raise section.error(
            "a reading needs 'date: COLUMN' or 'wave: NAME', else nobody knows when it was."
        )
    if not declared.columns[rule.date].required:
        raise section.error(
            f"'{rule.date}' dates a reading; write 'required: true' under its column.", name="date"
        )
    return rule


def _wave(section: Section, waves: Sequence[str]) -> str:
    section.optional_text("wave")
    return section.choice("wave", waves) if "wave" in section else ""


def _items(section: Section, asked: Instrument) -> dict[str, str]:
    """Return item to header; a list of headers follows the order of the instrument's items."""
    known = asked.item_names
    if not section.is_list("items"):
        items = section.pairs("items", required=True)
    else:
        headers = section.texts("items")
        if len(headers) != len(known):
            raise section.error(
                f"'items' lists {len(headers)} columns; {asked.name} has {len(known)} items. List "
                f"them in its order, or write 'item: column' lines.",
                name="items",
            )
        items = dict(zip(known, headers, strict=True))
    for item in items:
        if item not in known:
            hint = did_you_mean(item, known)
            raise section.error(f"{asked.name} has no item '{item}'. {hint}", name="items")
    if not items:
        raise section.error("'items' is empty. Say which columns are the items.", name="items")
    return items


def _words(section: Section, asked: Instrument) -> dict[str, str]:
    """Return item to the word that stands for it where every row is one item."""
    words = section.pairs("items", required=True)
    for item in words:
        if item not in asked.item_names:
            hint = did_you_mean(item, asked.item_names)
            raise section.error(f"{asked.name} has no item '{item}'. {hint}", name="items")
    if len(set(words.values())) < len(words) or not words:
        raise section.error(
            "'items' is empty or has one word for two items. Every item needs a word of its own.",
            name="items",
        )
    return words


def _answers(section: Section, asked: Instrument) -> dict[str, float] | None:
    """Return what is written, and which of the instrument's codes it is."""
    if "answers" not in section:
        section.pairs("answers")
        return None
    below = section.section("answers")
    answers = {word: below.number(word) for word in below.names()}
    for word, code in answers.items():
        fits = asked.lowest <= code <= asked.highest
        if not fits or (asked.codes.whole and not code.is_integer()):
            raise below.error(
                f"'{word}' is {code:g}; {asked.name} is coded {asked.codes}.", name=word
            )
    if not answers:
        raise section.error("'answers' is empty. List what is written and its code.")
    return answers


def attendance_rule(section: Section, declared: Declared) -> AttendanceRule | None:
    """Return how a register is kept, if the file is one."""
    if "attendance" not in section:
        section.pairs("attendance")
        return None
    below = section.section("attendance")
    marks = below.section("marks")
    came = {word.casefold() for word in marks.texts("came")}
    stayed_away = {word.casefold() for word in marks.texts("did not come")}
    marks.done()
    rule = AttendanceRule(
        activity=below.text("activity"),
        person=declared.one(below, "person", types=KEYS),
        marks=dict.fromkeys(sorted(came), True) | dict.fromkeys(sorted(stayed_away), False),
    )
    below.done()
    if came & stayed_away:
        raise marks.error("a mark cannot mean both 'came' and 'did not come'. Capitals are alike.")
    return rule


def status_rule(section: Section, declared: Declared) -> StatusRule | None:
    """Return which columns are spells in a status, if any are."""
    if "statuses" not in section:
        section.pairs("statuses")
        return None
    below = section.section("statuses")
    rule = StatusRule(
        person=declared.one(below, "person", types=KEYS),
        status=declared.one(below, "status", types=_COUNTED),
        started=declared.one(below, "started", types=DATED),
        ended=declared.optional(below, "ended", types=DATED),
        domain=below.optional_text("domain"),
        domain_column=declared.optional(below, "domain_column", types=_COUNTED),
        complete=_all_or_some(below, "complete"),
        several=_all_or_some(below, "several"),
    )
    below.done()
    if rule.domain in declared.columns:
        raise below.error(
            f"'domain' is a word for all rows, and '{rule.domain}' is a column. Write "
            f"'domain_column: {rule.domain}' for a column that says it row by row.",
            name="domain",
        )
    if (rule.domain is None) == (rule.domain_column is None):
        raise below.error(
            "statuses need either 'domain: WORD', what all of them are about, or 'domain_column: "
            "COLUMN', which says it row by row."
        )
    if rule.ended == rule.started:
        raise below.error(
            "'started' and 'ended' are one column. Leave 'ended' out where the file has none.",
            name="ended",
        )
    _check_domains(below, rule, declared)
    return rule


def _all_or_some(section: Section, option: str) -> bool | tuple[str, ...]:
    """Return true or false for all domains of a file, or the names of some."""
    if section.is_list(option):
        return section.texts(option)
    return section.flag(option)


def _check_domains(section: Section, rule: StatusRule, declared: Declared) -> None:
    """Refuse the name of a domain that the file cannot have."""
    listed = declared.columns[rule.domain_column].values if rule.domain_column else None
    known = list(dict.fromkeys((listed or {}).values())) if rule.domain is None else [rule.domain]
    for option, said in (("complete", rule.complete), ("several", rule.several)):
        for name in said if isinstance(said, tuple) else ():
            if not known:
                raise section.error(
                    f"'{option}' names a domain, but '{rule.domain_column}' does not list its "
                    f"domains. Make it a column of type choice, or write true or false.",
                    name=option,
                )
            if name not in known:
                hint = did_you_mean(name, known)
                raise section.error(f"'{option}' names the domain '{name}'. {hint}", name=option)
