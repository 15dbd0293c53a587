"""What Netværksopbygning's coordinator reviews with the young: network maps, goals, well-being."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import numpy as np

from evalkit.synthetic.danish_csv import danish_date
from evalkit.synthetic.items import split_score
from evalkit.synthetic.netvaerksopbygning_plan import Young
from evalkit.synthetic.planted import Row
from evalkit.synthetic.register_days import open_day, open_days_apart, yes_or_no

__all__ = ["goal_rows", "map_rows", "wellbeing_rows"]

# Days from the start to the first map, and between two maps: about half a year.
FIRST_MAP, BETWEEN_MAPS = (7, 21), (170, 190)
UNPAID_CIRCLES = ("Familie", "Venner", "Skole eller arbejde", "Fritid")
PROFESSIONALS = "Fagpersoner"
# Of each kind: at the start, how many stay from map to map, and how many are new on the next.
UNPAID_AT_START, UNPAID_STAY, UNPAID_NEW = (2, 6), 0.92, 1.5
PAID_AT_START, PAID_STAY, PAID_NEW = (2, 5), 0.75, 0.5
CLOSEST = 3
UNKNOWN_PAID = 0.015

FIRST_GOAL, BETWEEN_RATINGS = (28, 49), (70, 86)
NOT_REVIEWED = (dt.date(2026, 7, 1), dt.date(2026, 9, 30))
AREAS = ("Netværk", "Skole eller arbejde", "Fritid", "Hverdag", "Familie")
SET_BY, SET_BY_CHANCES = ("Begge", "Den unge", "Koordinator"), (0.6, 0.25, 0.15)

FIRST_READING, BETWEEN_READINGS = (3, 12), (84, 96)
# WHO-5 as a sum of five items from 0 to 5: the first reading, and the change from one to the next.
WELLBEING, WELLBEING_SPREAD, GAIN, NOISE, MOST_GAINS = 10.5, 3.6, 0.9, 1.7, 5
MISSING_ITEM = 0.01


@dataclass(frozen=True)
class _Tie:
    """One relation on a map."""

    alter: str
    circle: str
    closeness: int

    @property
    def is_paid(self) -> bool:
        """Whether the relation is part of somebody's paid work."""
        return self.circle == PROFESSIONALS


def map_rows(young: list[Young], rng: np.random.Generator) -> list[Row]:
    """Return a row for each relation on each map, map by map."""
    drawn = []
    for one in young:
        days = _reviews(one, rng, first=FIRST_MAP, gap=BETWEEN_MAPS)
        drawn += list(zip(days, _maps(len(days), rng), [one.code] * len(days), strict=True))
    rows = []
    for day, ties, code in sorted(drawn, key=lambda one: (one[0], one[2])):
        for tie in ties:
            is_known = rng.random() >= UNKNOWN_PAID
            rows.append(
                Row(
                    {
                        "Ung": code,
                        "Dato": danish_date(day),
                        "Relation": tie.alter,
                        "Kreds": tie.circle,
                        "Nærhed": str(tie.closeness),
                        "Betalt": yes_or_no(tie.is_paid) if is_known else "",
                    }
                )
            )
    return rows


def _reviews(
    one: Young, rng: np.random.Generator, *, first: tuple[int, int], gap: tuple[int, int]
) -> list[dt.date]:
    """Return the days on which something is reviewed with a young person so far."""
    start = open_day(rng, *(one.started + dt.timedelta(days=n) for n in first))
    return [d for d in open_days_apart(rng, start, one.last_day, gap=gap) if d <= one.last_day]


