"""The knowledge rating: grades that somebody gave, each with the facts that led to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from evalkit.definition_files import LANGUAGES
from evalkit.programmes.chosen import EVERY, Programmes, chosen_programmes
from evalkit.programmes.programme import Programme
from evalkit.programmes.rating import Dimension, Rated, Scheme, rating_scheme
from evalkit.results import Framed

__all__ = ["NO_GRADE", "KnowledgeRating", "RatingGuidance", "knowledge_rating"]

# Stands for a dimension without a grade in the letters of a programme.
NO_GRADE = "-"

_SOURCE = ("document", "place", "certainty")
_REMARKS = ("note_da", "note_en", "contradiction_da", "contradiction_en")
_GRADES = (
    *("programme", "dimension", "grade", "grade_da", "grade_en", "reason_da", "reason_en"),
    *("whose", "facts", "facts_da", "facts_en", "facts_place", "asks_da", "asks_en"),
    *_SOURCE,
    *_REMARKS,
)
_FACTS = ("programme", "dimension", "topic", "name", "text_da", "text_en", *_SOURCE, *_REMARKS)


@dataclass(frozen=True, repr=False, eq=False)
class RatingGuidance(Framed):
    """The registry's facts by the dimension they bear on: one row a fact of a dimension.

    Attributes
    ----------
    programmes : tuple of Programme
        Whose facts.
    scheme : Scheme
        The dimensions, what is asked about each, and the topics that bear on it.
    """

    programmes: tuple[Programme, ...]
    scheme: Scheme
    _frame: pd.DataFrame

    def summary(self) -> pd.DataFrame:
        """Return how many facts there are about each topic of each dimension, also none."""
        found = self._frame.groupby(["programme", "dimension", "topic"]).size()
        rows = [
            (one.name, dimension.name, topic)
            for one in self.programmes
            for dimension in self.scheme.dimensions.values()
            for topic in dimension.topics
        ]
        frame = pd.DataFrame(rows, columns=["programme", "dimension", "topic"])
        frame["facts"] = [int(found.get(row, 0)) for row in rows]
        return frame


@dataclass(frozen=True, repr=False, eq=False)
class KnowledgeRating(Framed):
    """Grades A to D in five dimensions: one row a dimension of each rated programme; no total.

    Attributes
    ----------
    programmes : tuple of Programme
        Those asked for, in order.
    scheme : Scheme
        The dimensions, the grades in words, and what is asked about each dimension as guidance.
    letters : dict
        The five letters of each rated programme, by its name; "-" where a dimension has none.
    rated, unrated : tuple of Programme
        Those that somebody has rated, and the others.
    guidance : RatingGuidance
        The registry's facts by the dimension they bear on, of all programmes asked for.
    """

    programmes: tuple[Programme, ...]
    scheme: Scheme
    _frame: pd.DataFrame
    _brief: ClassVar[tuple[str, ...]] = ("programme", "dimension", "grade", "whose", "facts")

    @property
    def rated(self) -> tuple[Programme, ...]:
        """The programmes that somebody has rated."""
        return tuple(one for one in self.programmes if one.ratings)

    @property
    def unrated(self) -> tuple[Programme, ...]:
        """The programmes that nobody has rated."""
        return tuple(one for one in self.programmes if not one.ratings)

    @property
    def letters(self) -> dict[str, str]:
        """The five letters of each rated programme, in the order of the dimensions."""
        return {
            one.name: "".join(
                grade or NO_GRADE
                for grade in self._frame.loc[self._frame["programme"] == one.name, "grade"]
            )
            for one in self.rated
        }

    @property
    def guidance(self) -> RatingGuidance:
        """The registry's facts by the dimension they bear on."""
        rows = [
            row
            for one in self.programmes
            for dimension in self.scheme.dimensions.values()
            for row in _fact_rows(one, dimension)
        ]
        frame = pd.DataFrame(rows, columns=list(_FACTS)).astype("str")
        return RatingGuidance(self.programmes, self.scheme, frame)

    def _shown(self) -> pd.DataFrame:
        """Return the grades; where there are none, how many facts there are to rate from."""
        if self.rated:
            return super()._shown()
        counts = self.guidance.summary().groupby(["programme", "dimension"], sort=False)
        return counts["facts"].sum().reset_index()

    def _heading(self) -> str:
        told = ", ".join(f"{name} {letters}" for name, letters in self.letters.items())
        many = len(self.unrated)
        return f"KnowledgeRating: {told or 'nobody has rated these'}; {many} unrated; no total"


