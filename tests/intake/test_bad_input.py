"""What is wrong with a file, and the code, place and sentence it must lead to."""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from evalkit.errors import InputError
from evalkit.findings import Finding, finding_kinds
from evalkit.intake.load import load, receive
from evalkit.intake.profile_file import profile
from evalkit.intake.structure import structure

WAVES = """\
profile: waved
title: {da: B, en: W}
programme: waved
locale: da
dates: dd-mm-yyyy
waves: [before, after]
instruments:
  trivsel: {title: {da: T, en: W}, codes: {lowest: 1, highest: 10}, better: higher}
files:
  - file: svar.csv
    format: csv
    finished: {column: slut, is: "1", else: set aside}
    columns: {id: {type: code}, d1: {type: date}, d2: {type: date}, slut: {type: text}}
    readings:
      - {instrument: trivsel, wave: before, person: id, date: d1, items: {total: s1}}
      - {instrument: trivsel, wave: after, person: id, date: d2, items: {total: s2}}
"""
REGISTER = """\
profile: register
title: {da: R, en: R}
programme: register
locale: da
dates: dd-mm-yyyy
files:
  - file: fremmoede.csv
    format: csv
    columns: {id: {type: code}, start: {type: date}}
    enrolments: {person: id, started: start}
    attendance: {activity: café, person: id, marks: {came: [x], did not come: [a]}}
"""
SPELLS = """\
profile: spells
title: {da: S, en: S}
programme: spells
locale: da
dates: dd-mm-yyyy
files:
  - file: forloeb.csv
    format: csv
    columns: {id: {type: code}, start: {type: date}}
    enrolments: {person: id, started: start}
  - file: status.csv
    format: csv
    columns: {id: {type: code}, status: {type: text}, fra: {type: date}, til: {type: date}}
    statuses: {person: id, domain: job, status: status, started: fra, ended: til}
"""
WORKBOOK = """\
profile: book
title: {da: B, en: B}
programme: book
locale: da
dates: dd-mm-yyyy
instruments:
  trivsel: {title: {da: T, en: W}, codes: {lowest: 1, highest: 10}, better: higher}
files:
  - file: bog.xlsx
    format: xlsx
    sheet: Ark1
    columns: {id: {type: code, width: 4}, dato: {type: date, required: true}}
    readings: [{instrument: trivsel, person: id, date: dato, items: {total: score}}]
"""
WIDE = "id;dato;hvem;score;tekst\n"

SPELL_ROW = "0101;i job;01-02-2026;01-05-2026\n"

# Changes a delivery (the `Kit` of conftest.py) before it is read.
Spoil = Callable[[Any], object]


@dataclass(frozen=True)
class Case:
    """One thing wrong, and where it must be found."""

    what: str
    code: str
    spoil: Spoil
    file: str = "maalinger.csv"
    row: int | None = None
    column: str = ""
    only: bool = True


def change(old: str, new: str, *, file: str = "maalinger.csv") -> Spoil:
    return lambda kit: kit.change(file, old, new)


def content(new: str | bytes, *, file: str = "maalinger.csv", encoding: str = "utf-8") -> Spoil:
    return lambda kit: kit.write(file, new, encoding=encoding)


def other(profile: str, **files: str) -> Spoil:
    """Replace the whole delivery."""

    def spoil(kit: Any) -> None:
        for name in ("forloeb.csv", "maalinger.csv"):
            (kit.folder / name).unlink()
        kit.write("profile.yaml", profile)
        for name, text in files.items():
            kit.write(f"{name}.csv", text)

    return spoil


def spells(second: str) -> Spoil:
    """Deliver two courses, a spell, and a second row of spells."""
    head = "id;status;fra;til\n"
    courses = "id;start\n0101;01-01-2026\n0102;01-01-2026\n"
    return other(SPELLS, forloeb=courses, status=f"{head}{SPELL_ROW}{second}\n")


def book(rows: list[list[object]], *, sheet: str = "Ark1") -> Spoil:
    def spoil(kit: Any) -> None:
        other(WORKBOOK)(kit)
        kit.workbook("bog.xlsx", rows, sheet=sheet)

    return spoil


def then(*spoils: Spoil) -> Spoil:
    def spoil(kit: Any) -> None:
        for one in spoils:
            one(kit)

    return spoil


