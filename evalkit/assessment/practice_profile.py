"""The profile of promising practice: what is claimed, element by element, and where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

import pandas as pd

from evalkit.assessment.claims import Claims, claims_beside_data
from evalkit.errors import InputError
from evalkit.programmes.characterisation import characterise, gate_is_open
from evalkit.programmes.chosen import EVERY, Programmes, chosen_programmes
from evalkit.programmes.programme import Programme
from evalkit.programmes.questionnaire import Questionnaire
from evalkit.results import Framed
from evalkit.study import Study

__all__ = ["PracticeAnswers", "PracticeMatrix", "PracticeProfile", "lovende_praksis"]

_CLAIM_COLUMNS = ("verdict", "reason", "n", "count", "estimate", "conf_low", "conf_high")


@dataclass(frozen=True, repr=False, eq=False)
class PracticeAnswers(Framed):
    """Every answer with its evidence and its place: one row a question."""

    programmes: tuple[Programme, ...]
    questionnaire: Questionnaire
    _frame: pd.DataFrame
    _brief: ClassVar[tuple[str, ...]] = ("programme", "element", "question", "answer", "place")


@dataclass(frozen=True, repr=False, eq=False)
class PracticeMatrix(Framed):
    """The grades side by side: one row an element, one column a programme.

    Attributes
    ----------
    programmes : tuple of Programme
        The columns, in order.
    questionnaire : Questionnaire
        By whose questions and rules the grades are given.
    partly_known : frozenset of (str, str)
        Programme and element where some, and not all, scored questions are answered.
    own : frozenset of str
        The programmes that the others stand beside; empty where none is in front.
    """

    programmes: tuple[Programme, ...]
    questionnaire: Questionnaire
    partly_known: frozenset[tuple[str, str]]
    own: frozenset[str]
    _frame: pd.DataFrame


@dataclass(frozen=True, repr=False, eq=False)
class PracticeProfile(Framed):
    """The profile of promising practice: one row an element (of each programme); never a total.

    Attributes
    ----------
    programmes : tuple of Programme
        Whose profile.
    questionnaire : Questionnaire
        By whose questions and rules the grades are given.
    claims : Claims or None
        The same elements beside what a study shows, where one was given.
    answers : PracticeAnswers
        Every answer with its evidence.
    matrix : PracticeMatrix
        The grades of several programmes side by side.
    """

    programmes: tuple[Programme, ...]
    questionnaire: Questionnaire
    claims: Claims | None
    _frame: pd.DataFrame
    _brief: ClassVar[tuple[str, ...]] = (
        "programme",
        "element",
        "grade",
        "score",
        "answered",
        "asked",
        "verdict",
    )

    @property
    def answers(self) -> PracticeAnswers:
        """Every answer with its evidence and its place."""
        rows = [row for one in self.programmes for row in _answer_rows(one, self.questionnaire)]
        return PracticeAnswers(self.programmes, self.questionnaire, pd.DataFrame(rows))

    @property
    def matrix(self) -> PracticeMatrix:
        """The grades side by side, in the questionnaire's order."""
        wide = self._frame.pivot(index="element", columns="programme", values="grade")
        order = [one.name for one in self.programmes]
        wide = wide.loc[list(self.questionnaire.element_names), order].reset_index()
        wide.insert(0, "category", [self._category(name) for name in wide["element"]])
        part = self._frame[self._frame["answered"].between(1, self._frame["asked"] - 1)]
        partly = frozenset(zip(part["programme"], part["element"], strict=True))
        frame = wide.rename_axis(columns=None)
        return PracticeMatrix(self.programmes, self.questionnaire, partly, frozenset(), frame)

    def beside(self, others: Programmes = EVERY) -> PracticeMatrix:
        """Return the grades beside those of other programmes of the same questionnaire.

        Parameters
        ----------
        others : str, Path, Programme, or a list of these
            As for `evalkit.lovende_praksis`; those of another questionnaire are left out, and so is
            another definition of a programme that is in the profile.
        """
        own = {one.name for one in self.programmes}
        added = [
            one
            for one in chosen_programmes(others)
            if one.name not in own and one.questionnaire == self.questionnaire
        ]
        whole = lovende_praksis([*self.programmes, *added]).matrix
        return replace(whole, own=frozenset(own)) if added else whole

    @property
    def outside(self) -> tuple[Programme, ...]:
        """The programmes whose gate question says that they may be proven practice."""
        return tuple(
            one for one in self.programmes if gate_is_open(one.answers, self.questionnaire)
        )

    def _category(self, element: str) -> str:
        return self.questionnaire.element(element).category

    def _heading(self) -> str:
        names = ", ".join(one.name for one in self.programmes)
        return (
            f"PracticeProfile of {names}; criteria set by {self.questionnaire.whose}; "
            f"no total is computed"
        )


