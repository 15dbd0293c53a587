"""Who was lost: who counts as such, what is computed by hand, and what cannot be."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import evalkit as ek
from evalkit.errors import InputError

CALM = settings(deadline=None, max_examples=50)
NUMBERS = ["estimate", "conf_low", "conf_high", "hedges_g"]
SCORES = st.lists(st.integers(-40, 40).map(lambda n: n / 4), min_size=1, max_size=9)


def readings(kept: list[float], lost: list[float]) -> pd.DataFrame:
    """Return a first reading of everybody and a second one of the kept k0, k1 ..."""
    rows = [(f"k{i}", day, score) for i, score in enumerate(kept) for day in ("01", "06")]
    rows += [(f"l{i}", "01", score) for i, score in enumerate(lost)]
    frame = pd.DataFrame(rows, columns=["person", "date", "score"])
    return frame.assign(scale="x", date="2026-" + frame["date"] + "-01")


def people(kept: int, lost: int, **columns: list[object]) -> pd.DataFrame:
    names = [f"k{i}" for i in range(kept)] + [f"l{i}" for i in range(lost)]
    ended = [None] * kept + ["2026-03-01"] * lost
    return pd.DataFrame({"person": names, "started": "2026-01-01", "ended": ended, **columns})


def rows(scores: object, **options: object) -> pd.DataFrame:
    return ek.attrition(scores, **options).to_frame()  # type: ignore[arg-type]


# Who is lost ----------------------------------------------------------------------------


def test_lost_is_who_has_left_or_is_overdue() -> None:
    scores = readings([1.0, 2.0, 3.0], [4.0, 5.0, 6.0])
    enrolled = people(3, 3).assign(ended=[None] * 3 + ["2026-03-01", None, None])
    one = rows(scores, enrolments=enrolled).iloc[0]
    assert (one["n_kept"], one["n_lost"], one["n_apart"], one["mean_lost"]) == (3, 1, 2, 4.0)
    due = rows(scores, enrolments=enrolled, due_days=100, day="2026-06-30").iloc[0]
    assert (due["n_lost"], due["n_apart"], due["mean_lost"]) == (3, 0, 5.0)
    early = rows(scores, enrolments=enrolled, due_days=181, day="2026-06-30").iloc[0]
    assert (early["n_lost"], early["n_apart"]) == (1, 2)


def test_without_enrolments_all_without_a_second_reading_are_compared() -> None:
    result = ek.attrition(readings([1.0, 2.0, 3.0], [4.0, 5.0]))
    assert result.lost == "without second reading"
    assert result.to_frame().iloc[0][["n_kept", "n_lost", "n_apart"]].tolist() == [3, 2, 0]


def test_who_is_not_enrolled_is_apart() -> None:
    scores = readings([1.0, 2.0], [4.0, 5.0, 9.0])
    one = rows(scores, enrolments=people(2, 2)).iloc[0]
    assert (one["n_lost"], one["n_apart"]) == (2, 1)


def test_who_has_only_a_second_reading_has_no_first_one_to_compare() -> None:
    frame = pd.DataFrame(
        {"person": ["a", "a", "b", "c"], "wave": ["pre", "post", "post", "pre"], "scale": "x"}
    ).assign(score=[1.0, 2.0, 9.0, 3.0])
    one = rows(frame).iloc[0]
    assert (one["n_kept"], one["n_lost"], one["mean_lost"]) == (1, 1, 3.0)


def test_a_comparison_brings_its_pairs_and_groups() -> None:
    scores = readings([1.0, 2.0, 3.0, 5.0], [4.0, 5.0]).assign(site="a")
    change = ek.pre_post(scores, by=("scale", "site"), min_days=10)
    found = rows(change, enrolments=people(4, 2, gender=["m"] * 6))
    assert found.loc[0, ["scale", "site"]].tolist() == ["x", "a"]
    with pytest.raises(InputError, match="min_days"):
        rows(change, min_days=10)


# Numbers --------------------------------------------------------------------------------


def test_the_standardised_difference_by_hand() -> None:
    # Squares 2 and 8 over 2 df: SD is the root of 5; the means are 2 and 4. Hedges' factor for
    # 2 df is gamma(1) / gamma(1/2), which is 1 / root pi.
    one = rows(readings([1.0, 3.0], [2.0, 6.0])).iloc[0]
    assert one["estimate"] == pytest.approx(2 / np.sqrt(5))
    assert one["hedges_g"] == pytest.approx(2 / np.sqrt(5 * np.pi))
    assert one["difference"] == 2


def test_background_counts_also_those_never_read() -> None:
    enrolled = people(3, 3, gender=["m", "w", "w", "m", "m", None], age=[20, 21, 22, 18, 19, 23])
    found = rows(readings([1.0, 2.0, 3.0], [4.0]), enrolments=enrolled)
    gender = found[found["variable"] == "gender"].set_index("level")
    assert gender.loc["m", ["n_kept", "n_lost", "missing_lost"]].tolist() == [3, 2, 1]
    assert gender.loc["m", ["share_kept", "share_lost"]].tolist() == pytest.approx([1 / 3, 1.0])
    assert gender.loc["w", "difference"] == pytest.approx(-2 / 3)
    age = found[found["variable"] == "age"].iloc[0]
    # Squares 2 and 14 over 4 df: SD 2; the means are 21 and 20.
    assert age[["mean_kept", "mean_lost", "estimate"]].tolist() == pytest.approx([21, 20, -0.5])


@CALM
@given(SCORES, SCORES, st.integers(-9, 9), st.sampled_from([0.5, 2.0, 4.0]))
def test_the_standardised_difference_has_no_unit(
    kept: list[float], lost: list[float], shift: int, factor: float
) -> None:
    def moved(values: list[float]) -> list[float]:
        return [factor * value + shift for value in values]

    one, other = (rows(readings(*groups)) for groups in ((kept, lost), (moved(kept), moved(lost))))
    np.testing.assert_allclose(one[NUMBERS], other[NUMBERS], rtol=1e-6, atol=1e-9)
    assert one["note"].tolist() == other["note"].tolist()
    # The two groups the other way round: the same difference with the other sign.
    back = rows(readings(lost, kept))
    np.testing.assert_allclose(back["estimate"], -one["estimate"], rtol=1e-9, atol=1e-12)
    missing = one["estimate"].isna()
    assert (one["note"].ne("") == missing).all()


# What cannot be computed ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kept", "lost", "said"),
    [
        ([1.0, 2.0], [], "nobody was lost"),
        ([], [1.0, 2.0], "nobody has both readings"),
        ([1.0, 2.0], [3.0], "one person was lost"),
        ([1.0], [3.0, 4.0], "one person has both readings"),
        ([0.1] * 3, [0.3] * 3, "no SD to divide by"),
    ],
)
def test_what_cannot_be_computed_is_missing_and_said(
    kept: list[float], lost: list[float], said: str
) -> None:
    one = rows(readings(kept, lost)).iloc[0]
    assert one[NUMBERS].isna().all()
    assert said in one["note"]
    assert (one["n_kept"], one["n_lost"]) == (len(kept), len(lost))


def test_a_level_that_is_everybodys_has_no_standardised_difference() -> None:
    enrolled = people(2, 2, gender=["m"] * 4)
    found = rows(readings([1.0, 2.0], [4.0, 5.0]), enrolments=enrolled)
    gender = found[found["variable"] == "gender"].iloc[0]
    assert gender["difference"] == 0
    assert np.isnan(gender["estimate"])
    assert "no SD to divide by" in gender["note"]


def test_a_column_of_names_or_dates_is_not_compared() -> None:
    enrolled = people(2, 2, mail=["a@x", "b@x", "c@x", "d@x"], born=pd.Timestamp("2005-01-01"))
    found = rows(readings([1.0, 2.0], [4.0, 5.0]), enrolments=enrolled).set_index("variable")
    assert found.loc[["mail", "born"], "note"].str.contains("dates or names").all()
    assert not found.astype(str).apply(lambda column: column.str.contains("@")).any(axis=None)


def test_background_may_be_called_what_it_likes() -> None:
    enrolled = people(2, 2, change=[1, 2, 3, 4], pre_date=[5, 6, 7, 9], situation=[1, 1, 2, 3])
    found = rows(readings([1.0, 2.0], [4.0, 5.0]), enrolments=enrolled).set_index("variable")
    assert found["mean_lost"].tolist() == [4.5, 3.5, 8.0, 2.5]


def test_keys_written_otherwise_are_refused() -> None:
    scores = readings([1.0, 2.0], [4.0])
    with pytest.raises(InputError, match="Write it alike"):
        rows(scores, enrolments=people(2, 1).assign(person=[1, 2, 3]))


def test_empty_columns_are_left_out_unless_named() -> None:
    enrolled = people(2, 2, site=[None] * 4)
    scores = readings([1.0, 2.0], [4.0, 5.0])
    assert rows(scores, enrolments=enrolled)["variable"].tolist() == ["pre"]
    named = rows(scores, enrolments=enrolled, background="site")
    assert named["note"].tolist() == ["", "it is empty for everybody"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"background": ["gendr"], "enrolments": people(1, 1, gender=["m", "w"])}, "gender"),
        ({"background": ["gender"]}, "Hand in"),
        ({"confidence": 95}, "confidence"),
        ({"waves": ("before", "after")}, "wave"),
        ({"due_days": 1.5}, "due_days"),
    ],
)
def test_what_cannot_be_used_is_refused(options: dict[str, object], said: str) -> None:
    with pytest.raises(InputError, match=said):
        rows(readings([1.0], [2.0]), **options)


def test_no_person_and_no_few_show() -> None:
    enrolled = people(3, 2, gender=["m", "w", "w", "m", "m"])
    result = ek.attrition(readings([1.0, 2.0, 3.0], [47.5, 48.5]), enrolments=enrolled)
    seen = repr(result) + result._repr_html_()
    assert "(few)" in seen
    assert "l0" not in seen
    assert "48" not in seen


def test_the_callers_frames_are_left_alone() -> None:
    scores, enrolled = readings([1.0, 2.0], [4.0, 5.0]), people(2, 2, age=[1, 2, 3, 4])
    copies = scores.copy(), enrolled.copy()
    rows(scores, enrolments=enrolled)
    pd.testing.assert_frame_equal(scores, copies[0])
    pd.testing.assert_frame_equal(enrolled, copies[1])
