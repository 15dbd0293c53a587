"""Where each match stands on a day, who is tried again, who has two at once, and who waits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evalkit.monitoring.stays import months_between
from evalkit.study import Study

__all__ = ["MATCHED", "Waits", "at_once", "match_states", "waits_for_match"]

_PERSON = ["person", "programme"]
# What ends a wait: 0 is that it goes on.
MATCHED, LEFT = 1, 2


def match_states(matches: pd.DataFrame) -> pd.DataFrame:
    """Return the matches in the order they were proposed, with what each is and has been.

    Parameters
    ----------
    matches : DataFrame
        As they stood on the day.

    Returns
    -------
    DataFrame
        With columns of yes and no: was_accepted, has_started, has_ended, declined, unanswered,
        fell_through (accepted, and ended without a start), not_started (yet), over (started and
        ended), lasting; and attempt: 1 for a person's first proposal, 2 for the second ...

    Notes
    -----
    A match that has started was accepted, whether or not somebody wrote when.
    """
    known = matches[["proposed", "accepted", "started"]].min(axis=1)
    table = matches.assign(first_known=known).sort_values([*_PERSON, "first_known"], kind="stable")
    begun, ended = table["started"].notna(), table["ended"].notna()
    accepted = table["accepted"].notna() | begun
    return table.assign(
        was_accepted=accepted,
        has_started=begun,
        has_ended=ended,
        declined=~accepted & ended,
        unanswered=~accepted & ~ended,
        fell_through=accepted & ~begun & ended,
        not_started=accepted & ~begun & ~ended,
        over=begun & ended,
        lasting=begun & ~ended,
        attempt=table.groupby(_PERSON, sort=False).cumcount() + 1,
    ).reset_index(drop=True)


def at_once(states: pd.DataFrame, who: str, day: pd.Timestamp) -> int:
    """Return how many persons (or adults) have had two matches at the same time.

    Parameters
    ----------
    states : DataFrame
        From `match_states`.
    who : {"person", "adult"}
        Whose matches.
    day : Timestamp
        A match that lasts reaches beyond it.

    Notes
    -----
    One that starts on the day another ends is a handing over, and not at the same time.
    """
    begun = states[states["has_started"]].sort_values([who, "programme", "started"], kind="stable")
    ends = begun["ended"].fillna(day + pd.Timedelta(days=1))
    key = [begun[who], begun["programme"]]
    reached = ends.groupby(key).cummax().groupby(key).shift()
    return int(begun.loc[begun["started"] < reached, [who, "programme"]].drop_duplicates().shape[0])


@dataclass(frozen=True, repr=False, eq=False)
class Waits:
    """How long each person has waited for a first match.

    Attributes
    ----------
    months : ndarray
        From the referral (the start, where there is none) to the first acceptance, or so far.
    how : ndarray of int
        0 still waits, 1 matched, 2 left without a match.
    from_referral : int
        Of how many the wait counts from a referral.
    told : dict
        Persons left out: accepted_first (accepted before referral and start), no_origin (neither
        referral nor start).
    """

    months: NDArray[np.float64]
    how: NDArray[np.int64]
    from_referral: int
    told: dict[str, int]


def waits_for_match(study: Study, states: pd.DataFrame, day: pd.Timestamp) -> Waits:
    """Return how long each enrolled or referred person has waited for a first match.

    Parameters
    ----------
    study : Study
        As it stood on the day.
    states : DataFrame
        From `match_states`.
    day : Timestamp
        Who waits is followed to it.

    Notes
    -----
    Of several referrals (or starts) the latest counts that is not after the first acceptance. Who
    ends the course, or whose referral is closed without one, stops waiting without a match.
    """
    taken = states[states["was_accepted"]]
    first = taken["accepted"].fillna(taken["started"])
    first = first.groupby([taken[name] for name in _PERSON]).min().rename("met")
    referrals = study.referrals.rename(columns={"referred": "since", "closed": "until"})
    courses = study.enrolments.rename(columns={"started": "since", "ended": "until"})
    parts = [referrals.assign(source="referral"), courses.assign(source="start")]
    spans = pd.concat([part[[*_PERSON, "since", "until", "source"]] for part in parts])
    spans = spans[spans["since"].notna()]
    spans = spans.merge(first.reset_index(), on=_PERSON, how="left")
    usable = spans[~(spans["since"] > spans["met"])].sort_values("since", kind="stable")
    persons = spans[_PERSON].drop_duplicates()
    since = _latest(usable, "referral").combine_first(_latest(usable, "start"))
    origin = since.rename("since").reset_index()
    table = origin.merge(first.reset_index(), on=_PERSON, how="left")
    table = table.merge(_left(spans).reset_index(), on=_PERSON, how="left")
    matched, gone = table["met"].notna().to_numpy(), table["left"].notna().to_numpy()
    stop = table["met"].fillna(table["left"]).fillna(day)
    stop = stop.where(stop >= table["since"], table["since"])
    referred = _latest(usable, "referral")
    told = {
        "accepted_first": len(persons) - len(origin),
        "no_origin": int((~first.index.isin(pd.MultiIndex.from_frame(persons))).sum()),
    }
    return Waits(
        months=months_between(_plain(table["since"]), _plain(stop)),
        how=np.where(matched, MATCHED, np.where(gone, LEFT, 0)).astype(np.int64),
        from_referral=len(referred),
        told={name: count for name, count in told.items() if count},
    )


def _latest(spans: pd.DataFrame, source: str) -> pd.Series:
    latest: pd.Series = spans[spans["source"] == source].groupby(_PERSON)["since"].max()
    return latest


def _left(spans: pd.DataFrame) -> pd.Series:
    """Return when each person left for good: the last course's end, or the last referral's."""
    last = spans.sort_values("since", kind="stable")
    courses = last[last["source"] == "start"].drop_duplicates(_PERSON, keep="last")
    referred = last[last["source"] == "referral"].drop_duplicates(_PERSON, keep="last")
    ends = [one.set_index(_PERSON)["until"] for one in (courses, referred)]
    only_referred = ends[1][~ends[1].index.isin(ends[0].index)]
    left: pd.Series = pd.concat([ends[0], only_referred]).rename("left")
    return left


def _plain(dates: pd.Series) -> NDArray[np.datetime64]:
    found: NDArray[np.datetime64] = dates.to_numpy().astype("datetime64[D]")
    return found
