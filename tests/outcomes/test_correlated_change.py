"""Two scales that change together: who is in it, by hand, and what is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import evalkit as ek
from evalkit.errors import InputError

CALM = settings(deadline=None, max_examples=50)
KEY = "0101901234"
PAIRS = st.lists(
    st.tuples(st.integers(-9, 9).map(float), st.integers(-9, 9).map(float)),
    min_size=2,
    max_size=12,
)


def scores(first: list[float], second: list[float]) -> pd.DataFrame:
    parts = []
    for scale, changes in (("a", first), ("b", second)):
        people = [f"{KEY}{number}" for number in range(len(changes))]
        start = np.arange(len(changes)) % 5 + (scale == "b")
        pre = pd.DataFrame({"person": people, "scale": scale, "wave": "pre", "score": start * 1.0})
        parts += [pre, pre.assign(wave="post", score=start + np.array(changes, dtype=float))]
    return pd.concat(parts, ignore_index=True)


def change(frame: pd.DataFrame, **options: object) -> pd.Series:
    return ek.correlated_change(frame, scales=("a", "b"), **options).to_frame().iloc[0]


def test_by_hand() -> None:
    # r = 0.8 of five, as in the estimates' test.
    row = change(scores([1, 2, 3, 4, 5], [2, 1, 4, 3, 5]))
    assert (row["quantity"], row["coefficient"], row["n"]) == ("change", "Pearson", 5)
    assert row["estimate"] == pytest.approx(0.8)
    assert row["conf_high"] == pytest.approx(0.98619619)


def test_only_persons_with_both_changes_are_in_it() -> None:
    frame = scores([1, 2, 3, 4, 5, 9, 8], [2, 1, 4, 3, 5])
    frame = frame[~((frame["person"] == f"{KEY}0") & (frame["scale"] == "a"))]
    frame = frame[~((frame["person"] == f"{KEY}1") & (frame["wave"] == "post"))]
    result = ek.correlated_change(frame, scales=("a", "b"))
    assert (result.n, result.n_first_only, result.n_second_only) == (3, 2, 1)
    assert result.to_frame()["n"].tolist() == [3] * 6
    assert len(result.persons()) == 3


def test_scales_of_two_instruments_meet_in_the_person() -> None:
    study = ek.load("data/examples/empower4u", profile="empower4u")
    result = ek.correlated_change(study, scales=("self_efficacy", "mental_health"))
    wide = {
        name: ek.pre_post(study)
        .pairs()
        .loc[lambda frame, name=name: frame["scale"] == name]
        .set_index("person")["change"]
        for name in result.scales
    }
    both = pd.DataFrame(wide).dropna()
    assert result.n == len(both)
    wanted = float(np.corrcoef(both.to_numpy().T)[0, 1])
    assert result.to_frame()["estimate"].iloc[0] == pytest.approx(wanted)


@pytest.mark.parametrize(
    ("first", "second", "note"),
    [
        ([1.0, 2.0], [1.0, 3.0], "fewer than three"),
        ([1.0, 1.0, 1.0, 1.0], [1.0, 2.0, 3.0, 5.0], "the same for everybody"),
        ([1.0, 2.0, 3.0, 5.0], [2.0, 4.0, 6.0, 10.0], "one line"),
        ([1.0, 2.0, 3.0], [1.0, 3.0, 2.0], "three persons"),
    ],
)
def test_what_cannot_be_computed_says_why(
    first: list[float], second: list[float], note: str
) -> None:
    row = change(scores(first, second))
    assert note in row["note"]
    assert pd.isna(row["conf_low"])


@pytest.mark.parametrize(
    ("scales", "said"),
    [
        (("a", "a"), "twice"),
        (("a", "c"), "Accepted: 'a', 'b'"),
        (("a",), "Name two scales"),
        (("a", "b", "c"), "Name two scales"),
        ("ab", "Name two scales"),
        (None, "Name two scales"),
    ],
)
def test_scales_that_are_refused(scales: object, said: str) -> None:
    with pytest.raises(InputError, match=said):
        ek.correlated_change(scores([1, 2, 3], [1, 3, 2]), scales=scales)


def test_other_bad_input() -> None:
    with pytest.raises(InputError, match="confidence"):
        change(scores([1, 2, 3], [1, 3, 2]), confidence=0)
    with pytest.raises(InputError, match="pots"):
        change(scores([1, 2, 3], [1, 3, 2]), waves=("pre", "pots"))


def test_looking_hides_few_and_shows_no_person() -> None:
    result = ek.correlated_change(scores([1, 2, 3, 5], [1, 3, 2, 2]), scales=("a", "b"))
    shown = repr(result) + result._repr_html_()
    assert "(few)" in shown
    assert KEY not in shown
    frame = scores([1, 2, 3, 5], [1, 3, 2, 2])
    before = frame.copy()
    change(frame)
    pd.testing.assert_frame_equal(frame, before)


@CALM
@given(PAIRS, st.integers(-20, 20), st.sampled_from([0.5, 3.0]), st.randoms(use_true_random=False))
def test_shift_unit_permute_swap(
    pairs: list[tuple[float, float]], shift: int, unit: float, random: object
) -> None:
    first, second = ([pair[end] for pair in pairs] for end in (0, 1))
    frame = scores(first, second)
    found = ek.correlated_change(frame, scales=("a", "b")).to_frame()
    order = list(range(len(frame)))
    random.shuffle(order)  # type: ignore[attr-defined]
    moved = frame.assign(
        score=np.where(frame["scale"] == "a", unit * frame["score"] + shift, frame["score"])
    ).iloc[order]
    for other in (
        ek.correlated_change(moved, scales=("a", "b")).to_frame(),
        ek.correlated_change(frame, scales=("b", "a")).to_frame(),
    ):
        pd.testing.assert_frame_equal(found, other, rtol=1e-6, atol=1e-9)
    back = ek.correlated_change(frame, scales=("a", "b"), waves=("post", "pre")).to_frame()
    same = found["quantity"] == "change"
    np.testing.assert_allclose(back.loc[same, "estimate"], found.loc[same, "estimate"], atol=1e-9)
