"""Three verbs that turn any result into what a report shows: a table, a figure, sentences."""

from __future__ import annotations

from evalkit.present.blocks import Figure, Table, Text
from evalkit.present.registry import FIGURES, TABLES, shown_by
from evalkit.present.wording import say
from evalkit.present.words import check_language

__all__ = ["figure", "sentences", "table"]


def table(result: object, *, language: str = "da") -> Table | Text:
    """Return a result as a table for readers: captioned, rounded, in their language.

    Parameters
    ----------
    result : any result of evalkit that has a table
        Such as a PrePost, a Flow or a Study. Of a Study and of a Checked: what was received,
        loaded and set aside.
    language : {"da", "en"}
        Of captions, headings and numbers.

    Returns
    -------
    Table, or Text where there is nothing to show

    Raises
    ------
    InputError
        When the result has no table, or the language is unknown.

    Examples
    --------
    >>> import evalkit as ek
    >>> study = ek.load("data/examples/unik", profile="unik")
    >>> ek.table(study, language="en").caption
    'What was received, loaded and set aside'
    """
    check_language(language)
    maker = shown_by(TABLES, result, verb="table")
    shown: Table | Text = maker(result, language=language)
    return shown


def figure(result: object, *, language: str = "da") -> Figure | Text:
    """Return a result as a figure with caption, alternative text and the numbers behind it.

    Parameters
    ----------
    result : any result of evalkit that has a figure
        Such as a PrePost or an Attendance.
    language : {"da", "en"}
        Of labels, caption and alternative text.

    Returns
    -------
    Figure, or Text where there is nothing to draw

    Raises
    ------
    InputError
        When the result has no figure, or the language is unknown.

    See Also
    --------
    evalkit.plot_pre_post, evalkit.plot_attendance : the picture alone, to work on with matplotlib.

    Examples
    --------
    >>> import evalkit as ek
    >>> study = ek.load("data/examples/unik", profile="unik")
    >>> ek.figure(ek.pre_post(study), language="en").caption
    'Mean change with 95% confidence interval'
    """
    check_language(language)
    maker = shown_by(FIGURES, result, verb="figure")
    shown: Figure | Text = maker(result, language=language)
    return shown


def sentences(*results: object, language: str = "da") -> Text:
    """Return the sentences of `evalkit.say` about one or several results as a block.

    Parameters
    ----------
    *results : any results of evalkit that have sentences
        What is told, in this order; what has nothing to tell is passed over.
    language : {"da", "en"}
        Of the sentences.

    Returns
    -------
    Text
        A list with one entry per sentence.

    Raises
    ------
    InputError
        As for `evalkit.say`.

    Examples
    --------
    >>> import evalkit as ek
    >>> study = ek.load("data/examples/unik", profile="unik")
    >>> ek.sentences(ek.pre_post(study), language="en").role
    'list'
    """
    told = [sentence for result in results for sentence in say(result, language=language)]
    return Text(tuple(told), role="list")
