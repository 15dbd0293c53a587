"""What facts about programmes can be about, and what amounts are counted in."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from evalkit.definition_files import LANGUAGES, Section, builtin_folder, read_definition

__all__ = ["Topic", "Vocabulary", "vocabulary"]

TAKES = ("nothing", "words", "amount")


@dataclass(frozen=True, kw_only=True)
class Topic:
    """One thing that facts can be about.

    Attributes
    ----------
    name : str
        What facts call it.
    title : dict
        What readers call it, by language.
    takes : {"nothing", "words", "amount"}
        What a fact of this topic may carry beside its sentence.
    required : bool
        Whether it must.
    words : dict
        The words it may carry, each with its title by language; empty where any word may be.
    units : tuple of str
        The units its amount may have; empty for all.
    """

    name: str
    title: dict[str, str] = field(hash=False)
    takes: str = "nothing"
    required: bool = False
    words: dict[str, dict[str, str]] = field(default_factory=dict, hash=False)
    units: tuple[str, ...] = ()


@dataclass(frozen=True)
class Vocabulary:
    """The topics in the order pages show them; the units, and what one of each is called."""

    topics: dict[str, Topic]
    units: dict[str, dict[str, str]]
    one_unit: dict[str, dict[str, str]]


def _topic(name: str, section: Section) -> Topic:
    ways = [way for way in ("takes", "may_take") if way in section]
    takes = section.choice(ways[0], TAKES) if ways else "nothing"
    words = section.section("words") if "words" in section else None
    topic = Topic(
        name=name,
        title=section.words("title"),
        takes=takes,
        required=ways == ["takes"],
        words={word: words.words(word) for word in words.names()} if words else {},
        units=section.texts("units", ()),
    )
    section.done()
    return topic


@cache
def vocabulary() -> Vocabulary:
    """Return what facts can be about, from the definitions."""
    whole = read_definition(builtin_folder("registry") / "topics.yaml")
    topics = {name: _topic(name, below) for name, below in whole.named_sections("topics")}
    units, one_unit = {}, {}
    for name, below in whole.named_sections("units"):
        units[name] = {language: below.text(language) for language in LANGUAGES}
        one_unit[name] = below.words("one") if "one" in below else units[name]
        below.pairs("one")
        below.done()
    whole.done()
    return Vocabulary(topics, units, one_unit)
