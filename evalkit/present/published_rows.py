"""One published share as readers see it: percentage, number of people, interval and verdict."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from evalkit.assessment.published_figures import PublishedFigures
from evalkit.present.numbers import count_text, decimal_text, percent_text
from evalkit.present.words import word
from evalkit.programmes.programme import Programme
from evalkit.programmes.published import PublishedShare

__all__ = ["ShownShare", "share_percent", "shown_shares"]

# An impossible percentage beside its neighbours: 73.5 % would read as if it could be 74 %.
MORE_DECIMALS = 2


@dataclass(frozen=True)
class ShownShare:
    """A published share with what the audit found, in one language."""

    programme: Programme
    share: PublishedShare
    numbers: Mapping[str, Any]
    language: str

    @property
    def title(self) -> str:
        """The programme's name to readers."""
        return self.programme.title[self.language]

    @property
    def percent(self) -> str:
        """The percentage as printed."""
        return self._about(self._percent(self.share.share), when=self.share.is_approximate)

    @property
    def of(self) -> str:
        """What it is a share of, as far as the source says."""
        return self.share.of[self.language]

    @property
    def n(self) -> str:
        """Of how many."""
        if self.share.n is None:
            return word("not_stated", self.language)
        said = count_text(self.share.n, self.language)
        return word("published_in_all", self.language, n=said) if self.is_of_group else said

    @property
    def is_of_group(self) -> bool:
        """Whether the source states how many there were in all, and no number beside the share."""
        return self.share.n_of == "group"

    @property
    def interval(self) -> str:
        """The interval, marked where it is approximate; a dash where there is none."""
        if not self.numbers["basis"]:
            return word("not_computed", self.language)
        ends = {
            name: percent_text(self.numbers[f"conf_{name}"], self.language)
            for name in ("low", "high")
        }
        said = word("to", self.language, **ends)
        return self._about(said, when=self.is_rough)

    @property
    def is_rough(self) -> bool:
        """Whether its interval holds only if n is roughly the right number."""
        basis = self.numbers["basis"]
        return basis == "nearest_counts" or (self.is_of_group and bool(basis))

    @property
    def what(self) -> str:
        """How a remark names the share."""
        return word("published_what", self.language, title=self.title, percent=self.percent)

    @property
    def facts(self) -> dict[str, str]:
        """What sentences about the share are filled with."""
        counts = {
            name: count_text(self.numbers[name], self.language)
            for name in ("n", "count", "below", "above", "other_n", "other_count")
        }
        return {
            **counts,
            "title": self.title,
            "percent": self.percent,
            "text": self.share.text[self.language],
            "of": self.of,
            "percent_of_count": self._percent_of("count"),
            "percent_below": self._percent_of("below", more=MORE_DECIMALS),
            "percent_above": self._percent_of("above", more=MORE_DECIMALS),
        }

    @property
    def verdict(self) -> str:
        """Whether the share is possible, and what shows it."""
        reason = str(self.numbers["reason"])
        if reason == "counts_exist" and not self.numbers["informative"]:
            key = "published_group_always" if self.is_of_group else "published_always"
            return word(key, self.language, n=self.facts["n"])
        if reason == "counts_exist":
            counts, n = self._counts(), self.facts["n"]
            key = "published_group_exists" if self.is_of_group else "published_counts_exist"
            return word(key, self.language, counts=counts, n=n)
        keys = {**_REASONS, **_GROUP_REASONS} if self.is_of_group else _REASONS
        return word(keys[reason], self.language, **self.facts)

    def _counts(self) -> str:
        found = re.findall(r"[0-9]+", str(self.numbers["counts"]))
        ends = [count_text(found[place], self.language) for place in (0, -1)]
        if len(found) == 1:
            return ends[0]
        return word("grim_from_to", self.language, first=ends[0], last=ends[1])

    def _percent(self, share: float, *, more: int = 0) -> str:
        return _percent_text(share, self.share.decimals + more, self.language)

    def _percent_of(self, name: str, *, more: int = 0) -> str:
        """Return the percentage that a count of n is; empty where there is none."""
        counted, n = self.numbers[name], self.numbers["n"]
        if pd.isna(counted) or pd.isna(n):
            return ""
        return self._percent(int(counted) / int(n), more=more)

    def _about(self, text: str, *, when: bool) -> str:
        return word("published_about", self.language, text=text) if when else text


_REASONS = {
    "count_agrees": "published_count_agrees",
    "no_count": "published_no_count",
    "count_disagrees": "published_count_disagrees",
    "n_not_stated": "published_n_not_stated",
    "only_about": "published_only_about",
}
# What is said otherwise where n is of the group and not of the share.
_GROUP_REASONS = {
    "no_count": "published_group_no_count",
    "count_disagrees": "published_group_count",
}


def share_percent(share: PublishedShare, language: str) -> str:
    """Return the percentage as printed."""
    return _percent_text(share.share, share.decimals, language)


def _percent_text(share: float, decimals: int, language: str) -> str:
    number = decimal_text(100 * share, language, digits=decimals)
    return word("shares_percent", language, number=number)


def shown_shares(result: PublishedFigures, language: str) -> list[ShownShare]:
    """Return the shares in the order of the result."""
    numbers = {
        (str(row["programme"]), str(row["name"])): {str(name): cell for name, cell in row.items()}
        for row in result.to_frame().astype(object).to_dict("records")
    }
    return [
        ShownShare(one, share, numbers[one.name, share.name], language)
        for one in result.programmes
        for share in one.published
    ]
