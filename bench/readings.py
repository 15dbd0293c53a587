"""Made-up readings of any number, for timing only."""

from __future__ import annotations

import numpy as np
import pandas as pd

SCALES, SEED = 5, 20261122


def readings(rows: int, *, a_course: int) -> pd.DataFrame:
    """Return so many rows in no order: persons with five scales, each read `a_course` times."""
    rng = np.random.default_rng(SEED)
    number = np.arange(rows)
    reading, rest = number % a_course, number // a_course
    day = reading * 90 + rng.integers(0, 30, rows)
    frame = pd.DataFrame(
        {
            "person": pd.array([f"p{person:07d}" for person in rest // SCALES], dtype="str"),
            "programme": pd.array(["unik"] * rows, dtype="str"),
            "scale": pd.array([f"s{scale}" for scale in rest % SCALES], dtype="str"),
            "date": (np.datetime64("2025-01-01") + day).astype("datetime64[s]"),
            "score": rng.integers(0, 101, rows).astype(float),
        }
    )
    return frame.iloc[rng.permutation(rows)].reset_index(drop=True)
