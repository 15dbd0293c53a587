"""A sheet comes back from bytes as it was; bytes that are something else are refused."""

import json

import numpy as np
import pytest

from evalkit.findings import Finding
from evalkit.readers.file_form import FileForm
from evalkit.readers.grid import grid_sheet
from evalkit.readers.packed import DAMAGED, packed, unpacked
from evalkit.readers.raw_sheet import RawSheet

NOTE = Finding("EK127", "bog.xlsx", "Ark1", facts={"count": 2})


def sheet(rows: list[list[object]]) -> RawSheet:
    return grid_sheet(
        rows,
        FileForm(format="xlsx", sheet="Ark1"),
        file="bog.xlsx",
        sheet="Ark1",
        spoilt={(2, 1): "EK412"},
        findings=[NOTE],
        labels={"køn": {"1": "Mand"}},
    )


def same(one: RawSheet, other: RawSheet) -> bool:
    return (
        all(
            getattr(one, name) == getattr(other, name)
            for name in ("file", "sheet", "head", "last", "is_grid", "spoilt", "encoding", "labels")
        )
        and list(one.blank) == list(other.blank)
        and list(one.findings) == list(other.findings)
        and one.rows.tolist() == other.rows.tolist()
        and [c.distinct() for c in one.columns] == [c.distinct() for c in other.columns]
        and [c.cells() for c in one.columns] == [c.cells() for c in other.columns]
        and [c.machine.tolist() for c in one.columns] == [c.machine.tolist() for c in other.columns]
    )


ROWS: list[list[object]] = [["id", "æøå"], ["1", 1.0], [1.0, ""], [], ["x", "Ja\r\n\N{SNOWMAN}"]]


@pytest.mark.parametrize("rows", [ROWS, ROWS[:1], [], [["", ""], ["a"]]])
def test_there_and_back(rows: list[list[object]]) -> None:
    made = sheet(rows)
    (back,) = unpacked(packed([made]))
    assert isinstance(back, RawSheet)
    assert same(made, back)
    assert all(c.codes.dtype == np.int32 and c.machine.dtype == bool for c in back.columns)


def test_one_text_as_text_and_as_number() -> None:
    (back,) = unpacked(packed([sheet(ROWS)]))
    assert isinstance(back, RawSheet)
    assert back.columns[0].distinct() == ["1", "1", "x"]
    assert back.columns[0].machine.tolist() == [False, True, False]


def test_sheets_and_findings_in_their_order() -> None:
    one, two, three = unpacked(packed([sheet(ROWS), (NOTE, NOTE), sheet(ROWS[:2])]))
    assert isinstance(one, RawSheet)
    assert two == (NOTE, NOTE)
    assert isinstance(three, RawSheet)
    assert len(three.rows) == 1


def test_bytes_cut_off_anywhere() -> None:
    whole = packed([sheet(ROWS)])
    for length in range(1, len(whole)):
        with pytest.raises(DAMAGED):
            unpacked(whole[:length])


def test_bytes_changed_anywhere_give_a_sheet_or_one_of_the_known_errors() -> None:
    whole = packed([sheet(ROWS)])
    for place in range(len(whole)):
        for bit in (0x01, 0x80):
            spoilt = bytearray(whole)
            spoilt[place] ^= bit
            try:
                answers = unpacked(bytes(spoilt))
            except DAMAGED:
                continue
            for answer in answers:
                if isinstance(answer, RawSheet):
                    assert all(len(column.cells()) == len(answer.rows) for column in answer.columns)


@pytest.mark.parametrize(
    "finding", [["EK999", "f", "", None, "", {}], ["EK127", "f", "", None, "", {}], ["EK127"]]
)
def test_a_finding_that_cannot_be_told(finding: list[object]) -> None:
    good = packed([(NOTE,)])
    words = b'{"findings": [' + json.dumps(finding).encode() + b"]}"
    with pytest.raises(DAMAGED):
        unpacked(len(words).to_bytes(8, "little") + good[8:16] + words)
