"""Other pictures of a before/after comparison: person by person, area by area, row by row."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from evalkit.errors import InputError
from evalkit.outcomes.change import PrePost
from evalkit.present.blocks import Figure, Table, Text
from evalkit.present.change_table import no_change
from evalkit.present.compared_rows import ComparedRow, compared_rows, described_scale
from evalkit.present.drawing import drawn_png
from evalkit.present.forest_rows import Forest, forest
from evalkit.present.numbers import confidence_text, count_text
from evalkit.present.plots.before_after import (
    BeforeAfterAxis,
    before_after_axis,
    before_after_height,
    plot_before_after,
)
from evalkit.present.plots.estimation import (
    FEWEST_DRAWN,
    ChosenRow,
    chosen_row,
    plot_estimation,
)
from evalkit.present.plots.forest import forest_height, plot_forest
from evalkit.present.reading_names import are_first_and_latest, reading_names
from evalkit.present.records import records
from evalkit.present.table_columns import columns
from evalkit.present.words import listed, word

__all__ = ["before_after_figure", "estimation_figure", "forest_figure"]

ESTIMATION_HEIGHT = 5.0
_NUMBERS = ("n", "mean_pre", "mean_post", "mean_change", "conf_low", "conf_high")
# Which sentence of the alternative text tells where a row's interval lies.
_SIDES = {
    "better": "alt_clear",
    "worse": "alt_worse",
    "above": "alt_above",
    "below": "alt_below",
    "across": "alt_unclear",
    "none": "alt_no_interval",
}


def estimation_figure(
    result: PrePost, *, language: str, key: str | Mapping[str, object] | None = None
) -> Figure | Text:
    """Return the picture of every person's two readings beside the mean change."""
    nothing = no_change(result, language)
    if nothing is not None:
        return nothing
    chosen = chosen_row(result, key, language=language)
    row = chosen.row
    if row.n < FEWEST_DRAWN:
        facts = {"scale": row.title, "n": row.n, "least": FEWEST_DRAWN}
        return Text((word("estimation_few", language, **facts),))
    names = reading_names(result, language)
    by_date = are_first_and_latest(result)
    facts = {"scale": row.title, **names}
    caption = word("estimation_figure" if by_date else "estimation_waves_figure", language, **facts)
    return Figure(
        png=drawn_png(
            lambda ax: plot_estimation(result, key=key, ax=ax, language=language),
            height=ESTIMATION_HEIGHT,
        ),
        caption=caption,
        alt=_estimation_alt(chosen, result, language),
        data=_means_table(result, [row], caption, language=language, name="estimation_figure"),
    )


def _estimation_alt(chosen: ChosenRow, result: PrePost, language: str) -> str:
    row = chosen.row
    facts = {
        "scale": described_scale(row, language, title=row.title),
        "n": row.n,
        "pre": row.number("mean_pre", language),
        "post": row.number("mean_post", language),
        "change": row.number("mean_change", language, signed=True),
        **_lowered(reading_names(result, language)),
    }
    said = [word("estimation_alt", language, **facts)]
    if row.has_interval:
        confidence = confidence_text(result.confidence, language)
        interval = row.interval(language)
        said.append(
            word("estimation_alt_interval", language, confidence=confidence, interval=interval)
        )
    if row.better is not None:
        counts = {name: int(row.numbers[name]) for name in ("improved", "same", "worse")}
        said.append(word("estimation_alt_directed", language, **counts))
    return " ".join(said)


def _lowered(names: dict[str, str]) -> dict[str, str]:
    return {name: text[:1].lower() + text[1:] for name, text in names.items()}


def before_after_figure(result: PrePost, *, language: str) -> Figure | Text:
    """Return the picture of the first and the latest means, area by area."""
    nothing = no_change(result, language)
    if nothing is not None:
        return nothing
    every = compared_rows(result, language)
    rows = [row for row in every if row.n]
    names = _lowered(reading_names(result, language))
    said = [word("before_after_alt", language, rows=len(rows), **names)]
    for row in rows:
        pre, post = (row.number(name, language) for name in ("mean_pre", "mean_post"))
        said.append(word("before_after_alt_row", language, scale=row.title, pre=pre, post=post))
    caption = word("before_after_figure", language, **names)
    notes = _before_after_notes(before_after_axis(rows, language), language)
    titles = [row.title for row in every if not row.n]
    if titles:
        notes = (*notes, word("forest_left_out", language, rows=listed(titles, language)))
    return Figure(
        png=drawn_png(
            lambda ax: plot_before_after(result, ax=ax, language=language),
            height=before_after_height(result, language),
        ),
        caption=caption,
        alt=" ".join(said),
        data=_means_table(
            result, rows, caption, language=language, name="before_after_figure", notes=notes
        ),
    )


