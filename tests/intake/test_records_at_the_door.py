"""Meetings, matches, contacts, goals, ties, staffing, headcounts, referrals at the door."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

import evalkit as ek
from evalkit.errors import DefinitionError
from evalkit.findings import Finding
from evalkit.intake.load import Delivery, receive
from evalkit.intake.profile_file import profile

TODAY = dt.date(2026, 10, 1)
HEAD = """\
profile: records
title: {da: R, en: R}
programme: records
locale: da
dates: dd-mm-yyyy
files:
  - file: forloeb.csv
    format: csv
    columns:
      id: {type: code}
      start: {type: date}
      slut: {type: date}
      grund: {type: choice, values: {Gennemført: completed, Flyttet: moved}}
    enrolments: {person: id, started: start, ended: slut, exit_reason: grund,
        completed: [completed]}
  - file: rows.csv
    format: csv
"""
COURSES = "id;start;slut;grund\n01;01-01-2026;;\n02;01-01-2026;01-09-2026;Gennemført\n"
MEETINGS = """\
    columns:
      sag: {type: code}
      nr: {type: whole}
      dato: {type: date}
      min: {type: whole}
      tolk: {type: choice, values: {Ja: "yes", Nej: "no"}}
      ref: {type: choice, values: {Ja: "yes", Nej: "no"}}
      leder: {type: choice, values: {S: caseworker, A: other}}
    meetings:
      case: sag
      kind: network meeting
      date: dato
      minutes: min
      interpreter: tolk
      number: nr
      facts: {minutes_written: ref, leader_role: leder}
"""
MATCHES = """\
    columns:
      id: {type: code}
      voksen: {type: code}
      f: {type: date}
      ja: {type: date}
      fra: {type: date}
      til: {type: date}
      hvorfor: {type: text}
    matches: {person: id, adult: voksen, proposed: f, accepted: ja, started: fra, ended: til,
        reason: hvorfor}
"""
CONTACTS = """\
    columns: {id: {type: code}, voksen: {type: code}, dato: {type: date},
        timer: {type: number}, slags: {type: text}}
    contacts: {person: id, adult: voksen, kind_column: slags, date: dato, hours: timer}
"""
GOALS = """\
    columns: {id: {type: code}, maal: {type: code}, sat: {type: date}, dato: {type: date},
        gas: {type: whole, lowest: -2, highest: 2}}
    goals: {person: id, goal: maal, set_on: sat, set_by: both, date: dato, attainment: gas}
"""
TIES = """\
    columns: {id: {type: code}, dato: {type: date}, hvem: {type: code}, kreds: {type: text},
        taet: {type: whole}, loen: {type: choice, values: {Ja: "yes", Nej: "no"}}}
    ties: {person: id, date: dato, alter: hvem, sector: kreds, closeness: taet, paid: loen}
"""
STAFFING = """\
    columns: {voksen: {type: code}, dato: {type: date}, rolle: {type: text}}
    staffing: {adult: voksen, role_column: rolle, activity: café, date: dato}
"""
COUNTS = """\
    columns: {dato: {type: date}, alle: {type: whole}, udsatte: {type: whole}}
    headcounts: {activity: house, date: dato, groups: {users: alle, vulnerable: udsatte}}
"""
REFERRALS = """\
    columns: {id: {type: code}, h: {type: date}, s: {type: date}, t: {type: date},
        l: {type: date}, g: {type: text}, m: {type: choice, values: {Ja: "yes", Nej: "no"}}}
    referrals: {person: id, referred: h, screened: s, offered: t, closed: l, outcome: g, fits: m}
