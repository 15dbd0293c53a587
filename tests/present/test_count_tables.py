"""Tables of counts on results and studies made by hand."""

from __future__ import annotations

import dataclasses
import datetime as dt
import shutil
from pathlib import Path
from string import Formatter

import numpy as np
import pandas as pd
import pytest

import evalkit as ek
from evalkit.errors import InputError
from evalkit.findings import Finding, finding_kinds
from evalkit.monitoring.activity import Activity
from evalkit.monitoring.attendance import Attendance
from evalkit.outcomes.flow import Flow
from evalkit.present.blocks import Table, Text
from evalkit.reporting.project import DATA_VARIABLE, examples_folder, load_programme
from evalkit.sets.windows import quarter
from evalkit.study import Study

LATEST = dt.date(2026, 9, 30)

COUNTS = pd.DataFrame(
    [("courses.csv", "", 48, 47, 0, 1), ("readings.xlsx", "Ark1", 1330, 1320, 8, 2)],
    columns=["file", "sheet", "received", "loaded", "set_aside", "not_data"],
)


def shown(table: Table | Text) -> Table:
    assert isinstance(table, Table)
    return table


def test_received_adds_up_file_by_file_and_in_all() -> None:
    table = shown(ek.table(Study(title={}, programme="made", counts=COUNTS)))
    assert table.rows == (
        ("courses.csv", "48", "47", "0", "1"),
        ("readings.xlsx, Ark1", "1.330", "1.320", "8", "2"),
        ("I alt", "1.378", "1.367", "8", "3"),
    )
    assert [row["received"] for row in table.numbers] == [48, 1330]


def test_flow() -> None:
    columns = [*("instrument", "enrolled", "no_reading"), *("one_reading", "one_reading_ended")]
    columns += ["two_readings", "two_readings_ended"]
    frame = pd.DataFrame([("who5", 47, 2, 11, 5, 34, 14)], columns=columns)
    result = Flow(30, {"who5": {"da": "WHO-5, trivsel", "en": "WHO-5"}}, frame)
    table = shown(ek.table(result, language="en"))
    assert table.rows == (("WHO-5", "47", "2", "11", "5", "34", "14"),)
    assert "at least 30 days apart" in table.notes[0]
    unknown = frame.astype("Int64", errors="ignore").assign(enrolled=pd.NA, no_reading=pd.NA)
    assert shown(ek.table(Flow(None, {}, unknown))).rows[0][:3] == ("who5", "–", "–")
    assert isinstance(ek.table(Flow(None, {}, frame.iloc[:0])), Text)


def test_activity_and_the_reasons_for_ending() -> None:
    counts = ["enrolled_at_start", "started", "ended", "enrolled_at_end", "readings"]
    frame = pd.DataFrame(
        [("2026Q3", 24, 9, 5, 28, 30, 29), ("2025Q3", 6, 9, 4, 11, 13, 13)],
        columns=["quarter", *counts, "persons_read"],
    )
    reasons = pd.DataFrame({"exit_reason": ["Gennemført", None], "n": [4, 1]})
    table = shown(ek.table(Activity(frame, reasons, LATEST)))
    assert table.rows[0] == ("3. kvartal 2026", "24", "9", "5", "28", "30", "29")
    forms = "Hvert udfyldt skema tæller som én måling."
    said = (
        "Årsager til afslutning i kvartalet, som de er noteret: Gennemført (4); ikke angivet (1)."
    )
    assert table.notes == (forms, said)
    assert shown(ek.table(Activity(frame, reasons.iloc[:0], LATEST))).notes == (forms,)


def test_a_free_text_of_reasons_is_not_printed_without_end() -> None:
    frame = pd.DataFrame({"quarter": ["2026Q3"]})
    for name in ("enrolled_at_start", "started", "ended", "enrolled_at_end"):
        frame[name] = 0
    frame = frame.assign(readings=0, persons_read=0)
    reasons = pd.DataFrame({"exit_reason": [f"text {n}" for n in range(30)], "n": 1})
    _, note = shown(ek.table(Activity(frame, reasons, LATEST), language="en")).notes
    assert note.count("text") == 8
    assert note.endswith("… and 22 more.")


