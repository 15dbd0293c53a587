"""Matching: each row in one state, who waits, who is without, who has two at once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import evalkit as ek
from evalkit.errors import InputError
from evalkit.frames import ENROLMENTS, MATCHES, REFERRALS

DAY = dt.date(2026, 9, 30)


def made(
    matches: list[dict[str, Any]],
    enrolments: list[dict[str, Any]] | None = None,
    referrals: list[dict[str, Any]] | None = None,
) -> ek.Study:
    rows = [{"programme": "m", "adult": "a"} | row for row in matches]
    return ek.Study(
        title={"da": "m", "en": "m"},
        programme="m",
        matches=MATCHES.shaped(rows),
        enrolments=ENROLMENTS.shaped([{"programme": "m"} | row for row in enrolments or []]),
        referrals=REFERRALS.shaped([{"programme": "m"} | row for row in referrals or []]),
    )


def every_state() -> ek.Study:
    """Return a person for each state; p1 is tried again after a no."""
    return made(
        [
            {"person": "p1", "proposed": "2026-01-10", "ended": "2026-01-20", "reason": "no time"},
            {"person": "p1", "adult": "b", "proposed": "2026-02-10", "accepted": "2026-02-15"}
            | {"started": "2026-03-01"},
            {"person": "p2", "adult": "c", "proposed": "2026-09-20"},
            {"person": "p3", "adult": "d", "proposed": "2026-02-01", "accepted": "2026-02-05"}
            | {"ended": "2026-02-20", "reason": "moved"},
            {"person": "p4", "adult": "e", "proposed": "2026-09-01", "accepted": "2026-09-20"},
            {"person": "p5", "adult": "f", "proposed": "2026-01-01", "started": "2026-01-31"}
            | {"ended": "2026-05-30", "reason": "moved"},
        ],
        [{"person": f"p{n}", "started": "2026-01-01"} for n in range(1, 8)]
        + [{"person": "p8", "started": "2026-01-01", "ended": "2026-04-30"}],
    )


def counts(result: Any, column: str = "matches") -> dict[str, Any]:
    found: dict[str, Any] = result.to_frame().set_index("step")[column].to_dict()
    return found


def test_each_match_is_in_one_state() -> None:
    result = ek.matching(every_state(), as_of="2026Q3")
    assert {name: n for name, n in counts(result).items() if not pd.isna(n)} == {
        "proposed": 6,
        "accepted": 4,
        "declined": 1,
        "unanswered": 1,
        "fell_through": 1,
        "not_started": 1,
        "started": 2,
        "over": 1,
        "lasting": 1,
        "again": 1,
        "again_accepted": 1,
    }
    assert counts(result, "persons")["proposed"] == 5
    assert result.told == {"start_unaccepted": 1}


def test_those_enrolled_on_the_day_add_up() -> None:
    persons = counts(ek.matching(every_state(), as_of="2026Q3"), "persons")
    assert persons["enrolled"] == 7
    parts = ("has_match", "match_ended", "awaiting_start", "not_accepted", "not_proposed")
    assert [persons[name] for name in parts] == [1, 1, 1, 2, 2]


def test_reasons_are_those_of_what_they_ended() -> None:
    rows = ek.matching(every_state(), as_of="2026Q3").reasons()
    assert rows.to_dict("records") == [
        {"step": "declined", "reason": "no time", "n": 1},
        {"step": "fell_through", "reason": "moved", "n": 1},
        {"step": "over", "reason": "moved", "n": 1},
    ]


def test_what_comes_after_the_day_is_not_known() -> None:
    result = counts(ek.matching(every_state(), as_of=dt.date(2026, 2, 12)))
    assert result["proposed"] == 4
    assert (result["accepted"], result["lasting"], result["not_started"]) == (2, 1, 1)


def test_the_wait_is_from_the_start_and_goes_on_or_ends_without() -> None:
    result = ek.matching(every_state(), as_of="2026Q3", months=(1, 2, 8))
    # Matched: p5 on 31 January, p3 on 5 and p1 on 15 February, p4 on 20 September. p8 left at the
    # end of April; p2, p6 and p7 still wait on 20 September, the last day the data know of.
    assert {name: result.wait[name] for name in ("n", "matched", "left", "waiting")} == {
        "n": 8,
        "matched": 4,
        "left": 1,
        "waiting": 3,
    }
    waiting = result.waiting()
    assert waiting["count"].tolist() == [1, 3, 3]
    np.testing.assert_allclose(waiting.estimate, [1 / 8, 3 / 8, 3 / 8])


def test_a_referral_comes_before_the_start_and_the_latest_counts() -> None:
    study = made(
        [{"person": "p", "proposed": "2026-07-01", "accepted": "2026-07-10"}],
        [{"person": "p", "started": "2026-07-01"}],
        [
            {"person": "p", "referred": "2024-01-01", "closed": "2024-02-01"},
            {"person": "p", "referred": "2026-06-10"},
            {"person": "q", "referred": "2026-06-10", "closed": "2026-07-10"},
        ],
    )
    result = ek.matching(study, as_of="2026Q3", months=(1,))
    assert result.wait["from_referral"] == 2
    assert result.wait["left"] == 1
    assert result.waiting().estimate.tolist() == [0.5]  # p after one month; q left unmatched then


def test_who_cannot_be_in_the_wait_is_told() -> None:
    study = made(
        [
            {"person": "p", "proposed": "2026-01-01", "accepted": "2026-01-10"},
            {"person": "q", "proposed": "2026-01-01", "accepted": "2026-01-10"},
        ],
        [{"person": "p", "started": "2026-02-01"}],
    )
    result = ek.matching(study, as_of="2026Q3")
    assert result.told == {"accepted_first": 1, "no_origin": 1}
    assert result.wait["n"] == 0


def test_two_at_the_same_time_are_told_and_a_handing_over_is_not() -> None:
    begun = {"proposed": "2026-01-01", "accepted": "2026-01-02"}
    first = begun | {"person": "p", "started": "2026-01-05", "ended": "2026-03-31"}
    over = {"person": "p", "adult": "b", "proposed": "2026-03-01", "started": "2026-03-31"}
    assert "persons_at_once" not in ek.matching(made([first, over]), as_of="2026Q3").told
    both = over | {"started": "2026-03-30"}
    assert ek.matching(made([first, both]), as_of="2026Q3").told["persons_at_once"] == 1
    # One adult of two children at once; the first match still lasts.
    one = begun | {"person": "p", "started": "2026-01-05"}
    other = {"person": "q", "proposed": "2026-06-01", "started": "2026-06-10"}
    assert ek.matching(made([one, other]), as_of="2026Q3").told["adults_at_once"] == 1


def test_matches_last_by_the_same_rules_as_courses() -> None:
    lasting = ek.matching(every_state(), as_of="2026Q3").lasting
    row = lasting.to_frame().iloc[0]
    assert lasting.of == "matches"
    # 31 January to 30 May, both counted: to 31 May is four months.
    assert (row["n"], row["n_ended"], row["median"]) == (2, 1, 4)


def test_without_enrolments_nobody_says_who_is_without_a_match() -> None:
    result = ek.matching(made([{"person": "p", "proposed": "2026-01-01"}]), as_of="2026Q3")
    assert not result.enrolled_known
    assert pd.isna(counts(result, "persons")["enrolled"])


def test_rows_without_a_date_are_told() -> None:
    study = made([{"person": "p"}, {"person": "q", "proposed": "2026-01-01"}])
    result = ek.matching(study, as_of="2026Q3")
    assert result.told == {"undated": 1}
    assert counts(result)["proposed"] == 1


DATES = st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31)) | st.none()


@settings(max_examples=12, deadline=None)
@given(
    rows=st.lists(
        st.tuples(st.sampled_from("pqrs"), DATES, DATES, DATES, DATES), min_size=1, max_size=12
    )
)
def test_the_steps_add_up_whatever_the_dates(rows: list[tuple[Any, ...]]) -> None:
    names = ("person", "proposed", "accepted", "started", "ended")
    study = made([dict(zip(names, row, strict=True)) for row in rows])
    if study.latest is None:
        return
    found = counts(ek.matching(study, as_of=DAY))
    assert found["proposed"] == found["accepted"] + found["declined"] + found["unanswered"]
    assert found["accepted"] == found["started"] + found["fell_through"] + found["not_started"]
    assert found["started"] == found["over"] + found["lasting"]


def test_what_is_refused_and_no_person_shows() -> None:
    wrong: Any = pd.DataFrame()
    with pytest.raises(InputError, match="`study` is a DataFrame"):
        ek.matching(wrong, as_of="2026Q3")
    nothing = ek.matching(ek.Study(title={}, programme="m"), as_of="2026Q3")
    assert nothing.to_frame().set_index("step").loc["proposed", "matches"] == 0
    assert ek.say(nothing, language="en") == ["There are no matches in the data."]
    shown = repr(ek.matching(every_state(), as_of="2026Q3"))
    assert "p1" not in shown
