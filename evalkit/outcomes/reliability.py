"""How precisely an instrument measures these people: alpha, omega, the error of measurement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from evalkit.errors import InputError, did_you_mean
from evalkit.estimates.internal_consistency import cronbach_alpha, feldt_interval, omega_total
from evalkit.estimates.intervals import Interval, check_confidence
from evalkit.instruments.instrument import Instrument, Scale
from evalkit.instruments.instrument import instrument as instrument_named
from evalkit.instruments.readings import HasAnswers, readings
from evalkit.outcomes.item_analysis import ItemAnalysis, item_rows, turned
from evalkit.outcomes.one_reading import OneReading, one_reading
from evalkit.results import Framed

__all__ = ["RELIABILITY_NOTES", "Reliability", "reliability"]

# Why a number is missing, or what it says; the sentence stands in the column `note`.
RELIABILITY_NOTES = {
    "one item": "one item: its consistency with others cannot be computed",
    "nobody": "nobody answered every item",
    "one person": "one person answered every item, so there is no spread",
    "same sum": "everybody has the same sum, so alpha cannot be computed",
    "negative": (
        "alpha is below 0: the items go against one another, so look for one left unreversed (no "
        "error of measurement is computed from it)"
    ),
    "perfect": (
        "every item orders the persons alike, alpha is 1: no interval and no error of measurement"
    ),
    "same answer": "an item has the same answer from everybody",
    "omega: few items": "omega needs three items",
    "omega: few persons": "omega needs more persons than items",
    "omega: no variance": "omega needs items that differ between persons",
    "omega: singular": "omega cannot be computed: an item is a sum of others",
    "omega: heywood": (
        "omega cannot be computed: an item has no variance of its own beside the factor (Heywood)"
    ),
    "omega: no factor": "omega cannot be computed: the items share no factor",
    "omega: not converged": "omega cannot be computed: the search for the factor did not end",
}
# Nearer to 1 an alpha is 1 with binary noise.
ONE = 1 - 1e-12
_COLUMNS = {
    "scale": "str",
    "items": "Int64",
    "n": "Int64",
    "n_left_out": "Int64",
    "alpha": "float64",
    "alpha_low": "float64",
    "alpha_high": "float64",
    "omega_total": "float64",
    "sd": "float64",
    "sem": "float64",
    "smallest_detectable_change": "float64",
    "method": "str",
    "note": "str",
}
_NUMBERS = (
    *("alpha", "alpha_low", "alpha_high", "omega_total"),
    *("sd", "sem", "smallest_detectable_change"),
)


@dataclass(frozen=True, repr=False, eq=False)
class Reliability(Framed):
    """How consistent the answers to an instrument's scales are: one row per scale.

    Attributes
    ----------
    instrument : Instrument
        What was asked.
    confidence : float
        Of the intervals, and of the smallest detectable change.
    rule : str
        Which reading of each person was used.
    wave : str or None
        The named reading, None when dates decided.
    left_out : mapping
        Readings that were not used, by reason.
    kind : str
        "internal consistency": what alpha is, and a retest correlation is not.
    """

    instrument: Instrument
    confidence: float
    rule: str
    wave: str | None
    left_out: Mapping[str, int]
    _frame: pd.DataFrame
    _items: ItemAnalysis
    kind: ClassVar[str] = "internal consistency"
    _brief: ClassVar[tuple[str, ...]] = ("scale", "items", "n", *_NUMBERS, "note")
    _telling: ClassVar[tuple[str, ...]] = _NUMBERS

    def alpha(self, scale: str) -> float:
        """Return a scale's alpha, NaN when it cannot be computed."""
        return float(self._row(scale)["alpha"])

    def interval(self, scale: str) -> Interval:
        """Return the interval of a scale's alpha; its ends are NaN when it cannot be computed."""
        row = self._row(scale)
        return Interval(float(row["alpha_low"]), float(row["alpha_high"]))

    def sd(self, scale: str) -> float:
        """Return the SD (ddof 1) of the scores that the error of measurement rests on."""
        return float(self._row(scale)["sd"])

    def n(self, scale: str) -> int:
        """Return how many persons a scale's alpha rests on."""
        return int(self._row(scale)["n"])

    def items(self) -> ItemAnalysis:
        """Return the item analysis: one row per item of each scale.

        Returns
        -------
        ItemAnalysis
            `to_frame()` has scale, item, reversed (whether the definition turns it), n, mean and sd
            (ddof 1) of the turned answers, floor and ceiling (shares at the lowest and highest
            turned code), item_rest (correlation with the sum of the other items),
            alpha_if_deleted, and note: what is wrong, or why a number is missing.
        """
        return self._items

    @property
    def warnings(self) -> tuple[str, ...]:
        """What to look at before the scores are used, as English sentences."""
        below = [
            f"{row['scale']}: {RELIABILITY_NOTES['negative']}."
            for row in self._frame.to_dict("records")
            if RELIABILITY_NOTES["negative"] in row["note"]
        ]
        return (*below, *self._items.warnings)

    def _row(self, scale: str) -> dict[str, Any]:
        for row in self._frame.to_dict("records"):
            if row["scale"] == scale:
                return {str(name): value for name, value in row.items()}
        raise InputError(
            f"There is no reliability of the scale {scale!r}. "
            f"{did_you_mean(str(scale), self._frame['scale'])}"
        )

    def _heading(self) -> str:
        return (
            f"Reliability of {self.instrument.name}; {self.rule}; {100 * self.confidence:.6g} % "
            f"intervals"
        )