def cp1252_profile(kit: Any) -> None:
    kit.change(
        "profile.yaml",
        "format: csv\n    not_data",
        "format: csv\n    encoding: cp1252\n    not_data",
    )


ROW = "0101;10-04-2026;;6"
DANISH = "id;dato;hvem;score;bemærkning\n0101;10-01-2026;;4;på høje tid\n"
LINES = "\n".join(f"0101;1{n}-05-2026;;4;ja" for n in range(3))

CASES = [
    # The file
    Case("missing file", "EK101", lambda kit: (kit.folder / "maalinger.csv").unlink()),
    Case("0 bytes", "EK102", content(b"")),
    Case("only a byte order mark", "EK102", content(b"\xef\xbb\xbf")),
    Case("only blank lines", "EK102", content(b"\r\n \r\n")),
    Case(
        "a folder instead of the file",
        "EK101",
        lambda kit: (
            (kit.folder / "maalinger.csv").unlink(),
            (kit.folder / "maalinger.csv").mkdir(),
        ),
    ),
    Case("a workbook named .csv", "EK103", content(b"PK\x03\x04 and so on")),
    Case("zero bytes in the text", "EK111", content(b"id;dato;hvem;score\n0101;\x00;;4\n")),
    Case("random bytes", "EK111", content(bytes(range(256)) * 4)),
    Case("declared utf-8, is cp1252", "EK105", content(DANISH, encoding="cp1252")),
    Case("declared cp1252, is utf-8", "EK105", then(cp1252_profile, content(DANISH))),
    Case(
        "declared cp1252, is utf-8 with a broken byte",
        "EK105",
        then(cp1252_profile, content(DANISH.encode() + b"0101;11-01-2026;;4;\xf8\n")),
    ),
    Case("utf-16 without a mark", "EK105", content(DANISH, encoding="utf-16-le")),
    Case(
        "declared utf-16, is utf-8",
        "EK105",
        then(
            lambda kit: kit.change(
                "profile.yaml",
                "format: csv\n    not_data",
                "format: csv\n    encoding: utf-16\n    not_data",
            ),
            content(DANISH),
        ),
    ),
    Case("unclosed quotation mark", "EK107", change(ROW, '0101;10-04-2026;"Ung;6'), row=3),
    Case("text after a quotation mark", "EK107", change(ROW, '"0101"2;10-04-2026;;6'), row=3),
    Case(
        "a file the profile does not name",
        "EK109",
        content("a", file="andet.csv"),
        file="andet.csv",
    ),
    Case(
        "a folder in the folder",
        "EK109",
        lambda kit: (kit.folder / "gammelt").mkdir(),
        file="gammelt/",
    ),
    Case("Excel's lock file", "EK110", content("x", file="~$bog.xlsx"), file="bog.xlsx"),
    Case(
        "LibreOffice's lock file", "EK110", content("x", file=".~lock.bog.xlsx#"), file="bog.xlsx"
    ),
    # The header
    Case("header only", "EK206", content("id;dato;hvem;score\n"), row=1),
    Case("header and blank rows", "EK206", content("id;dato;hvem;score\n;;;\n\n"), row=1),
    Case("empty first row", "EK205", content("\n" + "id;dato;hvem;score\n0101;;;\n"), row=1),
    Case("comma for semicolon", "EK201", content("id,dato,hvem,score\n0101,1-1,,4\n"), row=1),
    Case("tab for semicolon", "EK201", content("id\tdato\thvem\tscore\n0101\t1\t\t4\n"), row=1),
    Case(
        "a column is missing", "EK202", change("score", "point"), row=1, column="score", only=False
    ),
    Case("no header at all", "EK209", change("id;dato;hvem;score\n", ""), row=1, only=False),
    Case("one name twice", "EK203", change("hvem", "dato"), row=1, column="dato", only=False),
    Case("undeclared column", "EK204", content(WIDE + ROW + ";x\n")),
    Case(
        "data below no name",
        "EK204",
        content("id;dato;hvem;score;;\n0101;10-01-2026;;4;x;\n"),
    ),
    Case(
        "a register without a day",
        "EK208",
        other(REGISTER, fremmoede="id;start;mandag\n1;01-01-2026;x\n"),
        file="fremmoede.csv",
        row=1,
        only=False,
    ),
    Case(
        "one day twice in a register",
        "EK203",
        other(REGISTER, fremmoede="id;start;05-01-2026;2026-01-05\n1;01-01-2026;x;x\n"),
        file="fremmoede.csv",
        row=1,
        column="2026-01-05",
    ),
    # The row
    Case("too many cells", "EK301", change(ROW, ROW + ";5"), row=3),
    Case("too few cells", "EK301", change(ROW, "0101;10-04-2026"), row=3),
    Case("cut off in a row", "EK301", content("id;dato;hvem;score\n" + ROW + "\n0102;12"), row=3),
    Case(
        "two stray quotation marks",
        "EK302",
        content(f'{WIDE}0101;10-01-2026;;4;"ja\n{LINES}\n0102;12-01-2026;;5;nej"\n{ROW};\n'),
        row=2,
        only=False,
    ),
    Case("a total row", "EK303", change(ROW, "I alt;;;10"), row=3),
    Case("no person", "EK305", change(ROW, ";10-04-2026;;6"), row=3, column="id"),
    Case("no date", "EK305", change(ROW, "0101;;;6"), row=3, column="dato"),
    Case("no answer", "EK308", change(ROW, "0101;10-04-2026;;"), row=3),
    Case("no answer but a word", "EK308", change(ROW, "0101;10-04-2026;;Ved ikke"), row=3),
    # Numbers
    *(
        Case(
            f"{text} as a score",
            "EK401",
            change(ROW, f"0101;10-04-2026;;{text}"),
            row=3,
            column="score",
            only=False,
        )
        for text in (
            "5.8",
            "1e3",
            "fem",
            "5-6",
            "0x5",
            "1_0",
            "--5",
            "+",
            "nan",
            "inf",
            "5,",
            ",5",
            "1.23",
            "12.34,5",
            "1 000",
            "5%",
        )
    ),
    *(
        Case(
            f"{text} out of range",
            "EK402",
            change(ROW, f"0101;10-04-2026;;{text}"),
            row=3,
            column="score",
            only=False,
        )
        for text in ("11", "0", "-5", "1.234", "1.234,0", "9" * 300)
    ),
    Case(
        "too many digits for a number",
        "EK401",
        change("1.234,5", "9" * 400, file="forloeb.csv"),
        file="forloeb.csv",
        row=2,
        column="pris",
    ),
    Case(
        "1.234.5",
        "EK401",
        change("1.234,5", "1.234.5", file="forloeb.csv"),
        file="forloeb.csv",
        row=2,
        column="pris",
    ),
    Case(
        "a CPR number where a number should be",
        "EK430",
        change("1.234,5", "0101901234", file="forloeb.csv"),
        file="forloeb.csv",
        row=2,
        column="pris",
    ),
    Case(
        "decimals in a whole number",
        "EK407",
        change(ROW, "0101;10-04-2026;;5,5"),
        row=3,
        column="score",
        only=False,
    ),
    # Dates
    *(
        Case(
            f"{text} as a date",
            "EK403",
            change("10-04-2026", text),
            row=3,
            column="dato",
            only=False,
        )
        for text in (
            "31-06-2026",
            "04-31-2026",
            "2026-04-31",
            "10/04/2026",
            "10-4 2026",
            "10-04-26",
            "10-04-2026 10:00",
            "29-02-2026",
            "00-00-0000",
            "i går",
        )
    ),
    *(
        Case(f"{text} {column}", "EK417", change(good, text), row=3, column=column, only=False)
        for good, text, column in (
            (ROW, "0101;10-04-2026;;\N{FULLWIDTH DIGIT ONE}\N{FULLWIDTH DIGIT FIVE}", "score"),
            ("10-04-2026", "\N{FULLWIDTH DIGIT ONE}0-04-2026", "dato"),
        )
    ),
    Case(
        "Excel's serial number",
        "EK406",
        change("10-04-2026", "46122"),
        row=3,
        column="dato",
        only=False,
    ),
    Case(
        "a date before 1900",
        "EK408",
        change("10-04-2026", "10-04-0026"),
        row=3,
        column="dato",
        only=False,
    ),
    Case(
        "a date that means no end",
        "EK408",
        change("01-06-2026", "31-12-9999", file="forloeb.csv"),
        file="forloeb.csv",
        row=3,
        column="slut",
    ),
    # Words and codes
    Case(
        "an unknown word",
        "EK404",
        change(";K;", ";kvinde;", file="forloeb.csv"),
        file="forloeb.csv",
        row=2,
        column="koen",
    ),
    Case(
        "an unknown respondent",
        "EK404",
        change("Voksen", "Laerer"),
        row=4,
        column="hvem",
        only=False,
    ),
    Case(
        "an unknown respondent is not the person",
        "EK305",
        change("Voksen", "Laerer"),
        row=4,
        column="hvem",
        only=False,
    ),
    Case(
        "an unknown mark",
        "EK404",
        other(REGISTER, fremmoede="id;start;05-01-2026;06-01-2026\n1;01-01-2026;?;x\n"),
        file="fremmoede.csv",
        row=2,
        column="05-01-2026",
    ),
    Case(
        "lost zero",
        "EK409",
        change("0102;05", "102;05", file="forloeb.csv"),
        file="forloeb.csv",
        row=3,
        column="id",
        only=False,
    ),
    Case(
        "a code as Excel shortens it",
        "EK411",
        change("0102;12", "1,01E+09;12"),
        row=4,
        column="id",
        only=False,
    ),
    Case(
        "broken bytes in a cell that is used",
        "EK405",
        content(b"id;dato;hvem;score\n0101;10-01-2026;;4\n0101;11-01-2026;\xe6;5\n"),
        row=3,
        column="hvem",
        only=False,
    ),
    Case(
        "broken bytes are noted",
        "EK104",
        content(b"id;dato;hvem;score;x\n0101;10-01-2026;;4;\xe6\n"),
        row=2,
        column="x",
        only=False,
    ),
    Case(
        "a replacement character from elsewhere",
        "EK104",
        content("id;dato;hvem;score;x\n0101;10-01-2026;;4;\N{REPLACEMENT CHARACTER}\n"),
        row=2,
        column="x",
        only=False,
    ),
    # Rows against each other
    Case("the same row twice", "EK501", change(ROW, "0101;10-01-2026;;4"), row=3),
    Case("two rows about one thing", "EK502", change(ROW, "0101;10-01-2026;;7"), row=3, only=False),
    Case(
        "a person twice",
        "EK506",
        change("0102;05", "0101;05", file="forloeb.csv"),
        file="forloeb.csv",
        row=3,
        only=False,
    ),
    Case(
        "two statuses at once",
        "EK508",
        spells("0101;ledig;30-04-2026;"),
        file="status.csv",
        row=3,
        column="status",
    ),
    Case(
        "a status that ends before it starts",
        "EK610",
        spells("0102;i job;01-02-2026;31-01-2026"),
        file="status.csv",
        row=3,
        column="til",
    ),
    Case(
        "a status that has not started",
        "EK611",
        spells("0102;i job;01-02-2099;"),
        file="status.csv",
        row=3,
        column="fra",
    ),
    Case(
        "a status of somebody else",
        "EK601",
        spells("0103;i job;01-02-2026;"),
        file="status.csv",
        row=3,
        column="id",
    ),
    Case(
        "a status without a first day",
        "EK305",
        spells("0102;i job;;01-02-2026"),
        file="status.csv",
        row=3,
        column="fra",
    ),
    Case(
        "a spell with two ends",
        "EK502",
        spells("0101;i job;01-02-2026;01-06-2026"),
        file="status.csv",
        row=3,
    ),
    Case("not enrolled", "EK601", change("0102;12", "0103;12"), row=4, column="id"),
    Case("before the start", "EK602", change("12-01-2026", "12-12-2025"), row=4, column="dato"),
    Case(
        "ends before it starts",
        "EK604",
        change("01-06-2026", "01-06-2025", file="forloeb.csv"),
        file="forloeb.csv",
        row=3,
        column="slut",
        only=False,
    ),
    Case(
        "no file of courses",
        "EK605",
        lambda kit: (
            kit.change(
                "profile.yaml", "- file: forloeb.csv", "- file: forloeb.csv\n    optional: true"
            ),
            (kit.folder / "forloeb.csv").unlink(),
        ),
    ),
    Case(
        "marks before the start",
        "EK603",
        other(REGISTER, fremmoede="id;start;05-01-2026;06-02-2026\n1;01-02-2026;x;x\n"),
        file="fremmoede.csv",
        row=2,
        column="05-01-2026",
    ),
    Case(
        "waves in the wrong order",
        "EK503",
        other(WAVES, svar="id;d1;d2;slut;s1;s2\n1;01-03-2026;01-02-2026;1;4;6\n"),
        file="svar.csv",
        row=2,
        column="d2",
    ),
    Case(
        "a wave without answers",
        "EK410",
        other(WAVES, svar="id;d1;d2;slut;s1;s2\n1;01-01-2026;01-02-2026;1;4;\n"),
        file="svar.csv",
        row=2,
    ),
    Case(
        "an unfinished answer",
        "EK307",
        other(WAVES, svar="id;d1;d2;slut;s1;s2\n1;01-01-2026;;0;4;\n2;01-01-2026;;1;4;\n"),
        file="svar.csv",
        row=2,
        only=False,
    ),
    Case(
        "an unfinished answer that is kept",
        "EK306",
        other(WAVES.replace("set aside", "keep"), svar="id;d1;d2;slut;s1;s2\n1;;;0;4;5\n"),
        file="svar.csv",
        row=2,
    ),
    # Workbooks
    Case(
        "bytes that are no workbook",
        "EK103",
        then(other(WORKBOOK), lambda kit: kit.write("bog.xlsx", bytes(range(200)))),
        file="bog.xlsx",
    ),
    Case(
        "CSV named .xlsx",
        "EK125",
        then(other(WORKBOOK), lambda kit: kit.write("bog.xlsx", "id;dato;score\n")),
        file="bog.xlsx",
    ),
    Case(
        "0 bytes named .xlsx",
        "EK102",
        then(other(WORKBOOK), lambda kit: kit.write("bog.xlsx", b"")),
        file="bog.xlsx",
    ),
    Case(
        "wrong sheet",
        "EK106",
        book([["id", "dato", "score"], ["0101", None, 4]], sheet="ark 1"),
        file="bog.xlsx",
    ),
    Case("empty sheet", "EK205", book([]), file="bog.xlsx", row=1),
    Case(
        "a number as a date",
        "EK406",
        book([["id", "dato", "score"], ["0101", 46122, 4]]),
        file="bog.xlsx",
        row=2,
        column="dato",
        only=False,
    ),
    Case(
        "a code as a number",
        "EK409",
        book([["id", "dato", "score"], [101, "10-04-2026", 4]]),
        file="bog.xlsx",
        row=2,
        column="id",
        only=False,
    ),
    Case(
        "a number of 17 digits as a code",
        "EK411",
        book([["id", "dato", "score"], [12345678901234567, "10-04-2026", 4]]),
        file="bog.xlsx",
        row=2,
        column="id",
        only=False,
    ),
    Case(
        "TRUE as a score",
        "EK401",
        book([["id", "dato", "score"], ["0101", "10-04-2026", True]]),
        file="bog.xlsx",
        row=2,
        column="score",
        only=False,
    ),
    Case(
        "an error as a score",
        "EK412",
        book([["id", "dato", "score"], ["0101", "10-04-2026", ("=1/0", "#DIV/0!")]]),
        file="bog.xlsx",
        row=2,
        column="score",
        only=False,
    ),
]
FAULT_BANK = Path(__file__).parents[1] / "faults" / "expected.csv"
# Raised by a test of its own, because more than one file or no profile is needed.
ELSEWHERE = {
    "EK119": "tests/readers/test_child.py",
    "EK128": "tests/readers/test_database.py",
    "EK129": "tests/readers/test_database.py",
    "EK606": "tests/reporting",
    "EK108": "test_a_look_at_other_types",
    "EK112": "test_a_path_with_nothing_at_it_blames_the_path_and_not_the_delivery",
    "EK210": "test_a_file_of_which_little_is_left_is_refused",
    "EK207": "test_a_look_without_a_profile",
    "EK504": "test_repeats.py",
    "EK505": "test_repeats.py",
    "EK509": "test_records_at_the_door.py",
    "EK510": "test_records_at_the_door.py",
    "EK612": "test_records_at_the_door.py",
    "EK613": "test_records_at_the_door.py",
    "EK614": "test_records_at_the_door.py",
    "EK506": "test_repeats.py",
    "EK701": "test_scales_that_cannot_be_computed_are_counted",
}


