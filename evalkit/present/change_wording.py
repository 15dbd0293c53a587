"""Sentences about a before/after comparison: what changed, how sure, and what it cannot show."""

from __future__ import annotations

import pandas as pd

from evalkit.estimates.shares import wilson_interval
from evalkit.outcomes.change import PrePost
from evalkit.present.change_table import no_change
from evalkit.present.compared_rows import ComparedRow, compared_rows, described_scale
from evalkit.present.numbers import confidence_text, percent_text
from evalkit.present.row_names import OVERALL, grouping
from evalkit.present.told_rows import FEW_PERSONS, LARGEST_TOLD_ONE_BY_ONE, families, in_full
from evalkit.present.words import listed, word

__all__ = ["Teller", "measured_twice", "say_change", "time_between", "who_is_in"]

DAYS_A_MONTH = 30.4375
_CLEAR = {"better": "say_family_clear", "worse": "say_family_poorer"}


def say_change(result: PrePost, *, language: str) -> list[str]:
    """Return the sentences of a comparison; see `evalkit.say`."""
    nothing = no_change(result, language)
    if nothing:
        return [*nothing.paragraphs, *_only_one_reading(result, language)]
    teller = Teller(result, language)
    return [
        *time_between(result, language),
        *teller.told(),
        *who_is_in(result, language),
        word("say_chance", language),
        word("say_design", language),
    ]


def time_between(result: PrePost, language: str) -> list[str]:
    """Say how far apart the two readings are, where dates chose them."""
    pairs = result.pairs()
    if result.waves is not None or "post_date" not in pairs:
        return []
    if result.months is not None:
        return [word("say_time_months", language, months=result.months)]
    days = (pairs["post_date"] - pairs["pre_date"]).dropna().dt.days
    if days.empty:
        return []
    low, median, high = (
        round(float(days.quantile(level)) / DAYS_A_MONTH) for level in (0.0, 0.5, 1.0)
    )
    if not high:
        return [word("say_time_between_short", language)]
    if low == high:
        key = "say_time_between_one" if low == 1 else "say_time_between"
        return [word(key, language, months=low)]
    return [word("say_time_between_range", language, low=low, median=median, high=high)]


def who_is_in(result: PrePost, language: str) -> list[str]:
    """Say how many of the enrolled are not in the change; else how many have one reading."""
    if result.enrolled is None or grouping(result.by):
        return _only_one_reading(result, language)
    missing = sorted(max(result.enrolled - n, 0) for n in measured_twice(result, language))
    if not missing[-1]:
        return []
    ends = (missing[0], missing[-1])
    shares = [percent_text(count / result.enrolled, language) for count in ends]
    apart = word("flow_apart", language, days=result.min_days) if result.min_days else ""
    return [
        word(
            "say_missing_one" if ends == (1, 1) else "say_missing",
            language,
            missing=_from_to([str(count) for count in ends], language),
            enrolled=result.enrolled,
            share=_from_to(shares, language),
            apart=apart,
        )
    ]


def measured_twice(result: PrePost, language: str) -> tuple[int, int]:
    """Return how many have two readings: fewest on a scale that is told in full, most on any."""
    rows = compared_rows(result, language)
    told = [row.n for family in families(rows) for row in in_full(family) or family]
    return min(told), max(row.n for row in rows)


def _from_to(ends: list[str], language: str) -> str:
    if len(set(ends)) == 1:
        return ends[0]
    return word("to", language, low=ends[0], high=ends[-1])


def _only_one_reading(result: PrePost, language: str) -> list[str]:
    """Say how many have one reading of a scale: the most over the scales, summed over groups."""
    frame = result.to_frame()
    if frame.empty:
        return []
    once = frame["n_pre_only"] + frame["n_post_only"]
    naming = [frame[name] for name in ("instrument", "scale") if name in result.by]
    count = int(once.groupby(naming, sort=False).sum().max() if naming else once.sum())
    if not count:
        return []
    return [word("say_only_first_one" if count == 1 else "say_only_first", language, count=count)]


