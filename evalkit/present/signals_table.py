"""The signals of a quarter as a table: what, how sure, what to do, and who is responsible."""

from __future__ import annotations

import pandas as pd

from evalkit.monitoring.signals import Signals
from evalkit.monitoring.watches import WATCHES
from evalkit.present.blocks import Table, Text
from evalkit.present.count_wording import quarter_text
from evalkit.present.notices import how_it_came_about
from evalkit.present.numbers import date_text, decimal_text
from evalkit.present.records import records
from evalkit.present.signal_words import (
    do_text,
    seen_text,
    status_text,
    sure_text,
    what_text,
    who_text,
)
from evalkit.present.signals_wording import looks_text, say_signals
from evalkit.present.table_columns import columns
from evalkit.present.words import listed, word
from evalkit.results import SHOWN_FROM

__all__ = ["signals_table"]

_WATCH_WORDS = {
    "attendance": "signals_watch_attendance",
    "fidelity": "signals_watch_fidelity",
    "readings": "signals_watch_readings",
    "exits": "signals_watch_exits",
    "matches": "signals_watch_matches",
    "goals": "signals_watch_goals",
    "starts": "signals_watch_starts",
    "age": "signals_watch_age",
}
# With one decimal less is 0.0, which it is not.
_SMALLEST_EXPECTED = 0.1
_COLUMNS = (
    *("signals_what", "signals_seen", "signals_sure"),
    *("signals_do", "signals_who"),
)


def signals_table(result: Signals, *, language: str) -> Table | Text:
    """Return one row per signal, the new ones first; a text where the quarter was quiet."""
    rows = [{str(k): v for k, v in row.items()} for row in result.to_frame().to_dict("records")]
    if not rows:
        quiet = say_signals(result, language=language)
        return Text((*quiet, *_notes(result, language)))
    cells = tuple(
        (
            word(
                "signals_named",
                language,
                what=what_text(result, row, language),
                status=status_text(row, language),
            ),
            seen_text(result, row, language),
            sure_text(row, language),
            do_text(result, row, language),
            who_text(result, row, language),
        )
        for row in rows
    )
    return Table(
        caption=word(
            "signals_caption", language, quarter=quarter_text(str(result.quarter), language)
        ),
        columns=columns([word(name, language) for name in _COLUMNS], texts=len(_COLUMNS)),
        rows=cells,
        notes=tuple(_notes(result, language)),
        name="signals",
        numbers=records(_without_few(result.to_frame())),
    )


def _without_few(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame without the counts of fewer than five persons."""
    few = frame["people"].between(1, SHOWN_FROM - 1).fillna(False).astype(bool)
    hidden = ["count", "n", "value", "size", "chance", "people"]
    shown = frame.astype(dict.fromkeys(hidden, "object"))
    shown.loc[few, hidden] = None
    return shown


def _notes(result: Signals, language: str) -> list[str]:
    """Return how much was looked at, how many false alarms that gives, and what it means."""
    notes = list(how_it_came_about(result.studied, language)[0])
    if not result.is_over and result.known_to is not None:
        day = date_text(result.known_to, language)
        notes.append(word("signals_note_not_over", language, day=day))
    if result.looks:
        facts = {"looks": looks_text(result, language), "expected": _expected(result, language)}
        notes.append(word("signals_note_looks", language, **facts))
        notes.append(word("signals_note_dependent", language))
    if len(result.to_frame()):
        notes.append(word("signals_note_meaning", language))
    if len(result.known()):
        notes.append(word("signals_note_again", language))
    lacking = [word(_WATCH_WORDS[name], language) for name in WATCHES if name in result.not_watched]
    if lacking:
        facts = {"watches": listed(lacking, language)}
        notes.append(word("signals_note_not_watched", language, **facts))
    return notes


def _expected(result: Signals, language: str) -> str:
    """Return how many false alarms there are on average."""
    if result.expected_false_alarms < _SMALLEST_EXPECTED:
        return word("signals_expected_small", language)
    number = decimal_text(result.expected_false_alarms, language, digits=1)
    return word("signals_expected", language, number=number)
