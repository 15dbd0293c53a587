"""Who a house is made up of, counted by hand."""

from __future__ import annotations

import pandas as pd
import pytest

import evalkit as ek
from evalkit.errors import InputError
from evalkit.frames import HEADCOUNTS
from evalkit.study import Study


def study_of(*days: tuple[str, int | None, int | None], programme: str = "insp") -> Study:
    rows = [
        {"programme": programme, "activity": "house", "date": day, "group": group, "count": count}
        for day, users, vulnerable in days
        for group, count in (("users", users), ("vulnerable", vulnerable))
    ]
    return Study(title={}, programme=programme, headcounts=HEADCOUNTS.shaped(rows))


DAYS = (
    ("2026-06-30", 50, 40),  # the second quarter
    ("2026-07-01", 50, 10),  # exactly 20 %: not above
    ("2026-07-02", 40, 12),  # 30 %
    ("2026-07-03", 40, None),  # not counted
    ("2026-07-06", 10, 11),  # more in the group than in all
    ("2026-07-07", 0, 0),  # nobody came
    ("2026-07-08", 60, 6),  # 10 %
)


def test_a_quarter_by_hand() -> None:
    found = ek.composition(study_of(*DAYS), "2026Q3")
    assert (found.count, found.n) == (28, 150)
    assert found.share == 28 / 150
    assert (found.days, found.days_above) == (3, 1)
    assert (found.one_group_only, found.contradicting) == (1, 1)
    assert found.most == 0.2
    assert [fact.name for fact in found.facts] == ["at_most_20_users", "at_most_20_young"]
    assert not found.is_over


def test_weeks_add_up_their_days() -> None:
    frame = ek.composition(study_of(*DAYS), "2026Q3", by="week").to_frame()
    assert frame["date"].dt.date.map(str).tolist() == ["2026-06-29", "2026-07-06"]
    assert frame["count"].tolist() == [62, 6]
    assert frame["in_quarter"].tolist() == [True, True]


def test_a_rise_is_a_concern_where_there_is_a_limit_and_only_high_without() -> None:
    days = pd.bdate_range("2026-06-01", "2026-09-30")
    # Up and down about 15 %, and 30 % from September on.
    counts = [
        (9 if n % 2 else 6) if day < pd.Timestamp("2026-09-01") else 15
        for n, day in enumerate(days)
    ]
    rows = tuple((str(day.date()), 50, count) for day, count in zip(days, counts, strict=True))
    limited = ek.composition(study_of(*rows), "2026Q3").signals()
    free = ek.composition(study_of(*rows, programme="other"), "2026Q3")
    assert free.most is None
    for signals, high in ((limited, "concern"), (free.signals(), "high")):
        late = signals[signals["first"] >= pd.Timestamp("2026-09-01")]
        assert set(late["direction"]) == {high}


def test_nothing_counted_is_told() -> None:
    empty = ek.composition(Study(title={}, programme="insp"), "2026Q3")
    assert empty.n == 0
    assert "cannot be assessed" in ek.say(empty, language="en")[0]
    assert not hasattr(ek.table(empty), "rows")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"part": "vulnerble"}, "Did you mean 'vulnerable'"),
        ({"most": 20}, "such as 0.2 for 20 %"),
        ({"by": "month"}, "`by` is 'month'"),
    ],
)
def test_what_is_misspelt_is_told(asked: dict[str, object], said: str) -> None:
    with pytest.raises(InputError, match=said):
        ek.composition(study_of(*DAYS), "2026Q3", **asked)  # type: ignore[arg-type]
