"""Codes to answer texts, and several answers to one text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.readers.labels import answer_texts, joined, with_labels
from evalkit.readers.text_column import TextColumn


def test_rows_become_labels():
    rows = [
        ["variable", "code", "label", ""],
        ["who_1", "1", "Hele tiden", ""],
        [" who_1", "2 ", "Det meste af tiden"],
        ["ko\u0308n", "1", "Ma\u030a", ""],
        [],
        ["who_1", "3"],
        ["who_1", "4", ""],
        ["who_1", "1", "Noget andet"],
    ]
    assert answer_texts(rows) == {
        "who_1": {"1": "Hele tiden", "2": "Det meste af tiden"},
        "kön": {"1": "Må"},
    }


def test_a_variable_called_variable_is_no_header_further_down():
    rows = [["a", "1", "x"], ["variable", "code", "label"]]
    assert answer_texts(rows) == {"a": {"1": "x"}, "variable": {"code": "label"}}


def test_codes_become_the_texts_the_profile_lists_and_nothing_else():
    column = TextColumn.of(
        ["1", "1.0", " 1", "01", "2", "9", "", "Enig", "1.5"], [True, True, *[False] * 7]
    )
    labels = {"1": "Enig", "2": "Uenig", "9": "Ved ikke"}
    replaced = with_labels(column, labels, {"Enig", "Uenig"})
    assert replaced.cells() == ["Enig", "Enig", "Enig", "01", "Uenig", "9", "", "Enig", "1.5"]
    assert not replaced.has(replaced.machine).any()
    assert column.cells()[0] == "1"
    assert column.machine[0]


def test_a_code_that_the_profile_lists_stays():
    column = TextColumn.of(["1", "2"])
    assert with_labels(column, {"1": "Enig", "2": "Uenig"}, ["1", "Enig", "Uenig"]).cells() == [
        "1",
        "Uenig",
    ]


def test_an_empty_column():
    assert with_labels(TextColumn.of([]), {"1": "a"}, ["a"]).cells() == []
    assert joined({"a": TextColumn.of([])}, "1").cells() == []


def test_several_answers_are_joined_in_the_order_of_the_question():
    columns = {
        "Familie": TextColumn.of(["1", "0", "1", "", "1.0"]),
        "Venner": TextColumn.of(["1", "0", "0", "", " 1"]),
    }
    assert joined(columns, "1").cells() == ["Familie; Venner", "", "Familie", "", "Familie; Venner"]
    assert joined(columns, "1", ", ").cells()[0] == "Familie, Venner"


@pytest.mark.parametrize("number", [0, 63])
def test_too_many_columns_or_none(number):
    columns = {str(place): TextColumn.of(["1"]) for place in range(number)}
    with pytest.raises(ValueError, match="columns to join"):
        joined(columns, "1")


@given(st.integers(1, 62), st.data())
def test_joining_says_what_was_chosen_row_by_row(width, data):
    answers = st.lists(st.sampled_from(["0", "1", "", "9"]), min_size=width, max_size=width)
    rows = data.draw(st.lists(answers, max_size=12))
    columns = {f"a{n}": TextColumn.of([row[n] for row in rows]) for n in range(width)}
    said = ["; ".join(f"a{n}" for n, answer in enumerate(row) if answer == "1") for row in rows]
    assert joined(columns, "1").cells() == said
