"""Is there no change that matters: a mean change against a stated smallest one that does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from evalkit.errors import InputError, did_you_mean
from evalkit.estimates.adjusting import holm
from evalkit.estimates.equivalence import margin_tests
from evalkit.outcomes.paired import Group, HasPairs, Paired, paired_scores
from evalkit.outcomes.spread import pair_spread
from evalkit.outcomes.stated import number_by_scale, stated_confidence
from evalkit.results import Framed

__all__ = ["NO_MARGIN", "VERDICTS", "Equivalence", "equivalence"]

VERDICTS = (
    "no change beyond the margin",
    "a change smaller than the margin",
    "a change of at least the margin",
    "a change of uncertain size",
    "cannot tell",
)
NO_MARGIN = "no smallest change that matters is stated for this scale"
PUBLISHED = "published"
_TESTS = (
    *("p_value", "p_adjusted", "t_lower", "p_lower", "t_upper", "p_upper"),
    *("p_tost", "p_tost_adjusted", "p_beyond", "p_beyond_adjusted"),
)
_NUMBERS = (
    *("n", "estimate", "sd_change", "std_error", "margin", "conf_low", "conf_high"),
    *("within_low", "within_high", *_TESTS),
)
_TEXTS = ("margin_source", "verdict", "method", "note")


@dataclass(frozen=True, repr=False, eq=False)
class Equivalence(Framed, HasPairs):
    """Mean changes set against the smallest one that matters: one row per combination of `by`.

    Attributes
    ----------
    confidence : float
        1 - alpha.
    paired : Paired
        The persons and their two readings, and how these were chosen.
    """

    confidence: float
    paired: Paired
    _frame: pd.DataFrame
    _brief: ClassVar[tuple[str, ...]] = (
        *("n", "estimate", "margin", "conf_low", "conf_high", "within_low", "within_high"),
        *("p_tost_adjusted", "verdict", "note"),
    )
    _telling: ClassVar[tuple[str, ...]] = (
        *("estimate", "conf_low", "conf_high", "within_low", "within_high", "p_tost_adjusted"),
    )

    def _heading(self) -> str:
        return (
            f"Equivalence by {', '.join(self.by)}; {self.paired.rule}; "
            f"alpha {1 - self.confidence:.6g}"
        )


def equivalence(
    scores: object,
    *,
    margin: float | Mapping[str, float] | str,
    by: Sequence[str] | None = None,
    waves: tuple[str, str] | None = None,
    better: str | Mapping[str, str] | None = None,
    min_days: int | None = None,
    confidence: float = 0.95,
) -> Equivalence:
    """Ask whether a mean change is smaller than the smallest one that matters.

    Parameters
    ----------
    scores : DataFrame, Scores, Study or PrePost
        As for `evalkit.pre_post`; a result of it brings its pairs.
    margin : number, mapping from scale to number, or "published"
        The smallest mean change that matters, above 0, in the scale's unit. One number for several
        scales only where these have one range. "published": what the scale's definition says.
        There is no default: who asks the question must say what matters, and before looking.
    by, waves, better, min_days
        As for `evalkit.pre_post`.
    confidence : float
        1 - alpha, above 0.5.

    Returns
    -------
    Equivalence
        `to_frame()` has the columns of `by` and

        - n: pairs; estimate: mean change; sd_change, std_error
        - margin, margin_source: the smallest change that matters, and who says so
        - conf_low, conf_high: t interval at `confidence`; within_low, within_high: t interval at
          1 - 2 alpha, which lies inside the margin when the two one-sided tests say so
        - p_value, p_adjusted: two-sided, against no change
        - t_lower, p_lower: against a change of minus the margin or below; t_upper, p_upper: against
          the margin or above; p_tost: the larger; p_tost_adjusted
        - p_beyond, p_beyond_adjusted: two-sided, against a change of exactly the margin on the side
          of the estimate; 1 when the estimate is inside
        - verdict: one of the five of `VERDICTS`, missing when there is no test
        - method, note: how, and why a number is missing

    Raises
    ------
    InputError
        As for `evalkit.pre_post`; when a margin is not a finite number above 0, is as wide as its
        scale, names a misspelt scale, or is "published" and nothing is.

    See Also
    --------
    evalkit.pre_post, evalkit.detectable_change

    Notes
    -----
    TOST: t_lower = (mean + margin) / se and t_upper = (mean - margin) / se with n - 1 df. The
    verdict combines the two-sided test and TOST, each adjusted by Holm over the rows: neither,
    "cannot tell"; TOST alone, "no change beyond the margin"; both, "a change smaller than the
    margin"; the two-sided test alone, "a change of uncertain size", or "of at least the margin"
    when p_beyond says so too.

    A change that is not significant is no evidence of no change; this is the test of that. Do not
    report it with a margin that was chosen after seeing the change, nor below about 10 pairs.

    References
    ----------
    Schuirmann DJ. J Pharmacokinet Biopharm 1987;15:657-680.
    Lakens D, Scheel AM, Isager PM. Equivalence testing for psychological research: a tutorial.
    Adv Methods Pract Psychol Sci 2018;1:259-269.

    Examples
    --------
    >>> import evalkit as ek
    >>> study = ek.load("data/examples/unik", profile="unik")
    >>> rows = ek.equivalence(study, margin={"who5": 10.0}).to_frame().set_index("scale")
    >>> rows.loc["who5", "verdict"]
    'a change of uncertain size'
    """
    stated_confidence(confidence, above=0.5)
    paired = paired_scores(scores, by=by, waves=waves, better=better, min_days=min_days)
    margins, sources = _margins(margin, paired)
    rows = []
    for group in paired.groups():
        name = paired.scale_of(group.key)
        row = _row(group, margins.get(name), confidence)
        rows.append(row | {"margin_source": sources.get(name, "")})
    frame = pd.DataFrame(rows, columns=[*_NUMBERS, *_TEXTS])
    kinds = {name: "Int64" if name == "n" else "float64" for name in _NUMBERS}
    frame = frame.astype(kinds | dict.fromkeys(_TEXTS, "str"))
    for name in ("p_value", "p_tost", "p_beyond"):
        adjusted = "p_adjusted" if name == "p_value" else f"{name}_adjusted"
        frame[adjusted] = holm(frame[name].to_numpy())
    frame["verdict"] = pd.Series(_verdicts(frame, 1 - confidence), index=frame.index, dtype="str")
    tests = int(frame["p_tost"].count())
    frame["method"] = (
        f"{paired.rule}; two one-sided paired t tests (TOST) at alpha {1 - confidence:.6g}, t "
        f"intervals; p adjusted by Holm over {tests} tests of each kind"
    )
    return Equivalence(confidence, paired, pd.concat([paired.keys, frame], axis=1))


def _margins(margin: object, paired: Paired) -> tuple[dict[str, float], dict[str, str]]:
    """Return margin and source scale by scale."""
    known = paired.directions.scales
    if isinstance(margin, str):
        if margin != PUBLISHED:
            raise InputError(
                f"`margin` is {margin!r}. {did_you_mean(margin, [PUBLISHED])} Or give a number in "
                f"the scale's unit, or a dict from scale to number."
            )
        found = {
            name: scale.meaningful_change
            for name, scale in known.items()
            if scale.meaningful_change is not None
        }
        if not known and len(paired.keys):
            raise InputError(
                "`margin` is 'published', and none of these scales has a definition that could "
                "publish one. State one: a number, or a dict from scale to number."
            )
        said = {name: f"{one.source} ({one.certainty})" for name, one in found.items()}
        return {name: float(one.value) for name, one in found.items()}, said
    stated = number_by_scale(margin, paired, called="margin", above=0.0)
    for name, number in stated.items():
        if name in known and number >= known[name].highest - known[name].lowest:
            raise InputError(
                f"`margin` for {name!r} is {number:g}, and the whole scale is "
                f"{known[name].highest - known[name].lowest:g} wide. Give a change that could "
                f"matter, in the scale's unit."
            )
    return stated, dict.fromkeys(stated, "stated by the caller")


def _row(group: Group, margin: float | None, confidence: float) -> dict[str, object]:
    spread = pair_spread(group)
    low, high = spread.interval(confidence)
    notes = [spread.note, "" if margin is not None else NO_MARGIN]
    row: dict[str, object] = {
        "n": spread.n,
        "estimate": spread.mean_change,
        "sd_change": spread.sd_change,
        "std_error": spread.std_error,
        "margin": margin,
        "conf_low": low,
        "conf_high": high,
        "note": "; ".join(note for note in notes if note),
    }
    if margin is None or spread.reason:
        return row
    found = margin_tests(
        spread.mean_change, spread.sd_change, spread.n, margin=margin, confidence=confidence
    )
    tests = {name: getattr(found, name) for name in _TESTS if hasattr(found, name)}
    return row | tests | {"within_low": found.within.low, "within_high": found.within.high}


def _verdicts(frame: pd.DataFrame, alpha: float) -> list[str | None]:
    changed = frame["p_adjusted"].to_numpy() < alpha
    within = frame["p_tost_adjusted"].to_numpy() < alpha
    beyond = frame["p_beyond_adjusted"].to_numpy() < alpha
    none, smaller, at_least, uncertain, unknown = VERDICTS
    chosen = np.select(
        [within & ~changed, within & changed, changed & beyond, changed],
        [none, smaller, at_least, uncertain],
        default=unknown,
    )
    tested = frame["p_tost"].notna()
    return [str(said) if known else None for said, known in zip(chosen, tested, strict=True)]