"""


@pytest.fixture
def deliver(tmp_path: Path):  # type: ignore[no-untyped-def]
    """Return a call that writes a delivery with one file of records and reads it."""

    def call(use: str, rows: str, *, courses: str = COURSES) -> Delivery:
        (tmp_path / "profile.yaml").write_text(HEAD + use, encoding="utf-8")
        folder = tmp_path / "delivery"
        folder.mkdir(exist_ok=True)
        (folder / "forloeb.csv").write_text(courses, encoding="utf-8")
        (folder / "rows.csv").write_text(rows, encoding="utf-8")
        return receive(folder, profile=tmp_path / "profile.yaml", today=TODAY)

    return call


def found(delivery: Delivery) -> list[tuple[str, int | None, str]]:
    return [(one.code, one.row, one.column) for one in delivery.findings]


def told(findings: tuple[Finding, ...]) -> str:
    return " ".join(
        one.message(language) + one.remedy(language)
        for one in findings
        for language in ("da", "en")
    )


def test_meetings_carry_their_facts_and_the_case_is_a_pseudonym(deliver) -> None:  # type: ignore[no-untyped-def]
    delivery = deliver(
        MEETINGS,
        "sag;nr;dato;min;tolk;ref;leder\nF1;1;01-02-2026;110;Ja;Ja;A\nF1;2;05-04-2026;;;Nej;S\n",
    )
    rows = delivery.study.meetings
    assert found(delivery) == []
    assert rows["minutes"].tolist()[0] == 110
    assert rows["interpreter"].isna().tolist() == [False, True]
    assert rows["minutes_written"].tolist() == [True, False]
    assert rows["leader_role"].tolist() == ["other", "caseworker"]
    assert rows["kind"].tolist() == ["network meeting"] * 2
    assert rows["case"].nunique() == 1
    assert "F1" not in set(rows["case"])
    assert rows["row"].tolist() == [2, 3]
    assert delivery.study.latest == dt.date(2026, 4, 5)
    assert delivery.study.completed == ("completed",)


def test_one_key_is_one_pseudonym_in_every_table(deliver) -> None:  # type: ignore[no-untyped-def]
    use = CONTACTS.replace(
        "contacts:", "matches: {person: id, adult: voksen, started: dato}\n    contacts:"
    )
    study = deliver(use, "id;voksen;dato;timer;slags\n01;V1;01-02-2026;2,5;sammen\n").study
    assert study.matches["adult"].tolist() == study.contacts["adult"].tolist()
    assert study.contacts["person"].isin(study.enrolments["person"]).all()
    assert study.contacts["hours"].tolist() == [2.5]


def test_counts_become_a_row_per_group(deliver) -> None:  # type: ignore[no-untyped-def]
    study = deliver(COUNTS, "dato;alle;udsatte\n01-02-2026;40;7\n02-02-2026;35;\n").study
    assert study.headcounts[["group", "count"]].values.tolist() == [
        ["users", 40],
        ["vulnerable", 7],
        ["users", 35],
        ["vulnerable", pd.NA],
    ]
    assert study.headcounts["activity"].unique().tolist() == ["house"]


def test_goals_ties_staffing_and_referrals(deliver) -> None:  # type: ignore[no-untyped-def]
    goals = deliver(
        GOALS, "id;maal;sat;dato;gas\n01;1;01-02-2026;01-05-2026;-1\n01;2;01-02-2026;;\n"
    )
    assert goals.study.goals["attainment"].tolist()[0] == -1
    assert goals.study.goals["set_by"].unique().tolist() == ["both"]
    ties = deliver(
        TIES, "id;dato;hvem;kreds;taet;loen\n01;01-02-2026;A1;familie;3;Nej\n"
    ).study.ties
    assert ties["paid"].tolist() == [False]
    assert "A1" not in set(ties["alter"])
    staff = deliver(STAFFING, "voksen;dato;rolle\nF1;05-02-2026;frivillig\n").study.staffing
    assert staff[["role", "activity"]].values.tolist() == [["frivillig", "café"]]
    # Who was referred and never started is no stranger.
    sent = deliver(REFERRALS, "id;h;s;t;l;g;m\n77;01-02-2026;05-02-2026;;06-02-2026;alder;Nej\n")
    assert found(sent) == []
    assert sent.study.referrals["fits"].tolist() == [False]


@pytest.mark.parametrize(
    ("use", "rows", "expected"),
    [
        # A match that starts the day another ends does not overlap it; one only proposed is none.
        (MATCHES, "01;V1;;;01-02-2026;01-03-2026;\n01;V2;;;01-03-2026;;\n", []),
        (MATCHES, "01;V1;01-01-2026;;;;\n01;V2;;;01-03-2026;;\n", []),
        (MATCHES, "01;V1;;;01-02-2026;;\n01;V2;;;01-03-2026;;\n", [("EK509", 3, "id")]),
        (MATCHES, "01;V1;;;01-02-2026;02-03-2026;\n01;V2;;;01-03-2026;;\n", [("EK509", 3, "id")]),
        (MATCHES, "01;V1;;;01-02-2026;;\n02;V1;;;01-03-2026;;\n", []),
        (MATCHES, "01;V1;05-02-2026;01-02-2026;;;\n", [("EK612", 2, "ja")]),
        (MATCHES, "01;V1;05-02-2026;;06-02-2026;01-01-2026;\n", [("EK612", 2, "til")]),
        (MATCHES, "01;V1;05-02-2027;;;;\n", [("EK613", 2, "f")]),
        # An end may be planned.
        (MATCHES, "01;V1;;;05-02-2026;01-02-2027;\n", []),
        (MATCHES, "03;V1;;;05-02-2026;;\n", [("EK601", 2, "id")]),
        (CONTACTS, "01;V1;31-12-2025;1;a\n", [("EK614", 2, "dato")]),
        (CONTACTS, "01;V1;02-10-2026;1;a\n", [("EK613", 2, "dato")]),
        (CONTACTS, "01;V1;02-02-2026;1;a\n01;V1;02-02-2026;1;a\n", [("EK501", 3, "")]),
        (
            CONTACTS,
            "01;V1;02-02-2026;1;a\n01;V1;02-02-2026;2;a\n",
            [("EK502", 2, ""), ("EK502", 3, "")],
        ),
        (CONTACTS, "01;V1;02-02-2026;1;a\n01;V1;02-02-2026;2;b\n", []),
        (CONTACTS, "01;V1;;1;a\n", [("EK305", 2, "dato")]),
        (MEETINGS, "F1;1;01-02-2026;;;;\nF1;2;01-03-2026;;;;\nF2;1;01-04-2026;;;;\n", []),
        (MEETINGS, "F1;2;01-02-2026;;;;\nF1;1;01-03-2026;;;;\n", [("EK510", 3, "nr")]),
        (MEETINGS, "F1;1;01-02-2026;;;;\nF1;1;01-03-2026;;;;\n", [("EK510", 3, "nr")]),
        (GOALS, "01;1;01-05-2026;01-02-2026;0\n", [("EK612", 2, "dato")]),
        (GOALS, "01;1;01-02-2026;01-03-2026;3\n", [("EK402", 2, "gas")]),
        (TIES, "01;01-02-2026;A1;f;1;Måske\n", [("EK404", 2, "loen")]),
        (COUNTS, "01-02-2026;4,5;1\n", [("EK407", 2, "alle")]),
    ],
)
def test_what_is_wrong_is_found_where_it_is(  # type: ignore[no-untyped-def]
    deliver, use: str, rows: str, expected: list[tuple[str, int, str]]
) -> None:
    names = {
        MATCHES: "id;voksen;f;ja;fra;til;hvorfor",
        CONTACTS: "id;voksen;dato;timer;slags",
        MEETINGS: "sag;nr;dato;min;tolk;ref;leder",
        GOALS: "id;maal;sat;dato;gas",
        TIES: "id;dato;hvem;kreds;taet;loen",
        COUNTS: "dato;alle;udsatte",
    }
    delivery = deliver(use, f"{names[use]}\n{rows}")
    assert [one for one in found(delivery) if one[1] is not None] == expected
    assert delivery.counts["received"].sum() == (
        delivery.counts[["loaded", "set_aside", "not_data"]].sum().sum()
    )
    words = told(delivery.findings)
    assert "{" not in words
    assert not {"V1", "V2", "A1", "F1"} & set(words.split())


@pytest.mark.parametrize(
    ("use", "old", "new", "said"),
    [
        (MEETINGS, "kind: network meeting", "", "'kind' is missing"),
        (MEETINGS, "kind: network meeting", "kind: nr", "is a column"),
        (MEETINGS, "date: dato", "date: datto", "Did you mean 'dato'"),
        (MEETINGS, "interpreter: tolk", "interpreter: leder", "is yes or no"),
        (
            MEETINGS,
            "interpreter: tolk",
            "interpreter: nr",
            "of type whole; it must be of type choice",
        ),
        (
            MEETINGS,
            "{minutes_written: ref,",
            "{minutes: ref,",
            "a column that meetings have already",
        ),
        (MEETINGS, "number: nr", "number: min", "both 'minutes' and 'number'"),
        (MEETINGS, "number: nr", "nummer: nr", "'nummer'"),
        (MATCHES, "adult: voksen, ", "", "'adult' is missing"),
        (MATCHES, "proposed: f, accepted: ja, started: fra, ended: til,", "", "no date is given"),
        (COUNTS, ", groups: {users: alle, vulnerable: udsatte}", "", "'groups' is missing"),
        (STAFFING, "activity: café", "activity: café, activity_column: rolle", "Take one out"),
    ],
)
def test_a_mistake_in_the_profile_is_named(
    tmp_path: Path, use: str, old: str, new: str, said: str
) -> None:
    assert old in use
    path = tmp_path / "profile.yaml"
    path.write_text(HEAD + use.replace(old, new), encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        profile(path)
    assert said in str(caught.value)


def test_a_reason_that_is_not_listed_completes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "profile.yaml"
    path.write_text((HEAD + COUNTS).replace("[completed]", "[complete]"), encoding="utf-8")
    with pytest.raises(DefinitionError, match="Did you mean 'completed'"):
        profile(path)


WEIGHED = """\
    columns:
      id: {type: code}
      maal: {type: text}
      sat: {type: date}
      dato: {type: date}
      grad: {type: whole}
      vaegt: {type: number}
    goals: {person: id, goal: maal, set_on: sat, date: dato, attainment: grad, weight: vaegt}
"""


def test_an_attainment_outside_the_scale_is_a_bad_cell_and_stops_nothing(deliver) -> None:  # type: ignore[no-untyped-def]
    rows = "01;a;02-01-2026;01-03-2026;3;1\n01;b;02-01-2026;01-03-2026;2;-1\n"
    made = deliver(WEIGHED, "id;maal;sat;dato;grad;vaegt\n" + rows)
    assert found(made) == [("EK402", 2, "grad"), ("EK402", 3, "vaegt")]
    assert made.study.goals["attainment"].isna().tolist() == [True, False]
    assert ek.goal_attainment(made.study, as_of="2026Q3").to_frame()["rated"].iloc[0] == 1


def test_limits_wider_than_the_scale_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "profile.yaml"
    wide = WEIGHED.replace("grad: {type: whole}", "grad: {type: whole, lowest: 0, highest: 4}")
    path.write_text(HEAD + wide, encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"line 25.*'attainment' is -2 to 2.*recoded"):
        profile(path)
