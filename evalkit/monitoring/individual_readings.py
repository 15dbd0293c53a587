"""One person's readings over time, each change beside the scale's measurement error: internal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Real
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from evalkit.errors import InputError, did_you_mean
from evalkit.estimates.reliable_change import Index, jacobson_truax
from evalkit.instruments.instrument import Instrument
from evalkit.instruments.parts import PublishedReliability
from evalkit.instruments.scale import Scale
from evalkit.monitoring.individual_part import IndividualPart
from evalkit.study import Study

__all__ = ["VERDICTS", "IndividualReadings", "MeasurementError", "individual_readings"]

# What can be said of a change: larger than measurement error usually gives; not larger; the error
# is not known; not known, and smaller than the change that is said to matter; no change to judge.
VERDICTS = ("beyond", "within", "unknown", "small", "")
# The SD of fewer persons is no unit to judge a single person by.
LEAST_PERSONS = 10
_SCALE = ["instrument", "scale", "respondent"]
_CHANGES = (
    *("readings", "first_date", "first", "meeting_date", "at_meeting", "latest_date", "latest"),
    *("change_first", "verdict_first", "change_meeting", "verdict_meeting", "points"),
)


@dataclass(frozen=True)
class MeasurementError:
    """How much a scale moves by itself, and how that is known.

    Attributes
    ----------
    points : float or None
        A change has to be larger than this to be more than measurement error; None where nothing
        is known.
    basis : {"items", "stated", "instrument", ""}
        The study's own items, what the caller said, the definition's published reliability, or
        nothing.
    why_not : {"", "no reliability", "few persons", "no spread", "poor reliability"}
        Why there are no points.
    reliability, sd : float or None
        What the points rest on.
    n : int
        Of how many persons the SD is.
    low, high : float or None
        The points at both ends of an estimated reliability's interval.
    matters : float or None
        The smallest change that is said to matter, by the definition.
    """

    points: float | None = None
    basis: str = ""
    why_not: str = ""
    reliability: float | None = None
    sd: float | None = None
    n: int = 0
    low: float | None = None
    high: float | None = None
    matters: float | None = None
    index: Index | None = None

    def verdict(self, change: float) -> str:
        """Return what can be said of a change, one of `VERDICTS`."""
        if np.isnan(change):
            return ""
        if self.index is None:
            return "small" if self.matters and abs(change) < self.matters else "unknown"
        values = np.array([change])
        beyond = self.index.direction(self.index.of(np.zeros(1), values))[0]
        return "beyond" if beyond else "within"


@dataclass(frozen=True, repr=False, eq=False)
class IndividualReadings(IndividualPart):
    """One person's readings: internal.

    Attributes
    ----------
    as_of : date
        The last day that is counted.
    meeting : date or None
        The last status meeting before that day.
    meetings : tuple of date
        All of them up to that day.
    scales : mapping
        (instrument, scale) to its definition, where it is known.
    errors : mapping
        (instrument, scale) to its measurement error.
    confidence : float
        Of the measurement error.
    undated : int
        Scores without a day, which are not in it.
    """

    as_of: dt.date
    meeting: dt.date | None
    meetings: tuple[dt.date, ...]
    scales: Mapping[tuple[str, str], Scale]
    errors: Mapping[tuple[str, str], MeasurementError]
    confidence: float
    undated: int
    _frame: pd.DataFrame
    _rows: pd.DataFrame
    _what: ClassVar[str] = "scales"

    def readings(self) -> pd.DataFrame:
        """Return one row per reading: instrument, scale, respondent, date, score. Internal."""
        return self._rows.copy()


def individual_readings(
    known: Study,
    scores: pd.DataFrame,
    *,
    as_of: dt.date,
    meetings: tuple[dt.date, ...],
    reliability: object,
    confidence: float,
) -> IndividualReadings:
    """Return a person's readings; `scores` are the person's own, up to the day."""
    dated = scores[scores["date"].notna() & scores["score"].notna()]
    scales = _scales(known)
    rows = _in_order(dated[[*_SCALE, "date", "score"]], scales)
    _refuse_unknown(reliability, known)
    pairs = list(dict.fromkeys(zip(rows["instrument"], rows["scale"], strict=True)))
    errors = {
        pair: _error(
            known,
            pair,
            _reliability(reliability, pair, scales.get(pair)),
            matters=_matters(scales.get(pair)),
            confidence=confidence,
        )
        for pair in pairs
    }
    before = [day for day in meetings if day < as_of]
    meeting = max(before) if before else None
    changes = [
        dict(zip(_SCALE, key, strict=True)) | _changes(here, meeting, errors[key[0], key[1]])
        for key, here in rows.groupby(_SCALE, sort=False)
    ]
    return IndividualReadings(
        as_of=as_of,
        meeting=meeting,
        meetings=meetings,
        scales=scales,
        errors=errors,
        confidence=confidence,
        undated=int((scores["date"].isna() & scores["score"].notna()).sum()),
        _frame=pd.DataFrame(changes, columns=[*_SCALE, *_CHANGES]),
        _rows=rows,
    )


def _scales(known: Study) -> dict[tuple[str, str], Scale]:
    asked = [one for one in known.instruments if isinstance(one, Instrument)]
    return {(one.name, scale.name): scale for one in asked for scale in one.scales}


def _in_order(rows: pd.DataFrame, scales: Mapping[tuple[str, str], Scale]) -> pd.DataFrame:
    """Return the readings scale by scale in the definition's order, each by date."""
    places = {pair: place for place, pair in enumerate(scales)}
    pairs = zip(rows["instrument"], rows["scale"], strict=True)
    rows = rows.assign(
        respondent=rows["respondent"].fillna("").astype("str"),
        place=[places.get(pair, len(places)) for pair in pairs],
    )
    return rows.sort_values(["place", *_SCALE, "date"], ignore_index=True).drop(columns="place")


