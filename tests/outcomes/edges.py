"""Frames at the edges of what can be asked, every outcome function's call, and what must hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from unicodedata import normalize

import numpy as np
import pandas as pd

import evalkit as ek
from evalkit.estimates.paired_shares import PAIRED_METHODS
from evalkit.estimates.shares import SHARE_METHODS
from evalkit.frames import ENROLMENTS, SCORES, STATUSES
from evalkit.outcomes.reliable_numbers import IMPORTANT, METHODS
from evalkit.present.registry import FIGURES, SAYERS, TABLES
from evalkit.study import StatusDomain, Study

# A person's number and a score that nobody else has: neither may stand in a text.
KEY = "0101011234"
SECRET = 31337.25
_PRE = [31.0, 42.0, 47.0, 38.0, 55.0, 60.0, 29.0, 44.0, 51.0, 36.0, 49.0, 40.0]
_POST = [45.0, 41.0, 59.0, 52.0, 55.0, 71.0, 30.0, 58.0, 49.0, 50.0, 57.0, 43.0]
_OTHER = [3.0, -2.0, 5.0, 1.0, 0.0, 4.0, -1.0, 2.0, 6.0, -3.0, 2.5, 1.5]
Readings = Sequence[float | None]


def long(pre: Readings, post: Readings, *, scales: Sequence[str] = ("x", "y")) -> pd.DataFrame:
    """Return a row per reading, with two sites; the second scale changes otherwise."""
    rows: list[tuple[object, ...]] = []
    for place, (before, after) in enumerate(zip(pre, post, strict=True)):
        own = (f"{KEY}-{place}", ("north", "south")[place % 2])
        for number, scale in enumerate(scales):
            wobble = _OTHER[(place * (number + 1)) % len(_OTHER)] if number else 0.0
            if before is not None:
                rows.append((*own, scale, "pre", "2026-01-05", before))
            if after is not None:
                rows.append((*own, scale, "post", "2026-06-05", after + wobble))
    frame = pd.DataFrame(rows, columns=["person", "site", "scale", "wave", "date", "score"])
    return frame.astype({"score": "float64"}).assign(date=pd.to_datetime(frame["date"]))


def _plain() -> pd.DataFrame:
    return long(_PRE, _POST)


def _same(change: float, n: int = 6) -> pd.DataFrame:
    return long(_PRE[:n], [value + change for value in _PRE[:n]], scales=("x",))


def _by_date(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.drop(columns="wave")


def _with(**columns: object) -> Callable[[], pd.DataFrame]:
    return lambda: _plain().assign(**columns)


def _score(change: Callable[[pd.Series], object]) -> Callable[[], pd.DataFrame]:
    return lambda: _plain().assign(score=lambda frame: change(frame["score"]))


def _first(value: object) -> Callable[[], pd.DataFrame]:
    """Return the plain frame with one score of another kind."""

    def made() -> pd.DataFrame:
        frame = _plain()
        scores = frame["score"].astype(object)
        scores.iloc[0] = value
        return frame.assign(score=scores)

    return made


def _keys(change: Callable[[int], object]) -> Callable[[], pd.DataFrame]:
    """Return the plain frame with other keys for the persons."""

    def made() -> pd.DataFrame:
        frame = _plain()
        number = {key: place for place, key in enumerate(dict.fromkeys(frame["person"]))}
        keys = [change(number[key]) for key in frame["person"]]
        return frame.assign(person=pd.Series(keys, index=frame.index, dtype=object))

    return made


def many_groups() -> pd.DataFrame:
    """A thousand groups of four persons; small whole numbers, so also ties and no change."""
    rng = np.random.default_rng(20261122)
    frame = pd.DataFrame(
        {
            "person": [f"{KEY}-{place}" for place in range(4000)],
            "site": [f"site {place % 1000}" for place in range(4000)],
        }
    )
    parts = [
        frame.assign(scale="x", wave=wave, score=rng.integers(0, 10, 4000).astype(float))
        for wave in ("pre", "post")
    ]
    dates = {"pre": "2026-01-05", "post": "2026-06-05"}
    both = pd.concat(parts, ignore_index=True)
    return both.assign(date=pd.to_datetime(both["wave"].map(dates)))


def _read_only() -> pd.DataFrame:
    frame = _plain()
    held = frame["score"].to_numpy(copy=True)
    held.flags.writeable = False
    return frame.assign(score=held)


def _nullable() -> pd.DataFrame:
    frame = _plain().convert_dtypes()
    return frame.assign(score=frame["score"].astype("Float64").where(frame.index != 3, pd.NA))


def _categorical() -> pd.DataFrame:
    frame = _plain()
    names = ("person", "site", "scale", "wave")
    made = frame.assign(**{name: frame[name].astype("category") for name in names})
    # Somewhere nobody is.
    return made.assign(site=made["site"].cat.add_categories(["nowhere"]))


FRAMES: Mapping[str, Callable[[], pd.DataFrame]] = {
    "plain": _plain,
    "by date": lambda: _by_date(_plain()),
    "no rows": lambda: _plain().iloc[:0],
    "no rows, by date": lambda: _by_date(_plain().iloc[:0]),
    "one pair": lambda: long([SECRET], [SECRET + 1]),
    "two pairs": lambda: long(_PRE[:2], _POST[:2]),
    "two pairs, one change": lambda: _same(3.0, 2),
    "three pairs": lambda: long(_PRE[:3], _POST[:3]),
    "four pairs": lambda: long(_PRE[:4], _POST[:4]),
    "nobody changed": lambda: _same(0.0),
    "everybody by as much": lambda: _same(7.0),
    "everybody by 0.1, with noise": lambda: long(
        [0.1, 0.2, 0.3, 0.7, 1.1], [0.2, 0.3, 0.4, 0.8, 1.2], scales=("x",)
    ),
    "one score for all": lambda: long([50.0] * 6, [50.0] * 6, scales=("x",)),
    "one score before": lambda: long([50.0] * 12, _POST),
    "one score after": lambda: long(_PRE, [50.0] * 12, scales=("x",)),
    "ties": lambda: long([1.0, 1.0, 2.0, 2.0, 3.0, 3.0], [2.0, 2.0, 3.0, 3.0, 2.0, 2.0]),
    "on one line": lambda: long(_PRE, [2 * value - 5 for value in _PRE], scales=("x",)),
    "on one falling line": lambda: long(_PRE, [90 - value for value in _PRE], scales=("x",)),
    "an outlier": lambda: long([*_PRE, 50.0], [*_POST, SECRET]),
    "a huge outlier": lambda: long([*_PRE, 50.0], [*_POST, 1e15]),
    "huge numbers": _score(lambda score: score * 1e9),
    "beyond squares": _score(lambda score: score * 1e200),
    "tiny numbers": _score(lambda score: score * 1e-9),
    "below squares": _score(lambda score: score * 1e-200),
    "far from zero": _score(lambda score: score + 1e12),
    "below zero": _score(lambda score: -score),
    "only first readings": lambda: _by_date(long(_PRE, [None] * 12)),
    "only last readings": lambda: long([None] * 12, _POST),
    "only pre on one scale": lambda: pd.concat(
        [long(_PRE, _POST, scales=("x",)), long(_PRE, [None] * 12, scales=("y",))]
    ).reset_index(drop=True),
    "only post on one scale": lambda: pd.concat(
        [long(_PRE, _POST, scales=("x",)), long([None] * 12, _POST, scales=("y",))]
    ).reset_index(drop=True),
    "nobody with both": lambda: long(
        [*_PRE[:6], *[None] * 6], [*[None] * 6, *_POST[:6]], scales=("x", "y")
    ),
    "a site without pairs": lambda: long(
        _PRE, [value if place % 2 else None for place, value in enumerate(_POST)]
    ),
    "a site with one pair": lambda: long(
        _PRE, [value if place % 2 or not place else None for place, value in enumerate(_POST)]
    ),
    "one site": _with(site="north"),
    "sites not stated": lambda: _plain().assign(
        site=lambda frame: frame["site"].mask(frame["site"] == "north")
    ),
    "no site stated": _with(site=None),
    "scores missing": _score(lambda score: score.where(score.index % 5 > 0)),
    "no scores": _score(lambda score: score * np.nan),
    "infinite": _first(np.inf),
    "minus infinite": _first(-np.inf),
    "a text": _first(f"{SECRET}"),
    "a text with a comma": _first("31337,25"),
    "a complex number": _score(lambda score: score.astype(complex)),
    "decimals": _score(lambda score: score.map(Decimal)),
    "booleans": _score(lambda score: score > 45),
    "whole numbers": _score(lambda score: score.astype("int64")),
    "small floats": _score(lambda score: score.astype("float32")),
    "dates missing": lambda: _by_date(_plain()).assign(
        date=lambda frame: frame["date"].where(frame.index % 7 > 0)
    ),
    "no dates": lambda: _by_date(_plain()).assign(date=pd.NaT),
    "dates as numbers": lambda: _by_date(_plain()).assign(date=20260105),
    "dates day first": lambda: _by_date(_plain()).assign(date="05-01-2026"),
    "two readings on a day": lambda: _by_date(_plain()).assign(date="2026-01-05"),
    "the same wave twice": lambda: pd.concat([_plain(), _plain().iloc[:1]], ignore_index=True),
    "a third wave": lambda: pd.concat(
        [
            _plain(),
            _plain().query("wave == 'pre'").assign(wave="later", date=pd.Timestamp("2026-12-01")),
        ],
        ignore_index=True,
    ),
    "waves missing": lambda: _plain().assign(
        wave=lambda frame: frame["wave"].mask(frame.index % 6 == 0)
    ),
    "whole keys": _keys(lambda place: int(KEY) + place),
    "keys of many kinds": _keys(lambda place: (place, f"{KEY}{place}", 1.5 + place)[place % 3]),
    "a key missing": _keys(lambda place: None if place == 1 else f"{KEY}{place}"),
    "a key of blanks": _keys(lambda place: " " if place == 1 else f"{KEY}{place}"),
    "keys as numbers": _keys(lambda place: float(KEY) + place),
    "categories": _categorical,
    "nullable": _nullable,
    "the same index": lambda: _plain().set_index(pd.Index([0] * len(_plain()))),
    "keys as index too": lambda: _plain().set_index("person", drop=False),
    "columns of results": _with(
        n=1, note="x", change=1.0, pre=1.0, post=2.0, method="m", estimate=0.0, quantity="q"
    ),
    "two columns alike": lambda: pd.concat([_plain(), _plain()[["score"]]], axis=1),
    "names that are no text": lambda: _plain().assign(**{"z": 1}).rename(columns={"z": 7}),
    "wide": lambda: pd.DataFrame({"person": [KEY], "pre": [SECRET], "post": [SECRET + 1]}),
    "no person column": lambda: _plain().drop(columns="person"),
    "no scale column": lambda: _plain().drop(columns="scale"),
    "no score column": lambda: _plain().drop(columns="score"),
    "a scale missing": lambda: _plain().assign(
        scale=lambda frame: frame["scale"].mask(frame.index == 0)
    ),
    "scales as numbers": lambda: _plain().assign(
        scale=lambda frame: frame["scale"].map({"x": 1, "y": 2})
    ),
    "scales in Danish": lambda: long(_PRE, _POST, scales=("målt ø", normalize("NFD", "målt ø"))),
    "a scale called <b>": lambda: long(_PRE, _POST, scales=("<b>x</b>", "{y}")),
    "a scale called nothing": lambda: long(_PRE, _POST, scales=("", " ")),
    "a known scale": lambda: long(_PRE, _POST, scales=("who5",)),
    "a known scale, outside": lambda: long([*_PRE, 50.0], [*_POST, SECRET], scales=("who5",)),
    "read only": _read_only,
    "ordered texts": _score(
        lambda score: pd.Categorical(
            ["low" if value < 45 else "high" for value in score], ["low", "high"], ordered=True
        )
    ),
}


def scales_of(frame: pd.DataFrame) -> list[Any]:
    """Return the scales of a frame as they stand in it."""
    if "scale" not in frame:
        return ["x"]
    return list(frame["scale"].dropna().unique())


def _for_each(frame: pd.DataFrame, value: object) -> dict[Any, Any]:
    return dict.fromkeys(scales_of(frame), value)


def _one(frame: pd.DataFrame) -> Any:
    return next(iter(scales_of(frame)), None)


def study_of(frame: pd.DataFrame) -> Study:
    """Return a study with these scores, enrolments of everybody, and statuses."""
    scores = SCORES.shaped(frame.assign(programme="p", instrument="i"))
    people = list(dict.fromkeys(scores["person"]))
    courses = [
        {
            "person": one,
            "programme": "p",
            "started": "2026-01-01",
            "ended": None if place % 3 else "2026-08-01",
            "gender": ("woman", "man")[place % 2],
        }
        for place, one in enumerate(people)
    ]
    spells = [
        {
            "person": one,
            "programme": "p",
            "domain": ("open", "complete")[place % 2],
            "status": ("job", "school", "benefit")[place % 3],
            "started": "2025-12-01" if place % 2 else "2026-03-01",
        }
        for place, one in enumerate(people)
    ]
    return Study(
        title={"da": "P", "en": "P"},
        programme="p",
        enrolments=ENROLMENTS.shaped(pd.DataFrame(courses, columns=list(_ENROLMENT))),
        scores=scores,
        statuses=STATUSES.shaped(pd.DataFrame(spells, columns=list(_SPELL))),
        instruments=(_Named("i"),),
        domains=(StatusDomain("complete", complete=True),),
    )


_ENROLMENT = ("person", "programme", "started", "ended", "gender")
_SPELL = ("person", "programme", "domain", "status", "started")


class _Named:
    """An instrument that nobody has defined."""

    def __init__(self, name: str) -> None:
        self.name = name


def _enrolled(frame: pd.DataFrame) -> pd.DataFrame:
    if "person" not in frame:
        return pd.DataFrame({"person": [KEY]})
    people = pd.Series(list(dict.fromkeys(frame["person"].dropna())), dtype=frame["person"].dtype)
    held = pd.DataFrame({"person": people, "started": pd.Timestamp("2026-01-01")})
    held["ended"] = [pd.Timestamp("2026-08-01") if place % 2 else pd.NaT for place in held.index]
    held["gender"] = [("woman", "man")[place % 2] for place in held.index]
    return held.assign(age=20.0)


def _reliable(method: str, **options: object) -> Callable[[pd.DataFrame], object]:
    def made(frame: pd.DataFrame) -> object:
        one: object = ek.important_change(5.0) if method == IMPORTANT else 0.8
        one = (0.8, 0.85) if method == "nunnally-kotsch" else one
        own = {name: _for_each(frame, value) for name, value in options.items()}
        return ek.reliable_change(
            frame, reliability=_for_each(frame, one), better="higher", method=method, **own
        )

    return made


CALLS: Mapping[str, Callable[[pd.DataFrame], object]] = {
    "pre_post": lambda frame: ek.pre_post(frame, better="higher"),
    "pre_post without direction": ek.pre_post,
    "pre_post, lower": lambda frame: ek.pre_post(frame, better="lower", adjust="bh"),
    "pre_post by site": lambda frame: ek.pre_post(frame, by=("scale", "site"), better="higher"),
    "change_estimates": lambda frame: ek.change_estimates(frame, better="higher"),
    "change_estimates, bootstrap": lambda frame: ek.change_estimates(frame, bootstrap=200),
    "equivalence": lambda frame: ek.equivalence(frame, margin=_for_each(frame, 5.0)),
    "detectable_change": ek.detectable_change,
    "compare_groups": lambda frame: ek.compare_groups(frame, group="site"),
    "correlated_change": lambda frame: ek.correlated_change(frame, scales=scales_of(frame)[:2]),
    "changes_together": ek.changes_together,
    "regression_to_mean": lambda frame: ek.regression_to_mean(
        frame, norm_mean=_for_each(frame, 60.0), reliability=0.7
    ),
    "beside_norms": ek.beside_norms,
    "beside_norms, all": lambda frame: ek.beside_norms(frame, who="all"),
    "paired_shares": lambda frame: ek.paired_shares(frame, at_least=45.0, scale=_one(frame)),
    "paired_shares, tango": lambda frame: ek.paired_shares(
        frame, below=45.0, scale=_one(frame), method="tango"
    ),
    "transitions": lambda frame: ek.transitions(
        frame, scale=_one(frame), cuts=(30, 45, 60), better="higher"
    ),
    "transitions of the scale": ek.transitions,
    "share_bounds": lambda frame: ek.share_bounds(frame, better="higher"),
    "share_bounds without direction": ek.share_bounds,
    "pairing_audit": ek.pairing_audit,
    "pairing_audit, enrolled": lambda frame: ek.pairing_audit(
        frame, enrolments=_enrolled(frame), due_days=90
    ),
    "attrition": ek.attrition,
    "attrition, enrolled": lambda frame: ek.attrition(
        frame, enrolments=_enrolled(frame), due_days=90
    ),
    "icc": lambda frame: ek.icc(frame, form="ICC(2,1)", rater="wave"),
    "icc of means": lambda frame: ek.icc(frame, form="ICC(3,k)", rater="wave"),
    **{f"reliable_change, {one}": _reliable(one, sd="sample") for one in METHODS[:-1]},
    "reliable_change, important": _reliable(IMPORTANT),
    "reliable_change, sd": _reliable("jacobson-truax", sd=9.0, cutoff=50.0),
    "reliable_change, cut-off": _reliable(
        "edwards-nunnally",
        sd=ek.norms(mean=60.0, sd=12.0),
        cutoff=ek.cutoff("c", better="higher", clinical=(40.0, 8.0), functional=(65.0, 9.0)),
    ),
}

# The first of the frames that differ in how they are written and not in their numbers; and the
# calls that differ from another one in a number alone.
WRITTEN_FROM = "infinite"
VARIANTS = (
    *("pre_post without direction", "pre_post, lower", "beside_norms, all"),
    *("paired_shares, tango", "transitions of the scale", "change_estimates, bootstrap"),
    *("share_bounds without direction", "icc of means", "reliable_change, important"),
    *(f"reliable_change, {one}" for one in METHODS[1:-1]),
    "reliable_change, sd",
)
_WRITTEN = list(FRAMES).index(WRITTEN_FROM)
# Every call with every frame but those.
ASKED = [
    (call, named)
    for place, named in enumerate(FRAMES)
    for call in CALLS
    if place < _WRITTEN or call not in VARIANTS
]

STUDY_CALLS: Mapping[str, Callable[[Study], object]] = {
    "pre_post": ek.pre_post,
    "flow": ek.flow,
    "pairing_audit": lambda study: ek.pairing_audit(study, due_days=90),
    "attrition": lambda study: ek.attrition(study, due_days=90),
    "compare_groups": lambda study: ek.compare_groups(study, group="gender"),
    "status_at": lambda study: ek.status_at(study, months=(0, 3, 600)),
    "status_change": lambda study: ek.status_change(study, status="job", months=(0, 5)),
    "cohort": lambda study: ek.pre_post(ek.cohort(study, start="2025-01-01", end="2026-12-31")),
    "cohort of nobody": lambda study: ek.flow(ek.cohort(study, end="2020-12-31")),
    "cohort, one reading": lambda study: ek.pairing_audit(ek.cohort(study, end="2026-03-01")),
    "study_reliability": ek.study_reliability,
}


def _answers(values: Sequence[Sequence[float | None]]) -> pd.DataFrame:
    rows = [
        (f"{KEY}-{place}", f"who5_{number}", value)
        for place, given in enumerate(values)
        for number, value in enumerate(given, start=1)
    ]
    frame = pd.DataFrame(rows, columns=["person", "item", "value"])
    return frame.astype({"value": "float64"})


_GIVEN = [[3, 2, 3, 4, 2], [1, 1, 2, 0, 1], [2, 2, 3, 3, 2], [5, 4, 4, 5, 5], [2, 3, 3, 1, 0]]
ANSWERS_AT_THE_EDGE: Mapping[str, Callable[[], pd.DataFrame]] = {
    "plain": lambda: _answers(_GIVEN),
    "nobody": lambda: _answers([]),
    "one person": lambda: _answers(_GIVEN[:1]),
    "two persons": lambda: _answers(_GIVEN[:2]),
    "three persons": lambda: _answers(_GIVEN[:3]),
    "one answer": lambda: _answers([[3] * 5] * 6),
    "the same from each": lambda: _answers([[place] * 5 for place in range(6)]),
    "the same sum": lambda: _answers([[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [2, 2, 2, 2, 2]]),
    "one item answered alike": lambda: _answers([[3, *given[1:]] for given in _GIVEN]),
    "against one another": lambda: _answers([[place, 5 - place] * 2 + [3] for place in range(6)]),
    "two items alike": lambda: _answers([[given[0], *given[:4]] for given in _GIVEN * 2]),
    "gaps": lambda: _answers([[None, *given[1:]] for given in _GIVEN[:3]] + _GIVEN[3:]),
    "only gaps": lambda: _answers([[None] * 5] * 3),
    "outside": lambda: _answers([*_GIVEN, [SECRET] * 5]),
    "infinite": lambda: _answers([*_GIVEN, [np.inf] * 5]),
    "texts": lambda: _answers(_GIVEN).assign(value=str(SECRET)),
    "twice": lambda: pd.concat([_answers(_GIVEN)] * 2, ignore_index=True),
    "another item": lambda: _answers(_GIVEN).assign(item="who5_9"),
    "no column": lambda: _answers(_GIVEN).drop(columns="item"),
    "nullable": lambda: _answers(_GIVEN).convert_dtypes(),
}


def _without_frame() -> dict[str, Callable[[], object]]:
    shares = {
        f"share {count} of {n}, {method}": (
            lambda count=count, n=n, method=method: ek.share_interval(count, n, method=method)
        )
        for method in SHARE_METHODS
        for count, n in ((0, 0), (0, 1), (1, 1), (1, 2), (0, 10**9), (10**9, 10**9), (3, 7))
    }
    four = [(0, 0, 0, 0), (1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 5), (5, 0, 0, 5)]
    four += [(0, 5, 5, 0), (0, 7, 0, 0), (10**6, 1, 0, 10**6), (1, 2, 3, 4)]
    names = ("both", "pre_only", "post_only", "neither")
    pairs = {
        f"paired {counts}, {method}": (
            lambda counts=counts, method=method: ek.paired_shares(
                method=method, **dict(zip(names, counts, strict=True))
            )
        )
        for method in PAIRED_METHODS
        for counts in four
    }
    grims = {
        f"grim {share} of {n}": lambda share=share, n=n: ek.grim(share=share, n=n)
        for share in (0, 0.0, 0.5, 0.99, 1, 0.33)
        for n in (None, 1, 2, 3, 99, 100, 10**9)
    }
    needed = {
        f"pairs needed {change}, {sd}": (
            lambda change=change, sd=sd: ek.pairs_needed(change=change, sd_change=sd)
        )
        for change in (5.0, -5.0, 1e-9, 1e9)
        for sd in (1e-9, 1.0, 10.0, 1e12)
    }
    return {**shares, **pairs, **grims, **needed}


BARE_CALLS: Mapping[str, Callable[[], object]] = _without_frame()

_LIMITS = ("low", "high")
# What a result leaves empty on purpose: there is no such thing in that row, and nothing is lost.
_ENDS = tuple(f"reliably_{side}_{end}" for side in ("improved", "deteriorated") for end in _LIMITS)
OPTIONAL: Mapping[str, frozenset[str]] = {
    # Without a cut-off nobody can have crossed it; of undefined there is no share; the rest depends
    # on the method and on whether a reliability came with an interval.
    "ReliableChange": frozenset(
        (
            *("recovered", "harmed", "cutoff", "reliability", "sd", "unit", *_ENDS),
            *("reliability_low", "reliability_high", "estimate", "conf_low", "conf_high"),
        )
    ),
    # A quantity has a standard error or a test where its interval rests on one.
    "ChangeEstimates": frozenset(("std_error", "statistic", "p_value", "boot_low", "boot_high")),
    # A row is of a number or of shares; the first reading is never "not stated".
    "Attrition": frozenset(
        (
            *("mean_kept", "mean_lost", "sd_kept", "sd_lost", "hedges_g", "share_kept"),
            *("share_lost", "missing_kept", "missing_lost", "conf_low", "conf_high"),
        )
    ),
    # A scale without a definition publishes nothing; four counts know of nobody unpaired.
    "DetectableChange": frozenset(("published_change",)),
    "PairedShares": frozenset(("unpaired",)),
    # The lowest stage begins nowhere.
    "Transitions": frozenset(("start",)),
}
# Low, middle, high.
_INTERVALS = (
    ("conf_low", "estimate", "conf_high"),
    ("conf_low", "mean_change", "conf_high"),
    ("conf_low", "mean", "conf_high"),
    ("conf_low", "share", "conf_high"),
    ("boot_low", "boot_low", "boot_high"),
    ("within_low", "estimate", "within_high"),
    ("diff_low", "difference", "diff_high"),
    ("difference_low", "difference", "difference_high"),
    ("d_z_low", "d_z", "d_z_high"),
    ("at_norm_low", "at_norm", "at_norm_high"),
    ("alpha_low", "alpha", "alpha_high"),
    ("share_pre_low", "share_pre", "share_pre_high"),
    ("share_post_low", "share_post", "share_post_high"),
    ("share_improved_low", "share_improved", "share_improved_high"),
    ("share_deteriorated_low", "share_deteriorated", "share_deteriorated_high"),
    ("lower_conf_low", "lower", "lower_conf_high"),
    ("upper_conf_low", "upper", "upper_conf_high"),
    ("lower", "estimate", "upper"),
)
_SHARE = re.compile(r"(p_.*|.*_p|p_value|p_mid|share.*|lower.*|upper.*|floor|ceiling)")
_OF_SHARES = ("ShareBounds", "ShareInterval")
_SUMS = (
    ("n", ("improved", "same", "worse")),
    ("n", ("up", "same", "down")),
    ("n", ("both", "pre_only", "post_only", "neither")),
    ("n_first", ("n", "n_pre_only")),
    ("n", ("n_kept", "n_lost")),
    ("enrolled", ("no_reading", "one_reading", "two_readings")),
    ("without_pair", ("pre_only", "too_soon", "post_only", "undecided", "no_reading")),
)
WRONG_WORD = re.compile(r"(?<![\w.])[-+−]?(nan|NaN|inf|None|<NA>|NaT)(?!\w)")


def frames_of(result: Any) -> dict[str, pd.DataFrame]:
    """Return every frame that a result gives."""
    names = ["to_frame", "by_group", "overall", "stages", "items"]
    # Elsewhere the summary has columns of to_frame.
    names += ["summary"] if type(result).__name__ in ("ReliableChange", "Transitions") else []
    found = {name: getattr(result, name)() for name in names if hasattr(result, name)}
    return {
        name: one if isinstance(one, pd.DataFrame) else one.to_frame()
        for name, one in found.items()
    }


def faults_of_numbers(result: Any) -> list[str]:
    """Return what is wrong with the numbers of a result."""
    kind = type(result).__name__
    return [
        f"{kind}.{name}: {fault}"
        for name, frame in frames_of(result).items()
        for check in (_unsaid, _infinite, _disordered, _not_shares, _not_summing)
        for fault in check(frame, kind)
    ]


def _floats(frame: pd.DataFrame, name: str) -> np.ndarray:
    return frame[name].to_numpy(dtype=float, na_value=np.nan)


def _numeric(frame: pd.DataFrame) -> list[str]:
    kinds = pd.api.types
    return [
        str(name)
        for name, kind in frame.dtypes.items()
        if kinds.is_numeric_dtype(kind) and not kinds.is_bool_dtype(kind)
    ]


def _unsaid(frame: pd.DataFrame, kind: str) -> list[str]:
    if "note" not in frame:
        return []
    if frame["note"].isna().any():
        return ["a note is missing, not empty"]
    silent = frame["note"].astype(str).str.strip() == ""
    names = [name for name in _numeric(frame) if name not in OPTIONAL.get(kind, ())]
    missing = frame.loc[silent, names].isna().sum()
    return [f"{name}: {many} without a note" for name, many in missing.items() if many]


def _infinite(frame: pd.DataFrame, kind: str) -> list[str]:
    # The lowest stage begins at minus infinity, and says so.
    named = [name for name in _numeric(frame) if name != "start"]
    values = frame[named].to_numpy(dtype=float, na_value=np.nan)
    return [
        f"{one} is infinite"
        for one, bad in zip(named, np.isinf(values).T, strict=True)
        if bad.any()
    ]


def _disordered(frame: pd.DataFrame, kind: str) -> list[str]:
    found = []
    for names in _INTERVALS:
        if not set(names) <= set(frame.columns):
            continue
        # Of regression to the mean the interval is that of what is left over.
        if names[1] == "mean_change" and "estimate" in frame:
            continue
        low, middle, high = (_floats(frame, name) for name in names)
        slack = 1e-9 * (np.abs(low) + np.abs(high))
        if ((low > middle + slack) | (middle > high + slack) | (low > high + slack)).any():
            found.append(f"{names} are not in order")
    return found


def _not_shares(frame: pd.DataFrame, kind: str) -> list[str]:
    named = [name for name in _numeric(frame) if _SHARE.fullmatch(name)]
    if kind in _OF_SHARES:
        named += [name for name in ("estimate", "conf_low", "conf_high") if name in frame]
    return [
        f"{name} leaves 0 to 1"
        for name in named
        if ((_floats(frame, name) < 0) | (_floats(frame, name) > 1)).any()
    ]


def _not_summing(frame: pd.DataFrame, kind: str) -> list[str]:
    found = []
    for whole, parts in _SUMS:
        if not {whole, *parts} <= set(frame.columns):
            continue
        total = sum(_floats(frame, name) for name in parts)
        if (np.abs(total - _floats(frame, whole)) > 0).any():
            found.append(f"{' + '.join(parts)} is not {whole}")
    return found


def texts_of(result: Any, *, languages: Sequence[str] = ("da", "en")) -> dict[str, str]:
    """Return table and sentences of a result, by what they are."""
    found = {}
    for language in languages:
        if type(result).__name__ in TABLES:
            block = ek.table(result, language=language)
            found[f"table {language}"] = str(block)
        if type(result).__name__ in SAYERS:
            found[f"say {language}"] = "\n".join(ek.say(result, language=language))
    return found


def figure_of(result: Any, *, kind: str, language: str) -> dict[str, str]:
    """Return caption, alternative text and data of a result's figure; none where it has none."""
    if type(result).__name__ not in FIGURES:
        return {}
    shown = ek.figure(result, kind=kind, language=language)
    return {f"figure {kind} {language}": f"{shown}\n{getattr(shown, 'data', '')}"}


def on_sight(result: Any) -> dict[str, str]:
    """Return what a notebook shows of a result by itself."""
    shown = {"repr": repr(result)}
    if hasattr(result, "_repr_html_"):
        shown["html"] = result._repr_html_()
    return shown


def faults_of_texts(texts: Mapping[str, str]) -> list[str]:
    """Return what no text may hold: a word for a missing number, or a person."""
    found = [
        f"{name}: {WRONG_WORD.search(text).group()!r}"  # type: ignore[union-attr]
        for name, text in texts.items()
        if WRONG_WORD.search(text)
    ]
    return found + [f"{name}: a person" for name, text in texts.items() if KEY[:8] in text]
