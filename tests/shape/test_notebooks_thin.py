"""Notebooks are thin: prose, one cell of parameters and single evalkit calls, without outputs."""

import ast
import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"

LOGIC = {
    ast.AsyncFor: "a loop",
    ast.AsyncFunctionDef: "a function",
    ast.AsyncWith: "a with",
    ast.ClassDef: "a class",
    ast.DictComp: "a comprehension",
    ast.For: "a loop",
    ast.FunctionDef: "a function",
    ast.GeneratorExp: "a comprehension",
    ast.If: "an if",
    ast.IfExp: "an if",
    ast.Lambda: "a lambda",
    ast.ListComp: "a comprehension",
    ast.Match: "a match",
    ast.SetComp: "a comprehension",
    ast.Try: "a try",
    ast.TryStar: "a try",
    ast.While: "a loop",
    ast.With: "a with",
}

# A path from the root, a home or a drive; not an address, nor the slash in "og/eller".
ABSOLUTE_IN_PROSE = re.compile(r"(?<![\w.:/<)-])(?:/\w+/\w|~/)|\b[A-Za-z]:\\")
ABSOLUTE_IN_STRING = re.compile(r"^(?:/|~|[A-Za-z]:[\\/]|file:)")


def imported(node: ast.AST) -> list[str]:
    """Give the packages a node imports."""
    if isinstance(node, ast.Import):
        return [alias.name.split(".")[0] for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [(node.module or ".").split(".")[0]]
    return []


def code_problems(source: str) -> Iterator[str]:
    try:
        tree = ast.parse(source)
    except SyntaxError:
        yield "is not plain Python"
        return
    for node in ast.walk(tree):
        if type(node) in LOGIC:
            yield f"holds {LOGIC[type(node)]}; that belongs in the package"
        for name in imported(node):
            if name != "evalkit":
                yield f"imports {name}; a notebook imports evalkit only"
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and ABSOLUTE_IN_STRING.match(text):
            yield f"holds an absolute path: {text}"


def parameter_problems(source: str) -> Iterator[str]:
    """Tell what in the cell of parameters is not `name = literal`."""
    try:
        statements = ast.parse(source).body
    except SyntaxError:
        return  # told by code_problems
    for statement in statements:
        named = isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value is not None
        try:
            literal = named and ast.literal_eval(statement.value) is not ...
        except ValueError:
            literal = False
        if not literal:
            yield f"line {statement.lineno} is no parameter (name = literal)"


def cell_problems(cell: dict[str, Any]) -> Iterator[str]:
    if cell["cell_type"] != "code":
        if ABSOLUTE_IN_PROSE.search(cell["source"]):
            yield "names an absolute path"
        return
    if cell["outputs"]:
        yield "has outputs; clear them"
    if cell["execution_count"] is not None:
        yield "has an execution count; clear the outputs"
    if {"papermill", "execution"} & set(cell["metadata"]):
        yield "carries the record of a run in its metadata"
    if "parameters" in cell["metadata"].get("tags", []):
        yield from parameter_problems(cell["source"])
    yield from code_problems(cell["source"])


def notebook_problems(raw: dict[str, Any]) -> Iterator[str]:
    if (raw.get("nbformat"), raw.get("nbformat_minor")) != (4, 5):
        yield "is not nbformat 4.5"
        return
    ids = [cell.get("id") for cell in raw["cells"]]
    if None in ids or len(set(ids)) < len(ids):  # nbformat only warns about these
        yield "is not a valid notebook: every cell needs an id of its own"
        return
    try:
        nbformat.validate(raw, relax_add_props=False)
    except nbformat.ValidationError as error:
        yield f"is not a valid notebook: {str(error).splitlines()[0]}"
        return
    if raw["metadata"].get("kernelspec", {}).get("name") != "python3":
        yield "has another kernel than python3"
    if "papermill" in raw["metadata"]:
        yield "carries the record of a run in its metadata"
    tagged = [cell for cell in raw["cells"] if "parameters" in cell["metadata"].get("tags", [])]
    if len(tagged) != 1 or tagged[0]["cell_type"] != "code":
        yield f"has {len(tagged)} cells tagged `parameters`; it needs one, with code"
    for number, cell in enumerate(raw["cells"], start=1):
        source = "".join(cell["source"])
        yield from (f"cell {number} {p}" for p in cell_problems({**cell, "source": source}))


def problems(path: Path) -> list[str]:
    raw = json.loads(path.read_text(encoding="utf-8"))
    return [f"{path}: {problem}" for problem in notebook_problems(raw)]


def test_the_notebooks_are_thin() -> None:
    paths = sorted(NOTEBOOKS.glob("*.ipynb"))
    assert paths, f"no notebooks in {NOTEBOOKS}"
    found = [problem for path in paths for problem in problems(path)]
    assert not found, "\n".join(found)


def code(source: str, *, id_: str = "code", tags: tuple[str, ...] = ()) -> dict[str, Any]:
    metadata = {"tags": list(tags)} if tags else {}
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": id_,
        "metadata": metadata,
        "outputs": [],
        "source": source.splitlines(keepends=True),
    }


