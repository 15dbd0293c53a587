"""A frame handed in where a study is meant is refused in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import evalkit as ek
from evalkit.errors import InputError
from evalkit.frames import ATTENDANCE


@pytest.mark.parametrize(
    "call",
    [
        lambda frame: ek.signals(frame, "2026Q3"),
        lambda frame: ek.fidelity(frame, as_of="2026Q3"),
        lambda frame: ek.measurement_calendar(frame, as_of="2026Q3"),
        lambda frame: ek.attendance_series(frame, "2026Q3"),
        lambda frame: ek.attendance_charts(frame, "2026Q3"),
        lambda frame: ek.drop_out_risk(frame, as_of="2026Q3"),
        lambda frame: ek.admissions(frame, "2026Q3"),
        lambda frame: ek.target_group_fit(frame, as_of="2026Q3"),
        lambda frame: ek.composition(frame, "2026Q3"),
        lambda frame: ek.matching(frame, as_of="2026Q3"),
    ],
)
def test_one_table_is_no_study(call: Callable[[Any], object]) -> None:
    with pytest.raises(InputError, match=r"`study` is a DataFrame; what ek\.load"):
        call(ATTENDANCE.empty())
