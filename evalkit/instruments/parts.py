"""The small parts of a definition: items, codes, bands, what others found, and sources."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import isfinite

from evalkit.definition_checks import CERTAINTIES, FOUND, FaultError, check_choice, check_title
from evalkit.definition_files import LANGUAGES

__all__ = [
    "KINDS_OF_RELIABILITY",
    "Band",
    "Codes",
    "Item",
    "MeaningfulChange",
    "Norm",
    "Prevalence",
    "PublishedReliability",
    "Source",
]

KINDS_OF_RELIABILITY = ("alpha", "retest")
# Before the first of these years nobody asked such questions; the rest are slips of the keyboard.
YEARS = (1900, 2100)


@dataclass(frozen=True)
class Item:
    """One question: its name in the column `item`, and its title where it may be shown."""

    name: str
    title: dict[str, str] | None = field(default=None, hash=False)


@dataclass(frozen=True)
class Source:
    """Who says so, about what, and how sure that is (`CERTAINTIES`)."""

    about: tuple[str, ...]
    source: str
    certainty: str

    def __post_init__(self) -> None:
        """Refuse a source that says nothing."""
        check_choice(self.certainty, CERTAINTIES, at="certainty")
        if not self.about or not self.source.strip():
            raise FaultError("a source needs 'about' and 'source'. Say who says what.", at="source")


@dataclass(frozen=True)
class Codes:
    """The codes an answer may have, both ends allowed; `whole` when only whole numbers are."""

    lowest: float
    highest: float
    whole: bool = True

    def __post_init__(self) -> None:
        """Refuse codes that no answer could have."""
        if not (isfinite(self.lowest) and isfinite(self.highest) and self.lowest < self.highest):
            raise FaultError(
                f"the codes go from {self}; the lowest must be below the highest.", at="lowest"
            )
        if self.whole and not (
            float(self.lowest).is_integer() and float(self.highest).is_integer()
        ):
            raise FaultError(
                f"the codes {self} are not whole numbers. Add 'whole: false'.", at="whole"
            )

    def __str__(self) -> str:
        return f"{self.lowest:g}-{self.highest:g}"


@dataclass(frozen=True, kw_only=True)
class Prevalence:
    """How large a share of a population was in a band, and who says so."""

    population: dict[str, str] = field(hash=False)
    share: float
    source: str
    certainty: str
    year: int | None = None

    def __post_init__(self) -> None:
        """Refuse a share that is none, and one that nobody vouches for."""
        if not 0 <= self.share <= 1:
            raise FaultError(
                f"a prevalence has the share {self.share:g}. Give it from 0 to 1: 8.3 % is 0.083.",
                at="share",
            )
        _check_finding(self, of="a prevalence")


@dataclass(frozen=True)
class Band:
    """A part of the range that has a name; both ends belong to it.

    `prevalences` are the shares of other populations that were found in it.
    """

    lowest: float
    highest: float
    title: dict[str, str] = field(hash=False)
    prevalences: tuple[Prevalence, ...] = ()

    def __post_init__(self) -> None:
        """Refuse an empty band and one without a name."""
        if not self.lowest <= self.highest:
            raise FaultError(
                f"a band goes from {self.lowest:g} to {self.highest:g}. Swap them.", at="bands"
            )
        check_title(self.title, of="a band")


@dataclass(frozen=True)
class MeaningfulChange:
    """The smallest change that matters to people, and who says so."""

    value: float
    source: str
    certainty: str

    def __post_init__(self) -> None:
        """Refuse a change that is none, and one that nobody vouches for."""
        if not self.value > 0:
            raise FaultError(
                f"a meaningful change of {self.value:g} is none. Give it above 0.", at="value"
            )
        if not self.source.strip():
            raise FaultError("a meaningful change needs a source. Say who set it.", at="source")
        check_choice(self.certainty, CERTAINTIES, at="certainty")


@dataclass(frozen=True, kw_only=True)
class Norm:
    """The mean of a scale in some population, and who says so.

    `sd` and `n` are None where they are not published or were not found.
    """

    population: dict[str, str] = field(hash=False)
    mean: float
    source: str
    certainty: str
    sd: float | None = None
    n: int | None = None
    year: int | None = None

    def __post_init__(self) -> None:
        """Refuse a norm that no population could have, and one that nobody vouches for."""
        if not isfinite(self.mean):
            raise FaultError(f"a norm has the mean {self.mean:g}. Give a number.", at="mean")
        if self.sd is not None and not (isfinite(self.sd) and self.sd > 0):
            raise FaultError(
                f"a norm has the SD {self.sd:g}. Give it above 0, or leave it out.", at="sd"
            )
        if self.n is not None and self.n < 1:
            raise FaultError(f"a norm rests on {self.n} persons. Give 1 and more.", at="n")
        _check_finding(self, of="a norm")


@dataclass(frozen=True, kw_only=True)
class PublishedReliability:
    """A scale's reliability in some population: alpha or retest, and who says so."""

    value: float
    kind: str
    population: dict[str, str] = field(hash=False)
    source: str
    certainty: str
    year: int | None = None

    def __post_init__(self) -> None:
        """Refuse a reliability that is none, and one that nobody vouches for."""
        if not 0 < self.value < 1:
            raise FaultError(
                f"a reliability is {self.value:g}. Give it between 0 and 1.", at="value"
            )
        check_choice(self.kind, KINDS_OF_RELIABILITY, at="kind")
        _check_finding(self, of="a reliability")


def _check_finding(finding: Norm | Prevalence | PublishedReliability, *, of: str) -> None:
    """Refuse what somebody found without saying who, in whom and when."""
    for language in LANGUAGES:
        if not finding.population.get(language, "").strip():
            raise FaultError(
                f"the population of {of} lacks '{language}'. Say in every language who it is.",
                at="population",
            )
    if not finding.source.strip():
        raise FaultError(f"{of} needs a source. Say who found it.", at="source")
    check_choice(finding.certainty, FOUND, at="certainty")
    if finding.year is not None and not YEARS[0] <= finding.year <= YEARS[1]:
        raise FaultError(
            f"{of} is of the year {finding.year}. Accepted: {YEARS[0]} to {YEARS[1]}.", at="year"
        )
