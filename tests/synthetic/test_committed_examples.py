"""The files in data/examples: the same bytes on every run, and every planted fault in its place."""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from evalkit.synthetic.__main__ import main
from evalkit.synthetic.bindeleddet import AREAS
from evalkit.synthetic.examples import DOWNLOADED, SEED
from evalkit.synthetic.exports import PLANTED_FILE, PROBLEMS, write_examples
from evalkit.synthetic.problems import PROBLEMS_FILE

EXAMPLES = Path(__file__).parents[2] / "data" / "examples"
# By file and sheet, where the header is not in row 1.
HEADER_ROW = {("empower4u.xlsx", "Målinger"): 3}


def spreadsheet(programme: str, file: str, sheet: str = "") -> list[list[object]]:
    """Return a file's rows as a spreadsheet shows them: index 0 is row 1."""
    path = EXAMPLES / programme / file
    if path.suffix == ".xlsx":
        return (
            CalamineWorkbook.from_path(path)
            .get_sheet_by_name(sheet)
            .to_python(skip_empty_area=False)
        )
    if programme == "loneliness_survey":
        with path.open(encoding="utf-8", errors="surrogateescape", newline="") as stream:
            return list(csv.reader(stream))
    with path.open(encoding="cp1252", newline="") as stream:
        return list(csv.reader(stream, delimiter=";"))


def table(programme: str, file: str, sheet: str = "") -> dict[int, dict[str, object]]:
    """Return {row number: {header: cell}} below the header."""
    rows = spreadsheet(programme, file, sheet)
    at = HEADER_ROW.get((file, sheet), 1)
    header = [str(cell) for cell in rows[at - 1]]
    return {
        number: dict(zip(header, row, strict=True))
        for number, row in enumerate(rows[at:], start=at + 1)
    }


def danish_day(text: object) -> dt.date:
    return dt.datetime.strptime(str(text), "%d-%m-%Y").date()


with (EXAMPLES / PLANTED_FILE).open(encoding="utf-8", newline="") as planted_file:
    PLANTED = list(csv.DictReader(planted_file))


def starts() -> dict[str, dt.date]:
    return {
        row["Borgernr"]: danish_day(row["Startdato"])
        for row in table("bindeleddet", "forloeb.csv").values()
    }


def participants() -> dict[str, dt.date]:
    people = table("empower4u", "empower4u.xlsx", "Deltagere").values()
    return {str(int(row["Deltagernr"])): row["Startdato"] for row in people}


def enrolled(programme: str) -> set[str]:
    """Return the keys of everybody who has a course, as the programme's CSV files write them."""
    if programme == "cafe_step":
        register = table("cafe_step", "fremmoede.xlsx", "Fremmøde").values()
        return {str(row["Nr"]).removesuffix(".0") for row in register}
    if programme in REGISTERS:
        return set(first_days(programme))
    return set({"bindeleddet": starts, "empower4u": participants}[programme]())


# Programmes of which there are only registers; the first column of their courses is the key.
REGISTERS = ("housing_first", "mentorbarn", "netvaerksopbygning")


def first_days(programme: str) -> dict[str, dt.date]:
    courses = table(programme, "forloeb.csv").values()
    return {str(next(iter(row.values()))): danish_day(row["Startdato"]) for row in courses}


def out_of_range(
    fault: dict[str, str], rows: dict[int, dict[str, object]], row: dict[str, object]
) -> bool:
    low, high = {"bindeleddet": (1, 10), "unik": (1, 6), "empower4u": (10, 40)}[fault["programme"]]
    return not low <= float(row[fault["column"]]) <= high


def before_start(
    fault: dict[str, str], rows: dict[int, dict[str, object]], row: dict[str, object]
) -> bool:
    if fault["programme"] == "bindeleddet":
        return danish_day(row["Dato"]) < starts()[row["Borgernr"]]
    if fault["programme"] == "empower4u":
        return danish_day(row["Dato"]) < participants()[row["Deltagernr"]]
    if fault["programme"] in REGISTERS:
        key = str(row["Barn" if fault["programme"] == "mentorbarn" else "Ung"])
        return danish_day(row["Dato"]) < first_days(fault["programme"])[key]
    return row[fault["column"]] == "x" and dt.date.fromisoformat(fault["column"]) < row["Startet"]


