"""``evalkit report``: the reports of one, several or all programmes."""

from __future__ import annotations

import argparse
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from evalkit.cli.exits import EXITS_HELP
from evalkit.cli.reports import ReportAsked, make_reports

__all__ = ["add_to"]

_DESCRIPTION = """Make reports: page, numbers and record of each.

  evalkit report bindeleddet --quarter 2026Q3
  evalkit report bindeleddet unik --quarter 2026Q3 --language da en
  evalkit report all --quarter last           the quarter that ended last; for a schedule
  evalkit report unik --notebook my_report.ipynb -p kommune 0101

A report whose data, notebook and parameters have not changed is left as it is.
"""


def add_to(commands: Any) -> None:  # noqa: ANN401 - argparse keeps the type to itself
    """Add the command to the parser."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "report",
        help="make the report of a programme and a quarter",
        description=_DESCRIPTION,
        epilog=EXITS_HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("programmes", nargs="+", metavar="PROGRAMME", help="names, or the word all")
    parser.add_argument("--quarter", required=True, help="such as 2026Q3, or the word last")
    parser.add_argument("--language", nargs="+", choices=("da", "en"), help="one or both (default: evalkit.toml)")
    parser.add_argument("--audience", default="internal", choices=("internal", "public"))
    parser.add_argument("--population", choices=("all", "quarter"), help="quarter: only those read in it")
    parser.add_argument("--notebook", default="quarterly_report", help="a name, or a path ending in .ipynb")
    parser.add_argument("--data", metavar="DIR", help="a folder with one folder per programme")
    parser.add_argument("--output", metavar="DIR", help="where reports are written (default: evalkit.toml)")
    parser.add_argument("--jobs", type=int, default=1, help="how many are made at once (default 1)")
    parser.add_argument("--force", action="store_true", help="make them again though nothing changed")
    parser.add_argument(
        "-p", "--parameter", nargs=2, action="append", default=[], metavar=("NAME", "VALUE"),
        help="a further parameter of the notebook; texts keep their zeros",
    )
    parser.set_defaults(run=_run)


def _run(asked: argparse.Namespace) -> int:
    from evalkit.reporting.parameters import declared_parameters, from_text
    from evalkit.reporting.project import open_project
    from evalkit.reporting.run import find_notebook, read_notebook

    project = open_project(data=asked.data)
    programmes = list(project.programmes()) if asked.programmes == ["all"] else asked.programmes
    declared = declared_parameters(read_notebook(find_notebook(asked.notebook, project)))
    more = {name: from_text(declared, name, text) for name, text in asked.parameter}
    shared: dict[str, object] = {"quarter": _quarter(asked.quarter), "audience": asked.audience} | more
    if asked.population:
        shared["population"] = asked.population
    reports = [
        ReportAsked(
            notebook=asked.notebook,
            parameters={"programme": programme, "language": language} | shared,
            data=asked.data,
            reports=asked.output,
            force=asked.force,
        )
        for programme in programmes
        for language in asked.language or [project.language]
    ]
    return make_reports(reports, jobs=asked.jobs)


def _quarter(text: str) -> str:
    """Return the quarter asked for; "last" is the one that ended last, by Danish local time."""
    from evalkit.sets.windows import Quarter, quarter

    if text != "last":
        return str(quarter(text))
    today = datetime.now(ZoneInfo("Europe/Copenhagen")).date()
    return str(Quarter(today.year, (today.month + 2) // 3).earlier(1))
