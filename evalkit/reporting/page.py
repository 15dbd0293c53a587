"""An executed notebook as one self-contained page: only evalkit's blocks and markdown.

Anything else in the notebook's outputs is a fault, and a page with a fault is not made.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from evalkit.definition_files import LANGUAGES, builtin_folder, read_definition
from evalkit.errors import InputError, RunError, did_you_mean
from evalkit.present.blocks import BLOCK_TYPE, Figure, Table, Text, block_from_data
from evalkit.reporting.lint import lint_page
from evalkit.reporting.palette import COLOURS
from evalkit.reporting.prose import OWN_IDS, prose_faults, render_prose
from evalkit.reporting.sections import without_empty_sections

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["HIDDEN_TAGS", "build_page", "page_faults", "source_number"]

HIDDEN_TAGS = frozenset({"parameters", "injected-parameters", "hide"})

# Tags of the cells that papermill puts in.
_PUT_IN = frozenset({"injected-parameters", "papermill-error-cell-tag"})
# Fewer sections than this are seen at a glance and need no list of contents.
_LEAST_CONTENTS = 3
# Cells longer than this are sentences, and get room to be read on a phone.
_LONG_CELL = 24
# Tables of this many rows are for looking up: closed until a reader opens them, open in print.
FOLDED_FROM = 60
_TEXT_ROLES = ("plain", "notice", "list")
_BEFORE_PERCENT = re.compile(r"(?<=[0-9]) (?=%)")
_PNG_START = b"\x89PNG\r\n\x1a\n"
_WIDGET_TYPE = "application/vnd.jupyter.widget-view+json"
_OUTSIDE_EVALKIT = "Show it by ek.table, ek.figure or ek.sentences, or tag the cell 'hide'."


@dataclass(frozen=True)
class _Part:
    """What the template draws: a kind, what to draw, its number and its id."""

    kind: str
    content: Markup | Text | Table | Figure
    number: int = 0
    picture: str = ""
    size: tuple[int, int] = (0, 0)

    @property
    def id(self) -> str:
        return f"{OWN_IDS}{self.kind}-{self.number}"


def page_faults(notebook: NotebookNode) -> tuple[str, ...]:
    """Return everything that keeps an executed notebook from becoming a page.

    Parameters
    ----------
    notebook : NotebookNode
        An executed notebook, format 4.

    Returns
    -------
    tuple of str
        One sentence per fault: the cell's number, counted from 1 over all cells as the
        notebook's author sees it; what was found; what to do. Never what a
        cell printed. Empty when all is well.

    Notes
    -----
    A cell with a tag of `HIDDEN_TAGS` may show anything, since nothing of it is published;
    that it stopped or never ran is a fault all the same.
    """
    faults: list[str] = []
    for index, cell in enumerate(notebook.cells):
        number = source_number(notebook, index)
        run = cell.get("execution_count")
        where = f"Cell {number} (run [{run}])" if run else f"Cell {number}"
        faults += [f"{where} {fault}" for fault in _cell_faults(cell)]
    return tuple(faults)


def source_number(notebook: NotebookNode, index: int) -> int:
    """Return a cell's number, from 1, without the cells that papermill put in."""
    return index + 1 - sum(bool(_tags(cell) & _PUT_IN) for cell in notebook.cells[:index])


def build_page(
    notebook: NotebookNode, *, language: str, title: str, facts: Mapping[str, str]
) -> str:
    """Return an executed notebook as an HTML page that needs nothing but itself.

    Parameters
    ----------
    notebook : NotebookNode
        An executed notebook. Code is not shown; markdown cells tagged with another
        language than the page's are left out.
    language : {"da", "en"}
        The page's language.
    title : str
        The page's title and its only h1.
    facts : mapping of str to str
        What the page rests on (as of, data, version), for the footer, in the language.

    Returns
    -------
    str
        The page, the same for the same input. It has passed `lint_page`.

    Raises
    ------
    InputError
        When the language is unknown or the title is empty.
    RunError
        When the notebook or the finished page has faults; the message lists all of them.

    See Also
    --------
    page_faults : the faults of the notebook.
    evalkit.reporting.lint.lint_page : the faults of the finished page.
    """
    if language not in LANGUAGES:
        raise InputError(f"language={language!r} is unknown. {did_you_mean(language, LANGUAGES)}")
    if not title.strip():
        raise InputError("A page needs a title. Say in one line what it reports on, and when.")
    _stop_at(page_faults(notebook))
    page = _rendered(notebook, language=language, title=title.strip(), facts=facts)
    _stop_at([fault.message for fault in lint_page(page)])
    return page


