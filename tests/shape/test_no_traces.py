"""What goes into git tells nothing about a machine, and holds no rows about people."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# Absolute paths of somebody's machine. Not after a letter, a dot, a tilde or the like: there it is
# the middle of an address (`https://example.org/work/`) or of a relative path (`./tmp`).
MACHINE_PATH = re.compile(
    r"(?<![\w.~/:)}-])/(?:home/\w|Users/\w|(?:root|work|tmp)(?![\w-]))"
    r"|file:/{2,3}\w"
    r"|(?<![A-Za-z])[A-Za-z]:[\\/]+Users\b"
)

IGNORED = [
    "data/evalkit.duckdb",
    "data/incoming/export.xlsx",
    "data/archive/2026Q3/export.csv",
    "data/quarantine/rows.csv",
    "reports/2026Q3/index.html",
    "reports/change.xlsx",
]
KEPT = ["data/examples/export.csv", "data/examples/star/export.xlsx", "reports/README.md"]


def problems(path: Path) -> list[str]:
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return []
    return [
        f"{path}:{number}: a path of one machine: {match.group()}"
        for number, line in enumerate(text.splitlines(), start=1)
        for match in MACHINE_PATH.finditer(line)
    ]


def git(*arguments: str, status: tuple[int, ...] = (0,)) -> list[str]:
    """Ask git, in this project; skip where there is no git or no repository (an sdist)."""
    program = shutil.which("git")
    if program is None or not (ROOT / ".git").exists():
        assert "CI" not in os.environ, "CI works in a clone: this must not be skipped there"
        pytest.skip("no git, or not a git repository")
    done = subprocess.run(
        [program, *arguments], capture_output=True, check=False, cwd=ROOT, encoding="utf-8"
    )
    assert done.returncode in status, done.stderr
    return [name for name in re.split(r"[\0\n]", done.stdout) if name]


def test_no_file_names_a_machine() -> None:
    # New files too, so that it is seen before the commit.
    names = git("ls-files", "-z", "--cached", "--others", "--exclude-standard")
    assert names
    paths = [ROOT / name for name in names]
    found = [problem for path in paths if path.is_file() for problem in problems(path)]
    assert not found, "\n".join(found)


def test_rows_about_people_stay_out_of_git() -> None:
    assert git("check-ignore", "--no-index", *IGNORED) == IGNORED
    # check-ignore answers with exit status 1 when it ignores none of them.
    assert git("check-ignore", "--no-index", *KEPT, status=(0, 1)) == []


def test_only_made_up_rows_are_in_git() -> None:
    names = git("ls-files", "-z", "--", "data", "reports")
    assert [
        name
        for name in names
        if not name.startswith("data/examples/") and name != "reports/README.md"
    ] == []


@pytest.mark.parametrize(
    "text",
    [
        "/{}/anna/evalkit".format("home"),
        'open("/{}/x.csv")'.format("tmp"),
        "cd /{}".format("root"),
        "see (/{}/main)".format("work"),
        "`/{}/anna/x`".format("Users"),
        "C:\\{}\\anna".format("Users"),
        "d:/{}/anna".format("Users"),
        "C:\\\\{}\\\\anna".format("Users"),
        "file:" + "///srv/x",
    ],
)
def test_a_machine_is_found(tmp_path: Path, text: str) -> None:
    path = tmp_path / "note.md"
    path.write_text(f"First line\n{text}\n", encoding="utf-8")
    assert len(problems(path)) == 1
    assert f"{path}:2:" in problems(path)[0]


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org/work/home/x",
        "og/eller, ./tmp, ~/work, $HOME/work, notebooks/work/tmp",
        "the root/work divide; /workshop; 3:/4",
    ],
)
def test_other_slashes_are_left_alone(tmp_path: Path, text: str) -> None:
    path = tmp_path / "note.md"
    path.write_text(text, encoding="utf-8")
    assert problems(path) == []


def test_what_is_no_text_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "picture.png"
    path.write_bytes(b"\x89PNG\xff /" + b"tmp/x")
    assert problems(path) == []
