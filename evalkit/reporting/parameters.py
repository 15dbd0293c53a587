"""What a notebook asks for: its parameters, named and typed, checked before anything runs."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from evalkit.definition_files import LANGUAGES
from evalkit.errors import InputError, did_you_mean
from evalkit.present.audience import check_audience
from evalkit.reporting.person_keys import PERSON, check_person
from evalkit.reporting.project import Project
from evalkit.reporting.subject import subject_of
from evalkit.sets.cohort import period
from evalkit.sets.windows import POPULATIONS, quarter

__all__ = ["Parameter", "checked_parameters", "declared_parameters", "from_text"]

PARAMETERS_TAG = "parameters"
# Arguments of `run_report` itself.
_TAKEN = ("notebook", "data", "output", "reports", "force")
_TYPES: Mapping[str, type] = {"str": str, "int": int, "float": float, "bool": bool}
_IN_WORDS = {str: "a text", int: "a whole number", float: "a number", bool: "True or False"}


@dataclass(frozen=True)
class Parameter:
    """One line of a notebook's parameters cell.

    Attributes
    ----------
    name : str
        Its name.
    type : type
        str, int, float or bool: as annotated, else that of the default.
    default : object
        What it is when nothing else is said.
    """

    name: str
    type: type
    default: Any


def declared_parameters(notebook: Mapping[str, Any]) -> dict[str, Parameter]:
    """Return the parameters of a notebook's cell tagged "parameters".

    Parameters
    ----------
    notebook : mapping
        The notebook as JSON data.

    Returns
    -------
    dict of str to Parameter
        In the order of the cell.

    Raises
    ------
    InputError
        When there is not one such cell, a line in it is not ``name = value``, a default is not of
        the type stated, or a name is one that `run_report` needs for itself.
    """
    cells = [
        c for c in notebook["cells"] if PARAMETERS_TAG in c.get("metadata", {}).get("tags", [])
    ]
    if len(cells) != 1:
        raise InputError(
            f"The notebook has {len(cells)} cells tagged '{PARAMETERS_TAG}'; exactly one is "
            f"expected. Tag the cell with the parameters in JupyterLab (Property inspector)."
        )
    try:
        found = [_parameter(line) for line in ast.parse("".join(cells[0]["source"])).body]
    except (SyntaxError, ValueError):
        raise InputError(
            "The parameters cell of the notebook holds something else than lines such as "
            'language = "da" (a name and one text, number, True or False). Move the rest to '
            "another cell."
        ) from None
    for parameter in found:
        if parameter.name in _TAKEN:
            raise InputError(
                f"The notebook's parameter '{parameter.name}' has the name of an argument of "
                f"run_report. Give it another name."
            )
    return {parameter.name: parameter for parameter in found}


def _parameter(line: ast.stmt) -> Parameter:
    if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name) and line.value:
        if not isinstance(line.annotation, ast.Name) or line.annotation.id not in _TYPES:
            raise ValueError(line.target.id)
        stated = _TYPES[line.annotation.id]
        default = ast.literal_eval(line.value)
        if not _fits(default, stated):
            raise ValueError(line.target.id)
        return Parameter(line.target.id, stated, stated(default))
    if isinstance(line, ast.Assign) and len(line.targets) == 1:
        target, default = line.targets[0], ast.literal_eval(line.value)
        if isinstance(target, ast.Name) and type(default) in _TYPES.values():
            return Parameter(target.id, type(default), default)
    raise ValueError(type(line).__name__)


def _fits(value: object, wanted: type) -> bool:
    """Whether a value is of a type: True is no whole number, 3 is a number, infinity is not."""
    if wanted is float:
        return type(value) in (int, float) and math.isfinite(value)  # type: ignore[arg-type]
    return type(value) is wanted


def from_text(declared: Mapping[str, Parameter], name: str, text: str) -> object:
    """Return a parameter's value from what was typed on a command line.

    Parameters
    ----------
    declared : mapping
        From `declared_parameters`.
    name, text : str
        As typed.

    Returns
    -------
    object
        Of the parameter's type: 0101 stays the text "0101" where a text is declared.

    Raises
    ------
    InputError
        When the notebook has no such parameter, or the text is not of its type.
    """
    parameter = _known(declared, name)
    if parameter.type is str:
        return text
    read = _READERS[parameter.type](text)
    if read is None or not _fits(read, parameter.type):
        raise InputError(
            f"Parameter '{name}' is {text!r}; {_IN_WORDS[parameter.type]} is expected."
        )
    return read


def _whole(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[-+]?[0-9]+", text) else None


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"[-+]?[0-9]+(\.[0-9]+)?", text) else None


def _yes_no(text: str) -> bool | None:
    return {"true": True, "false": False}.get(text.casefold())


_READERS: Mapping[type, Callable[[str], object]] = {int: _whole, float: _number, bool: _yes_no}


def _known(declared: Mapping[str, Parameter], name: str) -> Parameter:
    if name not in declared:
        raise InputError(f"The notebook has no parameter '{name}'. {did_you_mean(name, declared)}")
    return declared[name]


def checked_parameters(
    declared: Mapping[str, Parameter],
    given: Mapping[str, object],
    *,
    project: Project,
    of_registry: bool = False,
) -> dict[str, object]:
    """Return every parameter's value, defaults filled in, after checking names, types and meaning.

    Parameters
    ----------
    declared : mapping
        From `declared_parameters`.
    given : mapping
        What the caller says.
    project : Project
        Whose programmes and language count.
    of_registry : bool
        Whether the parameter `programme` is of the registry, and needs no data.

    Returns
    -------
    dict of str to object
        In the order of the notebook.

    Raises
    ------
    InputError
        On an unknown name (the nearest is suggested), a value of another type, an unknown
        programme, quarter, day (`as_of`), period (`start`, `end`), language or audience; on a
        `person` who is not named by a pseudonym.
    """
    values = {}
    for name, value in given.items():
        parameter = _known(declared, name)
        if not _fits(value, parameter.type):
            shown = "" if name == PERSON else f"{value!r} "
            raise InputError(
                f"Parameter '{name}' is {shown}({type(value).__name__}); "
                f"{_IN_WORDS[parameter.type]} is expected, such as {parameter.default!r}."
            )
        values[name] = parameter.type(value)
    for parameter in declared.values():
        values.setdefault(parameter.name, parameter.default)
    if "language" in declared and "language" not in given:
        values["language"] = project.language
    if "programme" in values:
        subject_of(values["programme"], project, of_registry=of_registry)
    for name, check in _MEANINGS.items():
        if name in values:
            check(values[name], project)
    if PERSON in values:
        check_person(values, project)
    if values.get("end") or {"start", "end"} <= values.keys():
        period(str(values.get("start", "")), str(values["end"]))
    return {name: values[name] for name in declared}


def _check_quarter(value: object, _: Project) -> None:
    quarter(str(value))


def _check_as_of(value: object, _: Project) -> None:
    if not value:
        raise InputError(
            "Parameter 'as_of' is empty. Give the last day that counts as yyyy-mm-dd, such as "
            "'2026-09-30'."
        )
    period("", str(value))


def _check_language(value: object, _: Project) -> None:
    if value not in LANGUAGES:
        raise InputError(
            f"Parameter 'language' is {value!r}. {did_you_mean(str(value), LANGUAGES)}"
        )


def _check_audience(value: object, _: Project) -> None:
    check_audience(str(value))


def _check_population(value: object, _: Project) -> None:
    if value not in POPULATIONS:
        raise InputError(
            f"Parameter 'population' is {value!r}. {did_you_mean(str(value), POPULATIONS)}"
        )


# Parameters that mean the same in every notebook.
_MEANINGS: Mapping[str, Callable[[object, Project], None]] = {
    "quarter": _check_quarter,
    "language": _check_language,
    "audience": _check_audience,
    "as_of": _check_as_of,
    "population": _check_population,
}