def unfinished(
    fault: dict[str, str], rows: dict[int, dict[str, object]], row: dict[str, object]
) -> bool:
    if fault["programme"] == "unik":
        return (row["statoverall_3"], row["statoverall_4"], row["netv_1"]) == ("1", "0", "")
    return row["Finished"] == "0" and int(row["Progress"]) < 100


def duplicate_person_date(
    fault: dict[str, str], rows: dict[int, dict[str, object]], row: dict[str, object]
) -> bool:
    return (
        sum(
            (row["ung_id"], row["dato"]) == (other["ung_id"], other["dato"])
            for other in rows.values()
        )
        == 2
    )


def overlapping_matches(
    fault: dict[str, str], rows: dict[int, dict[str, object]], row: dict[str, object]
) -> bool:
    before = rows[int(fault["row"]) - 1]
    same = row["Barn"] == before["Barn"]
    return same and danish_day(row["Første dag"]) < danish_day(before["Slut"])


def steps_out_of_order(
    fault: dict[str, str], rows: dict[int, dict[str, object]], row: dict[str, object]
) -> bool:
    first = {"match.csv": "Foreslået", "maal.csv": "Sat den", "henvisninger.csv": "Henvist"}
    return danish_day(row[fault["column"]]) < danish_day(row[first[fault["file"]]])


Check = Callable[[dict[str, str], dict[int, dict[str, object]], dict[str, object]], bool]
CHECKS: dict[str, Check] = {
    "out_of_range": out_of_range,
    "before_start": before_start,
    "unfinished": unfinished,
    "duplicate_person_date": duplicate_person_date,
    "missing_item": lambda fault, rows, row: row[fault["column"]] == "",
    "dont_know": lambda fault, rows, row: row[fault["column"]] == "Ved ikke",
    "impossible_date": lambda fault, rows, row: row[fault["column"]] == "31-06-2026",
    "blank_row": lambda fault, rows, row: set(row.values()) == {""},
    "duplicate_row": lambda fault, rows, row: row == rows[int(fault["row"]) - 1],
    "overlapping_matches": overlapping_matches,
    "steps_out_of_order": steps_out_of_order,
    # The number of the series' first meeting on its second.
    "number_against_date": lambda fault, rows, row: (
        sum((row["Familie"], "1") == (one["Familie"], one["Mødenr"]) for one in rows.values()) == 2
    ),
    "two_rows_one_meeting": lambda fault, rows, row: (
        row["Antal deltagere"] != rows[int(fault["row"]) - 1]["Antal deltagere"]
        and all(
            row[name] == cell
            for name, cell in rows[int(fault["row"]) - 1].items()
            if name != "Antal deltagere"
        )
    ),
    "unknown_person": lambda fault, rows, row: (
        row[fault["column"]] not in enrolled(fault["programme"])
    ),
    # The row above once more, dated in a year that has not come.
    "future_date": lambda fault, rows, row: (
        row[fault["column"]]
        == str(rows[int(fault["row"]) - 1][fault["column"]]).replace("2026", "2062")
    ),
    "two_counts": lambda fault, rows, row: (
        row["Dato"] == rows[int(fault["row"]) - 1]["Dato"]
        and row[fault["column"]] != rows[int(fault["row"]) - 1][fault["column"]]
    ),
    "total_row": lambda fault, rows, row: (
        next(iter(row.values())) in ("I alt", "Gennemsnit") and int(fault["row"]) == max(rows)
    ),
    "text_in_number": lambda fault, rows, row: row[fault["column"]] == "syg",
    "date_order": lambda fault, rows, row: row["Dato efter"] < row["Dato før"],
    "unknown_mark": lambda fault, rows, row: row[fault["column"]] == "?",
    "valid_uppercase_mark": lambda fault, rows, row: row[fault["column"]] == "X",
    "ends_before_start": lambda fault, rows, row: danish_day(row["til"]) < danish_day(row["fra"]),
    "two_statuses": lambda fault, rows, row: any(
        (row["ung_id"], row["omraade"]) == (other["ung_id"], other["omraade"])
        and row["status"] != other["status"]
        and danish_day(other["fra"]) < danish_day(row["fra"])
        and (not other["til"] or danish_day(row["til"]) < danish_day(other["til"]))
        for other in rows.values()
    ),
    "duplicate_id": lambda fault, rows, row: (
        row["ResponseId"] in [rows[number]["ResponseId"] for number in range(4, int(fault["row"]))]
    ),
    "broken_bytes": lambda fault, rows, row: (
        not str(row["Q28"]).isascii() and "\udc89" in str(row["Q28"])
    ),
}


