"""Published shares in sentences: how many are possible, what those that are not could mean."""

from __future__ import annotations

import pandas as pd

from evalkit.assessment.published_figures import PublishedFigures
from evalkit.present.numbers import count_text
from evalkit.present.published_rows import ShownShare, shown_shares
from evalkit.present.published_table import without_text
from evalkit.present.screening_table import remarks
from evalkit.present.words import word

__all__ = ["say_published"]


def say_published(result: PublishedFigures, *, language: str) -> list[str]:
    """Say how many shares are possible, each that is not, and what none of them can show."""
    shown = shown_shares(result, language)
    if not shown:
        return [without_text(result, language)]
    told = [_overview(result, language)]
    impossible = [one for one in shown if one.numbers["verdict"] == "impossible"]
    told += [_impossible(one, language) for one in impossible]
    if any(one.numbers["reason"] == "no_count" for one in impossible):
        told.append(word("published_impossible_note", language))
    told += _without_n(shown, language)
    for one in shown:
        if one.share.contradiction and one.numbers["reason"] != "count_disagrees":
            told.append(remarks(one.share, language, what=one.what)[-1])
    told.append(word("published_design_note", language))
    if result.without:
        told.append(without_text(result, language))
    return told


def _overview(result: PublishedFigures, language: str) -> str:
    counts = {name: count_text(count, language) for name, count in result.verdicts.items()}
    total = count_text(len(result.to_frame()), language)
    return word("published_say", language, total=total, **counts)


def _impossible(one: ShownShare, language: str) -> str:
    """Say why a share is not possible as printed; which smaller n would fit is an example."""
    if one.numbers["reason"] == "count_disagrees":
        return word("published_say_disagrees", language, **one.facts)
    said = word("published_say_no_count", language, **one.facts)
    shares = one.numbers["other_shares"]
    if pd.isna(shares):
        return said
    key = "published_say_other" if shares == 1 else "published_say_other_shared"
    return f"{said} {word(key, language, **one.facts)}"


def _without_n(shown: list[ShownShare], language: str) -> list[str]:
    """Say how many shares lack their n, and which of them tell how things went."""
    unknown = [one for one in shown if one.share.n is None]
    if not unknown:
        return []
    said = word("published_say_unknown", language, count=count_text(len(unknown), language))
    outcomes = [one for one in unknown if one.share.is_outcome]
    if not outcomes:
        return [f"{said} {word('published_say_no_outcomes', language)}"]
    count, named = count_text(len(outcomes), language), _named(outcomes, language)
    return [f"{said} {word('published_say_outcomes', language, count=count, named=named)}"]


def _named(shares: list[ShownShare], language: str) -> str:
    """Return what is said of each programme, one programme after the other."""
    texts: dict[str, list[str]] = {}
    for one in shares:
        texts.setdefault(one.title, []).append(one.share.text[language])
    return " ".join(
        word("published_named", language, title=title, texts=" ".join(said))
        for title, said in texts.items()
    )
