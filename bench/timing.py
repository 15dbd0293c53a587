"""CPU seconds of ways that are timed in turn, and a line of the table."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

ROUNDS = 5
WIDTHS = (28, 36, 40, 10, 10, 8, 7)
HEAD = ("what", "on", "beside", "theirs", "ours", "ratio", "floor")


@dataclass(frozen=True)
class Line:
    """What evalkit does, beside what people use for it.

    `theirs` and `ours` are CPU seconds; `floor` is the least ratio that must hold.
    """

    what: str
    on: str
    beside: str
    theirs: float
    ours: float
    floor: float | None = None

    @property
    def ratio(self) -> float:
        return self.theirs / self.ours

    def __str__(self) -> str:
        numbers = (f"{self.theirs:.3f}", f"{self.ours:.4f}", f"{self.ratio:.1f}")
        floor = ("", "") if self.floor is None else (f"{self.floor:g}", self._held())
        return _row((self.what, self.on, self.beside, *numbers, *floor))

    def _held(self) -> str:
        assert self.floor is not None
        return "held" if self.ratio >= self.floor else "not held"


def table(lines: Iterable[Line]) -> Iterable[str]:
    """Return the lines as text, as soon as each is there."""
    yield _row((*HEAD, ""))
    for line in lines:
        yield str(line)


def seconds(*ways: Callable[[], object], rounds: int = ROUNDS) -> list[float]:
    """Return the median CPU seconds of each way. In turn, so that a busy moment meets all."""
    taken = []
    for _ in range(rounds):
        times = []
        for way in ways:
            began = time.process_time()
            way()
            times.append(time.process_time() - began)
        taken.append(times)
    return [float(one) for one in np.median(taken, axis=0)]


def _row(cells: Iterable[str]) -> str:
    *most, last = cells
    text = [
        cell.ljust(width) if place < 3 else cell.rjust(width)
        for place, (cell, width) in enumerate(zip(most, WIDTHS, strict=True))
    ]
    return ("".join(text) + "  " + last).rstrip()