ATTENDED = pd.DataFrame(
    [
        ("2026Q3", "café", 8, 17, 70, 8.75, 96, 0.729166),
        ("2025Q3", "café", 0, 0, 0, np.nan, 0, np.nan),
    ],
    columns=[
        *("quarter", "activity", "occasions", "persons", "visits"),
        *("mean_per_occasion", "noted", "share_came"),
    ],
)


def test_attendance() -> None:
    result = Attendance(quarter("2026Q3"), ATTENDED, pd.DataFrame())
    table = shown(ek.table(result))
    assert table.rows == (
        ("3. kvartal 2026", "café", "8", "17", "70", "96", "8,8", "73 %"),
        ("3. kvartal 2025", "café", "0", "0", "0", "0", "–", "–"),
    )
    assert [column.label for column in table.columns[2:6]] == [
        *("Gange afholdt", "Personer, der kom", "Fremmøder", "Noteret i alt"),
    ]
    assert "Noteret er fremmøder og udeblivelser" in table.notes[0]
    assert table.numbers[0]["share_came"] == 0.729166
    assert table.numbers[1]["mean_per_occasion"] is None
    nothing = ek.table(Attendance(quarter("2026Q3"), ATTENDED.iloc[:0], pd.DataFrame()))
    assert nothing == Text(("Der er ikke leveret oplysninger om fremmøde.",))


# Findings ---------------------------------------------------------------------------------


def found(code: str, row: int | None, *, sheet: str = "", file: str = "star.csv") -> Finding:
    kind = finding_kinds()[code]
    said = f"{kind.message['en']} {kind.message['da']} {kind.remedy['en']} {kind.remedy['da']}"
    own = {"file", "sheet", "row", "column"}
    facts = {name: "x" for _, name, _, _ in Formatter().parse(said) if name and name not in own}
    return Finding(code, file=file, sheet=sheet, row=row, column="A", facts=facts)


def test_findings_are_counted_by_code_file_and_sheet_the_gravest_first() -> None:
    findings = [
        *(found("EK402", row) for row in (30, 12, 12, 40, 41, 42, 43, 44)),
        found("EK501", 9, sheet="Ark1", file="book.xlsx"),
        found("EK402", 5, sheet="Ark2", file="book.xlsx"),
    ]
    study = Study(title={}, programme="made", finding_list=tuple(findings))
    table = shown(ek.findings_table(study, language="en"))
    assert [(row[0], row[3], row[4]) for row in table.rows] == [
        ("EK501", "1", "book.xlsx, Ark1: 9"),
        ("EK402", "1", "book.xlsx, Ark2: 5"),
        ("EK402", "8", "star.csv: 12, 30, 40, 41, 42, 43 … and 1 more"),
    ]
    assert [row["count"] for row in table.numbers] == [1, 1, 8]


def test_a_finding_about_no_file_is_about_the_delivery() -> None:
    study = Study(title={}, programme="made", finding_list=(found("EK701", None, file=""),))
    assert shown(ek.findings_table(study)).rows[0][-1] == "hele leverancen"


def test_no_findings_is_told() -> None:
    said = ek.findings_table(Study(title={}, programme="made"), language="en")
    assert said == Text(("There are no findings in the data.",))


# The verbs --------------------------------------------------------------------------------


def test_a_verb_names_what_it_can_show() -> None:
    with pytest.raises(InputError, match=r"ek\.table cannot show a DataFrame. It shows: PrePost"):
        ek.table(pd.DataFrame())
    with pytest.raises(InputError, match=r"ek\.figure cannot show a Study. It shows: PrePost"):
        ek.figure(Study(title={}, programme="made"))
    with pytest.raises(InputError, match="`language` is 'english'"):
        ek.table(Study(title={}, programme="made"), language="english")


def measured(**facts: object) -> Study:
    """Return a study with an instrument, so that there are changes to speak of."""
    instruments = (ek.instrument("who5"),)
    return Study(title={}, programme="made", instruments=instruments, **facts)  # type: ignore[arg-type]


