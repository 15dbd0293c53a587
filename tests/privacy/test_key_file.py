"""The key on disk: made once, refused where it is not safe, never shown."""

import logging
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from evalkit.errors import InputError
from evalkit.privacy.key_file import KEY_VARIABLE, key_place, open_key, replace_key
from evalkit.privacy.pseudonyms import PseudonymKey

on_posix = pytest.mark.skipif(os.name != "posix", reason="permission bits are POSIX's")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "own" / "pseudonym.key"


def refused(place: Path, saying: str, *, data: tuple[Path, ...] = ()) -> None:
    """Check that a key is refused, and that neither it nor any long hexadecimal is told."""
    with pytest.raises(InputError, match=re.escape(saying)) as error:
        open_key(place, data=data)
    assert not re.search("[0-9a-fA-F]{16}", str(error.value).replace(str(place.parent), ""))
    assert str(place) in str(error.value)


def test_made_on_first_use_and_the_same_ever_after(place: Path) -> None:
    key, made = open_key(place)
    assert made
    assert open_key(place) == (key, False)
    # Nothing but the key is left in the folder.
    assert [path.name for path in place.parent.iterdir()] == [place.name]


def test_one_line_of_text(place: Path) -> None:
    key, _ = open_key(place)
    found = re.fullmatch(r"evalkit-pseudonym-key-1 ([0-9a-f]{64}) [0-9a-f]{8}\n", place.read_text())
    assert found is not None
    assert bytes.fromhex(found[1]) == key.secret


@on_posix
def test_only_the_owner_may_read_it(place: Path) -> None:
    open_key(place)
    assert place.stat().st_mode & 0o777 == 0o600
    assert place.parent.stat().st_mode & 0o777 == 0o700


def test_a_new_key_is_told_once_and_not_shown(
    place: Path, caplog: pytest.LogCaptureFixture
) -> None:
    key, _ = open_key(place)
    open_key(place)
    (told,) = caplog.records
    assert (told.name, told.levelno) == ("evalkit.privacy", logging.WARNING)
    line = told.getMessage()
    assert "\n" not in line
    for part in (str(place), "Back it up", "another key do not match", key.fingerprint):
        assert part in line
    assert key.secret.hex() not in line


CREATE = """
import sys, time
from pathlib import Path
from evalkit.privacy.key_file import open_key
while time.time() < float(sys.argv[2]):
    pass
key, made = open_key(Path(sys.argv[1]))
print(key.fingerprint, made)
"""


def test_processes_that_start_at_once_get_one_key(place: Path) -> None:
    import time

    start = str(time.time() + 1.5)
    command = [sys.executable, "-c", CREATE, str(place), start]
    running = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    answers = [process.communicate(timeout=60)[0].split() for process in running]
    assert len({fingerprint for fingerprint, _ in answers}) == 1
    assert sorted(made for _, made in answers) == ["False", "False", "False", "True"]
    assert [path.name for path in place.parent.iterdir()] == [place.name]


def test_threads_that_start_at_once_get_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        for turn in range(20):
            found = list(pool.map(open_key, [tmp_path / str(turn) / "key"] * 8))
            assert len({key.secret for key, _ in found}) == 1
            assert sum(made for _, made in found) == 1


def test_a_disk_without_hard_links(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_link(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "link", no_link)
    key, made = open_key(place)
    assert made
    assert open_key(place) == (key, False)
    assert [path.name for path in place.parent.iterdir()] == [place.name]


@pytest.mark.parametrize("depth", ["key", "own/key", "own/deep/key"])
@pytest.mark.parametrize("as_file", [True, False])
def test_not_in_a_git_work_tree(tmp_path: Path, depth: str, as_file: bool) -> None:
    # A work tree of its own has a folder; a submodule or `git worktree` has a file.
    git = tmp_path / ".git"
    git.write_text("gitdir: elsewhere") if as_file else git.mkdir()
    refused(tmp_path / depth, "is in a git work tree")
    assert not (tmp_path / depth).exists()


def test_not_in_a_data_folder(tmp_path: Path) -> None:
    data = tmp_path / "data"
    refused(data / "deep" / "key", "is inside the data folder", data=(tmp_path / "other", data))
    assert not data.exists()
    open_key(tmp_path / "data-not" / "key", data=(data,))


@on_posix
def test_not_behind_a_link_into_a_data_folder(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (tmp_path / "own").symlink_to(data)
    refused(tmp_path / "own" / "key", "is inside the data folder", data=(data,))


@on_posix
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o601, 0o644, 0o777])
def test_not_open_to_others(place: Path, mode: int) -> None:
    open_key(place)
    place.chmod(mode)
    refused(place, "chmod 600")
    place.chmod(0o600)
    open_key(place)


