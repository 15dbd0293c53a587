"""Formulas without a usable value: errors such as #DIV/0!, and those nobody ever computed.

A reader of values sees an empty cell in both; here they are told apart from cells left empty.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from zipfile import ZipFile, is_zipfile

from evalkit.readers.workbook_parts import column_number, pieces, sheet_part

__all__ = ["Formulas", "cells_without_value"]

_HIT = re.compile(rb"""<f[\s/>]|\st=["']e["']""")
# Looked for first: most sheets have none, and looking for bytes takes next to no time.
_MARKS = (b"<f>", b"<f ", b"<f/", b't="e"', b"t='e'", b"<f\n")
_FORMULA = re.compile(rb"<f[\s/>]")
_START = re.compile(rb"<c[\s>/]")
_PLACE = re.compile(rb"""\br=["']([A-Z]+)([0-9]+)["']""")
_ROW = re.compile(rb"""\br=["']([0-9]+)["']""")
_IS_ERROR = re.compile(rb"""\bt=["']e["']""")
# Excel writes an empty text, ="" say, as a formula of type "str" without a value: that is a value.
_IS_TEXT = re.compile(rb"""\bt=["']str["']""")
_EMPTY_VALUE = re.compile(rb"<v[^>]*>\s*</v>|<v[^>]*/>")


@dataclass
class Formulas:
    """What is known of a sheet's formulas after some of its pieces.

    Attributes
    ----------
    count : int
        Cells with a formula.
    without_value : list of (int, int)
        Row (from 1) and place (from 0) of the formulas without a value, and of other errors.
    rows : int
        Rows seen so far: where they stand when the file does not say.
    """

    count: int = 0
    without_value: list[tuple[int, int]] = field(default_factory=list)
    rows: int = 0

    def take(self, piece: bytes) -> None:
        """Look through the next piece."""
        end = 0
        may_hit = any(mark in piece for mark in _MARKS)
        for hit in _HIT.finditer(piece) if may_hit else ():
            if hit.start() < end:
                continue
            start = max(piece.rfind(b"<c ", end, hit.end()), piece.rfind(b"<c>", end, hit.end()))
            if start < 0:
                continue
            end, attributes, inside = _cell(piece, start)
            has_formula = _FORMULA.search(inside) is not None
            self.count += has_formula
            is_empty = b"<v" not in inside or _EMPTY_VALUE.search(inside) is not None
            never_computed = has_formula and is_empty and not _IS_TEXT.search(attributes)
            if never_computed or _IS_ERROR.search(attributes):
                self.without_value.append(self._place(piece, start, attributes))
        self.rows += piece.count(b"<row")

    def _place(self, piece: bytes, start: int, attributes: bytes) -> tuple[int, int]:
        if place := _PLACE.search(attributes):
            return int(place[2]), column_number(place[1]) - 1
        row = piece.rfind(b"<row", 0, start)
        said = _ROW.search(piece, row, piece.find(b">", row))
        number = int(said[1]) if said else self.rows + piece.count(b"<row", 0, start)
        return number, len(_START.findall(piece, row, start))


def cells_without_value(path: Path, sheet: str) -> list[tuple[int, int]]:
    """Return row (from 1) and place (from 0) of the formulas of a sheet that have no value.

    Parameters
    ----------
    path : Path
        A workbook; the result is empty unless it is .xlsx or .xlsm.
    sheet : str
        The sheet's name, exactly as the workbook has it.
    """
    if not is_zipfile(path):
        return []
    found = Formulas()
    with ZipFile(path) as archive:
        part = sheet_part(archive, sheet)
        for piece in pieces(archive, part) if part else ():
            found.take(piece)
    return found.without_value


def _cell(piece: bytes, start: int) -> tuple[int, bytes, bytes]:
    """Return where a cell ends, its attributes, and what stands inside."""
    inside = piece.find(b">", start) + 1
    if piece[inside - 2 : inside - 1] == b"/":
        return inside, piece[start : inside - 2], b""
    end = piece.find(b"</c>", inside)
    end = len(piece) if end < 0 else end
    return end, piece[start : inside - 1], piece[inside:end]
