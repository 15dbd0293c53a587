"""The table and the figure of reliable change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from evalkit.outcomes.reliable_change import ReliableChange
from evalkit.outcomes.reliable_numbers import CATEGORIES, IMPORTANT, Judged
from evalkit.present.blocks import Figure, Table, Text
from evalkit.present.compared_rows import ComparedRow, row_columns
from evalkit.present.drawing import drawn_png
from evalkit.present.numbers import confidence_text, count_text, decimal_text, percent_text
from evalkit.present.plots.reliable_change import (
    MOST_PANELS,
    drawn_rows,
    panels_drawn,
    panels_height,
)
from evalkit.present.reading_names import are_first_and_latest, reading_names
from evalkit.present.records import records
from evalkit.present.reliable_rows import (
    DRAWN_FROM,
    METHOD_WORDS,
    PLACES,
    category_words,
    directions_text,
    has_categories,
    reliable_rows,
    why_missing,
)
from evalkit.present.row_names import exact_text
from evalkit.present.table_columns import columns
from evalkit.present.words import listed, word

__all__ = ["no_reliable_change", "reliable_figure", "reliable_table"]


def no_reliable_change(result: ReliableChange, language: str) -> Text | None:
    """Return the sentence for a result with nobody in it, None when there is somebody."""
    if not result.groups:
        return Text((word("no_readings", language),))
    if not any(one.row["n"] for one in result.groups):
        return Text((word("no_second_readings", language),))
    return None


def reliable_table(result: ReliableChange, *, language: str) -> Table | Text:
    """Return who changed by more than measurement error, one row per scale and group."""
    nothing = no_reliable_change(result, language)
    if nothing is not None:
        return nothing
    rows = reliable_rows(result, language)
    shown = [(row, one) for row, one in rows if has_categories(one)]
    if not shown:
        return Text((word("reliable_say_none", language, reasons=why_missing(rows, language)),))
    confidence = confidence_text(result.confidence, language)
    labels = [word("pairs", language)]
    labels += [word(key, language) for key in category_words(result).values()]
    labels += [word("reliable_share", language, confidence=confidence)]
    labels += [word("reliable_by_error", language)] if _has_error(result) else []
    labels += [word("reliable_points", language)]
    return Table(
        caption=_caption(result, language),
        columns=row_columns(result.by, labels, language),
        rows=tuple(_cells(result, row, one, language=language) for row, one in shown),
        notes=tuple(_Notes(result, shown, why_missing(rows, language), language).all()),
        name="reliable_change",
        numbers=records(result.by_group()),
    )


def _caption(result: ReliableChange, language: str) -> str:
    important = result.method == IMPORTANT
    return word("reliable_caption_important" if important else "reliable_caption", language)


def _has_error(result: ReliableChange) -> bool:
    return bool(result.by_group()["expected_improved"].notna().any())


def _cells(
    result: ReliableChange, row: ComparedRow, one: Judged, *, language: str
) -> tuple[str, ...]:
    numbers = row.numbers
    cells = [row.scale_title, *row.groups, count_text(row.n, language)]
    cells += [count_text(numbers[name], language) for name in category_words(result)]
    cells.append(_share(row, language))
    if _has_error(result):
        cells.append(decimal_text(numbers["expected_improved"], language))
    cells.append(_points(row, one, language))
    return tuple(cells)


def _share(row: ComparedRow, language: str) -> str:
    share = row.numbers["share_improved"]
    if pd.isna(share):
        return word("not_computed", language)
    low, high = (row.numbers[f"share_improved_{end}"] for end in ("low", "high"))
    texts = [percent_text(float(value), language) for value in (share, low, high)]
    facts = dict(zip(("share", "low", "high"), texts, strict=True))
    return word("reliable_share_cell", language, **facts)


def _points(row: ComparedRow, one: Judged, language: str) -> str:
    if one.index is None:
        return word("not_computed", language)
    if one.index.inclusive:
        points = exact_text(one.index.points, language)
        return word("reliable_points_from", language, points=points)
    return word("reliable_points_beyond", language, points=row.number("points", language))


@dataclass(frozen=True)
class _Notes:
    """What stands below a table of reliable change."""

    result: ReliableChange
    rows: list[tuple[ComparedRow, Judged]]
    missing: str
    language: str

    def all(self) -> list[str]:
        """Return what the columns mean, how sure they are, and who is not in them."""
        important = self.result.method == IMPORTANT
        key = "reliable_important_note" if important else "reliable_counts_note"
        directions = directions_text([row for row, _ in self.rows], self.language)
        notes = [
            self._word(key, directions=directions) if directions else "",
            self._cutoffs(),
            "" if important else self._method(),
            *self._error(),
            self._each("reliable_range_note", self._range),
            self._each("reliable_misfit_note", self._misfit),
            self._each("reliable_room_note", self._room),
            self._each("reliable_undefined_note", self._undefined),
            self._word("reliable_say_none", reasons=self.missing) if self.missing else "",
            self._word("reliable_important_limits" if important else "reliable_design_note"),
            self._word("change_design_note"),
        ]
        return [note for note in notes if note]

    def _word(self, key: str, **facts: object) -> str:
        return word(key, self.language, **facts)

    def _each(self, key: str, part: Callable[[ComparedRow, Judged], str]) -> str:
        parts = [said for row, one in self.rows if (said := part(row, one))]
        return self._word(key, shown="; ".join(parts)) if parts else ""

    def _by_scale(self, values: list[tuple[str, str]]) -> str:
        """Return one text when all scales share it, else each scale's."""
        if len({value for _, value in values}) == 1 and len(values) == len(self.rows):
            return values[0][1]
        return "; ".join(
            self._word("reliable_of_scale", scale=scale, value=value) for scale, value in values
        )

    def _numbers(self, name: str, *, digits: int) -> str:
        known = [(row.title, row.numbers[name]) for row, _ in self.rows]
        shown = [
            (title, decimal_text(value, self.language, digits=digits))
            for title, value in known
            if not pd.isna(value)
        ]
        return self._by_scale(shown) if shown else self._word("not_computed")

    def _method(self) -> str:
        criteria = [one.index.criterion for _, one in self.rows if one.index is not None]
        if not criteria:
            return ""
        said = self._word(
            "reliable_method_note",
            method=self._word(METHOD_WORDS[self.result.method]),
            reliability=self._numbers("reliability", digits=PLACES),
            sd=self._numbers("sd", digits=PLACES),
            criterion=decimal_text(criteria[0], self.language, digits=PLACES),
        )
        sloped = any(one.index is not None and one.index.slope != 1.0 for _, one in self.rows)
        return f"{said} {self._word('reliable_points_note')}" if sloped else said

    def _error(self) -> list[str]:
        if not _has_error(self.result):
            return []
        steps = any(
            one.group.scale is not None and one.group.scale.grain and one.index.slope == 1.0
            for _, one in self.rows
            if one.index is not None
        )
        said = self._word("reliable_error_steps") if steps else ""
        return [
            self._word("reliable_error_note", steps=said),
            self._each("reliable_any_note", self._any),
        ]

    def _any(self, row: ComparedRow, one: Judged) -> str:
        expected = row.numbers["expected_any_up"]
        if pd.isna(expected):
            return ""
        facts = {"scale": row.title, "any": one.row["any_up"], "n": row.n}
        shown = decimal_text(expected, self.language)
        return self._word("reliable_any_cell", expected=shown, **facts)

    def _range(self, row: ComparedRow, one: Judged) -> str:
        if pd.isna(row.numbers["reliably_improved_low"]):
            return ""
        facts = {end: one.row[f"reliably_improved_{end}"] for end in ("low", "high")}
        facts |= {f"down_{end}": one.row[f"reliably_deteriorated_{end}"] for end in ("low", "high")}
        for end in ("low", "high"):
            value = row.numbers[f"reliability_{end}"]
            facts[f"at_{end}"] = decimal_text(value, self.language, digits=PLACES)
        return self._word("reliable_range_cell", scale=row.title, **facts)

    def _misfit(self, row: ComparedRow, one: Judged) -> str:
        error = one.row.get("error_sd")
        if error is None or one.row["sd_change"] >= error:
            return ""
        facts = {"change": row.numbers["sd_change"], "error": row.numbers["error_sd"]}
        shown = {
            name: decimal_text(value, self.language, digits=PLACES) for name, value in facts.items()
        }
        return self._word("reliable_misfit_cell", scale=row.title, **shown)

    def _room(self, row: ComparedRow, one: Judged) -> str:
        count = one.row.get("could_not_improve")
        if not count:
            return ""
        return self._word("reliable_room_cell", scale=row.title, count=count, n=row.n)

    def _undefined(self, row: ComparedRow, one: Judged) -> str:
        count = one.row["undefined"]
        if not count:
            return ""
        return self._word("reliable_of_scale", scale=row.title, value=count)

    def _cutoffs(self) -> str:
        shown = [
            (row.title, exact_text(one.cutoff, self.language))
            for row, one in self.rows
            if one.cutoff is not None
        ]
        return self._word("reliable_cutoff_note", cutoffs=self._by_scale(shown)) if shown else ""


