"""Who changed by more than error: hand-made people, every refusal, nobody's key in sight."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

import evalkit as ek
from evalkit.errors import InputError
from evalkit.outcomes.reliable_change import NOTES, ReliableChange

METHODS = (
    *("jacobson-truax", "gulliksen-lord-novick", "hsu-linn-lord", "edwards-nunnally"),
    *("nunnally-kotsch", "hageman-arrindell", "smallest-important-change"),
)


def scores(pairs: list[tuple[float | None, float | None]], scale: str = "who5") -> pd.DataFrame:
    rows = [
        (f"p{number}", scale, wave, score)
        for number, pair in enumerate(pairs)
        for wave, score in zip(("pre", "post"), pair, strict=True)
        if score is not None
    ]
    frame = pd.DataFrame(rows, columns=["person", "scale", "wave", "score"])
    return frame.astype({"person": "str", "scale": "str", "wave": "str", "score": "float64"})


def judge(pairs: list[tuple[float | None, float | None]], **options: object) -> ReliableChange:
    # SD 10 and r .5: the error of a change has an SD of 10, so it takes more than 19.6.
    known = {"reliability": 0.5, "better": "higher", "sd": 10.0, "waves": ("pre", "post")}
    return ek.reliable_change(scores(pairs), **(known | options))  # type: ignore[arg-type]


# +20 over the cut-off 50, +20 below it, 0, -20 above it, -20 over it, and two with one reading.
SEVEN: list[tuple[float | None, float | None]] = [
    *((40.0, 60.0), (20.0, 40.0), (48.0, 48.0), (80.0, 60.0), (60.0, 40.0)),
    *((40.0, None), (None, 60.0)),
]


def test_one_of_every_category() -> None:
    frame = judge(SEVEN, cutoff=50).to_frame()
    assert frame["category"].tolist() == [
        *("recovered", "improved", "unchanged", "deteriorated", "harmed"),
        *("undefined", "undefined"),
    ]
    assert frame["rci"].tolist()[:5] == [2.0, 2.0, 0.0, -2.0, -2.0]
    assert frame["rci"].isna().tolist() == [False] * 5 + [True] * 2
    assert frame["note"].tolist() == [""] * 5 + ["has one reading only"] * 2
    expected = ["person", "scale", "pre", "post", "change", "rci", "category", "note"]
    assert [name for name in frame if name in expected] == expected


def test_without_a_cut_off_there_are_four_categories() -> None:
    result = judge(SEVEN)
    categories = result.to_frame()["category"].tolist()
    assert categories[:5] == ["improved", "improved", "unchanged", "deteriorated", "deteriorated"]
    assert result.summary()["category"].tolist() == [
        *("improved", "unchanged", "deteriorated", "undefined"),
    ]
    assert result.by_group().loc[0, ["recovered", "harmed"]].isna().all()


def test_the_numbers_of_a_group() -> None:
    row = judge(SEVEN, cutoff=50).by_group().loc[0]
    assert row[["n", "undefined", "recovered", "improved", "unchanged"]].tolist() == [5, 2, 1, 1, 1]
    assert row[["deteriorated", "harmed", "reliably_improved"]].tolist() == [1, 1, 2]
    assert row["reliably_deteriorated"] == 2
    assert row["any_up"] == 2
    # Wilson, 2 of 5 at 95 %: R prop.test(2, 5, correct = FALSE): 0.1176208 to 0.7692757.
    assert row["share_improved"] == 0.4
    assert row["share_improved_low"] == pytest.approx(0.1176208, abs=1e-7)
    assert row["share_improved_high"] == pytest.approx(0.7692757, abs=1e-7)
    # Steps of 4: 20 is the first above 19.6; a normal with SD 10 beyond 18 is .0359303, beyond 2
    # .4207403.
    assert row["expected_improved"] == pytest.approx(5 * 0.0359303, rel=1e-5)
    assert row["expected_deteriorated"] == row["expected_improved"]
    assert row["expected_normal"] == pytest.approx(0.125)
    assert row["expected_any_up"] == pytest.approx(5 * 0.4207403, rel=1e-6)
    assert row["unit"] == pytest.approx(10.0)
    assert row["points"] == pytest.approx(19.59964, rel=1e-6)
    assert row["note"] == ""


def test_the_summary_has_every_category_with_its_share() -> None:
    summary = judge([(40.0, 60.0)] * 8 + [(50.0, 50.0)] * 2, cutoff=50).summary()
    assert summary["category"].tolist() == [
        *("recovered", "improved", "unchanged", "deteriorated", "harmed", "undefined"),
    ]
    assert summary["count"].tolist() == [8, 0, 2, 0, 0, 0]
    assert summary["estimate"].tolist()[:5] == [0.8, 0.0, 0.2, 0.0, 0.0]
    assert summary["n"].tolist() == [10] * 6
    assert np.isnan(summary["estimate"].iloc[5])


def test_where_lower_is_better_a_fall_is_the_improvement() -> None:
    result = judge([(60.0, 40.0), (40.0, 60.0)], better="lower", cutoff=50)
    assert result.to_frame()["category"].tolist() == ["recovered", "harmed"]
    assert result.to_frame()["rci"].tolist() == [-2.0, 2.0]


def test_exactly_at_the_criterion_is_not_reliable() -> None:
    # The SD that makes 20 points exactly 1.96 (as the quantile has it): S_diff = 20 / z.
    sd = 20.0 / 1.959963984540054
    assert judge([(40.0, 60.0)], sd=sd).to_frame()["category"].tolist() == ["unchanged"]
    assert judge([(40.0, 60.0)], sd=sd - 1e-6).to_frame()["category"].tolist() == ["improved"]


def test_exactly_at_the_cut_off_is_not_yet_functional() -> None:
    # From 30 to 50 and from 50 to 70 with the cut-off at 50: only the second passes it.
    result = judge([(30.0, 50.0), (50.0, 70.0), (70.0, 50.0)], cutoff=50)
    assert result.to_frame()["category"].tolist() == ["improved", "recovered", "harmed"]


def test_binary_noise_decides_about_nobody() -> None:
    pairs: list[tuple[float | None, float | None]] = [(0.1, 0.3), (0.8, 1.0), (1.1, 1.3)]
    threshold = ek.important_change(0.2)
    result = judge(pairs, method="smallest-important-change", reliability=threshold, sd=None)
    assert result.to_frame()["category"].tolist() == ["improved"] * 3


def test_the_sd_is_that_of_the_pairs_and_not_of_those_with_one_reading() -> None:
    # Pre 40 and 60 of the pairs: SD sqrt(200); the 0 of somebody with one reading is not in it.
    row = judge([(40.0, 60.0), (60.0, 60.0), (0.0, None)], sd=None).by_group().loc[0]
    assert row["sd"] == pytest.approx(np.sqrt(200))


def test_who_started_too_near_the_end() -> None:
    # WHO-5 ends at 0 and 100, and it takes more than 19.6: 80 can, 81 cannot.
    row = judge([(80.0, 80.0), (81.0, 81.0), (10.0, 10.0)]).by_group().loc[0]
    assert (row["could_not_improve"], row["could_not_deteriorate"]) == (1, 1)


def test_a_scale_nobody_knows_has_no_ends() -> None:
    frame = scores(SEVEN, scale="mine")
    result = ek.reliable_change(frame, reliability=0.5, better="higher", sd=10)
    row = result.by_group().loc[0]
    assert pd.isna(row["could_not_improve"])
    assert row["note"] == NOTES["no range"]
    assert row["expected_improved"] == row["expected_normal"]
    assert row["expected_any_up"] == 2.5


def alpha(value: float, low: float, high: float) -> SimpleNamespace:
    return SimpleNamespace(
        kind="internal consistency",
        alpha=lambda scale: value,
        interval=lambda scale: SimpleNamespace(low=low, high=high),
        n=lambda scale: 40,
    )


def test_an_estimated_reliability_carries_its_interval_along() -> None:
    # It takes more than 1.96 x 10 sqrt(2 (1 - r)): 19.6 at .5, 24.0 at .25, 13.9 at .75.
    pairs: list[tuple[float | None, float | None]] = [(40.0, 56.0), (40.0, 64.0), (40.0, 68.0)]
    row = judge(pairs, reliability=alpha(0.5, 0.25, 0.75)).by_group().loc[0]
    assert row["reliably_improved"] == 2
    assert (row["reliably_improved_low"], row["reliably_improved_high"]) == (1, 3)
    assert (row["reliability_low"], row["reliability_high"]) == (0.25, 0.75)
    assert (row["reliably_deteriorated_low"], row["reliably_deteriorated_high"]) == (0, 0)


def test_a_reliability_below_0_counts_as_none_at_the_low_end() -> None:
    # At r = 0: 1.96 x 10 x sqrt(2) = 27.7.
    pairs: list[tuple[float | None, float | None]] = [(40.0, 64.0), (40.0, 68.0)]
    row = judge(pairs, reliability=alpha(0.4, -0.2, 0.7)).by_group().loc[0]
    assert (row["reliably_improved_low"], row["reliability_low"]) == (1, -0.2)


@pytest.mark.parametrize("value", [float("nan"), -0.1, 0.0, 1.0])
def test_an_estimated_reliability_that_is_none_gives_no_categories(value: float) -> None:
    result = judge(SEVEN, reliability=alpha(value, -0.5, 0.3))
    row = result.by_group().loc[0]
    assert row["note"] == NOTES["poor reliability"]
    assert row[["improved", "unchanged", "reliably_improved"]].isna().all()
    assert set(result.to_frame()["category"]) == {"undefined"}
    assert row["undefined"] == 7


def test_a_result_of_reliability_is_taken() -> None:
    study = ek.load("data/examples/unik", profile="unik")
    found = ek.reliability(study, "who5")
    row = (
        ek.reliable_change(study, reliability=found, better="instrument")
        .by_group()
        .set_index("scale")
    )
    assert row.loc["who5", "reliability"] == found.alpha("who5")
    assert row.loc["who5", "reliably_improved_low"] <= row.loc["who5", "reliably_improved_high"]
    assert NOTES["no reliability"] in row.loc["rses", "note"]


def test_what_an_instrument_publishes_is_taken_on_purpose() -> None:
    result = judge([(40.0, 50.0), (40.0, 49.0)], **IMPORTANT, sd=None)
    assert result.to_frame()["category"].tolist() == ["improved", "unchanged"]
    assert result.by_group().loc[0, "points"] == 10.0
    # Scholz et al. 2002: alpha of the GSE .86.
    frame = scores([(20.0, 30.0)], scale="gse")
    made = ek.reliable_change(frame, reliability="instrument", better="instrument", sd=5)
    assert made.by_group().loc[0, "reliability"] == 0.86


IMPORTANT = {"method": "smallest-important-change", "reliability": "instrument"}


@pytest.mark.parametrize(
    ("pairs", "options", "note"),
    [
        ([(40.0, None), (None, 60.0)], {}, "no pairs"),
        ([(40.0, None), (None, 60.0)], {"sd": None}, "no pairs"),
        ([(40.0, 60.0)], {"sd": None}, "one pair"),
        ([(40.0, 60.0), (40.0, 44.0)], {"sd": None}, "zero variance"),
        ([(0.3, 0.9), (0.1 + 0.2, 0.4)], {"sd": None}, "zero variance"),
        ([(40.0, 60.0)], {"reliability": {}}, "no reliability"),
        ([(40.0, 60.0)], {"method": "hageman-arrindell"}, "one pair"),
        ([(40.0, 60.0), (50.0, 70.0)], {"method": "hageman-arrindell"}, "only error"),
    ],
)
def test_what_cannot_be_computed_says_why(
    pairs: list[tuple[float | None, float | None]], options: dict[str, object], note: str
) -> None:
    result = judge(pairs, **options)
    assert repr(result)
    row = result.by_group().loc[0]
    assert row["note"] == NOTES[note]
    assert row[["improved", "share_improved", "expected_improved"]].isna().all()
    assert row["undefined"] == len(pairs)
    assert set(result.to_frame()["category"]) == {"undefined"}
    assert set(result.to_frame()["note"]) <= {NOTES[note], NOTES["one reading"]}


def test_with_nobody_at_all_there_are_no_rows() -> None:
    empty = scores([]).assign(date=pd.Series(dtype="datetime64[s]")).drop(columns="wave")
    result = ek.reliable_change(empty, reliability=0.5, better="higher")
    assert repr(result)
    assert (len(result.by_group()), len(result.summary()), len(result.to_frame())) == (0, 0, 0)


def test_without_a_direction_there_are_no_categories_but_an_index() -> None:
    frame = scores([(40.0, 60.0), (60.0, 40.0)], scale="mine")
    result = ek.reliable_change(frame, reliability=0.5, better="instrument", sd=10)
    assert result.by_group().loc[0, "note"] == NOTES["no direction"]
    assert set(result.to_frame()["category"]) == {"undefined"}
    assert result.to_frame()["rci"].tolist() == [2.0, -2.0]


def test_some_scales_by_a_mapping() -> None:
    both = pd.concat([scores(SEVEN), scores([(20.0, 40.0)], scale="gse")])
    result = ek.reliable_change(both, reliability={"who5": 0.5}, better="instrument", sd=10)
    rows = result.by_group().set_index("scale")
    assert rows.loc["who5", "reliably_improved"] == 2
    assert rows.loc["gse", "note"] == NOTES["no reliability"]
    assert result.to_frame().groupby("scale")["category"].nunique().to_dict() == {
        "who5": 4,
        "gse": 1,
    }


def test_a_comparison_brings_its_pairs_and_its_groups() -> None:
    site = scores(SEVEN).assign(site="x")
    compared = ek.pre_post(site, by=("scale", "site"))
    result = ek.reliable_change(compared, reliability=0.5, better="instrument", sd=10)
    assert result.by == ("scale", "site")
    assert result.by_group().loc[0, "reliably_improved"] == 2
    again = ek.reliable_change(result, reliability=0.5, better="higher", sd=10)
    assert again.by_group().loc[0, "reliably_improved"] == 2
    with pytest.raises(InputError, match="was made with 'higher'"):
        ek.reliable_change(compared, reliability=0.5, better="lower", sd=10)


NORMS = ek.norms(mean=50, sd=10)


@pytest.mark.parametrize("method", METHODS[1:5])
def test_methods_that_need_a_population_say_so(method: str) -> None:
    r = (0.5, 0.5) if method == "nunnally-kotsch" else 0.5
    for sd in (None, 10.0):
        with pytest.raises(InputError, match=r"ek\.norms\(mean"):
            judge(SEVEN, method=method, reliability=r, sd=sd)
    full = ek.norms(mean=50, sd=10, mean_post=50)
    for sd in ("sample", full):
        row = judge(SEVEN, method=method, reliability=r, sd=sd).by_group().loc[0]
        # No reason for anything missing; that error of r = .5 exceeds the changes may be noted.
        assert row["note"] in ("", NOTES["error exceeds change"])
        assert (row["note"] == "") == (row["sd_change"] >= row["error_sd"])


def test_a_norm_of_an_instrument_is_taken() -> None:
    norm = ek.instrument("gse").scale("gse").norms[0]
    frame = scores([(20.0, 30.0)], scale="gse")
    made = ek.reliable_change(
        frame, reliability=0.8, better="higher", method="gulliksen-lord-novick", sd=norm
    )
    assert made.by_group().loc[0, "sd"] == norm.sd


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"reliability": 1.0}, "above 0 and below 1"),
        ({"reliability": 0}, "above 0 and below 1"),
        ({"reliability": float("nan")}, "finite"),
        ({"reliability": True}, "bool"),
        ({"reliability": "0.8"}, "`reliability` is '0.8'"),
        ({"reliability": None}, None),
        ({"reliability": (0.8, 0.8)}, "nunnally-kotsch"),
        ({"reliability": {"whoo5": 0.8}}, "Did you mean 'who5'"),
        ({"reliability": ek.important_change(10)}, "is an important change"),
        ({"reliability": 0.8, "method": "nunnally-kotsch", "sd": NORMS}, "as a pair"),
        ({"reliability": 0.8, "method": "hsu-linn-lord", "sd": NORMS}, "mean_post"),
        ({"method": "smallest-important-change", "sd": None}, "needs a change in points"),
        ({"method": "smallest-important-change"}, "no use for `sd`"),
        ({"method": "jacobson"}, "Did you mean 'jacobson-truax'"),
        ({"better": "hihger"}, "Did you mean 'higher'"),
        ({"better": {"who": "higher"}}, "who5"),
        ({"better": 1}, "`better` is a int"),
        ({"waves": ("pre", "psot")}, "psot"),
        ({"sd": 0}, "above 0"),
        ({"sd": -1}, "above 0"),
        ({"sd": "smaple"}, "Did you mean 'sample'"),
        ({"sd": {"who": 10}}, "who5"),
        ({"cutoff": "50"}, "str"),
        ({"cutoff": float("inf")}, "finite"),
        ({"cutoff": {"who": 50}}, "who5"),
        ({"cutoff": ek.cutoff("a", better="lower", clinical=(50.0, 5.0))}, "was made for 'lower'"),
        ({"confidence": 95}, "confidence"),
    ],
)
def test_what_is_refused(options: dict[str, object], said: str | None) -> None:
    if said is None:
        assert judge(SEVEN, **options).by_group().loc[0, "note"] == NOTES["no reliability"]
        return
    with pytest.raises(InputError, match=said) as refused:
        judge(SEVEN, **options)
    assert "p0" not in str(refused.value)


@pytest.mark.parametrize("points", [0, -1, float("nan"), "10", None])
def test_an_important_change_is_above_0(points: object) -> None:
    with pytest.raises(InputError):
        ek.important_change(points)  # type: ignore[arg-type]


def test_norms_have_an_sd_above_0() -> None:
    with pytest.raises(InputError, match="above 0"):
        ek.norms(mean=50, sd=0)


def test_on_sight_no_person_and_no_small_number() -> None:
    keys = [f"k{number}x" for number in range(7)]
    four = judge([(40.0, 60.0)] * 4)
    assert "(few)" in repr(four)
    assert "(few)" in four._repr_html_()
    frame = scores(SEVEN).assign(person=lambda f: "k" + f["person"].str[1:] + "x")
    seven = ek.reliable_change(frame, reliability=0.5, better="higher", sd=10, cutoff=50)
    shown = repr(seven) + seven._repr_html_() + str(seven.summary()) + str(seven.by_group())
    assert not [key for key in keys if key in shown]
    assert set(keys) == set(seven.to_frame()["person"])


def test_the_callers_frame_stays_as_it_was() -> None:
    frame = scores(SEVEN)
    before = frame.copy(deep=True)
    result = ek.reliable_change(frame, reliability=0.5, better="higher", cutoff=50)
    pd.testing.assert_frame_equal(frame, before)
    groups, persons = result.by_group(), result.to_frame()
    groups["n"], persons["pre"] = 0, 0.0
    assert result.by_group().loc[0, "n"] == 5
    assert result.to_frame()["pre"].max() == 80.0
