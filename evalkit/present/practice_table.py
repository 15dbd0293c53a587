"""Tables of promising practice: the profile, the answers behind it, several side by side."""

from __future__ import annotations

from evalkit.assessment.practice_profile import PracticeAnswers, PracticeMatrix, PracticeProfile
from evalkit.definition_files import builtin_names
from evalkit.present.blocks import Table
from evalkit.present.numbers import count_text
from evalkit.present.places import place_text
from evalkit.present.records import records
from evalkit.present.table_columns import columns
from evalkit.present.words import listed, word
from evalkit.programmes.comparison import comparison
from evalkit.programmes.programme import Programme
from evalkit.programmes.questionnaire import Grade, Questionnaire

__all__ = [
    "MOST_APART",
    "grade_text",
    "named_element",
    "practice_answers_table",
    "practice_matrix_table",
    "practice_notes",
    "practice_table",
    "titled",
]


# Of more programmes than these a page tells what is common: twelve lists are no summary.
MOST_APART = 3


def titled(programmes: tuple[Programme, ...], language: str) -> str:
    """Return the titles of programmes as one phrase."""
    return listed([one.title[language] for one in programmes], language)


def named_element(questionnaire: Questionnaire, element: str, language: str) -> str:
    """Return an element's title, with what the title alone would leave open."""
    one = questionnaire.element(element)
    if not one.gloss:
        return one.title[language]
    facts = {"element": one.title[language], "gloss": one.gloss[language]}
    return word("practice_glossed", language, **facts)


def grade_text(grade: Grade, language: str, *, is_partly_known: bool) -> str:
    """Return a grade in words, and whether it rests on a part of its questions."""
    title = grade.title[language]
    if is_partly_known and grade.least is not None:
        return word("practice_partly_known", language, grade=title)
    return title


def _caption(result: PracticeProfile, language: str) -> str:
    whose, programmes = result.questionnaire.whose, result.programmes
    if len(programmes) > MOST_APART:
        count = count_text(len(programmes), language)
        return word("practice_caption_many", language, whose=whose, count=count)
    titles = titled(programmes, language)
    return word("practice_caption", language, whose=whose, titles=titles)


def practice_notes(
    programmes: tuple[Programme, ...], questionnaire: Questionnaire, language: str
) -> tuple[str, ...]:
    """Return what must stand below every table of grades: whose they are, and of what."""
    cited = [one.cite(language) for programme in programmes for one in programme.documents.values()]
    compared = {comparison(name).document for name in builtin_names("comparison")}
    beside = len(programmes) > 1 and any(one.document in compared for one in programmes)
    return (
        questionnaire.about[language],
        word("practice_no_total_note", language),
        *([questionnaire.rule[language]] if questionnaire.rule else []),
        word("practice_partly_known_note", language),
        *([word("practice_counts_note", language)] if beside else []),
        word("practice_source_note", language, sources="; ".join(dict.fromkeys(cited))),
    )


def practice_table(result: PracticeProfile, *, language: str) -> Table:
    """Return the profile: one row an element, with its grade and what led to it."""
    many = len(result.programmes) > 1
    titles = {one.name: one.title[language] for one in result.programmes}
    labels = ["practice_element", "practice_grade", "practice_known"]
    labels += ["practice_evidence", "practice_place"]
    if many:
        labels.insert(0, "practice_programme")
    rows = []
    for row in result.to_frame().to_dict("records"):
        known = word(
            "practice_known_of",
            language,
            answered=count_text(row["answered"], language),
            asked=count_text(row["asked"], language),
        )
        cells = [
            named_element(result.questionnaire, str(row["element"]), language),
            grade_text(
                result.questionnaire.grade(str(row["grade"])),
                language,
                is_partly_known=0 < int(row["answered"]) < int(row["asked"]),
            ),
            known,
            str(row[f"evidence_{language}"]) or word("practice_not_answered", language),
            place_text(str(row["place"]), language) or word("not_computed", language),
        ]
        rows.append(([titles[str(row["programme"])]] if many else []) + cells)
    return Table(
        caption=_caption(result, language),
        columns=columns([word(name, language) for name in labels], texts=len(labels)),
        rows=tuple(tuple(cells) for cells in rows),
        notes=practice_notes(result.programmes, result.questionnaire, language),
        name="practice_profile",
        numbers=records(result.to_frame()),
    )


def practice_answers_table(result: PracticeAnswers, *, language: str) -> Table:
    """Return every question with its answer, its evidence and its place."""
    many = len(result.programmes) > 1
    titles = {one.name: one.title[language] for one in result.programmes}
    labels = ["practice_question", "practice_answer", "practice_evidence", "practice_place"]
    if many:
        labels.insert(0, "practice_programme")
    rows = []
    for row in result.to_frame().to_dict("records"):
        question = result.questionnaire.question(str(row["question"]))
        asked = question.text[language]
        cells = [
            word("practice_starred", language, text=asked) if not question.weight else asked,
            result.questionnaire.answer(str(row["answer"])).title[language],
            str(row[f"text_{language}"]) or word("practice_not_answered", language),
            place_text(_text(row.get("place")), language) or word("not_computed", language),
        ]
        rows.append(([titles[str(row["programme"])]] if many else []) + cells)
    return Table(
        caption=word(
            "practice_answers_caption", language, titles=titled(result.programmes, language)
        ),
        columns=columns([word(name, language) for name in labels], texts=len(labels)),
        rows=tuple(tuple(cells) for cells in rows),
        notes=(word("practice_unscored_note", language),),
        name="practice_answers",
        numbers=records(result.to_frame()),
    )


def practice_matrix_table(result: PracticeMatrix, *, language: str) -> Table:
    """Return the grades side by side, in words."""
    frame = result.to_frame()
    best, count = result.questionnaire.grades[0].name, count_text(len(result.programmes), language)
    rows = []
    for row in frame.to_dict("records"):
        element = str(row["element"])
        grades = [
            grade_text(
                result.questionnaire.grade(str(row[one.name])),
                language,
                is_partly_known=(one.name, element) in result.partly_known,
            )
            for one in result.programmes
        ]
        met = [row[one.name] for one in result.programmes].count(best)
        facts = {"met": count_text(met, language), "count": count}
        of_all = word("practice_met_of", language, **facts)
        rows.append((named_element(result.questionnaire, element, language), *grades, of_all))
    labels = [word("practice_element", language)]
    labels += [one.title[language] for one in result.programmes]
    labels.append(word("practice_met_in", language))
    return Table(
        caption=word("practice_matrix_caption", language, whose=result.questionnaire.whose),
        columns=columns(labels, texts=len(labels)),
        rows=tuple(rows),
        notes=practice_notes(result.programmes, result.questionnaire, language),
        name="practice_matrix",
        numbers=records(frame),
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
