"""Tables of counts: who is in, what happened, who came, what was received, what was found."""

from __future__ import annotations

from typing import Any

import pandas as pd

from evalkit.findings import SEVERITIES, finding_kinds
from evalkit.intake.checked import Checked
from evalkit.monitoring.activity import Activity
from evalkit.monitoring.attendance import Attendance
from evalkit.outcomes.flow import Flow
from evalkit.present.blocks import Table, TableColumn, Text
from evalkit.present.count_wording import quarter_text
from evalkit.present.numbers import count_text, decimal_text, percent_text
from evalkit.present.records import records
from evalkit.present.table_columns import columns
from evalkit.present.words import check_language, word
from evalkit.study import Study

__all__ = ["activity_table", "attendance_table", "findings_table", "flow_table", "received_table"]

# More rows or reasons than these are counted and not listed.
_MOST_PLACES = 6
_MOST_REASONS = 8
_COUNTED_VISITS = ("occasions", "persons", "visits", "noted")


def _columns(names: list[str], language: str, *, texts: int = 1) -> tuple[TableColumn, ...]:
    return columns([word(name, language) for name in names], texts=texts)


def flow_table(result: Flow, *, language: str) -> Table | Text:
    """Return how many are enrolled, read once and read twice, by instrument."""
    frame = result.to_frame()
    if frame.empty:
        return Text((word("no_readings", language),))
    names = ["enrolled", "no_reading", "one_reading", "one_reading_ended", "two_readings"]
    names.append("two_readings_ended")
    rows = [
        (
            result.titles.get(row["instrument"], {}).get(language, row["instrument"]),
            *(count_text(row[name], language) for name in names),
        )
        for row in frame.to_dict("records")
    ]
    apart = word("flow_apart", language, days=result.min_days) if result.min_days else ""
    return Table(
        caption=word("flow_caption", language),
        columns=_columns(["instrument", *names], language),
        rows=tuple(rows),
        notes=(word("flow_note", language, apart=apart),),
        name="flow",
        numbers=records(frame),
    )


def activity_table(result: Activity, *, language: str) -> Table:
    """Return what happened in a quarter and in earlier ones."""
    frame = result.to_frame()
    names = ["enrolled_at_start", "started", "ended", "enrolled_at_end", "readings", "persons_read"]
    # Page and result file agree: where the data do not reach, a count of 0 would be a claim.
    known = frame["quarter"].map(result.is_known).astype(bool)
    frame[names] = frame[names].astype("Int64").where(known)
    rows = [
        (
            quarter_text(row["quarter"], language),
            *(count_text(row[name], language) for name in names),
        )
        for row in frame.to_dict("records")
    ]
    reasons = _reasons(result.reasons(), language)
    return Table(
        caption=word("activity_caption", language),
        columns=_columns(["period", *names], language),
        rows=tuple(rows),
        notes=(
            word("readings_note", language),
            *([word("reasons_note", language, reasons=reasons)] if reasons else []),
        ),
        name="activity",
        numbers=records(frame),
    )


def _reasons(reasons: pd.DataFrame, language: str) -> str:
    """Return the most frequent reasons with their counts; a free text would not end."""
    parts = [
        f"{word('not_stated', language) if pd.isna(reason) or not reason else reason} ({count})"
        for reason, count in zip(reasons["exit_reason"], reasons["n"], strict=True)
    ]
    more = len(parts) - _MOST_REASONS
    shown = parts[:_MOST_REASONS] + ([word("and_more", language, count=more)] if more > 0 else [])
    return "; ".join(shown)


def attendance_table(result: Attendance, *, language: str) -> Table | Text:
    """Return attendance by quarter."""
    frame = result.to_frame()
    if frame.empty:
        return Text((word("no_attendance", language),))
    names = [
        "period",
        "activity",
        "occasions",
        "persons",
        "visits",
        "noted",
        "mean_per_occasion",
        "share_came",
    ]
    rows = [
        (
            quarter_text(row["quarter"], language),
            str(row["activity"]),
            *(count_text(row[name], language) for name in _COUNTED_VISITS),
            decimal_text(row["mean_per_occasion"], language, digits=1),
            percent_text(row["share_came"], language),
        )
        for row in frame.to_dict("records")
    ]
    return Table(
        caption=word("attendance_caption", language),
        columns=_columns(names, language, texts=2),
        rows=tuple(rows),
        notes=(word("attendance_note", language),),
        name="attendance",
        numbers=records(frame),
    )


def received_table(study: Study | Checked, *, language: str) -> Table:
    """Return how many rows were received, loaded, set aside or no data, by file."""
    names = ["received", "loaded", "set_aside", "not_data"]
    rows = []
    for row in study.counts.to_dict("records"):
        place = f"{row['file']}, {row['sheet']}" if row["sheet"] else str(row["file"])
        rows.append((place, *(count_text(row[name], language) for name in names)))
    totals = (study.received, study.loaded, study.set_aside, study.not_data)
    rows.append((word("total", language), *(count_text(total, language) for total in totals)))
    return Table(
        caption=word("received_caption", language),
        columns=_columns(["file", *names], language),
        rows=tuple(rows),
        notes=(word("received_note", language),),
        name="received",
        numbers=records(study.counts),
    )


def findings_table(study: Study, *, language: str = "da") -> Table | Text:
    """Return the findings of a study as a table: one row per code and file, the gravest first.

    Parameters
    ----------
    study : Study
        From `evalkit.load`.
    language : {"da", "en"}
        Of the table.

    Returns
    -------
    Table, or Text where there are no findings
        Code, title, consequence, number, and the first rows it was found in; never a cell's value.

    Raises
    ------
    InputError
        When the language is unknown.

    Examples
    --------
    >>> import evalkit as ek
    >>> ek.findings_table(ek.load("data/examples/unik", profile="unik"), language="en").caption
    'Findings in the data'
    """
    check_language(language)
    found = study.findings_in(language)
    if found.empty:
        return Text((word("no_findings", language),))
    kinds = finding_kinds()
    grouped = found.groupby(["code", "severity", "file", "sheet"], sort=False)["row"]
    counted = grouped.agg(["size", list]).reset_index()
    counted["rank"] = counted["severity"].map(SEVERITIES.index)
    counted = counted.sort_values(["rank", "code", "file", "sheet"], kind="stable")
    rows = [
        (
            str(row["code"]),
            kinds[str(row["code"])].title[language],
            word(f"severity_{row['severity']}", language),
            count_text(row["size"], language),
            _places(row, language),
        )
        for row in counted.to_dict("records")
    ]
    names = ["code", "what", "consequence", "count", "where"]
    columns = tuple(
        TableColumn(word(n, language), "end" if n == "count" else "start") for n in names
    )
    counts = counted[["code", "severity", "file", "sheet", "size"]]
    return Table(
        caption=word("findings_caption", language),
        columns=columns,
        rows=tuple(rows),
        notes=(word("findings_note", language),),
        name="findings",
        numbers=records(counts.rename(columns={"size": "count"})),
    )


def _places(found: dict[Any, Any], language: str) -> str:
    """Return where: file and sheet, and the first of the rows."""
    place = ", ".join(filter(None, (str(found["file"]), str(found["sheet"]))))
    if not place:
        return word("whole_delivery", language)
    rows = sorted({int(row) for row in found["list"] if not pd.isna(row)})
    shown = ", ".join(str(row) for row in rows[:_MOST_PLACES])
    more = len(rows) - _MOST_PLACES
    if more > 0:
        shown += f" {word('and_more', language, count=more)}"
    return f"{place}: {shown}" if shown else place
