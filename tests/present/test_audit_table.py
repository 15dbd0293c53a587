"""The audit, who was lost and the bounds as tables and sentences: the right number in its place."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

import evalkit as ek
from evalkit.present.blocks import Table, Text
from evalkit.study import Study

Says = Callable[..., bool]


@pytest.fixture(scope="module")
def unik() -> Study:
    return ek.load("data/examples/unik", profile="unik")


@pytest.fixture(scope="module")
def bindeleddet() -> Study:
    return ek.load("data/examples/bindeleddet", profile="bindeleddet")


def plain(rows: list[tuple[str, str, float | None]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["person", "date", "score"]).assign(scale="who5")
    return frame.astype({"score": "float64"})


def table(result: object, language: str = "en") -> Table:
    shown = ek.table(result, language=language)
    assert isinstance(shown, Table)
    return shown


def cells(shown: Table) -> dict[str, tuple[str, ...]]:
    return {row[0]: row[1:] for row in shown.rows}


TWO = [(f"k{i}", f"2026-0{month}-01", 40.0 + i) for i in range(6) for month in (1, 6)]


# The audit ------------------------------------------------------------------------------


def test_an_instrument_of_many_scales_is_one_column_with_ranges(bindeleddet: Study) -> None:
    audit = ek.pairing_audit(bindeleddet, due_days=365)
    shown = table(audit)
    assert [column.label for column in shown.columns[1:]] == ["Outcomes Star (homelessness)"]
    frame = audit.to_frame()
    pairs = cells(shown)["Two measurements: in the comparison"]
    assert pairs == (f"{frame['pairs'].min()} to {frame['pairs'].max()}",) == ("32 to 34",)
    assert len(shown.numbers) == 11
    assert any("lowest and the highest" in note for note in shown.notes)


def test_the_reasons_are_told_in_the_words_of_the_data(bindeleddet: Study) -> None:
    notes = " ".join(table(ek.pairing_audit(bindeleddet), "da").notes)
    assert "Flyttet fra kommunen (2)" in notes


def test_what_the_pairing_cannot_have_is_no_line(unik: Study) -> None:
    by_date = cells(table(ek.pairing_audit(unik)))
    assert not [label for label in by_date if "days apart" in label or "name" in label]
    assert "of these: two measurements, but fewer than 90 days apart" in cells(
        table(ek.pairing_audit(unik, min_days=90))
    )


def test_persons_come_first_then_measurements_then_what_to_look_into(unik: Study) -> None:
    labels = list(cells(table(ek.pairing_audit(unik, min_days=30))))
    persons = labels.index("Measurements supplied")
    assert labels[:4] == [
        *("Enrolled", "Measured but not enrolled"),
        *("Two measurements: in the comparison", "Not in the comparison"),
    ]
    assert all(label.startswith("of these: ") for label in labels[4:persons])
    assert all(label.startswith("Measurements ") for label in labels[persons:-1])


def test_no_fault_at_all_is_one_row_and_the_numbers_keep_every_kind(
    unik: Study, bindeleddet: Study
) -> None:
    clean = table(ek.pairing_audit(unik))
    faults = [row for row in clean.rows if row[0].startswith("Look into: ")]
    assert faults == [("Look into: faults in order and dates", "0", "0", "0", "0")]
    kinds = ("duplicates", "wrong_order", "order_not_known", "before_start", "after_end")
    assert all({*kinds, "several_raters"} <= set(one) for one in clean.numbers)
    faulty = table(ek.pairing_audit(bindeleddet))
    told = {row[0]: row[1] for row in faulty.rows if row[0].startswith("Look into: ")}
    assert len(told) == 6
    assert told["Look into: measurements dated before the course started"] == "1"


def test_what_was_not_checked_is_not_one_row_of_0() -> None:
    unknown = table(ek.pairing_audit(plain(TWO)))
    assert len([row for row in unknown.rows if row[0].startswith("Look into: ")]) == 6


def test_named_waves_are_called_by_their_names() -> None:
    frame = plain(TWO).assign(wave=["pre", "post"] * 6)
    lines = cells(table(ek.pairing_audit(frame.drop(columns="date")), "da"))
    assert lines["heraf: kun målingen før"] == ("0",)
    assert lines["heraf: kun målingen efter"] == ("0",)
    assert lines["Indskrevet"] == ("–",)


def test_many_scales_of_no_known_instrument_share_a_column() -> None:
    frame = pd.concat([plain(TWO).assign(scale=f"s{i}") for i in range(7)])
    shown = table(ek.pairing_audit(frame))
    assert [column.label for column in shown.columns] == ["What is counted", "All scales"]


def test_the_audits_sentences_have_the_tables_numbers(unik: Study, says: Says) -> None:
    audit = ek.pairing_audit(unik, due_days=365)
    row = audit.to_frame().iloc[0]
    told = "\n".join(ek.say(audit, language="en"))
    facts = {"pairs": row["pairs"], "enrolled": row["enrolled"]}
    assert says(told, "say_audit", title="WHO-5 Well-Being Index", **facts)
    assert says(told, "say_audit_ended", count=row["ended"])
    assert says(told, "say_audit_clean")


def test_faults_are_told_and_not_called_clean(says: Says) -> None:
    twice = plain([("secret", "2026-01-01", 1.0), ("secret", "2026-01-01", 2.0)])
    told = " ".join(ek.say(ek.pairing_audit(twice), language="en"))
    assert says(told, "say_audit_mend")
    assert says(told, "say_audit_duplicates", count=1)
    assert not says(told, "say_audit_clean")
    assert "secret" not in told + str(table(ek.pairing_audit(twice)))


def test_what_was_not_checked_is_not_called_clean(says: Says) -> None:
    told = " ".join(ek.say(ek.pairing_audit(plain(TWO)), language="da"))
    assert says(told, "say_audit_unchecked", "da")
    assert says(told, "say_audit_read", "da", pairs=6)


# Who was lost ---------------------------------------------------------------------------


def test_the_lost_beside_the_kept(bindeleddet: Study) -> None:
    result = ek.attrition(bindeleddet)
    shown = table(result, "da")
    frame = result.to_frame()
    first = cells(shown)["Første måling, Fysisk helbred"]
    assert first == ("34", "5", "5,85", "7,40", "+0,81", "−0,15 til 1,76")
    men = cells(shown)["Køn: mand"]
    assert men == ("34", "5", "65 %", "100 %", "+1,04", "–")
    assert cells(shown)["Fødselsår, gennemsnit"][2] == "2004"
    # Two areas that four lost are told of in a note and kept in the numbers behind.
    assert len(shown.rows) == (frame["n_lost"] >= 5).sum() == len(frame) - 2
    assert len(shown.numbers) == len(frame)
    assert "færre end 5 er stoppet" in shown.notes[-1]
    assert "intet interval" in shown.notes[-2]


def test_background_is_shown_once_for_the_instrument_with_most(unik: Study, says: Says) -> None:
    result = ek.attrition(unik)
    frame = result.to_frame()
    shown = table(result)
    behind = frame[frame["variable"] != "pre"]
    most = behind.loc[behind["n_kept"].astype(int).idxmax(), "instrument"]
    once = behind[behind["instrument"] == most]
    rows = [row for row in shown.rows if not row[0].startswith("First measurement")]
    assert len(rows) == len(once) < len(behind)
    assert [row[1] for row in rows] == [str(n) for n in once["n_kept"]]
    assert len(shown.numbers) == len(frame)
    title = result.titles[most]["en"]
    assert says("\n".join(shown.notes), "attrition_once_note", instruments=title)


def test_many_scales_are_told_by_the_one_that_differs_most(bindeleddet: Study, says: Says) -> None:
    told = " ".join(ek.say(ek.attrition(bindeleddet), language="en"))
    assert says(told, "say_attrition_largest", rows=9)
    assert says(told, "say_attrition", scale="Physical health", lost=5, kept=34, estimate="+0.81")
    assert says(
        told, "say_attrition_few", scales="Meaningful use of time and Mean of the ten areas"
    )
    assert says(told, "say_attrition_limits")


def test_without_enrolments_nobody_is_called_lost(says: Says) -> None:
    once = plain([*TWO, *((f"l{i}", "2026-01-01", 50.0 + i) for i in range(5))])
    result = ek.attrition(once)
    told = " ".join(ek.say(result, language="en"))
    assert says(told, "say_attrition_unknown", lost=5, kept=6)
    assert "lost" not in told + table(result).caption
    nobody = " ".join(ek.say(ek.attrition(plain(TWO)), language="en"))
    assert says(nobody, "say_attrition_none_unknown", scales="Well-being (WHO-5)")


# Bounds ---------------------------------------------------------------------------------


def test_the_bounds_in_table_and_sentence(says: Says) -> None:
    rows = [(f"k{i}", f"2026-0{m}-01", 40.0 + (m > 1) * (i < 6)) for i in range(8) for m in (1, 6)]
    rows += [("once", "2026-01-01", 40.0), ("more", "2026-01-01", 40.0)]
    result = ek.share_bounds(plain(rows))
    # Wilson of 6/8, 6/10 and 8/10 (R's prop.test).
    expected = ("10", "2", "75% (41 to 93)", "60% (31 to 83)", "80% (49 to 94)")
    assert table(result).rows[0][1:] == expected
    told = " ".join(ek.say(result, language="en"))
    facts = {"improved": 6, "n": 8, "missing": 2, "share": "75%", "lower": "60%", "upper": "80%"}
    assert says(told, "say_bounds", scale="Well-being (WHO-5)", **facts)


def test_of_many_scales_the_overall_one_is_told(bindeleddet: Study, says: Says) -> None:
    told = ek.say(ek.share_bounds(bindeleddet), language="en")
    assert len(told) == 2
    assert says(told[0], "say_bounds", scale="Mean of the ten areas")
    areas = pd.concat([plain(TWO).assign(scale=f"s{i}") for i in range(5)])
    many = ek.share_bounds(areas, better="higher")
    assert says(ek.say(many, language="en")[0], "say_bounds_many", rows=5)
    assert len(table(many).rows) == 5


def test_few_pairs_are_no_share(says: Says) -> None:
    few = ek.share_bounds(plain(TWO[:4]))
    assert says(" ".join(ek.say(few, language="en")), "say_bounds_few", n=2)
    nobody = ek.share_bounds(plain([("a", "2026-01-01", 1.0)]))
    assert says(" ".join(ek.say(nobody, language="da")), "say_bounds_none", "da")
    assert "ingen har to målinger" in table(nobody, "da").notes[-1]


@pytest.mark.parametrize("maker", [ek.pairing_audit, ek.attrition, ek.share_bounds])
def test_nothing_supplied_is_said(maker: Callable[[pd.DataFrame], object]) -> None:
    nothing = maker(plain([]))
    assert isinstance(ek.table(nothing), Text)
    assert ek.say(nothing)
