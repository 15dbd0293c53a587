"""The same persons' status at two months: who came into it, who left it, and how sure that is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from evalkit.errors import InputError, did_you_mean
from evalkit.estimates.paired_shares import FourCounts, mcnemar_p, paired_share_interval
from evalkit.outcomes.stated import stated_confidence
from evalkit.outcomes.statuses import (
    Followed,
    checked_months,
    followed_domains,
)
from evalkit.results import Framed
from evalkit.sets.windows import Quarter
from evalkit.study import Study

__all__ = ["CHANGE_NOTES", "StatusChange", "status_change"]

METHOD = "Newcombe 10, McNemar exact"
# Why the difference or the test is missing.
CHANGE_NOTES = {
    "nobody at both": (
        "the difference cannot be computed, because nobody's status is known at both months"
    ),
    "only status": (
        "the difference cannot be computed, because this is the only status of the domain and the "
        "register is not said to be complete: of who has none nobody knows"
    ),
    "nobody changed": "the test cannot be computed, because nobody came into the status or left it",
}
_COUNTS = ("n", "pre", "post", "pre_only", "post_only")
_NUMBERS = ("share_pre", "share_post", "estimate", "conf_low", "conf_high", "p_value", "p_mid")


@dataclass(frozen=True, repr=False, eq=False)
class StatusChange(Framed):
    """How many of the same persons are in a status at two months.

    Attributes
    ----------
    months : (int, int)
        The earlier and the later.
    day : date or None
        The last day of follow-up.
    confidence : float
        Of the interval.
    """

    months: tuple[int, int]
    day: dt.date | None
    confidence: float
    _frame: pd.DataFrame

    _brief: ClassVar[tuple[str, ...]] = (
        *("programme", "domain", "status", "n", "pre", "post", "estimate", "conf_low", "conf_high"),
        *("p_value", "not_yet", "unknown"),
    )
    _telling: ClassVar[tuple[str, ...]] = (
        *("pre", "post", "estimate", "conf_low", "conf_high", "p_value"),
    )

    def _heading(self) -> str:
        return f"StatusChange, month {self.months[0]} to {self.months[1]}, followed to {self.day}"


def status_change(
    study: Study,
    *,
    status: str | Sequence[str],
    months: tuple[int, int] = (0, 12),
    domain: str | None = None,
    as_of: str | Quarter | dt.date | None = None,
    confidence: float = 0.95,
) -> StatusChange:
    """Compare how many of the same persons are in a status at two months.

    Parameters
    ----------
    study : Study
        With enrolments and statuses.
    status : str or sequence of str
        Which; "(none)" for being in none of a complete register's.
    months : (int, int)
        The earlier and the later month after the start of the course.
    domain : str, optional
        Where the status is one of several domains.
    as_of, confidence
        As for `evalkit.status_at`.

    Returns
    -------
    StatusChange
        One row per programme, domain and status: n (persons whose status is known at both
        months), pre and post (how many are in it), pre_only (left it), post_only (came into it),
        share_pre, share_post, estimate (share_post - share_pre), conf_low, conf_high (Newcombe's
        method 10), p_value (McNemar, exact), p_mid, not_yet (have not reached the later month),
        unknown (reached it, status not known at both), method, note.

    Raises
    ------
    InputError
        When the status is misspelt, the months are no two different months with the earlier
        first, and as for `evalkit.status_at`.

    See Also
    --------
    evalkit.status_at : everybody there is at each month.

    Notes
    -----
    Only the same persons can show a change: the shares of `evalkit.status_at` at two months are of
    partly different people. Days, spells and follow-up are as there. Not to be reported for a
    domain whose register is not complete as if who is unknown were like the others, and never as
    what the programme did: young people also find work and leave benefits without it.

    References
    ----------
    Newcombe RG. Stat Med 1998;17:2635-2650. McNemar Q. Psychometrika 1947;12:153-157.

    Examples
    --------
    >>> import evalkit as ek
    >>> study = ek.load("data/examples/unik", profile="unik")
    >>> frame = ek.status_change(study, status="cash benefit", months=(0, 6)).to_frame()
    >>> bool((frame["post"] - frame["pre"] == frame["post_only"] - frame["pre_only"]).all())
    True
    """
    stated_confidence(confidence)
    asked = checked_months(months)
    if len(asked) != 2 or asked[0] >= asked[1]:
        raise InputError(f"`months` is {months!r}. Give two months, the earlier first: (0, 12).")
    parts = followed_domains(study, domain=domain, as_of=as_of)
    wanted = _statuses(status, parts)
    rows = [
        _row(part, one, (asked[0], asked[1]), confidence=confidence)
        for part in parts
        for one in part.shown
        if one in wanted
    ]
    columns = ["programme", "domain", "status", *_COUNTS, *_NUMBERS, "not_yet", "unknown"]
    frame = pd.DataFrame(rows, columns=[*columns, "method", "note"])
    return StatusChange(
        months=(asked[0], asked[1]),
        day=parts[0].followed_to if parts else None,
        confidence=confidence,
        _frame=frame.astype(
            dict.fromkeys((*_COUNTS, "not_yet", "unknown"), "int64")
            | dict.fromkeys(_NUMBERS, "float64")
        ),
    )


def _statuses(status: object, parts: Sequence[Followed]) -> list[str]:
    given = [status] if isinstance(status, str) else status
    if not isinstance(given, (list, tuple)) or not given:
        raise InputError(f"`status` is {status!r}. Give the name of a status, or a list of names.")
    known = list(dict.fromkeys(name for part in parts for name in part.shown))
    for name in given:
        if name not in known:
            hint = did_you_mean(str(name), known) if known else "The study has no statuses."
            raise InputError(f"`status` is {name!r}. {hint}")
    return list(given)


def _row(
    part: Followed, status: str, months: tuple[int, int], *, confidence: float
) -> dict[str, object]:
    place = part.shown.index(status)
    before, after = (part.at(month) for month in months)
    known = before.known & after.known
    pre, post = before.held[known, place], after.held[known, place]
    n = int(known.sum())
    counts = {
        "n": n,
        "pre": int(pre.sum()),
        "post": int(post.sum()),
        "pre_only": int((pre & ~post).sum()),
        "post_only": int((post & ~pre).sum()),
    }
    numbers = dict.fromkeys(_NUMBERS, np.nan)
    codes = ["nobody at both"] if not n else ["only status"] if part.only_status else []
    if not codes:
        both = int((pre & post).sum())
        neither = int((~pre & ~post).sum())
        four = FourCounts(both, counts["pre_only"], counts["post_only"], neither)
        interval = paired_share_interval(four, confidence=confidence)
        numbers |= {"share_pre": counts["pre"] / n, "share_post": counts["post"] / n}
        numbers |= {"estimate": four.difference}
        numbers |= {"conf_low": interval.low, "conf_high": interval.high}
        tests = mcnemar_p(four.pre_only, four.post_only)
        if tests is None:
            codes.append("nobody changed")
        else:
            numbers |= {"p_value": tests[0], "p_mid": tests[1]}
    return {
        "programme": part.programme,
        "domain": part.domain.name,
        "status": status,
        **counts,
        **numbers,
        "not_yet": int((~after.followed).sum()),
        "unknown": int((after.followed & ~known).sum()),
        "method": METHOD,
        "note": "; ".join(CHANGE_NOTES[code] for code in codes),
    }
