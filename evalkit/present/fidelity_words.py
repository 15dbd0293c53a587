"""Rules of fidelity in words: the criterion, what is counted, and what to collect."""

from __future__ import annotations

from evalkit.frames import TABLES
from evalkit.present.numbers import decimal_text, percent_text
from evalkit.present.places import place_text
from evalkit.present.words import word
from evalkit.programmes.fidelity_rule import Amount, FidelityRule
from evalkit.programmes.topics import vocabulary

__all__ = [
    "adults_word",
    "criterion_text",
    "number_text",
    "profile_line",
    "series_word",
    "source_text",
    "table_word",
    "unit_text",
    "units_word",
]

_OF_TABLE = {
    "meetings": "fidelity_meetings",
    "contacts": "fidelity_contacts",
    "enrolments": "fidelity_courses",
}
_SPANS = {
    "times_per_week": "fidelity_weeks",
    "hours_per_week": "fidelity_weeks",
    "times_per_month": "fidelity_months",
    "times_per_year": "fidelity_years",
}
_UNITS = {
    "same_weekday": "fidelity_days",
    "staffing": "fidelity_days",
    "share_at_most": "fidelity_days",
    "one_at_a_time": "fidelity_adults",
    "complete": "fidelity_cases",
    "course_length": "fidelity_courses",
}
_FOLLOWED = {"course": "fidelity_courses", "match": "fidelity_matches"}
_SERIES = {
    "meetings": "fidelity_cases",
    "staffing": "fidelity_adults",
    "contacts": "fidelity_courses",
    "enrolments": "fidelity_courses",
}
_TABLES = {
    "meetings": "fidelity_table_meetings",
    "contacts": "fidelity_table_contacts",
    "staffing": "fidelity_table_staffing",
    "attendance": "fidelity_table_attendance",
    "headcounts": "fidelity_table_headcounts",
    "enrolments": "fidelity_table_enrolments",
    "matches": "fidelity_table_matches",
}
# What the profile calls the columns a table needs, before those that a rule asks for.
_NEEDED = {
    "meetings": ("case", "date"),
    "contacts": ("person", "adult", "date"),
    "staffing": ("adult", "date"),
    "attendance": ("person", "date"),
    "headcounts": ("date",),
    "enrolments": ("person", "started", "ended"),
    "matches": ("person", "adult", "started", "ended"),
}
_HEADER = "…"


def number_text(value: float, language: str) -> str:
    """Return a number with as many decimals as it needs, at most two.

    Examples
    --------
    >>> number_text(2.0, "da"), number_text(2.5, "da"), number_text(0.25, "en")
    ('2', '2,5', '0.25')
    """
    digits = next((n for n in (0, 1) if abs(value - round(value, n)) < 1e-9), 2)
    return decimal_text(value, language, digits=digits)


def unit_text(unit: str, language: str, *, number: float = 2) -> str:
    """Return what an amount is counted in, as a reader calls it."""
    times = "fidelity_time" if number == 1 else "fidelity_times"
    own = {"minutes": "fidelity_minutes", "times": times}
    if unit in own:
        return word(own[unit], language)
    known = vocabulary()
    units = known.one_unit if number == 1 else known.units
    return units[unit][language] if unit in units else unit


def _amount_text(amount: Amount, language: str, unit: str = "") -> str:
    unit = unit or unit_text(amount.unit, language, number=amount.number)
    low, high = (None if end is None else number_text(end, language) for end in _ends(amount))
    if amount.least is not None and amount.least == amount.most:
        said = word("fidelity_about", language, number=low, unit=unit)
    elif low is not None and high is not None:
        said = word("fidelity_range", language, low=low, high=high, unit=unit)
    elif low is not None:
        said = word("fidelity_least", language, number=low, unit=unit)
    else:
        said = word("fidelity_most", language, number=high, unit=unit)
    if not amount.tolerance:
        return said
    tolerance = number_text(amount.tolerance, language)
    return word("fidelity_tolerance", language, criterion=said, tolerance=tolerance)


def _ends(amount: Amount) -> tuple[float | None, float | None]:
    return amount.least, amount.most


def criterion_text(rule: FidelityRule, language: str) -> str:
    """Return what a unit must be like, and how many of the units must be so."""
    said = _criterion(rule, language)
    if rule.per is not None:
        number = number_text(rule.per.number, language)
        said = word("fidelity_per", language, criterion=said, number=number)
    if rule.first_months is not None:
        said = word("fidelity_first_months", language, criterion=said, number=rule.first_months)
    if rule.judged == "average":
        said = word("fidelity_average", language, criterion=said)
    if rule.within is not None:
        within = _plain(rule.within, language)
        said = word("fidelity_within", language, criterion=said, within=within)
    if rule.required_share == 1:
        return word("fidelity_of_all", language, criterion=said)
    share = percent_text(rule.required_share, language)
    return word("fidelity_of_share", language, criterion=said, share=share)


def _criterion(rule: FidelityRule, language: str) -> str:
    if rule.check == "same_weekday" and rule.amount is not None:
        if rule.amount.number == 1:
            return word("fidelity_one_weekday", language)
        number = number_text(rule.amount.number, language)
        return word("fidelity_of_weekdays", language, number=number)
    if rule.check == "falling":
        return word("fidelity_falling", language, phases=rule.phases)
    if rule.check == "complete":
        count = number_text(sum(rule.parts.values()), language)
        return word("fidelity_all_parts", language, count=count)
    if rule.amount is None:
        return word("fidelity_yes" if rule.check == "all_yes" else "fidelity_no", language)
    adults = adults_word(rule.amount.number, language) if rule.check == "staffing" else ""
    return _amount_text(rule.amount, language, adults)