def _stop_at(faults: tuple[str, ...] | list[str]) -> None:
    if faults:
        listed = "\n".join(f"- {fault}" for fault in faults)
        raise RunError(f"The page was not made. Put this right and run again:\n{listed}")


def _rendered(
    notebook: NotebookNode, *, language: str, title: str, facts: Mapping[str, str]
) -> str:
    """Fill the template."""
    shown = [cell for cell in notebook.cells if not _is_hidden(cell) and _speaks(cell, language)]
    shown = without_empty_sections(shown, heading=_words(language)["absent"])
    prose = render_prose([c.source for c in shown if c.cell_type == "markdown"], title=title)
    sections = [heading for heading in prose.headings if heading.level == 2]
    parts = _numbered(shown, iter(prose.parts))
    if not parts:
        raise RunError(f"The notebook shows nothing in language {language!r}. Is it the right one?")
    css = _css()
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return _template().render(
        language=language,
        title=title,
        subtitle=prose.subtitle,
        sections=sections if len(sections) >= _LEAST_CONTENTS else [],
        parts=parts,
        facts=facts,
        words=_words(language),
        column_classes=_column_classes,
        folded_from=FOLDED_FROM,
        own=OWN_IDS,
        css=Markup(css),
        css_digest=digest,
    )


def _numbered(shown: list[NotebookNode], prose: Iterator[Markup]) -> list[_Part]:
    """Return the page's parts in order; tables, figures and notices have their numbers."""
    parts: list[_Part] = []
    counts: dict[str, int] = {}
    said: set[str] = set()
    for cell in shown:
        if cell.cell_type == "markdown":
            html = next(prose)
            parts += [_Part("prose", html)] if html.strip() else []
            said = set() if "<h2" in html else said
        for output in cell.get("outputs", ()):
            block = block_from_data(output.data[BLOCK_TYPE])
            is_told = isinstance(block, Text) and block.role != "notice"
            if is_told and said >= {*_sentences_of(block)}:
                continue  # a table, a figure and sentences of the same nothing say so once
            said |= {*_sentences_of(block)}
            kind = block.role if isinstance(block, Text) else type(block).__name__.lower()
            counts[kind] = counts.get(kind, 0) + 1
            parts.append(_block_part(block, kind, counts[kind]))
    return parts


def _sentences_of(block: Text | Table | Figure) -> tuple[str, ...]:
    """Return what a block says in sentences, besides its cells."""
    if isinstance(block, Text):
        return block.paragraphs
    return block.notes if isinstance(block, Table) else ()


def _column_classes(table: Table) -> tuple[str, ...]:
    """Return a class per column: "end" for numbers, "long" for sentences, else nothing."""
    classes = []
    for column, cells in zip(table.columns, zip(*table.rows, strict=True), strict=False):
        is_long = max(map(len, cells)) > _LONG_CELL
        classes.append("end" if column.align == "end" else "long" if is_long else "")
    return tuple(classes) or tuple("" for _ in table.columns)


def _block_part(block: Text | Table | Figure, kind: str, number: int) -> _Part:
    if not isinstance(block, Figure):
        return _Part(kind, block, number)
    size = (int.from_bytes(block.png[16:20], "big"), int.from_bytes(block.png[20:24], "big"))
    return _Part(kind, block, number, base64.b64encode(block.png).decode("ascii"), size)


# What a cell may hold ---------------------------------------------------------------------


def _tags(cell: NotebookNode) -> frozenset[str]:
    return frozenset(cell.metadata.get("tags", ()))


def _is_hidden(cell: NotebookNode) -> bool:
    return bool(_tags(cell) & HIDDEN_TAGS)


