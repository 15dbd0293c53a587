"""ek.transitions: who went from which stage to which."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import evalkit as ek
from evalkit.outcomes.stages import stages_of_cuts, stages_of_scale
from evalkit.outcomes.transitions import FEW_MOVED

CALM = settings(deadline=None, max_examples=50)
SCORE = st.integers(1, 10).map(float)


def star(pairs: list[tuple[object, object]], scale: str = "money") -> pd.DataFrame:
    rows = [
        (f"SECRET{number}", scale, wave, score)
        for number, pair in enumerate(pairs)
        for wave, score in zip(("pre", "post"), pair, strict=True)
    ]
    return pd.DataFrame(rows, columns=["person", "scale", "wave", "score"])


def grid(found: ek.Transitions) -> list[list[int]]:
    cells = found.to_frame().pivot(index="from_stage", columns="to_stage", values="count")
    return [[int(count) for count in row] for row in cells.to_numpy()]


@CALM
@given(st.lists(st.tuples(SCORE, SCORE), min_size=1, max_size=30))
def test_the_counts_are_those_of_a_loop_over_persons(pairs: list[tuple[float, float]]) -> None:
    found = ek.transitions(star(pairs), cuts=(3, 5, 7, 9), better="higher")
    wanted = np.zeros((5, 5), dtype=int)
    for pre, post in pairs:
        wanted[(int(pre) - 1) // 2, (int(post) - 1) // 2] += 1
    assert grid(found) == wanted.tolist()
    row = found.summary().iloc[0]
    assert row["n"] == len(pairs)
    assert row["up"] + row["same"] + row["down"] == row["n"]
    assert (row["up"], row["down"]) == (row["improved"], row["worse"])
    cells = found.to_frame()
    assert (cells["share"].isna() == (cells["n_from"] == 0)).all()
    shares = cells.groupby("from_stage")["share"].sum(min_count=1).dropna()
    assert shares.to_numpy() == pytest.approx(1)
    tested = not np.isnan(row["p_direction"])
    assert tested == (row["up"] + row["down"] > 0)
    assert tested == (not np.isnan(row["bowker"])) == (not np.isnan(row["stuart_maxwell"]))
    assert ("rough" in row["note"]) == (tested and row["up"] + row["down"] < FEW_MOVED)


@CALM
@given(st.lists(st.tuples(SCORE, SCORE), min_size=1, max_size=20))
def test_lower_is_better_swaps_improved_and_worse(pairs: list[tuple[float, float]]) -> None:
    higher, lower = (
        ek.transitions(star(pairs), cuts=(4, 8), better=better).summary().iloc[0]
        for better in ("higher", "lower")
    )
    assert (higher["improved"], higher["worse"]) == (lower["worse"], lower["improved"])
    assert (higher["up"], higher["down"]) == (lower["up"], lower["down"])


def test_the_bands_of_a_known_scale_are_its_stages() -> None:
    pairs = [(35, 36), (36, 51), (100, 0), (50, 52), (51, 51)]
    found = ek.transitions(star(pairs, "who5"))
    assert grid(found) == [[0, 1, 0], [0, 0, 2], [1, 0, 1]]
    assert found.stages()["title_en"].tolist()[-1] == "No immediate risk"
    row = found.summary().iloc[0]
    assert row[["up", "same", "down", "improved", "worse"]].tolist() == [3, 1, 1, 3, 1]


def test_ordered_categories_are_stages() -> None:
    frame = star([("low", "high"), ("mid", "mid"), (None, "low")], "housing")
    kind = pd.CategoricalDtype(["low", "mid", "high", "own home"], ordered=True)
    found = ek.transitions(frame.assign(score=frame["score"].astype(kind)), better="higher")
    assert grid(found) == [[0, 0, 1, 0], [0, 1, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]]
    assert found.summary()["unpaired"].tolist() == [1]
    loose = frame.assign(score=frame["score"].astype("category"))
    with pytest.raises(ek.InputError, match="without an order"):
        ek.transitions(loose)
    with pytest.raises(ek.InputError, match="ordered categories already"):
        ek.transitions(frame.assign(score=frame["score"].astype(kind)), cuts=(1, 2))


def test_a_score_outside_the_range_is_in_no_stage() -> None:
    with pytest.raises(ek.InputError, match=r"2 of 6 values .* outside the range"):
        ek.transitions(star([(40, 101), (-1, 40), (40, 60)], "who5"))
    stages = stages_of_scale(ek.instrument("who5").scales[0])
    assert stages is not None
    numbers = stages.numbers(np.array([-1, 0, 35.5, 36, 100, 101, np.nan]))
    np.testing.assert_array_equal(numbers, [np.nan, 1, 1, 2, 3, np.nan, np.nan])


def test_binary_noise_moves_nobody() -> None:
    assert stages_of_cuts((0.3,)).numbers(np.array([1 - 0.7, 0.1 + 0.2])).tolist() == [2, 2]


def test_a_study_with_scales_of_both_kinds_says_which_has_no_stages() -> None:
    study = ek.load("data/examples/bindeleddet", profile="bindeleddet")
    summary = ek.transitions(study).summary().set_index("scale")
    assert summary.loc["mean", "note"] == "cannot be computed, because the scale has no stages"
    assert np.isnan(summary.loc["mean", "p_direction"])
    assert (summary.drop("mean")["stages"] == 5).all()
    again = ek.transitions(ek.pre_post(study), scale="money").summary().iloc[0]
    alone = summary.loc["money", ["n", "up", "same", "down", "p_direction", "bowker"]]
    assert again[alone.index].tolist() == alone.tolist()
    adjusted = summary["p_adjusted"].dropna()
    assert (adjusted >= summary["p_direction"].dropna()).all()


def test_nobody_twice_nobody_moved_and_no_direction_say_so() -> None:
    cuts = {"cuts": (3, 5)}
    notes = [
        ek.transitions(star(pairs), **cuts).summary()["note"].iloc[0]
        for pairs in ([(1.0, None)], [(1.0, 1.0)], [(1.0, 4.0)])
    ]
    assert notes[0].startswith("cannot be computed, because nobody has both readings")
    assert notes[1].startswith("tests cannot be computed, because nobody moved")
    assert all("which direction is better is not known" in note for note in notes)
    row = ek.transitions(star([(1.0, 4.0)]), **cuts).summary().iloc[0]
    assert row["up"] == 1
    assert pd.isna(row["improved"])


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({}, "No scale here has stages"),
        ({"cuts": ()}, "scores at which a new stage begins"),
        ({"cuts": (5, 3)}, "each above the one before"),
        ({"cuts": (3, 3)}, "each above the one before"),
        ({"cuts": "3,5"}, "scores at which"),
        ({"cuts": (3, "5")}, "scores at which"),
        ({"cuts": (3, float("inf"))}, "finite"),
        ({"cuts": 3}, "scores at which"),
        ({"cuts": (3, 5), "labels": ("a", "b")}, "3 different texts"),
        ({"cuts": (3, 5), "labels": ("a", "b", "b")}, "3 different texts"),
        ({"cuts": (3, 5), "labels": "abc"}, "3 different texts"),
        ({"labels": ("a", "b")}, "Give `cuts` too"),
        ({"cuts": (3,), "scale": "mony"}, "Did you mean 'money'"),
        ({"cuts": (3,), "waves": ("pre", "past")}, "Did you mean"),
        ({"cuts": (3,), "better": "up"}, "'higher', 'lower'"),
    ],
)
def test_questions_that_are_wrong(options: dict[str, object], said: str) -> None:
    with pytest.raises(ek.InputError, match=said) as refused:
        ek.transitions(star([(1.0, 4.0), (7.0, 2.0)]), **options)  # type: ignore[arg-type]
    assert "SECRET" not in str(refused.value)


def test_cuts_are_of_one_scale() -> None:
    both = pd.concat([star([(1.0, 4.0)]), star([(3.0, 9.0)], "housing")])
    with pytest.raises(ek.InputError, match="the scores hold 2 scales"):
        ek.transitions(both, cuts=(3, 5))
    assert len(ek.transitions(both, cuts=(3, 5), scale="housing").summary()) == 1


def test_no_person_and_no_small_group_shows_and_the_frame_is_left_alone() -> None:
    frame = star([(1.0, 4.0), (7.0, 2.0)])
    before = frame.copy()
    found = ek.transitions(frame, cuts=(3, 5), better="higher")
    for shown in (repr(found), found._repr_html_(), repr(found.tables), str(found.to_frame())):
        assert "SECRET" not in shown
    assert "(few)" in repr(found)
    pd.testing.assert_frame_equal(frame, before)


def test_a_frame_without_rows_gives_no_rows() -> None:
    empty = star([(1.0, 2.0)]).iloc[:0].astype({"score": "float64"}).assign(date="2026-01-01")
    found = ek.transitions(empty, cuts=(3,))
    assert found.to_frame().empty
    assert found.summary().empty
    assert found.stages().empty
