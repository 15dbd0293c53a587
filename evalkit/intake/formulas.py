"""Formulas without a usable value: errors such as #DIV/0!, and those nobody ever computed.

A reader of values sees an empty cell in both; here they are told apart from cells left empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree
from zipfile import ZipFile, is_zipfile

__all__ = ["cells_without_value"]

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_CELL = re.compile(rb"<c\b([^>]*[^/>])>(.*?)</c>", re.DOTALL)
_PLACE = re.compile(rb'\br="([A-Z]+)([0-9]+)"')
# Excel writes an empty text, ="" say, as a formula of type "str" without a value: that is a value.
_ERROR, _TEXT = b't="e"', b't="str"'
_EMPTY_VALUE = re.compile(rb"<v>\s*</v>|<v\s*/>")


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
    with ZipFile(path) as archive:
        part = _part(archive, sheet)
        if part not in archive.namelist():
            return []
        xml = archive.read(part)
    if _ERROR not in xml and b"<f" not in xml:
        return []
    return list(_places(xml))


def _part(archive: ZipFile, sheet: str) -> str:
    """Return the name of the archive's part that holds a sheet; empty when there is none."""
    folder = PurePosixPath("xl")
    try:
        book = ElementTree.fromstring(archive.read(str(folder / "workbook.xml")))
        links = ElementTree.fromstring(archive.read(str(folder / "_rels" / "workbook.xml.rels")))
    except (KeyError, ElementTree.ParseError):
        return ""
    ids = {s.get("name"): s.get(f"{_OFFICE}id") for s in book.iter(f"{_MAIN}sheet")}
    targets = {r.get("Id"): r.get("Target", "") for r in links.iter(f"{_PACKAGE}Relationship")}
    target = targets.get(ids.get(sheet), "")
    return target.lstrip("/") if target.startswith("/") else str(folder / target)


def _places(xml: bytes) -> Iterator[tuple[int, int]]:
    for match in _CELL.finditer(xml):
        attributes, inside = match.groups()
        is_empty = b"<v" not in inside or _EMPTY_VALUE.search(inside) is not None
        never_computed = b"<f" in inside and is_empty and _TEXT not in attributes
        place = _PLACE.search(attributes)
        if place and (_ERROR in attributes or never_computed):
            yield int(place[2]), _column(place[1])


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1
