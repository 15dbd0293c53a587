"""Cut-offs between people with difficulties and people in general: a, b and c."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evalkit.errors import InputError, did_you_mean
from evalkit.instruments.scale import DIRECTIONS
from evalkit.outcomes.stated import stated_number

__all__ = ["CutOff", "cutoff", "cutoff_for", "functional"]

KINDS = ("a", "b", "c")
# How far into a distribution's tail, in SDs: Jacobson & Truax 1991.
TAIL = 2.0
# A score this near the cut-off, as a share of the largest score, is at it: binary noise.
NOISE = 1e-11
_OR_ELSE = "what ek.cutoff(...) returns, or a dict from scale to one of these"
_NEEDS = {"a": ("clinical",), "b": ("functional",), "c": ("clinical", "functional")}


@dataclass(frozen=True)
class CutOff:
    """A cut-off and where it comes from.

    Attributes
    ----------
    value : float
        In the scale's unit; a score exactly there is not yet on the functional side.
    kind : {"a", "b", "c"}
        By which rule.
    better : {"higher", "lower"}
        On which side the functional scores are.
    clinical, functional : (float, float) or None
        Mean and SD of the two populations.
    """

    value: float
    kind: str
    better: str
    clinical: tuple[float, float] | None = None
    functional: tuple[float, float] | None = None


def cutoff(
    kind: str,
    *,
    better: str,
    clinical: tuple[float, float] | None = None,
    functional: tuple[float, float] | None = None,
) -> CutOff:
    """Return the cut-off between a clinical and a functional population.

    Parameters
    ----------
    kind : {"a", "b", "c"}
        a: two SDs beyond the clinical mean; b: within two SDs of the functional mean; c: between
        the two, nearer to the one with the smaller SD.
    better : {"higher", "lower"}
        On which side the functional scores are.
    clinical, functional : (mean, SD), optional
        Of people with the difficulties in question, and of people in general, in the scale's
        unit, from norms or the literature. a needs clinical, b functional, c both.

    Returns
    -------
    CutOff
        `value` is the cut-off; hand it to `evalkit.reliable_change` as `cutoff`.

    Raises
    ------
    InputError
        When a population that the kind needs is missing or is no mean with an SD above 0, or when
        the functional mean is not on the better side of the clinical one.

    See Also
    --------
    evalkit.reliable_change : who changed, and who crossed the cut-off.

    Notes
    -----
    With + where higher is better and - where lower is::

        a = M_clin +/- 2 SD_clin
        b = M_func -/+ 2 SD_func
        c = (SD_clin M_func + SD_func M_clin) / (SD_clin + SD_func)

    Some write b with the clinical SD; Jacobson and Truax, and evalkit, with the functional one.
    c is preferred where norms exist and the two distributions overlap, else b; a is for when there
    are no norms. At c both populations are equally many of their own SDs away; it is no point
    where somebody is as likely to belong to one as to the other (Hsu 1996). Do not use a cut-off
    made for other people, another language or another way of scoring.

    References
    ----------
    Jacobson NS, Follette WC, Revenstorf D. Behav Ther 1984;15:336-352.
    Jacobson NS, Truax P. J Consult Clin Psychol 1991;59:12-19.
    Hsu LM. J Psychopathol Behav Assess 1996;18:371-385.

    Examples
    --------
    >>> populations = {"clinical": (40.0, 7.5), "functional": (60.0, 7.5)}
    >>> [cutoff(kind, better="higher", **populations).value for kind in ("a", "b", "c")]
    [55.0, 45.0, 50.0]
    """
    if str(kind) not in KINDS:
        raise InputError(f"`kind` is {kind!r}. {did_you_mean(str(kind), KINDS)}")
    if str(better) not in DIRECTIONS:
        raise InputError(f"`better` is {better!r}. {did_you_mean(str(better), DIRECTIONS)}")
    given = {"clinical": clinical, "functional": functional}
    for name in _NEEDS[kind]:
        if given[name] is None:
            raise InputError(
                f"Cut-off {kind} needs `{name}`: the mean and the SD of that population, such as "
                f"`{name}=(40.0, 7.5)`, from norms or the literature."
            )
    found = {name: _population(pair, name) for name, pair in given.items() if pair is not None}
    sign = 1.0 if better == "higher" else -1.0
    if len(found) == 2 and sign * (found["functional"][0] - found["clinical"][0]) <= 0:
        raise InputError(
            f"`better` is {better!r}, but the functional mean is not {better} than the clinical "
            f"one. Check the direction and which mean is which."
        )
    return CutOff(_value(kind, sign, found), kind, better, *(found.get(name) for name in given))


def functional(
    scores: NDArray[np.float64], limit: float, *, better: str, largest: float
) -> NDArray[np.bool_]:
    """Return who is on the functional side: strictly beyond the cut-off.

    Parameters
    ----------
    scores : ndarray, shape (n,)
        In the scale's unit.
    limit : float
        The cut-off.
    better : {"higher", "lower"}
        On which side the functional scores are.
    largest : float
        The largest absolute score there is, for what counts as binary noise.
    """
    slack = NOISE * max(abs(limit), largest)
    beyond = scores > limit + slack if better == "higher" else scores < limit - slack
    return np.asarray(beyond)


def cutoff_for(given: object, scale: str, *, better: str | None) -> float | None:
    """Return the cut-off of one scale as a number, None where none is given.

    Parameters
    ----------
    given : float, CutOff, mapping from scale to these, or None
        What the caller said.
    scale : str
        The scale's name.
    better : {"higher", "lower"} or None
        The scale's direction, which a CutOff must share.
    """
    one = given.get(scale) if isinstance(given, Mapping) else given
    if one is None:
        return None
    if not isinstance(one, CutOff):
        return stated_number(one, called="cutoff", or_else=_OR_ELSE)
    if better is not None and one.better != better:
        raise InputError(
            f"The cut-off of scale {scale!r} was made for {one.better!r} is better, but here "
            f"{better!r} is better. Make it anew, or correct `better`."
        )
    return one.value


def _population(pair: object, name: str) -> tuple[float, float]:
    if not isinstance(pair, (tuple, list)) or len(pair) != 2:
        raise InputError(
            f"`{name}` is not a pair of numbers. Accepted: (mean, SD), such as (40.0, 7.5)."
        )
    mean, sd = (stated_number(one, called=name) for one in pair)
    if sd <= 0:
        raise InputError(f"The SD in `{name}` is {sd:g}. Accepted: (mean, SD) with an SD above 0.")
    return mean, sd


def _value(kind: str, sign: float, found: Mapping[str, tuple[float, float]]) -> float:
    if kind == "a":
        mean, sd = found["clinical"]
        return mean + sign * TAIL * sd
    mean, sd = found["functional"]
    if kind == "b":
        return mean - sign * TAIL * sd
    clinical_mean, clinical_sd = found["clinical"]
    return (clinical_sd * mean + sd * clinical_mean) / (clinical_sd + sd)
