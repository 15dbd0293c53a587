"""Commands that make no report: what they print where, and how they end."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import evalkit as ek
from evalkit.cli.check import UNUSABLE
from evalkit.findings import finding_kinds
from evalkit.reporting.project import examples_folder

Run = Callable[..., Any]
EXAMPLES = examples_folder()
COMMANDS = ("demo", "doctor", "check", "report", "list")


def process(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "evalkit", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", check=False, **options
    )


# The command itself -----------------------------------------------------------------------


def test_version_and_no_command(run: Run) -> None:
    version = run("--version")
    assert (version.code, version.out) == (0, f"evalkit {ek.__version__}\n")
    nothing = run()
    assert nothing.code == 2
    assert "evalkit report PROGRAMME --quarter 2026Q3" in nothing.out


@pytest.mark.parametrize("command", COMMANDS)
def test_help_teaches(run: Run, command: str) -> None:
    shown = run(command, "--help")
    assert shown.code == 0
    assert "exit codes:" in shown.out
    assert "3  a run failed; the last good report is untouched" in shown.out
    assert len(shown.out.splitlines()) > 12
    assert command in run("--help").out


@pytest.mark.parametrize(
    "arguments", [("reprot",), ("report",), ("report", "unik"), ("list", "everything"), ("check",)]
)
def test_wrong_usage_is_2(run: Run, arguments: tuple[str, ...]) -> None:
    ended = run(*arguments)
    assert ended.code == 2
    assert ended.out == ""
    assert "usage: evalkit" in ended.err


def test_as_a_process_with_a_reader_that_stops() -> None:
    whole = process("list", "findings")
    assert whole.returncode == 0
    assert whole.stderr == ""
    command = [sys.executable, "-m", "evalkit", "list", "findings"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as stopped:
        assert stopped.stdout is not None
        stopped.stdout.close()
        assert stopped.stderr is not None
        assert stopped.stderr.read() == b""
    assert stopped.returncode == 0


def test_danish_letters_on_a_terminal_that_has_none() -> None:
    poor = os.environ | {"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    shown = process("list", "instruments", "--language", "da", env=poor)
    assert shown.returncode == 0
    assert "spørgsmål" in shown.stdout


# list -------------------------------------------------------------------------------------


def test_list_without_a_project_shows_the_examples(run: Run) -> None:
    shown = run("list", "--json", "--language", "en")
    assert shown.code == 0
    found = json.loads(shown.out)
    assert list(found) == ["programmes", "notebooks", "profiles", "instruments", "reports"]
    assert found["programmes"]["cafe_step"] == "Café STEP"
    assert "programme = 'bindeleddet'" in found["notebooks"]["quarterly_report"]
    assert found["instruments"]["who5"]
    assert found["reports"] == {}
    assert set(json.loads(run("list", "findings", "--json").out)["findings"]) == set(
        finding_kinds()
    )


def test_list_as_text(run: Run) -> None:
    shown = run("list", "reports")
    assert shown.out == "reports:\n  (none)\n"
    assert "  unik" in run("list", "programmes").out


def test_one_wrong_profile_or_notebook_or_record_does_not_hide_the_others(run: Run) -> None:
    shutil.copytree(EXAMPLES / "unik", "data/examples/unik")
    Path("data/examples/ours").mkdir()
    Path("data/examples/ours/profile.yaml").write_text("profil: x", encoding="utf-8")
    Path("notebooks").mkdir()
    Path("notebooks/broken.ipynb").write_text("{}", encoding="utf-8")
    Path("reports").mkdir()
    Path("reports/a.manifest.json").write_text("half", encoding="utf-8")
    found = json.loads(run("list", "--json").out)
    assert found["programmes"]["unik"] == "Projekt UNIK"
    assert found["programmes"]["ours"].startswith("FAULT: profile.yaml")
    assert found["notebooks"]["broken"].startswith("FAULT: broken.ipynb is not a Jupyter")
    assert "quarterly_report" in found["notebooks"]
    assert found["reports"] == {"a": "made at an unknown time"}


# doctor -----------------------------------------------------------------------------------


def test_doctor_finds_this_set_up_fit(run: Run) -> None:
    shown = run("doctor")
    assert shown.code == 0, shown.out
    assert "ok     kernel: ran a notebook" in shown.out
    assert shown.out.endswith("This set-up is fit.\n")


def test_doctor_says_what_to_do(run: Run) -> None:
    Path("evalkit.toml").write_text("langage = 'da'", encoding="utf-8")
    shown = run("doctor", "--no-kernel")
    assert shown.code == 1
    assert "FAULT  project: cannot be opened" in shown.out
    assert "Do: evalkit.toml: 'langage' is not a known setting" in shown.out
    assert shown.out.endswith("1 fault; see 'Do' above.\n")


# check ------------------------------------------------------------------------------------


def test_the_codes_of_unusable_files_are_codes() -> None:
    assert set(UNUSABLE) <= set(finding_kinds())


def test_check_with_a_profile(run: Run) -> None:
    shown = run("check", str(EXAMPLES / "unik"), "--profile", "unik", "--language", "en")
    assert shown.code == 1
    assert "EK502 dataset.csv, row 93" in shown.out
    assert "      Do: " in shown.out
    assert "250 rows received = 247 loaded + 3 set aside + 0 not data" in shown.out
    assert "rækker modtaget" in run("check", str(EXAMPLES / "unik"), "--profile", "unik").out


def document(ended: Any) -> dict[str, Any]:
    read = json.loads(ended.out)
    assert set(read) - {"error"} == {"findings", "counts"}
    counted = read["counts"]
    assert counted["received"] == counted["loaded"] + counted["set_aside"] + counted["not_data"]
    return dict(read)


def test_check_as_json_at_every_exit_code(run: Run) -> None:
    ended = run("check", str(EXAMPLES / "unik"), "--profile", "unik", "--json")
    assert ended.code == 1
    read = document(ended)
    assert read["counts"]["received"] == 250
    assert {"file", "row", "column", "code", "severity", "message"} <= set(read["findings"][0])
    shutil.copytree(EXAMPLES / "unik", "unik")
    Path("unik/dataset.csv").write_bytes(b"")
    emptied = run("check", "unik", "--profile", "unik", "--json")
    assert emptied.code == 2
    assert "EK102" in {finding["code"] for finding in document(emptied)["findings"]}


def test_check_that_finds_nothing_is_0(run: Run) -> None:
    Path("good.csv").write_text("Nr;Dato\n1;01-02-2026\n", encoding="utf-8")
    Path("good.yaml").write_text(
        "profile: good\ntitle: {da: God, en: Good}\nprogramme: good\nlocale: da\n"
        "dates: dd-mm-yyyy\nfiles:\n  - file: good.csv\n    format: csv\n    encoding: utf-8\n"
        "    separator: ';'\n    columns:\n      Nr: {type: code}\n      Dato: {type: date}\n"
        "    enrolments: {person: Nr, started: Dato}\n",
        encoding="utf-8",
    )
    ended = run("check", "good.csv", "--profile", "good.yaml", "--json")
    assert ended.code == 0, ended.out
    assert document(ended)["findings"] == []
    assert "Der er ingen fund i data." in run("check", "good.csv", "--profile", "good.yaml").out


@pytest.mark.parametrize("options", [(), ("--profile", "unik")])
def test_check_of_a_file_that_is_missing_empty_or_unreadable_is_2(
    run: Run, options: tuple[str, ...]
) -> None:
    Path("empty.csv").write_bytes(b"")
    Path("broken.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    Path("picture.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    for name in ("gone.csv", "empty.csv", "broken.xlsx", "picture.png"):
        ended = run("check", name, *options, "--json")
        assert ended.code == 2, (name, ended.out)
        read = document(ended)
        assert read["findings"] or read["error"], name
        assert run("check", name, *options).code == 2


def test_check_without_a_profile_looks_at_the_structure(run: Run) -> None:
    ended = run("check", str(EXAMPLES / "bindeleddet"), "--json")
    assert ended.code in (0, 1)
    assert document(ended)["counts"]["files"]


def test_check_by_a_profile_that_is_not_there(run: Run) -> None:
    ended = run("check", str(EXAMPLES / "unik"), "--profile", "unikk", "--json")
    assert ended.code == 2
    assert "Did you mean 'unik'?" in document(ended)["error"]
    assert ended.err.startswith("evalkit: ")


# Check: the gravest first, and a hundred of a kind told once -------------------------------


def test_check_tells_the_gravest_first_and_counts_the_rest(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "bindeleddet"
    shutil.copytree(EXAMPLES / "bindeleddet", folder)
    star = folder / "outcomes_star.csv"
    star.write_bytes(
        star.read_bytes().replace(b"Borger og medarbejder;4;", b"Borger og medarbejder;44;")
    )
    few = run("check", str(folder), "--profile", "bindeleddet", "--language", "en")
    every = run("check", str(folder), "--profile", "bindeleddet", "--language", "en", "--all")
    codes = [line.split()[0] for line in few.out.splitlines() if line.startswith("EK")]
    assert (few.code, every.code) == (1, 1)
    assert codes.index("EK501") < codes.index("EK402") < codes.index("EK204")
    assert "more findings of the same kind; --all shows them" in few.out
    assert "--all shows them" not in every.out
    assert every.out.count("EK402") > few.out.count("EK402")
    assert "Findings that need a person:" in few.out


def test_check_uses_the_profile_in_the_folder(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    shutil.copytree(EXAMPLES / "cafe_step", folder)
    builtin = Path(ek.__file__).parent / "definitions" / "profiles" / "cafe_step.yaml"
    shutil.copy(builtin, folder / "profile.yaml")
    assert "EK404" in run("check", str(folder), "--language", "en").out
