"""How long things take, as ratios to what people use: python -m bench.

Ratios matter, absolutes do not. What would take minutes is timed on a part and scaled; it grows at
least in proportion, so the ratio is not flattered. Both ways must give the same numbers.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import pandas as pd

import evalkit as ek
from bench.readings import readings
from evalkit.estimates.effect_sizes import d_z_interval
from evalkit.estimates.exact_tests import signed_rank_test
from evalkit.sets.pairing import pair_by_date

ROWS = 1_000_000
# Persons on whom the slow way is timed.
PART = 1_000
REPEATS = 5
UNIT = ["person", "programme", "scale"]


def seconds(work: Callable[[], object], *, repeats: int = REPEATS) -> float:
    """Return the median CPU time."""
    times = []
    for _ in range(repeats):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return float(np.median(times))


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


def line(what: str, on: str, took: float, ours: float) -> str:
    return f"{what:<30}{on:<32}{took:>12.3f}{took / ours:>8.1f}"


def pairing(whole: pd.DataFrame, on: str) -> list[str]:
    part = whole[whole["person"].isin(whole["person"].unique()[:PART])]
    same_numbers(part)
    ours = seconds(lambda: pair_by_date(whole, unit=UNIT))
    scaled = seconds(lambda: by_apply(part), repeats=1) * len(whole) / len(part)
    return [
        line("pair_by_date", on, ours, ours),
        line("  sort_values + groupby.agg", on, seconds(lambda: by_sorting(whole)), ours),
        line("  groupby.apply (scaled)", on, scaled, ours),
        line(
            "  pre_post, all of it", on, seconds(lambda: ek.pre_post(whole, better="higher")), ours
        ),
    ]


def main() -> None:
    print(f"{'what':<30}{f'on {ROWS:,} rows':<32}{'CPU seconds':>12}{'ratio':>8}")
    for a_course in (2, 4):
        whole = readings(ROWS, a_course=a_course)
        print(*pairing(whole, f"text keys, {a_course} readings a course"), sep="\n")
    codes = dict.fromkeys(UNIT, "category")
    print(*pairing(whole.astype(codes), "coded keys, 4 readings a course"), sep="\n")
    changes = np.arange(1, 201) * np.where(np.arange(200) % 3, 1, -1)
    ranks = seconds(lambda: signed_rank_test(changes))
    limits = seconds(lambda: d_z_interval(0.5, 40))
    print(f"\nsigned_rank_test, 200 changes: {1e3 * ranks:.1f} ms")
    print(f"d_z_interval, n = 40: {1e3 * limits:.1f} ms")


if __name__ == "__main__":
    main()