def test_the_notice_says_who_may_read_and_as_of_when() -> None:
    study = measured(notes={"da": "En note.", "en": "A note."})
    block = ek.notice(study, "2026Q3", audience="internal")
    assert block.role == "notice"
    assert block.paragraphs[0].startswith("Intern side.")
    assert block.paragraphs[1] == (
        "Opgjort pr. 30. september 2026 for 3. kvartal 2026 (1. juli 2026 til 30. september 2026). "
        "Ændringer gælder alle, der har været indskrevet indtil da, fra deres første til deres "
        "seneste måling, og ikke kun kvartalet."
    )
    assert block.paragraphs[2:] == ("En note.",)
    only = ek.notice(study, "2026Q3", audience="internal", language="en", population="quarter")
    assert "As of 30 September 2026, for Q3 2026 (1 July 2026 to 30 " in only.paragraphs[1]
    assert "only the people measured in the quarter" in only.paragraphs[1]


def test_without_instruments_the_notice_speaks_of_no_changes() -> None:
    study = Study(title={}, programme="made")
    said = ek.notice(study, "2026Q3", audience="internal", language="en").paragraphs
    assert said[1:] == ("As of 30 September 2026, for Q3 2026 (1 July 2026 to 30 September 2026).",)


def test_those_who_start_after_the_quarter_are_told_and_not_those_on_its_last_day() -> None:
    days = ["2026-01-05", "2026-09-30", "2026-10-01", "2027-02-01"]
    frame = pd.DataFrame({"person": list("abcd"), "programme": "made", "started": days})
    frame = frame.assign(started=pd.to_datetime(frame["started"]), ended=pd.NaT)
    study = measured(enrolments=frame.assign(exit_reason=None, site=None))
    said = ek.notice(study, "2026Q3", audience="internal", language="en").paragraphs
    assert said[2:] == (
        "The data reach 1 February 2027.",
        "Enrolments in the delivery that start after the quarter and are not counted: 2.",
    )
    assert len(ek.notice(study, "2027Q1", audience="internal").paragraphs) == 3


@pytest.mark.parametrize(("aside", "is_told"), [(1, False), (2, True)])
def test_a_file_of_which_more_than_a_tenth_is_set_aside_is_told_first(
    aside: int, is_told: bool
) -> None:
    row = {"file": "a.csv", "sheet": "", "received": 12, "loaded": 10 - aside}
    counts = pd.DataFrame([row | {"set_aside": aside, "not_data": 2}])
    study = dataclasses.replace(measured(), counts=counts)
    said = " ".join(ek.notice(study, "2026Q3", audience="internal", language="en").paragraphs)
    assert (f"Many rows of a.csv have faults and are set aside: {aside} of 10." in said) is is_told


def test_a_quarter_the_data_do_not_reach_has_no_counts() -> None:
    counts = dict.fromkeys(
        ("enrolled_at_start", "started", "ended", "enrolled_at_end", "readings", "persons_read"), 0
    )
    frame = pd.DataFrame([{"quarter": "2026Q3"} | counts, {"quarter": "2026Q2"} | counts])
    nobody = pd.DataFrame({"exit_reason": [], "n": []})
    result = Activity(frame, nobody, dt.date(2026, 6, 30))
    table = shown(ek.table(result))
    assert table.rows[0][1:] == ("–",) * 6
    assert table.rows[1][1:] == ("0",) * 6
    assert [one["readings"] for one in table.numbers] == [None, 0]
    assert ek.say(result, language="en") == [
        "The data do not reach into Q3 2026, so nothing is known of what happened in it."
    ]


def told_of(programme: str) -> str:
    study = load_programme(programme)
    return " ".join(ek.notice(study, "2026Q3", audience="internal", language="en").paragraphs)


def test_the_examples_are_said_to_be_made_up_and_a_delivery_of_ones_own_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_up = "Made-up data: none of the numbers is about real young people."
    monkeypatch.delenv(DATA_VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    assert made_up in told_of("unik")
    # The same files, delivered to a project of one's own: nobody can say that they are made up.
    folder = tmp_path / "data" / "unik"
    shutil.copytree(examples_folder() / "unik", folder)
    (tmp_path / "evalkit.toml").write_text("data = 'data'", encoding="utf-8")
    assert "made-up" not in told_of("unik")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"audience": "public"}, "cannot yet protect small groups"),
        ({"audience": "pubic"}, "Did you mean 'public'"),
        ({"audience": "internal", "population": "al"}, "Did you mean 'all'"),
    ],
)
def test_a_notice_is_refused(arguments: dict[str, str], message: str) -> None:
    with pytest.raises(InputError, match=message):
        ek.notice(Study(title={}, programme="made"), "2026Q3", **arguments)  # type: ignore[arg-type]
