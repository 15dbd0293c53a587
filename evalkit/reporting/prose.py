"""A notebook's markdown as safe HTML: no raw HTML, headings that fit one page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

__all__ = ["OWN_IDS", "Heading", "Prose", "prose_faults", "render_prose"]

# Ids that the page gives out itself begin with this; a heading's id never does.
OWN_IDS = "ek-"

_REFUSED = {
    "image": "has a picture in its text, which nobody can check. Show it as an evalkit figure.",
    "table_open": "has a table in its text, without a caption. Show it as an evalkit table.",
}


@dataclass(frozen=True)
class Heading:
    """A heading as the page shows it: level 2 to 6, plain text, id."""

    level: int
    text: str
    id: str


@dataclass(frozen=True)
class Prose:
    """The markdown cells of one page.

    Parameters
    ----------
    parts : tuple of Markup
        HTML, one per source, in order; empty where a source had only the notebook's title.
    headings : tuple of Heading
        In the order of the page.
    subtitle : str
        The notebook's own title where it differs from the page's; else empty.
    """

    parts: tuple[Markup, ...]
    headings: tuple[Heading, ...]
    subtitle: str


def prose_faults(source: str) -> tuple[str, ...]:
    """Return what may not stand in a markdown cell, as ends of sentences.

    Parameters
    ----------
    source : str
        The cell's markdown.

    Returns
    -------
    tuple of str
        Such as "has a picture in its text, ..."; empty when all is well.
    """
    tokens = _parser().parse(source)
    kinds = {token.type for token in _flat(tokens)}
    faults = [message for kind, message in _REFUSED.items() if kind in kinds]
    if any(not _plain(tokens[place + 1]) for place in _heading_places(tokens)):
        faults.append("has a heading without words. Write the heading, or remove the '#'.")
    return tuple(faults)


def render_prose(sources: Sequence[str], *, title: str) -> Prose:
    """Return markdown as HTML under a page whose only h1 is `title`.

    Parameters
    ----------
    sources : sequence of str
        The markdown cells of the page, in order.
    title : str
        The page's h1. A notebook that opens with its one "#" heading has said its own
        title there: it is left out when it is the same, and is the subtitle when not.

    Returns
    -------
    Prose
        Headings begin at level 2 and never skip a level.
    """
    parser = _parser()
    cells = [parser.parse(source) for source in sources]
    subtitle = _take_title(cells)
    headings = _set_headings(cells)
    parts = tuple(Markup(parser.renderer.render(cell, parser.options, {})) for cell in cells)
    return Prose(parts, headings, "" if _same(subtitle, title) else subtitle)


def _parser() -> MarkdownIt:
    """Return CommonMark without raw HTML; tables are known, so that they can be refused."""
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def _flat(tokens: Sequence[Token]) -> Iterator[Token]:
    """Yield tokens and the tokens inside them."""
    for token in tokens:
        yield token
        yield from _flat(token.children or ())


def _heading_places(tokens: Sequence[Token]) -> list[int]:
    return [place for place, token in enumerate(tokens) if token.type == "heading_open"]


def _plain(inline: Token) -> str:
    """Return the words of a heading without its markup."""
    words = [
        " " if token.type.endswith("break") else token.content
        for token in _flat(inline.children or ())
    ]
    return " ".join("".join(words).split())


def _same(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def _take_title(cells: Sequence[list[Token]]) -> str:
    """Remove the notebook's own title, when it has one, and return its words."""
    found = [(tokens, place) for tokens in cells for place in _heading_places(tokens)]
    if not found or [tokens[place].tag for tokens, place in found].count("h1") != 1:
        return ""
    tokens, place = found[0]
    if tokens[place].tag != "h1":
        return ""
    words = _plain(tokens[place + 1])
    del tokens[place : place + 3]
    return words


def _set_headings(cells: Sequence[list[Token]]) -> tuple[Heading, ...]:
    """Give every heading its level on the page and an id of its own."""
    headings: list[Heading] = []
    above: list[int] = []
    ids: set[str] = set()
    for tokens in cells:
        for place in _heading_places(tokens):
            opened, inline, closed = tokens[place : place + 3]
            written = int(opened.tag[1])
            above = [*(level for level in above if level < written), written]
            level = min(len(above) + 1, 6)
            words = _plain(inline)
            heading = Heading(level, words, _new_id(words, ids))
            opened.tag = closed.tag = f"h{level}"
            opened.attrSet("id", heading.id)
            headings.append(heading)
    return tuple(headings)


def _new_id(words: str, used: set[str]) -> str:
    """Return an id as GitHub makes it ("Hvem er med?" is "hvem-er-med"), never used before."""
    base = re.sub(r"[^\w\- ]", "", words.lower()).strip().replace(" ", "-") or "section"
    if base.startswith(OWN_IDS):
        base = f"section-{base}"
    name, count = base, 1
    while name in used:
        count += 1
        name = f"{base}-{count}"
    used.add(name)
    return name
