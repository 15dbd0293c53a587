"""One look at one thing that is watched: what was seen, how sure, and whether it is a concern."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ALARM", "RULE_ALARM", "Look", "by_test"]

# A test raises a concern when chance alone would give it at most once in a hundred looks.
ALARM = 0.01
# A rule is known beforehand and nobody chose it after the data; of a few units none would ever be
# broken at 0.01.
RULE_ALARM = 0.05


@dataclass(frozen=True)
class Look:
    """What was seen of one thing in one quarter.

    Attributes
    ----------
    watch : str
        What is watched: "attendance", "fidelity", "readings", "exits", "matches", "goals",
        "starts", "age".
    about : str
        Which of them: an activity, a rule, a measurement; empty where there is one only.
    alarm : float
        The chance that the look raises a concern although nothing has changed; 0 where it is a
        count of what happened and no chance is in it.
    is_concern : bool
        Whether it does.
    size : float
        How much of it there is, on a scale where more is worse; a concern has grown when it has.
    count, n : int or None
        So many of so many.
    value, usual : float or None
        What it is, and what it was before or should be, as a share or a number; None where the
        count says it.
    chance : float or None
        How often chance alone gives as much; None where it is a count of what happened.
    people : int or None
        How many persons are behind the count; None where nobody is (evenings, teams).
    how : tuple of str
        By which rules it was found.
    """

    watch: str
    about: str
    alarm: float
    is_concern: bool
    size: float = 0.0
    count: int | None = None
    n: int | None = None
    value: float | None = None
    usual: float | None = None
    chance: float | None = None
    people: int | None = None
    how: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        """What it is about, so that quarters can be compared."""
        return self.watch, self.about


def by_test(
    watch: str,
    *,
    chance: float,
    size: float,
    about: str = "",
    count: int | None = None,
    n: int | None = None,
    usual: float | None = None,
    people: int | None = None,
) -> Look:
    """Return a look whose concern is decided by an exact test at `ALARM`.

    `people` are those behind the count, where they are not what is counted.
    """
    return Look(
        watch=watch,
        about=about,
        alarm=ALARM,
        is_concern=chance <= ALARM,
        size=size,
        count=count,
        n=n,
        usual=usual,
        chance=chance,
        people=count if people is None else people,
        how=("test",),
    )
