"""A project's one settings file, `evalkit.toml`: what may stand in it, and what it says."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from evalkit.definition_files import LANGUAGES
from evalkit.errors import DefinitionError, did_you_mean
from evalkit.readers.limits import Limits

__all__ = ["SETTINGS_FILE", "ProgrammeSettings", "Settings", "find_settings", "read_settings"]

SETTINGS_FILE = "evalkit.toml"


@dataclass(frozen=True)
class ProgrammeSettings:
    """What the settings say of one programme.

    Attributes
    ----------
    data : str
        Its folder or file; empty for the folder of its name in the project's data.
    profile : str
        A built-in profile's name, or a path ending in .yaml; empty for the one of its name.
    in_all : bool
        Whether ``evalkit report all`` makes its report.
    """

    data: str = ""
    profile: str = ""
    in_all: bool = True


@dataclass(frozen=True)
class Settings:
    """What `evalkit.toml` says; paths are relative to the file.

    Attributes
    ----------
    language : {"da", "en"}
        Of reports and findings.
    data, reports, notebooks : str
        Folders; empty where nothing is said.
    key : str
        The file of the key that pseudonyms are made with; empty for this user's own.
    limits : Limits
        What reading one file may cost.
    programmes : mapping
        Programme to what is said of it.
    """

    language: str = "da"
    data: str = ""
    reports: str = "reports"
    notebooks: str = ""
    key: str = ""
    limits: Limits = field(default_factory=Limits)
    programmes: Mapping[str, ProgrammeSettings] = field(default_factory=dict)


def find_settings(here: Path) -> Path | None:
    """Return the nearest settings file, in a folder or above it."""
    paths = (folder / SETTINGS_FILE for folder in (here, *here.parents))
    return next((path for path in paths if path.is_file()), None)


def read_settings(path: Path) -> Settings:
    """Return what a settings file says.

    Raises
    ------
    DefinitionError
        When it is not TOML, or says something unknown or of the wrong kind.
    """
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DefinitionError(f"{path.name}: not TOML: {error}") from None
    except OSError as error:
        raise DefinitionError(f"{path.name}: cannot be read ({error.strerror}).") from None
    _check_names(said, [one.name for one in fields(Settings)], where=path.name)
    language = said.get("language", "da")
    if language not in LANGUAGES:
        accepted = ", ".join(map(repr, LANGUAGES))
        raise DefinitionError(f"{path.name}: language is {language!r}. Accepted: {accepted}.")
    for name in ("data", "reports", "notebooks", "key"):
        _check_type(said, name, str, where=path.name)
    programmes = said.pop("programmes", {})
    if not isinstance(programmes, dict):
        raise DefinitionError(f"{path.name}: write [programmes.NAME], one section per programme.")
    limits = said.pop("limits", {})
    if not isinstance(limits, dict):
        raise DefinitionError(f"{path.name}: write [limits] and its settings below it.")
    of_programmes = {name: _programme(name, one, path.name) for name, one in programmes.items()}
    return Settings(programmes=of_programmes, limits=Limits.of(limits), **said)


def _programme(name: str, said: object, file: str) -> ProgrammeSettings:
    where = f"{file}: programmes.{name}"
    if not isinstance(said, dict):
        raise DefinitionError(f"{where}: write [programmes.{name}] and its settings below it.")
    _check_names(said, [one.name for one in fields(ProgrammeSettings)], where=where)
    for option in ("data", "profile"):
        _check_type(said, option, str, where=where)
    _check_type(said, "in_all", bool, where=where)
    return ProgrammeSettings(**said)


def _check_names(said: Mapping[str, object], accepted: Iterable[str], *, where: str) -> None:
    names = list(accepted)
    for name in said:
        if name not in names:
            hint = did_you_mean(name, names)
            raise DefinitionError(f"{where}: '{name}' is not a known setting. {hint}")


def _check_type(said: Mapping[str, object], name: str, kind: type, *, where: str) -> None:
    if name in said and type(said[name]) is not kind:
        wanted = "a path or name in quotation marks" if kind is str else "true or false"
        raise DefinitionError(f"{where}: '{name}' must be {wanted}.")
