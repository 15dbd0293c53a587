"""The truth about what ran: every way a notebook can fail to run to its end."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import evalkit as ek
from evalkit.errors import InputError, RunError
from evalkit.reporting.lock import locked

NotebookMaker = Callable[..., Path]
CPR_LIKE = "010190-1234"


def leftovers(folder: Path) -> list[str]:
    """Return what a run leaves behind that is no report: staging folders and locks."""
    return [path.name for path in folder.rglob(".*")]


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("import sys\nsys.exit(0)", "Cell 4 never ran"),
        ("import os\nos._exit(0)", "Cell 3 stopped with DeadKernelError"),
        (f"raise ValueError('{CPR_LIKE}')", "Cell 3 stopped with ValueError."),
        (f"print('{CPR_LIKE}')", "Cell 3 (run [4])"),
        (f"import pandas as pd\npd.DataFrame({{'cpr': ['{CPR_LIKE}']}})", "Cell 3 (run [4])"),
        (f"import warnings\nwarnings.warn('{CPR_LIKE}')", "Cell 3 (run [4])"),
    ],
)
def test_a_cell_that_fails_is_named_and_its_words_are_not(
    tmp_path: Path, notebook: NotebookMaker, cell: str, message: str
) -> None:
    path = notebook("x = 1", cell, "y = 2")
    out = tmp_path / "out"
    with pytest.raises(RunError) as caught:
        ek.run_report(path, output=out)
    said = str(caught.value)
    assert message in said
    assert CPR_LIKE not in said
    kept = out / "made_da.failed.ipynb"
    assert [one.name for one in out.iterdir()] == [kept.name], "no half-written report"
    assert said.endswith(f"(internal, may hold data): {kept}")
    assert not leftovers(tmp_path)


def test_evalkits_own_message_is_told(tmp_path: Path, notebook: NotebookMaker) -> None:
    cell = "import evalkit as ek\nek.instrument('who_5')"
    with pytest.raises(RunError, match=r"Cell 2 stopped with InputError\..*Did you mean 'who5'\?"):
        ek.run_report(notebook(cell), output=tmp_path / "out")


def test_leaving_in_the_last_cell_is_a_failure_too(tmp_path: Path, notebook: NotebookMaker) -> None:
    with pytest.raises(RunError, match=r"Cell 2.* stopped with SystemExit"):
        ek.run_report(notebook("import sys\nsys.exit(0)"), output=tmp_path / "out")


SHOWN = "import evalkit as ek\nek.notice({study}, '2026Q3', audience='internal')"
STUDY = "ek.Study(title={}, programme='made')"


@pytest.mark.skipif(sys.platform == "win32", reason="the broken kernel is a shell script")
def test_a_users_own_kernel_start_up_and_style_do_not_count(
    tmp_path: Path, notebook: NotebookMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    kernel = tmp_path / "jupyter" / "kernels" / "python3"
    kernel.mkdir(parents=True)
    broken = {
        "argv": ["/bin/false", "{connection_file}"],
        "display_name": "x",
        "language": "python",
    }
    (kernel / "kernel.json").write_text(json.dumps(broken), encoding="utf-8")
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    start = tmp_path / "start.py"
    start.write_text("print('from the start-up file')", encoding="utf-8")
    monkeypatch.setenv("PYTHONSTARTUP", str(start))
    style = tmp_path / "matplotlibrc"
    style.write_text("font.size: 40", encoding="utf-8")
    monkeypatch.setenv("MATPLOTLIBRC", str(style))
    checked = "import matplotlib\nmatplotlib.rcParams['font.size'] == 10 or 1 / 0\nNone"
    shown = SHOWN.format(study=STUDY)
    made = ek.run_report(notebook(checked, shown), output=tmp_path / "out")
    assert made.ok


def test_nothing_runs_when_a_parameter_is_wrong(tmp_path: Path, notebook: NotebookMaker) -> None:
    path = notebook("from pathlib import Path\nPath('ran').touch()")
    out = tmp_path / "out"
    began = time.perf_counter()
    with pytest.raises(InputError, match="Did you mean 'language'"):
        ek.run_report(path, output=out, langauge="da")
    with pytest.raises(InputError, match="a text is expected"):
        ek.run_report(path, output=out, language=3)
    with pytest.raises(InputError, match=r"no notebook 'gone\.ipynb'"):
        ek.run_report(tmp_path / "gone.ipynb", output=out)
    assert time.perf_counter() - began < 1, "no kernel has been started"
    assert not out.exists()
    assert not leftovers(tmp_path)


def test_the_last_good_report_stays_and_others_files_too(
    tmp_path: Path, notebook: NotebookMaker
) -> None:
    out = tmp_path / "out"
    good = ek.run_report(notebook(SHOWN.format(study=STUDY)), output=out)
    (out / "mine.txt").write_text("mine", encoding="utf-8")
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    path = notebook(SHOWN.format(study=STUDY), "1 / 0")
    with pytest.raises(RunError, match="Cell 3 stopped with ZeroDivisionError"):
        ek.run_report(path, output=out)
    failed = out / "made_da.failed.ipynb"
    after = {path.name: path.read_bytes() for path in out.iterdir() if path != failed}
    assert after == before
    assert failed.is_file()
    again = ek.run_report(notebook(SHOWN.format(study=STUDY)), output=out, force=True)
    assert again.made
    assert not failed.exists()
    assert again.page.read_bytes() == good.page.read_bytes()


def test_a_second_run_of_one_report_does_not_start(tmp_path: Path, notebook: NotebookMaker) -> None:
    path = notebook("from pathlib import Path\nPath('ran').touch()")
    with (
        locked(tmp_path / ".made_da.lock"),
        pytest.raises(RunError, match="Another run is making this report"),
    ):
        ek.run_report(path, output=tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ({"en": "About {language}"}, "About en"),
        ({"da": "Kun dansk"}, "Made"),
        ("no mapping", "Made"),
    ],
)
def test_titles(tmp_path: Path, notebook: NotebookMaker, title: object, expected: str) -> None:
    from evalkit.reporting.project import open_project
    from evalkit.reporting.run import _asked

    path = notebook("x = 1", title=title)
    assert _asked(path, {"language": "en"}, open_project()).title == expected


def test_a_title_that_names_no_parameter_is_refused_before_anything_runs(
    tmp_path: Path, notebook: NotebookMaker
) -> None:
    path = notebook("x = 1", title={"en": "About {programe}"})
    with pytest.raises(ek.DefinitionError, match="names a parameter it does not have"):
        ek.run_report(path, output=tmp_path / "out", language="en")
