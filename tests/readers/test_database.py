"""Queries against a real PostgreSQL server."""

import psycopg
import pytest

from evalkit.readers.database import read_query
from evalkit.readers.file_form import FileForm
from evalkit.readers.limits import Limits
from evalkit.readers.raw_sheet import Unreadable

WHERE = "EVALKIT_TEST_DATABASE"
# Not FROM generate_series(): that is written out on disk first.
FOREVER = "SELECT generate_series(1, 1000000000) AS n, 1 AS one"
TABLE = """
    DROP TABLE IF EXISTS readings;
    CREATE TABLE readings (
        nr text, padded char(6), score integer, mean numeric(5, 2), share double precision,
        small real, day date, stamp timestamp, moment timestamptz, done boolean, tags text[]
    );
    INSERT INTO readings VALUES
        ('0101', 'ab', 3, 2.50, 0.1, 2.3, '2026-01-02', '2026-01-02 00:00', '2026-06-30 22:30+00',
         true, '{a,b}'),
        ('å', 'c', NULL, 'NaN', 'NaN', 3, 'infinity', '2026-01-02 03:04:05.5',
         '2026-01-01 12:00+00', false, NULL),
        (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
        ('0103', NULL, -1, 0, 1e-7, NULL, '0044-03-15 BC', NULL, NULL, NULL, '{}');
    CREATE OR REPLACE FUNCTION writes() RETURNS integer LANGUAGE sql AS
        $$ INSERT INTO readings (nr) VALUES ('0199') RETURNING 1 $$;
    CREATE OR REPLACE FUNCTION talks() RETURNS integer LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'person 0101701234 is not there'; END $$;
"""


@pytest.fixture
def database(postgres, monkeypatch):
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(TABLE)
        monkeypatch.setenv(WHERE, postgres)
        yield connection


def form(query, connection=WHERE):
    return FileForm(format="postgresql", query=query, connection=connection)


def read(query, **options):
    return read_query(form(query), file="readings", **options)


def refused(query, **options):
    with pytest.raises(Unreadable) as caught:
        read(query, **options)
    (finding,) = caught.value.findings
    assert finding.file == "readings"
    return finding.code, finding.facts.get("reason", finding.facts.get("limit"))


def test_every_type_is_written_as_every_reader_writes_it(database, cells_of):
    raw = read("SELECT * FROM readings")
    assert cells_of(raw) == {
        "nr": ["0101", "å", "0103"],
        "padded": ["ab", "c", ""],
        "score": ["3", "", "-1"],
        "mean": ["2.50", "", "0.00"],
        "share": ["0.1", "", "1e-07"],
        "small": ["2.3", "3", ""],
        "day": ["2026-01-02", "infinity", "0044-03-15 BC"],
        "stamp": ["2026-01-02", "2026-01-02 03:04:05.5", ""],
        # Half past midnight in Copenhagen is another day, and another quarter, than in London.
        "moment": ["2026-07-01 00:30:00", "2026-01-01 13:00:00", ""],
        "done": ["true", "false", ""],
        "tags": ["{a,b}", "", "{}"],
    }
    assert raw.rows.tolist() == [2, 3, 5]
    assert (raw.blank, raw.last, raw.is_grid, raw.sheet) == ([4], 5, True, "")


def test_numbers_and_dates_are_marked(database):
    raw = read("SELECT nr, score, mean, day, moment, done FROM readings WHERE nr = '0101'")
    marks = [column.has(column.machine).tolist() for column in raw.columns]
    assert marks == [[False], [True], [True], [True], [True], [False]]


def test_a_table_without_rows_still_has_a_header(database):
    raw = read("SELECT nr, score AS nr FROM readings WHERE false;")
    assert raw.head == [["nr", "nr"]]
    assert [len(column) for column in raw.columns] == [0, 0]
    assert raw.last == 1


def test_rows_come_in_the_order_of_the_query_also_in_several_fetches(database, cells_of):
    raw = read("SELECT n, n % 7 AS seven FROM generate_series(1, 12345) AS n ORDER BY n DESC")
    assert cells_of(raw)["n"] == [str(n) for n in range(12345, 0, -1)]
    assert cells_of(raw)["seven"][:2] == [str(12345 % 7), str(12344 % 7)]
    assert len(raw.columns[1].texts) == 7


