"""docs/outcomes.md and docs/practice.md run: every block of Python, and what it says comes out."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
import pytest

import evalkit as ek
from evalkit.homes import HOMES

ROOT = Path(__file__).parents[1]
PAGES = {name: ROOT / "docs" / f"{name}.md" for name in ("outcomes", "practice")}
EVERY_PAGE = pytest.mark.parametrize("page", PAGES)
OUTPUT = "#> "  # before what the expression above gives, as R's reprex writes it


def text_of(page: str) -> str:
    return PAGES[page].read_text(encoding="utf-8")


def sections() -> dict[tuple[str, str], str]:
    """Return the pages' parts by their headings of the second degree; those with Python alone."""
    found = {}
    for page in PAGES:
        _, *parts = re.split(r"^## ", text_of(page), flags=re.MULTILINE)
        titled = (part.split("\n", 1) for part in parts)
        found |= {(page, title): text for title, text in titled if "```python" in text}
    return found


def blocks(text: str) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```$", text, flags=re.DOTALL | re.MULTILINE)


def shown(value: object) -> str:
    """Return what a reader would see of a value."""
    text = value.to_string() if isinstance(value, pd.DataFrame | pd.Series) else str(value)
    return "\n".join(line.rstrip() for line in text.splitlines())


def said_below(source: str, line: int) -> str:
    """Return the output written below a line (counted from 1)."""
    said = []
    for text in source.splitlines()[line:]:
        if not text.startswith(OUTPUT.strip()):
            break
        said.append(text.removeprefix(OUTPUT.strip()).removeprefix(" ").rstrip())
    return "\n".join(said)


def results(source: str, names: dict[str, object]) -> Iterator[tuple[str, str]]:
    """Run a block; yield what it says of each last word, and what comes out."""
    for statement in ast.parse(source).body:
        code = ast.unparse(statement)
        said = said_below(source, statement.end_lineno or 0)
        if isinstance(statement, ast.Expr):
            value = eval(compile(code, "page", "eval"), names)
            if said:
                yield said, shown(value)
        else:
            exec(compile(code, "page", "exec"), names)
            if said:
                yield said, "(a statement has no output)"


@pytest.fixture(autouse=True)
def at_the_root(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(ROOT)
    yield
    plt.close("all")


@pytest.mark.parametrize("title", sections(), ids="/".join)
def test_the_blocks_of_a_section_run_and_give_what_they_say(title: tuple[str, str]) -> None:
    names: dict[str, object] = {}
    compared = 0
    for source in blocks(sections()[title]):
        for said, found in results(source, names):
            assert found == said, source
            compared += 1
    assert compared


def calls_on(page: str) -> set[str]:
    return set(re.findall(r"\bek\.([A-Za-z_]+)", text_of(page)))


def test_every_question_has_a_call_in_one_of_them() -> None:
    """What is asked of outcomes and claims, and what draws it; guides have quarters."""
    homes = {name: home for name, home in HOMES.items() if name.islower()}
    rooms = ("evalkit.outcomes.", "evalkit.assessment.", "evalkit.programmes.")
    asked = {name for name, home in homes.items() if home.startswith(rooms)}
    drawn = {name for name, home in homes.items() if ".present.plots." in home}
    named = calls_on("outcomes") | calls_on("practice")
    assert not (asked | drawn) - named - {"change_by_quarter", "flow", "plot_attendance"}


@EVERY_PAGE
def test_every_call_it_names_is_there(page: str) -> None:
    assert calls_on(page) <= set(ek.__all__)


@EVERY_PAGE
def test_the_pages_it_links_to_are_there(page: str) -> None:
    linked = re.findall(r"\]\(([\w./-]+)(?:#[\w-]+)?\)", text_of(page))
    folder = PAGES[page].parent
    assert [name for name in linked if not (folder / name).exists()] == []


def test_the_programme_of_ones_own_loads_and_is_asked_everything(tmp_path: Path) -> None:
    (source,) = re.findall(r"^```yaml programme\n(.*?)^```$", text_of("practice"), re.DOTALL | re.M)
    path = tmp_path / "vores_netvaerk.yaml"
    path.write_text(source, encoding="utf-8")
    assert ek.programme(path).name == "vores_netvaerk"
    assert ek.published_figures(path).to_frame()["verdict"].tolist() == ["possible"]  # 12 of 20
    grades = ek.lovende_praksis(path).to_frame().set_index("element")["grade"]
    assert grades["monitoring"] == "met"
    assert (grades == "not_assessed").sum() == 10
    assert ek.theory_of_change(path).without == ("vores_netvaerk",)
