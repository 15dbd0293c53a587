"""A draft says what files show, asks what they do not, and shows nobody."""

import datetime as dt
import shutil
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest
import xlsxwriter

from evalkit.drafting.profile import draft_profile
from evalkit.drafting.tables import SeenDelivery, tables
from evalkit.drafting.text import Draft
from evalkit.errors import DefinitionError, InputError
from evalkit.intake.examine import Examined, examine
from evalkit.intake.profile_file import profile
from evalkit.reporting.project import examples_folder

EXAMPLES = examples_folder()
REAL = Path(__file__).parents[3] / "shared" / "data" / "lockdown_loneliness"
TODAY = dt.date(2026, 11, 1)

# What somebody who knows each programme would answer, by the end of a question's key.
SCALES = {
    "handlingstillid/better": "higher",
    "handlingstillid/lowest": "10",
    "handlingstillid/highest": "40",
    "mental_sundhed/better": "higher",
    "mental_sundhed/lowest": "0",
    "mental_sundhed/highest": "70",
}
LONELINESS = {
    "finished": "keep",
    "started": "RecordedDate",
    "date": "RecordedDate",
    "q13/instrument": "t_ils",
    "q39/instrument": "t_ils",
    "q13/wave": "before",
    "q39/wave": "during",
}
UNIK = {
    "netv_1/better": "higher",
    "netv_1/lowest": "0",
    "netv_1/highest": "30",
    "rses/instrument": "rses_3_5_8_9_10",
    "finished": "keep",
}
KNOWN: dict[str, Mapping[str, str]] = {
    "bindeleddet": {"activity": "visit", "kind": "supervision"},
    "cafe_step": {
        "activity": "café",
        "marks": "{came: [x], did not come: [a]}",
        "better": "higher",
        "lowest": "0",
        "highest": "10",
    },
    "empower4u": SCALES | {"kind": "course part"},
    "loneliness_survey": LONELINESS,
    "unik": UNIK,
}


@cache
def seen(name: str) -> SeenDelivery:
    return tables(EXAMPLES / name)


def answered(path: Path | SeenDelivery, known: Mapping[str, str], *, language: str = "en") -> Draft:
    """Draft, answer what is asked, and draft again until nothing is open."""
    delivery = path if isinstance(path, SeenDelivery) else tables(path)
    answers = {"title": "{da: Vores, en: Ours}"}
    for _ in range(5):
        draft = draft_profile(delivery, language=language, answers=answers)
        waiting = [question for question in draft.questions if not question.follows]
        if not waiting:
            break
        for question in waiting:
            ends = [end for end in known if question.key.endswith(f"/{end}") or question.key == end]
            assert ends, (question.key, question.sentence)
            answers[question.key] = known[max(ends, key=len)]
    return draft


def examined(path: Path, text: str, folder: Path) -> Examined:
    folder.mkdir(exist_ok=True)
    (folder / "drafted.yaml").write_text(text, encoding="utf-8")
    return examine(path, profile=folder / "drafted.yaml", today=TODAY)


def totals(found: Examined) -> dict[str, tuple[int, ...]]:
    return {
        f"{row.file}/{row.sheet}": (row.received, row.loaded, row.set_aside, row.not_data)
        for row in found.counts.itertuples()
    }


def drafted(folder: Path, text: str, *, name: str = "export.csv", language: str = "en") -> Draft:
    (folder / name).write_text(text, encoding="utf-8")
    return draft_profile(tables(folder / name), language=language)


def keys(draft: Draft) -> list[str]:
    return [question.key.rpartition("/")[2] for question in draft.questions]


# The whole way ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", KNOWN)
def test_an_answered_draft_loads_what_the_built_in_profile_loads(name: str, tmp_path: Path) -> None:
    folder = EXAMPLES / name
    draft = answered(seen(name), KNOWN[name])
    assert draft.questions == ()
    found = examined(folder, draft.text, tmp_path / "made")
    assert not found.is_refused, [f.message() for f in found.findings if f.severity == "refuse"]
    built_in = examine(folder, profile=name, today=TODAY)
    assert totals(found) == totals(built_in)
    # What the built-in profile knows besides: limits of dates and years, and its free columns.
    known = {"EK204", "EK408", "EK423", "EK211", "EK104"}
    codes = [
        Counter(f.code for f in one.findings if f.code not in known) for one in (found, built_in)
    ]
    assert codes[0] == codes[1]