def test_the_committed_files_are_written_again_byte_for_byte(tmp_path: Path) -> None:
    write_examples(tmp_path, seed=SEED)
    written = {path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()}
    folders = {path.parts[0] for path in written if len(path.parts) > 1}
    committed = {
        path.relative_to(EXAMPLES)
        for folder in folders
        for path in (EXAMPLES / folder).rglob("*")
        if path.is_file()
    }
    assert committed | {Path(PLANTED_FILE), Path(PROBLEMS_FILE)} == written
    for path in written:
        assert (tmp_path / path).read_bytes() == (EXAMPLES / path).read_bytes(), f"{path} differs"


def test_another_seed_gives_other_files_of_the_same_shape(tmp_path: Path) -> None:
    planted = write_examples(tmp_path, seed=SEED + 1)
    kinds = {(fault.programme, fault.kind) for fault in planted} | {("unik", "missing_item")}
    assert kinds == {(fault["programme"], fault["kind"]) for fault in PLANTED}
    assert (tmp_path / "unik/labels.csv").read_bytes() == (
        EXAMPLES / "unik/labels.csv"
    ).read_bytes()
    assert (tmp_path / "unik/dataset.csv").read_bytes() != (
        EXAMPLES / "unik/dataset.csv"
    ).read_bytes()


def test_the_command_writes_and_says_what_it_wrote(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path / "out")]) == 0
    said = capsys.readouterr().out
    assert "bindeleddet: forloeb.csv, frivillige.csv, outcomes_star.csv, supervision.csv" in said
    assert f"{PLANTED_FILE}: {len(PLANTED)} rows, seed {SEED}" in said
    assert f"{PROBLEMS_FILE}: {len(PROBLEMS)} rows" in said


@pytest.mark.parametrize(
    "fault",
    PLANTED,
    ids=[
        f"{fault['programme']}-{fault['file']}-{fault['row']}-{fault['kind']}" for fault in PLANTED
    ],
)
def test_every_planted_fault_is_in_its_place(fault: dict[str, str]) -> None:
    rows = table(fault["programme"], fault["file"], fault["sheet"])
    if fault["sheet"] == "Fremmøde":
        rows = {
            number: {str(key)[:10]: cell for key, cell in row.items()}
            for number, row in rows.items()
        }
    assert CHECKS[fault["kind"]](fault, rows, rows[int(fault["row"])])


def test_as_many_faults_are_planted_as_were_ordered() -> None:
    counts = Counter(
        (fault["programme"], fault["kind"]) for fault in PLANTED if fault["kind"] != "missing_item"
    )
    once = {
        "bindeleddet": [
            *["total_row", "blank_row", "impossible_date", "before_start", "unknown_person"]
        ],
        "unik": ["duplicate_person_date", "ends_before_start", "two_statuses"],
        "empower4u": [
            *["out_of_range", "text_in_number", "date_order", "total_row"],
            *["before_start", "duplicate_row", "future_date", "unknown_person"],
        ],
        "cafe_step": [
            *["unknown_mark", "valid_uppercase_mark", "before_start", "total_row"],
            *["future_date", "unknown_person"],
        ],
        "housing_first": [
            *["before_start", "duplicate_row", "future_date", "steps_out_of_order"],
            *["unknown_person"],
        ],
        "insp": ["future_date", "two_counts"],
        "mentorbarn": [
            *["before_start", "duplicate_row", "future_date", "overlapping_matches"],
            *["steps_out_of_order", "unknown_person"],
        ],
        "netvaerksmoeder": ["duplicate_row", "two_rows_one_meeting"],
        "netvaerksopbygning": [
            *["before_start", "duplicate_row", "future_date", "steps_out_of_order"],
            *["unknown_person"],
        ],
        "processuelle_netvaerksmoeder": ["future_date", "number_against_date"],
        "loneliness_survey": ["duplicate_id"],
    }
    assert counts == {
        **{(programme, kind): 1 for programme, kinds in once.items() for kind in kinds},
        ("bindeleddet", "dont_know"): 3,
        ("bindeleddet", "duplicate_row"): 2,
        ("bindeleddet", "future_date"): 2,
        ("bindeleddet", "out_of_range"): 2,
        ("cafe_step", "duplicate_row"): 2,
        ("unik", "out_of_range"): 2,
        ("unik", "unfinished"): 6,
        ("loneliness_survey", "broken_bytes"): 2,
        ("loneliness_survey", "unfinished"): 7,
    }
    blank_who5 = [
        f for f in PLANTED if f["kind"] == "missing_item" and f["column"].startswith("who_")
    ]
    assert len(blank_who5) == 1