def lovende_praksis(
    programme: Programmes, *, study: Study | Mapping[str, Study] | None = None
) -> PracticeProfile:
    """Return the profile of promising practice (lovende praksis) of one or several programmes.

    Parameters
    ----------
    programme : str, Path, Programme, or a list of these
        A name in the registry, the path of a file of one's own, "all", or a document such as
        "vive_2022" for the programmes it describes.
    study : Study, or mapping from programme to Study, optional
        What was measured. The profile then says beside each claim what the study shows.

    Returns
    -------
    PracticeProfile
        `to_frame()` has one row an element: programme, category, element, grade, score (weighted
        mean of what is answered, 0 to 1 by evalkit's criteria), answered and asked (scored
        questions), evidence_da, evidence_en, document, place, certainty. With a study also verdict,
        reason, n, count, estimate, conf_low and conf_high, as in `evalkit.claims_beside_data`.

    Raises
    ------
    InputError
        When a programme is unknown, or answers another questionnaire than the others.

    See Also
    --------
    evalkit.practice_questionnaire : the questions, the weights and whose they are.
    evalkit.claims_beside_data : only what a study shows.
    evalkit.practice_counts : the coding beside VIVE's own counts.

    Notes
    -----
    The elements are those of Jensen et al. (2016) as VIVE prints them; the questions, weights and
    grades are evalkit's, because SFI's were not found. The answers are evalkit's coding of what the
    source says. Do not report a profile as VIVE's or SFI's, and do not add the elements up: the
    typology has no total. What is not stated is "not assessed", never a zero.

    References
    ----------
    Jensen, Pedersen, Pejtersen & Amilon (2016). SFI 16:26, as cited in VIVE 2022, table 2.2.

    Examples
    --------
    >>> profile = lovende_praksis("unik")
    >>> len(profile.to_frame()), "not_assessed" in set(profile.to_frame()["grade"])
    (11, True)
    """
    programmes = chosen_programmes(programme)
    questionnaire = _shared_questionnaire(programmes)
    claims = None if study is None else claims_beside_data(programmes, study)
    frame = pd.DataFrame([row for one in programmes for row in _rows(one, questionnaire)])
    frame = frame.astype({"score": "float64"})
    if claims is not None:
        beside = claims.to_frame()[["programme", "element", *_CLAIM_COLUMNS]]
        frame = frame.merge(beside, on=["programme", "element"], how="left", validate="one_to_one")
    return PracticeProfile(programmes, questionnaire, claims, frame)


def _shared_questionnaire(programmes: tuple[Programme, ...]) -> Questionnaire:
    asked = [one.asked for one in programmes]
    if any(one != asked[0] for one in asked):
        named = ", ".join(dict.fromkeys(one.name for one in asked))
        raise InputError(
            f"The programmes answer different questionnaires ({named}), so their grades cannot "
            f"stand side by side. Ask for those of one questionnaire; one name is not enough, "
            f"questions and rules must be the same."
        )
    return asked[0]


def _rows(one: Programme, questionnaire: Questionnaire) -> list[dict[str, object]]:
    evidence = {entry.name: entry for entry in one.evidence}
    rows: list[dict[str, object]] = []
    for found in characterise(one.answers, questionnaire):
        element = questionnaire.element(found.element)
        asked = [q.name for q in questionnaire.asked_of(found.element) if q.weight > 0]
        said = [evidence[name] for name in asked if name in evidence]
        rows.append(
            {
                "programme": one.name,
                "category": element.category,
                "element": found.element,
                "grade": found.grade.name,
                "score": found.score,
                "answered": found.answered,
                "asked": found.asked,
                "evidence_da": " ".join(dict.fromkeys(entry.text["da"] for entry in said)),
                "evidence_en": " ".join(dict.fromkeys(entry.text["en"] for entry in said)),
                "document": ", ".join(dict.fromkeys(entry.document for entry in said)),
                "place": "; ".join(dict.fromkeys(entry.place for entry in said)),
                "certainty": ", ".join(dict.fromkeys(entry.certainty for entry in said)),
            }
        )
    return rows


def _answer_rows(one: Programme, questionnaire: Questionnaire) -> list[dict[str, object]]:
    missing = next(answer.name for answer in questionnaire.answers if answer.counts is None)
    evidence = {entry.name: entry for entry in one.evidence}
    rows = []
    for question in questionnaire.questions:
        entry = evidence.get(question.name)
        row: dict[str, object] = {
            "programme": one.name,
            "element": question.element,
            "question": question.name,
            "weight": question.weight,
            "answer": entry.answer if entry else missing,
            "text_da": entry.text["da"] if entry else "",
            "text_en": entry.text["en"] if entry else "",
            "facts": ", ".join(entry.facts) if entry else "",
        }
        rows.append(row | (entry.source_row() if entry else {}))
    return rows
