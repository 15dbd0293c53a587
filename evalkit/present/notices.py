"""What a reader must know first: who may read, as of when, how the data came about."""

from __future__ import annotations

import pandas as pd

from evalkit.errors import InputError, did_you_mean
from evalkit.intake.checked import Checked
from evalkit.present.audience import check_audience
from evalkit.present.blocks import Text
from evalkit.present.count_wording import quarter_text
from evalkit.present.numbers import date_text
from evalkit.present.words import check_language, word
from evalkit.sets.windows import POPULATIONS, quarter
from evalkit.study import Study

__all__ = ["how_it_came_about", "much_set_aside", "notice"]

# From this share of a file's rows on, what is set aside stands at the top of the page.
LARGE_SHARE_ASIDE = 0.1


def _how_far_and_how_much(study: Study, language: str) -> list[str]:
    """Say how far the data reach, and where much was set aside."""
    said = []
    if study.latest is not None:
        said.append(word("latest_notice", language, day=date_text(study.latest, language)))
    return [*said, *much_set_aside(study, language)]


def much_set_aside(study: Study, language: str) -> list[str]:
    """Say where so much was set aside that the numbers suffer."""
    said = []
    for row in study.counts.to_dict("records"):
        rows = int(row["received"]) - int(row["not_data"])
        if row["set_aside"] > LARGE_SHARE_ASIDE * rows:
            facts = {"file": row["file"], "count": int(row["set_aside"]), "rows": rows}
            said.append(word("aside_notice", language, **facts))
    return said


def notice(
    study: Study | Checked,
    when: str = "",
    *,
    audience: str,
    language: str = "da",
    population: str = "all",
) -> Text:
    """Return what a reader must know first: who may read, as of when, how the data came about.

    Parameters
    ----------
    study : Study or Checked
        What the report is about. A page about a Checked is about the data as supplied, whatever
        the quarter.
    when : str
        The quarter, such as "2026Q3"; of a Study.
    audience : {"internal"}
        Public pages need disclosure control, which is not built yet.
    language : {"da", "en"}
        Of the sentences.
    population : {"all", "quarter"}
        As for `evalkit.as_of`.

    Returns
    -------
    Text
        Set apart from the rest of a page.

    Raises
    ------
    InputError
        When the audience is not internal, or quarter, population or language is misspelt.

    Examples
    --------
    >>> import evalkit as ek
    >>> study = ek.load("data/examples/unik", profile="unik")
    >>> said = ek.notice(study, "2026Q3", audience="internal", language="en")
    >>> said.paragraphs[0].startswith("Internal page.")
    True
    """
    check_language(language)
    check_audience(audience)
    made_up, came_about = how_it_came_about(study, language)
    if isinstance(study, Checked):
        parts = [*made_up, word("internal_notice", language), word("quality_notice", language)]
        return Text((*parts, *came_about), role="notice")
    window = quarter(when)
    facts = {
        "first": date_text(window.first_day, language),
        "last": date_text(window.last_day, language),
        "quarter": quarter_text(str(window), language),
    }
    if population not in POPULATIONS:
        raise InputError(f"`population` is {population!r}. {did_you_mean(population, POPULATIONS)}")
    key = "status_notice" if population == "all" else "quarter_population_notice"
    parts = [*made_up, word("internal_notice", language)]
    parts.append(word(key if study.instruments else "status_notice_plain", language, **facts))
    parts += _how_far_and_how_much(study, language)
    later = int((study.enrolments["started"] > pd.Timestamp(window.last_day)).sum())
    if later:
        parts.append(word("later_notice", language, count=later))
    return Text((*parts, *came_about), role="notice")


def how_it_came_about(result: Study | Checked, language: str) -> tuple[list[str], list[str]]:
    """Return whether the data are made up, to be said first; and how they came about."""
    if not result.notes:
        return [], []
    made_up = word("made_up_notice", language)
    whole = result.notes[language]
    rest = whole.removeprefix(made_up).strip()
    return [made_up] if whole.startswith(made_up) else [], [rest] if rest else []
