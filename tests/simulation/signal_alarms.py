"""How often `ek.signals` sees a concern in a practice in which nothing is wrong.

The made-up programmes are written anew without their problems, a seed a practice. What was seen in
four quarters stands in signal_alarms.csv; `python tests/simulation/signal_alarms.py [programme]`
draws it again (a quarter of an hour on two cores for all). docs/false-alarms.md is written from
that file, and the tests draw a few practices again and compare.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

import evalkit as ek
from evalkit.estimates.alarms import breaks_above
from evalkit.monitoring.look import RULE_ALARM
from evalkit.synthetic import examples, exports
from evalkit.synthetic.attendance import make_attendance
from evalkit.synthetic.cohort import make_cohort

KEPT = Path(__file__).with_suffix(".csv")
QUARTERS = ("2025Q4", "2026Q1", "2026Q2", "2026Q3")
SEEDS, SEED = range(1, 101), 20261122
CALM = {"faults": False, "problems": False}
DAY = examples.DOWNLOADED
EVENINGS = replace(examples.CAFE_STEP, comes_after=examples.CAFE_STEP.comes)

Writer = Callable[[Path, int], object]


def cafe_step(folder: Path, seed: int) -> None:
    drawn = make_attendance(EVENINGS, seed=seed)
    exports.write_cafe_step(drawn, folder, downloaded=DAY, faults=False)
    exports.write_cafe_step_practice(drawn, folder, downloaded=DAY, **CALM)


def bindeleddet(folder: Path, seed: int) -> None:
    exports.write_bindeleddet(make_cohort(examples.BINDELEDDET, seed=seed), folder, faults=False)
    exports.write_bindeleddet_practice(folder, seed=seed, downloaded=DAY, **CALM)


def empower4u(folder: Path, seed: int) -> None:
    cohort = make_cohort(examples.EMPOWER4U, seed=seed)
    exports.write_empower4u(cohort, folder, downloaded=DAY, faults=False)
    exports.write_empower4u_practice(cohort, folder, downloaded=DAY, **CALM)


def unik(folder: Path, seed: int) -> None:
    exports.write_unik(make_cohort(examples.UNIK, seed=seed), folder, faults=False)


WRITERS: Mapping[str, Writer] = {
    "bindeleddet": bindeleddet,
    "cafe_step": cafe_step,
    "empower4u": empower4u,
    "housing_first": lambda to, seed: exports.write_housing_first(to, seed=seed, **CALM),
    "insp": lambda to, seed: exports.write_insp(to, seed=seed, downloaded=DAY, **CALM),
    "mentorbarn": lambda to, seed: exports.write_mentorbarn(to, seed=seed, **CALM),
    "netvaerksmoeder": lambda to, seed: exports.write_netvaerksmoeder(to, seed=seed, **CALM),
    "netvaerksopbygning": lambda to, seed: exports.write_netvaerksopbygning(to, seed=seed, **CALM),
    "processuelle_netvaerksmoeder": lambda to, seed: exports.write_processuelle_netvaerksmoeder(
        to, seed=seed, **CALM
    ),
    "unik": unik,
}


COLUMNS = ["programme", "seed", "watch", "looks", "stated", "seen"]


def drawn(programme: str, seed: int) -> pd.DataFrame:
    """Return how many looks four quarters of one calm practice had, by watch; stated and seen."""
    with tempfile.TemporaryDirectory() as folder:
        WRITERS[programme](Path(folder), seed)
        study = ek.load(folder, profile=programme)
    looks = [look for when in QUARTERS for look in ek.signals(study, when).looks]
    rows = [(programme, seed, one.watch, 1, one.alarm, int(one.is_concern)) for one in looks]
    return gathered(pd.DataFrame(rows, columns=COLUMNS))


def gathered(rows: pd.DataFrame) -> pd.DataFrame:
    found = rows.groupby(COLUMNS[:3], sort=True)[COLUMNS[3:]].sum().reset_index()
    return found.round({"stated": 5})


def _drawn(which: tuple[str, int]) -> pd.DataFrame:
    return drawn(*which)


def draw(programmes: list[str]) -> None:
    """Draw the practices again; what is kept of other programmes stays."""
    todo = [(programme, seed) for programme in programmes for seed in SEEDS]
    with ProcessPoolExecutor(2) as pool:
        found = list(pool.map(_drawn, todo, chunksize=4))
    old = kept() if KEPT.exists() else pd.DataFrame(columns=COLUMNS)
    whole = pd.concat([*found, old[~old["programme"].isin(programmes)]])
    gathered(whole).to_csv(KEPT, index=False, lineterminator="\n")


def kept() -> pd.DataFrame:
    return pd.read_csv(KEPT)


def tables() -> tuple[str, str]:
    """Return the rates by watch, and of each programme's watches that were seen at all."""
    rows = kept()
    # Ages are counted: who is outside the range is outside it.
    tested = rows[rows["watch"] != "age"]
    by_watch = [_line([watch], part) for watch, part in tested.groupby("watch")]
    everything = _line(["all"], tested)
    single = [
        _line([programme, watch], part)
        for (programme, watch), part in tested.groupby(["programme", "watch"])
        if part["seen"].sum()
    ]
    numbers = ["looks", "stated", "seen", "stated, %", "seen, %", "95 % interval"]
    return (
        _table(["watch", *numbers], [*by_watch, everything]),
        _table(["programme", "watch", *numbers], single),
    )


