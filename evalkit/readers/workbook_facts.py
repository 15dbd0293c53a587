"""What a workbook has besides values: what is hidden, merged, commented, computed, or empty."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from xml.etree import ElementTree
from zipfile import ZipFile

from evalkit.findings import Finding
from evalkit.readers.formulas import Formulas
from evalkit.readers.workbook_parts import column_number, pieces, related_parts, sheet_part

__all__ = [
    "SheetFacts",
    "count_personal",
    "filled_area",
    "has_macros",
    "sheet_facts",
    "sheet_findings",
]

# A sheet is far larger than its content when it is laid out for this many cells, and for this
# many times as many as have content. Excel keeps a format that was given to a whole column.
LAID_OUT_CELLS = 100_000
LAID_OUT_TIMES = 10

_HIDDEN_ROW = re.compile(rb"""<row\b[^>]*\bhidden=["'](?:1|true)["'][^>]*>""")
_COLUMN = re.compile(rb"<col\b[^>]*>")
_IS_HIDDEN = re.compile(rb"""\bhidden=["'](?:1|true)["']""")
_NUMBER = {
    name: re.compile(rb"""\b%s=["']([0-9]+)["']""" % name) for name in (b"r", b"min", b"max")
}
_LAID_OUT = re.compile(rb"""<dimension\b[^>]*\bref=["'](?:[A-Z]+[0-9]+:)?([A-Z]+)([0-9]+)["']""")
_FILLED = re.compile(rb"""<c\b[^>]*\br=["']([A-Z]+)([0-9]+)["'][^>]*[^/>]>""")
_TEXT_TAGS = ("}t", "}text")


@dataclass
class SheetFacts:
    """What the XML of one sheet says.

    Attributes
    ----------
    formulas : Formulas
        How many, and which have no value.
    hidden_rows : list of int
        From 1.
    hidden_columns : list of (int, int)
        First and last of each run, from 1.
    rows, columns : int
        What the sheet is laid out for; 0 when the file does not say.
    comments : list of str
        Their texts. To be counted and looked through, never kept.
    """

    formulas: Formulas = field(default_factory=Formulas)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    rows: int = 0
    columns: int = 0
    comments: list[str] = field(default_factory=list)

    @property
    def without_value(self) -> list[tuple[int, int]]:
        """Row (from 1) and place (from 0) of the formulas without a value."""
        return self.formulas.without_value


def sheet_facts(archive: ZipFile, sheet: str) -> SheetFacts:
    """Return what the XML of a sheet says besides values.

    Parameters
    ----------
    archive : ZipFile
        An .xlsx or .xlsm file.
    sheet : str
        The sheet's name, exactly as the workbook has it.
    """
    facts = SheetFacts()
    part = sheet_part(archive, sheet)
    if not part:
        return facts
    last = b""
    for piece in pieces(archive, part):
        facts.formulas.take(piece)
        if not facts.rows and (found := _LAID_OUT.search(piece)):
            facts.columns, facts.rows = column_number(found[1]), int(found[2])
        if b"hidden=" in piece:
            _take_hidden(facts, piece)
        last = piece
    row = _NUMBER[b"r"].search(last, max(last.rfind(b"<row "), 0))
    facts.rows = max(facts.rows, int(row[1]) if row else 0)
    for comments in related_parts(archive, part, "comments"):
        facts.comments += _comments(archive, comments)
    return facts


def filled_area(archive: ZipFile, sheet: str) -> tuple[int, int]:
    """Return the last row and column (from 1) with a cell that is not written as empty."""
    rows = columns = 0
    part = sheet_part(archive, sheet)
    for piece in pieces(archive, part) if part else ():
        for found in _FILLED.finditer(piece):
            columns = max(columns, column_number(found[1]))
            rows = max(rows, int(found[2]))
    return rows, columns


def has_macros(names: Iterable[str]) -> bool:
    """Return whether the parts of an archive have macros among them."""
    return any(
        name.lower().endswith("vbaproject.bin") or name.startswith(("xl/macrosheets/", "Basic/"))
        for name in names
    )


def count_personal(texts: Sequence[str]) -> int:
    """Return how many texts hold what looks like a CPR number, an e-mail address or a phone."""
    from evalkit.privacy.scan import scan_distinct

    counts = Counter(texts)
    is_personal = scan_distinct(list(counts))
    return sum(count for count, found in zip(counts.values(), is_personal, strict=True) if found)


def sheet_findings(
    facts: SheetFacts, *, file: str, sheet: str, merged: int, content: tuple[int, int]
) -> list[Finding]:
    """Return what is worth knowing about a sheet.

    Parameters
    ----------
    facts : SheetFacts
        What its XML says.
    file, sheet : str
        As messages may name them.
    merged : int
        Merged cells among the records.
    content : (int, int)
        The last row and column with anything in them.
    """
    rows, columns = content
    found: list[tuple[str, dict[str, object]]] = []
    hidden_rows = sum(row <= rows for row in facts.hidden_rows)
    hidden_columns = sum(
        max(min(last, columns) - first + 1, 0) for first, last in facts.hidden_columns
    )
    if hidden_rows or hidden_columns:
        found.append(("EK121", {"rows": hidden_rows, "columns": hidden_columns}))
    if merged:
        found.append(("EK122", {"count": merged}))
    if facts.comments:
        personal = count_personal(facts.comments)
        found.append(("EK123", {"count": len(facts.comments), "personal": personal}))
    if facts.rows * facts.columns > max(LAID_OUT_CELLS, LAID_OUT_TIMES * rows * columns):
        found.append(("EK124", {"rows": facts.rows, "columns": facts.columns}))
    if facts.formulas.count:
        found.append(("EK127", {"count": facts.formulas.count}))
    return [Finding(code, file, sheet, facts=said) for code, said in found]


def _take_hidden(facts: SheetFacts, piece: bytes) -> None:
    for row in _HIDDEN_ROW.finditer(piece):
        if number := _NUMBER[b"r"].search(row[0]):
            facts.hidden_rows.append(int(number[1]))
    for column in _COLUMN.finditer(piece):
        first, last = (_NUMBER[name].search(column[0]) for name in (b"min", b"max"))
        if first and last and _IS_HIDDEN.search(column[0]):
            facts.hidden_columns.append((int(first[1]), int(last[1])))


def _comments(archive: ZipFile, part: str) -> list[str]:
    texts = []
    with archive.open(part) as stream:
        for _, element in ElementTree.iterparse(stream):
            if element.tag.endswith("}comment"):
                texts.append("".join(t.text or "" for t in element.iter() if _is_text(t)))
                element.clear()
    return texts


def _is_text(element: ElementTree.Element) -> bool:
    return element.tag.endswith(_TEXT_TAGS)
