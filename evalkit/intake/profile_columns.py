"""From a profile's `columns` to column rules; and headers that other parts of it refer to."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite

from evalkit.definition_files import Section
from evalkit.errors import did_you_mean
from evalkit.intake.profile import COLUMN_TYPES, DATE_FORMS, ColumnRule

__all__ = ["DATED", "KEYS", "NAMING", "Declared", "column_rule"]

# Which types a column may have that names somebody or something, and one that holds a date.
NAMING = ("code", "text", "choice", "free_text")
DATED = ("date",)
# Which types the key of a person may have.
KEYS = ("code", "text", "cpr")
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class Declared:
    """The columns a file describes, asked for by the options that name a header."""

    columns: Mapping[str, ColumnRule]

    def one(self, section: Section, option: str, *, types: Sequence[str] = COLUMN_TYPES) -> str:
        """Return the header an option names; it must be described, with a fitting type."""
        return self._checked(section, option, section.text(option), types=types)

    def optional(
        self, section: Section, option: str, *, types: Sequence[str] = COLUMN_TYPES
    ) -> str | None:
        """Return the header an option names, or None when the option is not given."""
        header = section.optional_text(option)
        return None if header is None else self._checked(section, option, header, types=types)

    def listed(self, section: Section, option: str) -> tuple[str, ...]:
        """Return the headers an option lists, none when it is not given."""
        headers = section.texts(option, ())
        return tuple(self._checked(section, option, header) for header in headers)

    def mapped(
        self, section: Section, option: str, *, types: Sequence[str] = COLUMN_TYPES
    ) -> dict[str, str]:
        """Return name to header for an option, empty when it is not given."""
        pairs = section.pairs(option)
        return {
            name: self._checked(section, option, header, types=types)
            for name, header in pairs.items()
        }

    def refuse_unknown(self, section: Section, option: str, header: str) -> None:
        """Refuse a header that is used as a name in an option and is not described."""
        self._checked(section, option, header)

    def _checked(
        self, section: Section, option: str, header: str, *, types: Sequence[str] = COLUMN_TYPES
    ) -> str:
        if header not in self.columns:
            hint = did_you_mean(header, self.columns)
            raise section.error(
                f"'{header}' is used but not described under 'columns'. {hint}", name=option
            )
        found = self.columns[header].type
        if found not in types:
            raise section.error(
                f"'{option}' is '{header}', a column of type {found}; it must be of type "
                f"{' or '.join(types)}. Change its type under 'columns'.",
                name=option,
            )
        return header


def column_rule(name: str, section: Section) -> ColumnRule:
    """Return what one column must hold; options of other types are refused."""
    kind = section.choice("type", COLUMN_TYPES)
    is_number, is_date = kind in ("whole", "number"), kind == "date"
    rule = ColumnRule(
        name=name,
        type=kind,
        required=section.flag("required"),
        lowest=_limit(section, "lowest") if is_number else None,
        highest=_limit(section, "highest") if is_number else None,
        earliest=_day(section, "earliest") if is_date else None,
        latest=_day(section, "latest") if is_date else None,
        values=section.pairs("values", required=True) if kind == "choice" else None,
        width=_width(section) if kind == "code" else None,
        dates=_form(section) if is_date else None,
    )
    section.done()
    if rule.values is not None and not rule.values:
        raise section.error("'values' is empty. List what is written and what it means.")
    for low, high in (("lowest", "highest"), ("earliest", "latest")):
        first, last = getattr(rule, low), getattr(rule, high)
        if first is not None and last is not None and first > last:
            raise section.error(f"'{low}' is above '{high}'. Swap them.", name=low)
    return rule


def _limit(section: Section, option: str) -> float | None:
    value = section.optional_number(option)
    if value is not None and not isfinite(value):
        raise section.error(
            f"'{option}' is no limit. Give a number, or leave the line out.", name=option
        )
    return value


def _width(section: Section) -> int | None:
    width = section.whole("width", 0)
    if "width" in section and width < 1:
        raise section.error("'width' must be at least 1.", name="width")
    return width or None


def _form(section: Section) -> str | None:
    section.optional_text("dates")
    return section.choice("dates", tuple(DATE_FORMS)) if "dates" in section else None


def _day(section: Section, option: str) -> str | None:
    text = section.optional_text(option)
    if text is None:
        return None
    try:
        if _ISO_DATE.fullmatch(text):
            return date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    raise section.error(
        f"'{option}' is {text!r}. Write an existing date as yyyy-mm-dd, whatever 'dates' says.",
        name=option,
    )
