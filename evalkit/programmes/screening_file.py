"""From a definition file to a screening.

A screening's YAML file::

    screening: ours                       # its name
    title: {da: ..., en: ...}
    document: our_report                  # meant wherever an entry names no `document`
    documents:                            # those of one's own; evalkit's are known
      our_report: {title: ..., by: ..., year: 2026}
    da: ...                               # what the study is
    en: ...
    place: chapter 2                      # where in the document; everything below has one too
    phases:                               # in order; counts never rise
      search:
        title: {da: ..., en: ...}
        da: ...                           # what was done
        en: ...
        count: 33                         # left in the phase, after the choice that opens it
        actors: [...]                     # optional: who was asked, by name
        asked: {da: ..., en: ...}         # optional: who was asked, in words
        place: "2.1"
    criteria:                             # optional
      open_to_all: {kind: inclusion, phases: [search], da: ..., en: ..., place: ...}
    candidates:                           # those the source names
      cafe:
        title: The Cafe
        anchoring: ...                    # optional, as printed
        programme: cafe                   # optional: its name in evalkit's registry
        reached: search                   # the last phase it was in
        reason: {da: ..., en: ..., criteria: [open_to_all], place: ...}   # only where stated
        incomplete: {da: ..., en: ..., place: ...}      # what was not done with it
        place: ...
    unnamed:                              # those it only counts
      others: {title: ..., count: 18, reached: search, da: ..., en: ..., place: ..., reasons: {...}}
    interviews:                           # optional
      da: ...
      en: ...
      place: table 2.4
      roles: {leaders: {da: ..., en: ...}}
      rows: {cafe: {leaders: 1, total: 1}}              # "-" for none; `total` as printed
      totals: {leaders: 1, total: 1}      # as printed
      elsewhere:                          # what the source says in other places
        chapter: {candidate: cafe, count: 2, da: ..., en: ..., place: ...}
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

from evalkit.definition_checks import FaultError, check_name
from evalkit.definition_files import (
    Section,
    builtin_folder,
    builtin_names,
    own_definition,
    read_definition,
)
from evalkit.errors import DefinitionError, InputError, did_you_mean
from evalkit.programmes.cited import Cited, Reading
from evalkit.programmes.documents import builtin_documents, documents_from
from evalkit.programmes.interviews import WHOLE, CountElsewhere, InterviewRow, Interviews
from evalkit.programmes.screening import Screening
from evalkit.programmes.screening_parts import KINDS, Candidate, Criterion, Phase, Reason, Unnamed

__all__ = ["screening", "screening_from"]

# How a printed table says that nobody was interviewed.
NONE_DONE = "-"

_Part = TypeVar("_Part")


def screening(name_or_path: str | Path = "vive_2022") -> Screening:
    """Return how a mapping study came from many candidates to a few.

    Parameters
    ----------
    name_or_path : str or Path
        The name of a study that evalkit has, or the path of a ``.yaml`` file of one's own.

    Returns
    -------
    Screening
        `to_frame()` has a row per phase: how many before and after, how many went no further, for
        how many of these the source says why. `.candidates` and `.criteria` are results of their
        own, `.interviews` is who was interviewed, with sums, or None.

    Raises
    ------
    InputError
        When there is no such study; the nearest is suggested.
    DefinitionError
        When the file is wrong (counts that rise or do not add up, a phase that is not there, an
        entry without a place); the message names file and line.

    See Also
    --------
    evalkit.programme : what the registry knows about one programme.

    Notes
    -----
    A reason is given only where the source gives one for that candidate. Kinds of reason without
    counts belong to the group and to no one in it. Counts of interviews that differ between two
    places of a source are both kept.

    Do not read it as a ranking: that a programme went no further is no judgement of its quality.

    References
    ----------
    Page MJ and others. The PRISMA 2020 statement. BMJ 2021;372:n71 (item 16: how many were
    screened, included and excluded, with reasons).

    Examples
    --------
    >>> study = screening("vive_2022")
    >>> study.to_frame()["n_out"].tolist()
    [33, 15, 8]
    >>> study.interviews.total
    53
    """
    path = own_definition(name_or_path, called="screening")
    if path is not None:
        return screening_from(read_definition(path))
    names = builtin_names("screening")
    if str(name_or_path) not in names:
        hint = did_you_mean(str(name_or_path), names)
        raise InputError(
            f"There is no screening {str(name_or_path)!r}. {hint} Or give a .yaml file."
        )
    return _builtin(str(name_or_path))


@cache
def _builtin(name: str) -> Screening:
    return screening_from(read_definition(builtin_folder("screening") / f"{name}.yaml"))


def screening_from(section: Section) -> Screening:
    """Return the screening that a definition file describes.

    Raises
    ------
    DefinitionError
        When the file is wrong; the message names file and line.
    """
    documents = {**builtin_documents(), **documents_from(section)}
    default = section.choice("document", tuple(documents)) if "document" in section else ""
    section.text("document", default)
    read = _Reader(Reading(documents, default))
    name = section.text("screening")
    named = read.each(section, "candidates", read.candidate)
    try:
        made = Screening(
            name=name,
            title=section.words("title"),
            source=Cited(**read.reading.cited(section, name)),
            documents=documents,
            phases=read.each(section, "phases", read.phase),
            stated_criteria=read.each(section, "criteria", read.criterion),
            named=named,
            unnamed=read.each(section, "unnamed", read.unnamed),
            interviews=read.interviews(section, {one.name: one.title for one in named}),
        )
    except FaultError as fault:
        raise _error_at(section, fault, called="screening") from None
    section.done()
    return made


@dataclass(frozen=True)
class _Reader:
    """Reads the parts of a screening, knowing which documents there are."""

    reading: Reading

    def each(
        self, section: Section, name: str, make: Callable[[Section, str], _Part]
    ) -> tuple[_Part, ...]:
        """Return the entries below a name, in the order of the file."""
        made = []
        for called, below in section.named_sections(name):
            try:
                check_name(called, of="an entry")
                made.append(make(below, called))
            except FaultError as fault:
                raise _error_at(below, fault) from None
            below.done()
        return tuple(made)

    def phase(self, below: Section, name: str) -> Phase:
        return Phase(
            **self.reading.cited(below, name),
            title=below.words("title"),
            count=below.whole("count"),
            actors=below.texts("actors", ()),
            asked=below.optional_words("asked"),
        )

    def criterion(self, below: Section, name: str) -> Criterion:
        return Criterion(
            **self.reading.cited(below, name),
            kind=below.choice("kind", KINDS),
            phases=below.texts("phases"),
        )

    def candidate(self, below: Section, name: str) -> Candidate:
        return Candidate(
            name=name,
            title=below.text("title"),
            anchoring=below.text("anchoring", ""),
            programme=below.text("programme", ""),
            reached=below.text("reached"),
            document=self.reading.document_of(below),
            place=below.text("place"),
            reason=self._below(below, "reason", self.reason),
            incomplete=self._below(below, "incomplete", self._said),
        )

    def unnamed(self, below: Section, name: str) -> Unnamed:
        return Unnamed(
            **self.reading.cited(below, name),
            title=below.words("title"),
            count=below.whole("count"),
            reached=below.text("reached"),
            reasons=self.each(below, "reasons", self.reason),
        )

    def reason(self, below: Section, name: str) -> Reason:
        return Reason(**self.reading.cited(below, name), criteria=below.texts("criteria", ()))

    def interviews(self, section: Section, titles: Mapping[str, str]) -> Interviews | None:
        def row(below: Section, name: str) -> InterviewRow:
            counts = {role: _count(below, role) for role in below.names() if role != WHOLE}
            stated = _count(below, WHOLE) if WHOLE in below else None
            title = titles.get(name, name)
            return InterviewRow(candidate=name, title=title, counts=counts, stated=stated)

        def table(below: Section, name: str) -> Interviews:
            roles = below.section("roles")
            totals = below.section("totals") if "totals" in below else None
            return Interviews(
                source=self._said(below, name),
                documents=self.reading.documents,
                roles={role: roles.words(role) for role in roles.names()},
                rows=self.each(below, "rows", row),
                printed={role: _count(totals, role) for role in totals.names()} if totals else {},
                elsewhere=self.each(below, "elsewhere", self._elsewhere),
            )

        return self._below(section, "interviews", table)

    def _elsewhere(self, below: Section, name: str) -> CountElsewhere:
        return CountElsewhere(
            **self.reading.cited(below, name),
            count=below.whole("count"),
            candidate=below.text("candidate", ""),
            role=below.text("role", ""),
        )

    def _said(self, below: Section, name: str) -> Cited:
        return Cited(**self.reading.cited(below, name))

    def _below(
        self, section: Section, name: str, make: Callable[[Section, str], _Part]
    ) -> _Part | None:
        """Return the one entry of a name, None when it is not given."""
        if name not in section:
            section.pairs(name)
            return None
        below = section.section(name)
        try:
            made = make(below, name)
        except FaultError as fault:
            raise _error_at(below, fault) from None
        below.done()
        return made


def _count(below: Section, name: str) -> int:
    return 0 if below.text(name) == NONE_DONE else below.whole(name)


def _error_at(section: Section, fault: FaultError, *, called: str = "name") -> DefinitionError:
    """Return a fault as an error at its line: `at` is the way down to the option.

    `called` is the option that gives the section its name.
    """
    *way, option = fault.at.split(".")
    for name in way:
        section = section.section(name)
    return section.error(str(fault), name=called if option == "name" else option)
