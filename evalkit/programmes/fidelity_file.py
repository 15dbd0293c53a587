"""From a definition file to rules of fidelity.

A file of rules, evalkit's or one's own::

    programme: mentorbarn                 # a name in the registry, or a .yaml file beside this one
    answers: some_fact                    # optional: what a source says about its fidelity
    rules:
      contact_at_start:                   # a name of one's own
        facts: [contact_at_start]         # what it rests on; da and en may be left out then
        da: ...                           # the rule as a sentence; `source: ...` where no fact is
        en: ...
        check: rate                       # one of evalkit.programmes.fidelity_rule.CHECKS
        table: contacts                   # optional: the check's first table is meant
        kind: together                    # which rows: kind, or activity and role, by the table
        amount: contact_at_start          # a fact that carries a number, or "2 hours", "8-11 weeks"
        as: least                         # what a single number means: least, most or about
        tolerance: 1                      # how far outside is still kept, in the same unit
        required_share: 0.8               # the share of units that must keep it
        basis: assumption                 # where the criterion is read and not printed
        level: best                       # where the source calls it best and not least
        note: {da: ..., en: ...}

A check's own options: `column` (number, all_yes, none_yes, complete), `when: {interpreter: "yes"}`,
`skip_newest` (the newest meeting of a case is left out), `goes_on` (a series that should not stop:
the time since the last occasion counts too), `stops_after` (of a volunteer, say), `skip_closed`
(weeks in which nothing was held do not count), `judged` (each; worst or average of each case),
`of` (course, match, programme), `whose` (person, adult, both), `first_months`, `within`, `phases`,
`per`, `part` and `whole`, `parts: {name: how many}`, `age` (only those within it at the start).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from evalkit.definition_checks import FaultError, check_name
from evalkit.definition_files import (
    LANGUAGES,
    Section,
    builtin_folder,
    builtin_names,
    own_definition,
    read_definition,
)
from evalkit.errors import InputError, did_you_mean
from evalkit.programmes.fact import Fact
from evalkit.programmes.fidelity_rule import (
    BASES,
    CHECKS,
    LEVELS,
    REQUIRED_SHARE,
    SELECTING,
    TIMES,
    Amount,
    Check,
    FidelityRule,
    FidelityRules,
)
from evalkit.programmes.programme import Programme
from evalkit.programmes.programme_file import programme, programme_from, programme_names
from evalkit.programmes.topics import vocabulary

__all__ = ["fidelity_rules", "programme_behind"]

# "2 hours", "8-11 weeks"
_WRITTEN = re.compile(r"(\d+(?:\.\d+)?)(?:\s*[-–]\s*(\d+(?:\.\d+)?))?\s+([a-z_]+)")
# Units of rules that no fact has.
_MORE_UNITS = ("minutes", "times")
_AS = ("least", "most", "about")
_CHOICES = {
    "of": ("course", "match", "programme"),
    "whose": ("person", "adult", "both"),
    "judged": ("each", "worst", "average"),
}
_YES_NO = ("yes", "no")
_NO_FACTS = "The programme is not in the registry and has no facts; write 'source: ...' instead."


def fidelity_rules(name: str | Path) -> FidelityRules:
    """Return the rules of fidelity of a programme, or those of a file of one's own.

    Parameters
    ----------
    name : str or Path
        A programme in the registry (`programme_names`), or the path of a ``.yaml`` file of rules.

    Returns
    -------
    FidelityRules
        `rules` in the order of the file, each with its check, criterion and source. Empty where
        nobody has written any (`watchable` says which facts rules could be made of) and where the
        programme refuses checklists (`refused_by` says with which words).

    Raises
    ------
    InputError
        When there is no such programme or file.
    DefinitionError
        When the file is wrong (a check that is none, a fact that is not there, an amount in the
        wrong unit); the message names file and line, and what is accepted.

    See Also
    --------
    evalkit.fidelity : what data show of the rules.

    Notes
    -----
    A rule is met when at least `required_share` of its units keep it: 80 % where the source does
    not say "all" or "always". That threshold is evalkit's. The form of a file and the whole
    vocabulary stand in ``help(evalkit.programmes.fidelity_file)``.

    References
    ----------
    Borrelli B et al. J Consult Clin Psychol 2005;73:852-860 (80 % as high fidelity).

    Examples
    --------
    >>> rules = fidelity_rules("processuelle_netvaerksmoeder")
    >>> rules.rules[0].name, rules.rules[0].amount.low, rules.rules[0].amount.high
    ('weeks_between', 7.0, 12.0)
    """
    path = own_definition(name, called="programme or rules")
    if path is not None:
        return rules_from(read_definition(path))
    if str(name) in builtin_names("fidelity"):
        return _builtin(str(name))
    if str(name) not in programme_names():
        hint = did_you_mean(str(name).casefold(), programme_names())
        raise InputError(
            f"There is no programme {str(name)!r} in the registry. {hint} Or give a .yaml file of "
            f"rules."
        )
    return without_rules(programme(str(name)))


@cache
def _builtin(name: str) -> FidelityRules:
    return rules_from(read_definition(builtin_folder("fidelity") / f"{name}.yaml"))


def without_rules(one: Programme) -> FidelityRules:
    """Return the rules of a programme that has none."""
    return FidelityRules(programme=one, name=one.name, title=one.title, rules=())


def rules_from(section: Section) -> FidelityRules:
    """Return the rules that a definition file describes.

    Raises
    ------
    DefinitionError
        When the file is wrong; the message names file and line.
    """
    if "facts" in section and "rules" not in section:
        return without_rules(programme_from(section))
    one = programme_behind(section)
    known = {fact.name: fact for fact in one.facts} if one else {}
    reader = _Reader(known, section.number("required_share", REQUIRED_SHARE))
    name = one.name if one else section.text("programme")
    title = section.optional_words("title") or (
        one.title if one else dict.fromkeys(LANGUAGES, name)
    )
    refused = reader.fact_of(section, "refuses")
    found = FidelityRules(
        programme=one,
        name=name,
        title=title,
        rules=tuple(
            reader.rule(below, called) for called, below in section.named_sections("rules")
        ),
        finding=reader.fact_of(section, "answers"),
        refused_by=refused,
    )
    if not found.rules and refused is None:
        raise section.error("there is no rule. Write at least one under 'rules'.", name="rules")
    section.done()
    return found


def programme_behind(section: Section) -> Programme | None:
    """Return the programme whose facts a file may name; None for one that is in no registry."""
    named = section.text("programme")
    try:
        if named.lower().endswith((".yaml", ".yml")):
            return programme(section.path.parent / named)
        return programme(named) if named in programme_names() else None
    except InputError as error:
        raise section.error(str(error), name="programme") from None


def _units() -> tuple[str, ...]:
    return (*vocabulary().units, *_MORE_UNITS)


@dataclass(frozen=True)
class _Reader:
    """What is known while rules are read: the programme's facts and the share asked for."""

    facts: dict[str, Fact]
    share: float

    def rule(self, section: Section, name: str) -> FidelityRule:
        """Return one rule."""
        check = CHECKS[section.choice("check", tuple(CHECKS))]
        facts = tuple(self._fact(section, "facts", named) for named in section.texts("facts", ()))
        table = section.choice("table", check.tables, check.tables[0])
        try:
            check_name(name, of="a rule")
            made = FidelityRule(
                name=name,
                text=self._text(section, facts),
                check=section.text("check"),
                table=table,
                selected={
                    word: section.texts(word) for word in SELECTING[table] if word in section
                },
                facts=facts,
                source=section.text("source", ""),
                basis=section.choice("basis", BASES, BASES[0]),
                level=section.choice("level", LEVELS, LEVELS[0]),
                note=section.optional_words("note"),
                required_share=section.number("required_share", self.share),
                **self._options(section, check),
            )
        except FaultError as fault:
            raise section.error(str(fault), name=fault.at) from None
        _allow(section, ("as", "tolerance", *SELECTING[table]))
        section.done()
        return made

    def fact_of(self, section: Section, name: str) -> Fact | None:
        """Return the fact that an option of the file names, if it is given."""
        named = section.text(name, "")
        return self._fact(section, name, named) if named else None

    def _fact(self, section: Section, option: str, named: str) -> Fact:
        if named not in self.facts:
            hint = did_you_mean(named, self.facts) if self.facts else _NO_FACTS
            raise section.error(
                f"'{option}' names {named!r}, which is no fact of this programme. {hint}",
                name=option,
            )
        return self.facts[named]

    def _text(self, section: Section, facts: tuple[Fact, ...]) -> dict[str, str]:
        """Return the rule's sentence; that of its first fact where it has none of its own."""
        own = {language: section.text(language, "") for language in LANGUAGES}
        return facts[0].text if facts and not any(own.values()) else own

    def _options(self, section: Section, check: Check) -> dict[str, Any]:
        """Return the options that this check takes; one it does not take is refused by `done`."""
        for name in check.needs:
            if name not in section:
                raise section.error(
                    f"the check '{section.text('check')}' needs '{name}'. Add a line '{name}: ...'."
                )
        asked = [name for name in (*check.needs, *check.takes) if name in section]
        found: dict[str, Any] = {}
        for name in asked:
            if name in _CHOICES:
                found[name] = section.choice(name, _CHOICES[name])
            elif name == "amount":
                found[name] = self._amount(section, check)
            elif name in ("within", "stops_after"):
                found[name] = self._plain(section, name, TIMES)
            elif name == "per":
                found[name] = self._plain(section, name, ("persons",))
            elif name == "age":
                found[name] = self._plain(section, name, ("years_old",))
            elif name == "phases":
                found[name] = int(self._plain(section, name, ("phases",)).number)
            else:
                found[name] = self._simple(section, name)
        _allow(section, (*check.needs, *check.takes))
        return found

    def _simple(self, section: Section, name: str) -> object:
        if name in ("goes_on", "skip_newest", "skip_closed"):
            return section.flag(name)
        if name == "first_months":
            return section.whole(name)
        if name == "when":
            below = section.section(name)
            return {key: below.choice(key, _YES_NO) == "yes" for key in below.names()}
        if name == "parts":
            return {
                part: self._count(section, wanted) for part, wanted in section.pairs(name).items()
            }
        return section.text(name)

    def _count(self, section: Section, wanted: str) -> float:
        """Return how many of a part there must be: a number, or that of a fact."""
        if wanted.isdigit():
            return float(wanted)
        fact = self._fact(section, "parts", wanted)
        if fact.value is None:
            raise section.error(f"the fact {wanted!r} carries no single number.", name="parts")
        return fact.value

    def _amount(self, section: Section, check: Check) -> Amount:
        """Return the amount compared with, with what a single number means and the tolerance."""
        found = self._plain(section, "amount", check.units)
        tolerance = section.number("tolerance", 0)
        if tolerance < 0:
            raise section.error("'tolerance' is below 0. Accepted: 0 and more.", name="tolerance")
        least, most = found.least, found.most
        if least is not None and least == most:
            if "as" not in section:
                raise section.error(
                    "'as' is missing: 'amount' is a single number. Add a line 'as: least', 'as: "
                    "most' or 'as: about', or write a range such as '8-11 weeks'.",
                    name="amount",
                )
            means = section.choice("as", _AS)
            least = None if means == "most" else least
            most = None if means == "least" else most
        elif "as" in section:
            raise section.error(
                "'as' says what a single number means, and this amount has its limits. Leave it "
                "out.",
                name="as",
            )
        return Amount(least, most, found.unit, found.fact, tolerance)

    def _plain(self, section: Section, option: str, units: Iterable[str]) -> Amount:
        """Return an amount: that of a fact, or one that is written ("2 hours", "8-11 weeks")."""
        text = section.text(option)
        written = _WRITTEN.fullmatch(text)
        if written:
            low, high, unit = float(written[1]), float(written[2] or written[1]), written[3]
            if low > high:
                raise section.error(f"'{option}' begins above its end. Swap them.", name=option)
            made = Amount(low, high, unit)
        elif re.match(r"\d", text):
            raise section.error(
                f"'{option}' is {text!r}. Write a number and its unit, such as '2 hours', "
                f"'2.5 hours' (with a point) or '8-11 weeks', or the name of a fact.",
                name=option,
            )
        else:
            fact = self._fact(section, option, text)
            if not fact.has_amount:
                raise section.error(
                    f"'{option}' names the fact {text!r}, which carries no number. Name one that "
                    f"does, or write the number and its unit, such as '2 hours'.",
                    name=option,
                )
            ends = (fact.value, fact.value) if fact.value is not None else (fact.least, fact.most)
            made = Amount(*ends, fact.unit, fact.name)
        accepted = tuple(units) or _units()
        if made.unit not in accepted:
            raise section.error(
                f"'{option}' is counted in {made.unit!r}. {did_you_mean(made.unit, accepted)}",
                name=option,
            )
        return made


def _allow(section: Section, names: Iterable[str]) -> None:
    """Let options pass that were read where they apply, so that a near name can be told."""
    for name in names:
        if name not in section:
            section.pairs(name)
