"""The pages about claims: one programme with data, one without, all; read back from the files."""

from __future__ import annotations

import calendar
import csv
import datetime as dt
import json
import math
import shutil
import statistics
from collections import defaultdict
from pathlib import Path

import pytest

import evalkit as ek
from evalkit.reporting.html_tree import read_page
from evalkit.reporting.lint import lint_page
from evalkit.reporting.project import examples_folder

END = dt.date(2026, 9, 30)
DAYS_PER_MONTH = 365.25 / 12


@pytest.fixture
def star_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a project with the data of Bindeleddet."""
    (tmp_path / "data").mkdir()
    shutil.copytree(examples_folder() / "bindeleddet", tmp_path / "data" / "bindeleddet")
    (tmp_path / "evalkit.toml").write_text('data = "data"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def page_of(report: ek.Report) -> str:
    page = report.page.read_text(encoding="utf-8")
    assert not lint_page(page)
    return page


def numbers_of(report: ek.Report) -> dict[str, list[dict[str, object]]]:
    found: dict[str, list[dict[str, object]]] = json.loads(
        report.tables.read_text(encoding="utf-8")
    )["tables"]
    return found


def day(text: str) -> dt.date | None:
    """Return a day of the file; none where nothing, or a day that does not exist, is written."""
    try:
        return dt.datetime.strptime(text.strip(), "%d-%m-%Y").date()
    except ValueError:
        return None


def months_later(start: dt.date, months: int) -> dt.date:
    year, month = divmod(start.month - 1 + months, 12)
    last = calendar.monthrange(start.year + year, month + 1)[1]
    return start.replace(year=start.year + year, month=month + 1, day=min(start.day, last))


def half(start: dt.date) -> dt.timedelta:
    """Half of three months: one calendar month and half of a middle one."""
    return months_later(start, 1) - start + dt.timedelta(days=round(DAYS_PER_MONTH / 2))


def rows(path: Path) -> list[dict[str, str]]:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = path.read_text(encoding=encoding)
        except UnicodeDecodeError:
            continue
        return list(csv.DictReader(text.splitlines(), delimiter=";"))
    raise AssertionError(path)


def wilson(count: int, n: int, z: float = 1.959963984540054) -> tuple[float, float]:
    share, square = count / n, z * z
    middle = share + square / (2 * n)
    half = z * math.sqrt(share * (1 - share) / n + square / (4 * n * n))
    return (middle - half) / (1 + square / n), (middle + half) / (1 + square / n)


def test_the_second_readings_are_those_of_the_file(star_project: Path) -> None:
    """Counted from the CSV text alone: who was there for three months, and who was read twice."""
    report = ek.run_report(
        "promising_practice", programme="bindeleddet", end="2026-09-30", language="en"
    )
    folder = star_project / "data" / "bindeleddet"
    courses = {
        row["Borgernr"]: (day(row["Startdato"]), day(row["Slutdato"]))
        for row in rows(folder / "forloeb.csv")
    }
    read: dict[str, set[dt.date]] = defaultdict(set)
    others = {"Borgernr", "Dato", "Udfyldt af", "Bemærkning"}
    for row in rows(folder / "outcomes_star.csv"):
        when = day(row["Dato"])
        rated = any((row[area] or "").strip() for area in row if area not in others)
        if when and when <= END and rated:
            read[row["Borgernr"]].add(when)
    latest = max(when for days in read.values() for when in days)
    known = [start for start, _ in courses.values() if start and start <= END]
    latest = max([latest, *known])
    due_in: dict[str, list[dt.date]] = {}
    for person, (start, end) in courses.items():
        if start is None or start > END:
            continue
        until = min(end, latest) if end and end <= END else latest
        planned = [months_later(start, 3 * step) for step in range(40)]
        due_in[person] = [when for when in planned if when + half(start) <= until]
    able = {person: due for person, due in due_in.items() if len(due) >= 2}
    made = {
        person: sum(
            any(abs(when - planned) <= half(due[0]) for when in read[person]) for planned in due
        )
        for person, due in able.items()
    }
    kept = sum(made[person] > len(due) / 2 for person, due in able.items())
    (row,) = [one for one in numbers_of(report)["claims"] if one["element"] == "monitoring"]
    assert (row["n"], row["count"]) == (len(able), kept)
    low, high = wilson(kept, len(able))
    assert row["conf_low"] == pytest.approx(low)
    assert row["conf_high"] == pytest.approx(high)
    text = read_page(page_of(report)).text()
    expected, done = sum(map(len, able.values())), sum(made.values())
    assert f"Of {expected} planned measurements {done} were made." in text
    gaps = [
        (later - earlier).days
        for days in read.values()
        for earlier, later in zip(sorted(days), sorted(days)[1:], strict=False)
    ]
    median = statistics.median(gaps) / DAYS_PER_MONTH
    assert f"{median:.1f} months" in text


@pytest.mark.parametrize("language", ["da", "en"])
def test_a_programme_without_data_has_a_page(star_project: Path, language: str) -> None:
    report = ek.run_report("promising_practice", programme="mentorbarn", language=language)
    text = read_page(page_of(report)).text()
    said = {
        "da": "Siden bygger kun på offentliggjorte dokumenter. Der er ingen data om unge i den.",
        "en": "The page rests on published documents alone. It holds no data about young people.",
    }[language]
    assert said in text
    assert "claims" not in numbers_of(report)
    assert {"da": "Intern side", "en": "Internal page"}[language] not in text
    assert numbers_of(report)["practice_profile"][0]["programme"] == "mentorbarn"


def test_all_is_one_page_with_every_programme(star_project: Path) -> None:
    report = ek.run_report("promising_practice", programme="all", language="da")
    text = read_page(page_of(report)).text()
    for name in ek.programme_names():
        assert ek.programme(name).title["da"] in text
    assert "Lovende praksis: alle indsatser" in text
    profile = numbers_of(report)["practice_profile"]
    assert len(profile) == 11 * len(ek.programme_names())


def test_a_programme_of_ones_own_has_a_page(star_project: Path) -> None:
    (star_project / "ours.yaml").write_text(
        """
