"""What each table of a delivery is likely made into, and by which columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from evalkit.drafting.column_seen import ColumnSeen
from evalkit.drafting.instruments import Group, groups, totals_by_wave
from evalkit.drafting.record_columns import is_measure, keys_in
from evalkit.drafting.record_forms import RecordForm, record_form
from evalkit.drafting.tables import SeenTable
from evalkit.drafting.words import is_called, lexicon
from evalkit.intake.profile import DATE_FORMS
from evalkit.intake.typing import parse_date
from evalkit.privacy.scan import says_who

__all__ = ["LongForm", "SpellForm", "TablePlan", "date_forms", "plans"]

_FEWEST_DAYS = 3
# With more unexplained numbers than this a table is a questionnaire, not a list of scales.
_MOST_SCALES = 3
_NEARLY_ALL = 0.9
# Numbers called so are no scales: they count, or measure time.
_NO_SCALES = ("age", "born", "gender", "minutes", "hours", "participants", "number", "count")
_DAYS = "(days)"


@dataclass(frozen=True)
class LongForm:
    """A row per item: which column says the item, and which the answer."""

    item: str
    value: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class SpellForm:
    """A row per spell: which columns say the status, its first and last day, and the domain."""

    status: str
    started: str
    ended: str | None = None
    domain: str | None = None


@dataclass(frozen=True, repr=False, eq=False)
class TablePlan:
    """What a table is likely made into.

    Attributes
    ----------
    key : str
        The file, and the sheet.
    persons : tuple of str
        Which columns may be the person's; one when that is certain.
    days : tuple of str
        Headers that are days: a register.
    groups : tuple of Group
        Columns that look like an instrument's.
    totals : mapping
        Name of a scale to (wave to header).
    scales : tuple of str
        Single columns that may be scales.
    spells : SpellForm or None
        Which columns say from when to when people are in a status.
    record : RecordForm or None
        Which long table its rows are: meetings, matches, contacts ...
    enrols : bool
        Whether it says who takes part.
    """

    table: SeenTable
    key: str
    persons: tuple[str, ...]
    days: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()
    totals: Mapping[str, Mapping[str, str]] | None = None
    scales: tuple[str, ...] = ()
    long: LongForm | None = None
    spells: SpellForm | None = None
    record: RecordForm | None = None
    enrols: bool = False

    @property
    def columns(self) -> Mapping[str, ColumnSeen]:
        """Header to what was seen."""
        return self.table.columns

    @property
    def dates(self) -> tuple[str, ...]:
        """The columns of dates, without the date of birth."""
        return tuple(
            name
            for name, seen in self.columns.items()
            if seen.type in ("date", "serial") and not is_called(name, "born")
        )

    @property
    def keys(self) -> frozenset[str]:
        """The columns that name somebody, and are kept letter by letter."""
        return frozenset(self.persons) if self.record is None else self.record.keys

    @property
    def is_used(self) -> bool:
        """Whether anything is made of it."""
        found = [group for group in self.groups if group.candidates]
        said = self.enrols or self.days or self.spells or self.record
        return bool(said or found or self.totals or self.scales or self.long)

    def called(self, kind: str, types: Sequence[str]) -> list[str]:
        """Return the columns of some types that are called what columns of a kind are."""
        return [n for n, seen in self.columns.items() if seen.type in types and is_called(n, kind)]

    def repeats(self) -> bool:
        """Whether the first column that may be the person's has people more than once."""
        seen = self.columns[self.persons[0]] if self.persons else None
        return seen is not None and seen.distinct < _NEARLY_ALL * seen.filled


