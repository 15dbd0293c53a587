"""Sentences about shares: how many of how many, how sure, and what that cannot show."""

from __future__ import annotations

from evalkit.outcomes.grim import Grim
from evalkit.outcomes.paired_shares import PairedShares
from evalkit.outcomes.share import ShareInterval
from evalkit.present.numbers import (
    SMALLEST_P,
    confidence_text,
    count_text,
    decimal_text,
    interval_text,
    p_text,
    percent_text,
)
from evalkit.present.paired_share_rows import PairedShareRow, paired_share_rows
from evalkit.present.share_tables import percent_of
from evalkit.present.told_rows import FEW_PERSONS
from evalkit.present.words import word, word_or

__all__ = ["p_phrase", "say_grim", "say_paired_shares", "say_share"]


def _interval_word(confidence: float, language: str) -> str:
    return word("interval", language, confidence=confidence_text(confidence, language))


def _percent_interval(low: float, high: float, language: str) -> str:
    return word("to", language, low=percent_text(low, language), high=percent_text(high, language))


def say_share(result: ShareInterval, *, language: str) -> list[str]:
    """Return the sentences of one share."""
    if not result.n:
        return [word("shares_nobody", language)]
    if result.n == 1:
        return [word("shares_say_one", language)]
    size = count_text(result.n, language)
    said = [
        word(
            "shares_say",
            language,
            count=count_text(result.count, language),
            n=size,
            share=percent_text(result.estimate, language),
            confidence=_interval_word(result.confidence, language),
            interval=_percent_interval(result.conf_low, result.conf_high, language),
        )
    ]
    if result.n < FEW_PERSONS:
        said.append(word("shares_say_small", language, n=size))
    return [*said, word("shares_say_limits", language, n=size)]


def say_grim(result: Grim, *, language: str) -> list[str]:
    """Return the sentence of one published percentage."""
    percent = percent_of(result, float(result.percent), language)
    if result.n is None:
        return [word("grim_say_unknown", language, percent=percent)]
    facts = {"percent": percent, "n": count_text(result.n, language)}
    if result.possible and not result.informative:
        return [word("grim_say_always", language, **facts)]
    if result.possible:
        counts = ", ".join(count_text(count, language) for count in result.counts)
        return [word("grim_say_yes", language, counts=counts, **facts)]
    below, above = result.nearest
    # Two decimals more than were printed: 73.47 % would read 73.5 %, as if it could be 74 %.
    shares = [100 * count / result.n for count in (below, above)]
    texts = [percent_of(result, share, language, more=2) for share in shares]
    return [
        word(
            "grim_say_no",
            language,
            below=count_text(below, language),
            above=count_text(above, language),
            percent_below=texts[0],
            percent_above=texts[1],
            **facts,
        )
    ]


def say_paired_shares(result: PairedShares, *, language: str) -> list[str]:
    """Return the sentences of a share at two measurements of the same persons."""
    rows = paired_share_rows(result, language)
    if not any(row.n for row in rows):
        return [word("no_second_readings", language)]
    teller = _Teller(result, language)
    said = [teller.told(row) for row in rows]
    said += [
        word("paired_shares_unpaired", language, title=row.title, count=row.unpaired)
        for row in rows
        if row.unpaired
    ]
    return [*said, word("say_design", language)]


class _Teller:
    """Tells the rows of one result in one language."""

    def __init__(self, result: PairedShares, language: str) -> None:
        self.language = language
        self.confidence = result.confidence
        self.tests = int(result.to_frame()["p_value"].notna().sum())
        self.readings = _readings(result, language)

    def told(self, row: PairedShareRow) -> str:
        """Return the sentences of one row."""
        if not row.n:
            return self._word("paired_shares_say_none", title=row.title)
        if row.n == 1:
            return self._word("paired_shares_say_one", title=row.title)
        return " ".join([self._shares(row), self._difference(row), self._verdict(row)]).strip()

    def _word(self, name: str, **facts: object) -> str:
        return word(name, self.language, **facts)

    def _shares(self, row: PairedShareRow) -> str:
        facts: dict[str, object] = dict(self.readings)
        for name, count in (("pre", row.pre), ("post", row.post)):
            low, high = (float(row.numbers[f"share_{name}_{end}"]) for end in ("low", "high"))
            facts[name] = count_text(count, self.language)
            facts[f"share_{name}"] = percent_text(row.numbers[f"share_{name}"], self.language)
            facts[f"interval_{name}"] = _percent_interval(low, high, self.language)
        return self._word(
            "paired_shares_say",
            title=row.title,
            n=count_text(row.n, self.language),
            confidence=_interval_word(self.confidence, self.language),
            **facts,
        )

    def _difference(self, row: PairedShareRow) -> str:
        ends = row.points("conf_low"), row.points("conf_high")
        return self._word(
            "paired_shares_say_difference",
            difference=decimal_text(row.points("estimate"), self.language, signed=True),
            confidence=_interval_word(self.confidence, self.language),
            interval=interval_text(*ends, self.language),
            to_no=count_text(row.numbers["pre_only"], self.language),
            to_yes=count_text(row.numbers["post_only"], self.language),
            same=count_text(row.numbers["both"] + row.numbers["neither"], self.language),
        )

    def _verdict(self, row: PairedShareRow) -> str:
        """Say what interval and test tell together; nothing when the group is too small."""
        if row.n < FEW_PERSONS:
            return self._word("say_few", n=row.n)
        if row.is_untested:
            return ""
        low, high = row.numbers["conf_low"], row.numbers["conf_high"]
        facts = {"p": self._p(row), **self.readings}
        if low <= 0 <= high:
            return self._word("paired_shares_unclear", **facts)
        if row.numbers["p_adjusted"] >= 1 - self.confidence:
            return self._word("paired_shares_unsure", **facts)
        return self._word("paired_shares_rise" if low > 0 else "paired_shares_fall", **facts)

    def _p(self, row: PairedShareRow) -> str:
        return p_phrase(float(row.numbers["p_adjusted"]), self.language, tests=self.tests)


def p_phrase(p_value: float, language: str, *, tests: int = 1) -> str:
    """Return "= 0.031" or "< 0.001", and for how many tests it is adjusted."""
    text = p_text(p_value, language)
    if p_value >= SMALLEST_P:
        text = word("paired_shares_equal", language, p=text)
    if tests == 1:
        return text
    return word("paired_shares_adjusted", language, p=text, tests=tests)


def _readings(result: PairedShares, language: str) -> dict[str, str]:
    """Return what a sentence calls the two measurements."""
    if result.paired is not None and result.paired.waves is not None:
        names = [word_or(wave, language) for wave in result.paired.waves]
        said = [word("paired_shares_wave", language, wave=name) for name in names]
    else:
        said = [word(name, language) for name in ("paired_shares_first", "paired_shares_latest")]
    return dict(zip(("first", "latest"), said, strict=True))
