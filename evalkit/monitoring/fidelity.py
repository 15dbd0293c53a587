"""Fidelity: whether a programme is carried out as its source describes it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

import numpy as np
import pandas as pd

from evalkit.definition_files import LANGUAGES
from evalkit.errors import InputError
from evalkit.estimates.shares import share_limits
from evalkit.monitoring.fidelity_courses import (
    at_the_same_time,
    counts_within,
    every_part,
    falling_contacts,
    lengths,
    rates,
)
from evalkit.monitoring.fidelity_occasions import (
    gaps,
    number_of_each,
    share_of_each_count,
    staff_at_each,
    usual_weekdays,
    yes_of_each,
)
from evalkit.monitoring.fidelity_rows import (
    ASSESSED,
    BEFORE_RECORDS,
    LEFT_EARLY,
    NOT_NOTED,
    NOT_YET,
    UNCLEAR,
    Asked,
    Lack,
    Period,
)
from evalkit.monitoring.studied import check_study
from evalkit.programmes.fidelity_file import fidelity_rules
from evalkit.programmes.fidelity_rule import FidelityRule, FidelityRules, rule_row
from evalkit.programmes.programme_file import programme_names
from evalkit.results import SHOWN_FROM, Framed, few_hidden
from evalkit.sets.windows import Quarter, last_day, quarter
from evalkit.sets.windows import as_of as as_it_stood
from evalkit.study import Study

__all__ = ["LEAST_NOTED", "LEAST_SPANS", "Fidelity", "fidelity"]

# Where less than half was written down, the rest says too little about the whole.
LEAST_NOTED = 0.5
# A mean of fewer weeks says what happened in them, not how it usually is.
LEAST_SPANS = 4
VERDICTS = ("met", "not_met", "cannot_be_assessed")
_CONFIDENCE = 0.95
_SLACK = 1e-9

_Checker = Callable[[Asked], "pd.DataFrame | Lack"]
_CHECKERS: Mapping[str, _Checker] = {
    "number": number_of_each,
    "all_yes": yes_of_each,
    "none_yes": yes_of_each,
    "interval": gaps,
    "same_weekday": usual_weekdays,
    "rate": rates,
    "count_within": counts_within,
    "falling": falling_contacts,
    "course_length": lengths,
    "one_at_a_time": at_the_same_time,
    "staffing": staff_at_each,
    "share_at_most": share_of_each_count,
    "complete": every_part,
}
_COUNTED = {
    "not_yet": NOT_YET,
    "not_noted": NOT_NOTED,
    "left_early": LEFT_EARLY,
    "unclear": UNCLEAR,
    "before_records": BEFORE_RECORDS,
}
# What is collected now was not yet on the day.
_NOT_BY_THEN = Lack("none_in_period", "")
# Rules about evenings, days and teams: nobody is behind a unit of theirs.
_OF_PRACTICE = ("same_weekday", "staffing", "share_at_most", "complete")


@dataclass(frozen=True, repr=False, eq=False)
class Fidelity(Framed):
    """The rules of a programme beside its data; one row a rule, in the order of the file.

    Attributes
    ----------
    rules : FidelityRules
        What was asked; without rules the frame is empty.
    study : Study
        As it stood on the day.
    as_of, since : date, date or None
        The days that are looked at; None for everything up to `as_of`.
    known_to : date or None
        The last day the data know of, at most `as_of`.
    """

    rules: FidelityRules
    study: Study
    as_of: dt.date
    since: dt.date | None
    known_to: dt.date | None
    _frame: pd.DataFrame
    _units: Mapping[str, pd.DataFrame]
    _brief: ClassVar[tuple[str, ...]] = (
        *("rule", "verdict", "reason", "n", "kept", "estimate", "conf_low", "conf_high"),
        *("median", "worst", "least", "most", "unit"),
    )
    _telling: ClassVar[tuple[str, ...]] = (
        *("n", "kept", "estimate", "conf_low", "conf_high", "median", "worst"),
    )

    def units(self, rule: str) -> pd.DataFrame:
        """Return the units behind one rule: series (case, person, adult), day, value, kept, state.

        Rows about persons and cases: for those who work with them, never for a page.

        Raises
        ------
        InputError
            When there is no such rule, or it could not be asked.
        """
        if rule not in self._units:
            names = ", ".join(repr(name) for name in self._units) or "none"
            raise InputError(f"There are no units of a rule {rule!r}. Those with units: {names}.")
        return self._units[rule].copy()

    def _heading(self) -> str:
        counts = self._frame["verdict"].value_counts()
        told = [f"{counts.get(word, 0)} {word.replace('_', ' ')}" for word in VERDICTS]
        return f"Fidelity of {self.rules.name}, {self.as_of}: {', '.join(told)}"

    def _shown(self) -> pd.DataFrame:
        shown = self.summary()
        behind = self._frame["series"].where(~self._frame["of_practice"], SHOWN_FROM)
        hidden = few_hidden(shown.assign(_behind=behind), self._telling, n="_behind")
        return hidden.drop(columns="_behind")


def fidelity(
    study: Study,
    programme: str | Path | None = None,
    *,
    as_of: str | Quarter | dt.date,
    since: str | Quarter | dt.date | None = None,
    rules: str | Path | FidelityRules | None = None,
) -> Fidelity:
    """Set the rules of how a programme is carried out beside what its data show.

    Parameters
    ----------
    study : Study
        Everything that was loaded.
    programme : str or Path, optional
        A programme of the registry; that of the study when not given.
    as_of : str, Quarter or date
        The last day that is looked at; "2026Q3" means 30 September 2026.
    since : str, Quarter or date, optional
        The first day: a unit counts when it could be assessed on or after it. "2026Q3" means 1 July
        2026. Everything up to `as_of` when not given.
    rules : str, Path or FidelityRules, optional
        A file of rules of one's own, or what `evalkit.fidelity_rules` returned.

    Returns
    -------
    Fidelity
        One row a rule: rule, verdict (met, not_met, cannot_be_assessed), reason, n (units
        assessed), kept, estimate (their share), conf_low, conf_high (Wilson, 95 %), median and
        worst value, the criterion (least, most, unit, tolerance, required_share), series (how many
        cases, persons or adults the units come from), and the units that were not assessed:
        not_yet, not_noted, left_early, unclear, before_records. `missing_table` and
        `missing_column` say what would have to be collected.

    Raises
    ------
    InputError
        When there is no such programme, or `since` lies after `as_of`.
    DefinitionError
        When a file of rules is wrong; the message names file and line.

    See Also
    --------
    evalkit.fidelity_rules : the rules themselves.

    Notes
    -----
    A rule is met when at least `required_share` of its units keep it, whatever the interval says.
    The interval supposes independent units; meetings of one case resemble each other, so it is
    then too narrow. Where less than half of what is asked was noted the rule cannot be assessed.
    Courses that ended before a rule could be seen are left out and counted, and so is what lies
    before the first row of its kind: nobody can say that nothing happened then.

    Fidelity says whether something was done, not how well, and nothing about what it led to. Do
    not rank sites or staff by it.

    References
    ----------
    Borrelli B et al. J Consult Clin Psychol 2005;73:852-860.
    Wilson EB. J Am Stat Assoc 1927;22:209-212.

    Examples
    --------
    >>> import evalkit as ek
    >>> study = ek.load("data/examples/bindeleddet", profile="bindeleddet")
    >>> ek.fidelity(study, as_of="2026Q3").to_frame()["verdict"].isin(
    ...     ["met", "not_met", "cannot_be_assessed"]
    ... ).all()
    np.True_
    """
    check_study(study)
    asked = _asked(study, programme, rules)
    last = last_day(as_of)
    first = None if since is None else _first_day(since)
    if first is not None and first > last:
        raise InputError(
            f"`since` ({first}) lies after `as_of` ({last}). Give a day or quarter before it."
        )
    whole = _of_programme(study, asked.name)
    stood = as_it_stood(whole, last)
    latest = study.latest
    known = None if latest is None else min(latest, last)
    period = Period(
        first=None if first is None else pd.Timestamp(first),
        last=pd.Timestamp(last),
        known=pd.Timestamp(known or last),
    )
    rows, units = [], {}
    for rule in asked.rules:
        found = _CHECKERS[rule.check](Asked(stood, rule, period))
        if isinstance(found, Lack):
            later = _CHECKERS[rule.check](Asked(whole, rule, period))
            rows.append(_row(rule, None, found if isinstance(later, Lack) else _NOT_BY_THEN))
            continue
        units[rule.name] = _in_period(found, rule, period)
        rows.append(_row(rule, units[rule.name], None))
    return Fidelity(
        rules=asked,
        study=stood,
        as_of=last,
        since=first,
        known_to=known,
        _frame=pd.DataFrame(rows, columns=_COLUMNS),
        _units=units,
    )


def _asked(
    study: Study, programme: str | Path | None, rules: str | Path | FidelityRules | None
) -> FidelityRules:
    """Return the rules that are meant."""
    if isinstance(rules, FidelityRules):
        asked = rules
    elif rules is None and programme is None and study.programme not in programme_names():
        name = study.programme
        title = study.title or dict.fromkeys(LANGUAGES, name)
        asked = FidelityRules(programme=None, name=name, title=title, rules=())
    else:
        asked = fidelity_rules(rules or programme or study.programme)
    if rules is not None and programme is not None and str(programme) != asked.name:
        raise InputError(
            f"The rules are those of '{asked.name}', and `programme` is {str(programme)!r}. Leave "
            f"`programme` out, or write its name behind 'programme:' in the file of rules."
        )
    if isinstance(rules, str | Path) and programme is None and not _has_rows(study, asked.name):
        raise InputError(
            f"The rules are those of '{asked.name}', and the data are of '{study.programme}'. "
            f"Write the name that the profile has behind 'programme:' in the file of rules."
        )
    return asked


def _has_rows(study: Study, programme: str) -> bool:
    """Whether a study is of a programme, or holds rows of it."""
    tables = (study.enrolments, study.meetings, study.headcounts, study.staffing)
    return study.programme == programme or any(
        (table["programme"] == programme).any() for table in tables
    )


def _first_day(since: str | Quarter | dt.date) -> dt.date:
    """Return the day itself, or a quarter's first."""
    return last_day(since) if isinstance(since, dt.date) else quarter(since).first_day