@pytest.mark.parametrize("name", KNOWN)
@pytest.mark.parametrize("language", ["da", "en"])
def test_an_open_draft_is_refused_with_file_and_line(
    name: str, language: str, tmp_path: Path
) -> None:
    draft = draft_profile(seen(name), language=language)
    assert draft.questions
    path = tmp_path / "open.yaml"
    path.write_text(draft.text, encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"open\.yaml, line [0-9]+"):
        profile(path)
    lines = draft.text.splitlines()
    assert all('"?"' in lines[question.line - 1] for question in draft.questions)
    assert ("Et udkast" in draft.text) == (language == "da")


@pytest.mark.parametrize("name", KNOWN)
def test_every_single_question_makes_the_profile_unusable(name: str, tmp_path: Path) -> None:
    delivery = seen(name)
    draft = draft_profile(delivery)
    known = {"title": "{da: A, en: B}"}
    for question in draft.questions:
        ends = [end for end in KNOWN[name] if question.key.endswith(end)]
        known.update((question.key, KNOWN[name][end]) for end in ends)
    for question in draft.questions:
        if not question.follows:
            left = {key: value for key, value in known.items() if key != question.key}
            path = tmp_path / "one.yaml"
            path.write_text(draft_profile(delivery, answers=left).text, encoding="utf-8")
            with pytest.raises(DefinitionError):
                profile(path)


@pytest.mark.skipif(not REAL.is_dir(), reason="the published survey is not committed")
def test_the_real_survey(tmp_path: Path) -> None:
    export = tmp_path / "qualtrics_export.csv"
    shutil.copy(REAL / "qualtrics_export.csv", export)
    draft = answered(export, LONELINESS)
    found = examined(export, draft.text, tmp_path / "made")
    assert totals(found) == {"qualtrics_export.csv/": (571, 571, 0, 0)}


# Dates and numbers ------------------------------------------------------------------------


def rows(dates: list[str], numbers: list[str] | None = None) -> str:
    prices = numbers or ["1"] * len(dates)
    lines = [
        f"0{n}01;{day};{price}" for n, (day, price) in enumerate(zip(dates, prices, strict=True))
    ]
    return "\n".join(["Borgernr;Startdato;Pris", *lines, ""])


@pytest.mark.parametrize(
    ("dates", "form"),
    [
        (["13-01-2026", "02-03-2026"], "dd-mm-yyyy"),
        (["01-13-2026", "02-03-2026"], "mm-dd-yyyy"),
        (["2026-01-02", "2026-01-03"], "yyyy-mm-dd"),
        (["01.02.2026", "02.03.2026"], "dd.mm.yyyy"),
        (["01/02-26", "02/03-26"], "dd/mm-yy"),
    ],
)
def test_dates_that_show_their_form(tmp_path: Path, dates: list[str], form: str) -> None:
    draft = drafted(tmp_path, rows(dates))
    assert f"\ndates: {form}\n" in draft.text
    assert "dates" not in keys(draft)


@pytest.mark.parametrize(
    "dates", [["03-04-2026", "05-06-2026"], ["03/04/2026", "05/06/2026"],
              ["03/04/2026 10:15", "05/06/2026 10:15"], ["13-01-2026", "01-13-2026"]],
)  # fmt: skip
def test_dates_that_do_not_are_asked_about(tmp_path: Path, dates: list[str]) -> None:
    draft = drafted(tmp_path, rows(dates))
    assert '\ndates: "?"\n' in draft.text
    assert "dates" in keys(draft)
    assert not any(day in draft.text for day in dates)


@pytest.mark.parametrize(
    ("numbers", "locale"),
    [(["1.234,5", "2"], "da"), (["1,234.5", "2"], "en"), (["5,5", "5,897"], "da"),
     (["7.25", "1"], "en")],
)  # fmt: skip
def test_numbers_that_show_their_mark(tmp_path: Path, numbers: list[str], locale: str) -> None:
    draft = drafted(tmp_path, rows(["13-01-2026", "14-01-2026"], numbers))
    assert f"\nlocale: {locale}\n" in draft.text


@pytest.mark.parametrize("numbers", [["5,897", "6,123"], ["5.897", "6.123"], ["5,5", "5.5"]])
def test_numbers_that_do_not_are_asked_about(tmp_path: Path, numbers: list[str]) -> None:
    draft = drafted(tmp_path, rows(["13-01-2026", "14-01-2026"], numbers))
    assert '\nlocale: "?"\n' in draft.text
    assert not any(number in draft.text for number in numbers)


def test_a_code_of_one_length_with_zeros_in_front(tmp_path: Path) -> None:
    assert "Borgernr: {type: code, width: 4}" in drafted(tmp_path, rows(["13-01-2026"] * 3)).text