def plans(
    tables: Sequence[SeenTable], *, chosen: Mapping[str, str] | None = None
) -> list[TablePlan]:
    """Return what the tables are likely made into, those too of which nothing is made.

    Parameters
    ----------
    tables : sequence of SeenTable
        What was seen.
    chosen : mapping, optional
        Key of a table to the long table that somebody said its rows are.

    Returns
    -------
    list of TablePlan
    """
    headers = Counter(name for table in tables for name in table.columns)
    said = dict(chosen or {})
    bare = [_bare(table, headers) for table in tables]
    made = [_plan(plan, chosen=said.get(plan.key)) for plan in bare]
    starting = {plan.key for plan in _starting(made)}
    enrolled = frozenset(
        key
        for plan in made
        if plan.key in starting and len(plan.persons) == 1
        for key in keys_in(plan.table, plan.persons[0])
    )
    return [
        replace(plan, record=None, enrols=True)
        if plan.key in starting
        # Whose keys the other columns hold is seen once it is known who takes part.
        else _plan(before, enrolled=enrolled, chosen=said.get(plan.key))
        for before, plan in zip(bare, made, strict=True)
    ]


def _starting(made: Sequence[TablePlan]) -> list[TablePlan]:
    """Return the plans of the tables that say who takes part."""
    found = [
        plan
        for plan in made
        if _may_enrol(plan)
        and plan.called("started", ("date",))
        and plan.table.system != "qualtrics"
        and (plan.record is None or plan.record.table in ("matches", "referrals"))
    ]
    # Who is matched, or was referred, is listed beside those who take part, or instead of them.
    own = [plan for plan in found if plan.record is None]
    known = {key for plan in own for key in keys_in(plan.table, plan.persons[0])}
    weak = [plan for plan in found if plan.record and plan.record.may_be_start]
    own += [plan for plan in weak if not known & keys_in(plan.table, plan.persons[0])]
    if own or found:
        return own or found
    dated = [plan for plan in made if _may_enrol(plan) and plan.dates and plan.record is None]
    return dated[:1] if dated or any(plan.is_used for plan in made) else list(made[:1])


def _may_enrol(plan: TablePlan) -> bool:
    return bool(plan.persons) and not plan.repeats()


def _bare(table: SeenTable, headers: Mapping[str, int]) -> TablePlan:
    """Return who may be the persons of a table, and what in it looks like readings or days."""
    persons = _persons(table, headers)
    days = tuple(header for header in table.columns if _days_of(header))
    if len(days) >= _FEWEST_DAYS:
        return TablePlan(table, table.key, persons, days)
    found = tuple(group for group in groups(table.columns) if not _is_about_answering(group, table))
    totals = totals_by_wave(table.columns)
    return TablePlan(table, table.key, persons, groups=found, totals=totals)


def _plan(
    bare: TablePlan, *, enrolled: frozenset[str] = frozenset(), chosen: str | None = None
) -> TablePlan:
    """Return what a table is made into: the first that its columns show."""
    if bare.days:
        return bare
    plan = replace(bare, groups=(), totals=None)
    spells = _spells(plan)
    if spells is not None and not chosen:
        return replace(plan, spells=spells)
    table = plan.table
    is_survey = table.system or bare.totals or any(group.is_named for group in bare.groups)
    record = None
    if chosen or not is_survey:
        record = record_form(table, enrolled=enrolled, chosen=chosen)
    if record is not None:
        return replace(plan, record=record)
    long = _long(plan) if plan.repeats() else None
    if long is not None:
        return replace(plan, long=long)
    return replace(bare, scales=_scales(bare))


def _spells(plan: TablePlan) -> SpellForm | None:
    """Return which columns say spells, where people stand in a table more than once."""
    words, days = ("choice", "text"), ("date", "serial")
    status = plan.called("status", words)
    started = plan.called("started", days) or plan.called("from", days)
    if plan.table.system or not plan.repeats() or len(status) != 1 or len(started) != 1:
        return None
    ended = plan.called("ended", days) or plan.called("until", days)
    domain = plan.called("domain", words)
    last = ended[0] if len(ended) == 1 else None
    return SpellForm(status[0], started[0], last, domain[0] if len(domain) == 1 else None)


