"""What a row is called, and how much of a result is told: titles, families, lists."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import pytest

import evalkit as ek
from evalkit.errors import InputError
from evalkit.present.compared_rows import compared_rows
from evalkit.present.row_names import exact_text, group_text, row_title, shared_names
from evalkit.present.told_rows import families, in_full, short_titles


@dataclass(frozen=True)
class Row:
    """A row of nothing but names."""

    scale: str
    instrument: str = "star"
    instrument_title: str = "Star"

    @property
    def title(self) -> str:
        """The scale's name in capitals."""
        return self.scale.upper()


AREAS = [Row(f"a{number}") for number in range(5)]


def readings(scale: str = "who5") -> pd.DataFrame:
    rows = [(f"p{i}", scale, wave, 40.0 + i) for i in range(3) for wave in ("pre", "post")]
    return pd.DataFrame(rows, columns=["person", "scale", "wave", "score"])


@pytest.mark.parametrize("language", ["dk", "", "DA"])
def test_an_unknown_language_is_refused(language: str) -> None:
    with pytest.raises(InputError, match="`language`"):
        compared_rows(ek.pre_post(readings()), language)


def test_an_instrument_of_many_is_told_by_its_overall_scale() -> None:
    overall = Row("mean")
    assert in_full([*AREAS, overall]) == [overall]
    assert in_full(AREAS) == []
    assert in_full(AREAS[:4]) == AREAS[:4]
    other = Row("who5", "who5", "WHO-5")
    assert families([*AREAS, other, overall]) == [[*AREAS, overall], [other]]


def test_the_other_scales_are_named_together_only_when_they_are_all_the_others() -> None:
    overall = Row("mean")
    every = [*AREAS, overall]
    assert short_titles(AREAS, every, "en") == ["the other scales of Star"]
    assert short_titles(AREAS, every, "da") == ["de øvrige skalaer i Star"]
    assert short_titles(every, every, "en") == ["all scales of Star"]
    # One area is told elsewhere: the others are named.
    assert short_titles(AREAS, [*every, Row("a5")], "en") == ["A0", "A1", "A2", "A3", "A4"]
    assert short_titles(AREAS[:4], [*AREAS[:4], overall], "en") == ["A0", "A1", "A2", "A3"]
    unknown = [Row(f"s{number}", "", "") for number in range(6)]
    assert short_titles(unknown, unknown, "en") == [row.title for row in unknown]


def test_a_group_of_a_scale_told_elsewhere_keeps_the_names() -> None:
    here = [Row(row.scale) for row in AREAS]
    # The same scales again, as of another group of persons that is told.
    assert short_titles(here, [*here, Row("a0"), Row("mean")], "en") == [
        "A0",
        "A1",
        "A2",
        "A3",
        "A4",
    ]


def test_scales_of_two_instruments_are_families_without_a_column_of_instruments() -> None:
    study = ek.load("data/examples/unik", profile="unik")
    rows = compared_rows(ek.pre_post(study), "en")
    assert [row.instrument for row in rows] == [
        "who5",
        "rses_3_5_8_9_10",
        "t_ils",
        "unpaid_network",
    ]
    assert rows[0].instrument_title == "WHO-5 Well-Being Index"
    assert {row.instrument for row in compared_rows(ek.pre_post(readings("x")), "en")} == {""}


@pytest.mark.parametrize("value", [None, float("nan"), "", "  ", pd.NA])
def test_an_empty_group_is_not_stated(value: object) -> None:
    assert group_text(value, "da") == "ikke angivet"
    key = {"scale": "x", "site": value}
    assert row_title(key, by=("scale", "site"), scales={}, language="en") == "x, not stated"


def test_names_of_several_instruments_are_found() -> None:
    rows = [
        {"instrument": "a", "scale": "mean"},
        {"instrument": "b", "scale": "mean"},
        {"instrument": "a", "scale": "money"},
        {"instrument": "a", "scale": "money"},
    ]
    assert shared_names(rows) == {"mean"}
    assert shared_names([{"scale": "mean"}, {"scale": "mean"}]) == set()


@pytest.mark.parametrize(
    ("value", "text"), [(5.0, "5"), (5.5, "5,5"), (5.25, "5,25"), (2 / 3, "0,67"), (-0.5, "−0,5")]
)
def test_a_limit_has_the_decimals_it_has(value: float, text: str) -> None:
    assert exact_text(value, "da") == text
