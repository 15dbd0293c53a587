"""Tables of theories of change: every node with what measures it, and how many are measured."""

from __future__ import annotations

import pandas as pd

from evalkit.assessment.theory_of_change import TheoryCoverage, TheoryOfChange
from evalkit.present.blocks import Table, Text
from evalkit.present.numbers import count_text
from evalkit.present.places import place_text
from evalkit.present.practice_table import MOST_APART
from evalkit.present.records import records
from evalkit.present.table_columns import columns
from evalkit.present.theory_rows import (
    ShownLink,
    ShownNode,
    quoted,
    shown_links,
    shown_nodes,
    source_text,
    stage_title,
    subject,
    with_made_up,
)
from evalkit.present.words import listed, word
from evalkit.programmes.programme import Programme

__all__ = ["none_drawn", "theory_coverage_table", "theory_table"]

_MANY = {
    "theory_caption": "theory_caption_many",
    "theory_coverage_caption": "theory_coverage_caption_many",
}
_COVERAGE = {
    "nodes": "theory_coverage_nodes",
    "planned_text": "theory_coverage_text",
    "planned_evalkit": "theory_coverage_read",
    "showable": "theory_coverage_showable",
    "unmeasured": "theory_coverage_unmeasured",
    "in_data": "theory_coverage_in_data",
}
_BRIEFLY = ("nodes", "planned_text", "planned_evalkit", "in_data")


def none_drawn(programmes: tuple[Programme, ...], language: str) -> str:
    """Return that the sources of these programmes draw no theory of change."""
    titles = listed([one.title[language] for one in programmes], language)
    return word("theory_without", language, programmes=titles)


def theory_table(result: TheoryOfChange, *, language: str) -> Table | Text:
    """Return every node with its stage, what measures it, and whether the data have it."""
    if not result.programmes:
        return Text((none_drawn(result.undrawn, language),))
    many = len(result.programmes) > 1
    labels = ["theory_element", "theory_stage_column"]
    labels += ["theory_planned_column", "theory_scales_column"]
    if many:
        labels.insert(1, "theory_programme")
    texts = len(labels)
    if result.studies:
        labels.append("theory_persons_column")
    headings = [word(name, language) for name in labels]
    if result.studies:
        headings[-1] = with_made_up(headings[-1], result, language)
    return Table(
        caption=_caption(result.programmes, "theory_caption", language=language),
        columns=columns(headings, texts=texts),
        rows=tuple(
            _row(node, many=many, with_persons=bool(result.studies))
            for node in shown_nodes(result, language)
        ),
        notes=tuple(_notes(result, language)),
        name="theory_of_change",
        numbers=records(result.to_frame()),
    )


def _caption(programmes: tuple[Programme, ...], key: str, *, language: str) -> str:
    """Return a caption that names the programme, where it is one."""
    if len(programmes) > 1:
        return word(_MANY[key], language)
    return word(key, language, programme=subject(programmes[0], language))


def _row(node: ShownNode, *, many: bool, with_persons: bool) -> tuple[str, ...]:
    cells = [node.title, node.stage_title, node.planned, node.scales]
    if many:
        cells.insert(1, node.programme_title)
    return (*cells, node.persons) if with_persons else tuple(cells)


def _notes(result: TheoryOfChange, language: str) -> list[str]:
    said = [line for one in result.programmes for line in _source_notes(one, language)]
    if len(result.scales):
        said.append(word("theory_scales_note", language))
    unknown = result.scales.loc[~result.scales["known"], "scale"].tolist()
    if unknown:
        named = listed(unknown, language)
        said.append(word("theory_unknown_scales_note", language, scales=named))
    if result.studies:
        said.append(word("theory_persons_note", language))
        without = [one for one in result.programmes if one.name not in result.studies]
        if without:
            titles = listed([one.title[language] for one in without], language)
            said.append(word("theory_no_study_note", language, programmes=titles))
    many = len(result.programmes) > 1
    said += [
        _link_note(link, many=many, language=language) for link in shown_links(result, language)
    ]
    if result.undrawn:
        said.append(none_drawn(result.undrawn, language))
    return said


