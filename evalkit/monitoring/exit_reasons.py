"""Why people leave, and when: the cumulative incidence of each reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from evalkit.errors import InputError
from evalkit.estimates.competing_risks import Incidence, aalen_johansen
from evalkit.estimates.survival import EDGE
from evalkit.monitoring.stays import asked_months, asked_share, stays_of
from evalkit.results import Framed
from evalkit.sets.windows import Quarter
from evalkit.study import Study

__all__ = ["NOTES", "NOT_STATED", "STILL_IN", "ExitReasons", "exit_reasons"]

# Rows of their own beside the reasons: the shares of a month add up to 1 with them.
STILL_IN = "(still enrolled)"
NOT_STATED = "(not stated)"
NOTES = {
    "nobody followed": "nobody has been followed that long",
    "nobody": "nobody has left for this reason yet, so there is no interval",
    "everybody": "it is everybody, so there is no interval",
}
# More reasons than these are names or remarks, and no reasons to count by.
MOST_REASONS = 20
_AT = ("estimate", "std_error", "conf_low", "conf_high")
_COUNTS = ("n", "n_risk", "count")


@dataclass(frozen=True, repr=False, eq=False)
class ExitReasons(Framed):
    """The share that has left for each reason by each month: a row per group, reason and month.

    Attributes
    ----------
    as_of : date
        Who had not left by then is followed to this day.
    by : tuple of str
        The columns that name a group.
    reasons : tuple of str
        Those that mean completed first, then the others by how many have them; not stated last.
    completed : tuple of str
        Those among them that mean that the course was completed.
    months : tuple of float
        Months after the start.
    confidence : float
        Of every interval.
    told : mapping
        How many rows were left out or need a word, by kind (`evalkit.monitoring.stays.TOLD`).
    """

    as_of: dt.date
    by: tuple[str, ...]
    reasons: tuple[str, ...]
    completed: tuple[str, ...]
    months: tuple[float, ...]
    confidence: float
    told: Mapping[str, int]
    _frame: pd.DataFrame
    _curves: tuple[pd.DataFrame, ...]
    _brief: ClassVar[tuple[str, ...]] = (
        *("reason", "completed", "month", "n", "n_risk", "count"),
        *("estimate", "conf_low", "conf_high", "note"),
    )
    _telling: ClassVar[tuple[str, ...]] = ("n_risk", "count", "estimate", "conf_low", "conf_high")

    def curve(self) -> pd.DataFrame:
        """Return reason, time, n_risk, n_event, estimate and the rest at every time: internal."""
        return pd.concat(self._curves, ignore_index=True) if self._curves else pd.DataFrame()

    def _heading(self) -> str:
        groups = f" by {', '.join(self.by)}" if self.by else ""
        return (
            f"ExitReasons{groups}, as of {self.as_of}; Aalen-Johansen, "
            f"{100 * self.confidence:.6g} % log-log intervals"
        )


def exit_reasons(
    enrolments: object,
    *,
    as_of: str | Quarter | dt.date | None = None,
    by: str | Sequence[str] | None = None,
    months: Sequence[float] = (3, 6, 12),
    completed: Sequence[str] | None = None,
    confidence: float = 0.95,
) -> ExitReasons:
    """Return how many have left for which reason so many months after their start.

    Parameters
    ----------
    enrolments : DataFrame or Study
        As for `evalkit.retention`, with exit_reason.
    as_of, by
        As for `evalkit.retention`.
    months : sequence of float
        Calendar months after the start.
    completed : sequence of str, optional
        The reasons that mean that the course was completed; a Study brings those of its profile.
    confidence : float
        Of the intervals, between 0 and 1.

    Returns
    -------
    ExitReasons
        `to_frame()`: the columns of `by`, reason, completed, month, n (courses), n_risk (followed
        until just before the month), count (seen to have left for it by then), estimate,
        std_error, conf_low, conf_high, method, note. "(not stated)" are ends without a reason,
        "(still enrolled)" has the share of `evalkit.retention`, and as count who was seen there
        after the month. The estimates of a month add up to 1.

    Raises
    ------
    InputError
        When a column or the day is missing, months or confidence is none, or there are more than 20
        reasons.

    See Also
    --------
    evalkit.retention : how long they stay, whatever the reason.

    Notes
    -----
    The Aalen-Johansen estimator: the share that has left for a reason, where other reasons come
    first for some. One minus a Kaplan-Meier curve of one reason alone is too large, because it lets
    those who left otherwise still leave for this one. The variance is of the Greenwood type, as
    in R's etm (survfit's jackknife is the same number). Limits are symmetric on log(-log F).

    A reason is what somebody wrote when a person left. Do not compare programmes whose words for
    reasons differ, nor report groups of fewer than about 10.

    References
    ----------
    Aalen OO, Johansen S. Scand J Stat 1978;5:141-150.
    Putter H, Fiocco M, Geskus RB. Stat Med 2007;26:2389-2430 (why not one minus Kaplan-Meier).

    Examples
    --------
    >>> import evalkit as ek
    >>> study = ek.load("data/examples/bindeleddet", profile="bindeleddet")
    >>> frame = ek.exit_reasons(study, as_of="2026Q3", months=(6,)).to_frame()
    >>> round(float(frame.estimate.sum()), 12)
    1.0
    """
    when = asked_months(months)
    asked_share(confidence)
    stays = stays_of(enrolments, as_of=as_of, by=by, reasons=True)
    taken = [name for name in stays.by if name in (*_COUNTS, *_AT, "reason", "month", "note")]
    if taken:
        raise InputError(f"`by` has {taken[0]!r}, a column of the result too. Rename yours first.")
    means_completed = _completed(enrolments, completed)
    reasons = _ordered(stays.frame, means_completed)
    code = {reason: place + 1 for place, reason in enumerate(reasons)}
    rows, steps = [], []
    for name, here in stays.groups():
        named = here["exit_reason"].fillna(NOT_STATED).map(code).fillna(0)
        why = np.where(here["ended"], named, 0).astype(np.int64)
        found = aalen_johansen(here["months"], why, reasons=len(reasons), confidence=confidence)
        rows += _rows(name, found, reasons=reasons, when=when)
        steps += [pd.DataFrame(name | one) for one in _steps(found, reasons)]
    frame = pd.DataFrame(rows)
    frame["completed"] = frame["reason"].isin(means_completed)
    frame["method"] = f"Aalen-Johansen; {100 * confidence:.6g} % log-log intervals"
    columns = [*stays.by, "reason", "completed", "month", *_COUNTS, *_AT, "method", "note"]
    return ExitReasons(
        as_of=stays.day,
        by=stays.by,
        reasons=reasons,
        completed=tuple(reason for reason in reasons if reason in means_completed),
        months=when,
        confidence=confidence,
        told=dict(stays.told),
        _frame=frame[columns],
        _curves=tuple(steps),
    )


def _completed(given: object, completed: Sequence[str] | None) -> tuple[str, ...]:
    if completed is None:
        return tuple(given.completed) if isinstance(given, Study) else ()
    if isinstance(completed, str):
        raise InputError("`completed` is one text. Give a list of reasons, such as ['completed'].")
    return tuple(str(reason) for reason in completed)


def _ordered(frame: pd.DataFrame, completed: tuple[str, ...]) -> tuple[str, ...]:
    """Return the reasons in the order of the rows; those that mean completed also with nobody."""
    counts = frame["exit_reason"].dropna().value_counts()
    others = [str(reason) for reason in counts.index if reason not in completed]
    others.sort(key=lambda reason: (-int(counts[reason]), reason))
    if len(others) > MOST_REASONS:
        raise InputError(
            f"'exit_reason' has {len(others)} different values; at most {MOST_REASONS} are "
            f"counted by. Give the remarks fewer words first, in the profile's `values`."
        )
    unsaid = frame["ended"].to_numpy(dtype=bool) & frame["exit_reason"].isna().to_numpy()
    return (*dict.fromkeys(completed), *others, *([NOT_STATED] if unsaid.any() else []))


def _rows(
    name: dict[str, object], found: Incidence, *, reasons: Sequence[str], when: Sequence[float]
) -> list[dict[str, Any]]:
    at, still = found.at(when), found.still.at(when)
    n = int(found.still.n_risk[0]) if len(found.still.time) else 0
    rows = []
    for place, reason in enumerate((*reasons, STILL_IN)):
        is_still = reason == STILL_IN
        for column, month in enumerate(when):
            here = {one: float(at[one][place, column]) for one in at} if not is_still else {}
            if is_still:
                here = {one: float(still[one][column]) for one in still}
                here["incidence"] = here.pop("survival")
            row = name | {"reason": reason, "month": month, "n": n}
            row["n_risk"] = int(still["n_risk"][column])
            row["count"] = _beyond(found, month) if is_still else int(here["n_event"])
            row |= {"estimate": here["incidence"], "std_error": here["std_error"] or np.nan}
            row |= {one: here[one] for one in ("conf_low", "conf_high")}
            rows.append(row | {"note": _note(here["incidence"])})
    return rows


def _beyond(found: Incidence, month: float) -> int:
    """Return how many are known to have been there after a month."""
    place = np.searchsorted(found.still.time, month, side="right")
    return int(np.append(found.still.n_risk, 0)[place])


def _note(share: float) -> str:
    if np.isnan(share):
        return NOTES["nobody followed"]
    if share == 0:
        return NOTES["nobody"]
    return NOTES["everybody"] if share > 1 - EDGE else ""


def _steps(found: Incidence, reasons: Sequence[str]) -> list[dict[str, Any]]:
    shared = {"time": found.still.time, "n_risk": found.still.n_risk}
    return [
        {
            "reason": reason,
            **shared,
            "n_event": found.n_event[place],
            "estimate": found.incidence[place],
            "std_error": found.std_error[place],
            "conf_low": found.conf_low[place],
            "conf_high": found.conf_high[place],
        }
        for place, reason in enumerate(reasons)
    ]
