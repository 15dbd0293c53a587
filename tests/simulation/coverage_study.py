"""Does the report's interval cover what was planted, and how biased are those who stayed?

Cohorts with a known truth are drawn, analysed as a report would, and compared with the truth that
`evalkit.synthetic.truth` integrates (not draws). `python -m tests.simulation` writes the result to
docs/simulation.md; the tests run the same code and compare.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

import evalkit as ek
from evalkit.synthetic.bindeleddet import write_bindeleddet
from evalkit.synthetic.cohort import Cohort, make_cohort
from evalkit.synthetic.design import CohortDesign, DropOut
from evalkit.synthetic.examples import BINDELEDDET
from evalkit.synthetic.truth import true_change

SEEDS = range(1, 201)
CONFIDENCE = 0.95
# Chance of a false alarm over everything that is checked, were the coverage exactly nominal.
FALSE_ALARM = 0.001
# The areas as the cohort names them, and as the instrument does, where these differ.
RENAMED = {
    "social_networks": "networks",
    "substance_use": "substance_misuse",
    "mental_health": "emotional_health",
    "housing": "accommodation",
}


@dataclasses.dataclass(frozen=True)
class Scenario:
    """What is planted, and the road from the cohort to the scores."""

    name: str
    design: CohortDesign
    scores: Callable[[Cohort], object]
    says: str


def by_the_road(cohort: Cohort) -> object:
    """Write the exports a case system would write, and load them by their profile."""
    with tempfile.TemporaryDirectory() as folder:
        write_bindeleddet(cohort, Path(folder), faults=False)
        # Everybody is followed to the end, later than any day this is run on.
        return ek.load(folder, profile="bindeleddet", today=dt.date(2030, 1, 1))


def straight(cohort: Cohort) -> object:
    """Take the readings as they are; a test shows that the road gives the same numbers."""
    readings = cohort.readings.assign(scale=lambda frame: frame["scale"].replace(RENAMED))
    return readings.assign(instrument="outcomes_star_homelessness")


# Followed to the end, the whole effect there at the second reading.
TWO = dataclasses.replace(
    BINDELEDDET,
    as_of=None,
    full_effect_month=3,
    reading_months=(0, 3),
    drop_out=DropOut(stay=0.85, slope=0.0),
)
# One area, so that leaving depends on this area alone.
ONE = dataclasses.replace(TWO, scales=(TWO.scale("use_of_time"),))
LEAVING_UNSEEN = DropOut(stay=0.7, slope=4.0, depends_on="true")
SCENARIOS = (
    Scenario(
        "random",
        TWO,
        by_the_road,
        "48 persons, two readings; 15 % leave and 1 % of areas stay blank, whatever the score. "
        "Through the whole road: exports, `ek.load`, `ek.pre_post`.",
    ),
    Scenario(
        "random, small",
        dataclasses.replace(TWO, n=14),
        straight,
        "The same with 14 persons.",
    ),
    Scenario(
        "true change",
        dataclasses.replace(ONE, n=48, drop_out=LEAVING_UNSEEN),
        straight,
        "48 persons, one area, two readings; those who truly did worse leave, before anyone has "
        "seen it.",
    ),
    Scenario(
        "true change, large",
        dataclasses.replace(ONE, n=120, drop_out=LEAVING_UNSEEN),
        straight,
        "The same with 120 persons.",
    ),
    Scenario(
        "observed change",
        dataclasses.replace(
            ONE,
            n=120,
            reading_months=(0, 3, 6, 9, 12),
            drop_out=DropOut(stay=0.85, slope=6.0, depends_on="observed"),
        ),
        straight,
        "120 persons, one area, five planned readings, nothing more to gain after the second; "
        "those whose latest reading was poor leave. First against latest.",
    ),
)


def run(scenario: Scenario) -> pd.DataFrame:
    """Return a row per seed and area: n, change, conf_low, conf_high, planted, covered."""
    areas = [RENAMED.get(scale.name, scale.name) for scale in scenario.design.scales]
    planted = [true_change(scenario.design, scale=scale.name) for scale in scenario.design.scales]
    parts = []
    for seed in SEEDS:
        result = ek.pre_post(
            scenario.scores(make_cohort(scenario.design, seed=seed)), confidence=CONFIDENCE
        )
        frame = result.to_frame().set_index("scale").loc[areas].reset_index()
        parts.append(
            frame[["scale", "n", "n_pre_only", "mean_change", "conf_low", "conf_high"]].assign(
                seed=seed, planted=planted
            )
        )
    found = pd.concat(parts, ignore_index=True)
    covered = (found["conf_low"] <= found["planted"]) & (found["planted"] <= found["conf_high"])
    return found.assign(covered=covered)


def area_bounds(areas: int) -> tuple[int, int]:
    """Return how many of the seeds may cover an area, were the coverage exactly nominal.

    Seeds are independent, so the number is binomial; the false alarm is shared by all areas.
    """
    tail = FALSE_ALARM / (2 * areas)
    low, high = stats.binom.ppf([tail, 1 - tail], len(SEEDS), CONFIDENCE)
    return int(low), int(high)


def overall_error(found: pd.DataFrame) -> float:
    """Return the standard error of the coverage over seeds and areas.

    Areas of one cohort go together (their changes correlate 0.4), so the seeds are what is
    counted: the standard deviation of the seeds' shares over the root of their number.
    """
    shares = found.groupby("seed")["covered"].mean()
    return float(shares.std(ddof=1) / np.sqrt(len(shares)))


def by_area(found: pd.DataFrame) -> pd.DataFrame:
    """Return planted, mean estimate, bias with its Monte Carlo error, and coverage, by area."""
    rows = []
    for area, part in found.groupby("scale", sort=False):
        error = float(part["mean_change"].std(ddof=1) / np.sqrt(len(part)))
        rows.append(
            {
                "area": area,
                "planted": float(part["planted"].iloc[0]),
                "found": float(part["mean_change"].mean()),
                "bias": float(part["mean_change"].mean() - part["planted"].iloc[0]),
                "bias_error": error,
                "covered": int(part["covered"].sum()),
            }
        )
    return pd.DataFrame(rows)


def overall(found: pd.DataFrame) -> dict[str, float]:
    """Return the means over seeds and areas: pairs, share lost, planted, bias, coverage."""
    lost = found["n_pre_only"].sum() / (found["n"] + found["n_pre_only"]).sum()
    bias = (found["mean_change"] - found["planted"]).groupby(found["seed"]).mean()
    return {
        "pairs": float(found["n"].mean()),
        "lost": float(lost),
        "planted": float(found["planted"].mean()),
        "bias": float(bias.mean()),
        "bias_error": float(bias.std(ddof=1) / np.sqrt(len(bias))),
        "coverage": float(found["covered"].mean()),
        "coverage_error": overall_error(found),
    }


HEAD = """# Simulation: does the interval cover, and who is missing?

