"""The first reading and the one nearest so many months later, by hand and by brute force."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import evalkit as ek
from evalkit.errors import InputError
from evalkit.sets.pairing import pair_readings

CALM = settings(deadline=None, max_examples=80)
FIRST = dt.date(2026, 1, 31)


def readings(**persons: list[tuple[str, float]]) -> pd.DataFrame:
    rows = [(name, "x", day, score) for name, those in persons.items() for day, score in those]
    return pd.DataFrame(rows, columns=["person", "scale", "date", "score"])


def paired(frame: pd.DataFrame, months: int) -> pd.DataFrame:
    return pair_readings(frame, unit=["person", "scale"], months=months).frame.set_index("person")


def test_the_nearest_is_taken_and_not_the_last() -> None:
    frame = readings(
        a=[("2026-01-31", 1.0), ("2026-04-30", 2.0), ("2026-07-20", 3.0), ("2027-01-31", 4.0)],
        b=[("2026-01-01", 5.0), ("2026-03-31", 6.0)],
    )
    found = paired(frame, 6)
    # a: 31 July is the day; 20 July is 11 days off, 30 April 92, 31 January 184.
    assert found.loc["a", ["pre", "post"]].tolist() == [1.0, 3.0]
    # b: 1 July is 92 days after 31 March, more than half of six months (91.3 days).
    assert found.loc["b", "pre"] == 5.0
    assert np.isnan(found.loc["b", "post"])


def test_a_month_that_is_shorter_ends_on_its_last_day() -> None:
    # One month after 31 January is 28 February: both are one day off, and the earlier is taken.
    frame = readings(a=[("2026-01-31", 1.0), ("2026-02-27", 2.0), ("2026-03-01", 3.0)])
    assert paired(frame, 1).loc["a", "post"] == 2.0


def test_every_row_is_counted() -> None:
    frame = readings(
        a=[("2026-01-01", 1.0), ("2026-06-30", 2.0), ("2026-07-05", 3.0), ("2026-02-01", 9.0)],
        b=[("2026-01-01", 4.0)],
    )
    chosen = pair_readings(frame, unit=["person", "scale"], months=6)
    used = int(chosen.frame[["pre", "post"]].notna().to_numpy().sum())
    assert used + sum(chosen.left_out.values()) == len(frame)
    assert chosen.left_out["nearer to another time"] == 1
    assert chosen.left_out["less near than another"] == 1
    assert chosen.months == 6


def test_through_pre_post_table_and_sentences() -> None:
    people = {
        f"p{i}": [("2026-01-01", 40.0), ("2026-07-01", 52.0), ("2026-12-31", 96.0)]
        for i in range(12)
    }
    people["p0"] = [("2026-01-01", 40.0), ("2026-07-01", 60.0), ("2026-12-31", 96.0)]
    result = ek.pre_post(readings(**people).assign(scale="who5"), months=6)
    row = result.to_frame().iloc[0]
    assert row["mean_post"] == pytest.approx(52 + 8 / 12)
    assert "nearest 6 months after" in row["method"]
    table = ek.table(result, language="en")
    assert table.caption == "Change from First to After 6 mo."
    assert any("nearest 6 months after it" in note for note in table.notes)
    assert "nearest 6 months after it" in ek.say(result, language="en")[0]
    assert "nærmest 6 måneder efter" in ek.say(result, language="da")[0]
    assert ek.figure(result, kind="before_after", language="da").caption
    assert ek.reliable_change(result, reliability=0.8, better="instrument").paired.months == 6


@pytest.mark.parametrize("months", [0, -1, 1.5, True, "6"])
def test_what_is_no_number_of_months_is_refused(months: object) -> None:
    with pytest.raises(InputError, match="`months`"):
        ek.pre_post(readings(a=[("2026-01-01", 1.0)]), months=months)  # type: ignore[arg-type]


def test_two_rules_contradict_each_other() -> None:
    frame = readings(a=[("2026-01-01", 1.0)])
    with pytest.raises(InputError, match="`months` and `min_days` are two rules"):
        ek.pre_post(frame, months=6, min_days=30)
    with pytest.raises(InputError, match="`months` and `waves` are two rules"):
        ek.pre_post(frame.assign(wave="pre"), months=6, waves=("pre", "post"))


def test_two_readings_on_one_day_are_refused() -> None:
    frame = readings(a=[("2026-01-01", 1.0), ("2026-01-01", 2.0)])
    with pytest.raises(InputError, match=r"^1 reading shares person, scale and day"):
        ek.pre_post(frame, months=6)


@CALM
@given(
    st.lists(
        st.lists(st.integers(0, 900), min_size=1, max_size=6, unique=True), min_size=1, max_size=6
    ),
    st.integers(1, 18),
)
def test_as_brute_force_finds_it(people: list[list[int]], months: int) -> None:
    days = [[FIRST + dt.timedelta(days=offset) for offset in sorted(one)] for one in people]
    frame = readings(
        **{
            f"p{i}": [(day.isoformat(), float(k)) for k, day in enumerate(one)]
            for i, one in enumerate(days)
        }
    )
    found = paired(frame.sample(frac=1, random_state=1), months)
    for i, one in enumerate(days):
        wanted = (pd.Timestamp(one[0]) + pd.DateOffset(months=months)).date()
        rest = [(abs((day - wanted).days), k) for k, day in enumerate(one) if k]
        near = [pair for pair in rest if pair[0] <= months * 365.25 / 24]
        post = found.loc[f"p{i}", "post"]
        assert found.loc[f"p{i}", "pre"] == 0.0
        assert np.isnan(post) if not near else post == min(near)[1]
