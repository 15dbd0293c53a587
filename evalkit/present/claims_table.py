"""What is said about a programme beside what is measured: as a table and in sentences."""

from __future__ import annotations

from collections.abc import Mapping

from evalkit.assessment.claims import Claims
from evalkit.assessment.seen import LEAST_PERSONS, MOST
from evalkit.present.blocks import Table, Text
from evalkit.present.claims_words import shown_text
from evalkit.present.notices import how_it_came_about
from evalkit.present.numbers import count_text, date_text, percent_text
from evalkit.present.practice_table import MOST_APART, grade_text, named_element, titled
from evalkit.present.records import records
from evalkit.present.table_columns import columns
from evalkit.present.words import listed, word
from evalkit.programmes.questionnaire import Questionnaire

__all__ = ["claims_table", "say_claims"]

_VERDICTS = {
    "in_line": "claims_in_line",
    "against": "claims_against",
    "unclear": "claims_unclear",
    "data_only": "claims_data_only",
    "not_seen": "claims_not_seen",
    "no_data": "claims_no_data",
}
Row = Mapping[str, object]


def claims_table(result: Claims, *, language: str) -> Table | Text:
    """Return the claims beside the data; of several programmes only where data show something."""
    if not result.studies:
        return Text((word("claims_none", language),))
    many = len(result.programmes) > 1
    titles = {one.name: one.title[language] for one in result.programmes}
    every = [{str(k): v for k, v in row.items()} for row in result.to_frame().to_dict("records")]
    shown = [row for row in every if not many or row["reason"]] or every
    labels = ["practice_element", "claims_said", "claims_shown", "claims_verdict"]
    if many:
        labels.insert(0, "practice_programme")
    rows = []
    for row in shown:
        cells = [
            _element(result, row, language),
            _grade(result, row, language),
            shown_text(result, row, language),
            word(_VERDICTS[str(row["verdict"])], language),
        ]
        rows.append(([titles[str(row["programme"])]] if many else []) + cells)
    notes = _made_up(result, language)
    rule = {"most": percent_text(MOST, language), "least": count_text(LEAST_PERSONS, language)}
    notes.append(word("claims_rule_note", language, **rule))
    notes.append(word("claims_practice_note", language))
    notes.append(word("claims_design_note", language))
    notes += _ages(result, language)
    left = [str(row["verdict"]) for row in every if row not in shown]
    if "no_data" in left:
        count = count_text(left.count("no_data"), language)
        notes.append(word("claims_left_out_note", language, count=count))
    if "not_seen" in left:
        count = count_text(left.count("not_seen"), language)
        notes.append(word("claims_left_out_unseen", language, count=count))
    caption = word("claims_caption_many", language)
    if not many:
        caption = word("claims_caption", language, titles=titled(result.programmes, language))
    return Table(
        caption=caption,
        columns=columns([word(name, language) for name in labels], texts=len(labels)),
        rows=tuple(tuple(cells) for cells in rows),
        notes=tuple(notes),
        name="claims",
        numbers=records(result.without_few()),
    )


def say_claims(result: Claims, *, language: str) -> list[str]:
    """Say what the data show beside the claims: contradictions first."""
    titles = {one.name: one.title[language] for one in result.programmes}
    rows = [{str(k): v for k, v in row.items()} for row in result.to_frame().to_dict("records")]
    order = {"against": 0, "unclear": 1, "data_only": 1, "in_line": 2}
    told = _made_up(result, language)
    if len(result.programmes) > MOST_APART and result.studies:
        told.append(_in_all(result, rows, language))
        rows = [row for row in rows if row["verdict"] == "against"]
    for row in sorted(rows, key=lambda row: order.get(str(row["verdict"]), 9)):
        verdict = str(row["verdict"])
        if verdict not in order:
            continue
        facts = {
            "title": titles[str(row["programme"])],
            "element": _element(result, row, language),
            "shown": shown_text(result, row, language),
        }
        if verdict == "against":
            told.append(word("claims_say_against", language, **facts))
        elif verdict == "in_line":
            told.append(word("claims_say_in_line", language, **facts))
        else:
            said = word(_VERDICTS[verdict], language)
            told.append(word("claims_say_other", language, verdict=said, **facts))
    if len(told) > len(_made_up(result, language)):
        if len(result.programmes) <= MOST_APART:
            told.append(word("claims_say_rest", language))
        told.append(word("claims_design_note", language))
    without = [one.title[language] for one in result.programmes if one.name not in result.studies]
    if without:
        told.append(word("claims_say_no_study", language, titles=listed(without, language)))
    return told


def _made_up(result: Claims, language: str) -> list[str]:
    """Say that data are made up wherever they stand beside a real programme's name."""
    told = [said for one in result.studies.values() for said in how_it_came_about(one, language)[0]]
    return [word("claims_made_up", language)] if told else []


def _ages(result: Claims, language: str) -> list[str]:
    """Say how old the source is beside the data: practice may have changed since."""
    if len(result.programmes) > 1:
        return []
    one, latest = result.programmes[0], result.studies[result.programmes[0].name].latest
    if latest is None or one.document not in one.documents:
        return []
    year, last = one.documents[one.document].year, date_text(latest, language)
    if year is None:
        return [word("claims_source_undated", language, last=last)]
    return [word("claims_source_age", language, year=str(year), last=last)]


def _questionnaire(result: Claims, row: Row) -> Questionnaire:
    programme = next(one for one in result.programmes if one.name == row["programme"])
    return programme.asked


def _in_all(result: Claims, rows: list[dict[str, object]], language: str) -> str:
    """Return in how many places the data of several programmes point which way."""
    verdicts = [str(row["verdict"]) for row in rows]
    counted = {name: count_text(verdicts.count(name), language) for name in _VERDICTS}
    seen = sum(verdicts.count(name) for name in ("in_line", "against", "unclear", "data_only"))
    titles = listed(
        [one.title[language] for one in result.programmes if one.name in result.studies], language
    )
    facts = {"titles": titles, "seen": count_text(seen, language)}
    return word("claims_say_all", language, **facts, **counted)


def _element(result: Claims, row: Row, language: str) -> str:
    questionnaire = _questionnaire(result, row)
    return named_element(questionnaire, str(row["element"]), language)


def _grade(result: Claims, row: Row, language: str) -> str:
    grade = _questionnaire(result, row).grade(str(row["claimed"]))
    partly = 0 < int(str(row["answered"])) < int(str(row["asked"]))
    return grade_text(grade, language, is_partly_known=partly)
