"""Shares that a source prints, as printed: what of how many, and whether it says so.

In a programme's YAML file::

    published:
      better:
        {da: ..., en: ..., share: 0.74, of: {da: ..., en: ...}, place: "2"}
        n: 49
        n_of: group       # the source says how many there were, not how many the share is of
"""

from __future__ import annotations

from dataclasses import dataclass, field

from evalkit.definition_checks import FaultError, check_choice
from evalkit.definition_files import LANGUAGES, Section
from evalkit.programmes.cited import Cited, Reading

__all__ = ["N_OF", "PublishedShare", "published_from"]

# What an n is of: the share itself, or everybody the source speaks of, some of whom may be missing.
N_OF = ("share", "group")

# Further decimals are no percentage of persons.
MOST_DECIMALS = 6
# What binary fractions add to a decimal one: 100 * 0.29 is 28.999999999999996.
NOISE = 1e-9


@dataclass(frozen=True, kw_only=True)
class PublishedShare(Cited):
    """One share that a source prints.

    Attributes
    ----------
    share : float
        The printed percentage as a fraction: 0.74 for 74 %.
    decimals : int
        Decimals of the printed percentage.
    n : int or None
        Of how many, where the source states it; None where it does not.
    n_of : {"share", "group"}
        Whether `n` is printed with the share, or the source only states how many there were in
        all: then the share may be of fewer.
    count : int or None
        How many, where the source states that too.
    of : dict
        What it is a share of, by language, as far as the source says.
    is_approximate : bool
        Whether the source itself says "about", so that it is no exact percentage.
    is_outcome : bool
        Whether it tells how things went (and not who takes part, or who was asked).
    design : dict
        How it was found, by language, as far as the source says; empty where it says nothing.
    """

    share: float
    decimals: int = 0
    n: int | None = None
    n_of: str = N_OF[0]
    count: int | None = None
    of: dict[str, str] = field(hash=False)
    is_approximate: bool = False
    is_outcome: bool = True
    design: dict[str, str] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        """Refuse a share that is none."""
        super().__post_init__()
        if not 0 <= self.share <= 1:
            raise FaultError(
                f"'share' is {self.share:g}. Accepted: 0 to 1; 74 % is 0.74.", at="share"
            )
        if not 0 <= self.decimals <= MOST_DECIMALS:
            raise FaultError(
                f"'decimals' is {self.decimals}. Accepted: 0 to {MOST_DECIMALS}.", at="decimals"
            )
        if abs(round(100 * self.share, self.decimals) - 100 * self.share) > NOISE:
            raise FaultError(
                f"'share' is {self.share:g}, which has more decimals than a percentage with "
                f"{self.decimals}. Write the percentage as it is printed, or its 'decimals'.",
                at="share",
            )
        check_choice(self.n_of, N_OF, at="n_of")
        if self.n_of != N_OF[0] and self.n is None:
            raise FaultError(
                f"'n_of' is {self.n_of!r}, but there is no 'n'. Give the number that the source "
                f"states, or leave 'n_of' out.",
                at="n_of",
            )
        if self.n is not None and self.n < 1:
            raise FaultError(f"'n' is {self.n}. Accepted: 1 and more.", at="n")
        if self.count is not None and (
            self.count < 0 or (self.n is not None and self.count > self.n)
        ):
            most = "and more" if self.n is None else f"to {self.n}, its n"
            raise FaultError(f"'count' is {self.count}. Accepted: 0 {most}.", at="count")

    def as_row(self) -> dict[str, object]:
        """Return the share as a row."""
        return {
            **super().as_row(),
            "share": self.share,
            "decimals": self.decimals,
            "is_approximate": self.is_approximate,
            "n": self.n,
            "n_of": self.n_of if self.n is not None else "",
            "count": self.count,
            **{f"of_{language}": self.of[language] for language in LANGUAGES},
            "is_outcome": self.is_outcome,
            **{f"design_{language}": self.design.get(language, "") for language in LANGUAGES},
            **self.source_row(),
        }


def published_from(section: Section, name: str, *, reading: Reading) -> PublishedShare:
    """Return the published share that a section of a programme file describes.

    Raises
    ------
    DefinitionError
        When it is wrong or has no source; the message names file and line.
    """
    cited = reading.cited(section, name)
    n, count = (
        None if section.optional_number(name) is None else section.whole(name)
        for name in ("n", "count")
    )
    try:
        made = PublishedShare(
            **cited,
            share=section.number("share"),
            decimals=section.whole("decimals", 0),
            n=n,
            n_of=section.choice("n_of", N_OF, N_OF[0]),
            count=count,
            of=section.words("of"),
            is_approximate=section.flag("approximate"),
            is_outcome=section.flag("outcome", default=True),
            design=section.optional_words("design"),
        )
    except FaultError as fault:
        raise section.error(str(fault), name=fault.at) from None
    section.done()
    return made
