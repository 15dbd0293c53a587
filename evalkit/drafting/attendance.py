"""A register: what a draft says of its marks and its activity."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

import numpy as np

from evalkit.drafting.column_seen import FEWEST_ROWS
from evalkit.drafting.plan import TablePlan
from evalkit.drafting.readings import person
from evalkit.drafting.text import Option, Page, flow, scalar
from evalkit.drafting.words import lexicon
from evalkit.privacy.scan import says_who

__all__ = ["activity", "attendance"]

# With more marks that nobody knows, every combination is too long a list.
_MOST_MARKS = 3
_COMMON_MARK = 0.02


def attendance(page: Page, plan: TablePlan) -> None:
    """Write how a register is kept."""
    counted, rare = _marks(plan)
    words = [word for word in counted if not (says_who(word) or says_who(word.title()))]
    rare = rare or len(words) < len(counted)
    known = lexicon("marks")
    meaning = {word: name for word in words for name, listed in known.items() if word in listed}
    page.note(4, "empty_mark")
    page.put(4, "attendance:")
    page.note(6, "activity")
    page.put(6, f"activity: {scalar(activity(plan))}")
    person(page, plan, 6)
    if rare:
        page.note(6, "rare_marks", fewest=FEWEST_ROWS)
    unknown = [word for word in words if word not in meaning]
    if words and not unknown:
        page.put(6, f"marks: {_marks_as(meaning)}")
        return
    options = []
    for choice in product(known, repeat=len(unknown)) if len(unknown) <= _MOST_MARKS else ():
        options.append(Option(_marks_as(meaning | dict(zip(unknown, choice, strict=True)))))
    page.ask(
        6, "marks", f"{plan.key}/marks", sentence="ask_marks", options=options,
        typed="" if options else "{}",
        words=flow(unknown),
    )  # fmt: skip


def activity(plan: TablePlan) -> str:
    """Return what a register is of: the name of its sheet or file."""
    rule = plan.table.rule
    return (rule.sheet or rule.name.rpartition(".")[0]).replace("_", " ").casefold()


def _marks_as(meaning: Mapping[str, str]) -> str:
    lists = {
        name: [w for w, found in meaning.items() if found == name] for name in lexicon("marks")
    }
    return "{" + ", ".join(f"{name}: {flow(words)}" for name, words in lists.items()) + "}"


def _marks(plan: TablePlan) -> tuple[list[str], bool]:
    """Return the marks of a register in small letters, and whether rare ones are not shown."""
    counts: dict[str, int] = {}
    for day in plan.days:
        column = plan.table.text.columns[day]
        found = np.bincount(column.codes, minlength=len(column.texts)).tolist()
        for text, machine, count in zip(
            column.distinct(), column.machine.tolist(), found, strict=True
        ):
            # The numbers below a column of marks are its total.
            if text.strip() and not (machine and text not in ("0", "1")):
                word = text.strip().casefold()
                counts[word] = counts.get(word, 0) + count
    total = sum(counts.values())
    common = [w for w, n in counts.items() if n >= max(FEWEST_ROWS, _COMMON_MARK * total)]
    return sorted(common, key=lambda word: -counts[word]), len(common) < len(counts)
