"""A query's rows from PostgreSQL, read in a transaction that cannot write."""

from __future__ import annotations

import os
import re
from array import array
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np
import pyarrow as pa

from evalkit.findings import Finding
from evalkit.readers.column_sheet import LOCAL_TIME, column_sheet
from evalkit.readers.file_form import FileForm
from evalkit.readers.grid import composed
from evalkit.readers.raw_sheet import RawSheet, Unreadable
from evalkit.readers.text_column import TextColumn

if TYPE_CHECKING:
    from psycopg import Connection, Error, ServerCursor
    from psycopg.rows import TupleRow

    from evalkit.readers.limits import Limits

__all__ = ["read_query"]

_CONNECT_SECONDS = 10
_ROWS_AT_A_TIME = 5_000

# PostgreSQL's own numbers for its types (pg_type.oid; they never change).
_BOOLEAN, _PADDED = 16, 1042
_REALS = (700, 701, 1700)
_NUMBERS = (20, 21, 23, 26, *_REALS)
_DATE, _MOMENT, _MOMENT_WITH_ZONE = 1082, 1114, 1184
_DATES = (_DATE, _MOMENT, _MOMENT_WITH_ZONE)
_ZONE = re.compile(r"[+-][0-9]{2}(?::[0-9]{2}){0,2}(?= BC|$)")
_MIDNIGHT = re.compile(r" 00:00:00(?= BC|$)")

# SQLSTATEs, which say what went wrong without a word about data or machines.
_SYNTAX, _NOT_SUPPORTED, _STOPPED = "42601", "0A000", "57014"
_READ_ONLY, _NO_CONNECTION, _NOT_UTF8 = "25006", "08001", "22021"


def read_query(form: FileForm, *, file: str, limits: Limits | None = None) -> RawSheet:
    """Read what a query returns.

    Parameters
    ----------
    form : FileForm
        `query`, one SELECT; and `connection`, the environment variable that holds libpq's
        connection string ("service=evaluation", "host=... dbname=..."). A password belongs in
        the service's password file, and never in a profile.
    file : str
        What the rows are called in findings.
    limits : Limits, optional
        How many cells and seconds the query may take; the usual limits when absent.

    Returns
    -------
    RawSheet
        The header, row 1, is the names of the columns; the first record is row 2. Without ORDER
        BY the database may return rows in another order next time, and so with other row
        numbers. A moment with a zone is Danish local time.

    Raises
    ------
    Unreadable
        EK113 too many cells, EK119 too slow, EK128 no connection, EK129 the query failed; with
        the SQLSTATE and never the server's own words, which can hold values.

    Notes
    -----
    The transaction is read-only, so a query that writes fails in the database (25006), also
    inside a function. Give the role no more than SELECT all the same.
    """
    import psycopg

    from evalkit.readers.limits import Limits

    limits = limits or Limits()
    query = (form.query or "").encode()
    with _connected(form, file, limits) as connection:
        try:
            return _rows(connection, query, file=file, limits=limits)
        except UnicodeDecodeError:
            # A database in SQL_ASCII holds whatever bytes somebody put there.
            _refuse("EK129", file, _named(_NOT_UTF8))
        except psycopg.Error as error:
            if error.sqlstate == _STOPPED:
                _refuse_limit("EK119", file, f"{limits.seconds:g} s")
            _refuse("EK129", file, _reason(connection, query, error))


@contextmanager
def _connected(form: FileForm, file: str, limits: Limits) -> Iterator[Connection[TupleRow]]:
    """Yield a connection in a read-only transaction; it is always closed, and never commits."""
    import psycopg

    where = os.environ.get(form.connection or "", "").strip()
    if not where:
        _refuse("EK128", file, f"{form.connection}: not set")
    settings = {
        "default_transaction_read_only": "on",
        "statement_timeout": str(max(1, int(limits.seconds * 1000))),
        "datestyle": "ISO",
        "intervalstyle": "iso_8601",
        "timezone": LOCAL_TIME,
        "extra_float_digits": "1",
    }
    connection = None
    try:
        connection = psycopg.connect(
            where,
            connect_timeout=_CONNECT_SECONDS,
            client_encoding="utf8",
            application_name="evalkit",
        )
        connection.read_only = True
        for name, value in settings.items():
            connection.execute("SELECT set_config(%s, %s, false)", (name, value))
    except psycopg.errors.ConnectionTimeout:
        _refuse("EK128", file, "timeout")
    except psycopg.Error as error:
        if connection is not None:
            connection.close()
        _refuse("EK128", file, _named(error.sqlstate or _NO_CONNECTION))
    try:
        yield connection
    finally:
        connection.close()


