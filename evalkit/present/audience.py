"""Who a report is for, and what must not be made for them yet."""

from __future__ import annotations

from evalkit.errors import InputError, did_you_mean

__all__ = ["AUDIENCES", "check_audience"]

AUDIENCES = ("internal", "public")


def check_audience(audience: str) -> None:
    """Refuse an audience that is unknown, and the public one until small groups can be protected.

    Raises
    ------
    InputError
        When it is not "internal".

    Examples
    --------
    >>> check_audience("public")
    Traceback (most recent call last):
        ...
    evalkit.errors.InputError: audience='public' is refused: ...
    """
    if audience == "public":
        raise InputError(
            "audience='public' is refused: evalkit cannot yet protect small groups in published "
            "tables. Use audience='internal', and do not publish the page."
        )
    if audience not in AUDIENCES:
        raise InputError(f"`audience` is {audience!r}. {did_you_mean(str(audience), AUDIENCES)}")
