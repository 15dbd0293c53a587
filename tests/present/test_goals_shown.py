"""What readers are told of goals: table, picture, sentences."""

from __future__ import annotations

from collections.abc import Callable

import matplotlib as mpl
import pandas as pd
import pytest

import evalkit as ek
from evalkit.errors import InputError
from evalkit.monitoring.goals import GoalAttainment
from evalkit.present.blocks import Figure, Table, Text
from evalkit.present.plots.goals import plot_goals
from evalkit.study import Study

mpl.use("agg")
Says = Callable[..., bool]
KEY = "0101901234"
VERDICTS = ("goals_say_t_above", "goals_say_t_below", "goals_say_t_about")


def attained(
    levels: list[float], *, persons: int = 12, setter: str = "person", again: float | None = None
) -> pd.DataFrame:
    """Return goals of so many persons, whose levels follow one another."""
    rows = [
        (f"{KEY}{number}", "1", "home", setter, "2026-03-01", levels[number % len(levels)])
        for number in range(persons)
    ]
    if again is not None:
        rows += [(*one[:4], "2026-06-01", again) for one in rows]
    return pd.DataFrame(rows, columns=["person", "goal", "area", "set_by", "date", "attainment"])


def result(frame: pd.DataFrame) -> GoalAttainment:
    return ek.goal_attainment(frame, as_of="2026Q3")


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize(
    ("levels", "verdict"),
    [([1, 2], "goals_say_t_above"), ([-1, -2], "goals_say_t_below"), ([1, -1], VERDICTS[2])],
)
def test_the_verdict(says: Says, levels: list[float], verdict: str, language: str) -> None:
    told = " ".join(ek.say(result(attained(levels)), language=language))
    assert [key for key in VERDICTS if says(told, key, language)] == [verdict]
    assert says(told, "goals_say_counts", language, n=12, goals=12, rated=12)
    assert says(told, "goals_say_limits", language)


def test_a_change_a_small_group_and_alike_ratings(says: Says) -> None:
    told = " ".join(ek.say(result(attained([-1, -2], again=0.0)), language="en"))
    # T 40 and 30 at the first rating, 50 at the latest.
    assert says(told, "goals_say_change", first="35.0", last="50.0", change="+15.0")
    assert says(told, "goals_say_t", interval="no interval")
    small = " ".join(ek.say(result(attained([1, -1], persons=6)), language="en"))
    assert says(small, "goals_say_few", n=6)
    assert not [key for key in VERDICTS if says(small, key)]


def test_what_only_some_have_is_said(says: Says) -> None:
    frame = attained([0.0, 1.0]).assign(weight=1.0)
    more = attained([1.0], persons=2).assign(goal="2", attainment=float("nan"), weight=None)
    told = " ".join(ek.say(result(pd.concat([frame, more])), language="en"))
    assert says(told, "goals_say_partly", partly=2, unrated=0)
    assert says(told, "goals_say_weights", count=2, none=0)
    unrated = attained([0.0]).assign(attainment=float("nan"))
    assert says(" ".join(ek.say(result(unrated), language="en")), "goals_say_unrated")


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_table(language: str) -> None:
    frame = pd.concat(
        [
            attained([1, -1]),
            attained([0.0], persons=7, setter="both").assign(goal="2", area="work"),
            attained([0.0], persons=3, setter="uncle").assign(goal="3", area="work"),
        ]
    )
    table = ek.table(result(frame), language=language)
    assert isinstance(table, Table)
    cells = {row[0]: row[1:] for row in table.rows}
    names = {
        "da": ("Alle mål", "Sat af den unge", "Sat af: uncle", "Sat af begge sammen"),
        "en": ("All goals", "Set by the young person", "Set by: uncle", "Set by both together"),
    }[language]
    whole, person, few, second = (cells[name] for name in names)
    # 12 goals of which 6 are reached, and 10 that all are: 16 of 22 is 73 %.
    assert whole[:5] == ("12", "22", "22", "22", "16")
    assert whole[5].startswith("73")
    assert person[1] == "12"
    # The uncle's three, and the smallest other row, from which they could be worked out.
    assert set(few) == set(second) == {"–"}
    assert any("5" in note for note in table.notes)
    assert KEY not in f"{table.as_data()}"
    hidden = [row for row in table.numbers if row.get("group") == "uncle"]
    assert hidden[0]["goals"] is None


def test_the_picture_has_the_goals_of_every_level() -> None:
    found = result(attained([2, 1, 0, -1]))
    figure = ek.figure(found, language="en")
    assert isinstance(figure, Figure)
    assert [row[1] for row in figure.data.rows] == ["3", "3", "3", "3", "0", "0"]
    assert "0 as expected: 3" in figure.alt
    axes = plot_goals(found, language="da")
    assert [bar.get_width() for bar in axes.patches] == [3, 3, 3, 3, 0, 0]
    # What is not reached is hatched, so that colour is not needed.
    assert [bool(bar.get_hatch()) for bar in axes.patches] == [False] * 3 + [True] * 2 + [False]


def test_few_persons_and_none() -> None:
    few = result(attained([1.0], persons=4))
    none = ek.goal_attainment(Study({}, "p"))
    for found in (few, none):
        assert isinstance(ek.table(found), Text)
        assert isinstance(ek.figure(found), Text)
        assert len(ek.say(found)) == 1
        assert not any(letter in "4" for letter in ek.say(found)[0])
    with pytest.raises(InputError, match="Fewer than 5"):
        plot_goals(few)
    with pytest.raises(InputError, match="goal_attainment"):
        plot_goals("no result")  # type: ignore[arg-type]
