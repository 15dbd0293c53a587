"""Reliable change for a million people against what people write: python -m bench.reliable."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pandas as pd

import evalkit as ek
from bench.timing import Line, seconds, table
from evalkit.estimates.reliable_change import jacobson_truax

PEOPLE = 1_000_000
# Persons on whom the slow way is timed; it grows in proportion.
PART = 20_000
FLOOR_APPLY = 100
SEED = 20261122
RELIABILITY, SD, CUTOFF, Z = 0.85, 18.0, 50.0, 1.959963984540054
UNIT = SD * math.sqrt(2 * (1 - RELIABILITY))


def people(many: int) -> pd.DataFrame:
    """Return so many people with two scores in steps of 4."""
    rng = np.random.default_rng(SEED)
    pre = 4.0 * rng.integers(0, 26, many)
    post = np.clip(pre + 4.0 * rng.integers(-8, 12, many), 0, 100)
    return pd.DataFrame({"person": [f"p{n:07d}" for n in range(many)], "pre": pre, "post": post})


def by_apply(frame: pd.DataFrame) -> pd.Series:
    """Judge as people first write it: row by row."""

    def judge(row: pd.Series) -> str:
        rci = (row["post"] - row["pre"]) / UNIT
        if rci > Z:
            return "recovered" if row["pre"] <= CUTOFF < row["post"] else "improved"
        if rci < -Z:
            return "harmed" if row["post"] <= CUTOFF < row["pre"] else "deteriorated"
        return "unchanged"

    return frame.apply(judge, axis=1)


def by_select(frame: pd.DataFrame) -> np.ndarray:
    """Judge in good pandas."""
    rci = (frame["post"] - frame["pre"]) / UNIT
    up = (frame["pre"] <= CUTOFF) & (frame["post"] > CUTOFF)
    down = (frame["pre"] > CUTOFF) & (frame["post"] <= CUTOFF)
    better, worse = rci > Z, rci < -Z
    return np.select(
        [better & up, better, worse & down, worse],
        ["recovered", "improved", "harmed", "deteriorated"],
        "unchanged",
    )


def by_index(frame: pd.DataFrame) -> np.ndarray:
    """Judge by the kernel alone: index and side, no cut-off."""
    pre = frame["pre"].to_numpy()
    index = jacobson_truax(sd=SD, reliability=RELIABILITY)
    return index.direction(index.of(pre, frame["post"].to_numpy() - pre))


def by_evalkit(compared: object) -> pd.DataFrame:
    """Judge pairs that are there, with counts, shares, what error gives, and everybody's row."""
    result = ek.reliable_change(
        compared, reliability=RELIABILITY, better="instrument", sd=SD, cutoff=CUTOFF
    )
    return result.to_frame()


def paired(frame: pd.DataFrame) -> ek.PrePost:
    long = frame.melt("person", ["pre", "post"], var_name="wave", value_name="score")
    return ek.pre_post(long.assign(scale="who5"), waves=("pre", "post"))


def lines() -> Iterator[Line]:
    """All ways must say the same of everybody before they are timed."""
    whole = people(PEOPLE)
    part = whole.iloc[:PART]
    ours = by_evalkit(paired(part)).set_index("person")["category"].astype(str)
    theirs = part.assign(judged=by_apply(part)).set_index("person")["judged"]
    assert (ours.loc[theirs.index] == theirs).all()
    assert (by_select(part) == theirs.to_numpy()).all()
    compared = paired(whole)
    took, index, select = seconds(
        lambda: by_evalkit(compared), lambda: by_index(whole), lambda: by_select(whole)
    )
    (scaled,) = seconds(lambda: by_apply(part), rounds=1)
    scaled *= PEOPLE / PART
    on = "1 M people"
    yield Line("reliable_change", on, "DataFrame.apply (scaled)", scaled, took, FLOOR_APPLY)
    yield Line("reliable_change", on, "np.select in pandas", select, took)
    yield Line("  index and side alone", on, "np.select in pandas", select, index)


if __name__ == "__main__":
    for text in table(lines()):
        print(text)
