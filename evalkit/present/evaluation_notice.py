"""What a reader of an evaluation must know first: who may read, which courses, as of when."""

from __future__ import annotations

import pandas as pd

from evalkit.present.audience import check_audience
from evalkit.present.blocks import Text
from evalkit.present.notices import how_it_came_about, much_set_aside
from evalkit.present.numbers import date_text
from evalkit.present.words import check_language, word
from evalkit.sets.cohort import cohort, period
from evalkit.study import Study

__all__ = ["evaluation_notice", "period_text"]


def period_text(start: str, end: str, language: str) -> str:
    """Return a period in words.

    Examples
    --------
    >>> period_text("2025-01-01", "2026-09-30", "da")
    '1. januar 2025 til 30. september 2026'
    >>> period_text("", "2026-09-30", "en")
    'up to 30 September 2026'
    """
    asked = period(start, end)
    last = date_text(asked.last, language)
    if asked.first is None:
        return word("period_until", language, last=last)
    return word("period_from_to", language, first=date_text(asked.first, language), last=last)


def evaluation_notice(
    study: Study, *, start: str = "", end: str, audience: str, language: str = "da"
) -> Text:
    """Return what a reader of an evaluation must know first.

    Parameters
    ----------
    study : Study
        Everything that was loaded (not yet cut to the period).
    start, end : str
        As for `evalkit.cohort`.
    audience : {"internal"}
        Public pages need disclosure control, which is not built yet.
    language : {"da", "en"}
        Of the sentences.

    Returns
    -------
    Text
        Set apart from the rest of a page.

    Raises
    ------
    InputError
        When the audience is not internal, or a day or the language is misspelt.

    Examples
    --------
    >>> import evalkit as ek
    >>> study = ek.load("data/examples/unik", profile="unik")
    >>> said = ek.evaluation_notice(study, end="2026-09-30", audience="internal", language="en")
    >>> said.paragraphs[1].startswith("Evaluation of all courses that began up to 30 September")
    True
    """
    check_language(language)
    check_audience(audience)
    asked = period(start, end)
    facts = {
        "period": period_text(start, end, language),
        "last": date_text(asked.last, language),
    }
    made_up, came_about = how_it_came_about(study, language)
    parts = [*made_up, word("internal_notice", language)]
    if asked.first is None:
        parts.append(word("evaluation_notice_all", language, **facts))
    else:
        parts.append(word("evaluation_notice", language, **facts))
    parts += much_set_aside(study, language)
    latest = cohort(study, start=start, end=end).latest
    if latest is not None:
        parts.append(word("evaluation_latest", language, day=date_text(latest, language)))
    begun = study.enrolments["started"]
    later = int((begun > pd.Timestamp(asked.last)).sum())
    if later:
        parts.append(word("later_notice_period", language, count=later))
    earlier = 0 if asked.first is None else int((begun < pd.Timestamp(asked.first)).sum())
    if earlier:
        parts.append(word("evaluation_earlier", language, count=earlier))
    return Text((*parts, *came_about), role="notice")
