"""How often a steady process gives a signal by chance, by simulation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from evalkit.errors import InputError
from evalkit.estimates.control_limits import ChartLimits, p_limits, u_limits, xmr_limits
from evalkit.estimates.run_tests import run_tests
from evalkit.monitoring.chart_rules import RULES, ChartRules, chart_rules, rule_signs
from evalkit.monitoring.control_chart import ControlChart
from evalkit.results import Framed

__all__ = ["FalseAlarms", "false_alarm_rate", "false_alarms_of", "run_chart_alarm_rate"]

# Enough that a share of 0.3 is known to 0.01; the seed makes it the same every time.
SERIES, COUNT_SERIES, RUN_SERIES = 10_000, 4_000, 4_000
# Long series are so many numbers that fewer must do.
MOST_NUMBERS = 2_000_000
SEED = 20261122
FEWEST, MOST = 2, 1000

_Floats = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, repr=False, eq=False)
class FalseAlarms(Framed):
    """Chances that a steady process gives a signal: one row per rule, then any of them.

    Attributes
    ----------
    points, newest : int
        Points on the chart, and how many of the newest are looked at.
    outside, shift, trend, two_of_three, any_rule : float
        The chance of at least one marked point among the newest; 0 for a rule not asked.
    one_way : bool
        Whether only one direction counts, such as signals of concern.
    """

    points: int
    newest: int
    outside: float
    shift: float
    trend: float
    two_of_three: float
    any_rule: float
    one_way: bool
    _frame: pd.DataFrame
    _brief: ClassVar[tuple[str, ...]] = ("rule", "chance")

    def _heading(self) -> str:
        side = "one direction" if self.one_way else "either direction"
        return f"FalseAlarms of {self.points} points, the newest {self.newest}, {side}"


def false_alarm_rate(
    points: int,
    *,
    newest: int | None = None,
    rules: str | Mapping[str, int | bool] | ChartRules = "nhs",
    one_way: bool = False,
) -> FalseAlarms:
    """Return the chance that an XmR chart of a steady process gives a signal.

    Parameters
    ----------
    points : int
        Points of the (latest) phase, from 2 to 1000.
    newest : int, optional
        How many of the newest points are looked at, such as the 13 weeks of a quarter; all when
        not given. A signal counts when one of its marked points is among them.
    rules : as of `evalkit.xmr`
        What is looked for.
    one_way : bool
        Whether only one direction counts, such as signals of concern.

    Returns
    -------
    FalseAlarms
        A chance per rule, and of any rule.

    Raises
    ------
    InputError
        When the points are too few or too many, or fewer than the newest.

    See Also
    --------
    false_alarms_of : of a chart, by its own n where it counts.

    Notes
    -----
    10,000 seeded series of independent normal values (fewer above 200 points), limits from the
    same points: standard error at most 0.005 (0.011). The chance is larger where values depend on
    the one before them, and for very small counts: docs/false-alarms.md.

    Examples
    --------
    >>> found = false_alarm_rate(24)
    >>> 0.1 < found.any_rule < 0.25
    True
    """
    looked = points if newest is None else newest
    whole = all(isinstance(size, int | np.integer) for size in (points, looked))
    if not whole or not FEWEST <= points <= MOST or not 1 <= looked <= points:
        raise InputError(
            f"`points` is {points!r} and `newest` is {newest!r}. Accepted: from {FEWEST} to {MOST} "
            "points, and at most as many of them newest."
        )
    chances = _chances(
        int(points), int(looked), rules=chart_rules(rules), side=-1 if one_way else 0
    )
    return _told(chances, int(points), int(looked), one_way=bool(one_way))


def false_alarms_of(
    chart: ControlChart, *, newest: int | None = None, one_way: bool = False
) -> FalseAlarms:
    """Return the chance that a steady process with a chart's own n gives a signal.

    Parameters
    ----------
    chart : ControlChart
        Its latest phase is asked, by its rules; at least two points.
    newest : int, optional
        As of `false_alarm_rate`.
    one_way : bool
        Whether only signals of concern count (of low values, where neither direction is better).

    Returns
    -------
    FalseAlarms
        Of a p chart from binomial counts of its n and mean, of a u chart from Poisson counts; of
        an XmR chart, and where Laney's ratio is used, as of `false_alarm_rate`.

    Raises
    ------
    InputError
        As of `false_alarm_rate`.
    """
    rows = chart.to_frame()
    known = rows[(rows["phase"] == rows["phase"].max()) & rows["value"].notna()]
    points = len(known)
    found = false_alarm_rate(points, newest=newest, rules=chart.rules, one_way=one_way)
    if chart.kind == "xmr" or bool(chart.phases()["laney"].iloc[-1]):
        return found
    counted = tuple(known["n"].astype(float))
    bad = (1 if chart.better == "lower" else -1) if one_way else 0
    mean = float(known["mean"].iloc[-1])
    chances = _counted_chances(
        chart.kind, counted, mean, newest=found.newest, rules=chart.rules, side=bad
    )
    return _told(chances, found.points, found.newest, one_way=one_way)


def _told(chances: tuple[float, ...], points: int, newest: int, *, one_way: bool) -> FalseAlarms:
    named = dict(zip((*RULES, "any_rule"), chances, strict=True))
    frame = pd.DataFrame({"rule": [*RULES, "any"], "chance": chances})
    return FalseAlarms(points=points, newest=newest, one_way=one_way, _frame=frame, **named)


@lru_cache(maxsize=256)
def _chances(points: int, newest: int, *, rules: ChartRules, side: int) -> tuple[float, ...]:
    series = min(SERIES, MOST_NUMBERS // points)
    drawn = np.random.default_rng([SEED, points]).standard_normal((series, points))
    return _shares(drawn, xmr_limits(drawn), rules=rules, newest=newest, side=side)


@lru_cache(maxsize=256)
def _counted_chances(
    kind: str,
    of: tuple[float, ...],
    mean: float,
    *,
    newest: int,
    rules: ChartRules,
    side: int,
) -> tuple[float, ...]:
    n = np.array(of)
    shape = (min(COUNT_SERIES, MOST_NUMBERS // len(n)), len(n))
    rng = np.random.default_rng([SEED, 2, len(n)])
    if kind == "p":
        drawn = rng.binomial(n.astype(int), min(max(mean, 0.0), 1.0), shape)
        limits = p_limits(drawn, n, laney="never")
    else:
        drawn = rng.poisson(mean * n, shape)
        limits = u_limits(drawn, n, laney="never")
    return _shares(drawn / n, limits, rules=rules, newest=newest, side=side)


def _shares(
    values: _Floats, limits: ChartLimits, *, rules: ChartRules, newest: int, side: int
) -> tuple[float, ...]:
    """Return the share of many series with a mark on a side (0: either) among their newest."""
    fired = []
    for rule in RULES:
        signs = rule_signs(rule, values, limits, rules=rules)[:, -newest:]
        fired.append(((signs == side) if side else (signs != 0)).any(axis=1))
    return (*(float(one.mean()) for one in fired), float(np.any(fired, axis=0).mean()))


@lru_cache(maxsize=64)
def run_chart_alarm_rate(points: int) -> float:
    """Return the chance that a run chart of a steady process gives a signal.

    Parameters
    ----------
    points : int
        Of the phase.

    Notes
    -----
    4,000 seeded series of independent normal values: standard error at most 0.008.

    Examples
    --------
    >>> run_chart_alarm_rate(24) < 0.12
    True
    """
    drawn = np.random.default_rng([SEED, 1, points]).standard_normal((RUN_SERIES, points))
    tests = (run_tests(one) for one in drawn)
    return float(np.mean([one.is_long or one.is_few for one in tests]))
