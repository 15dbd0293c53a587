"""The bounds of the share that improved: by hand, what must hold, and what cannot be computed."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import evalkit as ek
from evalkit.errors import InputError

CALM = settings(deadline=None, max_examples=50)


def scores(changes: list[float], missing: int = 0, only_post: int = 0) -> pd.DataFrame:
    rows = [(f"p{i}", "pre", 10.0) for i in range(len(changes) + missing)]
    rows += [(f"p{i}", "post", 10.0 + change) for i, change in enumerate(changes)]
    rows += [(f"q{i}", "post", 10.0) for i in range(only_post)]
    rows += [("r", "pre", None), ("r", "post", None)]
    return pd.DataFrame(rows, columns=["person", "wave", "score"]).assign(scale="x")


def row(frame: pd.DataFrame, **options: object) -> pd.Series:
    return ek.share_bounds(frame, **options).to_frame().iloc[0]  # type: ignore[arg-type]


def test_the_bounds_by_hand() -> None:
    # 3 of 5 pairs improved and 5 have a first reading alone: 3 of 10 to 8 of 10.
    one = row(scores([1, 2, 3, 0, -1], missing=5, only_post=2), better="higher")
    assert (one["n"], one["improved"], one["n_pre_only"], one["n_first"]) == (5, 3, 5, 10)
    assert (one["estimate"], one["lower"], one["upper"]) == (0.6, 0.3, 0.8)
    # Wilson, 3 and 8 of 10 (R's prop.test).
    assert one["lower_conf_low"] == pytest.approx(0.107791267406)
    assert one["upper_conf_high"] == pytest.approx(0.943317848546)


def test_a_lower_score_may_be_the_better_one() -> None:
    assert row(scores([1, 2, -3]), better="lower")["improved"] == 1


@CALM
@given(st.lists(st.integers(-3, 3).map(float), min_size=1, max_size=20), st.integers(0, 20))
def test_the_share_lies_within_and_closes_in(changes: list[float], missing: int) -> None:
    one = row(scores(changes, missing=missing), better="higher")
    assert one["lower"] <= one["estimate"] <= one["upper"]
    assert one["upper"] - one["lower"] == pytest.approx(missing / (missing + len(changes)))
    assert 0 <= one["lower_conf_low"] <= one["lower"]
    assert one["upper"] <= one["upper_conf_high"] <= 1
    turned = row(scores([-change for change in changes], missing=missing), better="lower")
    assert turned["lower"] == one["lower"]


def test_nobody_with_two_readings_leaves_everything_open() -> None:
    one = row(scores([], missing=4), better="higher")
    assert pd.isna(one["estimate"])
    assert (one["lower"], one["upper"]) == (0.0, 1.0)
    assert one["note"]


def test_what_cannot_be_computed_is_missing_and_said() -> None:
    unknown = row(scores([1, 2], missing=1))
    assert pd.isna(unknown["improved"])
    assert "better" in unknown["note"]
    nobody = row(scores([], only_post=2), better="higher")
    assert nobody[["estimate", "lower", "upper"]].isna().all()
    assert "first reading" in nobody["note"]


def test_a_comparison_brings_its_pairs() -> None:
    change = ek.pre_post(scores([1, -2, 3], missing=1), better="higher")
    result = ek.share_bounds(change)
    assert result.paired is change.paired
    assert result.to_frame().loc[0, "improved"] == 2
    with pytest.raises(InputError, match="better"):
        ek.share_bounds(change, better="lower")


@pytest.mark.parametrize(
    ("options", "said"),
    [({"confidence": 1}, "confidence"), ({"better": "hgher"}, "higher"), ({"by": "n"}, "column")],
)
def test_what_cannot_be_used_is_refused(options: dict[str, object], said: str) -> None:
    with pytest.raises(InputError, match=said):
        row(scores([1, 2]).assign(n="a"), **options)


def test_few_are_not_shown() -> None:
    assert "(few)" in repr(ek.share_bounds(scores([1, 2, 3]), better="higher"))