def test_every_code_has_a_case() -> None:
    with FAULT_BANK.open(encoding="utf-8", newline="") as stream:
        banked = {row["code"] for row in csv.DictReader(stream)} - {"", "MISSING"}
    assert {case.code for case in CASES} | set(ELSEWHERE) | banked == set(finding_kinds())


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code} {case.what}")
def test_what_is_wrong_is_found_where_it_is(kit: Any, case: Case) -> None:
    case.spoil(kit)
    found: list[Finding] = kit.findings()
    at = [
        f
        for f in found
        if f.code == case.code
        and f.file == case.file
        and (case.row is None or f.row == case.row)
        and (not case.column or f.column == case.column)
    ]
    assert at, [(f.code, f.file, f.row, f.column) for f in found]
    serious = {f.code for f in found if f.severity in ("refuse", "row", "cell", "unchecked")}
    assert not case.only or serious <= {case.code}, serious


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code} {case.what}")
def test_a_message_says_what_where_and_what_to_do(kit: Any, case: Case) -> None:
    case.spoil(kit)
    for finding in kit.findings(case.code):
        for language in ("da", "en"):
            message, remedy = finding.message(language), finding.remedy(language)
            assert "{" not in message + remedy
            assert message.endswith((".", "?"))
            assert remedy.endswith(".")
            assert str(finding.row) in message if finding.row else finding.file in message


