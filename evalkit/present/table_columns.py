"""The columns of a table from their labels: texts at the start of a cell, numbers at its end."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from evalkit.present.blocks import TableColumn

__all__ = ["columns"]


def columns(labels: Sequence[str], *, texts: int | Collection[int] = 1) -> tuple[TableColumn, ...]:
    """Return the columns of a table.

    Parameters
    ----------
    labels : sequence of str
        What stands above them.
    texts : int or collection of int
        How many of the first columns hold texts, or the places of those that do; the others hold
        numbers.

    Examples
    --------
    >>> [column.align for column in columns(["Scale", "People"])]
    ['start', 'end']
    """
    places = range(texts) if isinstance(texts, int) else texts
    return tuple(
        TableColumn(label, "start" if place in places else "end")
        for place, label in enumerate(labels)
    )
