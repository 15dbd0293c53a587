"""Whether what was handed in is a study: a frame in its place is refused in words."""

from __future__ import annotations

from evalkit.errors import InputError
from evalkit.study import Study

__all__ = ["check_study"]


def check_study(given: object) -> None:
    """Refuse what is no study.

    Raises
    ------
    InputError
        When it is anything else, such as one of a study's tables.

    Examples
    --------
    >>> check_study(Study(title={"en": "x"}, programme="x"))
    """
    if not isinstance(given, Study):
        raise InputError(
            f"`study` is a {type(given).__name__}; what ek.load(...) returns is meant."
        )
