"""One run at a time: a lock that the system lets go of when its holder ends, however it ends."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from evalkit.errors import RunError

__all__ = ["locked"]


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock file for as long as the block runs, and remove it.

    Parameters
    ----------
    path : Path
        The lock file; a file left behind by a run that was killed does not lock.

    Raises
    ------
    RunError
        When another run holds the lock.
    """
    with path.open("a") as stream:
        if not _taken(stream, path):
            raise RunError("Another run is making this report. Wait for it, and run again.")
        try:
            yield
        finally:
            if sys.platform != "win32":
                path.unlink(missing_ok=True)  # while it is held: nobody else can hold this one
    if sys.platform == "win32":
        path.unlink(missing_ok=True)


if sys.platform == "win32":

    def _taken(stream: IO[str], path: Path) -> bool:
        import msvcrt

        try:
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return path.is_file()

else:

    def _taken(stream: IO[str], path: Path) -> bool:
        import fcntl

        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        # The holder before us may have removed the file that we opened.
        return path.is_file() and path.stat().st_ino == _number(stream)

    def _number(stream: IO[str]) -> int:
        import os

        return os.fstat(stream.fileno()).st_ino
