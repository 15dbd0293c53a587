"""What a document says, in our own words: never without its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from evalkit.definition_checks import CERTAINTIES, FaultError, check_choice, check_name
from evalkit.definition_files import LANGUAGES, Section
from evalkit.errors import did_you_mean
from evalkit.programmes.documents import Document

__all__ = ["Cited", "Reading"]


CONTRADICTION_KINDS = ("contradiction", "two_accounts", "misprint", "unclear")


@dataclass(frozen=True, kw_only=True)
class Cited:
    """Something a document says.

    Attributes
    ----------
    name : str
        Its name within the programme.
    text : dict
        What is said, in evalkit's words, by language.
    document : str
        The name of the document.
    place : str
        Where in the document: a section, a table, a figure or a footnote.
    certainty : {"src", "seen", "known", "not found"}
        How sure evalkit is of it.
    note, contradiction : dict
        What a reader must know, and what in the sources speaks against it; empty for nothing.
    contradiction_kind : {"contradiction", "two_accounts", "misprint", "unclear"}
        Whether both cannot be true, two accounts differ and may both be true, something is printed
        wrongly, or the source leaves open which it means.
    """

    name: str
    text: dict[str, str] = field(hash=False)
    document: str
    place: str
    certainty: str = "src"
    note: dict[str, str] = field(default_factory=dict, hash=False)
    contradiction: dict[str, str] = field(default_factory=dict, hash=False)
    contradiction_kind: str = CONTRADICTION_KINDS[0]

    def __post_init__(self) -> None:
        """Refuse what is said nowhere."""
        check_name(self.name, of="an entry")
        check_choice(self.certainty, CERTAINTIES, at="certainty")
        check_choice(self.contradiction_kind, CONTRADICTION_KINDS, at="contradiction_kind")
        for language in LANGUAGES:
            if not self.text.get(language, "").strip():
                raise FaultError(
                    f"'{self.name}' lacks its sentence in '{language}'. Write it in each language.",
                    at=language,
                )
        if not self.document.strip() or not self.place.strip():
            raise FaultError(
                f"'{self.name}' has no source. Give 'document' and 'place': who says it, where.",
                at="place",
            )
        for at, said in (("note", self.note), ("contradiction", self.contradiction)):
            if said and not all(said.get(language, "").strip() for language in LANGUAGES):
                raise FaultError(
                    f"the {at} of '{self.name}' lacks a language. Write it in each, or leave "
                    f"'{at}' out.",
                    at=at,
                )

    def as_row(self) -> dict[str, object]:
        """Return what every cited thing has, as a row of a frame."""
        return {
            "name": self.name,
            **{f"text_{language}": self.text[language] for language in LANGUAGES},
        }

    def source_row(self) -> dict[str, object]:
        """Return where it is said, and what speaks against it, as a row of a frame."""
        row: dict[str, object] = {
            "document": self.document,
            "place": self.place,
            "certainty": self.certainty,
        }
        for what, said in (("note", self.note), ("contradiction", self.contradiction)):
            row |= {f"{what}_{language}": said.get(language, "") for language in LANGUAGES}
        row["contradiction_kind"] = self.contradiction_kind if self.contradiction else ""
        return row


@dataclass(frozen=True)
class Reading:
    """What the reader of a definition file knows while it reads: which documents there are.

    Attributes
    ----------
    documents : mapping
        The documents a fact may name.
    document : str
        The one that is meant where a fact names none; empty when each must name its own.
    """

    documents: Mapping[str, Document]
    document: str = ""

    def cited(self, section: Section, name: str) -> dict[str, Any]:
        """Return the arguments of `Cited` that a section gives.

        Raises
        ------
        DefinitionError
            When the place is missing or the document is unknown; the message names the line.
        """
        document = self.document_of(section)
        return {
            "name": name,
            "text": {language: section.text(language) for language in LANGUAGES},
            "document": document,
            "place": section.text("place"),
            "certainty": section.choice("certainty", CERTAINTIES, "src"),
            "note": section.optional_words("note"),
            "contradiction": section.optional_words("contradiction"),
            "contradiction_kind": section.choice(
                "contradiction_kind", CONTRADICTION_KINDS, CONTRADICTION_KINDS[0]
            ),
        }

    def facts_named(self, section: Section, facts: Iterable[str]) -> tuple[str, ...]:
        """Return the facts of the programme that a section rests on; refuse one it has not."""
        named, known = section.texts("facts", ()), list(facts)
        for fact in named:
            if fact not in known:
                raise section.error(
                    f"'facts' names {fact!r}, which is no fact of this programme. "
                    f"{did_you_mean(fact, known)}",
                    name="facts",
                )
        return named

    def document_of(self, section: Section) -> str:
        """Return the document that a section names, or the one that is meant without a name."""
        if not self.document and "document" not in section:
            raise section.error(
                "'document' is missing: a fact without a source is none. Add 'document: ...' here, "
                "or once at the top of the file."
            )
        named = section.text("document", self.document)
        if named not in self.documents:
            raise section.error(
                f"'document' is {named!r}. {did_you_mean(named, self.documents)} Or describe it "
                f"under 'documents:'.",
                name="document",
            )
        return named
