"""Signals: one list a quarter of what changed, how sure that is, and what practice says to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import ClassVar

import pandas as pd

from evalkit.errors import InputError, did_you_mean
from evalkit.monitoring.look import Look
from evalkit.monitoring.studied import check_study
from evalkit.monitoring.watches import WATCHES, Watch, rules_kept
from evalkit.programmes.fidelity_file import fidelity_rules
from evalkit.programmes.fidelity_rule import FidelityRules
from evalkit.programmes.programme_file import programme_names
from evalkit.programmes.responses import NOTHING, Response, Responses, signal_responses
from evalkit.results import Framed
from evalkit.sets.windows import Quarter, as_of, quarter
from evalkit.study import Study

__all__ = ["GROWS", "RAISED_EVERY", "Signals", "signals"]

# A concern that is known is raised again when it is a quarter larger than when it was raised.
GROWS = 1.25
# What has lasted so many quarters is raised again, so that nobody gets used to it.
RAISED_EVERY = 4
# Nobody asks about what began ten years ago.
LOOKED_BACK = 40
RAISED, KNOWN = ("new", "grew", "again"), "known"
_COLUMNS = {
    "watch": "str",
    "about": "str",
    "status": "str",
    "since": "str",
    "count": "Int64",
    "n": "Int64",
    "value": "float64",
    "usual": "float64",
    "size": "float64",
    "chance": "float64",
    "people": "Int64",
    "how": "str",
}


@dataclass(frozen=True, repr=False, eq=False)
class Signals(Framed):
    """The signals of one quarter; none is an answer too.

    Columns watch and about (what), status (new, grew, again, known), since (the quarter in which
    it was first raised), count of n, value, usual (what it is, and was before or may be), size,
    chance (how often chance alone gives as much; missing where it is a count of what happened),
    people (how many persons are behind the count; missing where nobody is) and how.

    Attributes
    ----------
    quarter : Quarter
        The quarter.
    programme : str
        Whose data it is about.
    is_over : bool
        Whether the quarter is over and the data reach its end.
    known_to : date or None
        The last day the data know of.
    looks : tuple of Look
        Everything that was looked at in the quarter, also where it was quiet.
    not_watched : tuple of str
        Watches for which the data have nothing to look at.
    expected_false_alarms : float
        How many of the looks would raise a concern on average although nothing has changed.
    responses : Responses or None
        What the programme's own practice says to do.
    rules : FidelityRules or None
        Rules of one's own that were looked at instead of the programme's.
    studied : Study
        As it stood at the quarter's end.
    """

    quarter: Quarter
    programme: str
    is_over: bool
    known_to: dt.date | None
    looks: tuple[Look, ...]
    not_watched: tuple[str, ...]
    expected_false_alarms: float
    responses: Responses | None
    rules: FidelityRules | None
    studied: Study
    _frame: pd.DataFrame
    _brief: ClassVar[tuple[str, ...]] = ("watch", "about", "status", "since", "chance", "how")

    def raised(self) -> pd.DataFrame:
        """Return the signals that are new, have grown, or have lasted whole years."""
        return self._frame[self._frame["status"].isin(RAISED)].reset_index(drop=True)

    def known(self) -> pd.DataFrame:
        """Return those raised in an earlier quarter that have gone on and not grown."""
        return self._frame[self._frame["status"] == KNOWN].reset_index(drop=True)

    def response(self, watch: str, about: str = "") -> Response:
        """Return what is to be done about a signal; nothing where nobody says."""
        return NOTHING if self.responses is None else self.responses.to(watch, about)

    def _heading(self) -> str:
        return (
            f"Signals of {self.programme}, {self.quarter}: {len(self.raised())} raised, "
            f"{len(self.known())} known; {len(self.looks)} looks, "
            f"{self.expected_false_alarms:.2f} false alarms expected"
        )


def signals(
    study: Study,
    when: str | Quarter,
    *,
    responses: str | Path | Responses | None = None,
    rules: str | Path | FidelityRules | None = None,
) -> Signals:
    """List what changed for the worse in a quarter, how sure that is, and what to do about it.

    Parameters
    ----------
    study : Study
        Everything that was loaded; what came after the quarter is not looked at.
    when : str or Quarter
        Such as "2026Q3".
    responses : str, Path or Responses, optional
        A file of what is done about signals and by whom; what the registry knows of the programme
        when not given.
    rules : str, Path or FidelityRules, optional
        A file of rules of fidelity of one's own, instead of those of the programme.

    Returns
    -------
    Signals
        `raised()` are new, have grown or have lasted whole years, `known()` go on. Without any
        the quarter was quiet.

    Raises
    ------
    InputError
        When the quarter is misspelt.
    DefinitionError
        When the file of responses, or of rules, is wrong.

    See Also
    --------
    evalkit.attendance_charts, evalkit.fidelity, evalkit.measurement_calendar : the looks in full.

    Notes
    -----
    Looked at are attendance (control charts: a signal in the quarter for the worse), the rules of
    fidelity (not kept in the quarter, and so seldom that chance gives it at most five times in a
    hundred when the rule is kept as often as it must), readings made of those due, goals that wait
    for a review, courses that ended without completion, matches that ended, days on which somebody
    started, and the age of who started. The last is a count, and so is a rule that must always be
    kept; the others are exact one-sided tests at 0.01 against the time before: readings at the
    start against those at the start, and where nobody notes why courses end, also against how many
    of the same length ended before. They suppose that people act one by one; meetings of one case
    and weeks of one person resemble each other, so true chances are larger.
    `expected_false_alarms` is at most; docs/false-alarms.md has what came by simulation.

    A signal raised in the quarter before is not raised again unless it is a quarter larger, or has
    lasted one, two ... whole years; one that was quiet in between is new. The quarters before are
    looked at again as the data stood, so nothing has to be kept between runs.

    A signal says that something differs from what was usual or promised. It says nothing about
    why, and nothing about any one person.

    Examples
    --------
    >>> import evalkit as ek
    >>> study = ek.load("data/examples/cafe_step", profile="cafe_step")
    >>> found = ek.signals(study, "2026Q3")
    >>> "attendance" in set(found.to_frame()["watch"])
    True
    """
    check_study(study)
    now = quarter(when)
    own = None if rules is None else _rules(rules)
    answers = _responses(responses, study.programme)
    if answers is not None and responses is not None:
        _check_rules(answers, own, study.programme)
    watches = dict(WATCHES)
    if own is not None:
        watches["fidelity"] = partial(rules_kept, rules=own)
    here = _looks(study, now, watches)
    concerns = _concerns(study, now, here, watches=watches)
    rows = [_row(one, concerns, now) for one in here if one.is_concern]
    order = {"new": 0, "grew": 1, "again": 2, "known": 3}
    rows.sort(key=lambda row: order[str(row["status"])])
    there = {one.watch for one in here}
    latest = study.latest
    return Signals(
        quarter=now,
        programme=study.programme,
        is_over=latest is not None and latest >= now.last_day,
        known_to=None if latest is None else min(latest, now.last_day),
        looks=here,
        not_watched=tuple(name for name in WATCHES if name not in there),
        expected_false_alarms=sum(one.alarm for one in here),
        responses=answers,
        rules=own,
        studied=as_of(study, now),
        _frame=pd.DataFrame(rows, columns=list(_COLUMNS)).astype(_COLUMNS),
    )


def _concerns(
    study: Study, now: Quarter, here: tuple[Look, ...], *, watches: Mapping[str, Watch]
) -> list[dict[tuple[str, str], Look]]:
    """Return the concerns of this quarter and of those before, as far back as any goes on."""
    found = [{one.key: one for one in here if one.is_concern}]
    lasting = set(found[0])
    while lasting and len(found) <= LOOKED_BACK:
        earlier = _looks(study, now.earlier(len(found)), watches)
        found.append({one.key: one for one in earlier if one.is_concern})
        lasting &= set(found[-1])
    return found


def _looks(study: Study, when: Quarter, watches: Mapping[str, Watch]) -> tuple[Look, ...]:
    """Look at a quarter as the data stood on its last day."""
    stood = as_of(study, when)
    found = [look for watch in watches.values() for look in watch(stood, when)]
    # A rule of fidelity about the same age says it with its own words.
    asked = {look.about for look in found if look.watch == "fidelity"}
    return tuple(look for look in found if look.watch != "age" or look.about not in asked)


def _row(
    seen: Look, concerns: Sequence[Mapping[tuple[str, str], Look]], now: Quarter
) -> dict[str, object]:
    """Return a signal beside what was raised of it in the quarters before, without a break."""
    run = [seen]
    for found in concerns[1:]:
        earlier = found.get(seen.key)
        if earlier is None:
            break
        run.append(earlier)
    largest = max((one.size for one in run[1:]), default=None)
    status = "new"
    if largest is not None:
        status = "again" if (len(run) - 1) % RAISED_EVERY == 0 else KNOWN
        status = "grew" if seen.size >= GROWS * largest and seen.size > largest else status
    return {
        "watch": seen.watch,
        "about": seen.about,
        "status": status,
        "since": str(now.earlier(len(run) - 1)),
        "count": seen.count,
        "n": seen.n,
        "value": seen.value,
        "usual": seen.usual,
        "size": seen.size,
        "chance": seen.chance,
        "people": seen.people,
        "how": ", ".join(seen.how),
    }


def _check_rules(answers: Responses, own: FidelityRules | None, programme: str) -> None:
    """Refuse a response to a rule that is not asked about."""
    asked = fidelity_rules(programme) if own is None and programme in programme_names() else own
    names = [rule.name for rule in asked.rules] if asked else []
    for name in answers.parts_of("fidelity"):
        if not names:
            raise InputError(
                f"There is a response to 'fidelity.{name}', and no rules. Give them as `rules=`, a "
                f"file of rules of your own, or take the response out."
            )
        if name not in names:
            raise InputError(
                f"There is a response to 'fidelity.{name}', and no such rule. "
                f"{did_you_mean(name, names)}"
            )


def _rules(rules: str | Path | FidelityRules) -> FidelityRules:
    return rules if isinstance(rules, FidelityRules) else fidelity_rules(rules)


def _responses(responses: str | Path | Responses | None, programme: str) -> Responses | None:
    if isinstance(responses, Responses):
        return responses
    if responses is None:
        return signal_responses(programme) if programme in programme_names() else None
    made = signal_responses(responses)
    if made.programme != programme:
        raise InputError(
            f"The responses are those of '{made.programme}', and the data are of '{programme}'. "
            f"Give the file for '{programme}'."
        )
    return made