def _changes(
    here: pd.DataFrame, meeting: dt.date | None, error: MeasurementError
) -> dict[str, object]:
    """Return the first, the one that was known at the last meeting, and the latest reading."""
    first, latest = here.iloc[0], here.iloc[-1]
    row: dict[str, object] = {
        "readings": len(here),
        "first_date": first["date"],
        "first": float(first["score"]),
        "meeting_date": pd.NaT,
        "at_meeting": np.nan,
        "latest_date": latest["date"],
        "latest": float(latest["score"]),
        "points": np.nan if error.points is None else error.points,
    }
    since_first = float(latest["score"] - first["score"]) if len(here) > 1 else np.nan
    since_meeting = np.nan
    known = here.iloc[:0] if meeting is None else here[here["date"] <= pd.Timestamp(meeting)]
    if len(known):
        then = known.iloc[-1]
        row |= {"meeting_date": then["date"], "at_meeting": float(then["score"])}
        if len(known) < len(here):
            since_meeting = float(latest["score"] - then["score"])
    return row | {
        "change_first": since_first,
        "verdict_first": error.verdict(since_first),
        "change_meeting": since_meeting,
        "verdict_meeting": error.verdict(since_meeting),
    }


def _matters(scale: Scale | None) -> float | None:
    matters = scale.meaningful_change if scale is not None else None
    return None if matters is None else float(matters.value)


