"""Run charts: values about their median, and whether chance has such runs."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from evalkit.estimates.run_tests import RunTests, run_tests
from evalkit.monitoring.control_chart import FEWEST_POINTS, told_direction
from evalkit.monitoring.dated_values import (
    Events,
    Rebase,
    dated,
    direction_of,
    events_of,
    phases_of,
    target_of,
)
from evalkit.results import Framed

__all__ = ["RunChart", "run_chart"]

_TESTS = ("n", "useful", "longest_run", "longest_allowed", "crossings", "fewest_allowed")


@dataclass(frozen=True, repr=False, eq=False)
class RunChart(Framed):
    """A run chart, one row per date.

    Attributes
    ----------
    better : {"higher", "lower", "neither"}
        Which direction is better.
    points, missing : int
        Dates with a value, and dates without: these are passed over.
    rebased, not_rebased : tuple of date
        Where phases begin, and which rebases split nothing.
    target : float or None
        The line to reach.
    events : dict from date to str
        What happened.
    was_sorted : bool
        Whether the rows came in order of their dates.
    """

    better: str
    points: int
    missing: int
    rebased: tuple[dt.date, ...]
    not_rebased: tuple[dt.date, ...]
    target: float | None
    events: dict[dt.date, str]
    was_sorted: bool
    _frame: pd.DataFrame
    _phases: pd.DataFrame
    _brief: ClassVar[tuple[str, ...]] = ("date", "value", "median", "long_run", "few_crossings")

    @property
    def is_provisional(self) -> bool:
        """Whether the latest phase has fewer than 12 points."""
        return bool(self._frame["provisional"].iloc[-1]) if len(self._frame) else True

    @property
    def is_signal(self) -> bool:
        """Whether either rule fired in the latest phase."""
        return bool(self._phases["signal"].iloc[-1]) if len(self._phases) else False

    def phases(self) -> pd.DataFrame:
        """Return one row per phase: median, runs, crossings, what chance allows, signal."""
        return self._phases.copy()

    def _heading(self) -> str:
        told = "signal" if self.is_signal else "no signal"
        return f"RunChart; better: {self.better}; {self.points} points; latest phase: {told}"

    def _shown(self) -> pd.DataFrame:
        return self.summary().assign(date=self._frame["date"].dt.date)


def run_chart(
    values: pd.Series | pd.DataFrame,
    *,
    better: str,
    rebase: Rebase = (),
    target: float | None = None,
    events: Events = None,
) -> RunChart:
    """Ask whether values lie about their median as chance would have them (run chart).

    Parameters
    ----------
    values, better, rebase, target, events
        As of `evalkit.xmr`.

    Returns
    -------
    RunChart
        `to_frame()`: date, value, median; long_run ("", "improvement" or "concern", "high" or
        "low": the points of the longest run, where it is longer than chance allows);
        few_crossings (in every row of a phase that crosses its median too seldom); phase,
        provisional. `phases()` has the tests: n, useful (points off the median), longest_run and
        longest_allowed, crossings and fewest_allowed, signal.

    Raises
    ------
    InputError
        As of `evalkit.xmr`.

    See Also
    --------
    evalkit.xmr : with limits, which show single points too.

    Notes
    -----
    Two rules: the longest run of useful points is longer than round(log2 n + 3), or the crossings
    are fewer than the 5 % quantile of the binomial distribution of n - 1 tosses. Few crossings say
    that the values hang together, not in which direction they went. Of steady series of 52
    points about one in twenty gives a signal by chance, of shorter ones fewer. Nothing is asked
    about single extreme points.

    References
    ----------
    Anhoej J, Olesen AV. Run charts revisited: a simulation study of run chart rules for detection
    of non-random variation in health care processes. PLoS One 2014;9:e113825.

    Examples
    --------
    >>> import pandas as pd
    >>> weeks = pd.date_range("2026-01-05", periods=12, freq="7D")
    >>> found = run_chart(pd.Series([5, 6, 5, 6, 5, 6, 9, 8, 9, 8, 9, 8], weeks), better="higher")
    >>> tests = ["longest_run", "longest_allowed", "crossings", "fewest_allowed"]
    >>> found.phases()[tests].iloc[0].tolist()
    [6, 7, 1, 3]
    """
    given, better = dated(values), direction_of(better)
    phase, used, unused = phases_of(given.frame["date"], rebase)
    frame = given.frame.assign(phase=phase)
    parts = [_phase(part, better) for _, part in frame.groupby("phase")]
    rows = pd.concat([one for one, _ in parts]) if parts else _empty(frame)
    return RunChart(
        better=better,
        points=int(rows["value"].notna().sum()),
        missing=int(rows["value"].isna().sum()),
        rebased=used,
        not_rebased=unused,
        target=target_of(target),
        events=events_of(events),
        was_sorted=given.was_sorted,
        _frame=rows[_COLUMNS].reset_index(drop=True),
        _phases=pd.DataFrame([one for _, one in parts], columns=_PHASE),
    )


_COLUMNS = ["date", "value", "median", "long_run", "few_crossings", "phase", "provisional"]
_PHASE = ["phase", "first", "last", "median", *_TESTS, "is_long", "is_few", "signal", "provisional"]


def _empty(frame: pd.DataFrame) -> pd.DataFrame:
    kinds: dict[str, Any] = {
        "median": float,
        "long_run": "str",
        "few_crossings": bool,
        "provisional": bool,
    }
    columns: dict[str, Any] = {name: pd.Series([], dtype=kind) for name, kind in kinds.items()}
    return frame.assign(**columns)


def _phase(part: pd.DataFrame, better: str) -> tuple[pd.DataFrame, dict[str, object]]:
    known = part[part["value"].notna()]
    tests = run_tests(known["value"].to_numpy())
    signs = pd.Series(0, index=part.index)
    if tests.is_long:
        signs[known.index] = _long(known["value"].to_numpy(), tests)
    provisional = tests.n < FEWEST_POINTS
    rows = part.assign(
        median=tests.median,
        long_run=told_direction(signs, better).to_numpy(),
        few_crossings=tests.is_few,
        provisional=provisional,
    )
    about = {
        "phase": part["phase"].iloc[0],
        "first": part["date"].iloc[0],
        "last": part["date"].iloc[-1],
        **asdict(tests) | {"first": part["date"].iloc[0], "last": part["date"].iloc[-1]},
        "is_long": tests.is_long,
        "is_few": tests.is_few,
        "signal": tests.is_long or tests.is_few,
        "provisional": provisional,
    }
    return rows, about


def _long(values: np.ndarray, tests: RunTests) -> np.ndarray:
    """Return the signs of the points of the longest run; a point on the median has none."""
    signs = np.sign(values - tests.median)
    signs[: tests.first] = 0
    signs[tests.last + 1 :] = 0
    return signs
