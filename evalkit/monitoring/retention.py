"""How long people stay: Kaplan-Meier's curve of courses, some of which still go on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from evalkit.errors import InputError, did_you_mean
from evalkit.estimates.log_rank import LogRank, log_rank
from evalkit.estimates.survival import (
    CURVE_INTERVALS,
    Curve,
    kaplan_meier,
    restricted_mean,
    time_to_share,
)
from evalkit.monitoring.stays import Stays, asked_months, asked_share, stays_of
from evalkit.results import Framed, few_hidden
from evalkit.sets.windows import Quarter

__all__ = ["NOTES", "Retention", "retention", "retention_of"]

NOTES = {
    "nobody": "nobody had started by the day",
    "none ended": "nobody has ended, so there is no median and no interval",
    "median not reached": "more than half still last where the follow-up ends, so there is no "
    "median yet",
    "horizon": "nobody has been followed to the horizon, so there is no mean up to it",
    "one": "there is only one, so nothing can be said of how sure it is",
}
_COUNTS = ("n", "n_ended", "n_open")
_NUMBERS = (
    *("longest", "median", "median_low", "median_high", "median_risk"),
    *("mean_months", "mean_error", "mean_low", "mean_high"),
)
_AT = ("estimate", "std_error", "conf_low", "conf_high")


@dataclass(frozen=True, repr=False, eq=False)
class Retention(Framed):
    """How long courses last: one row per group; the curve and the shares at months beside.

    Attributes
    ----------
    as_of : date
        Who had not ended by then is followed to this day.
    of : {"courses", "matches"}
        What lasts.
    by : tuple of str
        The columns that name a group.
    months : tuple of float
        The months of `at_months`.
    horizon : float or None
        The restricted mean is up to so many months.
    confidence : float
        Of every interval.
    interval : {"log-log", "log", "plain"}
        On which scale they are symmetric.
    test : LogRank or None
        That the stated groups have one curve.
    told : mapping
        How many rows were left out or need a word, by kind (`evalkit.monitoring.stays.TOLD`).
    """

    as_of: dt.date
    of: str
    by: tuple[str, ...]
    months: tuple[float, ...]
    horizon: float | None
    confidence: float
    interval: str
    test: LogRank | None
    told: Mapping[str, int]
    _frame: pd.DataFrame
    _at: pd.DataFrame
    _curves: tuple[pd.DataFrame, ...]
    _brief: ClassVar[tuple[str, ...]] = (
        *_COUNTS,
        *("median", "median_low", "median_high", "mean_months", "note"),
    )
    _telling: ClassVar[tuple[str, ...]] = ("median", "median_low", "median_high", "mean_months")

    def at_months(self) -> pd.DataFrame:
        """Return the share that still lasts after each month, group by group."""
        return self._at.copy()

    def curve(self) -> pd.DataFrame:
        """Return the whole curve, a row per time at which something happened: internal."""
        return pd.concat(self._curves, ignore_index=True)

    def curves(self) -> list[pd.DataFrame]:
        """Return the curve of each group, in the order of the rows: internal."""
        return [one.copy() for one in self._curves]

    def _shown(self) -> pd.DataFrame:
        # Of counts too small to look at, only how many there are.
        summary = self.summary()
        few = few_hidden(summary, ["n_ended", "n_open"])[["n_ended", "n_open"]]
        shown = super()._shown()
        shown[["n_ended", "n_open"]] = few
        return shown

    def _heading(self) -> str:
        groups = f" by {', '.join(self.by)}" if self.by else ""
        return (
            f"Retention of {self.of}{groups}, as of {self.as_of}, in months; "
            f"{100 * self.confidence:.6g} % {self.interval} intervals"
        )


def retention(
    enrolments: object,
    *,
    as_of: str | Quarter | dt.date | None = None,
    by: str | Sequence[str] | None = None,
    months: Sequence[float] = (3, 6, 12),
    horizon: float | None = None,
    confidence: float = 0.95,
    interval: str = "log-log",
) -> Retention:
    """Return how long people stay in a programme, with those who still take part.

    Parameters
    ----------
    enrolments : DataFrame or Study
        Columns started and ended (the last day; empty while the person takes part), and those of
        `by`; a Study brings its own.
    as_of : str, Quarter or date, optional
        "2026Q3" means 30 September 2026. Needed with a frame, which does not say up to which day
        it is known; of a Study the latest day the data know of when not given, and never one
        beyond it.
    by : str or sequence of str, optional
        Columns that name groups, such as "site"; up to 8 groups.
    months : sequence of float
        The share that still takes part is given after so many calendar months.
    horizon : float, optional
        Give the mean time up to so many months too (the restricted mean).
    confidence : float
        Of the intervals, between 0 and 1.
    interval : {"log-log", "log", "plain"}
        log-log holds what it says best in small groups and stays within 0 and 1; R's default is
        log.

    Returns
    -------
    Retention
        `to_frame()`, a row per group: n (courses), n_ended, n_open (still going on), longest (the
        longest time anybody was followed), median, median_low, median_high, median_risk (how many
        are followed until just before it), mean_months, mean_error (its standard error), mean_low,
        mean_high, method, note; times in months.
        `at_months()`: month, n_risk (followed until just before it), n_event (ended so far),
        estimate, std_error, conf_low, conf_high. `curve()`: the same at every time.

    Raises
    ------
    InputError
        When a column or the day is missing, or months, horizon, confidence or interval is none.

    See Also
    --------
    evalkit.exit_reasons : for which reason they left.
    evalkit.matching : how long matches last.

    Notes
    -----
    A course lasts from its first day to its last, both counted, in calendar months: the share after
    12 months is of those still enrolled on the day 12 months after their first. A course that
    goes on is followed to the day, and counts as long as it has been seen (censored). An end after
    the day is not known yet. What is left out is counted in `told`.

    The median is when half have left; where more than half are still there at the end, it is not
    reached, which is an answer. The mean of the courses that have ended is not given: it leaves out
    those that last longest. Where nobody has left yet the share is 1 and has no interval.

    Do not report it for fewer than about 10 courses, or beyond the time to which 5 are followed. It
    supposes that who started lately stays as long as who started early did. The log-rank test of
    groups that were not drawn by lot says nothing about why they differ.

    References
    ----------
    Kaplan EL, Meier P. J Am Stat Assoc 1958;53:457-481.
    Brookmeyer R, Crowley J. Biometrics 1982;38:29-41.

    Examples
    --------
    >>> import evalkit as ek
    >>> study = ek.load("data/examples/bindeleddet", profile="bindeleddet")
    >>> result = ek.retention(study, as_of="2026Q3", horizon=12)
    >>> row = result.to_frame().iloc[0]
    >>> bool(row.n == row.n_ended + row.n_open)
    True
    """
    stays = stays_of(enrolments, as_of=as_of, by=by)
    return retention_of(
        stays,
        of="courses",
        months=months,
        horizon=horizon,
        confidence=confidence,
        interval=interval,
    )


def retention_of(
    stays: Stays,
    *,
    of: str,
    months: Sequence[float],
    horizon: float | None = None,
    confidence: float = 0.95,
    interval: str = "log-log",
) -> Retention:
    """Return how long something lasts, from how long each has lasted."""
    when = asked_months(months)
    asked_share(confidence)
    if str(interval) not in CURVE_INTERVALS:
        raise InputError(f"`interval` is {interval!r}. {did_you_mean(interval, CURVE_INTERVALS)}")
    end = None if horizon is None else asked_months((horizon,), called="horizon")[0]
    taken = [name for name in stays.by if name in (*_COUNTS, *_NUMBERS, *_AT, "month", "note")]
    if taken:
        raise InputError(f"`by` has {taken[0]!r}, a column of the result too. Rename yours first.")
    rows, at, steps = [], [], []
    for name, here in stays.groups():
        curve = kaplan_meier(
            here["months"], here["ended"], confidence=confidence, interval=interval
        )
        rows.append(name | _row(curve, end, confidence))
        at.append(pd.DataFrame({**name, "month": when, **_shares(curve, when)}))
        steps.append(pd.DataFrame({**name, **_steps(curve)}))
    frame = pd.DataFrame(rows, columns=[*stays.by, *_COUNTS, *_NUMBERS, "note"])
    kinds = dict.fromkeys(_COUNTS, "int64") | dict.fromkeys(_NUMBERS, "float64")
    frame = frame.astype(kinds | {"note": "str"})
    method = f"Kaplan-Meier, Greenwood; {100 * confidence:.6g} % {interval} intervals"
    frame.insert(len(frame.columns) - 1, "method", method)
    return Retention(
        as_of=stays.day,
        of=of,
        by=stays.by,
        months=when,
        horizon=end,
        confidence=confidence,
        interval=interval,
        test=_test(stays),
        told=dict(stays.told),
        _frame=frame,
        _at=pd.concat(at, ignore_index=True),
        _curves=tuple(steps),
    )


def _row(curve: Curve, horizon: float | None, confidence: float) -> dict[str, Any]:
    n, ended = (int(curve.n_risk[0]) if len(curve.time) else 0), int(curve.n_event.sum())
    row: dict[str, Any] = {"n": n, "n_ended": ended, "n_open": n - ended}
    row["longest"] = curve.time[-1] if n else np.nan
    for name, values in (
        ("median", curve.survival),
        ("median_low", curve.conf_low),
        ("median_high", curve.conf_high),
    ):
        row[name] = time_to_share(curve.time, values)
    row["median_risk"] = curve.at(row["median"])["n_risk"] if row["median"] >= 0 else np.nan
    codes = [] if n else ["nobody"]
    if n and not ended:
        codes.append("none ended")
    elif n and np.isnan(row["median"]):
        codes.append("median not reached")
    if horizon is not None:
        mean = restricted_mean(curve, horizon, confidence=confidence)
        row |= {"mean_months": mean.estimate, "mean_error": mean.std_error}
        row |= {"mean_low": mean.low, "mean_high": mean.high}
        codes += ["horizon"] if n and np.isnan(mean.estimate) else []
    codes += ["one"] if n == 1 else []
    return row | {"note": "; ".join(NOTES[code] for code in codes)}


def _shares(curve: Curve, when: Sequence[float]) -> dict[str, Any]:
    found = curve.at(when)
    share = found.pop("survival")
    # 0 of nobody that has left, or of the only one, is no standard error.
    found["std_error"] = np.where(found["std_error"] > 0, found["std_error"], np.nan)
    counts = {name: found[name].astype(np.int64) for name in ("n_risk", "n_event")}
    return counts | {"estimate": share} | {name: found[name] for name in _AT[1:]}


def _steps(curve: Curve) -> dict[str, Any]:
    names = ("time", "n_risk", "n_event", "n_censored")
    found = {name: getattr(curve, name) for name in names} | {"estimate": curve.survival}
    return found | {name: getattr(curve, name) for name in _AT[1:]}


def _test(stays: Stays) -> LogRank | None:
    """Return the log-rank test of the groups that are stated."""
    if not stays.by:
        return None
    known = [(name, here) for name, here in stays.groups() if None not in name.values()]
    if len(known) < 2:
        return None
    group = np.repeat(np.arange(len(known)), [len(here) for _, here in known])
    rows = pd.concat([here for _, here in known])
    return log_rank(rows["months"], rows["ended"], group)
