"""What every published page must hold, checked without a browser.

Each rule is one function from a page to the sentences it has to say; `RULES` names them.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple
from urllib.parse import unquote

from evalkit.definition_files import LANGUAGES
from evalkit.reporting.html_tree import Element, ParsedPage, read_page
from evalkit.reporting.palette import COLOURS, PAIRS, contrast

__all__ = ["RULES", "PageFault", "lint_page"]


class PageFault(NamedTuple):
    """One fault of a page: the rule's name, and what was found and what to do."""

    code: str
    message: str


def lint_page(html: str) -> tuple[PageFault, ...]:
    """Return what keeps a finished page from being published.

    Parameters
    ----------
    html : str
        The whole page.

    Returns
    -------
    tuple of PageFault
        In the order of `RULES`; empty when all is well.

    Notes
    -----
    A machine sees perhaps a third of what keeps people out. An empty answer is no proof of
    conformity with WCAG: say what was checked, not that the page conforms.
    """
    page = read_page(html)
    return tuple(PageFault(code, message) for code, rule in RULES.items() for message in rule(page))


# Rules about the whole page ---------------------------------------------------------------


def _language(page: ParsedPage) -> Iterator[str]:
    found = [e.attributes.get("lang", "") for e in page.all("html")]
    if len(found) != 1 or found[0] not in LANGUAGES:
        yield f"The page's language is {found or 'not given'}; <html lang> takes {LANGUAGES}."


def _title(page: ParsedPage) -> Iterator[str]:
    found = [e for e in page.all("title") if e.within("head")]
    if len(found) != 1 or not found[0].words().strip():
        yield "The page has no title. Give the report a title."


def _one_h1(page: ParsedPage) -> Iterator[str]:
    count = len(page.all("h1"))
    if count != 1:
        yield f"The page has {count} headings of level 1; it must have exactly one, its title."


def _headings(page: ParsedPage) -> Iterator[str]:
    before = 0
    for heading in page.all("h1", "h2", "h3", "h4", "h5", "h6"):
        level = int(heading.tag[1])
        if not heading.line():
            yield f"A heading of level {level} has no words. Write it or remove it."
        if level > before + 1:
            words = heading.line()
            yield f"The heading '{words}' has level {level} after level {before}. Skip no level."
        before = level


def _skip_link(page: ParsedPage) -> Iterator[str]:
    body = [e for e in page.elements if e.within("body")]
    stops = [
        e
        for e in body
        if e.tag in {"a", "button", "input", "summary"} or "tabindex" in e.attributes
    ]
    target = stops[0].attributes.get("href", "") if stops else ""
    goals = [e for e in body if f"#{e.attributes.get('id')}" == target]
    if not goals or goals[0].tag != "main":
        yield "The Tab key must first reach a link to <main>, past the navigation. Put it first."


def _ids(page: ParsedPage) -> Iterator[str]:
    ids = page.ids()
    for name in sorted({name for name in ids if ids.count(name) > 1}):
        yield f"The id '{name}' is used {ids.count(name)} times. Every id must be unique."
    if any(not name or re.search(r"\s", name) for name in ids):
        yield "An id is empty or has a space in it. Write it as one word."


_REFERENCES = ("aria-labelledby", "aria-describedby", "aria-controls", "for", "headers")


def _links(page: ParsedPage) -> Iterator[str]:
    ids = set(page.ids())
    for link in page.all("a"):
        href = link.attributes.get("href", "")
        if href.startswith("#") and unquote(href[1:]) not in ids:
            yield f"The link '{link.line()}' leads to '{href}', which is not on the page."
    named = {
        name for e in page.elements for a in _REFERENCES for name in e.attributes.get(a, "").split()
    }
    for name in sorted(named - ids):
        yield f"Something is labelled by '{name}', which is not on the page."


# Rules about tables and pictures ----------------------------------------------------------

# What people and programs write when they do not write an alternative text.
_NO_ALT = re.compile(
    r"(no description.*|alt(ernative)?( ?te[xk]s?t)?|untitled|todo|tbd|placeholder"
    r"|(image|img|picture|photo|figure|figur|fig|billede|graf|graph|plot|chart|diagram)"
    r"[ ._-]*\d*)\.?",
    re.IGNORECASE,
)
_FILE_NAME = re.compile(r"\S+\.(png|jpe?g|gif|svg|webp|pdf)", re.IGNORECASE)


def _alternative(page: ParsedPage) -> Iterator[str]:
    for number, image in enumerate(page.all("img"), start=1):
        alt = image.attributes.get("alt", "").strip()
        if not alt:
            yield f"Picture {number} has no alternative text. Say what it shows."
        elif _NO_ALT.fullmatch(alt) or _FILE_NAME.fullmatch(alt):
            yield f"Picture {number} has the alternative text '{alt[:60]}'. Say what it shows."


def _name(table: Element | None) -> str:
    """Return a table's caption for a message."""
    captions = (
        [p for p in table.inside if isinstance(p, Element) and p.tag == "caption"] if table else []
    )
    return captions[0].line() if captions else ""


def _captions(page: ParsedPage) -> Iterator[str]:
    for number, table in enumerate(page.all("table"), start=1):
        if not _name(table):
            yield f"Table {number} has no caption. Say in one phrase what it shows."


_SCOPES = frozenset({"col", "row", "colgroup", "rowgroup"})


def _scopes(page: ParsedPage) -> Iterator[str]:
    for heading in page.all("th"):
        where = f"in the table '{_name(heading.within('table'))}'"
        if heading.attributes.get("scope") not in _SCOPES:
            yield f"The heading '{heading.line()}' {where} has no scope. Write col or row."
        if not heading.line():
            yield f"A heading {where} is empty. Name every column and every row."
    for table in page.all("table"):
        if not any(heading.within("table") is table for heading in page.all("th")):
            yield f"The table '{_name(table)}' has no headings. Name its columns and rows."


