"""Where the boxes of a theory of change stand, in inches from the upper left corner."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

__all__ = [
    "LINE",
    "SIZE",
    "WIDTH",
    "Box",
    "Column",
    "Label",
    "laid_out",
    "text_width",
    "wrapped",
]

# Points. A page shows pictures 44 rem wide, which are 7.3 inches: there these letters are as large
# as they are here.
SIZE = 8.5
WIDTH = 7.3
POINTS = 72
LINE = 1.22 * SIZE / POINTS
PADDING = 0.07
GAP = 0.1
# Where a column has room left, its boxes stand further apart, but not so far that it falls apart.
MOST_GAP = 0.3
NARROWEST = 1.2
HEAD_GAP = 0.14
# How finely the columns' widths are weighed against one another, and how long.
_STEP = 0.03
_STEPS = 60
# Drawn letters stand on whole dots, and so take a little more room than their outlines say.
_DRAWN = 1.04
# A word may end its line at a hyphen or a slash between letters, with the quotation mark before it;
# one that no line takes is cut before a consonant that a vowel follows, and not within "gr" or
# "bl": not every time where a dictionary would, in Danish and English.
_PIECE = re.compile(r"[^\s/-]*[^\W\d_][^\s\w/-]*[/-]+(?=[^\W\d_])|\S+\s*")
_CUT = re.compile(
    r"(?<=\w\w)(?=[^\W\daeiouyæøå][aeiouyæøå]\w\w)(?!(?<![aeiouyæøå])[rlvj])", re.IGNORECASE
)


@dataclass(frozen=True)
class Label:
    """What stands in a box: its name, and paragraphs of text."""

    name: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Box:
    """A label where it stands."""

    name: str
    lines: tuple[str, ...]
    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.top + self.height


@dataclass(frozen=True)
class Column:
    """A stage where it stands: its heading and its boxes."""

    head: Box
    boxes: tuple[Box, ...]


def laid_out(
    heads: Sequence[str],
    labels: Sequence[Sequence[Label]],
    *,
    gutters: Sequence[float],
    corridor: float,
) -> tuple[Column, ...]:
    """Return the stages side by side.

    Parameters
    ----------
    heads : sequence of str
        What stands above each column.
    labels : sequence of sequence of Label
        What stands in each.
    gutters : sequence of float
        How much room there is after each column but the last, for lines.
    corridor : float
        How much room there is below the headings, for lines that pass whole columns.
    """
    widths = _widths(labels, WIDTH - sum(gutters))
    lefts = [sum(widths[:place]) + sum(gutters[:place]) for place in range(len(widths))]
    lines = [
        wrapped(head, width - 2 * PADDING, bold=True)
        for head, width in zip(heads, widths, strict=True)
    ]
    head_height = 2 * PADDING + LINE * max(len(each) for each in lines)
    top = head_height + HEAD_GAP + corridor
    tallest = max(_height(here, width) for here, width in zip(labels, widths, strict=True))
    return tuple(
        Column(
            Box("", lines[place], lefts[place], 0.0, widths[place], head_height),
            _boxes(here, left=lefts[place], width=widths[place], top=top, room=tallest),
        )
        for place, here in enumerate(labels)
    )


def _boxes(
    labels: Sequence[Label], *, left: float, width: float, top: float, room: float
) -> tuple[Box, ...]:
    spare = room - _height(labels, width)
    gap = min(MOST_GAP, GAP + spare / max(1, len(labels) - 1))
    made = []
    for label in labels:
        lines = _lines(label, width)
        height = 2 * PADDING + LINE * len(lines)
        made.append(Box(label.name, lines, left, top, width, height))
        top += height + gap
    return tuple(made)


def _widths(labels: Sequence[Sequence[Label]], room: float) -> list[float]:
    """Return the columns' widths: no word is cut where that can be, and no column is long."""
    equal = room / len(labels)
    least = [max(NARROWEST, _longest_word(here) + 2 * PADDING) for here in labels]
    if sum(least) > room:
        least = [min(equal, width) for width in least]
    spare = (room - sum(least)) / len(labels)
    widths = [width + spare for width in least]
    best, lowest = list(widths), float("inf")
    for _ in range(_STEPS):
        heights = [_height(here, width) for here, width in zip(labels, widths, strict=True)]
        if max(heights) < lowest:
            best, lowest = list(widths), max(heights)
        taker = heights.index(max(heights))
        givers = [
            place
            for place, width in enumerate(widths)
            if width - _STEP >= least[place] and place != taker
        ]
        if not givers:
            break
        giver = min(givers, key=lambda place: heights[place])
        widths[giver] -= _STEP
        widths[taker] += _STEP
    return best


def _longest_word(labels: Sequence[Label]) -> float:
    return max(
        text_width(piece.rstrip())
        for label in labels
        for text in label.paragraphs
        for piece in _pieces(text)
    )


def _height(labels: Sequence[Label], width: float) -> float:
    lines = sum(len(_lines(label, width)) for label in labels)
    return lines * LINE + len(labels) * (2 * PADDING + GAP) - GAP


def _lines(label: Label, width: float) -> tuple[str, ...]:
    inner = width - 2 * PADDING
    return tuple(line for each in label.paragraphs for line in wrapped(each, inner))


@cache
def wrapped(text: str, width: float, *, bold: bool = False) -> tuple[str, ...]:
    """Return a text in lines that are at most so many inches wide.

    Examples
    --------
    >>> wrapped("Træning af følelses- og adfærdsmæssige kompetencer", 1.5)
    ('Træning af følelses- og', 'adfærdsmæssige', 'kompetencer')
    """
    lines = [""]
    for piece in _pieces(text):
        if text_width((lines[-1] + piece).rstrip(), bold=bold) <= width:
            lines[-1] += piece
            continue
        *cut, last = _cut(piece, width, bold=bold)
        lines += [*cut, last]
    return tuple(line.strip() for line in lines if line.strip())


def _pieces(text: str) -> list[str]:
    """Return words with what follows them, and the parts of those with a hyphen or a slash."""
    return _PIECE.findall(text)


def _cut(word: str, width: float, *, bold: bool) -> list[str]:
    """Return a word in parts that each fit on a line."""
    parts = []
    while text_width(word.rstrip(), bold=bold) > width:
        fits = [
            place
            for place in range(1, len(word))
            if text_width(f"{word[:place]}-", bold=bold) <= width
        ]
        if not fits:
            break
        good = [found.start() for found in _CUT.finditer(word) if found.start() in fits]
        place = good[-1] if good else fits[-1]
        parts.append(f"{word[:place]}-")
        word = word[place:]
    return [*parts, word]


@cache
def text_width(text: str, *, bold: bool = False) -> float:
    """Return how wide a line of text is at most when it is drawn, in inches.

    Examples
    --------
    >>> text_width("iiii") < text_width("mmmm")
    True
    """
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextToPath

    font = FontProperties(family="DejaVu Sans", size=SIZE, weight="bold" if bold else "normal")
    width, _, _ = TextToPath().get_text_width_height_descent(text, font, ismath=False)
    return _DRAWN * float(width) / POINTS
