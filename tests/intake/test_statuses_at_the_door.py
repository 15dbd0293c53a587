"""Spells at the door: what a profile may say, what is found, what becomes of the rows."""

from __future__ import annotations

import dataclasses
import datetime as dt
from itertools import combinations
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.errors import DefinitionError
from evalkit.intake.load import receive
from evalkit.intake.profile_file import profile
from evalkit.intake.status_checks import _contradictions

PROFILE = """\
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
    columns:
      id: {type: code}
      omr: {type: choice, values: {Job: job, Hjælp: benefit}}
      status: {type: choice, values: {Ja: "yes", Nej: "no"}}
      fra: {type: date}
      til: {type: date}
    statuses: USE
"""
_ONE, _DAYS = pd.Timedelta(days=1), 31
USE = "{person: id, domain_column: omr, status: status, started: fra, ended: til}"
HEAD = "id;omr;status;fra;til\n"


def deliver(kit: Any, rows: str, *, use: str = USE) -> Any:
    (kit.folder / "maalinger.csv").unlink()
    kit.write("profile.yaml", PROFILE.replace("USE", use))
    kit.write("forloeb.csv", "id;start\n0101;01-01-2026\n0102;01-01-2026\n")
    kit.write("status.csv", HEAD + rows)
    return receive(kit.folder, profile=kit.profile, today=dt.date(2026, 10, 1))


def test_rows_become_spells_of_pseudonyms(kit: Any) -> None:
    made = deliver(kit, "0101;Job;Ja;01-02-2026;\n0102;Hjælp;Nej;05-02-2026;07-02-2026\n").study
    assert made.statuses["domain"].tolist() == ["job", "benefit"]
    assert made.statuses["status"].tolist() == ["yes", "no"]
    assert made.statuses["started"].tolist() == [
        pd.Timestamp("2026-02-01"),
        pd.Timestamp("2026-02-05"),
    ]
    assert made.statuses["ended"].isna().tolist() == [True, False]
    assert set(made.statuses["person"]) == set(made.enrolments["person"])
    assert not made.statuses["person"].isin(["0101", "0102"]).any()
    assert made.statuses["row"].tolist() == [2, 3]
    assert made.latest == dt.date(2026, 2, 5)
    assert "statuses: 2 rows, 2 persons" in repr(made)


def test_the_last_day_may_lie_in_the_future_and_is_not_the_latest(kit: Any) -> None:
    made = deliver(kit, "0101;Job;Ja;01-02-2026;31-12-2027\n").study
    assert made.loaded == 3
    assert made.latest == dt.date(2026, 2, 1)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        # The next day, and the same day: no contradiction.
        (("Job;Ja;01-02-2026;10-02-2026", "Job;Nej;11-02-2026;"), []),
        (("Job;Ja;01-02-2026;10-02-2026", "Job;Nej;10-02-2026;"), []),
        (("Job;Ja;01-02-2026;10-02-2026", "Job;Nej;09-02-2026;"), [3]),
        (("Job;Ja;01-02-2026;", "Job;Nej;01-02-2026;"), [3]),
        (("Job;Ja;10-02-2026;10-02-2026", "Job;Nej;10-02-2026;"), [3]),
        # One status that overlaps itself, another domain, another person.
        (("Job;Ja;01-02-2026;", "Job;Ja;05-02-2026;"), []),
        (("Job;Ja;01-02-2026;", "Hjælp;Nej;05-02-2026;"), []),
        # A long one that runs past a short one of its own.
        (("Job;Ja;01-02-2026;", "Job;Ja;02-02-2026;03-02-2026", "Job;Nej;05-02-2026;"), [4]),
    ],
)
def test_two_statuses_at_once(kit: Any, rows: tuple[str, ...], expected: list[int]) -> None:
    delivery = deliver(kit, "".join(f"0101;{one}\n" for one in rows))
    found = [one.row for one in delivery.findings if one.code == "EK508"]
    assert found == expected
    assert len(delivery.study.statuses) == len(rows)


def test_several_may_be_allowed_for_one_domain(kit: Any) -> None:
    use = USE.replace("}", ", several: [job]}")
    rows = "0101;{0};Ja;01-02-2026;\n0101;{0};Nej;05-02-2026;\n"
    delivery = deliver(kit, rows.format("Job") + rows.format("Hjælp"), use=use)
    assert [one.row for one in delivery.findings if one.code == "EK508"] == [5]
    assert {one.name: one.several for one in delivery.study.domains} == {
        "job": True,
        "benefit": False,
    }


@given(
    spells=st.lists(
        st.tuples(st.integers(0, 9), st.integers(0, 6) | st.none(), st.sampled_from("xyz")),
        max_size=7,
    )
)
@settings(deadline=None, max_examples=50)
def test_contradictions_are_those_of_looking_at_every_day(spells: list[Any]) -> None:
    first = dt.date(2026, 1, 1)
    rows = [
        ("a", "d", status, first + dt.timedelta(days=start),
         None if length is None else first + dt.timedelta(days=start + length))
        for start, length, status in spells
    ]  # fmt: skip
    columns = ["person", "domain", "status", "started", "ended"]
    frame = pd.DataFrame(rows, columns=columns)
    frame = frame.assign(**{n: pd.to_datetime(frame[n]) for n in ("started", "ended")})
    found = list(_contradictions(frame))
    assert bool(found) == any(_two_on(frame, day) for day in range(_DAYS))
    for place, other in found:
        assert rows[place][2] != rows[other][2]


