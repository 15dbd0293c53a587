"""Answers become scores by the published rule, and nothing is left out without being counted."""

from collections.abc import Sequence
from dataclasses import FrozenInstanceError
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from evalkit.frames import ANSWERS, SCORES
from evalkit.instruments.instrument import generic_scale, instrument
from evalkit.instruments.scoring import Scores, score

# SWEMWBS raw 7..35 to metric, domain notes section 5 (Stewart-Brown et al. 2009).
SWEMWBS = (
    "7.00 9.51 11.25 12.40 13.33 14.08 14.75 15.32 15.84 16.36 16.88 17.43 17.98 18.59 19.25 19.98 "
    "20.73 21.54 22.35 23.21 24.11 25.03 26.02 27.03 28.13 29.31 30.70 32.55 35.00"
)


def one_reading(name: str, values: Sequence[float | None], person: str = "a") -> pd.DataFrame:
    items = instrument(name).item_names
    return pd.DataFrame({"person": person, "instrument": name, "item": items, "value": values})


def only_score(name: str, values: Sequence[float | None]) -> float:
    [found] = score(one_reading(name, values), name).to_frame()["score"]
    return float(found)


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("who5", [3] * 5, 60),  # domain notes: sum x 4
        ("who5", [5] * 5, 100),
        ("who5", [0, 1, 2, 3, 4], 40),
        ("ucla20", [1] * 20, 47),  # domain notes: 11 x 1 + 9 x 4
        ("ucla20", [4] * 20, 53),  # domain notes: 11 x 4 + 9 x 1
        ("rses_3_5_8_9_10", [3] * 10, 15),  # domain notes: all "strongly agree"
        ("rses_2_5_6_8_9", [3] * 10, 15),
        ("t_ils", [1, 1, 1], 3),
        ("t_ils", [3, 3, 3], 9),
        ("t_ils", [1, 2, 3], 6),
        ("gse", [1] * 10, 10),
        ("gse", [4] * 10, 40),
        ("cantril", [8], 8),
    ],
)
def test_vectors(name: str, values: list[float], expected: float) -> None:
    assert only_score(name, values) == expected


def test_the_two_orders_of_rses_differ() -> None:
    # Best on the form with 3 5 8 9 10 negative: items 2 and 6 are positive there, negative here.
    best = [3, 3, 0, 3, 0, 3, 3, 0, 0, 0]
    assert only_score("rses_3_5_8_9_10", best) == 30
    # By hand: 1 4 7 give 9, 10 and 3 give 0, reversed 2 and 6 give 0, reversed 5 8 9 give 9.
    assert only_score("rses_2_5_6_8_9", best) == 18


def test_swemwbs_is_converted_by_the_table() -> None:
    for raw, metric in enumerate(map(float, SWEMWBS.split()), start=7):
        base, rest = divmod(raw, 7)
        values = [base + 1] * rest + [base] * (7 - rest)
        assert only_score("swemwbs", values) == metric


def test_gse_is_prorated_up_to_three_missing() -> None:
    # By hand: seven answers sum 21, mean 3, times 10.
    assert only_score("gse", [3] * 7 + [None] * 3) == 30
    # By hand: 4 4 4 3 3 3 3 = 24; 24 / 7 x 10.
    assert only_score("gse", [4, 4, 4, 3, 3, 3, 3, None, None, None]) == pytest.approx(240 / 7)
    assert np.isnan(only_score("gse", [3] * 6 + [None] * 4))


@pytest.mark.parametrize("name", ["who5", "t_ils", "ucla20", "swemwbs", "rses_2_5_6_8_9"])
def test_one_missing_item_is_no_score_where_no_rule_allows_it(name: str) -> None:
    made = instrument(name)
    assert np.isnan(only_score(name, [None] + [made.lowest] * (len(made.items) - 1)))


def test_an_item_without_a_row_is_missing_too() -> None:
    answers = one_reading("gse", [2] * 10).iloc[:7]
    assert score(answers, "gse").to_frame()["score"].tolist() == [20]


def test_a_star_is_scored_by_area_and_its_mean_needs_all_ten() -> None:
    star = "outcomes_star_homelessness"
    whole = one_reading(star, list(range(1, 11)), person="a")
    part = one_reading(star, [2] * 9 + [None], person="b")
    scores = score(pd.concat([whole, part]), star)
    table = scores.to_frame().pivot_table(index="person", columns="scale", values="score")
    assert table.loc["a", "mean"] == 5.5
    assert table.loc["a", "offending"] == 10
    assert table.loc["b", "motivation"] == 2
    assert np.isnan(table.loc["b", "mean"])
    assert scores.not_scored.to_dict("records") == [
        {"scale": "offending", "items_missing": 1, "most_missing": 0, "readings": 1},
        {"scale": "mean", "items_missing": 1, "most_missing": 0, "readings": 1},
    ]


def test_a_generic_scale_takes_decimals() -> None:
    hope = generic_scale(
        "hope", lowest=0, highest=10, better="higher", title={"da": "H", "en": "H"}
    )
    answers = pd.DataFrame({"person": ["a", "b"], "item": "total", "value": [7.25, None]})
    assert score(answers, hope).to_frame()["score"].tolist()[0] == 7.25


def full_answers() -> pd.DataFrame:
    """Two readings of one person, one of another, with everything a row can have."""
    parts = []
    readings = [("a", "2024-01-05", 1), ("a", "2024-04-05", 4), ("b", None, 2)]
    for number, (person, date, value) in enumerate(readings):
        part = one_reading("who5", [value] * 5, person=person)
        part = part.assign(programme="step", date=pd.to_datetime(date), wave=None, respondent=None)
        rows = range(2 + 5 * number, 7 + 5 * number)
        parts.append(part.assign(delivery="q1", file="who.csv", sheet="", row=list(rows)))
    return ANSWERS.shaped(pd.concat(parts))


