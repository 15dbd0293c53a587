"""The blocks a report is built of: text, table, figure.

A block shows itself in JupyterLab (HTML) and in a terminal (text), and carries itself as
data under `BLOCK_TYPE`, which is all that a published page is built from.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from evalkit.errors import InputError

__all__ = ["BLOCK_TYPE", "Figure", "Table", "TableColumn", "Text", "block_from_data"]

BLOCK_TYPE = "application/vnd.evalkit.block+json"


@dataclass(frozen=True)
class Text:
    """Paragraphs of plain text.

    Parameters
    ----------
    paragraphs : sequence of str
        Plain text; never markup.
    role : {"plain", "notice", "list"}
        A notice stands out (who may read the page); a list is shown with bullets.
    """

    paragraphs: tuple[str, ...]
    role: str = "plain"

    def as_data(self) -> dict[str, Any]:
        """Return the block as JSON data."""
        return {"kind": "text", "role": self.role, "paragraphs": list(self.paragraphs)}

    def __str__(self) -> str:
        return "\n".join(self.paragraphs)

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        tag = "li" if self.role == "list" else "p"
        body = "".join(f"<{tag}>{escape(text)}</{tag}>" for text in self.paragraphs)
        html = f"<ul>{body}</ul>" if self.role == "list" else body
        return {BLOCK_TYPE: self.as_data(), "text/html": html, "text/plain": str(self)}


@dataclass(frozen=True)
class TableColumn:
    """A column's heading and the side its cells lean to ("start" or "end")."""

    label: str
    align: str = "start"


@dataclass(frozen=True)
class Table:
    """A table of finished texts; the first cell of each row is the row's heading.

    Parameters
    ----------
    caption : str
        What the table shows; required.
    columns : sequence of TableColumn
        One per cell of a row; no heading may be empty.
    rows : sequence of sequence of str
        Finished texts, rounded and in the language of the page.
    notes : sequence of str
        Sentences below the table: method, what is left out and why.
    name : str
        What the numbers are called in the result file beside the page; empty for none.
    numbers : sequence of dict
        The same at full precision, for the result file; never about single persons.

    Raises
    ------
    InputError
        When the caption or a heading is empty, or a row has another number of cells.
    """

    caption: str
    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()
    name: str = ""
    numbers: tuple[dict[str, Any], ...] = ()

    def __post_init__(self) -> None:
        """Refuse a table that a screen reader could not read."""
        if not self.caption.strip():
            raise InputError("A table needs a caption. Say in one phrase what it shows.")
        if any(not column.label.strip() for column in self.columns):
            raise InputError("A table has an empty heading. Name every column.")
        for row in self.rows:
            if len(row) != len(self.columns):
                raise InputError(
                    f"A row of '{self.caption}' has {len(row)} cells; {len(self.columns)} expected."
                )

    def as_data(self) -> dict[str, Any]:
        """Return the block as JSON data."""
        return {
            "kind": "table",
            "caption": self.caption,
            "columns": [{"label": c.label, "align": c.align} for c in self.columns],
            "rows": [list(row) for row in self.rows],
            "notes": list(self.notes),
            "name": self.name,
            "numbers": list(self.numbers),
        }

    def __str__(self) -> str:
        lines = [[c.label for c in self.columns], *[list(row) for row in self.rows]]
        widths = [max(len(line[i]) for line in lines) for i in range(len(self.columns))]
        body = [
            "  ".join(cell.ljust(w) for cell, w in zip(line, widths, strict=True)) for line in lines
        ]
        return "\n".join([self.caption, *body, *self.notes])

    def html(self) -> str:
        """Return the table as HTML with caption and scopes."""
        align = [f' style="text-align:{c.align}"' for c in self.columns]
        head = "".join(
            f'<th scope="col"{a}>{escape(c.label)}</th>'
            for c, a in zip(self.columns, align, strict=True)
        )
        body = ""
        for row in self.rows:
            first, *rest = (escape(cell) for cell in row)
            cells = "".join(f"<td{a}>{cell}</td>" for cell, a in zip(rest, align[1:], strict=True))
            body += f'<tr><th scope="row"{align[0]}>{first}</th>{cells}</tr>'
        notes = "".join(f"<p>{escape(note)}</p>" for note in self.notes)
        return (
            f"<table><caption>{escape(self.caption)}</caption><thead><tr>{head}</tr></thead>"
            f"<tbody>{body}</tbody></table>{notes}"
        )

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        return {BLOCK_TYPE: self.as_data(), "text/html": self.html(), "text/plain": str(self)}


@dataclass(frozen=True, repr=False)
class Figure:
    """A picture with its caption, its alternative text and the numbers behind it.

    Parameters
    ----------
    png : bytes
        The picture.
    caption, alt : str
        What it shows; and what a reader who cannot see it needs to know. Both required.
    data : Table
        The numbers behind the picture.

    Raises
    ------
    InputError
        When caption or alternative text is empty.
    """

    png: bytes
    caption: str
    alt: str
    data: Table

    def __post_init__(self) -> None:
        """Refuse a figure that a blind reader could not use."""
        if not self.caption.strip() or not self.alt.strip():
            raise InputError("A figure needs a caption and an alternative text. Write both.")

    def as_data(self) -> dict[str, Any]:
        """Return the block as JSON data."""
        return {
            "kind": "figure",
            "caption": self.caption,
            "alt": self.alt,
            "png": base64.b64encode(self.png).decode("ascii"),
            "data": self.data.as_data(),
        }

    def __str__(self) -> str:
        return f"{self.caption}\n{self.alt}"

    def __repr__(self) -> str:
        return f"<Figure: {self.caption}>"

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        picture = base64.b64encode(self.png).decode("ascii")
        html = (
            f'<figure><img src="data:image/png;base64,{picture}" alt="{escape(self.alt)}" '
            f'style="max-width:100%"><figcaption>{escape(self.caption)}</figcaption></figure>'
        )
        return {BLOCK_TYPE: self.as_data(), "text/html": html, "text/plain": str(self)}


def block_from_data(data: Mapping[str, Any]) -> Text | Table | Figure:
    """Return the block that `as_data` described: the way back.

    Parameters
    ----------
    data : mapping
        What a notebook carries under `BLOCK_TYPE`.

    Returns
    -------
    Text, Table or Figure
        Equal to the block that was shown.

    Raises
    ------
    InputError
        When the data describe no block, or one that a block's own rules refuse.
    """
    try:
        return _BUILDERS[data["kind"]](data)
    except (KeyError, TypeError, AttributeError, binascii.Error) as error:
        raise InputError(
            f"The data describe no block of evalkit ({type(error).__name__}). "
            "Run the notebook again with this version of evalkit."
        ) from None


def _text(data: Mapping[str, Any]) -> Text:
    return Text(tuple(data["paragraphs"]), role=data["role"])


def _table(data: Mapping[str, Any]) -> Table:
    return Table(
        caption=data["caption"],
        columns=tuple(TableColumn(column["label"], column["align"]) for column in data["columns"]),
        rows=tuple(tuple(row) for row in data["rows"]),
        notes=tuple(data["notes"]),
        name=data.get("name", ""),
        numbers=tuple(data.get("numbers", ())),
    )


def _figure(data: Mapping[str, Any]) -> Figure:
    png = base64.b64decode(data["png"], validate=True)
    return Figure(png=png, caption=data["caption"], alt=data["alt"], data=_table(data["data"]))


_BUILDERS: dict[str, Callable[[Mapping[str, Any]], Text | Table | Figure]] = {
    "text": _text,
    "table": _table,
    "figure": _figure,
}
