"""The words of a report in its language, from the definitions."""

from __future__ import annotations

from functools import cache

from evalkit.definition_files import LANGUAGES, builtin_folder, read_definition
from evalkit.errors import InputError, did_you_mean

__all__ = ["check_language", "listed", "word", "word_or"]


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
    return _words("words")[name][language].format(**facts)


def word_or(name: str, language: str) -> str:
    """Return what a reader calls a column or a value of the data; itself when it has no word.

    Examples
    --------
    >>> word_or("gender", "da"), word_or("woman", "da"), word_or("Vejle", "da")
    ('Køn', 'kvinde', 'Vejle')
    """
    check_language(language)
    named = _words("data").get(name)
    return named[language] if named else name


def listed(parts: list[str], language: str) -> str:
    """Return "a, b and c".

    Examples
    --------
    >>> listed(["bolig", "helbred", "tid"], "da")
    'bolig, helbred og tid'
    """
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {word('and', language)} {parts[-1]}"


@cache
def _words(kind: str) -> dict[str, dict[str, str]]:
    section = read_definition(builtin_folder("report") / "words.yaml").section(kind)
    return {name: section.words(name) for name in section.names()}