_NOT_A_VALUE = frozenset({"nan", "NaN", "None", "NaT", "<NA>", "inf", "-inf"})


def _values(page: ParsedPage) -> Iterator[str]:
    for cell in page.all("td", "th", "dd"):
        if cell.line() in _NOT_A_VALUE:
            where = _name(cell.within("table")) or "the footer"
            yield f"A cell of '{where}' says '{cell.line()}'. Say in words why there is no number."


# Rules about what must not be on a page ---------------------------------------------------

_LOADING = ("src", "srcset", "poster", "data", "background", "xlink:href", "action", "formaction")
_LOADING_BY_HREF = frozenset({"link", "base", "image", "use"})


def _addresses(element: Element) -> Iterator[str]:
    """Yield the addresses that a browser fetches for an element by itself."""
    for name, value in element.attributes.items():
        if name in _LOADING or (name == "href" and element.tag in _LOADING_BY_HREF):
            yield value.strip()


def _subresources(page: ParsedPage) -> Iterator[str]:
    for element in page.elements:
        for address in _addresses(element):
            if not address.lower().startswith(("data:", "#")):
                yield f"<{element.tag}> fetches '{address[:80]}'. The page must hold all it shows."
    for address in re.findall(r"url\(\s*['\"]?([^'\")]*)", page.css, flags=re.IGNORECASE):
        if not address.lower().startswith(("data:", "#")):
            yield f"The style sheet fetches '{address[:80]}'. The page must hold all it shows."
    if re.search(r"@import\b", page.css, flags=re.IGNORECASE):
        yield "The style sheet has an @import. The page must hold all it shows."


_RUNNING = ("script", "iframe", "frame", "object", "embed", "applet")


def _scripts(page: ParsedPage) -> Iterator[str]:
    for element in page.all(*_RUNNING):
        yield f"The page has a <{element.tag}>. A published page runs and embeds nothing."
    for element in page.elements:
        for name, value in element.attributes.items():
            if name.startswith("on"):
                yield f"<{element.tag}> has {name}=. A published page runs nothing."
            if re.match(r"\s*(javascript|vbscript):", value, flags=re.IGNORECASE):
                yield f"<{element.tag}> has a script in {name}=. A published page runs nothing."


def _style_policy(page: ParsedPage) -> str:
    return page.policy.get("style-src", page.policy.get("default-src", "'unsafe-inline'"))


def _style_attributes(page: ParsedPage) -> Iterator[str]:
    tags = sorted({e.tag for e in page.elements if "style" in e.attributes})
    if tags and "'unsafe-inline'" not in _style_policy(page):
        yield f"Style attributes on {tags} have no effect under the page's CSP. Use classes."


def _csp(page: ParsedPage) -> Iterator[str]:
    if page.policy.get("default-src") != "'none'":
        yield "The page has no Content-Security-Policy that begins with default-src 'none'."
    elif "'unsafe-inline'" not in _style_policy(page):
        for sheet in page.all("style"):
            digest = base64.b64encode(hashlib.sha256(sheet.words().encode()).digest()).decode()
            if f"'sha256-{digest}'" not in _style_policy(page):
                yield "The CSP does not allow the page's own style sheet. Compute its hash anew."


def _traceback(page: ParsedPage) -> Iterator[str]:
    if "Traceback" in page.text():
        yield "The page says 'Traceback': an error message is on it. Put its cause right."


# "{{ name }}" and "{% if %}" of a template, "{name}" and "{n:.1f}" of a sentence.
_BRACES = re.compile(r"\{\{|\}\}|\{%|%\}|\{[A-Za-z_][\w.]*(:[^{}\s]*)?\}")
_CODE = frozenset({"code", "pre"})


def _braces(page: ParsedPage) -> Iterator[str]:
    spoken = [
        value
        for e in page.elements
        for a in ("alt", "aria-label", "title", "content")
        if (value := e.attributes.get(a))
    ]
    for text in (page.text(but=_CODE), *(e.words() for e in page.all("title")), *spoken):
        for match in _BRACES.finditer(text):
            yield f"The page says '{match.group()}': a sentence was not filled in."


_COLOUR = re.compile(
    r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|hwb|lab|lch|oklab|oklch|color)a?\([^)]*\)", re.IGNORECASE
)
_PALETTE = re.compile(r"--([\w-]+)\s*:\s*(#[0-9a-f]{6})\s*;", re.IGNORECASE)


def _contrast(page: ParsedPage) -> Iterator[str]:
    found = {name: colour for name, colour in _PALETTE.findall(page.css) if name in COLOURS}
    for front, back, least in PAIRS:
        ratio = contrast(found.get(front, ""), found.get(back, ""))
        if ratio < least:
            yield f"'{front}' on '{back}' has contrast {ratio:.1f}; at least {least} is needed."
    for colour in sorted(set(_COLOUR.findall(_PALETTE.sub(" ", page.css)))):
        yield f"The colour '{colour}' is not from the palette, so its contrast is unknown."


RULES: dict[str, Callable[[ParsedPage], Iterator[str]]] = {
    "language": _language,
    "title": _title,
    "one-h1": _one_h1,
    "headings": _headings,
    "skip-link": _skip_link,
    "ids": _ids,
    "links": _links,
    "alternative": _alternative,
    "captions": _captions,
    "scopes": _scopes,
    "values": _values,
    "subresources": _subresources,
    "scripts": _scripts,
    "style-attributes": _style_attributes,
    "csp": _csp,
    "traceback": _traceback,
    "braces": _braces,
    "contrast": _contrast,
}
