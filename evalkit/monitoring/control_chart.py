"""A control chart: points, mean and limits phase by phase, and every rule that fired."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from evalkit.estimates.control_limits import ChartLimits
from evalkit.monitoring.chart_rules import RULES, ChartRules, chart_rules, rule_signs
from evalkit.monitoring.dated_values import (
    Dated,
    Events,
    Rebase,
    direction_of,
    events_of,
    phases_of,
    target_of,
)
from evalkit.results import Framed

__all__ = ["ControlChart", "chart_of", "told_direction"]

# With fewer points the limits still move a lot from one point to the next.
FEWEST_POINTS = 12
_LINES = ("mean", "lower", "upper", "near_lower", "near_upper")
_TOLD = {"higher": ("concern", "improvement"), "lower": ("improvement", "concern")}
# Two signals of a kind so near one another are one: two of three leaves a point between.
_GAP = {"two_of_three": 2}


@dataclass(frozen=True, repr=False, eq=False)
class ControlChart(Framed):
    """A control chart, one row per date.

    Attributes
    ----------
    kind : {"xmr", "p", "u"}
        Single values, shares or rates.
    better : {"higher", "lower", "neither"}
        Which direction is better.
    rules : ChartRules
        What was looked for.
    points, missing : int
        Dates with a value, and dates without: these are passed over.
    rebased, not_rebased : tuple of date
        Where phases begin, and which rebases split nothing (before the first or after the last
        date).
    target : float or None
        The line to reach.
    events : dict from date to str
        What happened.
    assurance : {"", "reaches", "misses", "hit_or_miss"}
        Where the latest limits lie beside the target: all on its better side, all on the other,
        or about it. Empty without target, direction or limits.
    was_sorted : bool
        Whether the rows came in order of their dates.
    screened : int
        How many moving ranges were left out as too large.
    """

    kind: str
    better: str
    rules: ChartRules
    points: int
    missing: int
    rebased: tuple[dt.date, ...]
    not_rebased: tuple[dt.date, ...]
    target: float | None
    events: dict[dt.date, str]
    assurance: str
    was_sorted: bool
    screened: int
    _frame: pd.DataFrame
    _phases: pd.DataFrame
    _brief: ClassVar[tuple[str, ...]] = ("date", "value", "mean", "lower", "upper", *RULES)

    @property
    def is_provisional(self) -> bool:
        """Whether the latest phase has too few points for its limits to be settled."""
        return bool(self._frame["provisional"].iloc[-1]) if len(self._frame) else True

    def phases(self) -> pd.DataFrame:
        """Return one row per phase: first, last, points, mean, limits, sigma_z, laney."""
        return self._phases.copy()

    def signals(self) -> pd.DataFrame:
        """Return one row per signal: rule, direction, first and last date, points, phase.

        A run is one signal; each point beyond a limit is one too. A point may be in several.
        """
        rows = [row for rule in RULES for row in _runs(self._frame, rule)]
        names = ["rule", "direction", "first", "last", "points", "phase"]
        found = pd.DataFrame(rows, columns=names)
        return found.sort_values(["first", "rule"], ignore_index=True, kind="stable")

    def _heading(self) -> str:
        of = f"{self.points} points, {len(self._phases)} phase(s), {len(self.signals())} signal(s)"
        return f"ControlChart {self.kind}; better: {self.better}; {of}"

    def _shown(self) -> pd.DataFrame:
        return self.summary().assign(date=self._frame["date"].dt.date)


def told_direction(signs: object, better: str) -> pd.Series:
    """Return -1, 0 and 1 as words: "", "improvement" or "concern"; "low", "high" of neither."""
    low, high = _TOLD.get(better, ("low", "high"))
    places = np.asarray(signs, dtype=int) + 1
    return pd.Series(np.array([low, "", high], dtype=object)[places], dtype="str")


def chart_of(
    given: Dated,
    limits_of: Callable[[pd.DataFrame], ChartLimits],
    *,
    kind: str,
    better: str,
    rules: object,
    rebase: Rebase,
    target: float | None,
    events: Events,
) -> ControlChart:
    """Return the chart of dated rows.

    Parameters
    ----------
    given : Dated
        With a column value; a row without a value is passed over.
    limits_of : callable
        From the known rows of one phase to their limits.
    kind, better, rules, rebase, target, events
        As of `evalkit.xmr`.
    """
    better, asked = direction_of(better), chart_rules(rules)  # type: ignore[arg-type]
    phase, used, unused = phases_of(given.frame["date"], rebase)
    frame = given.frame.assign(phase=phase)
    parts = [
        _phase(part, limits_of, rules=asked, better=better) for _, part in frame.groupby("phase")
    ]
    rows = pd.concat([one for one, _ in parts]) if parts else _empty(frame)
    about = pd.DataFrame([one for _, one in parts], columns=_PHASE)
    line = target_of(target)
    extra = [name for name in ("count", "n") if name in rows]
    columns = ["date", "value", "mean", "lower", "upper", *RULES, *extra, *_EXTRA]
    return ControlChart(
        kind=kind,
        better=better,
        rules=asked,
        points=int(rows["value"].notna().sum()),
        missing=int(rows["value"].isna().sum()),
        rebased=used,
        not_rebased=unused,
        target=line,
        events=events_of(events),
        assurance=_assurance(rows, line, better),
        was_sorted=given.was_sorted,
        screened=int(rows["screened"].sum()),
        _frame=rows[columns].reset_index(drop=True),
        _phases=about.reset_index(drop=True),
    )


_EXTRA = ("moving_range", "screened", "near_lower", "near_upper", "phase", "provisional")
_PHASE = ["phase", "first", "last", "points", "missing", "mean", "lower", "upper"]
_PHASE += ["range_limit", "sigma_z", "laney", "provisional"]


def _empty(frame: pd.DataFrame) -> pd.DataFrame:
    texts = {rule: pd.Series(dtype="str") for rule in RULES}
    numbers = {name: pd.Series(dtype=float) for name in (*_LINES, "moving_range")}
    flags = {name: pd.Series(dtype=bool) for name in ("screened", "provisional")}
    return frame.assign(**texts, **numbers, **flags)


def _phase(
    part: pd.DataFrame,
    limits_of: Callable[[pd.DataFrame], ChartLimits],
    *,
    rules: ChartRules,
    better: str,
) -> tuple[pd.DataFrame, dict[str, object]]:
    """Return the rows of one phase with limits and rules, and the phase in one row."""
    is_known = part["value"].notna().to_numpy()
    known = part[is_known]
    if known.empty:
        limits, signs = None, {}
    else:
        limits = limits_of(known)
        values = known["value"].to_numpy()
        signs = {rule: rule_signs(rule, values, limits, rules=rules) for rule in RULES}
    found = part.assign(provisional=len(known) < FEWEST_POINTS)
    for name in _LINES:
        found[name] = _lines(limits, "centre" if name == "mean" else name, is_known)
    found["moving_range"] = _placed(limits and limits.ranges, is_known, np.nan)
    found["screened"] = _placed(limits and limits.screened, is_known, 0.0).astype(bool)
    for rule in RULES:
        told = told_direction(_placed(signs.get(rule), is_known, 0.0), better)
        found[rule] = told.to_numpy()
    last = found.iloc[-1]
    return found, {
        "phase": part["phase"].iloc[0],
        "first": part["date"].iloc[0],
        "last": part["date"].iloc[-1],
        "points": len(known),
        "missing": int((~is_known).sum()),
        **{name: last[name] for name in ("mean", "lower", "upper")},
        "range_limit": float(limits.range_limit) if limits else np.nan,
        "sigma_z": float(limits.sigma_z) if limits else np.nan,
        "laney": bool(limits.laney) if limits else False,
        "provisional": bool(last["provisional"]),
    }


def _placed(found: object, is_known: np.ndarray, empty: float) -> np.ndarray:
    """Return what was found of the known rows, with the others between."""
    placed = np.full(len(is_known), empty)
    if found is not None:
        placed[is_known] = found
    return placed


def _lines(limits: ChartLimits | None, name: str, is_known: np.ndarray) -> np.ndarray:
    """Return a line at every date: at one without a value as at the one before it."""
    known = pd.Series(_placed(limits and getattr(limits, name), is_known, np.nan))
    filled = known.where(is_known).ffill()
    return filled.bfill().to_numpy()


def _assurance(rows: pd.DataFrame, target: float | None, better: str) -> str:
    if target is None or better == "neither" or rows.empty:
        return ""
    lower, upper = rows["lower"].iloc[-1], rows["upper"].iloc[-1]
    if np.isnan(lower):
        return ""
    if lower <= target <= upper:
        return "hit_or_miss"
    return "reaches" if (target < lower) == (better == "higher") else "misses"


def _runs(frame: pd.DataFrame, rule: str) -> list[tuple[object, ...]]:
    """Return the signals of one rule, one tuple per run; dates without a value do not end one."""
    known = frame[frame["value"].notna()].reset_index(drop=True)
    marked = known[known[rule] != ""]
    gap = 0 if rule == "outside" else _GAP.get(rule, 1)
    apart = marked.index.to_series().diff().gt(gap) if gap else pd.Series(True, marked.index)
    same = (marked[rule] == marked[rule].shift()) & (marked["phase"] == marked["phase"].shift())
    new = apart | ~same
    return [
        (
            rule,
            run[rule].iloc[0],
            run["date"].iloc[0],
            run["date"].iloc[-1],
            len(run),
            int(run["phase"].iloc[0]),
        )
        for _, run in marked.groupby(new.cumsum())
    ]
