"""A programme as the registry knows it: facts, plan, published shares, theory, evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape

import pandas as pd

from evalkit.definition_checks import check_name, check_title
from evalkit.errors import InputError, did_you_mean
from evalkit.programmes.characterisation import Evidence
from evalkit.programmes.cited import Cited
from evalkit.programmes.documents import Document
from evalkit.programmes.fact import Fact
from evalkit.programmes.measurement import Measurement
from evalkit.programmes.published import PublishedShare
from evalkit.programmes.questionnaire import Questionnaire
from evalkit.programmes.questionnaire_file import practice_questionnaire
from evalkit.programmes.rating import Rated
from evalkit.programmes.theory import Theory
from evalkit.programmes.topics import vocabulary

__all__ = ["Programme"]


@dataclass(frozen=True, kw_only=True, repr=False)
class Programme:
    """What the registry knows about one programme.

    Attributes
    ----------
    name : str
        Its name in the column `programme`.
    title : dict
        Its name to readers, by language.
    also_called : tuple of str
        Other spellings in the sources.
    documents : dict
        The documents its facts are taken from, by name.
    document : str
        The one that is meant where an entry names none; empty where each names its own.
    facts : tuple of Fact
        In the order of the topics.
    measurements : tuple of Measurement
        What is measured by the programme's own plan; empty where no plan is described.
    published : tuple of PublishedShare
        The shares that its sources print.
    evidence : tuple of Evidence
        Answers to the questions about promising practice; empty where it is not characterised.
    questionnaire : Questionnaire or None
        The questionnaire they answer; None where there are none.
    ratings : tuple of Rated
        Grades of the knowledge rating; empty where nobody has rated it.
    theory : Theory or None
        The theory of change, where a source draws one.

    Raises
    ------
    DefinitionError
        When it has no title.
    """

    name: str
    title: dict[str, str] = field(hash=False)
    also_called: tuple[str, ...] = ()
    documents: Mapping[str, Document] = field(hash=False)
    document: str = ""
    facts: tuple[Fact, ...]
    measurements: tuple[Measurement, ...] = ()
    published: tuple[PublishedShare, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    questionnaire: Questionnaire | None = None
    ratings: tuple[Rated, ...] = ()
    theory: Theory | None = None

    def __post_init__(self) -> None:
        """Refuse a programme that could not be named."""
        check_name(self.name, of="a programme")
        check_title(self.title, of=f"programme '{self.name}'")

    @property
    def asked(self) -> Questionnaire:
        """The questionnaire it answers; evalkit's where nobody has answered any."""
        return self.questionnaire or practice_questionnaire()

    @property
    def answers(self) -> dict[str, str]:
        """The answer to each question, by the question's name."""
        return {one.name: one.answer for one in self.evidence}

    @property
    def entries(self) -> tuple[Cited, ...]:
        """Everything that is said about it, of every kind, each with its source."""
        return (*self.facts, *self.measurements, *self.published, *self.evidence, *self.ratings)

    @property
    def cited_documents(self) -> tuple[str, ...]:
        """The names of the documents that entries and theory are taken from, each once."""
        drawn = (self.theory.document,) if self.theory else ()
        return tuple(dict.fromkeys((*(one.document for one in self.entries), *drawn)))

    def fact(self, name: str) -> Fact:
        """Return one fact by its name.

        Raises
        ------
        InputError
            When there is no such fact; the nearest is suggested.
        """
        for fact in self.facts:
            if fact.name == name:
                return fact
        hint = did_you_mean(name, [fact.name for fact in self.facts])
        raise InputError(f"'{self.name}' has no fact {name!r}. {hint}")

    def about(self, topic: str) -> tuple[Fact, ...]:
        """Return the facts about one topic.

        Raises
        ------
        InputError
            When there is no such topic; the nearest is suggested.
        """
        known = vocabulary().topics
        if topic not in known:
            raise InputError(f"There is no topic {topic!r}. {did_you_mean(topic, known)}")
        return tuple(fact for fact in self.facts if fact.topic == topic)

    def to_frame(self) -> pd.DataFrame:
        """Return the facts, one a row, each with its source."""
        rows = [{"programme": self.name, **fact.as_row()} for fact in self.facts]
        return pd.DataFrame(rows)

    def summary(self) -> pd.DataFrame:
        """Return how many entries there are of each kind, also those with none."""
        kinds = {
            "facts": self.facts,
            "measurements": self.measurements,
            "published shares": self.published,
            "answers about promising practice": self.evidence,
            "grades of the knowledge rating": self.ratings,
            "nodes of a theory of change": self.theory.nodes if self.theory else (),
        }
        return pd.DataFrame(
            {"kind": list(kinds), "count": [len(those) for those in kinds.values()]}
        )

    def __repr__(self) -> str:
        return (
            f"<Programme {self.name}: {self.title['en']}>\n{self.summary().to_string(index=False)}"
        )

    def _repr_html_(self) -> str:
        table = self.summary().to_html(index=False, border=0)
        return f"<p><b>{escape(self.title['en'])}</b></p>{table}"
