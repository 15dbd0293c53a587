"""What a screening is made of: phases, criteria, reasons, those named and those not named."""

from __future__ import annotations

from dataclasses import dataclass, field

from evalkit.definition_checks import FaultError, check_choice, check_name, check_title
from evalkit.definition_files import LANGUAGES
from evalkit.programmes.cited import Cited

__all__ = ["KINDS", "Candidate", "Criterion", "Phase", "Reason", "Unnamed"]

# What a criterion does: lets in, keeps out, or chooses among those who could be in.
KINDS = ("inclusion", "exclusion", "selection")


def _check_count(count: int, *, least: int = 0) -> None:
    if count < least:
        raise FaultError(f"'count' is {count}. Accepted: {least} and more.", at="count")


@dataclass(frozen=True, kw_only=True)
class Phase(Cited):
    """One phase of a screening; `text` says what was done.

    Attributes
    ----------
    title : dict
        What the phase is called, by language.
    count : int
        How many candidates were left in it, after the choice that opens it.
    actors : tuple of str
        Who is named as having been asked; empty where nobody is.
    asked : dict
        Who was asked, in words, by language; empty where the source does not say.
    """

    title: dict[str, str] = field(hash=False)
    count: int
    actors: tuple[str, ...] = ()
    asked: dict[str, str] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        """Refuse a phase without a title, or with fewer than nobody."""
        super().__post_init__()
        check_title(self.title, of=f"phase '{self.name}'")
        _check_count(self.count)

    def as_row(self) -> dict[str, object]:
        """Return what the phase is and who was asked, as a row."""
        return {
            "phase": self.name,
            **{f"title_{language}": self.title[language] for language in LANGUAGES},
            **{f"text_{language}": self.text[language] for language in LANGUAGES},
            "actors": ", ".join(self.actors),
            **{f"asked_{language}": self.asked.get(language, "") for language in LANGUAGES},
        }


@dataclass(frozen=True, kw_only=True)
class Criterion(Cited):
    """One criterion, and the phases it was used in.

    Attributes
    ----------
    kind : {"inclusion", "exclusion", "selection"}
        Whether it lets in, keeps out, or chooses among those who could be in.
    phases : tuple of str
        Names of the phases.
    """

    kind: str
    phases: tuple[str, ...]

    def __post_init__(self) -> None:
        """Refuse a criterion that was used nowhere."""
        super().__post_init__()
        check_choice(self.kind, KINDS, at="kind")
        if not self.phases:
            raise FaultError("'phases' is empty. Name the phase it was used in.", at="phases")

    def as_row(self) -> dict[str, object]:
        """Return the criterion as a row."""
        return {
            **super().as_row(),
            "kind": self.kind,
            "phases": ", ".join(self.phases),
            **self.source_row(),
        }


@dataclass(frozen=True, kw_only=True)
class Reason(Cited):
    """Why a candidate went no further, as the source says it.

    Attributes
    ----------
    criteria : tuple of str
        The criteria that the reason is about; empty where it is about none.
    """

    criteria: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """One candidate that the source names, and how far it came.

    Attributes
    ----------
    name, title : str
        Its name in the study, and as readers know it.
    anchoring : str
        Where it belongs, as printed; empty where the source does not say.
    programme : str
        Its name in evalkit's registry; empty where it is not there.
    reached : str
        The last phase it was in.
    document, place : str
        Who says so, where.
    reason : Reason or None
        Why it went no further, or was chosen, where the source says that of this candidate.
        None means that the source gives no reason for it.
    incomplete : Cited or None
        What was not done with it, where something was left out.
    """

    name: str
    title: str
    anchoring: str = ""
    programme: str = ""
    reached: str
    document: str
    place: str
    reason: Reason | None = None
    incomplete: Cited | None = None

    def __post_init__(self) -> None:
        """Refuse a candidate that cannot be named or is named nowhere."""
        check_name(self.name, of="a candidate")
        if self.programme:
            check_name(self.programme, of="a programme")
        for option in ("title", "place", "document"):
            if not str(getattr(self, option)).strip():
                raise FaultError(f"'{self.name}' needs '{option}'.", at=option)

    def as_row(self) -> dict[str, object]:
        """Return the candidate as a row, with its reason where there is one."""
        row: dict[str, object] = {
            "name": self.name,
            **{f"title_{language}": self.title for language in LANGUAGES},
            "count": 1,
            "anchoring": self.anchoring,
            "programme": self.programme,
            "reached": self.reached,
            "reason_stated": self.reason is not None,
        }
        for what, said in (("reason", self.reason), ("incomplete", self.incomplete)):
            texts = said.text if said else {}
            row |= {f"{what}_{language}": texts.get(language, "") for language in LANGUAGES}
        return {**row, "document": self.document, "place": self.place}


@dataclass(frozen=True, kw_only=True)
class Unnamed(Cited):
    """Candidates that the source counts and does not name; `text` says what became of them.

    Attributes
    ----------
    title : dict
        What to call them, by language.
    count : int
        How many.
    reached : str
        The last phase they were in.
    reasons : tuple of Reason
        The kinds of reason the source gives. One alone is the reason of each of them; of several
        it is not known which is whose.
    """

    title: dict[str, str] = field(hash=False)
    count: int
    reached: str
    reasons: tuple[Reason, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a group of nobody."""
        super().__post_init__()
        check_title(self.title, of=f"'{self.name}'")
        _check_count(self.count, least=1)

    @property
    def reason_stated(self) -> bool:
        """Whether it is known of each of them why it went no further."""
        return len(self.reasons) == 1

    def as_row(self) -> dict[str, object]:
        """Return the group as a row beside the candidates."""
        reasons = {
            language: "; ".join(reason.text[language] for reason in self.reasons)
            for language in LANGUAGES
        }
        return {
            "name": self.name,
            **{f"title_{language}": self.title[language] for language in LANGUAGES},
            "count": self.count,
            "anchoring": "",
            "programme": "",
            "reached": self.reached,
            "reason_stated": self.reason_stated,
            **{f"reason_{language}": reasons[language] for language in LANGUAGES},
            **{f"incomplete_{language}": "" for language in LANGUAGES},
            "document": self.document,
            "place": self.place,
        }
