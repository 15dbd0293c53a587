"""Parameters: read from the notebook without running it, checked before anything runs."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from evalkit.errors import InputError
from evalkit.reporting.parameters import checked_parameters, declared_parameters, from_text
from evalkit.reporting.project import open_project


def notebook(*sources: str) -> dict[str, Any]:
    tagged = {"tags": ["parameters"]}
    cells = [{"cell_type": "code", "metadata": tagged, "source": one} for one in sources]
    return {"cells": [*cells, {"cell_type": "code", "metadata": {}, "source": "x = 1"}]}


GOOD = """
# a comment
programme: str = "unik"
kommune = "0101"
count: int = -3
share: float = 1
deep: bool = False
"""


def test_names_types_and_defaults() -> None:
    declared = declared_parameters(notebook(GOOD))
    assert {name: (one.type, one.default) for name, one in declared.items()} == {
        "programme": (str, "unik"),
        "kommune": (str, "0101"),
        "count": (int, -3),
        "share": (float, 1.0),
        "deep": (bool, False),
    }
    as_lines = {"cells": [{"metadata": {"tags": ["parameters"]}, "source": ["a = 1\n", "b = 2"]}]}
    assert list(declared_parameters(as_lines)) == ["a", "b"]


@pytest.mark.parametrize(
    "source",
    [
        "import os",
        "x = [1]",
        "x = None",
        "x: str",
        "x: str = 3",
        "x: int = True",
        "x: int = 1.5",
        "x: float = 1e999",
        "x: list = 'a'",
        "x: 'str' = 'a'",
        "x = y = 1",
        "x, y = 1, 2",
        "x = open('a')",
        "x += 1",
        "print('a')",
        "x = ",
        "x = 'a' if True else 'b'",
    ],
)
def test_anything_but_names_and_values_is_refused(source: str) -> None:
    with pytest.raises(InputError, match="something else than lines such as"):
        declared_parameters(notebook(source))


@pytest.mark.parametrize("name", ["notebook", "data", "output", "reports", "force"])
def test_a_name_that_run_report_needs_is_refused(name: str) -> None:
    with pytest.raises(InputError, match=f"'{name}' has the name of an argument of run_report"):
        declared_parameters(notebook(f"{name} = 'a'"))


@pytest.mark.parametrize("sources", [(), ("a = 1", "b = 2")])
def test_exactly_one_cell_of_parameters(sources: tuple[str, ...]) -> None:
    with pytest.raises(InputError, match=f"has {len(sources)} cells tagged 'parameters'"):
        declared_parameters(notebook(*sources))


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("kommune", "0101", "0101"),
        ("kommune", "no", "no"),
        ("kommune", "", ""),
        ("count", "0101", 101),
        ("count", "-7", -7),
        ("share", "0.5", 0.5),
        ("deep", "true", True),
        ("deep", "False", False),
    ],
)
def test_what_is_typed_keeps_its_type(name: str, text: str, value: object) -> None:
    read = from_text(declared_parameters(notebook(GOOD)), name, text)
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("count", "1.5"),
        ("count", "1_000"),
        ("count", "１５"),  # noqa: RUF001 - digits of another script
        ("share", "0,5"),
        ("share", "nan"),
        ("share", "inf"),
        ("deep", "1"),
        ("deep", "ja"),
    ],
)
def test_what_is_not_of_the_type_is_refused(name: str, text: str) -> None:
    with pytest.raises(InputError, match=f"Parameter '{name}' is .* is expected"):
        from_text(declared_parameters(notebook(GOOD)), name, text)


def test_the_nearest_name_is_suggested() -> None:
    declared = declared_parameters(notebook(GOOD))
    with pytest.raises(InputError, match=r"no parameter 'komune'\. Did you mean 'kommune'\?"):
        from_text(declared, "komune", "0101")


# Checked ----------------------------------------------------------------------------------

ASKED = """
programme: str = "cafe_step"
quarter: str = "2026Q3"
language: str = "en"
audience: str = "internal"
population: str = "all"
count: int = 3
share: float = 0.5
"""


def checked(**given: object) -> dict[str, object]:
    return checked_parameters(
        declared_parameters(notebook(ASKED)), given, project=open_project(Path.cwd())
    )


def test_defaults_are_filled_in_and_the_settings_decide_the_language(project: Path) -> None:
    assert checked(share=1) == {
        "programme": "cafe_step",
        "quarter": "2026Q3",
        "language": "da",
        "audience": "internal",
        "population": "all",
        "count": 3,
        "share": 1.0,
    }
    assert checked(language="en")["language"] == "en"
    (project / "evalkit.toml").write_text('data = "data"\nlanguage = "en"\n', encoding="utf-8")
    assert checked()["language"] == "en"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"programe": "unik"}, "no parameter 'programe'. Did you mean 'programme'?"),
        ({"programme": "cafe_stepp"}, "no programme 'cafe_stepp'. Did you mean 'cafe_step'?"),
        ({"programme": 101}, "Parameter 'programme' is 101 (int); a text is expected"),
        ({"count": True}, "Parameter 'count' is True (bool); a whole number is expected"),
        ({"count": 1.0}, "a whole number is expected"),
        ({"count": "3"}, "a whole number is expected"),
        ({"share": float("nan")}, "a number is expected"),
        ({"share": False}, "a number is expected"),
        ({"quarter": "2026-3"}, "The quarter is '2026-3'. Write year, Q and 1 to 4"),
        ({"language": "dk"}, "Parameter 'language' is 'dk'"),
        ({"population": "quarters"}, "Did you mean 'quarter'?"),
        ({"audience": "public"}, "audience='public' is refused: evalkit cannot yet protect small"),
        ({"audience": "intern"}, "Did you mean 'internal'?"),
    ],
)
def test_what_is_wrong_is_told(project: Path, given: dict[str, object], message: str) -> None:
    with pytest.raises(InputError) as caught:
        checked(**given)
    assert message in str(caught.value)


def test_without_any_programme_the_message_says_what_is_expected(project: Path) -> None:
    shutil.rmtree(project / "data" / "cafe_step")
    with pytest.raises(InputError, match=r"no programme in 'data'\. One folder per programme"):
        checked()
