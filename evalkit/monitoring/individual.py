"""One person's status for the status meeting, to be read together with the person: internal."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from html import escape

import pandas as pd

from evalkit.errors import InputError
from evalkit.estimates.intervals import check_confidence
from evalkit.monitoring.individual_readings import IndividualReadings, individual_readings
from evalkit.monitoring.individual_time import (
    IndividualCourse,
    IndividualGoals,
    IndividualMeetings,
    IndividualNetwork,
    IndividualTime,
    individual_course,
    individual_goals,
    individual_meetings,
    individual_time,
)
from evalkit.monitoring.network_map import network_map
from evalkit.monitoring.own_practice import entry_of
from evalkit.programmes.fact import Fact
from evalkit.sets.windows import Quarter, last_day
from evalkit.sets.windows import as_of as as_it_stood
from evalkit.study import Study

__all__ = ["IndividualBasis", "IndividualQuestions", "IndividualStatus", "individual_status"]

# What the source of Netværksopbygning (section 7) says of the report and what surrounds it, by the
# names of its facts in the registry; no other source says anything of a report on each person.
REPORT_FACTS = ("report_on_each", "status_meeting", "development_talks", "always_reachable")
# No source says how often a goal is looked at; the page says that the number is a choice.
REVIEW_MONTHS = 3
QUARTERS = 4


@dataclass(frozen=True, repr=False, eq=False)
class IndividualStatus:
    """What the data hold about one person on a day: internal.

    Attributes
    ----------
    title : dict
        What the delivery is called, by language.
    as_of : date
        The last day that is counted.
    latest : date or None
        The last day the data know of.
    readings : IndividualReadings
    goals : IndividualGoals
    network : IndividualNetwork
    time : IndividualTime
    meetings : IndividualMeetings
    course : IndividualCourse
        The parts; each is shown by `evalkit.table` and `evalkit.say`, readings and network also by
        `evalkit.figure`.
    report_facts : tuple of Fact
        What the programme's source says of the status report; empty where it says nothing.

    Notes
    -----
    Looking at it shows counts. There is no comparison with others in it, no risk and no grade.
    """

    title: dict[str, str]
    programme: str
    as_of: dt.date
    latest: dt.date | None
    readings: IndividualReadings
    goals: IndividualGoals
    network: IndividualNetwork
    time: IndividualTime
    meetings: IndividualMeetings
    course: IndividualCourse
    report_facts: tuple[Fact, ...]

    @property
    def questions(self) -> IndividualQuestions:
        """What to talk about; `evalkit.sentences` shows it."""
        return IndividualQuestions(self)

    @property
    def basis(self) -> IndividualBasis:
        """What the worker must know of the numbers; `evalkit.sentences` shows it."""
        return IndividualBasis(self)

    def summary(self) -> pd.DataFrame:
        """Return how much there is of each part."""
        parts = ("readings", "goals", "network", "time", "meetings", "course")
        held = [{"part": name, "rows": len(getattr(self, name).to_frame())} for name in parts]
        return pd.DataFrame(held)

    def to_frame(self) -> pd.DataFrame:
        """Return the changes of each scale, as `readings.to_frame()`: internal."""
        return self.readings.to_frame()

    def __repr__(self) -> str:
        held = ", ".join(f"{row.rows} {row.part}" for row in self.summary().itertuples())
        return f"<IndividualStatus of one person, internal; as of {self.as_of}: {held}>"

    def _repr_html_(self) -> str:
        return f"<p>{escape(repr(self))}</p>"


@dataclass(frozen=True, repr=False, eq=False)
class _About:
    """Something said about one person's status."""

    status: IndividualStatus

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of one person, internal>"

    def _repr_html_(self) -> str:
        return f"<p>{escape(repr(self))}</p>"


class IndividualQuestions(_About):
    """Questions to talk about at the status meeting: internal."""


class IndividualBasis(_About):
    """What the worker must know of the numbers: internal."""


