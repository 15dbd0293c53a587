"""The small parts of a definition: items, codes, bands, changes that matter, and sources."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import isfinite

from evalkit.definition_files import LANGUAGES
from evalkit.errors import DefinitionError, did_you_mean

__all__ = [
    "CERTAINTIES",
    "Band",
    "Codes",
    "FaultError",
    "Item",
    "MeaningfulChange",
    "Source",
    "check_choice",
    "check_name",
    "check_title",
    "check_unique",
]

# How sure a fact is: in a document that lies beside the project; read in the publication or on
# an official page; from the literature and not re-read; looked for and not found.
CERTAINTIES = ("src", "seen", "known", "not found")


class FaultError(DefinitionError):
    """A definition contradicts itself; `at` is the option that has to be corrected."""

    def __init__(self, message: str, *, at: str) -> None:
        super().__init__(message)
        self.at = at


@dataclass(frozen=True)
class Item:
    """One question: its name in the column `item`, and its title where it may be shown."""

    name: str
    title: dict[str, str] | None = field(default=None, hash=False)


@dataclass(frozen=True)
class Source:
    """Who says so, about what, and how sure that is (`CERTAINTIES`)."""

    about: tuple[str, ...]
    source: str
    certainty: str

    def __post_init__(self) -> None:
        """Refuse a source that says nothing."""
        check_choice(self.certainty, CERTAINTIES, at="certainty")
        if not self.about or not self.source.strip():
            raise FaultError("a source needs 'about' and 'source'. Say who says what.", at="source")


@dataclass(frozen=True)
class Codes:
    """The codes an answer may have, both ends allowed; `whole` when only whole numbers are."""

    lowest: float
    highest: float
    whole: bool = True

    def __post_init__(self) -> None:
        """Refuse codes that no answer could have."""
        if not (isfinite(self.lowest) and isfinite(self.highest) and self.lowest < self.highest):
            raise FaultError(
                f"the codes go from {self}; the lowest must be below the highest.", at="lowest"
            )
        if self.whole and not (
            float(self.lowest).is_integer() and float(self.highest).is_integer()
        ):
            raise FaultError(
                f"the codes {self} are not whole numbers. Add 'whole: false'.", at="whole"
            )

    def __str__(self) -> str:
        return f"{self.lowest:g}-{self.highest:g}"


@dataclass(frozen=True)
class Band:
    """A part of the range that has a name; both ends belong to it."""

    lowest: float
    highest: float
    title: dict[str, str] = field(hash=False)

    def __post_init__(self) -> None:
        """Refuse an empty band and one without a name."""
        if not self.lowest <= self.highest:
            raise FaultError(
                f"a band goes from {self.lowest:g} to {self.highest:g}. Swap them.", at="bands"
            )
        check_title(self.title, of="a band")


@dataclass(frozen=True)
class MeaningfulChange:
    """The smallest change that matters to people, and who says so."""

    value: float
    source: str
    certainty: str

    def __post_init__(self) -> None:
        """Refuse a change that is none, and one that nobody vouches for."""
        if not self.value > 0:
            raise FaultError(
                f"a meaningful change of {self.value:g} is none. Give it above 0.", at="value"
            )
        if not self.source.strip():
            raise FaultError("a meaningful change needs a source. Say who set it.", at="source")
        check_choice(self.certainty, CERTAINTIES, at="certainty")


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
