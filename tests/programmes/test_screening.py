"""VIVE 2022's way from 33 programmes to 8, against chapter 2 as read by hand."""

from __future__ import annotations

import pytest

import evalkit as ek
from evalkit.programmes.interviews import Interviews
from evalkit.programmes.screening_parts import Unnamed

# Table 2.1, top to bottom.
TABLE_2_1 = {
    "Projekt UNIK": "Civilsamfundsindsats",
    "Bindeleddet": "Civilsamfundsindsats",
    "Baglandet": "Civilsamfundsindsats",
    "INSP!": "Civilsamfundsindsats/Roskilde Kommune",
    "KBH+": "Civilsamfundsindsats",
    "Opgang 2": "Aarhus Kommune",
    "Fundamentet": "Civilsamfundsindsats",
    "Empower4U": "Civilsamfundsindsats",
    '"Hjem til dig" Værtsfamilieforsøg': "Civilsamfundsindsats",
    "Mentorbarn": "Civilsamfundsindsats",
    '"Min vej hjem"': "Nordfyns Kommune",
    "Housing First": "Odense Kommune",
    "Netværkskort": "Næstved Kommune",
    "Cafétilbud Sociale STEP": "Middelfart Kommune",
    "UKHome": "Aarhus Kommune",
}
# The list of section 2.3.
CHOSEN = {
    *("unik", "bindeleddet", "housing_first", "cafe_step"),
    *("insp", "kbh_plus", "empower4u", "mentorbarn"),
}
# Table 2.4: leaders, staff, volunteers ("-" as 0), young people, the row's sum as printed; then
# what the opening of the chapter says.
TABLE_2_4 = {
    "unik": (1, 2, 2, 2, 7, 7),
    "bindeleddet": (1, 1, 4, 2, 8, 4),
    "housing_first": (1, 2, 0, 1, 4, 5),
    "cafe_step": (1, 4, 0, 4, 9, 9),
    "insp": (1, 2, 0, 1, 4, 4),
    "kbh_plus": (1, 2, 0, 3, 6, 6),
    "empower4u": (2, 2, 1, 2, 7, 7),
    "mentorbarn": (1, 1, 4, 2, 8, 3),
}


@pytest.fixture(scope="module")
def vive() -> ek.Screening:
    return ek.screening("vive_2022")


@pytest.fixture(scope="module")
def interviews(vive: ek.Screening) -> Interviews:
    assert vive.interviews is not None
    return vive.interviews


def test_from_33_to_15_to_8(vive: ek.Screening) -> None:
    frame = vive.to_frame().set_index("phase")
    assert list(frame.index) == ["research", "screening", "case_visits"]
    assert frame["n_out"].tolist() == [33, 15, 8]
    assert frame["n_in"].isna().tolist() == [True, False, False]
    assert frame["n_in"].tolist()[1:] == [33, 15]
    assert frame["left"].tolist()[1:] == [18, 7]
    assert frame["reason_stated"].tolist()[1:] == [0, 0]
    assert frame["reason_not_stated"].tolist()[1:] == [18, 7]
    assert frame["incomplete"].tolist() == [0, 1, 0]


def test_seven_actors_were_asked_in_the_first_phase(vive: ek.Screening) -> None:
    assert vive.phase("research").actors == (
        *("Socialstyrelsen", "KL", "Børns Vilkår", "De Anbragtes Vilkår", "Bikubenfonden"),
        *("Hjem til Alle Alliancen", "PriceWaterhouseCoopers"),
    )


def test_the_fifteen_of_table_2_1_as_printed(vive: ek.Screening) -> None:
    printed = {one.title: one.anchoring for one in vive.in_phase("screening")}
    assert list(printed.items()) == list(TABLE_2_1.items())


def test_the_eight_chosen_are_those_in_the_registry(vive: ek.Screening) -> None:
    assert {one.name for one in vive.in_phase("case_visits")} == CHOSEN
    assert {one.programme for one in vive.named if one.programme} == CHOSEN
    assert set(ek.programme_names()) >= CHOSEN
    frame = vive.candidates.to_frame()
    assert set(frame.loc[frame["decision"] == "chosen", "name"]) == CHOSEN


def test_no_reason_is_invented(vive: ek.Screening) -> None:
    assert [one.name for one in vive.named if one.reason is not None] == []
    assert not vive.candidates.to_frame()["reason_stated"].any()
    assert [one.name for one in vive.named if one.incomplete is not None] == ["fundamentet"]


