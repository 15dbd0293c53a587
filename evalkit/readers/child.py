"""Reading a file in a process of its own, with limits on time, memory and size."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from threading import Thread
from typing import IO

import psutil

from evalkit.findings import Finding
from evalkit.readers import reader_process
from evalkit.readers.file_form import FileForm
from evalkit.readers.guards import refuse_dangerous
from evalkit.readers.limits import Limits
from evalkit.readers.packed import DAMAGED, Answer, unpacked
from evalkit.readers.raw_sheet import RawSheet, Unreadable

__all__ = ["in_child", "names_in_child", "read_sheets"]

# `-P`: nothing is imported from the folder one happens to be in. The package's own folder goes
# last, so that it is found where it is not installed and hides nothing where it is.
_START = (
    "import sys; sys.path.append(sys.argv[1]); "
    "from evalkit.readers.reader_process import main; sys.exit(main())"
)
_FOLDER = Path(__file__).parents[2]
# What an interpreter needs to start and to find its libraries. No password, token or proxy.
_PASSED_ON = (
    "APPDATA", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "LD_LIBRARY_PATH", "PATH", "PYTHONHOME",
    "PYTHONUTF8", "SYSTEMDRIVE", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "USERPROFILE", "WINDIR",
)  # fmt: skip
# One thread and plain allocation: address space is limited, and a file is read by one reader.
_SET = {"ARROW_DEFAULT_MEMORY_POOL": "system", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
_TICK = 0.1
_CHUNK = 2**20
# The end of what the process complains of: looked at for a word about memory, never shown.
_TAIL = 4096
_OUT_OF_MEMORY = (b"memory allocation of", b"MemoryError", b"bad_alloc", b"capacity overflow")
_NO_WINDOW = 0x08000000 if sys.platform == "win32" else 0


def in_child(path: Path, form: FileForm, limits: Limits | None = None) -> RawSheet:
    """Read one sheet of a file in a process of its own.

    Parameters
    ----------
    path : Path
        A workbook, or a file of a statistics program.
    form : FileForm
        How it is written.
    limits : Limits, optional
        What reading it may cost.

    Returns
    -------
    RawSheet

    Raises
    ------
    Unreadable
        When it cannot be read, or not within the limits.
    """
    (read,) = read_sheets(path, [form], limits)
    if isinstance(read, RawSheet):
        return read
    raise Unreadable(*read)


def read_sheets(
    path: Path, forms: Sequence[FileForm], limits: Limits | None = None
) -> list[Answer]:
    """Read several sheets of one file in one process of its own.

    Parameters
    ----------
    path : Path
        The file. It is looked at by `refuse_dangerous` first.
    forms : sequence of FileForm
        One per sheet, all of one format.
    limits : Limits, optional
        What reading them all may cost.

    Returns
    -------
    list of RawSheet or tuple of Finding
        One per form: the sheet, or why it cannot be read.

    Raises
    ------
    Unreadable
        When the file as a whole cannot be read, or not within the limits.
    """
    limits = limits or Limits()
    if not forms:
        return []
    refuse_dangerous(path, forms[0], limits)
    kind, said = _asked("read", path, forms, limits=limits)
    try:
        answers = unpacked(said) if kind in (reader_process.READ, reader_process.FAILED) else []
    except DAMAGED:
        answers = []
    if kind == reader_process.FAILED and len(answers) == 1 and isinstance(answers[0], tuple):
        raise Unreadable(*answers[0])
    if kind != reader_process.READ or len(answers) != len(forms):
        raise _finding("EK103", path)
    return answers


def names_in_child(path: Path, form: FileForm, limits: Limits | None = None) -> list[str]:
    """Return the names of a workbook's sheets of cells, read in a process of its own.

    Parameters
    ----------
    path : Path
        The file.
    form : FileForm
        Its format.
    limits : Limits, optional
        What it may cost.

    Raises
    ------
    Unreadable
        When it is no workbook.
    """
    limits = limits or Limits()
    refuse_dangerous(path, form, limits)
    kind, said = _asked("names", path, [form], limits=limits)
    try:
        if kind == reader_process.NAMES:
            return [str(name) for name in json.loads(bytes(said))]
        (findings,) = unpacked(said)
    except DAMAGED:
        findings = ()
    if isinstance(findings, tuple) and findings:
        raise Unreadable(*findings)
    raise _finding("EK103", path)


class _Drain(Thread):
    """Takes what comes through a pipe, so that the other end never waits; keeps some of it."""

    def __init__(self, stream: IO[bytes], *, most: int, tail: bool = False) -> None:
        super().__init__(daemon=True)
        self.stream, self.most, self.tail = stream, most, tail
        self.kept = bytearray()
        self.is_full = False
        self.start()

    def run(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            while chunk := os.read(self.stream.fileno(), _CHUNK):
                if self.tail:
                    self.kept = (self.kept + chunk)[-self.most :]
                elif len(self.kept) + len(chunk) <= self.most:
                    self.kept += chunk
                else:
                    self.is_full = True


def _asked(
    task: str, path: Path, forms: Sequence[FileForm], *, limits: Limits
) -> tuple[bytes, memoryview]:
    """Run the process; return the kind of its answer and the answer."""
    with subprocess.Popen(
        [sys.executable, "-P", "-c", _START, str(_FOLDER)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=_environment(),
        creationflags=_NO_WINDOW,
        start_new_session=True,
    ) as process:
        answer = _Drain(_pipe(process.stdout), most=limits.unpacked_bytes)
        complaint = _Drain(_pipe(process.stderr), most=_TAIL, tail=True)
        try:
            with contextlib.suppress(OSError), _pipe(process.stdin) as stdin:
                stdin.write(reader_process.request(task, path, forms, limits=limits))
            reached = _wait(process, answer, limits)
        finally:
            _kill(process)
        # Ended: what is left in the pipes is short. Nobody else holds them open.
        answer.join(timeout=10)
        complaint.join(timeout=1)
    if not reached and process.returncode:
        reached = _reason(process.returncode, bytes(complaint.kept), limits)
    if reached:
        raise _finding("EK119", path, limit=reached)
    if process.returncode or answer.is_alive():
        raise _finding("EK103", path)
    said = memoryview(answer.kept)
    return bytes(said[:1]), said[1:]


def _wait(process: subprocess.Popen[bytes], answer: _Drain, limits: Limits) -> str:
    """Wait for the process to end; return the limit it reached, if it did."""
    deadline = time.monotonic() + limits.seconds
    while True:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=min(_TICK, max(deadline - time.monotonic(), 0.001)))
        if answer.is_full:
            return f"{limits.unpacked_mb:g} MB"
        if process.returncode is not None:
            return ""
        if time.monotonic() >= deadline:
            return f"{limits.seconds:g} s"
        if _memory(process.pid) > limits.memory_bytes:
            return f"{limits.memory_mb:g} MB RAM"


def _reason(code: int, complaint: bytes, limits: Limits) -> str:
    """Return the limit that made a process end by itself; empty when it just failed."""
    if code == -getattr(signal, "SIGXCPU", signal.SIGTERM):
        return f"{limits.seconds:g} s"
    is_killed = code == -getattr(signal, "SIGKILL", signal.SIGTERM)
    has_said = any(words in complaint for words in _OUT_OF_MEMORY)
    if code == reader_process.OUT_OF_MEMORY or is_killed or has_said:
        return f"{limits.memory_mb:g} MB RAM"
    return ""


def _tree(number: int) -> list[psutil.Process]:
    """Return a process and all below it: a virtual environment on Windows starts a second."""
    try:
        process = psutil.Process(number)
        return [process, *process.children(recursive=True)]
    except psutil.Error:
        return []


def _memory(number: int) -> int:
    used = 0
    for process in _tree(number):
        with contextlib.suppress(psutil.Error):
            used += process.memory_info().rss
    return used


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End the process and all it started."""
    below = _tree(process.pid) if process.returncode is None else []
    for one in below:
        with contextlib.suppress(psutil.Error):
            one.kill()
    if sys.platform != "win32":
        # It leads a group of its own; those it left behind are still in it.
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _environment() -> dict[str, str]:
    return {name: os.environ[name] for name in _PASSED_ON if name in os.environ} | _SET


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:  # never, with PIPE
        raise OSError
    return stream


def _finding(code: str, path: Path, **facts: object) -> Unreadable:
    from evalkit.privacy.scan import safe_name

    return Unreadable(Finding(code, safe_name(path.name), facts=facts))
