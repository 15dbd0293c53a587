"""ek.change_estimates: its rows, what is missing and why, what must hold, what it refuses."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import evalkit as ek
from evalkit.errors import InputError
from evalkit.estimates.resampling import bootstrap_interval
from evalkit.outcomes.change_estimates import ESTIMATE_NOTES, QUANTITIES

CALM = settings(deadline=None, max_examples=50)
NUMBERS = ["estimate", "std_error", "conf_low", "conf_high", "statistic", "p_value"]
IN_POINTS = ["mean_change", "median_change", "hodges_lehmann"]
EIGHT = [(2, 4), (3, 3), (5, 6), (5, 7), (7, 7), (4, 3), (1, 5), (8, 10)]


def long(pairs: list[tuple[float, float]], **more: object) -> pd.DataFrame:
    frame = pd.DataFrame(pairs, columns=["pre", "post"], dtype=float)
    frame = frame.assign(person=[f"secret-{place}" for place in range(len(frame))])
    melted = frame.melt(["person"], ["pre", "post"], var_name="wave", value_name="score")
    return melted.assign(**({"scale": "x"} | more))


def estimates(pairs: list[tuple[float, float]], **options: object) -> pd.DataFrame:
    options = {"better": "higher", "waves": ("pre", "post")} | options
    return ek.change_estimates(long(pairs), **options).to_frame().set_index("quantity")


def missing(frame: pd.DataFrame, code: str) -> list[str]:
    return frame.index[frame["note"] == ESTIMATE_NOTES[code]].tolist()


def test_one_row_for_each_quantity_and_group_in_the_same_order() -> None:
    frame = pd.concat([long(EIGHT), long(EIGHT[:3], scale="y")])
    result = ek.change_estimates(frame, better="higher")
    rows = result.to_frame()
    assert list(rows) == ["scale", "quantity", "n", *NUMBERS, "method", "note"]
    assert rows["quantity"].tolist() == [*QUANTITIES] * 2
    assert rows["scale"].tolist() == ["x"] * len(QUANTITIES) + ["y"] * len(QUANTITIES)
    assert rows["n"].tolist() == [8] * len(QUANTITIES) + [3] * len(QUANTITIES)


def test_the_numbers_it_shares_with_pre_post_are_the_same() -> None:
    compared = ek.pre_post(long(EIGHT), better="higher")
    row = compared.to_frame().iloc[0]
    rows = ek.change_estimates(compared).to_frame().set_index("quantity")
    mean, d_z = rows.loc["mean_change"], rows.loc["d_z"]
    assert mean[["estimate", "conf_low", "conf_high", "statistic", "p_value"]].tolist() == (
        row[["mean_change", "conf_low", "conf_high", "t", "p_value"]].tolist()
    )
    assert d_z[["estimate", "conf_low", "conf_high"]].tolist() == (
        row[["d_z", "d_z_low", "d_z_high"]].tolist()
    )
    assert rows.loc["rank_biserial", "p_value"] == row["p_wilcoxon"]


def test_a_result_has_its_pairs_and_takes_no_other_arguments() -> None:
    compared = ek.pre_post(long(EIGHT), better="lower")
    first = ek.change_estimates(compared)
    again = ek.change_estimates(first)
    pd.testing.assert_frame_equal(first.to_frame(), again.to_frame())
    with pytest.raises(InputError, match="Leave out `better`"):
        ek.change_estimates(compared, better="higher")


def test_points_are_not_turned_and_the_probability_is() -> None:
    up, down = estimates(EIGHT), estimates(EIGHT, better="lower")
    turned = "probability_of_improvement"
    pd.testing.assert_frame_equal(up.drop(turned), down.drop(turned))
    # Five went up, one down, two stayed: 6 of 8 points up, 2 of 8 down.
    assert up.loc[turned, "estimate"] == 0.75
    assert down.loc[turned, "estimate"] == 0.25


def test_without_a_direction_only_the_probability_is_missing() -> None:
    rows = estimates(EIGHT, better=None)
    assert missing(rows, "no direction") == ["probability_of_improvement"]
    assert (rows["note"] != "").sum() == 1


@pytest.mark.parametrize(
    ("pairs", "there"),
    [
        ([], []),
        ([(1, 3)], [*IN_POINTS, "rank_biserial", "probability_of_improvement"]),
        ([(1, 3), (2, 3)], [*IN_POINTS, "d_z", "d_av", "d_pre", "sd_ratio", "rank_biserial"]),
        ([(1, 1), (2, 2), (5, 5)], [*IN_POINTS, "d_av", "g_av", "d_pre", "g_pre", "correlation"]),
        ([(1, 3), (2, 4), (5, 7)], [*IN_POINTS, "d_av", "g_av", "d_pre", "g_pre", "correlation"]),
        ([(3, 3), (3, 4), (3, 8)], [*IN_POINTS, "d_z", "g_z", "d_av", "g_av", "rank_biserial"]),
        ([(1, 3), (2, 3), (9, 3)], [*IN_POINTS, "d_z", "g_z", "d_av", "g_av", "d_pre", "g_pre"]),
        ([(1, 2), (2, 4), (5, 10)], [*IN_POINTS, "d_z", "d_av", "d_pre", "correlation"]),
    ],
)
def test_what_cannot_be_computed_is_missing_and_says_why(
    pairs: list[tuple[float, float]], there: list[str]
) -> None:
    # Somebody without a second reading, so that there is a group with nobody in it too.
    alone = pd.DataFrame({"person": ["z"], "wave": ["pre"], "score": [1.0], "scale": ["x"]})
    frame = pd.concat([long(pairs), alone], ignore_index=True)
    if not pairs:
        frame = pd.concat([frame, alone.assign(wave="post", scale="y")], ignore_index=True)
    result = ek.change_estimates(frame, better="higher", waves=("pre", "post"))
    rows = result.to_frame().query("scale == 'x'").set_index("quantity")
    assert rows.loc[there, "estimate"].notna().all()
    # A gap always has a reason, and a reason always has a gap.
    core = rows[["estimate", "conf_low", "conf_high"]].isna().any(axis=1)
    assert (rows["note"] != "")[core].all()
    assert rows["note"].isin(["", *ESTIMATE_NOTES.values()]).all()
    numbers = rows[NUMBERS].to_numpy()
    assert np.isfinite(numbers[~np.isnan(numbers)]).all()
    if not pairs:
        assert rows["estimate"].isna().all()


def test_everybody_changed_alike() -> None:
    rows = estimates([(1, 1.3), (2, 2.3), (5, 5.3), (4, 4.3)])
    assert rows.loc["mean_change", "estimate"] == 0.3
    assert {"mean_change", "d_z", "g_z", "d_av", "d_rm", "d_pre"} <= set(missing(rows, "alike"))
    assert rows.loc["rank_biserial", ["estimate", "conf_high"]].tolist() == [1.0, 1.0]
    assert rows.loc["rank_biserial", "conf_low"] < 1


def test_interval_by_rank_says_what_it_covers() -> None:
    rows = estimates(EIGHT)
    # 8 pairs: from the lowest to the highest change 1 - 2 / 2^8.
    assert "exact, covers 99.22 %" in rows.loc["median_change", "method"]
    assert rows.loc["median_change", ["conf_low", "conf_high"]].tolist() == [-1.0, 4.0]
    five = estimates(EIGHT[:5])
    assert missing(five, "too few ranked") == ["median_change", "hodges_lehmann"]
    assert five.loc["median_change", "p_value"] == 0.25


@st.composite
def some_pairs(draw: st.DrawFn) -> list[tuple[float, float]]:
    score = st.integers(0, 40).map(lambda tenths: tenths / 10)
    return draw(st.lists(st.tuples(score, score), min_size=1, max_size=12))


@CALM
@given(some_pairs(), st.randoms(use_true_random=False))
def test_the_order_of_persons_does_not_matter(
    pairs: list[tuple[float, float]], random: object
) -> None:
    mixed = list(pairs)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    one, other = estimates(pairs), estimates(mixed)
    np.testing.assert_allclose(one[NUMBERS], other[NUMBERS], rtol=1e-7, atol=1e-9)
    assert one["note"].tolist() == other["note"].tolist()


@CALM
@given(some_pairs(), st.sampled_from([0.01, 4.0, 1000.0]))
def test_the_unit_leaves_all_but_points(pairs: list[tuple[float, float]], unit: float) -> None:
    one, other = estimates(pairs), estimates([(unit * pre, unit * post) for pre, post in pairs])
    scaled = one[NUMBERS].copy()
    for name in ("estimate", "std_error", "conf_low", "conf_high"):
        scaled.loc[IN_POINTS, name] *= unit
    np.testing.assert_allclose(other[NUMBERS], scaled, rtol=1e-6, atol=1e-7 * max(unit, 1))


@CALM
@given(some_pairs())
def test_every_estimate_lies_in_its_interval(pairs: list[tuple[float, float]]) -> None:
    for confidence in (0.5, 0.95):
        rows = estimates(pairs, confidence=confidence).dropna(subset=["conf_low"])
        # d's distribution is skew: at a low confidence its interval need not be about it.
        rows = rows if confidence == 0.95 else rows.drop(QUANTITIES[3:7], errors="ignore")
        assert (rows["conf_low"] <= rows["estimate"] + 1e-9).all()
        assert (rows["estimate"] <= rows["conf_high"] + 1e-9).all()


@CALM
@given(some_pairs())
def test_swapping_the_waves_turns_the_signs(pairs: list[tuple[float, float]]) -> None:
    one = estimates(pairs)
    other = estimates(pairs, waves=("post", "pre"))
    turned = [name for name in QUANTITIES[:10] if name not in ("d_pre", "g_pre")]
    same = {"rtol": 1e-7, "atol": 1e-9}
    np.testing.assert_allclose(other.loc[turned, "estimate"], -one.loc[turned, "estimate"], **same)
    np.testing.assert_allclose(other.loc[turned, "conf_low"], -one.loc[turned, "conf_high"], **same)
    up = "probability_of_improvement"
    assert other.loc[up, "estimate"] == pytest.approx(1 - one.loc[up, "estimate"])


def test_bootstrap_adds_what_the_resampling_gives() -> None:
    rows = estimates(EIGHT, bootstrap=400, seed=7)
    assert list(rows)[-5:] == ["boot_low", "boot_high", "boot_method", "method", "note"]
    pairs = np.array(EIGHT, dtype=float)
    alone = bootstrap_interval(pairs, "d_av", seed=7, resamples=400)
    assert rows.loc["d_av", ["boot_low", "boot_high"]].tolist() == [alone.low, alone.high]
    # Hedges' factor for 7 df: Gamma(3.5) / (sqrt(3.5) Gamma(3)) = 1.875 sqrt(pi) / (2 sqrt(3.5)).
    factor = 1.875 * np.sqrt(np.pi) / (2 * np.sqrt(3.5))
    assert rows.loc["g_av", "boot_low"] == pytest.approx(factor * alone.low, rel=1e-12)
    assert "percentiles" in rows.loc["median_change", "boot_method"]
    unmade = rows.index[rows["boot_method"] == "not resampled"].tolist()
    assert unmade == ["hodges_lehmann", *QUANTITIES[11:13], "sd_ratio"]
    others = rows.drop(unmade)
    assert others["boot_low"].notna().all()
    again = estimates(EIGHT, bootstrap=400, seed=7)
    pd.testing.assert_frame_equal(rows, again)
    other_seed = estimates(EIGHT, bootstrap=400, seed=8)
    assert other_seed.loc["d_av", "boot_low"] != rows.loc["d_av", "boot_low"]


def test_a_bootstrap_that_gives_nothing_says_so() -> None:
    rows = estimates(EIGHT[:3], bootstrap=400)
    assert rows["boot_low"].isna().all()
    assert rows.loc["d_av", "note"] == (
        "no bootstrap interval, because there are too few persons to resample"
    )
    assert rows.loc["median_change", "note"] == (
        f"{ESTIMATE_NOTES['too few ranked']}; "
        "no bootstrap interval, because there are too few persons to resample"
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"confidence": 95}, "`confidence` is 95"),
        ({"bootstrap": 0}, "`bootstrap` is 0. Accepted: a whole number from 1 on"),
        ({"bootstrap": True}, "`bootstrap` is True"),
        ({"bootstrap": 99.5}, "`bootstrap` is 99.5"),
        ({"seed": -1}, "`seed` is -1. Accepted: a whole number from 0 on"),
        ({"seed": None}, "`seed` is None"),
        ({"better": "hihger"}, "Did you mean 'higher'"),
        ({"better": {"z": "higher"}}, "names the scale 'z'"),
        ({"waves": ("pre", "pst")}, "pst"),
        ({"by": ("scale", "n")}, "`by` has 'n', which is a column of the result"),
        ({"by": ("scale", "quantity")}, "`by` has 'quantity'"),
    ],
)
def test_what_is_refused(options: dict[str, object], message: str) -> None:
    frame = long(EIGHT).assign(n=1, quantity="q")
    with pytest.raises(InputError, match=message) as refused:
        ek.change_estimates(frame, **options)
    assert "secret" not in str(refused.value)


def test_too_few_resamples_for_the_confidence_are_refused() -> None:
    with pytest.raises(InputError, match="resamples"):
        ek.change_estimates(long(EIGHT), bootstrap=10)


def test_no_person_shows_and_few_are_hidden() -> None:
    frame = pd.concat([long(EIGHT), long(EIGHT[:3], scale="y")])
    result = ek.change_estimates(frame, better="higher", bootstrap=200)
    for shown in (repr(result), result._repr_html_(), result.to_frame().to_string()):
        assert "secret" not in shown
    few = [line for line in repr(result).splitlines() if " mean_change " in line]
    assert "(few)" not in few[0]
    assert few[1].split()[3:] == ["(few)"] * 3 or "(few)" in few[1]
    assert "1.66" not in few[1]


def test_the_frame_of_the_caller_and_of_the_result_stay() -> None:
    frame = long(EIGHT)
    kept = frame.copy()
    result = ek.change_estimates(frame, better="higher")
    handed_out = result.to_frame()
    handed_out.loc[:, "estimate"] = 0.0
    pd.testing.assert_frame_equal(frame, kept)
    assert result.to_frame()["estimate"].iloc[0] == 1.25


def test_nobody_at_all() -> None:
    empty = long(EIGHT).iloc[:0].assign(date=pd.Series(dtype="datetime64[ns]"))
    result = ek.change_estimates(empty.drop(columns="wave"), bootstrap=200)
    assert result.to_frame().empty
    assert "ChangeEstimates" in repr(result)
