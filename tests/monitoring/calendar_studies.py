"""Small studies for the measurement calendar, made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from evalkit.frames import ENROLMENTS, MEETINGS, SCORES
from evalkit.study import Study

Course = tuple[str, str, str | None]
Read = tuple[str, ...]


def made(
    courses: Sequence[Course], read: Sequence[Read] = (), *, programme: str = "unik", **more: Any
) -> Study:
    """Return a study of courses (person, started, ended) and readings (person, day, instrument)."""
    enrolled = [
        {"person": person, "programme": programme, "started": started, "ended": ended}
        for person, started, ended in courses
    ]
    rows = [
        {
            "person": one[0],
            "programme": programme,
            "date": one[1],
            "instrument": one[2] if len(one) > 2 else "who5",
            "wave": one[3] if len(one) > 3 else "",
            "scale": "x",
            "score": 50.0,
        }
        for one in read
    ]
    enrolments = ENROLMENTS.shaped(enrolled) if enrolled else ENROLMENTS.empty()
    scores = SCORES.shaped(rows) if rows else SCORES.empty()
    return Study(title={}, programme=programme, enrolments=enrolments, scores=scores, **more)


def meetings(held: Sequence[tuple[str, str, str]], *, programme: str) -> pd.DataFrame:
    """Return meetings of (case, kind, day)."""
    rows = [
        {"case": case, "programme": programme, "kind": kind, "date": day}
        for case, kind, day in held
    ]
    return MEETINGS.shaped(rows)