def written(place: Path, content: bytes) -> None:
    place.parent.mkdir(parents=True)
    place.write_bytes(content)
    place.chmod(0o600)


@pytest.mark.parametrize("content", [b"", b"\n", b"  \n"])
def test_an_empty_file_is_refused_and_stays(place: Path, content: bytes) -> None:
    written(place, content)
    refused(place, "is empty")
    assert place.read_bytes() == content


def damaged(line: str) -> list[str]:
    form, key, checksum = line.split()
    other = "0" if key[0] != "0" else "1"
    return [
        f"{form} {other}{key[1:]} {checksum}",
        f"{form} {key[1:]} {checksum}",
        f"{form} {key} {checksum[1:]}",
        f"{form} {key}",
        f"{form[:-1]}2 {key} {checksum}",
        f"{form} {'z' * 64} {checksum}",
        f"{key}",
        f"{form} {key} {checksum} {key}",
        f"{form} {key} {checksum}\0",
        "æøå",
    ]


@pytest.mark.parametrize("number", range(10))
def test_a_damaged_file_is_refused_and_stays(place: Path, number: int) -> None:
    key, _ = open_key(place)
    line = damaged(place.read_text())[number]
    place.write_text(line, encoding="utf-8")
    with pytest.raises(InputError, match="is damaged") as error:
        open_key(place)
    assert key.secret.hex()[1:17] not in str(error.value)
    assert place.read_text(encoding="utf-8") == line


def test_line_ends_of_windows_are_fine(place: Path) -> None:
    key, _ = open_key(place)
    place.write_bytes(place.read_bytes().replace(b"\n", b"\r\n"))
    assert open_key(place) == (key, False)


def test_a_folder_is_refused(place: Path) -> None:
    place.mkdir(parents=True)
    refused(place, "is a folder")


@on_posix
def test_what_cannot_be_read_is_refused(place: Path) -> None:
    # A link to itself cannot be read by anyone, the administrator included.
    place.parent.mkdir()
    place.symlink_to(place)
    with pytest.raises(InputError, match="cannot be read"):
        open_key(place)


def test_no_file_can_be_made_below_a_file(place: Path) -> None:
    place.parent.write_text("a file")
    with pytest.raises(InputError, match="No key file can be made at"):
        open_key(place)


def test_the_place_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_VARIABLE, str(tmp_path / "key"))
    assert key_place() == key_place(tmp_path / "other") == tmp_path / "key"
    monkeypatch.setenv(KEY_VARIABLE, "secret/key")
    assert key_place(tmp_path) == tmp_path / "secret" / "key"
    key, made = open_key(key_place(tmp_path))
    assert made
    monkeypatch.chdir(tmp_path)
    assert key_place() == tmp_path / "secret" / "key"
    assert open_key() == (key, False)


def test_the_place_not_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for empty in ("", "  "):
        monkeypatch.setenv(KEY_VARIABLE, empty)
        assert key_place().parts[-2:] == ("evalkit", "pseudonym.key")
        assert key_place(tmp_path) == key_place()


def test_a_key_is_replaced_and_the_old_one_kept(
    place: Path, caplog: pytest.LogCaptureFixture
) -> None:
    old, _ = open_key(place)
    fingerprints = replace_key(place)
    new, made = open_key(place)
    assert not made
    assert new != old
    assert fingerprints == (old.fingerprint, new.fingerprint)
    aside = place.with_name(f"pseudonym.key.old-{old.fingerprint}")
    assert open_key(aside) == (old, False)
    assert sorted(path.name for path in place.parent.iterdir()) == sorted([aside.name, place.name])
    assert all(key.secret.hex() not in caplog.text for key in (old, new))
    assert "was replaced by" in caplog.text


def test_an_old_key_is_never_written_over(place: Path) -> None:
    old, _ = open_key(place)
    aside = place.with_name(f"pseudonym.key.old-{old.fingerprint}")
    aside.write_text("something")
    with pytest.raises(InputError, match="is there already"):
        replace_key(place)
    assert aside.read_text() == "something"
    assert open_key(place) == (old, False)
    assert len(list(place.parent.iterdir())) == 2


def test_there_must_be_a_key_to_replace(place: Path) -> None:
    with pytest.raises(InputError, match="There is no key file"):
        replace_key(place)


def test_a_key_is_random() -> None:
    assert len({PseudonymKey.new().secret for _ in range(100)}) == 100
