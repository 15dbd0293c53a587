"""A file is read in a process of its own: whatever happens there comes back as a finding."""

import datetime as dt
import os
import sys
import time
from pathlib import Path

import psutil
import pytest
import xlsxwriter

from evalkit.readers import child
from evalkit.readers.child import in_child, names_in_child, read_sheets
from evalkit.readers.file_form import FileForm
from evalkit.readers.limits import Limits
from evalkit.readers.raw_sheet import RawSheet, Unreadable

FORM = FileForm(format="xlsx", sheet="Ark1")
# What a parser that a hostile file has in its hands may do.
HOSTILE = """\
import os, subprocess, sys, time
def loops(path, forms, limits):
    while True:
        pass
def sleeps(path, forms, limits):
    time.sleep(60)
def allocates(path, forms, limits):
    kept = []
    while True:
        kept.append(bytearray(b"x" * 2**24))
def aborts(path, forms, limits):
    print("010190-1234"); print("010190-1234", file=sys.stderr, flush=True); os.abort()
def raises(path, forms, limits):
    raise ZeroDivisionError("010190-1234")
def exits_well(path, forms, limits):
    os._exit(0)
def is_killed(path, forms, limits):
    os.kill(os.getpid(), 9)
def chatters(path, forms, limits):
    os.set_blocking(2, True)
    while True:
        os.write(2, b"010190-1234" * 1000)
def answers_without_end(path, forms, limits):
    for number in range(3, 20):
        try:
            os.stat(number)
            while True:
                os.write(number, b"S" * 2**16)
        except OSError:
            pass
def lies(path, forms, limits):
    for number in range(3, 20):
        try:
            os.write(number, b"S" + b"010190-1234" * 10)
        except OSError:
            pass
    os._exit(0)
def leaves_another(path, forms, limits):
    left = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    open_ = os.environ.get("HOME", ""); sys.stderr.write(str(left.pid))
    os._exit(3)
def writes(path, forms, limits):
    with open(str(path) + ".left", "w") as stream:
        stream.write("010190-1234")
def tells_secret(path, forms, limits):
    os._exit(0 if "EVALKIT_TEST_SECRET" not in os.environ else 1)
"""
SMALL = Limits(seconds=20, memory_mb=400, unpacked_mb=4)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "bog.xlsx"
    with xlsxwriter.Workbook(path, {"default_date_format": "dd-mm-yyyy"}) as made:
        for name in ("Ark1", "Målinger"):
            page = made.add_worksheet(name)
            page.write_row(0, 0, ["id", "dato"])
            page.write_row(1, 0, ["0101", dt.date(2026, 4, 10)])
    return path


@pytest.fixture
def hostile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    (tmp_path / "hostile_reader.py").write_text(HOSTILE, encoding="utf-8")
    whole = child._START

    def does(what: str) -> None:
        code = (
            f"import sys; sys.path.append({str(tmp_path)!r}); sys.path.append(sys.argv[1]); "
            "import hostile_reader, evalkit.readers.workbook as w; "
            f"w.read_workbook_sheets = hostile_reader.{what}; {whole}"
        )
        monkeypatch.setattr(child, "_START", code)

    return does


def refusal(path: Path, limits: Limits) -> tuple[str, str]:
    with pytest.raises(Unreadable) as told:
        in_child(path, FORM, limits)
    (finding,) = told.value.findings
    said = repr(finding) + finding.message("da") + finding.message("en") + str(told.value)
    assert "010190" not in said
    assert "Traceback" not in said
    assert told.value.__cause__ is None
    assert told.value.__suppress_context__ or told.value.__context__ is None
    return finding.code, str(finding.facts.get("limit", ""))


def test_a_sheet_is_the_same_as_read_here(book: Path) -> None:
    read = in_child(book, FORM)
    assert read.head == [["id", "dato"]]
    assert [column.cells() for column in read.columns] == [["0101"], ["2026-04-10"]]
    assert read.columns[1].machine.tolist() == [True]