@pytest.mark.parametrize(
    "query",
    [
        "INSERT INTO readings (nr) VALUES ('0199')",
        "INSERT INTO readings (nr) VALUES ('0199') RETURNING nr",
        "WITH new AS (INSERT INTO readings (nr) VALUES ('0199') RETURNING nr) SELECT * FROM new",
        "UPDATE readings SET nr = '0199'",
        "DELETE FROM readings",
        "DROP TABLE readings",
        "SELECT writes()",
        "SELECT * FROM readings FOR UPDATE",
        "SELECT nr INTO TEMPORARY copied FROM readings",
        "COPY readings TO '/dev/null'",
        "COMMIT",
    ],
)
def test_nothing_but_reading_is_possible(database, query):
    before = database.execute("SELECT count(*) FROM readings").fetchone()
    assert refused(query) == ("EK129", "25006 read_only_sql_transaction")
    assert database.execute("SELECT count(*) FROM readings").fetchone() == before


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("SELECT 1; SELECT 2", "42601 syntax_error"),
        ("SELECT 1; COMMIT; DROP TABLE readings", "42601 syntax_error"),
        ("SELEKT 1", "42601 syntax_error"),
        ("SELECT * FROM nowhere", "42P01 undefined_table"),
        ("SELECT nowhere FROM readings", "42703 undefined_column"),
        ("SELECT 1 / (score - score) FROM readings", "22012 division_by_zero"),
        ("SELECT talks()", "P0001 raise_exception"),
        ("SELECT nr::integer FROM readings", "22P02 invalid_text_representation"),
    ],
)
def test_a_query_that_fails_is_told_by_its_sqlstate_only(database, query, reason):
    assert refused(query) == ("EK129", reason)


def test_messages_hold_nothing_the_server_said(database):
    with pytest.raises(Unreadable) as caught:
        read("SELECT talks()")
    assert "0101" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_limits(database):
    assert refused(FOREVER, limits=Limits(cells=20_000)) == ("EK113", "cells = 20000")
    assert refused(FOREVER, limits=Limits(seconds=0.2)) == ("EK119", "0.2 s")
    assert refused("SELECT pg_sleep(30)", limits=Limits(seconds=0.2)) == ("EK119", "0.2 s")


def test_no_connection_is_left_open(database):
    read("SELECT 1")
    refused("SELECT nowhere")
    refused(FOREVER, limits=Limits(cells=10))
    open_ones = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'evalkit'"
    for _ in range(100):
        if database.execute(open_ones).fetchone() == (0,):
            return
        database.execute("SELECT pg_sleep(0.05)")
    pytest.fail("a connection is still open")


def test_a_database_that_holds_any_bytes(database, postgres, monkeypatch):
    database.execute("DROP DATABASE IF EXISTS ascii")
    database.execute("CREATE DATABASE ascii TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'")
    monkeypatch.setenv(WHERE, postgres.replace("dbname=postgres", "dbname=ascii"))
    assert refused(r"SELECT E'\xe5'") == ("EK129", "22021 character_not_in_repertoire")


def test_a_variable_that_is_not_set(monkeypatch):
    monkeypatch.delenv(WHERE, raising=False)
    assert refused("SELECT 1") == ("EK128", f"{WHERE}: not set")


@pytest.mark.parametrize("where", ["nonsense", "host=/nowhere/at/all dbname=secret", "service=no"])
def test_a_database_that_is_not_there(monkeypatch, where):
    monkeypatch.setenv(WHERE, where)
    code, reason = refused("SELECT 1")
    assert code == "EK128"
    assert reason == "08001 sqlclient_unable_to_establish_sqlconnection"


def test_a_user_or_database_that_is_not_there(database, postgres, monkeypatch):
    monkeypatch.setenv(WHERE, postgres.replace("user=evalkit", "user=0101701234"))
    assert refused("SELECT 1")[0] == "EK128"
