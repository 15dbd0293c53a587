"""``evalkit profile``: what it prints where, what it asks, and how it ends."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from evalkit.intake.profile_file import profile
from evalkit.reporting.project import examples_folder

Run = Callable[..., Any]
EXAMPLES = examples_folder()


def part_of(programme: str, *files: str) -> str:
    """Return a folder with some files of an example."""
    folder = Path("delivery") / programme
    folder.mkdir(parents=True, exist_ok=True)
    for file in files:
        shutil.copy(EXAMPLES / programme / file, folder / file)
    return str(folder)


def bindeleddet() -> str:
    return part_of("bindeleddet", "forloeb.csv", "outcomes_star.csv")


def cafe_step() -> str:
    return part_of("cafe_step", "fremmoede.xlsx")


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Answer in a terminal that is none; what is not answered stays open."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    def answers(*lines: str) -> None:
        waiting: Iterator[str] = iter(lines)
        monkeypatch.setattr("sys.stdin", Terminal())
        monkeypatch.setattr("builtins.input", lambda: next(waiting, ""))

    return answers


def test_the_draft_on_stdout_and_the_questions_on_stderr(run: Run) -> None:
    ended = run("profile", bindeleddet(), "--language", "en")
    assert ended.code == 1
    assert ended.out.startswith("# A draft")
    assert "Open questions: 1." in ended.err
    assert "  1. line " in ended.err
    danish = run("profile", bindeleddet(), "--language", "da")
    assert danish.out.startswith("# Et udkast")
    assert "Åbne spørgsmål: 1." in danish.err


def test_asked_and_answered_it_is_0_and_loads(run: Run, typed: Callable[..., None]) -> None:
    typed("Bindeleddet: her")
    ended = run("profile", bindeleddet(), "-o", "p.yaml", "--ask", "--language", "en")
    assert ended.code == 0, ended.err
    assert ended.out == ""
    assert "No open questions" in ended.err
    assert profile("p.yaml").title == {"da": "Bindeleddet: her", "en": "Bindeleddet: her"}
    assert run("check", bindeleddet(), "--profile", "p.yaml").code == 1


def test_by_number_and_a_wrong_one_is_asked_again(run: Run, typed: Callable[..., None]) -> None:
    typed("1", "7", "2")
    ended = run("profile", cafe_step(), "-o", "p.yaml", "--ask", "--language", "en")
    assert ended.code == 0, ended.err
    assert "Write a number from 1 to 2." in ended.err
    assert profile("p.yaml").files[0].attendance.marks == {"x": True, "a": False}


def test_what_is_not_answered_stays_open(run: Run, typed: Callable[..., None]) -> None:
    typed("", "")
    ended = run("profile", cafe_step(), "--ask", "--language", "da")
    assert ended.code == 1
    assert 'marks: "?"' in ended.out
    assert "Åbne spørgsmål: 2." in ended.err


def test_waves_follow_from_the_answers(run: Run, typed: Callable[..., None]) -> None:
    typed("1", "1", "3", "1", "1", "3", "1", "2")
    ended = run("profile", str(EXAMPLES / "loneliness_survey"), "-o", "p.yaml", "--ask")
    assert ended.code == 0, ended.err
    assert profile("p.yaml").waves == ("before", "during")


def test_lists_of_what_was_done_need_few_answers(run: Run, typed: Callable[..., None]) -> None:
    typed("1", "house")
    ended = run("profile", str(EXAMPLES / "insp"), "-o", "p.yaml", "--ask", "--language", "da")
    assert ended.code == 0, ended.err
    assert "Hvad blev der talt til i daglig_optaelling.csv?" in ended.err
    assert run("check", str(EXAMPLES / "insp"), "--profile", "p.yaml").code in (0, 1)
    (records,) = profile("p.yaml").files[0].records
    assert records.words == {"activity": "house"}


def test_a_file_nothing_can_be_made_of_is_named(run: Run) -> None:
    folder = Path(part_of("housing_first", "forloeb.csv"))
    (folder / "priser.csv").write_text("Vare;Pris\nKaffe;10\nTe;12\nKage;20\n")
    ended = run("profile", str(folder), "--language", "en")
    assert ended.code == 1
    assert "What is one row of priser.csv?" in ended.err
    Path("p.yaml").write_text(ended.out, encoding="utf-8")
    assert run("check", str(folder), "--profile", "p.yaml").code == 2


def test_asking_needs_a_terminal(run: Run) -> None:
    ended = run("profile", str(EXAMPLES / "unik"), "--ask")
    assert ended.code == 2
    assert "--ask needs a terminal" in ended.err
    assert ended.out == ""


def test_a_file_that_is_there_is_not_overwritten(run: Run) -> None:
    Path("p.yaml").write_text("mine")
    ended = run("profile", str(EXAMPLES / "unik"), "-o", "p.yaml")
    assert ended.code == 2
    assert "p.yaml is there already" in ended.err
    assert Path("p.yaml").read_text() == "mine"
    assert run("profile", str(EXAMPLES / "unik"), "-o", "nowhere/p.yaml").code == 2


def test_a_broken_file_and_none(run: Run) -> None:
    Path("broken.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    ended = run("profile", "broken.xlsx")
    assert ended.code == 2
    assert "There is no table to draft a profile from. broken.xlsx" in ended.err, ended.err
    ended = run("profile", "gone.csv")
    assert ended.code == 2
    assert "There is no file or folder 'gone.csv'" in ended.err