def _before_after_notes(axis: BeforeAfterAxis, language: str) -> tuple[str, ...]:
    notes = [word("before_after_note", language)]
    if axis.shares:
        notes.append(word("before_after_share_note", language))
    if axis.bands:
        notes.append(word("before_after_bands_note", language))
    return tuple(notes)


def _means_table(
    result: PrePost,
    rows: list[ComparedRow],
    caption: str,
    *,
    language: str,
    name: str,
    notes: tuple[str, ...] = (),
) -> Table:
    """Return the means and the change as the table of change has them."""
    names = reading_names(result, language)
    confidence = confidence_text(result.confidence, language)
    labels = [word("scale", language), word("pairs", language), *names.values()]
    labels += [word("mean_change", language)]
    labels += [word("interval_short", language, confidence=confidence)]
    cells = tuple(
        (
            row.title,
            count_text(row.n, language),
            row.number("mean_pre", language),
            row.number("mean_post", language),
            row.number("mean_change", language, signed=True),
            row.interval(language),
        )
        for row in rows
    )
    held_names = [*result.by, *_NUMBERS]
    held = pd.DataFrame(
        [[row.numbers[one] for one in held_names] for row in rows], columns=held_names
    )
    return Table(caption, columns(labels), cells, notes, name=name, numbers=records(held))


def forest_figure(results: object, *, language: str) -> Figure | Text:
    """Return the picture of changes under one another; of one comparison or of several."""
    drawn = forest(results, language=language)
    if not drawn.rows:
        return Text((word("no_second_readings", language),))
    confidence = confidence_text(drawn.confidence, language)
    caption = word("forest_figure", language, confidence=confidence)
    said = [word("forest_alt", language, rows=len(drawn.rows))]
    for side, key in _SIDES.items():
        titles = [_title(one) for one in drawn.rows if one.row.interval_side == side]
        if titles:
            said.append(word(key, language, scales=listed(titles, language)))
    given: object = results
    if not isinstance(given, (PrePost, Mapping, list, tuple)):
        raise InputError("`results` is one comparison, a list of them or a dict of them.")
    return Figure(
        png=drawn_png(
            lambda ax: plot_forest(given, ax=ax, language=language),
            height=forest_height(given, language=language),
        ),
        caption=caption,
        alt=" ".join(said),
        data=_forest_table(drawn, caption, language),
    )


def _title(one: object) -> str:
    heading, label = getattr(one, "heading", ""), getattr(one, "label", "")
    return f"{heading}: {label}" if heading else str(label)


def _forest_table(drawn: Forest, caption: str, language: str) -> Table:
    """Return the change in points as the table of change has it, and what is drawn beside it."""
    interval = word(
        "interval_short", language, confidence=confidence_text(drawn.confidence, language)
    )
    labels = [word("scale", language), word("pairs", language)]
    labels += [word("mean_change", language), interval]
    labels += [word("forest_standardised", language)] if drawn.standardised else []
    cells, numbers = [], []
    for one in drawn.rows:
        row = one.row
        change = row.number("mean_change", language, signed=True)
        shown = [_title(one), count_text(row.n, language), change, row.interval(language)]
        cells.append(tuple([*shown, one.text] if drawn.standardised else shown))
        held = {name: row.numbers[name] for name in ("n", "mean_change", "conf_low", "conf_high")}
        drawn_numbers = {"drawn": one.estimate, "drawn_low": one.low, "drawn_high": one.high}
        numbers.append({"heading": one.heading, "row": one.label} | held | drawn_numbers)
    notes = [word("forest_rows_note", language)] if len(drawn.rows) > 1 else []
    if drawn.standardised:
        notes.insert(0, word("forest_standardised_note", language))
    if drawn.turned:
        notes.insert(1, word("forest_turned_note", language))
    if drawn.left_out:
        notes.append(word("forest_left_out", language, rows=listed([*drawn.left_out], language)))
    return Table(
        caption,
        columns(labels),
        tuple(cells),
        tuple(notes),
        name="forest_figure",
        numbers=records(pd.DataFrame(numbers)),
    )