Written by `python -m tests.simulation`; do not edit by hand. `tests/simulation` runs the same code
and fails when a number here is another.

Cohorts of the made-up Bindeleddet in `evalkit/synthetic/examples.py` (areas of a Star, 1 to 10) are
drawn with seeds {first} to {last}. The planted effect is the expected change of the *observed*
score if nobody left, integrated by `evalkit.synthetic.truth` and not drawn. An interval covers when
it holds that number.

| scenario | pairs (mean) | lost | planted (mean) | bias | coverage of the {level} interval |
| --- | ---: | ---: | ---: | ---: | ---: |
"""

WHAT = """
Bias and coverage are means over {seeds} seeds and the areas, ± one Monte Carlo standard error.
Areas of one cohort go together, so the error is that of {seeds} seeds, not of {all} intervals.

- When leaving has nothing to do with the score, the interval holds the planted effect at its
  nominal rate, also with few persons.
- When those who truly did worse leave, the completers' change is **too large**, and the interval
  holds the planted effect too seldom. More persons make it narrower about the wrong number. Nothing
  in the completers' numbers shows it: compare those who left with those who stayed.
- When those whose *observed* score was poor leave, first against latest is **too small**: a poor
  reading is partly bad luck; those who leave keep it as their latest, those who stay get another.
- The strengths of drop-out in the last three were chosen so that the bias shows: read them as
  "it can be this large", not as typical.
"""

AREAS = """
## By area, people leaving at random

Were the coverage exactly {level}, then with probability {chance} every area's count would lie
between {low} and {high} of {seeds} (binomial over independent seeds, the false alarm shared by the
areas). `substance_misuse` and `offending` begin near the ceiling, where the form can show only part
of the latent effect; the planted number is what it can show.

| area | planted | found (mean) | bias | covered of {seeds} |
| --- | ---: | ---: | ---: | ---: |
"""


def _signed(value: float, digits: int) -> str:
    return f"{value:+.{digits}f}".replace("-", "−")


def report(results: dict[str, pd.DataFrame]) -> str:
    """Return docs/simulation.md."""
    level, seeds = f"{CONFIDENCE:.0%}".replace("%", " %"), len(SEEDS)
    lines = [HEAD.format(first=SEEDS[0], last=SEEDS[-1], level=level)]
    for scenario in SCENARIOS:
        row = overall(results[scenario.name])
        lines.append(
            f"| {scenario.name} | {row['pairs']:.1f} | {100 * row['lost']:.0f} % "
            f"| {row['planted']:.3f} | {_signed(row['bias'], 3)} ± {row['bias_error']:.3f} "
            f"| {100 * row['coverage']:.1f} ± {100 * row['coverage_error']:.1f} % |\n"
        )
    lines.append("\n")
    lines += [f"- **{scenario.name}**: {scenario.says}\n" for scenario in SCENARIOS]
    lines.append(WHAT.format(seeds=seeds, all=seeds * len(TWO.scales)))
    low, high = area_bounds(len(TWO.scales))
    chance = f"{100 * (1 - FALSE_ALARM):.1f} %"
    lines.append(AREAS.format(seeds=seeds, low=low, high=high, chance=chance, level=level))
    for row in by_area(results["random"]).to_dict("records"):
        lines.append(
            f"| {row['area']} | {row['planted']:.3f} | {row['found']:.3f} "
            f"| {_signed(row['bias'], 3)} ± {row['bias_error']:.3f} | {row['covered']} |\n"
        )
    return "".join(lines)
