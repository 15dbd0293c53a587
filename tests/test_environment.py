"""environment.yml promises conda users what pyproject.toml and uv.lock promise everybody."""

import copy
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]

# Where conda-forge has another name: `tzdata` there is the time zones without Python.
CONDA_NAMES = {"matplotlib": "matplotlib-base", "tzdata": "python-tzdata"}
# Of the development tools, those that the tests import.
TEST_TOOLS = {"hypothesis", "openpyxl", "pytest"}

Specifiers = dict[str, SpecifierSet]


def requirements(texts: list[str]) -> Specifiers:
    parsed = [Requirement(text) for text in texts]
    return {canonicalize_name(one.name): one.specifier for one in parsed}


def promised(project: dict[str, Any]) -> Specifiers:
    """Give what environment.yml has to hold, under conda's names."""
    tools = requirements(project["dependency-groups"]["dev"])
    wanted = requirements(project["project"]["dependencies"])
    wanted |= {name: bounds for name, bounds in tools.items() if name in TEST_TOOLS}
    wanted = {CONDA_NAMES.get(name, name): bounds for name, bounds in wanted.items()}
    python = SpecifierSet(project["project"]["requires-python"])
    return wanted | {"python": python, "pip": SpecifierSet()}


def conda_specifiers(environment: dict[str, Any]) -> Specifiers:
    found: Specifiers = {}
    for line in environment["dependencies"][:-1]:
        name, bounds = re.fullmatch(r"([a-z0-9][a-z0-9._-]*)\s*(.*)", line).groups()
        found[name] = SpecifierSet(bounds)
    return found


def environment_problems(environment: dict[str, Any], project: dict[str, Any]) -> list[str]:
    problems = []
    if environment["channels"] != ["conda-forge", "nodefaults"]:
        problems.append(f"channels are {environment['channels']}, not conda-forge and nodefaults")
    if environment["dependencies"][-1] != {"pip": ["-e ."]}:
        return [*problems, "the last dependency is not `pip: [-e .]`"]
    found, wanted = conda_specifiers(environment), promised(project)
    if len(found) != len(environment["dependencies"]) - 1:
        problems.append("a package is named twice")
    problems += [f"{name} is missing" for name in sorted(wanted.keys() - found.keys())]
    problems += [
        f"{name} is not in pyproject.toml" for name in sorted(found.keys() - wanted.keys())
    ]
    problems += [
        f"{name} is {found[name]} here and {wanted[name]} in pyproject.toml"
        for name in sorted(found.keys() & wanted.keys())
        if found[name] != wanted[name]
    ]
    return problems


def lock_problems(lock: dict[str, Any], project: dict[str, Any]) -> list[str]:
    problems = []
    python = SpecifierSet(project["project"]["requires-python"])
    if SpecifierSet(lock["requires-python"]) != python:
        problems.append(
            f"uv.lock is for Python {lock['requires-python']}, pyproject.toml says {python}"
        )
    wanted = requirements(
        project["project"]["dependencies"] + project["dependency-groups"]["dev"],
    )
    for name, bounds in wanted.items():
        versions = [one["version"] for one in lock["package"] if one["name"] == name]
        if not versions:
            problems.append(f"{name} is not locked")
        problems += [
            f"{name} {version} is locked, pyproject.toml says {bounds}"
            for version in versions
            if not bounds.contains(version, prereleases=True)
        ]
    return problems


def read_environment() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))


def read_toml(name: str) -> dict[str, Any]:
    return tomllib.loads((ROOT / name).read_text(encoding="utf-8"))


def test_environment_says_what_pyproject_says() -> None:
    found = environment_problems(read_environment(), read_toml("pyproject.toml"))
    assert not found, "\n".join(found)


def test_the_lock_keeps_the_bounds() -> None:
    found = lock_problems(read_toml("uv.lock"), read_toml("pyproject.toml"))
    assert not found, "\n".join(found)


def test_every_other_name_is_used() -> None:
    runtime = requirements(read_toml("pyproject.toml")["project"]["dependencies"])
    assert runtime.keys() >= CONDA_NAMES.keys()


PROJECT: dict[str, Any] = {
    "project": {"requires-python": ">=3.11", "dependencies": ["PyYAML>=6", "tzdata>=2025.1,<2030"]},
    "dependency-groups": {"dev": ["pytest>=8", "ruff>=0.11"]},
}
ENVIRONMENT: dict[str, Any] = {
    "channels": ["conda-forge", "nodefaults"],
    "dependencies": [
        "python >=3.11",
        "pip",
        "python-tzdata <2030,>=2025.1",
        "pyyaml>=6",
        "pytest >=8",
        {"pip": ["-e ."]},
    ],
}
LOCK: dict[str, Any] = {
    "requires-python": ">=3.11",
    "package": [
        {"name": "pyyaml", "version": "6.1"},
        {"name": "pyyaml", "version": "6.2"},
        {"name": "tzdata", "version": "2026.1"},
        {"name": "pytest", "version": "9.0"},
        {"name": "ruff", "version": "0.12"},
    ],
}


def test_what_agrees_is_left_alone() -> None:
    assert environment_problems(ENVIRONMENT, PROJECT) == []
    assert lock_problems(LOCK, PROJECT) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda e: e["channels"].append("defaults"), "channels are"),
        (lambda e: e["channels"].remove("nodefaults"), "channels are"),
        (lambda e: e["dependencies"].pop(), "last dependency"),
        (lambda e: e["dependencies"].remove("pyyaml>=6"), "pyyaml is missing"),
        (lambda e: e["dependencies"].remove("pip"), "pip is missing"),
        (lambda e: e["dependencies"].remove("pytest >=8"), "pytest is missing"),
        (lambda e: e["dependencies"].insert(0, "ruff >=0.11"), "ruff is not in pyproject"),
        (lambda e: e["dependencies"].insert(0, "tzdata"), "tzdata is not in pyproject"),
        (lambda e: e["dependencies"].insert(0, "pip"), "named twice"),
        (lambda e: e["dependencies"].__setitem__(0, "python >=3.10"), "python is >=3.10 here"),
        (lambda e: e["dependencies"].__setitem__(3, "pyyaml"), "pyyaml is  here and >=6"),
    ],
)
def test_a_difference_is_found(change: Callable[[dict[str, Any]], None], expected: str) -> None:
    environment = copy.deepcopy(ENVIRONMENT)
    change(environment)
    found = environment_problems(environment, PROJECT)
    assert len(found) == 1
    assert expected in found[0]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda lock: lock.update({"requires-python": ">=3.12"}), "is for Python >=3.12"),
        (lambda lock: lock["package"].pop(), "ruff is not locked"),
        (lambda lock: lock["package"][1].update(version="5.4"), "pyyaml 5.4 is locked"),
        (lambda lock: lock["package"][2].update(version="2030.1"), "tzdata 2030.1 is locked"),
    ],
)
def test_a_lock_out_of_bounds_is_found(
    change: Callable[[dict[str, Any]], None], expected: str
) -> None:
    lock = copy.deepcopy(LOCK)
    change(lock)
    found = lock_problems(lock, PROJECT)
    assert len(found) == 1
    assert expected in found[0]
