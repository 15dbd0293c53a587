"""The coding of single chapters beside what the report itself counts across programmes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from evalkit.definition_files import builtin_names
from evalkit.errors import InputError, did_you_mean
from evalkit.programmes.chosen import chosen_programmes
from evalkit.programmes.comparison import ANSWERS, Comparison, StatedCount, comparison
from evalkit.programmes.programme import Programme
from evalkit.results import Framed

__all__ = ["PracticeCounts", "practice_counts"]


@dataclass(frozen=True, repr=False, eq=False)
class PracticeCounts(Framed):
    """The coding beside a report's own counts: one row a count.

    Attributes
    ----------
    comparison : Comparison
        What the report states, and where.
    programmes : tuple of Programme
        Whose coding is counted.
    """

    comparison: Comparison
    programmes: tuple[Programme, ...]
    _frame: pd.DataFrame
    _brief: ClassVar[tuple[str, ...]] = (
        "name",
        "stated_least",
        "stated_most",
        "yes",
        "partly",
        "agrees",
    )

    @property
    def differences(self) -> pd.DataFrame:
        """The rows where neither count is the stated one, or only the wider one is."""
        return self._frame[self._frame["agrees"] != "yes"].reset_index(drop=True)

    def _heading(self) -> str:
        return f"PracticeCounts beside {self.comparison.name}; {self.comparison.of} programmes"


def practice_counts(report: str = "vive_2022") -> PracticeCounts:
    """Return what a report counts across its programmes beside evalkit's coding of each chapter.

    Parameters
    ----------
    report : str
        The name of the report.

    Returns
    -------
    PracticeCounts
        `to_frame()` has one row a count: name, text_da, text_en, place, stated_least and
        stated_most (the same number, or evalkit's reading of a word such as "hovedparten"),
        said_da, said_en, yes, partly, no and not_stated (programmes by the coding), programmes_yes
        and programmes_partly (their names), and agrees: "yes" when those that fulfil it are as many
        as stated, "with_partly" when they are together with some of those that do partly,
        "cannot_tell" when it depends on chapters that do not say, else "no".

    Raises
    ------
    InputError
        When there is no such report.

    See Also
    --------
    evalkit.lovende_praksis : the coding itself.

    Notes
    -----
    The chapters were coded one by one, from their own text; these counts were compared afterwards.
    A difference says that the report's summary and its chapters do not tell the same, or that
    evalkit reads a chapter otherwise than its authors: it does not say which.

    Examples
    --------
    >>> counts = practice_counts().to_frame().set_index("name")
    >>> int(counts.loc["monitoring", "stated_least"])
    5
    """
    known = builtin_names("comparison")
    if report not in known:
        hint = did_you_mean(report, known)
        raise InputError(f"There is no report {report!r} to compare with. {hint}")
    stated = comparison(report)
    programmes = chosen_programmes(stated.document)
    frame = pd.DataFrame([_row(one, programmes) for one in stated.counts])
    frame = frame.astype({"stated_least": "Int64", "stated_most": "Int64"})
    return PracticeCounts(stated, programmes, frame)


def _row(one: StatedCount, programmes: tuple[Programme, ...]) -> dict[str, object]:
    counted = {programme.name: one.counts(programme) for programme in programmes}
    named = {
        answer: [name for name, given in counted.items() if given == answer] for answer in ANSWERS
    }
    return {
        "name": one.name,
        "text_da": one.text["da"],
        "text_en": one.text["en"],
        "place": one.place,
        "stated_least": one.least,
        "stated_most": one.most,
        "said_da": one.said.get("da", ""),
        "said_en": one.said.get("en", ""),
        **{answer: len(names) for answer, names in named.items()},
        "programmes_yes": ", ".join(named["yes"]),
        "programmes_partly": ", ".join(named["partly"]),
        "agrees": _agrees(one, {answer: len(names) for answer, names in named.items()}),
    }


def _agrees(one: StatedCount, counted: Mapping[str, int]) -> str:
    """Return whether a count agrees: whatever the silent chapters would say, or not to be told."""
    full, part, silent = counted["yes"], counted["partly"], counted["not_stated"]
    if all(one.agrees(full + more) for more in range(silent + 1)):
        return "yes"
    if any(one.agrees(full + some) for some in range(part + 1)) and not silent:
        return "with_partly"
    if silent and any(one.agrees(full + some) for some in range(part + silent + 1)):
        return "cannot_tell"
    return "no"