def individual_status(
    study: Study,
    person: str,
    *,
    as_of: str | Quarter | dt.date,
    reliability: object = None,
    confidence: float = 0.95,
    meeting: str = "status meeting",
    review_months: int = REVIEW_MONTHS,
    quarters: int = QUARTERS,
) -> IndividualStatus:
    """Return what the data hold about one person, for the status meeting: internal.

    Parameters
    ----------
    study : Study
        Everything that was loaded.
    person : str
        The person's key as it stands in the column `person`: a pseudonym. Who knows the key of the
        own system gets it by `evalkit.pseudonym_of`.
    as_of : str, Quarter or date
        "2026-09-30", or "2026Q3" for that day; what is dated later is not known.
    reliability : result of `evalkit.study_reliability`, float, mapping or "instrument", optional
        Of each scale, for its measurement error. When it is not given, and for "instrument", what
        the instrument's definition publishes, retest before alpha. Where nothing is known, the
        result says so.
    confidence : float
        Of the measurement error: 0.95 is 1.96 standard errors of a difference.
    meeting : str
        Which kind of meeting is the status meeting.
    review_months : int
        When a goal that is not reached is to be looked at again.
    quarters : int
        For how many quarters time together and attendance are told.

    Returns
    -------
    IndividualStatus
        `.readings.to_frame()` has a row per scale: first, at_meeting (the latest reading on or
        before the last status meeting before the day) and latest with their days, change_first and
        change_meeting, and for each a verdict: "beyond" or "within" measurement error, "unknown",
        or "small" (unknown, and smaller than the change that is said to matter).

    Raises
    ------
    InputError
        When nobody has that key by the day, the day or a number is none, or the reliability is of
        another kind.

    See Also
    --------
    evalkit.networks, evalkit.goal_attainment : all persons together.
    evalkit.reliable_change : which measurement error, and what it cannot tell.

    Notes
    -----
    A change is beyond measurement error when it is larger than 1.96 SD sqrt(2 (1 - r)). SD is that
    of the result handed in, else of everybody's first score. With fewer than ten persons nothing
    is judged. Alpha is of one occasion, so that days and moods are not in it: a change just beyond
    may still be a good day. A change within is not "no change".

    Nothing here compares the person with others or foretells anything, and nothing should be read
    so: it is made to be talked about. Never put it into a public folder, or into a report about
    several persons. When to delete it, the municipality decides.

    References
    ----------
    Jacobson NS, Truax P. J Consult Clin Psychol 1991;59:12-19.

    Examples
    --------
    >>> import evalkit as ek
    >>> study = ek.load("data/examples/netvaerksopbygning", profile="netvaerksopbygning")
    >>> person = study.enrolments["person"].iloc[1]
    >>> status = ek.individual_status(study, person, as_of="2026Q3")
    >>> status.readings.to_frame()["verdict_first"].tolist()  # no reliability is published
    ['small']
    """
    _check(study, person, {"review_months": review_months, "quarters": quarters})
    try:
        check_confidence(confidence)
    except ValueError as wrong:
        raise InputError(str(wrong)) from None
    day = _day(as_of)
    # Scores without a day would stop `as_of`; they are told and not used.
    undated = study.scores[study.scores["date"].isna()]
    known = as_it_stood(replace(study, scores=study.scores[study.scores["date"].notna()]), day)
    _refuse_unknown(known, person, day)
    own = _own(known, person)
    meetings = individual_meetings(known, person, kind=meeting)
    entry = entry_of(None, default=study.programme)
    facts = {} if entry is None else {fact.name: fact for fact in entry.facts}
    return IndividualStatus(
        title=study.title,
        programme=study.programme,
        as_of=day,
        latest=study.latest,
        readings=individual_readings(
            known,
            pd.concat([own.scores, undated[undated["person"] == person]]),
            as_of=day,
            meetings=meetings.status_days,
            reliability=reliability,
            confidence=confidence,
        ),
        goals=individual_goals(own, as_of=day, review_months=review_months),
        network=_network(known, own, person),
        time=individual_time(known, person, as_of=day, quarters=quarters),
        meetings=meetings,
        course=individual_course(known, person),
        report_facts=tuple(facts[name] for name in REPORT_FACTS if name in facts),
    )


def _check(study: object, person: object, counts: dict[str, object]) -> None:
    if not isinstance(study, Study):
        raise InputError(
            f"`study` is a {type(study).__name__}; what ek.load(...) returns is meant."
        )
    if not isinstance(person, str) or not person.strip():
        raise InputError(
            "`person` is no key. Give the person's key as it stands in the column 'person'; "
            "ek.pseudonym_of(...) makes it of the key in your own system."
        )
    for name, value in counts.items():
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise InputError(f"`{name}` is {value!r}. Accepted: a whole number, 1 or more.")


def _day(when: object) -> dt.date:
    if isinstance(when, str) and "Q" not in when:
        try:
            return dt.datetime.strptime(when, "%Y-%m-%d").date()
        except ValueError:
            raise InputError(
                f"`as_of` is {when!r}. Write a day as yyyy-mm-dd, or a quarter such as '2026Q3'."
            ) from None
    return last_day(when)  # type: ignore[arg-type]


def _refuse_unknown(known: Study, person: str, day: dt.date) -> None:
    """Refuse a key that nobody has, without showing any."""
    tables = [known.scores, known.goals, known.ties, known.contacts, known.attendance]
    tables = [known.enrolments] if len(known.enrolments) else tables
    if any((table["person"] == person).any() for table in tables):
        return
    persons = {*pd.concat([table["person"] for table in tables])}
    raise InputError(
        f"Nobody among the {len(persons)} persons in the data on {day} has that key. Give the key "
        f"as it stands in the column 'person', a pseudonym; ek.pseudonym_of(...) makes it of the "
        f"key in your own system. Who began later is not there yet."
    )


def _own(known: Study, person: str) -> Study:
    """Return the study of one person alone, as far as rows have persons."""
    names = ("enrolments", "scores", "goals", "ties")
    own = {name: getattr(known, name) for name in names}
    return replace(known, **{name: table[table["person"] == person] for name, table in own.items()})


def _network(known: Study, own: Study, person: str) -> IndividualNetwork:
    """Return the latest map beside the one before; rings as on everybody's maps."""
    programmes = own.ties["programme"].unique()
    if not len(programmes):
        return IndividualNetwork(None, pd.DataFrame())
    programme = known.programme if known.programme in programmes else programmes[0]
    ties = known.ties[known.ties["programme"] == programme]
    days = sorted(ties.loc[ties["person"] == person, "date"].unique())
    since = pd.Timestamp(days[-2]).date() if len(days) > 1 else None
    found = network_map(ties, person, since=since)
    return IndividualNetwork(found, found.to_frame())