def adults_word(number: float, language: str, *, per_group: bool = False) -> str:
    """Return what adults are called after a number of them: one adult, two adults.

    Examples
    --------
    >>> adults_word(1, "en"), adults_word(2, "da"), adults_word(1, "da", per_group=True)
    ('adult', 'voksne', 'voksen pr. påbegyndt gruppe')
    """
    if per_group:
        return word("fidelity_adult_per" if number == 1 else "fidelity_adults_per", language)
    return word("fidelity_adult" if number == 1 else "fidelity_adults", language)


def _plain(amount: Amount, language: str) -> str:
    """Return an amount without "at least" or "about": "12 til 18 måneder"."""
    unit = unit_text(amount.unit, language, number=amount.number)
    ends = list(dict.fromkeys(end for end in _ends(amount) if end is not None))
    texts = [number_text(end, language) for end in ends]
    if len(texts) == 2:
        return word("fidelity_range", language, low=texts[0], high=texts[1], unit=unit)
    return f"{texts[0]} {unit}"


def units_word(rule: FidelityRule, language: str) -> str:
    """Return what is counted for a rule: meetings, weeks, matches ..."""
    return word(_units_name(rule), language)


def _units_name(rule: FidelityRule) -> str:
    if rule.check in _UNITS:
        return _UNITS[rule.check]
    if rule.check == "interval":
        return "fidelity_intervals" if rule.judged == "each" else _SERIES[rule.table]
    if rule.check == "rate" and rule.judged == "each" and rule.amount is not None:
        return _SPANS[rule.amount.unit]
    if rule.check in ("rate", "count_within", "falling"):
        return _FOLLOWED[rule.of]
    return _OF_TABLE[rule.table]


def series_word(rule: FidelityRule, language: str) -> str:
    """Return who or what the units of a rule come from: cases, courses, adults ..."""
    if rule.check in ("rate", "count_within", "falling"):
        return word(_FOLLOWED.get(rule.of, "fidelity_cases"), language)
    if rule.check == "one_at_a_time":
        return word("fidelity_adults", language)
    return word(_SERIES.get(rule.table, "fidelity_cases"), language)


def table_word(table: str, language: str) -> str:
    """Return what a long table holds, as a reader calls it."""
    return word(_TABLES[table], language)


def source_text(rule: FidelityRule, language: str) -> str:
    """Return where a rule stands, and whether its criterion is a reading."""
    every = "; ".join(fact.place for fact in rule.facts).split("; ")
    places = dict.fromkeys(place_text(place, language) for place in every if place)
    said = "; ".join([*places, *([rule.source] if rule.source else [])])
    if not rule.is_assumption:
        return said
    if rule.facts:
        return word("fidelity_place_assumed", language, place=said)
    return word("fidelity_own_assumed", language, place=said)


def profile_line(rule: FidelityRule, table: str) -> str:
    """Return the line of a profile that would describe what a rule asks for.

    Examples
    --------
    >>> from evalkit.programmes.fidelity_file import fidelity_rules
    >>> rule = fidelity_rules("netvaerksmoeder").rules[3]
    >>> profile_line(rule, "meetings")
    'meetings: {case: …, date: …, kind: network meeting, interpreter: …, facts: {breaks: …} }'
    """
    entries = dict.fromkeys(_NEEDED[table], _HEADER)
    if table == "meetings" and rule.check in ("rate", "count_within") and rule.whose == "person":
        entries = {"person" if name == "case" else name: _HEADER for name in entries}
    if table in (rule.table, "attendance"):
        entries |= _selected(rule)
    if table == "headcounts":
        entries["groups"] = f"{{{rule.whole}: {_HEADER}, {rule.part}: {_HEADER}}}"
    if table == "enrolments" and rule.check == "course_length":
        entries |= {"exit_reason": _HEADER, "completed": f"[{_HEADER}]"}
    if table == "enrolments" and (rule.age is not None or rule.column == "age_at_start"):
        entries["born"] = _HEADER
    if table == "contacts" and rule.amount is not None and rule.amount.unit == "hours_per_week":
        entries["hours"] = _HEADER
    if table == rule.table and table in ("meetings", "contacts"):
        entries |= _asked_columns(rule)
    inside = ", ".join(f"{name}: {value}" for name, value in entries.items())
    # Two braces together on a page are taken for a sentence that was not filled in.
    return f"{table}: {{{inside}}}".replace("}}", "} }")


def _selected(rule: FidelityRule) -> dict[str, str]:
    """Return how a profile says which rows are meant: a word for all, or a column."""
    one = {name: words[0] for name, words in rule.selected.items() if len(words) == 1}
    one.pop("role", None)
    several = {f"{name}_column": _HEADER for name in rule.selected if name not in one}
    return one | several


def _asked_columns(rule: FidelityRule) -> dict[str, str]:
    """Return the columns that a rule asks for, those the table does not know under `facts`."""
    asked = [name for name in (*rule.when, rule.column) if name]
    own = {one.name for one in TABLES[rule.table].columns}
    found = {name: _HEADER for name in asked if name in own}
    facts = ", ".join(f"{name}: {_HEADER}" for name in asked if name not in own)
    return found | ({"facts": f"{{{facts}}}"} if facts else {})
