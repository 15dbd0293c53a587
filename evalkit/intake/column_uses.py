"""What becomes of each column of a file, in words: key, background, item of an instrument ..."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from evalkit.definition_files import LANGUAGES
from evalkit.instruments.instrument import Instrument
from evalkit.intake.profile import FileRule, Profile, ReadingRule
from evalkit.intake.record_rules import RecordRule
from evalkit.intake.sentences import danish_meaning, plain_number, sentence

__all__ = ["Uses", "needed_cells", "uses_of"]

Sentences = Mapping[str, str]


@dataclass(frozen=True)
class Uses:
    """What becomes of the columns of one file.

    Attributes
    ----------
    found : mapping
        Header to the sentences about it, each by language.
    """

    found: Mapping[str, tuple[Sentences, ...]] = field(default_factory=dict)

    def said(self, header: str) -> dict[str, str]:
        """Return what becomes of a column, by language."""
        nothing = (_both("use_checked_only"),)
        told = self.found.get(header, nothing)
        return {
            language: "; ".join(dict.fromkeys(one[language] for one in told))
            for language in LANGUAGES
        }


def needed_cells(rule: FileRule) -> frozenset[str]:
    """Return the columns without which a row cannot be used, besides those said to be required."""
    own = (rule.enrolments.person, rule.enrolments.started) if rule.enrolments else ()
    spell = rule.statuses.naming if rule.statuses else ()
    records = (header for record in rule.records for header in record.needed)
    return frozenset((*rule.person_columns, *own, *spell, *records))


def uses_of(rule: FileRule, profile: Profile) -> Uses:
    """Return what becomes of the columns of a file.

    Examples
    --------
    >>> from evalkit.intake.profile_file import profile
    >>> made = profile("unik")
    >>> uses_of(made.files[0], made).said("koen")["en"]
    "the background 'gender'"
    """
    found: dict[str, tuple[Sentences, ...]] = {}
    for header, said in _all(rule, profile):
        found[header] = (*found.get(header, ()), said)
    return Uses(found)


def _both(name: str, /, **facts: object) -> dict[str, str]:
    return {language: sentence(name, language, **facts) for language in LANGUAGES}


def _all(rule: FileRule, profile: Profile) -> Iterator[tuple[str, Sentences]]:
    kind = "use_pseudonym" if profile.person_keys == "pseudonymise" else "use_kept_key"
    for header in rule.key_columns:
        yield header, _both(kind)
    yield from _of_enrolments(rule)
    for reading in rule.readings:
        yield from _of_reading(reading)
    yield from _of_statuses(rule)
    for record in rule.records:
        yield from _of_record(record)
    for made, choice in (rule.multiple_choice or {}).items():
        yield made, _both("use_made", headers=", ".join(choice.columns))
        for header, option in choice.columns.items():
            facts = {"chosen": choice.chosen, "option": option, "made": made}
            yield header, _both("use_option", **facts)
    if rule.finished is not None:
        header, word, otherwise = rule.finished
        then = "finished_keep" if otherwise == "keep" else "finished_set_aside"
        yield (
            header,
            {
                language: sentence(
                    "use_finished", language, word=word, otherwise=sentence(then, language)
                )
                for language in LANGUAGES
            },
        )
    for header, words in (rule.not_data or {}).items():
        yield header, _both("use_totals", words=", ".join(f"'{word}'" for word in words))
    for header in rule.row_key:
        yield header, _both("use_key")
    for header in rule.ignore:
        yield header, _both("use_ignored")


def _of_enrolments(rule: FileRule) -> Iterator[tuple[str, Sentences]]:
    if rule.enrolments is None:
        return
    asked = rule.enrolments
    named = {
        "use_started": asked.started,
        "use_ended": asked.ended,
        "use_site": asked.site,
        "use_exit_reason": asked.exit_reason,
        "use_born": asked.born,
    }
    for name, header in named.items():
        if header is not None:
            yield header, _both(name)
    for background, header in (asked.background or {}).items():
        yield header, _both("use_background", name=background)


def _of_statuses(rule: FileRule) -> Iterator[tuple[str, Sentences]]:
    if rule.statuses is None:
        return
    asked = rule.statuses
    if asked.domain is not None:
        yield asked.status, _both("use_status_of", domain=asked.domain)
    else:
        yield asked.status, _both("use_status")
    if asked.domain_column is not None:
        yield asked.domain_column, _both("use_domain")
    yield asked.started, _both("use_status_started")
    if asked.ended is not None:
        yield asked.ended, _both("use_status_ended")


def _of_record(record: RecordRule) -> Iterator[tuple[str, Sentences]]:
    table = record.kind.table
    meanings = {one.name: one.meaning for one in table.own_columns}
    for name, header in record.columns.items():
        said = {"en": meanings[name], "da": danish_meaning(table.name, name)}
        yield (
            header,
            {
                one: sentence("use_record", one, meaning=said[one], table=table.name)
                for one in LANGUAGES
            },
        )
    for name, header in record.facts.items():
        yield header, _both("use_fact", name=name, table=table.name)
    for name, header in record.groups.items():
        yield header, _both("use_group", name=name)


def _of_reading(reading: ReadingRule) -> Iterator[tuple[str, Sentences]]:
    asked = reading.instrument
    if reading.date is not None:
        yield reading.date, _titled("use_date", asked)
    if reading.respondent is not None:
        yield reading.respondent, _titled("use_respondent", asked)
    if reading.item is not None and reading.value is not None:
        yield reading.item, _titled("use_which_item", asked)
        yield reading.value, _titled("use_value", asked)
        return
    for item, header in reading.items.items():
        yield header, {one: _item(reading, item, one) for one in LANGUAGES}


def _titled(name: str, asked: Instrument) -> dict[str, str]:
    return {one: sentence(name, one, instrument=asked.title[one]) for one in LANGUAGES}


def _item(reading: ReadingRule, name: str, language: str) -> str:
    """Return which item of the instrument a column is, its codes and which direction is better."""
    asked = reading.instrument
    number = asked.item_names.index(name)
    title = asked.items[number].title
    facts = {
        "instrument": asked.title[language],
        "lowest": plain_number(asked.lowest, language),
        "highest": plain_number(asked.highest, language),
        "directions": _direction(asked, name, language),
    }
    if len(asked.items) == 1:
        said = sentence("use_number", language, **facts)
    else:
        titled = sentence("use_titled", language, title=title[language]) if title else ""
        counted = {"number": number + 1, "count": len(asked.items), "titled": titled}
        said = sentence("use_item", language, **facts, **counted)
    return said + (sentence("use_at_wave", language, wave=reading.wave) if reading.wave else "")


def _direction(asked: Instrument, item: str, language: str) -> str:
    """Return which answer is better: the scale's direction, the other way for a reversed item."""
    scales = [scale for scale in asked.scales if item in scale.items]
    towards = {(scale.better == "higher") != (item in scale.reversed) for scale in scales}
    said = ""
    if len(towards) == 1:
        said = sentence("use_higher" if towards.pop() else "use_lower", language)
    if any(item in scale.reversed for scale in scales):
        said += sentence("use_reversed", language)
    return said