class Teller:
    """Tells the rows of one comparison in one language."""

    def __init__(self, result: PrePost, language: str) -> None:
        self.language = language
        self.rows = compared_rows(result, language)
        self.confidence = result.confidence
        self.tests = sum(not pd.isna(row.numbers["p_value"]) for row in self.rows)

    def told(self) -> list[str]:
        """Return the sentences, instrument by instrument."""
        sentences: list[str] = []
        for family in families(self.rows):
            if len(family) > LARGEST_TOLD_ONE_BY_ONE:
                sentences += self._family(family)
            else:
                sentences += [self._one(row) for row in family]
        return sentences

    def _word(self, name: str, **facts: object) -> str:
        return word(name, self.language, **facts)

    def _interval(self) -> str:
        return self._word("interval", confidence=confidence_text(self.confidence, self.language))

    def _one(self, row: ComparedRow) -> str:
        parts = [self.change_of(row)]
        if row.n > 1:
            parts.append(self._shares(row))
        return " ".join(part for part in parts if part)

    def change_of(self, row: ComparedRow) -> str:
        """Return how many, from what to what, how sure, and what the interval tells."""
        parts = [self._change(row), self._verdict(row) if row.n > 1 else ""]
        return " ".join(part for part in parts if part)

    def _change(self, row: ComparedRow) -> str:
        if not row.n:
            return self._word("say_none", scale=row.title)
        facts = {
            "scale": described_scale(row, self.language, title=row.title),
            "n": row.n,
            "pre": row.number("mean_pre", self.language),
            "post": row.number("mean_post", self.language),
            "change": row.number("mean_change", self.language, signed=True),
        }
        if row.n == 1:
            return self._word("say_change_one", **facts)
        if not row.has_interval:
            return self._word("say_change_without", reason=self._reason(row), **facts)
        interval = row.interval(self.language)
        return self._word("say_change", confidence=self._interval(), interval=interval, **facts)

    def _reason(self, row: ComparedRow) -> str:
        if row.reason_code == "zero variance" and row.numbers["mean_change"] == 0:
            return self._word("nobody changed")
        return self._word(row.reason_code)

    def _verdict(self, row: ComparedRow) -> str:
        """Say what the interval tells; nothing of the kind when the group is too small."""
        if row.n < FEW_PERSONS:
            return self._word("say_few", n=row.n)
        side = row.interval_side
        if side == "none":
            return ""
        if side == "across":
            return self._word("say_unclear" if row.better else "say_unclear_undirected")
        if side in ("above", "below"):
            return self._word(f"say_{side}")
        if self._is_clear(row):
            return self._word(f"say_{side}")
        return self._word(f"say_{side}_alone", tests=self.tests)

    def _is_clear(self, row: ComparedRow) -> bool:
        """Whether the change is clear when every test of the table is allowed for."""
        p_value = row.numbers["p_adjusted"]
        return not pd.isna(p_value) and p_value < 1 - self.confidence

    def _shares(self, row: ComparedRow) -> str:
        if pd.isna(row.numbers["improved"]):
            return ""
        improved = int(row.numbers["improved"])
        share = wilson_interval(improved, row.n, confidence=self.confidence)
        return self._word(
            "say_shares",
            improved=improved,
            n=row.n,
            share=percent_text(improved / row.n, self.language),
            same=self._counted("say_same", int(row.numbers["same"])),
            worse=self._counted("say_worse", int(row.numbers["worse"])),
            low=percent_text(share.low, self.language),
            high=percent_text(share.high, self.language),
            confidence=self._interval(),
        )

    def _counted(self, name: str, count: int) -> str:
        """Return "none stayed the same", "1 stayed ..." or "3 stayed ..."."""
        one = count == 1 and name == "say_same"
        key = f"{name}_none" if not count else f"{name}_one" if one else f"{name}_some"
        return self._word(key, count=count)

    def _family(self, family: list[ComparedRow]) -> list[str]:
        """Tell an instrument of many areas: overall first, then which areas changed."""
        return [*(self._one(row) for row in family if row.scale == OVERALL), *self.areas(family)]

    def areas(self, family: list[ComparedRow]) -> list[str]:
        """Return which areas of an instrument changed, and which way is better on all of them."""
        sentences = []
        found: dict[tuple[str, str], list[str]] = {}
        for row in family:
            if row.scale != OVERALL:
                found.setdefault(self._kind(row), []).append(self._named(row))
        for (key, reason), titles in sorted(
            found.items(), key=lambda item: _ORDER.index(item[0][0])
        ):
            facts = {"tests": self.tests, "few": FEW_PERSONS, "reason": reason}
            sentences.append(self._word(key, scales=listed(titles, self.language), **facts))
        directions = {row.better for row in family}
        if directions == {"higher"}:
            sentences.append(self._word("say_family_higher"))
        elif directions == {"lower"}:
            sentences.append(self._word("say_family_lower"))
        return sentences

    def _kind(self, row: ComparedRow) -> tuple[str, str]:
        """Return which sentence an area belongs to, and why it cannot be computed if so."""
        if not row.has_interval:
            return "say_family_none", self._reason(row)
        if row.n < FEW_PERSONS:
            return "say_family_few", ""
        if not self._is_clear(row):
            alone = row.interval_side in ("better", "worse")
            return "say_family_alone" if alone else "say_family_unclear", ""
        return _CLEAR.get(row.interval_side, "say_family_moved"), ""

    def _named(self, row: ComparedRow) -> str:
        if self._kind(row)[0] in _WITH_CHANGE:
            return f"{row.title} ({row.number('mean_change', self.language, signed=True)})"
        return row.title


# These name each area's change.
_WITH_CHANGE = (*("say_family_clear", "say_family_poorer", "say_family_moved", "say_family_alone"),)
_ORDER = (
    "say_family_clear",
    "say_family_poorer",
    "say_family_moved",
    "say_family_alone",
    "say_family_unclear",
    "say_family_few",
    "say_family_none",
)
