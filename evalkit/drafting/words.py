"""What headers and cells are usually called, and the sentences in which a draft asks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from unicodedata import normalize

from evalkit.definition_files import Section, builtin_folder, read_definition

__all__ = [
    "answer_lists",
    "families",
    "is_called",
    "is_just_called",
    "lexicon",
    "name_in",
    "plain",
    "said",
    "wave_of",
    "words_of",
]

_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})
_CAMEL = re.compile(r"(?<=[a-zæøå])(?=[A-ZÆØÅ])")
_BETWEEN = re.compile(r"[^a-z0-9]+")


def words_of(header: str) -> tuple[str, ...]:
    """Return a header's words in small ASCII letters.

    Examples
    --------
    >>> words_of("StartDate"), words_of("WHO-5 spm. 1"), words_of("Fødselsår")
    (('start', 'date'), ('who', '5', 'spm', '1'), ('foedselsaar',))
    """
    apart = _CAMEL.sub(" ", normalize("NFC", header)).casefold().translate(_LETTERS)
    return tuple(filter(None, _BETWEEN.split(apart)))


def plain(text: str) -> str:
    """Return a text's words as one.

    Examples
    --------
    >>> plain("Følelsesmæssig og mental sundhed")
    'foelelsesmaessigogmentalsundhed'
    """
    return "".join(words_of(text))


@cache
def _lexicon() -> Section:
    return read_definition(builtin_folder("draft") / "lexicon.yaml")


@cache
def lexicon(part: str) -> Mapping[str, tuple[str, ...]]:
    """Return one part of the lexicon: name to words. A list has the name of the part."""
    section = _lexicon()
    if section.is_list(part):
        return {part: section.texts(part)}
    below = section.section(part)
    return {name: below.texts(name) for name in below.names()}


@cache
def _pattern(kind: str, part: str) -> re.Pattern[str]:
    patterns = (re.escape(word).replace(r"\*", "[a-z0-9]*") for word in lexicon(part)[kind])
    return re.compile("|".join(patterns).replace(r"\ ", " "))


def is_called(header: str, kind: str, *, part: str = "headers") -> bool:
    """Return whether a header, or one of its words, is called what columns of a kind are.

    Examples
    --------
    >>> (
    ...     is_called("Borgernr", "person"),
    ...     is_called("StartDate", "started"),
    ...     is_called("Sted", "name"),
    ... )
    (True, True, False)
    """
    words = words_of(header)
    pattern = _pattern(kind, part)
    return any(pattern.fullmatch(word) for word in (*words, " ".join(words)))


def is_just_called(header: str, kind: str) -> bool:
    """Return whether a header says what columns of a kind are called, and nothing more.

    Examples
    --------
    >>> is_just_called("Antal timer", "hours"), is_just_called("Timer i skole", "hours")
    (True, False)
    """
    words = words_of(header)
    pattern, filler = _pattern(kind, "headers"), _pattern("filler", "headers")
    if pattern.fullmatch(" ".join(words)):
        return True
    telling = [word for word in words if not filler.fullmatch(word)]
    return bool(telling) and all(pattern.fullmatch(word) for word in telling)


def name_in(part: str, text: str, *, whole: bool = True) -> str:
    """Return the name in a part of the lexicon that a text, or a word of it, is called by.

    Examples
    --------
    >>> name_in("facts", "Referat skrevet"), name_in("facts", "Referat skrevet af Kim")
    ('minutes_written', '')
    """
    words = words_of(text)
    parts = {" ".join(words), *(() if whole else words)}
    patterns = {name: _pattern(name, part) for name in lexicon(part)}
    return next((n for n, pattern in patterns.items() if any(map(pattern.fullmatch, parts))), "")


def wave_of(header: str) -> tuple[str, tuple[str, ...]]:
    """Return the wave a header names ("" for none), and its other words.

    Examples
    --------
    >>> wave_of("Dato før"), wave_of("who5_1_post"), wave_of("who5_1")
    (('before', ('dato',)), ('after', ('who5', '1')), ('', ('who5', '1')))
    """
    words = words_of(header)
    for name, written in lexicon("waves").items():
        for place in (-1, 0):
            if len(words) > 1 and words[place] in written:
                return name, words[:-1] if place else words[1:]
    return "", words


@cache
def families(part: str) -> tuple[dict[str, str], ...]:
    """Return the lists of words that come together, each with what its words mean."""
    section = _lexicon()
    return tuple(
        {word: below.text(word) for word in below.names()} for below in section.sections(part)
    )


@cache
def answer_lists(instrument: str) -> tuple[dict[str, str], ...]:
    """Return what the answers of an instrument are called, each with its code."""
    section = _lexicon().section("answers")
    return tuple(
        {word: below.text(word) for word in below.names()} for below in section.sections(instrument)
    )


@cache
def _sentences() -> dict[str, dict[str, str]]:
    section = read_definition(builtin_folder("draft") / "questions.yaml").section("sentences")
    return {name: section.words(name) for name in section.names()}


def said(sentence: str, language: str, /, **facts: object) -> str:
    """Return a sentence of a draft, filled in."""
    return _sentences()[sentence][language].format(**facts)
