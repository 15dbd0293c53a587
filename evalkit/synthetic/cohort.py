"""People with a known truth: who they are, what is true of them, and what was read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from evalkit.synthetic.design import CohortDesign
from evalkit.synthetic.streams import stream

__all__ = ["Cohort", "Course", "Visit", "make_cohort"]

DAYS_A_MONTH = 365.25 / 12
# Readings fall within two weeks of the planned day; people are told apart from machines by it.
LATEST_FIRST_READING, READING_JITTER = 14, 10


@dataclass(frozen=True, repr=False)
class Course:
    """One person's time in the programme; `ended` is None while it goes on."""

    person: int
    group: str
    site: str
    birth_year: int
    started: dt.date
    ended: dt.date | None
    exit_reason: str


@dataclass(frozen=True, repr=False)
class Visit:
    """One person's reading on one day, all scales together."""

    person: int
    reading: int
    date: dt.date
    rated: dict[str, float]
    scores: dict[str, float]


@dataclass(frozen=True, repr=False, eq=False)
class Cohort:
    """What `make_cohort` draws.

    Attributes
    ----------
    design : CohortDesign
        What was planted.
    seed : int
        The seed it was drawn with; the exports draw their details from it too.
    enrolments : pandas.DataFrame
        A row a person: person, group, site, birth_year, started, ended, exit_reason
        ("completed", "left" or empty while the course goes on).
    planned : pandas.DataFrame
        A row a person, planned reading and scale: person, reading, date, scale, true
        (latent), rated (what the form would show), score (the same, missing where the
        scale was left out), seen (False after a drop-out and after `as_of`).
    """

    design: CohortDesign
    seed: int
    enrolments: pd.DataFrame
    planned: pd.DataFrame

    def __repr__(self) -> str:
        """Show counts, never people."""
        scales = len(self.design.scales)
        readings = int(self.planned["seen"].sum()) // scales
        return (
            f"<Cohort: {len(self.enrolments)} made-up persons, "
            f"{readings} readings of {scales} scales, seed {self.seed}>"
        )

    @property
    def readings(self) -> pd.DataFrame:
        """The planned readings that took place, in the columns of `planned` without `seen`."""
        return self.planned.loc[self.planned["seen"]].drop(columns="seen").reset_index(drop=True)

    def courses(self) -> Iterator[Course]:
        """Yield each person's course, in the order they started."""
        for row in self.enrolments.to_dict("records"):
            ended = row["ended"]
            yield Course(
                person=row["person"],
                group=row["group"],
                site=row["site"],
                birth_year=row["birth_year"],
                started=row["started"].date(),
                ended=None if pd.isna(ended) else ended.date(),
                exit_reason=row["exit_reason"],
            )

    def visits(self) -> Iterator[Visit]:
        """Yield each reading that took place, person by person, in the order of dates."""
        names = [scale.name for scale in self.design.scales]
        columns = {
            name: self.planned[name].to_numpy().reshape(-1, len(names))
            for name in ("person", "reading", "date", "seen", "rated", "score")
        }
        for i in np.flatnonzero(columns["seen"][:, 0]):
            yield Visit(
                person=int(columns["person"][i, 0]),
                reading=int(columns["reading"][i, 0]),
                date=columns["date"][i, 0].astype("datetime64[D]").item(),
                rated=dict(zip(names, columns["rated"][i].tolist(), strict=True)),
                scores=dict(zip(names, columns["score"][i].tolist(), strict=True)),
            )


def make_cohort(design: CohortDesign, *, seed: int) -> Cohort:
    """Draw a cohort from a design.

    Parameters
    ----------
    design : CohortDesign
        What is planted.
    seed : int
        Same design and seed, same cohort.

    Returns
    -------
    Cohort
        Frames of enrolments and of planned readings with true and observed scores.

    See Also
    --------
    evalkit.synthetic.truth.true_change : What an analysis of it should find.
    """
    people = _people(design, seed)
    factors = np.array([group.effect_factor for group in design.groups])[people["group"]]
    true = _true_levels(design, factors, seed)
    rated = _rated(design, true, seed)
    blank_rates = np.array([scale.missing_rate for scale in design.scales])
    blank = stream(seed, "missing items").random(rated.shape) < blank_rates
    observed = np.where(blank, np.nan, rated)
    stays = _stays(design, true=true, observed=observed, seed=seed)
    dates = _reading_dates(design, people["started"], seed)
    seen = stays if design.as_of is None else stays & (dates <= np.datetime64(design.as_of))
    return Cohort(
        design=design,
        seed=seed,
        enrolments=_enrolments(design, people, dates=dates, stays=stays, seed=seed),
        planned=_planned(design, dates=dates, seen=seen, true=true, rated=rated, observed=observed),
    )


def _people(design: CohortDesign, seed: int) -> dict[str, np.ndarray]:
    """Draw who they are; persons are numbered in the order they start."""
    rng = stream(seed, "people")
    edges = np.cumsum([group.share for group in design.groups])[:-1]
    group = np.searchsorted(edges, rng.random(design.n), side="right")
    site = rng.permutation(np.arange(design.n) % len(design.sites))
    first, last = design.birth_years
    birth_year = rng.integers(first, last + 1, design.n)
    start, end = np.datetime64(design.enrol_from), np.datetime64(design.enrol_to)
    started = start + rng.integers(0, int((end - start).astype(int)) + 1, design.n)
    if design.intakes:
        started = np.array(design.intakes, dtype="datetime64[D]")[site]
    started = np.busday_offset(started, 0, roll="backward")
    order = np.argsort(started, kind="stable")
    return {
        "group": group[order],
        "site": site[order],
        "birth_year": birth_year[order],
        "started": started[order],
    }


