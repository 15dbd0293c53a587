"""The signals of a quarter in sentences; a quiet quarter says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from evalkit.monitoring.signals import Signals
from evalkit.present.count_wording import quarter_text
from evalkit.present.numbers import count_text, date_text
from evalkit.present.signal_words import what_text
from evalkit.present.words import word

__all__ = ["looks_text", "say_signals"]


def say_signals(result: Signals, *, language: str) -> list[str]:
    """Say what is new, what goes on, or that the quarter was quiet."""
    when = {"quarter": quarter_text(str(result.quarter), language)}
    if not result.looks:
        return [word("signals_say_nothing", language, **when)]
    raised = _named(result, result.raised().to_dict("records"), language)
    known = _named(result, result.known().to_dict("records"), language)
    said = []
    if len(raised) == 1:
        said.append(word("signals_say_one", language, what=raised[0], **when))
    elif raised:
        facts = {"count": count_text(len(raised), language), "what": "; ".join(raised)}
        said.append(word("signals_say_many", language, **when, **facts))
    else:
        said.append(word("signals_say_quiet", language, looks=looks_text(result, language), **when))
    if not result.is_over and result.known_to is not None:
        day = date_text(result.known_to, language)
        said.append(word("signals_note_not_over", language, day=day))
    if len(known) == 1:
        said.append(word("signals_say_known_one", language, what=known[0]))
    elif known:
        facts = {"count": count_text(len(known), language), "what": "; ".join(known)}
        said.append(word("signals_say_known_many", language, **facts))
    return said


def _named(result: Signals, rows: Sequence[Mapping[Any, Any]], language: str) -> list[str]:
    """Return what signals are about; they may have commas in them, so semicolons part them."""
    return [
        what_text(result, {str(name): value for name, value in row.items()}, language)
        for row in rows
    ]


def looks_text(result: Signals, language: str) -> str:
    """Return how many things were looked at, as "9 things"."""
    many = len(result.looks)
    if many == 1:
        return word("signals_look", language)
    return word("signals_look_many", language, count=count_text(many, language))