def test_several_sheets_in_one_process_each_with_its_own_answer(book: Path) -> None:
    forms = [FORM, FileForm(format="xlsx", sheet="Maalinger"), FileForm(sheet="Målinger")]
    one, two, three = read_sheets(book, forms)
    assert isinstance(one, RawSheet)
    assert isinstance(two, tuple)
    assert [finding.code for finding in two] == ["EK106"]
    assert isinstance(three, RawSheet)
    assert three.sheet == "Målinger"
    assert read_sheets(book, []) == []


def test_names_of_sheets(book: Path, tmp_path: Path) -> None:
    assert names_in_child(book, FORM) == ["Ark1", "Målinger"]
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(book.read_bytes()[:-30])
    with pytest.raises(Unreadable) as told:
        names_in_child(broken, FORM)
    assert [finding.code for finding in told.value.findings] == ["EK103"]


def test_no_such_sheet_comes_back_as_its_finding(book: Path) -> None:
    with pytest.raises(Unreadable) as told:
        in_child(book, FileForm(format="xlsx", sheet="ark1"))
    (finding,) = told.value.findings
    assert (finding.code, finding.facts["near"]) == ("EK106", "Ark1")


@pytest.mark.parametrize("what", ["loops", "sleeps", "chatters"])
def test_without_end(book: Path, hostile, what: str) -> None:  # type: ignore[no-untyped-def]
    hostile(what)
    start = time.monotonic()
    assert refusal(book, Limits(seconds=1.5)) == ("EK119", "1.5 s")
    assert time.monotonic() - start < 6


def test_memory_without_end(book: Path, hostile) -> None:  # type: ignore[no-untyped-def]
    hostile("allocates")
    assert refusal(book, SMALL) == ("EK119", "400 MB RAM")


@pytest.mark.skipif(sys.platform == "win32", reason="the system's own limit")
def test_memory_when_the_system_alone_looks(  # type: ignore[no-untyped-def]
    book: Path, hostile, monkeypatch: pytest.MonkeyPatch
) -> None:
    hostile("allocates")
    monkeypatch.setattr(child, "_memory", lambda number: 0)
    assert refusal(book, SMALL) == ("EK119", "400 MB RAM")


def test_an_answer_without_end(book: Path, hostile) -> None:  # type: ignore[no-untyped-def]
    hostile("answers_without_end")
    assert refusal(book, SMALL) == ("EK119", "4 MB")


@pytest.mark.parametrize("what", ["aborts", "raises", "exits_well", "lies", "writes"])
def test_a_crash_or_a_lie_is_a_file_that_cannot_be_read(  # type: ignore[no-untyped-def]
    book: Path, hostile, what: str
) -> None:
    hostile(what)
    assert refusal(book, SMALL) == ("EK103", "")
    assert not [path for path in book.parent.glob("*.left") if path.stat().st_size]
    assert not list(Path.cwd().glob("core*"))


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_killed_by_the_system_is_memory(book: Path, hostile) -> None:  # type: ignore[no-untyped-def]
    hostile("is_killed")
    assert refusal(book, SMALL) == ("EK119", "400 MB RAM")


def test_no_process_is_left_behind(book: Path, hostile) -> None:  # type: ignore[no-untyped-def]
    before = {process.pid for process in psutil.Process().children(recursive=True)}
    hostile("leaves_another")
    start = time.monotonic()
    assert refusal(book, SMALL)[0] == "EK103"
    assert time.monotonic() - start < 10
    assert {process.pid for process in psutil.Process().children(recursive=True)} <= before
    sleepers = [
        process
        for process in psutil.process_iter(["cmdline"])
        if "import time; time.sleep(60)" in (process.info["cmdline"] or [])
    ]
    assert sleepers == []


def test_what_the_environment_holds_stays_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVALKIT_TEST_SECRET", "hemmeligt")
    monkeypatch.setenv("PGPASSWORD", "hemmeligt")
    assert "hemmeligt" not in child._environment().values()
    assert child._environment()["PATH"] == os.environ["PATH"]


def test_nothing_of_the_folder_one_is_in_is_run(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "numpy.py").write_text("raise SystemExit(9)", encoding="utf-8")
    (tmp_path / "json.py").write_text("raise SystemExit(9)", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert len(in_child(Path(book.name), FORM).rows) == 1
