"""What is said about a programme beside what is measured: as a table and in sentences."""

from __future__ import annotations

from collections.abc import Mapping

from evalkit.assessment.claims import Claims
from evalkit.assessment.seen import LEAST_PERSONS, MOST, Changed, Seen
from evalkit.present.blocks import Table, Text
from evalkit.present.notices import how_it_came_about
from evalkit.present.numbers import confidence_text, count_text, decimal_text, percent_text
from evalkit.present.practice_table import MOST_APART, grade_text, named_element, titled
from evalkit.present.records import records
from evalkit.present.table_columns import columns
from evalkit.present.words import listed, word
from evalkit.programmes.questionnaire import Questionnaire
from evalkit.results import SHOWN_FROM

__all__ = ["claims_table", "say_claims"]

_VERDICTS = {
    "in_line": "claims_in_line",
    "against": "claims_against",
    "unclear": "claims_unclear",
    "data_only": "claims_data_only",
    "not_seen": "claims_not_seen",
    "no_data": "claims_no_data",
}
_SHARES = {
    "kept_plan": "claims_kept_plan",
    "kept_voluntary": "claims_kept_voluntary",
    "kept_at_end": "claims_kept_at_end",
    "kept_unplanned": "claims_kept_unplanned",
}
_OTHERS = {
    "nobody_due": "claims_nobody_due",
    "attendance_only": "claims_attendance_only",
    "scales_changed": "claims_scales_changed",
    "other_instruments": "claims_other_instruments",
    "too_few_pairs": "claims_too_few_pairs",
}
_NEEDS = {
    "needs_theory": "needs_theory",
    "needs_effect": "needs_effect",
    "needs_description": "needs_description",
    "needs_goals": "needs_goals",
    "needs_transferability": "needs_transferability",
    "needs_economy": "needs_economy",
    "needs_reflection": "needs_reflection",
    "needs_relations": "needs_relations",
    "needs_individual": "needs_individual",
    "needs_monitoring": "needs_monitoring",
    "needs_follow_up": "needs_follow_up",
}
CONFIDENCE = 0.95
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
            _shown(result, row, language),
            word(_VERDICTS[str(row["verdict"])], language),
        ]
        rows.append(([titles[str(row["programme"])]] if many else []) + cells)
    notes = _made_up(result, language)
    rule = {"most": percent_text(MOST, language), "least": count_text(LEAST_PERSONS, language)}
    notes.append(word("claims_rule_note", language, **rule))
    notes.append(word("claims_design_note", language))
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
        numbers=records(result.to_frame()),
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
            "shown": _shown(result, row, language),
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


def _shown(result: Claims, row: Row, language: str) -> str:
    """Return the sentence about what the data show, or what they would have to hold."""
    if row["verdict"] == "no_data":
        return word("claims_no_study", language)
    seen = result.seen.get((str(row["programme"]), str(row["element"])))
    if seen is None or not seen.is_there:
        needs = _NEEDS.get(str(row["needs"]))
        return word("claims_needs", language, needs=word(needs, language) if needs else "").strip()
    if seen.n is not None and 0 < seen.n < SHOWN_FROM:
        return word("claims_few", language, few=count_text(SHOWN_FROM, language))
    if seen.reason in _SHARES:
        return _share_text(seen, language)
    facts = {name: count_text(value, language) for name, value in seen.facts.items()}
    facts |= {"n": count_text(seen.n, language), "least": count_text(LEAST_PERSONS, language)}
    if seen.reason == "scales_changed":
        same = seen.facts["fewest"] == seen.facts["most"]
        facts["people"] = facts["most"] if same else word("claims_people", language, **facts)
        for way in ("better", "worse"):
            named = "; ".join(_changed(one, language) for one in seen.scales.get(way, ()))
            facts[f"{way}_names"] = word("claims_names", language, names=named) if named else ""
    return word(_OTHERS[seen.reason], language, **facts)


def _changed(one: Changed, language: str) -> str:
    """Return a scale with its mean change and the interval."""
    return word(
        "claims_changed",
        language,
        title=one.title[language],
        change=decimal_text(one.change, language, signed=True),
        low=decimal_text(one.conf_low, language, signed=True),
        high=decimal_text(one.conf_high, language, signed=True),
        confidence=confidence_text(CONFIDENCE, language),
    )


def _share_text(seen: Seen, language: str) -> str:
    n, count = seen.n or 0, seen.count or 0
    return word(
        _SHARES[seen.reason],
        language,
        count=count_text(count, language),
        n=count_text(n, language),
        missing=count_text(n - count, language),
        share=percent_text(seen.estimate, language),
        low=percent_text(seen.conf_low, language),
        high=percent_text(seen.conf_high, language),
        confidence=confidence_text(CONFIDENCE, language),
        rest=" ".join(_beside_share(seen, language)),
    ).strip()


def _beside_share(seen: Seen, language: str) -> list[str]:
    """Return what is told beside a share: readings made, the time between, who is not in it."""
    told, facts = [], seen.facts
    months, median = facts.get("every_months"), facts.get("median_months")
    if facts.get("expected") is not None:
        made = {name: count_text(facts[name], language) for name in ("expected", "done")}
        told.append(word("claims_done", language, **made))
    if isinstance(months, float) and isinstance(median, float):
        planned = decimal_text(months, language, digits=0 if months.is_integer() else 1)
        between = decimal_text(median, language, digits=1)
        told.append(word("claims_median", language, median=between, months=planned).strip())
    if facts.get("too_short"):
        short = count_text(facts["too_short"], language)
        told.append(word("claims_too_short_one", language, too_short=short))
    return told
