"""The knowledge rating as a table: grades with what led to them, and what a grade turns on."""

from __future__ import annotations

from evalkit.assessment.knowledge_rating import KnowledgeRating, RatingGuidance
from evalkit.present.blocks import Table, Text
from evalkit.present.places import place_text
from evalkit.present.practice_table import titled
from evalkit.present.records import records
from evalkit.present.screening_table import remarks
from evalkit.present.table_columns import columns
from evalkit.present.words import listed, word
from evalkit.programmes.programme import Programme
from evalkit.programmes.rating import Dimension, Scheme
from evalkit.programmes.topics import vocabulary

__all__ = ["grades_table", "guidance_table", "rating_table", "unrated_text"]


def rating_table(result: KnowledgeRating, *, language: str) -> Table:
    """Return the grades; where nobody gave any, the questions beside the number of facts."""
    if not result.rated:
        return _unrated_table(result, language)
    many = len(result.rated) > 1
    titles = {one.name: one.title[language] for one in result.rated}
    rows = []
    for said in result.to_frame().to_dict("records"):
        row = {str(name): str(cell) for name, cell in said.items()}
        dimension = result.scheme.dimensions[row["dimension"]]
        named = (titles[row["programme"]],) if many else ()
        cells = (dimension.title[language], _given(row, language), *_led_to(row, language))
        rows.append((*named, *cells, _asked_text(dimension, language)))
    labels = ["rating_dimension", "rating_grade", "rating_reason", "rating_facts", "rating_asks"]
    if many:
        labels.insert(0, "practice_programme")
    return Table(
        caption=word("rating_caption", language, titles=titled(result.rated, language)),
        columns=columns([word(name, language) for name in labels], texts=len(labels)),
        rows=tuple(rows),
        notes=tuple(_notes(result, language)),
        name="knowledge_rating",
        numbers=records(result.to_frame()),
    )


def grades_table(result: KnowledgeRating, *, language: str) -> Table:
    """Return the grades alone, as they are drawn."""
    many = len(result.rated) > 1
    titles = {one.name: one.title[language] for one in result.rated}
    frame = result.to_frame()[["programme", "dimension", "grade", "grade_da", "grade_en", "whose"]]
    rows = []
    for said in frame.to_dict("records"):
        row = {str(name): str(cell) for name, cell in said.items()}
        title = result.scheme.dimensions[row["dimension"]].title[language]
        named = (titles[row["programme"]],) if many else ()
        rows.append((*named, title, _given(row, language)))
    labels = ["rating_dimension", "rating_grade"]
    if many:
        labels.insert(0, "practice_programme")
    return Table(
        caption=word("rating_caption", language, titles=titled(result.rated, language)),
        columns=columns([word(name, language) for name in labels], texts=len(labels)),
        rows=tuple(rows),
        notes=tuple(_whose(one, language) for one in result.rated),
        name="knowledge_rating_grades",
        numbers=records(frame),
    )


def _given(row: dict[str, str], language: str) -> str:
    """Return the grade with its words."""
    if not row["grade"]:
        return word("rating_no_grade", language)
    words = row[f"grade_{language}"]
    return word("rating_grade_cell", language, grade=row["grade"], words=words)


def _led_to(row: dict[str, str], language: str) -> tuple[str, str]:
    """Return reason and facts as two cells."""
    if not row["grade"]:
        nothing = word("not_computed", language)
        return nothing, nothing
    facts = row[f"facts_{language}"]
    return (
        row[f"reason_{language}"],
        word(
            "rating_cited",
            language,
            text=facts,
            place=place_text(str(row["facts_place"]), language),
        ),
    )


def _notes(result: KnowledgeRating, language: str) -> list[str]:
    notes = [_whose(one, language) for one in result.rated]
    notes.append(word("rating_grades_note", language, grades=_steps(result.scheme, language)))
    notes += _guidance_notes(result.scheme, language)
    for one in result.rated:
        for rated in one.ratings:
            dimension = result.scheme.dimensions[rated.name].title[language]
            what = word("rating_what", language, title=one.title[language], dimension=dimension)
            notes += remarks(rated, language, what=what)
    cited = [
        one.documents[rated.document].cite(language)
        for one in result.rated
        for rated in one.ratings
    ]
    sources = "; ".join(dict.fromkeys(cited))
    notes.append(word("practice_source_note", language, sources=sources))
    if result.unrated:
        notes.append(unrated_text(result, language))
    return notes


def unrated_text(result: KnowledgeRating, language: str) -> str:
    """Return that nobody has rated some of the programmes, by name where others are there."""
    if len(result.programmes) == 1:
        return word("rating_unrated", language)
    return word("rating_unrated_many", language, titles=titled(result.unrated, language))


