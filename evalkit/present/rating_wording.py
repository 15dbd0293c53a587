"""The knowledge rating in sentences: who graded what and why, and whom nobody has rated."""

from __future__ import annotations

from evalkit.assessment.knowledge_rating import KnowledgeRating
from evalkit.present.rating_table import unrated_text
from evalkit.present.words import listed, word
from evalkit.programmes.programme import Programme

__all__ = ["say_rating"]


def say_rating(result: KnowledgeRating, *, language: str) -> list[str]:
    """Say each programme's grades and their reasons; of those that nobody rated, that alone."""
    if not result.rated:
        return [unrated_text(result, language)]
    told = [sentence for one in result.rated for sentence in _rated(result, one, language)]
    if result.unrated:
        told.append(unrated_text(result, language))
    return [*told, result.scheme.about[language]]


def _rated(result: KnowledgeRating, one: Programme, language: str) -> list[str]:
    given = {rated.name: rated for rated in one.ratings}
    named, reasons = [], []
    for name, dimension in result.scheme.dimensions.items():
        title, rated = dimension.title[language], given.get(name)
        grade = rated.grade if rated else word("rating_no_grade", language)
        named.append(word("rating_named", language, dimension=title, grade=grade))
        if rated is not None:
            words = result.scheme.grades[rated.grade].title[language]
            facts = {"dimension": title, "grade": rated.grade, "words": words}
            reason = rated.text[language]
            reasons.append(word("rating_say_reason", language, reason=reason, **facts))
    whose = listed(list(dict.fromkeys(rated.whose for rated in one.ratings)), language)
    said = word(
        "rating_say",
        language,
        title=one.title[language],
        letters=result.letters[one.name],
        whose=whose,
        grades=listed(named, language),
    )
    return [said, *reasons]
