"""Who is in the comparison and who is not: from enrolled to two readings."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from evalkit.errors import InputError
from evalkit.results import Framed
from evalkit.sets.pairing import pair_readings, waves_that_say_it
from evalkit.study import Study

__all__ = ["Flow", "flow"]

_COUNTS = (
    "enrolled",
    "no_reading",
    "one_reading",
    "one_reading_ended",
    "two_readings",
    "two_readings_ended",
)


@dataclass(frozen=True, repr=False, eq=False)
class Flow(Framed):
    """How many are enrolled, read once, read twice; one row per instrument.

    Attributes
    ----------
    min_days : int or None
        The least number of days between two readings.
    titles : dict
        Instrument to its title by language.
    """

    min_days: int | None
    titles: dict[str, dict[str, str]]
    _frame: pd.DataFrame


def flow(
    study: Study, *, waves: tuple[str, str] | None = None, min_days: int | None = None
) -> Flow:
    """Count who is enrolled, has one reading, has two, and who left with only one.

    Parameters
    ----------
    study : Study
        As it stood on some day (`evalkit.as_of`).
    waves : (str, str), optional
        As for `evalkit.pre_post`: named readings instead of the first and the last by date.
    min_days : int, optional
        The least number of days between the first and the last reading.

    Returns
    -------
    Flow
        Columns instrument, enrolled, no_reading, one_reading, one_reading_ended (of these, those
        whose course has ended: nobody can measure them again), two_readings, two_readings_ended (of
        these, those whose course has ended; of the others the latest reading is mid-course).
        enrolled = no_reading + one_reading + two_readings.

    Raises
    ------
    InputError
        As for `evalkit.pre_post`: no rule to pair by, or two readings at one time.

    Notes
    -----
    Persons are counted, also those with several courses; a course has ended when the person's last
    has. A reading counts when at least one scale of the instrument has a score. Of a study without
    enrolments nobody knows who was not read: enrolled and no_reading are missing.

    Examples
    --------
    >>> import evalkit as ek
    >>> study = ek.load("data/examples/unik", profile="unik")
    >>> frame = ek.flow(ek.as_of(study, "2026Q3")).to_frame()
    >>> bool((frame.enrolled == frame.no_reading + frame.one_reading + frame.two_readings).all())
    True
    """
    if not isinstance(study, Study):
        raise InputError(
            f"`study` is a {type(study).__name__}; what ek.load(...) returns is expected."
        )
    gone = study.enrolments.groupby("person")["ended"].agg(_all_known)
    enrolled = len(gone) or None
    everyone = _paired(study, waves, min_days)
    if enrolled:
        everyone = everyone[everyone["person"].isin(gone.index)]
    rows = []
    for name in dict.fromkeys(one.name for one in study.instruments):
        pairs = everyone[everyone["instrument"] == name]
        once = pairs.loc[pairs["post"].isna() | pairs["pre"].isna(), "person"]
        twice = pairs.loc[pairs["post"].notna() & pairs["pre"].notna(), "person"]
        rows.append(
            {
                "instrument": name,
                "enrolled": enrolled,
                "no_reading": enrolled - len(pairs) if enrolled else None,
                "one_reading": len(once),
                "one_reading_ended": int(gone[once].sum()) if enrolled else None,
                "two_readings": len(pairs) - len(once),
                "two_readings_ended": int(gone[twice].sum()) if enrolled else None,
            }
        )
    titles = {one.name: _title(one) for one in study.instruments}
    frame = pd.DataFrame(rows, columns=["instrument", *_COUNTS])
    by_wave = waves or study.pre_and_post
    return Flow(
        None if by_wave else min_days, titles, frame.astype(dict.fromkeys(_COUNTS, "Int64"))
    )


def _title(one: object) -> dict[str, str]:
    """Return what readers call an instrument: as its scale, where it has one alone."""
    scales = list(getattr(one, "scales", ()))
    return dict(getattr(scales[0] if len(scales) == 1 else one, "title", {}))


def _all_known(ends: pd.Series) -> bool:
    return bool(ends.notna().all())


def _paired(study: Study, waves: tuple[str, str] | None, min_days: int | None) -> pd.DataFrame:
    """Return a row per person and instrument: a reading is a day, or a wave, with a score."""
    scores = study.scores
    scored = scores[scores["score"].notna()].assign(score=0.0)
    by_wave = waves or study.pre_and_post or waves_that_say_it(scores)
    by_date = by_wave is None
    reading = ["instrument", "person", "date", *([] if by_date else ["wave"])]
    readings = scored.drop_duplicates(reading)
    unit = ["instrument", "person"]
    return pair_readings(
        readings, unit=unit, waves=waves, min_days=min_days, defined=study.waves
    ).frame
