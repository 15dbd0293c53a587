"""Sentences about the way in: what happened, beside the capacity, and who still waits."""

from __future__ import annotations

from evalkit.monitoring.admissions import Admissions
from evalkit.monitoring.referral_flow import ReferralCohorts, WaitingTimes
from evalkit.present.admissions_table import admissions_notes
from evalkit.present.count_wording import quarter_text
from evalkit.present.numbers import count_text, date_text, decimal_text
from evalkit.present.words import word

__all__ = ["say_admissions", "say_cohorts", "say_waits"]

_FLOW = ("referred", "offered", "closed", "waiting_at_end")


def say_admissions(result: Admissions, *, language: str) -> list[str]:
    """Return what happened in the newest quarter, against the capacity, and what the data lack."""
    frame = result.to_frame()
    row = frame[frame["quarter"] == str(result.quarter)].iloc[0]
    when = quarter_text(str(result.quarter), language)
    if not result.is_known(str(result.quarter)):
        return [word("adm_say_unknown", language, quarter=when)]

    def counts(*names: str) -> dict[str, str]:
        return {name: count_text(row[name], language) for name in names}

    started = counts("started", "ended", "enrolled_at_end")
    said = [word("adm_say_start", language, quarter=when, **started)]
    said[0] += _beside_capacity(result, language)
    if result.with_referrals:
        said.append(word("adm_say_flow", language, **counts(*_FLOW)))
    if result.completion_known:
        said.append(word("adm_say_completed", language, **counts("completed")))
    return [
        *said,
        *say_cohorts(result.cohorts, language=language),
        *say_waits(result.waits, language=language),
        *admissions_notes(result, language),
    ]


def _beside_capacity(result: Admissions, language: str) -> str:
    """Say whether as many started as the capacity would usually give; nothing without one."""
    capacity = result.capacity
    frame = result.to_frame()
    row = frame[frame["quarter"] == str(result.quarter)].iloc[0]
    if capacity is None or not result.is_over:
        return ""
    facts = {
        "number": decimal_text(capacity.per_year, language, digits=0),
        "low": count_text(row["usual_low"], language),
        "high": count_text(row["usual_high"], language),
    }
    if row["started"] < row["usual_low"]:
        said = word("adm_say_below", language, **facts)
    elif row["started"] > row["usual_high"]:
        said = word("adm_say_above", language, **facts)
    else:
        said = word("adm_say_usual", language, **facts)
    year = count_text(row["year_started"], language)
    if row["year_started"] is not None and row.notna()["year_started"]:
        year_said = word("adm_say_year", language, count=year, number=facts["number"])
        said = f"{said} {year_said}"
    return f" {said}"


def say_cohorts(result: ReferralCohorts, *, language: str) -> list[str]:
    """Return how far those referred in each quarter had come, the oldest quarter first."""
    rows = result.to_frame().sort_values("quarter").to_dict("records")
    return [
        word(
            "adm_say_cohort",
            language,
            quarter=quarter_text(row["quarter"], language),
            day=date_text(result.as_of, language),
            **{
                name: count_text(row[name], language)
                for name in ("referred", "started", "closed", "waiting")
            },
        )
        for row in rows
        if row["referred"]
    ]


def say_waits(result: WaitingTimes, *, language: str) -> list[str]:
    """Return how long it took from referral to start."""
    frame = result.to_frame()
    row = frame[(frame["from"] == "referred") & (frame["to"] == "started")].iloc[0]
    if not row["n"]:
        return []
    return [
        word(
            "adm_say_wait",
            language,
            n=count_text(row["n"], language),
            median=decimal_text(row["median_days"], language, digits=0),
            longest=decimal_text(row["longest_days"], language, digits=0),
            waiting=count_text(row["waiting"], language),
        )
    ]
