"""One report: a notebook run on checked parameters, a page, its numbers, and the record of both."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evalkit.errors import DefinitionError, InputError, RunError, did_you_mean
from evalkit.intake.profile_file import profile as profile_named
from evalkit.present.words import word
from evalkit.reporting.inputs import data_digests, input_key
from evalkit.reporting.manifest import is_unchanged, manifest_data, numbers_on_page, write_json
from evalkit.reporting.parameters import checked_parameters, declared_parameters
from evalkit.reporting.place import output_folder, replaced, stem
from evalkit.reporting.project import DATA_VARIABLE, Project, open_project
from evalkit.sets.windows import quarter
from evalkit.version import __version__

__all__ = ["Report", "find_notebook", "read_notebook", "run_report"]

MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Report:
    """A finished report.

    Attributes
    ----------
    page : Path
        The page.
    tables : Path
        The numbers on the page at full precision, as JSON.
    manifest : Path
        What the page was made from.
    executed : Path
        The executed notebook: the record. Internal.
    made : bool
        False when nothing had changed since it was last made.
    """

    page: Path
    tables: Path
    manifest: Path
    executed: Path
    made: bool

    @property
    def ok(self) -> bool:
        """Whether every file of the report is there."""
        return all(path.is_file() for path in (self.page, self.tables, self.manifest, self.executed))


def run_report(
    notebook: str | Path,
    *,
    data: str | Path | None = None,
    output: str | Path | None = None,
    reports: str | Path | None = None,
    force: bool = False,
    **parameters: object,
) -> Report:
    """Run a notebook and make its page, tables and manifest.

    Parameters
    ----------
    notebook : str or Path
        The name of one of the project's or evalkit's notebooks ("quarterly_report"), or a path.
    data : str or Path, optional
        A folder with one folder per programme; what `evalkit.toml` names when not given, else
        ``data/examples``.
    output : str or Path, optional
        The folder the report's files are put in; below ``reports`` when not given.
    reports : str or Path, optional
        The folder that all reports lie below; what `evalkit.toml` names when not given.
    force : bool
        Make the report again though nothing has changed.
    **parameters
        Of the notebook, by name; what is not given has the notebook's default.

    Returns
    -------
    Report
        `.page, .tables, .manifest, .ok`. When nothing has changed since the last time, the report
        that is there, with `.made` False.

    Raises
    ------
    InputError
        Before anything runs: an unknown notebook, parameter, programme, quarter or language, a value
        of another type, audience "public".
    RunError
        When the run failed. The last good report is untouched; the notebook as far as it came is
        beside it, with ``failed`` in its name.

    Notes
    -----
    Page, tables and manifest take the place of the old ones together.

    Examples
    --------
    >>> import evalkit as ek
    >>> ek.run_report("quarterly_report", programe="unik")
    Traceback (most recent call last):
        ...
    evalkit.errors.InputError: The notebook has no parameter 'programe'. Did you mean 'programme'? ...
    """
    project = open_project(data=data)
    path = find_notebook(notebook, project)
    read = read_notebook(path)
    values = checked_parameters(declared_parameters(read), parameters, project=project)
    programme = str(values["programme"]) if "programme" in values else None
    digests = data_digests(project, programme)
    key = input_key(read, parameters=values, data=digests)
    below = Path(reports) if reports else project.reports
    folder = Path(output) if output else output_folder(below, path.stem, values)
    report = _report(folder, stem(path.stem, values), made=True)
    if not force and is_unchanged(report.manifest, key):
        return _report(folder, stem(path.stem, values), made=False)
    with replaced(folder) as staging:
        staged = _report(staging, stem(path.stem, values), made=True)
        executed = _executed(path, values, project, folder)
        facts = _facts(values, digests, language=str(values.get("language", "da")))
        title = _title(read, values, project, fallback=path.stem)
        _write(staged, executed, title=title, facts=facts, language=str(values.get("language", "da")))
        numbers = numbers_on_page(executed)
        write_json(staged.tables, {"parameters": values, "tables": numbers})
        files = {"page": staged.page, "tables": staged.tables, "executed": staged.executed}
        said = manifest_data(
            notebook=path.stem, parameters=values, key=key, data=digests, files=files, numbers=numbers
        )
        write_json(staged.manifest, said)
    _failed(folder).unlink(missing_ok=True)
    return report


def _failed(folder: Path) -> Path:
    """Where a notebook is kept as far as it came."""
    return folder.with_name(f"{folder.name}.failed.ipynb")


def _report(folder: Path, name: str, *, made: bool) -> Report:
    return Report(
        page=folder / f"{name}.html",
        tables=folder / f"{name}.json",
        manifest=folder / MANIFEST,
        executed=folder / f"{name}.ipynb",
        made=made,
    )


def find_notebook(notebook: str | Path, project: Project) -> Path:
    """Return the path of a notebook by its name or path.

    Raises
    ------
    InputError
        When there is none; the nearest name is suggested.
    """
    path = Path(notebook)
    if path.suffix == ".ipynb":
        if path.is_file():
            return path.resolve()
        raise InputError(f"There is no notebook {path.name!r} where you pointed. Check the path.")
    named = project.notebooks / f"{notebook}.ipynb"
    if not named.is_file():
        known = sorted(found.stem for found in project.notebooks.glob("*.ipynb"))
        raise InputError(f"There is no notebook {str(notebook)!r}. {did_you_mean(str(notebook), known)}")
    return named


def read_notebook(path: Path) -> dict[str, Any]:
    """Return a notebook as JSON data.

    Raises
    ------
    InputError
        When the file is no notebook.
    """
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
        cells = read["cells"]
    except (OSError, ValueError, KeyError, TypeError):
        raise InputError(f"{path.name} is not a Jupyter notebook. Open and save it in JupyterLab.") from None
    if not isinstance(cells, list):
        raise InputError(f"{path.name} is not a Jupyter notebook of format 4. Open and save it in JupyterLab.")
    return dict(read)


def _executed(path: Path, values: Mapping[str, object], project: Project, folder: Path) -> Any:  # noqa: ANN401
    import nbformat

    from evalkit.reporting.engine import execute

    notebook = nbformat.read(path, as_version=4)
    try:
        return execute(
            notebook, parameters=values, folder=project.root, environment={DATA_VARIABLE: str(project.data)}
        )
    except RunError as error:
        failed = getattr(error, "notebook", None)
        if failed is None:
            raise
        kept = _failed(folder)
        nbformat.write(failed, kept)
        raise RunError(f"{error} As far as it came: {kept.name} (internal, may hold data).") from None


def _write(report: Report, executed: Any, *, title: str, facts: Mapping[str, str], language: str) -> None:  # noqa: ANN401
    import nbformat

    from evalkit.reporting.page import build_page

    page = build_page(executed, language=language, title=title, facts=facts)
    report.page.write_text(page, encoding="utf-8", newline="\n")
    nbformat.write(executed, report.executed)


def _title(read: Mapping[str, Any], values: Mapping[str, object], project: Project, *, fallback: str) -> str:
    language = str(values.get("language", "da"))
    template = read.get("metadata", {}).get("evalkit", {}).get("title", {}).get(language)
    if not template:
        return fallback.replace("_", " ").capitalize()
    facts = dict(values)
    if "programme" in values:
        _, profile = project.delivery(str(values["programme"]))
        facts["programme"] = profile_named(profile).title[language]
    if "quarter" in values:
        when = quarter(str(values["quarter"]))
        facts["quarter"] = word("quarter_long", language, number=when.number, year=when.year)
    try:
        return str(template).format(**facts)
    except (KeyError, IndexError, ValueError):
        raise DefinitionError(
            f"The notebook's title names a parameter it does not have: {template!r}. Mend metadata > evalkit > title."
        ) from None


def _facts(values: Mapping[str, object], digests: Mapping[str, str], *, language: str) -> dict[str, str]:
    shown = ", ".join(f"{name.rpartition('/')[2]} ({found[:12]})" for name, found in digests.items())
    facts = {word("made_by", language): f"evalkit {__version__}", word("data_files", language): shown}
    facts[word("parameters", language)] = ", ".join(f"{name} = {value}" for name, value in values.items())
    return facts
