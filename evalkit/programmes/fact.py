"""One fact about a programme: a sentence, often with a number or a word, and its source."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import isfinite

from evalkit.definition_checks import FaultError, check_unique
from evalkit.definition_files import Section
from evalkit.errors import did_you_mean
from evalkit.programmes.cited import Cited, Reading
from evalkit.programmes.topics import Topic, vocabulary

__all__ = ["Fact", "fact_from"]

AMOUNTS = ("value", "least", "most")
# Danish writes 24.000 for twenty-four thousand; a definition file would read 24.
THOUSANDS = re.compile(r"[-+]?[1-9]\d{0,2}(\.\d{3})+")


@dataclass(frozen=True, kw_only=True)
class Fact(Cited):
    """One fact about a programme.

    Attributes
    ----------
    topic : str
        What it is about, one of `evalkit.programmes.topics.vocabulary().topics`.
    words : tuple of str
        The fact as words that can be compared between programmes; empty for none.
    value, least, most : float or None
        The fact as a number, or its range.
    unit : str
        What the number is counted in; empty without a number.
    year : int or None
        Of which year, where the source says.
    """

    topic: str
    words: tuple[str, ...] = ()
    value: float | None = None
    least: float | None = None
    most: float | None = None
    unit: str = ""
    year: int | None = None

    def __post_init__(self) -> None:
        """Refuse a fact whose numbers or words its topic does not take."""
        super().__post_init__()
        known = vocabulary()
        if self.topic not in known.topics:
            raise FaultError(
                f"'topic' is {self.topic!r}. {did_you_mean(self.topic, known.topics)}", at="topic"
            )
        topic = known.topics[self.topic]
        self._check_words(topic)
        self._check_amount(topic)

    @property
    def has_amount(self) -> bool:
        """Whether the fact is a number or a range."""
        return bool(self._amounts)

    @property
    def _amounts(self) -> dict[str, float]:
        amounts = zip(AMOUNTS, (self.value, self.least, self.most), strict=True)
        return {name: amount for name, amount in amounts if amount is not None}

    def as_row(self) -> dict[str, object]:
        """Return the fact as a row of the registry."""
        return {
            **super().as_row(),
            "topic": self.topic,
            "words": ", ".join(self.words),
            "value": self.value,
            "least": self.least,
            "most": self.most,
            "unit": self.unit,
            "year": self.year,
            **self.source_row(),
        }

    def _check_words(self, topic: Topic) -> None:
        if self.words and topic.takes != "words":
            raise FaultError(
                f"a fact about '{topic.name}' takes no 'words'. Leave them out.", at="words"
            )
        check_unique(self.words, at="words")
        if topic.required and topic.takes == "words" and not self.words:
            raise FaultError(
                f"a fact about '{topic.name}' needs 'words'. {did_you_mean('', topic.words)}",
                at="topic",
            )
        for word in self.words:
            if topic.words and word not in topic.words:
                raise FaultError(
                    f"'words' has {word!r}. {did_you_mean(word, topic.words)}", at="words"
                )

    def _check_amount(self, topic: Topic) -> None:
        if not self.has_amount:
            if topic.required and topic.takes == "amount":
                raise FaultError(
                    f"a fact about '{topic.name}' needs a number: 'value', or 'least' and 'most', "
                    f"with a 'unit'.",
                    at="topic",
                )
            if self.unit:
                raise FaultError("there is a 'unit' and no number. Add 'value'.", at="unit")
            return
        if topic.takes != "amount":
            given = next(iter(self._amounts))
            raise FaultError(
                f"a fact about '{topic.name}' takes no number. Leave '{given}' out.", at=given
            )
        for name, amount in self._amounts.items():
            if not isfinite(amount):
                raise FaultError(f"'{name}' is {amount:g}. Give a number that is one.", at=name)
        units = topic.units or tuple(vocabulary().units)
        if self.unit not in units:
            raise FaultError(
                f"'unit' is {self.unit!r}. {did_you_mean(self.unit, units)}", at="unit"
            )
        if self.value is not None and (self.least is not None or self.most is not None):
            raise FaultError("give 'value', or 'least' and 'most', and not both.", at="value")
        if self.least is not None and self.most is not None and self.least > self.most:
            raise FaultError("'least' is above 'most'. Swap them.", at="least")


def fact_from(section: Section, name: str, *, reading: Reading) -> Fact:
    """Return the fact that a section of a programme file describes.

    Raises
    ------
    DefinitionError
        When the fact is wrong or has no source; the message names file and line.
    """
    cited = reading.cited(section, name)
    for amount in AMOUNTS:
        written = section.text(amount, "")
        if THOUSANDS.fullmatch(written):
            plain = written.replace(".", "")
            raise section.error(
                f"'{amount}' is {written}: thousands, or three decimals? Write {plain}, or for a "
                f"decimal number {written}0.",
                name=amount,
            )
    amounts = {amount: section.optional_number(amount) for amount in AMOUNTS}
    year = section.whole("year") if "year" in section else None
    try:
        fact = Fact(
            **cited,
            value=amounts["value"],
            least=amounts["least"],
            most=amounts["most"],
            topic=section.text("topic"),
            words=section.texts("words", ()),
            unit=section.text("unit", ""),
            year=year,
        )
    except FaultError as fault:
        raise section.error(str(fault), name=fault.at) from None
    section.done()
    return fact
