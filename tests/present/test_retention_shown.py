"""Staying, leaving, matches and totals as tables, pictures and sentences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure as Canvas

import evalkit as ek
from evalkit.errors import InputError
from evalkit.frames import ENROLMENTS, MATCHES
from evalkit.present.blocks import Figure, Table, Text

DAY = dt.date(2026, 9, 30)
Says = Callable[..., bool]


def courses(*kinds: tuple[int, str | None, str], still: int = 0, site: str = "A") -> pd.DataFrame:
    """Return so many courses of five months each kind, and some that go on since January."""
    rows = [
        {"started": "2025-10-01", "ended": ended, "exit_reason": reason}
        for count, ended, reason in kinds
        for _ in range(count)
    ]
    rows += [{"started": "2026-01-01", "ended": None, "exit_reason": None}] * still
    return pd.DataFrame(rows).assign(site=site)


def typical() -> pd.DataFrame:
    # 12 courses: 4 ended after 2 months, 3 after 6, 5 are followed for 9.
    return courses((4, "2025-11-30", "moved"), (3, "2026-03-31", "done"), still=5)


def table(result: object, language: str = "en") -> Table:
    shown = ek.table(result, language=language)
    assert isinstance(shown, Table)
    return shown


def text(result: Any, language: str = "en") -> str:
    return " ".join(ek.say(result, language=language))


def test_the_table_has_shares_with_how_many_are_followed() -> None:
    shown = table(ek.retention(typical(), as_of=DAY, horizon=9), "da")
    rows = {row[0]: row[1] for row in shown.rows}
    assert rows["Antal forløb"] == "12"
    # 8 of 12 after 2 months, log-log; R: survfit(conf.type = "log-log") 0.3370 to 0.8597.
    assert rows["I gang efter 3 måneder"] == "67 % (34 % til 86 %; 8 fulgt)"
    assert rows["I gang efter 12 måneder"] == "for få fulgt"
    assert rows["Halvdelen er afsluttet efter (måneder)"] == "6,0 (2,0 til ikke nået)"


def test_fewer_than_five_are_not_shown(says: Says) -> None:
    result = ek.retention(courses(still=4), as_of=DAY)
    shown = table(result)
    assert {row[1] for row in shown.rows[1:]} <= {"few", "too few followed"}
    assert all(row.get("estimate") is None for row in shown.numbers)
    assert all(row.get("n_ended") is None for row in shown.numbers)
    assert says(" ".join(shown.notes), "retention_few_note", few=5)
    assert says(text(result), "retention_say_few", group="", n=4, what="courses")
    assert isinstance(ek.figure(result), Text)
    with pytest.raises(InputError, match="Fewer than 5"):
        ek.plot_retention(result)


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_sentences_have_n_an_interval_and_the_limits(says: Says, language: str) -> None:
    result = ek.retention(typical(), as_of=DAY)
    said = text(result, language)
    assert says(said, "retention_say_n", language, n=12, ended=7, open=5, group="")
    assert says(said, "retention_say_share", language, n_risk=8)
    assert says(said, "retention_say_limits", language)


def test_a_median_is_told_only_where_five_are_followed_to_it(says: Says) -> None:
    early = courses((6, "2025-11-30", "moved"), still=5)
    assert says(text(ek.retention(early, as_of=DAY)), "retention_say_median", median="2.0")
    late = courses((5, "2025-11-30", "x"), (2, "2026-08-31", "x"), (2, "2026-09-15", "x"), still=0)
    late = pd.concat([late, courses(still=3)])
    result = ek.retention(late, as_of=DAY)
    row = result.to_frame().iloc[0]
    assert row["median_risk"] < 5
    assert says(text(result), "retention_say_few_at_median", few=5)
    none = ek.retention(courses((1, "2025-11-30", "x"), still=9), as_of=DAY)
    assert says(text(none), "retention_say_no_median")
    assert "not reached" in str(table(none))


def test_groups_stand_side_by_side_and_small_ones_are_not_tested(says: Says) -> None:
    both = pd.concat([typical(), courses((20, "2025-10-15", "moved"), still=3, site="B")])
    result = ek.retention(both, as_of=DAY, by="site")
    shown = table(result)
    assert [column.label for column in shown.columns][1:] == ["A", "B"]
    assert says(" ".join(shown.notes), "retention_test_note", groups=2)
    assert "not drawn by lot" in text(result)
    few = pd.concat([typical(), courses((4, "2025-10-15", "moved"), still=3, site="B")])
    assert says(text(ek.retention(few, as_of=DAY, by="site")), "retention_say_untested", few=10)


def test_what_is_told_of_rows_stands_on_the_page(says: Says) -> None:
    wrong = pd.DataFrame({"started": ["2026-05-01"], "ended": ["2026-04-01"]})
    result = ek.retention(pd.concat([typical(), wrong]), as_of=DAY)
    for shown in (" ".join(table(result).notes), text(result)):
        assert says(shown, "retention_told_ended_first", count=1)


def test_the_curve_stops_where_fewer_than_five_are_followed() -> None:
    ax = Canvas().subplots()
    ended = [(1, f"2026-{month:02d}-28", "x") for month in range(1, 9)]
    result = ek.retention(courses(*ended, still=1), as_of=DAY)
    assert ek.plot_retention(result, ax=ax, language="en") is ax
    drawn = np.asarray(ax.lines[0].get_xdata(), dtype=float)
    curve = result.curve()
    assert drawn.max() == curve.loc[curve["n_risk"] >= 5, "time"].max()
    written = [one.get_text() for one in ax.texts]
    assert "Followed that long" in written
    assert "9" in written


def test_the_figure_is_said_in_words() -> None:
    figure = ek.figure(ek.retention(typical(), as_of=DAY), language="en")
    assert isinstance(figure, Figure)
    assert "67% after 3 months" in figure.alt
    assert figure.data.name == "retention"
    # One row per person's time would be internal.
    assert not any("time" in row for row in figure.data.numbers)


def test_reasons_fill_a_table_a_picture_and_sentences(says: Says) -> None:
    result = ek.exit_reasons(typical(), as_of=DAY, completed=["done"])
    rows = {row[0]: row[1:] for row in table(result).rows}
    assert list(rows) == ["Done", "Moved", "Still going on"]
    assert rows["Moved"][0].startswith("33% (")
    assert rows["Done"][2] == "too few followed"
    notes = " ".join(table(result).notes)
    assert says(notes, "exits_completed_note", reasons="done")
    assert says(text(result), "exits_say", n=12, group="")
    figure = ek.figure(result, language="en")
    assert isinstance(figure, Figure)
    assert "moved 33%" in figure.alt
    ax = Canvas().subplots()
    ek.plot_exit_reasons(result, ax=ax)
    assert len({layer.get_hatch() for layer in ax.collections}) == 2


def test_groups_of_reasons_are_in_the_table_and_not_in_the_picture(says: Says) -> None:
    result = ek.exit_reasons(typical(), as_of=DAY, by="site")
    assert table(result).rows[0][0] == "A"
    shown = ek.figure(result, language="en")
    assert isinstance(shown, Text)
    assert says(str(shown), "exits_one_group")
    with pytest.raises(InputError, match="without `by`"):
        ek.plot_exit_reasons(result)


def test_nobody_is_said(says: Says) -> None:
    nobody = courses(still=3).assign(started="2026-12-01")
    for result in (ek.retention(nobody, as_of=DAY), ek.exit_reasons(nobody, as_of=DAY)):
        assert isinstance(ek.table(result), Text)
        assert isinstance(ek.figure(result), Text)
        assert says(text(result), "retention_nobody")


def matched() -> ek.Study:
    who = [{"person": f"key{n}", "programme": "m"} for n in range(12)]
    begun = {"proposed": "2026-01-10", "accepted": "2026-01-31", "started": "2026-02-01"}
    rows = [one | begun | {"adult": f"adult{n}"} for n, one in enumerate(who[:8])]
    rows[0] |= {"ended": "2026-04-30", "reason": "moved"}
    rows += [one | {"adult": "x", "proposed": "2026-05-01"} for one in who[8:10]]
    return ek.Study(
        title={"da": "m", "en": "m"},
        programme="m",
        matches=MATCHES.shaped(rows),
        enrolments=ENROLMENTS.shaped([one | {"started": "2026-01-01"} for one in who]),
    )


@pytest.mark.parametrize("language", ["da", "en"])
def test_matches_are_told_without_a_person(says: Says, language: str) -> None:
    result = ek.matching(matched(), as_of="2026Q3")
    said = text(result, language)
    assert says(said, "matching_say", language, proposed=10, accepted=8, declined=0, unanswered=2)
    assert says(said, "matching_say_without", language, enrolled=12, without=5)
    assert says(said, "matching_say_wait", language, waiting=4, left=0)
    assert says(said, "matching_say_limits", language)
    shown = f"{result!r} {table(result, language)} {said}"
    assert "key" not in shown
    assert "adult" not in shown.casefold().replace("adults", "")
    assert isinstance(ek.figure(result, language=language), Figure)


def test_the_table_of_matches_says_why_and_what_is_missing(says: Says) -> None:
    notes = " ".join(table(ek.matching(matched(), as_of="2026Q3")).notes)
    assert says(notes, "matching_reasons_note", step="Reasons for ending", reasons="moved (1)")
    alone = ek.Study(title={}, programme="m", matches=matched().matches)
    notes = " ".join(table(ek.matching(alone, as_of="2026Q3")).notes)
    assert says(notes, "matching_unknown_note")
    assert says(notes, "matching_told_no_origin", count=8)


def test_totals_say_what_they_cannot_tell(says: Says) -> None:
    result = ek.total_counts(64, stopped=9, still=33)
    assert table(result, "da").rows[0][1:] == ("55", "64", "86 %", "75 % til 92 %")
    for shown in (" ".join(table(result).notes), text(result)):
        assert says(shown, "totals_cannot_note")
    assert says(text(result), "totals_say_bounds", low="14%", high="48%", untold=22)
    assert says(text(ek.total_counts(0, stopped=0, still=0)), "totals_nobody")


def test_a_plot_is_refused_without_a_result_or_a_language() -> None:
    wrong: Any = pd.DataFrame()
    for plot in (ek.plot_retention, ek.plot_exit_reasons):
        with pytest.raises(InputError, match="`result` is a DataFrame"):
            plot(wrong)
    with pytest.raises(InputError, match="`language` is 'no'"):
        ek.plot_retention(ek.retention(typical(), as_of=DAY), language="no")