@pytest.mark.parametrize(
    "case",
    [case for case in CASES if finding_kinds()[case.code].severity == "refuse"],
    ids=lambda case: f"{case.code} {case.what}",
)
def test_a_refused_file_is_one_input_error(kit: Any, case: Case) -> None:
    case.spoil(kit)
    with pytest.raises(InputError, match=case.code) as refused:
        load(kit.folder, profile=kit.profile)
    assert case.code in {finding.code for finding in refused.value.findings}
    assert refused.value.__cause__ is None


def test_a_long_list_of_refusals_is_cut(kit: Any) -> None:
    kit.write("forloeb.csv", "id;b;c\n1;2;3\n")
    kit.write("maalinger.csv", "id;b;c\n1;2;3\n")
    with pytest.raises(InputError, match=r"and \d+ more") as refused:
        load(kit.folder, profile=kit.profile)
    assert len(str(refused.value).splitlines()) == 7


def test_what_stands_in_place_of_a_header_is_not_repeated(kit: Any) -> None:
    """Without its header a file's first row is a person's; two equal answers are no two columns."""
    kit.write("maalinger.csv", "0101;Ditte;7;7\n0102;Jonas;5;5\n")
    with pytest.raises(InputError, match="EK209") as refused:
        load(kit.folder, profile=kit.profile)
    assert not any(value in str(refused.value) for value in ("0101", "Ditte", "7"))


