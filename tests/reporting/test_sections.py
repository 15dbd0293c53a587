"""Sections without data make room, and what they say stands in one list at the end."""

from __future__ import annotations

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from evalkit.present.blocks import BLOCK_TYPE, Table, TableColumn, Text
from evalkit.reporting.page import build_page
from evalkit.reporting.sections import WHERE_DATA, without_empty_sections

TABLE = Table("Matches", (TableColumn("What"), TableColumn("n", "end")), (("Proposed", "7"),))
NOTHING = Text(("There are no matches in the data.",))


def heading(text: str, *tags: str) -> NotebookNode:
    return new_markdown_cell(f"## {text}", metadata={"tags": list(tags)})


def shows(*blocks: Text | Table) -> NotebookNode:
    outputs = [new_output("display_data", data={BLOCK_TYPE: one.as_data()}) for one in blocks]
    return new_code_cell("ek.show()", execution_count=1, outputs=outputs)


def page(*cells: NotebookNode) -> str:
    return build_page(new_notebook(cells=list(cells)), language="en", title="R", facts={})


def test_a_section_without_a_table_or_a_figure_is_told_at_the_end() -> None:
    made = page(
        heading("Matches", WHERE_DATA),
        shows(NOTHING),
        shows(Text(("And nothing to draw.",))),
        heading("The data"),
        shows(TABLE),
    )
    assert "<h2" in made
    assert made.index("The data") < made.index("Not in these data")
    assert "Matches: There are no matches in the data." in made
    assert "And nothing to draw." not in made
    assert 'id="matches"' not in made


def test_a_section_with_a_table_stays_with_all_it_says() -> None:
    made = page(heading("Matches", WHERE_DATA), shows(NOTHING), shows(TABLE))
    assert "There are no matches in the data." in made
    assert "Not in these data" not in made


def test_a_section_that_is_not_tagged_stays() -> None:
    made = page(heading("Matches"), shows(NOTHING))
    assert "There are no matches in the data." in made
    assert "Not in these data" not in made


def test_what_stands_before_the_first_heading_stays() -> None:
    cells = [shows(NOTHING), heading("A", WHERE_DATA), shows(NOTHING)]
    kept = without_empty_sections(cells, heading="Not here")
    assert kept[0] is cells[0]
    assert [cell.cell_type for cell in kept] == ["code", "markdown", "code"]
    assert kept[1].source == "## Not here"


def test_the_same_sentence_is_said_once_in_a_section_and_again_in_the_next() -> None:
    made = page(
        heading("A"), shows(Text(NOTHING.paragraphs, role="list")), shows(TABLE), shows(NOTHING)
    )
    assert made.count("There are no matches in the data.") == 1
    again = page(heading("A"), shows(NOTHING), heading("B"), shows(NOTHING))
    assert again.count("There are no matches in the data.") == 2
