"""The page: what it shows, what it refuses. Every refusal has a twin that passes."""

from __future__ import annotations

import base64
import struct
from typing import Any

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell

from evalkit.errors import InputError, RunError
from evalkit.present.blocks import BLOCK_TYPE, Figure, Table, TableColumn, Text
from evalkit.reporting.lint import lint_page
from evalkit.reporting.page import FOLDED_FROM, HIDDEN_TAGS, build_page, page_faults

PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 640, 400)
TABLE = Table(
    caption="Change by area",
    columns=(TableColumn("Area"), TableColumn("Pairs", "end")),
    rows=(("School", "61"), ("Friends", "<5")),
    notes=("First against latest.",),
)
FIGURE = Figure(png=PNG, caption="Change", alt="School rose most.", data=TABLE)
CPR_LIKE = "010190-1234"


def code(*outputs: NotebookNode, tags: tuple[str, ...] = (), run: int | None = 1) -> NotebookNode:
    cell = new_code_cell("ek.show()", execution_count=run, outputs=list(outputs))
    cell.metadata["tags"] = list(tags)
    return cell


def words(source: str, *tags: str) -> NotebookNode:
    return new_markdown_cell(source, metadata={"tags": list(tags)})


def shown(**data: Any) -> NotebookNode:
    return new_output(
        "display_data", data={name.replace("__", "/"): value for name, value in data.items()}
    )


def block(content: Text | Table | Figure) -> NotebookNode:
    return code(new_output("display_data", data={BLOCK_TYPE: content.as_data(), "text/plain": "x"}))


def page(*cells: NotebookNode, language: str = "en", title: str = "Report", **facts: str) -> str:
    return build_page(new_notebook(cells=list(cells)), language=language, title=title, facts=facts)


def faults(*cells: NotebookNode) -> tuple[str, ...]:
    return page_faults(new_notebook(cells=list(cells)))


# What is shown ----------------------------------------------------------------------------


def test_a_table_has_caption_scopes_and_notes() -> None:
    html = page(block(TABLE))
    assert "Table 1.</span> Change by area</span></caption>" in html
    assert '<th scope="col">Area</th><th scope="col" class="end">Pairs</th>' in html
    assert '<th scope="row">Friends</th><td class="end">&lt;5</td>' in html
    assert "<p>First against latest.</p>" in html
    assert 'role="region" tabindex="0" aria-labelledby="ek-table-1"' in html


def test_a_table_without_rows_says_so() -> None:
    empty = Table("Findings", (TableColumn("Code"), TableColumn("Rows", "end")), ())
    assert '<td colspan="2">No rows</td>' in page(block(empty))
    assert '<td colspan="2">Ingen rækker</td>' in page(block(empty), language="da")


def test_a_long_table_is_folded_and_its_summary_says_what_it_is() -> None:
    rows = tuple((f"Row {number}", str(number)) for number in range(FOLDED_FROM))
    long = Table("All numbers", (TableColumn("What"), TableColumn("Value", "end")), rows)
    html = page(block(long))
    assert f"<summary>Table 1. All numbers: show the {FOLDED_FROM} rows</summary>" in html
    assert html.count("<tr>") == FOLDED_FROM + 1
    assert "vis de 60 rækker" in page(block(long), language="da")
    short = Table("All numbers", long.columns, rows[1:])
    assert "<details>" not in page(block(short))


def test_the_same_words_are_said_once_in_a_section() -> None:
    nothing = Text(("Nothing to show.",))
    listed = Text(nothing.paragraphs, role="list")
    html = page(block(nothing), block(listed), block(TABLE), block(nothing))
    assert html.count("Nothing to show.") == 1
    again = page(words("## A"), block(nothing), words("## B"), block(nothing))
    assert again.count("Nothing to show.") == 2
    more = page(block(nothing), block(Text((*nothing.paragraphs, "And why."))))
    assert more.count("Nothing to show.") == 2


def test_a_per_cent_sign_stays_with_its_number() -> None:
    html = page(block(Text(("Up by 5 % or 5% in 2 %o",))), language="da")
    assert "5\N{NO-BREAK SPACE}% or 5% in" in html


