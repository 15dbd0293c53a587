"""What runs in the process that reads one file: it binds itself, reads, answers in bytes, ends.

A parser fed a hostile file may crash, loop or fill the memory; here nothing else comes to harm.
See `evalkit.readers.child`, which starts it.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Any

from evalkit.readers.file_form import FileForm
from evalkit.readers.limits import Limits

__all__ = ["FAILED", "NAMES", "OUT_OF_MEMORY", "READ", "main", "request"]

# The first byte of an answer: sheets, the findings on a whole file, names of sheets.
READ, FAILED, NAMES = b"S", b"F", b"N"
# The exit code that says so; Python itself ends with 1 or 2, a signal with 128 and more.
OUT_OF_MEMORY = 77

# Which function reads a format: module and name; called with path and form.
ONE_SHEET = {
    "spss": ("evalkit.readers.statistics_file", "read_statistics"),
    "stata": ("evalkit.readers.statistics_file", "read_statistics"),
    "parquet": ("evalkit.readers.parquet_file", "read_parquet"),
}
# Address space is taken by libraries too, most of it never used.
_LIBRARIES = 2**30


def request(task: str, path: Path, forms: Sequence[FileForm], *, limits: Limits) -> bytes:
    """Return what `main` expects on its standard input.

    Parameters
    ----------
    task : {"read", "names"}
        Read the sheets, or tell which there are.
    path : Path
        The file.
    forms : sequence of FileForm
        One per sheet.
    limits : Limits
        What it may cost.
    """
    said = {
        "task": task,
        "path": str(path.absolute()),
        "forms": [asdict(form.bare()) for form in forms],
        "limits": asdict(limits),
    }
    return json.dumps(said).encode("ascii")


def main() -> int:
    """Read what the request on standard input asks for; answer on standard output.

    Returns
    -------
    int
        The exit code: 0, or `OUT_OF_MEMORY`.
    """
    # What a library prints must not get into the answer.
    answer = os.fdopen(os.dup(1), "wb")
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 1)
    asked = json.loads(sys.stdin.buffer.read())
    limits = Limits(**asked["limits"])
    try:
        work = _work(asked, limits)
        _bind(limits)
        said = work()
    except MemoryError:
        return OUT_OF_MEMORY
    with answer:
        answer.write(said)
    return 0


def _work(asked: Mapping[str, Any], limits: Limits) -> Callable[[], bytes]:
    """Import what is needed, before files can no longer be written, and return what to do."""
    from evalkit.readers.packed import packed
    from evalkit.readers.raw_sheet import Unreadable

    path = Path(asked["path"])
    forms = [
        FileForm(**{**form, "header_rows": tuple(form["header_rows"])}) for form in asked["forms"]
    ]
    read = _reader(asked["task"], forms, limits)

    def work() -> bytes:
        try:
            return read(path)
        except Unreadable as problem:
            return FAILED + packed([tuple(problem.findings)])

    return work


def _reader(task: str, forms: Sequence[FileForm], limits: Limits) -> Callable[[Path], bytes]:
    from evalkit.readers.packed import packed

    known = ONE_SHEET.get(forms[0].format) if forms else None
    if known is not None:
        function = getattr(import_module(known[0]), known[1])
        return lambda path: (
            READ + packed([_checked(function(path, form), limits) for form in forms])
        )
    from evalkit.readers.workbook import read_workbook_sheets, sheet_names

    sys.meta_path.insert(0, _NoPandas)
    if task == "names":
        return lambda path: NAMES + json.dumps(sheet_names(path)).encode("ascii")
    return lambda path: READ + packed(read_workbook_sheets(path, forms, limits))


def _checked(sheet: Any, limits: Limits) -> Any:
    from evalkit.findings import Finding
    from evalkit.readers.raw_sheet import Unreadable

    if len(sheet.rows) * len(sheet.columns) > limits.cells:
        raise Unreadable(Finding("EK113", sheet.file, facts={"limit": f"cells = {limits.cells}"}))
    return sheet


class _NoPandas:
    """Tells pyarrow that there is no pandas: it looks for it at its first array (0.2 s)."""

    @staticmethod
    def find_spec(name: str, *_: object) -> None:
        if name == "pandas":
            raise ModuleNotFoundError(name=name)


def _bind(limits: Limits) -> None:
    """Let the system stop this process; where it cannot, the one that waits does."""
    try:
        import resource
    except ImportError:  # Windows
        return
    seconds = int(limits.seconds) + 2
    wanted = [
        (resource.RLIMIT_AS, limits.memory_bytes + _LIBRARIES),
        # Several threads use more than a second in a second.
        (resource.RLIMIT_CPU, seconds * (os.cpu_count() or 1)),
        # No file is written, and nothing of what was read is left behind by a crash.
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ]
    for kind, most in wanted:
        with contextlib.suppress(ValueError, OSError):
            hard = resource.getrlimit(kind)[1]
            soft = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(kind, (soft, hard))
