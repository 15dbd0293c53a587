"""Totals without dates: the Esbjerg figures, and what they cannot tell."""

from __future__ import annotations

from typing import Any

import pytest

import evalkit as ek
from evalkit.errors import InputError
from evalkit.monitoring.totals import CANNOT


def esbjerg() -> Any:
    facts = ek.programme("netvaerksopbygning").facts
    value = {fact.name: fact.value for fact in facts}
    return ek.total_counts(
        int(value["taken_in"]), stopped=int(value["stopped"]), still=int(value["active"])
    )


def test_the_published_86_per_cent_are_all_who_did_not_stop() -> None:
    result = esbjerg()
    assert (result.entered, result.stopped, result.still, result.untold) == (64, 9, 33, 22)
    rows = result.to_frame().set_index("what")
    whole = rows.loc["not_stopped"]
    assert (whole["count"], whole["n"]) == (55, 64)
    # By R's prop.test without correction.
    assert whole["conf_low"] == pytest.approx(0.753837182584, abs=1e-9)
    assert whole["conf_high"] == pytest.approx(0.924214274440, abs=1e-9)


def test_the_bounds_take_in_those_of_whom_nothing_is_told() -> None:
    rows = esbjerg().to_frame().set_index("what")
    assert rows.loc["stopped", "estimate"] == 9 / 64
    assert rows.loc["stopped_at_most", "estimate"] == 31 / 64
    assert rows.loc["stopped_of_over", ["count", "n"]].tolist() == [9, 31]
    assert rows.loc["completed_at_most", ["count", "n"]].tolist() == [22, 31]


def test_what_they_cannot_tell_is_said() -> None:
    result = esbjerg()
    assert result.cannot == tuple(CANNOT.values())
    assert len(result.can) == 3
    told = ek.total_counts(10, stopped=4, still=6)
    assert "bounds" not in told.can_codes
    assert "untold" not in told.cannot_codes
    assert "stopped_at_most" not in told.to_frame()["what"].tolist()


def test_nobody_is_no_share() -> None:
    rows = ek.total_counts(0, stopped=0, still=0).to_frame()
    assert rows["estimate"].isna().all()


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        ((64, 40, 33), "more than the 64 who entered"),
        ((64, -1, 33), "`stopped` is -1"),
        ((64.5, 9, 33), "`entered` is 64.5"),
        ((64, 9, True), "`still` is True"),
    ],
)
def test_what_is_refused(counts: tuple[Any, Any, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        ek.total_counts(counts[0], stopped=counts[1], still=counts[2])
