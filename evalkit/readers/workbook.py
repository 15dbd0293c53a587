"""Workbooks: sheets as columns of text, and which of their cells are real dates or numbers."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile, is_zipfile
from zlib import error as ZlibError  # noqa: N812 - an exception under a lower-case name

from evalkit.findings import Finding
from evalkit.readers.file_form import FileForm
from evalkit.readers.grid import composed, grid_sheet
from evalkit.readers.limits import Limits
from evalkit.readers.opendocument import opendocument_formulas
from evalkit.readers.raw_sheet import RawSheet, Unreadable
from evalkit.readers.workbook_facts import (
    SheetFacts,
    count_personal,
    filled_area,
    has_macros,
    sheet_facts,
    sheet_findings,
)

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

__all__ = ["read_workbook", "read_workbook_sheets", "sheet_names"]

_CONTENT_OF_ODS = "content.xml"
# What reading the parts of a damaged archive raises; calamine's own errors come on top.
_DAMAGED = (
    OSError,
    BadZipFile,
    ZlibError,
    EOFError,
    KeyError,
    NotImplementedError,
    RuntimeError,
    ParseError,
    struct.error,
)


def sheet_names(path: Path) -> list[str]:
    """Return the names of a workbook's sheets of cells that can be seen, in its order.

    Raises
    ------
    Unreadable
        When the file is no workbook.
    """
    from python_calamine import SheetVisibleEnum

    opened = _opened(path)
    seen = {s.name for s in opened.sheets_metadata if s.visible == SheetVisibleEnum.Visible}
    return [composed(name) for name in _names(opened) if name in seen]


def read_workbook(path: Path, form: FileForm, limits: Limits | None = None) -> RawSheet:
    """Read one sheet.

    Parameters
    ----------
    path : Path
        The file: .xlsx, .xlsm, .xls or .ods.
    form : FileForm
        Its sheet, and where the header stands.
    limits : Limits, optional
        How many cells at most.

    Returns
    -------
    RawSheet
        With a note on what a spreadsheet hides or adds: hidden sheets, rows and columns, merged
        cells, comments, macros, formulas.

    Raises
    ------
    Unreadable
        When the file is no workbook, has a password, has no such sheet, or has too many cells.
    """
    (read,) = read_workbook_sheets(path, [form], limits)
    if isinstance(read, RawSheet):
        return read
    raise Unreadable(*read)


def read_workbook_sheets(
    path: Path, forms: Sequence[FileForm], limits: Limits | None = None
) -> list[RawSheet | tuple[Finding, ...]]:
    """Read several sheets of one workbook, which is opened once.

    Parameters
    ----------
    path : Path
        The file.
    forms : sequence of FileForm
        One per sheet wanted.
    limits : Limits, optional
        How many cells at most.

    Returns
    -------
    list of RawSheet or tuple of Finding
        One per form: the sheet, or why it cannot be read. What is noted about the whole file
        (hidden sheets, macros) is told with the first sheet read.

    Raises
    ------
    Unreadable
        When the file is no workbook.
    """
    book = _Book(path, limits or Limits())
    about_file = book.findings([str(form.sheet) for form in forms])
    answers: list[RawSheet | tuple[Finding, ...]] = []
    for form in forms:
        try:
            answers.append(book.read(form, about_file))
            about_file = []
        except Unreadable as problem:
            answers.append(problem.findings)
    return answers


class _Book:
    """An opened workbook."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self.path, self.limits = path, limits
        self.file = _safe(path.name)
        self.opened = _opened(path)

    def findings(self, wanted: Sequence[str]) -> list[Finding]:
        """Return what is worth knowing about the file: hidden sheets, macros."""
        from python_calamine import SheetTypeEnum, SheetVisibleEnum

        found = []
        sheets = self.opened.sheets_metadata
        if self._has_macros() or any(s.typ == SheetTypeEnum.MacroSheet for s in sheets):
            found.append(Finding("EK116", self.file))
        for name in map(_safe, _names(self.opened)):
            if name not in _names(self.opened):
                found.append(Finding("EK126", self.file, name, facts={"name": name}))
        hidden = [
            sheet.name
            for sheet in sheets
            if sheet.visible != SheetVisibleEnum.Visible
            and sheet.typ == SheetTypeEnum.WorkSheet
            and composed(sheet.name) not in wanted
        ]
        if hidden:
            personal = sum(count_personal(self._texts(name)) for name in hidden)
            facts = {"count": len(hidden), "personal": personal}
            found.append(Finding("EK120", self.file, facts=facts))
        return found

    def read(self, form: FileForm, about_file: Sequence[Finding]) -> RawSheet:
        """Read one sheet."""
        wanted = str(form.sheet)
        names = _names(self.opened)
        name = next((name for name in names if composed(name) == wanted), None)
        if name is None:
            raise Unreadable(self._no_such_sheet(wanted, [*map(composed, names)]))
        facts = self._facts(name)
        sheet = self._sheet(name)
        rows = self._rows(sheet)
        merged = _merged_below(sheet, form.first_record)
        shown = _safe(wanted)
        about_sheet = sheet_findings(
            facts, file=self.file, sheet=shown, merged=merged, content=_content(sheet)
        )
        return grid_sheet(
            rows,
            form,
            file=self.file,
            sheet=shown,
            spoilt=dict.fromkeys(facts.without_value, "EK412"),
            findings=[*about_file, *about_sheet],
        )

    def _has_macros(self) -> bool:
        if not is_zipfile(self.path):
            return False
        with ZipFile(self.path) as archive:
            return has_macros(archive.namelist())

    def _facts(self, name: str) -> SheetFacts:
        """Return what the XML says; refuse a sheet too large before it is laid out in memory."""
        if not is_zipfile(self.path):
            return SheetFacts()
        try:
            with ZipFile(self.path) as archive:
                if _CONTENT_OF_ODS in archive.NameToInfo:
                    return SheetFacts(formulas=opendocument_formulas(archive, name))
                facts = sheet_facts(archive, name)
                if facts.rows * facts.columns > self.limits.cells:
                    self._check_cells(*filled_area(archive, name))
        except _DAMAGED:
            raise Unreadable(Finding("EK103", self.file)) from None
        return facts

    def _sheet(self, name: str) -> CalamineSheet:
        from python_calamine import CalamineError

        try:
            return self.opened.get_sheet_by_name(name)
        except (CalamineError, *_DAMAGED):
            raise Unreadable(Finding("EK103", self.file)) from None

    def _rows(self, sheet: CalamineSheet) -> Sequence[Sequence[object]]:
        """Return the cells from the first row and column on, whatever stands there."""
        self._check_cells(*_content(sheet))
        return sheet.to_python(skip_empty_area=False) if sheet.end else []

    def _texts(self, name: str) -> list[str]:
        self._facts(name)
        rows = self._rows(self._sheet(name))
        # A number may be a CPR number whose leading zero went.
        return [_as_text(cell) for row in rows for cell in row if cell != ""]

    def _check_cells(self, rows: int, columns: int) -> None:
        if rows * columns > self.limits.cells:
            facts = {"limit": f"cells = {self.limits.cells}"}
            raise Unreadable(Finding("EK113", self.file, facts=facts))

    def _no_such_sheet(self, wanted: str, names: list[str]) -> Finding:
        near = get_close_matches(wanted, names, n=1, cutoff=0.6)
        facts = {
            "wanted": _safe(wanted),
            "count": len(names),
            "near": _safe(near[0]) if near else "",
        }
        return Finding("EK106", self.file, facts=facts)


def _opened(path: Path) -> CalamineWorkbook:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        return CalamineWorkbook.from_path(path)
    except PasswordError:
        raise Unreadable(Finding("EK117", _safe(path.name))) from None
    except (CalamineError, OSError):
        raise Unreadable(Finding("EK103", _safe(path.name))) from None


def _names(workbook: CalamineWorkbook) -> list[str]:
    """Return the names of the sheets that have cells; a sheet of one chart has none."""
    from python_calamine import SheetTypeEnum

    return [s.name for s in workbook.sheets_metadata if s.typ == SheetTypeEnum.WorkSheet]


def _content(sheet: CalamineSheet) -> tuple[int, int]:
    """Return the last row and column with anything in them, from 1."""
    return (sheet.end[0] + 1, sheet.end[1] + 1) if sheet.end else (0, 0)


def _merged_below(sheet: CalamineSheet, first_record: int) -> int:
    """Count merged cells that reach into the records; those of the header only are usual."""
    return sum(end[0] + 1 >= first_record for _, end in sheet.merged_cell_ranges or ())


def _as_text(cell: object) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _safe(name: str) -> str:
    from evalkit.privacy.scan import safe_name

    return safe_name(name)
