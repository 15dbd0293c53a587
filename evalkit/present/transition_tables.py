"""The table of a stage-to-stage result: rows are where persons were first, columns last."""

from __future__ import annotations

import pandas as pd

from evalkit.outcomes.transitions import FEW_MOVED, Transitions
from evalkit.present.blocks import Table, Text
from evalkit.present.numbers import count_text, decimal_text, percent_text
from evalkit.present.reading_names import reading_names, rule_text
from evalkit.present.records import records
from evalkit.present.share_wording import p_phrase
from evalkit.present.table_columns import columns
from evalkit.present.transition_rows import ShownTable, better_text, shown_tables
from evalkit.present.words import listed, word

__all__ = ["nothing_to_show", "transitions_table"]


def transitions_table(result: Transitions, *, language: str) -> Table | Text:
    """Return the stage-to-stage tables of a result below one another."""
    shown = shown_tables(result, language)
    drawn = [one for one in shown if one.is_drawn]
    if not drawn:
        return Text((nothing_to_show(shown, language),))
    most = max(len(one.stages) for one in drawn)
    labels = [word("transitions_from", language)]
    labels += [word("transitions_to", language, number=place + 1) for place in range(most)]
    labels.append(word("transitions_row_total", language))
    alone = len(shown) == 1
    return Table(
        caption=word(
            "transitions_caption" if alone else "transitions_tables_caption",
            language,
            title=drawn[0].title,
        ),
        columns=columns(labels),
        rows=tuple(
            _row(one, place, most, alone=alone, language=language)
            for one in drawn
            for place in range(len(one.stages))
        ),
        notes=tuple(_notes(result, shown, language)),
        name="transitions",
        numbers=records(result.to_frame()),
    )


def nothing_to_show(shown: list[ShownTable], language: str) -> str:
    """Return why no stages can be shown: none are defined, or nobody has both measurements."""
    if not shown:
        return word("no_readings", language)
    stages = any(one.stages for one in shown)
    return word("no_second_readings" if stages else "transitions_no_stages", language)


def _row(
    shown: ShownTable, place: int, most: int, *, alone: bool, language: str
) -> tuple[str, ...]:
    stage = word("transitions_numbered", language, number=place + 1, title=shown.stages[place])
    title = shown.title
    heading = stage if alone else word("transitions_row_of", language, title=title, stage=stage)
    counts = [int(count) for count in shown.table.counts[place]]
    whole = sum(counts)
    cells = [_cell(count, whole, language) for count in counts]
    cells += [word("not_computed", language)] * (most - len(counts))
    return (heading, *cells, count_text(whole, language))


def _cell(count: int, whole: int, language: str) -> str:
    """Return a count with its share of the row; the bare count where the row has nobody."""
    if not whole:
        return count_text(count, language)
    share = percent_text(count / whole, language)
    return word("transitions_cell", language, count=count_text(count, language), share=share)


def _notes(result: Transitions, shown: list[ShownTable], language: str) -> list[str]:
    drawn = [one for one in shown if one.is_drawn]
    notes = [word("transitions_note", language, **reading_names(result.paired, language))]
    notes.append(word("transitions_bounds_note", language))
    rule = rule_text(result.paired, language)
    notes.append(word("transitions_rule_note", language, rule=rule))
    tests = sum(_was_tested(one) for one in drawn)
    notes += [_moved(one, tests, language) for one in drawn]
    if tests:
        notes.append(word("transitions_few_note", language, few=FEW_MOVED))
    notes.append(word("change_design_note", language))
    if len({len(one.stages) for one in drawn}) > 1:
        notes.append(word("transitions_fewer_note", language))
    for key, titles in (
        ("transitions_no_stages_note", [one.title for one in shown if not one.stages]),
        ("transitions_no_pairs_note", [one.title for one in shown if one.stages and not one.n]),
    ):
        if titles:
            notes.append(word(key, language, scales=listed(titles, language)))
    return notes


def _was_tested(shown: ShownTable) -> bool:
    return not pd.isna(shown.numbers["p_direction"])


def _moved(shown: ShownTable, tests: int, language: str) -> str:
    """Return who moved which way, with the tests, as one note."""
    untested = word("transitions_not_tested", language)
    p_value = untested
    if _was_tested(shown):
        phrase = p_phrase(float(shown.numbers["p_adjusted"]), language, tests=tests)
        p_value = word("transitions_p", language, p=phrase)
    # With two stages Bowker's and Stuart-Maxwell's test are the sign test's rough form.
    several = len(shown.stages) > 2
    return word(
        "transitions_moved_note" if several else "transitions_moved_two_note",
        language,
        title=shown.title,
        n=count_text(shown.n, language),
        better=better_text(shown.better, language),
        p=p_value,
        bowker=_chi(shown, "bowker", language) if _was_tested(shown) else untested,
        stuart=_chi(shown, "stuart_maxwell", language) if _was_tested(shown) else untested,
        **{name: count_text(shown.numbers[name], language) for name in ("up", "same", "down")},
    )


def _chi(shown: ShownTable, name: str, language: str) -> str:
    return word(
        "transitions_chi",
        language,
        statistic=decimal_text(float(shown.numbers[name]), language, digits=2),
        df=count_text(shown.numbers[f"{name}_df"], language),
        p=p_phrase(float(shown.numbers[f"{name}_p"]), language),
    )