def _is_about_answering(group: Group, table: SeenTable) -> bool:
    return bool(table.system) and group.stem in ("statoverall",)


def _persons(table: SeenTable, headers: Mapping[str, int]) -> tuple[str, ...]:
    """Return the columns that may be the person's: one that several tables have wins."""
    fields = {one for names in lexicon("survey_fields").values() for one in names}
    rows = max(len(table.text.rows) - len(table.totals), 1)
    found = [
        name
        for name, seen in table.columns.items()
        if (seen.type == "cpr" or (is_called(name, "person") and _may_be_key(seen)))
        and seen.filled >= _NEARLY_ALL * rows
        and not (table.system and name in fields)
        and not is_called(name, "age")
        and not is_called(name, "adult")
        and not is_measure(name, seen)
    ]
    shared = [name for name in found if headers[name] > 1]
    return tuple(shared) if len(shared) == 1 else tuple(found)


def _may_be_key(seen: ColumnSeen) -> bool:
    return seen.is_key_like or (seen.type == "choice" and not seen.means)


def _days_of(header: str) -> tuple[str, ...]:
    return tuple(
        form
        for form in DATE_FORMS
        if parse_date(header, form) or (form == "yyyy-mm-dd" and parse_date(header[:10], form))
    )


def _long(plan: TablePlan) -> LongForm | None:
    """Return the form with a row per item, if every person has each word about as often."""
    items = plan.called("item", ("choice", "whole", "text", "code"))
    values = plan.called("value", ("whole", "choice", "number", "text"))
    if len(items) != 1 or len(values) != 1:
        return None
    seen = plan.columns[items[0]]
    if seen.rare or not 2 < seen.distinct <= 25 or not seen.filled:
        return None
    column = plan.table.text.columns[items[0]]
    there = np.bincount(column.codes, minlength=len(column.texts)) > 0
    words = sorted(
        {t.strip() for t, used in zip(column.distinct(), there, strict=True) if used and t.strip()},
        key=lambda word: (len(word) if word[-1:].isdigit() else 0, word),
    )
    if any(map(says_who, words)):
        return None
    totals = {word for found in plan.table.totals.values() for word in found}
    return LongForm(items[0], values[0], tuple(word for word in words if word not in totals))


def _scales(plan: TablePlan) -> tuple[str, ...]:
    """Return single columns of numbers that may be scales: where readings are."""
    if plan.table.system == "qualtrics" or not (plan.groups or plan.repeats()):
        return ()
    taken = {header for group in plan.groups for header in group.items.values()}
    taken |= {header for waves in (plan.totals or {}).values() for header in waves.values()}
    fields = {one for names in lexicon("survey_fields").values() for one in names}
    found = [
        name
        for name, seen in plan.columns.items()
        if seen.type in ("whole", "number")
        and name not in taken
        and name not in plan.persons
        and len(seen.counts) > 2
        and not (plan.table.system and (name in fields or name.startswith("statoverall")))
        and not any(is_called(name, kind) for kind in _NO_SCALES)
    ]
    return tuple(found) if len(found) <= _MOST_SCALES else ()


def date_forms(made: Sequence[TablePlan]) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return, per table and column of text dates, the forms they may have.

    Where one column of a table shows its form, its other columns are taken to be written alike.
    """
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for plan in made:
        here = {
            name: seen.forms
            for name, seen in plan.columns.items()
            if seen.type == "date" and seen.forms
        }
        if plan.days and not all(parse_date(day[:10], "yyyy-mm-dd") for day in plan.days):
            common = [form for form in DATE_FORMS if all(form in _days_of(d) for d in plan.days)]
            here[_DAYS] = tuple(common)
        certain = {forms[0] for forms in here.values() if len(forms) == 1}
        for name, forms in here.items():
            shown = certain & set(forms)
            is_settled = len(forms) > 1 and len(shown) == 1
            found[plan.key, name] = tuple(shown) if is_settled else forms
    return found
