"""``evalkit profile``: a profile drafted from export files, with questions where it must ask."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evalkit.cli.exits import EXITS_HELP, FINDINGS, FINE
from evalkit.errors import InputError
from evalkit.reporting.project import settings_language

if TYPE_CHECKING:
    from evalkit.drafting.tables import SeenDelivery
    from evalkit.drafting.text import Draft, Question

__all__ = ["add_to"]

_DESCRIPTION = """Draft a profile by looking at export files. Nothing is changed or loaded.

What the files show is written. What they leave open (day or month first, the decimal mark, which
item order, what a word means) is written as a question, "?", and the profile cannot be used until
each is answered. No cell of a person is shown.

  evalkit profile export.csv                          print the draft; the questions on stderr
  evalkit profile data/ours -o data/ours/profile.yaml
  evalkit profile data/ours -o data/ours/profile.yaml --ask    answer them here

With no question open the exit code is 0, else 1. Then: evalkit check FILES --profile profile.yaml
"""


def add_to(commands: Any) -> None:
    """Add the command to the parser."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "profile",
        help="draft a profile from export files",
        description=_DESCRIPTION,
        epilog=EXITS_HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("files", nargs="+", metavar="FILE", help="files, or one folder")
    parser.add_argument("-o", "--output", metavar="YAML", help="write here; never over a file")
    parser.add_argument("--ask", action="store_true", help="ask the questions in this terminal")
    parser.add_argument(
        "--language", choices=("da", "en"), help="of the questions (default: evalkit.toml)"
    )
    parser.set_defaults(run=_run)


def _run(asked: argparse.Namespace) -> int:
    from evalkit.drafting.profile import draft_profile
    from evalkit.drafting.tables import tables
    from evalkit.drafting.words import said

    language = asked.language or settings_language()
    output = Path(asked.output) if asked.output else None
    _refuse(output, ask=asked.ask)
    delivery = tables(asked.files[0] if len(asked.files) == 1 else asked.files)
    answers = _answered(delivery, language) if asked.ask else {}
    draft = draft_profile(delivery, language=language, answers=answers)
    if output is None:
        print(draft.text, end="")
    else:
        _write(output, draft.text)
        print(said("written", language, name=output), file=sys.stderr)
    print(_told(draft, language), file=sys.stderr)
    return FINDINGS if draft.questions else FINE


def _refuse(output: Path | None, *, ask: bool) -> None:
    """Refuse what cannot end well before anything is read or asked."""
    if output is not None and output.exists():
        raise InputError(f"{output} is there already. Give another name, or move it away first.")
    if output is not None and not output.absolute().parent.is_dir():
        raise InputError(f"There is no folder for {output}. Make it first, or give another name.")
    if ask and not sys.stdin.isatty():
        raise InputError(
            "--ask needs a terminal to ask in, and there is none here. Leave it out: the questions "
            "are then in the draft."
        )


def _write(output: Path, text: str) -> None:
    try:
        with output.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except OSError as error:
        raise InputError(
            f"{output} cannot be written ({error.strerror}). Give another name."
        ) from None


def _answered(delivery: SeenDelivery, language: str) -> dict[str, str]:
    """Ask every question once; answers may bring further ones."""
    from evalkit.drafting.profile import draft_profile

    answers: dict[str, str] = {}
    left_open: set[str] = set()
    while True:
        draft = draft_profile(delivery, language=language, answers=answers)
        waiting = [question for question in draft.questions if question.key not in left_open]
        # What other answers settle is asked last.
        waiting.sort(key=lambda question: question.follows)
        if not waiting:
            return answers
        answer = _asked(waiting[0], language)
        if answer is None:
            left_open.add(waiting[0].key)
        else:
            answers[waiting[0].key] = answer


def _asked(question: Question, language: str) -> str | None:
    """Ask one question; return the YAML that answers it, None when it stays open."""
    from evalkit.drafting.words import said

    print(f"\n{question.sentence}", file=sys.stderr)
    for number, one in enumerate(question.options, 1):
        value = one.value or said("leave_the_line_out", language)
        print(f"  {number}. {value}   {one.label}".rstrip(), file=sys.stderr)
    prompt = "choose_or_type" if question.options and question.typed else "choose"
    while True:
        print(said(prompt if question.options else "type_it", language), end="", file=sys.stderr)
        sys.stderr.flush()
        try:
            typed = input().strip()
        except EOFError:
            return None
        if not typed:
            return None
        if typed.isdecimal() and 1 <= int(typed) <= len(question.options):
            return question.options[int(typed) - 1].value
        if question.typed == "#":
            if re.fullmatch(r"-?[0-9]+(?:\.[0-9]+)?", typed):
                return typed
            print(said("not_a_number", language), file=sys.stderr)
        elif question.typed:
            return _as_yaml(typed, question.typed)
        else:
            print(said("not_a_choice", language, count=len(question.options)), file=sys.stderr)


def _as_yaml(typed: str, form: str) -> str:
    """Put what was typed into its place; a text is quoted, a list or mapping is taken as it is."""
    from evalkit.drafting.text import scalar

    is_flow = typed.startswith(("{", "["))
    if is_flow:
        return typed
    return form.format(scalar(typed) if form not in ("[{}]", "{{{}}}") else typed)


def _told(draft: Draft, language: str) -> str:
    """Return the open questions, numbered, with the lines they stand in."""
    from evalkit.drafting.words import said

    if not draft.questions:
        return said("no_questions", language)
    lines = [said("open_questions", language, count=len(draft.questions))]
    for number, question in enumerate(draft.questions, 1):
        place = said("line", language, line=question.line)
        lines.append(f"{number:>3}. {place}: {question.sentence}")
    return "\n".join(lines)
