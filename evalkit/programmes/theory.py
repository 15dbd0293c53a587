"""A theory of change as its source draws it: stages, what stands in them, and what is linked.

In a programme's YAML file::

    theory:
      document: our_report                # as for a fact; left out: the file's own
      place: Figur 4.1
      credit: Hansen (2020)               # who the document says made the figure; optional
      note: {da: ..., en: ...}            # optional
      of: {da: ..., en: ...}              # what it is about, if not the whole programme; optional
      stages:                             # in the order of the figure; each leads to the next
        activities:
          title: {da: ..., en: ...}
          nodes:
            cafe: {da: ..., en: ...}      # a name of one's own, used once in all stages
      links:                              # between nodes; optional
        - {from: cafe, to: network, basis: text, da: ..., en: ..., place: "4.1"}
        - {from: cafe, to: joy, basis: evalkit, da: ..., en: ...}       # why it is read so
      measured:                           # optional; a node may have several entries
        - {node: joy, by: questionnaire, basis: text}   # one of the programme's measurements
        - {node: joy, scales: [who5, outcomes_star_homelessness.networks]}
        - {node: work, scales: [status.livelihood, attendance]}         # or the other tables
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from evalkit.definition_checks import (
    FaultError,
    check_choice,
    check_name,
    check_title,
    check_unique,
)
from evalkit.definition_files import LANGUAGES, Section
from evalkit.errors import did_you_mean
from evalkit.programmes.cited import Reading
from evalkit.programmes.measurement import BASES

__all__ = [
    "ATTENDANCE_SCALE",
    "STATUS_SCALE",
    "Link",
    "Measured",
    "Node",
    "Stage",
    "Theory",
    "theory_from",
]


# What a scale may be besides an instrument of that name: registers of presence and of statuses.
ATTENDANCE_SCALE = "attendance"
STATUS_SCALE = "status"


@dataclass(frozen=True)
class Node:
    """One thing that stands in a stage, in the source's own words (`da`) and in English."""

    name: str
    title: dict[str, str] = field(hash=False)

    def __post_init__(self) -> None:
        """Refuse a node that could not be shown."""
        check_name(self.name, of="a node")
        check_title(self.title, of=f"node '{self.name}'")


@dataclass(frozen=True)
class Stage:
    """One column of the figure, from activities to outcomes."""

    name: str
    title: dict[str, str] = field(hash=False)
    nodes: tuple[Node, ...]

    def __post_init__(self) -> None:
        """Refuse an empty stage."""
        check_name(self.name, of="a stage")
        check_title(self.title, of=f"stage '{self.name}'")
        if not self.nodes:
            raise FaultError(f"stage '{self.name}' has no node. Add one.", at="nodes")


@dataclass(frozen=True, kw_only=True)
class Link:
    """That one node leads to another: the source says so in words, or evalkit reads it.

    Attributes
    ----------
    start, end : str
        Names of nodes.
    basis : {"text", "evalkit"}
        Whether the source states the link, or it is evalkit's reading.
    text : dict
        What the source says, in evalkit's words, or why evalkit reads it so, by language.
    place : str
        Where the source says so; empty for evalkit's own reading.
    """

    start: str
    end: str
    basis: str
    text: dict[str, str] = field(hash=False)
    place: str = ""

    def __post_init__(self) -> None:
        """Refuse a link that nobody states, or that leads nowhere."""
        check_choice(self.basis, BASES, at="basis")
        if self.start == self.end:
            raise FaultError(f"a link leads from {self.start!r} to itself. Leave it out.", at="to")
        if self.basis == "text" and not self.place.strip():
            raise FaultError(
                "a link with the basis 'text' needs 'place'. Say where the source states it, or "
                "mark it 'basis: evalkit'.",
                at="place",
            )


@dataclass(frozen=True, kw_only=True)
class Measured:
    """That something measures a node.

    Attributes
    ----------
    node : str
        Name of the node.
    by : str
        Name of one of the programme's measurements; empty where none is planned.
    scales : tuple of str
        What would show it in data: an instrument ("who5"), one of its scales
        ("instrument.scale"), a domain of statuses ("status.livelihood") or "attendance".
    basis : {"text", "evalkit"}
        Whether the source says that it is measured so, or it is evalkit's reading.
    """

    node: str
    by: str = ""
    scales: tuple[str, ...] = ()
    basis: str = "evalkit"

    def __post_init__(self) -> None:
        """Refuse a node that nothing measures."""
        check_choice(self.basis, BASES, at="basis")
        if not self.by and not self.scales:
            raise FaultError("give 'by' (a measurement) or 'scales', or leave it out.", at="node")
        if self.basis == "text" and not self.by:
            raise FaultError(
                "the basis 'text' says that the source measures it, so 'by' must name the "
                "measurement. Add 'by', or write 'basis: evalkit'.",
                at="basis",
            )
        for scale in self.scales:
            _check_scale(scale)


