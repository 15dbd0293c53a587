"""Signed ranks and Holm, against R, by hand, and by what must hold for any data."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.estimates.adjusting import holm
from evalkit.estimates.exact_tests import (
    LARGEST_EXACT_N,
    signed_rank_test,
    t_test_p,
    without_float_noise,
)

CALM = settings(deadline=None)
REFERENCE = Path(__file__).parents[1] / "reference"
CASES = pd.read_csv(REFERENCE / "pre_post_cases.csv")
EXPECTED = pd.read_csv(REFERENCE / "pre_post_expected.csv", dtype=str)
HOLM = pd.read_csv(REFERENCE / "p_adjust_expected.csv")

WHOLE = st.lists(st.integers(-9, 9), min_size=1, max_size=40)


def changes_of(case: str) -> np.ndarray:
    rows = CASES[CASES["case"] == case]
    largest = float(rows[["pre", "post"]].abs().to_numpy().max())
    return without_float_noise((rows["post"] - rows["pre"]).to_numpy(), largest=largest)


def reference(quantity: str) -> list[tuple[str, str]]:
    rows = EXPECTED[EXPECTED["quantity"] == quantity]
    return list(rows[["case", "value"]].itertuples(index=False, name=None))


@pytest.mark.parametrize(("case", "value"), reference("p_wilcoxon"))
def test_exact_p_equals_r(case: str, value: str) -> None:
    found = signed_rank_test(changes_of(case))
    if value == "not computable":
        assert found is None
    else:
        assert found is not None
        assert found.method == "exact"
        assert found.p_value == pytest.approx(float(value), rel=1e-12)


@pytest.mark.parametrize(("case", "value"), reference("p_wilcoxon_normal"))
def test_normal_p_equals_r(case: str, value: str) -> None:
    found = signed_rank_test(changes_of(case), largest_exact=0)
    if value == "not computable":
        assert found is None
    else:
        assert found is not None
        assert found.method == "normal"
        assert found.p_value == pytest.approx(float(value), rel=1e-12)


def test_where_the_normal_takes_over_it_differs_by_less_than_a_thousandth() -> None:
    rng = np.random.default_rng(20261122)
    worst = 0.0
    for shift in (0.0, 0.05, 0.1, 0.2, 0.3):
        changes = rng.normal(shift, 1, LARGEST_EXACT_N + 1)
        for these in (changes, np.rint(2 * changes)[np.rint(2 * changes) != 0]):
            exact = signed_rank_test(these, largest_exact=len(these))
            normal = signed_rank_test(these, largest_exact=0)
            assert exact is not None
            assert normal is not None
            worst = max(worst, abs(exact.p_value - normal.p_value))
    assert worst < 0.001


def test_above_the_limit_the_method_says_normal() -> None:
    at_limit = signed_rank_test(np.arange(1, LARGEST_EXACT_N + 1))
    above = signed_rank_test(np.arange(1, LARGEST_EXACT_N + 2))
    assert at_limit is not None
    assert above is not None
    assert (at_limit.method, above.method) == ("exact", "normal")


def test_statistic_by_hand() -> None:
    # |changes| 1, 2, 2, 3: ranks 1, 2.5, 2.5, 4; positive are 2 and 3.
    found = signed_rank_test([-1, 2, -2, 3, 0])
    assert found is not None
    assert (found.statistic, found.n) == (6.5, 4)
    # The 16 sums of {1, 2.5, 2.5, 4} lie about 5. As far off as 6.5 are 0, 1, 2.5, 2.5, 3.5, 3.5
    # below, and as many above.
    assert found.p_value == 12 / 16


def test_noise_of_binary_floats_is_no_change_and_breaks_no_tie() -> None:
    largest = 0.9
    noisy = np.array([0.1 + 0.2 - 0.3, 0.3 - 0.1, 0.2, 0.8 - 0.6])
    assert without_float_noise(noisy, largest=largest).tolist() == [0.0, 0.2, 0.2, 0.2]


@pytest.mark.parametrize("unit", [1e-200, 1e-9, 1.0, 1e9, 1e200])
def test_noise_is_told_from_change_in_any_unit(unit: float) -> None:
    changes = np.array([0.3 - 0.1, 0.2, -0.1, 0.7]) * unit
    found = signed_rank_test(changes)
    assert found is not None
    # |changes| .1, .2, .2, .7: ranks 1, 2.5, 2.5, 4.
    assert (found.statistic, found.n) == (9.0, 4)


def test_nothing_changed_leaves_nothing_to_rank() -> None:
    assert signed_rank_test([0.0, 0.0]) is None
    assert signed_rank_test([]) is None


@CALM
@given(WHOLE)
def test_p_is_a_probability_and_the_same_for_the_opposite(changes: list[int]) -> None:
    found, opposite = signed_rank_test(changes), signed_rank_test([-c for c in changes])
    if found is None:
        assert not any(changes)
        assert opposite is None
    else:
        assert opposite is not None
        assert 0 < found.p_value <= 1
        assert found.p_value == opposite.p_value
        # The floor: all changes one way.
        assert found.p_value >= 2 / 2**found.n or found.n == 1


@CALM
@given(WHOLE, st.integers(0, 5))
def test_zeros_and_order_do_not_matter(changes: list[int], zeros: int) -> None:
    assert signed_rank_test(changes) == signed_rank_test(sorted(changes) + [0] * zeros)


@pytest.mark.parametrize("case", HOLM["case"].unique())
def test_holm_equals_r(case: str) -> None:
    rows = HOLM[HOLM["case"] == case].sort_values("position")
    np.testing.assert_allclose(holm(rows["p"]), rows["holm"], rtol=1e-14, equal_nan=True)


@CALM
@given(st.lists(st.floats(0, 1), max_size=20))
def test_holm_never_lowers_a_p_value_and_keeps_their_order(p_values: list[float]) -> None:
    adjusted = holm(p_values)
    assert (adjusted >= p_values).all()
    assert (adjusted <= 1).all()
    assert (np.diff(adjusted[np.argsort(p_values, kind="stable")]) >= 0).all()


def test_t_test_p_of_students_sleep_data() -> None:
    # Student (1908) as in R's example(t.test): t = -4.0621, df = 9, p-value = 0.002833
    assert t_test_p(-4.0621, 9) == pytest.approx(0.002833, abs=5e-7)
    assert t_test_p(0, 9) == 1
