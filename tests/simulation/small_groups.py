"""Small groups, whole numbers from 1 to 10, ceilings, drop-out: do the numbers hold what they say?

`python -m tests.simulation` writes the result to docs/small-groups.md; the tests compute parts of
it again and compare. What is true is integrated in `star_scores`, not drawn.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable
from itertools import repeat

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from star_scores import ERROR_SD, LEVEL_SD, POPULATIONS, Population, Truth, drawn

import evalkit as ek
from evalkit.estimates.location import hodges_lehmann
from evalkit.estimates.paired_shares import mcnemar_p
from evalkit.estimates.resampling import bootstrap_intervals
from evalkit.estimates.shares import wilson_interval
from evalkit.estimates.standardised_change import d_av_interval, pair_moments

SIZES = (8, 15, 30, 60)
SAMPLES, SEED = 2000, 20261122
RESAMPLES = 2000
LEVEL = 0.95
# Below this the document marks a coverage (the owner's floor).
FLOOR = 0.93
# The threshold of "stage 4 or above" for shares at two times.
GOOD = 7

Floats = NDArray[np.float64]


def samples_of(population: Population, persons: int, samples: int) -> tuple[Floats, Floats, Truth]:
    joint = population.joint()
    pre, post = drawn(joint, persons=persons, samples=samples, seed=SEED)
    return pre, post, Truth.of(joint)


def before_and_after(pre: Floats, post: Floats) -> pd.DataFrame:
    """Return what `ek.pre_post` says of every sample."""
    samples, persons = pre.shape
    names = pd.array([f"s{number:05d}" for number in range(samples)], dtype="str")
    frame = pd.DataFrame(
        {
            "person": np.tile([f"p{number}" for number in range(persons)], samples),
            "scale": names.take(np.repeat(np.arange(samples), persons)),
            "pre": pre.ravel(),
            "post": post.ravel(),
        }
    )
    long = frame.melt(["person", "scale"], ["pre", "post"], var_name="wave", value_name="score")
    return ek.pre_post(long, better="higher", confidence=LEVEL).to_frame()


def paired(pre: Floats, post: Floats) -> list[Floats]:
    """Return every sample's pairs, shape (n, 2)."""
    both = ~np.isnan(post)
    return [np.column_stack([a[k], b[k]]) for a, b, k in zip(pre, post, both, strict=True)]


def share(hits: Iterable[object]) -> float:
    """Return the share of those that are known."""
    known = [bool(hit) for hit in hits if hit is not None]
    return float(np.mean(known)) if known else float("nan")


def _holds(low: float, high: float, truth: float) -> bool | None:
    return None if np.isnan(low) or np.isnan(high) else bool(low <= truth <= high)


def _bootstrapped(pairs: list[Floats], statistic: str, truth: float) -> float:
    found = bootstrap_intervals(pairs, statistic, seed=SEED, confidence=LEVEL, resamples=RESAMPLES)
    return share(_holds(one.low, one.high, truth) for one in found)


def _hodges_lehmann(pairs: list[Floats]) -> float:
    hits = []
    for one in pairs:
        found = hodges_lehmann(one[:, 1] - one[:, 0], confidence=LEVEL) if len(one) else None
        if found is not None and found.interval is not None:
            hits.append(_holds(found.interval.low, found.interval.high, 0.0))
    return share(hits)


def _d_av(pairs: list[Floats], truth: float) -> float:
    hits = []
    for one in pairs:
        if len(one) < 3 or not one.std(axis=0, ddof=1).all():
            continue
        if (one[:, 1] - one[:, 0]).std() == 0:
            continue
        moments = pair_moments(one[:, 0], one[:, 1])
        found = d_av_interval(moments, confidence=LEVEL)
        hits.append(_holds(found.low, found.high, truth))
    return share(hits)


def _mcnemar(pairs: list[Floats]) -> float:
    rejected = []
    for one in pairs:
        was, now = (one >= GOOD).T
        p = mcnemar_p(int((was & ~now).sum()), int((~was & now).sum()))
        rejected.append(p is not None and p[0] < 1 - LEVEL)
    return share(rejected)


def coverage(population: Population, persons: int, *, samples: int = SAMPLES) -> dict[str, float]:
    """Return how often each interval holds what is true of everybody who began."""
    pre, post, truth = samples_of(population, persons, samples)
    frame, pairs = before_and_after(pre, post), paired(pre, post)
    known = frame["conf_low"].notna()
    d_av = truth.mean_change / truth.sd_average
    found = {
        "pairs": float(frame["n"].mean()),
        "no interval": float(1 - known.mean()),
        "t": share(map(_holds, frame["conf_low"], frame["conf_high"], repeat(truth.mean_change))),
        "BCa": _bootstrapped(pairs, "mean_change", truth.mean_change),
        "d_z": share(map(_holds, frame["d_z_low"], frame["d_z_high"], repeat(truth.d_z))),
        "d_z BCa": _bootstrapped(pairs, "d_z", truth.d_z),
        "d_av": _d_av(pairs, d_av),
        "Wilson": share(_wilson(frame, truth.improved)),
    }
    if population.nothing_happens:
        found |= {
            "Hodges-Lehmann": _hodges_lehmann(pairs),
            "median": _bootstrapped(pairs, "median_change", 0.0),
        }
    return found


