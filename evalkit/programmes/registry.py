"""The registry: what is known about many programmes, side by side and each fact with its source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import ClassVar

import pandas as pd

from evalkit.errors import InputError, did_you_mean
from evalkit.programmes.chosen import EVERY, Programmes, chosen_programmes
from evalkit.programmes.documents import Document
from evalkit.programmes.fact import Fact
from evalkit.programmes.programme import Programme
from evalkit.programmes.topics import vocabulary
from evalkit.results import Framed

__all__ = ["Contradictions", "MeasurementPlan", "Registry", "Sources", "registry"]

# Stated, because a plan without a measurement has the same columns.
PLAN_COLUMNS = (
    *("programme", "name", "text_da", "text_en", "measures", "instruments", "every_months"),
    *("moments", "required", "respondent", "basis", "document", "place", "certainty"),
    *("note_da", "note_en", "contradiction_da", "contradiction_en", "contradiction_kind"),
)


@dataclass(frozen=True, repr=False, eq=False)
class Sources(Framed):
    """The documents that entries are taken from: one row a document."""

    documents: dict[str, Document]
    _frame: pd.DataFrame


@dataclass(frozen=True, repr=False, eq=False)
class Contradictions(Framed):
    """Where sources disagree, with one another or within themselves: one row an entry."""

    programmes: tuple[Programme, ...]
    _frame: pd.DataFrame

    def summary(self) -> pd.DataFrame:
        """Return how many there are of each kind in each programme; `to_frame()` has them."""
        counted = pd.crosstab(self._frame["programme"], self._frame["contradiction_kind"])
        return counted.rename_axis(columns=None).reset_index()


@dataclass(frozen=True, repr=False, eq=False)
class MeasurementPlan(Framed):
    """What programmes measure by their own plans: one row a measurement."""

    programmes: tuple[Programme, ...]
    _frame: pd.DataFrame
    _brief: ClassVar[tuple[str, ...]] = (
        "programme",
        "name",
        "every_months",
        "moments",
        "required",
        "respondent",
        "basis",
    )


@dataclass(frozen=True, repr=False, eq=False)
class Registry(Framed):
    """Facts about programmes: one row a fact.

    Attributes
    ----------
    programmes : tuple of Programme
        Whose facts.
    topics : tuple of str
        The topics asked for; empty for all.
    contradictions : Contradictions
        The entries that sources contradict, of every kind and topic.
    plan : MeasurementPlan
        What the programmes measure by their own plans.
    sources : Sources
        The documents, with how many entries rest on each.
    """

    programmes: tuple[Programme, ...]
    topics: tuple[str, ...]
    _frame: pd.DataFrame

    @property
    def contradictions(self) -> Contradictions:
        """The entries that sources contradict, of every kind and topic."""
        rows = [
            {"programme": one.name, **entry.as_row()}
            for one in self.programmes
            for entry in one.entries
            if entry.contradiction
        ]
        columns = ["programme", "name", "text_da", "text_en", "document", "place"]
        columns += ["contradiction_da", "contradiction_en", "contradiction_kind"]
        return Contradictions(self.programmes, pd.DataFrame(rows, columns=columns))

    @property
    def plan(self) -> MeasurementPlan:
        """What the programmes measure by their own plans."""
        rows = [
            {"programme": one.name, **entry.as_row()}
            for one in self.programmes
            for entry in one.measurements
        ]
        frame = pd.DataFrame(rows, columns=list(PLAN_COLUMNS)).astype({"every_months": "float64"})
        return MeasurementPlan(self.programmes, frame)

    @property
    def sources(self) -> Sources:
        """The documents, with how many entries rest on each."""
        documents: dict[str, Document] = {}
        for name, document in chain.from_iterable(one.documents.items() for one in self.programmes):
            if documents.setdefault(name, document) != document:
                raise InputError(
                    f"Two programmes describe the document {name!r} differently. Describe it alike "
                    f"in both files, or call it two names."
                )
        used = [entry.document for one in self.programmes for entry in one.entries]
        rows = [
            {
                "document": name,
                "title": document.title,
                "by": document.by,
                "year": document.year,
                "about_da": document.about.get("da", ""),
                "about_en": document.about.get("en", ""),
                "programmes": ", ".join(
                    one.name for one in self.programmes if name in one.documents
                ),
                "entries": used.count(name),
            }
            for name, document in documents.items()
        ]
        return Sources(documents, pd.DataFrame(rows).astype({"year": "Int64"}))

    def summary(self) -> pd.DataFrame:
        """Return how many facts each programme has of each topic; the facts are `to_frame()`."""
        topics = self.topics or tuple(dict.fromkeys(self._frame["topic"]))
        names = [one.name for one in self.programmes]
        counted = pd.crosstab(self._frame["programme"], self._frame["topic"])
        whole = counted.reindex(index=names, columns=list(topics), fill_value=0)
        return whole.rename_axis(columns=None).T.rename_axis("topic").reset_index()

    def _heading(self) -> str:
        return (
            f"Registry: {len(self._frame)} facts about {len(self.programmes)} programmes; "
            f"to_frame() has them"
        )


def registry(
    programme: Programmes = EVERY, *, topic: str | Sequence[str] = (), containing: str = ""
) -> Registry:
    """Return the facts about programmes, each with its source.

    Parameters
    ----------
    programme : str, Path, Programme, or a list of these
        A name in the registry, the path of a file of one's own, "all", or a document such as
        "vive_2022" for the programmes it describes.
    topic : str or sequence of str
        Only facts about these, such as "age" or "price"; all when not given.
    containing : str
        Only facts whose sentence holds this, in Danish or English, such as "supervision": what is
        looked for may stand under another topic too.

    Returns
    -------
    Registry
        `to_frame()` has one row a fact: programme, name, text_da, text_en, topic, words, value,
        least, most, unit, year, document, place, certainty, and note and contradiction in both
        languages. `.contradictions`, `.plan` and `.sources` are results of their own.

    Raises
    ------
    InputError
        When a programme or a topic is unknown; the nearest is suggested.

    See Also
    --------
    evalkit.programme : one programme with everything that is known about it.

    Notes
    -----
    A fact is what its source says, in evalkit's words. Numbers of different programmes are counted
    in different units and years: look at `unit` and `year` before you compare.

    Examples
    --------
    >>> ages = registry(["unik", "bindeleddet"], topic="age").to_frame()
    >>> sorted(set(ages["unit"]))
    ['years_old']
    """
    programmes = chosen_programmes(programme)
    topics = (topic,) if isinstance(topic, str) else tuple(topic)
    known = vocabulary().topics
    for name in topics:
        if name not in known:
            raise InputError(f"There is no topic {name!r}. {did_you_mean(name, known)}")
    rows = [
        {"programme": one.name, **fact.as_row()}
        for one in programmes
        for fact in one.facts
        if (not topics or fact.topic in topics) and _holds(fact, containing)
    ]
    frame = pd.DataFrame(rows, columns=_columns(programmes))
    kinds = {"value": "float64", "least": "float64", "most": "float64", "year": "Int64"}
    return Registry(programmes, topics, frame.astype(kinds))


def _holds(fact: Fact, text: str) -> bool:
    return any(text.casefold() in said.casefold() for said in fact.text.values())


def _columns(programmes: tuple[Programme, ...]) -> list[str]:
    return ["programme", *programmes[0].facts[0].as_row()]
