"""A PostgreSQL server of the tests' own, and cells of a sheet as the tests look at them."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from evalkit.readers.raw_sheet import RawSheet

# Where Debian, Red Hat and Homebrew put what is not on the PATH.
PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
)
REQUIRED = "EVALKIT_REQUIRE_POSTGRES"


@pytest.fixture
def cells_of() -> Callable[[RawSheet], dict[str, list[str]]]:
    def cells(raw: RawSheet) -> dict[str, list[str]]:
        return dict(zip(raw.head[0], (column.cells() for column in raw.columns), strict=True))

    return cells


def _folder_of_programs() -> Path | None:
    stated = os.environ.get("EVALKIT_POSTGRES_BIN")
    if stated:
        return Path(stated)
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    found = [
        program.parent
        for pattern in PLACES
        for program in Path("/").glob(f"{pattern.removeprefix('/')}/initdb")
    ]
    return max(found, default=None)


def _not_root() -> dict[str, object]:
    """The server refuses to run as root."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return {}
    import pwd

    for name in ("postgres", "nobody"):
        try:
            who = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []}
    return {}


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Start a server in a folder of its own, reached by a socket in it; say how to connect."""
    programs = _folder_of_programs()
    if programs is None:
        if os.environ.get(REQUIRED) == "1":
            pytest.fail(f"{REQUIRED}=1, but there is no PostgreSQL server here (no initdb).")
        pytest.skip("no PostgreSQL server here")
    # Not pytest's own folder: the server's user may not look into it, and a socket's path is short.
    folder = Path(tempfile.mkdtemp(prefix="evalkit-pg-"))
    as_whom = _not_root()
    started = False

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [programs / program, *arguments],
            cwd=folder, check=True, timeout=120, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **as_whom,
        )  # fmt: skip

    data = folder / "data"
    try:
        if as_whom:
            os.chown(folder, as_whom["user"], as_whom["group"])
        run("initdb", "-D", str(data), "-A", "trust", "-U", "evalkit", "-E", "UTF8", "--no-sync")
        options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
        started = True
        # Its output into a file: a pipe that the server inherits would never be closed.
        run("pg_ctl", "start", "-w", "-D", str(data), "-o", options, "-l", str(folder / "log"))
        yield f"host={folder} user=evalkit dbname=postgres"
    finally:
        if started:
            subprocess.run(
                [programs / "pg_ctl", "stop", "-m", "immediate", "-w", "-D", str(data)],
                cwd=folder, check=False, timeout=60, stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **as_whom,
            )  # fmt: skip
        shutil.rmtree(folder, ignore_errors=True)
