"""The public names: they resolve, they say what they do, and nothing hides them."""

from __future__ import annotations

import inspect
import pkgutil
import subprocess
import sys

import pytest

import evalkit as ek

NAMES = sorted(set(ek.__all__) - {"__version__"})
FUNCTIONS = [name for name in NAMES if inspect.isfunction(getattr(ek, name))]
CLASSES = [name for name in NAMES if inspect.isclass(getattr(ek, name))]
CONTRACT = {
    *("load", "instrument", "score", "pre_post", "plot_pre_post", "say", "run_report"),
    *("EvalkitError", "InputError", "DefinitionError", "RunError"),
}


def test_the_list_is_sorted_complete_and_holds_the_contract() -> None:
    assert sorted(ek.__all__) == list(ek.__all__)
    assert dir(ek) == list(ek.__all__)
    assert set(ek.__all__) >= CONTRACT
    assert set(FUNCTIONS) | set(CLASSES) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_public_name_says_what_it_does(name: str) -> None:
    said = inspect.getdoc(getattr(ek, name))
    assert said
    first = said.splitlines()[0]
    assert first.endswith((".", ":")) or said.split("\n\n")[0].endswith((".", ":"))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_public_function_has_a_whole_docstring(name: str) -> None:
    function = getattr(ek, name)
    said = inspect.getdoc(function) or ""
    parameters = inspect.signature(function).parameters
    for section in ("Parameters", "Returns", "Examples"):
        if section == "Parameters" and not parameters:
            continue
        assert f"\n{section}\n{'-' * len(section)}\n" in said, section
    for parameter in parameters:
        assert parameter in said, f"{parameter} is not described"


@pytest.mark.parametrize("name", FUNCTIONS)
def test_at_most_three_arguments_have_no_name(name: str) -> None:
    kinds = [one.kind for one in inspect.signature(getattr(ek, name)).parameters.values()]
    named = (inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.VAR_KEYWORD)
    assert sum(kind not in named for kind in kinds) <= 3


def test_no_public_name_is_that_of_a_module() -> None:
    modules = {module.name for module in pkgutil.iter_modules(ek.__path__)}
    assert not modules & set(ek.__all__), "importing the module would replace the name"


def test_every_name_is_still_itself_when_all_modules_are_loaded() -> None:
    code = (
        "import importlib, pkgutil, evalkit as ek\n"
        "for one in pkgutil.walk_packages(ek.__path__, 'evalkit.'):\n"
        "    one.name.endswith('__main__') or importlib.import_module(one.name)\n"
        "wrong = [n for n in ek.__all__ if type(getattr(ek, n)).__name__ == 'module']\n"
        "raise SystemExit(', '.join(wrong))\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert ended.stderr.strip() == ""


def test_a_name_that_is_not_there() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'prepost'"):
        _ = ek.prepost


def test_the_errors_have_one_base_which_is_a_value_error() -> None:
    for error in (ek.InputError, ek.DefinitionError, ek.RunError):
        assert issubclass(error, ek.EvalkitError)
    assert issubclass(ek.EvalkitError, ValueError)
