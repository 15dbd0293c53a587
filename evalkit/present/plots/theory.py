"""A theory of change: stages from left to right, what stands in them, and what is measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Literal

from evalkit.assessment.theory_of_change import TheoryOfChange
from evalkit.errors import InputError
from evalkit.present.numbers import count_text
from evalkit.present.plots.look import DOT_COLOUR, LINE_COLOUR, SECOND_COLOUR, axes_on
from evalkit.present.plots.theory_layout import (
    LINE,
    PADDING,
    SIZE,
    WIDTH,
    Box,
    Column,
    Label,
    laid_out,
    wrapped,
)
from evalkit.present.plots.theory_routes import Route, corridor_room, gutter_room, routes, ways
from evalkit.present.theory_rows import ShownNode, shown_nodes, with_made_up
from evalkit.present.words import word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_theory", "theory_height"]

# What stands before a text or a count; each is drawn in the legend with its meaning.
MARKS = {"text": "●", "evalkit": "○", "data": "◆"}
_Style = Literal["solid"] | tuple[float, tuple[float, ...]]
_DASHES: _Style = (0, (3.5, 2))
_LINES: dict[str, tuple[_Style, str]] = {
    "text": ("solid", DOT_COLOUR),
    "evalkit": (_DASHES, SECOND_COLOUR),
}
_FRAMES: dict[str, tuple[_Style, str, float]] = {
    "text": ("solid", DOT_COLOUR, 2.2),
    "evalkit": (_DASHES, DOT_COLOUR, 2.2),
    "": ("solid", LINE_COLOUR, 0.7),
}
# What a mark means: frames to the left, the others to the right.
_FRAME_WORDS = {
    "text": "theory_legend_text",
    "evalkit": "theory_legend_evalkit",
    "": "theory_legend_none",
}
_OTHER_WORDS = {
    "link_text": "theory_legend_link_text",
    "link_evalkit": "theory_legend_link_evalkit",
    "data": "theory_legend_data",
}
SAMPLE = 0.34
# How far down a line of text its letters stand.
BASELINE = 0.74
LEGEND_GAP = 0.22
_HEAD = 0.085


@dataclass(frozen=True)
class _Drawing:
    """Everything that is drawn, where it stands, in inches from the upper left corner."""

    columns: tuple[Column, ...]
    routes: tuple[Route, ...]
    bases: dict[tuple[str, str], str]
    nodes: dict[str, ShownNode]
    legend: tuple[tuple[str, Box], ...]
    height: float


def plot_theory(result: TheoryOfChange, *, ax: Axes | None = None, language: str = "da") -> Axes:
    """Draw one programme's theory of change.

    Parameters
    ----------
    result : TheoryOfChange
        From `evalkit.theory_of_change`, of one programme.
    ax : Axes, optional
        Where to draw; new ones as large as the theory needs when it is not given. In a smaller
        place the letters get smaller with the boxes.
    language : {"da", "en"}
        Of texts and legend.

    Returns
    -------
    Axes
        A column for each stage, with a box for each node. A heavy frame and a dot stand for what
        the programme's plan measures (solid where the source says so, dashed where evalkit reads
        it so), a diamond for what the study has readings of, with the number of persons. Lines
        between boxes are solid where the source's text states the link, dashed where evalkit reads
        it so. The legend says so in words.

    Raises
    ------
    InputError
        When the result is of several programmes, or of none with a theory of change, or the
        language is unknown.

    See Also
    --------
    evalkit.figure : the same with caption, alternative text and every node in a table.

    Examples
    --------
    >>> import matplotlib
    >>> matplotlib.use("agg")
    >>> import evalkit as ek
    >>> axes = ek.plot_theory(ek.theory_of_change("unik"), language="en")
    >>> "4. Outcome" in [text.get_text() for text in axes.texts]
    True
    """
    # A caller without a type checker may hand in anything.
    given: object = result
    if not isinstance(given, TheoryOfChange):
        raise InputError(
            f"`result` is a {type(given).__name__}; what ek.theory_of_change(...) returns is "
            f"expected."
        )
    if len(result.programmes) != 1:
        named = ", ".join(one.name for one in result.programmes) or "none has a theory of change"
        raise InputError(
            f"A drawing shows the theory of change of one programme; the result has "
            f"{len(result.programmes)} ({named}). Ask ek.theory_of_change for one that has."
        )
    drawing = _drawing(result, language)
    ax = axes_on(ax, width=WIDTH, height=drawing.height)
    _Pen(ax, drawing).draw()
    return ax


def theory_height(result: TheoryOfChange, *, language: str) -> float:
    """Return how many inches high the drawing of one programme is at its natural width."""
    return _drawing(result, language).height


def _drawing(result: TheoryOfChange, language: str) -> _Drawing:
    nodes = shown_nodes(result, language)
    stages = [
        [node for node in nodes if node.stage == stage.name]
        for stage in (result.programmes[0].theory.stages if result.programmes[0].theory else ())
    ]
    links = [(row["from"], row["to"]) for row in result.links.to_dict("records")]
    made = ways(links, [[node.node for node in here] for here in stages])
    columns = laid_out(
        [here[0].stage_title for here in stages],
        [[_label(node, language) for node in here] for here in stages],
        gutters=gutter_room(made, len(stages)),
        corridor=corridor_room(made),
    )
    lowest = max(box.bottom for column in columns for box in column.boxes)
    meanings = {name: word(key, language) for name, key in {**_FRAME_WORDS, **_OTHER_WORDS}.items()}
    meanings["data"] = with_made_up(meanings["data"], result, language)
    drawn = _drawn(nodes, result.links["basis"].tolist())
    legend = _legend({name: said for name, said in meanings.items() if name in drawn}, top=lowest)
    return _Drawing(
        columns=columns,
        routes=routes(made, columns),
        bases=dict(zip(links, result.links["basis"], strict=True)),
        nodes={node.node: node for node in nodes},
        legend=legend,
        height=max(box.bottom for _, box in legend),
    )


def _label(node: ShownNode, language: str) -> Label:
    title = f"{MARKS[node.basis]} {node.title}" if node.basis else node.title
    if not node.read:
        return Label(node.node, (title,))
    read = word("theory_in_data", language, count=count_text(node.read, language))
    return Label(node.node, (title, f"{MARKS['data']} {read}"))


def _drawn(nodes: list[ShownNode], bases: list[str]) -> set[str]:
    """Return what the legend has to explain: what is drawn, and nothing else."""
    found = {node.basis for node in nodes} | {f"link_{basis}" for basis in bases}
    return found | ({"data"} if any(node.read for node in nodes) else set())


def _legend(meanings: Mapping[str, str], *, top: float) -> tuple[tuple[str, Box], ...]:
    """Return the legend's entries where they stand: two columns, row by row."""
    room = WIDTH / 2
    top += LEGEND_GAP
    placed = []
    sides = [
        [(name, meanings[name]) for name in words if name in meanings]
        for words in (_FRAME_WORDS, _OTHER_WORDS)
    ]
    for row in zip_longest(*sides):
        texts = [wrapped(one[1], room - SAMPLE - 0.25) if one else () for one in row]
        height = 0.06 + LINE * max(len(lines) for lines in texts)
        for place, (one, lines) in enumerate(zip(row, texts, strict=True)):
            if one:
                placed.append((one[0], Box(one[0], lines, place * room, top, room, height)))
        top += height
    return tuple(placed)


