"""One person's status in words for the person: in short, what to talk about, what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from scipy import special

from evalkit.errors import InputError
from evalkit.monitoring.individual import IndividualBasis, IndividualQuestions, IndividualStatus
from evalkit.monitoring.individual_readings import IndividualReadings, MeasurementError
from evalkit.present.attendance_words import cite_facts
from evalkit.present.audience import check_audience
from evalkit.present.blocks import Table, Text
from evalkit.present.count_wording import quarter_text
from evalkit.present.individual_words import (
    change_text,
    day_text,
    reading_rows,
    scale_name,
)
from evalkit.present.network_map_figure import size_text
from evalkit.present.notices import how_it_came_about
from evalkit.present.numbers import count_text, decimal_text
from evalkit.present.row_names import exact_text
from evalkit.present.table_columns import columns
from evalkit.present.words import check_language, word
from evalkit.study import Study

__all__ = [
    "individual_notice",
    "individual_writing_table",
    "say_individual_basis",
    "say_individual_questions",
    "say_individual_status",
]

# More scales than this are told by their number; the table has them all.
MOST_TOLD = 4
# From so many scales on, one of them being beyond by chance is worth a word.
MANY_SCALES = 5
_VERDICTS = {
    "beyond": "ind_say_beyond",
    "within": "ind_say_within",
    "unknown": "ind_say_unknown",
    "small": "ind_say_small",
}
_BASES = {
    "items": "ind_basis_items",
    "instrument": "ind_basis_instrument",
    "stated": "ind_basis_stated",
}
_WHY_NOT = {
    "no reliability": "ind_basis_none",
    "few persons": "ind_basis_few",
    "no spread": "ind_basis_poor",
    "poor reliability": "ind_basis_poor",
}


def individual_notice(
    study: Study, status: IndividualStatus, *, audience: str, language: str = "da"
) -> Text:
    """Return what must be known first: that it is internal, about one person, and as of when.

    Parameters
    ----------
    study : Study
        What the status is made from: it says how the data came about.
    status : IndividualStatus
        From `evalkit.individual_status`.
    audience : {"internal"}
        A page about one person is never public.
    language : {"da", "en"}
        Of the sentences.

    Returns
    -------
    Text
        Set apart from the rest of a page.

    Raises
    ------
    InputError
        When the audience is not internal, the language is unknown, or `status` is another result.

    Examples
    --------
    >>> import evalkit as ek
    >>> study = ek.load("data/examples/netvaerksopbygning", profile="netvaerksopbygning")
    >>> status = ek.individual_status(study, study.enrolments["person"].iloc[1], as_of="2026Q3")
    >>> said = ek.individual_notice(study, status, audience="internal", language="en")
    >>> said.paragraphs[0].startswith("Internal page about one young person.")
    True
    """
    check_language(language)
    check_audience(audience)
    given: object = status
    if not isinstance(given, IndividualStatus):
        raise InputError(
            f"`status` is a {type(given).__name__}; what ek.individual_status(...) returns is "
            f"expected."
        )
    made_up, came_about = how_it_came_about(study, language)
    day = day_text(status.as_of, language)
    if status.latest is None or status.latest >= status.as_of:
        as_of = word("ind_as_of_plain", language, day=day)
    else:
        latest = day_text(status.latest, language)
        as_of = word("ind_as_of", language, day=day, latest=latest)
    own = [word(name, language) for name in ("ind_notice", "ind_delete", "ind_together")]
    return Text((*made_up, *own, as_of, *came_about), role="notice")


def say_individual_status(result: IndividualStatus, *, language: str) -> list[str]:
    """Return the status in short, part by part; also what is not in the data."""
    return [
        *_readings(result.readings, language),
        *_goals(result, language),
        *_network(result, language),
        *_time(result, language),
        *_meeting(result, language),
    ]


def _readings(result: IndividualReadings, language: str) -> list[str]:
    rows = reading_rows(result)
    if not rows:
        return [word("ind_say_no_readings", language)]
    if len(rows) > MOST_TOLD:
        verdicts = [row["verdict_first"] for row in rows]
        counts = {
            "scales": len(rows),
            "known": sum(one in ("beyond", "within") for one in verdicts),
            "beyond": verdicts.count("beyond"),
        }
        return [word("ind_say_many_scales", language, **counts)]
    said = []
    for row in rows:
        said.append(_reading(result, row, language))
        held = not pd.isna(row["at_meeting"])
        if held and result.meeting is not None and pd.isna(row["change_meeting"]):
            facts = {
                "scale": scale_name(result, row, language),
                "day": day_text(result.meeting, language),
            }
            said.append(word("ind_say_since_none", language, **facts))
    return said


def _reading(result: IndividualReadings, row: Mapping[str, Any], language: str) -> str:
    facts = {
        "scale": scale_name(result, row, language),
        "latest": exact_text(row["latest"], language),
        "latest_date": day_text(row["latest_date"], language),
    }
    if not row["verdict_first"]:
        return word("ind_say_one_reading", language, **facts)
    matters = result.errors[row["instrument"], row["scale"]].matters
    shown = "" if matters is None else exact_text(matters, language)
    return word(
        "ind_say_reading",
        language,
        first=exact_text(row["first"], language),
        first_date=day_text(row["first_date"], language),
        change=change_text(row["change_first"], language),
        verdict=word(_VERDICTS[row["verdict_first"]], language, matters=shown),
        **facts,
    )


def _goals(result: IndividualStatus, language: str) -> list[str]:
    goals = result.goals.to_frame()
    if goals.empty:
        return [word("ind_say_no_goals", language)]
    rated = goals["attainment"].dropna()
    counts = {
        "goals": len(goals),
        "reached": int((rated >= 0).sum()),
        "below": int((rated < 0).sum()),
        "unrated": len(goals) - len(rated),
    }
    return [word("ind_say_goals", language, **counts)]


def _network(result: IndividualStatus, language: str) -> list[str]:
    found = result.network.found
    if found is None:
        return [word("ind_say_no_map", language)]
    now = found.counts()
    date, size = day_text(found.date, language), size_text(now["size"], language)
    said = [word("ind_say_network", language, date=date, size=size, unpaid=now["unpaid"])]
    if found.since is not None:
        before, changes = found.counts("before"), found.changes()
        said.append(
            word(
                "ind_say_network_since",
                language,
                since=day_text(found.since, language),
                before=size_text(before["size"], language),
                unpaid=before["unpaid"],
                came=changes["came"],
                went=changes["went"],
            )
        )
    return [*said, word("ind_network_note", language)]


def _time(result: IndividualStatus, language: str) -> list[str]:
    rows = result.time.to_frame().to_dict("records")
    said = []
    if rows:
        row = rows[-1]
        quarter = quarter_text(row["quarter"], language)
        if not row["is_over"]:
            quarter = word("ind_so_far", language, quarter=quarter)
        if result.time.has_contacts:
            facts = {"quarter": quarter, "contacts": count_text(row["contacts"], language)}
            if pd.isna(row["hours"]):
                said.append(word("ind_say_contacts_no_hours", language, **facts))
            else:
                hours = decimal_text(row["hours"], language)
                said.append(word("ind_say_contacts", language, hours=hours, **facts))
        if result.time.has_attendance and result.time.absences_known:
            facts = {"quarter": quarter, "came": row["came"], "noted": row["noted"]}
            said.append(word("ind_say_came", language, **facts))
        elif result.time.has_attendance:
            said.append(word("ind_say_came_only", language, quarter=quarter, came=row["came"]))
    return said or [word("ind_say_no_time", language)]


def _meeting(result: IndividualStatus, language: str) -> list[str]:
    days = result.meetings.status_days
    if not days:
        return [word("ind_say_no_meeting", language)]
    return [word("ind_say_meeting", language, day=day_text(max(days), language))]


def say_individual_questions(result: IndividualQuestions, *, language: str) -> list[str]:
    """Return what to talk about; every question is open, and none has a right answer."""
    status = result.status
    said = [word("ind_ask_fits", language)]
    rows = reading_rows(status.readings)
    said += [
        word("ind_ask_moved", language, scale=scale_name(status.readings, row, language))
        for row in rows
        if "beyond" in (row["verdict_first"], row["verdict_meeting"])
    ]
    said += [word("ind_ask_same", language)] if rows else []
    goals = status.goals.to_frame()
    said.append(word("ind_ask_no_goals" if goals.empty else "ind_ask_goals", language))
    passed = goals[goals["next_review"] < pd.Timestamp(status.as_of)]
    said += [
        word("ind_ask_due", language, goal=row["goal"], day=day_text(row["next_review"], language))
        for row in passed.to_dict("records")
    ]
    said.append(
        word("ind_ask_no_map" if status.network.found is None else "ind_ask_network", language)
    )
    course = status.course.to_frame()
    goes_on = (course["what"] == "match") & course["started"].notna() & course["ended"].isna()
    said += [word("ind_ask_match", language)] if goes_on.any() else []
    said += [word("ind_ask_time", language)] if status.time.has_contacts else []
    return [*said, word("ind_ask_report", language), word("ind_ask_next", language)]


def individual_writing_table(result: IndividualStatus, *, language: str) -> Table:
    """Return what the data do not hold: topics of the source's report, and who writes them."""
    facts = {fact.name: fact for fact in result.report_facts}
    talks = "ind_write_talks" if "development_talks" in facts else "ind_write_no_reports"
    topics = {
        "ind_write_report": ("report_on_each", _reports(result, language)),
        "ind_write_meeting": ("status_meeting", _met(result, language)),
        "ind_write_relation": ("development_talks", word(talks, language)),
        "ind_write_reach": ("always_reachable", word("ind_write_no_reports", language)),
        "ind_write_agreed": ("", word("ind_write_no_reports", language)),
    }
    rows = []
    for topic, (name, held) in topics.items():
        source = word("ind_writing_silent", language)
        if name in facts:
            source = word("ind_writing_cite", language, **cite_facts(facts[name], language))
        rows.append((word(topic, language), held, source))
    labels = ["ind_writing_topic", "ind_writing_held", "ind_writing_source"]
    labels = labels if facts else labels[:-1]
    note = "ind_write_note" if facts else "ind_write_note_plain"
    return Table(
        caption=word("ind_writing", language),
        columns=columns([word(name, language) for name in labels], texts=range(len(labels))),
        rows=tuple(row[: len(labels)] for row in rows),
        notes=(word(note, language),),
    )


