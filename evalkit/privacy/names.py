"""People's names: those known from a delivery, and a list of names common in Denmark.

The list is help and no guarantee: a name that is not on it stays in the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from evalkit.definition_files import builtin_folder, read_definition

__all__ = ["MASK_NAME", "NameLists", "is_name_like", "mask_names", "name_lists"]

MASK_NAME = "[navn]"

# A word of letters, with hyphens and apostrophes inside; what is masked already is one piece.
_LETTERS = r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f])*"
_WORD = rf"{_LETTERS}(?:[-'’]{_LETTERS})*"
_PIECE = re.compile(rf"\[(?:navn|cpr|e-mail|telefon)\]|(?<!\w){_WORD}(?!\w)")
_NAME_LIKE = re.compile(rf"{_WORD}(?:,? {_WORD}){{0,5}}")
# More white space than this is a gap between two things.
_WIDEST_SPACE = 2
# Written small inside names, and no sign of a name by themselves.
_PARTICLES = frozenset({"af", "al", "bin", "da", "de", "den", "der", "el", "van", "von"})


@dataclass(frozen=True)
class NameLists:
    """Names common in Denmark, in small letters; the source is told in the file.

    Parameters
    ----------
    given, surnames : frozenset of str
        Names that are little else.
    given_also_words, surnames_also_words : frozenset of str
        Names that are everyday words too, and count only together with another name.
    source, certainty : str
        Where the lists come from, and how sure that is.
    """

    given: frozenset[str]
    surnames: frozenset[str]
    given_also_words: frozenset[str]
    surnames_also_words: frozenset[str]
    source: str
    certainty: str

    @property
    def sure(self) -> frozenset[str]:
        """Names that are masked wherever they stand with a capital."""
        return self.given | self.surnames


@dataclass(frozen=True, repr=False)
class _Known:
    """Names from a delivery, as tuples of words in small letters, and the words by themselves."""

    whole: frozenset[tuple[str, ...]]
    words: frozenset[str]
    longest: int


@cache
def name_lists() -> NameLists:
    """Return the lists of names that ship with evalkit.

    Examples
    --------
    >>> "jensen" in name_lists().surnames, "bo" in name_lists().sure
    (True, False)
    """
    section = read_definition(builtin_folder("privacy") / "names.yaml")

    def listed(*keys: str) -> frozenset[str]:
        return frozenset(_small(name) for key in keys for name in section.texts(key))

    lists = NameLists(
        given=listed("women", "men", "of_immigrant_origin"),
        surnames=listed("surnames"),
        given_also_words=listed("given_also_words"),
        surnames_also_words=listed("surnames_also_words"),
        source=section.text("source"),
        certainty=section.choice("certainty", ("seen", "known", "not found")),
    )
    section.text("notes")
    section.done()
    return lists


def is_name_like(text: str) -> bool:
    """Return whether a text is likely a person's name.

    Parameters
    ----------
    text : str
        A whole cell or header.

    Returns
    -------
    bool
        True for one to four capitalised words of which at least one is a common name; a comma
        may stand between them. A name that is also an everyday word ("Bo", "My", "Sol") is not
        enough alone, for a column may well be called that: it counts beside another name.

    Notes
    -----
    Wrong both ways: "Hans Knudsen Instituttet" is taken for a person, and a rare name is not.

    Examples
    --------
    >>> [is_name_like(text) for text in ("Anne Marie Jensen", "Jensen, Anne", "Mohammed Ali")]
    [True, True, True]
    >>> [is_name_like(text) for text in ("My", "Bo Holm", "Startdato", "anne", "Anne 2")]
    [False, True, False, False, False]
    """
    text = unicodedata.normalize("NFC", " ".join(text.split()))
    if not _NAME_LIKE.fullmatch(text):
        return False
    words = [word for word in text.replace(",", "").split() if word not in _PARTICLES]
    if not 1 <= len(words) <= 4 or not all(word[0].isupper() for word in words):
        return False
    lists = name_lists()
    small = [_small(word) for word in words]
    if any(_is_in(word, lists.sure) for word in small):
        return True
    surnames = small[1:]
    return small[0] in lists.given_also_words and any(
        word in lists.surnames_also_words or word in lists.given_also_words for word in surnames
    )


def mask_names(text: str, *, names: Collection[str] = (), lexicon: bool = False) -> str:
    """Return a text with names replaced by "[navn]"; see `evalkit.privacy.scan.mask`.

    Examples
    --------
    >>> mask_names("Annes mor", names=["Anne"])
    '[navn] mor'
    """
    if not names and not lexicon:
        return text
    lists = name_lists() if lexicon else None
    reading = _Reading(text, tuple(_PIECE.finditer(text)), _known(frozenset(names)), lists)
    masked: list[str] = []
    end = 0
    for start, stop in reading.runs():
        masked += [text[end : reading.pieces[start].start()], MASK_NAME]
        end = reading.pieces[stop - 1].end()
    return "".join([*masked, text[end:]])


@dataclass(frozen=True, repr=False)
class _Reading:
    """A text as pieces, and the names to look for in it; places are those of the pieces."""

    text: str
    pieces: tuple[re.Match[str], ...]
    known: _Known
    lists: NameLists | None

    def runs(self) -> Iterator[tuple[int, int]]:
        """Yield from which piece to which a name goes; names side by side are one."""
        place = 0
        while place < len(self.pieces):
            start = place
            while length := self._length(place, after_name=place > start):
                place += length
            if place > start:
                yield start, place
            else:
                place += 1

    def _length(self, place: int, *, after_name: bool) -> int:
        """Return how many pieces from here on are a name: 0 when there is none."""
        if place == len(self.pieces) or (after_name and not self._goes_on(place)):
            return 0
        first = self.pieces[place][0]
        if first.startswith("["):
            return int(first == MASK_NAME)
        length = self._known_length(place)
        if length or not first[0].isupper():
            return length
        if _is_in(_small(first), self.known.words):
            return 1
        return self._listed_length(place, after_name=after_name)

    def _known_length(self, place: int) -> int:
        words: list[str] = []
        longest = 0
        for at in range(place, min(place + self.known.longest, len(self.pieces))):
            if at > place and not self._goes_on(at):
                break
            words.append(_small(self.pieces[at][0]))
            if any((*words[:-1], form) in self.known.whole for form in _forms(words[-1])):
                longest = len(words)
        return longest

    def _listed_length(self, place: int, *, after_name: bool) -> int:
        if self.lists is None:
            return 0
        word = _small(self.pieces[place][0])
        # A capitalised word after a name is a surname, though it be on no list.
        if after_name or _is_in(word, self.lists.sure):
            return 1
        if word not in self.lists.given_also_words or not self._goes_on(place + 1):
            return 0
        following = self.pieces[place + 1][0]
        surnames = self.lists.sure | self.lists.surnames_also_words
        return 2 if following[0].isupper() and _is_in(_small(following), surnames) else 0

    def _goes_on(self, place: int) -> bool:
        """Return whether only white space is between this piece and the one before."""
        if place == len(self.pieces):
            return False
        between = self.text[self.pieces[place - 1].end() : self.pieces[place].start()]
        return between.isspace() and len(between) <= _WIDEST_SPACE


@lru_cache(maxsize=1)
def _known(names: frozenset[str]) -> _Known:
    # One delivery is masked at a time: no need to keep the names of the one before.
    whole = frozenset(
        tuple(_small(word) for word in words)
        for name in names
        if (words := _words(name)) and len("".join(words)) > 1
    )
    # A word of a longer name may be an everyday word: alone it counts only with a capital.
    parts = frozenset(
        word for words in whole if len(words) > 1 for word in words if len(word) > 1
    ) - {*_PARTICLES}
    return _Known(whole, parts, max(map(len, whole), default=0))


def _words(name: str) -> list[str]:
    return re.findall(_WORD, unicodedata.normalize("NFC", name))


def _forms(word: str) -> tuple[str, ...]:
    """Return a word and what it is the genitive of: Annes, Anne's, Jens's."""
    endings = tuple(word.removesuffix(end) for end in ("'s", "’s", "s") if word.endswith(end))
    return (word, *endings)


def _is_in(word: str, names: frozenset[str]) -> bool:
    """Return whether a word is a name, or one with a hyphen that holds a name (Anne-Mette)."""
    return any(form in names for part in (word, *word.split("-")) for form in _forms(part))


def _small(word: str) -> str:
    return unicodedata.normalize("NFC", word).casefold()