def _two_on(frame: pd.DataFrame, number: int) -> bool:
    """Whether two statuses hold on a day, found without any sorting."""
    day = pd.Timestamp("2026-01-01") + pd.Timedelta(days=number)

    def of(when: pd.Timestamp) -> set[str]:
        inside = frame[(frame["started"] <= when) & ~(frame["ended"] < when)]
        return set(inside["status"])

    today, before, after = of(day), of(day - _ONE), of(day + _ONE)
    # New today, and gone tomorrow while it was there yesterday: the day is the new one's.
    new = today - before
    over = (today & before) - after
    return len(today - over if new else today) > 1


def test_an_extract_that_says_it_is_complete(kit: Any) -> None:
    use = USE.replace("}", ", complete: true}")
    domains = deliver(kit, "0101;Job;Ja;01-02-2026;\n", use=use).study.domains
    assert [(one.name, one.complete, one.statuses) for one in domains] == [("job", True, ("yes",))]


def test_a_row_set_aside_is_missing_from_a_complete_register(kit: Any) -> None:
    use = USE.replace("}", ", complete: true}")
    rows = "0101;Job;Ja;01-02-2026;\n0102;Job;Ja;05-02-2026;01-02-2026\n0102;Hjælp;Ja;01-02-2026;\n"
    domains = deliver(kit, rows, use=use).study.domains
    assert {one.name: one.aside for one in domains} == {"job": 1, "benefit": 0}


def test_a_file_that_is_absent_makes_nobody_a_no(kit: Any) -> None:
    deliver(kit, "0101;Job;Ja;01-02-2026;\n")
    text = PROFILE.replace("USE", USE.replace("}", ", complete: true}"))
    second = text[text.index("  - file: status.csv") :]
    both = text + second.replace("status.csv", "mere.csv\n    optional: true")
    kit.write("profile.yaml", both)
    made = receive(kit.folder, profile=kit.profile).study
    assert [one.complete for one in made.domains] == [False]
    (kit.folder / "status.csv").rename(kit.folder / "mere.csv")
    kit.write("profile.yaml", text.replace("status.csv\n", "status.csv\n    optional: true\n", 1))
    assert receive(kit.folder, profile=kit.profile).study.domains == ()


@pytest.mark.parametrize(
    ("use", "says"),
    [
        ("{person: id, status: status, started: fra}", "either 'domain: WORD'"),
        (USE.replace("}", ", domain: job}"), "either 'domain: WORD'"),
        ("{person: id, domain: omr, status: status, started: fra}", "'domain_column: omr'"),
        (USE.replace("ended: til", "ended: fra"), "are one column"),
        (USE.replace("started: fra", "started: status"), "must be of type date"),
        (USE.replace("status: status", "status: stauts"), "Did you mean 'status'"),
        (USE.replace("}", ", complete: [jbo]}"), "Did you mean 'job'"),
        (USE.replace("}", ", several: maybe}"), "'several' is 'maybe'"),
        (USE.replace("}", ", sevral: true}"), "Did you mean 'several'"),
        ("{person: id, domain_column: fra, status: status, started: fra}", "must be of type"),
    ],
)
def test_wrong_profiles_are_named_with_file_and_line(kit: Any, use: str, says: str) -> None:
    kit.write("profile.yaml", PROFILE.replace("USE", use))
    with pytest.raises(DefinitionError, match=r"profile\.yaml, line [0-9]+") as refused:
        profile(kit.profile)
    assert says in str(refused.value)


def test_domains_that_nobody_listed_cannot_be_named(kit: Any) -> None:
    text = PROFILE.replace("{type: choice, values: {Job: job, Hjælp: benefit}}", "{type: text}")
    kit.write("profile.yaml", text.replace("USE", USE.replace("}", ", complete: [job]}")))
    with pytest.raises(DefinitionError, match="does not list its domains"):
        profile(kit.profile)
    made = profile_with(kit, text)
    assert made.files[1].row_key == ("id", "omr", "status", "fra")


def profile_with(kit: Any, text: str) -> Any:
    kit.write("profile.yaml", text.replace("USE", USE))
    made = profile(kit.profile)
    assert dataclasses.is_dataclass(made)
    return made


def test_two_files_that_tell_one_spell_tell_it_once(kit: Any) -> None:
    deliver(kit, "0101;Job;Ja;01-02-2026;\n")
    text = PROFILE.replace("USE", USE)
    second = text[text.index("  - file: status.csv") :].replace("status.csv", "mere.csv")
    kit.write("profile.yaml", text + second)
    kit.write("mere.csv", HEAD + "0101;Job;Ja;01-02-2026;\n0101;Job;Nej;05-02-2026;\n")
    delivery = receive(kit.folder, profile=kit.profile)
    assert len(delivery.study.statuses) == 2
    (found,) = [one for one in delivery.findings if one.code == "EK508"]
    assert (found.file, found.row) == ("mere.csv", 3)
    assert all("0101" not in one.message() for one in delivery.findings)


def test_pairs_of_overlaps_are_told_once_each(kit: Any) -> None:
    rows = [f"0101;Job;{word};{n:02d}-02-2026;" for n, word in ((1, "Ja"), (2, "Nej"))]
    delivery = deliver(kit, "\n".join([*rows, ""]))
    assert len([f for f in delivery.findings if f.code == "EK508"]) == len(
        list(combinations(rows, 2))
    )
