"""Intraclass correlations from long and wide frames and from pairs."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

import evalkit as ek
from evalkit.errors import InputError
from evalkit.outcomes.intraclass_correlation import ICC_NOTES

# Shrout and Fleiss 1979, table 2; ICC(2,1) is .29 in their table 4.
JUDGED = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
RATERS = ["anna", "bo", "carl", "dorte"]


def wide() -> pd.DataFrame:
    return pd.DataFrame(JUDGED, columns=RATERS).assign(person=[f"key-{i}" for i in range(6)])


def long(**columns: object) -> pd.DataFrame:
    melted = wide().melt("person", RATERS, var_name="rater", value_name="score")
    return melted.assign(**columns)


def test_long_and_wide_are_the_paper_s() -> None:
    one = ek.icc(long(), form="ICC(2,1)")
    other = ek.icc(wide(), form="ICC(2,1)", rater=RATERS)
    assert round(one.estimate(), 2) == 0.29
    pd.testing.assert_frame_equal(one.to_frame(), other.to_frame())
    row = one.to_frame().iloc[0]
    assert (row["n"], row["raters"], row["n_left_out"]) == (6, 4, 0)
    assert row["conf_low"] < row["estimate"] < row["conf_high"]
    assert one.n() == 6
    assert one.interval().high == row["conf_high"]


def test_each_scale_is_for_itself() -> None:
    other = long(scale="y")
    other["score"] = 2 * other["score"]
    result = ek.icc(pd.concat([long(scale="x"), other]), form="ICC(3,1)")
    assert result.to_frame()["scale"].tolist() == ["x", "y"]
    assert result.estimate("x") == pytest.approx(result.estimate("y"), rel=1e-12)
    with pytest.raises(InputError, match="0 rows have the scale 'z'"):
        result.estimate("z")


def test_persons_without_every_rating_are_left_out_and_counted() -> None:
    frame = long()
    frame = frame.drop(index=[0]).reset_index(drop=True)
    frame.loc[frame["person"] == "key-1", "score"] = np.nan
    result = ek.icc(frame, form="ICC(2,1)")
    row = result.to_frame().iloc[0]
    assert (row["n"], row["n_left_out"]) == (4, 2)
    kept = ek.icc(wide().iloc[2:], form="ICC(2,1)", rater=RATERS)
    assert result.estimate() == pytest.approx(kept.estimate(), rel=1e-12)


def test_two_readings_of_the_pairs() -> None:
    study = ek.load("data/examples/unik", profile="unik")
    compared = ek.pre_post(study)
    result = ek.icc(compared, form="ICC(2,1)")
    frame = result.to_frame().set_index("scale")
    assert frame["n"].to_dict() == compared.to_frame().set_index("scale")["n"].to_dict()
    pairs = compared.pairs()
    own = pairs[(pairs["scale"] == "who5") & pairs["change"].notna()]
    expected = ek.icc(own, form="ICC(2,1)", rater=["pre", "post"])
    assert result.estimate("who5") == pytest.approx(expected.estimate(), rel=1e-12)
    with pytest.raises(InputError, match="has its two readings"):
        ek.icc(compared, form="ICC(2,1)", rater="wave")


@pytest.mark.parametrize(
    ("ratings", "code"),
    [
        ([[1, 2]], "few"),
        ([[3, 3], [3, 3]], "no variance"),
        ([[1, 2], [5, 6]], "no residual"),
        ([[1, 0], [0, 1]], "undefined"),
    ],
)
def test_what_cannot_be_computed_is_missing_and_said(ratings: list[list[int]], code: str) -> None:
    frame = pd.DataFrame(ratings, columns=["a", "b"])
    result = ek.icc(frame, form="ICC(2,1)", rater=["a", "b"])
    assert ICC_NOTES[code] in result.to_frame()["note"].iloc[0]
    assert math.isnan(result.interval().low)


def test_below_zero_is_said() -> None:
    frame = pd.DataFrame([[1, 6], [2, 7], [3, 5], [5, 1], [6, 2]], columns=["a", "b"])
    result = ek.icc(frame, form="ICC(3,1)", rater=["a", "b"])
    assert result.estimate() < 0
    assert result.to_frame()["note"].tolist() == [ICC_NOTES["negative"]]


def test_an_icc_above_one_is_never_given() -> None:
    # psych::ICC(lmer = FALSE) gives 10 here, from 7.4 to -5.6: tests/reference/reliability.md.
    frame = pd.DataFrame({"a": [1, 2, 3, 4, 5, 6, 7], "b": [6, 7, 5, 4, 4, 1, 2]})
    result = ek.icc(frame, form="ICC(2,k)", rater=["a", "b"])
    assert math.isnan(result.estimate())
    assert result.to_frame()["note"].tolist() == [ICC_NOTES["undefined"]]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"form": "ICC2"}, "`form` is 'ICC2'"),
        ({"form": "ICC(4,1)"}, "Did you mean"),
        ({"form": "ICC(2,1)", "rater": "rather"}, "Did you mean 'rater'"),
        ({"form": "ICC(2,1)", "score": "scor"}, "Did you mean 'score'"),
        ({"form": "ICC(2,1)", "rater": ["score"]}, "two at least"),
        ({"form": "ICC(2,1)", "rater": ["score", "score"]}, "two at least"),
        ({"form": "ICC(2,1)", "confidence": 95}, "`confidence` is 95"),
    ],
)
def test_bad_arguments_are_refused(options: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message.replace("(", r"\(").replace(")", r"\)")):
        ek.icc(long(), **options)  # type: ignore[arg-type]


def test_bad_frames_are_refused_without_a_value() -> None:
    with pytest.raises(InputError, match="1 row shares person and rater") as refused:
        ek.icc(pd.concat([long(), long().iloc[:1]]), form="ICC(2,1)")
    assert "key-" not in str(refused.value)
    with pytest.raises(InputError, match="6 rows share person"):
        ek.icc(pd.concat([wide(), wide()]), form="ICC(2,1)", rater=RATERS)
    with pytest.raises(InputError, match="infinite"):
        ek.icc(long(score=math.inf), form="ICC(2,1)")
    with pytest.raises(InputError, match="not a number"):
        ek.icc(long(score="three"), form="ICC(2,1)")
    with pytest.raises(InputError, match="empty 'person'"):
        ek.icc(long(person=None), form="ICC(2,1)")
    with pytest.raises(InputError, match="is a list"):
        ek.icc([1, 2], form="ICC(2,1)")


def test_the_caller_s_frame_stays_and_nobody_is_shown() -> None:
    frame = long()
    before = frame.copy(deep=True)
    result = ek.icc(frame, form="ICC(2,1)")
    pd.testing.assert_frame_equal(frame, before)
    assert "key-" not in repr(result) + result._repr_html_() + result.to_frame().to_csv()
    assert "(few)" in repr(ek.icc(wide().iloc[:4], form="ICC(2,1)", rater=RATERS))


def test_an_empty_frame_has_no_rows_or_nothing_to_compute() -> None:
    assert ek.icc(long(scale="x").iloc[:0], form="ICC(2,1)").to_frame().empty
    none = ek.icc(wide().iloc[:0], form="ICC(2,1)", rater=RATERS)
    assert none.to_frame()["note"].tolist() == [ICC_NOTES["few"]]
