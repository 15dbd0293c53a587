"""Where the relations of a network map stand: slices by sector, rings by closeness."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pandas as pd

from evalkit.monitoring.network_map import NetworkMap

__all__ = ["GAP", "HUB", "Ring", "Slice", "Spot", "laid_out_map"]

# The whole map has radius 1; the person in the middle takes this much of it.
HUB = 0.17
# More different closenesses than this are put together into as many rings of equal width.
MOST_RINGS = 5
# Room about a mark, in its own size.
_ROOM = 1.14
# At the top there is room for what the rings stand for: half of its angle, in radians.
GAP = math.radians(13)
# A slice with one relation still holds its name.
_LEAST_NEED = 1.6


@dataclass(frozen=True)
class Ring:
    """One ring: the closenesses it holds (from low to high; None where not noted) and its radii."""

    low: float | None
    high: float | None
    inner: float
    outer: float

    @property
    def middle(self) -> float:
        """Half way between its radii."""
        return (self.inner + self.outer) / 2

    def holds(self, closeness: float) -> bool:
        """Whether a closeness, missing where it is not noted, belongs on the ring."""
        if self.low is None or self.high is None:
            return math.isnan(closeness)
        return self.low <= closeness <= self.high


@dataclass(frozen=True)
class Slice:
    """One sector: its name and its angles, in radians, clockwise from the top."""

    sector: str
    start: float
    end: float

    @property
    def middle(self) -> float:
        """Half way between its angles."""
        return (self.start + self.end) / 2


@dataclass(frozen=True)
class Spot:
    """One relation: its number and where it stands."""

    number: int
    x: float
    y: float
    size: float
    sector: str
    ring: int
    pay: str
    fate: str


def laid_out_map(result: NetworkMap) -> tuple[list[Ring], list[Slice], list[Spot]]:
    """Return the rings from the inside, the slices from the top clockwise, and the relations.

    Parameters
    ----------
    result : NetworkMap
        From `evalkit.network_map`. Of a compared one all relations of both maps: who went stands
        where they stood.
    """
    ties = _drawn(result)
    rings = _rings(result.levels, has_unknown=bool(ties["closeness"].isna().any()))
    ties["ring"] = [
        next(place for place, ring in enumerate(rings) if ring.holds(level))
        for level in ties["closeness"]
    ]
    size = _mark_size(len(ties))
    slices = _slices(result.sectors, ties, rings, size=size)
    spots = []
    for one in slices:
        for place, ring in enumerate(rings):
            here = ties[(ties["sector"] == one.sector) & (ties["ring"] == place)]
            spots += _placed(here.to_dict("records"), one, ring, size=size)
    return rings, slices, sorted(spots, key=lambda spot: spot.number)


def _drawn(result: NetworkMap) -> pd.DataFrame:
    """Return each relation as it is now, or as it was for who went."""
    ties = result.to_frame()
    went = ties["fate"] == "went"
    for name in ("sector", "closeness", "paid"):
        ties[name] = ties[name].mask(went, ties[f"{name}_before"])
    pay = {True: "paid", False: "unpaid"}
    ties["pay"] = [
        "unknown" if pd.isna(paid) else pay[bool(paid)] for paid in ties["paid"].astype("object")
    ]
    return ties


def _rings(levels: Sequence[float], *, has_unknown: bool) -> list[Ring]:
    ends: list[tuple[float | None, float | None]] = [(level, level) for level in levels]
    if len(levels) > MOST_RINGS:
        high, low = levels[0], levels[-1]
        step = (high - low) / MOST_RINGS
        # A closeness on a cut belongs to the closer ring.
        place = [min(int((high - level) / step - 1e-9), MOST_RINGS - 1) for level in levels]
        parts = [
            [level for level, own in zip(levels, place, strict=True) if own == ring]
            for ring in range(MOST_RINGS)
        ]
        ends = [(min(part), max(part)) for part in parts if part]
    if has_unknown or not ends:
        ends.append((None, None))
    shares = [_share(place, low) for place, (low, _) in enumerate(ends)]
    edges = [HUB + (1 - HUB) * sum(shares[:place]) / sum(shares) for place in range(len(ends) + 1)]
    return [
        Ring(low, high, inner, outer)
        for (low, high), (inner, outer) in zip(ends, pairwise(edges), strict=True)
    ]


def _share(place: int, low: float | None) -> float:
    """Return how wide a ring is: the innermost wider, as it is short; the unknown narrower."""
    return 1.3 if place == 0 else 0.75 if low is None else 1.0


def _mark_size(count: int) -> float:
    """Return the diameter of a mark: smaller where there are many."""
    return 0.145 if count <= 12 else 0.12 if count <= 26 else 0.1


def _rows_at_most(ring: Ring, size: float) -> int:
    return max(1, int((ring.outer - ring.inner) / (size * 1.02)))


def _slices(
    sectors: Sequence[str], ties: pd.DataFrame, rings: list[Ring], *, size: float
) -> list[Slice]:
    """Return the slices: as wide as the fullest of their rings needs."""
    needs = []
    for sector in sectors:
        own = ties[ties["sector"] == sector]
        here = [
            int((own["ring"] == place).sum()) / (_rows_at_most(ring, size) * ring.middle)
            for place, ring in enumerate(rings)
        ]
        needs.append(max([*here, _LEAST_NEED]) + 0.8)
    found, start = [], GAP
    for sector, need in zip(sectors, needs, strict=True):
        end = start + (2 * math.pi - 2 * GAP) * need / sum(needs)
        found.append(Slice(sector, start, end))
        start = end
    return found


def _placed(ties: list[dict[Any, Any]], one: Slice, ring: Ring, *, size: float) -> list[Spot]:
    """Return the relations of one slice and ring, in as few rows as hold them."""
    if not ties:
        return []
    most = _rows_at_most(ring, size)
    rows = next(
        (k for k in range(1, most) if sum(_capacities(one, ring, size=size, rows=k)) >= len(ties)),
        most,
    )
    radii = _radii(ring, size, rows)
    room = _capacities(one, ring, size=size, rows=rows)
    held = [0] * rows
    for _ in ties:
        fullest = min(range(rows), key=lambda row: (held[row] + 0.5) / room[row])
        held[fullest] += 1
    spots, waiting = [], iter(ties)
    for radius, count in zip(radii, held, strict=True):
        pad = min(size * 0.62 / radius, (one.end - one.start) / 2.2)
        width = one.end - one.start - 2 * pad
        for place in range(count):
            angle = one.start + pad + width * (place + 0.5) / count
            tie = next(waiting)
            x, y = radius * math.sin(angle), radius * math.cos(angle)
            spots.append(
                Spot(
                    int(tie["number"]), x, y, size, one.sector, tie["ring"], tie["pay"], tie["fate"]
                )
            )
    return spots


def _radii(ring: Ring, size: float, rows: int) -> list[float]:
    if rows == 1:
        return [ring.middle]
    low, high = ring.inner + size * 0.53, ring.outer - size * 0.53
    return [low + (high - low) * row / (rows - 1) for row in range(rows)]


def _capacities(one: Slice, ring: Ring, *, size: float, rows: int) -> list[int]:
    """Return how many marks each row holds."""
    found = []
    for radius in _radii(ring, size, rows):
        width = one.end - one.start - 2 * size * 0.62 / radius
        found.append(max(1, int(max(width, 0.0) * radius / (size * _ROOM))))
    return found
