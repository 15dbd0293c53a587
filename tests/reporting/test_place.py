"""Where reports stand: names that never collide, and files that change together or not at all."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from evalkit.errors import RunError
from evalkit.reporting.lock import locked
from evalkit.reporting.place import output_folder, replaced, stem

ASKED = {"programme": "unik", "quarter": "2026Q3", "language": "da", "audience": "internal"}


def test_the_folder_of_a_report() -> None:
    folder = output_folder(Path("reports"), "quarterly_report", ASKED | {"population": "all"})
    expected = "reports/internal/unik/2026Q3/quarterly_report_unik_2026Q3_da"
    assert folder.as_posix() == expected
    narrowed = output_folder(Path("reports"), "quarterly_report", ASKED | {"population": "quarter"})
    assert narrowed.name.endswith("_da_population-quarter")


@pytest.mark.parametrize("value", ["a/b", "..", "../../x", "a" * 400, "", "a b", ".hidden"])
def test_a_name_is_one_safe_name(value: str) -> None:
    name = stem("n", {"x": value})
    assert Path(name).name == name
    assert len(name) < 150
    programme = output_folder(Path("r"), "n", {"programme": value}).parts[2]
    assert programme not in ("", ".", "..")
    assert not programme.startswith(".")


def test_different_parameters_never_share_a_name() -> None:
    values = ["a/b", "a-b", "a b", "a" * 400, "a" * 401]
    assert len({stem("n", {"x": value}) for value in values}) == len(values)


# Files that change together ---------------------------------------------------------------


def files(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir()} if folder.exists() else {}


def put(folder: Path, **texts: str) -> None:
    with replaced(folder, "report") as staging:
        for name, text in texts.items():
            (staging / name).write_text(text)


def test_files_take_the_place_of_old_ones_and_others_stay(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "out"
    put(folder, page="1", tables="1")
    (folder / "mine.txt").write_text("mine")
    put(folder, page="2", tables="2")
    assert files(folder) == {"page": "2", "tables": "2", "mine.txt": "mine"}


def test_an_error_leaves_the_last_good_report(tmp_path: Path) -> None:
    put(tmp_path, page="1", tables="1")
    with pytest.raises(RunError, match="it failed"):
        _fail_after_writing(tmp_path)
    assert files(tmp_path) == {"page": "1", "tables": "1"}


def _fail_after_writing(folder: Path) -> None:
    with replaced(folder, "report") as staging:
        (staging / "page").write_text("half")
        raise RunError("it failed")


def test_folders_made_for_a_run_that_failed_go_away(tmp_path: Path) -> None:
    with pytest.raises(RunError):
        _fail_after_writing(tmp_path / "a" / "b")
    assert not list(tmp_path.iterdir())


def test_a_disk_that_is_full_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    put(tmp_path, page="1")
    with pytest.raises(RunError, match=r"could not be written .*The last one is untouched"):
        _fill_the_disk(tmp_path)
    assert files(tmp_path) == {"page": "1"}


def _fill_the_disk(folder: Path) -> None:
    with replaced(folder, "report") as staging:
        (staging / "page").write_text("half")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_when_one_file_cannot_be_moved_the_old_ones_come_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, page="1", tables="1")
    rename = Path.rename

    def full(path: Path, target: Path) -> Path:
        if target == tmp_path / "tables":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(RunError, match=r"The last one is untouched\."):
        put(tmp_path, new="2", page="2", tables="2")
    assert files(tmp_path) == {"page": "1", "tables": "1"}


def test_a_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(RunError, match="folder 'out' cannot be made"):
        put(tmp_path / "out", page="1")


# One run at a time ------------------------------------------------------------------------


@contextmanager
def held(path: Path) -> Iterator[None]:
    with locked(path):
        yield


def test_a_second_run_of_the_same_report_is_refused(tmp_path: Path) -> None:
    with replaced(tmp_path, "report"):
        with pytest.raises(RunError, match="Another run is making this report"):
            put(tmp_path, page="1")
        with replaced(tmp_path, "another") as staging:
            (staging / "b").write_text("b")
    assert files(tmp_path) == {"b": "b"}


def test_a_lock_is_taken_again_after_an_error_and_after_a_crash(tmp_path: Path) -> None:
    lock = tmp_path / ".report.lock"
    with pytest.raises(ZeroDivisionError), held(lock):
        _ = 1 / 0
    assert not lock.exists()
    lock.write_text("left behind by a run that was killed")
    put(tmp_path, page="1")
    assert files(tmp_path) == {"page": "1"}
