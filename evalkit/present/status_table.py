"""Tables and figure of statuses: what readers call them, month by month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from evalkit.outcomes.status_change import CHANGE_NOTES, StatusChange
from evalkit.outcomes.statuses import NOBODY_IN, NOTES, StatusAt
from evalkit.present.blocks import Figure, Table, Text
from evalkit.present.drawing import drawn_png
from evalkit.present.numbers import (
    confidence_text,
    count_text,
    date_text,
    decimal_text,
    interval_text,
    p_text,
    percent_text,
)
from evalkit.present.plots.statuses import plot_statuses, plot_statuses_height
from evalkit.present.records import records
from evalkit.present.status_words import domain_title, month_text, share_interval, status_title
from evalkit.present.table_columns import columns
from evalkit.present.words import listed, word

__all__ = ["status_change_table", "statuses_figure", "statuses_table"]

# Which note below the table stands for which note of a row.
_TOLD = {
    "only status": "statuses_only_note",
    "contradictions": "statuses_contradicting_note",
    "rows set aside": "statuses_aside_note",
    "several": "statuses_several_note",
}


def statuses_table(result: StatusAt, *, language: str) -> Table | Text:
    """Return the share in each status, a row per status and a column per month."""
    frame = result.to_frame()
    if frame.empty:
        return Text((word("statuses_none", language),))
    labels = [word("statuses_column", language)]
    labels += [month_text(month, language) for month in result.months]
    return Table(
        caption=word("statuses_caption", language),
        columns=columns(labels),
        rows=tuple(_Rows(result, frame, language).all()),
        notes=tuple(_notes(result, frame, language)),
        name="statuses",
        numbers=records(frame),
    )


@dataclass(frozen=True, repr=False)
class _Rows:
    """The rows of the table: statuses of a domain, then who does not count in it."""

    result: StatusAt
    frame: pd.DataFrame
    language: str

    def all(self) -> list[tuple[str, ...]]:
        """Return the rows, domain by domain."""
        rows = []
        for _, here in self.frame.groupby(["programme", "domain"], sort=False):
            for _, one in here.groupby("status", sort=False):
                cells = {row["month"]: self._cell(row) for row in one.to_dict("records")}
                first = one.iloc[0].to_dict()
                title = status_title(first, self.frame, self.language)
                rows.append((title, *(cells[month] for month in self.result.months)))
            rows.append(self._counted(here, "unknown", word("statuses_unknown", self.language)))
            rows.append(self._counted(here, "not_yet", word("statuses_not_yet", self.language)))
        return rows

    def _cell(self, row: Mapping[Any, Any]) -> str:
        if pd.isna(row["share"]):
            return count_text(row["count"], self.language) if row["n"] else self._nothing()
        return word(
            "statuses_cell",
            self.language,
            share=percent_text(row["share"], self.language),
            count=count_text(row["count"], self.language),
            n=count_text(row["n"], self.language),
            interval=share_interval(row, self.language),
        )

    def _nothing(self) -> str:
        return word("not_computed", self.language)

    def _counted(self, here: pd.DataFrame, name: str, label: str) -> tuple[str, ...]:
        counts = here.drop_duplicates("month").set_index("month")[name]
        domain = domain_title(here.iloc[0].to_dict(), self.frame, self.language)
        title = word("statuses_title", self.language, domain=domain, status=label)
        months = self.result.months
        return (title, *(count_text(counts[month], self.language) for month in months))


def _notes(result: StatusAt, frame: pd.DataFrame, language: str) -> list[str]:
    confidence = confidence_text(result.confidence, language)
    said = [word("statuses_method_note", language, confidence=confidence)]
    if result.day is not None:
        said.append(word("statuses_followed_note", language, day=date_text(result.day, language)))
    complete = frame["domain"].isin([one.name for one in result.domains if one.complete])
    for key, rows in (
        ("statuses_complete_note", frame[complete]),
        ("statuses_incomplete_note", frame[~complete]),
    ):
        if len(rows):
            said.append(word(key, language, domains=_domains(rows, frame, language)))
    for code, key in _TOLD.items():
        rows = frame[frame["note"].str.contains(NOTES[code], regex=False)]
        if len(rows):
            said.append(word(key, language, domains=_domains(rows, frame, language)))
    return said


def _domains(rows: pd.DataFrame, frame: pd.DataFrame, language: str) -> str:
    titles = [domain_title(row, frame, language) for row in rows.to_dict("records")]
    return listed(list(dict.fromkeys(titles)), language)


def statuses_figure(result: StatusAt, *, language: str) -> Figure | Text:
    """Return the picture of the share in each status at each month."""
    frame = result.to_frame()
    if frame.empty:
        return Text((word("statuses_none", language),))
    drawn = frame[frame["share"].notna() & (frame["status"] != NOBODY_IN)]
    if drawn.empty:
        return Text((word("statuses_no_share", language),))
    shares = [
        word(
            "statuses_alt_share",
            language,
            status=status_title(row, frame, language),
            when=month_text(row["month"], language).lower(),
            share=percent_text(row["share"], language),
            count=count_text(row["count"], language),
            n=count_text(row["n"], language),
        )
        for row in drawn.to_dict("records")
    ]
    confidence = confidence_text(result.confidence, language)
    data = statuses_table(result, language=language)
    return Figure(
        png=drawn_png(
            lambda ax: plot_statuses(result, ax=ax, language=language),
            height=plot_statuses_height(result),
        ),
        caption=word("statuses_figure", language, confidence=confidence),
        alt=word("statuses_alt", language, shares="; ".join(shares)),
        data=data if isinstance(data, Table) else Table("-", (), ()),
    )


def status_change_table(result: StatusChange, *, language: str) -> Table | Text:
    """Return the same people's status at two months, a row per status."""
    frame = result.to_frame()
    if frame.empty:
        return Text((word("statuses_none", language),))
    times = [month_text(month, language) for month in result.months]
    interval = word(
        "interval_short", language, confidence=confidence_text(result.confidence, language)
    )
    labels = [
        word("statuses_column", language),
        word("status_change_n", language),
        *times,
        word("status_change_difference", language),
        interval,
        word("status_change_came", language),
        word("status_change_left", language),
        word("status_change_p", language),
    ]
    rows = frame.to_dict("records")
    earlier, later = (time.lower() for time in times)
    return Table(
        caption=word("status_change_caption", language, earlier=earlier, later=later),
        columns=columns(labels),
        rows=tuple((status_title(row, frame, language), *_changed(row, language)) for row in rows),
        notes=tuple(_change_notes(result, frame, language)),
        name="status_change",
        numbers=records(frame),
    )


