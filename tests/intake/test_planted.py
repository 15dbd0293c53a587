"""Every fault planted in the examples is found where it is, and nothing else is."""

from functools import cache
from pathlib import Path

import pandas as pd
import pytest

import evalkit as ek
from evalkit.frames import TABLES
from evalkit.intake.examine import examine

EXAMPLES = Path(__file__).parents[2] / "data" / "examples"
PROGRAMMES = (
    "bindeleddet",
    "cafe_step",
    "empower4u",
    "housing_first",
    "insp",
    "loneliness_survey",
    "mentorbarn",
    "netvaerksmoeder",
    "netvaerksopbygning",
    "processuelle_netvaerksmoeder",
    "unik",
)
SERIOUS = ("refuse", "row", "cell", "unchecked")

# What a kind of fault must lead to. None: rightly no finding at that place, for the reason given.
EXPECTED = {
    "before_start": "EK602",
    # Not a record; it is counted under `not_data`.
    "blank_row": None,
    "broken_bytes": "EK104",
    "date_order": "EK503",
    # One of the profile's words for a missing answer.
    "dont_know": None,
    "duplicate_id": "EK502",
    "duplicate_person_date": "EK502",
    "duplicate_row": "EK501",
    "ends_before_start": "EK610",
    # A registration dated in a year that has not come.
    "future_date": "EK613",
    "impossible_date": "EK403",
    # Leaving a question open is no fault; scores that cannot be computed are counted by EK701.
    "missing_item": None,
    "number_against_date": "EK510",
    "out_of_range": "EK402",
    "overlapping_matches": "EK509",
    "steps_out_of_order": "EK612",
    "text_in_number": "EK401",
    "total_row": "EK303",
    "two_counts": "EK502",
    "two_rows_one_meeting": "EK502",
    "two_statuses": "EK508",
    "unfinished": "EK306",
    "unknown_mark": "EK404",
    "unknown_person": "EK601",
    # A capital X is an x.
    "valid_uppercase_mark": None,
}
# A register sets the cell aside; SurveyXact's answers are words, so a code without one is unknown.
EXPECTED_IN = {
    ("cafe_step", "before_start"): "EK603",
    # A contact, which is kept and told.
    ("empower4u", "before_start"): "EK614",
    ("housing_first", "before_start"): "EK614",
    ("mentorbarn", "before_start"): "EK614",
    ("netvaerksopbygning", "before_start"): "EK614",
    ("unik", "out_of_range"): "EK404",
}
ABOUT_THE_ROW = ("EK303", "EK306", "EK501", "EK502")
# Findings that are not at a planted place, because a planted fault leads to them elsewhere.
CONSEQUENCES = {
    ("bindeleddet", 87, "EK305"): "a date that does not exist is a date that is missing",
    ("insp", 77, "EK502"): "the other of the two counts of one day",
    ("netvaerksmoeder", 36, "EK502"): "the other of the two rows about one meeting",
    ("unik", 93, "EK502"): "the other of the two answers on one day",
    ("loneliness_survey", 13, "EK502"): "the other of the two rows with one ResponseId",
}


@cache
def study(programme: str) -> ek.Study:
    return ek.load(EXAMPLES / programme, profile=programme)


def planted() -> pd.DataFrame:
    return pd.read_csv(
        EXAMPLES / "planted.csv", dtype={"row": int}, keep_default_na=False, na_values=[]
    )


def expected_code(fault: object) -> str | None:
    programme, kind = fault.programme, fault.kind  # type: ignore[attr-defined]
    return EXPECTED_IN.get((programme, kind), EXPECTED[kind])


def test_every_kind_has_its_expectation() -> None:
    assert set(planted()["kind"]) == set(EXPECTED)


@pytest.mark.parametrize(
    "fault", list(planted().itertuples()), ids=lambda f: f"{f.programme}-{f.row}"
)
def test_what_is_planted_is_found(fault: object) -> None:
    found = study(fault.programme).findings  # type: ignore[attr-defined]
    here = found.loc[
        (found["file"] == fault.file)  # type: ignore[attr-defined]
        & (found["sheet"] == fault.sheet)  # type: ignore[attr-defined]
        & (found["row"] == fault.row)  # type: ignore[attr-defined]
    ]
    code = expected_code(fault)
    if code is None:
        assert not set(here["severity"]) & set(SERIOUS)
        return
    at = here.loc[here["code"] == code]
    assert len(at) >= 1
    if code not in ABOUT_THE_ROW:
        assert set(at["column"]) == {fault.column}  # type: ignore[attr-defined]


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_nothing_else_is_found(programme: str) -> None:
    here = [fault for fault in planted().itertuples() if fault.programme == programme]
    allowed = {(f.file, f.sheet, f.row, expected_code(f)) for f in here}
    for finding in study(programme).finding_list:
        if finding.severity in SERIOUS:
            place = (finding.file, finding.sheet, finding.row, finding.code)
            assert place in allowed or (programme, finding.row, finding.code) in CONSEQUENCES


def test_blank_and_total_rows_are_counted_as_no_data() -> None:
    counts = study("bindeleddet").counts.set_index("file")
    assert counts.loc["outcomes_star.csv", "not_data"] == 2
    assert study("cafe_step").not_data == 1


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_every_row_is_accounted_for(programme: str) -> None:
    made = study(programme)
    for row in made.counts.itertuples():
        assert row.received == row.loaded + row.set_aside + row.not_data
    aside = {(f.file, f.sheet, f.row) for f in made.finding_list if f.severity == "row"}
    assert len(aside) == made.set_aside


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_what_is_loaded_is_in_a_table(programme: str) -> None:
    made = study(programme)
    tables = [getattr(made, name) for name in TABLES]
    rows = pd.concat([table[["file", "sheet", "row"]] for table in tables]).drop_duplicates()
    # In a register a person with no mark at all is still enrolled, so every row has its table.
    assert len(rows) == made.loaded
    assert not made.answers.duplicated(["person", "instrument", "item", "date", "wave"]).any()


def test_the_capital_mark_counts_as_a_mark() -> None:
    fault = next(f for f in planted().itertuples() if f.kind == "valid_uppercase_mark")
    marks = study("cafe_step").attendance
    here = marks.loc[(marks["row"] == fault.row) & (marks["date"] == fault.column)]
    assert here["attended"].tolist() == [True]


def test_codes_keep_their_zeros() -> None:
    keys = examine(EXAMPLES / "bindeleddet", profile="bindeleddet").sheets[0].kept()["Borgernr"]
    assert keys.str.len().eq(4).all()
    assert keys.str.startswith("0").any()
