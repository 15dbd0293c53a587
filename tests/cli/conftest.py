"""Run commands in this process, in a folder of the test's own."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from evalkit.cli.main import main
from evalkit.reporting.project import DATA_VARIABLE


class Ran(NamedTuple):
    """What a command came to."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a runner of commands; what argparse ends is a code too."""

    def command(*arguments: str) -> Ran:
        capsys.readouterr()
        code: int | str | None = None
        with contextlib.suppress(SystemExit):
            try:
                code = main(list(arguments))
            except SystemExit as ended:
                code = ended.code
                raise
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        return Ran(int(code or 0), said.out, said.err)

    return command


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(DATA_VARIABLE, raising=False)
