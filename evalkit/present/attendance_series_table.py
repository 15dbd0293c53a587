"""Attendance step by step, as a table and in sentences."""

from __future__ import annotations

from evalkit.monitoring.attendance_series import AttendanceSeries
from evalkit.present.attendance_words import series_notes, step_text
from evalkit.present.blocks import Table, Text
from evalkit.present.count_wording import quarter_text
from evalkit.present.numbers import count_text, percent_text
from evalkit.present.records import records
from evalkit.present.table_columns import columns
from evalkit.present.words import capital, word

__all__ = ["attendance_series_table", "say_attendance_series"]

_CAPTIONS = {"week": "att_series_caption_week", "occasion": "att_series_caption_occasion"}
_STEPS = {"week": "att_step_week", "occasion": "att_step_occasion"}
_NOTES = {"week": "att_series_note", "occasion": "att_series_occasion_note"}
_SAID = {"week": "att_say_series_week", "occasion": "att_say_series_occasion"}


def attendance_series_table(result: AttendanceSeries, *, language: str) -> Table | Text:
    """Return the weeks or occasions of the quarter, one a row."""
    frame = result.to_frame()
    here = frame[frame["in_quarter"]]
    if here.empty:
        return Text(_nothing(result, language))
    several = len(result.activities) > 1
    numbers = ["came", "noted", *(["enrolled"] if result.enrolments_known else [])]
    labels = [word(_STEPS[result.by], language)]
    labels += [word("activity", language)] * several
    labels += [word("occasions", language)] * (result.by == "week")
    labels += [word("att_came", language), word("att_noted", language)]
    if result.enrolments_known:
        labels += [word("att_enrolled", language), word("att_share_enrolled", language)]
    else:
        labels.append(word("share_came", language))
    share = "share_enrolled" if result.enrolments_known else "share_noted"
    counts = [*(["occasions"] if result.by == "week" else []), *numbers]
    rows = [
        (
            step_text(row["date"], result.by, language),
            *([str(row["activity"])] if several else []),
            *(count_text(row[name], language) for name in counts),
            percent_text(row[share], language),
        )
        for row in here.to_dict("records")
    ]
    return Table(
        caption=word(_CAPTIONS[result.by], language, quarter=_quarter(result, language)),
        columns=columns(labels, texts=1 + several),
        rows=tuple(rows),
        notes=(word(_NOTES[result.by], language), *series_notes(result, language)),
        name="attendance_series",
        numbers=records(frame),
    )


def say_attendance_series(result: AttendanceSeries, *, language: str) -> list[str]:
    """Say in how many weeks it was open, and between which numbers it varied."""
    frame = result.to_frame()
    here = frame[frame["in_quarter"]]
    said = []
    for activity, rows in here.groupby("activity", sort=False):
        open_rows = rows[rows["occasions"] > 0]
        if open_rows.empty:
            continue
        said.append(
            word(
                _SAID[result.by],
                language,
                activity=capital(str(activity)),
                quarter=_quarter(result, language),
                open=count_text(len(open_rows), language),
                **({"weeks": count_text(len(rows), language)} if result.by == "week" else {}),
                low=count_text(open_rows["came"].min(), language),
                high=count_text(open_rows["came"].max(), language),
            )
        )
    return [*(said or _nothing(result, language)), *series_notes(result, language)]


def _quarter(result: AttendanceSeries, language: str) -> str:
    return quarter_text(str(result.quarter), language)


def _nothing(result: AttendanceSeries, language: str) -> tuple[str, ...]:
    if result.to_frame().empty:
        return (word("no_attendance", language),)
    return (word("att_none_in_quarter", language, quarter=_quarter(result, language)),)
