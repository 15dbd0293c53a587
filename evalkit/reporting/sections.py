"""Sections of a page that have nothing to show: they make room, and are told at the end.

A notebook serves programmes that collect different things. A heading tagged `where-data` starts
a section that is left out when nothing below it is a table or a figure; what it says instead
stands in one list at the end of the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from evalkit.present.blocks import BLOCK_TYPE, Text, block_from_data

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["WHERE_DATA", "without_empty_sections"]

WHERE_DATA = "where-data"


def without_empty_sections(cells: Sequence[NotebookNode], *, heading: str) -> list[NotebookNode]:
    """Return the cells of a page, those of empty sections replaced by a list at the end.

    Parameters
    ----------
    cells : sequence of NotebookNode
        What the page shows, in one language.
    heading : str
        Of the list.
    """
    kept: list[NotebookNode] = []
    absent: list[str] = []
    for section in _sections(cells):
        if _may_be_left_out(section) and not _shows_anything(section):
            absent.append(_told(section))
        else:
            kept += section
    return kept + (_list(heading, absent) if absent else [])


def _sections(cells: Sequence[NotebookNode]) -> list[list[NotebookNode]]:
    """Return the cells in parts, each from a heading of level 2 to the next."""
    parts: list[list[NotebookNode]] = [[]]
    for cell in cells:
        if cell.cell_type == "markdown" and cell.source.lstrip().startswith("## "):
            parts.append([])
        parts[-1].append(cell)
    return [part for part in parts if part]


def _may_be_left_out(section: Sequence[NotebookNode]) -> bool:
    return WHERE_DATA in section[0].metadata.get("tags", ())


def _blocks(section: Sequence[NotebookNode]) -> list[object]:
    return [
        block_from_data(output.data[BLOCK_TYPE])
        for cell in section
        for output in cell.get("outputs", ())
    ]


def _shows_anything(section: Sequence[NotebookNode]) -> bool:
    return any(not isinstance(block, Text) for block in _blocks(section))


def _told(section: Sequence[NotebookNode]) -> str:
    """Return the heading and the first sentence of a section."""
    title = section[0].source.strip().splitlines()[0].removeprefix("##").strip()
    said = next((b.paragraphs[0] for b in _blocks(section) if isinstance(b, Text)), "")
    return f"{title}: {said}" if said else title


def _list(heading: str, absent: Sequence[str]) -> list[NotebookNode]:
    from nbformat import v4

    block = Text(tuple(absent), role="list")
    output = v4.new_output("display_data", data={BLOCK_TYPE: block.as_data()})  # type: ignore[no-untyped-call]
    return [
        v4.new_markdown_cell(f"## {heading}"),  # type: ignore[no-untyped-call]
        v4.new_code_cell(outputs=[output], execution_count=1),  # type: ignore[no-untyped-call]
    ]
