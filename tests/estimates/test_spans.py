"""Spans of days, against the sets of days they stand for."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.estimates.spans import joined_spans, latest_so_far

SPANS = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 20), st.integers(0, 5)), max_size=12
)  # fmt: skip


def days(unit: int, first: int, last: int) -> set[tuple[int, int]]:
    return {(unit, day) for day in range(first, last + 1)}


@given(spans=SPANS)
@settings(deadline=None, max_examples=100)
def test_joined_spans_are_the_same_days_and_do_not_meet(spans: list[tuple[int, int, int]]) -> None:
    unit, first, length = (np.array(one, dtype=np.int64) for one in zip(*spans, strict=True)) if (
        spans
    ) else (np.zeros(0, dtype=np.int64),) * 3  # fmt: skip
    rows, last = joined_spans(unit, first, first + length)
    before = set().union(*(days(u, f, f + n) for u, f, n in spans)) if spans else set()
    parts = [days(unit[r], first[r], end) for r, end in zip(rows, last.tolist(), strict=True)]
    assert set().union(*parts) == before if parts else not before
    assert sum(map(len, parts)) == len(before)
    for row, end in zip(rows, last.tolist(), strict=True):
        assert (unit[row], end + 1) not in before
        assert (unit[row], first[row] - 1) not in before


def test_the_latest_so_far_starts_anew_in_each_unit() -> None:
    found, rows = latest_so_far(np.array([0, 0, 1, 1]), np.array([9, 3, 2, 4]))
    assert found.tolist() == [9, 9, 2, 4]
    assert rows.tolist() == [0, 0, 2, 3]


def test_nothing_and_an_open_end() -> None:
    nothing = np.zeros(0, dtype=np.int64)
    assert [len(one) for one in joined_spans(nothing, nothing, nothing)] == [0, 0]
    never = np.iinfo(np.int64).max
    rows, last = joined_spans(np.array([0, 0]), np.array([1, 5]), np.array([never, 7]))
    assert rows.tolist() == [0]
    assert last.tolist() == [never]
