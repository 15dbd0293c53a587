"""Sentences about a quarter: who began and left, who was read, who came."""

from __future__ import annotations

import pandas as pd

from evalkit.monitoring.activity import Activity
from evalkit.monitoring.attendance import Attendance
from evalkit.present.numbers import count_text, decimal_text, percent_text
from evalkit.present.words import capital, word
from evalkit.sets.windows import quarter

__all__ = ["quarter_text", "say_activity", "say_attendance"]

_OF_ENROLMENTS = ("enrolled_at_start", "started", "ended", "enrolled_at_end")
_READ_ALONE = ("say_read_alone", "say_read_alone_one")


def quarter_text(text: str, language: str) -> str:
    """Return a quarter in words.

    Examples
    --------
    >>> quarter_text("2026Q3", "da"), quarter_text("2026Q3", "en")
    ('3. kvartal 2026', 'Q3 2026')
    """
    when = quarter(text)
    return word("quarter_long", language, number=when.number, year=when.year)


def say_activity(result: Activity, *, language: str) -> list[str]:
    """Return what happened in the newest quarter: courses where there are any, and readings."""
    frame = result.to_frame()
    newest = max(frame.to_dict("records"), key=lambda row: str(row["quarter"]))
    if not result.is_known(newest["quarter"]):
        when = quarter_text(newest["quarter"], language)
        return [word("say_not_known", language, quarter=when)]
    facts = {name: count_text(newest[name], language) for name in (*_OF_ENROLMENTS, "persons_read")}
    facts["quarter"] = quarter_text(newest["quarter"], language)
    during = newest["enrolled_at_start"] + newest["started"]
    facts["enrolled_during"] = count_text(during, language)
    parts = []
    with_courses = bool(frame[list(_OF_ENROLMENTS)].fillna(0).to_numpy().any())
    if with_courses:
        parts.append(word("say_activity", language, **facts))
    if newest["persons_read"]:
        keys = ("say_read", "say_read_one") if with_courses else _READ_ALONE
        parts.append(word(keys[int(newest["persons_read"] == 1)], language, **facts))
    return [" ".join(parts)] if parts else []


def say_attendance(result: Attendance, *, language: str) -> list[str]:
    """Return how many came in the newest quarter, and before, by activity."""
    frame = result.to_frame()
    return [
        _attended(here.sort_values("quarter", ascending=False), str(name), language)
        for name, here in frame.groupby("activity", sort=False)
    ]


def _attended(frame: pd.DataFrame, activity: str, language: str) -> str:
    newest, *earlier = frame.to_dict("records")
    when = quarter_text(newest["quarter"], language)
    title = capital(activity)
    if not newest["occasions"]:
        return word("say_not_held", language, activity=title, quarter=when)
    told = word(
        "say_attendance",
        language,
        activity=title,
        quarter=when,
        occasions=count_text(newest["occasions"], language),
        mean=decimal_text(newest["mean_per_occasion"], language),
        persons=count_text(newest["persons"], language),
        share=percent_text(newest["share_came"], language),
    )
    before = [
        word(
            "say_attended_then",
            language,
            quarter=quarter_text(row["quarter"], language),
            mean=decimal_text(row["mean_per_occasion"], language),
            share=percent_text(row["share_came"], language),
        )
        for row in earlier
        if row["occasions"]
    ]
    return (
        f"{told} {word('say_attended_before', language, before='; '.join(before))}"
        if before
        else told
    )
