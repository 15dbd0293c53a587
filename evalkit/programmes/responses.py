"""What a programme's own practice says to do about a signal, and who does it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from evalkit.definition_files import (
    Section,
    builtin_folder,
    builtin_names,
    own_definition,
    read_definition,
)
from evalkit.errors import InputError, did_you_mean
from evalkit.programmes.fact import Fact
from evalkit.programmes.fidelity_file import programme_behind
from evalkit.programmes.programme import Programme
from evalkit.programmes.programme_file import programme_names

__all__ = ["WATCH_NAMES", "Response", "Responses", "signal_responses"]

# What `evalkit.signals` watches; a response is to one of these, or to one part of it.
WATCH_NAMES = (
    *("attendance", "fidelity", "readings", "exits", "matches", "goals", "starts", "age"),
)


@dataclass(frozen=True)
class Response:
    """What is to be done about one kind of signal.

    Attributes
    ----------
    do : tuple of Fact
        What the programme's own description says, fact by fact.
    who : tuple of Fact
        Who its description says does it.
    do_words, who_words : mapping
        The same in words of one's own, by language; empty where facts say it.
    """

    do: tuple[Fact, ...] = ()
    who: tuple[Fact, ...] = ()
    do_words: Mapping[str, str] = field(default_factory=dict)
    who_words: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_stated(self) -> bool:
        """Whether anything is to be done."""
        return bool(self.do or self.do_words)


NOTHING = Response()


@dataclass(frozen=True)
class Responses:
    """The responses of one programme, by watch ("attendance") or by rule ("fidelity.supervision").

    Attributes
    ----------
    programme : str
        Whose they are.
    by_watch : mapping
        Watch, or watch and what it is about with a point between, to response.
    """

    programme: str
    by_watch: Mapping[str, Response]

    def to(self, watch: str, about: str = "") -> Response:
        """Return what is to be done about a signal: about this one, else about its watch."""
        return self.by_watch.get(f"{watch}.{about}") or self.by_watch.get(watch) or NOTHING

    def parts_of(self, watch: str) -> tuple[str, ...]:
        """Return what of a watch has a response of its own: rules, activities ..."""
        named = [name.partition(".") for name in self.by_watch]
        return tuple(part for name, point, part in named if name == watch and point)


def signal_responses(name: str | Path) -> Responses:
    """Return what a programme does about signals, from evalkit's definitions or from a file.

    Parameters
    ----------
    name : str or Path
        A programme of the registry, or the path of a ``.yaml`` file of one's own::

            programme: cafe_step         # or its own .yaml file beside this one, or a name
            responses:
              attendance:
                do: {da: "...", en: "..."}
                who: {da: "...", en: "..."}
              fidelity.least_volunteers:
                do: [two_volunteers]     # facts of the programme's entry

    Returns
    -------
    Responses
        Empty where the programme's descriptions say nothing.

    Raises
    ------
    InputError
        When there is no such programme or file.
    DefinitionError
        When the file is wrong; the message names file and line.

    Examples
    --------
    >>> signal_responses("cafe_step").to("attendance").is_stated
    True
    """
    path = own_definition(name, called="file of responses")
    if path is not None:
        return _responses(read_definition(path))
    if str(name) in builtin_names("signals"):
        return _builtin(str(name))
    if str(name) not in programme_names():
        hint = did_you_mean(str(name), programme_names())
        raise InputError(f"There is no programme {str(name)!r}. {hint} Or give a .yaml file.")
    return Responses(str(name), {})


@cache
def _builtin(name: str) -> Responses:
    return _responses(read_definition(builtin_folder("signals") / f"{name}.yaml"))


def _responses(section: Section) -> Responses:
    entry = programme_behind(section)
    programme = entry.name if entry else section.text("programme")
    found = {}
    for watch, below in section.named_sections("responses"):
        name = watch.partition(".")[0]
        if name not in WATCH_NAMES:
            raise below.error(f"'{name}' is not watched. {did_you_mean(name, WATCH_NAMES)}")
        found[watch] = _response(below, entry, programme)
    section.done()
    if not found:
        raise section.error("'responses' is missing or empty. Name at least one watch.")
    return Responses(programme, found)


def _response(section: Section, entry: Programme | None, programme: str) -> Response:
    made: dict[str, object] = {}
    for name in ("do", "who"):
        if name not in section:
            section.texts(name, ())
        elif section.is_list(name):
            if entry is None:
                raise section.error(
                    f"'{name}' lists facts, and '{programme}' is not in the registry, so it has "
                    f"none. {did_you_mean(programme, programme_names())} Or write words: "
                    f"'{name}: {{da: ..., en: ...}}'.",
                    name=name,
                )
            made[name] = _facts(section, name, entry)
        else:
            made[f"{name}_words"] = section.words(name)
    section.done()
    if not made:
        raise section.error("write 'do', 'who' or both: a list of facts, or words in da and en.")
    return Response(**made)  # type: ignore[arg-type]


def _facts(section: Section, option: str, entry: Programme) -> tuple[Fact, ...]:
    known = {fact.name: fact for fact in entry.facts}
    names = section.texts(option)
    for name in names:
        if name not in known:
            hint = did_you_mean(name, known)
            raise section.error(f"'{entry.name}' has no fact '{name}'. {hint}", name=option)
    return tuple(known[name] for name in names)
