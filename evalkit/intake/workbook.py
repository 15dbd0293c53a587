"""Excel workbooks: one sheet as rows of text, and which of its cells are real dates or numbers."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from zipfile import BadZipFile
from zlib import error as ZlibError  # noqa: N812 - an exception under a lower-case name

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

from evalkit.findings import Finding
from evalkit.intake.formulas import cells_without_value
from evalkit.intake.profile import FileRule
from evalkit.intake.raw_sheet import RawSheet, Unreadable

__all__ = ["read_workbook", "sheet_names"]

# Above this a double no longer tells neighbouring whole numbers apart.
_MOST_EXACT = 2**53
# What the two readers raise on a workbook that is cut off, altered or encrypted in part.
_DAMAGED = (
    CalamineError,
    OSError,
    BadZipFile,
    ZlibError,
    EOFError,
    NotImplementedError,
    RuntimeError,
)


def sheet_names(path: Path) -> list[str]:
    """Return the names of a workbook's sheets of cells, in its order.

    Raises
    ------
    Unreadable
        When the file is no workbook.
    """
    return [_composed(name) for name in _names(_opened(path))]


def read_workbook(path: Path, rule: FileRule) -> RawSheet:
    """Read one sheet as rows of cells.

    Parameters
    ----------
    path : Path
        The file.
    rule : FileRule
        Its sheet.

    Returns
    -------
    RawSheet

    Raises
    ------
    Unreadable
        When the file is no workbook, or when the sheet is not there.
    """
    workbook = _opened(path)
    wanted = str(rule.sheet)
    name = next((name for name in _names(workbook) if _composed(name) == wanted), None)
    if name is None:
        raise Unreadable(_no_such_sheet(path, wanted, [*map(_composed, _names(workbook))]))
    try:
        cells = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
        without_value = cells_without_value(path, name)
    except _DAMAGED:
        raise Unreadable(Finding("EK103", file=path.name)) from None
    return RawSheet(
        file=path.name,
        sheet=wanted,
        rows=[[_cell_text(cell) for cell in row] for row in cells],
        machine=[[isinstance(cell, (int, float, date)) for cell in row] for row in cells],
        spoilt=dict.fromkeys(without_value, "EK412"),
    )


def _opened(path: Path) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_path(path)
    except (CalamineError, OSError):
        raise Unreadable(Finding("EK103", file=path.name)) from None


def _names(workbook: CalamineWorkbook) -> list[str]:
    """Return the names of the sheets that have cells; a sheet of one chart has none."""
    return [s.name for s in workbook.sheets_metadata if s.typ == SheetTypeEnum.WorkSheet]


def _no_such_sheet(path: Path, wanted: str, names: list[str]) -> Finding:
    near = get_close_matches(wanted, names, n=1, cutoff=0.6)
    facts = {"wanted": wanted, "count": len(names), "near": near[0] if near else ""}
    return Finding("EK106", file=path.name, facts=facts)


def _composed(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _cell_text(cell: object) -> str:
    """Write a workbook's cell as text: ISO dates, decimal points, no spurious '.0'."""
    if isinstance(cell, str):
        return _composed(cell)
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < _MOST_EXACT else repr(cell)
    if isinstance(cell, datetime):
        is_day = cell.time() == datetime.min.time()
        return cell.date().isoformat() if is_day else cell.isoformat(" ")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)
