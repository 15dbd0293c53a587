"""A rule of fidelity: what a programme's source says of how it is to be carried out, as data.

The vocabulary is closed and small: a check asks one kind of question of one long table, and what
it compares with is an amount that a fact of the registry carries.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape

import pandas as pd

from evalkit.definition_checks import FaultError, check_choice, check_name
from evalkit.definition_files import LANGUAGES
from evalkit.programmes.fact import Fact
from evalkit.programmes.programme import Programme

__all__ = [
    "BASES",
    "CHECKS",
    "LEVELS",
    "REQUIRED_SHARE",
    "SELECTING",
    "Amount",
    "Check",
    "FidelityRule",
    "FidelityRules",
]

# High fidelity is commonly called 80 % of what was prescribed (Borrelli et al., J Consult Clin
# Psychol 2005;73:852-860); a rule whose source says "always" asks for all.
REQUIRED_SHARE = 0.8
BASES = ("source", "assumption")
# What a programme must at least do, and what its source calls the best.
LEVELS = ("least", "best")
TIMES = ("days", "weeks", "months", "years")
RATES = ("times_per_week", "times_per_month", "times_per_year", "hours_per_week")
COUNTS = ("meetings", "sessions", "times", "persons", "days", "breaks")
# The words by which rows of a table are chosen.
SELECTING: Mapping[str, tuple[str, ...]] = {
    "meetings": ("kind",),
    "contacts": ("kind",),
    "staffing": ("activity", "role"),
    "attendance": ("activity",),
    "headcounts": ("activity",),
    "enrolments": (),
    "matches": (),
}


@dataclass(frozen=True)
class Check:
    """One kind of question.

    Attributes
    ----------
    asks : str
        What it asks, in a phrase.
    tables : tuple of str
        The long tables it may be asked of; the first is meant where a rule names none.
    takes : tuple of str
        Options a rule may give; those in `needs` it must.
    needs : tuple of str
        Options a rule must give.
    units : tuple of str
        What its amount may be counted in; empty for any.
    """

    asks: str
    tables: tuple[str, ...]
    takes: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    units: tuple[str, ...] = ()


_OF_MEETINGS = ("meetings", "contacts", "enrolments")
CHECKS: Mapping[str, Check] = {
    "number": Check(
        "is a number of each row within limits (minutes, participants, breaks, age)?",
        _OF_MEETINGS,
        takes=("when", "age"),
        needs=("column", "amount"),
    ),
    "all_yes": Check(
        "is a fact of each row yes?",
        _OF_MEETINGS,
        takes=("when", "age", "skip_newest"),
        needs=("column",),
    ),
    "none_yes": Check(
        "is a fact of each row no?",
        _OF_MEETINGS,
        takes=("when", "age", "skip_newest"),
        needs=("column",),
    ),
    "interval": Check(
        "how long is it from each occasion to the next of the same case, team or adult?",
        ("meetings", "staffing", "attendance"),
        takes=("goes_on", "judged", "stops_after", "skip_closed"),
        needs=("amount",),
        units=TIMES,
    ),
    "same_weekday": Check(
        "does each occasion fall on the usual weekdays?",
        ("staffing", "attendance", "meetings"),
        needs=("amount",),
        units=("times_per_week",),
    ),
    "rate": Check(
        "how often, or how many hours, in each week, month or year of a match or course?",
        ("contacts", "meetings", "staffing", "attendance"),
        takes=("of", "whose", "first_months", "judged", "age"),
        needs=("amount",),
        units=RATES,
    ),
    "count_within": Check(
        "how many within so long from the start of a match or course?",
        ("contacts", "meetings"),
        takes=("of", "whose", "age"),
        needs=("amount", "within"),
        units=COUNTS,
    ),
    "falling": Check(
        "do contacts fall from phase to phase of a course?",
        ("contacts",),
        takes=("of", "whose", "age"),
        needs=("phases", "within"),
    ),
    "course_length": Check(
        "how long do courses last?",
        ("enrolments",),
        takes=("age",),
        needs=("amount",),
        units=TIMES[1:],
    ),
    "one_at_a_time": Check(
        "how many persons has an adult at the same time?",
        ("matches",),
        needs=("amount",),
        units=("persons",),
    ),
    "staffing": Check(
        "how many adults at each occasion, for so many who attend?",
        ("staffing",),
        takes=("per",),
        needs=("amount",),
        units=("persons",),
    ),
    "share_at_most": Check(
        "what share of those counted at each occasion belongs to a group?",
        ("headcounts",),
        needs=("amount", "part", "whole"),
        units=("per_cent",),
    ),
    "complete": Check(
        "has each team or case had every part of the course?",
        ("meetings",),
        needs=("column", "parts", "within"),
    ),
}


@dataclass(frozen=True)
class Amount:
    """A number with limits and a unit.

    Attributes
    ----------
    least, most : float or None
        The limits; None where there is none.
    unit : str
        What it is counted in.
    fact : str
        The fact of the registry it stands in; empty where the rule's file gives it.
    tolerance : float
        How far outside a limit is still kept, in the same unit.
    """

    least: float | None
    most: float | None
    unit: str
    fact: str = ""
    tolerance: float = 0.0

    @property
    def low(self) -> float:
        """The lowest number that is kept."""
        return float("-inf") if self.least is None else self.least - self.tolerance

    @property
    def high(self) -> float:
        """The highest number that is kept."""
        return float("inf") if self.most is None else self.most + self.tolerance

    @property
    def number(self) -> float:
        """The number itself, or the upper end of a range."""
        found = self.most if self.most is not None else self.least
        return float("nan") if found is None else found


@dataclass(frozen=True, kw_only=True)
class FidelityRule:
    """One rule.

    Attributes
    ----------
    name : str
        Its name in the file.
    text : dict
        The rule as a sentence, by language.
    check, table : str
        One of `CHECKS`, and the long table it is asked of.
    selected : dict
        The words by which rows are chosen (kind, activity, role).
    amount : Amount or None
        What is compared with.
    required_share : float
        The share of units that must keep it for the rule to be met.
    basis : {"source", "assumption"}
        Whether the source gives the criterion, or evalkit (or the file's author) reads it so.
    level : {"least", "best"}
        Whether it is a minimum or what the source calls best.
    facts : tuple of Fact
        The facts of the registry it rests on.
    source : str
        Where it is written, where no fact is named.
    note : dict
        What a reader must know, by language; empty for nothing.
    """

    name: str
    text: dict[str, str] = field(hash=False)
    check: str
    table: str
    selected: dict[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    amount: Amount | None = None
    within: Amount | None = None
    per: Amount | None = None
    phases: int = 0
    age: Amount | None = None
    column: str = ""
    when: dict[str, bool] = field(default_factory=dict, hash=False)
    parts: dict[str, float] = field(default_factory=dict, hash=False)
    part: str = ""
    whole: str = ""
    of: str = "course"
    whose: str = "person"
    judged: str = "each"
    first_months: int | None = None
    stops_after: Amount | None = None
    goes_on: bool = False
    skip_closed: bool = False
    skip_newest: bool = False
    required_share: float = REQUIRED_SHARE
    basis: str = BASES[0]
    level: str = LEVELS[0]
    facts: tuple[Fact, ...] = ()
    source: str = ""
    note: dict[str, str] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        """Refuse a rule that could not be judged or has no source."""
        check_name(self.name, of="a rule")
        check_choice(self.check, CHECKS, at="check")
        for language in LANGUAGES:
            if not self.text.get(language, "").strip():
                raise FaultError(
                    f"rule '{self.name}' lacks its sentence in '{language}'. Write it in each "
                    f"language, or name the fact it stands in under 'facts'.",
                    at=language,
                )
        if not self.facts and not self.source.strip():
            raise FaultError(
                f"rule '{self.name}' has no source. Name its facts under 'facts', or write under "
                f"'source' where it is agreed.",
                at="facts",
            )
        if not 0 < self.required_share <= 1:
            raise FaultError(
                f"'required_share' is {self.required_share:g}. Give a share above 0, at most 1: "
                f"0.8 means that 80 % must keep the rule.",
                at="required_share",
            )

    @property
    def is_assumption(self) -> bool:
        """Whether the criterion is read and not printed."""
        return self.basis == "assumption"


@dataclass(frozen=True, kw_only=True, repr=False)
class FidelityRules:
    """The rules of one programme.

    Attributes
    ----------
    programme : Programme or None
        The programme of the registry; None where the file names one that is in none.
    name : str
        The programme's name in the column `programme`.
    title : dict
        Its name to readers, by language.
    rules : tuple of FidelityRule
        In the order of the file; empty where there are none.
    finding : Fact or None
        What a source says about its fidelity, which the rules answer.
    refused_by : Fact or None
        What a source says against checklists; then there are no rules.
    watchable : tuple of Fact
        Facts that rules could be made of, where there are none.
    """

    programme: Programme | None
    name: str
    title: dict[str, str]
    rules: tuple[FidelityRule, ...]
    finding: Fact | None = None
    refused_by: Fact | None = None

    @property
    def watchable(self) -> tuple[Fact, ...]:
        """Facts that carry a number about how the programme is carried out."""
        if self.programme is None or self.rules or self.refused_by:
            return ()
        asked = ("rule", "intensity", "supervision", "staffing", "duration", "follow_up")
        return tuple(one for one in self.programme.facts if one.topic in asked and one.has_amount)

    def to_frame(self) -> pd.DataFrame:
        """Return the rules, one a row, each with its criterion and what it rests on."""
        columns = ["rule", "check", "table", "least", "most", "unit", "tolerance"]
        columns += ["required_share", "level", "basis", "facts", *(f"text_{x}" for x in LANGUAGES)]
        rows = [rule_row(rule) for rule in self.rules]
        return pd.DataFrame(rows, columns=columns)

    def summary(self) -> pd.DataFrame:
        """Return each rule with its check and criterion."""
        return self.to_frame()[["rule", "check", "least", "most", "unit", "required_share"]]

    def __repr__(self) -> str:
        count = f"{len(self.rules)} rule{'' if len(self.rules) == 1 else 's'}"
        table = f"\n{self.summary().to_string(index=False, na_rep='')}" if self.rules else ""
        return f"<FidelityRules {self.name}: {count}>{table}"

    def _repr_html_(self) -> str:
        return f"<pre>{escape(repr(self))}</pre>"


def rule_row(rule: FidelityRule) -> dict[str, object]:
    """Return a rule as a row of a frame."""
    amount = rule.amount or Amount(None, None, "")
    return {
        "rule": rule.name,
        "check": rule.check,
        "table": rule.table,
        "least": amount.least,
        "most": amount.most,
        "unit": amount.unit,
        "tolerance": amount.tolerance,
        "required_share": rule.required_share,
        "level": rule.level,
        "basis": rule.basis,
        "facts": ", ".join(fact.name for fact in rule.facts),
        **{f"text_{language}": rule.text[language] for language in LANGUAGES},
    }
