"""What must hold of a before and after whatever the data: shift, scale, permute, flip, swap."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import evalkit as ek

# The first call imports much, so a deadline would fail at random.
CALM = settings(deadline=None, max_examples=50)
# Steps of 0.1 as they come out of a mean of ten items: equal in decimals, not in binary.
SCORE = st.integers(-200, 200).map(lambda tenths: tenths / 10)
DAY = st.integers(0, 700).map(lambda days: dt.date(2025, 1, 1) + dt.timedelta(days=days))
NUMBERS = ["t", "df", "p_value", "p_wilcoxon", "p_adjusted", "d_z", "d_z_low", "d_z_high"]


@st.composite
def frames(draw: st.DrawFn, *, least: int = 0) -> pd.DataFrame:
    """Two scales, some persons with one reading only, some scores missing."""
    rows = []
    for person in range(draw(st.integers(least, 9))):
        for scale in ("x", "y"):
            for wave in ("pre", "post"):
                if draw(st.integers(0, 9)):
                    rows.append((f"p{person}", scale, wave, draw(SCORE | st.none())))
    # One scale has both waves for sure, so that pre and post name themselves.
    rows += [("q", "x", "pre", 1.0), ("q", "x", "post", 3.0)]
    frame = pd.DataFrame(rows, columns=["person", "scale", "wave", "score"])
    return frame.astype({"score": "float64"})


@st.composite
def dated_frames(draw: st.DrawFn) -> pd.DataFrame:
    readings = st.lists(st.tuples(DAY, SCORE), max_size=5, unique_by=lambda one: one[0])
    rows = [
        (f"p{person}", "x", day, score)
        for person in range(draw(st.integers(1, 8)))
        for day, score in draw(readings)
    ]
    frame = pd.DataFrame(rows, columns=["person", "scale", "date", "score"])
    return frame.assign(date=pd.to_datetime(frame["date"]))


def numbers(frame: pd.DataFrame, **options: object) -> pd.DataFrame:
    options = {"better": "higher"} | options
    return ek.pre_post(frame, **options).to_frame().sort_values("scale", ignore_index=True)


def same(one: pd.DataFrame, other: pd.DataFrame, names: list[str]) -> None:
    for name in names:
        left = one[name].to_numpy(dtype=float, na_value=np.nan)
        right = other[name].to_numpy(dtype=float, na_value=np.nan)
        np.testing.assert_allclose(left, right, rtol=1e-9, atol=1e-9, err_msg=name)


def everything(frame: pd.DataFrame) -> list[str]:
    return [name for name in frame.columns if name not in ("scale", "method", "note")]


@CALM
@given(frames(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(frame: pd.DataFrame, random: object) -> None:
    order = list(range(len(frame)))
    random.shuffle(order)  # type: ignore[attr-defined]
    one, other = numbers(frame), numbers(frame.iloc[order])
    pd.testing.assert_frame_equal(one, other, rtol=1e-12)


@CALM
@given(dated_frames(), st.randoms(use_true_random=False), st.integers(0, 400))
def test_nor_does_it_by_date(frame: pd.DataFrame, random: object, min_days: int) -> None:
    order = list(range(len(frame)))
    random.shuffle(order)  # type: ignore[attr-defined]
    one, other = numbers(frame, min_days=min_days), numbers(frame.iloc[order], min_days=min_days)
    pd.testing.assert_frame_equal(one, other, rtol=1e-12)


@CALM
@given(frames(), st.integers(-5000, 5000))
def test_a_shift_leaves_the_change(frame: pd.DataFrame, tenths: int) -> None:
    one, other = numbers(frame), numbers(frame.assign(score=frame["score"] + tenths / 10))
    same(one, other, [name for name in everything(one) if name not in ("mean_pre", "mean_post")])


@CALM
@given(frames(), st.sampled_from([1e-12, 0.01, 1 / 3, 4, 1e12]))
def test_the_unit_leaves_what_has_no_unit(frame: pd.DataFrame, unit: float) -> None:
    one, other = numbers(frame), numbers(frame.assign(score=frame["score"] * unit))
    same(one, other, [*NUMBERS, "n", "improved", "same", "worse"])
    for name in ("mean_change", "sd_change", "conf_low", "conf_high"):
        same(one, other.assign(**{name: other[name] / unit}), [name])


@CALM
@given(frames())
def test_the_other_direction_swaps_improved_and_worse(frame: pd.DataFrame) -> None:
    one, other = numbers(frame), numbers(frame, better="lower")
    swapped = other.rename(columns={"improved": "worse", "worse": "improved"})
    same(one, swapped, everything(one))


@CALM
@given(frames())
def test_swapping_the_waves_turns_every_sign(frame: pd.DataFrame) -> None:
    one = numbers(frame, waves=("pre", "post"))
    other = numbers(frame, waves=("post", "pre"))
    same(one, other, ["n", "sd_change", "df", "p_value", "p_wilcoxon", "p_adjusted", "same"])
    for name in ("mean_change", "t", "d_z"):
        same(one, other.assign(**{name: -other[name]}), [name])
    turned = other.assign(conf_low=-other["conf_high"], conf_high=-other["conf_low"])
    turned = turned.assign(d_z_low=-other["d_z_high"], d_z_high=-other["d_z_low"])
    same(one, turned, ["conf_low", "conf_high", "d_z_low", "d_z_high"])
    swapped = {"improved": "worse", "n_pre_only": "n_post_only", "mean_pre": "mean_post"}
    for left, right in swapped.items():
        same(one, other.rename(columns={left: right, right: left}), [left, right])


@CALM
@given(frames(), st.integers(1, 5), st.sampled_from(["pre", "post"]))
def test_who_has_one_reading_is_counted_and_nothing_else(
    frame: pd.DataFrame, many: int, wave: str
) -> None:
    alone = pd.DataFrame(
        {"person": [f"z{i}" for i in range(many)], "scale": "x", "wave": wave, "score": 150.0}
    )
    one, other = numbers(frame), numbers(pd.concat([frame, alone]))
    counted = f"n_{wave}_only"
    same(one, other, [name for name in everything(one) if name != counted])
    assert other.loc[0, counted] == one.loc[0, counted] + many


@CALM
@given(frames(least=2), st.floats(0.05, 0.9), st.floats(0.01, 0.09))
def test_intervals_nest(frame: pd.DataFrame, confidence: float, more: float) -> None:
    narrow = numbers(frame, confidence=confidence)
    wide = numbers(frame, confidence=confidence + more)
    for low, middle, high in (
        ("conf_low", "mean_change", "conf_high"),
        ("d_z_low", None, "d_z_high"),
    ):
        rows = narrow[low].notna()
        assert (wide[low][rows] < narrow[low][rows]).all()
        assert (narrow[high][rows] < wide[high][rows]).all()
        if middle:
            assert narrow[middle][rows].between(narrow[low][rows], narrow[high][rows]).all()


@CALM
@given(frames())
def test_interval_and_test_agree(frame: pd.DataFrame) -> None:
    rows = numbers(frame).dropna(subset=["p_value"])
    outside = (rows["conf_low"] > 0) | (rows["conf_high"] < 0)
    clear = (rows["p_value"] - 0.05).abs() > 1e-9
    assert (outside == (rows["p_value"] < 0.05))[clear].all()
    d_outside = (rows["d_z_low"] > 0) | (rows["d_z_high"] < 0)
    assert (d_outside == outside)[clear].all()


@CALM
@given(frames())
def test_what_is_there_adds_up_and_what_is_not_is_said(frame: pd.DataFrame) -> None:
    result = ek.pre_post(frame, better="higher")
    rows = result.to_frame()
    assert (rows["improved"] + rows["same"] + rows["worse"] == rows["n"]).all()
    used = int((2 * rows["n"] + rows["n_pre_only"] + rows["n_post_only"]).sum())
    assert used + sum(result.left_out.values()) == len(frame)
    p = rows["p_wilcoxon"].dropna()
    assert ((p > 0) & (p <= 1)).all()
    assert (rows["p_adjusted"].dropna() >= rows["p_value"].dropna()).all()
    computed = rows[[*NUMBERS, "mean_change", "conf_low"]].notna().all(axis=1)
    assert (computed | (rows["note"] != "")).all()
    assert not (computed & (rows["note"] != "")).any()


@CALM
@given(dated_frames(), st.integers(0, 400))
def test_by_date_is_what_a_loop_over_persons_finds(frame: pd.DataFrame, min_days: int) -> None:
    changes, alone = [], 0
    for _, readings in frame.groupby("person"):
        ordered = readings.sort_values("date")
        days = (ordered["date"].iloc[-1] - ordered["date"].iloc[0]).days
        if len(ordered) > 1 and days >= min_days:
            changes.append(ordered["score"].iloc[-1] - ordered["score"].iloc[0])
        else:
            alone += 1
    result = ek.pre_post(frame, min_days=min_days).to_frame()
    if not len(frame):
        assert result.empty
        return
    assert result.loc[0, ["n", "n_pre_only", "n_post_only"]].tolist() == [len(changes), alone, 0]
    if changes:
        assert result.loc[0, "mean_change"] == pytest.approx(np.mean(changes), abs=1e-9)
