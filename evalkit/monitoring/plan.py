"""What is to be read and when: a programme's plan from the registry, or one's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from itertools import pairwise
from math import isfinite
from numbers import Real
from typing import Any

from evalkit.definition_files import LANGUAGES, Section, builtin_folder, read_definition
from evalkit.errors import InputError, did_you_mean
from evalkit.monitoring.readings_kept import LEAST_MONTHS, MOST_MONTHS
from evalkit.programmes.fact import Fact
from evalkit.programmes.measurement import REQUIRED, RESPONDENTS, Measurement
from evalkit.programmes.programme import Programme

__all__ = ["Plan", "Unscheduled", "facts_about", "own_plans", "registry_plans"]

# Who says so: the source, evalkit (an assumption), or whoever calls.
BASES = ("text", "evalkit", "own")


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One thing that is read by a plan: with what, and when.

    Attributes
    ----------
    name : str
        Its name in the column measurement.
    every_months : float or None
        The interval in calendar months, 0.5 to 120; None where times are named.
    moments : mapping of str to float
        Named times, each so many months after the start, in their order; empty with an interval.
    instruments : tuple of str
        Filled in together: a reading of any of them counts. Every reading counts when empty. What
        is due at different times, or is to be asked for one by one, is several plans.
    meeting : str
        A kind of meeting that counts instead of a reading; empty for readings.
    required : {"yes", "voluntary", "not_stated"}
        A voluntary reading is possible, and never overdue or missed.
    respondent : str
        Who answers; "not_stated" where nobody says.
    at_start : bool
        By an interval: whether a reading is due on the first day too.
    after_end : bool
        By named times: whether who has left the programme is asked all the same.
    title : dict
        What readers call it, by language; empty for the titles of the instruments.
    basis : {"text", "evalkit", "own"}
        Whether the source says so, evalkit assumes it, or the caller says so.

    Raises
    ------
    InputError
        When nobody could follow the plan.

    Examples
    --------
    >>> Plan(instruments=("who5",), every_months=3).required
    'yes'
    """

    name: str = "own_plan"
    every_months: float | None = None
    moments: Mapping[str, float] = field(default_factory=dict, hash=False)
    instruments: tuple[str, ...] = ()
    meeting: str = ""
    required: str = "yes"
    respondent: str = "not_stated"
    at_start: bool = True
    after_end: bool = False
    title: Mapping[str, str] = field(default_factory=dict, hash=False)
    basis: str = "own"

    def __post_init__(self) -> None:
        """Refuse a plan that nobody could follow."""
        if not str(self.name).strip():
            raise InputError(f"A plan's `name` is {self.name!r}. Give it a short name.")
        for name, accepted in (
            ("required", REQUIRED),
            ("respondent", RESPONDENTS),
            ("basis", BASES),
        ):
            given = getattr(self, name)
            if given not in accepted:
                raise InputError(
                    f"`{name}` of a plan is {given!r}. {did_you_mean(str(given), accepted)}"
                )
        for name in ("at_start", "after_end"):
            if not isinstance(getattr(self, name), bool):
                raise InputError(
                    f"`{name}` of a plan is {getattr(self, name)!r}. Accepted: True, False."
                )
        if (self.every_months is None) == (not self.moments):
            raise InputError(
                "A plan says when: give `every_months` (such as 3) or `moments` (such as "
                '{"before": 0, "after": 6}), and not both.'
            )
        object.__setattr__(self, "instruments", _texts(self.instruments))
        if self.meeting and self.instruments:
            raise InputError("A plan is about `instruments` or about a `meeting`, and not both.")
        object.__setattr__(self, "title", _titles(self.title))
        if self.every_months is not None:
            _check_interval(self.every_months)
        else:
            object.__setattr__(self, "moments", _months(self.moments))

    @property
    def is_voluntary(self) -> bool:
        """Whether no reading is against the plan."""
        return self.required == "voluntary"


@dataclass(frozen=True, kw_only=True)
class Unscheduled:
    """Something a programme watches that no day can be computed for.

    Attributes
    ----------
    measurement : Measurement
        As the registry has it.
    reason : {"elsewhere", "no_interval"}
        It is about another thing than readings of persons (attendance, goals, statuses, the
        programme), or the source states no interval.
    """

    measurement: Measurement
    reason: str


def own_plans(plan: object) -> list[Plan]:
    """Return the plans that a caller gives: one or several, each a `Plan` or a mapping.

    Raises
    ------
    InputError
        When one of them is none, has an option that no plan has, or two have one name.

    Examples
    --------
    >>> own_plans({"instruments": "who5", "every_months": 3})[0].name
    'who5'
    """
    given = [plan] if isinstance(plan, (Plan, Mapping)) else plan
    if not isinstance(given, (list, tuple)) or not given:
        raise InputError(
            f"`plan` is a {type(plan).__name__}. Give a mapping such as "
            f'{{"instruments": "who5", "every_months": 3}}, a Plan, or a list of these.'
        )
    plans = [one if isinstance(one, Plan) else _plan(one) for one in given]
    names = [one.name for one in plans]
    for name in names:
        if names.count(name) > 1:
            raise InputError(
                f"Two plans are called {name!r}, so their rows could not be told apart. Give each "
                f"a `name` of its own."
            )
    return plans


