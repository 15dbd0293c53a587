"""The way in as tables: quarter by quarter, those referred, and how long they waited."""

from __future__ import annotations

import pandas as pd

from evalkit.monitoring.admissions import Admissions
from evalkit.monitoring.referral_flow import ReferralCohorts, WaitingTimes
from evalkit.present.attendance_words import cite_facts, not_over
from evalkit.present.blocks import Table, Text
from evalkit.present.count_wording import quarter_text
from evalkit.present.numbers import count_text, date_text, decimal_text
from evalkit.present.records import records
from evalkit.present.table_columns import columns
from evalkit.present.words import word, word_or

__all__ = ["admissions_notes", "admissions_table", "cohorts_table", "waits_table"]

_LABELS = {
    "referred": "adm_referred",
    "screened": "adm_screened",
    "offered": "adm_offered",
    "closed": "adm_closed",
    "started": "adm_started",
    "ended": "adm_ended",
    "completed": "adm_completed",
    "enrolled_at_end": "adm_enrolled",
    "waiting_at_end": "adm_waiting",
    "waiting": "adm_cohort_waiting",
}
_OF_REFERRALS = ("referred", "screened", "offered", "closed", "waiting_at_end")
_STEPS = {
    "referred": "adm_wait_referred",
    "screened": "adm_wait_screened",
    "offered": "adm_wait_offered",
    "started": "adm_wait_started",
}
_MOST_REASONS = 8


def admissions_table(result: Admissions, *, language: str) -> Table | Text:
    """Return what happened in each quarter, the newest first."""
    if not any(result.is_known(quarter) for quarter in result.to_frame()["quarter"]):
        when = quarter_text(str(result.quarter), language)
        return Text((word("adm_say_unknown", language, quarter=when),))
    names = [
        name
        for name in _LABELS
        if name in result.to_frame()
        and (result.with_referrals or name not in _OF_REFERRALS)
        and (result.completion_known or name != "completed")
    ]
    rows = [
        (
            quarter_text(row["quarter"], language),
            *(count_text(row[name], language) for name in names),
        )
        for row in result.to_frame().to_dict("records")
    ]
    labels = [word("period", language), *(word(_LABELS[name], language) for name in names)]
    notes = [word("adm_events_note", language)] if result.with_referrals else []
    reasons = _reasons(result.reasons(), language)
    if reasons:
        notes.append(word("adm_reasons_note", language, reasons=reasons))
    return Table(
        caption=word("adm_caption", language),
        columns=columns(labels),
        rows=tuple(rows),
        notes=(*notes, *admissions_notes(result, language), *_capacity_notes(result, language)),
        name="admissions",
        numbers=records(result.to_frame()),
    )


def admissions_notes(result: Admissions, language: str) -> list[str]:
    """Return what the data lack: referrals, completion, the rest of the quarter."""
    said = []
    if not result.with_referrals:
        said.append(word("adm_no_referrals_note", language))
    if not result.completion_known:
        said.append(word("adm_completion_note", language))
    if result.unreferred:
        count = count_text(result.unreferred, language)
        said.append(word("adm_unreferred_note", language, count=count))
    return [*said, *not_over(result.quarter, result.latest, language, is_over=result.is_over)]


def _capacity_notes(result: Admissions, language: str) -> list[str]:
    capacity = result.capacity
    known = result.to_frame()
    known = known[known["usual_low"].notna()]
    if capacity is None or known.empty:
        return []
    row = known.iloc[0]
    said = [
        word(
            "adm_capacity_note",
            language,
            number=decimal_text(capacity.per_year, language, digits=0),
            expected=decimal_text(row["expected_started"], language),
            low=count_text(row["usual_low"], language),
            high=count_text(row["usual_high"], language),
        )
    ]
    if capacity.fact is not None:
        said.append(
            word("adm_capacity_source_note", language, **cite_facts(capacity.fact, language))
        )
        if capacity.fact.contradiction:
            text = capacity.fact.contradiction[language]
            said.append(word("adm_contradiction_note", language, text=text))
    return said


def _reasons(reasons: pd.DataFrame, language: str) -> str:
    """Return why referrals were closed, with their counts."""
    nothing = word("not_stated", language)
    parts = [
        f"{nothing if pd.isna(why) or not why else word_or(why, language)} ({count})"
        for why, count in zip(reasons["outcome"], reasons["n"], strict=True)
    ]
    more = len(parts) - _MOST_REASONS
    shown = parts[:_MOST_REASONS] + ([word("and_more", language, count=more)] if more > 0 else [])
    return "; ".join(shown)


def cohorts_table(result: ReferralCohorts, *, language: str) -> Table | Text:
    """Return how far those referred in each quarter had come."""
    frame = result.to_frame()
    if not frame["referred"].sum():
        return Text((word("adm_nobody_referred", language),))
    names = [name for name in frame if name in _LABELS]
    if not result.completion_known:
        names.remove("completed")
    labels = [word("adm_cohort_period", language)]
    labels += [word(_LABELS[name], language) for name in names]
    rows = [
        (
            quarter_text(row["quarter"], language),
            *(count_text(row[name], language) for name in names),
        )
        for row in frame.to_dict("records")
    ]
    notes = [word("adm_cohort_note", language)]
    if not result.completion_known:
        notes.append(word("adm_completion_note", language))
    return Table(
        caption=word("adm_cohort_caption", language, day=date_text(result.as_of, language)),
        columns=columns(labels),
        rows=tuple(rows),
        notes=tuple(notes),
        name="referral_cohorts",
        numbers=records(frame),
    )


def waits_table(result: WaitingTimes, *, language: str) -> Table | Text:
    """Return the days from step to step."""
    frame = result.to_frame()
    shown = frame[(frame["n"] > 0) | (frame["waiting"] > 0)]
    if shown.empty:
        return Text((word("adm_no_waits", language),))
    names = ("adm_wait_step", "adm_wait_n", "adm_wait_median", "adm_wait_longest")
    labels = [word(name, language) for name in (*names, "adm_wait_still", "adm_wait_so_far")]
    rows = [
        (
            word(
                "adm_wait_from_to",
                language,
                first=word(_STEPS[row["from"]], language),
                then=word(_STEPS[row["to"]], language),
            ),
            count_text(row["n"], language),
            decimal_text(row["median_days"], language, digits=0),
            decimal_text(row["longest_days"], language, digits=0),
            count_text(row["waiting"], language),
            decimal_text(row["median_so_far"], language, digits=0),
        )
        for row in shown.to_dict("records")
    ]
    when = quarter_text(str(result.quarter), language)
    return Table(
        caption=word("adm_wait_caption", language, quarter=when),
        columns=columns(labels),
        rows=tuple(rows),
        notes=(word("adm_wait_note", language),),
        name="waiting_times",
        numbers=records(frame),
    )
