"""An evaluation in short: who, what changed, how sure, how many by chance, what it cannot show."""

from __future__ import annotations

import pandas as pd

from evalkit.errors import InputError
from evalkit.outcomes.change import PrePost
from evalkit.outcomes.reliable_change import ReliableChange
from evalkit.outcomes.reliable_numbers import Judged
from evalkit.present.blocks import Text
from evalkit.present.change_table import no_change
from evalkit.present.change_wording import Teller, measured_twice, time_between
from evalkit.present.compared_rows import ComparedRow
from evalkit.present.numbers import confidence_text
from evalkit.present.reliable_rows import error_fits, has_categories, reliable_rows
from evalkit.present.row_names import grouping
from evalkit.present.told_rows import LARGEST_TOLD_ONE_BY_ONE, families, in_full
from evalkit.present.words import check_language, listed, word

__all__ = ["in_short"]


def in_short(change: PrePost, persons: ReliableChange, *, language: str = "da") -> Text:
    """Return what a reader with one minute must know.

    Parameters
    ----------
    change : PrePost
        From `evalkit.pre_post`, by scale.
    persons : ReliableChange
        From `evalkit.reliable_change` on the same pairs.
    language : {"da", "en"}
        Of the sentences.

    Returns
    -------
    Text
        A list: who is in it; how long between the readings; what changed on each main scale, how
        sure, and how many score better beside how many would by error alone; what the design
        cannot show.

    Raises
    ------
    InputError
        When the two are not about the same pairs, or the language is unknown.

    See Also
    --------
    evalkit.say : everything that is known, in sentences.

    Examples
    --------
    >>> import evalkit as ek
    >>> study = ek.load("data/examples/unik", profile="unik")
    >>> change = ek.pre_post(study, by=("instrument", "scale"))
    >>> precision = ek.study_reliability(study)
    >>> persons = ek.reliable_change(change, reliability=precision, better="instrument")
    >>> ek.in_short(change, persons, language="en").paragraphs[0].startswith("32 to 34 of the 45")
    True
    """
    check_language(language)
    if persons.paired is not change.paired:
        raise InputError(
            "`persons` is not about the pairs of `change`. Make it from the same result, as in "
            "ek.reliable_change(change, ...)."
        )
    nothing = no_change(change, language)
    if nothing is not None:
        return Text(nothing.paragraphs, role="list")
    teller = Teller(change, language)
    by_key = {_key(row): one for row, one in reliable_rows(persons, language)}
    told: list[str] = []
    plain: list[ComparedRow] = []
    for family in families(teller.rows):
        for row in in_full(family):
            told.append(teller.change_of(row))
            sentence = _persons(row, by_key.get(_key(row)), language)
            told += [sentence] if sentence else []
            plain += [] if sentence or not _has_shares(row) else [row]
        if len(family) > LARGEST_TOLD_ONE_BY_ONE:
            told += teller.areas(family)
    told += _only_scores(plain, language)
    confidence = confidence_text(change.confidence, language)
    return Text(
        (
            *_who(change, language),
            *time_between(change, language),
            *told,
            word("in_short_interval", language, confidence=confidence),
            word("say_chance", language),
            word("say_design", language),
        ),
        role="list",
    )


def _key(row: ComparedRow) -> tuple[object, ...]:
    return (row.instrument, row.scale, row.groups)


def _who(change: PrePost, language: str) -> list[str]:
    """Say how many were measured twice, of how many; nothing where nobody says who is enrolled."""
    if change.enrolled is None or grouping(change.by):
        return []
    low, high = measured_twice(change, language)
    apart = word("flow_apart", language, days=change.min_days) if change.min_days else ""
    facts = {"enrolled": change.enrolled, "apart": apart}
    if low == change.enrolled:
        return [word("in_short_who_all", language, **facts)]
    n = _ends(low, high, language)
    missing = _ends(change.enrolled - high, change.enrolled - low, language)
    return [word("in_short_who", language, n=n, missing=missing, **facts)]


def _ends(low: int, high: int, language: str) -> str:
    return str(low) if low == high else word("to", language, low=low, high=high)


def _has_shares(row: ComparedRow) -> bool:
    return row.n > 1 and not pd.isna(row.numbers["improved"])


def _persons(row: ComparedRow, one: Judged | None, language: str) -> str:
    """Say how many score better, beside how many would by error alone; nothing if not known."""
    if not _has_shares(row) or one is None or not has_categories(one) or not error_fits(one):
        return ""
    by_error = one.row.get("expected_any_up")
    if by_error is None or pd.isna(by_error):
        return ""
    return word(
        "in_short_persons",
        language,
        scale=row.title,
        up=int(row.numbers["improved"]),
        n=row.n,
        by_error=round(float(by_error)),
        improved=one.row["reliably_improved"],
    )


def _only_scores(rows: list[ComparedRow], language: str) -> list[str]:
    """Say how many score better where nobody knows how many would by error alone."""
    if not rows:
        return []
    shown = [
        word(
            "in_short_up",
            language,
            scale=row.title,
            up=int(row.numbers["improved"]),
            n=row.n,
        )
        for row in rows
    ]
    return [word("in_short_persons_plain", language, shown=listed(shown, language))]
