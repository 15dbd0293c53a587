"""Networks: what changed between two maps, against values by hand and ek.pre_post."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import evalkit as ek
from evalkit.errors import InputError
from evalkit.frames import ENROLMENTS, TIES
from evalkit.study import Study

COLUMNS = ["person", "date", "alter", "sector", "closeness", "paid"]
# a: A1 stays and comes closer, A2 goes, A3 comes. b: B1 stays; B2, B3 come. c has one map.
ROWS = [
    ("a", "2026-01-01", "A1", "family", 1, False),
    ("a", "2026-01-01", "A2", "professionals", 3, True),
    ("a", "2026-07-01", "A1", "family", 3, False),
    ("a", "2026-07-01", "A3", "friends", 2, None),
    ("b", "2026-01-15", "B1", "family", 2, True),
    ("b", "2026-07-15", "B1", "family", 1, True),
    ("b", "2026-07-15", "B2", "friends", 2, False),
    ("b", "2026-07-15", "B3", "friends", None, False),
    ("c", "2026-02-01", "C1", "friends", 2, False),
]


def ties(rows: list[tuple[object, ...]] | None = None) -> pd.DataFrame:
    return pd.DataFrame(ROWS if rows is None else rows, columns=COLUMNS)


def row(result: object, group: str, kind: str = "whole") -> pd.Series:
    frame = result.to_frame()  # type: ignore[attr-defined]
    return frame[(frame["kind"] == kind) & (frame["group"] == group)].iloc[0]


def test_changes_by_hand() -> None:
    result = ek.networks(ties())
    size = row(result, "size")
    # a: 2 and 2; b: 1 and 3. Change 0 and 2: mean 1, SD sqrt 2, t(1) = 12.7062, so 1 +/- 12.7062.
    assert size[["n", "n_one_map", "mean_first", "mean_last"]].tolist() == [2, 1, 1.5, 2.5]
    assert size[["mean_change", "conf_low", "conf_high"]].tolist() == pytest.approx(
        [1.0, 1 - 12.7062047, 1 + 12.7062047]
    )
    assert size[["more", "same", "fewer"]].tolist() == [1, 1, 0]
    assert row(result, "unpaid")[["mean_first", "mean_last"]].tolist() == [0.5, 1.5]
    # Of those known: a 1/2 and 1/1; b 0/1 and 2/3.
    share = row(result, "unpaid_share")
    assert share[["mean_first", "mean_last"]].tolist() == pytest.approx([0.25, 5 / 6])
    assert row(result, "paid_unknown").mean_last == 0.5
    assert result.unknown_paid == 1
    assert row(result, "friends", "sector")[["mean_first", "mean_last"]].tolist() == [0.0, 1.5]
    assert row(result, "3", "closeness").mean_change == 0.0
    assert row(result, "", "closeness").mean_last == 0.5


def test_who_came_went_and_moved() -> None:
    result = ek.networks(ties())
    totals = result.between().set_index("what")["total"].to_dict()
    expected = {"came": 3, "went": 1, "stayed": 2, "closer": 1, "as_close": 0, "further": 1}
    expected |= {"closeness_unknown": 0, "came_unpaid": 2, "went_unpaid": 0}
    assert totals == expected
    assert result.between()["n"].tolist() == [2] * 9
    assert result.keys_recur
    assert not ek.networks(
        ties().assign(alter=[f"k{number}" for number in range(len(ROWS))])
    ).keys_recur


def test_everybodys_latest_map_is_there_too() -> None:
    latest = ek.networks(ties()).latest()
    size = latest[latest["group"] == "size"].iloc[0]
    assert (size["n"], size["mean"]) == (3, 2.0)


def test_the_order_of_quantities() -> None:
    groups = ek.networks(ties())._frame[["kind", "group"]].to_numpy().tolist()
    sectors = [group for kind, group in groups if kind == "sector"]
    assert sectors == ["family", "friends", "professionals"]
    assert [group for kind, group in groups if kind == "closeness"] == ["3", "2", "1", ""]


def test_two_of_a_persons_maps_are_compared_by_the_rules_of_pairs() -> None:
    third = [("b", "2026-04-01", "B9", "family", 2, True)]
    result = ek.networks(ties(ROWS + third))
    assert result.left_out["between first and last"] == 1
    assert row(result, "size").mean_last == 2.5
    near = ek.networks(ties(ROWS + third), months=3)
    # Three months after the first a map of b is near, none of a.
    assert row(near, "size")[["n", "n_one_map", "mean_last"]].tolist() == [1, 2, 1.0]
    assert row(ek.networks(ties(), min_days=200), "size").n == 0
    assert row(ek.networks(ties(), as_of="2026Q2"), "size").n == 0
    assert row(ek.networks(ties(), as_of=dt.date(2026, 7, 1)), "size").n == 1


@pytest.mark.parametrize("scale", ["size", "unpaid", "sector: friends"])
def test_the_numbers_are_those_of_pre_post(scale: str) -> None:
    made = np.random.default_rng(5)
    rows = [
        (f"p{person}", day, f"k{alter}", made.choice(["family", "friends"]), 1, made.random() < 0.4)
        for person in range(12)
        for day in ("2026-01-01", "2026-06-01")
        for alter in range(made.integers(1, 9))
    ]
    result = ek.networks(ties(rows))
    other = ek.pre_post(result.scores()).to_frame().set_index("scale").loc[scale]
    group, kind = scale.rpartition(": ")[2], "sector" if ":" in scale else "whole"
    own = row(result, group, kind)
    for name in ("n", "mean_change", "sd_change", "conf_low", "conf_high"):
        assert own[name] == pytest.approx(other[name]), name
    assert own[["mean_first", "mean_last"]].tolist() == pytest.approx(
        other[["mean_pre", "mean_post"]].tolist()
    )


MAPS = st.dictionaries(
    st.sampled_from("ABCDEF"), st.sampled_from([None, 1, 2, 3]), min_size=1, max_size=6
)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(MAPS, MAPS), min_size=1, max_size=4))
def test_nobody_is_lost_between_two_maps(
    people: list[tuple[dict[str, int | None], dict[str, int | None]]],
) -> None:
    rows = [
        (f"p{number}", day, alter, "family", closeness, False)
        for number, maps in enumerate(people)
        for day, drawn in zip(("2026-01-01", "2026-07-01"), maps, strict=True)
        for alter, closeness in drawn.items()
    ]
    result = ek.networks(ties(rows).sample(frac=1, random_state=1))
    for one in result.pairs().to_dict("records"):
        assert one["last size"] - one["first size"] == one["came"] - one["went"]
        stayed = one["closer"] + one["as_close"] + one["further"] + one["closeness_unknown"]
        assert one["stayed"] == stayed
        assert one["first size"] == one["went"] + one["stayed"]
    size, family = row(result, "size"), row(result, "family", "sector")
    assert size.mean_change == family.mean_change


def test_groups_of_persons() -> None:
    study = Study(
        {},
        "p",
        enrolments=ENROLMENTS.shaped(
            {"person": who, "programme": "p", "site": site, "started": "2025-12-01"}
            for who, site in (("a", "north"), ("b", "south"), ("c", "south"))
        ),
        ties=TIES.shaped(ties().assign(programme="p")),
    )
    frame = ek.networks(study, by="site").to_frame()
    size = frame[frame["group"] == "size"].set_index("site")
    assert size["n"].to_dict() == {"north": 1, "south": 1}
    assert size["n_one_map"].to_dict() == {"north": 0, "south": 1}
    assert size["mean_change"].to_dict() == {"north": 0.0, "south": 2.0}
    assert ek.networks(study, by="programme").to_frame()["programme"].unique().tolist() == ["p"]


def test_maps_without_sector_closeness_or_pay() -> None:
    result = ek.networks(ties()[["person", "date", "alter"]])
    assert result.to_frame()["kind"].unique().tolist() == ["whole"]
    assert row(result, "unpaid_share").note == "nobody has two maps"
    assert row(result, "paid_unknown").mean_first == 1.5
    empty = ek.networks(Study({}, "p"))
    assert (empty.persons, empty.keys_recur) == (0, None)


@pytest.mark.parametrize(
    ("frame", "arguments", "message"),
    [
        (ties().drop(columns="alter"), {}, "no column 'alter'"),
        (pd.concat([ties(), ties().head(1)]), {}, "1 rows of ties share"),
        (ties().assign(closeness="near"), {}, "not a number"),
        (ties(), {"by": "alter"}, "names no group"),
        (ties(), {"by": "site"}, "no column 'site'"),
        (ties().assign(site=range(len(ROWS))), {"by": "site"}, "2 persons have relations"),
        (ties(), {"confidence": 95}, "confidence"),
        (ties(), {"months": 6, "min_days": 2}, "two rules"),
        ("ties", {}, "a str; a Study or a DataFrame"),
    ],
)
def test_what_is_refused(frame: object, arguments: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        ek.networks(frame, **arguments)  # type: ignore[arg-type]


def test_the_frame_stays_and_nobody_shows() -> None:
    frame = ties().assign(person=lambda table: "0101901234" + table["person"])
    before = frame.copy(deep=True)
    result = ek.networks(frame)
    pd.testing.assert_frame_equal(frame, before)
    assert "0101901234" not in f"{result!r}{result._repr_html_()}"
    assert "(few)" in repr(result)
