"""A study counts every row, shows aggregates only, and is what was loaded."""

from dataclasses import FrozenInstanceError
from pathlib import Path

import pandas as pd
import pytest

import evalkit as ek
from evalkit.errors import EvalkitError
from evalkit.findings import Finding
from evalkit.study import COUNT_COLUMNS, Study

EXAMPLES = Path(__file__).parents[1] / "data" / "examples"


def counts(received: int, loaded: int, set_aside: int, not_data: int) -> pd.DataFrame:
    row = ("a.csv", "", received, loaded, set_aside, not_data)
    return pd.DataFrame([row], columns=list(COUNT_COLUMNS))


def study(**more: object) -> Study:
    return Study(title={"da": "t", "en": "t"}, programme="p", **more)  # type: ignore[arg-type]


def test_a_study_without_anything() -> None:
    made = study()
    assert (made.received, made.loaded, made.set_aside, made.not_data) == (0, 0, 0, 0)
    assert made.findings.empty
    assert made.summary()["persons"].tolist() == [0] * 13
    # The five tables that every evaluation asks for are told also where they are empty.
    assert repr(made).count("0 persons") == 5
    assert repr(made).startswith("<Study p: 0 rows received = 0 loaded + 0 set aside + 0 not data")


def test_counts_that_do_not_add_up_are_refused() -> None:
    assert study(counts=counts(10, 7, 2, 1)).received == 10
    with pytest.raises(EvalkitError, match=r"10 rows were received, but 7 loaded \+ 2 set aside"):
        study(counts=counts(10, 7, 2, 0))


def test_findings_in_both_languages() -> None:
    made = study(finding_list=(Finding("EK308", "a.csv", "", 2),))
    assert made.findings["message"].item().startswith("Row 2")
    assert made.findings_in("da")["message"].item().startswith("Række 2")


def test_a_study_is_frozen_and_only_equal_to_itself() -> None:
    made = study()
    with pytest.raises(FrozenInstanceError):
        made.programme = "q"  # type: ignore[misc]
    assert made == made  # noqa: PLR0124 - comparing frames would raise
    assert made != study()
    assert len({made, study()}) == 2


def test_two_studies_share_no_table() -> None:
    one, other = study(), study()
    one.answers["new"] = 1
    assert "new" not in other.answers


def test_the_summary_has_a_row_per_table() -> None:
    summary = ek.load(EXAMPLES / "cafe_step", profile="cafe_step").summary()
    assert summary["table"].tolist() == [
        "enrolments",
        "answers",
        "scores",
        "attendance",
        "statuses",
        "meetings",
        "matches",
        "contacts",
        "goals",
        "ties",
        "staffing",
        "headcounts",
        "referrals",
    ]
    rows = summary.set_index("table")["rows"]
    assert rows["enrolments"] == 26
    assert rows["statuses"] == 0


def test_loading_twice_is_the_same_study() -> None:
    one = ek.load(EXAMPLES / "unik", profile="unik")
    other = ek.load(EXAMPLES / "unik", profile="unik")
    for name in ("enrolments", "answers", "scores", "attendance", "statuses", "counts", "findings"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))
    assert one.digests == other.digests
    assert set(one.digests) == {"dataset.csv", "forloeb.csv", "labels.csv", "statusser.csv"}
