"""The table of all estimates: its rows, its decimals, its words for what is missing."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

import evalkit as ek
from evalkit.outcomes.change import PrePost
from evalkit.outcomes.change_estimates import ESTIMATE_NOTES, QUANTITIES
from evalkit.present import estimates_table
from evalkit.present.blocks import Table

CHANGES = {"who5": [12.0, 8.0, 0.0, -4.0, 4.0, 16.0, 8.0, 0.0]}
Maker = Callable[..., PrePost]


def tabled(compared: PrePost, language: str = "en", **options: object) -> Table:
    table = ek.table(ek.change_estimates(compared, **options), language=language)
    assert isinstance(table, Table)
    return table


def row_of(table: Table, measure: str) -> tuple[str, ...]:
    (row,) = [row for row in table.rows if row[1].startswith(measure)]
    return row


def test_a_row_a_measure_with_value_and_interval(compared: Maker) -> None:
    table = tabled(compared(CHANGES))
    assert [column.label for column in table.columns] == [
        *("Scale", "Measure", "People", "Value", "95% interval"),
    ]
    assert len(table.rows) == len(QUANTITIES)
    # Mean 5.5; of 28 pairs up, 2 unchanged of 8 and 1 down: 6 of 8.
    assert row_of(table, "Mean change")[2:4] == ("8", "+5.5")
    assert row_of(table, "Probability of improvement")[3:] == ("75%", "41% to 93%")
    assert row_of(table, "Median change")[3:] == ("+6.0", "−4.0 to 16.0")


def test_no_measure_is_called_cohens_d_and_every_one_has_a_name() -> None:
    assert set(estimates_table._NAMES) == set(QUANTITIES)
    assert set(estimates_table._REASONS) == set(ESTIMATE_NOTES)


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_notes_say_what_it_means_and_the_design(compared: Maker, language: str) -> None:
    table = tabled(compared(CHANGES), language)
    text = str(table)
    assert "Cohen" not in text
    assert "d_z" in text
    start = {"da": "Design: før og efter", "en": "Design: before and after"}
    assert any(note.startswith(start[language]) for note in table.notes)
    # Five on what the measures mean, one on how, one on the design; everybody started alike.
    assert len(table.notes) == 9
    assert table.notes[-1].startswith("– ")


def test_the_table_holds_the_numbers_of_the_result(compared: Maker) -> None:
    result = ek.change_estimates(compared(CHANGES))
    table = ek.table(result)
    assert isinstance(table, Table)
    wanted = result.to_frame()["estimate"].astype(object)
    assert [row["estimate"] for row in table.numbers] == wanted.where(wanted.notna(), None).tolist()
    assert table.name == "estimates"


def test_a_dash_has_its_reason(compared: Maker) -> None:
    table = tabled(compared({"mine": [1.0, 1.0, 1.0]}))
    assert row_of(table, "d_z")[3:] == ("–", "–")
    (note,) = [note for note in table.notes if note.startswith("– means")]
    for reason in (
        *("everyone changed by the same amount", "which direction is better is not stated"),
        *(
            "too few people for an interval by rank",
            "the first measurement is the same for everyone",
        ),
    ):
        assert reason in note
    assert "bootstrap" not in note


def test_bootstrap_has_a_column_and_a_note(compared: Maker) -> None:
    table = tabled(compared(CHANGES), "da", bootstrap=400)
    assert table.columns[-1].label == "95 % bootstrap-interval"
    assert row_of(table, "Rang-biserial")[-1] == "–"
    assert row_of(table, "d_av")[-1] != "–"
    assert any("400 tilfældige udtræk" in note for note in table.notes)
    assert not any("giver intet bootstrap-interval" in note for note in table.notes)
    few = tabled(compared({"who5": [4.0, 8.0, 0.0]}), "da", bootstrap=400)
    assert any("giver intet bootstrap-interval" in note for note in few.notes)


def test_groups_and_waves_are_named() -> None:
    rows = [
        (f"p{place}", wave, 40.0 + 4 * place * (wave == "post"), "gse"[place % 2 :][:1])
        for place in range(8)
        for wave in ("pre", "post")
    ]
    frame = pd.DataFrame(rows, columns=["person", "wave", "score", "site"]).assign(scale="who5")
    result = ek.change_estimates(frame, by=("scale", "site"))
    table = ek.table(result, language="en")
    assert isinstance(table, Table)
    assert len(table.rows) == 2 * len(QUANTITIES)
    assert {row[1] for row in table.rows} == {"g", "s"}
    assert all(len(row) == 6 for row in table.rows)


def test_nobody() -> None:
    columns = {"person": "str", "scale": "str", "score": "float", "date": "datetime64[ns]"}
    empty = pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in columns.items()})
    shown = ek.table(ek.change_estimates(empty), language="en")
    assert "No scored measurements" in str(shown)
