"""What is really wrong in the made-up practice, quarter by quarter, and the list of it.

A planted fault is an error in a file; a problem is something that happened: too few adults on
the evenings of a month, say. Signals are tried against the list of them.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from evalkit.errors import InputError

__all__ = ["PROBLEMS_FILE", "Problem", "write_problems"]

PROBLEMS_FILE = "problems.csv"


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong in a programme's practice, and the quarter in which it shows.

    Parameters
    ----------
    programme : str
        The programme's name.
    quarter : str
        The quarter in which it can first be seen, such as "2026Q3".
    kind : str
        A word for what it is about, lower case with underscores: "attendance", "staffing".
    what_da, what_en : str
        What happened, a sentence in each language that states the same facts.
    """

    programme: str
    quarter: str
    kind: str
    what_da: str
    what_en: str

    def __post_init__(self) -> None:
        """Refuse a quarter or kind that a back test could not look up."""
        if not re.fullmatch(r"\d{4}Q[1-4]", self.quarter):
            raise InputError(
                f"Problem: the quarter {self.quarter!r} is not written like 2026Q3. Write it so."
            )
        if not re.fullmatch(r"[a-z]+(_[a-z]+)*", self.kind):
            raise InputError(
                f"Problem: the kind {self.kind!r} is not lower case with underscores. Write it so."
            )


def write_problems(problems: Iterable[Problem], path: Path) -> Path:
    """Write the list of problems as CSV (comma, UTF-8, LF), in order of programme and quarter.

    Parameters
    ----------
    problems : iterable of Problem
        Those of all programmes, in any order.
    path : pathlib.Path
        The file.

    Returns
    -------
    pathlib.Path
        `path`.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([column.name for column in fields(Problem)])
    writer.writerows(astuple(problem) for problem in sorted(problems, key=_place))
    path.write_bytes(text.getvalue().encode("utf-8"))
    return path


def _place(problem: Problem) -> tuple[str, str, str, str]:
    return problem.programme, problem.quarter, problem.kind, problem.what_en
