"""T scores of goal attainment scaling beside the formula worked out by hand; no script of R."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd
from agreement import Compared

import evalkit as ek

_FORMULA = "by hand (Kiresuk & Sherman 1968)"
# Attainments; weights, or none; T. The root is that of (1 - .3) sum of w^2 + .3 (sum of w)^2.
_BY_HAND = {
    "one goal much less than expected": ((-2,), (), 50 - 20),
    "three as expected": ((0, 0, 0), (), 50.0),
    "two a little more": ((1, 1), (), 50 + 20 / math.sqrt(2.6)),
    "three a little more": ((1, 1, 1), (), 50 + 30 / math.sqrt(4.8)),
    "five much more": ((2,) * 5, (), 50 + 100 / math.sqrt(11)),
    "two with weights": ((1, -1), (3, 1), 50 + 20 / math.sqrt(11.8)),
    # The goals of an example of the R package gasr, which was not run: sum of w x is 7, root 14.
    "six with weights": ((-2, 0, -1, 2, 0, 1), (3, 5, 1, 4, 2, 6), 50 + 70 / 14),
}


def compared() -> Iterator[Compared]:
    for case, (attained, weights, theirs) in _BY_HAND.items():
        ours = _t(attained, weights)
        yield Compared(
            "T of goal attainment scaling", "ek.goal_attainment", _FORMULA, case, ours, theirs
        )


def _t(attained: tuple[int, ...], weights: tuple[int, ...]) -> float:
    """Return the T score of one person whose goals were rated once."""
    goals = pd.DataFrame(
        {
            "person": "a",
            "goal": [f"g{number}" for number in range(len(attained))],
            "set_on": "2026-01-05",
            "weight": weights or None,
            "date": "2026-03-01",
            "attainment": attained,
        }
    )
    scores = ek.goal_attainment(goals, as_of="2026Q3").t_scores().set_index("quantity")
    return float(scores["mean"]["t"])
