"""``evalkit report``: the reports of one, several or all programmes."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Container, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from evalkit.cli.exits import EXITS_HELP
from evalkit.cli.reports import ReportAsked, make_reports
from evalkit.errors import InputError

if TYPE_CHECKING:
    from evalkit.reporting.project import Project

__all__ = ["add_to"]

_DESCRIPTION = """Make reports: page, numbers and record of each.

  evalkit report bindeleddet --quarter 2026Q3
  evalkit report bindeleddet unik --quarter 2026Q3 --language da en
  evalkit report all --quarter last           the quarter that ended last; for a schedule
  evalkit report unik --quarter 2026Q3 --notebook my_report.ipynb -p kommune 0101
  evalkit report unik --notebook evaluation -p end 2026-09-30     one programme over a period
  evalkit report all --notebook data_quality  what was delivered, and what is wrong with it
  evalkit report all --notebook promising_practice      what is claimed, and what is measured
  evalkit report mentorbarn --notebook promising_practice       the same of one programme
  evalkit report --notebook mapping_study       how a mapping study chose its programmes

A report whose data, notebook and parameters have not changed is left as it is. Progress is told
on stderr, the finished pages are listed on stdout.
"""
# Parameters that have an option of their own.
_OPTIONS = ("programme", "quarter", "language", "audience", "population")


def add_to(commands: Any) -> None:
    """Add the command to the parser."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "report",
        help="make the report of a programme and a quarter",
        description=_DESCRIPTION,
        epilog=EXITS_HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("programmes", nargs="*", metavar="PROGRAMME", help="names, or the word all")
    add("--quarter", help="such as 2026Q3, or the word last; for notebooks that are of a quarter")
    add("--language", nargs="+", choices=("da", "en"), help="one or both (default: evalkit.toml)")
    add("--audience", default="internal", choices=("internal", "public"), help="default internal")
    add("--population", choices=("all", "quarter"), help="quarter: only persons read in it")
    add("--notebook", default="quarterly_report", help="a name, or a path ending in .ipynb")
    add("--data", metavar="DIR", help="a folder with one folder per programme")
    add("--output", metavar="DIR", help="where reports are written (default: evalkit.toml)")
    add("--jobs", type=int, default=1, help="how many are made at once (default 1)")
    add("--force", action="store_true", help="make them again though nothing changed")
    add(
        "-p",
        "--parameter",
        nargs=2,
        action="append",
        default=[],
        metavar=("NAME", "VALUE"),
        help="a further parameter of the notebook; texts keep their zeros",
    )
    parser.set_defaults(run=_run, parser=parser)


def _run(asked: argparse.Namespace) -> int:
    from evalkit.reporting.notebook_file import find_notebook, read_notebook
    from evalkit.reporting.parameters import declared_parameters, from_text
    from evalkit.reporting.project import examples_folder, open_project
    from evalkit.reporting.subject import is_of_registry

    project = open_project(data=asked.data)
    if not asked.data and project.data == examples_folder() and not project.settings.data:
        print("evalkit: no evalkit.toml here: the made-up examples are used.", file=sys.stderr)
    read = read_notebook(find_notebook(asked.notebook, project))
    declared, of_registry = declared_parameters(read), is_of_registry(read)
    shared = _options(asked, declared)
    for name, text in asked.parameter:
        if name in _OPTIONS:
            raise InputError(f"-p {name} has an option of its own. Write --{name}, or PROGRAMME.")
        shared[name] = from_text(declared, name, text)
    if "end" in declared and declared["end"].default and "end" not in shared:
        asked.parser.error("this notebook is of a period: add -p end, such as -p end 2026-09-30")
    languages = asked.language or [project.language]
    reports = [
        ReportAsked(
            notebook=asked.notebook,
            parameters=programme | language | shared,
            data=asked.data,
            reports=asked.output,
            force=asked.force,
        )
        for programme in _by_programme(asked, project, declared, of_registry=of_registry)
        for language in _by_language(languages, declared, is_asked=bool(asked.language))
    ]
    return make_reports(reports, jobs=asked.jobs)


def _by_programme(
    asked: argparse.Namespace, project: Project, declared: Container[str], *, of_registry: bool
) -> list[dict[str, object]]:
    """Return the parameter programme, once for each; none where the notebook is of none."""
    if "programme" in declared and not asked.programmes:
        asked.parser.error("name a programme, or all: evalkit report PROGRAMME ...")
    if "programme" not in declared:
        if asked.programmes:
            raise InputError(f"{asked.notebook!r} is of no programme. Leave out the names.")
        return [{}]
    if of_registry:
        names = list(dict.fromkeys(asked.programmes))
    else:
        names = _programmes(asked.programmes, project)
    return [{"programme": name} for name in names]


def _programmes(asked: Sequence[str], project: Project) -> list[str]:
    """Return the programmes, each once; a misspelt one is refused before anything is made."""
    if "all" in asked and len(asked) > 1 and "all" not in project.programmes():
        raise InputError("'all' means every programme, so it stands alone. Leave out the names.")
    names = list(project.every_quarter()) if list(asked) == ["all"] else list(dict.fromkeys(asked))
    if not names:
        raise InputError(
            f"There is no programme in {project.data.name!r}. `evalkit list programmes` shows "
            f"what there is; `data` in evalkit.toml says where it is looked for."
        )
    for name in names:
        project.delivery(name)
    return names


def _options(asked: argparse.Namespace, declared: Container[str]) -> dict[str, object]:
    """Return what the options say; what is not said is left to the notebook."""
    from evalkit.present.audience import check_audience

    check_audience(asked.audience)
    if asked.quarter is None and "quarter" in declared:
        asked.parser.error("this notebook is of a quarter: add --quarter, such as --quarter last")
    said: dict[str, object] = {}
    if asked.quarter is not None:
        said["quarter"] = _quarter(asked.quarter)
    if "audience" in declared:
        said["audience"] = asked.audience
    if asked.population:
        said["population"] = asked.population
    return said


def _by_language(
    languages: Sequence[str], declared: Container[str], *, is_asked: bool
) -> list[dict[str, object]]:
    """Return the parameter language, once for each; none where the notebook has only one."""
    if "language" not in declared and not is_asked:
        return [{}]
    return [{"language": language} for language in dict.fromkeys(languages)]


def _quarter(text: str) -> str:
    """Return the quarter asked for; "last" is the one that ended last, by Danish local time."""
    from evalkit.sets.windows import Quarter, quarter

    today = datetime.now(ZoneInfo("Europe/Copenhagen")).date()
    running = Quarter(today.year, (today.month + 2) // 3)
    if text == "last":
        return str(running.earlier(1))
    asked = quarter(text)
    if asked > running:
        raise InputError(
            f"{asked} has not begun, so there is nothing to report. Ask for {running}."
        )
    if asked == running:
        said = f"{asked} is not over: its report is of what is known so far."
        print(f"evalkit: {said}", file=sys.stderr)
    return str(asked)