def test_99_among_small_numbers_is_asked_about(tmp_path: Path) -> None:
    text = rows([f"{n}-01-2026" for n in range(13, 25)], ["1", "2", "3"] * 3 + ["99"] * 3)
    draft = drafted(tmp_path, text)
    assert 'missing: {"?": "?"}' in draft.text
    assert "missing" in keys(draft)


def test_one_answer_written_by_hand_counts_in_every_place(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Borgernr;Startdato\n101;13-04-2026\n102;14-04-2026\n")
    (tmp_path / "b.csv").write_text("Borgernr;Startdato;Slutdato\n101;03-04-2026;04-05-2026\n")
    files = [tmp_path / "a.csv", tmp_path / "b.csv"]
    draft = draft_profile(tables(files), answers={"title": "{da: A, en: B}"})
    (asked,) = draft.questions
    lines = draft.text.splitlines()
    lines[asked.line - 1] = lines[asked.line - 1].replace('"?"', "mm-dd-yyyy")
    (tmp_path / "hand.yaml").write_text("\n".join(lines), encoding="utf-8")
    columns = profile(tmp_path / "hand.yaml").files[1].columns
    assert {columns["Startdato"].dates, columns["Slutdato"].dates} == {"mm-dd-yyyy"}


# Instruments ------------------------------------------------------------------------------


def survey(headers: list[str], answers: list[str], *, count: int = 12) -> str:
    lines = []
    for n in range(count):
        given = [answers[(n + k) % len(answers)] for k in range(len(headers))]
        lines.append(";".join([f"{n + 101}", f"{n + 13}-01-2026", *given]))
    return "\n".join([";".join(["Borgernr", "Dato", *headers]), *lines, ""])


@pytest.mark.parametrize(
    "headers",
    [
        [f"who5_{n}" for n in range(1, 6)],
        [f"WHO-5 spm. {n}" for n in range(1, 6)],
        [f"WHO_{n}" for n in range(1, 6)],
    ],
)
def test_who5_by_its_headers(tmp_path: Path, headers: list[str]) -> None:
    draft = drafted(tmp_path, survey(headers, ["0", "1", "5"]))
    assert "- instrument: who5\n" in draft.text
    assert "answers" not in keys(draft)


@pytest.mark.parametrize("answers", [["1", "2", "6"], ["1", "2", "5"]])
def test_who5_coded_from_1_is_asked_about(tmp_path: Path, answers: list[str]) -> None:
    draft = drafted(tmp_path, survey([f"who5_{n}" for n in range(1, 6)], answers))
    (asked,) = [question for question in draft.questions if question.key.endswith("answers")]
    assert '{"1": 5, "2": 4, "3": 3, "4": 2, "5": 1, "6": 0}' in [
        one.value for one in asked.options
    ]


def test_t_ils_with_four_answers_is_asked_about(tmp_path: Path) -> None:
    headers = [f"T-ILS {n}" for n in (1, 2, 3)]
    assert "answers" in keys(drafted(tmp_path, survey(headers, ["1", "2", "3", "4"])))
    assert "answers" not in keys(drafted(tmp_path, survey(headers, ["1", "2", "3"])))


def test_the_item_order_of_rses_is_asked_about(tmp_path: Path) -> None:
    draft = drafted(tmp_path, survey([f"rses_{n}" for n in range(1, 11)], ["0", "1", "2", "3"]))
    (asked,) = [question for question in draft.questions if question.key.endswith("instrument")]
    assert [one.value for one in asked.options] == ["rses_2_5_6_8_9", "rses_3_5_8_9_10"]


def test_a_run_without_a_name_is_asked_about_and_may_be_left_out(tmp_path: Path) -> None:
    (tmp_path / "e.csv").write_text(survey([f"T{n}" for n in range(1, 6)], ["0", "1", "5"]))
    delivery = tables(tmp_path / "e.csv")
    draft = draft_profile(delivery)
    (asked,) = [question for question in draft.questions if question.key.endswith("instrument")]
    assert "who5" in [one.value for one in asked.options]
    without = draft_profile(delivery, answers={asked.key: ""})
    assert "readings:" not in without.text


def test_a_row_per_item(tmp_path: Path) -> None:
    lines = [
        f"{person};{day}-01-2026;who5_{item};{(person + item) % 6}"
        for person in range(101, 107) for day in (13, 14) for item in range(1, 6)
    ]  # fmt: skip
    text = "\n".join(["Borgernr;Dato;Spørgsmål;Svar", *lines, ""])
    (tmp_path / "long.csv").write_text(text, encoding="utf-8")
    draft = answered(tmp_path / "long.csv", {})
    assert "item: Spørgsmål" in draft.text
    found = examined(tmp_path / "long.csv", draft.text, tmp_path / "made")
    assert totals(found) == {"long.csv/": (60, 60, 0, 0)}


def everything(folder: Path) -> list[Path]:
    """Write files in which nearly everything is ambiguous."""
    who = [f"WHO-5 spm. {n} {wave}" for wave in ("før", "efter") for n in range(1, 6)]
    ucla = [f"UCLA {n}" for n in (1, 2, 3)]
    first = ["Borgernr;Sagsnr;Startdato;Henvist dato;Køn;Sted;Afdeling;Timer"]
    second = [";".join(["Borgernr", "Dato", *who, *ucla, "Håb"])]
    third = ["Nr;01-02-2026;08-02-2026;01-03-2026"]
    for n in range(30):
        day = f"{n % 12 + 1:02d}/{n % 11 + 1:02d}/2026"
        first.append(
            f"{n + 1:04d};{n + 7001};{day};{day};{n % 2 + 1};Nord;Syd;{n % 9 + 1},{n + 100}"
        )
        answers = [str((n + k) % 6 + 1) for k in range(10)] + [
            str((n + k) % 4 + 1) for k in range(3)
        ]
        second.append(";".join([f"{n + 1:04d}", f"{n % 12 + 13}-01-2026", *answers, str(n % 11)]))
        third.append(f"{n + 1:04d};x;m;f")
    made = []
    for name, lines in (("a.csv", first), ("b.csv", second), ("c.csv", third)):
        made.append(folder / name)
        made[-1].write_text("\n".join([*lines, ""]), encoding="utf-8")
    return made


@pytest.mark.parametrize("which", [0, -1])
def test_whatever_is_answered_the_profile_loads(tmp_path: Path, which: int) -> None:
    delivery = tables(everything(tmp_path))
    answers: dict[str, str] = {}
    for _ in range(40):
        draft = draft_profile(delivery, answers=answers)
        waiting = [question for question in draft.questions if not question.follows]
        if not waiting:
            break
        asked = waiting[0]
        ends = {"lowest": "0", "highest": "10"}
        typed = ends.get(asked.key.rpartition("/")[2], "before")
        answers[asked.key] = asked.options[which].value if asked.options else typed
    assert len(answers) > 10
    found = examined(tmp_path, draft.text, tmp_path / "made")
    assert found.profile.files


# People -----------------------------------------------------------------------------------


def test_nothing_personal_is_in_a_draft(tmp_path: Path) -> None:
    people = [
        (f"{n:02d}0190-12{n:02d}", f"Anne Jensen{'abcdefghijkl'[n]}", f"anne{n}@example.org",
         f"31 12 12 {n + 20}")
        for n in range(1, 12)
    ]  # fmt: skip
    lines = ["Personnr;Hvem er det;Kontakt;Nummer hjemme;Startdato;Gruppe;Bemærkning"]
    for n, (cpr, name, mail, phone) in enumerate(people):
        group = "Sjælden ting" if n == 3 else "Almindelig"
        lines.append(f"{cpr};{name};{mail};{phone};13-01-2026;{group};Ring til mor om {name}")
    text = "\n".join([*lines, ""])
    for language in ("da", "en"):
        draft = drafted(tmp_path, text, language=language)
        for person in people:
            assert not any(part in draft.text for part in person)
        assert "Jensen" not in draft.text
        assert "Sjælden" not in draft.text
        assert "Personnr: {type: cpr}" in draft.text
        for name in ("Hvem er det", "Kontakt", "Nummer hjemme", "Bemærkning"):
            assert f"      {name}," in draft.text
        assert "0190" not in repr(tables(tmp_path / "export.csv").tables[0].columns)


def test_keys_and_initials_are_no_closed_set(tmp_path: Path) -> None:
    lines = [f"{n + 101};13-01-2026;P0{n % 3};{('ABK', 'MHJ', 'LSP')[n % 3]}" for n in range(30)]
    draft = drafted(tmp_path, "\n".join(["Borgernr;Startdato;Mærke;Ansvarlig", *lines, ""]))
    assert not any(key in draft.text for key in ("P00", "P01", "ABK", "MHJ"))


def test_what_codes_mean_may_be_names(tmp_path: Path) -> None:
    frame = pd.DataFrame({"id": [f"{n:03d}" for n in range(20)], "mentor": [1.0, 2.0] * 10})
    frame["startdato"] = pd.Timestamp("2026-01-13")
    called = {"mentor": {1.0: "Anne Jensen", 2.0: "Peter Holm"}}
    pyreadstat.write_sav(frame, tmp_path / "e.sav", variable_value_labels=called)
    draft = draft_profile(tables(tmp_path / "e.sav"))
    assert "Jensen" not in draft.text
    assert "      mentor," in draft.text


def test_two_columns_that_may_be_the_person(tmp_path: Path) -> None:
    text = "Borgernr;Sagsnr;Startdato\n101;7001;13-01-2026\n102;7002;14-01-2026\n"
    draft = drafted(tmp_path, text)
    (asked,) = [question for question in draft.questions if question.key.endswith("person")]
    assert [one.value for one in asked.options] == ["Borgernr", "Sagsnr"]


def test_a_file_whose_name_tells_of_a_person_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "eksport_010190-1234.csv"
    path.write_text("Nr;Startdato\n1;13-01-2026\n")
    with pytest.raises(InputError) as told:
        tables(path)
    assert "010190" not in str(told.value)


# How files are written --------------------------------------------------------------------


def test_titles_two_header_rows_total_rows_and_hidden_sheets(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path, {"default_date_format": "dd-mm-yyyy"}) as book:
        page, secret = book.add_worksheet("Forløb"), book.add_worksheet("Skjult")
        secret.hide()
        secret.write_row(0, 0, ["Nr", "Hemmelig"])
        secret.write_row(1, 0, [1, 2])
        page.write_row(0, 0, ["Udtræk"])
        page.write_row(1, 2, ["Forløb", "", "Alder"])
        page.write_row(2, 0, ["Borgernr", "Køn", "Startdato", "Slutdato", "Alder"])
        for n in range(8):
            page.write_row(3 + n, 0, [101 + n, "Kvinde", dt.date(2026, 1, 13), "", 20 + n])
        page.write_row(11, 0, ["I alt", "", "", "", 24.5])
    draft = draft_profile(tables(path))
    assert "header_row" in keys(draft)
    joined = draft_profile(tables(path), answers={"book.xlsx/Forløb/header_row": "[2, 3]"})
    assert '"Forløb / Startdato": {type: date}' in joined.text
    assert "not_data: {Borgernr: [I alt]}" in draft.text
    assert "Hemmelig" not in draft.text
    assert "Skjult" not in draft.text
    assert "Hidden sheets, left out: 1" in draft.text


def test_a_csv_file_with_titles_and_commas_in_its_text(tmp_path: Path) -> None:
    text = "Udtræk, hele året\n\n" + rows([f"{n}-01-2026" for n in range(13, 20)], ["1,5"] * 7)
    draft = drafted(tmp_path, text)
    assert 'separator: ";"' in draft.text
    assert "header_row: 3" in draft.text
    assert "locale: da" in draft.text


def test_an_export_in_utf_16_with_tabs(tmp_path: Path) -> None:
    text = rows([f"{n}-01-2026" for n in range(13, 20)]).replace(";", "\t")
    (tmp_path / "e.csv").write_bytes(text.encode("utf-16"))
    draft = answered(tmp_path / "e.csv", {})
    assert "separator: tab" in draft.text
    assert not examined(tmp_path / "e.csv", draft.text, tmp_path / "made").is_refused


@pytest.mark.parametrize("content", [b"", b"a;b\n", b"PK\x03\x04 no workbook", b"\x00\x01\x02"])
def test_what_holds_no_table_is_refused(tmp_path: Path, content: bytes) -> None:
    for name in ("e.csv", "e.xlsx"):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(InputError, match="There is no table"):
            tables(tmp_path / name)


# Statuses ---------------------------------------------------------------------------------


def spells(header: str, *, area: str = "") -> str:
    lines = [
        f"0{n}01;{area}{word};{day}-01-2026;"
        for n in range(1, 5)
        for day, word in ((13, "I job"), (20, "Ledig"))
    ]
    return "\n".join([header, *lines, ""])


def test_spells_in_a_status_are_seen_and_their_domain_is_asked_for(tmp_path: Path) -> None:
    draft = drafted(tmp_path, spells("Borgernr;Status;Fra;Til"))
    assert "    statuses:\n      person: Borgernr\n" in draft.text
    assert "      status: Status\n      started: Fra\n" in draft.text
    assert keys(draft).count("domain") == 1
    assert "ended" not in keys(draft)


def test_a_column_that_says_the_domain_is_no_question(tmp_path: Path) -> None:
    draft = drafted(tmp_path, spells("Borgernr;Område;Status;Fra;Til", area="Job;"))
    assert "      domain_column: Område\n" in draft.text
    assert "domain" not in keys(draft)