def _of_programme(study: Study, programme: str) -> Study:
    """Return the study with the rows of one programme."""
    names = ("enrolments", "attendance", "meetings", "matches", "contacts", "staffing")
    tables = {}
    for name in (*names, "headcounts"):
        table = getattr(study, name)
        tables[name] = table[(table["programme"] == programme).to_numpy()].reset_index(drop=True)
    return replace(study, **tables)


def _in_period(units: pd.DataFrame, rule: FidelityRule, period: Period) -> pd.DataFrame:
    """Return the units of a period; of each series one, where the rule judges it as a whole."""
    if period.first is not None:
        units = units[(units["day"] >= period.first).to_numpy()]
    if rule.judged == "each" or rule.amount is None:
        return units.reset_index(drop=True)
    low, high = rule.amount.low - _SLACK, rule.amount.high + _SLACK
    rows: list[tuple[object, ...]] = []
    for series, mine in units.groupby("series", sort=True):
        seen = mine[mine["state"] == ASSESSED]
        if len(seen) < (LEAST_SPANS if rule.judged == "average" else 1):
            state = mine["state"].iloc[-1]
            state = NOT_YET if state == ASSESSED else state
            rows.append((series, mine["day"].max(), np.nan, pd.NA, state))
            continue
        value = seen["value"].mean() if rule.judged == "average" else _worst(seen, rule)
        rows.append((series, seen["day"].max(), value, low <= value <= high, ASSESSED))
    whole = pd.DataFrame(rows, columns=list(units.columns))
    return whole.astype(units.dtypes.to_dict())