def reliability(
    answers: pd.DataFrame | HasAnswers,
    instrument: str | Path | Instrument,
    *,
    wave: str | None = None,
    confidence: float = 0.95,
) -> Reliability:
    """Return how consistent the answers to an instrument are, and its error of measurement.

    Parameters
    ----------
    answers : DataFrame, or anything with `.answers` (a study)
        A row per item answered: person, item, value (the instrument's codes, not turned); where
        present also programme, instrument, date, wave, respondent.
    instrument : str, Path or Instrument
        What was asked: a built-in name, a name among the study's instruments, a definition file,
        or an instrument.
    wave : str, optional
        Which named reading of each person is used; the first by date when not given. A person
        counts once.
    confidence : float
        Of the intervals and of the smallest detectable change, between 0 and 1.

    Returns
    -------
    Reliability
        `to_frame()` has a row per scale of two and more items:

        - scale, items; n: persons who answered every item; n_left_out: persons who did not
        - alpha: Cronbach's, of the raw items; alpha_low, alpha_high: Feldt's interval
        - omega_total: of one factor by maximum likelihood
        - sd: of the score (ddof 1); sem: sd sqrt(1 - alpha); smallest_detectable_change:
          z sqrt(2) sem, in the scale's unit
        - method, note: how, and why a number is missing

        `items()` has a row per item, `warnings` what to look at first.

    Raises
    ------
    InputError
        As `evalkit.score`; and when the wave is unknown, when a person has two readings at the
        time that is asked for, or when the confidence is not between 0 and 1.

    See Also
    --------
    evalkit.icc : reliability from two readings or several raters.
    evalkit.score : the scores.

    Notes
    -----
    The definition's reversed items are turned first, and only complete answers are used. Alpha
    below 0 is a finding and is reported: the items go against one another, often because one was
    turned twice or not at all; `items()` shows which. The error of measurement is that of internal
    consistency at one time: it holds what differs between items, not what differs between days, so
    it is too small where moods vary. Do not call a change above `smallest_detectable_change` an
    improvement of the person without saying which reliability it rests on. Do not report alpha
    without n and interval, nor omega where several factors are meant (it is of one).

    With a scale that turns sums into scores by a table alpha is of the sum, SD and error are of the
    score.

    References
    ----------
    Cronbach LJ. Psychometrika 1951;16:297-334.
    Feldt LS, Woodruff DJ, Salih FA. Appl Psychol Meas 1987;11:93-103.
    McDonald RP. Test theory: a unified treatment. Mahwah: Erlbaum, 1999 (omega).
    de Vet HCW, Terwee CB, Knol DL, Bouter LM. J Clin Epidemiol 2006;59:1033-1039.

    Examples
    --------
    >>> given = {"a": [3, 2, 3], "b": [1, 1, 2], "c": [2, 2, 3], "d": [1, 2, 1], "e": [2, 3, 3]}
    >>> rows = [
    ...     (person, f"t_ils_{number}", value)
    ...     for person, values in given.items()
    ...     for number, value in enumerate(values, start=1)
    ... ]
    >>> answers = pd.DataFrame(rows, columns=["person", "item", "value"])
    >>> result = reliability(answers, "t_ils")
    >>> round(result.alpha("t_ils"), 3), result.n("t_ils")
    (0.786, 5)
    """
    try:
        check_confidence(confidence)
    except ValueError as wrong:
        raise InputError(str(wrong)) from None
    asked = _asked(answers, instrument)
    chosen = one_reading(readings(answers, asked), wave=wave)
    scales = [scale for scale in asked.scales if len(scale.items) > 1] or list(asked.scales)
    rows: list[dict[str, object]] = []
    items: list[dict[str, object]] = []
    for scale in scales:
        those = _answers(asked, scale, chosen)
        rows.append(_row(scale, those, chosen, confidence=confidence))
        if len(scale.items) > 1:
            items += item_rows(scale, those)
    return Reliability(
        instrument=asked,
        confidence=confidence,
        rule=chosen.rule,
        wave=wave,
        left_out=chosen.left_out,
        _frame=pd.DataFrame(rows, columns=list(_COLUMNS)).astype(_COLUMNS),
        _items=ItemAnalysis.of(asked, items),
    )