def knowledge_rating(programme: Programmes = EVERY) -> KnowledgeRating:
    """Return the knowledge rating (vidensdeklaration) of programmes: who graded what, from what.

    Parameters
    ----------
    programme : str, Path, Programme, or a list of these
        A name in the registry, the path of a file of one's own, "all", or a document such as
        "vive_2022" for the programmes it describes.

    Returns
    -------
    KnowledgeRating
        `to_frame()` has one row a dimension of each rated programme: programme, dimension, grade
        (empty where nobody gave one), grade_da and grade_en (in words), reason_da and reason_en,
        whose, facts (names), facts_da, facts_en and facts_place (what led to the grade, and where
        it stands), asks_da and asks_en (what the grade turns on, as guidance), document, place,
        certainty, note and contradiction. Empty when nobody has rated any of them.

    Raises
    ------
    InputError
        When a programme is unknown; the nearest is suggested.
    DefinitionError
        When a file of one's own gives an unknown grade, or a grade without the facts that led to
        it; the message names file and line.

    See Also
    --------
    evalkit.lovende_praksis : what is promising about a programme, element by element.

    Notes
    -----
    evalkit gives no grade: where nobody has rated a programme there is none, and `guidance` sets
    the registry's facts beside the questions that a grade turns on, for whoever rates it. The
    official criteria for each grade were not found; the questions are evalkit's reading of the
    reasons given in the one published case, and one is evalkit's own. Which facts bear on which
    dimension is evalkit's choice of topics. Do not add the grades up, average them or rank
    programmes by them: the scheme has no combined grade, and the letters are an order and no
    numbers.

    References
    ----------
    Vidensportalen (Socialstyrelsen). Processuelle netværksmøder: Hvor meget ved vi om indsatsen?

    Examples
    --------
    >>> knowledge_rating("processuelle_netvaerksmoeder").letters
    {'processuelle_netvaerksmoeder': 'BBBCD'}
    >>> knowledge_rating("unik").letters  # nobody has rated it, so there is no grade
    {}
    """
    programmes, scheme = chosen_programmes(programme), rating_scheme()
    rows = [
        _grade_row(one, dimension, scheme)
        for one in programmes
        if one.ratings
        for dimension in scheme.dimensions.values()
    ]
    frame = pd.DataFrame(rows, columns=list(_GRADES)).fillna("").astype("str")
    return KnowledgeRating(programmes, scheme, frame)


def _grade_row(one: Programme, dimension: Dimension, scheme: Scheme) -> dict[str, object]:
    row: dict[str, object] = {"programme": one.name, "dimension": dimension.name}
    for language in LANGUAGES:
        row[f"asks_{language}"] = " ".join(asked.text[language] for asked in dimension.asks)
    found = {rated.name: rated for rated in one.ratings}.get(dimension.name)
    return row if found is None else row | _given(one, found, scheme)


def _given(one: Programme, rated: Rated, scheme: Scheme) -> dict[str, object]:
    facts = [one.fact(name) for name in rated.facts]
    # One place may name several headings.
    places = [place for fact in facts for place in fact.place.split("; ")]
    row: dict[str, object] = {
        "grade": rated.grade,
        "whose": rated.whose,
        "facts": ", ".join(rated.facts),
        "facts_place": "; ".join(dict.fromkeys(places)),
        **rated.source_row(),
    }
    for language in LANGUAGES:
        row[f"grade_{language}"] = scheme.grades[rated.grade].title[language]
        row[f"reason_{language}"] = rated.text[language]
        row[f"facts_{language}"] = " ".join(fact.text[language] for fact in facts)
    return row


def _fact_rows(one: Programme, dimension: Dimension) -> list[dict[str, object]]:
    return [
        {
            "programme": one.name,
            "dimension": dimension.name,
            "topic": topic,
            "name": fact.name,
            **{f"text_{language}": fact.text[language] for language in LANGUAGES},
            **fact.source_row(),
        }
        for topic in dimension.topics
        for fact in one.about(topic)
    ]
