"""Excel workbooks with the same bytes on every machine and every day.

XlsxWriter stamps the day of writing and marks the archive with the operating system, and
what deflate makes of the parts depends on the zlib at hand. Here the day is fixed, and the
parts are packed anew: stored, not deflated.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile, ZipInfo

import xlsxwriter

__all__ = ["as_datetime", "write_workbook"]

OLDEST_ZIP_DAY = (1980, 1, 1, 0, 0, 0)
PLAIN_FILE = 0o600 << 16


def write_workbook(
    path: Path, fill: Callable[[xlsxwriter.Workbook], None], *, created: dt.date
) -> Path:
    """Write a workbook that is the same byte for byte whenever and wherever it is written.

    Parameters
    ----------
    path : pathlib.Path
        The .xlsx file.
    fill : callable
        Takes the open workbook and adds the sheets.
    created : datetime.date
        The day that stands in the document's properties.

    Returns
    -------
    pathlib.Path
        `path`.
    """
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(buffer, {**options, "default_date_format": "dd-mm-yyyy"})
    book.set_properties({"created": dt.datetime(created.year, created.month, created.day, 12)})
    fill(book)
    book.close()
    path.write_bytes(_stored(buffer.getvalue()))
    return path


def as_datetime(day: dt.date) -> dt.datetime:
    """Return a day as the datetime XlsxWriter takes."""
    return dt.datetime(day.year, day.month, day.day)


def _stored(archive: bytes) -> bytes:
    """Pack the parts of an archive again without compression, date or operating system."""
    packed = io.BytesIO()
    with ZipFile(io.BytesIO(archive)) as source, ZipFile(packed, "w", ZIP_STORED) as target:
        for name in source.namelist():
            part = ZipInfo(name, OLDEST_ZIP_DAY)
            part.create_system = 0
            part.external_attr = PLAIN_FILE
            target.writestr(part, source.read(name))
    return packed.getvalue()