class _Pen:
    """Draws a theory of change on axes whose unit is an inch of its natural size."""

    def __init__(self, ax: Axes, drawing: _Drawing) -> None:
        self.ax = ax
        self.drawing = drawing
        ax.set_axis_off()
        ax.set_xlim(-0.02, WIDTH + 0.02)
        ax.set_ylim(drawing.height + 0.02, -0.02)
        ax.set_aspect("equal", anchor="N")
        self.scale = _scale(ax, drawing.height)

    def draw(self) -> None:
        """Draw lines first, so that boxes and texts lie above them."""
        for route in self.drawing.routes:
            self._line(route.points, self.drawing.bases[route.start, route.end])
        columns = self.drawing.columns
        for column, following in zip(columns, [*columns[1:], None], strict=True):
            self._head(column.head, following.head if following else None)
            for box in column.boxes:
                self._box(box, self.drawing.nodes[box.name].basis)
                self._text(box, gid=box.name)
        for name, box in self.drawing.legend:
            self._sample(name, box)
            self._text(box, left=SAMPLE + 0.08, gid=f"legend {name}")

    def _head(self, head: Box, following: Box | None) -> None:
        from matplotlib.patches import Polygon, Rectangle

        corner = (head.left, head.top)
        self.ax.add_patch(
            Rectangle(corner, head.width, head.height, facecolor=DOT_COLOUR, edgecolor="none")
        )
        self._text(head, colour="white", bold=True)
        if following is None:
            return
        middle, half = head.top + head.height / 2, 0.09
        tip, back = following.left - 0.03, following.left - 0.16
        self._stroke([(head.right, middle), (back, middle)], width=3, colour=LINE_COLOUR)
        self.ax.add_patch(
            Polygon(
                [(back, middle - half), (tip, middle), (back, middle + half)], color=LINE_COLOUR
            )
        )

    def _box(self, box: Box, basis: str) -> None:
        from matplotlib.patches import Rectangle

        style, colour, width = _FRAMES[basis]
        self.ax.add_patch(
            Rectangle(
                (box.left, box.top),
                box.width,
                box.height,
                facecolor="white",
                edgecolor=colour,
                linewidth=width * self.scale,
                linestyle=style,
                zorder=3,
            )
        )

    def _text(
        self,
        box: Box,
        *,
        left: float = PADDING,
        colour: str = "black",
        bold: bool = False,
        gid: str | None = None,
    ) -> None:
        # Line by line: a whole paragraph would put lines with a mark further apart than others.
        above = box.top + (box.height - LINE * len(box.lines)) / 2
        for place, line in enumerate(box.lines):
            self.ax.text(
                box.left + left,
                above + LINE * (place + BASELINE),
                line,
                va="baseline",
                color=colour,
                fontsize=SIZE * self.scale,
                fontfamily="DejaVu Sans",
                fontweight="bold" if bold else "normal",
                parse_math=False,
                gid=gid,
                zorder=4,
            )

    def _line(self, points: tuple[tuple[float, float], ...], basis: str) -> None:
        from matplotlib.patches import Polygon

        style, colour = _LINES[basis]
        # A white edge, so that where two lines cross one passes below the other.
        self._stroke(points, width=4, colour="white")
        (x, y), (before, _) = points[-1], points[-2]
        side = -1 if x > before else 1
        self._stroke((*points[:-1], (x + side * _HEAD, y)), width=1.3, colour=colour, style=style)
        self.ax.add_patch(
            Polygon(
                [(x, y), *((x + side * _HEAD, y + up * _HEAD / 2) for up in (1, -1))],
                color=colour,
                zorder=3.5,
            )
        )

    def _stroke(
        self,
        points: tuple[tuple[float, float], ...] | list[tuple[float, float]],
        *,
        width: float,
        colour: str,
        style: _Style = "solid",
    ) -> None:
        from matplotlib.lines import Line2D

        xs, ys = zip(*points, strict=True)
        self.ax.add_line(
            Line2D(xs, ys, color=colour, linewidth=width * self.scale, linestyle=style, zorder=2)
        )

    def _sample(self, name: str, box: Box) -> None:
        """Draw what a legend's entry explains."""
        middle = box.top + box.height / 2
        basis = name.removeprefix("link_")
        if name.startswith("link_"):
            self._line(((box.left, middle), (box.left + SAMPLE, middle)), basis)
            return
        mark = MARKS.get(name, "")
        inner = Box("", (mark,), box.left, middle - 0.08, SAMPLE, 0.16)
        if name != "data":
            self._box(inner, name)
        if mark:
            self._text(inner, left=SAMPLE / 2 - 0.045)


def _scale(ax: Axes, height: float) -> float:
    """Return how large an inch of the drawing is on these axes, once their figure is laid out."""
    figure = ax.get_figure(root=True)
    if figure is None:
        return 1.0
    engine = figure.get_layout_engine()
    if engine is not None:
        engine.execute(figure)
    place = ax.get_position(original=True)
    inches = figure.get_size_inches()
    return float(min(place.width * inches[0] / WIDTH, place.height * inches[1] / height))
