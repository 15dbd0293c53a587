"""One report: a notebook run on checked parameters, a page, its numbers, and the record of both."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evalkit.errors import DefinitionError, RunError
from evalkit.intake.profile_file import profile as profile_named
from evalkit.present.count_wording import quarter_text
from evalkit.present.evaluation_notice import period_text
from evalkit.present.numbers import date_text
from evalkit.present.words import word
from evalkit.privacy.scan import mask
from evalkit.reporting.inputs import data_digests, input_key
from evalkit.reporting.manifest import is_unchanged, manifest_data, numbers_on_page, write_json
from evalkit.reporting.notebook_file import as_never_run, find_notebook, read_notebook
from evalkit.reporting.parameters import checked_parameters, declared_parameters
from evalkit.reporting.person_keys import PERSON, shown_parameter
from evalkit.reporting.place import output_folder, refuse_public, replaced, stem
from evalkit.reporting.project import DATA_VARIABLE, Project, open_project
from evalkit.reporting.subject import (
    Subject,
    is_of_registry,
    loads_data,
    subject_of,
    with_all_files,
)
from evalkit.sets.cohort import period
from evalkit.version import __version__

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["MANIFEST", "Report", "run_report", "unchanged_report"]

# The ending of a manifest's name.
MANIFEST = ".manifest.json"


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
        return all(
            path.is_file() for path in (self.page, self.tables, self.manifest, self.executed)
        )


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
        Before anything runs: an unknown notebook, parameter, programme, quarter or language, a
        value of another type, audience "public"; a page about one person that would lie in a public
        folder, or whose person is not named by a pseudonym.
    DefinitionError
        Before anything runs: a fault in `evalkit.toml`, in the programme's profile or in the
        notebook's title.
    RunError
        When the run failed. The last good report is untouched; the notebook as far as it came is
        beside it, with ``failed`` in its name.

    Notes
    -----
    Page, tables and manifest take the place of the old ones together, and other files in the
    folder are left alone. What decides whether a report is made again are the notebook's cells,
    the parameters, the bytes of the data and of the profile, and the versions of evalkit and of
    its libraries; never a time. What is read from a database is made again every time.

    A notebook that reads files by other paths than `evalkit.load_programme` is not made again
    when those change: use `force`.

    Examples
    --------
    >>> import evalkit as ek
    >>> ek.run_report("quarterly_report", programe="unik")
    Traceback (most recent call last):
        ...
    evalkit.errors.InputError: The notebook has no parameter 'programe'. Did you mean ...
    """
    asked = _asked(notebook, parameters, open_project(data=data))
    report = _placed(asked, output=output, reports=reports)
    if not force and asked.is_known_by_files and is_unchanged(report.manifest, asked.key):
        return replace(report, made=False)
    folder = report.page.parent
    failed = folder / f"{asked.name}.failed.ipynb"
    with replaced(folder, asked.name) as staging:
        executed = _executed(asked, keep=failed)
        _write(_report(staging, asked.name, made=True), executed, asked)
        failed.unlink(missing_ok=True)
    return report


def unchanged_report(
    notebook: str | Path,
    *,
    data: str | Path | None = None,
    output: str | Path | None = None,
    reports: str | Path | None = None,
    **parameters: object,
) -> Report | None:
    """Return the report that `run_report` would leave as it is, None when it would make it.

    Raises
    ------
    InputError, DefinitionError
        As for `run_report`, before anything runs.
    """
    asked = _asked(notebook, parameters, open_project(data=data))
    report = _placed(asked, output=output, reports=reports)
    same = asked.is_known_by_files and is_unchanged(report.manifest, asked.key)
    return replace(report, made=False) if same else None


def _placed(asked: _Asked, *, output: str | Path | None, reports: str | Path | None) -> Report:
    below = Path(reports) if reports else asked.project.reports
    folder = Path(output) if output else output_folder(below, asked.path.stem, asked.values)
    if asked.is_about_person:
        refuse_public(folder, what="this page is about one person")
    return _report(folder, asked.name, made=True)


@dataclass(frozen=True)
class _Asked:
    """A report that was asked for, with everything checked that can be before it runs."""

    project: Project
    path: Path
    read: Mapping[str, Any]
    values: Mapping[str, object]
    subject: Subject
    digests: Mapping[str, str]

    @property
    def language(self) -> str:
        return str(self.values.get("language", self.project.language))

    @property
    def name(self) -> str:
        return stem(self.path.stem, self.values)

    @property
    def title(self) -> str:
        return _title(self)

    @property
    def key(self) -> str:
        return input_key(self.read, parameters=self.values, data=self.digests)

    @property
    def is_about_person(self) -> bool:
        """Whether the page is about one person: its metadata or its parameters say so."""
        metadata = self.read.get("metadata", {}).get("evalkit", {})
        said = metadata.get("internal") if isinstance(metadata, dict) else None
        return said is True or PERSON in self.values

    @property
    def is_known_by_files(self) -> bool:
        """Whether the files tell if the data have changed; a database may have, any time."""
        profiles = [self.project.delivery(name)[1] for name in self.subject.loaded or ()]
        files = [rule for profile in profiles for rule in profile_named(profile).files]
        return all(rule.format != "postgresql" for rule in files)

    def facts(self) -> dict[str, str]:
        """Return what stands at the foot of the page."""
        language = self.language
        files = [f"{path.rpartition('/')[2]} ({one[:12]})" for path, one in self.digests.items()]
        given = [f"{name} = {shown_parameter(name, one)}" for name, one in self.values.items()]
        return {
            word("made_by", language): f"evalkit {__version__}",
            word("data_files", language): ", ".join(files),
            word("parameters", language): ", ".join(given),
        }