def test_eighteen_are_not_named_and_three_kinds_of_reason_have_no_counts(
    vive: ek.Screening,
) -> None:
    (group,) = vive.left_before("screening")
    assert isinstance(group, Unnamed)
    assert group.count == 18
    assert len(group.reasons) == 3
    assert not group.reason_stated
    assert vive.candidates.to_frame()["count"].sum() == 33


def test_three_criteria_let_in_two_keep_out_four_choose(vive: ek.Screening) -> None:
    frame = vive.criteria.to_frame()
    assert frame["kind"].tolist() == ["inclusion"] * 3 + ["exclusion"] * 2 + ["selection"] * 4
    assert set(frame.loc[frame["kind"] == "selection", "phases"]) == {"case_visits"}
    assert (frame["place"] != "").all()


def test_table_2_4_adds_up_to_53(interviews: Interviews) -> None:
    totals = interviews.totals.set_index("role")
    assert totals["sum"].to_dict() == {
        "leaders": 9,
        "staff": 16,
        "volunteers": 11,
        "young_people": 17,
        "total": 53,
    }
    assert interviews.total == 9 + 16 + 11 + 17
    assert totals["stated"].tolist() == totals["sum"].tolist()
    assert totals["agrees"].all()
    assert interviews.agrees


@pytest.mark.parametrize("name", TABLE_2_4)
def test_a_row_of_table_2_4_and_the_opening_of_its_chapter(
    interviews: Interviews, name: str
) -> None:
    row = interviews.to_frame().set_index("candidate").loc[name]
    *counts, stated, opening = TABLE_2_4[name]
    assert row[["leaders", "staff", "volunteers", "young_people"]].tolist() == counts
    assert row["sum"] == row["stated"] == stated == sum(counts)
    assert row["agrees"]
    assert row["elsewhere"] == opening


def test_three_chapters_count_otherwise_and_both_numbers_are_kept(interviews: Interviews) -> None:
    found = {one.name: (one.count, interviews.in_table(one)) for one in interviews.differences}
    assert found == {"bindeleddet": (4, 8), "housing_first": (5, 4), "mentorbarn": (3, 8)}
    frame = interviews.to_frame()
    assert frame["elsewhere"].sum() == 45
    # What may be persons is not subtracted from what may be interviews.
    assert not [name for name in frame if "difference" in str(name)]


def test_the_boxes_have_as_many_young_people_as_the_table(interviews: Interviews) -> None:
    # "Det siger de to interviewede unge", and so on, in the order of the chapters.
    boxes = [one.count for one in interviews.elsewhere if one.role == "young_people"]
    assert boxes == [2, 2, 1, 4, 1, 3, 2, 2]
    frame = interviews.elsewhere_frame
    young = frame[frame["role"] == "young_people"]
    assert (young["count"] == young["in_table"]).all()


def test_head_and_foot_of_the_table_and_the_summary_are_all_kept(interviews: Interviews) -> None:
    for language in ("da", "en"):
        said = interviews.source.contradiction[language]
        assert "I alt personer" in said
        assert "I alt interview" in said
    (summary,) = [one for one in interviews.elsewhere if not one.candidate]
    assert summary.count == 53


def test_the_interview_that_was_cancelled_contradicts_the_text(vive: ek.Screening) -> None:
    assert "Fundamentet" in vive.phase("screening").contradiction["en"]


def test_a_repr_shows_the_way_and_a_frame_is_a_copy(vive: ek.Screening) -> None:
    assert "33 to 15 to 8" in repr(vive)
    assert "<table" in vive._repr_html_()
    frame = vive.to_frame()
    frame["n_out"] = 0
    assert vive.to_frame()["n_out"].tolist() == [33, 15, 8]


def test_what_is_not_there_is_asked_for_in_vain(vive: ek.Screening, interviews: Interviews) -> None:
    with pytest.raises(ek.InputError, match="Did you mean 'screening'"):
        vive.phase("screning")
    with pytest.raises(ek.InputError, match="Did you mean 'unik'"):
        interviews.of("unikk")
    with pytest.raises(ek.InputError, match="Did you mean 'vive_2022'"):
        ek.screening("vive_2023")
    with pytest.raises(ek.InputError, match="not by a int"):
        ek.screening(2022)  # type: ignore[arg-type]
    with pytest.raises(ek.InputError, match="Check the path"):
        ek.screening("nowhere.yaml")