def test_a_figure_has_alternative_text_caption_and_its_numbers() -> None:
    html = page(block(FIGURE))
    picture = base64.b64encode(PNG).decode()
    assert (
        f'src="data:image/png;base64,{picture}" width="640" height="400" alt="School rose most."'
        in html
    )
    assert "<figcaption>" in html
    assert "<summary>The numbers behind the figure</summary>" in html
    assert "Change by area" in html[html.index("<details>") : html.index("</details>")]
    assert "Tallene bag figuren" in page(block(FIGURE), language="da")


def test_tables_and_figures_are_numbered_in_order() -> None:
    html = page(block(TABLE), block(FIGURE), block(TABLE))
    marks = ["Table 1.", "Figure 1.", "Table 2."]
    assert sorted(marks, key=html.index) == marks
    assert "Table 3." not in html


def test_a_notice_is_labelled_and_a_list_has_bullets() -> None:
    html = page(
        block(Text(("Internal.",), role="notice")), block(Text(("One", "Two"), role="list"))
    )
    assert '<aside class="notice" role="note" aria-labelledby="ek-notice-1">' in html
    assert "<li>One</li>\n<li>Two</li>" in html


def test_texts_are_escaped_everywhere() -> None:
    evil = "<script>alert(1)</script>"
    table = Table(evil, (TableColumn(evil),), ((evil,),), (evil,))
    html = page(
        words(f"## {evil}\n\n{evil}"),
        block(Text((evil,))),
        block(table),
        block(Figure(PNG, evil, evil + '" onerror="x', table)),
        title=evil,
        fact=evil,
    )
    assert "<script" not in html
    assert lint_page(html) == ()


def test_code_is_not_shown_and_facts_are() -> None:
    html = page(block(TABLE), **{"As of": "30 September 2026"})
    assert "ek.show" not in html
    assert "<dt>As of</dt><dd>30 September 2026</dd>" in html
    assert "<footer>" not in page(block(TABLE))


@pytest.mark.parametrize("tag", sorted(HIDDEN_TAGS))
def test_hidden_cells_contribute_nothing(tag: str) -> None:
    noisy = code(new_output("stream", name="stdout", text="secret"), tags=(tag,))
    html = page(words("Seen"), words("Unseen", tag), noisy)
    assert "Seen" in html
    assert "Unseen" not in html
    assert "secret" not in html


def test_only_the_pages_language_is_shown() -> None:
    cells = (words("Both"), words("Dansk", "da"), words("English", "en"), words("Two", "da", "en"))
    danish, english = page(*cells, language="da"), page(*cells, language="en")
    assert [word in danish for word in ("Both", "Dansk", "English", "Two")] == [
        True,
        True,
        False,
        True,
    ]
    assert [word in english for word in ("Both", "Dansk", "English", "Two")] == [
        True,
        False,
        True,
        True,
    ]
    assert '<html lang="da">' in danish


def test_contents_come_with_three_sections() -> None:
    assert "<nav" not in page(words("## A\n\n## B"))
    html = page(words("## A\n\n### Below\n\n## B\n\n## C æøå?"))
    assert '<li><a href="#c-æøå">C æøå?</a></li>' in html
    assert "#below" not in html


def test_the_same_notebook_gives_the_same_bytes_and_stays_as_it_was() -> None:
    notebook = new_notebook(cells=[words("# T\n\n## A"), block(FIGURE)])
    before = str(notebook)
    first = build_page(notebook, language="da", title="T", facts={"a": "b"})
    assert first == build_page(notebook, language="da", title="T", facts={"a": "b"})
    assert str(notebook) == before


# What is refused --------------------------------------------------------------------------

