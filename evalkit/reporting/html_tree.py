"""A finished page read back as a tree of elements, with nothing but the standard library."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

__all__ = ["Element", "ParsedPage", "read_page"]


@dataclass(eq=False)
class Element:
    """An element with its attributes, the element around it and what is inside it."""

    tag: str
    attributes: dict[str, str]
    parent: Element | None = None
    inside: list[Element | str] = field(default_factory=list)

    def words(self, *, but: frozenset[str] = frozenset()) -> str:
        """Return the text inside, without that of elements named in `but`."""
        texts = [
            part if isinstance(part, str) else part.words(but=but) if part.tag not in but else " "
            for part in self.inside
        ]
        return "".join(texts)

    def line(self) -> str:
        """Return the text inside as one line, not too long for a message."""
        return " ".join(self.words().split())[:80]

    def within(self, tag: str) -> Element | None:
        """Return the nearest element of that name around this one."""
        around = self.parent
        while around is not None and around.tag != tag:
            around = around.parent
        return around


@dataclass(frozen=True)
class ParsedPage:
    """The elements in the order of the source; their style sheets; the CSP's directives."""

    elements: tuple[Element, ...]
    css: str
    policy: dict[str, str]

    def all(self, *tags: str) -> list[Element]:
        """Return the elements of these names."""
        return [element for element in self.elements if element.tag in tags]

    def text(self, *, but: frozenset[str] = frozenset()) -> str:
        """Return the text a reader sees, without that of elements named in `but`."""
        return " ".join(body.words(but=but | {"style", "script"}) for body in self.all("body"))

    def ids(self) -> list[str]:
        """Return every id, also those given twice."""
        return [e.attributes["id"] for e in self.elements if "id" in e.attributes]


_VOID = frozenset(
    {
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
    }
)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self._open: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        parent = self._open[-1] if self._open else None
        element = Element(tag, {name: value or "" for name, value in attrs}, parent)
        self.elements.append(element)
        if parent is not None:
            parent.inside.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if any(element.tag == tag for element in self._open):
            while self._open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open[-1].inside.append(data)


def read_page(html: str) -> ParsedPage:
    """Return a page as elements, style sheet and policy.

    Parameters
    ----------
    html : str
        The whole page.

    Returns
    -------
    ParsedPage
        Whatever was found; a broken page is read as far as it goes.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    elements = tuple(reader.elements)
    sheets = [e.words() for e in elements if e.tag == "style"]
    sheets += [e.attributes["style"] for e in elements if "style" in e.attributes]
    css = re.sub(r"/\*.*?\*/", " ", "\n".join(sheets), flags=re.DOTALL)
    policies = [
        e.attributes.get("content", "")
        for e in elements
        if e.tag == "meta"
        and e.attributes.get("http-equiv", "").lower() == "content-security-policy"
    ]
    directives = [part.split(None, 1) for part in ";".join(policies).split(";") if part.strip()]
    return ParsedPage(elements, css, {name: "".join(rest) for name, *rest in directives})
