"""Formulas of an .ods file: how many, and which have no value."""

from __future__ import annotations

from xml.etree import ElementTree
from zipfile import ZipFile

from evalkit.readers.formulas import Formulas

__all__ = ["opendocument_formulas"]

_CONTENT = "content.xml"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TYPE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}value-type"
# LibreOffice's own mark: the format itself has none for an error.
_ERROR_TYPE = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_PIECE = 4 * 2**20


def opendocument_formulas(archive: ZipFile, sheet: str) -> Formulas:
    """Return what is known of the formulas of a sheet.

    Parameters
    ----------
    archive : ZipFile
        An .ods file.
    sheet : str
        The sheet's name, exactly as the workbook has it.
    """
    found = Formulas()
    if not _has(archive, b":formula="):
        return found
    is_wanted, place = False, 0
    with archive.open(_CONTENT) as stream:
        for event, element in ElementTree.iterparse(stream, ("start", "end")):
            if event == "end":
                if element.tag == f"{_TABLE}table-row":
                    found.rows += _times(element, "rows")
                    element.clear()
            elif element.tag == f"{_TABLE}table":
                is_wanted, found.rows = element.get(f"{_TABLE}name") == sheet, 0
            elif element.tag == f"{_TABLE}table-row":
                place = 0
            elif element.tag in _CELLS:
                if is_wanted and element.get(f"{_TABLE}formula") is not None:
                    found.count += 1
                    if element.get(_TYPE) is None or element.get(_ERROR_TYPE) == "error":
                        found.without_value.append((found.rows + 1, place))
                place += _times(element, "columns")
    return found


def _times(element: ElementTree.Element, what: str) -> int:
    """Return how many rows or columns an element stands for: equal neighbours are written once."""
    said = element.get(f"{_TABLE}number-{what}-repeated", "1")
    return int(said) if said.isdecimal() else 1


def _has(archive: ZipFile, words: bytes) -> bool:
    if _CONTENT not in archive.NameToInfo:
        return False
    with archive.open(_CONTENT) as stream:
        rest = b""
        while chunk := stream.read(_PIECE):
            if words in rest + chunk:
                return True
            rest = chunk[-len(words) :]
    return False
