"""The words of a report in its language, from the definitions."""

from __future__ import annotations

from functools import cache

from evalkit.definition_files import LANGUAGES, builtin_folder, builtin_names, read_definition
from evalkit.errors import DefinitionError, InputError, did_you_mean

__all__ = ["capital", "check_language", "listed", "report_words", "word", "word_or"]


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
    return report_words("words")[name][language].format(**facts)


def word_or(name: str, language: str) -> str:
    """Return what a reader calls a column or a value of the data; itself when it has no word.

    Examples
    --------
    >>> word_or("gender", "da"), word_or("woman", "da"), word_or("Vejle", "da")
    ('Køn', 'kvinde', 'Vejle')
    """
    check_language(language)
    named = report_words("data").get(name)
    return named[language] if named else name


def capital(text: str) -> str:
    """Return a text with a capital first, and its other letters as they are.

    Examples
    --------
    >>> capital("opfyldt")
    'Opfyldt'
    """
    return text[:1].upper() + text[1:]


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
def report_words(kind: str) -> dict[str, dict[str, str]]:
    """Return the words of all files in definitions/report: one file a topic, each name once.

    Parameters
    ----------
    kind : {"words", "data"}
        evalkit's own words, or what readers call columns and values of the data.
    """
    found: dict[str, dict[str, str]] = {}
    for topic in builtin_names("report"):
        whole = read_definition(builtin_folder("report") / f"{topic}.yaml")
        if kind not in whole:
            continue
        section = whole.section(kind)
        twice = [name for name in section.names() if name in found]
        if twice:
            raise DefinitionError(f"{topic}.yaml: the word '{twice[0]}' is in another file too.")
        found |= {name: section.words(name) for name in section.names()}
    return found
