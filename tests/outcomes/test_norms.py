"""Means beside norms and persons in bands."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import evalkit as ek
from evalkit.errors import InputError
from evalkit.outcomes.bands import BAND_NOTES
from evalkit.outcomes.norms import NORM_NOTES

CALM = settings(deadline=None, max_examples=50)
BEFORE, AFTER = [20.0, 25.0, 24.0, 30.0], [26.0, 30.0, 28.0, 29.0]


def scores(
    values: Mapping[str, tuple[Sequence[float | None], Sequence[float | None]]],
) -> pd.DataFrame:
    rows = [
        (f"key-{person}", scale, wave, score)
        for scale, readings in values.items()
        for wave, of_wave in zip(("pre", "post"), readings, strict=True)
        for person, score in enumerate(of_wave)
    ]
    frame = pd.DataFrame(rows, columns=["person", "scale", "wave", "score"])
    return frame.astype({"score": float})


def test_the_mean_beside_a_norm_by_hand() -> None:
    result = ek.beside_norms(scores({"gse": (BEFORE, AFTER)}))
    row = result.to_frame().set_index("reading").loc["latest"]
    low, high = stats.t.interval(0.95, 3, np.mean(AFTER), stats.sem(AFTER))
    assert row["mean"] == 28.25
    assert (row["norm_mean"], row["norm_sd"]) == (29.55, 5.32)
    assert row["difference"] == pytest.approx(28.25 - 29.55, rel=1e-12)
    assert row["difference_low"] == pytest.approx(low - 29.55, rel=1e-9)
    assert row["difference_high"] == pytest.approx(high - 29.55, rel=1e-9)
    assert row["difference_in_sd"] == pytest.approx((28.25 - 29.55) / 5.32, rel=1e-12)
    assert row["certainty"] == "known"
    assert "taken as known" in row["method"]


def test_every_norm_of_a_scale_has_its_row() -> None:
    found = ek.beside_norms(scores({"swemwbs": ([20.73, 22.35], [21.54, 23.21])})).to_frame()
    assert found["population"].tolist() == ["men in England", "women in England"] * 2
    assert found["norm_mean"].tolist() == [23.7, 23.2] * 2
    # No SD was read, so there is none.
    assert found["difference_in_sd"].isna().all()
    assert found["note"].str.contains(NORM_NOTES["no sd"]).all()
    assert found["difference"].notna().all()


def test_a_scale_without_a_norm_says_so() -> None:
    frame = scores({"who5": ([40.0, 60.0], [48.0, 60.0]), "mine": ([1.0, 2.0], [2.0, 5.0])})
    found = ek.beside_norms(frame).to_frame().set_index("scale")
    assert (found.loc["who5", "note"] == NORM_NOTES["no norm"]).all()
    assert (found.loc["mine", "note"] == NORM_NOTES["unknown scale"]).all()
    assert found["mean"].notna().all()
    assert found[["norm_mean", "difference"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ([None], [None], "nobody"),
        ([20.0], [25.0], "one person"),
        ([20.0] * 3, [20.0] * 3, "zero variance"),
    ],
)
def test_what_cannot_be_computed_is_missing_and_said(
    before: list[float | None], after: list[float | None], code: str
) -> None:
    found = ek.beside_norms(scores({"gse": (before, after)})).to_frame()
    assert found["note"].str.contains(NORM_NOTES[code]).all()
    assert found["conf_low"].isna().all()
    assert found["difference_low"].isna().all()
    assert found["n"].tolist() == [sum(value is not None for value in before)] * 2


def test_paired_are_the_same_persons_and_all_are_not() -> None:
    frame = scores({"gse": ([*BEFORE, 12.0], [*AFTER, None])})
    paired = ek.beside_norms(frame)
    everyone = ek.beside_norms(frame, who="all")
    assert paired.to_frame()["n"].tolist() == [4, 4]
    assert everyone.to_frame()["n"].tolist() == [5, 4]
    assert paired.to_frame()["mean"].iloc[0] == np.mean(BEFORE)
    assert everyone.to_frame()["mean"].iloc[0] == np.mean([*BEFORE, 12.0])


def test_a_pre_post_brings_its_pairs() -> None:
    study = ek.load("data/examples/unik", profile="unik")
    compared = ek.pre_post(study)
    result = ek.beside_norms(compared)
    assert result.paired is compared.paired
    pd.testing.assert_frame_equal(result.to_frame(), ek.beside_norms(study).to_frame())
    means = result.to_frame().drop_duplicates(["scale", "reading"]).set_index(["scale", "reading"])
    for row in compared.to_frame().itertuples():
        assert means.loc[(row.scale, "first"), "mean"] == pytest.approx(row.mean_pre, rel=1e-12)
        assert means.loc[(row.scale, "latest"), "mean"] == pytest.approx(row.mean_post, rel=1e-12)
    # And it has pairs itself, so an ICC can go on from it.
    assert ek.icc(result, form="ICC(2,1)").n("who5") == result.bands.to_frame()["n"].iloc[0]


def test_bands_hold_everybody_once_and_also_nobody() -> None:
    before, after = [9.0, 8.0, 7.0, 3.0], [6.0, 6.0, 7.0, 3.0]
    result = ek.beside_norms(scores({"t_ils": (before, after)}))
    bands = result.bands.to_frame().set_index(["reading", "band"])
    assert bands["count"].to_dict() == {
        ("first", "Not severe loneliness"): 1,
        ("first", "Severe loneliness"): 3,
        ("latest", "Not severe loneliness"): 3,
        ("latest", "Severe loneliness"): 1,
    }
    assert bands.loc[("first", "Severe loneliness"), "share"] == 0.75
    # Wilson, 3 of 4 at 95 %: 0.3006 to 0.9544 (R: prop.test(3, 4, correct = FALSE)).
    assert bands.loc[("first", "Severe loneliness"), "conf_low"] == pytest.approx(0.3006, abs=5e-5)
    assert bands.loc[("first", "Severe loneliness"), "conf_high"] == pytest.approx(0.9544, abs=5e-5)
    none = ek.beside_norms(scores({"t_ils": ([3.0] * 4, [4.0] * 4)})).bands.to_frame()
    assert none["count"].tolist() == [4, 0, 4, 0]


def test_the_published_shares_are_beside_the_bands() -> None:
    published = ek.beside_norms(scores({"t_ils": ([9.0], [8.0])})).bands.published()
    assert published["share"].tolist() == [0.083, 0.124, 0.12]
    assert published["year"].tolist() == [2017, 2021, 2017]
    assert set(published["band"]) == {"Severe loneliness"}
    assert published["source"].str.len().gt(0).all()
    none = ek.beside_norms(scores({"who5": ([40.0], [44.0])})).bands.published()
    assert none.empty


def test_binary_noise_at_an_end_is_in_the_last_band() -> None:
    noisy = np.nextafter(9.0, 10.0)
    bands = ek.beside_norms(scores({"t_ils": ([noisy, 9.0], [3.0, 3.0])})).bands.to_frame()
    assert bands[bands["reading"] == "first"]["count"].tolist() == [0, 2]


def test_a_score_outside_the_range_is_refused() -> None:
    with pytest.raises(InputError, match="outside the range"):
        ek.beside_norms(scores({"t_ils": ([9.0, 99.0], [3.0, 3.0])}))


def test_a_scale_without_bands_has_no_rows_there() -> None:
    assert ek.beside_norms(scores({"gse": (BEFORE, AFTER)})).bands.to_frame().empty


def test_nobody_in_a_band_has_no_share() -> None:
    bands = ek.beside_norms(scores({"t_ils": ([None], [None])})).bands.to_frame()
    assert bands["count"].tolist() == [0] * 4
    assert bands["share"].isna().all()
    assert bands["note"].tolist() == [BAND_NOTES["nobody"]] * 4


@CALM
@given(st.lists(st.tuples(st.integers(3, 9), st.integers(3, 9)), max_size=12))
def test_shares_add_up(values: list[tuple[int, int]]) -> None:
    before, after = [float(a) for a, _ in values], [float(b) for _, b in values]
    frame = scores({"t_ils": ([*before, 5.0], [*after, 5.0])})
    bands = ek.beside_norms(frame).bands.to_frame()
    for _, those in bands.groupby("reading"):
        assert those["count"].sum() == len(values) + 1
        assert those["share"].sum() == pytest.approx(1.0)
        assert (those["conf_low"] <= those["share"]).all()
        assert (those["share"] <= those["conf_high"]).all()


@CALM
@given(st.lists(st.integers(15, 35), min_size=2, max_size=10), st.integers(-5, 5))
def test_a_shift_of_all_shifts_the_difference_alone(values: list[int], shift: int) -> None:
    one = [float(value) for value in values]
    other = [value + shift for value in one]
    here = ek.beside_norms(scores({"gse": (one, one)})).to_frame()
    there = ek.beside_norms(scores({"gse": (other, other)})).to_frame()
    assert there["difference"].iloc[0] - here["difference"].iloc[0] == pytest.approx(shift)
    wide = here["difference_high"] - here["difference_low"]
    np.testing.assert_allclose(there["difference_high"] - there["difference_low"], wide, atol=1e-9)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"who": "everyone"}, "Accepted: 'paired', 'all'"),
        ({"confidence": 95}, "`confidence` is 95"),
        ({"by": ("scale", "mean")}, "column of the result too"),
        ({"by": ("scale", "band")}, "column of the result too"),
        ({"waves": ("pre", "pots")}, "Did you mean 'post'"),
        ({"better": {"gs": "higher"}}, "Did you mean 'gse'"),
    ],
)
def test_bad_arguments_are_refused(options: dict[str, object], message: str) -> None:
    frame = scores({"gse": (BEFORE, AFTER)}).assign(mean="a", band="b")
    with pytest.raises(InputError, match=message):
        ek.beside_norms(frame, **options)  # type: ignore[arg-type]


def test_the_caller_s_frame_stays_and_nobody_is_shown() -> None:
    frame = scores({"gse": (BEFORE, AFTER), "t_ils": ([3.0] * 4, [9.0] * 4)})
    before = frame.copy(deep=True)
    result = ek.beside_norms(frame)
    pd.testing.assert_frame_equal(frame, before)
    shown = repr(result) + result._repr_html_() + repr(result.bands) + result.bands._repr_html_()
    assert "key-" not in shown
    assert "(few)" in repr(result)
    assert "(few)" in repr(result.bands)
    assert not math.isnan(result.to_frame()["mean"].iloc[0])
