"""``evalkit demo``: the main job on the made-up examples."""

from __future__ import annotations

import argparse
from typing import Any

from evalkit.cli.exits import EXITS_HELP
from evalkit.cli.reports import ReportAsked, make_reports

__all__ = ["add_to"]

# The example exports were "downloaded" in October 2026, so this is the last whole quarter in them.
QUARTER = "2026Q3"
PROGRAMMES = ("bindeleddet", "unik", "empower4u", "cafe_step")
# Between them they have something to show in every part: areas, questionnaires, statuses.
EVALUATED, END = ("bindeleddet", "unik"), "2026-09-30"
# What the sources claim of all twelve programmes, beside what is measured of these four.
CLAIMED = "all"
# One that watches attendance, and one that has matches, goals and network maps.
WATCHED = ("cafe_step", "netvaerksopbygning")
_DESCRIPTION = """Make the quarterly reports of four made-up programmes, the evaluations of two of
them, what is watched in two, and what is claimed of all twelve beside what is measured, in Danish
and English.

Imports the example exports, runs the notebooks through papermill, makes the pages and says
where they are. A second run is fast: what has not changed is not made again.
"""


def add_to(commands: Any) -> None:
    """Add the command to the parser."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "demo",
        help="make the reports of the example programmes",
        description=_DESCRIPTION,
        epilog=EXITS_HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--output", metavar="DIR", help="where reports are written (default: evalkit.toml)"
    )
    parser.add_argument("--jobs", type=int, default=2, help="how many are made at once (default 2)")
    parser.add_argument(
        "--force", action="store_true", help="make them again though nothing changed"
    )
    parser.set_defaults(run=_run)


def _run(asked: argparse.Namespace) -> int:
    from evalkit.reporting.project import examples_folder

    wanted = [("quarterly_report", name, "quarter", QUARTER) for name in PROGRAMMES]
    wanted += [("evaluation", name, "end", END) for name in EVALUATED]
    wanted.append(("promising_practice", CLAIMED, "end", END))
    wanted += [("monitoring", name, "quarter", QUARTER) for name in WATCHED]
    reports = [
        ReportAsked(
            notebook=notebook,
            parameters={"programme": programme, said: until, "language": language},
            data=str(examples_folder()),
            reports=asked.output,
            force=asked.force,
        )
        for notebook, programme, said, until in wanted
        for language in ("da", "en")
    ]
    return make_reports(reports, jobs=asked.jobs)