def _rows(connection: Connection[TupleRow], query: bytes, *, file: str, limits: Limits) -> RawSheet:
    """Fetch rows a few thousand at a time, so that memory holds the distinct texts and a number.

    Everything comes as the database writes it: no value is lost on the way through Python, whose
    calendar has no infinity.
    """
    # The database's own time limit starts again with every fetch.
    end = monotonic() + limits.seconds
    with connection.cursor(name="evalkit") as cursor:
        _as_text(cursor)
        cursor.execute(query)
        about = cursor.description or []
        columns = [_Gathered(column.type_code) for column in about]
        fetched = 0
        while rows := cursor.fetchmany(_ROWS_AT_A_TIME):
            fetched += len(rows)
            if fetched * len(columns) > limits.cells:
                _refuse_limit("EK113", file, f"cells = {limits.cells}")
            if monotonic() > end:
                _refuse_limit("EK119", file, f"{limits.seconds:g} s")
            for column, cells in zip(columns, zip(*rows, strict=True), strict=False):
                column.add(cells)
    header = [column.name for column in about]
    return column_sheet(header, [column.column() for column in columns], file=file)


def _as_text(cursor: ServerCursor[TupleRow]) -> None:
    from psycopg.types.string import TextLoader

    for kind in cursor.adapters.types:
        for oid in filter(None, (kind.oid, kind.array_oid)):
            cursor.adapters.register_loader(oid, TextLoader)


class _Gathered:
    """A column while its rows come in."""

    def __init__(self, oid: int) -> None:
        self._oid = oid
        self._known: dict[str | None, int] = {}
        self._codes = array("i")

    def add(self, cells: Sequence[str | None]) -> None:
        known = self._known
        self._codes.extend([known.setdefault(cell, len(known)) for cell in cells])

    def column(self) -> TextColumn:
        marked: dict[tuple[str, bool], int] = {}
        places = []
        for cell in self._known:
            text = "" if cell is None else _written(cell, self._oid)
            mark = bool(text) and self._oid in (*_NUMBERS, *_DATES)
            places.append(marked.setdefault((text, mark), len(marked)))
        codes = np.array(self._codes, dtype=np.int32)
        return TextColumn(
            texts=pa.array([text for text, _ in marked], pa.string()),
            codes=np.array(places, dtype=np.int32)[codes] if len(codes) else codes,
            machine=np.array([mark for _, mark in marked], dtype=bool),
        )


def _written(cell: str, oid: int) -> str:
    """Write a cell as every reader does (see `grid.cell_text`)."""
    if oid == _BOOLEAN:
        return {"t": "true", "f": "false"}.get(cell, cell)
    if oid in _REALS and cell == "NaN":
        return ""
    if oid == _MOMENT_WITH_ZONE:
        cell = _ZONE.sub("", cell)
    if oid in (_MOMENT, _MOMENT_WITH_ZONE):
        return _MIDNIGHT.sub("", cell)
    return composed(cell.rstrip(" ") if oid == _PADDED else cell)


def _reason(connection: Connection[TupleRow], query: bytes, error: Error) -> str:
    """Return the SQLSTATE of a query that failed, and its name.

    A cursor takes nothing but a SELECT and calls everything else a syntax error or unsupported.
    What the database can parse by itself is no such thing: it is a statement that does not
    only read.
    """
    if error.sqlstate in (_SYNTAX, _NOT_SUPPORTED) and _parses(connection, query):
        return _named(_READ_ONLY)
    # Without a SQLSTATE the connection broke.
    return _named(error.sqlstate or _NO_CONNECTION)


def _parses(connection: Connection[TupleRow], query: bytes) -> bool:
    """Whether the database takes a text as one statement; nothing is executed."""
    from psycopg.pq import ExecStatus

    connection.rollback()
    parsed = connection.pgconn.prepare(b"", query)
    return parsed.status == ExecStatus.COMMAND_OK


def _named(sqlstate: str) -> str:
    """Return a SQLSTATE with the name PostgreSQL's manual gives it: "42P01 undefined_table"."""
    from psycopg import errors

    try:
        name = errors.lookup(sqlstate).__name__
    except KeyError:
        return sqlstate
    return f"{sqlstate} {re.sub(r'(?<!^)(?=[A-Z])', '_', name).lower()}"


def _refuse(code: str, file: str, reason: str) -> NoReturn:
    facts: Mapping[str, Any] = {"reason": reason}
    raise Unreadable(Finding(code, file=file, facts=facts)) from None


def _refuse_limit(code: str, file: str, limit: str) -> NoReturn:
    raise Unreadable(Finding(code, file=file, facts={"limit": limit})) from None
