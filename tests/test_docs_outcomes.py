"""docs/outcomes.md runs: every block of Python, and what it says comes out."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
import pytest

import evalkit as ek

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "outcomes.md"
OUTPUT = "#> "  # before what the expression above gives, as R's reprex writes it


def sections() -> dict[str, str]:
    """Return the page's parts by their headings of the second degree; those with Python alone."""
    _, *parts = re.split(r"^## ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    titled = (part.split("\n", 1) for part in parts)
    return {title: text for title, text in titled if "```python" in text}


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
            value = eval(compile(code, PAGE.name, "eval"), names)
            if said:
                yield said, shown(value)
        else:
            exec(compile(code, PAGE.name, "exec"), names)
            if said:
                yield said, "(a statement has no output)"


@pytest.fixture(autouse=True)
def at_the_root(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(ROOT)
    yield
    plt.close("all")


@pytest.mark.parametrize("title", sections())
def test_the_blocks_of_a_section_run_and_give_what_they_say(title: str) -> None:
    names: dict[str, object] = {}
    compared = 0
    for source in blocks(sections()[title]):
        for said, found in results(source, names):
            assert found == said, source
            compared += 1
    assert compared


def test_every_question_of_change_has_a_call_in_it() -> None:
    """What is asked of outcomes, and what draws it; a quarter's counts are in the guides."""
    homes = {name: home for name, home in ek._HOMES.items() if name.islower()}
    asked = {name for name, home in homes.items() if home.startswith("evalkit.outcomes.")}
    drawn = {name for name, home in homes.items() if ".present.plots." in home}
    named = set(re.findall(r"\bek\.([a-z_]+)", PAGE.read_text(encoding="utf-8")))
    assert not (asked | drawn) - named - {"change_by_quarter", "flow", "plot_attendance"}


def test_every_call_it_names_is_there() -> None:
    named = set(re.findall(r"\bek\.([A-Za-z_]+)", PAGE.read_text(encoding="utf-8")))
    assert named <= set(ek.__all__)


def test_the_pages_it_links_to_are_there() -> None:
    linked = re.findall(r"\]\(([\w./-]+)(?:#[\w-]+)?\)", PAGE.read_text(encoding="utf-8"))
    assert linked
    assert [name for name in linked if not (PAGE.parent / name).exists()] == []
