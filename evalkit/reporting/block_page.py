"""Pages made of blocks without a notebook: through the same exporter, rules and lint."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from evalkit.intake.checked import Checked
from evalkit.present.blocks import BLOCK_TYPE, Figure, Table, Text
from evalkit.present.dictionary import DataDictionary, data_dictionary, dictionary_table
from evalkit.present.notices import notice
from evalkit.present.quality_tables import quality_table
from evalkit.present.show import sentences
from evalkit.present.words import word
from evalkit.reporting.page import build_page
from evalkit.version import __version__

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["block_page", "dictionary_page", "quality_page"]

Block = Text | Table | Figure


def block_page(
    parts: Sequence[tuple[str, Sequence[Block]]],
    *,
    title: str,
    language: str,
    facts: Mapping[str, str],
) -> str:
    """Return blocks under headings as a page.

    Parameters
    ----------
    parts : sequence of (str, sequence of block)
        A heading, empty for none, and what stands below it.
    title, language, facts
        As for `evalkit.reporting.page.build_page`.

    Returns
    -------
    str
        The page; it has passed the same lint as every report.
    """
    from nbformat import v4

    cells = []
    for heading, blocks in parts:
        if heading:
            cells.append(v4.new_markdown_cell(f"## {heading}"))  # type: ignore[no-untyped-call]
        cells += [_shown(block) for block in blocks]
    notebook = v4.new_notebook(cells=cells)  # type: ignore[no-untyped-call]
    return build_page(notebook, language=language, title=title, facts=facts)


def _shown(block: Block) -> NotebookNode:
    from nbformat import v4

    output = v4.new_output("display_data", data={BLOCK_TYPE: block.as_data()})  # type: ignore[no-untyped-call]
    cell: NotebookNode = v4.new_code_cell(outputs=[output], execution_count=1)  # type: ignore[no-untyped-call]
    return cell


def quality_page(checked: Checked, *, language: str) -> str:
    """Return what was found in a delivery as a page: that of the notebook `data_quality`.

    Parameters
    ----------
    checked : Checked
        From `evalkit.check`, of any files.
    language : {"da", "en"}
        Of the page.
    """
    first = notice(checked, audience="internal", language=language)
    parts: list[tuple[str, Sequence[Block]]] = [
        ("", [first]),
        (word("section_short", language), [sentences(checked, language=language)]),
        (word("section_rows", language), _tables(checked, language, "received", "set_aside")),
        (word("section_findings", language), _tables(checked, language, "codes", "places")),
        (word("section_unchecked", language), _tables(checked, language, "unchecked")),
        (word("section_personal", language), _tables(checked, language, "personal")),
    ]
    facts = {word("made_by", language): f"evalkit {__version__}"}
    if checked.profile is not None:
        table = dictionary_table(data_dictionary(checked.profile), language=language)
        parts.append((word("section_dictionary", language), [table]))
        files = [f"{name} ({digest[:12]})" for name, digest in checked.digests.items()]
        named = ", ".join([*files, checked.profile.name])
        facts[word("data_files", language)] = named
    title = word("quality_title", language, title=checked.title[language])
    return block_page(parts, title=title, language=language, facts=facts)


def _tables(checked: Checked, language: str, *parts: str) -> list[Block]:
    return [quality_table(checked, part=part, language=language) for part in parts]


def dictionary_page(dictionaries: Sequence[DataDictionary], *, language: str) -> str:
    """Return data dictionaries as a page, each under its own heading."""
    parts = [
        (one.title[language], [dictionary_table(one, language=language)]) for one in dictionaries
    ]
    facts = {word("made_by", language): f"evalkit {__version__}"}
    title = word("section_dictionary", language)
    return block_page(parts, title=title, language=language, facts=facts)
