"""The monitoring page of programmes that collect different things, read back from the files."""

from __future__ import annotations

import csv
import json
import shutil
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

import evalkit as ek
from evalkit.reporting.lint import lint_page
from evalkit.reporting.project import examples_folder

EXAMPLES = examples_folder()


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """Return a maker of the page of one programme, and of its numbers."""

    def make(programme: str, language: str, **more: object) -> tuple[str, dict]:
        (tmp_path / "data").mkdir(exist_ok=True)
        shutil.copytree(EXAMPLES / programme, tmp_path / "data" / programme, dirs_exist_ok=True)
        (tmp_path / "evalkit.toml").write_text('data = "data"\n', encoding="utf-8")
        monkeypatch.chdir(tmp_path)
        facts = {"programme": programme, "quarter": "2026Q3", "language": language}
        name = str(more.pop("notebook", "monitoring"))
        report = ek.run_report(name, **facts, **more)  # type: ignore[arg-type]
        page = report.page.read_text(encoding="utf-8")
        assert not lint_page(page)
        return page, json.loads(report.tables.read_text(encoding="utf-8"))["tables"]

    return make


def rows(*path: str) -> list[dict[str, str]]:
    text = EXAMPLES.joinpath(*path).read_text(encoding="cp1252")
    return list(csv.DictReader(text.splitlines(), delimiter=";"))


def test_a_register_of_attendance_in_english(watched) -> None:  # type: ignore[no-untyped-def]
    page, tables = watched("cafe_step", "en")
    assert "<h2" in page
    for heading in ("Signals", "Attendance", "Planned readings", "How long the young people stay"):
        assert f">{heading}<" in page
    left_out = page[page.index("Not in these data") :]
    for heading in ("Matches", "Goals", "Networks", "Who comes"):
        assert f">{heading}<" not in page
        assert f"<li>{heading}: " in left_out
    (signal,) = tables["signals"]
    assert (signal["watch"], signal["status"]) == ("attendance", "new")
    # What the programme itself says to do about it.
    assert "supervision" in page
    # No Danish on an English page, besides the titles of sources.
    assert not {"ikke", "eller", "uden", "blev"} & set(page.split("<main")[1].lower().split())


def test_counts_of_nobody_in_danish(watched) -> None:  # type: ignore[no-untyped-def]
    page, _ = watched("insp", "da")
    assert "ingen nye signaler" in page
    counted = [row for row in rows("insp", "daglig_optaelling.csv") if in_quarter(row["Dato"])]
    names = [name for name in counted[0] if name != "Dato"]
    both = [row for row in counted if row[names[0]] and row[names[1]]]
    users = sum(int(row[names[0]]) for row in both)
    vulnerable = sum(int(row[names[1]]) for row in both)
    assert f"{vulnerable:,} af {users:,} besøg".replace(",", ".") in page
    assert f"{100 * vulnerable / users:.1f}".replace(".", ",") in page


def in_quarter(text: str) -> bool:
    """Whether a date of the file lies in the third quarter of 2026."""
    try:
        found = datetime.strptime(text.strip(), "%d-%m-%Y")
    except ValueError:
        return False
    return datetime(2026, 7, 1) <= found <= datetime(2026, 9, 30)


def test_matches_goals_and_maps_in_danish_with_own_responses(watched, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "own.yaml").write_text(
        "programme: netvaerksopbygning\n"
        "responses:\n"
        "  goals:\n"
        '    do: {da: "Kald til møde.", en: "Call a meeting."}\n'
        '    who: {da: "Holdet", en: "The team"}\n',
        encoding="utf-8",
    )
    page, tables = watched("netvaerksopbygning", "da", responses="own.yaml")
    assert "Kald til møde." in page
    assert ">Holdet<" in page
    assert {row["status"] for row in tables["signals"]} == {"new", "known"}
    for heading in ("Match", "Mål", "Netværk"):
        assert f">{heading}<" in page
    # A match counts when its dates are in order, its person has a course and it is told once.
    steps = Counter({row["step"]: row["matches"] for row in tables["matching"] if "step" in row})
    files = {(row["Ung"], row["Kontaktperson"]) for row in rows("netvaerksopbygning", "match.csv")}
    assert 0 <= len(files) - steps["proposed"] <= 3
    assert steps["proposed"] == steps["accepted"] + steps["declined"] + steps["unanswered"]
    assert "declined" not in page


def test_a_file_of_responses_for_another_programme_is_refused(watched, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "own.yaml").write_text(
        'programme: unik\nresponses:\n  exits: {do: {da: "a", en: "b"}}\n', encoding="utf-8"
    )
    with pytest.raises(ek.RunError):
        watched("cafe_step", "da", responses="own.yaml")


def test_the_staffs_list_shows_pseudonyms_and_is_refused_where_everybody_looks(  # type: ignore[no-untyped-def]
    watched, tmp_path: Path
) -> None:
    page, tables = watched("cafe_step", "da", notebook="staff_list")
    assert "Internt" in page
    assert "p-" in page
    # What leaves beside the page holds nobody.
    assert "p-" not in json.dumps(tables)
    with pytest.raises(ek.InputError, match="'offentlig', which is for everybody"):
        watched("cafe_step", "da", notebook="staff_list", output=tmp_path / "offentlig")
