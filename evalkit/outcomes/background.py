"""What a study knows of people besides their scores: the background columns of its enrolments."""

from __future__ import annotations

from evalkit.errors import InputError, did_you_mean
from evalkit.frames import ENROLMENTS
from evalkit.study import Study

__all__ = ["refuse_unknown_background"]


def refuse_unknown_background(study: Study, column: str) -> None:
    """Refuse a column that neither the scores nor the enrolments have, naming the background.

    Raises
    ------
    InputError
        With the nearest of the columns by which people may be grouped.
    """
    if column in study.scores or column in study.enrolments:
        return
    own = {one.name for one in ENROLMENTS.columns} - {"site"}
    background = [str(name) for name in study.enrolments if name not in own]
    raise InputError(
        f"Nothing is known of people's {column!r}: neither scores nor enrolments have such a "
        f"column. {did_you_mean(column, background)}"
    )
