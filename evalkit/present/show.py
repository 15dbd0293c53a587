"""Three verbs that turn any result into what a report shows: a table, a figure, sentences."""

from __future__ import annotations

from evalkit.errors import InputError, did_you_mean
from evalkit.present.blocks import Figure, Table, Text
from evalkit.present.registry import FIGURE_KINDS, FIGURES, TABLES, shown_by
from evalkit.present.wording import say
from evalkit.present.words import check_language, word

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


def figure(
    result: object, *, kind: str = "", key: object = None, language: str = "da"
) -> Figure | Text:
    """Return a result as a figure with caption, alternative text and the numbers behind it.

    Parameters
    ----------
    result : any result of evalkit that has a figure
        Such as a PrePost or an Attendance.
    kind : {"", "change", "estimation", "before_after", "forest"}
        Which picture of a PrePost: the changes with their intervals (also when not given), every
        person's two readings on one scale, the means area by area, or rows under one another; of
        the last also a list of PrePost, or a dict from heading to PrePost.
    key : str or dict, optional
        Of an estimation plot: which row, as for `evalkit.plot_estimation`.
    language : {"da", "en"}
        Of labels, caption and alternative text.

    Returns
    -------
    Figure, or Text where there is nothing to draw

    Raises
    ------
    InputError
        When the result has no figure, or none of this kind; when the language is unknown.

    See Also
    --------
    evalkit.plot_pre_post, evalkit.plot_estimation, evalkit.plot_before_after,
    evalkit.plot_forest, evalkit.plot_attendance : the picture alone, to work on with matplotlib.

    Examples
    --------
    >>> import evalkit as ek
    >>> study = ek.load("data/examples/unik", profile="unik")
    >>> ek.figure(ek.pre_post(study), language="en").caption
    'Mean change with 95% confidence interval'
    """
    check_language(language)
    if key is not None and kind != "estimation":
        raise InputError("`key` chooses the row of kind='estimation'. Leave it out here.")
    if kind and kind not in FIGURE_KINDS:
        raise InputError(f"`kind` is {kind!r}. {did_you_mean(kind, FIGURE_KINDS)}")
    showers = FIGURE_KINDS[kind] if kind else FIGURES
    maker = shown_by(showers, _one_of(result, kind), verb="figure")
    options = {} if key is None else {"key": key}
    shown: Figure | Text = maker(result, language=language, **options)
    return shown


def _one_of(result: object, kind: str) -> object:
    """Return the first of several results, which a forest plot stacks; else the result."""
    if kind == "forest" and isinstance(result, dict):
        return next(iter(result.values()), result)
    if kind == "forest" and isinstance(result, (list, tuple)):
        return next(iter(result), result)
    return result


# Said of every comparison without a comparison group: once, and last.
_CLOSING = ("say_chance", "say_design")


def sentences(*results: object, language: str = "da", closing: bool = True) -> Text:
    """Return the sentences of `evalkit.say` about one or several results as a block.

    Parameters
    ----------
    *results : any results of evalkit that have sentences
        What is told, in this order; what has nothing to tell is passed over.
    language : {"da", "en"}
        Of the sentences.
    closing : bool
        Whether what no before and after can show is said at the end: once a page is enough.

    Returns
    -------
    Text
        A list with one entry per sentence, each once; what no before and after can show comes last.

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
    general = [word(name, language) for name in _CLOSING]
    said = [sentence for sentence in told if sentence not in general]
    last = [sentence for sentence in general if sentence in told and closing]
    return Text((*dict.fromkeys(said), *last), role="list")
