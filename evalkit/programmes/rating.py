"""The knowledge rating: five dimensions, grades A to D, each with the facts that led to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from evalkit.definition_checks import FaultError, check_unique
from evalkit.definition_files import Section, builtin_folder, read_definition
from evalkit.errors import did_you_mean
from evalkit.programmes.cited import Cited, Reading
from evalkit.programmes.topics import vocabulary

__all__ = [
    "Dimension",
    "Rated",
    "RatingQuestion",
    "Scheme",
    "Step",
    "rated_from",
    "rating_scheme",
    "scheme_from",
]


@dataclass(frozen=True, kw_only=True)
class RatingQuestion:
    """One question that a grade turns on, as guidance.

    Attributes
    ----------
    text : dict
        The question, by language.
    whose : str
        Who asks it; empty where it is read out of the reasons of the published case.
    """

    text: dict[str, str] = field(hash=False)
    whose: str = ""


@dataclass(frozen=True, kw_only=True)
class Dimension:
    """One dimension and what its grade turns on, as guidance.

    Attributes
    ----------
    name : str
        What programme files call it.
    title : dict
        What readers call it, by language.
    asks : tuple of RatingQuestion
        What its grade turns on.
    topics : tuple of str
        The topics of facts that bear on it; a topic may bear on several dimensions.
    """

    name: str
    title: dict[str, str] = field(hash=False)
    asks: tuple[RatingQuestion, ...]
    topics: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Step:
    """One grade in words, and what is not known of its wording."""

    title: dict[str, str] = field(hash=False)
    note: dict[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, kw_only=True)
class Scheme:
    """The rating as a scheme: dimensions and grades in order, and what is known of them."""

    title: dict[str, str] = field(hash=False)
    about: dict[str, str] = field(hash=False)
    document: str
    place: str
    certainty: str
    dimensions: dict[str, Dimension] = field(hash=False)
    grades: dict[str, Step] = field(hash=False)


@dataclass(frozen=True, kw_only=True)
class Rated(Cited):
    """The grade of one dimension; `text` is the reason.

    Attributes
    ----------
    grade : str
        "A" to "D".
    facts : tuple of str
        Names of the programme's facts that led to it; at least one.
    whose : str
        Who gave the grade.
    """

    grade: str
    facts: tuple[str, ...]
    whose: str

    def __post_init__(self) -> None:
        """Refuse a grade without the facts that led to it."""
        super().__post_init__()
        if not self.facts:
            raise FaultError(
                f"the grade of '{self.name}' names no facts. Say under 'facts' what led to it.",
                at="grade",
            )
        check_unique(self.facts, at="facts")

    def as_row(self) -> dict[str, object]:
        """Return the grade as a row."""
        return {
            **super().as_row(),
            "grade": self.grade,
            "facts": ", ".join(self.facts),
            "whose": self.whose,
            **self.source_row(),
        }


@cache
def rating_scheme() -> Scheme:
    """Return the dimensions and grades of the knowledge rating, from the definitions."""
    return scheme_from(read_definition(builtin_folder("rating") / "vidensdeklaration.yaml"))


def scheme_from(whole: Section) -> Scheme:
    """Return the scheme that a definition file describes.

    Raises
    ------
    DefinitionError
        When something is missing, or a topic is unknown; the message names file and line.
    """
    whole.text("rating")
    scheme = Scheme(
        title=whole.words("title"),
        about=whole.words("about"),
        document=whole.text("document"),
        place=whole.text("place"),
        certainty=whole.text("certainty"),
        dimensions={
            name: _dimension(name, one) for name, one in whole.named_sections("dimensions")
        },
        grades={name: _step(one) for name, one in whole.named_sections("grades")},
    )
    whole.done()
    return scheme


def rated_from(section: Section, name: str, *, reading: Reading, facts: tuple[str, ...]) -> Rated:
    """Return the grade that a section of a programme file gives one dimension.

    Raises
    ------
    DefinitionError
        When dimension, grade or fact is unknown, or no fact led to the grade; names the line.
    """
    scheme = rating_scheme()
    if name not in scheme.dimensions:
        raise section.error(f"{name!r} is no dimension. {did_you_mean(name, scheme.dimensions)}")
    cited = reading.cited(section, name)
    named = reading.facts_named(section, facts)
    grade, whose = section.choice("grade", tuple(scheme.grades)), section.text("whose")
    try:
        made = Rated(**cited, grade=grade, facts=named, whose=whose)
    except FaultError as fault:
        raise section.error(str(fault), name=fault.at) from None
    section.done()
    return made


def _dimension(name: str, section: Section) -> Dimension:
    title, asks = section.words("title"), []
    for below in section.sections("asks"):
        text = {language: below.text(language) for language in title}
        asks.append(RatingQuestion(text=text, whose=below.text("whose", "")))
        below.done()
    topics, known = section.texts("topics", ()), vocabulary().topics
    for topic in topics:
        if topic not in known:
            raise section.error(
                f"'topics' names {topic!r}, which is no topic. {did_you_mean(topic, known)}",
                name="topics",
            )
    section.done()
    return Dimension(name=name, title=title, asks=tuple(asks), topics=topics)


def _step(section: Section) -> Step:
    title = section.words("title")
    note = section.optional_words("note")
    section.done()
    return Step(title=title, note=note)