def _wilson(frame: pd.DataFrame, truth: float) -> Iterable[bool | None]:
    for n, improved in zip(frame["n"], frame["improved"], strict=True):
        if not n:
            yield None
            continue
        limits = wilson_interval(int(improved), int(n), confidence=LEVEL)
        yield _holds(limits.low, limits.high, truth)


def false_alarms(
    population: Population, persons: int, *, samples: int = SAMPLES
) -> dict[str, float]:
    """Return how often a change is claimed though nothing happens."""
    pre, post, truth = samples_of(population, persons, samples)
    frame, pairs = before_and_after(pre, post), paired(pre, post)
    level = 1 - LEVEL
    # Ten areas of one Star, as if they were independent: the worst case for claims without Holm.
    family = frame["p_value"].fillna(1.0).to_numpy()[: samples // 10 * 10].reshape(-1, 10)
    adjusted = np.minimum(family.min(axis=1) * 10, 1.0)
    return {
        "paired t": share(frame["p_value"] < level),
        "Wilcoxon": share(frame["p_wilcoxon"] < level),
        "McNemar": _mcnemar(pairs),
        "any of ten": float((family.min(axis=1) < level).mean()),
        "any of ten, Holm": float((adjusted < level).mean()),
        "improved at all": float(frame["improved"].sum() / frame["n"].sum()),
        "improved at all, truth": truth.improved,
        "reliably improved": _reliably(pre, post, truth),
    }


def _reliably(pre: Floats, post: Floats, truth: Truth) -> float:
    """Return the share of persons that Jacobson-Truax calls improved, r and SD known."""
    scores = pd.DataFrame({"pre": pre.ravel(), "post": post.ravel()})
    scores = scores.assign(person=[f"p{number}" for number in range(len(scores))], scale="x")
    long = scores.melt(["person", "scale"], ["pre", "post"], var_name="wave", value_name="score")
    result = ek.reliable_change(
        long, reliability=truth.reliability, sd=truth.sd_pre, better="higher"
    ).to_frame()
    return float((result["category"] == "improved").mean())


def table(
    measured: Callable[..., dict[str, float]], populations: Iterable[Population]
) -> pd.DataFrame:
    """Return a row per population and size."""
    rows = []
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for population in populations:
            for persons in SIZES:
                found = measured(population, persons)
                rows.append({"population": population.name, "began": persons} | found)
    return pd.DataFrame(rows)


HEAD = """# Simulation: small groups, whole numbers, ceilings, drop-out

Written by `python -m tests.simulation`; do not edit by hand. `tests/simulation` computes parts of
it again and fails when a number here is another.

Scores are whole numbers from 1 to 10: a true level (SD {level_sd}), an error at each reading (SD
{error_sd}), rounded and cut off at the ends. What should be found (of everybody who began, had
nobody left) is integrated and not drawn. {samples} samples a row, seed {seed}; the Monte Carlo
error of a 95.0 is 0.5, so 94 to 96 is what chance gives.

{populations}

## Coverage of 95 % intervals

"Began" are those enrolled, "pairs" those with both readings (mean), "no interval" the percent of
samples without one (nobody or one person left, or no spread). The rest are percent of the samples
that have an interval; **bold** below {floor:.0f} %.

- *t*: mean change (the default). *BCa*: the same by bootstrap ({resamples} resamples).
- *d_z*: noncentral t (the default), and by BCa. *d_av*: closed form.
- *Wilson*: the share that improved at all.
- *HL*: Hodges-Lehmann; *median*: bootstrap percentiles. Both only where nothing happens, since
  their target is 0 then.

"""
_COVERAGE = ("t", "BCa", "d_z", "d_z BCa", "d_av", "Wilson", "Hodges-Lehmann", "median")


def _percent(value: float, *, mark: bool = True) -> str:
    if np.isnan(value):
        return "–"
    text = f"{100 * value:.1f}"
    return f"**{text}**" if mark and value < FLOOR else text


def coverage_table(frame: pd.DataFrame) -> str:
    titles = ["population", "began", "pairs", "no interval", *_COVERAGE]
    lines = ["| " + " | ".join(titles) + " |", "| --- |" + " ---: |" * (len(titles) - 1)]
    for row in frame.to_dict("records"):
        cells = [row["population"], str(row["began"]), f"{row['pairs']:.1f}"]
        cells.append(_percent(row["no interval"], mark=False))
        cells += [_percent(row.get(name, float("nan"))) for name in _COVERAGE]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


ALARMS = """
## Claims though nothing happens

Percent of samples in which p is below 0.05 while both readings differ by error alone. 5 would be
nominal, lower is careful; the Monte Carlo error is 0.5.

- *Wilcoxon*: exact signed rank. *McNemar*: exact, of the share at {good} or above.
- *Any of ten*: at least one of ten areas, as if these were independent; *with Holm*: after the
  adjustment that evalkit's tables and sentences use.

| population | began | paired t | Wilcoxon | McNemar | any of ten | any of ten, Holm |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
"""

PERSONS = """
## Persons who "improve" though nothing happens

Percent of persons. *At all*: any step upwards, found and true. *Reliably*: Jacobson-Truax with the
true reliability and SD, nominally 2.5.

| population | began | improved at all | in truth | reliably improved |
| --- | ---: | ---: | ---: | ---: |
"""


READING = """
## Reading it

- The default for a mean, *t*, holds {t_low} to {t_high} % wherever leaving has nothing to do with
  the outcome. BCa holds {bca_low} to {bca_high} % there and is below {floor:.0f} in {bca_below} of
  {rows} rows, so it is not the default below 40 persons. *d_z* (noncentral t) holds {d_low} to
  {d_high} %.
- Where those who do worse leave, no interval of those who stayed can hold ({worst} % with 60
  enrolled): its middle is wrong, and more people make it narrower about the wrong number. So
  evalkit's pages set those who left beside those who stayed, and give the shares as they would be
  had all of the lost, or none, improved.
- The share that improved (*Wilson*) is below {floor:.0f} in {wilson_below} of {rows} rows, all with
  small groups: a share of eight people has nine possible values, so what its interval holds goes up
  and down. Clopper-Pearson never holds less than it says, and is wider:
  `ek.share_interval(..., method="clopper-pearson")`.
- *HL* and the *median* hold more than they say on whole numbers; they are careful, not wrong.
- No test claims a change noticeably more often than it says; the exact ones claim it less often.
  Without Holm, {ten_low} to {ten_high} % of programmes with ten areas "improve" or "worsen" in one
  of them by chance alone.
- {any_low} to {any_high} % of persons go up by a point or more though nothing happens: a share that
  improved means little without that number beside it. With reliable change it is {rci_low} to
  {rci_high} %.
"""


def _ends(values: pd.Series) -> tuple[str, str]:
    return _percent(float(values.min()), mark=False), _percent(float(values.max()), mark=False)


def reading(covered: pd.DataFrame, alarms: pd.DataFrame) -> str:
    """Return what the tables say, in their own numbers."""
    leaving = [one.name for one in POPULATIONS if one.slope]
    fair = covered[~covered["population"].isin(leaving)]
    facts: dict[str, object] = {"floor": 100 * FLOOR, "rows": len(fair)}
    for name, column in (("t", "t"), ("bca", "BCa"), ("d", "d_z")):
        facts[f"{name}_low"], facts[f"{name}_high"] = _ends(fair[column])
    for name, column in (("ten", "any of ten"), ("any", "improved at all")):
        facts[f"{name}_low"], facts[f"{name}_high"] = _ends(alarms[column])
    facts["rci_low"], facts["rci_high"] = _ends(alarms["reliably improved"])
    for name, column in (("bca", "BCa"), ("wilson", "Wilson")):
        facts[f"{name}_below"] = int((fair[column] < FLOOR).sum())
    facts["worst"] = _percent(float(covered["t"].min()), mark=False)
    return READING.format(**facts)


def document() -> str:
    """Return docs/small-groups.md, which takes some minutes."""
    nothing = [one for one in POPULATIONS if one.nothing_happens]
    return report(table(coverage, POPULATIONS), table(false_alarms, nothing))


def _rows(frame: pd.DataFrame, names: Iterable[str]) -> str:
    lines = []
    for row in frame.to_dict("records"):
        cells = [row["population"], str(row["began"])]
        cells += [_percent(row[name], mark=False) for name in names]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def report(covered: pd.DataFrame, alarms: pd.DataFrame) -> str:
    """Return docs/small-groups.md."""
    head = HEAD.format(
        level_sd=LEVEL_SD,
        error_sd=ERROR_SD,
        samples=SAMPLES,
        seed=SEED,
        floor=100 * FLOOR,
        resamples=RESAMPLES,
        populations="\n".join(f"- **{one.name}**: {one.says}" for one in POPULATIONS),
    )
    tests = ("paired t", "Wilcoxon", "McNemar", "any of ten", "any of ten, Holm")
    persons = ("improved at all", "improved at all, truth", "reliably improved")
    return "".join(
        [
            head,
            coverage_table(covered),
            ALARMS.format(good=GOOD),
            _rows(alarms, tests),
            PERSONS,
            _rows(alarms, persons),
            reading(covered, alarms),
        ]
    )