def _reports(result: IndividualStatus, language: str) -> str:
    meetings = result.meetings.to_frame()
    status = meetings[meetings["kind"] == result.meetings.kind]
    if not result.meetings.reports_known or status.empty:
        return word("ind_write_no_reports", language)
    written = int(status["report_written"].fillna(False).sum())
    return word("ind_write_days", language, written=written, meetings=len(status))


def _met(result: IndividualStatus, language: str) -> str:
    held = bool(result.meetings.status_days)
    return word("ind_write_counts" if held else "ind_write_no_reports", language)


def say_individual_basis(result: IndividualBasis, *, language: str) -> list[str]:
    """Return what the worker must know: where the measurement error is from, and what not to do."""
    readings = result.status.readings
    rows = {
        (row["instrument"], row["scale"]): row | {"respondent": ""}
        for row in reading_rows(readings)
    }
    said = [
        _basis(
            scale_name(readings, row, language),
            readings.errors[key],
            language,
            confidence=readings.confidence,
        )
        for key, row in rows.items()
    ]
    if len(rows) >= MANY_SCALES:
        said.append(word("ind_basis_many", language, scales=len(rows)))
    has_bands = any(readings.scales[key].bands for key in rows if key in readings.scales)
    said += [word("ind_basis_bands", language)] if has_bands else []
    return [*said, word("ind_basis_words", language), word("ind_basis_act", language)]


def _basis(scale: str, error: MeasurementError, language: str, *, confidence: float) -> str:
    if error.points is None:
        return word(_WHY_NOT[error.why_not], language, scale=scale, n=error.n)
    z = float(special.ndtri(0.5 + confidence / 2))
    facts = {
        "n": error.n,
        "alpha": decimal_text(error.reliability, language, digits=2),
        "sd": decimal_text(error.sd, language),
        "points": decimal_text(error.points, language),
        "z": decimal_text(z, language, digits=2),
    }
    return word(_BASES[error.basis], language, scale=scale, **facts)
