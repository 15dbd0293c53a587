"""Which long table the rows of a file are, and which of its columns hold what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from evalkit.drafting.record_columns import RecordColumns
from evalkit.drafting.tables import SeenTable
from evalkit.drafting.words import is_called, lexicon, name_in, words_of
from evalkit.intake.record_rules import RECORD_KINDS, RecordKind

__all__ = ["RecordForm", "record_form"]

# What a column of a long table is called, where its name is not the lexicon's.
_CALLED = {
    ("matches", "started"): ("first_day", "started", "from"),
    ("matches", "ended"): ("ended", "until"),
    ("goals", "date"): ("rated",),
    ("referrals", "outcome"): ("reason",),
}
_NEARLY_ALL = 0.9
# So many groups are counted at a door at most; a table of more numbers is something else.
_MOST_GROUPS = 4
# Columns that are keys though they name nobody.
_OWN_KEYS = ("goal",)
# Where nobody is named there is nothing of these but the activity.
_NAMING, _WORDS = ("code", "cpr", "name"), ("text", "choice")


@dataclass(frozen=True, repr=False)
class RecordForm:
    """How the rows of a table become rows of a long table.

    Attributes
    ----------
    table : str
        Which long table.
    columns : mapping
        Its columns to the headers that certainly fill them.
    unsure : mapping
        Its columns to the headers that may; none where nothing fits a column it needs.
    person : str, optional
        Of meetings: the header of somebody enrolled, whom they are about.
    words : mapping
        Its columns to the word for all rows.
    facts : mapping
        Name to header of what is left and is yes or no or a number.
    groups : mapping
        Of headcounts: group to header.
    zero_one : tuple of str
        Headers where 1 is yes and 0 no.
    left : tuple of str
        Headers of which nothing is made.
    """

    table: str
    columns: Mapping[str, str]
    unsure: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    person: str | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    zero_one: tuple[str, ...] = ()
    left: tuple[str, ...] = ()

    @property
    def kind(self) -> RecordKind:
        """What the long table asks."""
        return RECORD_KINDS[self.table]

    @property
    def keys(self) -> frozenset[str]:
        """The headers that are kept letter by letter."""
        names = (*self.kind.enrolled, *self.kind.others, *_OWN_KEYS)
        sure = [self.columns[name] for name in names if name in self.columns]
        perhaps = [header for name in names for header in self.unsure.get(name, ())]
        return frozenset((*sure, *perhaps, *([self.person] if self.person else [])))

    def meaning(self, header: str, word: str) -> str:
        """Return what a word of a column means where rules have a name for it, else the word."""
        parts = {"kind": f"{self.table[:-1]}_kinds", "role": "roles"}
        part = next((p for name, p in parts.items() if self.columns.get(name) == header), None)
        return (name_in(part, word) if part else "") or word

    @property
    def asks_for_enrolled(self) -> bool:
        """Whether a row is set aside when its person takes part in nothing."""
        return bool(self.kind.enrolled) or self.person is not None

    @property
    def may_be_start(self) -> bool:
        """Whether such rows may as well say who takes part: somebody, an adult and a first day."""
        return self.table == "matches" and not {"proposed", "accepted"} & {*self.columns}


def record_form(
    table: SeenTable, *, enrolled: frozenset[str] = frozenset(), chosen: str | None = None
) -> RecordForm | None:
    """Return which long table the rows of a table are, None when nothing in it shows that.

    Parameters
    ----------
    table : SeenTable
        What was seen.
    enrolled : frozenset of str
        The keys of those who take part by the other files.
    chosen : str, optional
        The long table that somebody said it is.

    Returns
    -------
    RecordForm or None
    """
    columns = RecordColumns(table, enrolled)
    name = chosen or next((name for name, is_such in _SIGNS.items() if is_such(columns)), None)
    if name is None:
        return None
    kind = RECORD_KINDS[name]
    found, unsure = _filled(columns, kind)
    is_own = found.get("case") in columns.persons and columns.knows(found["case"])
    person = found.pop("case") if is_own else None
    used = {*found.values(), *(h for options in unsure.values() for h in options), person}
    groups = _groups(columns, used) if name == "headcounts" else {}
    facts = _facts(columns, kind, used) if kind.has_facts else {}
    used |= {*groups.values(), *facts.values()}
    return RecordForm(
        table=name,
        columns=found,
        unsure=unsure,
        person=person,
        words=_words(kind, found),
        facts=facts,
        groups=groups,
        zero_one=tuple(
            found[one.name]
            for one in kind.own
            if one.kind == "yes_no" and found.get(one.name) in columns.zero_one
        ),
        left=tuple(
            header
            for header, seen in columns.seen.items()
            if header not in used and seen.type in ("choice", "text", "whole", "number", "date")
        ),
    )


# Which table it is ------------------------------------------------------------------------


def _has(columns: RecordColumns, *kinds: str, of: str) -> bool:
    return bool(columns.called(*kinds, of=of))


def _day(columns: RecordColumns) -> bool:
    return bool(columns.typed("date"))


def _is_goals(columns: RecordColumns) -> bool:
    is_rated = _has(columns, "attainment", of="number") or _has(columns, "set_on", of="date")
    return bool(_goal(columns)) and is_rated


def _goal(columns: RecordColumns) -> tuple[str, ...]:
    return (*columns.called("goal", of="text"), *columns.called("goal", of="count"))


def _is_ties(columns: RecordColumns) -> bool:
    is_drawn = (
        _has(columns, "sector", of="text")
        or _has(columns, "closeness", of="number")
        or _has(columns, "paid", of="yes_no")
    )
    return is_drawn and bool(_alter(columns)) and _day(columns)


def _alter(columns: RecordColumns) -> tuple[str, ...]:
    return (*columns.called("alter", of="text"), *columns.called("alter", of="count"))


def _is_referrals(columns: RecordColumns) -> bool:
    then = _has(columns, "screened", "offered", "closed", of="date")
    is_weighed = then or _has(columns, "fits", of="yes_no")
    return is_weighed and _has(columns, "referred", of="date")


def _is_matches(columns: RecordColumns) -> bool:
    if not columns.adults:
        return False
    is_proposed = _has(columns, "proposed", "accepted", of="date")
    starts = _has(columns, "first_day", "started", "from", of="date")
    is_spell = starts and not any(is_called(n, "date") for n in _bare_dates(columns))
    return is_proposed or (is_spell and bool(columns.persons))


def _bare_dates(columns: RecordColumns) -> list[str]:
    """Return the dates that say neither start nor end."""
    spell = columns.called("first_day", "started", "from", "ended", "until", of="date")
    return [name for name in columns.typed("date") if name not in spell]


def _is_held(columns: RecordColumns) -> bool:
    """Return whether a column says what only a meeting has."""
    return (
        _has(columns, "participants", "number", of="count")
        or _has(columns, "interpreter", of="yes_no")
        or any("moedetype" in words_of(n) for n in columns.called("kind", of="text"))
    )


def _is_staffing(columns: RecordColumns) -> bool:
    is_other = columns.persons or _is_held(columns) or _has(columns, "minutes", of="number")
    is_role = _has(columns, "role", of="text") and bool(columns.keys)
    is_list = is_role or bool(columns.adults)
    return is_list and _day(columns) and not is_other and not _has(columns, "hours", of="number")


def _is_contacts(columns: RecordColumns) -> bool:
    if not columns.persons or not _day(columns) or _is_held(columns):
        return False
    if _has(columns, "hours", of="number"):
        return True
    # Another number beside adult or kind may be a reading by that adult.
    measures = columns.called("minutes", of="number")
    numbers = [name for name in columns.typed("number") if name not in (*measures, *columns.keys)]
    with_adult = bool(columns.adults) or bool(_kontakt(columns))
    return with_adult and not numbers and columns.repeats(columns.persons[0])


def _kontakt(columns: RecordColumns) -> tuple[str, ...]:
    """Return the columns that say what kind of contact it was."""
    return columns.called("kind", of="text")


def _is_headcounts(columns: RecordColumns) -> bool:
    kinds = {columns.types[n] for n in columns.types if not is_called(n, "activity")}
    numbers = [name for name in columns.keys if is_called(name, "numbered")]
    is_held = _has(columns, "minutes", of="number") or _has(columns, "number", of="count")
    counts = _counts(columns)
    # Words beside a count of guests say something about the day; beside other numbers, who it was.
    is_named = not any(name_in("groups", n, whole=False) for n in counts) and kinds & {*_WORDS}
    if kinds & {*_NAMING} or is_named or numbers or (is_held and columns.keys):
        return False
    days = columns.typed("date")
    if not 1 <= len(counts) <= _MOST_GROUPS or len(days) != 1:
        return False
    seen = columns.seen[days[0]]
    is_about = any(columns.types[name] in _WORDS for name in columns.keys)
    is_listed = _has(columns, "activity", of="text")
    return not is_about and (is_listed or seen.distinct >= _NEARLY_ALL * seen.filled)


def _counts(columns: RecordColumns) -> list[str]:
    """Return the columns that may be a count of people."""
    return [
        name
        for name in columns.typed("count")
        if name not in (*columns.persons, *columns.cases)
        and min(columns.seen[name].counts, default=-1) >= 0
        and not any(is_called(name, kind) for kind in ("minutes", "hours", "age", "any_key"))
    ]


def _is_meetings(columns: RecordColumns) -> bool:
    is_timed = _has(columns, "minutes", of="number") and bool(columns.keys)
    return _day(columns) and (_is_held(columns) or is_timed)


# The first whose sign is there; what has signs of several is the one that asks most.
_SIGNS: Mapping[str, Callable[[RecordColumns], bool]] = {
    "goals": _is_goals,
    "ties": _is_ties,
    "referrals": _is_referrals,
    "matches": _is_matches,
    "staffing": _is_staffing,
    "contacts": _is_contacts,
    "headcounts": _is_headcounts,
    "meetings": _is_meetings,
}


# Which column holds what ------------------------------------------------------------------


def _filled(
    columns: RecordColumns, kind: RecordKind
) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """Return what is certain, and what must be asked: several candidates, or none for a need."""
    found: dict[str, str] = {}
    unsure: dict[str, tuple[str, ...]] = {}
    asked = [one for one in kind.own if one.name not in ("group", "count")]
    # What has a name of its own is taken before what is only the day.
    for one in sorted(asked, key=lambda one: one.name == "date"):
        options = [h for h in _options(columns, kind, one.name) if h not in found.values()]
        if len(options) == 1:
            found[one.name] = options[0]
        elif options:
            unsure[one.name] = tuple(options)
        elif one.required and one.name not in kind.words:
            of = one.kind
            free = columns.others if one.name in (*kind.enrolled, *kind.others) else ()
            free = free or columns.typed(of)
            unsure[one.name] = tuple(h for h in free if h not in found.values())
    return found, unsure


def _options(columns: RecordColumns, kind: RecordKind, name: str) -> tuple[str, ...]:
    """Return the headers that may fill a column of a long table."""
    table = kind.table.name
    special: dict[str, Callable[[RecordColumns], tuple[str, ...]]] = {
        "person": lambda found: found.persons or found.cases,
        "adult": _duty if table == "staffing" else lambda found: found.adults,
        "case": _case,
        "goal": _goal,
        "alter": _alter,
    }
    if name in special:
        return special[name](columns)
    of = next(one.kind for one in kind.own if one.name == name)
    called = columns.called(*_CALLED.get((table, name), (name,)), of=of)
    return called if called or name != "date" else _held_on(columns, kind)


def _held_on(columns: RecordColumns, kind: RecordKind) -> tuple[str, ...]:
    """Return the dates that are no other date of the table; those called so, where some are."""
    named = {
        header
        for one in kind.in_order
        if one != "date"
        for header in columns.called(*_CALLED.get((kind.table.name, one), (one,)), of="date")
    }
    free = [header for header in columns.typed("date") if header not in named]
    bare = [header for header in free if header in _bare_dates(columns)] or free
    return tuple(header for header in bare if is_called(header, "date")) or tuple(bare)


def _duty(columns: RecordColumns) -> tuple[str, ...]:
    """Return who was on duty; where only a role is said, any key."""
    return columns.adults or columns.others or columns.persons


def _case(columns: RecordColumns) -> tuple[str, ...]:
    """Return whom meetings are about: somebody enrolled, a case, or the adults themselves."""
    known = tuple(name for name in columns.persons if columns.knows(name))
    return known or columns.cases or columns.persons or columns.adults or columns.others


def _words(kind: RecordKind, found: Mapping[str, str]) -> dict[str, str]:
    """Return the words that a header says for all rows."""
    role = name_in("roles", found.get("adult", ""), whole=False) if "role" in kind.words else ""
    return {"role": role} if role and "role" not in found else {}


def _groups(columns: RecordColumns, used: set[str | None]) -> dict[str, str]:
    """Return who was counted, by the names of the lexicon where it has one."""
    found: dict[str, str] = {}
    for header in _counts(columns):
        if header not in used:
            # What is more special has its name from that: "users with a need" are not all users.
            names = [name for name in lexicon("groups") if is_called(header, name, part="groups")]
            name = names[-1] if names and names[-1] not in found else "_".join(words_of(header))
            found[name] = header
    return found


def _facts(columns: RecordColumns, kind: RecordKind, used: set[str | None]) -> dict[str, str]:
    found: dict[str, str] = {}
    counted = (*columns.typed("number"), *columns.typed("yes_no"))
    for header in columns.seen:
        if header in used or header in columns.persons or header not in counted:
            continue
        name = name_in("facts", header) or "_".join(words_of(header))
        taken = {*found, *kind.names, "person"}
        found[name if name not in taken else f"{name}_{len(found) + 1}"] = header
    return found
