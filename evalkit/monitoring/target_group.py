"""Whether those who take part are those a programme is for, as far as the data can tell."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from evalkit.estimates.shares import share_limits
from evalkit.monitoring.own_practice import entry_of
from evalkit.monitoring.studied import check_study
from evalkit.programmes.fact import Fact
from evalkit.programmes.programme import Programme
from evalkit.results import Framed
from evalkit.sets.windows import Quarter, last_day
from evalkit.study import Study

__all__ = ["AGE", "TargetGroupFit", "target_group_fit"]

# The declared background that the limits of age are held against: whole years at the first day.
AGE = "age_at_start"
_COURSE = ["person", "programme"]
_COLUMNS = {
    "aspect": "str",
    "fact": "str",
    "least": "float64",
    "most": "float64",
    "n": "int64",
    "within": "Int64",
    "under": "Int64",
    "over": "Int64",
    "unknown": "int64",
    "share": "float64",
    "conf_low": "float64",
    "conf_high": "float64",
    "note": "str",
}
NOTES = {
    "not collected": "cannot be assessed, because the data hold no age at start",
    "nobody": "cannot be assessed, because of nobody the age at start is known",
    "no referrals": "cannot be assessed, because no referral says whether the person fits",
}


@dataclass(frozen=True, repr=False, eq=False)
class TargetGroupFit(Framed):
    """How many of those who started are within a programme's target group: one row per reading.

    Attributes
    ----------
    as_of : date
        Who started by then is counted.
    programme : Programme or None
        Its entry in the registry; None where it has none.
    started : int
        Persons who started.
    facts : tuple of Fact
        The statements of age, in the order of the rows.
    others : tuple of Fact
        What the registry says of the target group beside age: no data can be held against it.
    """

    as_of: dt.date
    programme: Programme | None
    started: int
    facts: tuple[Fact, ...]
    others: tuple[Fact, ...]
    _frame: pd.DataFrame
    _ages: pd.DataFrame
    _brief: ClassVar[tuple[str, ...]] = tuple(_COLUMNS)
    _telling: ClassVar[tuple[str, ...]] = (
        *("within", "under", "over", "share", "conf_low", "conf_high"),
    )

    @property
    def disagree(self) -> bool:
        """Whether the sources state more than one range of age."""
        return len({(fact.least, fact.most) for fact in self.facts}) > 1

    def ages(self) -> pd.DataFrame:
        """Return how many were of each age at their start: age, n."""
        return self._ages.copy()

    def _heading(self) -> str:
        return f"TargetGroupFit; started by {self.as_of}"


def target_group_fit(
    study: Study, programme: str | Programme | None = None, *, as_of: str | Quarter | dt.date
) -> TargetGroupFit:
    """Hold the age of those who started, and whether they fit, against the target group.

    Parameters
    ----------
    study : Study
        Everything that was loaded.
    programme : str or Programme, optional
        Whose target group; that of the study when not given.
    as_of : str, Quarter or date
        Who started by this day is counted; a quarter means its last day.

    Returns
    -------
    TargetGroupFit
        One row per statement of age in the registry (aspect "age") and one for what the referrals
        say of those who started (aspect "fits"): n (known), within, under, over, unknown, share
        with Wilson's interval, and why a row cannot be assessed.

    Raises
    ------
    InputError
        When a programme is named that the registry does not know, or the day is misspelt.

    See Also
    --------
    evalkit.admissions : from referral to completion.

    Notes
    -----
    Where sources state different ranges, each is a row of its own; none is chosen. A limit of 24
    includes everybody who is 24. A statement without a limit ("about 20") is no range. The age is
    that at the start: who was older later was still within it. Persons are counted once, at their
    first start. What the registry says of the target group in words cannot be held against data
    and is listed in `others`.

    The interval is for the share among such persons as come to the programme; when everybody there
    was is counted, it says nothing new about them.

    Examples
    --------
    >>> import evalkit as ek
    >>> study = ek.load("data/examples/unik", profile="unik")
    >>> ek.target_group_fit(study, as_of="2026Q3").to_frame()[["least", "most"]].iloc[0].tolist()
    [18.0, 30.0]
    """
    check_study(study)
    last = last_day(as_of)
    entry = entry_of(programme, default=study.programme)
    courses = study.enrolments[study.enrolments["started"] <= pd.Timestamp(last)]
    persons = courses.sort_values("started", kind="stable").drop_duplicates("person")
    stated = entry.about("age") if entry is not None else ()
    facts = tuple(fact for fact in stated if fact.least is not None or fact.most is not None)
    rows = [_age_row(persons, fact) for fact in facts]
    rows.append(_fits_row(persons, study.referrals))
    others = entry.about("target_group") + entry.about("inclusion") if entry is not None else ()
    frame = pd.DataFrame(rows, columns=list(_COLUMNS)).astype(_COLUMNS)
    return TargetGroupFit(
        as_of=last,
        programme=entry,
        started=len(persons),
        facts=facts,
        others=tuple(fact for fact in others if not fact.has_amount),
        _frame=frame,
        _ages=_counted_ages(persons),
    )


def _known_ages(persons: pd.DataFrame) -> np.ndarray:
    """Return the known ages in whole years: who is 24.7 is 24."""
    if AGE not in persons:
        return np.zeros(0)
    ages = np.floor(persons[AGE].to_numpy(dtype="float64", na_value=np.nan))
    return np.asarray(ages[~np.isnan(ages)])


def _counted_ages(persons: pd.DataFrame) -> pd.DataFrame:
    ages, counts = np.unique(_known_ages(persons).astype("int64"), return_counts=True)
    return pd.DataFrame({"age": ages, "n": counts})


def _age_row(persons: pd.DataFrame, fact: Fact) -> dict[str, object]:
    row: dict[str, object] = {
        "aspect": "age",
        "fact": fact.name,
        "least": fact.least,
        "most": fact.most,
    }
    if AGE not in persons:
        return row | _counted(0, 0, unknown=len(persons), note=NOTES["not collected"])
    known = _known_ages(persons)
    under = int((known < fact.least).sum()) if fact.least is not None else 0
    over = int((known > fact.most).sum()) if fact.most is not None else 0
    note = "" if len(known) else NOTES["nobody"]
    within = len(known) - under - over
    counted = _counted(within, len(known), unknown=len(persons) - len(known), note=note)
    return row | counted | ({"under": under, "over": over} if len(known) else {})


def _fits_row(persons: pd.DataFrame, referrals: pd.DataFrame) -> dict[str, object]:
    """Return what the latest referral before the start says of those who started."""
    asked = persons[[*_COURSE, "started"]].merge(
        referrals[[*_COURSE, "referred", "fits"]], on=_COURSE, how="left"
    )
    before = asked[asked["referred"] <= asked["started"]].sort_values("referred")
    latest = before.drop_duplicates("person", keep="last")
    known = latest.loc[latest["fits"].notna(), "fits"].astype(bool)
    note = "" if len(known) else NOTES["no referrals"]
    row: dict[str, object] = {"aspect": "fits", "fact": ""}
    return row | _counted(
        int(known.sum()), len(known), unknown=len(persons) - len(known), note=note
    )


def _counted(within: int, n: int, *, unknown: int, note: str) -> dict[str, object]:
    low, high = (float(end) for end in share_limits(within, n))
    return {
        "n": n,
        "within": within if n else pd.NA,
        "unknown": unknown,
        "share": within / n if n else np.nan,
        "conf_low": low,
        "conf_high": high,
        "note": note,
    }