def _error(
    known: Study,
    pair: tuple[str, str],
    found: _Found | None,
    *,
    matters: float | None,
    confidence: float,
) -> MeasurementError:
    if found is None:
        return MeasurementError(why_not="no reliability", matters=matters)
    sd, n = (found.sd, found.n) if found.sd is not None else _spread(known, pair)
    facts = {"basis": found.basis, "reliability": found.value, "sd": sd, "n": n, "matters": matters}
    if n < LEAST_PERSONS:
        return MeasurementError(why_not="few persons", **facts)  # type: ignore[arg-type]
    if not sd > 0:
        return MeasurementError(why_not="no spread", **facts)  # type: ignore[arg-type]
    if not 0 < found.value < 1:
        return MeasurementError(why_not="poor reliability", **facts)  # type: ignore[arg-type]
    index = jacobson_truax(sd=sd, reliability=found.value, confidence=confidence)
    ends: list[float | None] = [None, None]
    if found.low is not None and found.high is not None and found.high < 1:
        ends = [
            jacobson_truax(sd=sd, reliability=max(end, 0.0), confidence=confidence).points
            for end in (found.high, found.low)
        ]
    return MeasurementError(
        points=index.points,
        low=ends[0],
        high=ends[1],
        index=index,
        **facts,  # type: ignore[arg-type]
    )


@dataclass(frozen=True)
class _Found:
    """A reliability, where it is from, and the spread it came with."""

    value: float
    basis: str
    sd: float | None = None
    n: int = 0
    low: float | None = None
    high: float | None = None


def _reliability(given: Any, pair: tuple[str, str], scale: Scale | None) -> _Found | None:
    one = given.get(pair[1]) if isinstance(given, Mapping) else given
    if one is None and isinstance(given, Mapping):
        return None
    if one is None or (isinstance(one, str) and one == "instrument"):
        published = () if scale is None else scale.reliability
        # Retest tells of the time between two readings, alpha of one occasion alone.
        ordered = sorted(published, key=lambda each: each.kind != "retest")
        return _Found(ordered[0].value, "instrument") if ordered else None
    if isinstance(one, PublishedReliability):
        return _Found(one.value, "instrument")
    if callable(getattr(one, "to_frame", None)):
        return _estimated(one.to_frame(), pair)
    if isinstance(one, Real) and 0 < float(one) < 1:
        return _Found(float(one), "stated")
    raise InputError(
        "`reliability` is no reliability. Accepted: a number between 0 and 1, a dict from scale to "
        "such numbers, 'instrument' for what the definition publishes, or a result of "
        "ek.study_reliability(...) or ek.reliability(...)."
    )


def _estimated(frame: pd.DataFrame, pair: tuple[str, str]) -> _Found | None:
    """Return what a result about the study's own items says of a scale."""
    if not {"scale", "alpha", "alpha_low", "alpha_high", "sd", "n"} <= {*frame.columns}:
        raise InputError(
            "`reliability` is a result without alpha and SD. Give one of "
            "ek.study_reliability(study)."
        )
    here = frame[frame["scale"] == pair[1]]
    if "instrument" in here:
        here = here[here["instrument"] == pair[0]]
    if len(here) != 1 or pd.isna(here["alpha"].iloc[0]):
        return None
    row = here.iloc[0]
    low, high = (
        None if pd.isna(row[f"alpha_{end}"]) else float(row[f"alpha_{end}"])
        for end in ("low", "high")
    )
    return _Found(float(row["alpha"]), "items", float(row["sd"]), int(row["n"]), low, high)


def _spread(known: Study, pair: tuple[str, str]) -> tuple[float, int]:
    """Return the SD (ddof 1) of everybody's first score on a scale, and of how many it is."""
    scores = known.scores
    here = scores[(scores["instrument"] == pair[0]) & (scores["scale"] == pair[1])]
    here = here[here["score"].notna()].sort_values("date")
    first = here.drop_duplicates(["person", "programme"])["score"].to_numpy(dtype=np.float64)
    return (float(first.std(ddof=1)) if len(first) > 1 else 0.0), len(first)


def _refuse_unknown(given: object, known: Study) -> None:
    if not isinstance(given, Mapping):
        return
    names = list(dict.fromkeys([*known.scores["scale"], *(name for _, name in _scales(known))]))
    for name in given:
        if name not in names:
            raise InputError(
                f"`reliability` names the scale {name!r}. {did_you_mean(str(name), names)}"
            )
