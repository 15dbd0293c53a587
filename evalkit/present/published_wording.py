"""Published shares in sentences: how many are possible, what those that are not could mean."""

from __future__ import annotations

import pandas as pd

from evalkit.assessment.published_figures import PublishedFigures, alike
from evalkit.present.numbers import count_text
from evalkit.present.published_rows import ShownShare, share_percent, shown_shares
from evalkit.present.published_table import without_text
from evalkit.present.screening_table import remarks
from evalkit.present.words import listed, word

__all__ = ["say_published"]


def say_published(result: PublishedFigures, *, language: str) -> list[str]:
    """Say how many shares are possible, each that is not, and what none of them can show."""
    shown = shown_shares(result, language)
    if not shown:
        return [without_text(result, language)]
    told = [_overview(result, language)]
    not_of_n = [one for one in shown if one.numbers["verdict"] in ("impossible", "not_of_all")]
    told += [_not_of_n(one, language) for one in not_of_n]
    told += _smaller_n(not_of_n, language)
    no_count = [one for one in not_of_n if one.numbers["reason"] == "no_count"]
    if any(not one.is_of_group for one in no_count):
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
    total = count_text(len(result.to_frame()), language)
    counts = [
        word(_COUNTED[verdict], language, count=count_text(count, language))
        for verdict, count in result.verdicts.items()
        if count
    ]
    return " ".join([word("published_say", language, total=total), *counts])


_COUNTED = {
    "possible": "published_say_possible",
    "impossible": "published_say_impossible",
    "not_of_all": "published_say_not_of_all",
    "not_assessable": "published_say_not_assessable",
}


def _not_of_n(one: ShownShare, language: str) -> str:
    """Say why a share is not of the stated n."""
    return word(_NOT_OF_N[one.is_of_group, str(one.numbers["reason"])], language, **one.facts)


_NOT_OF_N = {
    (False, "no_count"): "published_say_no_count",
    (False, "count_disagrees"): "published_say_disagrees",
    (True, "no_count"): "published_say_group_no_count",
    (True, "count_disagrees"): "published_say_group_count",
}


def _smaller_n(shown: list[ShownShare], language: str) -> list[str]:
    """Say, once for the shares of one n, which smaller n would fit: an example, no finding."""
    told = []
    for one in shown:
        if pd.isna(one.numbers["other_n"]):
            continue
        same = alike(one.share, one.programme.published)
        if len(same) == 1:
            said = word("published_say_other", language, **one.facts)
        else:
            percents = [share_percent(share, language) for share in same]
            facts = {**one.facts, "percents": listed(percents, language)}
            said = word("published_say_other_shared", language, **facts)
        told.append(word("published_named", language, title=one.title, texts=said))
    return list(dict.fromkeys(told))


def _without_n(shown: list[ShownShare], language: str) -> list[str]:
    """Say how many shares lack their n, and which of them tell how things went."""
    unknown = [one for one in shown if one.share.n is None]
    if not unknown:
        return []
    outcomes = [one for one in unknown if one.share.is_outcome]
    count = count_text(len(outcomes), language)
    facts = {"count": count, "named": _named(outcomes, language)}
    if len(unknown) == 1:
        key = "published_say_one_outcome" if outcomes else "published_say_one_not_outcome"
        said = word(key, language, **facts)
        return [word("published_say_one_unknown", language, outcomes=said)]
    key = "published_say_outcomes" if outcomes else "published_say_no_outcomes"
    said = word(key, language, **facts)
    count = count_text(len(unknown), language)
    return [word("published_say_unknown", language, count=count, outcomes=said)]


def _named(shares: list[ShownShare], language: str) -> str:
    """Return what is said of each programme, one programme after the other."""
    texts: dict[str, list[str]] = {}
    for one in shares:
        texts.setdefault(one.title, []).append(one.share.text[language])
    return " ".join(
        word("published_named", language, title=title, texts=" ".join(said))
        for title, said in texts.items()
    )
