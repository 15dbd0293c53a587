"""A mapping study's way from many candidates to a few: how many, by which criteria, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import ClassVar

import pandas as pd

from evalkit.definition_checks import FaultError, check_name, check_title, check_unique
from evalkit.errors import InputError, did_you_mean
from evalkit.programmes.cited import Cited
from evalkit.programmes.documents import Document
from evalkit.programmes.interviews import Interviews
from evalkit.programmes.screening_parts import Candidate, Criterion, Phase, Reason, Unnamed
from evalkit.results import Framed

__all__ = ["Candidates", "Criteria", "Screening"]

_CRITERIA_COLUMNS = ["name", "text_da", "text_en", "kind", "phases", "document", "place"]
CHOSEN, NOT_CHOSEN = "chosen", "not chosen"


@dataclass(frozen=True, repr=False, eq=False)
class Screening(Framed):
    """How a study came from many candidates to a few.

    `to_frame()` has a row per phase, in order: `n_in` before the choice that opens the phase
    (missing in the first), `n_out` after it, `left` between the two, and of these for how many
    the source says why (`reason_stated`) and does not (`reason_not_stated`).

    Attributes
    ----------
    name : str
        What the study is called among screenings.
    title : dict
        Its title, by language.
    source : Cited
        What the study is, and where it is described.
    documents : mapping
        The documents that its parts may be taken from, by name.
    phases : tuple of Phase
        In order.
    stated_criteria : tuple of Criterion
        As stated; `criteria` is the same as a result.
    named : tuple of Candidate
        Those the source names.
    unnamed : tuple of Unnamed
        Groups it only counts.
    interviews : Interviews or None
        Who was interviewed; None where the study has no such table.

    Raises
    ------
    DefinitionError
        When a count rises, a phase or criterion is named that is not there, a name is used twice,
        or a phase's count is not that of its candidates.
    """

    name: str
    title: Mapping[str, str]
    source: Cited
    documents: Mapping[str, Document]
    phases: tuple[Phase, ...]
    stated_criteria: tuple[Criterion, ...] = ()
    named: tuple[Candidate, ...] = ()
    unnamed: tuple[Unnamed, ...] = ()
    interviews: Interviews | None = None
    _frame: pd.DataFrame = field(init=False)
    _brief: ClassVar[tuple[str, ...]] = (
        *("phase", "n_in", "n_out", "left", "reason_stated", "reason_not_stated"),
    )

    def __post_init__(self) -> None:
        """Refuse a screening that does not add up."""
        check_name(self.name, of="a screening")
        check_title(dict(self.title), of=f"screening '{self.name}'")
        if not self.phases:
            raise FaultError("there is no phase. Write at least one.", at="phases")
        check_unique(self.phase_names, at="phases")
        check_unique(tuple(one.name for one in self.stated_criteria), at="criteria")
        check_unique(tuple(one.name for one in self.parts), at="candidates")
        self._check_places()
        self._check_counts()
        self._check_interviews()
        object.__setattr__(self, "_frame", self._by_phase())

    @property
    def phase_names(self) -> tuple[str, ...]:
        """The phases, in order."""
        return tuple(phase.name for phase in self.phases)

    @property
    def criteria(self) -> Criteria:
        """The criteria, a row each."""
        rows = [one.as_row() for one in self.stated_criteria]
        return Criteria(self, pd.DataFrame(rows, columns=None if rows else _CRITERIA_COLUMNS))

    @property
    def candidates(self) -> Candidates:
        """The candidates and the groups that are not named, a row each."""
        last = self.phase_names[-1]
        rows = [
            {**one.as_row(), "decision": CHOSEN if one.reached == last else NOT_CHOSEN}
            for one in self.parts
        ]
        return Candidates(self, pd.DataFrame(rows))

    @property
    def parts(self) -> tuple[Candidate | Unnamed, ...]:
        """The candidates, then the groups that are not named."""
        return (*self.named, *self.unnamed)

    def phase(self, name: str) -> Phase:
        """Return one phase by its name.

        Raises
        ------
        InputError
            When there is none; the nearest is suggested.
        """
        for phase in self.phases:
            if phase.name == name:
                return phase
        hint = did_you_mean(name, self.phase_names)
        raise InputError(f"'{self.name}' has no phase {name!r}. {hint}")

    def in_phase(self, name: str) -> tuple[Candidate, ...]:
        """Return the named candidates that were in a phase: those that reached it or a later one.

        Raises
        ------
        InputError
            When there is no such phase; the nearest is suggested.
        """
        later = self._from(self.phase(name).name)
        return tuple(one for one in self.named if one.reached in later)

    def left_before(self, name: str) -> tuple[Candidate | Unnamed, ...]:
        """Return who was in the phase before this one and not in this one.

        Raises
        ------
        InputError
            When there is no such phase; the nearest is suggested.
        """
        place = self.phase_names.index(self.phase(name).name)
        last = self.phase_names[place - 1] if place else None
        return tuple(one for one in self.parts if one.reached == last)

    def _by_phase(self) -> pd.DataFrame:
        before = [None, *(phase.count for phase in self.phases[:-1])]
        rows = [self._row(phase, n_in) for phase, n_in in zip(self.phases, before, strict=True)]
        whole = ("n_in", "left", "reason_stated", "reason_not_stated")
        return pd.DataFrame(rows).astype(dict.fromkeys(whole, "Int64"))

    def _row(self, phase: Phase, n_in: int | None) -> dict[str, object]:
        known = sum(_size(one) for one in self.left_before(phase.name) if _reason_is_stated(one))
        left = None if n_in is None else n_in - phase.count
        return {
            **phase.as_row(),
            "n_in": n_in,
            "n_out": phase.count,
            "left": left,
            "reason_stated": None if left is None else known,
            "reason_not_stated": None if left is None else left - known,
            "incomplete": sum(
                one.incomplete is not None and one.reached == phase.name for one in self.named
            ),
            **phase.source_row(),
        }

    def _heading(self) -> str:
        way = " to ".join(str(phase.count) for phase in self.phases)
        return f"Screening {self.name}: {way}"

    def _from(self, name: str) -> tuple[str, ...]:
        return self.phase_names[self.phase_names.index(name) :]

    def _check_places(self) -> None:
        known = tuple(one.name for one in self.stated_criteria)
        for criterion in self.stated_criteria:
            for phase in criterion.phases:
                self._check_phase(phase, at=f"criteria.{criterion.name}.phases")
        for candidate in self.named:
            at = f"candidates.{candidate.name}"
            self._check_phase(candidate.reached, at=f"{at}.reached")
            if candidate.reason is not None:
                _check_criteria(candidate.reason, known, at=f"{at}.reason.criteria")
        for group in self.unnamed:
            at = f"unnamed.{group.name}"
            self._check_phase(group.reached, at=f"{at}.reached")
            for reason in group.reasons:
                _check_criteria(reason, known, at=f"{at}.reasons.{reason.name}.criteria")

    def _check_phase(self, name: str, *, at: str) -> None:
        if name not in self.phase_names:
            hint = did_you_mean(name, self.phase_names)
            raise FaultError(f"there is no phase {name!r}. {hint}", at=at)

    def _check_counts(self) -> None:
        for before, after in pairwise(self.phases):
            if after.count > before.count:
                raise FaultError(
                    f"'{after.name}' has {after.count} and '{before.name}' before it "
                    f"{before.count}. A screening loses candidates and gains none: correct a "
                    f"count, or the order of the phases.",
                    at=f"phases.{after.name}.count",
                )
        for phase in self.phases:
            later = self._from(phase.name)
            named = len(self.in_phase(phase.name))
            unnamed = sum(group.count for group in self.unnamed if group.reached in later)
            if named + unnamed != phase.count:
                raise FaultError(
                    f"'{phase.name}' has the count {phase.count}, but {named} named candidates "
                    f"and {unnamed} of groups reached it. Correct the count, or give those who "
                    f"are missing as a group under 'unnamed'.",
                    at=f"phases.{phase.name}.count",
                )

    def _check_interviews(self) -> None:
        names = [one.name for one in self.named]
        for row in self.interviews.rows if self.interviews else ():
            if row.candidate not in names:
                raise FaultError(
                    f"there is no candidate {row.candidate!r}. "
                    f"{did_you_mean(row.candidate, names)}",
                    at=f"interviews.rows.{row.candidate}",
                )


@dataclass(frozen=True, repr=False, eq=False)
class Candidates(Framed):
    """Who was screened: a row per candidate, and one per group that is not named.

    `reached` is the last phase it was in, `decision` whether that is the last of the study,
    `reason_stated` whether the source says why of each one in the row.

    Attributes
    ----------
    screening : Screening
        The study they are from.
    """

    screening: Screening
    _frame: pd.DataFrame
    _brief: ClassVar[tuple[str, ...]] = (
        *("name", "count", "anchoring", "reached", "decision", "reason_stated"),
    )

    def _heading(self) -> str:
        return f"Candidates of {self.screening.name}: {self.screening.phases[0].count}"


@dataclass(frozen=True, repr=False, eq=False)
class Criteria(Framed):
    """What a study chose by: a row per criterion, with its kind, its phases and its place.

    Attributes
    ----------
    screening : Screening
        The study they are from.
    """

    screening: Screening
    _frame: pd.DataFrame
    _brief: ClassVar[tuple[str, ...]] = ("name", "kind", "phases", "place")

    def _heading(self) -> str:
        return f"Criteria of {self.screening.name}: {len(self.screening.stated_criteria)}"


def _size(one: Candidate | Unnamed) -> int:
    return one.count if isinstance(one, Unnamed) else 1


def _reason_is_stated(one: Candidate | Unnamed) -> bool:
    return one.reason_stated if isinstance(one, Unnamed) else one.reason is not None


def _check_criteria(reason: Reason, known: tuple[str, ...], *, at: str) -> None:
    for name in reason.criteria:
        if name not in known:
            raise FaultError(f"there is no criterion {name!r}. {did_you_mean(name, known)}", at=at)
