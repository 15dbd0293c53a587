"""What readers are told of networks: table, picture, sentences."""

from __future__ import annotations

from collections.abc import Callable

import matplotlib as mpl
import pandas as pd
import pytest

import evalkit as ek
from evalkit.errors import InputError
from evalkit.present.blocks import Figure, Table, Text
from evalkit.present.plots.network_change import plot_network_change
from evalkit.study import Study

mpl.use("agg")
Says = Callable[..., bool]
KEY = "0101901234"
VERDICTS = ("networks_say_rise", "networks_say_fall", "networks_say_unclear")


def drawn(changes: list[int], *, start: int = 4, one_map: int = 0) -> pd.DataFrame:
    """Return maps of persons whose networks change by so many; the first alter is paid."""
    rows = []
    for number, change in enumerate([*changes, *[0] * one_map]):
        days = {"2026-01-01": start, "2026-07-01": start + change}
        for day, size in list(days.items())[: 2 if number < len(changes) else 1]:
            rows += [
                (f"{KEY}{number}", day, f"k{alter}", "family" if alter else "kor", 2, alter == 0)
                for alter in range(size)
            ]
    return pd.DataFrame(rows, columns=["person", "date", "alter", "sector", "closeness", "paid"])


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize(
    ("changes", "verdict"), [([1, 2] * 6, 0), ([-1, -2] * 6, 1), ([1, -1] * 6, 2)]
)
def test_the_verdict(says: Says, changes: list[int], verdict: int, language: str) -> None:
    told = " ".join(ek.say(ek.networks(drawn(changes, one_map=3)), language=language))
    assert [key for key in VERDICTS if says(told, key, language)] == [VERDICTS[verdict]]
    assert says(told, "networks_say_who", language, persons=15, n=12, alone=3)
    assert says(told, "networks_say_measure", language)
    assert says(told, "networks_say_moved", language)


def test_a_small_group_and_equal_changes(says: Says) -> None:
    told = " ".join(ek.say(ek.networks(drawn([1, 2, 1, 2, 1, 2])), language="en"))
    assert says(told, "networks_say_few", n=6)
    assert not [key for key in VERDICTS if says(told, key)]
    alike = " ".join(ek.say(ek.networks(drawn([1] * 12)), language="en"))
    assert says(alike, "networks_say_size", change="+1.0", interval="no interval")
    # Of 4 one is paid, of 5 one: 75 % and 80 %.
    assert says(alike, "networks_say_share", first="75.0", last="80.0", change="+5.0")


@pytest.mark.parametrize("language", ["da", "en"])
def test_what_must_be_known_besides(says: Says, language: str) -> None:
    frame = drawn([1, 2] * 6)
    new = frame.assign(alter=[f"n{number}" for number in range(len(frame))])
    told = " ".join(ek.say(ek.networks(new), language=language))
    assert says(told, "networks_say_new_keys", language)
    unknown = frame.assign(paid=pd.Series(pd.NA, index=frame.index, dtype="boolean"))
    found = ek.networks(unknown)
    assert says(
        " ".join(ek.say(found, language=language)),
        "networks_say_unknown_paid",
        language,
        count=len(frame),
    )
    bare = ek.networks(frame[["person", "date", "alter"]])
    assert not says(" ".join(ek.say(bare, language=language)), "networks_say_moved", language)
    assert isinstance(ek.table(bare, language=language), Table)


def test_the_table_has_a_row_for_each_quantity() -> None:
    table = ek.table(ek.networks(drawn([1, 2] * 6, one_map=2)), language="da")
    assert isinstance(table, Table)
    rows = {row[0]: row[1:] for row in table.rows}
    # Half gain 1 and half 2: 4 to 5.5; SD 0.5222, t(11) = 2.201: 1.5 +/- 0.332.
    assert rows["I alt"] == ("12", "4,0", "5,5", "+1,5", "1,2 til 1,8", "12", "0", "0")
    assert rows["Slags: kor"][3:5] == ("0,0", "–")
    assert "Slags: familie" in rows
    assert "Nærhed: 2 (tættest)" in rows
    assert any("14" in note for note in table.notes)
    assert KEY not in f"{table.as_data()}"


def test_groups_of_few_persons_show_no_numbers(says: Says) -> None:
    frame = drawn([1, 2] * 5)
    many = frame["person"].isin(frame["person"].unique()[:6])
    found = ek.networks(frame.assign(site=many.map({True: "north", False: "south"})), by="site")
    table = ek.table(found, language="en")
    assert isinstance(table, Table)
    south = next(row for row in table.rows if row[:2] == ("In all", "south"))
    assert set(south[3:]) == {"–"}
    assert next(row for row in table.numbers if row["site"] == "south")["mean_change"] is None
    told = " ".join(ek.say(found, language="en"))
    assert "north: " in told
    assert "south: " not in told
    assert isinstance(ek.figure(found), Figure)


def test_the_picture_has_the_means_of_both_maps() -> None:
    found = ek.networks(drawn([1, 2] * 6))
    axes = plot_network_change(found, language="en")
    first, last = axes.lines
    assert first.get_xdata().tolist() == [4.0, 3.0, 1.0, 3.0, 1.0]
    assert last.get_xdata().tolist() == [5.5, 4.5, 1.0, 4.5, 1.0]
    labels = [label.get_text() for label in axes.get_yticklabels()]
    assert labels == ["In all", "Unpaid", "Paid", "Family", "Kor"]
    figure = ek.figure(found, language="en")
    assert isinstance(figure, Figure)
    assert "In all: 4.0 and 5.5" in figure.alt
    assert KEY not in f"{figure.as_data()}"


def test_one_map_each_few_persons_and_nobody(says: Says) -> None:
    one = ek.networks(drawn([], one_map=8))
    table = ek.table(one, language="en")
    assert isinstance(table, Table)
    assert table.rows[0][:3] == ("In all", "8", "4.0")
    assert says(" ".join(ek.say(one, language="en")), "networks_say_latest", mean="4.0")
    assert isinstance(ek.figure(one), Text)
    few = ek.networks(drawn([1, 2, 1]))
    assert isinstance(ek.table(few), Text)
    assert isinstance(ek.figure(few), Text)
    assert says(" ".join(ek.say(few, language="en")), "networks_few", few=5)
    nobody = ek.networks(Study({}, "p"))
    assert isinstance(ek.table(nobody), Text)
    assert len(ek.say(nobody)) == 1
    with pytest.raises(InputError, match="Fewer than 5"):
        plot_network_change(few)
    with pytest.raises(InputError, match="networks"):
        plot_network_change("no result")  # type: ignore[arg-type]
