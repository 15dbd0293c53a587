"""The documents that facts are taken from."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from evalkit.definition_checks import FaultError, check_name
from evalkit.definition_files import Section, builtin_folder, read_definition

__all__ = ["Document", "builtin_documents", "documents_from", "known_documents"]


DESCRIPTIVE = {"da": "titel efter indholdet", "en": "title by its content"}


@dataclass(frozen=True, kw_only=True)
class Document:
    """Something published that facts are taken from.

    Attributes
    ----------
    name : str
        What facts call it.
    title, by : str
        As published; `by` is who wrote and who published it.
    year : int or None
        None where the document does not state one.
    about : dict
        What a reader must know about it, by language; empty for nothing.
    is_descriptive : bool
        Whether the title describes the document, because the printed one is not known.
    """

    name: str
    title: str
    by: str
    year: int | None = None
    about: dict[str, str] = field(default_factory=dict, hash=False)
    is_descriptive: bool = False

    def __post_init__(self) -> None:
        """Refuse a document that nobody could find."""
        check_name(self.name, of="a document")
        if not self.title.strip() or not self.by.strip():
            raise FaultError(
                f"document '{self.name}' needs 'title' and 'by'. Say what it is and whose.",
                at=self.name,
            )

    def cite(self, language: str = "en") -> str:
        """Return who, what and when on one line; a title that describes is said to.

        Examples
        --------
        >>> Document(name="x", title="Om net", by="Jensen A", year=2020).cite()
        'Jensen A. Om net, 2020'
        """
        year = f", {self.year}" if self.year else ""
        mark = f" [{DESCRIPTIVE[language]}]" if self.is_descriptive else ""
        return f"{self.by}. {self.title}{mark}{year}"


def documents_from(section: Section, name: str = "documents") -> dict[str, Document]:
    """Return the documents that a definition file names, by name; empty when it names none."""
    found = {}
    for called, below in section.named_sections(name):
        year = below.whole("year") if "year" in below else None
        about = below.optional_words("about")
        try:
            document = Document(
                name=called,
                title=below.text("title"),
                by=below.text("by"),
                year=year,
                about=about,
                is_descriptive=below.flag("descriptive"),
            )
        except FaultError as fault:
            raise below.error(str(fault)) from None
        below.done()
        found[called] = document
    return found


@cache
def builtin_documents() -> dict[str, Document]:
    """Return the documents that facts in the package are taken from, by name."""
    section = read_definition(builtin_folder("registry") / "documents.yaml")
    found = documents_from(section)
    section.done()
    return found


def known_documents(section: Section) -> dict[str, Document]:
    """Return the documents that a definition file may name: evalkit's, and its own.

    Raises
    ------
    DefinitionError
        When one of its own is called what one of evalkit's is; the message names file and line.
    """
    own, builtin = documents_from(section), builtin_documents()
    for called in own:
        if called in builtin:
            raise section.section("documents").error(
                f"'{called}' is a document that evalkit knows: {builtin[called].cite()}. Leave it "
                f"out to mean that one, or call yours something else.",
                name=called,
            )
    return {**builtin, **own}
