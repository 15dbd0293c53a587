"""Reliability of an instrument: which reading, what is turned, what is left out, what is said."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import evalkit as ek
from evalkit.errors import InputError
from evalkit.instruments.instrument import Codes, Instrument, Item, Scale
from evalkit.outcomes.reliability import RELIABILITY_NOTES

CALM = settings(deadline=None, max_examples=50)
# Five persons' answers to T-ILS; alpha is 3/2 (1 - 2/4.2), as in test_internal_consistency.py.
BY_HAND = ((3, 2, 3), (1, 1, 2), (2, 2, 3), (1, 2, 1), (2, 3, 3))
ALPHA = 1.5 * (1 - 2.0 / 4.2)


def answered(
    rows: Sequence[Sequence[float | None]], *, prefix: str = "t_ils", **columns: object
) -> pd.DataFrame:
    """Return answers, a person a row."""
    long = [
        (f"key-{person:04d}", f"{prefix}_{number}", value)
        for person, values in enumerate(rows)
        for number, value in enumerate(values, start=1)
    ]
    frame = pd.DataFrame(long, columns=["person", "item", "value"]).astype({"value": float})
    return frame.assign(**columns)


def asked(items: int, *, reversed_: tuple[int, ...] = (), rule: str = "sum") -> Instrument:
    """Return an instrument of so many items coded 0-4, called mine."""
    title = {"da": "Min", "en": "Mine"}
    names = tuple(f"mine_{number}" for number in range(1, items + 1))
    scale = Scale(
        name="mine",
        title=title,
        items=names,
        codes=Codes(0, 4),
        better="higher",
        lowest=0.0,
        highest=4.0 * (items if rule == "sum" else 1),
        reversed=tuple(f"mine_{number}" for number in reversed_),
        rule=rule,
    )
    own = tuple(Item(name) for name in names)
    return Instrument(name="mine", title=title, items=own, codes=Codes(0, 4), scales=(scale,))


def row_of(result: ek.Reliability) -> pd.Series:
    [(_, row)] = result.to_frame().iterrows()
    return row


def test_the_numbers_by_hand() -> None:
    result = ek.reliability(answered(BY_HAND), "t_ils")
    row = row_of(result)
    assert row["alpha"] == pytest.approx(ALPHA, rel=1e-12)
    assert (row["items"], row["n"], row["n_left_out"]) == (3, 5, 0)
    sd = np.std([8, 4, 7, 4, 8], ddof=1)
    assert row["sd"] == pytest.approx(sd, rel=1e-12)
    assert row["sem"] == pytest.approx(sd * math.sqrt(1 - ALPHA), rel=1e-12)
    expected = 1.959963984540054 * math.sqrt(2) * sd * math.sqrt(1 - ALPHA)
    assert row["smallest_detectable_change"] == pytest.approx(expected, rel=1e-12)
    assert result.alpha("t_ils") == row["alpha"]
    assert result.interval("t_ils").low == row["alpha_low"]
    assert result.n("t_ils") == 5
    assert result.kind == "internal consistency"


def test_sd_and_error_are_in_the_unit_of_the_score() -> None:
    random = np.random.default_rng(5)
    values = np.clip(random.integers(0, 5, size=(30, 1)) + random.integers(0, 2, (30, 5)), 0, 5)
    result = ek.reliability(answered(values.tolist(), prefix="who5"), "who5")
    scores = 4 * values.sum(axis=1)
    assert row_of(result)["sd"] == pytest.approx(np.std(scores, ddof=1), rel=1e-12)


def test_a_table_s_sd_is_that_of_the_converted_score() -> None:
    random = np.random.default_rng(6)
    values = np.clip(random.integers(1, 5, size=(30, 1)) + random.integers(0, 2, (30, 7)), 1, 5)
    long = answered(values.tolist(), prefix="swemwbs")
    scores = ek.score(long, "swemwbs").to_frame()["score"]
    assert row_of(ek.reliability(long, "swemwbs"))["sd"] == pytest.approx(scores.std(), rel=1e-12)


def test_a_mean_scale_s_sd_is_that_of_the_mean() -> None:
    rows = [(4, 3), (1, 0), (2, 2), (3, 4)]
    result = ek.reliability(answered(rows, prefix="mine"), asked(2, rule="mean"))
    assert row_of(result)["sd"] == pytest.approx(np.std([3.5, 0.5, 2, 3.5], ddof=1), rel=1e-12)


def test_the_definition_s_reversed_items_are_turned_first() -> None:
    straight = [(4, 3, 4), (1, 0, 1), (2, 2, 3), (3, 3, 4), (0, 1, 1)]
    turned = [(a, 4 - b, c) for a, b, c in straight]
    expected = ek.reliability(answered(straight, prefix="mine"), asked(3))
    given = ek.reliability(answered(turned, prefix="mine"), asked(3, reversed_=(2,)))
    assert given.alpha("mine") == pytest.approx(expected.alpha("mine"), rel=1e-12)
    assert given.items().to_frame()["reversed"].tolist() == [False, True, False]
    assert given.items().to_frame()["mean"].tolist() == pytest.approx([2.0, 1.8, 2.6])
    assert given.warnings == ()


def test_an_item_left_unreversed_is_seen() -> None:
    straight = [(4, 3, 4), (1, 0, 1), (2, 2, 3), (3, 3, 4), (0, 1, 1)]
    wrong = [(a, 4 - b, c) for a, b, c in straight]
    result = ek.reliability(answered(wrong, prefix="mine"), asked(3))
    frame = result.items().to_frame().set_index("item")
    assert frame.loc["mine_2", "item_rest"] < 0
    # The other two still go together with each other, but not with a sum that holds the third.
    assert any("mine: mine_2: it goes against" in said for said in result.warnings)
    assert frame.loc["mine_2", "alpha_if_deleted"] > 0.9


def test_alpha_below_zero_is_reported_and_no_error_is_computed() -> None:
    rows = [(4, 0), (3, 2), (1, 3), (0, 4), (2, 1), (4, 1)]
    result = ek.reliability(answered(rows, prefix="mine"), asked(2))
    row = row_of(result)
    assert row["alpha"] < 0
    assert row["alpha_low"] < row["alpha_high"]
    assert math.isnan(row["sem"])
    assert math.isnan(row["smallest_detectable_change"])
    assert RELIABILITY_NOTES["negative"] in row["note"]
    assert any("alpha is below 0" in said for said in result.warnings)


@pytest.mark.parametrize(
    ("rows", "codes", "there"),
    [
        ([(None, 1, 2), (1, None, 2)], ["nobody"], []),
        ([(1, 1, 2), (1, None, 2)], ["one person"], []),
        ([(1, 2, 3), (3, 2, 1), (2, 2, 2)], ["same sum"], ["sd"]),
        (
            [(1, 1, 1), (3, 3, 3), (2, 2, 2), (4, 4, 4)],
            ["perfect", "omega: singular"],
            ["alpha", "sd"],
        ),
        (
            [(1, 2, 3), (3, 2, 3), (2, 2, 1), (4, 2, 3)],
            ["same answer", "omega: no variance"],
            ["alpha", "alpha_low", "alpha_high", "sd", "sem", "smallest_detectable_change"],
        ),
        (
            [(1, 2, 2), (3, 3, 2)],
            ["same answer", "omega: few persons"],
            ["alpha", "alpha_low", "alpha_high", "sd", "sem", "smallest_detectable_change"],
        ),
    ],
)
def test_what_cannot_be_computed_is_missing_and_said(
    rows: Sequence[Sequence[float | None]], codes: list[str], there: list[str]
) -> None:
    result = ek.reliability(answered(rows, prefix="mine"), asked(3))
    row = row_of(result)
    assert row["note"] == "; ".join(RELIABILITY_NOTES[code] for code in codes)
    numbers = [
        *("alpha", "alpha_low", "alpha_high", "omega_total"),
        *("sd", "sem", "smallest_detectable_change"),
    ]
    assert [name for name in numbers if not pd.isna(row[name])] == there


def test_two_items_have_alpha_and_no_omega() -> None:
    rows = [(4, 3), (1, 0), (2, 2), (3, 4), (0, 1)]
    result = ek.reliability(answered(rows, prefix="mine"), asked(2))
    assert result.alpha("mine") > 0.8
    assert row_of(result)["note"] == RELIABILITY_NOTES["omega: few items"]
    assert result.items().to_frame()["alpha_if_deleted"].isna().all()
    assert result.items().to_frame()["note"].str.contains("two items").all()


@pytest.mark.parametrize(("case", "lowest"), [("heywood", 1), ("few_persons", 1)])
def test_a_heywood_case_has_alpha_and_no_omega(case: str, lowest: int) -> None:
    # R's factanal stops at its bound, a unique variance of 0.005, in these cases of reliability.R.
    every = pd.read_csv(Path(__file__).parents[1] / "reference" / "reliability_items.csv")
    those = every[every["case"] == case]
    item = those["item"].str.replace("i_", "mine_")
    values = those.assign(item=item, value=those["value"] - lowest).drop(columns="case")
    row = row_of(ek.reliability(values, asked(item.nunique())))
    assert row["note"] == RELIABILITY_NOTES["omega: heywood"]
    assert math.isnan(row["omega_total"])
    assert row["alpha"] > 0


def test_one_item_has_no_consistency() -> None:
    answers = pd.DataFrame({"person": list("abcde"), "item": "cantril_1", "value": [5, 7, 8, 2, 4]})
    only = ek.instrument("cantril")
    result = ek.reliability(answers.assign(item=only.item_names[0]), only)
    assert row_of(result)["note"] == RELIABILITY_NOTES["one item"]
    assert math.isnan(result.alpha(only.scales[0].name))
    assert result.items().to_frame().empty
    assert "ItemAnalysis of cantril" in repr(result.items())


def test_scales_of_one_item_are_left_out_beside_others() -> None:
    study = ek.load("data/examples/bindeleddet", profile="bindeleddet")
    result = ek.reliability(study, "outcomes_star_homelessness")
    assert result.to_frame()["scale"].tolist() == ["mean"]
    with pytest.raises(InputError, match=r"no reliability of the scale 'money'.*'mean'"):
        result.alpha("money")


# Which reading.


def twice(*, later: str = "2026-03-01", wave: tuple[str, str] = ("", "")) -> pd.DataFrame:
    """Return the answers by hand in January, and others of the same persons later, later first."""
    other = [tuple(4 - value for value in values) for values in BY_HAND[::-1]]
    first = answered(BY_HAND, date="2026-01-01", wave=wave[0])
    second = answered(other, date=later, wave=wave[1])
    return pd.concat([second, first], ignore_index=True)


def test_a_person_counts_once_with_the_first_reading_by_date() -> None:
    result = ek.reliability(twice(), "t_ils")
    assert result.n("t_ils") == 5
    assert result.alpha("t_ils") == pytest.approx(ALPHA, rel=1e-12)
    assert result.rule == "the first reading by date"
    assert result.left_out == {"without an answer": 0, "without a date": 0, "after the first": 5}


def test_the_order_of_the_rows_does_not_matter() -> None:
    frame = twice()
    mixed = frame.sample(frac=1, random_state=3)
    pd.testing.assert_frame_equal(
        ek.reliability(mixed, "t_ils").to_frame(), ek.reliability(frame, "t_ils").to_frame()
    )


def test_a_named_wave_is_used() -> None:
    frame = twice(wave=("before", "after"))
    result = ek.reliability(frame, "t_ils", wave="before")
    assert result.alpha("t_ils") == pytest.approx(ALPHA, rel=1e-12)
    assert result.left_out["in another wave"] == 5
    assert "before" in row_of(result)["method"]
    assert ek.reliability(frame, "t_ils", wave="after").alpha("t_ils") == pytest.approx(ALPHA)


def test_a_misspelt_wave_is_refused_with_the_nearest() -> None:
    with pytest.raises(InputError, match="Did you mean 'before'"):
        ek.reliability(twice(wave=("before", "after")), "t_ils", wave="befor")
    with pytest.raises(InputError, match="Accepted: nothing"):
        ek.reliability(answered(BY_HAND), "t_ils", wave="before")


def test_two_readings_on_the_first_day_are_refused() -> None:
    frame = twice(later="2026-01-01", wave=("before", "after"))
    with pytest.raises(InputError, match="5 persons have more than one reading on their first day"):
        ek.reliability(frame, "t_ils")
    raters = pd.concat(
        [answered(BY_HAND, respondent=who, wave="before") for who in ("own", "staff")]
    )
    with pytest.raises(InputError, match="5 persons have more than one reading in the wave"):
        ek.reliability(raters, "t_ils", wave="before")


def test_several_readings_without_dates_are_refused() -> None:
    frame = twice(wave=("before", "after")).drop(columns="date")
    with pytest.raises(InputError, match="no dates say which came first"):
        ek.reliability(frame, "t_ils")


def test_undated_readings_are_left_out_where_others_are_dated() -> None:
    frame = twice()
    frame.loc[(frame["date"] == "2026-03-01"), "date"] = None
    result = ek.reliability(frame, "t_ils")
    assert result.alpha("t_ils") == pytest.approx(ALPHA, rel=1e-12)
    assert result.left_out["without a date"] == 5


def test_the_only_reading_needs_no_date() -> None:
    result = ek.reliability(answered(BY_HAND), "t_ils")
    assert result.rule == "the one reading of each person"


def test_incomplete_answers_are_left_out_and_counted() -> None:
    rows = [*BY_HAND, (1, None, 3), (None, None, None)]
    result = ek.reliability(answered(rows), "t_ils")
    assert result.n("t_ils") == 5
    assert row_of(result)["n_left_out"] == 1
    assert result.left_out["without an answer"] == 1
    assert result.alpha("t_ils") == pytest.approx(ALPHA, rel=1e-12)


def test_a_study_s_own_instruments_are_known_by_name() -> None:
    study = ek.load("data/examples/unik", profile="unik")
    assert ek.reliability(study, "rses").instrument.name == "rses_3_5_8_9_10"
    assert ek.reliability(study, "unpaid_network").to_frame()["note"].tolist() == [
        RELIABILITY_NOTES["one item"]
    ]
    with pytest.raises(InputError, match="Did you mean 'who5'"):
        ek.reliability(study, "who_5")


@pytest.mark.parametrize("confidence", [95, 0, 1, True, "0.95", math.nan])
def test_a_confidence_that_is_none_is_refused(confidence: object) -> None:
    with pytest.raises(InputError, match="`confidence`"):
        ek.reliability(answered(BY_HAND), "t_ils", confidence=confidence)  # type: ignore[arg-type]


def test_bad_answers_are_refused_as_when_scoring() -> None:
    with pytest.raises(InputError, match="outside the codes"):
        ek.reliability(answered([(1, 2, 4)]), "t_ils")
    with pytest.raises(InputError, match="`answers` is a list"):
        ek.reliability([1, 2], "t_ils")  # type: ignore[arg-type]


def test_the_caller_s_frame_stays_and_nobody_is_shown() -> None:
    frame = twice()
    before = frame.copy(deep=True)
    result = ek.reliability(frame, "t_ils")
    pd.testing.assert_frame_equal(frame, before)
    shown = repr(result) + result._repr_html_() + repr(result.items()) + "".join(result.warnings)
    assert "key-" not in shown + result.to_frame().to_csv() + result.items().to_frame().to_csv()
    with pytest.raises(InputError) as refused:
        ek.reliability(twice(later="2026-01-01", wave=("a", "b")), "t_ils")
    assert "key-" not in str(refused.value)


def test_numbers_of_a_few_are_not_shown_on_sight() -> None:
    result = ek.reliability(answered(BY_HAND[:4]), "t_ils")
    assert "(few)" in repr(result)
    assert "(few)" in repr(result.items())
    assert not pd.isna(row_of(result)["alpha"])


@CALM
@given(
    st.lists(st.tuples(*[st.integers(0, 4)] * 3), min_size=0, max_size=8),
    st.integers(0, 7),
)
def test_every_missing_number_has_a_note(rows: list[tuple[int, ...]], mask: int) -> None:
    reversed_ = tuple(number for number in (1, 2, 3) if mask >> (number - 1) & 1)
    result = ek.reliability(
        answered([*rows, (1, None, None)], prefix="mine"), asked(3, reversed_=reversed_)
    )
    row = row_of(result)
    numbers = ["alpha", "alpha_low", "omega_total", "sem", "smallest_detectable_change"]
    assert bool(row["note"]) or not any(pd.isna(row[name]) for name in numbers)
    assert row["n"] == len(rows)
    assert row["n_left_out"] == 1
    if not pd.isna(row["sem"]):
        assert 0 <= row["sem"] <= row["sd"]
    items = result.items().to_frame()
    assert items["floor"].dropna().between(0, 1).all()
    missing = items["item_rest"].isna() | items["alpha_if_deleted"].isna()
    assert (items["note"][missing & (items["n"] > 1) & items["item_rest"].isna()] != "").all()
