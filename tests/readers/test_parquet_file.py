"""Parquet files written by pyarrow, read as text cells."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.readers.file_form import FileForm
from evalkit.readers.grid import cell_text
from evalkit.readers.limits import Limits
from evalkit.readers.parquet_file import read_parquet
from evalkit.readers.raw_sheet import Unreadable

FORM = FileForm(format="parquet")


def written(folder, table, **options):
    path = folder / "readings.parquet"
    pq.write_table(table, path, **options)
    return path


def refused(path, **options):
    with pytest.raises(Unreadable) as caught:
        read_parquet(path, FORM, **options)
    (finding,) = caught.value.findings
    assert finding.message("da")
    return finding


def test_every_type_is_written_as_every_reader_writes_it(tmp_path, cells_of):
    noon = datetime(2026, 1, 2, 12, 30)
    late = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
    table = pa.table(
        {
            "text": ["0101", None, "A\u030a", ""],
            "large": pa.array(["a", "a", None, ""], pa.large_string()),
            "whole": pa.array([1, None, -3, None], pa.int8()),
            "real": [2.5, 3.0, float("nan"), None],
            "single": pa.array([2.3, 3, None, None], pa.float32()),
            "half": pa.array([np.float16(0.5), None, None, None], pa.float16()),
            "yes": [True, False, None, None],
            "day": [date(2026, 1, 2), None, date(1900, 1, 1), None],
            "stamp": pa.array([noon, datetime(2026, 1, 2), None, None], pa.timestamp("ns")),
            "moment": pa.array([late, None, None, None], pa.timestamp("us", "UTC")),
            "money": pa.array([Decimal("2.50"), None, None, None], pa.decimal128(9, 2)),
            "clock": [time(8, 5), None, None, None],
            "choice": pa.array(["b", "a", None, None]).dictionary_encode(),
            "nothing": pa.nulls(4),
        }
    )
    raw = read_parquet(written(tmp_path, table), FORM)
    assert cells_of(raw) == {
        "text": ["0101", "", "Å"],
        "large": ["a", "a", ""],
        "whole": ["1", "", "-3"],
        "real": ["2.5", "3", ""],
        "single": ["2.3", "3", ""],
        "half": ["0.5", "", ""],
        "yes": ["true", "false", ""],
        "day": ["2026-01-02", "", "1900-01-01"],
        "stamp": ["2026-01-02 12:30:00", "2026-01-02", ""],
        # Half past midnight in Copenhagen is another day, and another quarter, than in London.
        "moment": ["2026-07-01 00:30:00", "", ""],
        "money": ["2.50", "", ""],
        "clock": ["08:05:00", "", ""],
        "choice": ["b", "a", ""],
        "nothing": ["", "", ""],
    }
    machine = [name for name, c in zip(table.column_names, raw.columns, strict=True)
               if c.machine.any()]  # fmt: skip
    assert machine == ["whole", "real", "single", "half", "yes", "day", "stamp", "moment", "money"]
    assert (raw.rows.tolist(), raw.blank, raw.last) == ([2, 3, 4], [], 4)


def test_blank_rows_are_counted_and_not_kept(tmp_path):
    table = pa.table({"a": ["x", None, " ", "y", None], "b": [1, None, None, None, None]})
    raw = read_parquet(written(tmp_path, table), FORM)
    assert (raw.rows.tolist(), raw.blank, raw.last) == ([2, 5], [3, 4], 5)
    assert [column.cells() for column in raw.columns] == [["x", "y"], ["1", ""]]


def test_a_table_without_rows(tmp_path):
    raw = read_parquet(written(tmp_path, pa.table({"a": pa.array([], pa.string())})), FORM)
    assert raw.head == [["a"]]
    assert (len(raw.columns[0]), raw.last) == (0, 1)


def test_two_columns_of_one_name_stay_two(tmp_path):
    table = pa.Table.from_arrays([pa.array(["x"]), pa.array([2])], ["a", "a"])
    raw = read_parquet(written(tmp_path, table), FORM)
    assert raw.head == [["a", "a"]]
    assert [column.cells() for column in raw.columns] == [["x"], ["2"]]


def test_names_with_points_and_several_row_groups(tmp_path):
    texts = [f"t{n % 5}" for n in range(100)]
    path = written(tmp_path, pa.table({"a.b": texts}), row_group_size=7)
    raw = read_parquet(path, FORM)
    assert raw.columns[0].cells() == texts
    assert len(raw.columns[0].texts) == 5


def test_texts_no_row_has_are_left_out(tmp_path):
    choice = pa.DictionaryArray.from_arrays(pa.array([1, 1]), pa.array(["Per", "a"]))
    raw = read_parquet(written(tmp_path, pa.table({"a": choice})), FORM)
    assert raw.columns[0].distinct() == ["a"]


@pytest.mark.parametrize(
    "cells",
    [
        [[1, 2]],
        [{"a": 1}],
        pa.array([[("k", 1)]], pa.map_(pa.string(), pa.int8())),
        [b"\xff"],
    ],
)
def test_what_no_cell_can_hold_is_refused(tmp_path, cells):
    assert refused(written(tmp_path, pa.table({"a": cells}))).code == "EK125"


def test_a_file_that_is_too_large_is_not_unpacked(tmp_path):
    path = written(tmp_path, pa.table({"a": [1.5] * 100, "b": range(100)}))
    assert refused(path, limits=Limits(cells=199)).code == "EK113"
    assert refused(path, limits=Limits(unpacked_mb=1e-4)).code == "EK114"
    assert len(read_parquet(path, FORM, limits=Limits(cells=200)).rows) == 100


@pytest.mark.parametrize("spoil", ["cut", "text", "empty", "middle", "gone"])
def test_damaged_files(tmp_path, spoil):
    path = written(tmp_path, pa.table({"a": [f"person {n}" for n in range(1000)]}))
    content = path.read_bytes()
    if spoil == "gone":
        path.unlink()
    else:
        middle = len(content) // 2
        path.write_bytes(
            {
                "cut": content[:-9],
                "text": b"a;b\n1;2\n",
                "empty": b"",
                "middle": content[: middle - 400] + bytes(800) + content[middle + 400 :],
            }[spoil]
        )
    assert refused(path).code == "EK103"


def test_texts_that_are_no_utf8(tmp_path):
    bad = pa.Array.from_buffers(
        pa.string(), 1, [None, pa.py_buffer(np.array([0, 1], np.int32)), pa.py_buffer(b"\xe5")]
    )
    assert refused(written(tmp_path, pa.table({"a": bad}))).code == "EK103"


CELLS = st.one_of(
    st.lists(st.none() | st.text(st.characters(codec="utf-8", exclude_characters="\0"))),
    st.lists(st.none() | st.integers(-(2**63), 2**63 - 1)),
    st.lists(st.none() | st.floats(allow_nan=False)),
    st.lists(st.none() | st.booleans()),
    st.lists(st.none() | st.dates()),
    st.lists(st.none() | st.datetimes()),
)


@given(CELLS, st.integers(1, 4))
def test_what_was_written_is_what_is_read(tmp_path_factory, cells, size):
    # A column that is never blank, so that every row is a record.
    table = pa.table({"n": range(len(cells)), "a": pa.array(cells)})
    path = written(tmp_path_factory.mktemp("p"), table, row_group_size=size)
    raw = read_parquet(path, FORM)
    assert raw.columns[1].cells() == [cell_text(cell) for cell in cells]
    assert raw.rows.tolist() == list(range(2, len(cells) + 2))
