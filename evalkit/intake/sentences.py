"""The sentences of the data dictionary, from the definitions."""

from __future__ import annotations

from functools import cache

from evalkit.definition_files import builtin_folder, read_definition

__all__ = ["danish_meaning", "plain_number", "sentence"]


def sentence(name: str, language: str, /, **facts: object) -> str:
    """Return one sentence of the dictionary, filled in.

    Examples
    --------
    >>> sentence("code_of_width", "en", width=4)
    'a code of 4 characters, read letter by letter'
    """
    return _words()[name][language].format(**facts)


def danish_meaning(table: str, column: str) -> str:
    """Return what a column of a long table means, in Danish.

    Examples
    --------
    >>> danish_meaning("enrolments", "started")
    'første dag'
    """
    return _danish()[table].get(column) or _danish()["provenance"][column]


def plain_number(value: float, language: str = "en") -> str:
    """Return a limit as it is written: 10 and not 10.0, in Danish with a comma.

    Examples
    --------
    >>> plain_number(10.0), plain_number(0.5, "da"), plain_number(1234567)
    ('10', '0,5', '1234567')
    """
    text = str(int(value)) if float(value).is_integer() else repr(float(value))
    return text.replace(".", ",") if language == "da" else text


@cache
def _words() -> dict[str, dict[str, str]]:
    section = read_definition(builtin_folder("dictionary") / "words.yaml").section("words")
    return {name: section.words(name) for name in section.names()}


@cache
def _danish() -> dict[str, dict[str, str]]:
    section = read_definition(builtin_folder("dictionary") / "words.yaml").section("danish")
    return {name: section.pairs(name) for name in section.names()}
