"""Person by person: whose change is larger than measurement error, and who crossed a cut-off."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from evalkit.errors import InputError, did_you_mean
from evalkit.estimates.intervals import check_confidence
from evalkit.estimates.shares import wilson_interval
from evalkit.instruments.scale import DIRECTIONS, Scale
from evalkit.outcomes.paired import Group, HasPairs, Paired, paired_scores
from evalkit.outcomes.reliable_numbers import (
    CATEGORIES,
    IMPORTANT,
    METHODS,
    NOTES,
    Judged,
    Said,
    judged,
)
from evalkit.outcomes.stated import refuse_unknown_scales
from evalkit.results import Framed, few_hidden

__all__ = ["CATEGORIES", "NOTES", "ReliableChange", "reliable_change"]

_COUNTS = (
    *("n", *CATEGORIES, "reliably_improved", "reliably_deteriorated", "any_up"),
    *("could_not_improve", "could_not_deteriorate"),
    *(f"reliably_{side}_{end}" for side in ("improved", "deteriorated") for end in ("low", "high")),
)
_NUMBERS = (
    *("share_improved", "share_improved_low", "share_improved_high"),
    *("share_deteriorated", "share_deteriorated_low", "share_deteriorated_high"),
    *("expected_improved", "expected_deteriorated", "expected_normal", "expected_any_up"),
    *("p_by_error", "error_sd", "sd_change"),
    *("reliability", "reliability_low", "reliability_high", "sd"),
    *("unit", "criterion", "points", "cutoff"),
)
INSTRUMENT = "instrument"


@dataclass(frozen=True, repr=False, eq=False)
class ReliableChange(Framed, HasPairs):
    """Whose change is larger than measurement error.

    Attributes
    ----------
    paired : Paired
        The persons and their two readings, and how these were chosen.
    method : str
        Which index.
    confidence : float
        Of the index' criterion and of the intervals of shares.
    better : mapping
        Scale to "higher", "lower" or None where nobody says.
    groups : tuple of Judged
        The groups in the order of `by_group`, with everybody's index and category.

    Notes
    -----
    `to_frame` has a row per person, `by_group` the numbers of every group, `summary` the
    categories with their shares. Looking at the result shows the summary only.
    """

    paired: Paired
    method: str
    confidence: float
    better: Mapping[str, str | None]
    groups: tuple[Judged, ...]
    _frame: pd.DataFrame
    _telling: ClassVar[tuple[str, ...]] = ("count", "estimate", "conf_low", "conf_high")

    @property
    def scales(self) -> Mapping[str, Scale]:
        """Scale name to its definition, where it is known."""
        return self.paired.directions.scales

    def to_frame(self) -> pd.DataFrame:
        """Return one row per person and scale: pre, post, change, rci, category, note."""
        frame, none = self.paired.frame, CATEGORIES.index("undefined")
        rci = np.full(len(frame), np.nan)
        code = np.full(len(frame), none, dtype=np.int8)
        reason = np.zeros(len(frame), dtype=np.int32)
        reasons = ["", NOTES["one reading"]]
        for one in self.groups:
            place = one.group.places
            rci[place], code[place] = one.rci, one.code
            said = _sentence(one.notes)
            reasons += [] if said in reasons else [said]
            if said:
                reason[place] = np.where(one.code == none, reasons.index(said), 0)
        reason[frame["change"].isna().to_numpy()] = 1
        return frame.assign(
            rci=rci,
            category=pd.Categorical.from_codes(code, categories=pd.Index(CATEGORIES)),
            note=pd.Categorical.from_codes(reason, categories=pd.Index(reasons)),
        )

    def by_group(self) -> pd.DataFrame:
        """Return one row per group with everything that was counted and computed."""
        return self._frame.copy()

    def summary(self) -> pd.DataFrame:
        """Return one row per group and category, also for the categories of nobody.

        Columns: those of `by`, category, count, n (pairs), estimate (count / n) with its Wilson
        interval conf_low and conf_high, and note. Of undefined there is no share: who has no
        category is not among those who could have another. Without a cut-off nobody can have
        recovered or been harmed, so these rows are left out.
        """
        rows = []
        for place, one in enumerate(self.groups):
            for category in CATEGORIES:
                if one.cutoff is None and category in ("recovered", "harmed"):
                    continue
                rows.append({"place": place, **_category_row(one, category, self.confidence)})
        long = pd.DataFrame(rows, columns=["place", *_SUMMARY])
        keys = self.paired.keys.iloc[long.pop("place").astype(int)].reset_index(drop=True)
        numbers = dict.fromkeys(("estimate", "conf_low", "conf_high"), "float64")
        kinds = numbers | {"count": "Int64", "n": "Int64", "note": "str", "category": "str"}
        return pd.concat([keys, long.astype(kinds)], axis=1)

    def _heading(self) -> str:
        return (
            f"ReliableChange by {', '.join(self.by)}; {self.method}; {self.paired.rule}; "
            f"{100 * self.confidence:.6g} % confidence"
        )

    def _shown(self) -> pd.DataFrame:
        return few_hidden(self.summary(), self._telling)


_SUMMARY = ("category", "count", "n", "estimate", "conf_low", "conf_high", "note")


def reliable_change(
    scores: object,
    *,
    reliability: object,
    better: str | Mapping[str, str],
    method: str = "jacobson-truax",
    waves: tuple[str, str] | None = None,
    sd: object = None,
    cutoff: object = None,
    confidence: float = 0.95,
) -> ReliableChange:
    """Return whose change between two readings is larger than measurement error.

    Parameters
    ----------
    scores : DataFrame, Scores, Study or PrePost
        As for `evalkit.pre_post`, whose result brings its pairs, groups and least interval along.
    reliability : float, mapping, "instrument" or result of `evalkit.reliability`
        Of each scale, above 0 and below 1, given on purpose: a number from the literature, a dict
        from scale to number, "instrument" for the one reliability its definition publishes, or a
        result with alpha and its interval, which is then carried along. For nunnally-kotsch a pair
        (before, after). For smallest-important-change what takes its place:
        `evalkit.important_change(10)`, a dict from scale to that, or "instrument" for the change
        the definition publishes. A scale that a dict leaves out gets no category, and a note.
    better : {"higher", "lower", "instrument"} or mapping from scale to the first two
        Which direction is an improvement; "instrument" takes what the instruments (or the PrePost)
        say.
    method : str
        "jacobson-truax", "gulliksen-lord-novick", "hsu-linn-lord", "edwards-nunnally",
        "nunnally-kotsch", "hageman-arrindell" or "smallest-important-change"; see Notes.
    waves : (str, str), optional
        As for `evalkit.pre_post`.
    sd : float, mapping, "sample", `evalkit.norms` or a definition's norm, optional
        The SD of the scores before, in the scale's unit; of these pairs (ddof 1) when not given.
        The methods that allow for regression to the mean need `evalkit.norms(mean=, sd=)`, or
        "sample", said on purpose, for mean and SD of these pairs. A result of
        `evalkit.reliability` brings the SD that its smallest detectable change rests on, so that
        the two tell the same.
    cutoff : float, mapping, or `evalkit.cutoff`, optional
        Between clinical and functional scores. A score exactly there is not yet functional.
    confidence : float
        Two-sided; 0.95 means |RCI| > 1.96. hageman-arrindell takes it one-sided, as its paper
        does (1.645).

    Returns
    -------
    ReliableChange
        `to_frame()` has a row per person and scale (and programme, where there is one):

        - pre, post, change: post minus pre, without binary noise
        - rci: the index, with the sign of the change and not of the improvement
        - category: recovered (improved and from the clinical to the functional side), improved,
          unchanged, deteriorated, harmed (deteriorated and out of the functional side), or
          undefined; note: why undefined. Both columns are categorical

        `by_group()` has a row per group: persons in each category; reliably_improved (improved and
        recovered) and reliably_deteriorated with shares and Wilson intervals; any_up: who moved in
        the better direction at all; expected_improved, expected_deteriorated, expected_any_up: how
        many by measurement error alone; expected_normal: the first without regard to the scale's
        steps; could_not_improve, could_not_deteriorate: who started too near the scale's end;
        reliably_improved_low, ..._high and the same for deteriorated: at the two ends of the
        reliability's interval; sd, unit, criterion, points (criterion x unit, the half-width of
        the band that counts as unchanged), cutoff, method, note. `summary()` has the categories.

    Raises
    ------
    InputError
        When a reliability is not between 0 and 1, a method, scale or direction is misspelt, a
        method lacks what it needs, or the scores cannot be paired.

    See Also
    --------
    evalkit.cutoff : cut-offs a, b and c.
    evalkit.plot_reliable_change : before against after, with the band of no reliable change.

    Notes
    -----
    With s the SD before, r the reliability, M the population's mean (M2 at the second time) and z
    the normal quantile of the confidence, a change is reliable when |RCI| > z, strictly:

    - jacobson-truax: (post - pre) / (s sqrt(2 (1 - r)))
    - gulliksen-lord-novick: ((post - M) - r (pre - M)) / (s sqrt(1 - r^2))
    - hsu-linn-lord: ((post - M2) - r (pre - M)) / (s sqrt(1 - r^2))
    - edwards-nunnally: (post - M - r (pre - M)) / (s sqrt(1 - r)); the paper's 2 is here z
    - nunnally-kotsch: (post - M - r1 (pre - M)) / (s sqrt(r1^2 (1 - r1) + 1 - r2))
    - hageman-arrindell: ((post - pre) r_dd + (mean change) (1 - r_dd)) / (sqrt(r_dd) s
      sqrt(2 (1 - r))), r_dd the reliability of the changes of the group. Its cut-off for true
      scores is not built; a cut-off is compared with the scores as observed.
    - smallest-important-change: change / threshold, reached at 1 and not only beyond

    **By error alone.** A share (1 - confidence) / 2 improves "reliably" though nobody changed, if
    error is normal; where the scale's steps are known (`Scale.grain`) the share of a normal beyond
    half a step before the first reliable change. Floor and ceiling make it smaller in truth. For
    edwards-nunnally and nunnally-kotsch it is more than (1 - confidence) / 2, and counted so.

    `p_by_error` is how often error alone would improve as many or more (binomial). Where
    `sd_change` is below `error_sd`, the changes vary less than error of this reliability alone
    would make them: the reliability is too low for these readings. Where that holds at the upper
    end of its interval too, or it has none, note says that the counts are not to be relied on.

    **Which reliability.** Alpha tells of one occasion; the error between two occasions is larger,
    so retest reliability is the one in question and alpha makes too many changes reliable. Which
    SD: that of norms or of a large sample of the same kind. The SD of few pairs is uncertain, and
    that of people chosen for low scores is too small.

    People chosen for low scores rise on average without any programme (regression to the mean);
    the Jacobson-Truax index does not allow for it. A reliable change need not matter to the
    person, and an unreliable one may. Do not report percentages of change: from 0 there is none.

    References
    ----------
    Jacobson NS, Truax P. J Consult Clin Psychol 1991;59:12-19.
    Hsu LM. Behav Assess 1989;11:459-467.
    Speer DC. J Consult Clin Psychol 1992;60:402-408.
    Nunnally JC, Kotsch WE. Br J Clin Psychol 1983;22:83-93.
    Hageman WJJM, Arrindell WA. Behav Res Ther 1999;37:1169-1193.
    Bauer S, Lambert MJ, Nielsen SL. J Pers Assess 2004;82:60-70 (the methods side by side).

    Examples
    --------
    >>> import evalkit as ek
    >>> study = ek.load("data/examples/empower4u", profile="empower4u")
    >>> result = ek.reliable_change(study, reliability=0.86, better="instrument")
    >>> row = result.by_group().set_index("scale").loc["self_efficacy"]
    >>> int(row.n), int(row.any_up), int(row.reliably_improved), f"{row.expected_normal:.2f}"
    (25, 18, 9, '0.62')
    """
    said = Said(method, reliability, sd, cutoff, confidence)
    _check(said)
    if isinstance(scores, HasPairs):
        paired = paired_scores(scores, waves=waves)
    else:
        word = None if isinstance(better, str) and better == INSTRUMENT else better
        paired = paired_scores(scores, waves=waves, better=word)
    directions = _directions(paired, better)
    scales = list(paired.directions.better)
    for argument in ("reliability", "sd", "cutoff"):
        refuse_unknown_scales(getattr(said, argument), scales, called=argument)
    found = []
    for group in paired.groups():
        scale = paired.scale_of(group.key)
        turned = _turned(group, directions.get(scale), scale)
        found.append(judged(turned, scale, said))
    words = {scale: directions.get(scale) or paired.directions.better[scale] for scale in scales}
    return ReliableChange(
        paired, method, confidence, words, tuple(found), _by_group(paired, found, said)
    )


def _check(said: Said) -> None:
    if str(said.method) not in METHODS:
        raise InputError(f"`method` is {said.method!r}. {did_you_mean(str(said.method), METHODS)}")
    try:
        check_confidence(said.confidence)
    except ValueError as wrong:
        raise InputError(str(wrong)) from None
    if said.method == IMPORTANT and said.sd is not None:
        raise InputError(f"The method {IMPORTANT} has no use for `sd`. Leave it out.")


def _directions(paired: Paired, better: object) -> dict[str, str]:
    """Return the directions the caller said in so many words."""
    if isinstance(better, str) and better == INSTRUMENT:
        return {}
    scales = list(paired.directions.better)
    if isinstance(better, Mapping):
        refuse_unknown_scales(better, scales, called="better")
    elif not isinstance(better, str):
        raise InputError(
            f"`better` is a {type(better).__name__}. Accepted: 'higher', 'lower', 'instrument', or "
            f"a dict from scale to 'higher' or 'lower'."
        )
    words = better if isinstance(better, Mapping) else dict.fromkeys(scales, better)
    for word in words.values():
        if not isinstance(word, str) or word not in DIRECTIONS:
            hint = did_you_mean(str(word), [*DIRECTIONS, INSTRUMENT])
            raise InputError(f"`better` is {word!r}. {hint}")
    return {str(scale): str(word) for scale, word in words.items()}


def _turned(group: Group, word: str | None, scale: str) -> Group:
    """Return a group with the direction the caller said, which must not contradict its own."""
    if word is None or word == group.better:
        return group
    if group.better is not None:
        raise InputError(
            f"`better` says {word!r} for scale {scale!r}, but the comparison that was handed in "
            f"was made with {group.better!r}. Say better='instrument', or compare anew."
        )
    return dataclasses.replace(group, better=word)


def _by_group(paired: Paired, found: list[Judged], said: Said) -> pd.DataFrame:
    rows = [one.row | {"note": _sentence(one.notes), "method": _how(one, said)} for one in found]
    names = [*_COUNTS, *_NUMBERS, "method", "note"]
    numbers = pd.DataFrame(rows, columns=names)
    kinds = dict.fromkeys(_COUNTS, "Int64") | dict.fromkeys(_NUMBERS, "float64")
    return pd.concat(
        [paired.keys, numbers.astype(kinds | {"note": "str", "method": "str"})], axis=1
    )


def _how(one: Judged, said: Said) -> str:
    """Return how a group's numbers came about, in one phrase."""
    if one.index is None:
        return said.method
    mark = ">=" if one.index.inclusive else ">"
    grain = one.group.scale.grain if one.group.scale is not None else None
    steps = f"steps of {grain:g}" if grain else "no steps"
    error = f"; by error alone: normal, {steps}" if one.index.error_share is not None else ""
    return f"{said.method}; |RCI| {mark} {one.index.criterion:.6g}{error}; Wilson intervals"


def _sentence(notes: tuple[str, ...]) -> str:
    return "; ".join(NOTES[name] for name in notes)


def _category_row(one: Judged, category: str, confidence: float) -> dict[str, object]:
    count, n = one.row.get(category), one.row["n"]
    row: dict[str, object] = {"category": category, "count": count, "n": n}
    row["note"] = _sentence(one.notes) if count is None else ""
    if count is None or category == "undefined":
        return row
    interval = wilson_interval(int(count), n, confidence=confidence)
    return row | {
        "estimate": count / n,
        "conf_low": interval.low,
        "conf_high": interval.high,
    }