def registry_plans(programme: Programme) -> tuple[list[Plan], list[Unscheduled]]:
    """Return what a programme reads by its plan in the registry, and what has no day.

    A reading without an interval in the source has a plan only where evalkit assumes one; the
    plan's basis says so.
    """
    added = _added().get(programme.name, _Added())
    plans, without = [], []
    for one in programme.measurements:
        more = added.measurements.get(one.name, {})
        if one.measures != "persons":
            without.append(Unscheduled(measurement=one, reason="elsewhere"))
        elif one.every_months is None and "moments" not in more:
            without.append(Unscheduled(measurement=one, reason="no_interval"))
        else:
            assumed = one.every_months is None or one.basis == "evalkit"
            plans.append(
                Plan(
                    name=one.name,
                    every_months=one.every_months,
                    instruments=one.instruments,
                    required=one.required,
                    respondent=one.respondent,
                    basis="evalkit" if assumed else "text",
                    **more,
                )
            )
    return plans, without


def facts_about(programme: Programme) -> tuple[tuple[Fact, ...], tuple[Fact, ...]]:
    """Return which facts say what could be watched, and which that a schedule is refused."""
    added = _added().get(programme.name, _Added())
    # A file of one's own may have the name of a built-in programme, and other facts.
    watched, refused = (
        tuple(fact for name in names for fact in programme.facts if fact.name == name)
        for names in (added.could_be_watched, added.refuses)
    )
    return watched, refused


@dataclass(frozen=True)
class _Added:
    """What evalkit adds to one programme: definitions/calendar/evalkit.yaml."""

    measurements: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    could_be_watched: tuple[str, ...] = ()
    refuses: tuple[str, ...] = ()


@cache
def _added() -> dict[str, _Added]:
    whole = read_definition(builtin_folder("calendar") / "evalkit.yaml")
    found = {}
    for name, section in whole.named_sections("programmes"):
        below = dict(section.named_sections("measurements"))
        found[name] = _Added(
            measurements={one: _more(written) for one, written in below.items()},
            could_be_watched=section.texts("could_be_watched", ()),
            refuses=section.texts("refuses", ()),
        )
        section.done()
    whole.done()
    return found


def _more(section: Section) -> dict[str, Any]:
    more: dict[str, Any] = {
        "title": section.words("title"),
        "meeting": section.text("meeting", ""),
        "at_start": section.flag("at_start", default=True),
    }
    if "moments" in section:
        below = section.section("moments")
        more["moments"] = {name: below.number(name) for name in below.names()}
    section.done()
    return more


def _plan(given: object) -> Plan:
    if not isinstance(given, Mapping):
        raise InputError(f"A plan is a mapping or a Plan, not a {type(given).__name__}.")
    known = [one.name for one in fields(Plan) if one.name != "basis"]
    for name in given:
        if name not in known:
            raise InputError(f"A plan has no option {name!r}. {did_you_mean(str(name), known)}")
    options = dict(given)
    # Without a name of its own a plan is called what is filled in.
    named = _texts(options.get("instruments", ())) or _texts(options.get("meeting") or ())
    if named:
        options.setdefault("name", "_".join(named))
    return Plan(**options)


def _check_interval(months: object) -> None:
    number = isinstance(months, Real) and not isinstance(months, bool)
    if not number or not LEAST_MONTHS <= float(months) <= MOST_MONTHS:  # type: ignore[arg-type]
        raise InputError(
            f"`every_months` of a plan is {months!r}. Accepted: a number from {LEAST_MONTHS} to "
            f"{MOST_MONTHS}."
        )


def _months(moments: object) -> dict[str, float]:
    if not isinstance(moments, Mapping):
        raise InputError(
            f"`moments` of a plan is a {type(moments).__name__}. Give names with months after the "
            f'start, such as {{"before": 0, "after": 6}}.'
        )
    numbers = list(moments.values())
    real = all(isinstance(one, Real) and not isinstance(one, bool) for one in numbers)
    if not real or not all(isfinite(one) and 0 <= one <= MOST_MONTHS for one in numbers):
        raise InputError(
            f"`moments` of a plan has months that are none. Accepted: 0 to {MOST_MONTHS}."
        )
    gaps = [later - earlier for earlier, later in pairwise(numbers)]
    if any(gap < LEAST_MONTHS for gap in gaps):
        raise InputError(
            f"`moments` of a plan must follow one another, at least {LEAST_MONTHS} months apart. "
            f"Write them in their order."
        )
    return {str(name): float(months) for name, months in moments.items()}


def _titles(title: object) -> dict[str, str]:
    if isinstance(title, str):
        return dict.fromkeys(LANGUAGES, title)
    if not isinstance(title, Mapping) or (title and set(title) != set(LANGUAGES)):
        raise InputError("`title` of a plan is a text, or one for 'da' and one for 'en'.")
    return dict(title)


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    if not isinstance(value, Iterable):
        raise InputError(f"A plan names instruments by text, not by {type(value).__name__}.")
    return tuple(str(one) for one in value)
