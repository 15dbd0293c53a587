"""Claims beside data: for each element of promising practice what is said and what is seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from evalkit.assessment.checks import CHECKS, NEEDS
from evalkit.assessment.seen import Seen
from evalkit.assessment.studies import studies_of
from evalkit.programmes.characterisation import characterise
from evalkit.programmes.chosen import Programmes, chosen_programmes
from evalkit.programmes.programme import Programme
from evalkit.programmes.questionnaire import Grade, Questionnaire
from evalkit.results import SHOWN_FROM, Framed, few_hidden
from evalkit.study import Study

__all__ = ["VERDICTS", "Claims", "claims_beside_data"]

# The data point the way of the claim; against it; they are there and settle nothing; the source is
# silent and there are data; nothing in the study shows it; there is no study.
VERDICTS = ("in_line", "against", "unclear", "data_only", "not_seen", "no_data")


@dataclass(frozen=True, repr=False, eq=False)
class Claims(Framed):
    """What is claimed about programmes beside what their studies show: one row an element.

    Attributes
    ----------
    programmes : tuple of Programme
        Whose claims.
    studies : mapping
        The study of each programme that has one.
    seen : mapping
        From programme and element to what was seen, with the numbers behind it.
    contradictions : DataFrame
        The rows whose data point against the claim.
    """

    programmes: tuple[Programme, ...]
    studies: Mapping[str, Study]
    seen: Mapping[tuple[str, str], Seen]
    _frame: pd.DataFrame
    _brief: ClassVar[tuple[str, ...]] = (
        "programme",
        "element",
        "claimed",
        "verdict",
        "n",
        "count",
        "estimate",
        "conf_low",
        "conf_high",
    )
    _telling: ClassVar[tuple[str, ...]] = ("count", "estimate", "conf_low", "conf_high")

    @property
    def contradictions(self) -> pd.DataFrame:
        """The rows whose data point against the claim."""
        return self._frame[self._frame["verdict"] == "against"].reset_index(drop=True)

    def without_few(self) -> pd.DataFrame:
        """Return the rows without the numbers that fewer than five persons are behind."""
        frame = self.to_frame()
        few = np.array([seen.is_few for seen in self._row_seen()], dtype=bool)
        return frame.assign(**{name: frame[name].mask(few) for name in self._telling})

    def _row_seen(self) -> list[Seen]:
        keys = zip(self._frame["programme"], self._frame["element"], strict=True)
        return [self.seen.get(key, Seen()) for key in keys]

    def _shown(self) -> pd.DataFrame:
        behind = [1 if seen.is_few else SHOWN_FROM for seen in self._row_seen()]
        shown = few_hidden(self.summary().assign(_n=behind), self._telling, n="_n")
        return shown.drop(columns="_n")

    def _heading(self) -> str:
        return f"Claims of {len(self.programmes)} programmes, {len(self.studies)} with a study"


def claims_beside_data(programme: Programmes, study: Study | Mapping[str, Study], /) -> Claims:
    """Return what is claimed about programmes beside what their own data show.

    Parameters
    ----------
    programme : str, Path, Programme, or a list of these
        As for `evalkit.lovende_praksis`.
    study : Study, or mapping from programme to Study
        What was measured. A programme without a study gets "no_data".

    Returns
    -------
    Claims
        `to_frame()` has one row an element: programme, category, element, claimed (the grade of the
        coding), verdict, reason, n, count, estimate, conf_low, conf_high, and needs (what would
        have to be collected). Verdicts:

        - in_line: the data point the way of the claim
        - against: they point against it
        - unclear: data are there, and settle nothing
        - data_only: the source does not say, and there are data
        - not_seen: no table of the study shows it
        - no_data: there is no study of the programme

    Raises
    ------
    InputError
        When a programme is unknown, or a study is none or of another programme.

    See Also
    --------
    evalkit.lovende_praksis : the claims with their evidence.

    Notes
    -----
    Looked at are, each with n, its share and Wilson's interval:

    - Monitoring: in how many of the courses in which a second reading was due more than half of
      the planned readings were made (`evalkit.monitoring.readings_kept`; where the source has no
      interval and evalkit's calendar assumes one, by `evalkit.measurement_calendar`); goals that
      were rated, where the plan follows goals; days on which attendance was noted
    - Goals: in how many courses of three months at least a goal was set by or with the young person
    - Professional reflection and Follow-up: the rules of `evalkit.fidelity` that rest on the same
      facts as the answers of the coding (supervision every third month, a yearly review); for
      Follow-up also courses in which most goals of three months' age were gone through, and who was
      read after the end
    - Individual arrangement: in how many courses with goals the young person had a part in setting
      one; a part of the element alone, so it settles nothing
    - Effect: which scales changed, by the sign of the mean change and p adjusted by Holm below
      0.05; in line when at least one changed for the better and none for the worse

    One rule holds for all shares: contradicted when even the upper end of the interval is below one
    half, in line when the lower end is above, both of at least ten units; figures of one element
    that contradict each other settle nothing. These rules are evalkit's. Never contradicted are a
    voluntary reading, a plan without an interval, a criterion that evalkit reads into the source,
    what the source does not promise, and a claim "to some degree"; that an effect is not documented
    is no claim. The interval supposes independent units, and meetings of one case resemble each
    other. Before and after in one group never shows what a programme caused, and that something was
    done says nothing about how well. "Not seen" is no criticism.

    Examples
    --------
    >>> import evalkit as ek
    >>> study = ek.load("data/examples/unik", profile="unik")
    >>> rows = ek.claims_beside_data("unik", study).to_frame().set_index("element")
    >>> rows.loc["reflection", "verdict"], rows.loc["reflection", "needs"]
    ('not_seen', 'needs_reflection')
    """
    programmes = chosen_programmes(programme)
    studies = studies_of(study, programmes)
    seen = {
        (one.name, element): found
        for one in programmes
        if one.name in studies
        for element, found in _looked_at(one, studies[one.name]).items()
    }
    rows = [row for one in programmes for row in _rows(one, seen, has_study=one.name in studies)]
    kinds = {"n": "Int64", "count": "Int64", "estimate": "float64"}
    frame = pd.DataFrame(rows).astype(kinds | {"conf_low": "float64", "conf_high": "float64"})
    return Claims(programmes, studies, seen, frame)


def _looked_at(one: Programme, study: Study) -> dict[str, Seen]:
    return {element: check(one, study) for element, check in CHECKS.items()}


def _rows(
    one: Programme, seen: Mapping[tuple[str, str], Seen], *, has_study: bool
) -> list[dict[str, object]]:
    questionnaire = one.asked
    rows: list[dict[str, object]] = []
    for found in characterise(one.answers, questionnaire):
        shown = seen.get((one.name, found.element), Seen())
        claim = _claim(found.grade, questionnaire)
        verdict = _verdict(found.element, claim, shown) if has_study else "no_data"
        rows.append(
            {
                "programme": one.name,
                "category": questionnaire.element(found.element).category,
                "element": found.element,
                "claimed": found.grade.name,
                "claim": claim,
                "answered": found.answered,
                "asked": found.asked,
                "verdict": verdict,
                "reason": shown.reason if has_study else "",
                "n": shown.n,
                "count": shown.count,
                "estimate": shown.estimate,
                "conf_low": shown.conf_low,
                "conf_high": shown.conf_high,
                "needs": NEEDS.get(found.element, "") if verdict in ("not_seen", "no_data") else "",
            }
        )
    return rows


def _claim(grade: Grade, questionnaire: Questionnaire) -> str:
    """Return how strong the claim is: of the highest grade, of the lowest, between, or none."""
    if grade == questionnaire.missing_grade:
        return "silent"
    counting = [one.name for one in questionnaire.grades if one.least is not None]
    if grade.name == counting[0]:
        return "claimed"
    return "denied" if grade.name == counting[-1] else "partly"


def _verdict(element: str, claim: str, shown: Seen) -> str:
    if not shown.is_there:
        return "not_seen"
    # That nobody has documented an effect is no claim that there is none.
    if claim == "silent" or (claim == "denied" and element == "effect"):
        return "data_only"
    if shown.points is None or (claim == "partly" and not shown.points):
        return "unclear"
    return "in_line" if shown.points == (claim != "denied") else "against"
