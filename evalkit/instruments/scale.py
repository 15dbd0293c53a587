"""A scale: which answers make it up, by which rule, in which range, and what is better."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from math import ceil, floor, isclose, isfinite, sqrt

from evalkit.definition_checks import (
    FaultError,
    check_choice,
    check_name,
    check_title,
    check_unique,
)
from evalkit.errors import did_you_mean
from evalkit.instruments.parts import Band, Codes, MeaningfulChange, Norm, PublishedReliability

__all__ = ["DIRECTIONS", "RULES", "WHEN_MISSING", "Scale", "attainable"]

RULES = ("sum", "mean")
DIRECTIONS = ("higher", "lower")
WHEN_MISSING = ("none", "mean of answered")


@dataclass(frozen=True, kw_only=True, repr=False)
class Scale:
    """What is computed from the answers to some items.

    Attributes
    ----------
    name : str
        Its name in the column `scale`.
    title : dict
        Its name to readers, by language.
    items : tuple of str
        The items it is made of.
    codes : Codes
        The codes of these items; reversing turns them end for end.
    better : {"higher", "lower"}
        Which direction is an improvement.
    lowest, highest : float
        The ends of the range of scores.
    reversed : tuple of str
        Items turned round before they are put together.
    rule : {"sum", "mean"}
        How they are put together.
    multiplier : float
        What the sum or the mean is multiplied by.
    table : tuple of float
        What the lowest possible sum, the next, ... to the highest become; empty for none.
    most_missing : int
        How many items may be unanswered before there is no score.
    when_missing : {"none", "mean of answered"}
        "mean of answered": the items left out count as the mean of those answered.
    bands : tuple of Band
        Named parts of the range, from the lowest on.
    meaningful_change : MeaningfulChange, optional
        The smallest change that matters, where one is published.
    norms : tuple of Norm
        Means of other populations.
    reliability : tuple of PublishedReliability
        What others found.

    Raises
    ------
    DefinitionError
        When the parts contradict one another.
    """

    name: str
    title: dict[str, str] = field(hash=False)
    items: tuple[str, ...]
    codes: Codes
    better: str
    lowest: float
    highest: float
    reversed: tuple[str, ...] = ()
    rule: str = "sum"
    multiplier: float = 1.0
    table: tuple[float, ...] = ()
    most_missing: int = 0
    when_missing: str = "none"
    bands: tuple[Band, ...] = ()
    meaningful_change: MeaningfulChange | None = None
    norms: tuple[Norm, ...] = ()
    reliability: tuple[PublishedReliability, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a scale whose parts contradict one another."""
        check_name(self.name, of="a scale")
        check_title(self.title, of=f"scale '{self.name}'")
        check_choice(self.rule, RULES, at="rule")
        check_choice(self.better, DIRECTIONS, at="better")
        check_choice(self.when_missing, WHEN_MISSING, at="when_missing")
        if not self.items:
            raise FaultError(f"scale '{self.name}' has no items. Name at least one.", at="items")
        check_unique(self.items, at="items")
        check_unique(self.reversed, at="reversed")
        for item in self.reversed:
            if item not in self.items:
                hint = did_you_mean(item, self.items)
                raise FaultError(
                    f"'{item}' is reversed but not in scale '{self.name}'. {hint}", at="reversed"
                )
        _check_missing(self)
        _check_table(self)
        _check_range(self)
        _check_bands(self)
        _check_norms(self)

    @property
    def grain(self) -> float | None:
        """The step between neighbouring scores; None where steps differ or have no least size."""
        if self.table or self.most_missing or not self.codes.whole:
            return None
        return self.multiplier if self.rule == "sum" else self.multiplier / len(self.items)

    def band(self, score: float) -> Band | None:
        """Return the band a score lies in; None without bands or outside the range.

        Where two bands share an end, the score belongs to the upper one.
        """
        if not self.lowest <= score <= self.highest:
            return None
        return next((band for band in reversed(self.bands) if score >= band.lowest), None)

    def rule_in_words(self) -> str:
        """Return how the scale is computed, in one phrase."""
        times = f" x {self.multiplier:g}" if self.multiplier != 1 else ""
        through = ", by table" if self.table else ""
        turned = f", {len(self.reversed)} reversed" if self.reversed else ""
        many = "item" if len(self.items) == 1 else "items"
        return f"{self.rule} of {len(self.items)} {many}{turned}{times}{through}"

    def missing_in_words(self) -> str:
        """Return what happens when an item is unanswered, in one phrase."""
        if self.most_missing:
            return f"up to {self.most_missing} unanswered items count as the mean of the answered"
        return "every item must be answered"

    def __repr__(self) -> str:
        return (
            f"<Scale {self.name}: {self.rule_in_words()}, {self.lowest:g}-{self.highest:g}, "
            f"{self.better} is better; {self.missing_in_words()}>"
        )