REFUSED = {
    "stdout": (new_output("stream", name="stdout", text=CPR_LIKE), "printed text"),
    "stderr": (new_output("stream", name="stderr", text=CPR_LIKE), "stderr"),
    "value": (new_output("execute_result", data={"text/plain": CPR_LIKE}), "a bare value"),
    "frame": (shown(text__html=f"<table>{CPR_LIKE}", text__plain=CPR_LIKE), "DataFrame"),
    "picture": (shown(image__png="iVBO", text__plain="<Figure>"), "bare picture"),
    "widget": (shown(**{"application/vnd.jupyter.widget-view+json": {}}), "a widget"),
    "latex": (shown(text__latex="$x$", text__plain=CPR_LIKE), "text/latex"),
    "error": (
        new_output("error", ename="KeyError", evalue=CPR_LIKE, traceback=[CPR_LIKE]),
        "KeyError",
    ),
    "error name": (new_output("error", ename=CPR_LIKE, evalue="", traceback=[]), "an error"),
    "no block": (shown(**{BLOCK_TYPE: {"kind": "poem"}}), "cannot be read"),
    "not a mapping": (shown(**{BLOCK_TYPE: "text"}), "cannot be read"),
    "no caption": (shown(**{BLOCK_TYPE: {**TABLE.as_data(), "caption": " "}}), "needs a caption"),
    "no alt": (shown(**{BLOCK_TYPE: {**FIGURE.as_data(), "alt": ""}}), "alternative text"),
    "not a png": (shown(**{BLOCK_TYPE: {**FIGURE.as_data(), "png": "R0lG"}}), "without a PNG"),
    "not base64": (shown(**{BLOCK_TYPE: {**FIGURE.as_data(), "png": "*"}}), "cannot be read"),
    "no words": (shown(**{BLOCK_TYPE: Text((" ",)).as_data()}), "without words"),
    "role": (
        shown(**{BLOCK_TYPE: Text(("x",), role="notise").as_data()}),
        "Did you mean 'notice'?",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_outputs_that_are_not_blocks_are_faults(name: str) -> None:
    output, expected = REFUSED[name]
    (fault,) = faults(words("x"), code(output))
    assert fault.startswith("Cell 2 (run [1]) ")
    assert expected in fault
    assert CPR_LIKE not in fault
    with pytest.raises(RunError, match="Cell 2"):
        page(words("x"), code(output))


@pytest.mark.parametrize("content", [Text(("x",)), TABLE, FIGURE])
def test_blocks_are_no_faults(content: Text | Table | Figure) -> None:
    assert faults(block(content)) == ()


def test_a_cell_that_never_ran_is_a_fault_also_when_hidden() -> None:
    assert "never ran" in faults(code(run=None))[0]
    assert "never ran" in faults(code(run=None, tags=("parameters",)))[0]
    assert faults(code(), new_code_cell("  \n")) == ()


def test_a_hidden_cell_may_be_noisy_but_not_stop() -> None:
    noise = [REFUSED[name][0] for name in ("stdout", "stderr", "value", "frame", "picture")]
    assert faults(code(*noise, tags=("hide",))) == ()
    assert "stopped with KeyError" in faults(code(REFUSED["error"][0], tags=("hide",)))[0]


def test_a_raw_cell_is_a_fault_unless_hidden_or_empty() -> None:
    assert "raw cell" in faults(new_raw_cell("x"))[0]
    assert faults(new_raw_cell(""), new_raw_cell("x", metadata={"tags": ["hide"]})) == ()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("![alt](https://example.invalid/a.png)", "a picture in its text"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "a table in its text"),
        ("##\n\ntext", "a heading without words"),
    ],
)
def test_what_may_not_stand_in_markdown(source: str, expected: str) -> None:
    assert expected in faults(words(source))[0]
    assert faults(words(source, "hide")) == ()


def test_all_faults_are_listed_at_once() -> None:
    with pytest.raises(RunError) as caught:
        page(code(REFUSED["stdout"][0], REFUSED["stderr"][0]), code(run=None))
    assert str(caught.value).count("\n- ") == 3


def test_faults_of_the_finished_page_stop_it_too() -> None:
    table = Table("Change", (TableColumn("Area"), TableColumn("Mean", "end")), (("School", "nan"),))
    with pytest.raises(RunError, match="says 'nan'"):
        page(block(table))
    with pytest.raises(RunError, match="not on the page"):
        page(words("[x](#nowhere)"))


def test_a_notebook_without_anything_to_show_is_refused() -> None:
    with pytest.raises(RunError, match="shows nothing in language 'en'"):
        page(code(), words("Dansk", "da"))


def test_language_and_title_are_checked() -> None:
    with pytest.raises(InputError, match="Accepted: 'da', 'en'"):
        page(block(TABLE), language="dk")
    with pytest.raises(InputError, match="needs a title"):
        page(block(TABLE), title="  ")