programme: ours
title: {da: Vores egen indsats, en: Our own programme}
document: vive_2022
facts:
  why: {topic: purpose, da: Formålet er netværk., en: The purpose is networks., place: s. 1}
practice:
  goals_set: {answer: yes, da: Målene står i planen., en: Goals are in the plan., place: s. 2}
""",
        encoding="utf-8",
    )
    report = ek.run_report("promising_practice", programme="ours.yaml", language="en")
    assert "Promising practice: Our own programme" in read_page(page_of(report)).text()
    assert ek.run_report("promising_practice", programme="ours.yaml", language="en").made is False
    changed = (star_project / "ours.yaml").read_text(encoding="utf-8").replace("s. 2", "s. 3")
    (star_project / "ours.yaml").write_text(changed, encoding="utf-8")
    assert ek.run_report("promising_practice", programme="ours.yaml", language="en").made


def test_an_unknown_programme_is_refused_before_anything_runs(star_project: Path) -> None:
    with pytest.raises(ek.InputError, match="Did you mean 'mentorbarn'"):
        ek.run_report("promising_practice", programme="mentorban")
    with pytest.raises(ek.InputError, match="end"):
        ek.run_report("promising_practice", programme="mentorbarn", end="30-09-2026")


def test_data_that_are_made_up_say_so_beside_the_claims(tmp_path: Path) -> None:
    report = ek.run_report(
        "promising_practice", programme="cafe_step", output=tmp_path / "made", language="en"
    )
    page = read_page(page_of(report))
    assert "The data about young people on this page are made up" in page.text()
    assert page.text().count("Made-up data, not to be used for decisions.") >= 2


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_mapping_study_has_a_page(star_project: Path, language: str) -> None:
    report = ek.run_report("mapping_study", language=language)
    numbers = numbers_of(report)
    assert [row["n_out"] for row in numbers["screening"]] == [33, 15, 8]
    assert page_of(report)
