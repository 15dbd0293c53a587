"""The package checks with errors that explain, and catches what it expects."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "evalkit"

BROAD = {"BaseException", "Exception"}


def caught(handler: ast.ExceptHandler) -> set[str]:
    """Give the names of what a handler catches; a bare one catches BaseException."""
    if handler.type is None:
        return {"BaseException"}
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return {ast.unparse(kind).removeprefix("builtins.") for kind in kinds}


def suppressed(call: ast.Call) -> set[str]:
    """Give the names that a call of contextlib.suppress is given; of another call, none."""
    if not ast.unparse(call.func).endswith("suppress"):
        return set()
    return {ast.unparse(argument) for argument in call.args}


def problems(path: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Assert):
            found.append(f"{path}:{node.lineno}: assert; raise an EvalkitError that explains")
        if isinstance(node, ast.ExceptHandler) and caught(node) & BROAD:
            found.append(f"{path}:{node.lineno}: a broad except; name what is expected")
        if isinstance(node, ast.Call) and suppressed(node) & BROAD:
            found.append(f"{path}:{node.lineno}: suppresses everything; name what is expected")
    return found


def test_the_package_has_neither() -> None:
    modules = sorted(PACKAGE.rglob("*.py"))
    assert modules, f"no modules in {PACKAGE}"
    found = [problem for path in modules for problem in problems(path)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "source",
    [
        "assert x\n",
        "def f():\n    assert x, 'why'\n",
        "try:\n    f()\nexcept:\n    pass\n",
        "try:\n    f()\nexcept Exception:\n    pass\n",
        "try:\n    f()\nexcept (ValueError, BaseException) as error:\n    raise\n",
        "try:\n    f()\nexcept* Exception:\n    pass\n",
        "with contextlib.suppress(Exception):\n    f()\n",
    ],
)
def test_either_is_found(tmp_path: Path, source: str) -> None:
    path = tmp_path / "module.py"
    path.write_text(source, encoding="utf-8")
    assert len(problems(path)) == 1


def test_the_narrow_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "module.py"
    path.write_text(
        "try:\n    f()\nexcept (KeyError, ValueError):\n    raise Exception\n"
        "with contextlib.suppress(KeyError):\n    f()\n",
        encoding="utf-8",
    )
    assert problems(path) == []