def _worst(units: pd.DataFrame, rule: FidelityRule) -> float:
    """Return the value that lies furthest outside the limits, or nearest to them inside."""
    values = units["value"].to_numpy(dtype="float64")
    values = values[~np.isnan(values)]
    if not len(values):
        return float("nan")
    if rule.amount is None:
        # What should fall is worst where it is highest; of what should be complete the lowest.
        return float(values.max() if rule.check == "falling" else values.min())
    least = np.inf if rule.amount.least is None else rule.amount.least
    most = np.inf if rule.amount.most is None else rule.amount.most
    below = np.where(np.isinf(least), -np.inf, least - values)
    above = np.where(np.isinf(most), -np.inf, values - most)
    return float(values[np.argmax(np.maximum(below, above))])


def _row(rule: FidelityRule, units: pd.DataFrame | None, lack: Lack | None) -> dict[str, object]:
    """Return what is known about one rule."""
    row: dict[str, object] = rule_row(rule)
    row["of_practice"] = (
        rule.check in _OF_PRACTICE
        or rule.of == "programme"
        or (rule.goes_on and rule.table == "meetings")
    )
    if units is None:
        missing = lack or Lack("no_rows", rule.table)
        nothing = {"verdict": VERDICTS[2], "reason": missing.reason, "n": 0, "kept": 0, "series": 0}
        places = {"missing_table": missing.table, "missing_column": missing.column}
        return row | nothing | dict.fromkeys(_COUNTED, 0) | places
    seen = units[(units["state"] == ASSESSED).to_numpy()]
    n, kept = len(seen), int(seen["kept"].sum())
    left = {name: int((units["state"] == state).sum()) for name, state in _COUNTED.items()}
    low, high = (float(end) for end in share_limits(kept, n, confidence=_CONFIDENCE))
    verdict, reason = _verdict(rule, n=n, kept=kept, left=left)
    return {
        **row,
        "verdict": verdict,
        "reason": reason,
        "n": n,
        "kept": kept,
        "estimate": kept / n if n else np.nan,
        "conf_low": low,
        "conf_high": high,
        "median": float(seen["value"].median()) if n else np.nan,
        "worst": _worst(seen, rule),
        "series": int(seen["series"].nunique()),
        **left,
        "missing_table": "",
        "missing_column": rule.column if reason == "few_noted" else "",
    }


def _verdict(rule: FidelityRule, *, n: int, kept: int, left: Mapping[str, int]) -> tuple[str, str]:
    """Return the verdict, and why there is none."""
    if n + left["not_noted"] and n < LEAST_NOTED * (n + left["not_noted"]):
        return VERDICTS[2], "few_noted"
    if not n:
        return VERDICTS[2], "too_young" if left["not_yet"] else "none_in_period"
    return VERDICTS[0 if kept >= rule.required_share * n - _SLACK else 1], ""


_COLUMNS = [
    *("rule", "verdict", "reason", "check", "table", "n", "kept", "estimate", "conf_low"),
    *("conf_high", "median", "worst", "least", "most", "unit", "tolerance", "required_share"),
    *("series", "not_yet", "not_noted", "left_early", "unclear", "before_records"),
    *("missing_table", "missing_column", "level", "basis", "facts", "of_practice"),
    *("text_da", "text_en"),
]
