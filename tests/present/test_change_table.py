"""Tables of change on results whose numbers were computed by hand."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

import evalkit as ek
from evalkit.present.blocks import Table, Text
from evalkit.study import Study

MINUS = "\N{MINUS SIGN}"
# Changes 12, 8, 0, -4: mean 4, SD sqrt(160/3), t(3, .975) = 3.1824: 4 -/+ 11.62. e is read once.
FOUR = pd.DataFrame(
    [
        ("a", "pre", 40.0),
        ("a", "post", 52.0),
        ("b", "pre", 44.0),
        ("b", "post", 52.0),
        ("c", "pre", 60.0),
        ("c", "post", 60.0),
        ("d", "pre", 48.0),
        ("d", "post", 44.0),
        ("e", "pre", 20.0),
    ],
    columns=["person", "wave", "score"],
).assign(scale="who5", site="Vejle")


def cells(table: Table | Text) -> list[tuple[str, ...]]:
    assert isinstance(table, Table)
    return list(table.rows)


def labels(table: Table | Text) -> list[str]:
    assert isinstance(table, Table)
    return [column.label for column in table.columns]


def test_a_row_in_danish_and_in_english() -> None:
    result = ek.pre_post(FOUR)
    danish = ("Trivsel (WHO-5)", "4", "48,0", "52,0", "+4,0", f"{MINUS}7,6 til 15,6", "0,353")
    assert cells(ek.table(result)) == [(*danish, "2", "1", "1")]
    english = ("Well-being (WHO-5)", "4", "48.0", "52.0", "+4.0", f"{MINUS}7.6 to 15.6", "0.353")
    assert cells(ek.table(result, language="en")) == [(*english, "2", "1", "1")]


def test_the_headings_are_those_of_the_waves() -> None:
    table = ek.table(ek.pre_post(FOUR), language="en")
    assert isinstance(table, Table)
    expected = ["Scale", "People", "before", "after", "Change", "95% interval", "p (adjusted)"]
    assert labels(table) == [*expected, "Improved", "Same", "Worse"]
    assert table.caption == "Change from before to after"
    assert "higher is better for Well-being (WHO-5)" in table.notes[0]
    assert "computed before rounding, so its last digit may differ" in table.notes[0]
    assert table.notes[2] == "p is from a paired t test."
    assert table.notes[-1].startswith("Design: before and after, without a comparison group.")
    assert "step 2 of 5" in table.notes[-1]


def test_several_tests_are_told_with_what_is_adjusted_and_what_is_not() -> None:
    both = pd.concat([FOUR, FOUR.assign(scale="gse", score=FOUR["score"] / 2)])
    table = ek.table(ek.pre_post(both), language="en")
    assert isinstance(table, Table)
    (note,) = [note for note in table.notes if note.startswith("p is from")]
    assert note.startswith("p is from a paired t test, adjusted for 2 tests (Holm).")
    assert "The intervals are not adjusted" in note


def test_a_confidence_that_is_not_95_is_told() -> None:
    table = ek.table(ek.pre_post(FOUR, confidence=0.999))
    assert "99,9 % interval" in labels(table)


def test_by_date_with_least_days() -> None:
    dates = {"pre": pd.Timestamp("2026-01-01"), "post": pd.Timestamp("2026-06-01")}
    frame = FOUR.assign(date=FOUR["wave"].map(dates)).drop(columns="wave")
    table = ek.table(ek.pre_post(frame, min_days=30), language="en")
    assert isinstance(table, Table)
    assert labels(table)[2:4] == ["First", "Latest"]
    assert table.caption == "Change from the first to the latest measurement"
    assert "first and latest by date, at least 30 days apart" in table.notes[1]


def test_groups_have_their_own_columns_and_a_missing_one_is_told() -> None:
    by_site = FOUR.assign(site=FOUR["person"].map({"a": "Vejle", "b": "Vejle"}))
    table = ek.table(ek.pre_post(by_site, by=("scale", "site")))
    assert labels(table)[:3] == ["Skala", "Sted", "Personer"]
    assert [row[1:3] for row in cells(table)] == [("Vejle", "2"), ("ikke angivet", "2")]


def test_one_scale_needs_no_column_of_scales() -> None:
    table = ek.table(ek.pre_post(FOUR, by=("site",)), language="en")
    assert cells(table)[0][:3] == ("Well-being (WHO-5)", "Vejle", "4")


def test_what_cannot_be_computed_is_a_dash_with_its_reason() -> None:
    one = FOUR[FOUR["person"].isin(["a", "e"])]
    table = ek.table(ek.pre_post(one), language="en")
    assert isinstance(table, Table)
    assert cells(table)[0][5:7] == ("–", "–")
    said = "– means the number cannot be computed: only one person has two measurements"
    assert table.notes[-1].startswith(said)
    assert not [note for note in table.notes if "p is from" in note]


def test_an_unknown_direction_is_neither_improvement_nor_deterioration() -> None:
    table = ek.table(ek.pre_post(FOUR.assign(scale="ours")), language="en")
    assert isinstance(table, Table)
    assert cells(table)[0][-3:] == ("–", "–", "–")
    assert "it is not stated for ours" in table.notes[0]


def test_scales_of_one_name_in_two_instruments_are_told_apart() -> None:
    both = pd.concat([FOUR.assign(instrument=name, scale="total") for name in ("one", "two")])
    result = ek.pre_post(both, by=("instrument", "scale"), better="higher")
    assert [row[0] for row in cells(ek.table(result))] == ["one: total", "two: total"]


def test_the_numbers_behind_are_those_of_the_result() -> None:
    result = ek.pre_post(FOUR)
    table = ek.table(result)
    assert isinstance(table, Table)
    (numbers,) = table.numbers
    row = result.to_frame().iloc[0]
    assert numbers["mean_change"] == row["mean_change"] == 4.0
    assert numbers["conf_low"] == row["conf_low"] == pytest.approx(-7.6207, abs=5e-5)
    assert numbers["improved"] == 2


def test_nobody_read_twice() -> None:
    nobody = FOUR[FOUR["wave"] == "pre"].assign(date=pd.Timestamp("2026-01-01"))
    result = ek.pre_post(nobody.drop(columns="wave"))
    assert cells(ek.table(result))[0][:3] == ("Trivsel (WHO-5)", "0", "–")
    assert ek.figure(result) == Text(("Ingen har to målinger endnu, så udvikling kan ikke vises.",))


# Over quarters ----------------------------------------------------------------------------


def study_of_two_quarters() -> Study:
    """a and b start in the second quarter of 2026, c in the third; all rise."""
    enrolments = pd.DataFrame(
        [("a", "2026-01-01"), ("b", "2026-01-01"), ("c", "2026-07-01")],
        columns=["person", "started"],
    )
    readings = pd.DataFrame(
        [
            ("a", "2026-02-01", 40.0),
            ("a", "2026-05-01", 48.0),
            ("b", "2026-02-01", 40.0),
            ("b", "2026-05-01", 52.0),
            ("c", "2026-07-10", 40.0),
            ("c", "2026-09-10", 56.0),
        ],
        columns=["person", "date", "score"],
    )
    empty = Study(title={}, programme="made")
    enrolments = enrolments.assign(programme="made", started=pd.to_datetime(enrolments["started"]))
    enrolments["ended"] = pd.NaT
    readings["date"] = pd.to_datetime(readings["date"])
    readings = readings.assign(programme="made", instrument="who5", scale="who5", wave=None)
    return dataclasses.replace(
        empty,
        enrolments=enrolments.assign(exit_reason=None, site=None),
        scores=readings.assign(respondent=None),
        instruments=(ek.instrument("who5"),),
    )


def test_change_by_quarter() -> None:
    result = ek.change_by_quarter(study_of_two_quarters(), "2026Q3", by=("instrument", "scale"))
    table = ek.table(result)
    assert labels(table) == ["Skala", "3. kvartal 2026", "2. kvartal 2026", "3. kvartal 2025"]
    # 8, 12, 16: mean 12, SD 4, t(2, .975) = 4.3027: +/- 9.94. 8, 12: mean 10, SD 2.83: +/- 25.4.
    newest, before = "+12,0 (2,1 til 21,9), n = 3", f"+10,0 ({MINUS}15,4 til 35,4), n = 2"
    assert cells(table) == [("Trivsel (WHO-5)", newest, before, "–")]
    assert isinstance(table, Table)
    assert {row["quarter"] for row in table.numbers} == {"2026Q3", "2026Q2", "2025Q3"}
