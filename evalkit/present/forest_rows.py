"""The rows of a forest plot: several comparisons stacked, on an axis they have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan

from evalkit.errors import InputError
from evalkit.outcomes.change import PrePost
from evalkit.present.compared_rows import ComparedRow, compared_rows
from evalkit.present.numbers import decimal_text, interval_text
from evalkit.present.row_names import grouping
from evalkit.present.words import check_language, word, word_or

__all__ = ["Forest", "ForestRow", "forest"]

# d_z is a small number: 0.04 is not "0.0".
D_Z_DIGITS = 2


@dataclass(frozen=True, repr=False)
class ForestRow:
    """One row: what it is called, under which heading, and what is drawn.

    Attributes
    ----------
    heading : str
        What the row stands under; empty for none.
    label : str
        What the row is called.
    row : ComparedRow
        The row of the comparison.
    estimate, low, high : float
        As drawn; low and high are missing where there is no interval.
    text : str
        The same, rounded, as it is printed beside the row.
    """

    heading: str
    label: str
    row: ComparedRow
    estimate: float
    low: float
    high: float
    text: str


@dataclass(frozen=True, repr=False)
class Forest:
    """All rows of a forest plot, and their axis.

    Attributes
    ----------
    rows : tuple of ForestRow
        In the order of the results.
    axis : str
        What the axis says.
    standardised : bool
        Whether d_z is drawn, because the rows have no common unit.
    turned : bool
        Whether rows where lower is better are turned round.
    labels_say_direction : bool
        Whether each label says what is better, because the axis cannot.
    confidence : float
        Of every interval.
    left_out : tuple of str
        The rows that have no number to draw.
    """

    rows: tuple[ForestRow, ...]
    axis: str
    standardised: bool
    turned: bool
    labels_say_direction: bool
    confidence: float
    left_out: tuple[str, ...]


def forest(results: object, *, language: str) -> Forest:
    """Return the rows of a forest plot.

    Parameters
    ----------
    results : PrePost, sequence of PrePost or mapping to these
        One comparison, or several that are stacked; the keys of a mapping are their headings.
    language : {"da", "en"}
        Of titles.

    Returns
    -------
    Forest
        Rows without a mean change (and, drawn as d_z, without a d_z) are not in it.

    Raises
    ------
    InputError
        When something else is handed in, or the intervals have different confidence.
    """
    check_language(language)
    given = _results(results, language)
    found = [
        (heading, result, row)
        for heading, result in given
        for row in compared_rows(result, language)
    ]
    rows = [row for _, _, row in found if row.n]
    standardised = not _one_unit(rows)
    directions = {row.better for row in rows}
    turned = standardised and None not in directions and "lower" in directions
    drawn, left_out = [], []
    for above, result, row in found:
        estimate, low, high = _numbers(row, standardised=standardised, turned=turned)
        if isnan(estimate):
            left_out.append(f"{above}: {row.title}" if above else row.title)
        else:
            under_scale = not above and grouping(result.by)
            heading, label = (
                (row.scale_title, ", ".join(row.groups)) if under_scale else (above, row.title)
            )
            text = _text(row, (estimate, low, high), language, standardised=standardised)
            drawn.append(ForestRow(heading, label, row, estimate, low, high, text))
    order = list(dict.fromkeys(one.heading for one in drawn))
    drawn.sort(key=lambda one: order.index(one.heading))
    axis, says = _axis(directions, language, standardised=standardised, turned=turned)
    return Forest(
        tuple(drawn), axis, standardised, turned, says, given[0][1].confidence, tuple(left_out)
    )


def _results(results: object, language: str) -> list[tuple[str, PrePost]]:
    """Return the comparisons with the headings they stand under; one alone has none."""
    if isinstance(results, Mapping):
        given = [(str(heading), one) for heading, one in results.items()]
    elif isinstance(results, Sequence) and not isinstance(results, str):
        given = [("", one) for one in results]
    else:
        given = [("", results)]
    for _, one in given:
        if not isinstance(one, PrePost):
            raise InputError(
                f"`results` holds a {type(one).__name__}; what ek.pre_post(...) returns is "
                f"expected, or a list of these."
            )
    if not given:
        raise InputError("`results` is empty. Hand in one comparison at least.")
    if len({one.confidence for _, one in given}) > 1:
        raise InputError(
            "The comparisons have intervals of different confidence, which one picture would "
            "confuse. Make them anew with the same `confidence`."
        )
    if len(given) > 1:
        headings = [heading or _programme(one, language) for heading, one in given]
        numbered = [
            word("forest_comparison", language, number=number)
            for number in range(1, len(given) + 1)
        ]
        told_apart = len(set(headings)) == len(headings) and all(headings)
        given = [
            (heading, one)
            for heading, (_, one) in zip(headings if told_apart else numbered, given, strict=True)
        ]
    return given


def _programme(result: PrePost, language: str) -> str:
    """Return the programme a comparison is about; empty where it is about none or several."""
    held = result.paired.frame
    names = set(held["programme"].dropna()) if "programme" in held else set()
    return word_or(str(names.pop()), language) if len(names) == 1 else ""


def _one_unit(rows: list[ComparedRow]) -> bool:
    """Whether a point means the same in every row, and the same direction is better."""
    if len({row.better for row in rows}) > 1:
        return False
    known = [row.known for row in rows if row.known is not None]
    if len(known) < len(rows):
        return not known and len({row.scale for row in rows}) <= 1
    return len({(scale.lowest, scale.highest) for scale in known}) <= 1


def _numbers(row: ComparedRow, *, standardised: bool, turned: bool) -> tuple[float, float, float]:
    own, shared = ("mean_change", "conf_low", "conf_high"), ("d_z", "d_z_low", "d_z_high")
    drawn = shared if standardised else own
    estimate, low, high = (float(row.numbers[name]) for name in drawn)
    return (-estimate, -high, -low) if turned and row.better == "lower" else (estimate, low, high)


def _text(
    row: ComparedRow,
    numbers: tuple[float, float, float],
    language: str,
    *,
    standardised: bool,
) -> str:
    if standardised:
        estimate = decimal_text(numbers[0], language, digits=D_Z_DIGITS, signed=True)
        interval = interval_text(*numbers[1:], language, digits=D_Z_DIGITS)
    else:
        estimate = row.number("mean_change", language, signed=True)
        interval = row.interval(language)
    return estimate if isnan(numbers[1]) else f"{estimate} ({interval})"


def _axis(
    directions: set[str | None], language: str, *, standardised: bool, turned: bool
) -> tuple[str, bool]:
    """Return what the axis says, and whether the labels must say what is better."""
    if not standardised:
        text = word("change_axis", language)
        only = next(iter(directions), None) or "undirected"
        return word(f"change_axis_{only}", language, axis=text), False
    text = word("forest_standardised_axis", language)
    if turned:
        return word("forest_turned_axis", language, axis=text), False
    if directions == {"higher"}:
        return word("change_axis_higher", language, axis=text), False
    return text, len(directions) > 1
