"""What is seen in a column of an export before anybody has said what it holds.

Nothing here is a person's value: only types, counts, forms, and the words of closed sets whose
every word stands in `FEWEST_ROWS` rows or more.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evalkit.drafting.words import families, is_called, lexicon
from evalkit.intake.profile import DATE_FORMS
from evalkit.intake.typing import parse_date, parse_number
from evalkit.privacy.cpr import parse_cpr, restore_zero
from evalkit.privacy.scan import is_name_like, personal_kinds
from evalkit.readers.text_column import TextColumn

__all__ = ["FEWEST_ROWS", "PERSONAL", "ColumnSeen", "column_seen"]

# A word that stands in fewer rows may point at a person, and is not shown.
FEWEST_ROWS = 5
# More words than this are no closed set.
MOST_WORDS = 12
# So large a share of the cells must fit for a column to be of a type; the rest become findings.
MOST = 0.8
# From so large a share of names or addresses on, the column is one of them.
TELLING = 0.3
# A text of so many letters or words on average is somebody's own words.
LONG_TEXT, MANY_WORDS = 40, 3
PERSONAL = ("email", "phone", "name", "address")
# Days since 1900 as Excel counts them, 1982 to 2064.
_SERIAL = (30000, 60000)
_KEY = re.compile(r"[^\W\d_]{2,4}|\S*[0-9]\S*")
# Days that have not come yet for anybody: their column is empty.
_LATER_DAYS = ("ended", "accepted", "screened", "offered", "closed", "rated")
_ZERO_FIRST = re.compile("0[0-9]+")
_MACHINE = re.compile(r"[-+]?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
# A day in a form that no profile may name: 1-2-2026.
_OTHER_DATE = re.compile(r"[0-9]{1,4}[-./ ][0-9]{1,2}[-./ ][0-9]{1,4}(?:[ T].*)?")


@dataclass(frozen=True, repr=False)
class ColumnSeen:
    """What was seen in one column.

    Attributes
    ----------
    name : str
        Its header.
    type : str
        A column type of profiles; or email, phone, name, address, serial (a date that became a
        number), other_date (in a form nobody can name), several (answers such as 1,4) or empty.
    filled, distinct : int
        Cells with something in them, and how many different.
    misfits : int
        Cells that do not fit the type.
    forms : tuple of str
        date: the forms that texts may have; none when every date is a real one.
    marks : frozenset of str
        The locales that the numbers' marks show: "da", "en", or "either" where a mark could be
        of both.
    width : int, optional
        code: the length that all have, where some begin with zero.
    values : tuple of str
        choice: its words.
    rare : int
        Words of a text column that stand in fewer than `FEWEST_ROWS` rows.
    missing, perhaps_missing : tuple of str
        Words of the lexicon for "no answer" that were seen.
    means : mapping
        choice: what its words mean, where that is no question.
    counts : mapping
        A number to how many cells have it; not for showing.
    """

    name: str
    type: str
    filled: int = 0
    distinct: int = 0
    misfits: int = 0
    forms: tuple[str, ...] = ()
    marks: frozenset[str] = frozenset()
    width: int | None = None
    values: tuple[str, ...] = ()
    rare: int = 0
    missing: tuple[str, ...] = ()
    perhaps_missing: tuple[str, ...] = ()
    means: Mapping[str, str] = field(default_factory=dict)
    counts: Mapping[float, int] = field(default_factory=dict)

    @property
    def is_key_like(self) -> bool:
        """Whether it could name people: filled nearly everywhere, and few cells alike."""
        return self.type in ("code", "cpr", "text", "whole") and self.distinct * 10 >= self.filled

    def __repr__(self) -> str:
        return f"<ColumnSeen {self.type}: {self.filled} cells>"


@dataclass(frozen=True)
class _Cell:
    text: str
    machine: bool
    count: int


def column_seen(name: str, column: TextColumn, among: NDArray[np.bool_]) -> ColumnSeen:
    """Look at a column.

    Parameters
    ----------
    name : str
        Its header.
    column : TextColumn
        Its cells.
    among : array of bool
        The rows that hold data: not the totals.

    Returns
    -------
    ColumnSeen
    """
    cells, missing, perhaps = _cells(column, among)
    filled = sum(cell.count for cell in cells)
    known: dict[str, Any] = {
        "filled": filled,
        "distinct": len(cells),
        "missing": missing,
        "perhaps_missing": perhaps,
    }
    if not filled:
        # Where nobody has stopped yet the column of the last day is empty.
        is_day = any(is_called(name, kind) for kind in _LATER_DAYS)
        is_day = is_day and not is_called(name, "reason")
        return ColumnSeen(name, "date" if is_day else "empty", missing=missing)
    kind = _personal(name, cells)
    if kind:
        return ColumnSeen(name, kind, **known)
    forms = _forms(cells)
    fitting = [cell for cell in cells if _is_date(cell)]
    if _share(cells, _is_date) >= MOST:
        known["misfits"] = filled - sum(cell.count for cell in fitting)
        return ColumnSeen(name, "date", forms=forms, **known)
    if _share(cells, lambda cell: _number(cell) is not None) >= MOST:
        return _of_numbers(name, cells, known)
    if _share(cells, lambda cell: bool(_OTHER_DATE.fullmatch(cell.text))) >= MOST:
        return ColumnSeen(name, "other_date", **known)
    return _of_texts(name, cells, known)


def _cells(
    column: TextColumn, among: NDArray[np.bool_]
) -> tuple[list[_Cell], tuple[str, ...], tuple[str, ...]]:
    """Return each distinct cell and how often it stands there; words for no answer apart."""
    no_answer = {word.casefold() for word in lexicon("missing")["missing"]}
    perhaps = {word.casefold() for word in lexicon("perhaps_missing")["perhaps_missing"]}
    texts = column.distinct()
    counts = np.bincount(column.codes[among], minlength=len(texts)).tolist()
    cells, missing, unsure = [], [], []
    for text, machine, count in zip(texts, column.machine.tolist(), counts, strict=True):
        bare = text.strip()
        if not bare or not count:
            continue
        if bare.casefold() in no_answer:
            missing.append(bare)
        else:
            if bare.casefold() in perhaps:
                unsure.append(bare)
            cells.append(_Cell(bare, machine, count))
    signs = [word for word in unsure if not word.isdigit()]
    if len(signs) < len(cells):
        cells = [cell for cell in cells if cell.text not in signs]
    numbers = [n for cell in cells if cell.text not in unsure and (n := _number(cell)) is not None]
    # 99 stands for no answer only where everything else is far below it.
    far = max(numbers, default=99) * 4 < 99
    kept = [word for word in unsure if not word.isdigit() or far]
    return cells, tuple(dict.fromkeys(missing)), tuple(dict.fromkeys(kept))


def _share(cells: Sequence[_Cell], fits: Callable[[_Cell], bool]) -> float:
    total = sum(cell.count for cell in cells)
    return sum(cell.count for cell in cells if fits(cell)) / total


def _personal(name: str, cells: Sequence[_Cell]) -> str:
    """Return which kind of personal data a column holds, "" for none."""
    for kind in PERSONAL:
        if is_called(name, kind):
            return kind
    restored = _share(cells, lambda cell: bool(restore_zero(cell.text)))
    numbers = _share(cells, lambda cell: parse_cpr(cell.text) is not None) + restored
    if numbers >= MOST and (restored < 1 or is_called(name, "cpr")):
        return "cpr"
    if is_called(name, "cpr") and numbers:
        return "cpr"
    for kind in ("email", "phone"):
        if _share(cells, partial(_holds, kind)) >= TELLING:
            return kind
    return "name" if _share(cells, lambda cell: is_name_like(cell.text)) >= TELLING else ""


def _holds(kind: str, cell: _Cell) -> bool:
    return kind in personal_kinds(cell.text)


def _is_date(cell: _Cell) -> bool:
    if cell.machine:
        return parse_date(cell.text[:10], "yyyy-mm-dd") is not None
    return any(parse_date(cell.text, form) for form in DATE_FORMS)


def _forms(cells: Sequence[_Cell]) -> tuple[str, ...]:
    """Return the date forms that fit most; several when the dates do not tell them apart."""
    fits = {
        form: {cell.text for cell in cells if not cell.machine and parse_date(cell.text, form)}
        for form in DATE_FORMS
    }
    most = max(map(len, fits.values()))
    best = [form for form in DATE_FORMS if most and len(fits[form]) == most]
    if len(best) != 1:
        return tuple(best)
    # A form may look certain because its twin with the month first is on no list.
    days = {text[:2] for text in fits[best[0]]}
    is_open = best[0].startswith("dd/mm/yyyy ") or best[0].startswith("dd-mm-yyyy ")
    return (best[0], "?") if is_open and all(day <= "12" for day in days) else tuple(best)


def _number(cell: _Cell) -> float | None:
    if cell.machine:
        return float(cell.text) if _MACHINE.fullmatch(cell.text) else None
    if _ZERO_FIRST.fullmatch(cell.text):
        return None
    for locale in ("da", "en"):
        value = parse_number(cell.text, locale)
        if value is not None:
            return value
    return None


def _of_numbers(name: str, cells: Sequence[_Cell], known: dict[str, Any]) -> ColumnSeen:
    marks: set[str] = set()
    counts: dict[float, int] = {}
    is_whole = True
    for cell in cells:
        value = _number(cell)
        if value is None:
            continue
        counts[value] = counts.get(value, 0) + cell.count
        if not cell.machine and not cell.text.lstrip("+-").isdigit():
            read = {
                locale for locale in ("da", "en") if parse_number(cell.text, locale) is not None
            }
            marks.add("either" if len(read) == 2 else read.pop())
            is_whole = False
        is_whole = is_whole and value.is_integer()
    misfits = sum(cell.count for cell in cells if _number(cell) is None)
    if _is_several(cells):
        return ColumnSeen(name, "several", **known)
    kind = "whole" if is_whole else "number"
    if is_whole and is_called(name, "date") and all(_SERIAL[0] < n < _SERIAL[1] for n in counts):
        kind = "serial"
    return ColumnSeen(
        name, kind, marks=frozenset(marks), counts=counts, **(known | {"misfits": misfits})
    )


def _is_key(cell: _Cell) -> bool:
    """Return whether a cell is written as a key or as initials are: U014, ABK."""
    return bool(_KEY.fullmatch(cell.text)) and cell.text == cell.text.upper()


def _is_several(cells: Sequence[_Cell]) -> bool:
    """Return whether "1,4" is two answers and no number: whole, few, and always ascending."""
    marked = [cell.text.split(",") for cell in cells if "," in cell.text and not cell.machine]
    parts = [[int(p) for p in row if p.strip().isdigit() and len(p) <= 2] for row in marked]
    is_list = all(
        len(a) == len(b) and a == sorted({*a}) for a, b in zip(parts, marked, strict=True)
    )
    return bool(marked) and is_list and any("," not in cell.text for cell in cells)


def _family(name: str, cells: Sequence[_Cell]) -> dict[str, str]:
    """Return the words that come together of which all cells are, each with what it means."""
    parts = {"gender": "genders", "set_by": "set_by"}
    asked = [part for kind, part in parts.items() if is_called(name, kind)]
    found = (
        family
        for part in (*asked, "yes_no")
        for family in families(part)
        if all(cell.text in family for cell in cells)
    )
    return next(found, {})


def _of_texts(name: str, cells: Sequence[_Cell], known: dict[str, Any]) -> ColumnSeen:
    filled = sum(cell.count for cell in cells)
    family = _family(name, cells)
    if family:
        return ColumnSeen(name, "choice", values=tuple(family), means=family, **known)
    letters = sum(len(cell.text) * cell.count for cell in cells) / filled
    words = sum(len(cell.text.split()) * cell.count for cell in cells) / filled
    is_varied = len(cells) * 2 > filled
    if is_called(name, "free") or letters > LONG_TEXT or (is_varied and words >= MANY_WORDS):
        return ColumnSeen(name, "free_text", **known)
    widths = {len(cell.text) for cell in cells}
    if _share(cells, lambda cell: cell.text.isdigit()) >= MOST and len(widths) <= 2:
        common = max(widths, key=lambda width: sum(c.count for c in cells if len(c.text) == width))
        return ColumnSeen(name, "code", width=common if len(widths) == 1 else None, **known)
    rare = sum(cell.count < FEWEST_ROWS for cell in cells)
    # Keys and initials stand for people, however few and frequent they are.
    if len(cells) > 2 and _share(cells, _is_key) >= MOST:
        return ColumnSeen(name, "code", **known)
    is_closed = len(cells) <= MOST_WORDS and not rare
    if is_closed and not any(is_name_like(c.text) or personal_kinds(c.text) for c in cells):
        ordered = sorted(cells, key=lambda cell: -cell.count)
        return ColumnSeen(name, "choice", values=tuple(cell.text for cell in ordered), **known)
    return ColumnSeen(name, "text", rare=rare, **known)
