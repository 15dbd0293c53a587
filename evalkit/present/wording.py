"""From a result to plain sentences that a caseworker understands and a statistician accepts."""

from __future__ import annotations

from evalkit.present.registry import SAYERS, shown_by
from evalkit.present.words import check_language

__all__ = ["say"]


def say(result: object, *, language: str = "da") -> list[str]:
    """Return a result as plain sentences.

    Parameters
    ----------
    result : any result of evalkit that has sentences
        Such as a PrePost, an Activity or an Attendance.
    language : {"da", "en"}
        Of the sentences.

    Returns
    -------
    list of str
        Of a comparison: how long between the readings, where dates chose them; then for every
        scale how many, from what to what, how sure, how many improved.
        An instrument of many areas is told by its overall score and by which areas changed when
        all tests are allowed for. Last: who is not in it, and what one group before and after
        cannot show. Empty when there is nothing to tell, such as a delivery without attendance.

    Raises
    ------
    InputError
        When the language is neither "da" nor "en", or the result is of another kind.

    Notes
    -----
    The words follow from the design: "has changed", never that the programme made it so. Below 10
    pairs no interval is read as an improvement; the sentence says that the group is too small.
    Where nobody says which direction is better, neither improvement nor deterioration is claimed.

    Examples
    --------
    >>> import evalkit as ek
    >>> study = ek.load("data/examples/empower4u", profile="empower4u")
    >>> sentences = ek.say(ek.pre_post(study), language="en")
    >>> sentences[1].startswith("Self-efficacy, 10 to 40, higher is better: 25 people")
    True
    """
    check_language(language)
    told: list[str] = shown_by(SAYERS, result, verb="say")(result, language=language)
    return told
