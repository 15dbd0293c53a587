"""A realistic quarterly report, made up, to look at as a reader would."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import nbformat
import pytest
import yaml
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from evalkit.present.blocks import BLOCK_TYPE, Figure, Table, TableColumn, Text

PAIRS = (64, 64, 61, 63, 58, 62, 60, 41, 37, 64)
BEFORE = (2.81, 3.02, 2.64, 2.95, 2.71, 3.22, 2.58, 2.47, 3.35, 2.69)
CHANGE = (0.62, 0.31, 0.48, 0.55, 0.71, 0.12, 0.33, -0.08, 0.05, 0.66)
MARGIN = (0.21, 0.19, 0.24, 0.22, 0.25, 0.18, 0.26, 0.31, 0.29, 0.20)


@pytest.fixture(params=["da", "en"])
def language(request: pytest.FixtureRequest) -> str:
    """One language after the other."""
    return str(request.param)


@pytest.fixture
def sample(language: str) -> dict[str, Any]:
    """The report's texts in the language."""
    texts = yaml.safe_load((Path(__file__).parent / "sample.yaml").read_text(encoding="utf-8"))
    return dict(texts[language])


@pytest.fixture
def report(language: str, sample: dict[str, Any]) -> NotebookNode:
    """An executed notebook as the runner leaves it."""
    first, who, changed, picture, unknown, quality = map(new_markdown_cell, sample["prose"])
    change = change_table(sample, language)
    cells = [
        first,
        new_code_cell("import evalkit as ek", execution_count=1, metadata={"tags": ["hide"]}),
        shown(2, Text((sample["notice"],), role="notice")),
        who,
        changed,
        shown(3, Text(tuple(sample["points"]), role="list"), change),
        picture,
        shown(4, figure(sample, change)),
        unknown,
        quality,
        shown(5, table(sample["findings"], sample["findings"]["rows"], numbers_from=5)),
    ]
    notebook = new_notebook(cells=cells)
    nbformat.validate(notebook)
    return notebook


def shown(count: int, *blocks: Text | Table | Figure) -> NotebookNode:
    outputs = [
        new_output("display_data", data={BLOCK_TYPE: b.as_data(), "text/plain": str(b)})
        for b in blocks
    ]
    return new_code_cell("ek.show()", execution_count=count, outputs=outputs)


def table(texts: dict[str, Any], rows: list[Any], *, numbers_from: int) -> Table:
    columns = tuple(
        TableColumn(head, "end" if place >= numbers_from else "start")
        for place, head in enumerate(texts["heads"])
    )
    notes = tuple(texts.get("notes", ()))
    return Table(texts["caption"], columns, tuple(tuple(row) for row in rows), notes)


def change_table(sample: dict[str, Any], language: str) -> Table:
    def number(value: float, form: str = "+.2f") -> str:
        text = format(value, form).replace("-", "\N{MINUS SIGN}")
        return text.replace(".", ",") if language == "da" else text

    rows = [
        (
            area,
            str(pairs),
            number(before, ".2f"),
            number(before + change, ".2f"),
            number(change),
            f"{number(change - margin)} {sample['change']['between']} {number(change + margin)}",
            number(change / (margin * pairs**0.5 / 2)),
        )
        for area, pairs, before, change, margin in zip(
            sample["areas"], PAIRS, BEFORE, CHANGE, MARGIN, strict=True
        )
    ]
    return table(sample["change"], rows, numbers_from=1)


def figure(sample: dict[str, Any], data: Table) -> Figure:
    picture, axes = plt.subplots(figsize=(7.5, 4.6), layout="constrained")
    places = range(len(CHANGE))
    marks = {"fmt": "o", "color": "#0f3a52", "ecolor": "#6f7f8c", "capsize": 3}
    axes.errorbar(CHANGE, places, xerr=MARGIN, **marks)
    axes.axvline(0, color="#4d5b68", linewidth=0.8)
    axes.set_yticks(list(places), sample["areas"])
    axes.invert_yaxis()
    axes.set_xlabel(sample["figure"]["axis"])
    axes.spines[["top", "right"]].set_visible(False)
    file = io.BytesIO()
    picture.savefig(file, dpi=160, format="png", metadata={"Software": None})
    plt.close(picture)
    return Figure(file.getvalue(), sample["figure"]["caption"], sample["figure"]["alt"], data)