@pytest.mark.parametrize(("good", "refused"), [(10, False), (9, True)])
def test_a_file_of_which_little_is_left_is_refused(kit: Any, good: int, refused: bool) -> None:
    """Of 20 rows 10 may be set aside; an eleventh says that the profile does not fit the file."""
    months = [f"{day:02d}-01-2026" for day in range(1, good + 1)]
    iso = [f"2026/01/{day:02d}" for day in range(good + 1, 21)]
    rows = "".join(f"0101;{day};;4\n" for day in [*months, *iso])
    kit.write("maalinger.csv", "id;dato;hvem;score\n" + rows)
    assert bool(kit.findings("EK210")) is refused


def test_the_nearest_name_is_suggested(kit: Any) -> None:
    kit.change("maalinger.csv", "score", "skore")
    (finding,) = kit.findings("EK202")
    assert "Is 'skore' meant?" in finding.message("en")
    assert "Menes 'skore'?" in finding.message("da")


def test_the_nearest_sheet_is_suggested(kit: Any) -> None:
    book([["id"]], sheet="Ark 1")(kit)
    (finding,) = kit.findings("EK106")
    assert finding.message("da").endswith("Menes 'Ark 1'?")


def test_a_file_that_may_not_be_opened(kit: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may read everything, so the refusal of the operating system is played."""
    made = profile(kit.profile)

    def refuse(path: Path, *args: object, **more: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(InputError, match="EK103"):
        load(kit.folder, profile=made)


def test_a_folder_that_may_not_be_opened(kit: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(InputError, match=r"'delivery' cannot be read \(Permission denied\)"):
        load(kit.folder, profile="unik")


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("", "`path` is empty"),
        ("a\0b", "`path` is empty"),
        ([], "an empty list"),
        (3, "is a int"),
        ([3], "is a list"),
        (["a/x.csv", "b/x.csv"], "x.csv"),
        ("x" * 5000, "cannot be read|EK101"),
    ],
)
def test_a_path_that_is_none(path: Any, says: str) -> None:
    with pytest.raises(InputError, match=says):
        load(path, profile="cafe_step")


def test_a_path_without_a_file() -> None:
    with pytest.raises(InputError, match=r"EK112 .*borte\.csv"):
        load("borte.csv", profile="loneliness_survey")


def test_a_path_that_fits_no_file_of_the_profile_and_is_not_there() -> None:
    found = receive("borte.csv", profile="bindeleddet").findings
    assert [(f.code, f.file) for f in found] == [("EK112", "borte.csv")]


def test_a_folder_with_nothing_but_the_profile(kit: Any) -> None:
    profile_alone = kit.folder.parent / "alone"
    profile_alone.mkdir()
    (profile_alone / "profile.yaml").write_bytes(kit.profile.read_bytes())
    found = receive(profile_alone, profile="loneliness_survey").findings
    assert [(f.code, f.file) for f in found] == [("EK101", "qualtrics_export.csv")]


def test_scales_that_cannot_be_computed_are_counted(kit: Any) -> None:
    text = "trivsel: {title: {da: T, en: W}, codes: {lowest: 1, highest: 10}, better: higher}"
    assert text in WAVES
    other(
        WAVES.replace("instrument: trivsel", "instrument: t_ils")
        .replace("{total: s1}", "[a, b, c]")
        .replace("{total: s2}", "[d, e, f]"),
        svar="id;d1;d2;slut;a;b;c;d;e;f\n1;01-01-2026;;1;1;2;;;;\n",
    )(kit)
    (finding,) = kit.findings("EK701")
    assert finding.message("en").endswith("get no score: 1.")


def test_a_look_without_a_profile(kit: Any) -> None:
    looked = structure(kit.folder)
    assert looked.study is None
    assert [(f.code, f.file) for f in looked.findings] == [
        ("EK207", "forloeb.csv"),
        ("EK207", "maalinger.csv"),
    ]
    assert looked.counts["received"].tolist() == [2, 3]


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_a_look_finds_the_separator(kit: Any, separator: str, encoding: str) -> None:
    text = f"nr{separator}køn\n1{separator}x\n2\n"
    looked = structure(kit.write("fil.csv", text, encoding=encoding))
    assert [f.code for f in looked.findings] == ["EK301", "EK207"]
    assert looked.findings[1].facts == {"rows": 1, "columns": 2}
    assert looked.counts[["received", "loaded", "set_aside"]].to_numpy().tolist() == [[2, 1, 1]]


def test_a_look_at_every_sheet(kit: Any) -> None:
    path = kit.workbook("bog.xlsx", [["a", "b"], [1, 2]])
    assert [f.sheet for f in structure(path).findings] == ["Ark1"]


@pytest.mark.parametrize(
    ("name", "raw", "code"),
    [
        ("a.pdf", b"%PDF", "EK108"),
        ("a.sav", b"$FL2", "EK103"),
        ("a.csv", b"", "EK102"),
        ("a.xlsx", b"", "EK102"),
        ("a.xlsx", b"a;b\n1;2\n", "EK125"),
    ],
)
def test_a_look_at_other_types(kit: Any, name: str, raw: bytes, code: str) -> None:
    assert [f.code for f in structure(kit.write(name, raw)).findings] == [code]


def test_a_look_at_what_is_not_there(kit: Any) -> None:
    for name in ("borte.csv", "borte.xlsx"):
        assert [f.code for f in structure(kit.folder / name).findings] == ["EK112"]


def test_a_path_with_nothing_at_it_blames_the_path_and_not_the_delivery(kit: Any) -> None:
    delivery = receive(kit.folder / "nowhere", profile=kit.profile)
    assert [finding.code for finding in delivery.findings] == ["EK112"]
