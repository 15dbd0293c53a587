"""Pairing as the statistics use it; through pre_post it is tested in tests/outcomes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from evalkit.errors import InputError
from evalkit.sets.pairing import pair_by_date, pair_by_wave, pair_readings

READINGS = pd.DataFrame(
    {
        "person": ["b", "a", "a", "b", "a", "c"],
        "date": pd.to_datetime(
            ["2024-02-28", "2024-06-01", "2024-01-01", "2024-02-29", "2024-03-01", "2024-01-01"]
        ),
        "score": [5.0, 3.0, 1.0, 6.0, 2.0, 9.0],
        "wave": ["x", "y", "x", "y", "z", "y"],
    }
)


def test_by_date_in_the_order_in_which_people_appear() -> None:
    frame = pair_by_date(READINGS, unit=["person"]).frame
    assert frame["person"].tolist() == ["b", "a", "c"]
    assert frame["pre"].tolist() == [5, 1, 9]
    assert frame["post"].tolist()[:2] == [6, 3]
    assert np.isnan(frame["post"].iloc[2])
    assert frame["post_date"].isna().tolist() == [False, False, True]


def test_days_apart_over_a_leap_day() -> None:
    # From 28 February to 29 February 2024 is one day.
    assert pair_by_date(READINGS, unit=["person"], min_days=1).frame["post"].notna().sum() == 2
    assert pair_by_date(READINGS, unit=["person"], min_days=2).frame["post"].notna().sum() == 1


def test_by_wave_keeps_who_has_one_and_leaves_out_who_has_none() -> None:
    pairs = pair_by_wave(READINGS, unit=["person"], waves=("x", "z"))
    assert pairs.frame["person"].tolist() == ["b", "a"]
    assert pairs.frame["pre"].tolist() == [5, 1]
    assert np.isnan(pairs.frame["post"].iloc[0])
    assert pairs.left_out == {"without a wave": 0, "in another wave": 3}
    assert (pairs.rule, pairs.waves) == ("named waves x and z", ("x", "z"))


@pytest.mark.parametrize("waves", [None, ("x", "y")])
def test_nothing_to_pair(waves: tuple[str, str] | None) -> None:
    nothing = READINGS.assign(score=np.nan)
    pairs = pair_readings(nothing, unit=["person"], waves=waves)
    assert pairs.frame.empty
    assert {"pre", "post"} <= set(pairs.frame)
    assert pairs.left_out["without a score"] == 6


def test_a_pair_shows_no_person() -> None:
    assert "person" not in repr(pair_by_date(READINGS, unit=["person"]))


def test_two_on_one_day_anywhere_in_between() -> None:
    again = pd.concat([READINGS, READINGS.iloc[[4]]])
    with pytest.raises(InputError, match="1 reading shares person and day"):
        pair_by_date(again, unit=["person"])


def test_of_several_named_waves_the_first_reading_is_of_the_first_one() -> None:
    # b's reading before is missing, so the one after is no reading before.
    rows = [
        *(("a", "before", "2026-01-01", 1.0), ("a", "after", "2026-04-01", 2.0)),
        *(("b", "after", "2026-04-01", 3.0), ("b", "follow-up", "2026-09-01", 4.0)),
        *(("c", "before", "2026-01-01", 5.0), ("c", "follow-up", "2026-09-01", 6.0)),
        ("d", "follow-up", "2026-09-01", 7.0),
    ]
    frame = pd.DataFrame(rows, columns=["person", "wave", "date", "score"])
    pairs = pair_readings(frame, unit=["person"], defined=("before", "after", "follow-up"))
    found = pairs.frame.set_index("person")
    assert found.loc["a", ["pre", "post"]].tolist() == [1.0, 2.0]
    assert found.loc["c", ["pre", "post"]].tolist() == [5.0, 6.0]
    for person, last in (("b", 4.0), ("d", 7.0)):
        assert pd.isna(found.loc[person, "pre"])
        assert pd.isna(found.loc[person, "pre_date"])
        assert found.loc[person, "post"] == last
    assert pairs.left_out["first reading not in the wave before"] == 1
    used = int(pairs.frame[["pre", "post"]].notna().to_numpy().sum())
    assert used + sum(pairs.left_out.values()) == len(frame)


def test_a_list_is_no_name_of_a_wave() -> None:
    with pytest.raises(InputError, match="`waves` is a pair of names"):
        pair_readings(READINGS, unit=["person"], waves=(["x"], "y"))  # type: ignore[arg-type]