def _correlated(design: CohortDesign, rng: np.random.Generator) -> np.ndarray:
    """Draw standard normals (person, scale) that share one factor in the better direction."""
    signs = np.array([scale.sign for scale in design.scales])
    shared = rng.standard_normal((design.n, 1)) * signs
    own = rng.standard_normal((design.n, len(design.scales)))
    rho = design.correlation
    normals: np.ndarray = np.sqrt(rho) * shared + np.sqrt(1.0 - rho) * own
    return normals


def _true_levels(design: CohortDesign, factors: np.ndarray, seed: int) -> np.ndarray:
    """Return the latent levels (person, reading, scale)."""
    rng = stream(seed, "true levels")
    mean, sd, effect, change_sd = (
        np.array([getattr(scale, name) for scale in design.scales])
        for name in ("mean", "sd", "effect", "change_sd")
    )
    baseline = mean + sd * _correlated(design, rng)
    change = effect * factors[:, None] + change_sd * _correlated(design, rng)
    levels: np.ndarray = baseline[:, None, :] + change[:, None, :] * design.progress[None, :, None]
    return levels


def _rated(design: CohortDesign, true: np.ndarray, seed: int) -> np.ndarray:
    """Return what the form would show: with reading error, rounded and clipped."""
    error_sd, low, high, grain = (
        np.array([getattr(scale, name) for scale in design.scales])
        for name in ("error_sd", "low", "high", "grain")
    )
    noisy = true + error_sd * stream(seed, "reading errors").standard_normal(true.shape)
    rated: np.ndarray = np.clip(low + grain * np.floor((noisy - low) / grain + 0.5), low, high)
    return rated


def _stays(
    design: CohortDesign, *, true: np.ndarray, observed: np.ndarray, seed: int
) -> np.ndarray:
    """Return which planned readings (person, reading) come before the person drops out."""
    chance = stream(seed, "drop-out").random(true.shape[:2])
    stays = np.ones(true.shape[:2], dtype=bool)
    unseen = design.drop_out.depends_on == "true"
    source = true if unseen else observed
    latest = np.zeros(design.n)
    for reading in range(1, true.shape[1]):
        change = _standardised(design, source[:, reading if unseen else reading - 1] - source[:, 0])
        latest = np.where(np.isnan(change), latest, change)
        stays[:, reading] = stays[:, reading - 1] & (
            chance[:, reading] < design.drop_out.probability(latest)
        )
    return stays


def _standardised(design: CohortDesign, change: np.ndarray) -> np.ndarray:
    """Average the changes over the scales that were answered, in SDs and for the better."""
    units = change * np.array([scale.sign / scale.sd for scale in design.scales])
    answered = (~np.isnan(units)).sum(axis=1)
    return np.where(answered > 0, np.nansum(units, axis=1) / np.maximum(answered, 1), np.nan)


def _reading_dates(design: CohortDesign, started: np.ndarray, seed: int) -> np.ndarray:
    rng = stream(seed, "reading dates")
    size = (len(started), len(design.reading_months))
    days = np.round(np.asarray(design.reading_months) * DAYS_A_MONTH).astype(int)
    first = rng.integers(0, LATEST_FIRST_READING + 1, (size[0], 1))
    jitter = rng.integers(-READING_JITTER, READING_JITTER + 1, size)
    jitter[:, 0] = 0
    planned = started[:, None] + first + days + jitter
    workdays: np.ndarray = np.busday_offset(planned, 0, roll="forward")
    return workdays


def _enrolments(
    design: CohortDesign,
    people: dict[str, np.ndarray],
    *,
    dates: np.ndarray,
    stays: np.ndarray,
    seed: int,
) -> pd.DataFrame:
    """Return a row a person; an exit after `as_of` has not happened yet."""
    rng = stream(seed, "exits")
    last = stays.sum(axis=1) - 1
    completed = last == len(design.reading_months) - 1
    wait = np.where(completed, rng.integers(1, 22, design.n), rng.integers(14, 61, design.n))
    ended = np.busday_offset(dates[np.arange(design.n), last] + wait, 0, roll="forward")
    if design.as_of is not None:
        ended = np.where(ended > np.datetime64(design.as_of), np.datetime64("NaT"), ended)
    reason = np.where(completed, "completed", "left").astype(object)
    reason[np.isnat(ended)] = ""
    return pd.DataFrame(
        {
            "person": np.arange(design.n),
            "group": np.array([group.name for group in design.groups])[people["group"]],
            "site": np.array(design.sites)[people["site"]],
            "birth_year": people["birth_year"],
            "started": people["started"].astype("datetime64[s]"),
            "ended": ended.astype("datetime64[s]"),
            "exit_reason": pd.array(reason, dtype="str"),
        }
    )


def _planned(
    design: CohortDesign,
    *,
    dates: np.ndarray,
    seen: np.ndarray,
    true: np.ndarray,
    rated: np.ndarray,
    observed: np.ndarray,
) -> pd.DataFrame:
    persons, readings, scales = true.shape
    return pd.DataFrame(
        {
            "person": np.repeat(np.arange(persons), readings * scales),
            "reading": np.tile(np.repeat(np.arange(readings), scales), persons),
            "date": np.repeat(dates.ravel(), scales).astype("datetime64[s]"),
            "scale": np.tile([scale.name for scale in design.scales], persons * readings),
            "true": true.ravel(),
            "rated": rated.ravel(),
            "score": observed.ravel(),
            "seen": np.repeat(seen.ravel(), scales),
        }
    )
