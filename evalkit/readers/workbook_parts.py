"""The parts of an .xlsx or .xlsm file: which one holds a sheet, and its XML piece by piece."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from xml.etree import ElementTree
from zipfile import ZipFile

__all__ = ["column_number", "pieces", "related_parts", "sheet_part"]

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
# The same in files saved as "Strict Open XML".
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_LINKS = ("officeDocument/2006/relationships}id", "ooxml/officeDocument/relationships}id")
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_BOOK = "xl/workbook.xml"
_PIECE = 4 * 2**20
# Rows end long before this; without it, a part that never has a row would be copied for ever.
_LONGEST = 64 * 2**20
# Some programs write every name with a prefix: <x:row>.
_ROOT = re.compile(rb"<(\w+:)?worksheet\b")


def column_number(letters: bytes) -> int:
    """Return the number of a column, from 1, by its letters."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def sheet_part(archive: ZipFile, sheet: str) -> str:
    """Return the name of the part that holds a sheet; empty when there is none.

    Parameters
    ----------
    archive : ZipFile
        A workbook.
    sheet : str
        The sheet's name, exactly as the workbook has it.
    """
    try:
        book = ElementTree.fromstring(archive.read(_BOOK))
    except (KeyError, ElementTree.ParseError):
        return ""
    targets = _targets(archive, _BOOK)
    for tag in (f"{_MAIN}sheet", f"{_STRICT}sheet"):
        for entry in book.iter(tag):
            if entry.get("name") == sheet:
                link = next((v for k, v in entry.items() if k.endswith(_LINKS)), "")
                part = targets.get(link, ("", ""))[0]
                return part if part in archive.NameToInfo else ""
    return ""


def related_parts(archive: ZipFile, part: str, kind: str) -> list[str]:
    """Return the parts of one kind ("comments") that a part points to and the archive has."""
    return [
        target
        for target, of_kind in _targets(archive, part).values()
        if of_kind.endswith(f"/{kind}") and target.endswith(".xml") and target in archive.NameToInfo
    ]


def pieces(archive: ZipFile, part: str) -> Iterator[bytes]:
    """Yield a sheet's XML, without prefixes, in pieces that begin where a row begins.

    A sheet may unpack to gigabytes: there is never more than a piece of it in memory.
    """
    rest, prefix = b"", None
    with archive.open(part) as stream:
        while chunk := stream.read(_PIECE):
            if prefix is None:
                found = _ROOT.search(chunk)
                prefix = (found[1] if found else None) or b""
            rest += chunk
            cut = rest.rfind(b"<" + prefix + b"row")
            if cut <= 0:
                cut = len(rest) if len(rest) > _LONGEST else 0
            if cut:
                yield _plain(rest[:cut], prefix)
                rest = rest[cut:]
    yield _plain(rest, prefix or b"")


def _plain(xml: bytes, prefix: bytes) -> bytes:
    if not prefix:
        return xml
    return xml.replace(b"<" + prefix, b"<").replace(b"</" + prefix, b"</")


def _targets(archive: ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """Return what a part points to inside the archive: identifier to (part, kind)."""
    folder, name = posixpath.split(part)
    try:
        links = ElementTree.fromstring(archive.read(f"{folder}/_rels/{name}.rels"))
    except (KeyError, ElementTree.ParseError):
        return {}
    return {
        link.get("Id", ""): (_inside(folder, link.get("Target", "")), link.get("Type", ""))
        for link in links.iter(_PACKAGE)
        if link.get("TargetMode") != "External"
    }


def _inside(folder: str, target: str) -> str:
    whole = target if target.startswith("/") else f"{folder}/{target}"
    return posixpath.normpath(whole).lstrip("/")
