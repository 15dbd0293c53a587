"""Parts of docs/small-groups.md computed again; and what its text claims holds of its tables."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import multivariate_normal
from small_groups import FLOOR, coverage, false_alarms
from star_scores import ERROR_SD, LEVEL_SD, POPULATIONS, SCORES, Population, Truth, drawn

PAGE = Path(__file__).parents[2] / "docs" / "small-groups.md"
BY_NAME = {one.name: one for one in POPULATIONS}


def rows(heading: str) -> list[dict[str, str]]:
    """Read a table of the page back: its rows by heading."""
    part = PAGE.read_text(encoding="utf-8").split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in part.splitlines() if line.startswith("|")]
    cells = [[cell.strip().strip("*") for cell in line.strip("|").split("|")] for line in lines]
    return [dict(zip(cells[0], row, strict=True)) for row in cells[2:]]


def cell(value: float) -> str:
    return "–" if np.isnan(value) else f"{100 * value:.1f}"


@pytest.mark.parametrize(
    ("name", "began"), [("ceiling, nothing happens", 8), ("ceiling, change, some leave", 15)]
)
def test_the_coverages_are_those_of_today(name: str, began: int) -> None:
    found = coverage(BY_NAME[name], began)
    row = next(
        row
        for row in rows("Coverage of 95 % intervals")
        if row["population"] == name and row["began"] == str(began)
    )
    assert row["pairs"] == f"{found['pairs']:.1f}"
    for column in row.keys() - {"population", "began", "pairs"}:
        assert row[column] == cell(found.get(column, float("nan"))), column


def test_the_false_alarms_are_those_of_today() -> None:
    found = false_alarms(BY_NAME["middle, nothing happens"], 8)
    row = rows("Claims though nothing happens")[0]
    assert row["population"] == "middle, nothing happens"
    columns = ("paired t", "Wilcoxon", "McNemar", "any of ten", "any of ten, Holm")
    assert [row[name] for name in columns] == [cell(found[name]) for name in columns]
    persons = rows('Persons who "improve" though nothing happens')[0]
    assert persons["reliably improved"] == cell(found["reliably improved"])


def test_what_is_below_the_floor_is_marked_and_nothing_else() -> None:
    text = PAGE.read_text(encoding="utf-8").split("## Coverage", 1)[1].split("\n## ", 1)[0]
    table = [line for line in text.splitlines() if line.startswith("|")][2:]
    for line in table:
        for one in line.strip("|").split("|")[4:]:
            number = re.fullmatch(r" (\**)([0-9.]+)(\**) ", one)
            # 92.96 is marked and printed as 93.0, where either may stand.
            if number and float(number[2]) != 100 * FLOOR:
                assert bool(number[1]) == (float(number[2]) < 100 * FLOOR), line


def test_the_default_holds_wherever_leaving_is_by_chance() -> None:
    for row in rows("Coverage of 95 % intervals"):
        if BY_NAME[row["population"]].slope == 0:
            assert 93.0 <= float(row["t"]) <= 97.0, row


def test_the_joint_distribution_is_that_of_a_bivariate_normal_cut_into_scores() -> None:
    population = Population("x", "x", level=4.5, gain=1.0, gain_sd=1.2)
    joint = population.joint().sum(axis=2)
    covariance = [
        [LEVEL_SD**2 + ERROR_SD**2, LEVEL_SD**2],
        [LEVEL_SD**2, LEVEL_SD**2 + 1.2**2 + ERROR_SD**2],
    ]
    both = multivariate_normal([4.5, 5.5], covariance)
    # P(first <= 3 and second <= 6), by SciPy's own integration.
    assert joint[:3, :6].sum() == pytest.approx(float(both.cdf([3.5, 6.5])), abs=1e-6)
    assert joint.sum() == pytest.approx(1.0, abs=1e-12)


def test_the_truth_is_the_mean_of_what_is_drawn() -> None:
    joint = BY_NAME["ceiling, change"].joint()
    truth = Truth.of(joint)
    pre, post = drawn(joint, persons=1000, samples=1000, seed=1)
    change = post - pre
    assert change.mean() == pytest.approx(truth.mean_change, abs=0.005)
    assert (change > 0).mean() == pytest.approx(truth.improved, abs=0.002)
    assert change.mean() / change.std() == pytest.approx(truth.d_z, abs=0.005)
    assert set(np.unique(pre)) <= set(SCORES)


def test_nobody_stays_or_leaves_by_mistake() -> None:
    assert np.isfinite(drawn(BY_NAME["middle, change"].joint(), persons=9, samples=9, seed=1)).all()
    stayed = BY_NAME["ceiling, change, some leave"].joint()[:, :, 1].sum()
    assert stayed == pytest.approx(0.75, abs=1e-12)
