"""How often charts that watch give a signal though nothing has changed.

`python -m tests.simulation` writes the result to docs/false-alarms.md; the tests compute parts of
it again and compare.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evalkit.estimates.control_limits import ChartLimits, p_limits, xmr_limits
from evalkit.estimates.control_rules import outside, shift, trend, two_of_three
from evalkit.estimates.run_tests import run_tests
from evalkit.monitoring.chart_rules import RULES
from evalkit.monitoring.false_alarms import false_alarm_rate

SIZES = (12, 20, 24, 52)
SERIES, RUN_SERIES, SEED = 10_000, 2_000, 20261122
AFTER_THE_ONE_BEFORE = 0.3
ENROLLED, COMES = 12, 0.6
SELDOM = 0.1
QUARTER = 13

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Process:
    """A process that does not change: how its values come about, and its limits."""

    name: str
    draw: Callable[[np.random.Generator, tuple[int, int]], Floats]
    limits: Callable[[Floats], ChartLimits]


def normal(rng: np.random.Generator, shape: tuple[int, int]) -> Floats:
    return rng.standard_normal(shape)


def following(rng: np.random.Generator, shape: tuple[int, int]) -> Floats:
    """Draw values of which each follows the one before: an autoregression that began long ago."""
    noise = rng.standard_normal(shape)
    noise[:, 1:] *= np.sqrt(1 - AFTER_THE_ONE_BEFORE**2)
    for place in range(1, shape[1]):
        noise[:, place] += AFTER_THE_ONE_BEFORE * noise[:, place - 1]
    return noise


def came(rng: np.random.Generator, shape: tuple[int, int]) -> Floats:
    return rng.binomial(ENROLLED, COMES, shape).astype(float)


def seldom(rng: np.random.Generator, shape: tuple[int, int]) -> Floats:
    return rng.binomial(ENROLLED, SELDOM, shape).astype(float)


def of_enrolled(values: Floats) -> ChartLimits:
    return p_limits(values, np.full(values.shape[-1], ENROLLED))


def shares(draw: Callable[[np.random.Generator, tuple[int, int]], Floats]) -> Process:
    name = {came: "p chart, 60 % of 12", seldom: "p chart, 10 % of 12"}[draw]
    return Process(name, draw, of_enrolled)


PROCESSES = (
    Process("XmR, normal", normal, xmr_limits),
    Process("XmR, normal, r = .3", following, xmr_limits),
    Process("XmR, counts, 60 % of 12", came, xmr_limits),
    Process("XmR, counts, 10 % of 12", seldom, xmr_limits),
    shares(came),
    shares(seldom),
)


def alarms(process: Process, points: int, *, series: int = SERIES) -> dict[str, float]:
    """Return the share of series with a signal, per rule and of any; "any, 6": runs of six."""
    rng = np.random.default_rng([SEED, points])
    drawn = process.draw(rng, (series, points))
    limits = process.limits(drawn)
    values = drawn / ENROLLED if process.limits is of_enrolled else drawn
    marks = {
        "outside": outside(values, limits),
        "shift": shift(values, limits),
        "trend": trend(values),
        "two_of_three": two_of_three(values, limits),
    }
    fired = {rule: (signs != 0).any(axis=1) for rule, signs in marks.items()}
    six = [shift(values, limits, length=6) != 0, trend(values, length=6) != 0]
    found = {rule: float(one.mean()) for rule, one in fired.items()}
    found["any"] = float(np.any(list(fired.values()), axis=0).mean())
    shorter = [fired["outside"], fired["two_of_three"], *(one.any(axis=1) for one in six)]
    found["any, 6"] = float(np.any(shorter, axis=0).mean())
    return found


def run_alarms(process: Process, points: int) -> float:
    drawn = process.draw(np.random.default_rng([SEED, points]), (RUN_SERIES, points))
    tests = [run_tests(one) for one in drawn]
    return float(np.mean([one.is_long or one.is_few for one in tests]))


def percent(share: float) -> str:
    return f"{100 * share:.1f}"


def document() -> str:
    """Return docs/false-alarms.md."""
    columns = ["process", "points", *RULES, "any", "any, 6", "run chart"]
    lines = [f"| {' | '.join(columns)} |", "| --- " + "| ---: " * (len(columns) - 1) + "|"]
    for process in PROCESSES:
        # A share is its count over 12: the same median, the same runs.
        has_runs = process.limits is xmr_limits
        for points in SIZES:
            found = alarms(process, points)
            runs = percent(run_alarms(process, points)) if has_runs else "–"
            cells = [process.name, str(points), *map(percent, found.values()), runs]
            lines.append(f"| {' | '.join(cells)} |")
    return TEXT.format(table="\n".join(lines), quarters=quarters(), series=SERIES, runs=RUN_SERIES)


def quarters() -> str:
    """Return what `false_alarm_rate` says of the newest quarter of weeks."""
    lines = ["| points | outside | shift | trend | two_of_three | any |", "| ---: " * 6 + "|"]
    for points in (26, 39, 52, 104):
        found = false_alarm_rate(points, newest=QUARTER, one_way=True)
        shares = [getattr(found, rule) for rule in (*RULES, "any_rule")]
        lines.append(f"| {points} | {' | '.join(map(percent, shares))} |")
    return "\n".join(lines)


TEXT = """# False alarms: how often does a chart signal though nothing has changed?

Written by `python -m tests.simulation`; do not edit by hand. `tests/simulation` computes parts of
it again and fails when a number here is another.

## At least one signal on the whole chart

Per cent of {series} seeded series of a process that does not change, with the rules "nhs" (runs of
seven) of `ek.xmr` and `ek.p_chart`; "any, 6" with runs of six ("nhs6"); "run chart": either of
Anhoej's rules, `ek.run_chart`, {runs} series. Standard errors are at most 0.5, of run charts 1.1.
"r = .3": each value follows the one before, correlation .3. Counts: so many of 12 come.

{table}

- A chart of a year of weeks has a run of seven on one side in about every fourth steady series. One
  shift alone on a long chart is weak evidence; in the newest quarter it is stronger (below).
- Runs of six give more: of normal values half again to twice as many. They are for those who would
  rather look once too often.
- Where each value follows the one before, as when the same persons come every week, a chart
  of 52 points signals in most steady series: the moving ranges are then too small, and runs longer.
- Very small counts are skewed: they go beyond the upper limit more often, and as more than half of
  them lie below the mean, runs below it are long. A p chart helps with the first and not with the
  second. The rule of trends never fires, because two counts alike end a trend.
- A run chart gives the fewest, and sees no single extreme point.

## A signal of concern in the newest quarter

Per cent of steady series in which the newest 13 points hold a point marked as a concern (one
direction), independent normal values: what `false_alarm_rate(points, newest=13, one_way=True)` of
`evalkit.monitoring.false_alarms` says. Who watches ten numbers may expect ten times as many: at 52
points a false signal in two quarters of three. `false_alarms_of(chart)` asks a p or u chart's own n
and mean.

{quarters}
"""
