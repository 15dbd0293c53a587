"""The way of each line between two boxes: through the gutters, never across a text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evalkit.present.plots.theory_layout import Box, Column

__all__ = ["Route", "Way", "corridor_room", "gutter_room", "routes", "ways"]

# Inches: what a gutter needs beside its lines, how far lines lie from one another, and how near the
# ends of two lines on one edge may come.
GUTTER = 0.26
LANE = 0.07
NEAREST = 0.05
# A line whose ends lie no further apart than this goes straight.
NEARLY = 0.2
EDGE = 0.06
# Texts need the rest of the width.
MOST_GUTTERS = 2.4


@dataclass(frozen=True)
class Way:
    """Which gutters a link goes through.

    Attributes
    ----------
    start, end : str
        The nodes.
    from_side, to_side : {"left", "right"}
        Where it leaves the one box and reaches the other.
    first, last : int
        The gutters at the start and at the end; the same where it passes no whole column.
    """

    start: str
    end: str
    from_side: str
    to_side: str
    first: int
    last: int

    @property
    def is_long(self) -> bool:
        """Whether it passes a whole column, above its boxes."""
        return self.first != self.last


@dataclass(frozen=True)
class Route:
    """The line of a link, corner by corner."""

    start: str
    end: str
    points: tuple[tuple[float, float], ...]


@dataclass
class _Lane:
    """A link's upright part in one gutter, and the heights at which it goes on to either side."""

    way: Way
    to_left: list[float]
    to_right: list[float]

    @property
    def span(self) -> tuple[float, float]:
        ends = [*self.to_left, *self.to_right]
        return min(ends), max(ends)

    def crossings(self, righter: _Lane) -> int:
        """Return how often it is crossed when the other lies to the right of it."""
        low, high = self.span
        other_low, other_high = righter.span
        mine = sum(low < y < high for y in righter.to_left)
        return mine + sum(other_low < y < other_high for y in self.to_right)


def ways(links: Sequence[tuple[str, str]], stages: Sequence[Sequence[str]]) -> tuple[Way, ...]:
    """Return which gutters the links go through.

    Parameters
    ----------
    links : sequence of (str, str)
        From which node to which.
    stages : sequence of sequence of str
        The nodes of each stage.

    Examples
    --------
    >>> ways([("a", "c")], [["a"], ["b"], ["c"]])[0].is_long
    True
    """
    where = {node: place for place, nodes in enumerate(stages) for node in nodes}
    last = len(stages) - 1
    made = []
    for start, end in links:
        here, there = where[start], where[end]
        if here < there:
            way = Way(start, end, "right", "left", here, there - 1)
        elif here > there:
            way = Way(start, end, "left", "right", here - 1, there)
        elif here < last:
            way = Way(start, end, "right", "right", here, here)
        else:
            way = Way(start, end, "left", "left", here - 1, here - 1)
        made.append(way)
    return tuple(made)


def gutter_room(made: Sequence[Way], stages: int) -> list[float]:
    """Return how wide each gutter has to be; many lines lie nearer to one another."""
    lanes = [sum(place in {way.first, way.last} for way in made) for place in range(stages - 1)]
    spare = max(0.0, MOST_GUTTERS - GUTTER * len(lanes))
    lane = min(LANE, spare / sum(lanes)) if sum(lanes) else 0.0
    return [GUTTER + lane * count for count in lanes]


def corridor_room(made: Sequence[Way]) -> float:
    """Return how much room the lines that pass whole columns need above the boxes."""
    return LANE * sum(way.is_long for way in made)


def routes(made: Sequence[Way], columns: Sequence[Column]) -> tuple[Route, ...]:
    """Return the lines of links between boxes that stand where they stand."""
    boxes = {box.name: box for column in columns for box in column.boxes}
    starts, ends = _ports(made, boxes)
    top = min(box.top for box in boxes.values())
    long = [way for way in made if way.is_long]
    heights = {way: top - LANE * (place + 1) for place, way in enumerate(long)}
    lanes: dict[tuple[Way, int], float] = {}
    for gutter in range(len(columns) - 1):
        left, right = columns[gutter].head.right, columns[gutter + 1].head.left
        found = [
            _lane(way, gutter, heights=(starts[way], ends[way]), corridor=heights.get(way, 0.0))
            for way in made
        ]
        here = _ordered([lane for lane in found if lane is not None])
        for place, lane in enumerate(here, start=1):
            share = place / (len(here) + 1)
            lanes[lane.way, gutter] = left + EDGE + (right - left - 2 * EDGE) * share
    return tuple(
        _route(
            way,
            (boxes[way.start], boxes[way.end]),
            heights=(starts[way], ends[way]),
            lanes=(lanes[way, way.first], lanes[way, way.last]),
            corridor=heights.get(way),
        )
        for way in made
    )


