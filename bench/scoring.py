"""Scoring a million answers: python -m bench.scoring."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

import evalkit as ek
from bench.timing import Line, seconds, table

PEOPLE, ITEMS = 100_000, 10
# Persons on whom the slow way is timed; it grows at least in proportion.
PART = 1_000
INSTRUMENT, HIGHEST = "rses_2_5_6_8_9", 3
REVERSED = [f"rses_{number}" for number in (2, 5, 6, 8, 9)]
SEED = 20261122
FLOOR_APPLY = 100


def answers(people: int) -> pd.DataFrame:
    """Return a row per person and item."""
    values = np.random.default_rng(SEED).integers(0, HIGHEST + 1, people * ITEMS)
    persons = pd.array([f"p{number:06d}" for number in range(people)], dtype="str")
    items = pd.array([f"rses_{number}" for number in range(1, ITEMS + 1)], dtype="str")
    return pd.DataFrame(
        {
            "person": persons.take(np.repeat(np.arange(people), ITEMS)),
            "item": items.take(np.tile(np.arange(ITEMS), people)),
            "value": values.astype(float),
        }
    )


def by_apply(frame: pd.DataFrame) -> pd.Series:
    """Score as people first write it."""

    def total(group: pd.DataFrame) -> float:
        turned = group["item"].isin(REVERSED)
        return float(group["value"].where(~turned, HIGHEST - group["value"]).sum())

    return frame.groupby("person")[["item", "value"]].apply(total)


def by_pivot(frame: pd.DataFrame) -> pd.Series:
    """Score in good pandas."""
    wide = frame.pivot(index="person", columns="item", values="value")
    wide[REVERSED] = HIGHEST - wide[REVERSED]
    return wide.sum(axis=1)


def by_evalkit(frame: pd.DataFrame) -> pd.DataFrame:
    """Score, with every item and value checked."""
    return ek.score(frame, INSTRUMENT).to_frame()


def lines() -> Iterator[Line]:
    whole = answers(PEOPLE)
    part = whole.iloc[: PART * ITEMS]
    ours = by_evalkit(part).set_index("person")["score"]
    for way in (by_apply, by_pivot):
        assert np.array_equal(ours, way(part).loc[ours.index])
    took, pivot = seconds(lambda: by_evalkit(whole), lambda: by_pivot(whole))
    (scaled,) = seconds(lambda: by_apply(part), rounds=1)
    scaled *= PEOPLE / PART
    on = "1 M answers, 10 items a person"
    yield Line("score", on, "groupby.apply (scaled)", scaled, took, FLOOR_APPLY)
    yield Line("score", on, "pivot + sum", pivot, took)


if __name__ == "__main__":
    for text in table(lines()):
        print(text)