def _asked(answers: object, instrument: str | Path | Instrument) -> Instrument:
    """Return the definition: the study's own first."""
    if isinstance(instrument, Instrument):
        return instrument
    own = [one for one in getattr(answers, "instruments", ()) if isinstance(one, Instrument)]
    named = [one for one in own if instrument == one.name]
    shared = [one for one in own if one.variant_of and instrument == one.variant_of]
    if named or len(shared) == 1:
        return (named or shared)[0]
    return instrument_named(instrument)


def _answers(asked: Instrument, scale: Scale, chosen: OneReading) -> NDArray[np.float64]:
    """Return the complete answers to a scale's items, turned."""
    places = [asked.item_names.index(item) for item in scale.items]
    values = turned(scale, chosen.values[:, places])
    return values[~np.isnan(values).any(axis=1)]


def _row(
    scale: Scale, answers: NDArray[np.float64], chosen: OneReading, *, confidence: float
) -> dict[str, object]:
    n, items = answers.shape
    z = float(special.ndtri(0.5 + confidence / 2))
    row: dict[str, object] = {
        "scale": scale.name,
        "items": items,
        "n": n,
        "n_left_out": len(chosen.values) - n,
        "method": (
            f"{chosen.rule}; items turned, complete answers only; alpha of raw items, "
            f"{100 * confidence:.6g} % Feldt interval; omega total of one factor by maximum "
            f"likelihood; SEM = SD sqrt(1 - alpha); smallest detectable change = {z:.4g} sqrt(2) "
            f"SEM"
        ),
    }
    found, codes = _numbers(scale, answers, confidence=confidence, z=z)
    return row | found | {"note": "; ".join(RELIABILITY_NOTES[code] for code in codes)}


def _numbers(
    scale: Scale, answers: NDArray[np.float64], *, confidence: float, z: float
) -> tuple[dict[str, object], list[str]]:
    """Return the numbers that can be computed, and the keys of notes about those that cannot."""
    n, items = answers.shape
    if n < 2:
        return {}, ["one person" if n else "nobody"]
    sd = float(_scores(scale, answers).std(ddof=1))
    if items < 2:
        return {"sd": sd}, ["one item"]
    alpha = cronbach_alpha(answers)
    if np.isnan(alpha):
        return {"sd": sd}, ["same sum"]
    row: dict[str, object] = {"alpha": alpha, "sd": sd}
    codes = ["same answer"] if any(np.ptp(one) == 0 for one in answers.T) else []
    if alpha >= ONE:
        row["alpha"] = 1.0
        codes.append("perfect")
    else:
        interval = feldt_interval(alpha, n, items, confidence=confidence)
        row |= {"alpha_low": interval.low, "alpha_high": interval.high}
        if alpha < 0:
            codes.append("negative")
        else:
            sem = sd * float(np.sqrt(1 - alpha))
            row |= {"sem": sem, "smallest_detectable_change": z * float(np.sqrt(2)) * sem}
    omega = omega_total(answers)
    if omega.reason:
        codes.append(f"omega: {omega.reason}")
    return row | {"omega_total": omega.value}, codes


def _scores(scale: Scale, answers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the scores of complete, turned answers, by the scale's rule."""
    total: NDArray[np.float64] = answers.sum(axis=1)
    if scale.table:
        place = (total - scale.codes.lowest * len(scale.items)).astype(np.intp)
        return np.asarray(np.asarray(scale.table, dtype=np.float64)[place])
    return np.asarray(total / (len(scale.items) if scale.rule == "mean" else 1) * scale.multiplier)
