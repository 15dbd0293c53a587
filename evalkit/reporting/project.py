"""A project: where its programmes' data, its notebooks and its reports lie."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from evalkit.definition_files import LANGUAGES
from evalkit.errors import DefinitionError, InputError, did_you_mean
from evalkit.intake.profile_file import profile_names
from evalkit.present.words import word
from evalkit.programmes.chosen import EVERY, Programmes, chosen_programmes
from evalkit.readers.limits import Limits
from evalkit.reporting.settings import SETTINGS_FILE, Settings, find_settings, read_settings
from evalkit.sets.cohort import period
from evalkit.sets.windows import as_of
from evalkit.study import Study

if TYPE_CHECKING:
    from evalkit.intake.checked import Checked

__all__ = [
    "DATA_VARIABLE",
    "OWN_PROFILE",
    "Project",
    "check_programme",
    "examples_folder",
    "load_programme",
    "load_programmes",
    "notebooks_folder",
    "notes_on",
    "open_project",
    "settings_language",
    "settings_limits",
]

# How a report that is run on other data than the settings name tells its kernel so.
DATA_VARIABLE = "EVALKIT_DATA"
OWN_PROFILE = "profile.yaml"
NO_DATA = (
    "One folder per programme is expected, with its export files and a profile.yaml (or the name "
    "of a built-in profile). Set `data` in evalkit.toml."
)


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
    settings : Settings
        What `evalkit.toml` says, also of single programmes.
    other_data : bool
        Whether `data` is another folder than the settings name; the places that the settings name
        for single programmes do not count then.
    """

    root: Path
    data: Path
    reports: Path
    notebooks: Path
    language: str = "da"
    settings: Settings = field(default_factory=Settings)
    other_data: bool = False

    @property
    def key(self) -> Path | None:
        """The file of the pseudonym key, when the settings name one."""
        return self.root / self.settings.key if self.settings.key else None

    def programmes(self) -> tuple[str, ...]:
        """Return the programmes that have data and a profile, sorted."""
        folders = [f.name for f in self.data.iterdir() if f.is_dir()] if self.data.is_dir() else []
        known = profile_names()
        with_profile = [name for name in folders if name in known or self._own_profile(name)]
        said = self.settings.programmes.items()
        placed = [
            name for name, one in said if name in folders or (one.data and not self.other_data)
        ]
        return tuple(sorted({*with_profile, *placed}))

    def every_quarter(self) -> tuple[str, ...]:
        """Return the programmes that "all" means: those not left out in the settings."""
        said = self.settings.programmes
        return tuple(name for name in self.programmes() if name not in said or said[name].in_all)

    def delivery(self, programme: str) -> tuple[Path, str | Path]:
        """Return the folder of a programme's delivery and its profile.

        Raises
        ------
        InputError
            When the programme is unknown; the nearest name is suggested.
        """
        known = self.programmes()
        if not known:
            raise InputError(f"There is no programme in {self.data.name!r}. {NO_DATA}")
        if programme not in known:
            if (self.data / programme).is_dir():
                raise InputError(
                    f"The folder {programme!r} is there but has no {OWN_PROFILE}, and no built-in "
                    f"profile has its name. Put a profile in it, or name one in evalkit.toml."
                )
            raise InputError(
                f"There is no programme {programme!r}. {did_you_mean(programme, known)}"
            )
        said = self.settings.programmes.get(programme)
        folder = self.data / programme
        if said and said.data and not self.other_data:
            folder = self.root / said.data
        if said and said.profile:
            is_file = said.profile.endswith((".yaml", ".yml"))
            return folder, self.root / said.profile if is_file else said.profile
        own = folder / OWN_PROFILE
        return folder, own if own.is_file() else programme

    def _own_profile(self, programme: str) -> Path | None:
        path = self.data / programme / OWN_PROFILE
        return path if path.is_file() else None


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
        that come with evalkit (their pages say that they are made up); reports to ``reports``.

    Raises
    ------
    DefinitionError
        When the settings file is wrong.
    InputError
        When the folder of data is not there.
    """
    here = Path(start or Path.cwd()).resolve()
    path = find_settings(here)
    root = path.parent if path else here
    said = read_settings(path) if path else Settings()
    other = str(data or os.environ.get(DATA_VARIABLE, ""))
    folder = Path.cwd() / other if other else _data_folder(root, said)
    if not folder.is_dir():
        raise InputError(f"There is no folder of data {other or said.data!r}. {NO_DATA}")
    return Project(
        root=root,
        data=folder.resolve(),
        reports=root / said.reports,
        notebooks=_own_notebooks(root, said),
        language=said.language,
        settings=said,
        other_data=bool(other),
    )


def _data_folder(root: Path, said: Settings) -> Path:
    if said.data:
        return root / said.data
    local = root / "data" / "examples"
    return local if local.is_dir() else examples_folder()


def _own_notebooks(root: Path, said: Settings) -> Path:
    own = root / (said.notebooks or "notebooks")
    if said.notebooks and not own.is_dir():
        raise DefinitionError(
            f"{SETTINGS_FILE}: there is no folder {said.notebooks!r}. Mend `notebooks`."
        )
    return own if own.is_dir() else notebooks_folder()


def settings_language() -> str:
    """Return the language the project's settings ask for; Danish where there are none."""
    path = find_settings(Path.cwd().resolve())
    return read_settings(path).language if path else Settings().language


