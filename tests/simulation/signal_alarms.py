"""How often `ek.signals` raises a concern in a practice in which nothing is wrong.

The made-up programmes are written anew without their problems, a seed a practice, and every look of
four quarters is kept in signal_alarms.csv: `python tests/simulation/signal_alarms.py` draws them
again (a quarter of an hour on two cores). The page is written from that file, and the tests draw a
few practices again and compare.
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

import evalkit as ek
from evalkit.synthetic import exports, examples
from evalkit.synthetic.attendance import make_attendance
from evalkit.synthetic.cohort import make_cohort

KEPT = Path(__file__).with_suffix(".csv")
QUARTERS = ("2025Q4", "2026Q1", "2026Q2", "2026Q3")
SEEDS = range(1, 101)
CALM = {"faults": False, "problems": False}
DAY = examples.DOWNLOADED
EVENINGS = replace(examples.CAFE_STEP, comes_after=examples.CAFE_STEP.comes)

Writer = Callable[[Path, int], object]


def cafe_step(folder: Path, seed: int) -> None:
    drawn = make_attendance(EVENINGS, seed=seed)
    exports.write_cafe_step(drawn, folder, downloaded=DAY, faults=False)
    exports.write_cafe_step_practice(drawn, folder, downloaded=DAY, **CALM)


def bindeleddet(folder: Path, seed: int) -> None:
    exports.write_bindeleddet(
        make_cohort(examples.BINDELEDDET, seed=seed), folder, faults=False
    )
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
    "netvaerksopbygning": lambda to, seed: exports.write_netvaerksopbygning(
        to, seed=seed, **CALM
    ),
    "processuelle_netvaerksmoeder": lambda to, seed: exports.write_processuelle_netvaerksmoeder(
        to, seed=seed, **CALM
    ),
    "unik": unik,
}


def looks(programme: str, seed: int) -> pd.DataFrame:
    """Return every look of four quarters at one calm practice."""
    with tempfile.TemporaryDirectory() as folder:
        WRITERS[programme](Path(folder), seed)
        study = ek.load(folder, profile=programme)
    rows = []
    for quarter in QUARTERS:
        found = ek.signals(study, quarter)
        new = set(found.raised()[["watch", "about"]].itertuples(index=False, name=None))
        rows += [
            (programme, seed, quarter, one.watch, one.about, round(one.alarm, 6))
            + (int(one.is_concern), int(one.key in new))
            for one in found.looks
        ]
    columns = ["programme", "seed", "quarter", "watch", "about", "stated", "concern", "raised"]
    return pd.DataFrame(rows, columns=columns)


def _looks(which: tuple[str, int]) -> pd.DataFrame:
    return looks(*which)


def draw(programmes: list[str]) -> None:
    """Draw the practices again and keep what was seen, beside what is kept of the others."""
    todo = [(programme, seed) for programme in programmes for seed in SEEDS]
    with ProcessPoolExecutor(2) as pool:
        found = list(pool.map(_looks, todo, chunksize=4))
    old = pd.read_csv(KEPT, keep_default_na=False) if KEPT.exists() else pd.DataFrame()
    if len(old):
        found.append(old[~old["programme"].isin(programmes)])
    whole = pd.concat(found).sort_values(["programme", "seed", "quarter"], kind="stable")
    whole.to_csv(KEPT, index=False, lineterminator="\n")


if __name__ == "__main__":
    draw(sys.argv[1:] or list(WRITERS))
