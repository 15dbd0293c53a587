"""Files of meetings, matches, contacts and the like: seen, asked about, never dropped."""

import datetime as dt
from functools import cache
from itertools import cycle, islice
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest

import evalkit as ek
from evalkit.drafting.profile import draft_profile
from evalkit.drafting.tables import SeenDelivery, tables
from evalkit.drafting.text import Draft
from evalkit.errors import DefinitionError
from evalkit.intake.profile_file import profile
from evalkit.reporting.project import examples_folder
from evalkit.study import Study

EXAMPLES = examples_folder()
TODAY = dt.date(2026, 11, 1)
TITLE = "{da: Vores, en: Ours}"
SCALES = {"better": "higher", "lowest": "0", "highest": "70"}

# What somebody who knows each programme would answer, by the question's key without the file.
ANSWERS = {
    "processuelle_netvaerksmoeder": {"moeder.csv/meetings/kind": "network meeting"},
    "netvaerksmoeder": {"moeder.csv/meetings/kind": "network meeting"},
    "insp": {"daglig_optaelling.csv/headcounts/activity": "house"},
    "housing_first": {},
    "mentorbarn": {
        "dates": "dd-mm-yyyy",
        "aarlige_gennemgange.csv/meetings/kind": "yearly review",
        "kontakter.csv/contacts/kind": "together",
    },
    "netvaerksopbygning": {
        "statusmoeder.csv/meetings/kind": "status meeting",
        "supervision.csv/meetings/kind": "supervision",
        "timer.csv/contacts/kind": "together",
    },
    "bindeleddet": {
        "frivillige.csv/staffing/activity": "visit",
        "supervision.csv/meetings/kind": "supervision",
    },
    "cafe_step": {
        "bemanding.csv/staffing/activity": "café",
        "marks": "{came: [x], did not come: [a]}",
        **SCALES,
    },
    "empower4u": {"holdets_dele.csv/meetings/kind": "course part", **SCALES},
}
# What a draft does not know: the words a profile gives to areas and reasons in English, and a
# reason or a part that few rows have. Everything else must be the same, cell for cell.
UNSURE = {
    "mentorbarn": {"matches": ["reason"]},
    "netvaerksopbygning": {"matches": ["reason"], "goals": ["area"], "ties": ["sector"]},
    "housing_first": {"goals": ["area"], "referrals": ["outcome", "comes_from"]},
    "empower4u": {"meetings": ["part"]},
}
RECORDS = (
    "meetings", "matches", "contacts", "goals", "ties", "staffing", "headcounts", "referrals"
)  # fmt: skip


@cache
def seen(name: str) -> SeenDelivery:
    return tables(EXAMPLES / name)


def answered(delivery: SeenDelivery, known: dict[str, str]) -> Draft:
    """Draft, answer what is asked by the key or its end, and draft again until nothing is open."""
    answers = {"title": TITLE}
    for _ in range(4):
        draft = draft_profile(delivery, answers=answers)
        for question in draft.questions:
            ends = [end for end in known if question.key.endswith(end)]
            assert ends, (question.key, question.sentence)
            answers[question.key] = known[ends[0]]
        if not draft.questions:
            break
    return draft


def loaded(path: Path, text: str, folder: Path) -> Study:
    (folder / "drafted.yaml").write_text(text, encoding="utf-8")
    return ek.load(path, profile=folder / "drafted.yaml", today=TODAY)


def in_order(frame: pd.DataFrame, leaving_out: list[str]) -> pd.DataFrame:
    kept = frame.drop(columns=[name for name in leaving_out if name in frame.columns])
    named = ["file", "row", *(["group"] if "group" in kept.columns else [])]
    return kept.sort_values(named, ignore_index=True)


def written(folder: Path, files: dict[str, str]) -> Path:
    ours = folder / "ours"
    ours.mkdir()
    for name, text in files.items():
        (ours / name).write_text(text, encoding="utf-8")
    return ours


