"""How one file is written: format, encoding, separator, sheet, header rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

__all__ = ["ENCODINGS", "FORMATS", "SEPARATORS", "TEXT_FORMATS", "WORKBOOK_FORMATS", "FileForm"]

FORMATS = ("csv", "xlsx", "xls", "ods", "surveyxact", "spss", "stata", "parquet", "postgresql")
TEXT_FORMATS = ("csv", "surveyxact")
WORKBOOK_FORMATS = ("xlsx", "xls", "ods")

# Codecs by Python's own names; what Danish systems write, the oldest last.
ENCODINGS = (
    "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "iso8859-1", "iso8859-15",
    "mac-roman", "cp850", "cp865",
)  # fmt: skip
# What may stand between cells, and how messages call it.
SEPARATORS = {";": "';'", ",": "','", "\t": "tab", "|": "'|'"}


@dataclass(frozen=True, kw_only=True)
class FileForm:
    """How one file is written.

    Attributes
    ----------
    format : str
        One of `FORMATS`.
    encoding, separator : str
        Of a text file; without an encoding the bytes must be UTF-8 or begin with a mark.
    sheet : str, optional
        Of a workbook; capitals count.
    header_rows : tuple of int
        The rows the names of the columns stand in, the last directly above the records (but for
        `skip_below_header` rows). Several are joined to "upper / lower".
    skip_below_header : int
        Rows between the header and the first record.
    labels : str, optional
        SurveyXact: the file (or, with `sheet`, the sheet) of answer texts.
    query, connection : str, optional
        PostgreSQL: the query, and the environment variable that says where.
    """

    format: str = "csv"
    encoding: str | None = None
    separator: str = ";"
    sheet: str | None = None
    header_rows: tuple[int, ...] = (1,)
    skip_below_header: int = 0
    labels: str | None = None
    query: str | None = None
    connection: str | None = None

    def bare(self) -> FileForm:
        """Return only how the file is written, without what a subclass knows of its content."""
        return FileForm(**{one.name: getattr(self, one.name) for one in fields(FileForm)})

    @property
    def header_row(self) -> int:
        """The row of the header, as messages name it: the lowest of several."""
        return self.header_rows[-1]

    @property
    def first_record(self) -> int:
        """The row of the first record."""
        return self.header_row + self.skip_below_header + 1


# SurveyXact and the statistics programs keep what a code means beside the data.
ValueLabels = Mapping[str, Mapping[str, str]]