def _speaks(cell: NotebookNode, language: str) -> bool:
    """Whether a cell belongs on a page of this language; code cells always do."""
    spoken = _tags(cell) & set(LANGUAGES)
    return cell.cell_type != "markdown" or not spoken or language in spoken


def _cell_faults(cell: NotebookNode) -> Iterator[str]:
    """Yield the faults of one cell, as ends of sentences."""
    if cell.cell_type == "code":
        yield from _code_faults(cell)
    elif _is_hidden(cell):
        return
    elif cell.cell_type == "markdown":
        yield from prose_faults(cell.source)
    elif cell.source.strip():
        yield "is a raw cell, which is not shown. Make it markdown, or tag it 'hide'."


def _code_faults(cell: NotebookNode) -> Iterator[str]:
    if cell.source.strip() and cell.execution_count is None:
        yield "never ran. Run the whole notebook again, and look at the cell before it."
    for output in cell.outputs:
        if output.output_type == "error":
            # Its name only: the text of an error can hold what a person answered.
            yield f"stopped with {_plain_name(output.ename)}. Open the run's notebook to see where."
        elif not _is_hidden(cell):
            yield from _output_faults(output)


def _plain_name(ename: str) -> str:
    """Return the name of an error class, or "an error" when it is not a name."""
    return ename if re.fullmatch(r"[A-Za-z_][\w.]{0,60}", ename) else "an error"


def _output_faults(output: NotebookNode) -> Iterator[str]:
    if output.output_type == "stream" and output.name == "stderr":
        yield "wrote a warning or log line (stderr). Remove its cause, or tag the cell 'hide'."
    elif output.output_type == "stream":
        yield f"printed text (stdout). {_OUTSIDE_EVALKIT}"
    elif BLOCK_TYPE in output.data:
        yield from _block_faults(output.data[BLOCK_TYPE])
    else:
        yield f"shows {_kind_shown(output.data)}. {_OUTSIDE_EVALKIT}"


def _kind_shown(data: Mapping[str, object]) -> str:
    """Return in words what an output without a block shows."""
    if _WIDGET_TYPE in data:
        return "a widget, which works only in Jupyter"
    if any(kind.startswith("image/") for kind in data):
        return "a bare picture, without caption, alternative text and numbers"
    if "text/html" in data:
        return "HTML that evalkit did not make, such as a bare DataFrame"
    if any(kind not in {"text/plain", "text/html"} for kind in data):
        return f"an output that only Jupyter can draw ({sorted(data)[0]})"
    return "a bare value"


def _block_faults(data: Mapping[str, object]) -> Iterator[str]:
    try:
        block = block_from_data(data)
    except InputError as error:
        yield f"shows a block that cannot be read. {error}"
        return
    if isinstance(block, Figure) and not block.png.startswith(_PNG_START):
        yield f"shows the figure '{block.caption}' without a PNG picture. Save it as PNG."
    if isinstance(block, Text) and block.role not in _TEXT_ROLES:
        yield f"shows a text with the role {block.role!r}. {did_you_mean(block.role, _TEXT_ROLES)}"
    if isinstance(block, Text) and not any(text.strip() for text in block.paragraphs):
        yield "shows a text without words. Leave it out when there is nothing to say."


# What every page is made with -------------------------------------------------------------


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("evalkit.reporting", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["held"] = _held
    return environment.get_template("page.html.j2")


def _held(text: str) -> str:
    """Keep a number and its per cent sign on one line: Danish writes a space between them."""
    return _BEFORE_PERCENT.sub("\N{NO-BREAK SPACE}", text)


@cache
def _css() -> str:
    """Return the style sheet: the palette as custom properties, then the rules."""
    colours = "".join(f"  --{name}: {colour};\n" for name, colour in COLOURS.items())
    rules = files("evalkit.reporting").joinpath("templates/page.css").read_text(encoding="utf-8")
    # No space at either end: some checkers of the CSP's hash strip it, browsers do not.
    return f":root {{\n{colours}}}\n{rules}".strip()


@cache
def _words(language: str) -> dict[str, str]:
    """Return the page's own words in one language."""
    section = read_definition(builtin_folder("page") / "words.yaml").section("words")
    return {name: section.words(name)[language] for name in section.names()}
