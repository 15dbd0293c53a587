"""Groups compared: by hand, against R's numbers elsewhere; who is refused, who is left out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import evalkit as ek
from evalkit.errors import InputError

CALM = settings(deadline=None, max_examples=50)
KEY = "0101901234"
Members = dict[object, list[float]]


def scores(groups: Members, *, scale: str = "x", start: float = 50.0) -> pd.DataFrame:
    rows = []
    for group, changes in groups.items():
        for number, change in enumerate(changes):
            person = f"{KEY}-{group}-{number}"
            rows += [
                (person, scale, "pre", start, group),
                (person, scale, "post", start + change, group),
            ]
    return pd.DataFrame(rows, columns=["person", "scale", "wave", "score", "group"])


def by_group(frame: pd.DataFrame, **options: object) -> pd.DataFrame:
    return ek.compare_groups(frame, group="group", **options).to_frame().set_index("group")


def test_two_groups_by_hand() -> None:
    # Means 4 and 2, variances 1 and 1, n 3 and 4 (0, 2, 2, 4: variance 8/3).
    rows = by_group(scores({"a": [3.0, 4.0, 5.0], "b": [0.0, 2.0, 2.0, 4.0]}))
    assert rows.index.tolist() == ["b", "a"]
    assert rows["is_reference"].tolist() == [True, False]
    one = rows.loc["a"]
    assert one["difference"] == 2.0
    assert one["std_error"] == pytest.approx((1 / 3 + 8 / 12) ** 0.5)
    # Satterthwaite: 1/3 + 2/3 squared, over 1/9 by 2 and 4/9 by 3.
    assert one["df"] == pytest.approx(1 / (1 / 18 + 4 / 27))
    assert one["baseline_difference"] == 0
    assert rows.loc["b", ["difference", "diff_low", "p_value"]].isna().all()
    assert "compared with" in rows.loc["b", "note"]


def test_the_reference_can_be_named() -> None:
    frame = scores({"a": [3.0, 4.0, 5.0], "b": [0.0, 2.0, 2.0, 4.0]})
    result = ek.compare_groups(frame, group="group", reference="a")
    assert result.reference == "a"
    assert result.to_frame().set_index("group").loc["b", "difference"] == -2.0
    with pytest.raises(InputError, match="Accepted: 'a', 'b'"):
        by_group(frame, reference="c")


def test_every_difference_is_allowed_for() -> None:
    parts = {"a": [0.0, 1.0, 2.0, 1.0, 0.0], "b": [2.0, 3.0, 4.0], "c": [5.0, 6.0, 9.0]}
    frame = pd.concat([scores(parts), scores(parts, scale="y")])
    result = ek.compare_groups(frame, group="group")
    rows = result.to_frame()
    tested = rows["p_value"].dropna()
    assert result.tests == len(tested) == 4
    # Holm by hand: the smallest of four times four.
    assert rows["p_adjusted"].min() == pytest.approx(4 * tested.min())
    overall = result.overall()
    assert overall["groups"].tolist() == [3, 3]
    assert overall["n"].tolist() == [11, 11]
    assert overall["df1"].tolist() == [2, 2]


def test_groups_that_are_too_small_are_shown_and_say_why() -> None:
    result = ek.compare_groups(
        scores({"a": [1.0, 2.0, 4.0], "b": [3.0], "c": [], None: [1.0, 2.0]}), group="group"
    )
    rows = result.to_frame()
    assert rows["n"].tolist() == [3, 1, 2]
    assert "fewer than two pairs" in rows["note"].iloc[1]
    assert rows["baseline_difference"].iloc[1] == 0
    assert pd.isna(rows["difference"].iloc[1])
    assert "not stated" in rows["note"].iloc[2]
    assert rows["mean_change"].iloc[2] == 1.5
    assert rows["p_value"].isna().all()
    assert result.overall()["note"].iloc[0] != ""
    assert pd.isna(result.overall()["p_value"].iloc[0])


def test_no_spread_has_a_difference_and_no_test() -> None:
    row = by_group(scores({"a": [0.1, 0.1, 0.1], "b": [0.3, 0.3]})).loc["b"]
    assert row["difference"] == pytest.approx(0.2)
    assert pd.isna(row["p_value"])
    assert "no interval and no test of the difference" in row["note"]


def test_who_has_one_reading_is_counted_by_group() -> None:
    frame = scores({"a": [1.0, 2.0, 4.0], "b": [3.0, 5.0]})
    lost = frame[~((frame["person"] == f"{KEY}-b-1") & (frame["wave"] == "post"))]
    rows = by_group(lost)
    assert rows["n_pre_only"].to_dict() == {"a": 0, "b": 1}


def test_of_a_study_by_a_background_column() -> None:
    study = ek.load("data/examples/bindeleddet", profile="bindeleddet")
    rows = ek.compare_groups(study, group="site").to_frame()
    both = ek.pre_post(study, by=("scale", "site")).to_frame()
    merged = rows.merge(both, on=["scale", "site"], suffixes=("", "_own"))
    assert len(merged) == len(rows) == 33
    for name in ("n", "mean_pre", "mean_change", "conf_low", "conf_high"):
        np.testing.assert_allclose(
            merged[name].to_numpy(dtype=float), merged[f"{name}_own"].to_numpy(dtype=float)
        )


def test_a_number_is_to_be_cut_first() -> None:
    study = ek.load("data/examples/unik", profile="unik")
    with pytest.raises(InputError, match=r"9 different values.*pd\.cut"):
        ek.compare_groups(study, group="birth_year")
    cut = study.enrolments.assign(young=study.enrolments["birth_year"] >= 2005)
    rows = ek.compare_groups(replace(study, enrolments=cut), group="young").to_frame()
    assert set(rows["young"].dropna()) == {True, False}


def test_too_many_names_are_refused() -> None:
    frame = scores({f"g{number}": [1.0, 2.0] for number in range(11)})
    with pytest.raises(InputError, match="At most 10 groups") as refused:
        by_group(frame)
    assert KEY not in str(refused.value)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"group": "grup"}, "no column 'grup'"),
        ({"group": "scale"}, "names what is measured"),
        ({"group": "instrument"}, "names what is measured"),
        ({"group": "person"}, "names a reading"),
        ({"group": "wave"}, "names a reading"),
        ({"group": ["group"]}, "Name one column"),
        ({"group": "group", "by": ("scale", "group")}, "already"),
        ({"group": "group", "by": ("note",)}, "Rename yours"),
        ({"group": "group", "confidence": 95}, "confidence"),
        ({"group": "group", "waves": ("pre", "pots")}, "pots"),
        ({"group": "group", "better": "hihger"}, "Did you mean 'higher'"),
    ],
)
def test_what_is_refused(options: dict[str, object], said: str) -> None:
    frame = scores({"a": [1.0, 2.0, 4.0], "b": [3.0, 5.0]})
    with pytest.raises(InputError, match=said):
        ek.compare_groups(frame, **options)


def test_an_empty_column_makes_no_groups() -> None:
    frame = scores({"a": [1.0, 2.0]}).assign(group=None)
    with pytest.raises(InputError, match="empty for everybody"):
        by_group(frame)


def test_one_person_in_two_groups_is_refused_without_a_name() -> None:
    frame = scores({"a": [1.0, 2.0, 4.0], "b": [3.0, 5.0]}).assign(person=f"{KEY}")
    frame = frame.drop_duplicates(["group", "wave"]).assign(programme=lambda x: x["group"])
    with pytest.raises(InputError, match="1 persons are in more than one group") as refused:
        ek.compare_groups(frame.drop(columns="group"), group="programme")
    assert KEY not in str(refused.value)


def test_pairs_that_were_chosen_are_gone_on_from() -> None:
    frame = scores({"a": [1.0, 2.0, 4.0], "b": [3.0, 5.0]})
    paired = ek.pre_post(frame, by=("scale", "group"))
    pd.testing.assert_frame_equal(
        ek.compare_groups(paired, group="group").to_frame(),
        ek.compare_groups(frame, group="group").to_frame(),
    )
    with pytest.raises(InputError, match="Hand in the scores"):
        ek.compare_groups(ek.pre_post(frame), group="group")


def test_looking_hides_few_and_shows_no_person() -> None:
    result = ek.compare_groups(scores({"a": [1.0, 2.0, 4.0], "b": [3.0, 5.0]}), group="group")
    shown = repr(result) + result._repr_html_()
    assert "(few)" in shown
    assert KEY not in shown
    assert "exploratory unless planned" in shown


CHANGES = st.lists(st.integers(-30, 30).map(float), max_size=8)


@CALM
@given(CHANGES, CHANGES, CHANGES, st.integers(-40, 40), st.randoms(use_true_random=False))
def test_shift_permute_swap(
    one: list[float], two: list[float], three: list[float], shift: int, random: object
) -> None:
    frame = scores({"a": [*one, 1.0], "b": [*two, 2.0], "c": three})
    options = {"group": "group", "reference": "a", "waves": ("pre", "post")}
    found = ek.compare_groups(frame, **options).to_frame()
    order = list(range(len(frame)))
    random.shuffle(order)  # type: ignore[attr-defined]
    mixed = ek.compare_groups(frame.iloc[order], **options).to_frame()
    pd.testing.assert_frame_equal(found, mixed, rtol=1e-9)
    moved = ek.compare_groups(frame.assign(score=frame["score"] + shift), **options).to_frame()
    for name in ("difference", "diff_low", "p_adjusted", "baseline_difference"):
        np.testing.assert_allclose(moved[name], found[name], rtol=1e-7, atol=1e-9)
    turned = ek.compare_groups(frame, **(options | {"reference": "b"})).to_frame()
    there = found.set_index("group").loc["b"]
    back = turned.set_index("group").loc["a"]
    np.testing.assert_allclose(back["difference"], -there["difference"], atol=1e-12)
    np.testing.assert_allclose(back["diff_low"], -there["diff_high"], rtol=1e-9, atol=1e-9)


def test_a_misspelt_background_is_answered_with_the_nearest() -> None:
    study = ek.load("data/examples/unik", profile="unik")
    with pytest.raises(InputError, match=r"people's 'gendr'.*Did you mean 'gender'"):
        ek.compare_groups(study, group="gendr")
