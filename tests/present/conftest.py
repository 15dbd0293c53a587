"""Comparisons made by hand, and a look for sentences by their name and facts, not their wording."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from string import Formatter

import pandas as pd
import pytest

import evalkit as ek
from evalkit.outcomes.change import PrePost
from evalkit.present.words import report_words


def _scores(
    changes: Mapping[str, Sequence[float]], *, start: float, only_first: int
) -> pd.DataFrame:
    """Return readings pre and post of p0, p1, ... with these changes, scale by scale."""
    rows = []
    for scale, of_scale in changes.items():
        for number, change in enumerate(of_scale):
            rows.append((f"p{number}", scale, "pre", start))
            rows.append((f"p{number}", scale, "post", start + change))
        rows += [(f"q{number}", scale, "pre", start) for number in range(only_first)]
    return pd.DataFrame(rows, columns=["person", "scale", "wave", "score"])


@pytest.fixture(scope="session")
def compared() -> Callable[..., PrePost]:
    """Return a maker of comparisons from changes, scale by scale."""

    def make(
        changes: Mapping[str, Sequence[float]],
        *,
        start: float = 50.0,
        instrument: str | None = None,
        only_first: int = 0,
        better: str | Mapping[str, str] | None = None,
    ) -> PrePost:
        frame = _scores(changes, start=start, only_first=only_first)
        if instrument is None:
            return ek.pre_post(frame, better=better)
        named = frame.assign(instrument=instrument)
        return ek.pre_post(named, by=("instrument", "scale"), better=better)

    return make


@pytest.fixture(scope="session")
def says() -> Callable[..., bool]:
    """Return whether a text holds a sentence of the report, with these facts and any others."""
    words = report_words("words")

    def look(text: str, key: str, language: str = "en", **facts: object) -> bool:
        parts = []
        for literal, name, _, _ in Formatter().parse(words[key][language]):
            parts.append(re.escape(literal))
            if name is not None:
                parts.append(re.escape(str(facts[name])) if name in facts else "(?:.*?)")
        return re.search("".join(parts), text) is not None

    return look
