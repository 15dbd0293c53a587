"""Cells that hold several rows: two stray quotation marks make all between them one text."""

from __future__ import annotations

import re

__all__ = ["is_several_rows", "line_breaks"]

_LINE_BREAK = re.compile(r"\r\n|\r|\n")
# With fewer a text with a line break may well hold as many separators as a row does.
_FEWEST_SEPARATORS = 2


def is_several_rows(cell: str, separator: str, between: int) -> bool:
    r"""Return whether a cell reads like the rest of one row, whole rows, and part of another.

    Parameters
    ----------
    cell : str
        The text of one cell.
    separator : str
        What stands between cells.
    between : int
        How many separators a row has.

    Examples
    --------
    >>> is_several_rows("x;3\n2;b", ";", 2), is_several_rows("two\nlines", ";", 2)
    (True, False)
    """
    if between < _FEWEST_SEPARATORS:
        return False
    counts = [line.count(separator) for line in _LINE_BREAK.split(cell)]
    pieces = [*counts[1:-1], counts[0] + counts[-1]]
    return len(counts) > 1 and all(piece == between for piece in pieces)


def line_breaks(cell: str) -> int:
    """Return how many line breaks a cell has."""
    return len(_LINE_BREAK.findall(cell))