def listing(header: str, *columns: list[str], count: int = 30) -> str:
    """Return a file of `count` rows whose columns are repeated as often as they must be."""
    cells = zip(*(islice(cycle(column), count) for column in columns), strict=True)
    return "\n".join([header, *(";".join(row) for row in cells), ""])


DAYS = [f"{day}-0{month}-2026" for month in (1, 2, 3) for day in range(13, 29)]
PEOPLE = [f"{number}" for number in range(101, 113)]
ADULTS = ["M01", "M02", "M03"]
COURSES = listing("Borgernr;Startdato", PEOPLE, ["13-01-2025"], count=12)


def drafted(folder: Path, files: dict[str, str], **answers: str) -> Draft:
    known = {"title": TITLE} | {key.replace("__", "/"): value for key, value in answers.items()}
    return draft_profile(tables(written(folder, files)), answers=known)


def keys(draft: Draft) -> list[str]:
    return [question.key for question in draft.questions]


# The examples -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ANSWERS)
def test_a_drafted_profile_makes_the_tables_of_the_built_in_one(name: str, tmp_path: Path) -> None:
    draft = answered(seen(name), ANSWERS[name])
    ours = loaded(EXAMPLES / name, draft.text, tmp_path)
    built_in = ek.load(EXAMPLES / name, profile=name, today=TODAY)
    found = 0
    for table in RECORDS:
        unsure = UNSURE.get(name, {}).get(table, [])
        expected = in_order(getattr(built_in, table), unsure)
        made = in_order(getattr(ours, table), unsure)
        pd.testing.assert_frame_equal(made[list(expected.columns)], expected)
        found += len(made)
    assert found > 0


@pytest.mark.parametrize("name", ANSWERS)
def test_every_file_is_in_the_draft_and_nothing_else_is_asked(name: str) -> None:
    draft = draft_profile(seen(name), answers={"title": TITLE})
    files = [f for f in (EXAMPLES / name).iterdir() if f.suffix in (".csv", ".xlsx")]
    assert all(file.name in draft.text for file in files)
    assert all(any(key.endswith(end) for end in ANSWERS[name]) for key in keys(draft))


@pytest.mark.parametrize("name", ["netvaerksmoeder", "insp", "bindeleddet"])
def test_an_open_draft_says_file_and_line(name: str, tmp_path: Path) -> None:
    path = tmp_path / "open.yaml"
    path.write_text(draft_profile(seen(name), answers={"title": TITLE}).text, encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"open\.yaml, line [0-9]+") as told:
        profile(path)
    assert "'?'" in str(told.value) or '"?"' in str(told.value)


def test_durations_are_no_scales() -> None:
    for name in ("mentorbarn", "netvaerksopbygning", "netvaerksmoeder", "bindeleddet"):
        assert "instruments:" not in draft_profile(seen(name)).text


def test_yes_and_no_are_quoted() -> None:
    text = draft_profile(seen("netvaerksmoeder")).text
    assert text.count('{type: choice, values: {Ja: "yes", Nej: "no"}}') == 5


# What is seen -----------------------------------------------------------------------------


def test_a_meeting_is_of_somebody_enrolled_or_of_a_case(tmp_path: Path) -> None:
    header = "Sagsnr;Dato;Varighed;Deltagere"
    rows = (DAYS, ["60"], ["4", "5", "6"])
    own = listing(header, PEOPLE, *rows)
    other = listing(header, [f"S{number}" for number in range(12)], *rows)
    draft = drafted(tmp_path, {"p.csv": COURSES, "own.csv": own, "other.csv": other})
    of_own = draft.text[draft.text.index("file: own.csv") : draft.text.index("file: p.csv")]
    assert "      person: Sagsnr\n" in of_own
    assert "      case: Sagsnr\n" in draft.text.replace(of_own, "")


