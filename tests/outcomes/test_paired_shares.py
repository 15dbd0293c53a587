"""ek.paired_shares: the same persons' yes or no at two times."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import evalkit as ek

CALM = settings(deadline=None, max_examples=50)
ANSWER = st.sampled_from([True, False, None])


def yes_no(answers: list[tuple[object, object]]) -> pd.DataFrame:
    """Return a frame of persons who answered so at pre and post."""
    rows = [
        (f"SECRET{number}", wave, answer)
        for number, pair in enumerate(answers)
        for wave, answer in zip(("pre", "post"), pair, strict=True)
    ]
    frame = pd.DataFrame(rows, columns=["person", "wave", "job"])
    return frame.assign(job=frame["job"].astype(object))


def scores(pairs: list[tuple[float, float]], scale: str = "t_ils") -> pd.DataFrame:
    frame = yes_no(pairs).rename(columns={"job": "score"})  # type: ignore[arg-type]
    return frame.assign(score=frame["score"].astype(float), scale=scale)


@CALM
@given(st.lists(st.tuples(ANSWER, ANSWER), min_size=1, max_size=30))
def test_the_counts_are_those_of_a_loop_over_persons(
    answers: list[tuple[bool | None, bool | None]],
) -> None:
    row = ek.paired_shares(yes_no(answers), yes="job").to_frame()
    both = [pair for pair in answers if None not in pair]
    once = sum(pair.count(None) == 1 for pair in answers)
    if row.empty:
        assert not both
        return
    found = row.iloc[0]
    assert found["n"] == len(both)
    assert found["unpaired"] == once
    for name, pair in (
        ("both", (True, True)),
        ("pre_only", (True, False)),
        ("post_only", (False, True)),
        ("neither", (False, False)),
    ):
        assert found[name] == both.count(pair)
    if both:
        before, after = (sum(pair[place] for pair in both) / len(both) for place in (0, 1))
        assert found["share_pre"] == pytest.approx(before)
        assert found["estimate"] == pytest.approx(after - before)
        assert found["conf_low"] <= found["estimate"] <= found["conf_high"]
    computed = found[["estimate", "p_value", "p_mid"]].notna().all()
    assert computed == (found["note"] == "")


def test_persons_give_what_their_counts_give() -> None:
    answers = [(True, True)] * 20 + [(True, False)] * 2 + [(False, True)] * 12
    of_persons = ek.paired_shares(yes_no([*answers, *[(False, False)] * 16]), yes="job")
    of_counts = ek.paired_shares(both=20, pre_only=2, post_only=12, neither=16)
    names = [
        "n",
        "share_pre",
        "share_post",
        "estimate",
        "conf_low",
        "conf_high",
        "p_value",
        "p_mid",
    ]
    pd.testing.assert_frame_equal(of_persons.to_frame()[names], of_counts.to_frame()[names])
    assert of_counts.difference == pytest.approx(0.2)
    assert of_counts.by == ()
    assert of_counts.to_frame()["unpaired"].isna().all()


def test_a_limit_says_on_which_side_it_stands() -> None:
    frame = scores([(6, 7), (7, 7), (8, 3), (7, 6)])
    counted = {
        name: ek.paired_shares(frame, **limit).to_frame().iloc[0][["both", "pre_only", "post_only"]]
        for name, limit in {
            "above": {"above": 6},
            "at_least": {"at_least": 7},
            "below": {"below": 7},
            "at_most": {"at_most": 6},
            "band": {"band": "svær ensomhed"},
            "english": {"band": "Severe loneliness"},
        }.items()
    }
    for name in ("above", "at_least", "band", "english"):
        assert counted[name].tolist() == [1, 2, 1], name
    for name in ("below", "at_most"):
        assert counted[name].tolist() == [0, 1, 2], name


def test_a_band_takes_the_scales_that_have_it_and_a_limit_one() -> None:
    both = pd.concat([scores([(6, 7), (8, 3)]), scores([(20, 60), (30, 40)], "who5")])
    assert ek.paired_shares(both, band="Severe loneliness").to_frame()["scale"].tolist() == [
        "t_ils"
    ]
    assert ek.paired_shares(both, scale="who5", below=36).to_frame()["pre_only"].tolist() == [2]
    with pytest.raises(ek.InputError, match="the scores hold 2 scales"):
        ek.paired_shares(both, above=6)
    with pytest.raises(ek.InputError, match="Did you mean 'Svær ensomhed'"):
        ek.paired_shares(both, band="Svær ensomhd")
    with pytest.raises(ek.InputError, match="Did you mean 'who5'"):
        ek.paired_shares(both, scale="who", above=6)


def test_a_result_of_pre_post_brings_its_pairs_and_groups() -> None:
    frame = scores([(6, 7), (7, 7), (8, 3), (7, 6)]).assign(site=["a", "a", "b", "b"] * 2)
    compared = ek.pre_post(frame, by=("scale", "site"))
    found = ek.paired_shares(compared, above=6)
    assert found.by == ("scale", "site")
    assert found.to_frame()["n"].tolist() == [2, 2]
    with pytest.raises(ek.InputError, match="Leave out `by`"):
        ek.paired_shares(compared, above=6, by=("scale",))
    with pytest.raises(ek.InputError, match="has 2 rows"):
        _ = found.difference


def test_p_values_are_adjusted_over_the_rows() -> None:
    answers = [(False, True)] * 6 + [(True, True)] * 3
    frame = pd.concat([yes_no(answers).assign(site=site) for site in ("a", "b")])
    frame = frame.assign(person=frame["person"] + frame["site"])
    row = ek.paired_shares(frame, yes="job", by=("scale", "site")).to_frame()
    assert row["p_value"].tolist() == [2 / 2**6] * 2
    assert row["p_adjusted"].tolist() == [4 / 2**6] * 2


@pytest.mark.parametrize(
    "margins",
    [
        {"share_pre": 0.4, "share_post": 0.3, "n": 20},
        {"share_pre": 0.4},
        {"n": 20},
        {"both": 1, "pre_only": 2, "post_only": 3, "neither": 4, "share_post": 0.4},
    ],
)
def test_two_shares_alone_are_refused_with_the_reason(margins: dict[str, float]) -> None:
    with pytest.raises(ek.InputError, match=r"do not determine .* how many went from yes to no"):
        ek.paired_shares(**margins)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({}, "Nothing to compare"),
        ({"both": 3, "neither": 2}, "`pre_only`, `post_only` are missing"),
        ({"both": 1.5, "pre_only": 1, "post_only": 1, "neither": 1}, "whole number"),
        ({"both": -1, "pre_only": 1, "post_only": 1, "neither": 1}, "0 or more"),
        ({"both": 1, "pre_only": 1, "post_only": 1, "neither": 1, "above": 3}, "Leave out `above`"),
        ({"abve": 6}, "Did you mean 'above'"),
        ({"method": "tangoo", "above": 6}, "Did you mean 'tango'"),
        ({"confidence": 95, "above": 6}, "between 0 and 1"),
    ],
)
def test_other_questions_that_are_wrong(options: dict[str, object], said: str) -> None:
    with pytest.raises(ek.InputError, match=said):
        ek.paired_shares(**options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({}, "Nothing says what counts as yes"),
        ({"above": 6, "below": 3}, "2 things say what counts as yes"),
        ({"above": "6"}, "a finite score"),
        ({"above": float("nan")}, "a finite score"),
        ({"above": True}, "a finite score"),
        ({"band": 3}, "the name of a band"),
        ({"above": 6, "waves": ("pre", "pst")}, "Did you mean 'post'"),
        ({"yes": "score", "above": 6}, "`above` has nothing to say"),
        ({"yes": "jb"}, "no column 'jb'"),
        ({"yes": "score"}, "4 rows that are neither yes nor no"),
    ],
)
def test_questions_of_scores_that_are_wrong(options: dict[str, object], said: str) -> None:
    with pytest.raises(ek.InputError, match=said) as refused:
        ek.paired_shares(scores([(6, 7), (8, 3)]), **options)  # type: ignore[arg-type]
    assert "SECRET" not in str(refused.value)


def test_texts_are_not_guessed_at_and_other_data_is_refused() -> None:
    with pytest.raises(ek.InputError, match="texts are never guessed at"):
        ek.paired_shares(yes_no([("ja", "nej")]), yes="job")
    with pytest.raises(ek.InputError, match="is a list"):
        ek.paired_shares([1, 2], yes="job")
    with pytest.raises(ek.InputError, match="the name of the yes/no column"):
        ek.paired_shares(yes_no([(True, False)]), yes=3)  # type: ignore[arg-type]


@pytest.mark.parametrize("dtype", ["boolean", "Int64", "float64", "category"])
def test_yes_and_no_may_be_of_any_dtype(dtype: str) -> None:
    frame = yes_no([(True, False), (False, True), (True, True)])
    column = frame["job"].astype("float64" if dtype == "Int64" else "boolean").astype(dtype)
    row = ek.paired_shares(frame.assign(job=column), yes="job").to_frame().iloc[0]
    assert row[["both", "pre_only", "post_only", "neither"]].tolist() == [1, 1, 1, 0]


def test_nobody_twice_and_nobody_changed_say_why() -> None:
    alone = ek.paired_shares(yes_no([(True, None)]), yes="job").to_frame().iloc[0]
    assert alone["n"] == 0
    assert np.isnan(alone["share_pre"])
    assert alone["note"] == "cannot be computed, because nobody has both readings"
    still = ek.paired_shares(both=2, pre_only=0, post_only=0, neither=3).to_frame().iloc[0]
    assert still["estimate"] == 0
    assert np.isnan(still["p_value"])
    assert "nobody's answer changed" in still["note"]
    assert not np.isnan(still["conf_low"])


def test_no_person_and_no_small_group_shows_and_the_frame_is_left_alone() -> None:
    frame = yes_no([(True, False), (False, True), (True, True)])
    before = frame.copy()
    found = ek.paired_shares(frame, yes="job")
    for shown in (repr(found), found._repr_html_(), str(found.summary())):
        assert "SECRET" not in shown
    assert "(few)" in repr(found)
    pd.testing.assert_frame_equal(frame, before)
