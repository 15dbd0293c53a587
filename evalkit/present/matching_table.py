"""What became of matches: table, picture of how long they last, and sentences."""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan
from typing import Any

import pandas as pd

from evalkit.monitoring.matching import PERSONS, STEPS, Matching
from evalkit.present.blocks import Figure, Table, Text
from evalkit.present.numbers import confidence_text, count_text, date_text, percent_text
from evalkit.present.records import records
from evalkit.present.retention_table import median_interval, retention_figure
from evalkit.present.retention_wording import say_retention
from evalkit.present.stay_words import after_text, group_name, months_text, share_range
from evalkit.present.table_columns import columns
from evalkit.present.words import word
from evalkit.results import SHOWN_FROM

__all__ = ["matching_figure", "matching_table", "say_matching"]

_STEPS = {
    "proposed": "matching_proposed",
    "accepted": "matching_accepted",
    "declined": "matching_declined",
    "unanswered": "matching_unanswered",
    "fell_through": "matching_fell_through",
    "not_started": "matching_not_started",
    "started": "matching_started",
    "over": "matching_over",
    "lasting": "matching_lasting",
    "again": "matching_again",
    "again_accepted": "matching_again_accepted",
    "enrolled": "matching_enrolled",
    "has_match": "matching_has_match",
    "awaiting_start": "matching_awaiting_start",
    "match_ended": "matching_match_ended",
    "not_accepted": "matching_not_accepted",
    "not_proposed": "matching_not_proposed",
}
_REASONS = {
    "declined": "matching_reasons_declined",
    "fell_through": "matching_reasons_fell_through",
    "over": "matching_reasons_over",
}
_TOLD = {
    "undated": "matching_told_undated",
    "persons_at_once": "matching_told_persons_at_once",
    "adults_at_once": "matching_told_adults_at_once",
    "start_unaccepted": "matching_told_start_unaccepted",
    "accepted_first": "matching_told_accepted_first",
    "no_origin": "matching_told_no_origin",
}


def matching_table(result: Matching, *, language: str) -> Table | Text:
    """Return the matches step by step, who is without one, and the share matched by months."""
    if _has_none(result):
        return Text((word("matching_none", language),))
    frame = result.to_frame().set_index("step")
    shown = (*STEPS, *(PERSONS if result.enrolled_known else ()))
    rows: list[tuple[str, ...]] = [
        (
            word(_STEPS[step], language),
            count_text(frame.loc[step, "matches"], language),
            count_text(frame.loc[step, "persons"], language),
        )
        for step in shown
    ]
    waiting = _shown_waits(result)
    rows += [
        (_within(row["month"], language), count_text(None, language), _share(row, language))
        for row in waiting.to_dict("records")
    ]
    labels = ("matching_step", "matching_matches", "matching_persons")
    return Table(
        caption=word("matching_caption", language, day=date_text(result.as_of, language)),
        columns=columns([word(name, language) for name in labels]),
        rows=tuple(rows),
        notes=tuple(_notes(result, rows, language)),
        name="matching",
        numbers=(*records(result.to_frame()), *records(waiting)),
    )


def _has_none(result: Matching) -> bool:
    frame = result.to_frame().set_index("step")
    return not frame.loc["proposed", "matches"]


def _shown_waits(result: Matching) -> pd.DataFrame:
    waiting = result.waiting()
    if result.wait["n"] >= SHOWN_FROM:
        return waiting
    hidden = [str(name) for name in waiting if name != "month"]
    return waiting.assign(**dict.fromkeys(hidden, float("nan")))


def _within(month: float, language: str) -> str:
    return after_text(month, language, one="matching_wait_row_one", many="matching_wait_row")


def _share(row: Mapping[Any, Any], language: str) -> str:
    if isnan(row["estimate"]):
        return word("retention_too_few", language)
    share = percent_text(row["estimate"], language)
    if isnan(row["conf_low"]):
        return share
    interval = share_range(row["conf_low"], row["conf_high"], language)
    return word("exits_cell", language, share=share, interval=interval)


def _notes(result: Matching, rows: list[tuple[str, ...]], language: str) -> list[str]:
    said = [word("matching_note", language, day=date_text(result.as_of, language))]
    if not result.enrolled_known:
        said.append(word("matching_unknown_note", language))
    said.append(
        word(
            "matching_wait_note",
            language,
            referred=count_text(result.wait["from_referral"], language),
            confidence=confidence_text(result.confidence, language),
        )
    )
    if any(word("retention_too_few", language) in row for row in rows):
        said.append(word("retention_few_note", language, few=SHOWN_FROM))
    return [*said, *_why(result, language), *_told(result, language)]


def _why(result: Matching, language: str) -> list[str]:
    """Return the reasons, step by step, the most frequent first."""
    said = []
    for step, rows in result.reasons().groupby("step", sort=False):
        reasons = [
            word(
                "matching_reason",
                language,
                reason=group_name(row, ("reason",), language),
                count=count_text(row["n"], language),
            )
            for row in rows.to_dict("records")
        ]
        facts = {"step": word(_REASONS[str(step)], language), "reasons": ", ".join(reasons)}
        said.append(word("matching_reasons_note", language, **facts))
    return said


def _told(result: Matching, language: str) -> list[str]:
    return [
        word(name, language, count=result.told[kind])
        for kind, name in _TOLD.items()
        if kind in result.told
    ]


def matching_figure(result: Matching, *, language: str) -> Figure | Text:
    """Return the picture of how long matches last that have started."""
    if _has_none(result):
        return Text((word("matching_none", language),))
    return retention_figure(result.lasting, language=language)


def say_matching(result: Matching, *, language: str) -> list[str]:
    """Return the sentences about matches, the wait for one, and how long they last."""
    if _has_none(result):
        return [word("matching_none", language)]
    frame = result.to_frame().set_index("step")
    counts = {step: count_text(frame.loc[step, "matches"], language) for step in STEPS}
    said = [
        word("matching_say", language, day=date_text(result.as_of, language), **counts),
        word("matching_say_started", language, **counts),
    ]
    again = frame.loc["again", "persons"]
    if again:
        said.append(word("matching_say_again", language, persons=count_text(again, language)))
    if result.enrolled_known:
        missing = ["match_ended", "not_accepted", "not_proposed"]
        without = frame.loc[missing, "persons"].sum()
        enrolled = count_text(frame.loc["enrolled", "persons"], language)
        facts = {"enrolled": enrolled, "without": count_text(without, language)}
        said.append(word("matching_say_without", language, **facts))
    said += _wait(result, language)
    if result.lasting.to_frame()["n"].sum():
        said += say_retention(result.lasting, language=language)[:-1]
    said += _told(result, language)
    return [*said, word("matching_say_limits", language)]


def _wait(result: Matching, language: str) -> list[str]:
    wait = result.wait
    if wait["n"] < SHOWN_FROM:
        return []
    facts = {name: count_text(wait[name], language) for name in ("waiting", "left")}
    if isnan(wait["median"]):
        return [word("matching_say_no_wait", language, **facts)]
    confidence = confidence_text(result.confidence, language)
    return [
        word(
            "matching_say_wait",
            language,
            median=months_text(wait["median"], language),
            confidence=word("interval", language, confidence=confidence),
            interval=median_interval(wait, language),
            **facts,
        )
    ]