def test_the_frame_is_the_long_table_of_scores() -> None:
    frame = score(full_answers(), "who5").to_frame()
    assert list(frame.columns) == [column.name for column in SCORES.columns]
    assert frame.dtypes.astype(str).to_dict() == SCORES.empty().dtypes.astype(str).to_dict()
    assert frame["score"].tolist() == [20, 80, 40]
    assert frame["row"].tolist() == [2, 7, 12]  # the first row of each reading
    assert set(frame["file"]) == {"who.csv"}


def test_a_reading_without_a_date_is_kept() -> None:
    frame = score(full_answers(), "who5").to_frame()
    assert frame.loc[frame["person"] == "b", "date"].isna().all()
    assert len(frame) == 3


def test_without_a_programme_the_column_is_empty_text() -> None:
    assert score(one_reading("who5", [1] * 5), "who5").to_frame()["programme"].tolist() == [""]


def test_times_of_day_do_not_split_a_reading() -> None:
    answers = one_reading("who5", [2] * 5)
    answers["date"] = pd.date_range("2024-01-05 09:00", periods=5, freq="min")
    frame = score(answers, "who5").to_frame()
    assert frame["score"].tolist() == [40]
    assert frame["date"].tolist() == [pd.Timestamp("2024-01-05")]


def test_iso_dates_as_text_are_dates() -> None:
    frame = score(one_reading("who5", [2] * 5).assign(date="2024-02-01"), "who5").to_frame()
    assert frame["date"].tolist() == [pd.Timestamp("2024-02-01")]


def test_respondents_and_waves_are_readings_of_their_own() -> None:
    answers = pd.concat(
        one_reading("who5", [value] * 5).assign(wave=wave, respondent=who)
        for value, wave, who in [
            (1, "before", "self"),
            (2, "after", "self"),
            (3, "after", "worker"),
        ]
    )
    assert score(answers, "who5").to_frame()["score"].tolist() == [20, 40, 60]


def test_anything_with_answers_can_be_scored() -> None:
    study = SimpleNamespace(answers=full_answers())
    assert score(study, "who5").rows_used == 15


def test_other_instruments_are_left_alone_and_counted() -> None:
    answers = pd.concat([one_reading("who5", [1] * 5), one_reading("t_ils", [1, 2, 3])])
    scores = score(answers, "t_ils")
    assert scores.to_frame()["score"].tolist() == [6]
    assert (scores.rows_used, scores.rows_other) == (3, 5)


def test_the_callers_frame_is_not_changed() -> None:
    answers = full_answers()
    before = answers.copy(deep=True)
    scores = score(answers, "who5")
    own = scores.to_frame()
    own["score"] = 0.0
    pd.testing.assert_frame_equal(answers, before)
    assert scores.to_frame()["score"].tolist() == [20, 80, 40]


def test_categories_and_integers_are_accepted() -> None:
    answers = one_reading("who5", [3] * 5).astype({"item": "category", "value": "Int64"})
    answers["person"] = 17
    frame = score(answers.astype({"instrument": "category"}), "who5").to_frame()
    assert frame["score"].tolist() == [60]
    assert frame["person"].tolist() == ["17"]


def test_the_summary_counts_and_describes() -> None:
    answers = pd.concat(
        [
            one_reading("gse", [2] * 10, person="a"),
            one_reading("gse", [4] * 9 + [None], person="b"),
            one_reading("gse", [None] * 10, person="c"),
        ]
    )
    [row] = score(answers, "gse").summary().to_dict("records")
    assert row["scale"] == "gse"
    assert (row["persons"], row["readings"]) == (3, 3)
    assert (row["scored"], row["not_scored"], row["prorated"]) == (2, 1, 1)
    assert (row["mean"], row["min"], row["max"]) == (30, 20, 40)
    assert row["sd"] == pytest.approx(np.sqrt(200))
    assert (row["lowest"], row["highest"], row["better"]) == (10, 40, "higher")


def test_the_summary_of_one_has_no_sd_and_of_none_no_mean() -> None:
    assert np.isnan(score(one_reading("who5", [3] * 5), "who5").summary()["sd"].iloc[0])
    [row] = score(one_reading("who5", [None] * 5), "who5").summary().to_dict("records")
    assert (row["readings"], row["scored"], row["not_scored"]) == (1, 0, 1)
    assert np.isnan(row["mean"])


def test_scores_are_frozen_and_show_no_person() -> None:
    parts = [one_reading("who5", [n % 6] * 5, person=f"0101{n:02}-1234") for n in range(20)]
    scores = score(pd.concat(parts), "who5")
    for shown in (repr(scores), scores._repr_html_(), scores.summary().to_string()):
        assert "-1234" not in shown
        assert "who5" in shown
    with pytest.raises(FrozenInstanceError):
        scores.rows_used = 0  # type: ignore[misc]
    assert isinstance(scores, Scores)


def test_what_is_shown_leaves_out_the_mean_of_a_few() -> None:
    few = score(pd.concat([one_reading("who5", [3] * 5, person=p) for p in "abcd"]), "who5")
    assert "60" not in repr(few)
    assert "(few)" in repr(few)
    enough = score(pd.concat([one_reading("who5", [3] * 5, person=p) for p in "abcde"]), "who5")
    assert "60.00" in repr(enough)
    assert "60.00" in enough._repr_html_()