def _source_notes(one: Programme, language: str) -> list[str]:
    """Return where the figure is from, what is odd about it, and what the plan measures."""
    title = one.title[language]
    whose, source = subject(one, language), source_text(one, language)
    said = [word("theory_source_note", language, programme=whose, source=source)]
    if one.theory is not None and one.theory.note:
        said.append(one.theory.note[language])
    if not one.measurements:
        said.append(word("theory_no_plan_note", language, programme=title))
    for number, measurement in enumerate(one.measurements, start=1):
        is_stated = measurement.basis == "text"
        key = "theory_measurement_note" if is_stated else "theory_measurement_assumed_note"
        said.append(
            word(
                key,
                language,
                programme=title,
                number=number,
                what=measurement.text[language],
                place=place_text(measurement.place, language),
            )
        )
    return said


def _link_note(link: ShownLink, *, many: bool, language: str) -> str:
    is_stated = link.basis == "text"
    key = "theory_link_text_note" if is_stated else "theory_link_evalkit_note"
    ends = {"start": quoted([link.start], language), "end": quoted([link.end], language)}
    facts = {**ends, "what": link.text, "place": place_text(link.place, language)}
    said = word(key, language, **facts)
    return (
        word("theory_said_of", language, programme=link.programme_title, said=said)
        if many
        else said
    )


def theory_coverage_table(result: TheoryCoverage, *, language: str) -> Table | Text:
    """Return in counts how much of each stage is measured."""
    frame = result.to_frame()
    if frame.empty:
        return Text((none_drawn(result.undrawn, language),))
    is_brief = len(result.programmes) > MOST_APART
    counted = [
        name
        for name in (_BRIEFLY if is_brief else _COVERAGE)
        if name != "in_data" or frame["in_data"].notna().any()
    ]
    labels = [word("theory_programme" if is_brief else "theory_stage_column", language)]
    labels += [word(_COVERAGE[name], language) for name in counted]
    if counted[-1] == "in_data":
        labels[-1] = with_made_up(labels[-1], result, language)
    rows = [
        row
        for one in result.programmes
        for row in _coverage_rows(one, result, counted, language=language)
    ]
    notes = [word("theory_coverage_note", language)]
    if not is_brief:
        notes.append(word("theory_scales_note", language))
    return Table(
        caption=_caption(result.programmes, "theory_coverage_caption", language=language),
        columns=columns(labels),
        rows=tuple(rows),
        notes=tuple(notes),
        name="theory_coverage",
        numbers=records(frame),
    )


def _coverage_rows(
    one: Programme, result: TheoryCoverage, counted: list[str], *, language: str
) -> list[tuple[str, ...]]:
    """Return a programme's rows: one a stage, or of many programmes one each."""
    frame, title = result.to_frame(), subject(one, language)
    rows = _counted(frame[frame["programme"] == one.name], counted, language=language)
    if len(result.programmes) > MOST_APART:
        return [(title, *rows[-1][1])]
    if len(result.programmes) == 1:
        return [(stage, *counts) for stage, counts in rows]
    return [
        (word("theory_said_of", language, programme=title, said=stage), *counts)
        for stage, counts in rows
    ]


def _counted(
    here: pd.DataFrame, counted: list[str], *, language: str
) -> list[tuple[str, list[str]]]:
    """Return one programme's stages with their counts, and all of them together."""
    made = [
        (
            stage_title(row["number"], row[f"title_{language}"], language),
            [count_text(row[name], language) for name in counted],
        )
        for row in here.to_dict("records")
    ]
    total = [count_text(here[name].sum(min_count=1), language) for name in counted]
    return [*made, (word("theory_coverage_total", language), total)]