def _asked(notebook: str | Path, given: Mapping[str, object], project: Project) -> _Asked:
    path = find_notebook(notebook, project)
    read = read_notebook(path)
    of_registry = is_of_registry(read)
    values = checked_parameters(
        declared_parameters(read), given, project=project, of_registry=of_registry
    )
    subject = subject_of(values.get("programme"), project, of_registry=of_registry)
    subject = with_all_files(subject, read, values=values, project=project)
    asked = _Asked(project, path, read, values, subject, data_digests(project, subject))
    _ = asked.title  # refused before anything runs
    return asked


def _title(asked: _Asked) -> str:
    """Return the page's title: the notebook's own, filled in, else its name."""
    metadata = asked.read.get("metadata", {}).get("evalkit", {})
    titles = metadata.get("title", {}) if isinstance(metadata, dict) else {}
    template = titles.get(asked.language) if isinstance(titles, dict) else None
    if not template:
        return asked.path.stem.replace("_", " ").capitalize()
    facts = dict(asked.values)
    if asked.subject.titles:
        facts["programme"] = asked.subject.titles[asked.language]
    if "quarter" in facts:
        facts["quarter"] = quarter_text(str(facts["quarter"]), asked.language)
    if "as_of" in facts:
        facts["as_of"] = date_text(period("", str(facts["as_of"])).last, asked.language)
    if {"start", "end"} <= facts.keys():
        facts["period"] = period_text(str(facts["start"]), str(facts["end"]), asked.language)
    try:
        return str(template).format(**facts)
    except (KeyError, IndexError, ValueError, AttributeError):
        raise DefinitionError(
            f"The notebook's title names a parameter it does not have: {template!r}. Mend "
            f"metadata > evalkit > title."
        ) from None


def _report(folder: Path, name: str, *, made: bool) -> Report:
    return Report(
        page=folder / f"{name}.html",
        tables=folder / f"{name}.json",
        manifest=folder / f"{name}{MANIFEST}",
        executed=folder / f"{name}.ipynb",
        made=made,
    )


def _executed(asked: _Asked, *, keep: Path) -> NotebookNode:
    """Run the notebook; what there is of a run that failed is kept."""
    import nbformat

    from evalkit.privacy.key_file import open_key
    from evalkit.reporting.engine import execute

    if loads_data(asked.read):
        # Made here where it must be: what a kernel says of it would be a fault of the page.
        open_key(asked.project.key, data=[asked.project.data])
    notebook = nbformat.from_dict(as_never_run(asked.read))  # type: ignore[no-untyped-call]
    other = {DATA_VARIABLE: str(asked.project.data)} if asked.project.other_data else {}
    try:
        executed = execute(
            notebook, parameters=asked.values, folder=asked.project.root, environment=other
        )
        _refuse_faults(executed)
        _refuse_changed_data(asked)
    except RunError as error:
        if error.notebook is None or error.is_refusal:
            raise  # what evalkit refused is told in full; there is nothing more to see
        nbformat.write(_masked(error.notebook), keep)  # type: ignore[no-untyped-call]
        kept = f"Open it to see the cell (internal, may hold data): {_near(keep)}"
        raise RunError(f"{error}\n{kept}", is_refusal=error.is_refusal) from None
    return executed


def _masked(notebook: Any) -> Any:
    """Return a notebook with personal data masked in what its cells said: errors, streams, text.

    A library's error may quote the cell of a file it could not read.
    """
    masked = deepcopy(notebook)
    for cell in masked.cells:
        for output in cell.get("outputs", ()):
            for name in ("evalue", "text"):
                if isinstance(output.get(name), str):
                    output[name] = mask(output[name], lexicon=True)
            if "traceback" in output:
                output["traceback"] = [mask(line, lexicon=True) for line in output["traceback"]]
            for kind, said in output.get("data", {}).items():
                if kind.startswith("text/") and isinstance(said, str):
                    output["data"][kind] = mask(said, lexicon=True)
    return masked


def _near(path: Path) -> Path:
    """Return a path as it is written from where evalkit was started."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def _refuse_faults(executed: NotebookNode) -> None:
    from evalkit.reporting.page import page_faults

    faults = "\n".join(f"- {fault}" for fault in page_faults(executed))
    if faults:
        raise RunError(f"The page was not made:\n{faults}", notebook=executed)


def _refuse_changed_data(asked: _Asked) -> None:
    """Refuse to put numbers beside the digests of other data than they were made from."""
    if data_digests(asked.project, asked.subject) != asked.digests:
        raise RunError(
            "The data or the profile changed while the report was made. Run it again when nobody "
            "writes to them."
        )


def _write(report: Report, executed: NotebookNode, asked: _Asked) -> None:
    import nbformat

    from evalkit.reporting.page import build_page

    page = build_page(executed, language=asked.language, title=asked.title, facts=asked.facts())
    report.page.write_text(page, encoding="utf-8", newline="\n")
    nbformat.write(executed, report.executed)  # type: ignore[no-untyped-call]
    numbers = numbers_on_page(executed)
    write_json(report.tables, {"parameters": dict(asked.values), "tables": numbers})
    said = manifest_data(
        notebook=asked.path.stem,
        parameters=asked.values,
        key=asked.key,
        data=asked.digests,
        files={"page": report.page, "tables": report.tables, "executed": report.executed},
        numbers=numbers,
    )
    write_json(report.manifest, said)