def reliable_figure(result: ReliableChange, *, language: str) -> Figure | Text:
    """Return the picture of before against after, person by person: for internal pages only."""
    nothing = no_reliable_change(result, language)
    if nothing is not None:
        return nothing
    rows = drawn_rows(result, language)
    if not rows:
        every = reliable_rows(result, language)
        if not any(has_categories(one) for _, one in every):
            return Text(
                (word("reliable_say_none", language, reasons=why_missing(every, language)),)
            )
        return Text((word("reliable_too_few", language, least=DRAWN_FROM),))
    if len(rows) > MOST_PANELS:
        return Text((word("reliable_too_many", language, most=MOST_PANELS, count=len(rows)),))
    key = "reliable_figure" if are_first_and_latest(result.paired) else "reliable_figure_waves"
    facts = reading_names(result.paired, language)
    return Figure(
        png=drawn_png(
            lambda ax: panels_drawn(result, ax, language=language), height=panels_height(len(rows))
        ),
        caption=word(key, language, **facts),
        alt=_alt(rows, result, language),
        data=_drawn_counts(result, rows, language),
    )


def _drawn_counts(
    result: ReliableChange, rows: list[tuple[ComparedRow, Judged]], language: str
) -> Table:
    """Return the persons in each category: the picture's numbers, and never a single person's."""
    shown = category_words(result)
    labels = [word("scale", language), word("pairs", language)]
    labels += [word(key, language) for key in shown.values()]
    left = [row.title for row, _ in reliable_rows(result, language)]
    for row, _ in rows:
        left.remove(row.title)
    notes = [word("reliable_larger", language)]
    notes += [word("reliable_not_drawn", language, scales=listed(left, language))] if left else []
    counted = [
        {**one.group.key, "n": one.row["n"], **{name: one.row.get(name) for name in CATEGORIES}}
        for _, one in rows
    ]
    return Table(
        caption=_caption(result, language),
        columns=columns(labels),
        rows=tuple(
            (
                row.title,
                count_text(row.n, language),
                *(count_text(row.numbers[name], language) for name in shown),
            )
            for row, _ in rows
        ),
        notes=tuple(notes),
        name="reliable_change_figure",
        numbers=records(pd.DataFrame(counted)),
    )


def _alt(rows: list[tuple[ComparedRow, Judged]], result: ReliableChange, language: str) -> str:
    """Say what the picture shows, with the counts."""
    key = "reliable_alt_important" if result.method == IMPORTANT else "reliable_alt"
    said = [word(key, language, larger=word("reliable_larger", language))]
    for row, one in rows:
        counts = [
            word(
                "reliable_legend",
                language,
                category=word(label, language),
                count=one.row[name],
            )
            for name, label in category_words(result).items()
            if one.row.get(name) is not None
        ]
        facts = {"scale": row.title, "n": row.n, "counts": "; ".join(counts)}
        said.append(word("reliable_alt_row", language, **facts))
    return " ".join(said)
