"""How long courses last, many groups: python -m bench.retention."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from bench.timing import Line, seconds, table
from evalkit.estimates.log_rank import log_rank
from evalkit.estimates.survival import kaplan_meier

GROUPS, SIZE = 200, 500
RNG = np.random.default_rng(1)
STAY = RNG.integers(1, 900, GROUPS * SIZE)
SEEN = RNG.integers(30, 900, GROUPS * SIZE)
TIMES, OVER = np.minimum(STAY, SEEN), STAY <= SEEN
GROUP = np.repeat(np.arange(GROUPS), SIZE)
MEMBERS = [np.flatnonzero(number == GROUP) for number in range(GROUPS)]


def ours() -> list[np.ndarray]:
    return [kaplan_meier(TIMES[one], OVER[one]).survival for one in MEMBERS]


def by_statsmodels() -> list[np.ndarray]:
    from statsmodels.duration.survfunc import SurvfuncRight

    found = []
    for one in MEMBERS:
        found.append(SurvfuncRight(TIMES[one], OVER[one].astype(int)).surv_prob)
    return found


def by_pandas() -> list[np.ndarray]:
    """Write the product out on a frame, as people do."""
    frame = pd.DataFrame({"group": GROUP, "time": TIMES, "over": OVER})
    found = []
    for _, here in frame.groupby("group"):
        events = here.groupby("time")["over"].sum()
        at_risk = np.array([(here["time"] >= time).sum() for time in events.index])
        found.append((1 - events / at_risk).cumprod().to_numpy())
    return found


def log_rank_by_statsmodels() -> float:
    from statsmodels.duration.survfunc import survdiff

    return float(survdiff(TIMES, OVER.astype(int), GROUP % 3)[0])


def lines() -> Iterator[Line]:
    for one, other, plain in zip(ours(), by_statsmodels(), by_pandas(), strict=True):
        # statsmodels has places only where somebody ended.
        np.testing.assert_allclose(np.unique(one)[::-1], np.unique(other)[::-1], atol=1e-12)
        np.testing.assert_allclose(one, plain, atol=1e-12)
    test = log_rank(TIMES, OVER, GROUP % 3)
    assert test is not None
    np.testing.assert_allclose(test.statistic, log_rank_by_statsmodels(), rtol=1e-9)
    on = f"{GROUPS} groups of {SIZE}"
    own, library, written = seconds(ours, by_statsmodels, by_pandas, rounds=3)
    yield Line("kaplan_meier", on, "statsmodels SurvfuncRight", library, own)
    yield Line("kaplan_meier", on, "pandas, written out", written, own)
    on = f"{GROUPS * SIZE} courses, 3 groups"
    own, library = seconds(lambda: log_rank(TIMES, OVER, GROUP % 3), log_rank_by_statsmodels)
    yield Line("log_rank", on, "statsmodels survdiff", library, own)


if __name__ == "__main__":
    for text in table(lines()):
        print(text)