def prose(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": "prose", "metadata": {}, "source": [source]}


THIN: dict[str, Any] = {
    "cells": [
        {"cell_type": "markdown", "id": "title", "metadata": {}, "source": ["# Title, og/eller\n"]},
        code("import evalkit as ek\nfrom evalkit import say", id_="imports"),
        code('quarter = "2026Q3"\nsites: list = ["a/b"]', id_="settings", tags=("parameters",)),
        code("ek.pre_post(scores, better={'a': 'higher'})", id_="call"),
    ],
    "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    "nbformat": 4,
    "nbformat_minor": 5,
}


def write(path: Path, notebook: dict[str, Any]) -> Path:
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path


def test_a_thin_notebook_is_left_alone(tmp_path: Path) -> None:
    assert problems(write(tmp_path / "thin.ipynb", THIN)) == []


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (code("import pandas as pd"), "imports pandas"),
        (code("from evalkitx.a import b"), "imports evalkitx"),
        (code("from . import b"), "imports "),
        (code("def f():\n    return 1"), "holds a function"),
        (code("class A:\n    x = 1"), "holds a class"),
        (code("for x in y:\n    f(x)"), "holds a loop"),
        (code("while x:\n    f(x)"), "holds a loop"),
        (code("if x:\n    f(x)"), "holds an if"),
        (code("f(1 if x else 2)"), "holds an if"),
        (code("try:\n    f()\nfinally:\n    g()"), "holds a try"),
        (code("with f():\n    g()"), "holds a with"),
        (code("f(lambda x: x)"), "holds a lambda"),
        (code("[x for x in y]"), "holds a comprehension"),
        (code("f(x for x in y)"), "holds a comprehension"),
        (code("%matplotlib inline"), "is not plain Python"),
        (code("ek.load('/srv/export.csv')"), "an absolute path"),
        (code("ek.load('D:\\\\export.csv')"), "an absolute path"),
        (code("ek.load('~/export.csv')"), "an absolute path"),
        (prose("The file is in /srv/exports/star."), "an absolute path"),
        (prose("The file is in `H:\\exports`."), "an absolute path"),
        (code("x = 1", tags=("parameters",)), "has 2 cells tagged"),
        ({**code("f()"), "execution_count": 3}, "execution count"),
        ({**code("f()"), "metadata": {"execution": {}}}, "record of a run"),
        (
            {
                **code("f()"),
                "outputs": [{"output_type": "stream", "name": "stdout", "text": ["1"]}],
            },
            "has outputs",
        ),
        (code("f()", id_="title"), "not a valid notebook"),
        (code("f()", id_="not an id"), "not a valid notebook"),
        ({key: value for key, value in code("f()").items() if key != "id"}, "not a valid notebook"),
    ],
)
def test_a_thick_cell_is_found(tmp_path: Path, cell: dict[str, Any], expected: str) -> None:
    notebook = {**THIN, "cells": [*THIN["cells"], cell]}
    found = problems(write(tmp_path / "thick.ipynb", notebook))
    assert len(found) == 1
    assert expected in found[0]


@pytest.mark.parametrize("source", ["x = f()", "f()", "x: int", "x = y"])
def test_a_parameter_that_is_none_is_found(tmp_path: Path, source: str) -> None:
    notebook = copy.deepcopy(THIN)
    notebook["cells"][2]["source"] = [source]
    found = problems(write(tmp_path / "thick.ipynb", notebook))
    assert len(found) == 1
    assert "is no parameter" in found[0]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"nbformat_minor": 4}, "is not nbformat 4.5"),
        ({"metadata": {"kernelspec": {"name": "ir", "display_name": "R"}}}, "another kernel"),
        ({"metadata": {}}, "another kernel"),
        ({"metadata": {**THIN["metadata"], "papermill": {}}}, "record of a run"),
        ({"cells": THIN["cells"][:2]}, "has 0 cells tagged"),
    ],
)
def test_a_wrong_notebook_is_found(tmp_path: Path, change: dict[str, Any], expected: str) -> None:
    found = problems(write(tmp_path / "wrong.ipynb", {**THIN, **change}))
    assert len(found) == 1
    assert expected in found[0]
