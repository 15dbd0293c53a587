"""What codes mean, and questions with several answers: SurveyXact's ways, and others' alike."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import reduce
from operator import or_

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from evalkit.readers.file_form import ValueLabels
from evalkit.readers.grid import composed
from evalkit.readers.text_column import TextColumn

__all__ = ["MOST_OPTIONS", "answer_texts", "joined", "with_labels"]

_PARTS = 3
_HEADER = ("variable", "code", "label")
# As many columns as one 64-bit number has bits to spare for.
MOST_OPTIONS = 62
_WHOLE = re.compile(r"(-?[0-9]+)\.0+")


def answer_texts(rows: Iterable[Sequence[str]]) -> ValueLabels:
    """Return what codes mean, from rows of variable, code and label.

    Parameters
    ----------
    rows : iterable of sequence of str
        As SurveyXact writes them, without a header. A header "variable;code;label" and an empty
        column after the three are passed over; so are rows without variable, code or label. If
        a code of a variable comes twice the first counts.

    Returns
    -------
    mapping
        Variable to (code to label).

    Examples
    --------
    >>> answer_texts([["who_1", "1", "Hele tiden", ""], ["who_1", "6", "På intet tidspunkt", ""]])
    {'who_1': {'1': 'Hele tiden', '6': 'På intet tidspunkt'}}
    """
    found: dict[str, dict[str, str]] = {}
    for number, row in enumerate(rows):
        parts = [composed(cell).strip() for cell in row[:_PARTS]]
        is_header = number == 0 and tuple(map(str.casefold, parts)) == _HEADER
        if len(parts) < _PARTS or not all(parts) or is_header:
            continue
        variable, code, label = parts
        found.setdefault(variable, {}).setdefault(code, label)
    return found


def with_labels(
    column: TextColumn, labels: Mapping[str, str], wanted: Collection[str]
) -> TextColumn:
    """Replace codes by what they mean, where that is what the profile lists.

    Parameters
    ----------
    column : TextColumn
        Codes, texts, or both; a code may be written "1", "1.0" or " 1".
    labels : mapping
        Code to label.
    wanted : collection of str
        The texts the profile lists. A cell that is one of them already stays as it is, also
        when it is a code.

    Returns
    -------
    TextColumn
        With labels marked as texts, not as a machine's numbers.

    Examples
    --------
    >>> column = TextColumn.of(["1", "2", "9", "Enig"])
    >>> with_labels(column, {"1": "Enig", "2": "Uenig", "9": "Andet"}, ["Enig", "Uenig"]).cells()
    ['Enig', 'Uenig', '9', 'Enig']
    """
    by_code = {_code(code): label for code, label in labels.items()}
    listed = {_plain(text) for text in wanted}
    texts, machine = column.distinct(), column.machine.copy()
    for place, text in enumerate(texts):
        label = by_code.get(_code(text))
        if label is not None and _plain(text) not in listed and _plain(label) in listed:
            texts[place], machine[place] = composed(label), False
    return TextColumn(pa.array(texts, pa.string()), column.codes, machine)


def _plain(text: str) -> str:
    return composed(text).strip()


def _code(text: str) -> str:
    """Write a code in one way: "1.0" and " 1" are "1"; "01" is another code."""
    code = _plain(text)
    whole, point, rest = code.partition(".")
    return (
        whole if point and whole.lstrip("-").isdecimal() and rest and not rest.strip("0") else code
    )


def joined(columns: Mapping[str, TextColumn], chosen: str, separator: str = "; ") -> TextColumn:
    """Join the columns of a question with several answers to one column of text.

    Parameters
    ----------
    columns : mapping
        Label of an answer to its column, all of the same length; at most 62.
    chosen : str
        What stands in a column when its answer was chosen ("1", which "1.0" is too).
    separator : str
        Between the labels.

    Returns
    -------
    TextColumn
        The labels chosen, in the order of the mapping; empty when none was, so somebody who
        chose nothing is not told from somebody who was never asked.

    Raises
    ------
    ValueError
        When there are no columns, or too many.

    Examples
    --------
    >>> family, friends = TextColumn.of(["1", "1", "0"]), TextColumn.of(["0", "1", "0"])
    >>> joined({"Family": family, "Friends": friends}, "1").cells()
    ['Family', 'Family; Friends', '']
    """
    if not 0 < len(columns) <= MOST_OPTIONS:
        found = len(columns)
        raise ValueError(f"{found} columns to join; 1 to {MOST_OPTIONS} are accepted.")
    # One bit a column: each combination is one number, and is written once.
    bits = [_bit(column, chosen, place) for place, column in enumerate(columns.values())]
    patterns, codes = np.unique(reduce(or_, bits), return_inverse=True)
    names = list(columns)
    texts = [
        separator.join(name for place, name in enumerate(names) if pattern >> place & 1)
        for pattern in patterns.tolist()
    ]
    return TextColumn(
        texts=pa.array(texts, pa.string()),
        codes=codes.astype(np.int32),
        machine=np.zeros(len(texts), dtype=bool),
    )


def _bit(column: TextColumn, chosen: str, place: int) -> NDArray[np.int64]:
    sought = _code(chosen)
    is_chosen = np.array([_code(text) == sought for text in column.distinct()], dtype=bool)
    return column.has(is_chosen).astype(np.int64) << np.int64(place)