def _maps(number: int, rng: np.random.Generator) -> list[list[_Tie]]:
    """Return one person's maps, from the first on; the unpaid grow."""
    known = 0
    ties: list[_Tie] = []
    maps = []
    for at in range(number):
        if at == 0:
            unpaid, paid = (int(rng.integers(*many)) for many in (UNPAID_AT_START, PAID_AT_START))
        else:
            ties = [_moved(tie, rng) for tie in ties if rng.random() < _stays(tie)]
            unpaid, paid = (int(rng.poisson(many)) for many in (UNPAID_NEW, PAID_NEW))
        for new in range(unpaid + paid):
            known += 1
            circle = UNPAID_CIRCLES[int(rng.integers(4))] if new < unpaid else PROFESSIONALS
            ties.append(_Tie(f"A{known}", circle, int(rng.integers(1, CLOSEST + 1))))
        maps.append(list(ties))
    return maps


def _stays(tie: _Tie) -> float:
    return PAID_STAY if tie.is_paid else UNPAID_STAY


def _moved(tie: _Tie, rng: np.random.Generator) -> _Tie:
    """Return the relation on the next map: as close, or one step closer or further away."""
    step = int(rng.choice((-1, 0, 1), p=(0.15, 0.6, 0.25)))
    return replace(tie, closeness=int(np.clip(tie.closeness + step, 1, CLOSEST)))


def goal_rows(young: list[Young], rng: np.random.Generator, *, lapse: bool) -> list[Row]:
    """Return a row for each goal each time it was rated, and one for a goal that never was.

    With `lapse` nobody rates a goal in the third quarter of 2026.
    """
    rows = []
    for one in young:
        first = open_day(rng, *(one.started + dt.timedelta(days=n) for n in FIRST_GOAL))
        if first > one.last_day:
            continue
        areas = rng.choice(len(AREAS), size=int(rng.integers(2, 5)), replace=False)
        ratings = open_days_apart(rng, first, one.last_day, gap=BETWEEN_RATINGS)[1:]
        if lapse:
            ratings = [day for day in ratings if not NOT_REVIEWED[0] <= day <= NOT_REVIEWED[1]]
        for number, area in enumerate(areas, start=1):
            goal = {
                "Ung": one.code,
                "Mål": str(number),
                "Område": AREAS[area],
                "Sat den": danish_date(first),
                "Sat af": SET_BY[int(rng.choice(3, p=SET_BY_CHANCES))],
                "Vægt": str(int(rng.integers(1, 4))),
            }
            levels = _levels(len(ratings), rng)
            rated = [
                goal | {"Vurderet den": danish_date(day), "Opnåelse": str(level)}
                for day, level in zip(ratings, levels, strict=True)
            ]
            unrated = goal | {"Vurderet den": "", "Opnåelse": ""}
            rows += [Row(cells, about=first) for cells in rated or [unrated]]
    return rows


def _levels(number: int, rng: np.random.Generator) -> list[int]:
    """Return how far a goal was reached at each rating: from below what is expected, upwards."""
    level = int(rng.integers(-2, 0))
    levels = []
    for _ in range(number):
        levels.append(level)
        level = int(np.clip(level + rng.choice((0, 0, 1, 1, -1)), -2, 2))
    return levels


def wellbeing_rows(young: list[Young], rng: np.random.Generator) -> list[Row]:
    """Return a row for each reading of WHO-5, every third month."""
    found = []
    for one in young:
        level = rng.normal(WELLBEING, WELLBEING_SPREAD)
        days = _reviews(one, rng, first=FIRST_READING, gap=BETWEEN_READINGS)
        for number, day in enumerate(days):
            noisy = level + GAIN * min(number, MOST_GAINS) + rng.normal(0, NOISE)
            total = int(np.clip(round(noisy), 0, 25))
            found.append((day, one.code, split_score(total, items=5, low=0, high=5, rng=rng)))
    rows = []
    for day, code, answers in sorted(found):
        row = Row({"Ung": code, "Dato": danish_date(day)})
        for item, answer in enumerate(answers, start=1):
            header = f"WHO-5 spm. {item}"
            if rng.random() < MISSING_ITEM:
                row.spoil(header, "", what="one item left blank", kind="missing_item")
            else:
                row.cells[header] = str(answer)
        rows.append(row)
    return rows
