"""What holds for all answers, found by Hypothesis."""

from dataclasses import replace
from random import Random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.instruments.instrument import Instrument, instrument, instrument_names
from evalkit.instruments.scoring import score

KEY = ["person", "scale", "wave"]
Case = tuple[Instrument, pd.DataFrame]


@st.composite
def answered(draw: st.DrawFn, *, missing: bool = True) -> Case:
    """Draw an instrument and a few persons' answers to it, at one or two waves."""
    made = instrument(draw(st.sampled_from(instrument_names())))
    codes = st.integers(int(made.lowest), int(made.highest))
    value = st.one_of(codes, st.none()) if missing else codes
    readings = draw(
        st.lists(
            st.tuples(st.sampled_from("abcd"), st.sampled_from(["before", "after", None])),
            min_size=1,
            max_size=5,
            unique=True,
        )
    )
    rows = [
        {
            "person": person,
            "instrument": made.name,
            "item": item,
            "wave": wave,
            "value": draw(value),
        }
        for person, wave in readings
        for item in made.item_names
    ]
    return made, pd.DataFrame(rows).astype({"value": "float64", "wave": "str"})


def scored(frame: pd.DataFrame, made: Instrument) -> pd.DataFrame:
    table = score(frame, made).to_frame()[[*KEY, "score"]]
    return table.sort_values(KEY).reset_index(drop=True)


@given(answered(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(case: Case, random: Random) -> None:
    made, frame = case
    order = list(range(len(frame)))
    random.shuffle(order)
    pd.testing.assert_frame_equal(scored(frame.iloc[order], made), scored(frame, made))


@given(answered())
def test_unanswered_rows_say_the_same_as_no_rows(case: Case) -> None:
    made, frame = case
    kept = frame[frame["value"].notna()]
    if kept.empty:
        return
    seen = scored(frame, made).dropna(subset="score").reset_index(drop=True)
    assert seen.equals(scored(kept, made).dropna(subset="score").reset_index(drop=True))


@given(answered())
def test_other_instruments_change_nothing(case: Case) -> None:
    made, frame = case
    other = frame.assign(instrument="something_else", item="x", value=99)
    with_other = pd.concat([other, frame, other])
    pd.testing.assert_frame_equal(scored(with_other, made), scored(frame, made))


@given(answered())
def test_every_reading_has_a_row_for_every_scale(case: Case) -> None:
    made, frame = case
    scores = score(frame, made)
    readings = len(frame) // len(made.items)
    assert len(scores.to_frame()) == readings * len(made.scales)
    summary = scores.summary()
    assert (summary["readings"] == readings).all()
    assert (summary["scored"] + summary["not_scored"] == readings).all()
    assert scores.not_scored["readings"].sum() == summary["not_scored"].sum()


@given(answered())
def test_scores_stay_in_the_range(case: Case) -> None:
    made, frame = case
    for row in score(frame, made).summary().itertuples():
        if row.scored:
            assert row.lowest <= row.min <= row.max <= row.highest


@given(answered())
def test_a_scale_of_steps_gives_multiples_of_its_grain(case: Case) -> None:
    made, frame = case
    table = score(frame, made).to_frame().dropna(subset="score")
    for scale in made.scales:
        if scale.grain is not None:
            own = table.loc[table["scale"] == scale.name, "score"]
            steps = (own - scale.lowest) / scale.grain
            np.testing.assert_allclose(steps, np.round(steps), atol=1e-9)


@given(answered())
def test_turning_the_items_and_the_answers_gives_the_same(case: Case) -> None:
    made, frame = case
    turned = replace(
        made,
        scales=tuple(
            replace(scale, reversed=tuple(set(scale.items) - set(scale.reversed)))
            for scale in made.scales
        ),
    )
    flipped = frame.assign(value=made.lowest + made.highest - frame["value"])
    pd.testing.assert_frame_equal(scored(flipped, turned), scored(frame, made))


@given(answered())
def test_the_frame_that_was_handed_in_is_unchanged(case: Case) -> None:
    made, frame = case
    before = frame.copy(deep=True)
    score(frame, made)
    pd.testing.assert_frame_equal(frame, before)


@given(answered(missing=False))
def test_complete_answers_give_what_the_rule_says(case: Case) -> None:
    """Against a second, slow way of computing: a loop over readings in plain Python."""
    made, frame = case
    table = score(frame, made).to_frame()
    for (person, wave), rows in frame.groupby(["person", "wave"], dropna=False):
        values = dict(zip(rows["item"], rows["value"], strict=True))
        same_wave = table["wave"].isna() if pd.isna(wave) else table["wave"] == wave
        for scale in made.scales:
            parts = [
                made.lowest + made.highest - values[item]
                if item in scale.reversed
                else values[item]
                for item in scale.items
            ]
            raw = sum(parts) / (len(parts) if scale.rule == "mean" else 1) * scale.multiplier
            if scale.table:
                raw = scale.table[int(raw - made.lowest * len(parts))]
            mine = (table["person"] == person) & same_wave & (table["scale"] == scale.name)
            assert table.loc[mine, "score"].item() == pytest.approx(raw)
