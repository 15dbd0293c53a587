"""Who came, on a hand-made register counted by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from evalkit.errors import InputError
from evalkit.frames import ATTENDANCE
from evalkit.monitoring.attendance import attendance
from evalkit.study import Study


def register(*rows: tuple[str, str, bool | None], activity: str = "cafe") -> pd.DataFrame:
    return ATTENDANCE.shaped(
        {
            "person": person,
            "programme": "p",
            "activity": activity,
            "date": pd.Timestamp(date),
            "attended": came,
        }
        for person, date, came in rows
    )


STUDY = Study(
    title={},
    programme="p",
    attendance=pd.concat(
        [
            register(
                ("a", "2026-07-01", True),
                ("b", "2026-07-01", False),
                ("a", "2026-09-30", True),
                ("b", "2026-09-30", True),
                ("c", "2026-09-30", None),  # nothing noted
                ("a", "2026-08-01", False),  # an evening to which nobody came
                ("c", "2026-08-08", None),  # nothing noted at all: no occasion
                ("a", "2026-10-01", True),  # the next quarter
                ("a", "2026-06-30", True),  # the quarter before
                ("a", "2025-09-30", True),  # four quarters before
                ("a", "2025-10-01", True),
            ),
            register(("a", "2026-12-01", True), activity="trip"),
        ]
    ),
)


def test_a_quarter_by_hand() -> None:
    frame = attendance(STUDY, "2026Q3").to_frame().set_index(["activity", "quarter"])
    row = frame.loc[("cafe", "2026Q3")]
    assert row[["occasions", "persons", "visits", "noted"]].tolist() == [3, 2, 3, 5]
    assert row["mean_per_occasion"] == 1
    assert row["share_came"] == 3 / 5
    assert frame.loc[("cafe", "2026Q2"), "visits"] == 1
    assert frame.loc[("cafe", "2025Q3"), "visits"] == 1


def test_an_activity_without_occasions_has_a_row_of_zeros_and_no_share() -> None:
    frame = attendance(STUDY, "2026Q3").to_frame()
    trip = frame[frame["activity"] == "trip"]
    assert trip["occasions"].tolist() == trip["visits"].tolist() == [0, 0, 0]
    assert trip[["mean_per_occasion", "share_came"]].isna().all(axis=None)
    assert frame["share_came"].dtype == "float64"


def test_occasions_of_the_last_four_quarters() -> None:
    shown = attendance(STUDY, "2026Q3").occasions()
    assert shown["date"].dt.strftime("%Y-%m-%d").tolist() == [
        "2025-10-01",
        "2026-06-30",
        "2026-07-01",
        "2026-08-01",
        "2026-09-30",
    ]
    assert shown["came"].tolist() == [1, 1, 1, 0, 2]


def test_without_a_register_there_are_no_rows() -> None:
    result = attendance(Study(title={}, programme="p"), "2026Q3")
    assert result.to_frame().empty
    assert result.occasions().empty
    assert "share_came" in result.to_frame()


def test_the_newest_quarter_is_the_latest_asked_for() -> None:
    assert str(attendance(STUDY, "2026Q3", back=(4, 1)).quarter) == "2026Q2"


@pytest.mark.parametrize("when", ["2026q3", "2026Q5", "26Q3", None])
def test_a_misspelt_quarter(when: object) -> None:
    with pytest.raises(InputError, match="such as '2026Q3'"):
        attendance(STUDY, when)  # type: ignore[arg-type]


def test_looking_shows_no_person() -> None:
    study = Study(title={}, programme="p", attendance=register(("0101900001", "2026-07-01", True)))
    assert "0101900001" not in repr(attendance(study, "2026Q3"))