def _changed(row: Mapping[Any, Any], language: str) -> tuple[str, ...]:
    shares = [
        word("not_computed", language)
        if pd.isna(row[share])
        else f"{count_text(row[name], language)} ({percent_text(row[share], language)})"
        for name, share in (("pre", "share_pre"), ("post", "share_post"))
    ]
    ends = (100 * row["conf_low"], 100 * row["conf_high"])
    return (
        count_text(row["n"], language),
        *shares,
        decimal_text(100 * row["estimate"], language, digits=0, signed=True),
        interval_text(*ends, language=language, digits=0),
        count_text(row["post_only"], language),
        count_text(row["pre_only"], language),
        p_text(row["p_value"], language),
    )


def _change_notes(result: StatusChange, frame: pd.DataFrame, language: str) -> list[str]:
    said = []
    if result.day is not None:
        facts = {"confidence": confidence_text(result.confidence, language)}
        facts["day"] = date_text(result.day, language)
        said.append(word("status_change_note", language, **facts))
    for row in frame.to_dict("records"):
        title = status_title(row, frame, language)
        counts = {name: count_text(row[name], language) for name in ("not_yet", "unknown")}
        said.append(word("status_change_left_out", language, status=title, **counts))
        if CHANGE_NOTES["only status"] in row["note"]:
            said.append(word("status_change_only", language, status=title))
    return said
