"""What definitions of every kind are checked by: names, choices, titles, and how sure a fact is."""

from __future__ import annotations

from collections.abc import Iterable

from evalkit.definition_files import LANGUAGES
from evalkit.errors import DefinitionError, did_you_mean

__all__ = [
    "CERTAINTIES",
    "FOUND",
    "FaultError",
    "check_choice",
    "check_name",
    "check_title",
    "check_unique",
]

# How sure a fact is: in a document that lies beside the project; read in the publication or on
# an official page; from the literature and not re-read; looked for and not found.
CERTAINTIES = ("src", "seen", "known", "not found")
# A number that was looked for and not found is no number.
FOUND = CERTAINTIES[:3]


class FaultError(DefinitionError):
    """A definition contradicts itself; `at` is the option that has to be corrected."""

    def __init__(self, message: str, *, at: str) -> None:
        super().__init__(message)
        self.at = at


def check_name(name: str, *, of: str) -> None:
    """Refuse a name that could not be a column value everywhere."""
    if not name.isidentifier():
        raise FaultError(
            f"{of} is called {name!r}. Use letters, digits and _, with a letter first.", at="name"
        )


def check_title(title: dict[str, str], *, of: str) -> None:
    """Refuse a title that lacks a language."""
    for language in LANGUAGES:
        if not title.get(language, "").strip():
            raise FaultError(
                f"the title of {of} lacks '{language}'. Give it in every language.", at="title"
            )


def check_choice(word: str, accepted: Iterable[str], *, at: str) -> None:
    """Refuse a word that is not among the accepted."""
    if word not in accepted:
        raise FaultError(f"'{at}' is {word!r}. {did_you_mean(word, accepted)}", at=at)


def check_unique(names: tuple[str, ...], *, at: str) -> None:
    """Refuse a list that names something twice."""
    twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    if twice:
        raise FaultError(f"'{at}' names {twice[0]!r} more than once. Name it once.", at=at)
