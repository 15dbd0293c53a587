"""What a reader may do next: ask, talk about, begin to collect, find out, read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from evalkit.assessment.practice_profile import PracticeProfile
from evalkit.results import Framed

__all__ = ["NextSteps", "next_steps"]

# What can be collected at once and shows most of what is claimed: the first of these without data.
COLLECTED = ("goals", "monitoring", "reflection", "follow_up", "economy")
MOST_COLLECTED = 3


@dataclass(frozen=True, repr=False, eq=False)
class NextSteps(Framed):
    """What a reader may do next: one row a step and element.

    Attributes
    ----------
    profile : PracticeProfile
        What the steps follow from.
    """

    profile: PracticeProfile
    _frame: pd.DataFrame
    _brief: ClassVar[tuple[str, ...]] = ("step", "element", "programmes")

    def elements(self, step: str) -> tuple[str, ...]:
        """Return the elements of one step, in the questionnaire's order."""
        return tuple(self._frame.loc[self._frame["step"] == step, "element"])


def next_steps(profile: PracticeProfile, /) -> NextSteps:
    """Return what a reader of a profile may do next.

    Parameters
    ----------
    profile : PracticeProfile
        Of one or several programmes, best with a study.

    Returns
    -------
    NextSteps
        `to_frame()` has one row a step and element: step, element, programmes (in how many it
        applies). Steps: against (the data point against what is said), ask (the source does not
        say), look (there only to some degree, or not at all), collect (nothing in the data shows
        whether it is done).

    Notes
    -----
    Of several programmes an element is asked about, or looked at, when this applies to at least
    half of them. The steps follow from the profile and weigh nothing: what matters most is for the
    reader to say.

    Examples
    --------
    >>> import evalkit as ek
    >>> "economy" in ek.next_steps(ek.lovende_praksis("unik")).elements("ask")
    True
    """
    frame, questionnaire = profile.to_frame(), profile.questionnaire
    many = len(profile.programmes)
    unknown, best = questionnaire.missing_grade.name, questionnaire.grades[0].name
    against = collected = pd.Series(dtype=bool)
    if profile.claims is not None:
        claims = profile.claims.to_frame()
        against = claims["verdict"].eq("against").groupby(claims["element"]).sum()
        lacking = claims["verdict"].isin(("not_seen", "no_data"))
        collected = lacking.groupby(claims["element"]).sum()
    silent = frame["grade"].eq(unknown).groupby(frame["element"]).sum()
    weak = (~frame["grade"].isin((unknown, best))).groupby(frame["element"]).sum()
    rows = []
    for element in questionnaire.element_names:
        if against.get(element, 0):
            rows.append(("against", element, int(against[element])))
        if silent[element] * 2 >= many:
            rows.append(("ask", element, int(silent[element])))
        elif weak[element] * 2 >= many:
            rows.append(("look", element, int(weak[element])))
    wanted = [name for name in COLLECTED if collected.get(name, 0)]
    rows += [("collect", name, int(collected[name])) for name in wanted[:MOST_COLLECTED]]
    return NextSteps(profile, pd.DataFrame(rows, columns=["step", "element", "programmes"]))
