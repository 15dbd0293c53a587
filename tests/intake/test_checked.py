"""A delivery looked at: the same findings as when it is loaded, no key, no value, no person."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import evalkit as ek
from evalkit.findings import SEVERITIES, quarantine_frame
from evalkit.intake.checked import checked_from
from evalkit.intake.examine import examine
from evalkit.intake.profile_file import profile_names
from evalkit.privacy.key_file import KEY_VARIABLE
from evalkit.reporting.project import examples_folder

EXAMPLES = examples_folder()
WITH_DATA = [name for name in profile_names() if (EXAMPLES / name).is_dir()]


@pytest.mark.parametrize("name", WITH_DATA)
def test_a_check_finds_what_loading_finds_and_makes_no_key(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = ek.load(EXAMPLES / name, profile=name)
    monkeypatch.setenv(KEY_VARIABLE, str(tmp_path / "none" / "pseudonym.key"))
    checked = ek.check(EXAMPLES / name, profile=name)
    assert not (tmp_path / "none").exists()
    assert checked.findings.equals(study.findings)
    assert checked.counts.equals(study.counts)
    assert checked.quarantine.equals(study.quarantine)
    assert checked.digests == study.digests


@pytest.mark.parametrize("name", WITH_DATA)
def test_the_quarantine_has_each_row_set_aside_once(name: str) -> None:
    checked = ek.check(EXAMPLES / name, profile=name)
    rows = checked.quarantine
    assert list(rows.columns) == ["file", "sheet", "row", "codes", "columns"]
    assert not rows.duplicated(["file", "sheet", "row"]).any()
    by_file = rows.groupby(["file", "sheet"]).size()
    for count in checked.counts.to_dict("records"):
        assert by_file.get((count["file"], count["sheet"]), 0) == count["set_aside"]
    assert len(rows) == checked.set_aside
    assert checked.received == checked.loaded + checked.set_aside + checked.not_data


def test_a_row_says_why_it_is_aside_and_what_was_wrong_with_its_cells() -> None:
    rows = ek.check(EXAMPLES / "bindeleddet", profile="bindeleddet").quarantine.set_index("row")
    assert rows.loc[87, "codes"] == "EK305 EK403"
    assert rows.loc[87, "columns"] == "Dato"


def test_no_rows_aside_is_an_empty_quarantine_of_the_same_shape() -> None:
    empty = quarantine_frame([])
    assert list(empty.columns) == ["file", "sheet", "row", "codes", "columns"]
    assert empty["row"].dtype == "Int64"


def test_a_refused_delivery_is_told_and_does_not_raise(tmp_path: Path) -> None:
    (tmp_path / "forloeb.csv").write_text("ungid;startdato\n1;2\n", encoding="cp1252")
    checked = ek.check(tmp_path, profile="unik")
    assert checked.is_refused
    assert not checked.ok
    assert "EK202" in set(checked.findings["code"])
    assert "REFUSED" in repr(checked)


def test_without_a_profile_only_the_structure_is_looked_at(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id;x\n1;2\n", encoding="utf-8")
    checked = ek.check(tmp_path)
    assert checked.profile is None
    assert "EK207" in set(checked.findings["code"])
    assert (checked.received, checked.loaded) == (1, 1)


def test_the_summary_has_every_severity_in_its_order() -> None:
    summary = ek.check(EXAMPLES / "unik", profile="unik").summary()
    assert tuple(summary["severity"]) == SEVERITIES
    refused = summary.set_index("severity").loc["refuse"]
    assert (refused["findings"], refused["codes"], refused["rows"]) == (0, 0, 0)


def test_nothing_of_it_shows_a_key_or_an_answer(tmp_path: Path) -> None:
    cpr = "010100-4321"
    path = tmp_path / "people.csv"
    path.write_text(
        f"Nr;Start;Note\n{cpr};01-02-2026;ring 80001234\n{cpr};99-99-2026;x\n{cpr};01-02-2026;y\n",
        encoding="utf-8",
    )
    (tmp_path / "profile.yaml").write_text(
        "profile: p\ntitle: {da: P, en: P}\nprogramme: p\nlocale: da\ndates: dd-mm-yyyy\n"
        "files:\n  - file: people.csv\n    format: csv\n    encoding: utf-8\n    separator: ';'\n"
        "    columns:\n      Nr: {type: code}\n      Start: {type: date}\n"
        "      Note: {type: free_text}\n    enrolments: {person: Nr, started: Start}\n",
        encoding="utf-8",
    )
    checked = ek.check(path, profile=tmp_path / "profile.yaml")
    assert len(checked.quarantine)
    said = [repr(checked), checked._repr_html_(), str(vars(checked))]
    said += [checked.to_frame(language=one).to_csv() for one in ("da", "en")]
    said += [checked.quarantine.to_csv(), checked.counts.to_csv()]
    for text in said:
        assert not re.search(r"4321|80001234", text)


def test_what_is_known_of_examined_files_holds_no_sheet() -> None:
    made = checked_from(examine(EXAMPLES / "unik", profile="unik"))
    assert not hasattr(made, "sheets")
