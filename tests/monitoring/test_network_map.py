"""One network map: what is on it, and what became of those on an earlier one."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

import evalkit as ek
from evalkit.errors import InputError

COLUMNS = ["person", "date", "alter", "sector", "closeness", "paid"]
ROWS = [
    ("a", "2026-01-01", "A1", "family", 1, False),
    ("a", "2026-01-01", "A2", "professionals", 3, True),
    ("a", "2026-04-01", "A1", "family", 2, False),
    ("a", "2026-07-01", "A1", "family", 3, False),
    ("a", "2026-07-01", "A3", "friends", 2, None),
    ("b", "2026-07-01", "B1", "work", 5, False),
]


def ties() -> pd.DataFrame:
    return pd.DataFrame(ROWS, columns=COLUMNS)


def test_the_latest_map_alone() -> None:
    found = ek.network_map(ties(), "a")
    assert (found.date, found.since, found.others) == (dt.date(2026, 7, 1), None, 2)
    assert found.counts() == {"size": 2, "unpaid": 1, "paid": 0, "paid_unknown": 1}
    assert found.sectors == ("family", "friends")
    # Rings are those of all the data, so that two persons' maps can be laid side by side.
    assert found.levels == (5.0, 3.0, 2.0, 1.0)
    assert found.to_frame()["number"].tolist() == [1, 2]
    assert found.to_frame()["fate"].unique().tolist() == [""]
    assert found.on("before").empty


@pytest.mark.parametrize("since", ["first", "2026-01-01", dt.date(2026, 1, 1)])
def test_what_became_of_those_on_an_earlier_map(since: object) -> None:
    found = ek.network_map(ties(), "a", since=since)  # type: ignore[arg-type]
    fates = found.to_frame().set_index("alter")["fate"].to_dict()
    assert fates == {"A1": "closer", "A2": "went", "A3": "came"}
    assert (found.since, found.others) == (dt.date(2026, 1, 1), 1)
    assert found.sectors == ("family", "friends", "professionals")
    assert found.counts("before") == {"size": 2, "unpaid": 1, "paid": 1, "paid_unknown": 0}
    assert found.changes()["came"] == found.changes()["went"] == found.changes()["closer"] == 1
    assert found.summary()["size"].tolist() == [2, 2]
    assert found.on("before")["closeness"].tolist() == [1.0, 3.0]


def test_a_map_of_a_day() -> None:
    assert ek.network_map(ties(), "a", date="2026-04-01").counts()["size"] == 1


@pytest.mark.parametrize(
    ("person", "arguments", "message"),
    [
        ("0101901234", {}, "no network map of that person among those of 2"),
        ("a", {"date": "2026-05-05"}, "no such map on the day `date` names, but 3"),
        ("a", {"since": "2026-07-01"}, "`since` names, but 2"),
        ("a", {"date": "1. juli"}, "yyyy-mm-dd"),
        ("b", {"since": "first"}, "no map before"),
        ("a", {"programme": "x"}, "no network map"),
    ],
)
def test_what_is_refused_without_showing_a_key(
    person: str, arguments: dict[str, str], message: str
) -> None:
    with pytest.raises(InputError, match=message) as refusal:
        ek.network_map(ties(), person, **arguments)  # type: ignore[arg-type]
    assert "0101901234" not in str(refusal.value)


def test_maps_in_two_programmes() -> None:
    both = pd.concat([ties().assign(programme="x"), ties().assign(programme="y")])
    with pytest.raises(InputError, match="Name one: 'x', 'y'"):
        ek.network_map(both, "a")
    assert ek.network_map(both, "a", programme="y").counts()["size"] == 2


def test_looking_at_it_shows_no_relation() -> None:
    found = ek.network_map(ties(), "a", since="first")
    assert "internal" in repr(found)
    assert "A1" not in f"{found!r}{found._repr_html_()}"
    with pytest.raises(InputError, match="Accepted: 'now' or 'before'"):
        found.on("then")