def test_who_was_there_in_words_is_nobodys_key(tmp_path: Path) -> None:
    families = [f"F{number:02d}" for number in range(9)]
    there = ["Mor og far", "Mor", "Far"]
    meetings = listing("Familie;Dato;Varighed;Deltagere", families, DAYS, ["60", "90"], there)
    draft = drafted(tmp_path, {"p.csv": COURSES, "m.csv": meetings})
    assert "    meetings:\n      case: Familie\n" in draft.text


def test_adults_whose_names_stand_there_become_pseudonyms(tmp_path: Path) -> None:
    names = ["Anne Jensen", "Peter Holm"]
    contacts = listing("Dato;Borgernr;Mentor;Timer", DAYS, PEOPLE, names, ["1,5", "2,0"])
    draft = drafted(
        tmp_path, {"p.csv": COURSES, "k.csv": contacts}, **{"k.csv__contacts__kind": ""}
    )
    assert draft.questions == ()
    assert "Jensen" not in draft.text
    study = loaded(tmp_path / "ours", draft.text, tmp_path)
    assert len(study.contacts) == 30
    assert study.contacts["adult"].nunique() == 2
    assert not study.contacts["adult"].str.contains("Anne|Peter|Jensen|Holm").any()


def test_0_and_1_as_no_and_yes(tmp_path: Path) -> None:
    meetings = listing(
        "Familie;Dato;Deltagere;Tolk", [f"F{n:02d}" for n in range(9)], DAYS, ["4", "5"], ["1", "0"]
    )
    draft = drafted(tmp_path, {"m.csv": meetings}, **{"m.csv__meetings__kind": "network meeting"})
    assert 'Tolk: {type: choice, values: {"1": "yes", "0": "no"}}' in draft.text
    study = loaded(tmp_path / "ours", draft.text, tmp_path)
    assert study.meetings["interpreter"].sum() == 15


def test_running_numbers_of_mentors_are_not_those_of_participants(tmp_path: Path) -> None:
    numbers = [f"{number}" for number in range(1, 13)]
    files = {
        "p.csv": listing("Nr;Startdato", numbers, ["13-01-2025"], count=12),
        "k.csv": listing("Nr;Mentor nr;Dato;Timer", numbers, numbers[:4], DAYS, ["2"]),
        "s.csv": listing("Mentor nr;Dato;Varighed;Deltagere", numbers[:4], DAYS, ["60"], ["3"]),
    }
    text = drafted(tmp_path, files).text
    assert "    contacts:\n      person: Nr\n      adult: Mentor nr\n" in text
    assert "    meetings:\n      case: Mentor nr\n" in text


def test_a_count_of_guests_with_a_word_about_the_day(tmp_path: Path) -> None:
    guests = [f"{number}" for number in range(20, 40)]
    door = listing("Dato;Besøgende;Vejr", DAYS, guests, ["Sol", "Regn"])
    draft = drafted(tmp_path, {"door.csv": door})
    assert "groups: {users: Besøgende}" in draft.text
    assert "# Columns not used here: Vejr." in draft.text


def test_numbers_that_spss_labels(tmp_path: Path) -> None:
    rows = range(30)
    frame = pd.DataFrame({"familie": [f"F{n % 9:02d}" for n in rows], "varighed": 60.0})
    frame["dato"] = [pd.Timestamp("2025-02-01") + pd.Timedelta(days=n) for n in rows]
    frame["tolk"], frame["type"] = [0.0, 1.0] * 15, [1.0, 2.0] * 15
    labels = {"tolk": {0.0: "Nej", 1.0: "Ja"}, "type": {1.0: "Netværksmøde", 2.0: "Statusmøde"}}
    pyreadstat.write_sav(frame, tmp_path / "m.sav", variable_value_labels=labels)
    draft = draft_profile(tables(tmp_path / "m.sav"), answers={"title": TITLE})
    assert draft.questions == ()
    meetings = loaded(tmp_path / "m.sav", draft.text, tmp_path).meetings
    assert {*meetings["kind"]} == {"network meeting", "status meeting"}
    assert meetings["interpreter"].tolist() == [False, True] * 15