def _line(names: list[str], part: pd.DataFrame) -> list[str]:
    looks, seen, stated = int(part["looks"].sum()), int(part["seen"].sum()), part["stated"].sum()
    ends = stats.binomtest(seen, looks).proportion_ci(method="exact")
    low, high = 100 * ends.low, 100 * ends.high
    shares = f"{100 * stated / looks:.1f}", f"{100 * seen / looks:.1f}"
    return [*names, str(looks), f"{stated:.1f}", str(seen), *shares, f"{low:.1f}-{high:.1f}"]


def _table(heads: list[str], lines: list[list[str]]) -> str:
    words = heads.index("looks")
    rule = "| " + " | ".join(["---"] * words + ["---:"] * (len(heads) - words)) + " |"
    return "\n".join([f"| {' | '.join(heads)} |", rule, *(f"| {' | '.join(x)} |" for x in lines)])


def alike(
    within: float = 0.2, *, persons: int = 15, weeks: int = 12, allowed: float = 0.2
) -> float:
    """Return how often the test of a rule at 0.05 is a concern where persons differ."""
    total = persons * weeks
    most = next(k for k in range(total) if breaks_above(k, total, allowed=allowed) <= RULE_ALARM)
    rng = np.random.default_rng(SEED)
    spread = 1 / within - 1
    own = rng.beta(allowed * spread, (1 - allowed) * spread, (100_000, persons))
    return float((rng.binomial(weeks, own).sum(axis=1) >= most).mean())


def document() -> str:
    """Return the section of docs/false-alarms.md about signals."""
    by_watch, single = tables()
    clustered = f"{100 * alike():.0f}"
    return TEXT.format(by_watch=by_watch, single=single, seeds=len(SEEDS), clustered=clustered)


TEXT = """
## Signals: concerns in practices in which nothing is wrong

{seeds} made-up practices of each of ten programmes, written without their problems; four quarters
of each. "Stated" is the sum of the looks' own rates, which is what `expected_false_alarms` gives;
"seen" is how many were a concern.

{by_watch}

{single}

- The stated rate of a rule is that of a practice that breaks it as often as it may (one time in
  five). The made-up practices hardly ever break one, so none was seen: `expected_false_alarms` is
  an upper bound, and mostly that of the rules. It supposes that breaks come one by one. Where the
  weeks of one person resemble each other it is too low: of 15 persons with 12 weeks each, who keep
  a weekly rule four times in five on average and differ (a correlation of .2 within a person),
  {clustered} per cent break it by the test at 5.
- A chart of attendance has the rates of its two charts added up, and they fire together.
- Readings at the start are held against readings at the start. All together, as they were at first,
  UNIK's readings were a concern in 3.3 per cent of the looks and not 1: nearly everybody has a
  first reading, fewer have the later ones, and of a young programme most readings are first ones.
- Where no course has a reason for its end, those that reached it look like those that were left.
  Against the pace of before alone, 7.8 per cent of UNIK's looks at exits and 7.3 of Empower4U's
  were a concern, when the first teams came to the end of their year. So there more must have ended
  also among courses that have lasted as long (within a quarter of a year; at 5 per cent). A reason
  for the end, in the data, is better: Bindeleddet has one.
- Ages are no part of it: who starts outside the range is counted, not tested.
"""


if __name__ == "__main__":
    draw(sys.argv[1:] or list(WRITERS))
