"""A module or function that outgrows its budget hides a second concept."""

import ast
import io
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "evalkit"

MODULE_LINES = 400
BODY_LINES = 45
POSITIONAL = 3
ARGUMENTS = 8

Function = ast.FunctionDef | ast.AsyncFunctionDef

NOT_CODE = {
    tokenize.COMMENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
    tokenize.INDENT,
    tokenize.NEWLINE,
    tokenize.NL,
}


def code_lines(source: str) -> set[int]:
    """Give the numbers of the lines that hold more than white space and comments."""
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in NOT_CODE:
            lines.update(range(token.start[0], token.end[0] + 1))
    return lines


def functions(tree: ast.AST, *, in_class: bool = False) -> Iterator[tuple[Function, bool]]:
    """Give every function at any depth, and whether it is a method."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, Function):
            yield node, in_class
        yield from functions(node, in_class=isinstance(node, ast.ClassDef))


def body_size(function: Function, lines: set[int]) -> int:
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    if not body:
        return 0
    return len(lines & set(range(body[0].lineno, (function.end_lineno or 0) + 1)))


def argument_counts(function: Function, *, is_method: bool) -> tuple[int, int]:
    """Count the arguments that may be given by position, and all of them, without self."""
    given = function.args
    positional = len(given.posonlyargs) + len(given.args)
    is_static = any(
        isinstance(d, ast.Name) and d.id == "staticmethod" for d in function.decorator_list
    )
    if is_method and not is_static:
        positional -= 1
    stars = (given.vararg is not None) + (given.kwarg is not None)
    return positional, positional + len(given.kwonlyargs) + stars


def problems(path: Path) -> list[str]:
    source = path.read_text(encoding="utf-8")
    found = []
    length = len(source.splitlines())
    if length > MODULE_LINES:
        found.append(f"{path}: {length} lines, the budget is {MODULE_LINES}")
    lines = code_lines(source)
    for function, is_method in functions(ast.parse(source)):
        where = f"{path}:{function.lineno} {function.name}"
        size = body_size(function, lines)
        positional, everything = argument_counts(function, is_method=is_method)
        if size > BODY_LINES:
            found.append(f"{where}: a body of {size} lines, the budget is {BODY_LINES}")
        if positional > POSITIONAL:
            found.append(f"{where}: {positional} positional arguments, the budget is {POSITIONAL}")
        if everything > ARGUMENTS:
            found.append(f"{where}: {everything} arguments, the budget is {ARGUMENTS}")
    return found


def test_the_package_keeps_its_budget() -> None:
    modules = sorted(PACKAGE.rglob("*.py"))
    assert modules, f"no modules in {PACKAGE}"
    found = [problem for path in modules for problem in problems(path)]
    assert not found, "a concept is hiding here, give it a name of its own:\n" + "\n".join(found)


def body(lines: int) -> str:
    return "    x = 1\n" * lines


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x = 1\n" * 401, "401 lines"),
        ("def f():\n" + body(46), "f: a body of 46 lines"),
        ("class A:\n    def f(self):\n" + "        x = 1\n" * 46, "f: a body of 46 lines"),
        ("def f():\n    def g():\n" + "        x = 1\n" * 45, "f: a body of 46 lines"),
        ('def f():\n    x = """\n' + "# text\n" * 44 + '"""\n', "f: a body of 46 lines"),
        ("def f(a, b, c, d): ...\n", "f: 4 positional arguments"),
        ("async def f(a, /, b, c, d): ...\n", "f: 4 positional arguments"),
        ("class A:\n    def f(self, a, b, c, d): ...\n", "f: 4 positional arguments"),
        ("class A:\n    @staticmethod\n    def f(a, b, c, d): ...\n", "f: 4 positional arguments"),
        ("def f(*, a, b, c, d, e, f, g, h, i): ...\n", "f: 9 arguments"),
        ("def f(a, *rest, b, c, d, e, f, g, **more): ...\n", "f: 9 arguments"),
    ],
)
def test_too_much_is_found(tmp_path: Path, source: str, expected: str) -> None:
    path = tmp_path / "module.py"
    path.write_text(source, encoding="utf-8")
    assert [problem for problem in problems(path) if expected in problem]


@pytest.mark.parametrize(
    "source",
    [
        "x = 1\n" * 400,
        "def f():\n" + body(45),
        'def f():\n    """Say.\n\n    More.\n    """\n' + body(44) + "    # why\n\n" + body(1),
        'def f():\n    """Only say."""\n',
        "def f(a, b, c, *, d, e, f, g, h): ...\n",
        "class A:\n    def f(self, a, b, c): ...\n",
        "class A:\n    @classmethod\n    def f(cls, a, b, c): ...\n",
    ],
)
def test_enough_is_left_alone(tmp_path: Path, source: str) -> None:
    path = tmp_path / "module.py"
    path.write_text(source, encoding="utf-8")
    assert problems(path) == []