def _ports(made: Sequence[Way], boxes: dict[str, Box]) -> tuple[dict[Way, float], dict[Way, float]]:
    """Return the heights at which links leave their boxes and reach others, none on another."""
    starts: dict[Way, float] = {}
    ends: dict[Way, float] = {}
    at_edge: dict[tuple[str, str], list[tuple[float, bool, Way]]] = {}
    for way in made:
        for is_start, node, side, other in (
            (True, way.start, way.from_side, way.end),
            (False, way.end, way.to_side, way.start),
        ):
            ahead = 0.0 if way.is_long else boxes[other].top
            at_edge.setdefault((node, side), []).append((ahead, is_start, way))
    taken: dict[int, list[float]] = {}
    for (node, _), here in at_edge.items():
        box = boxes[node]
        for place, (_, is_start, way) in enumerate(sorted(here, key=lambda one: one[:2]), start=1):
            used = taken.setdefault(way.first if is_start else way.last, [])
            wanted = box.top + box.height * place / (len(here) + 1)
            found = _free(wanted, used, low=box.top + EDGE, high=box.bottom - EDGE)
            used.append(found)
            (starts if is_start else ends)[way] = found
    for way in made:
        if not way.is_long and way.from_side != way.to_side:
            used = [y for y in taken[way.first] if y not in {starts[way], ends[way]}]
            ends[way] = _straight(starts[way], ends[way], box=boxes[way.end], used=used)
    return starts, ends


def _straight(start: float, end: float, *, box: Box, used: Sequence[float]) -> float:
    """Return where a line ends: straight ahead where that is near and free."""
    is_near = abs(start - end) <= NEARLY and box.top + EDGE <= start <= box.bottom - EDGE
    is_free = all(abs(start - other) >= NEAREST for other in used)
    return start if is_near and is_free else end


def _free(wanted: float, used: Sequence[float], *, low: float, high: float) -> float:
    """Return the nearest height to a wanted one that no other line has."""
    steps = [NEAREST / 2 * step * side for step in range(40) for side in (1, -1)]
    for step in steps:
        at = wanted + step
        if low <= at <= high and all(abs(at - other) >= NEAREST for other in used):
            return at
    return wanted


def _lane(way: Way, gutter: int, *, heights: tuple[float, float], corridor: float) -> _Lane | None:
    """Return a link's upright part in a gutter, None where it has none there."""
    if gutter not in {way.first, way.last}:
        return None
    sides: dict[str, list[float]] = {"left": [], "right": []}
    # The box that a line leaves on its right side lies to the left of the gutter.
    opposite = {"left": "right", "right": "left"}
    if gutter == way.first:
        sides[opposite[way.from_side]].append(heights[0])
    if gutter == way.last:
        sides[opposite[way.to_side]].append(heights[1])
    if way.is_long:
        forward = way.first < way.last
        ahead = "right" if (gutter == way.first) == forward else "left"
        sides[ahead].append(corridor)
    return _Lane(way, sides["left"], sides["right"])


def _ordered(lanes: list[_Lane]) -> list[_Lane]:
    """Return lanes from left to right, neighbours swapped until that spares no crossing."""
    made = list(lanes)
    swapped = True
    while swapped:
        swapped = False
        for place in range(len(made) - 1):
            one, other = made[place], made[place + 1]
            if other.crossings(one) < one.crossings(other):
                made[place], made[place + 1] = other, one
                swapped = True
    return made


def _route(
    way: Way,
    ends: tuple[Box, Box],
    *,
    heights: tuple[float, float],
    lanes: tuple[float, float],
    corridor: float | None,
) -> Route:
    """Return a line from edge to edge: out, along its lane, and in; a long one also along above."""
    (start, end), (leaves, reaches), (first, last) = ends, heights, lanes
    points = [(start.right if way.from_side == "right" else start.left, leaves), (first, leaves)]
    if corridor is not None:
        points += [(first, corridor), (last, corridor)]
    points += [(last, reaches), (end.right if way.to_side == "right" else end.left, reaches)]
    return Route(way.start, way.end, tuple(points))
