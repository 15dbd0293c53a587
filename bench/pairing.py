"""First and last reading of a million rows: python -m bench.pairing."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

import evalkit as ek
from bench.readings import readings
from bench.timing import Line, seconds, table
from evalkit.sets.pairing import pair_by_date

ROWS = 1_000_000
# Persons on whom the slow way is timed; it grows at least in proportion.
PART = 1_000
UNIT = ["person", "programme", "scale"]
FLOOR_APPLY = 300


def by_apply(frame: pd.DataFrame) -> pd.DataFrame:
    """Pair as people first write it."""

    def first_and_last(group: pd.DataFrame) -> pd.Series:
        ordered = group.sort_values("date")
        return pd.Series({"pre": ordered["score"].iloc[0], "post": ordered["score"].iloc[-1]})

    return frame.groupby(UNIT, observed=True)[["date", "score"]].apply(first_and_last).reset_index()


def by_sorting(frame: pd.DataFrame) -> pd.DataFrame:
    """Pair in good pandas."""
    groups = frame.sort_values([*UNIT, "date"]).groupby(UNIT, sort=False, observed=True)["score"]
    return groups.agg(pre="first", post="last").reset_index()


def same_numbers(frame: pd.DataFrame) -> None:
    ours = pair_by_date(frame, unit=UNIT).frame.sort_values(UNIT, ignore_index=True)
    for way in (by_apply, by_sorting):
        theirs = way(frame).sort_values(UNIT, ignore_index=True)
        assert np.array_equal(ours[["pre", "post"]].to_numpy(), theirs[["pre", "post"]].to_numpy())


def compared(whole: pd.DataFrame, on: str) -> Iterator[Line]:
    part = whole[whole["person"].isin(whole["person"].unique()[:PART])]
    same_numbers(part)
    ours, sorting, all_of_it = seconds(
        lambda: pair_by_date(whole, unit=UNIT),
        lambda: by_sorting(whole),
        lambda: ek.pre_post(whole, better="higher"),
    )
    (scaled,) = seconds(lambda: by_apply(part), rounds=1)
    scaled *= len(whole) / len(part)
    yield Line("pair_by_date", on, "groupby.apply (scaled)", scaled, ours, FLOOR_APPLY)
    yield Line("pair_by_date", on, "sort_values + groupby.agg", sorting, ours)
    yield Line("pre_post, all of it", on, "sort_values + groupby.agg", sorting, all_of_it)


def lines() -> Iterator[Line]:
    for a_course in (2, 4):
        whole = readings(ROWS, a_course=a_course)
        yield from compared(whole, f"1 M rows, text keys, {a_course} a course")
    codes = whole.astype(dict.fromkeys(UNIT, "category"))
    yield from compared(codes, "1 M rows, coded keys, 4 a course")


if __name__ == "__main__":
    for text in table(lines()):
        print(text)
