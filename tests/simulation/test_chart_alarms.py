"""Rows of docs/false-alarms.md computed again; and what its text claims holds of its table."""

from __future__ import annotations

from pathlib import Path

import pytest
from chart_alarms import PROCESSES, alarms, percent, quarters, run_alarms

PAGE = (Path(__file__).parents[2] / "docs" / "false-alarms.md").read_text(encoding="utf-8")
BY_NAME = {one.name: one for one in PROCESSES}


def cells() -> dict[tuple[str, int], dict[str, str]]:
    lines = [line for line in PAGE.splitlines() if line.startswith("| ")]
    heads, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    found = [dict(zip(heads, row, strict=False)) for row in rows if row[0] in BY_NAME]
    return {(row["process"], int(row["points"])): row for row in found}


@pytest.mark.parametrize("process", BY_NAME)
def test_the_shares_are_those_of_today(process: str) -> None:
    row = cells()[process, 24]
    for name, share in alarms(BY_NAME[process], 24).items():
        assert row[name] == percent(share), name


def test_run_charts_too() -> None:
    assert cells()["XmR, normal", 12]["run chart"] == percent(
        run_alarms(BY_NAME["XmR, normal"], 12)
    )


def test_the_quarters_are_those_of_today() -> None:
    assert quarters() in PAGE


def test_what_the_text_claims() -> None:
    found = {
        key: {k: float(v) for k, v in row.items() if k not in ("process",) and v != "–"}
        for key, row in cells().items()
    }
    for points in (12, 20, 24, 52):
        row = found["XmR, normal", points]
        assert 1.5 < row["any, 6"] / row["any"] < 2.1
    year = found["XmR, normal", 52]
    assert 20 < year["shift"] < 30
    for row in found.values():
        assert row.get("run chart", 0) < row["any"]
    assert found["XmR, normal, r = .3", 52]["any"] > 50
    assert found["XmR, counts, 10 % of 12", 52]["trend"] == 0