def unspoiled(programme: str, file: str, sheet: str = "") -> list[dict[str, object]]:
    spoiled = {
        int(fault["row"])
        for fault in PLANTED
        if (fault["programme"], fault["file"]) == (programme, file)
    }
    return [row for number, row in table(programme, file, sheet).items() if number not in spoiled]


def test_nothing_else_is_wrong_with_the_star_readings() -> None:
    rows = unspoiled("bindeleddet", "outcomes_star.csv")
    assert len(rows) > 100
    for row in rows:
        assert starts()[row["Borgernr"]] <= danish_day(row["Dato"]) <= DOWNLOADED
        assert all(1 <= int(row[area]) <= 10 for area in AREAS.values())
    assert len({(row["Borgernr"], row["Dato"]) for row in rows}) == len(rows)
    assert all(len(number) == 4 and number.startswith("0") for number in starts())


def test_nothing_else_is_wrong_with_the_survey_answers() -> None:
    rows = unspoiled("unik", "dataset.csv")
    assert len(rows) > 90
    for row in rows:
        assert row["statoverall_4"] == "1"
        for item, cell in row.items():
            highest = {"who": 6, "rses": 4, "tils": 3}.get(item.split("_")[0])
            assert highest is None or 1 <= int(cell) <= highest
        assert 0 <= int(row["netv_1"]) <= 20


def test_nothing_else_is_wrong_with_the_statuses() -> None:
    rows = unspoiled("unik", "statusser.csv")
    assert len(rows) > 60
    known = {row["ung_id"] for row in table("unik", "forloeb.csv").values()}
    before: dict[tuple[object, object], dict[str, object]] = {}
    for row in rows:
        assert row["ung_id"] in known
        assert danish_day(row["fra"]) <= DOWNLOADED
        assert not row["til"] or danish_day(row["fra"]) <= danish_day(row["til"]) <= DOWNLOADED
        last = before.get((row["ung_id"], row["omraade"]))
        assert last is None or danish_day(last["til"]) < danish_day(row["fra"])
        before[row["ung_id"], row["omraade"]] = row


def test_nothing_else_is_wrong_with_the_workbooks() -> None:
    for row in unspoiled("empower4u", "empower4u.xlsx", "Målinger"):
        days = [
            row[f"Dato {wave}"] for wave in ("før", "efter", "opfølgning") if row[f"Dato {wave}"]
        ]
        assert days == sorted(days)
        scores = [row[f"Handlingstillid {wave}"] for wave in ("før", "efter", "opfølgning")]
        assert all(10 <= score <= 40 for score in scores if score != "")
    for row in unspoiled("cafe_step", "fremmoede.xlsx", "Fremmøde"):
        evenings = list(row.items())[3:]
        assert {mark for _, mark in evenings} <= {"x", "a", ""}
        noted = [dt.date.fromisoformat(day[:10]) for day, mark in evenings if mark]
        assert min(noted) >= row["Startet"]
        assert not row["Stoppet"] or max(noted) <= row["Stoppet"]


def test_some_rows_are_later_than_the_quarter() -> None:
    end = dt.date(2026, 9, 30)
    star = [danish_day(row["Dato"]) for row in unspoiled("bindeleddet", "outcomes_star.csv")]
    survey = [danish_day(row["dato"]) for row in unspoiled("unik", "dataset.csv")]
    assert 1 <= sum(day > end for day in star) <= 8
    assert 1 <= sum(day > end for day in survey) <= 8
    assert max(star + survey) <= DOWNLOADED


def test_no_item_text_of_a_licensed_instrument_is_shipped() -> None:
    texts = [
        row["questionText"]
        for row in table("unik", "structure.csv").values()
        if row["variableType"] == "Single"
    ]
    assert texts[0] == "WHO-5, spørgsmål 1"
    assert all(", spørgsmål " in text for text in texts)
