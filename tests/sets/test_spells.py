"""Who is in which status on a day, and calendar months, on small frames counted by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.errors import InputError
from evalkit.sets.spells import Spells, months_after, spells_of

CALM = settings(deadline=None, max_examples=50)
DAYS = st.dates(min_value=pd.Timestamp("1990-01-01").date(), max_value=pd.Timestamp("2050").date())


def day(*texts: str) -> np.ndarray:
    return np.array(texts, dtype="datetime64[D]")


@pytest.mark.parametrize(
    ("start", "months", "then"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2025-08-31", 6, "2026-02-28"),
        ("2026-01-15", 0, "2026-01-15"),
        ("2025-12-31", 2, "2026-02-28"),
        ("1969-12-31", 1, "1970-01-31"),
    ],
)
def test_calendar_months(start: str, months: int, then: str) -> None:
    assert months_after(day(start), months).tolist() == day(then).tolist()


@given(start=DAYS, months=st.integers(0, 240))
@CALM
def test_months_are_those_of_pandas(start: Any, months: int) -> None:
    expected = pd.Timestamp(start) + pd.DateOffset(months=months)
    assert months_after(np.array([start], dtype="datetime64[D]"), months)[0] == expected


def test_a_missing_day_stays_missing() -> None:
    assert np.isnat(months_after(day("NaT"), 6)).all()


def made(*rows: tuple[str, str, str, str | None], exclusive: bool = True) -> Spells:
    """Return spells of persons a and b in domain job: person, status, first and last day."""
    statuses = pd.DataFrame(rows, columns=["person", "status", "started", "ended"])
    statuses = statuses.assign(
        programme="p",
        domain="job",
        started=pd.to_datetime(statuses["started"]),
        ended=pd.to_datetime(statuses["ended"]),
    )
    courses = pd.DataFrame({"person": ["a", "b"], "programme": "p"})
    return spells_of(statuses, courses, domain="job", order=("yes", "no"), exclusive=exclusive)


def held(spells: Spells, when: str) -> list[str]:
    """Return the statuses of person a on a day."""
    found = spells.on(day(when, when))[0]
    return [name for name, inside in zip(spells.statuses, found, strict=True) if inside]


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("2026-01-09", []),
        ("2026-01-10", ["yes"]),
        ("2026-01-20", ["yes"]),
        ("2026-01-21", []),
        ("2026-02-01", ["no"]),
        ("2046-02-01", ["no"]),
    ],
)
def test_the_first_and_the_last_day_belong_to_a_spell(when: str, expected: list[str]) -> None:
    spells = made(("a", "yes", "2026-01-10", "2026-01-20"), ("a", "no", "2026-02-01", None))
    assert held(spells, when) == expected


def test_a_day_that_ends_one_and_starts_another_is_the_new_ones() -> None:
    rows = (("a", "yes", "2026-01-10", "2026-01-20"), ("a", "no", "2026-01-20", None))
    assert held(made(*rows), "2026-01-20") == ["no"]
    assert held(made(*rows), "2026-01-19") == ["yes"]
    assert held(made(*rows, exclusive=False), "2026-01-20") == ["yes", "no"]


def test_two_that_run_at_once_are_both_there() -> None:
    rows = (("a", "yes", "2026-01-10", "2026-01-22"), ("a", "no", "2026-01-20", None))
    assert held(made(*rows), "2026-01-20") == ["yes", "no"]
    one_day = (("a", "yes", "2026-01-20", "2026-01-20"), ("a", "no", "2026-01-20", None))
    assert held(made(*one_day), "2026-01-20") == ["yes", "no"]


def test_nobody_else_is_touched_and_strangers_are_left_out() -> None:
    spells = made(("b", "no", "2026-01-10", None), ("z", "yes", "2026-01-10", None))
    assert spells.on(day("2026-02-01", "2026-02-01")).tolist() == [[False, False], [False, True]]
    assert spells.on(day("NaT", "NaT")).sum() == 0


def test_statuses_follow_the_order_and_then_the_alphabet() -> None:
    spells = made(("a", "zz", "2026-01-10", None), ("a", "maybe", "2026-01-10", None))
    assert spells.statuses == ("yes", "no", "maybe", "zz")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"started": pd.NaT}, "1 rows with an empty 'started'"),
        ({"person": None}, "1 rows with an empty 'person'"),
        ({"ended": pd.Timestamp("2020-01-01")}, "1 spells end before they start"),
    ],
)
def test_what_says_nothing_is_refused_without_a_key(change: dict[str, Any], says: str) -> None:
    row = {
        "person": "secret-1",
        "programme": "p",
        "domain": "job",
        "status": "yes",
        "started": pd.Timestamp("2026-01-01"),
        "ended": pd.NaT,
    }
    statuses = pd.DataFrame([row | change])
    courses = pd.DataFrame({"person": ["secret-1"], "programme": "p"})
    with pytest.raises(InputError, match=says) as refused:
        spells_of(statuses, courses, domain="job")
    assert "secret" not in str(refused.value)
    with pytest.raises(InputError, match="1 courses are of the same person and programme"):
        spells_of(pd.DataFrame([row]), pd.concat([courses, courses]), domain="job")
    with pytest.raises(InputError, match="no column 'started'"):
        spells_of(pd.DataFrame([row]).drop(columns="started"), courses, domain="job")
