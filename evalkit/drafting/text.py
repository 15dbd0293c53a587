"""A profile in the making: lines of YAML, comments, and questions in the place of answers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from textwrap import wrap

from evalkit.definition_files import LANGUAGES
from evalkit.drafting.words import said

__all__ = [
    "FOLLOWS",
    "LEAVE_OUT",
    "OPEN",
    "OPEN_LIST",
    "Draft",
    "Option",
    "Page",
    "Question",
    "flow",
    "scalar",
    "titles",
]

# What stands where an answer is wanted; no option of a profile accepts it.
OPEN = '"?"'
# The same where a list is wanted, which "?" alone would be.
OPEN_LIST = '{"?": "?"}'
FOLLOWS = '{"?": "follows"}'
# An answer that takes the line, or what it is about, out.
LEAVE_OUT = ""
_WIDTH = 100
# Other readers of YAML than ours take these for true and false.
_TRUTHS = ("yes", "no", "true", "false", "on", "off", "y", "n", "null")
_PLAIN = re.compile(r"[^\W\d_][\w().]*(?:[ /-]?[\w().]+)*|[0-9]+")


@dataclass(frozen=True)
class Option:
    """An answer: what is written into the profile, and what it means ("" where that is plain)."""

    value: str
    label: str = ""


@dataclass(frozen=True)
class Question:
    """Something only a person can answer.

    Attributes
    ----------
    key : str
        Its name, the same whenever the draft is written again.
    sentence : str
        What is asked, and why.
    options : tuple of Option
        The answers; with `typed` others are possible.
    typed : str
        "" when one of the options must be chosen; "#" when a number is typed; else how what is
        typed becomes YAML: "{}" as it is, or with words around it.
    line : int
        Where it stands in the draft.
    follows : bool
        Whether other answers answer it too.
    """

    key: str
    sentence: str
    options: tuple[Option, ...]
    typed: str = ""
    line: int = 0
    follows: bool = False


@dataclass(frozen=True)
class Draft:
    """A drafted profile.

    Attributes
    ----------
    text : str
        YAML.
    questions : tuple of Question
        What is open, from the top down; the profile cannot be used before it is answered.
    """

    text: str
    questions: tuple[Question, ...]


def scalar(text: str) -> str:
    """Write a text so that YAML reads the same text, also inside brackets.

    Examples
    --------
    >>> scalar("Dato før"), scalar("a: b"), scalar("#N/A"), scalar("no")
    ('Dato før', '"a: b"', '"#N/A"', '"no"')
    """
    if _PLAIN.fullmatch(text) and text.isprintable() and text.casefold() not in _TRUTHS:
        return text
    return json.dumps(text, ensure_ascii=False)


def flow(pairs: Mapping[str, str] | Iterable[str]) -> str:
    """Write pairs, or a list, on one line.

    Examples
    --------
    >>> flow({"K": "woman"}), flow(["I alt", "99"])
    ('{K: woman}', '[I alt, "99"]')
    """
    if isinstance(pairs, Mapping):
        return "{" + ", ".join(f"{scalar(a)}: {scalar(b)}" for a, b in pairs.items()) + "}"
    return "[" + ", ".join(map(_quoted_number, pairs)) + "]"


def _quoted_number(text: str) -> str:
    return f'"{text}"' if text.isdigit() else scalar(text)


@dataclass
class Page:
    """The draft while it is written."""

    language: str
    answers: Mapping[str, str]
    lines: list[str] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

    def put(self, indent: int, text: str) -> None:
        """Write a line."""
        self.lines.append(" " * indent + text if text else "")

    def put_list(self, indent: int, names: Iterable[str]) -> None:
        """Write names inside brackets that are open, on as many lines as they need."""
        line = ""
        for name in map(_quoted_number, names):
            if line and indent + len(line) + len(name) + 2 > _WIDTH:
                self.put(indent, line)
                line = ""
            line += f"{line and ' '}{name},"
        self.put(indent, line)

    def note(self, indent: int, sentence: str, /, **facts: object) -> None:
        """Write a comment."""
        self._comment(indent, "# ", said(sentence, self.language, **facts))

    def ask(
        self,
        indent: int,
        option: str,
        key: str,
        *,
        sentence: str,
        options: Sequence[Option],
        typed: str = "",
        open_as: str = OPEN,
        **facts: object,
    ) -> str | None:
        """Write the answer to a question, or the question; return the answer, None while open."""
        answer = self.answers.get(key)
        if answer is not None:
            if answer != LEAVE_OUT:
                self.put(indent, f"{option}: {answer}")
            return answer
        asked = said(sentence, self.language, **facts)
        self._comment(indent, "# ? ", asked)
        for one in options:
            value = one.value or said("leave_the_line_out", self.language)
            self._comment(indent, "# ?   ", f"{value}   {one.label}".rstrip())
        self.put(indent, f"{option}: {open_as}")
        line, follows = len(self.lines), open_as == FOLLOWS
        self.questions.append(Question(key, asked, tuple(options), typed, line, follows))
        return None

    def ask_once(
        self,
        indent: int,
        option: str,
        key: str,
        *,
        sentence: str,
        options: Sequence[Option],
        typed: str = "",
        **facts: object,
    ) -> None:
        """Ask what stands in several places; the further ones repeat it by an anchor of YAML."""
        keys = [question.key for question in self.questions]
        if key in keys:
            anchor = f"q{keys.index(key) + 1}"
            above = said("as_above", self.language, anchor=anchor)
            self.put(indent, f"{option}: *{anchor}  # {above}")
            return
        open_as = f"&q{len(keys) + 1} {OPEN}"
        self.ask(
            indent, option, key, sentence=sentence, options=options, typed=typed, open_as=open_as,
            **facts,
        )  # fmt: skip

    def draft(self) -> Draft:
        """Return what was written, without anchors that nothing repeats."""
        text = "\n".join(self.lines)
        for number in range(len(self.questions), 0, -1):
            if f": *q{number}  #" not in text:
                text = text.replace(f": &q{number} {OPEN}", f": {OPEN}")
        return Draft(f"{text}\n", tuple(self.questions))

    def _comment(self, indent: int, mark: str, text: str) -> None:
        start = " " * indent + mark
        further = " " * indent + mark.replace("?   ", "?     ")
        self.lines += wrap(
            text, _WIDTH, initial_indent=start, subsequent_indent=further, break_on_hyphens=False
        )


def titles(text: str) -> str:
    """Return a title in every language."""
    return "{" + ", ".join(f"{language}: {scalar(text)}" for language in LANGUAGES) + "}"