def attainable(
    codes: Codes, items: int, *, rule: str, multiplier: float = 1.0, table: tuple[float, ...] = ()
) -> tuple[float, float]:
    """Return the lowest and the highest score that a rule can give.

    Examples
    --------
    >>> attainable(Codes(0, 5), 5, rule="sum", multiplier=4)
    (0.0, 100.0)
    """
    if table:
        return table[0], table[-1]
    times = multiplier * (items if rule == "sum" else 1)
    return float(codes.lowest * times), float(codes.highest * times)


def _check_missing(scale: Scale) -> None:
    if not 0 <= scale.most_missing < len(scale.items):
        raise FaultError(
            f"'most_missing' is {scale.most_missing}, and scale '{scale.name}' has "
            f"{len(scale.items)} items. Accepted: 0 to {len(scale.items) - 1}.",
            at="most_missing",
        )
    if (scale.most_missing == 0) != (scale.when_missing == "none"):
        raise FaultError(
            f"'most_missing' is {scale.most_missing} and 'when_missing' is {scale.when_missing!r}, "
            f"which contradict each other. Accepted: 0 with 'none', or 1 and more with 'mean of "
            f"answered'.",
            at="when_missing",
        )


def _check_table(scale: Scale) -> None:
    if not scale.table:
        return
    if scale.rule != "sum" or scale.multiplier != 1 or scale.most_missing or not scale.codes.whole:
        raise FaultError(
            "a 'table' turns a whole sum into a score. It goes with rule sum, no multiplier, whole "
            "codes and most_missing 0.",
            at="table",
        )
    expected = int((scale.codes.highest - scale.codes.lowest) * len(scale.items)) + 1
    if len(scale.table) != expected:
        raise FaultError(
            f"'table' has {len(scale.table)} values; {len(scale.items)} items coded {scale.codes} "
            f"have {expected} possible sums. Give one value for each.",
            at="table",
        )
    if any(not lower < upper for lower, upper in pairwise(scale.table)):
        raise FaultError(
            "the values of 'table' do not rise from each to the next. Check their order.",
            at="table",
        )


def _check_range(scale: Scale) -> None:
    if not (isfinite(scale.multiplier) and scale.multiplier > 0):
        raise FaultError(
            f"'multiplier' is {scale.multiplier:g}. It must be above 0.", at="multiplier"
        )
    lowest, highest = attainable(
        scale.codes,
        len(scale.items),
        rule=scale.rule,
        multiplier=scale.multiplier,
        table=scale.table,
    )
    if not (isclose(scale.lowest, lowest) and isclose(scale.highest, highest)):
        raise FaultError(
            f"'range' is {scale.lowest:g}-{scale.highest:g}, but items coded {scale.codes} by the "
            f"rule '{scale.rule_in_words()}' give {lowest:g}-{highest:g}. Correct the range or the "
            f"rule.",
            at="range",
        )


def _check_bands(scale: Scale) -> None:
    if not scale.bands:
        return
    if scale.bands[0].lowest != scale.lowest or scale.bands[-1].highest != scale.highest:
        raise FaultError(
            f"'bands' go from {scale.bands[0].lowest:g} to {scale.bands[-1].highest:g}; the range "
            f"is {scale.lowest:g}-{scale.highest:g}. Let the bands cover it.",
            at="bands",
        )
    for lower, upper in pairwise(scale.bands):
        if not _adjoin(lower, upper, scale):
            raise FaultError(
                f"the bands {lower.lowest:g}-{lower.highest:g} and {upper.lowest:g}-"
                f"{upper.highest:g} leave a gap or overlap. Every possible score belongs to one "
                f"band, in rising order.",
                at="bands",
            )


def _check_norms(scale: Scale) -> None:
    for norm in scale.norms:
        below, above = norm.mean - scale.lowest, scale.highest - norm.mean
        if min(below, above) < 0:
            raise FaultError(
                f"a norm has the mean {norm.mean:g}; the range is {scale.lowest:g}-"
                f"{scale.highest:g}. Give it in the scale's own points.",
                at="norms",
            )
        # The widest spread round a mean: everybody at one of the two ends.
        widest = sqrt(below * above)
        if norm.sd is not None and norm.sd > widest:
            raise FaultError(
                f"a norm has the SD {norm.sd:g}; with the mean {norm.mean:g} in {scale.lowest:g}-"
                f"{scale.highest:g} none can be above {widest:.4g}. Correct it.",
                at="norms",
            )


def _adjoin(lower: Band, upper: Band, scale: Scale) -> bool:
    """Whether every score the scale can take between two bands belongs to one of them."""
    if scale.grain is None:
        return upper.lowest == lower.highest
    # Counted in steps from the lowest score; the rounding absorbs what 0.1 is not in binary.
    up_to_lower = floor(round((lower.highest - scale.lowest) / scale.grain, 9)) + 1
    below_upper = ceil(round((upper.lowest - scale.lowest) / scale.grain, 9))
    return lower.highest < upper.lowest and up_to_lower == below_upper
