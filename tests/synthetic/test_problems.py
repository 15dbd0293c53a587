"""The list of problems: what it refuses, and how it is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from evalkit.errors import InputError
from evalkit.synthetic.exports import PROBLEMS
from evalkit.synthetic.problems import Problem, write_problems


def test_problems_are_written_in_order_whatever_order_they_come_in(tmp_path: Path) -> None:
    late = Problem("insp", "2026Q2", "composition", "For mange, siger vi.", "Too many.")
    early = Problem("bindeleddet", "2025Q4", "presence", "Kom ikke.", "Did not come.")
    one = write_problems([late, early], tmp_path / "one.csv").read_bytes()
    assert one == write_problems([early, late], tmp_path / "other.csv").read_bytes()
    assert one.decode("utf-8").split("\n") == [
        "programme,quarter,kind,what_da,what_en",
        "bindeleddet,2025Q4,presence,Kom ikke.,Did not come.",
        'insp,2026Q2,composition,"For mange, siger vi.",Too many.',
        "",
    ]


@pytest.mark.parametrize("quarter", ["2026", "Q3 2026", "2026Q5", "2026q1", " 2026Q1"])
def test_a_quarter_is_written_like_2026q3(quarter: str) -> None:
    with pytest.raises(InputError, match="not written like 2026Q3"):
        Problem("insp", quarter, "composition", "x", "x")


@pytest.mark.parametrize("kind", ["", "Staffing", "few staff", "staff_", "staff-few"])
def test_a_kind_is_one_word_that_can_be_looked_up(kind: str) -> None:
    with pytest.raises(InputError, match="lower case with underscores"):
        Problem("insp", "2026Q1", kind, "x", "x")


def test_each_programme_and_quarter_has_a_problem_of_one_kind_once() -> None:
    places = [(one.programme, one.quarter, one.kind) for one in PROBLEMS]
    assert len(set(places)) == len(places)
    assert {one.quarter for one in PROBLEMS} == {"2025Q4", "2026Q1", "2026Q2", "2026Q3"}
    assert len({one.kind for one in PROBLEMS}) >= 5
