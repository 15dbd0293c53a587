"""Answers that cannot be scored are refused by count and row, never by value."""

import traceback

import pandas as pd
import pytest

from evalkit.errors import InputError
from evalkit.instruments.scoring import score

CPR = "0101011234"


def answers(**change: object) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "person": "a",
            "instrument": "who5",
            "item": [f"who5_{number}" for number in range(1, 6)],
            "value": [3.0] * 5,
            "row": range(2, 7),
        }
    )
    return frame.assign(**change)


def refusal(frame: object, instrument: str = "who5") -> str:
    with pytest.raises(InputError) as refused:
        score(frame, instrument)  # type: ignore[arg-type]
    return str(refused.value)


def test_a_misspelt_item_is_answered_with_the_nearest() -> None:
    items = ["who5_1", "who5_2", "who5_3", "who5_4", "whoo5_5"]
    message = refusal(answers(item=items))
    assert "1 row with an item that 'who5' does not have: 'whoo5_5'" in message
    assert "Did you mean 'who5_5'?" in message
    assert "Did you mean 'who5_1'?" in refusal(answers(item=["WHO5_1", *items[1:4], "who5_5"]))


def test_an_item_that_resembles_none_is_counted_not_shown() -> None:
    message = refusal(answers(item=["who5_1", "who5_2", "Anna", "Bo", CPR]))
    assert "3 rows with an item that 'who5' does not have: 3 not shown here" in message
    assert "Anna" not in message
    assert "Accepted: 'who5_1', 'who5_2'" in message


def test_a_value_outside_the_codes() -> None:
    message = refusal(answers(value=[3, 9, 3, -1, 3]))
    assert "2 rows (rows 3, 5) with a 'value' outside the codes 0-5 of 'who5'" in message
    assert "9" not in message
    assert "1 row (row 2) with" in refusal(answers(value=[float("inf"), 3, 3, 3, 3]))


def test_many_rows_are_counted_and_a_few_listed() -> None:
    parts = [answers(person=f"p{n}", value=7, row=range(5 * n, 5 * n + 5)) for n in range(3)]
    message = refusal(pd.concat(parts))
    assert "15 rows (rows 0, 1, 2, 3, 4 and 10 more) with" in message


def test_rows_are_left_out_when_nobody_knows_them() -> None:
    assert "2 rows with a 'value'" in refusal(answers(value=[3, 9, 3, 9, 3]).drop(columns="row"))
    assert "2 rows with a 'value'" in refusal(answers(value=[3, 9, 3, 9, 3], row=pd.NA))


def test_a_code_that_is_not_whole() -> None:
    message = refusal(answers(value=[3, 2.5, 3, 3, 3]))
    assert "1 row (row 3) with a 'value' that is not a whole number" in message
    assert "2.5" not in message


def test_t_ils_refuses_the_version_coded_to_four() -> None:
    frame = pd.DataFrame(
        {"person": "a", "item": ["t_ils_1", "t_ils_2", "t_ils_3"], "value": [4, 2, 3]}
    )
    assert "outside the codes 1-3" in refusal(frame, "t_ils")


def test_a_value_that_is_text() -> None:
    message = refusal(answers(value=["3", "3", "3", "tre", "3"]))
    assert "not a number" in message
    assert "tre" not in message.replace("tre ", "")


def test_the_same_item_twice_at_one_reading() -> None:
    message = refusal(answers(item=["who5_1", "who5_1", "who5_2", "who5_3", "who5_4"]))
    assert "2 rows (rows 2, 3) with another answer to the same item" in message
    assert "'wave' or 'date'" in message


def test_the_same_item_twice_without_dates_is_found_too() -> None:
    frame = pd.concat([answers(), answers()]).assign(date=pd.NaT, wave=None)
    assert "10 rows" in refusal(frame)


def test_no_row_of_the_instrument() -> None:
    message = refusal(answers(instrument="t_ils"))
    assert "no row whose 'instrument' is 'who5'. It has: 't_ils'." in message
    assert "It has: nothing" in refusal(answers().iloc[:0])
    assert "no rows at all" in refusal(answers().iloc[:0].drop(columns="instrument"))


@pytest.mark.parametrize("column", ["person", "item", "instrument", "programme"])
def test_an_empty_cell_that_names_the_row(column: str) -> None:
    frame = answers(programme="step")
    frame.loc[1, column] = None
    message = refusal(frame)
    assert "1 row (row 3)" in message
    assert f"'{column}'" in message


@pytest.mark.parametrize("column", ["person", "item", "value"])
def test_a_missing_column(column: str) -> None:
    assert f"no column '{column}'" in refusal(answers().drop(columns=column))


def test_what_is_no_frame() -> None:
    assert "a DataFrame is expected" in refusal([1, 2, 3])


@pytest.mark.parametrize("dates", ["05-01-2024", "snart", 20240105, "2024-13-01"])
def test_a_date_is_never_guessed(dates: object) -> None:
    message = refusal(answers(date=dates))
    assert "not a date" in message
    assert "yyyy-mm-dd" in message


def test_an_unknown_instrument() -> None:
    assert "Did you mean 'who5'" in refusal(answers(), "who5x")
    assert "2 item orders circulate" in refusal(answers(), "rses")


SWAPPED = [
    {"person": CPR, "value": 9},
    {"person": CPR, "value": 2.5},
    {"person": CPR, "item": "who5_1"},
    {"item": CPR},
    {"item": f"who5_{CPR}"},
    {"item": "010101-1234"},
    {"instrument": CPR},
    {"instrument": "010101-1234"},
    {"value": int(CPR)},
    {"value": "010101-1234"},
    {"date": "010101-1234"},
    {"date": CPR},
    {"wave": CPR, "respondent": CPR, "value": 9},
    {"programme": CPR, "value": 9},
    {"file": f"{CPR}.csv", "sheet": CPR, "delivery": CPR, "value": 9},
]


@pytest.mark.parametrize("change", SWAPPED)
def test_no_message_and_no_traceback_holds_a_personal_number(change: dict[str, object]) -> None:
    with pytest.raises(InputError) as refused:
        score(answers(**change), "who5")
    shown = str(refused.value) + "".join(traceback.format_exception(refused.value))
    for piece in (CPR, CPR.lstrip("0"), "010101", "1234"):
        assert piece not in shown
