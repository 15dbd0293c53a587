"""What the registry says of a programme that monitoring leans on: its own practice and limits."""

from __future__ import annotations

from evalkit.errors import InputError
from evalkit.programmes.fact import Fact
from evalkit.programmes.programme import Programme
from evalkit.programmes.programme_file import programme as programme_of
from evalkit.programmes.programme_file import programme_names

__all__ = ["entry_of", "falling_attendance_practice", "highest_share"]

# What a programme says it does when attendance falls, by the names of its facts; the only one of
# the sources that says so is Cafétilbud Sociale STEP.
FALLING_ATTENDANCE = ("falling_attendance", "supervision_intensified")


def entry_of(programme: str | Programme | None, *, default: str) -> Programme | None:
    """Return a programme's entry in the registry; None where the data's own programme has none.

    Parameters
    ----------
    programme : str, Programme or None
        What the caller named, if anything.
    default : str
        The programme of the data.

    Raises
    ------
    InputError
        When a programme is named that the registry does not know.
    """
    if isinstance(programme, Programme):
        return programme
    if programme is not None:
        return programme_of(programme)
    return programme_of(default) if default in programme_names() else None


def falling_attendance_practice(entry: Programme | None) -> tuple[Fact, ...]:
    """Return what a programme says it does when attendance falls; nothing where it says nothing.

    Examples
    --------
    >>> [fact.name for fact in falling_attendance_practice(programme_of("cafe_step"))]
    ['falling_attendance', 'supervision_intensified']
    >>> falling_attendance_practice(programme_of("insp"))
    ()
    """
    if entry is None:
        return ()
    found = {fact.name: fact for fact in entry.facts}
    return tuple(found[name] for name in FALLING_ATTENDANCE if name in found)


def highest_share(entry: Programme | None) -> tuple[Fact, ...]:
    """Return the rules of a programme that set an upper limit to a share of its users.

    Raises
    ------
    InputError
        When its rules set different limits: one must be chosen.

    Examples
    --------
    >>> [(fact.name, fact.most) for fact in highest_share(programme_of("insp"))]
    [('at_most_20_users', 20.0), ('at_most_20_young', 20.0)]
    """
    if entry is None:
        return ()
    rules = tuple(
        fact for fact in entry.about("rule") if fact.unit == "per_cent" and fact.most is not None
    )
    limits = sorted({fact.most for fact in rules if fact.most is not None})
    if len(limits) > 1:
        raise InputError(
            f"'{entry.name}' has rules with different upper limits: "
            f"{', '.join(f'{limit:g} %' for limit in limits)}. Choose one with `most=`."
        )
    return rules
