"""Every number that somebody else computed too is as near to theirs as its topic promises."""

from __future__ import annotations

import pytest
from agreement import Compared, compared, topics

ALL = [(topic, one) for topic in topics() for one in compared(topic)]


def test_every_topic_compares_something() -> None:
    assert topics()
    assert {topic for topic, _ in ALL} == set(topics())


@pytest.mark.parametrize("topic", topics())
def test_no_comparison_is_there_twice(topic: str) -> None:
    names = [one.name for its, one in ALL if its == topic]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("one", [one for _, one in ALL], ids=[one.name for _, one in ALL])
def test_agrees(one: Compared) -> None:
    assert one.agrees, f"ours {one.ours!r}, theirs {one.theirs!r}, apart {one.difference:.2g}"
