"""Sentences about a quarter as they are read, with numbers counted by hand."""

from __future__ import annotations

import datetime as dt

import pandas as pd

import evalkit as ek
from evalkit.monitoring.activity import Activity
from evalkit.monitoring.attendance import Attendance
from evalkit.sets.windows import quarter

LATEST = dt.date(2026, 9, 30)


def activity(start: int, started: int, ended: int, *, measured: int) -> Activity:
    """Return the activity of one quarter."""
    row = {
        "quarter": "2026Q3",
        "enrolled_at_start": start,
        "started": started,
        "ended": ended,
        "enrolled_at_end": start + started - ended,
        "readings": measured,
        "persons_read": measured,
    }
    return Activity(pd.DataFrame([row]), pd.DataFrame({"exit_reason": [], "n": []}), LATEST)


def test_those_measured_stand_beside_those_who_were_there() -> None:
    # 24 were there and 9 came: 33 were enrolled at some time, and 33 - 5 = 28 at the end.
    assert ek.say(activity(24, 9, 5, measured=29), language="da") == [
        "24 var i gang, da 3. kvartal 2026 begyndte. 9 begyndte, 5 stoppede, og 28 var i gang, da "
        "det sluttede. 29 er målt; 33 var i gang i løbet af kvartalet."
    ]
    assert ek.say(activity(24, 9, 5, measured=1), language="en") == [
        "24 were enrolled when Q3 2026 began. 9 joined, 5 left, and 28 were enrolled when it "
        "ended. 1 was measured; 33 were enrolled at some time during the quarter."
    ]


def test_without_enrolments_nobody_is_said_to_be_enrolled() -> None:
    (many,) = ek.say(activity(0, 0, 0, measured=12), language="da")
    assert many == "12 personer er målt i 3. kvartal 2026."
    (one,) = ek.say(activity(0, 0, 0, measured=1), language="en")
    assert one == "One person was measured in Q3 2026."


def test_attendance_is_told_with_its_share_now_and_before() -> None:
    rows = [
        ("2026Q2", "café", 2, 3, 9, 9 / 2, 10, 9 / 10),
        ("2026Q3", "café", 4, 6, 26, 26 / 4, 30, 26 / 30),
    ]
    columns = ["quarter", "activity", "occasions", "persons", "visits"]
    frame = pd.DataFrame(rows, columns=[*columns, "mean_per_occasion", "noted", "share_came"])
    result = Attendance(quarter("2026Q3"), frame, pd.DataFrame())
    assert ek.say(result, language="da") == [
        "Café i 3. kvartal 2026: 6,5 fremmødte pr. gang i gennemsnit (antal gange: 4; forskellige "
        "personer: 6), og 87 % af de noterede fremmøder og udeblivelser var fremmøder. Før: 4,5 og "
        "90 % i 2. kvartal 2026."
    ]
    assert ek.say(result, language="en") == [
        "Café in Q3 2026: 6.5 present per session on average (sessions: 4; different people: 6), "
        "and 87% of the recorded attendances and absences were attendances. Before: 4.5 and 90% in "
        "Q2 2026."
    ]
