"""A project's one settings file, `evalkit.toml`, and where its programmes' data lie."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from evalkit.errors import DefinitionError, InputError, did_you_mean
from evalkit.intake.profile_file import profile_names
from evalkit.study import Study

__all__ = ["DATA_VARIABLE", "SETTINGS_FILE", "Project", "examples_folder", "load_programme", "open_project", "settings_language"]

SETTINGS_FILE = "evalkit.toml"
# How a report that is run on other data than the settings name tells its kernel so.
DATA_VARIABLE = "EVALKIT_DATA"
_OPTIONS = ("language", "data", "reports", "notebooks", "programmes")
_PROGRAMME_OPTIONS = ("data", "profile")
_OWN_PROFILE = "profile.yaml"


@dataclass(frozen=True)
class Project:
    """Where things are, and which language reports are in.

    Attributes
    ----------
    root : Path
        The folder of `evalkit.toml`, or where evalkit was started when there is none.
    data : Path
        One folder per programme lies in it.
    reports : Path
        Reports are written below it.
    notebooks : Path
        Notebooks are looked up in it.
    language : str
        "da" or "en", where nothing else is said.
    settings : mapping
        Programme to what the settings say of it (`data`, `profile`).
    """

    root: Path
    data: Path
    reports: Path
    notebooks: Path
    language: str = "da"
    settings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def programmes(self) -> tuple[str, ...]:
        """Return the programmes that have data and a profile, sorted."""
        folders = [f.name for f in self.data.iterdir() if f.is_dir()] if self.data.is_dir() else []
        with_profile = [name for name in folders if name in profile_names() or self._own_profile(name)]
        return tuple(sorted({*with_profile, *self.settings}))

    def delivery(self, programme: str) -> tuple[Path, str | Path]:
        """Return the folder of a programme's delivery and its profile.

        Raises
        ------
        InputError
            When the programme is unknown; the nearest name is suggested.
        """
        known = self.programmes()
        if programme not in known:
            if not known:
                raise InputError(f"There is no programme in {self.data.name!r}: {NO_DATA}")
            raise InputError(f"There is no programme {programme!r}. {did_you_mean(programme, known)}")
        said = self.settings.get(programme, {})
        folder = self.root / said["data"] if "data" in said else self.data / programme
        named = said.get("profile")
        if named is not None:
            return folder, self.root / named if named.endswith((".yaml", ".yml")) else named
        return folder, self._own_profile(programme) or programme

    def _own_profile(self, programme: str) -> Path | None:
        path = self.data / programme / _OWN_PROFILE
        return path if path.is_file() else None


NO_DATA = (
    "one folder per programme is expected, with its export files and a profile.yaml "
    "(or the name of a built-in profile). Set `data` in evalkit.toml."
)


def examples_folder() -> Path:
    """Return the folder of the made-up example exports, in a checkout or an installed package."""
    inside = Path(__file__).parents[1] / "_examples"
    return inside if inside.is_dir() else Path(__file__).parents[2] / "data" / "examples"


def notebooks_folder() -> Path:
    """Return the folder of evalkit's notebooks, in a checkout or an installed package."""
    inside = Path(__file__).parents[1] / "_notebooks"
    return inside if inside.is_dir() else Path(__file__).parents[2] / "notebooks"


def open_project(start: str | Path | None = None, *, data: str | Path | None = None) -> Project:
    """Return the project a folder belongs to.

    Parameters
    ----------
    start : str or Path, optional
        Where to look for `evalkit.toml`, and then upwards; the working folder when not given.
    data : str or Path, optional
        Use this folder of data instead of what the settings name.

    Returns
    -------
    Project
        Without a settings file: data from ``data/examples`` where there is one, else the examples
        that come with evalkit; reports to ``reports``.

    Raises
    ------
    DefinitionError
        When the settings file is wrong.
    InputError
        When the folder of data is not there.
    """
    here = Path(start or Path.cwd()).resolve()
    found = _settings_folder(here)
    root = found or here
    said = _settings(root / SETTINGS_FILE) if found else {}
    named = data or os.environ.get(DATA_VARIABLE) or said.get("data")
    if named is None:
        local = root / "data" / "examples"
        folder = local if local.is_dir() else examples_folder()
    else:
        folder = (Path.cwd() if data else root) / str(named)
    if not folder.is_dir():
        raise InputError(f"There is no folder of data {str(named or folder.name)!r}. {NO_DATA.capitalize()}")
    own = root / str(said.get("notebooks", "notebooks"))
    return Project(
        root=root,
        data=folder.resolve(),
        reports=root / str(said.get("reports", "reports")),
        notebooks=own if own.is_dir() else notebooks_folder(),
        language=str(said.get("language", "da")),
        settings=said.get("programmes", {}),  # type: ignore[arg-type]
    )


def _settings_folder(here: Path) -> Path | None:
    return next((f for f in (here, *here.parents) if (f / SETTINGS_FILE).is_file()), None)


def settings_language() -> str:
    """Return the language the project's settings ask for; Danish where there are none."""
    found = _settings_folder(Path.cwd().resolve())
    return str(_settings(found / SETTINGS_FILE).get("language", "da")) if found else "da"


def _settings(path: Path) -> dict[str, object]:
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DefinitionError(f"{path.name}: not TOML: {error}") from None
    for name in said:
        if name not in _OPTIONS:
            raise DefinitionError(f"{path.name}: '{name}' is not a known setting. {did_you_mean(name, _OPTIONS)}")
    if said.get("language", "da") not in ("da", "en"):
        raise DefinitionError(f"{path.name}: language is {said['language']!r}. Accepted: 'da', 'en'.")
    for name in ("data", "reports", "notebooks"):
        if not isinstance(said.get(name, ""), str):
            raise DefinitionError(f"{path.name}: '{name}' must be a path in quotation marks.")
    for programme, options in said.get("programmes", {}).items():
        for option in options:
            if option not in _PROGRAMME_OPTIONS:
                hint = did_you_mean(option, _PROGRAMME_OPTIONS)
                raise DefinitionError(f"{path.name}: programmes.{programme} has '{option}'. {hint}")
    return said


def load_programme(programme: str) -> Study:
    """Load a programme's delivery from where the project's settings say it lies.

    Parameters
    ----------
    programme : str
        Its name; ``evalkit list`` shows the names.

    Returns
    -------
    Study

    Raises
    ------
    InputError
        When the programme is unknown or a file is refused.

    See Also
    --------
    evalkit.load : the same from any path, by any profile.

    Examples
    --------
    >>> import evalkit as ek
    >>> ek.load_programme("bindeleddet").programme
    'bindeleddet'
    """
    from evalkit.intake.load import load

    folder, profile = open_project().delivery(programme)
    return load(folder, profile=profile)