def _whose(one: Programme, language: str) -> str:
    whose = listed(list(dict.fromkeys(rated.whose for rated in one.ratings)), language)
    return word("rating_whose", language, title=one.title[language], whose=whose)


def _steps(scheme: Scheme, language: str) -> str:
    """Return the grades with their words, and what is not known of their wording."""
    said = []
    for name, step in scheme.grades.items():
        told = word("rating_step", language, grade=name, words=step.title[language])
        if step.note:
            told = word("rating_step_note", language, step=told, note=step.note[language])
        said.append(told)
    return " ".join(said)


def _guidance_notes(scheme: Scheme, language: str) -> list[str]:
    notes = [scheme.about[language]]
    if any(asked.whose for one in scheme.dimensions.values() for asked in one.asks):
        notes.append(word("rating_own_question_note", language))
    return notes


def _asked_text(dimension: Dimension, language: str) -> str:
    """Return what a grade turns on; evalkit's own questions are marked with a star."""
    said = [
        word("practice_starred", language, text=asked.text[language])
        if asked.whose
        else asked.text[language]
        for asked in dimension.asks
    ]
    return " ".join(said)


def _known_text(
    result: RatingGuidance, one: Programme, dimension: Dimension, *, language: str
) -> str:
    """Return how many facts there are about what bears on a dimension, and about what none."""
    frame = result.summary()
    own = frame[(frame["programme"] == one.name) & (frame["dimension"] == dimension.name)]
    topics = vocabulary().topics
    there = [
        word("rating_topic_count", language, topic=topics[topic].title[language], count=count)
        for topic, count in zip(own["topic"], own["facts"], strict=True)
        if count
    ]
    none = [topics[topic].title[language] for topic in own.loc[own["facts"] == 0, "topic"]]
    said = [word("rating_known", language, topics="; ".join(there))] if there else []
    if none:
        said.append(word("rating_nothing_about", language, topics="; ".join(none)))
    return " ".join(said)


def _unrated_table(result: KnowledgeRating, language: str) -> Table:
    """Return what is asked about each dimension beside how much the registry knows."""
    many, guidance = len(result.programmes) > 1, result.guidance
    rows = [
        ((one.title[language],) if many else ())
        + (
            dimension.title[language],
            _asked_text(dimension, language),
            _known_text(guidance, one, dimension, language=language),
        )
        for one in result.programmes
        for dimension in result.scheme.dimensions.values()
    ]
    labels = ["rating_dimension", "rating_asks", "rating_registry"]
    if many:
        labels.insert(0, "practice_programme")
    titles = titled(result.programmes, language)
    return Table(
        caption=word("rating_caption_unrated", language, titles=titles),
        columns=columns([word(name, language) for name in labels], texts=len(labels)),
        rows=tuple(rows),
        notes=(
            *_guidance_notes(result.scheme, language),
            word("rating_topics_note", language),
        ),
        name="knowledge_rating",
        numbers=records(guidance.summary()),
    )


def guidance_table(result: RatingGuidance, *, language: str) -> Table | Text:
    """Return the registry's facts by the dimension they bear on, each with its place."""
    frame, many = result.to_frame(), len(result.programmes) > 1
    titles = {one.name: one.title[language] for one in result.programmes}
    if frame.empty:
        return Text(
            (word("rating_no_facts", language, titles=listed(list(titles.values()), language)),)
        )
    topics = vocabulary().topics
    rows = [
        ((titles[str(row["programme"])],) if many else ())
        + (
            result.scheme.dimensions[str(row["dimension"])].title[language],
            topics[str(row["topic"])].title[language],
            str(row[f"text_{language}"]),
            place_text(str(row["place"]), language),
        )
        for row in frame.to_dict("records")
    ]
    labels = ["rating_dimension", "rating_topic", "rating_fact", "practice_place"]
    if many:
        labels.insert(0, "practice_programme")
    asked = [
        word(
            "rating_asked_of",
            language,
            dimension=dimension.title[language],
            asks=_asked_text(dimension, language),
        )
        for dimension in result.scheme.dimensions.values()
    ]
    return Table(
        caption=word(
            "rating_guidance_caption", language, titles=titled(result.programmes, language)
        ),
        columns=columns([word(name, language) for name in labels], texts=len(labels)),
        rows=tuple(rows),
        notes=(
            *asked,
            *_guidance_notes(result.scheme, language),
            word("rating_topics_note", language),
        ),
        name="rating_guidance",
        numbers=records(frame),
    )
