"""The fault bank: what a second person expects of the door, who has not read how it checks."""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

import pytest

from evalkit.findings import Finding
from evalkit.intake.examine import Examined, examine
from evalkit.intake.load import Delivery
from evalkit.intake.structure import structure
from tests.faults.make_bank import GENERATED

HERE = Path(__file__).parent
TODAY = dt.date(2026, 6, 30)
# What is said of every file that is looked at without a profile.
ALWAYS = {"EK207"}
Row = dict[str, str]
Place = tuple[str, str, str, str]


@cache
def bank() -> dict[str, list[Row]]:
    """Return the expectations of each case."""
    cases: dict[str, list[Row]] = defaultdict(list)
    with (HERE / "expected.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            cases[row["case"]].append(row)
    return dict(cases)


def looked_at(rows: list[Row], folder: Path) -> Examined | Delivery:
    """Examine a case as its profile says, or without one."""
    profile = rows[0]["profile"]
    if not profile:
        return structure(folder)
    own = HERE / "profiles" / profile
    named = str(own) if own.is_file() else profile.removesuffix(".yaml")
    return examine(folder, profile=named, today=TODAY)


def place(finding: Finding) -> Place:
    return finding.code, finding.file, str(finding.row or ""), finding.column


def loaded(looked: Examined | Delivery, row: Row) -> int:
    """Return how many rows of a case's file (and sheet) were loaded."""
    counts = looked.counts
    for name in ("file", "sheet"):
        counts = counts[counts[name] == row[name]] if row[name] else counts
    return int(counts["loaded"].sum())


def test_the_bank_is_as_large_as_it_was_asked_to_be() -> None:
    assert len(bank()) >= 120
    assert {path.name for path in (HERE / "bank").iterdir()} | set(GENERATED) == set(bank())
    assert not any(row["code"] == "MISSING" for rows in bank().values() for row in rows)


@pytest.mark.parametrize("case", bank())
def test_what_is_expected_is_found_and_nothing_else(case: str, tmp_path: Path) -> None:
    rows = bank()[case]
    folder = HERE / "bank" / case
    if case in GENERATED:
        folder = tmp_path / case
        folder.mkdir()
        GENERATED[case](folder)
    looked = looked_at(rows, folder)
    found = Counter(map(place, looked.findings))
    expected = Counter((r["code"], r["file"], r["row"], r["column"]) for r in rows if r["code"])
    assert not expected - found
    allowed = ALWAYS | {code for row in rows for code in row["also_allowed"].split()}
    assert not {one for one in found - expected if one[0] not in allowed}
    is_refused = any(finding.severity == "refuse" for finding in looked.findings)
    assert is_refused == any(row["outcome"] == "refuse" for row in rows)
    if rows[0]["loaded"] and not is_refused:
        assert loaded(looked, rows[0]) == int(rows[0]["loaded"])


@pytest.mark.parametrize("case", sorted(set(bank()) - set(GENERATED)))
def test_every_row_is_loaded_set_aside_or_no_data(case: str) -> None:
    counts = looked_at(bank()[case], HERE / "bank" / case).counts
    total = counts["loaded"] + counts["set_aside"] + counts["not_data"]
    assert (counts["received"] == total).all()
