"""Sentences about the attendance charts: what is marked, and which of number and share moved."""

from __future__ import annotations

from evalkit.monitoring.attendance_charts import AttendanceCharts, Moved
from evalkit.present.attendance_charts_table import chart_notes, quarter_mean
from evalkit.present.attendance_words import (
    practice_sentences,
    series_notes,
    signals_text,
    steps_text,
)
from evalkit.present.count_wording import quarter_text
from evalkit.present.numbers import decimal_text, percent_text
from evalkit.present.words import capital, word

__all__ = ["say_attendance_charts"]

_MEANS = {"week": "att_say_mean_week", "occasion": "att_say_mean_occasion"}
_BASES = {"enrolled": "att_of_enrolled", "noted": "att_of_noted"}
_WHOM = {"enrolled": "att_whom_enrolled", "noted": "att_whom_noted"}
_VERDICTS = {
    ("base",): "att_say_base_moved",
    ("share",): "att_say_share_moved",
    ("base", "share"): "att_say_both_moved",
}


def say_attendance_charts(result: AttendanceCharts, *, language: str) -> list[str]:
    """Return means, signals of the quarter, what moved, and what the programme says it does."""
    when = quarter_text(str(result.quarter), language)
    if not result.number.points:
        return [word("no_attendance", language)]
    if not result.steps_in_quarter:
        nothing = word("att_none_in_quarter", language, quarter=when)
        return [nothing, *series_notes(result.series, language)]
    said = [
        word(
            _MEANS[result.series.by],
            language,
            activity=capital(result.activity),
            quarter=when,
            came=quarter_mean(result, "number", language),
            steps=result.steps_in_quarter,
            share=quarter_mean(result, "share", language),
            base=word(_BASES[result.of], language),
        )
    ]
    said += _signals(result, language)
    if result.moved is not None:
        said += _moved(result.moved, result, language)
    signals = result.signals()
    if (signals["direction"] == "concern").any():
        said += practice_sentences(result.practice, language)
    return [*said, *chart_notes(result, language), *series_notes(result.series, language)]


def _signals(result: AttendanceCharts, language: str) -> list[str]:
    signals = result.signals()
    if signals.empty:
        return [word("att_say_quiet", language)]
    said = []
    for name, chart, told, quiet in (
        ("number", result.number, "att_say_number", "att_say_quiet_number"),
        ("share", result.share, "att_say_share", "att_say_quiet_share"),
    ):
        here = signals[signals["chart"] == name]
        if here.empty:
            said.append(word(quiet, language))
        else:
            said.append(word(told, language, signals=signals_text(here, chart, language)))
    return said


def _moved(moved: Moved, result: AttendanceCharts, language: str) -> list[str]:
    whom = word(_WHOM[result.of], language)

    def part(value: float) -> str:
        return decimal_text(value, language, signed=True)

    said = word(
        "att_say_moved",
        language,
        came_before=decimal_text(moved.came_before, language),
        steps_before=steps_text(moved.steps_before, result.series.by, language),
        difference=part(moved.difference),
        from_base=part(moved.from_base),
        from_share=part(moved.from_share),
        base=decimal_text(moved.base, language),
        base_before=decimal_text(moved.base_before, language),
        whom=whom,
        share=percent_text(moved.share, language),
        share_before=percent_text(moved.share_before, language),
    )
    if moved.from_outside:
        outside = word("att_say_moved_outside", language, part=part(moved.from_outside))
        said = f"{said} {outside}"
    verdict = _VERDICTS.get(tuple(name for name in moved.parts if name != "outside"))
    told = [said, *([word(verdict, language, whom=whom)] if verdict else [])]
    if verdict == "att_say_both_moved" and moved.from_base * moved.from_share < 0:
        told.append(word("att_say_apart", language))
    return [" ".join(told)]
