"""Tables of change: one result, and the same result over several quarters."""

from __future__ import annotations

from dataclasses import dataclass

from evalkit.estimates.adjusting import ADJUSTMENTS
from evalkit.outcomes.change import PrePost
from evalkit.outcomes.quarters import ChangeByQuarter
from evalkit.present.blocks import Table, TableColumn, Text
from evalkit.present.compared_rows import ComparedRow, compared_rows, row_columns, rows_on
from evalkit.present.numbers import confidence_text, count_text, p_text
from evalkit.present.reading_names import are_first_and_latest, reading_names, rule_text
from evalkit.present.records import records
from evalkit.present.row_names import grouping
from evalkit.present.words import listed, word, word_or
from evalkit.sets.windows import quarter

__all__ = ["change_by_quarter_table", "change_table", "no_change"]


def no_change(result: PrePost | ChangeByQuarter, language: str) -> Text | None:
    """Return the sentence for a comparison with nobody in it, None when there is somebody."""
    frame = result.to_frame()
    if frame.empty:
        return Text((word("no_readings", language),))
    if not frame["n"].any():
        return Text((word("no_second_readings", language),))
    return None


def change_table(result: PrePost, *, language: str) -> Table | Text:
    """Return the table of a before/after comparison, one row per scale and group."""
    if result.to_frame().empty:
        return Text((word("no_readings", language),))
    readings = reading_names(result, language)
    interval = word(
        "interval_short", language, confidence=confidence_text(result.confidence, language)
    )
    labels = [word("pairs", language), *readings.values()]
    labels += [word("mean_change", language), interval, word("adjusted", language)]
    labels += [word(name, language) for name in ("improved", "same", "worse")]
    rows = compared_rows(result, language)
    return Table(
        caption=_caption(result, language),
        columns=row_columns(result.by, labels, language),
        rows=tuple(_change_cells(row, language) for row in rows),
        notes=tuple(_Notes(result, rows, language).all()),
        name="change",
        numbers=records(result.to_frame()),
    )


def _caption(result: PrePost, language: str) -> str:
    if are_first_and_latest(result):
        return word("change_caption", language)
    return word("change_waves_caption", language, **reading_names(result, language))


def _change_cells(row: ComparedRow, language: str) -> tuple[str, ...]:
    return (
        row.scale_title,
        *row.groups,
        count_text(row.n, language),
        row.number("mean_pre", language),
        row.number("mean_post", language),
        row.number("mean_change", language, signed=True),
        row.interval(language),
        p_text(row.numbers["p_adjusted"], language),
        *(count_text(row.numbers[name], language) for name in ("improved", "same", "worse")),
    )


@dataclass(frozen=True)
class _Notes:
    """What stands below a table of change."""

    result: PrePost
    rows: list[ComparedRow]
    language: str

    def all(self) -> list[str]:
        """Return what the columns mean, how it was computed, and why a number is missing."""
        names = reading_names(self.result, self.language)
        notes = [
            self._word("change_direction_note", directions=self._directions(), **names),
            self._word("change_method_note", rule=rule_text(self.result, self.language)),
            self._tests(),
            self._word("change_design_note"),
            self._missing(),
        ]
        return [note for note in notes if note]

    def _word(self, name: str, **facts: object) -> str:
        return word(name, self.language, **facts)

    def _tests(self) -> str:
        tests = int(self.result.to_frame()["p_value"].notna().sum())
        if not tests:
            return ""
        return (
            self._word("change_test_note")
            if tests == 1
            else self._word(
                "change_tests_note", tests=tests, adjustment=ADJUSTMENTS[self.result.adjust][0]
            )
        )

    def _missing(self) -> str:
        said = [row.reason_code for row in self.rows if not row.has_interval]
        reasons = [self._word(code) for code in dict.fromkeys(said)]
        return self._word("missing_note", reasons="; ".join(reasons)) if reasons else ""

    def _directions(self) -> str:
        titles: dict[str, list[str]] = {"higher_better": [], "lower_better": [], "none_better": []}
        for row in self.rows:
            here = titles[f"{row.better or 'none'}_better"]
            if row.scale_title not in here:
                here.append(row.scale_title)
        every = {title for names in titles.values() for title in names}
        parts = []
        for key, names in titles.items():
            of_all = len(names) == len(every) > 1
            scales = self._word("all_scales") if of_all else listed(names, self.language)
            parts += [self._word(key, scales=scales)] if names else []
        return "; ".join(parts)


def change_by_quarter_table(result: ChangeByQuarter, *, language: str) -> Table | Text:
    """Return the table of the same change at the end of several quarters."""
    nothing = no_change(result, language)
    if nothing:
        return nothing
    newest = next(iter(result.results.values()))
    columns = [TableColumn(word("scale", language))]
    columns += [TableColumn(word_or(name, language)) for name in grouping(newest.by)]
    for name in result.results:
        when = quarter(name)
        label = word("quarter_long", language, number=when.number, year=when.year)
        columns.append(TableColumn(label, "end"))
    titles: dict[tuple[object, ...], tuple[str, ...]] = {}
    cells: dict[tuple[object, ...], str] = {}
    for name, then in result.results.items():
        for row in rows_on(newest.paired, then.to_frame(), language):
            key = (row.numbers.get("instrument"), row.scale, row.groups)
            titles[key] = (row.scale_title, *row.groups)
            cells[(*key, name)] = _change_cell(row, language)
    absent = word("not_computed", language)
    rows = [
        (*title, *(cells.get((*key, name), absent) for name in result.results))
        for key, title in titles.items()
    ]
    confidence = confidence_text(newest.confidence, language)
    return Table(
        caption=word("by_quarter_caption", language),
        columns=tuple(columns),
        rows=tuple(rows),
        notes=(word("by_quarter_note", language, confidence=confidence),),
        name="change_by_quarter",
        numbers=records(result.to_frame()),
    )


def _change_cell(row: ComparedRow, language: str) -> str:
    if not row.n:
        return word("not_computed", language)
    return word(
        "change_cell",
        language,
        change=row.number("mean_change", language, signed=True),
        interval=row.interval(language),
        n=count_text(row.n, language),
    )
