"""Columns made of what a file has: answer texts, joined options, items of long readings."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from evalkit.intake.profile import ColumnRule, FileRule, ReadingRule
from evalkit.readers.file_form import ValueLabels
from evalkit.readers.labels import joined, with_labels
from evalkit.readers.text_column import TextColumn

__all__ = ["item_columns", "made_columns", "needed_columns", "written_under"]


def item_columns(rule: FileRule) -> dict[str, ColumnRule]:
    """Type the columns of items from the instrument, or from the answers the profile lists."""
    return {
        header: _item_column(header, reading)
        for reading in rule.readings
        for header in reading.items.values()
    }


def _item_column(header: str, reading: ReadingRule) -> ColumnRule:
    if reading.answers is not None:
        values = {word: repr(code) for word, code in reading.answers.items()}
        return ColumnRule(header, "choice", values=values)
    asked = reading.instrument
    kind = "whole" if asked.codes.whole else "number"
    return ColumnRule(header, kind, lowest=asked.lowest, highest=asked.highest)


def needed_columns(rule: FileRule) -> dict[str, ColumnRule]:
    """Return the columns that the file itself must have."""
    columns = dict(rule.columns)
    for name, made in (rule.multiple_choice or {}).items():
        del columns[name]
        columns |= {header: ColumnRule(header, "text") for header in made.columns}
    for reading in rule.readings:
        columns |= {header: ColumnRule(header, "text") for header in reading.headers}
    return columns


def written_under(rule: FileRule) -> dict[str, str]:
    """Return, for a column made of a long reading, the header its answers stand under."""
    return {
        made: reading.value
        for reading in rule.readings
        if reading.value is not None
        for made in reading.items.values()
    }


def made_columns(
    columns: Mapping[str, TextColumn], rule: FileRule, labels: ValueLabels
) -> dict[str, TextColumn]:
    """Return a sheet's columns with answer texts for codes, and those that are made of others."""
    made = dict(columns)
    for name, column in (rule.multiple_choice or {}).items():
        options = {option: columns[header] for header, option in column.columns.items()}
        made[name] = joined(options, chosen=column.chosen)
    for reading in rule.readings:
        if reading.item is not None and reading.value is not None:
            made |= _items(columns, reading)
    for name, wanted in _listed(rule).items():
        source = written_under(rule).get(name, name)
        if source in labels and name in made:
            made[name] = with_labels(made[name], labels[source], wanted)
    return made


def _listed(rule: FileRule) -> dict[str, Mapping[str, object]]:
    """Return the texts the profile lists, for each column that has such a list."""
    listed: dict[str, Mapping[str, object]] = {
        header: reading.answers
        for reading in rule.readings
        if reading.answers is not None
        for header in reading.items.values()
    }
    listed |= {name: column.values for name, column in rule.columns.items() if column.values}
    return listed


def _items(columns: Mapping[str, TextColumn], reading: ReadingRule) -> dict[str, TextColumn]:
    """Return one column per item of a long reading, empty where the row is another item's."""
    which, answers = columns[str(reading.item)], columns[str(reading.value)]
    words = [" ".join(text.split()) for text in which.distinct()]
    texts = pa.concat_arrays([answers.texts, pa.array([""], pa.string())])
    machine = np.append(answers.machine, False)
    nothing = len(texts) - 1
    made = {}
    for item, header in reading.items.items():
        word = (reading.words or {})[item]
        is_item = which.has(np.array([text == word for text in words], dtype=bool))
        codes = np.where(is_item, answers.codes, nothing).astype(np.int32)
        made[header] = TextColumn(texts, codes, machine)
    return made
