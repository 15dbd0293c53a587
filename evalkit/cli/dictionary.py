"""``evalkit dictionary``: what every column must be, and what happens to a cell that is not."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any

from evalkit.cli.exits import EXITS_HELP, FINE

if TYPE_CHECKING:
    from evalkit.present.dictionary import DataDictionary

__all__ = ["add_to"]

_FORMATS = ("text", "json", "html")
_DESCRIPTION = """Print what every column must be: from the same constraints that check it.

  evalkit dictionary                         evalkit's own long tables
  evalkit dictionary unik                    the files of a profile or a programme
  evalkit dictionary my_profile.yaml --format html > dictionary.html
"""


def add_to(commands: Any) -> None:
    """Add the command to the parser."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "dictionary",
        help="print what every column must be",
        description=_DESCRIPTION,
        epilog=EXITS_HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("profiles", nargs="*", metavar="PROFILE", help="a profile, a programme, or a .yaml file")
    add("--language", choices=("da", "en"), help="of the sentences (default: evalkit.toml)")
    add("--format", choices=_FORMATS, default="text", help="default text")
    parser.set_defaults(run=_run)


def _run(asked: argparse.Namespace) -> int:
    from evalkit.reporting.project import settings_language

    language = asked.language or settings_language()
    found = _dictionaries(asked.profiles)
    if asked.format == "json":
        print(json.dumps(_as_json(found, language), ensure_ascii=False, indent=1))
    elif asked.format == "html":
        from evalkit.reporting.block_page import dictionary_page

        print(dictionary_page(found, language=language))
    else:
        print("\n\n".join(one.text(language=language) for one in found))
    return FINE


def _dictionaries(names: list[str]) -> list[DataDictionary]:
    from evalkit.present.dictionary import data_dictionary
    from evalkit.reporting.project import open_project

    if not names:
        return [data_dictionary()]
    project = open_project()
    known = project.programmes()
    # A programme's own profile lies in its folder, and need not be built in.
    wanted = [project.delivery(name)[1] if name in known else name for name in names]
    return [data_dictionary(one) for one in wanted]


def _as_json(found: list[DataDictionary], language: str) -> dict[str, Any]:
    return {
        "dictionaries": [
            {
                "title": one.title[language],
                "columns": one.to_frame(language=language).to_dict("records"),
                "notes": list(one.notes[language]),
            }
            for one in found
        ]
    }
