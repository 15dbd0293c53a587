"""`import evalkit` is cheap and silent: what is heavy loads when it is used."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {
    "babel",
    "jinja2",
    "matplotlib",
    "nbclient",
    "nbformat",
    "papermill",
    "scipy.stats",
    "seaborn",
    "statsmodels",
}

PROBE = """
import contextlib, importlib, io, json, sys
said = io.StringIO()
with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
    importlib.import_module(sys.argv[1])
print(json.dumps({"said": said.getvalue(), "loaded": sorted(sys.modules)}))
"""


def problems(module: str, *, folder: Path | None = None) -> list[str]:
    """Import in a Python of its own, in `folder`, and tell what that brought along."""
    done = subprocess.run(
        [sys.executable, "-W", "always", "-c", PROBE, module],
        capture_output=True,
        check=True,
        cwd=folder,
        encoding="utf-8",
        timeout=60,
    )
    answer = json.loads(done.stdout)
    found = [f"import {module} loads {name}" for name in sorted(HEAVY & set(answer["loaded"]))]
    # What a library writes past sys.stderr is caught by the process.
    said = answer["said"] + done.stderr
    if said:
        found.append(f"import {module} says: {said.strip()}")
    return found


def test_importing_evalkit_is_light_and_silent() -> None:
    assert problems("evalkit") == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import scipy.stats", "loads scipy.stats"),
        ("import babel", "loads babel"),
        ("print('hello')", "says: hello"),
        ("import warnings\nwarnings.warn('old')", "old"),
        ("import os\nos.write(2, b'deep')", "says: deep"),
    ],
)
def test_a_heavy_or_loud_import_is_found(tmp_path: Path, source: str, expected: str) -> None:
    (tmp_path / "heavy_or_loud.py").write_text(source, encoding="utf-8")
    found = problems("heavy_or_loud", folder=tmp_path)
    assert len(found) == 1
    assert expected in found[0]
