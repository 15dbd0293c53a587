"""The table of what programmes measure by their own plans."""

from __future__ import annotations

from evalkit.present.blocks import Table, Text
from evalkit.present.numbers import decimal_text
from evalkit.present.places import place_text
from evalkit.present.practice_table import titled
from evalkit.present.records import records
from evalkit.present.table_columns import columns
from evalkit.present.words import listed, word
from evalkit.programmes.measurement import Measurement
from evalkit.programmes.registry import MeasurementPlan

__all__ = ["plan_table"]

_MOMENTS = {
    "before": "plan_before",
    "during": "plan_during",
    "after": "plan_after",
    "follow_up": "plan_follow_up",
}
_RESPONDENTS = {
    "young_person": "plan_young_person",
    "together": "plan_together",
    "professional": "plan_professional",
    "volunteer": "plan_volunteer",
    "parent": "plan_parent",
    "municipality": "plan_municipality",
    "not_stated": "plan_not_stated",
}
_REQUIRED = {"yes": "plan_asked", "voluntary": "plan_voluntary", "not_stated": "plan_not_stated"}


def plan_table(result: MeasurementPlan, *, language: str) -> Table | Text:
    """Return one row a measurement: what, when, who answers, whether it is voluntary."""
    many = len(result.programmes) > 1
    rows, assumed = [], []
    for one in result.programmes:
        for entry in one.measurements:
            facts = {"title": one.title[language], "text": entry.text[language]}
            if entry.basis != "text":
                assumed.append(word("plan_assumed_one", language, **facts))
                continue
            cells = (
                entry.text[language],
                _when(entry, language),
                word(_RESPONDENTS[entry.respondent], language),
                word(_REQUIRED[entry.required], language),
                place_text(entry.place, language),
            )
            rows.append((one.title[language], *cells) if many else cells)
    if not rows:
        return Text((word("plan_none", language),))
    labels = ["plan_what", "plan_when", "plan_who", "plan_required", "registry_place"]
    if many:
        labels.insert(0, "practice_programme")
    without = tuple(one for one in result.programmes if not one.measurements)
    notes = []
    if without:
        notes.append(word("plan_without_note", language, titles=titled(without, language)))
    if assumed:
        told = " ".join(assumed)
        notes.append(word("plan_assumed_note", language, measurements=told))
    return Table(
        caption=word("plan_caption", language),
        columns=columns([word(name, language) for name in labels], texts=len(labels)),
        rows=tuple(rows),
        notes=tuple(notes),
        name="measurement_plan",
        numbers=records(result.to_frame()),
    )


def _when(entry: Measurement, language: str) -> str:
    moments = [word(_MOMENTS[moment], language) for moment in entry.moments]
    if entry.every_months is None:
        return listed(moments, language) or word("plan_not_stated", language)
    if entry.every_months == 1:
        return word("plan_every_month", language)
    digits = 0 if entry.every_months.is_integer() else 1
    months = decimal_text(entry.every_months, language, digits=digits)
    return word("plan_every", language, months=months)
