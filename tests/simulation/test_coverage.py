"""Over 200 seeds the interval covers at its nominal rate; the bias of who stayed is shown."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest

import evalkit as ek
from evalkit.synthetic.cohort import make_cohort

HERE = Path(__file__).parent
DOCUMENT = HERE.parents[1] / "docs" / "simulation.md"
# Two-sided 99.9 %: one false alarm in a thousand, were the bias and the deviation exactly 0.
Z = 3.29


def _loaded() -> ModuleType:
    """Import the study by its place: `pytest` alone does not put the project on the path."""
    spec = importlib.util.spec_from_file_location("coverage_study", HERE / "coverage_study.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


study = _loaded()


@pytest.fixture(scope="module")
def results() -> dict[str, pd.DataFrame]:
    return {scenario.name: study.run(scenario) for scenario in study.SCENARIOS}


def test_every_area_is_covered_at_the_nominal_rate(results: dict[str, pd.DataFrame]) -> None:
    low, high = study.area_bounds(10)
    assert (low, high) == (176, 199)
    counts = study.by_area(results["random"]).set_index("area")["covered"]
    assert len(counts) == 10
    assert counts.between(low, high).all(), counts


@pytest.mark.parametrize("name", ["random", "random, small"])
def test_over_all_areas_the_rate_is_nominal(results: dict[str, pd.DataFrame], name: str) -> None:
    row = study.overall(results[name])
    assert abs(row["coverage"] - study.CONFIDENCE) < Z * row["coverage_error"]
    assert row["coverage_error"] < 0.01
    assert abs(row["bias"]) < Z * row["bias_error"]


@pytest.mark.parametrize("name", ["true change", "true change, large"])
def test_completers_look_too_good_when_those_who_did_worse_leave(
    results: dict[str, pd.DataFrame], name: str
) -> None:
    row = study.overall(results[name])
    assert row["bias"] > 0.1
    assert row["bias"] > Z * row["bias_error"]
    assert row["coverage"] < study.CONFIDENCE - Z * row["coverage_error"]


def test_more_persons_do_not_mend_it(results: dict[str, pd.DataFrame]) -> None:
    small, large = (study.overall(results[f"true change{more}"]) for more in ("", ", large"))
    assert large["coverage"] < small["coverage"]
    assert large["bias"] == pytest.approx(small["bias"], abs=Z * 0.02)


def test_first_against_latest_looks_too_poor_when_a_poor_reading_is_the_last(
    results: dict[str, pd.DataFrame],
) -> None:
    row = study.overall(results["observed change"])
    assert row["bias"] < -0.1
    assert row["bias"] < -Z * row["bias_error"]
    assert row["coverage"] < study.CONFIDENCE - Z * row["coverage_error"]


def test_nobody_is_without_an_interval(results: dict[str, pd.DataFrame]) -> None:
    for found in results.values():
        assert found["conf_low"].notna().mean() > 0.99


def test_the_road_through_files_changes_no_number() -> None:
    for seed in (1, 2):
        cohort = make_cohort(study.TWO, seed=seed)
        road = ek.pre_post(study.by_the_road(cohort)).to_frame().set_index("scale")
        direct = ek.pre_post(study.straight(cohort)).to_frame().set_index("scale")
        assert set(road.index) - set(direct.index) == {"mean"}
        numbers = ["n", "n_pre_only", "mean_change", "conf_low", "conf_high", "d_z", "improved"]
        pd.testing.assert_frame_equal(road.loc[direct.index, numbers], direct[numbers])


def test_the_document_has_these_numbers(results: dict[str, pd.DataFrame]) -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == study.report(results), (
        "docs/simulation.md has other numbers: run `python -m tests.simulation` and read it"
    )
