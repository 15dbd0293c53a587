"""What pre_post takes, refuses and returns, by hand-made frames with hand-counted results."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

import evalkit as ek
from evalkit.errors import InputError
from evalkit.study import Study

CONTRACT = [
    *("n", "n_pre_only", "n_post_only", "mean_pre", "mean_post", "mean_change", "sd_change"),
    *("conf_low", "conf_high", "t", "df", "p_value", "p_wilcoxon", "p_adjusted"),
    *("d_z", "d_z_low", "d_z_high", "improved", "same", "worse", "method"),
]


def waves(rows: list[tuple[str, str, object]], **more: object) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["person", "wave", "score"])
    return frame.assign(**({"scale": "who5"} | more))


def dated(rows: list[tuple[str, str, float]], **more: object) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["person", "date", "score"])
    frame["date"] = pd.to_datetime(frame["date"], format="%Y-%m-%d")
    return frame.assign(**({"scale": "who5"} | more))


# Changes 12, 8, 0, -4; e has only a pre, f only a post.
SIX = waves(
    [
        ("a", "pre", 40.0),
        ("a", "post", 52.0),
        ("b", "pre", 44.0),
        ("b", "post", 52.0),
        ("c", "pre", 60.0),
        ("c", "post", 60.0),
        ("d", "pre", 48.0),
        ("d", "post", 44.0),
        ("e", "pre", 20.0),
        ("f", "post", 80.0),
    ]
)
# The same persons on a scale of 3 to 9.
SIX_T_ILS = SIX.assign(scale="t_ils", score=SIX["score"] / 10 + 1)
# a: 10 then 14 then 30; b: one reading; c: 20 then 12, sixty days apart.
BY_DATE = dated(
    [
        ("a", "2026-01-01", 10.0),
        ("a", "2026-09-01", 30.0),
        ("a", "2026-04-01", 14.0),
        ("b", "2026-02-01", 50.0),
        ("c", "2026-05-02", 12.0),
        ("c", "2026-03-03", 20.0),
    ]
)


def only_row(*arguments: object, **options: object) -> pd.Series:
    frame = ek.pre_post(*arguments, **options).to_frame()
    assert len(frame) == 1
    return frame.iloc[0]


# ---- what comes out ----------------------------------------------------------


def test_the_columns_of_the_contract_in_their_order() -> None:
    assert ek.pre_post(SIX).to_frame().columns.tolist() == ["scale", *CONTRACT, "note"]


def test_counts_and_means_by_hand() -> None:
    row = only_row(SIX)
    assert (row.n, row.n_pre_only, row.n_post_only) == (4, 1, 1)
    assert (row.mean_pre, row.mean_post, row.mean_change) == (48.0, 52.0, 4.0)
    assert row.sd_change == pytest.approx(np.sqrt((8**2 + 4**2 + 4**2 + 8**2) / 3))
    assert (row.improved, row.same, row.worse) == (2, 1, 1)
    assert row.df == 3
    assert row.note == ""


def test_counts_are_whole_numbers_that_can_be_missing() -> None:
    frame = ek.pre_post(SIX).to_frame()
    for name in ("n", "n_pre_only", "n_post_only", "improved", "same", "worse"):
        assert frame[name].dtype == "Int64"


def test_method_names_rule_interval_ranks_effect_and_family() -> None:
    assert only_row(SIX).method == (
        "named waves pre and post; paired t, 95 % t interval; exact signed rank test; d_z "
        "uncorrected, noncentral t interval; p adjusted by Holm over 1 tests"
    )
    assert only_row(BY_DATE, min_days=30).method.startswith(
        "first and last reading by date, at least 30 days apart; "
    )


@pytest.mark.parametrize(
    ("confidence", "said"), [(0.9, "90 %"), (0.975, "97.5 %"), (0.999, "99.9 %")]
)
def test_the_confidence_is_said_as_it_is(confidence: float, said: str) -> None:
    result = ek.pre_post(SIX, confidence=confidence)
    assert f"paired t, {said} t interval" in result.to_frame()["method"].iloc[0]
    assert f"{said} intervals" in result._repr_html_()


def test_holm_goes_over_all_rows_and_no_further() -> None:
    two = pd.concat([SIX, SIX.assign(scale="x"), SIX.iloc[:2].assign(scale="y")])
    frame = ek.pre_post(two).to_frame().set_index("scale")
    assert frame.loc["who5", "p_adjusted"] == 2 * frame.loc["who5", "p_value"]
    assert pd.isna(frame.loc["y", "p_adjusted"])
    assert frame["method"].str.endswith("Holm over 2 tests").all()


def test_every_row_of_scores_is_accounted_for() -> None:
    frame = pd.concat([SIX, waves([("g", "follow-up", 1.0), ("h", "pre", None), ("i", "", 3.0)])])
    result = ek.pre_post(frame, waves=("pre", "post"))
    row = result.to_frame().iloc[0]
    assert result.left_out == {"without a score": 1, "without a wave": 1, "in another wave": 1}
    assert 2 * row.n + row.n_pre_only + row.n_post_only + sum(result.left_out.values()) == len(
        frame
    )


def test_every_row_is_accounted_for_by_date_too() -> None:
    extra = pd.DataFrame(
        {"person": ["d", "e"], "date": [pd.NaT, "2026-01-01"], "score": [1.0, None]}
    )
    frame = pd.concat([BY_DATE, extra.astype({"date": "datetime64[s]"}).assign(scale="who5")])
    result = ek.pre_post(frame, min_days=61)
    assert result.left_out == {
        "without a score": 1,
        "without a date": 1,
        "between first and last": 1,
        "too soon after the first": 1,
    }
    row = result.to_frame().iloc[0]
    assert (row.n, row.n_pre_only) == (1, 2)


def test_results_are_frozen_and_their_frames_copies() -> None:
    result = ek.pre_post(SIX)
    with pytest.raises(dataclasses.FrozenInstanceError):
        result.rule = "other"  # type: ignore[misc]
    frame, pairs = result.to_frame(), result.pairs()
    frame.loc[0, "n"] = pairs.loc[0, "change"] = 99
    assert result.to_frame().loc[0, "n"] == 4
    assert result.pairs()["change"].max() == 12


def test_the_callers_frame_is_unchanged() -> None:
    for frame in (SIX.copy(), BY_DATE.assign(date=BY_DATE["date"].astype(str)).copy()):
        before = frame.copy(deep=True)
        ek.pre_post(frame)
        pd.testing.assert_frame_equal(frame, before)


def test_looking_shows_no_person_and_no_number_of_few() -> None:
    names = {"a": "0101900001", "b": "0202900002"}
    frame = SIX.assign(person=SIX["person"].replace(names))
    result = ek.pre_post(frame)
    for text in (repr(result), result._repr_html_(), str(result), f"{result!s}"):
        assert not any(name in text for name in names.values())
        assert "(few)" in text
        assert "52" not in text
    five = pd.concat([frame, waves([("g", "pre", 1.0), ("g", "post", 2.0)])])
    assert "(few)" not in repr(ek.pre_post(five))


def test_the_pairs_say_who_and_from_when_to_when() -> None:
    pairs = ek.pre_post(BY_DATE).pairs().set_index("person")
    assert pairs.loc["a", ["pre", "post", "change"]].tolist() == [10, 30, 20]
    assert pairs.loc["a", "post_date"] == pd.Timestamp("2026-09-01")
    assert pairs.loc["b", ["post", "change", "post_date"]].isna().all()


# ---- which two readings ------------------------------------------------------


def test_named_waves_in_the_order_they_are_named() -> None:
    frame = SIX.assign(wave=SIX["wave"].replace({"pre": "before", "post": "after"}))
    assert only_row(frame, waves=("before", "after")).mean_change == 4
    assert only_row(frame, waves=("after", "before")).mean_change == -4


def test_pre_and_post_are_not_taken_in_alphabetical_or_row_order() -> None:
    assert only_row(SIX).mean_change == 4
    assert only_row(SIX.sort_values(["wave", "person"])).mean_change == 4
    assert only_row(SIX.iloc[::-1]).mean_change == 4


def test_waves_of_other_names_are_never_guessed() -> None:
    frame = SIX.assign(wave=SIX["wave"].replace({"pre": "before", "post": "after"}))
    with pytest.raises(
        InputError, match=r"no column 'date'.*The waves are: 'before', 'after'.*waves="
    ):
        ek.pre_post(frame)


def test_a_third_wave_leaves_the_choice_to_dates_or_to_the_caller() -> None:
    third = pd.concat([SIX, waves([("a", "follow-up", 90.0)])])
    with pytest.raises(InputError, match="'follow-up'"):
        ek.pre_post(third)
    days = {"pre": "2026-01-01", "post": "2026-03-01", "follow-up": "2026-09-01"}
    frame = third.assign(date=pd.to_datetime(third["wave"].map(days)))
    result = ek.pre_post(frame)
    assert result.rule == "first and last reading by date"
    assert result.pairs().set_index("person").loc["a", "change"] == 50


def test_empty_waves_do_not_hide_pre_and_post() -> None:
    for nothing in ("", None, np.nan):
        frame = pd.concat([SIX, waves([("g", nothing, 1.0)])])
        result = ek.pre_post(frame)
        assert result.waves == ("pre", "post")
        assert result.left_out["without a wave"] == 1


def test_pre_and_post_count_also_when_one_has_no_score() -> None:
    frame = SIX.assign(score=SIX["score"].mask(SIX["wave"] == "post"))
    row = only_row(frame)
    assert (row.n, row.n_pre_only, row.n_post_only) == (0, 5, 0)
    assert "nobody has both readings" in row.note
    assert only_row(frame, waves=("pre", "post")).n == 0


def test_first_and_last_by_date_whatever_the_order_of_the_rows() -> None:
    for frame in (BY_DATE, BY_DATE.iloc[::-1], BY_DATE.sample(frac=1, random_state=1)):
        row = only_row(frame)
        assert (row.n, row.n_pre_only) == (2, 1)
        assert row.mean_change == (20 - 8) / 2


def test_the_least_interval_counts_from_first_to_last() -> None:
    assert only_row(BY_DATE, min_days=60).n == 2
    assert only_row(BY_DATE, min_days=61).n == 1
    assert only_row(BY_DATE, min_days=0).n == 2


@pytest.mark.parametrize("min_days", [-1, 1.5, "30", True])
def test_a_least_interval_is_whole_days(min_days: object) -> None:
    with pytest.raises(InputError, match="whole number of days"):
        ek.pre_post(BY_DATE, min_days=min_days)  # type: ignore[arg-type]


@pytest.mark.parametrize("named", [None, ("pre", "post")])
def test_a_least_interval_is_never_ignored_in_silence(named: tuple[str, str] | None) -> None:
    with pytest.raises(InputError, match="`min_days` chooses first and last by date"):
        ek.pre_post(SIX, waves=named, min_days=30)


@pytest.mark.parametrize(
    ("named", "message"),
    [
        (("pre", "psot"), "No reading has the wave 'psot'. Did you mean 'post'?"),
        (("pree", "post"), "Did you mean 'pre'?"),
        (("pre", "pre"), "names 'pre' twice"),
        (("pre",), "a pair of names"),
        (("a", "b", "c"), "a pair of names"),
        ("ab", "a pair of names"),
        (("pre", None), "No reading has the wave None"),
    ],
)
def test_misspelt_waves(named: object, message: str) -> None:
    with pytest.raises(InputError) as error:
        ek.pre_post(SIX, waves=named)  # type: ignore[arg-type]
    assert message in str(error.value)


def test_named_waves_need_their_column() -> None:
    with pytest.raises(InputError, match="no column 'wave'"):
        ek.pre_post(BY_DATE, waves=("pre", "post"))


def test_waves_may_be_numbers() -> None:
    frame = SIX.assign(wave=SIX["wave"].map({"pre": 0, "post": 1}))
    assert only_row(frame, waves=(0, 1)).mean_change == 4


def test_two_readings_on_one_day_are_refused() -> None:
    frame = pd.concat([BY_DATE, dated([("b", "2026-02-01", 51.0)])])
    with pytest.raises(InputError, match=r"^1 reading shares person, scale and day.*duplicates"):
        ek.pre_post(frame)


def test_the_same_day_at_different_hours_is_one_day() -> None:
    frame = BY_DATE.iloc[:2].assign(date=pd.to_datetime(["2026-01-01 08:00", "2026-01-01 16:00"]))
    with pytest.raises(InputError, match="shares person, scale and day"):
        ek.pre_post(frame)


def test_a_wave_twice_is_refused() -> None:
    frame = pd.concat([SIX, waves([("a", "pre", 1.0), ("b", "post", 1.0)])])
    with pytest.raises(InputError, match="2 readings share person, scale and wave"):
        ek.pre_post(frame)


def test_a_duplicate_without_a_score_is_none() -> None:
    frame = pd.concat([SIX, waves([("a", "pre", None)])])
    assert only_row(frame).n == 4


# ---- who is compared with whom -----------------------------------------------


def test_a_person_in_two_programmes_is_two() -> None:
    both = pd.concat([SIX.assign(programme="p"), SIX.assign(programme="q")])
    row = only_row(both)
    assert (row.n, row.n_pre_only) == (8, 2)
    frame = ek.pre_post(both, by=("programme", "scale")).to_frame()
    assert frame[["programme", "n"]].values.tolist() == [["p", 4], ["q", 4]]


def test_readings_of_different_programmes_never_make_a_pair() -> None:
    frame = SIX.assign(programme=np.where(SIX["wave"] == "pre", "p", "q"))
    assert only_row(frame).n == 0


def test_by_several_columns() -> None:
    site = SIX["person"].map(dict(zip("abcdef", "xxyyxy", strict=True)))
    frame = SIX.assign(site=site, gender=site.map({"x": "woman", "y": "man"}))
    result = ek.pre_post(frame, by=("site", "gender", "scale")).to_frame()
    assert result.columns[:3].tolist() == ["site", "gender", "scale"]
    assert result[["site", "n", "n_pre_only", "n_post_only"]].values.tolist() == [
        ["x", 2, 1, 0],
        ["y", 2, 0, 1],
    ]
    assert result["mean_change"].tolist() == [10, -2]


def test_by_may_be_one_name() -> None:
    assert ek.pre_post(SIX, by="scale").by == ("scale",)


def test_a_missing_group_is_a_group() -> None:
    for nothing in (None, np.nan, pd.NA):
        site = SIX["person"].map({"a": "x", "b": "x"}).astype(object)
        frame = SIX.assign(site=site.where(site.notna(), nothing))
        result = ek.pre_post(frame, by=("site", "scale")).to_frame()
        assert result["n"].tolist() == [2, 2]
        assert result["site"].isna().tolist() == [False, True]


def test_groups_keep_their_dtype() -> None:
    frame = SIX.assign(cohort=2026, kind=pd.Categorical(["x"] * len(SIX), ["x", "y"]))
    result = ek.pre_post(frame, by=("scale", "cohort", "kind")).to_frame()
    assert result["cohort"].tolist() == [2026]
    assert result["kind"].tolist() == ["x"]


def test_a_scale_that_nobody_has_twice_has_a_row_with_a_note() -> None:
    frame = pd.concat([SIX, SIX_T_ILS[SIX["wave"] == "pre"]])
    row = ek.pre_post(frame).to_frame().set_index("scale").loc["t_ils"]
    assert (row.n, row.n_pre_only, row.improved, row.same, row.worse) == (0, 5, 0, 0, 0)
    assert row[["mean_pre", "mean_change", "conf_low", "p_value", "d_z"]].isna().all()
    assert row.note == "nobody has both readings"


def test_a_scale_without_any_score_has_a_row_with_a_note() -> None:
    frame = pd.concat([SIX, SIX_T_ILS.assign(score=np.nan)])
    row = ek.pre_post(frame).to_frame().set_index("scale").loc["t_ils"]
    assert (row.n, row.n_pre_only, row.n_post_only) == (0, 0, 0)
    assert row.note == "nobody has both readings"


@pytest.mark.parametrize(
    ("by", "message"),
    [
        (("person", "scale"), "names a reading and no group"),
        (("scale", "wave"), "names a reading and no group"),
        (("scale", "scale"), "each once"),
        ((), "at least one column"),
        (("scale", "sit"), "no column 'sit'. Did you mean 'site'?"),
        (("scale", "n"), "a column of the result too"),
    ],
)
def test_by_names_groups(by: tuple[str, ...], message: str) -> None:
    with pytest.raises(InputError) as error:
        ek.pre_post(SIX.assign(site="x", n=1), by=by)
    assert message in str(error.value)


def test_several_scales_are_never_put_together() -> None:
    frame = pd.concat([SIX, SIX_T_ILS]).assign(site="x")
    with pytest.raises(InputError, match=r"lacks 'scale', and the scores hold 2 scales"):
        ek.pre_post(frame, by=("site",))
    assert only_row(SIX.assign(site="x"), by=("site",)).improved == 2


def test_scales_of_one_name_in_two_instruments_are_never_put_together() -> None:
    frame = pd.concat([SIX.assign(instrument="who5"), SIX.assign(instrument="other")])
    with pytest.raises(InputError, match="same name in several instruments"):
        ek.pre_post(frame)
    result = ek.pre_post(frame, by=("instrument", "scale")).to_frame()
    assert result["n"].tolist() == [4, 4]
    assert result["improved"].isna().tolist() == [False, True]


def test_two_raters_of_a_person_are_never_compared_with_each_other() -> None:
    rater = np.where(SIX["wave"] == "pre", "", "worker")
    with pytest.raises(InputError, match="4 persons were rated by more than one respondent"):
        ek.pre_post(SIX.assign(respondent=rater))
    result = ek.pre_post(SIX.assign(respondent=rater), by=("scale", "respondent")).to_frame()
    assert result["n"].tolist() == [0, 0]
    assert only_row(SIX.assign(respondent=pd.NA)).n == 4
    assert only_row(SIX.assign(respondent="worker")).n == 4


def test_a_group_that_changes_between_readings_is_refused() -> None:
    with pytest.raises(InputError, match="4 persons have readings with different 'phase'"):
        ek.pre_post(SIX.assign(phase=SIX["wave"]), by=("scale", "phase"))


# ---- which direction is better -----------------------------------------------


def test_known_instruments_bring_their_direction() -> None:
    assert only_row(SIX).improved == 2
    row = only_row(SIX_T_ILS)
    assert (row.improved, row.same, row.worse) == (1, 1, 2)
    assert only_row(SIX.assign(scale="rses")).improved == 2


def test_a_common_word_is_no_known_scale_without_its_instrument() -> None:
    assert pd.isna(only_row(SIX.assign(scale="money")).improved)
    star = SIX.assign(
        scale="money", instrument="outcomes_star_homelessness", score=SIX["score"] / 10
    )
    assert only_row(star).improved == 2


def test_an_unknown_instrument_says_nothing_also_under_a_known_scale() -> None:
    assert pd.isna(only_row(SIX.assign(instrument="mine")).improved)


def test_an_unknown_direction_is_missing_with_a_note() -> None:
    row = only_row(SIX.assign(scale="x"))
    assert row[["improved", "same", "worse"]].isna().all()
    assert row.note == "which direction is better is not known, so nobody is counted as improved"
    assert row.mean_change == 4
    nobody = only_row(SIX.assign(scale="x", score=np.nan))
    assert pd.isna(nobody.improved)
    assert "; which direction is better is not known" in nobody.note


def test_better_in_words() -> None:
    assert only_row(SIX, better="lower").improved == 1
    assert only_row(SIX.assign(scale="x"), better="higher").improved == 2


def test_better_by_scale_wins_over_the_instrument_and_leaves_the_others() -> None:
    frame = pd.concat([SIX, SIX_T_ILS, SIX.assign(scale="x")])
    result = ek.pre_post(frame, better={"t_ils": "higher"}).to_frame().set_index("scale")
    assert result["improved"].tolist()[:2] == [2, 2]
    assert pd.isna(result.loc["x", "improved"])
    assert ek.pre_post(frame, better={"x": "lower"}).better == {
        "who5": "higher",
        "t_ils": "lower",
        "x": "lower",
    }


@pytest.mark.parametrize(
    ("better", "message"),
    [
        ("hihger", "Did you mean 'higher'?"),
        ({"who5": "up"}, "`better` is 'up'. Accepted: 'higher', 'lower'."),
        ({"who_5": "higher"}, "names the scale 'who_5'. Did you mean 'who5'?"),
        (True, "`better` is a bool"),
        (1, "`better` is a int"),
    ],
)
def test_misspelt_directions(better: object, message: str) -> None:
    with pytest.raises(InputError) as error:
        ek.pre_post(SIX, better=better)  # type: ignore[arg-type]
    assert message in str(error.value)


def test_scores_bring_their_own_generic_scale() -> None:
    title = {"da": "Uro", "en": "Unrest"}
    unrest = ek.generic_scale("unrest", lowest=0, highest=100, better="lower", title=title)
    answers = SIX.rename(columns={"score": "value"}).drop(columns="scale").assign(item="total")
    result = ek.pre_post(ek.score(answers.assign(instrument="unrest"), unrest))
    row = result.to_frame().iloc[0]
    assert (row.scale, row.improved, row.worse) == ("unrest", 1, 2)
    assert result.scales["unrest"].title == title


def test_a_study_brings_its_own_scales_and_a_row_for_each() -> None:
    title = {"da": "Uro", "en": "Unrest"}
    unrest = ek.generic_scale("unrest", lowest=0, highest=100, better="lower", title=title)
    scores = SIX.assign(instrument="unrest", scale="unrest", programme="p")
    study = Study(
        title=title, programme="p", scores=scores, instruments=(ek.instrument("who5"), unrest)
    )
    result = ek.pre_post(study)
    frame = result.to_frame().set_index("scale")
    assert frame.index.tolist() == ["who5", "unrest"]
    assert frame["n"].tolist() == [0, 4]
    assert frame.loc["unrest", "improved"] == 1
    assert frame.loc["who5", "note"] == "nobody has both readings"
    assert result.better == {"who5": "higher", "unrest": "lower"}


def test_by_a_background_column_of_a_studys_enrolments() -> None:
    enrolments = pd.DataFrame(
        {
            "person": list("abcdef"),
            "programme": "p",
            "site": list("xxyyxy"),
            "started": pd.Timestamp("2026-01-01"),
            "ended": pd.NaT,
            "exit_reason": None,
        }
    )
    scores = SIX.assign(instrument="who5", programme="p")
    study = Study(title={}, programme="p", enrolments=enrolments, scores=scores)
    frame = ek.pre_post(study, by=("site", "scale")).to_frame()
    assert frame[["site", "n"]].values.tolist() == [["x", 2], ["y", 2]]
    moved = pd.concat([enrolments, enrolments.assign(site="z")])
    with pytest.raises(InputError, match="6 courses of the same person and programme differ"):
        ek.pre_post(dataclasses.replace(study, enrolments=moved), by=("site", "scale"))


# ---- few, none, and no variance ----------------------------------------------


def test_nobody() -> None:
    empty = SIX.iloc[:0].assign(date=pd.Series([], dtype="datetime64[s]"))
    for frame in (empty, empty.drop(columns="wave"), pd.DataFrame(columns=empty.columns)):
        result = ek.pre_post(frame)
        assert result.to_frame().empty
        assert result.to_frame().columns.tolist() == ["scale", *CONTRACT, "note"]
        assert result.pairs().empty
        assert "PrePost" in repr(result)
    assert ek.pre_post(Study(title={}, programme="p")).to_frame().empty


def test_one_person() -> None:
    row = only_row(SIX.iloc[:2])
    assert (row.n, row.mean_change, row.improved) == (1, 12, 1)
    missing = ["sd_change", "conf_low", "conf_high", "t", "df", "p_value", "p_wilcoxon", "d_z"]
    assert row[missing].isna().all()
    assert row.note == "one person: no spread, so no interval and no test"


def test_two_persons() -> None:
    row = only_row(SIX.iloc[:4])
    # Changes 12 and 8: mean 10, sd sqrt(8), t = 10 / (sqrt(8) / sqrt(2)) = 5, df 1.
    assert (row.n, row.df, row.note) == (2, 1, "")
    assert row.t == pytest.approx(5)
    assert row.p_wilcoxon == 0.5
    # t with 1 df is the Cauchy: p = 1 - 2 arctan(5) / pi.
    assert row.p_value == pytest.approx(1 - 2 * np.arctan(5) / np.pi)


def test_everyone_changed_alike() -> None:
    frame = SIX.assign(score=SIX["score"].mask(SIX["wave"] == "post", SIX["score"].shift() + 0.3))
    row = only_row(frame[frame["person"].isin(list("abcd"))])
    assert (row.n, row.improved) == (4, 4)
    assert (row.mean_change, row.sd_change) == (0.3, 0.0)
    assert row[["conf_low", "t", "df", "p_value", "p_adjusted", "d_z", "d_z_low"]].isna().all()
    assert row.p_wilcoxon == 2 / 2**4
    assert "every change is the same" in row.note


def test_nobody_changed() -> None:
    row = only_row(SIX.assign(score=50.0))
    assert (row.n, row.same, row.mean_change) == (4, 4, 0)
    assert pd.isna(row.p_wilcoxon)
    assert "nor a signed rank test if nobody changed" in row.note


def test_all_scores_missing() -> None:
    row = only_row(SIX.assign(score=np.nan))
    assert row.n == 0
    assert row.note == "nobody has both readings"


# ---- of which kind the columns are -------------------------------------------


@pytest.mark.parametrize("name", ["person", "scale", "score"])
def test_a_missing_column_is_named_with_the_nearest(name: str) -> None:
    with pytest.raises(InputError, match=rf"no column '{name}'\. Did you mean '{name}s'\?"):
        ek.pre_post(SIX.rename(columns={name: f"{name}s"}))


@pytest.mark.parametrize("name", ["person", "scale"])
def test_an_empty_name_is_refused(name: str) -> None:
    with pytest.raises(InputError, match=rf"1 row with an empty '{name}'"):
        ek.pre_post(pd.concat([SIX, SIX.iloc[:1].assign(**{name: None})]))


def test_a_column_that_is_there_twice_is_refused() -> None:
    with pytest.raises(InputError, match="more than one column 'score'"):
        ek.pre_post(pd.concat([SIX, SIX[["score"]]], axis=1))


@pytest.mark.parametrize("scores", [None, "scores.csv", [1, 2], {"score": [1]}, 3])
def test_what_is_no_table_is_refused(scores: object) -> None:
    with pytest.raises(InputError, match=r"a DataFrame, the result of ek\.score or a Study"):
        ek.pre_post(scores)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ("Ved ikke", "1 row that is not a number"),
        ("3", "1 row that is not a number"),
        ("3,5", "1 row that is not a number"),
        (float("inf"), "1 infinite row"),
        (dt.date(2026, 1, 1), "1 row that is not a number"),
        (1j, "1 row that is not a number"),
    ],
)
def test_a_score_is_a_finite_number(wrong: object, message: str) -> None:
    values = SIX["score"].astype(object).tolist()
    with pytest.raises(InputError) as error:
        ek.pre_post(SIX.assign(score=pd.Series([wrong, *values[1:]], dtype=object)))
    assert message in str(error.value)


def test_a_message_holds_no_value_of_a_person() -> None:
    cpr = "010190-1234"
    for frame in (
        SIX.assign(score=cpr),
        BY_DATE.assign(date=cpr),
        pd.concat([SIX, SIX]).assign(person=cpr),
        pd.concat([BY_DATE, BY_DATE]).assign(person=cpr),
    ):
        with pytest.raises(InputError) as error:
            ek.pre_post(frame)
        assert cpr not in str(error.value)
        assert error.value.__cause__ is None


@pytest.mark.parametrize(
    "kind", ["float64", "float32", "int64", "Int64", "Float64", "object", "category", "decimal"]
)
def test_scores_of_any_numeric_kind(kind: str) -> None:
    if kind == "decimal":
        score = SIX["score"].map(lambda value: Decimal(str(value)))
    else:
        score = SIX["score"].astype(kind)
    row = only_row(SIX.assign(score=score))
    assert (row.n, row.mean_change) == (4, 4)


@pytest.mark.parametrize("missing", [None, np.nan, pd.NA])
def test_a_missing_score_of_any_kind_is_left_out(missing: object) -> None:
    values = pd.Series([missing, *SIX["score"].tolist()[1:]], dtype=object)
    result = ek.pre_post(SIX.assign(score=values))
    assert result.left_out["without a score"] == 1
    assert result.to_frame().loc[0, ["n", "n_post_only"]].tolist() == [3, 2]


@pytest.mark.parametrize("kind", ["object", "str", "category", "string"])
def test_texts_of_any_kind(kind: str) -> None:
    frame = SIX.astype({"person": kind, "scale": kind, "wave": kind})
    assert only_row(frame).mean_change == 4
    assert only_row(frame, waves=("post", "pre")).mean_change == -4


DATES = {
    "datetime64[s]": lambda date: date.astype("datetime64[s]"),
    "datetime64[ns]": lambda date: date.astype("datetime64[ns]"),
    "date": lambda date: pd.Series(date.dt.date, dtype=object),
    "datetime": lambda date: pd.Series(date.dt.to_pydatetime(), dtype=object),
    "text": lambda date: date.dt.strftime("%Y-%m-%d"),
    "category": lambda date: date.astype("category"),
    "category of text": lambda date: date.dt.strftime("%Y-%m-%d").astype("category"),
    "with time": lambda date: date + pd.Timedelta(hours=23),
    "with zone": lambda date: (date + pd.Timedelta(hours=23)).dt.tz_localize("Europe/Copenhagen"),
}


@pytest.mark.parametrize("kind", DATES)
def test_dates_of_any_kind(kind: str) -> None:
    result = ek.pre_post(BY_DATE.assign(date=DATES[kind](BY_DATE["date"])), min_days=60)
    assert result.to_frame().loc[0, "n"] == 2
    assert result.pairs()["pre_date"].tolist() == [
        pd.Timestamp(day) for day in ("2026-01-01", "2026-02-01", "2026-03-03")
    ]


@pytest.mark.parametrize(
    "date", ["01-02-2026", "1/2/2026", "2026-02-30", 20260101, 46023.0, "soon"]
)
def test_what_is_no_date_is_never_guessed_at(date: object) -> None:
    with pytest.raises(InputError, match=r"holds something that is not a date.*yyyy-mm-dd"):
        ek.pre_post(BY_DATE.assign(date=date))


def test_any_index_will_do() -> None:
    frame = pd.concat([SIX, SIX_T_ILS])
    frame.index = pd.Index([7] * len(frame))
    assert ek.pre_post(frame).to_frame()["n"].tolist() == [4, 4]


@pytest.mark.parametrize("confidence", [0, 1, 95, -0.5, "0.95", None, float("nan")])
def test_a_confidence_is_a_share(confidence: object) -> None:
    with pytest.raises(InputError, match=r"between 0 and 1, such as 0\.95"):
        ek.pre_post(SIX, confidence=confidence)  # type: ignore[arg-type]
