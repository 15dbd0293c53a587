"""Where a theory of change stands: texts fit their boxes, and no line crosses a text."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.present.plots.theory_layout import (
    PADDING,
    WIDTH,
    Box,
    Column,
    Label,
    laid_out,
    text_width,
    wrapped,
)
from evalkit.present.plots.theory_routes import (
    Route,
    corridor_room,
    gutter_room,
    routes,
    ways,
)

WORDS = ("netværk", "af", "job-, uddannelses-", "og", "praktik/arbejde", "livsmestringskompetencer")
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join)
COUNTS = st.lists(st.integers(min_value=1, max_value=12), min_size=2, max_size=6)
Drawn = tuple[tuple[Column, ...], tuple[Route, ...]]


@st.composite
def drawn(draw: st.DrawFn) -> Drawn:
    counts = draw(COUNTS)
    stages = [
        [f"n{place}_{number}" for number in range(count)] for place, count in enumerate(counts)
    ]
    names = [name for stage in stages for name in stage]
    pairs = st.tuples(st.sampled_from(names), st.sampled_from(names)).filter(
        lambda pair: pair[0] != pair[1]
    )
    links = draw(st.lists(pairs, max_size=12, unique=True))
    labels = [[Label(name, (draw(TEXTS),)) for name in stage] for stage in stages]
    return arranged(stages, labels, links)


def arranged(
    stages: Sequence[Sequence[str]],
    labels: Sequence[Sequence[Label]],
    links: Sequence[tuple[str, str]],
) -> Drawn:
    made = ways(links, stages)
    columns = laid_out(
        [f"{place}. Skridt på vejen" for place in range(len(stages))],
        labels,
        gutters=gutter_room(made, len(stages)),
        corridor=corridor_room(made),
    )
    return columns, routes(made, columns)


def boxes(columns: Sequence[Column]) -> list[Box]:
    return [box for column in columns for box in (column.head, *column.boxes)]


def crosses(route: Route, box: Box) -> bool:
    """Return whether a line, whose parts are all level or upright, goes through a box."""
    for (x, y), (to_x, to_y) in itertools.pairwise(route.points):
        low, high = sorted((x, to_x)), sorted((y, to_y))
        left, right = low[0] < box.right - 1e-9, low[1] > box.left + 1e-9
        top, bottom = high[0] < box.bottom - 1e-9, high[1] > box.top + 1e-9
        if left and right and top and bottom:
            return True
    return False


@given(drawn())
def test_boxes_lie_side_by_side_and_below_one_another(made: Drawn) -> None:
    for one, other in itertools.combinations(boxes(made[0]), 2):
        beside = one.right <= other.left or other.right <= one.left
        assert beside or one.bottom < other.top or other.bottom < one.top
    assert all(box.left >= 0 and box.right <= WIDTH + 1e-9 for box in boxes(made[0]))


@given(drawn())
def test_every_line_of_text_fits_its_box(made: Drawn) -> None:
    for column in made[0]:
        for box in column.boxes:
            assert max(text_width(line) for line in box.lines) <= box.width - 2 * PADDING + 1e-9


@given(drawn())
def test_a_line_goes_from_box_to_box_and_through_none(made: Drawn) -> None:
    columns, lines = made
    placed = {box.name: box for column in columns for box in column.boxes}
    for route in lines:
        start, end = placed[route.start], placed[route.end]
        for box, (x, y) in ((start, route.points[0]), (end, route.points[-1])):
            assert x in (box.left, box.right)
            assert box.top < y < box.bottom
        assert not [box for box in boxes(columns) if crosses(route, box)]


@given(TEXTS, st.floats(min_value=0.6, max_value=3))
def test_wrapping_loses_no_letter(text: str, width: float) -> None:
    lines = wrapped(text, width)
    assert all(text_width(line) <= width for line in lines)
    joined = "".join(lines).replace(" ", "").replace("-", "")
    assert joined == text.replace(" ", "").replace("-", "")


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("Altid nogen at ringe til 24/7", 1.65, ("Altid nogen at ringe til", "24/7")),
        ("mentor/socialrådgiver", 1.2, ("mentor/", "socialrådgiver")),
        ("Gennemført – og ikke", 0.95, ("Gennemført –", "og ikke")),
        ("uddannelsesinstitutioner", 1.2, ("uddannelsesinsti-", "tutioner")),
    ],
)
def test_where_lines_end(text: str, width: float, lines: tuple[str, ...]) -> None:
    assert wrapped(text, width) == lines


def test_two_links_never_end_on_one_another() -> None:
    stages = [["a"], ["b", "c", "d"]]
    labels = [
        [Label(name, ("To linjer med ord som fylder ud i en boks",)) for name in stage]
        for stage in stages
    ]
    _, lines = arranged(stages, labels, [("a", "b"), ("a", "c"), ("a", "d")])
    starts = sorted(route.points[0][1] for route in lines)
    assert all(later - earlier > 0.04 for earlier, later in itertools.pairwise(starts))


def test_a_link_past_a_column_goes_above_its_boxes() -> None:
    stages = [["a"], ["b"], ["c"]]
    labels = [[Label(name, ("Netværk",)) for name in stage] for stage in stages]
    columns, [line] = arranged(stages, labels, [("a", "c")])
    assert min(y for _, y in line.points) < columns[1].boxes[0].top
    assert min(y for _, y in line.points) > columns[1].head.bottom


def test_a_column_with_much_to_say_is_wider() -> None:
    text = "Udvikling af følelsesmæssig intelligens og meget andet, der skal være plads til"
    much = [Label(f"m{number}", (text,)) for number in range(12)]
    stages = [["a"], [label.name for label in much]]
    columns, _ = arranged(stages, [[Label("a", ("Kort",))], much], [])
    assert columns[1].head.width > columns[0].head.width