@dataclass(frozen=True, kw_only=True)
class Theory:
    """A theory of change.

    Attributes
    ----------
    document, place : str
        Which figure of which document.
    credit : str
        Who the document says made the figure; empty where it does not say.
    of : dict
        What the figure is about, by language, where it is not the whole programme; else empty.
    stages : tuple of Stage
        In the order of the figure; each leads to the next.
    links : tuple of Link
        Between nodes, only where the text states it or evalkit says that it reads it so.
    measured : tuple of Measured
        What measures which node.
    note : dict
        What a reader must know, by language; empty for nothing.
    """

    document: str
    place: str
    credit: str = ""
    stages: tuple[Stage, ...]
    links: tuple[Link, ...] = ()
    measured: tuple[Measured, ...] = ()
    of: dict[str, str] = field(default_factory=dict, hash=False)
    note: dict[str, str] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        """Refuse links and measurements of nodes that are not there."""
        if self.of:
            check_title(self.of, of="what the theory of change is about")
        if len(self.stages) < 2:
            raise FaultError("a theory of change needs at least two stages.", at="stages")
        names = tuple(node.name for stage in self.stages for node in stage.nodes)
        check_unique(tuple(stage.name for stage in self.stages), at="stages")
        check_unique(names, at="nodes")
        check_unique(tuple(f"{link.start} -> {link.end}" for link in self.links), at="links")
        for link in self.links:
            _check_node(link.start, names, at="links")
            _check_node(link.end, names, at="links")
        for one in self.measured:
            _check_node(one.node, names, at="measured")

    @property
    def nodes(self) -> tuple[Node, ...]:
        """All nodes, stage by stage."""
        return tuple(node for stage in self.stages for node in stage.nodes)


def _check_node(name: str, names: tuple[str, ...], *, at: str) -> None:
    if name not in names:
        raise FaultError(f"there is no node {name!r}. {did_you_mean(name, names)}", at=at)


def _check_scale(scale: str) -> None:
    """Refuse what could be no scale; whether there is such an instrument the study may decide."""
    parts = scale.split(".")
    if not all(part.isidentifier() for part in parts) or len(parts) > 2 or scale == STATUS_SCALE:
        raise FaultError(
            f"'scales' has {scale!r}. Accepted: an instrument (who5), one of its scales "
            f"(instrument.scale), status.domain, or {ATTENDANCE_SCALE}.",
            at="scales",
        )


def theory_from(section: Section, *, reading: Reading, measurements: Sequence[str] = ()) -> Theory:
    """Return the theory of change that a section of a programme file describes.

    Parameters
    ----------
    section : Section
        What stands below `theory`.
    reading : Reading
        The documents there are.
    measurements : sequence of str
        The names of the programme's measurements.

    Raises
    ------
    DefinitionError
        When a node is missing, named twice or dangling, or what measures it is no measurement of
        the programme; the message names file and line.
    """
    document = reading.document_of(section)
    names: list[str] = []
    stages = tuple(_stage(name, below, names) for name, below in section.named_sections("stages"))
    links = tuple(_link(below, names) for below in section.sections("links"))
    measured = tuple(
        _measured(below, names, measurements) for below in section.sections("measured")
    )
    try:
        made = Theory(
            document=document,
            place=section.text("place"),
            credit=section.text("credit", ""),
            of=section.optional_words("of"),
            stages=stages,
            links=links,
            measured=measured,
            note=section.optional_words("note"),
        )
    except FaultError as fault:
        raise section.error(str(fault), name=fault.at) from None
    section.done()
    return made


def _stage(name: str, section: Section, names: list[str]) -> Stage:
    """Return one stage, and add its nodes to the names that are taken."""
    below = section.section("nodes")
    for node in below.names():
        if node in names:
            raise below.error(
                f"node '{node}' stands in another stage too. Give each its own name.", name=node
            )
        names.append(node)
    try:
        stage = Stage(
            name=name,
            title=section.words("title"),
            nodes=tuple(Node(node, below.words(node)) for node in below.names()),
        )
    except FaultError as fault:
        raise section.error(str(fault), name=fault.at) from None
    section.done()
    return stage


def _link(section: Section, names: list[str]) -> Link:
    try:
        link = Link(
            start=section.choice("from", names),
            end=section.choice("to", names),
            basis=section.choice("basis", BASES),
            text={language: section.text(language) for language in LANGUAGES},
            place=section.text("place", ""),
        )
    except FaultError as fault:
        raise section.error(str(fault), name=fault.at) from None
    section.done()
    return link


def _measured(section: Section, names: list[str], measurements: Sequence[str]) -> Measured:
    try:
        one = Measured(
            node=section.choice("node", names),
            by=section.choice("by", measurements) if "by" in section else section.text("by", ""),
            scales=section.texts("scales", ()),
            basis=section.choice("basis", BASES, "evalkit"),
        )
    except FaultError as fault:
        raise section.error(str(fault), name=fault.at) from None
    section.done()
    return one
