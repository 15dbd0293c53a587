"""The coding beside VIVE's own counts: the stated numbers as printed, the counts as coded."""

from __future__ import annotations

import pytest

import evalkit as ek

# VIVE 2022, the opening of chapter 3 and 3.1.1-3.1.4, read off by hand.
STATED = {
    "civil_society": 5,
    "municipal": 2,
    "hybrid": 1,
    "in_groups": 6,
    "individual_programmes": 2,
    "from_14": 2,
    "from_16": 2,
    "from_18": 3,
    "from_6": 1,
    "up_to_30": 2,
    "theory": 8,
    "evaluated": 6,
    "monitoring": 5,
    "qualitative": 1,
    "action_plan": 2,
}


def test_the_stated_numbers_are_those_printed() -> None:
    frame = ek.practice_counts().to_frame().set_index("name")
    found = {name: int(frame.loc[name, "stated_least"]) for name in STATED}
    assert found == STATED
    assert all(frame.loc[name, "stated_most"] == frame.loc[name, "stated_least"] for name in STATED)


def test_every_programme_is_counted_once() -> None:
    frame = ek.practice_counts().to_frame()
    assert (frame[["yes", "partly", "no", "not_stated"]].sum(axis=1) == 8).all()


def test_what_table_3_1_lists_row_by_row_comes_out_as_the_text_counts_it() -> None:
    frame = ek.practice_counts().to_frame().set_index("name")
    of_table = [name for name in frame.index if "tabel 3.1" in str(frame.loc[name, "place"])]
    assert len(of_table) == 10
    assert set(frame.loc[of_table, "agrees"]) == {"yes"}


def test_theory_is_eight_or_seven_by_how_bindeleddet_is_read() -> None:
    frame = ek.practice_counts().to_frame().set_index("name")
    assert "bindeleddet" not in str(frame.loc["theory", "programmes_yes"])
    assert frame.loc["theory", "agrees"] != "yes"
    assert ek.programme("bindeleddet").answers["theory_named"] != "yes"


def test_a_difference_is_told_and_never_coded_away() -> None:
    counts = ek.practice_counts()
    said = ek.say(counts, language="en")
    assert len(said) == 1 + len(counts.differences)


def test_an_unknown_report_is_refused() -> None:
    with pytest.raises(ek.InputError, match="vive_2022"):
        ek.practice_counts("vive_2020")
