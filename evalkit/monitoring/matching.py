"""Matches of persons and adults: what became of them, who waits, how long they last."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from evalkit.estimates.competing_risks import Incidence, aalen_johansen
from evalkit.estimates.survival import time_to_share
from evalkit.frames import SCORES
from evalkit.monitoring.match_states import MATCHED, Waits, at_once, match_states, waits_for_match
from evalkit.monitoring.retention import Retention, retention_of
from evalkit.monitoring.stays import Stays, asked_months, asked_share, lasting, reached_day
from evalkit.monitoring.studied import check_study
from evalkit.results import Framed
from evalkit.sets.windows import Quarter
from evalkit.sets.windows import as_of as as_it_stood
from evalkit.study import Study

__all__ = ["STEPS", "TOLD", "Matching", "matching"]

# The rows of a result: proposed = accepted + declined + unanswered; accepted = started +
# fell_through + not_started; started = over + lasting.
STEPS = (
    *("proposed", "accepted", "declined", "unanswered", "fell_through", "not_started"),
    *("started", "over", "lasting", "again", "again_accepted"),
)
# Of those enrolled on the day: they add up to enrolled.
PERSONS = ("enrolled", "has_match", "match_ended", "awaiting_start", "not_accepted", "not_proposed")
TOLD = {
    "undated": "matches without any date: left out",
    "persons_at_once": "persons with two matches at the same time",
    "adults_at_once": "adults with two matches at the same time",
    "start_unaccepted": "matches that started and have no day of acceptance",
    "accepted_first": "persons matched before their referral and start: not in the wait",
    "no_origin": "persons matched without a referral or a start: not in the wait",
}
_DATES = ("proposed", "accepted", "started", "ended")
_AT = ("estimate", "std_error", "conf_low", "conf_high")


@dataclass(frozen=True, repr=False, eq=False)
class Matching(Framed):
    """What became of the matches, a row per step; the wait and how long they last beside.

    Attributes
    ----------
    as_of : date
        The day as of which everything is told.
    lasting : Retention
        How long matches last that have started.
    wait : dict
        n (persons), from_referral (of these), matched, left (without a match), waiting, and the
        months until half of them were matched: median, median_low, median_high; NaN when it is
        not reached.
    enrolled_known : bool
        Whether the study says who is enrolled.
    confidence : float
        Of every interval.
    told : mapping
        What needs a word, by kind (`evalkit.monitoring.matching.TOLD`).
    """

    as_of: dt.date
    lasting: Retention
    wait: dict[str, float]
    enrolled_known: bool
    confidence: float
    told: Mapping[str, int]
    _frame: pd.DataFrame
    _reasons: pd.DataFrame
    _waiting: pd.DataFrame
    _brief: ClassVar[tuple[str, ...]] = ("step", "matches", "persons")

    def reasons(self) -> pd.DataFrame:
        """Return step (declined, fell_through, over), reason and n, the most frequent first."""
        return self._reasons.copy()

    def waiting(self) -> pd.DataFrame:
        """Return the share of persons matched within so many months, with its interval."""
        return self._waiting.copy()

    def _heading(self) -> str:
        return f"Matching as of {self.as_of}"


def matching(
    study: Study,
    *,
    as_of: str | Quarter | dt.date,
    months: Sequence[float] = (1, 3, 6, 12),
    confidence: float = 0.95,
) -> Matching:
    """Return what became of the matches that were proposed.

    Parameters
    ----------
    study : Study
        With matches; enrolments and referrals say who waits.
    as_of : str, Quarter or date
        "2026Q3" means 30 September 2026; what is dated later is not known yet.
    months : sequence of float
        Calendar months at which the wait, and how long matches last, are given.
    confidence : float
        Of the intervals, between 0 and 1.

    Returns
    -------
    Matching
        `to_frame()`: step, matches, persons. proposed = accepted + declined + unanswered;
        accepted = started + fell_through (ended before a start) + not_started; started = over +
        lasting; again: a person's second and later proposals, again_accepted: those accepted. Then
        persons enrolled on the day: enrolled = has_match + match_ended + awaiting_start +
        not_accepted + not_proposed. `reasons()`, `waiting()` and `lasting` beside.

    Raises
    ------
    InputError
        When it is no study, or day, months or confidence is none.

    See Also
    --------
    evalkit.retention : how long people stay in the programme.

    Notes
    -----
    A person waits from the referral (the start of the course, where there is none) to the first
    acceptance. Some still wait, and some leave without a match: the share matched by a month is
    Aalen-Johansen's, in which who has left is no longer matched; where nobody leaves it is one
    minus Kaplan-Meier. The mean of the waits that are over is not given: it leaves out the longest.

    How long matches last is Kaplan-Meier's curve of the started ones. A person matched twice counts
    twice in it. A match that ends is not by itself a failure: the reasons say more.

    Do not report single adults or matches from it.

    Examples
    --------
    >>> import evalkit as ek
    >>> from evalkit.frames import ENROLMENTS, MATCHES
    >>> ids = {"person": "p1", "programme": "m"}
    >>> study = ek.Study(
    ...     title={"en": "m"},
    ...     programme="m",
    ...     enrolments=ENROLMENTS.shaped([ids | {"started": "2026-01-01"}]),
    ...     matches=MATCHES.shaped([ids | {"adult": "a", "proposed": "2026-02-01"}]),
    ... )
    >>> int(ek.matching(study, as_of="2026Q1").to_frame().set_index("step").matches["unanswered"])
    1
    """
    check_study(study)
    when = asked_months(months)
    asked_share(confidence)
    dates = np.concatenate([study.matches[name].to_numpy("datetime64[D]") for name in _DATES])
    day = pd.Timestamp(reached_day(study, as_of, dates))
    # Matches are asked about, and not readings, which may have no dates.
    known = as_it_stood(replace(study, scores=SCORES.empty()), day.date())
    states = match_states(known.matches)
    waits = waits_for_match(known, states, day)
    found = aalen_johansen(waits.months, waits.how, reasons=2, confidence=confidence)
    lasts = _lasting(states, day)
    told = {
        "undated": int(study.matches[list(_DATES[:3])].isna().all(axis=1).sum()),
        "persons_at_once": at_once(states, "person", day),
        "adults_at_once": at_once(states, "adult", day),
        "start_unaccepted": int((states["has_started"] & states["accepted"].isna()).sum()),
        **waits.told,
    }
    return Matching(
        as_of=day.date(),
        lasting=retention_of(lasts, of="matches", months=when, confidence=confidence),
        wait=_wait(waits, found),
        enrolled_known=len(study.enrolments) > 0,
        confidence=confidence,
        told={name: count for name, count in told.items() if count},
        _frame=_steps(states, known),
        _reasons=_why(states),
        _waiting=_waiting(found, when),
    )


def _lasting(states: pd.DataFrame, day: pd.Timestamp) -> Stays:
    begun = states[states["has_started"]].reset_index(drop=True)
    started, ended = (
        begun[name].to_numpy().astype("datetime64[D]") for name in ("started", "ended")
    )
    table = pd.DataFrame({"exit_reason": begun["reason"]})
    return lasting(table, started, ended, day=np.datetime64(day, "D"))


def _steps(states: pd.DataFrame, known: Study) -> pd.DataFrame:
    again = states["attempt"] > 1
    kinds = {name: states[name] for name in STEPS if name in states}
    kinds |= {"proposed": again | True, "accepted": states["was_accepted"]}
    kinds |= {"started": states["has_started"], "again": again}
    kinds |= {"again_accepted": again & states["was_accepted"]}
    who = ["person", "programme"]
    rows: list[dict[str, Any]] = [
        {
            "step": name,
            "matches": float(kinds[name].sum()),
            "persons": float(len(states.loc[kinds[name], who].drop_duplicates())),
        }
        for name in STEPS
    ]
    counts = _persons(states, known)
    rows += [{"step": name, "matches": np.nan, "persons": counts.get(name)} for name in PERSONS]
    return pd.DataFrame(rows).astype({"matches": "Int64", "persons": "Int64"})


def _persons(states: pd.DataFrame, known: Study) -> dict[str, float]:
    """Return where those enrolled on the day stand; nothing when nobody says who is enrolled."""
    if known.enrolments.empty:
        return {}
    who = ["person", "programme"]
    here = known.enrolments.loc[known.enrolments["ended"].isna(), who].drop_duplicates()
    names = ("lasting", "over", "not_started")
    has = states.groupby(who)[list(names)].any().reset_index().assign(proposed=True)
    table = here.merge(has, on=who, how="left")
    found = {name: table[name].eq(True).to_numpy() for name in (*names, "proposed")}
    rest = np.ones(len(table), dtype=bool)
    counts = {"enrolled": float(len(table))}
    for name, what in (
        ("has_match", "lasting"),
        ("awaiting_start", "not_started"),
        ("match_ended", "over"),
        ("not_accepted", "proposed"),
    ):
        counts[name] = float((rest & found[what]).sum())
        rest &= ~found[what]
    return counts | {"not_proposed": float(rest.sum())}


def _why(states: pd.DataFrame) -> pd.DataFrame:
    kinds = ("declined", "fell_through", "over")
    parts = [states.loc[states[kind], ["reason"]].assign(step=kind) for kind in kinds]
    every = pd.concat(parts)
    counts = every.groupby(["step", "reason"], dropna=False).size().rename("n").reset_index()
    counts["order"] = counts["step"].map({kind: place for place, kind in enumerate(kinds)})
    counts = counts.sort_values(["order", "n", "reason"], ascending=[True, False, True])
    return counts[["step", "reason", "n"]].reset_index(drop=True)


def _wait(waits: Waits, found: Incidence) -> dict[str, float]:
    n, matched = len(waits.how), int((waits.how == MATCHED).sum())
    left = int((waits.how > MATCHED).sum())
    curve = (found.incidence[0], found.conf_high[0], found.conf_low[0])
    # A share that rises to a half is one minus it falling there; its upper limit is there first.
    ends = [time_to_share(found.still.time, 1 - values) for values in curve]
    return {
        "n": n,
        "from_referral": waits.from_referral,
        "matched": matched,
        "left": left,
        "waiting": n - matched - left,
        **dict(zip(("median", "median_low", "median_high"), ends, strict=True)),
    }


def _waiting(found: Incidence, when: Sequence[float]) -> pd.DataFrame:
    at, still = found.at(when), found.still.at(when)
    columns: dict[str, Any] = {"month": when, "n_risk": still["n_risk"].astype(np.int64)}
    columns["count"] = at["n_event"][0].astype(np.int64)
    columns["estimate"] = at["incidence"][0]
    error = at["std_error"][0]
    columns["std_error"] = np.where(error > 0, error, np.nan)
    return pd.DataFrame(columns | {name: at[name][0] for name in _AT[2:]})
