"""The command line: ``evalkit COMMAND``."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from evalkit.cli import check, demo, dictionary, doctor, listing, profile, report
from evalkit.cli.exits import EXITS_HELP, FINE, RUN_FAILED, USAGE
from evalkit.errors import EvalkitError, RunError
from evalkit.version import __version__

__all__ = ["main"]

_DESCRIPTION = """From messy exports to an honest evaluation report.

  evalkit demo                          make the reports of the example programmes
  evalkit list                          what there is: programmes, notebooks, profiles, instruments
  evalkit check FILES --profile NAME    look for faults before anything is loaded
  evalkit report PROGRAMME --quarter 2026Q3
"""
_INTERRUPTED = 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="evalkit",
        description=_DESCRIPTION,
        epilog="Each command explains itself: evalkit report --help\n\n" + EXITS_HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"evalkit {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    for command in (demo, doctor, profile, check, report, listing, dictionary):
        command.add_to(commands)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code.

    Parameters
    ----------
    arguments : sequence of str, optional
        What follows ``evalkit``; the process's own arguments when not given.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    parser = _parser()
    asked = parser.parse_args(arguments)
    if asked.command is None:
        parser.print_help()
        return USAGE
    try:
        code = int(asked.run(asked))
        sys.stdout.flush()
        return code
    except RunError as error:
        print(f"evalkit: {error}", file=sys.stderr)
        return RUN_FAILED
    except EvalkitError as error:
        print(f"evalkit: {error}", file=sys.stderr)
        return USAGE
    except BrokenPipeError:
        # Whoever read our output (head, say) has stopped; nothing is left to say, also not at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE
    except KeyboardInterrupt:
        print("evalkit: stopped. No report was replaced by a half-made one.", file=sys.stderr)
        return _INTERRUPTED
