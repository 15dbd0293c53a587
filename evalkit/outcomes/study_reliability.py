"""The reliability of every instrument of a study, in one result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from evalkit.errors import InputError, did_you_mean
from evalkit.estimates.intervals import Interval
from evalkit.instruments.instrument import Instrument
from evalkit.outcomes.reliability import Reliability, reliability
from evalkit.results import Framed
from evalkit.study import Study

__all__ = ["StudyReliability", "study_reliability"]


@dataclass(frozen=True, repr=False, eq=False)
class StudyReliability(Framed):
    """How consistent the answers to each instrument of a study are: one row per scale.

    Attributes
    ----------
    results : tuple of Reliability
        One per instrument that was answered, in the study's order.
    kind : str
        "internal consistency".
    """

    results: tuple[Reliability, ...]
    _frame: pd.DataFrame
    kind: ClassVar[str] = Reliability.kind
    _brief: ClassVar[tuple[str, ...]] = ("instrument", *Reliability._brief)
    _telling: ClassVar[tuple[str, ...]] = Reliability._telling

    def alpha(self, scale: str) -> float:
        """Return a scale's alpha, NaN when it cannot be computed."""
        return self._of(scale).alpha(scale)

    def interval(self, scale: str) -> Interval:
        """Return the interval of a scale's alpha; its ends are NaN when it cannot be computed."""
        return self._of(scale).interval(scale)

    def sd(self, scale: str) -> float:
        """Return the SD (ddof 1) of the scores that the error of measurement rests on."""
        return self._of(scale).sd(scale)

    def n(self, scale: str) -> int:
        """Return how many persons a scale's alpha rests on."""
        return self._of(scale).n(scale)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What to look at before the scores are used, as English sentences."""
        return tuple(said for one in self.results for said in one.warnings)

    def _of(self, scale: str) -> Reliability:
        found = [one for one in self.results if scale in set(one.to_frame()["scale"])]
        if len(found) > 1:
            raise InputError(
                f"{len(found)} instruments have a scale {scale!r}. Hand in "
                f"`ek.reliability(study, instrument)` of the one that is meant."
            )
        if not found:
            hint = did_you_mean(str(scale), self._frame["scale"])
            raise InputError(f"There is no reliability of the scale {scale!r}. {hint}")
        return found[0]


def study_reliability(
    study: Study, *, wave: str | None = None, confidence: float = 0.95
) -> StudyReliability:
    """Return the reliability of every instrument of a study.

    Parameters
    ----------
    study : Study
        Whose answers are used.
    wave, confidence
        As for `evalkit.reliability`.

    Returns
    -------
    StudyReliability
        `to_frame()` has instrument and the columns of `evalkit.reliability`; `results` has each
        instrument's own result with its item analysis. Instruments nobody answered are not there.

    Raises
    ------
    InputError
        As for `evalkit.reliability`; and when `study` is no Study.

    See Also
    --------
    evalkit.reliability : one instrument, also of a frame of answers.

    Notes
    -----
    As for `evalkit.reliability`. The result can be handed to `evalkit.reliable_change`; a scale of
    one item has no alpha, and its persons get no category.

    Examples
    --------
    >>> import evalkit as ek
    >>> study = ek.load("data/examples/unik", profile="unik")
    >>> ek.study_reliability(study).to_frame()["scale"].tolist()
    ['who5', 'rses', 't_ils', 'unpaid_network']
    """
    if not isinstance(study, Study):
        raise InputError(
            f"`study` is a {type(study).__name__}; a Study is expected. For a frame of answers "
            f"there is ek.reliability(answers, instrument)."
        )
    answered = set(study.answers["instrument"].dropna())
    results = tuple(
        reliability(study, one, wave=wave, confidence=confidence)
        for one in study.instruments
        if isinstance(one, Instrument) and one.name in answered
    )
    frames = [one.to_frame().assign(instrument=one.instrument.name) for one in results]
    if not frames:
        columns = ["instrument", *Reliability._brief, "n_left_out", "method"]
        return StudyReliability((), pd.DataFrame(columns=columns))
    whole = pd.concat(frames, ignore_index=True)
    ordered = ["instrument", *(name for name in whole.columns if name != "instrument")]
    return StudyReliability(results, whole[ordered])
