"""What a reader of a page about claims must know first: who may read, whose coding, which data."""

from __future__ import annotations

from collections.abc import Mapping

from evalkit.present.audience import check_audience
from evalkit.present.blocks import Text
from evalkit.present.notices import how_it_came_about
from evalkit.present.numbers import date_text
from evalkit.present.practice_table import titled
from evalkit.present.words import check_language, word
from evalkit.programmes.chosen import Programmes, chosen_programmes
from evalkit.sets.cohort import period
from evalkit.study import Study

__all__ = ["practice_notice"]


def practice_notice(
    programme: Programmes,
    studies: Mapping[str, Study],
    *,
    audience: str,
    end: str = "",
    language: str = "da",
) -> Text:
    """Return what a reader of a page about claims must know first.

    Parameters
    ----------
    programme : str, Path, Programme, or a list of these
        As for `evalkit.lovende_praksis`.
    studies : mapping from programme to Study
        What was measured; from `evalkit.load_programmes`.
    audience : {"internal"}
        Public pages need disclosure control, which is not built yet.
    end : str
        The last day that counts, written yyyy-mm-dd; empty for everything that was loaded.
    language : {"da", "en"}
        Of the sentences.

    Returns
    -------
    Text
        Set apart from the rest of a page.

    Raises
    ------
    InputError
        When the audience is not internal, a programme is unknown, or day or language is misspelt.

    Examples
    --------
    >>> said = practice_notice("mentorbarn", {}, audience="internal", language="en")
    >>> said.paragraphs[-1]
    'The page rests on published documents alone. It holds no data about young people.'
    """
    check_language(language)
    check_audience(audience)
    programmes = chosen_programmes(programme)
    measured = tuple(one for one in programmes if one.name in studies)
    coding = word("practice_notice_coding", language, whose=programmes[0].asked.whose)
    if not measured:
        return Text((coding, word("practice_notice_none", language)), role="notice")
    told = [how_it_came_about(studies[one.name], language)[0] for one in measured]
    parts = [word("practice_notice_made_up", language)] if any(told) else []
    parts += [word("internal_notice", language), coding]
    parts.append(word("practice_notice_data", language, titles=titled(measured, language)))
    if end:
        last = date_text(period("", end).last, language)
        parts.append(word("practice_notice_end", language, last=last))
    return Text(tuple(parts), role="notice")