def test_labels_and_headers_that_are_names_are_not_used(tmp_path: Path) -> None:
    rows = range(30)
    frame = pd.DataFrame({"borgernr": [f"{n % 9:03d}" for n in rows], "timer": 1.5})
    frame["dato"] = [pd.Timestamp("2025-02-01") + pd.Timedelta(days=n) for n in rows]
    frame["mentor"], frame["type"] = [1.0, 2.0, 3.0] * 10, [1.0, 2.0] * 15
    called = {1.0: "Anne Jensen", 2.0: "Peter Holm", 3.0: "Mette Friis"}
    labels = {"mentor": called, "type": called}
    pyreadstat.write_sav(frame, tmp_path / "k.sav", variable_value_labels=labels)
    text = draft_profile(tables(tmp_path / "k.sav"), answers={"title": TITLE}).text
    assert "mentor: {type: code}" in text
    assert "kind_column" not in text
    assert not any(name in text for name in ("Jensen", "Holm", "Friis"))
    header = "Familie;Dato;Varighed;Deltagere;Anne Jensen"
    families = [f"F{number:02d}" for number in range(9)]
    meetings = listing(header, families, DAYS, ["60"], ["3", "4"], ["1", "0"])
    draft = drafted(tmp_path, {"m.csv": meetings}, **{"m.csv__meetings__kind": "supervision"})
    assert "Jensen" not in draft.text
    assert len(loaded(tmp_path / "ours", draft.text, tmp_path).meetings) == 30


def test_two_dates_that_may_be_the_day_are_asked_about(tmp_path: Path) -> None:
    header = "Borgernr;Mentor;Kontaktdato;Journaldato;Timer"
    contacts = listing(header, PEOPLE, ADULTS, DAYS, DAYS, ["2"])
    draft = drafted(tmp_path, {"p.csv": COURSES, "k.csv": contacts})
    (asked,) = [q for q in draft.questions if q.key.endswith("/date")]
    assert [one.value for one in asked.options] == ["Kontaktdato", "Journaldato"]
    assert "the day of the contact" in asked.sentence


def test_a_mentor_and_a_first_day_is_a_start_or_a_match(tmp_path: Path) -> None:
    with_mentor = listing(
        "Borgernr;Startdato;Slutdato;Mentor", PEOPLE, DAYS, [""], ADULTS, count=12
    )
    (tmp_path / "a").mkdir()
    alone = drafted(tmp_path / "a", {"liste.csv": with_mentor})
    assert "enrolments:" in alone.text
    assert "matches:" not in alone.text
    beside = drafted(tmp_path, {"p.csv": COURSES, "liste.csv": with_mentor})
    assert "    matches:\n      person: Borgernr\n      adult: Mentor\n" in beside.text
    assert beside.text.count("enrolments:") == 1


def test_readings_by_a_worker_are_no_contacts(tmp_path: Path) -> None:
    rated = listing(
        "Borgernr;Dato;Medarbejder;Trivsel", PEOPLE, DAYS, ["M1A", "M2B"], list("12345")
    )
    draft = drafted(tmp_path, {"p.csv": COURSES, "r.csv": rated})
    assert "contacts:" not in draft.text
    assert "- instrument: trivsel" in draft.text


def test_who_is_counted_is_no_adult(tmp_path: Path) -> None:
    door = listing("Dato;Besøgende;Frivillige", DAYS, [f"{n}" for n in range(20, 40)], ["2", "3"])
    draft = drafted(tmp_path, {"door.csv": door})
    assert "groups: {users: Besøgende, frivillige: Frivillige}" in draft.text
    assert keys(draft) == ["door.csv/headcounts/activity"]


