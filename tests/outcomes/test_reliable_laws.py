"""What must hold of reliable change whatever the data: shift, unit, order, direction, swap."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import evalkit as ek

CALM = settings(deadline=None, max_examples=50)
# Steps of 0.1 as they come out of a mean of ten items: equal in decimals, not in binary.
SCORE = st.integers(-200, 200).map(lambda tenths: tenths / 10)
PAIRS = st.lists(st.tuples(SCORE, SCORE), min_size=2, max_size=12)
TURNED = {
    "recovered": "harmed",
    "improved": "deteriorated",
    "unchanged": "unchanged",
    "deteriorated": "improved",
    "harmed": "recovered",
    "undefined": "undefined",
}


def frame(
    pairs: list[tuple[float, float]], *, shift: float = 0.0, unit: float = 1.0
) -> pd.DataFrame:
    rows = [
        (f"p{number:02d}", "x", wave, (score + shift) * unit)
        for number, pair in enumerate(pairs)
        for wave, score in zip(("pre", "post"), pair, strict=True)
    ]
    return pd.DataFrame(rows, columns=["person", "scale", "wave", "score"])


def categories(scores: pd.DataFrame, **options: object) -> list[str]:
    known: dict[str, object] = {"reliability": 0.8, "better": "higher", "cutoff": 0.05}
    result = ek.reliable_change(scores, **(known | options))  # type: ignore[arg-type]
    return result.to_frame().sort_values("person")["category"].astype(str).tolist()


@CALM
@given(PAIRS, st.integers(-5000, 5000))
def test_a_shift_of_scores_and_cut_off_leaves_everybody_where_they_were(
    pairs: list[tuple[float, float]], tenths: int
) -> None:
    shift = tenths / 10
    assert categories(frame(pairs)) == categories(frame(pairs, shift=shift), cutoff=0.05 + shift)


@CALM
@given(PAIRS, st.sampled_from([1e-9, 0.01, 1 / 3, 4, 1e9]))
def test_so_does_another_unit(pairs: list[tuple[float, float]], unit: float) -> None:
    assert categories(frame(pairs)) == categories(frame(pairs, unit=unit), cutoff=0.05 * unit)


@CALM
@given(PAIRS, st.randoms(use_true_random=False))
def test_so_does_another_order(pairs: list[tuple[float, float]], random: object) -> None:
    one = frame(pairs)
    order = list(range(len(one)))
    random.shuffle(order)  # type: ignore[attr-defined]
    assert categories(one) == categories(one.iloc[order])


@CALM
@given(PAIRS)
def test_the_scale_turned_round_is_the_other_direction(pairs: list[tuple[float, float]]) -> None:
    turned = frame(pairs, unit=-1.0)
    assert categories(frame(pairs)) == categories(turned, better="lower", cutoff=-0.05)


@CALM
@given(PAIRS)
def test_the_other_direction_swaps_better_and_worse(pairs: list[tuple[float, float]]) -> None:
    # No score is at the cut-off of 0.05, so it is on one side or on the other.
    one, other = categories(frame(pairs)), categories(frame(pairs), better="lower")
    assert [TURNED[name] for name in one] == other


@CALM
@given(PAIRS)
def test_swapping_the_waves_swaps_them_too(pairs: list[tuple[float, float]]) -> None:
    one = categories(frame(pairs), sd=5.0, waves=("pre", "post"))
    other = categories(frame(pairs), sd=5.0, waves=("post", "pre"))
    assert [TURNED[name] for name in one] == other


@CALM
@given(PAIRS, st.floats(0.05, 0.9), st.floats(0.001, 0.09))
def test_the_more_reliable_the_more_changes_are(
    pairs: list[tuple[float, float]], reliability: float, more: float
) -> None:
    few, many = (
        [name != "unchanged" for name in categories(frame(pairs), sd=5.0, reliability=r)]
        for r in (reliability, reliability + more)
    )
    assert all(later or not earlier for earlier, later in zip(few, many, strict=True))


@CALM
@given(PAIRS, st.floats(0.1, 0.95))
def test_it_is_what_a_loop_over_persons_finds(
    pairs: list[tuple[float, float]], reliability: float
) -> None:
    before = [pre for pre, _ in pairs]
    assume(len(set(before)) > 1)
    unit = float(np.std(before, ddof=1)) * (2 * (1 - reliability)) ** 0.5
    index = [round(post - pre, 9) / unit for pre, post in pairs]
    assume(all(abs(abs(one) - 1.959963984540054) > 1e-6 for one in index))
    expected = []
    for (pre, post), one in zip(pairs, index, strict=True):
        if one > 1.96:
            expected.append("recovered" if pre < 0.05 < post else "improved")
        elif one < -1.96:
            expected.append("harmed" if post < 0.05 < pre else "deteriorated")
        else:
            expected.append("unchanged")
    assert categories(frame(pairs), reliability=reliability) == expected


@CALM
@given(PAIRS)
def test_everybody_is_counted_once(pairs: list[tuple[float, float]]) -> None:
    result = ek.reliable_change(frame(pairs), reliability=0.8, better="higher", cutoff=0.05)
    row = result.by_group().loc[0]
    names = ("recovered", "improved", "unchanged", "deteriorated", "harmed")
    if row["note"] and pd.isna(row["unchanged"]):
        assert row["undefined"] == len(pairs)
        return
    assert sum(row[name] for name in names) == row["n"] == len(pairs)
    assert row["reliably_improved"] == row["recovered"] + row["improved"]
    assert row["reliably_improved"] <= row["any_up"]
    summary = result.summary().set_index("category")
    assert summary["count"].to_dict() == result.to_frame()["category"].value_counts().to_dict()
    shares = summary["estimate"].dropna()
    assert (summary["conf_low"].dropna() <= shares).all()
    assert (shares <= summary["conf_high"].dropna()).all()
    assert shares.sum() == 1.0 or abs(shares.sum() - 1.0) < 1e-12
