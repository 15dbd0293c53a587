"""The pages of calls run: every block of Python in them, and what it says comes out."""

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
from evalkit.programmes.fidelity_rule import CHECKS

ROOT = Path(__file__).parents[1]
PAGES = {name: ROOT / "docs" / f"{name}.md" for name in ("outcomes", "practice", "monitoring")}
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
    """What is asked of outcomes, claims and delivery, and what draws it; guides have quarters."""
    homes = {name: home for name, home in HOMES.items() if name.islower()}
    rooms = tuple(
        f"evalkit.{room}." for room in ("outcomes", "assessment", "programmes", "monitoring")
    )
    asked = {name for name, home in homes.items() if home.startswith(rooms)}
    drawn = {name for name, home in homes.items() if ".present.plots." in home}
    named = {call for page in PAGES for call in calls_on(page)}
    guided = {"activity", "attendance", "change_by_quarter", "flow", "plot_attendance"}
    assert not (asked | drawn) - named - guided


@EVERY_PAGE
def test_every_call_it_names_is_there(page: str) -> None:
    assert calls_on(page) <= set(ek.__all__)


@EVERY_PAGE
def test_the_pages_it_links_to_are_there(page: str) -> None:
    linked = re.findall(r"\]\(([\w./-]+)(?:#[\w-]+)?\)", text_of(page))
    folder = PAGES[page].parent
    assert [name for name in linked if not (folder / name).exists()] == []


def written(page: str, language: str, path: Path) -> Path:
    """Write the page's one block of a kind to a file, as a reader would."""
    (source,) = re.findall(rf"^```yaml {language}\n(.*?)^```$", text_of(page), re.DOTALL | re.M)
    path.write_text(source, encoding="utf-8")
    return path


def test_the_programme_of_ones_own_loads_and_is_asked_everything(tmp_path: Path) -> None:
    path = written("practice", "programme", tmp_path / "vores_netvaerk.yaml")
    assert ek.programme(path).name == "vores_netvaerk"
    assert ek.published_figures(path).to_frame()["verdict"].tolist() == ["possible"]  # 12 of 20
    grades = ek.lovende_praksis(path).to_frame().set_index("element")["grade"]
    assert grades["monitoring"] == "met"
    assert (grades == "not_assessed").sum() == 10
    assert ek.theory_of_change(path).without == ("vores_netvaerk",)


def test_the_rules_of_ones_own_are_asked(tmp_path: Path) -> None:
    path = written("monitoring", "rules", tmp_path / "my_rules.yaml")
    study = ek.load("data/examples/mentorbarn", profile="mentorbarn")
    row = ek.fidelity(study, as_of="2026Q3", rules=path).to_frame().set_index("rule").loc["contact"]
    assert row["required_share"] == 0.9
    assert row["n"] > 0


def test_the_responses_of_ones_own_are_told(tmp_path: Path) -> None:
    path = written("monitoring", "responses", tmp_path / "our_responses.yaml")
    study = ek.load("data/examples/cafe_step", profile="cafe_step")
    found = ek.signals(study, "2026Q1", responses=path)
    told = " ".join(text for row in ek.table(found, language="en").rows for text in row)
    for text in ("The youth consultants", "Call the young person", "Ask the group of volunteers"):
        assert text in told


def test_the_table_of_checks_has_every_check_with_its_options() -> None:
    rows = re.findall(r"^\| (`\w+`(?:, `\w+`)*) \| .+\? \| (.+) \|$", text_of("monitoring"), re.M)
    found = {
        name: set(re.findall(r"`(\w+)`", options))
        for names, options in rows
        for name in re.findall(r"`(\w+)`", names)
    }
    assert found == {name: {*check.takes, *check.needs} for name, check in CHECKS.items()}


def test_the_false_alarms_told_are_those_of_the_simulation() -> None:
    simulated = (ROOT / "docs" / "false-alarms.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| XmR, normal(, r = \.3)? \| (\d+) \| (.+) \|$", simulated, re.M)
    rates = {(kind, int(points)): cells.split(" | ") for kind, points, cells in rows}
    told = re.findall(
        r"^\| (XmR|run chart),.*? \| (\d+) % \| (\d+) % \| (\d+) % \|$", text_of("monitoring"), re.M
    )
    at = {"XmR": -3, "run chart": -1}
    kinds = ["", ", r = .3"] * 2
    assert len(told) == len(kinds)
    for (chart, *cells), kind in zip(told, kinds, strict=True):
        for points, cell in zip((12, 24, 52), cells, strict=True):
            assert abs(float(rates[kind, points][at[chart]]) - int(cell)) <= 0.5