def test_english_headers(tmp_path: Path) -> None:
    people = [f"P{number}" for number in range(101, 113)]
    files = {
        "people.csv": listing("Participant ID;Start date", people, ["13-01-2025"], count=12),
        "goals.csv": listing(
            "Participant ID;Goal;Set on;Set by;Attainment;Rated on",
            people, ["1", "2", "3"], DAYS[:5], ["Person", "Worker", "Both"], ["-2", "0", "1"],
            DAYS[20:],
        ),
        "map.csv": listing(
            "Participant ID;Date;Alter;Sector;Closeness;Paid",
            people, DAYS, ["A1", "A2", "A3"], ["Family", "Friends"], ["1", "2", "3"], ["Yes", "No"],
        ),
        "referrals.csv": listing(
            "Participant ID;Referred;Screened;Offered;Closed;In target group",
            people, DAYS[:9], DAYS[10:19], DAYS[20:29], [""], ["Yes", "No"], count=12,
        ),
    }  # fmt: skip
    draft = drafted(tmp_path, files)
    assert draft.questions == ()
    study = loaded(tmp_path / "ours", draft.text, tmp_path)
    assert (len(study.goals), len(study.ties), len(study.referrals)) == (30, 30, 12)
    assert {*study.goals["set_by"]} == {"person", "worker", "both"}


# What is not seen -------------------------------------------------------------------------

PRICES = listing("Vare;Pris", ["Kaffe", "Te", "Kage"], ["10", "12"])


def test_a_file_nothing_can_be_made_of_is_asked_about(tmp_path: Path) -> None:
    draft = drafted(tmp_path, {"p.csv": COURSES, "priser.csv": PRICES})
    assert keys(draft) == ["priser.csv/rows"]
    assert "What is one row of priser.csv?" in draft.questions[0].sentence
    left_out = draft_profile(
        tables(tmp_path / "ours"), answers={"title": TITLE, "priser.csv/rows": ""}
    )
    assert left_out.questions == ()
    assert "# priser.csv: left out" in left_out.text
    assert "- file: priser.csv" not in left_out.text


@pytest.mark.parametrize("table", RECORDS)
def test_whatever_it_is_said_to_be_it_is_drafted(table: str, tmp_path: Path) -> None:
    files = {"p.csv": COURSES, "u.csv": listing("Dato;Borgernr;Set", DAYS, PEOPLE, ["Ja", "Nej"])}
    draft = drafted(tmp_path, files, **{"u.csv__rows": table})
    assert f"    {table}:\n" in draft.text
    assert "rows" not in draft.text.partition("file: u.csv")[2]


def test_a_register_with_a_row_per_day_is_told_what_to_do(tmp_path: Path) -> None:
    register = listing("Dato;Borgernr;Fremmødt", DAYS, PEOPLE, ["Ja", "Nej"])
    draft = drafted(tmp_path, {"p.csv": COURSES, "f.csv": register})
    assert keys(draft) == ["f.csv/rows"]
    assert "a row for each person and a column for each day" in " ".join(
        line.strip(" #") for line in draft.text.splitlines()
    )


def test_columns_nothing_is_made_of_are_named(tmp_path: Path) -> None:
    header = "Borgernr;Mentor;Dato;Timer;Vejr"
    contacts = listing(header, PEOPLE, ADULTS, DAYS, ["2"], ["Sol", "Regn"])
    draft = drafted(tmp_path, {"p.csv": COURSES, "k.csv": contacts})
    assert "# Columns not used here: Vejr." in draft.text


def test_nobody_enrolled_is_said_where_rows_would_be_set_aside(tmp_path: Path) -> None:
    contacts = listing("Borgernr;Mentor;Dato;Timer", PEOPLE, ADULTS, DAYS, ["2"])
    draft = drafted(tmp_path, {"k.csv": contacts})
    text = " ".join(line.strip(" #") for line in draft.text.splitlines())
    assert "Without a file of courses all their rows are set aside" in text
    assert "set aside" not in draft_profile(seen("insp")).text


def test_a_folder_within_is_named(tmp_path: Path) -> None:
    ours = written(tmp_path, {"p.csv": COURSES})
    (ours / "gamle").mkdir()
    assert "gamle/" in draft_profile(tables(ours)).text