def settings_limits() -> Limits:
    """Return what reading one file may cost by the project's settings."""
    path = find_settings(Path.cwd().resolve())
    return (read_settings(path) if path else Settings()).limits


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

    project = open_project()
    folder, profile = project.delivery(programme)
    study = load(folder, profile=profile, key=project.key, limits=project.settings.limits)
    return replace(study, notes=notes_on(folder, study.notes))


def load_programmes(programme: Programmes = EVERY, *, end: str = "") -> dict[str, Study]:
    """Load the deliveries of those programmes of the registry that have data in the project.

    Parameters
    ----------
    programme : str, Path, Programme, or a list of these
        As for `evalkit.registry`: a name, "all", a file of one's own.
    end : str
        The last day that counts, written yyyy-mm-dd; everything that was loaded when empty.

    Returns
    -------
    dict of str to Study
        Empty when none of them has data.

    Raises
    ------
    InputError
        When a programme is unknown, a file is refused, or the day is misspelt.

    See Also
    --------
    evalkit.load_programme : one programme, which must have data.

    Examples
    --------
    >>> import evalkit as ek
    >>> sorted(ek.load_programmes(["unik", "kbh_plus"]))
    ['unik']
    """
    with_data = open_project().programmes()
    names = [one.name for one in chosen_programmes(programme) if one.name in with_data]
    studies = {name: load_programme(name) for name in names}
    if not end:
        return studies
    last = period("", end).last
    return {name: as_of(study, last) for name, study in studies.items()}


def check_programme(programme: str) -> Checked:
    """Look for faults in a programme's delivery, where the project's settings say it lies.

    Parameters
    ----------
    programme : str
        Its name; ``evalkit list`` shows the names.

    Returns
    -------
    Checked
        Also when a file is refused.

    Raises
    ------
    InputError
        When the programme is unknown.

    See Also
    --------
    evalkit.check : the same for any path, by any profile.

    Examples
    --------
    >>> import evalkit as ek
    >>> ek.check_programme("bindeleddet").is_refused
    False
    """
    from evalkit.intake.checked import check

    project = open_project()
    folder, profile = project.delivery(programme)
    checked = check(folder, profile=profile, limits=project.settings.limits)
    return replace(checked, notes=notes_on(folder, checked.notes))


def notes_on(folder: Path, notes: dict[str, str] | None) -> dict[str, str] | None:
    """Return what a reader must know about a folder's data; of examples, that they are made up."""
    if not folder.resolve().is_relative_to(examples_folder().resolve()):
        return notes
    own = notes or dict.fromkeys(LANGUAGES, "")
    return {
        language: f"{word('made_up_notice', language)} {own[language]}".strip()
        for language in LANGUAGES
    }
