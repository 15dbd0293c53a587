"""The words of a report in its language, from the definitions."""

from __future__ import annotations

from functools import cache

from evalkit.definition_files import LANGUAGES, builtin_folder, read_definition
from evalkit.errors import InputError, did_you_mean

__all__ = ["check_language", "listed", "word"]


def check_language(language: str) -> None:
    """Refuse a language that reports are not written in.

    Raises
    ------
    InputError
        When it is neither "da" nor "en".
    """
    if language not in LANGUAGES:
        raise InputError(f"`language` is {language!r}. {did_you_mean(str(language), LANGUAGES)}")


def word(name: str, language: str, /, **facts: object) -> str:
    """Return one of the report's words, filled in.

    Examples
    --------
    >>> word("to", "da", low="0,3", high="1,2")
    '0,3 til 1,2'
    """
    check_language(language)
    return _words()[name][language].format(**facts)


def listed(parts: list[str], language: str) -> str:
    """Return "a, b and c".

    Examples
    --------
    >>> listed(["bolig", "helbred", "tid"], "da")
    'bolig, helbred og tid'
    """
    if len(parts) < 2:  # noqa: PLR2004 - nothing to join
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {word('and', language)} {parts[-1]}"


@cache
def _words() -> dict[str, dict[str, str]]:
    section = read_definition(builtin_folder("report") / "words.yaml").section("words")
    return {name: section.words(name) for name in section.names()}
