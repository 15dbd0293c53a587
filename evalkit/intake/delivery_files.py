"""Which files a delivery has, and which of them the profile is about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from evalkit.errors import InputError
from evalkit.findings import Finding
from evalkit.intake.profile import FileRule, Profile
from evalkit.privacy.scan import safe_name

__all__ = ["DeliveryFiles", "delivery_files"]

# What Excel and LibreOffice lay beside a workbook as long as somebody has it open.
_LOCK_STARTS = ("~$", ".~lock.")
# What belongs to no delivery and needs no remark.
_EXPECTED = ("profile.yaml", "readme.md", "readme.txt", "thumbs.db", "desktop.ini")
# SurveyXact's third file describes the columns; the profile does that here.
_STRUCTURE = "structure.csv"


@dataclass(frozen=True)
class DeliveryFiles:
    """The files of a delivery, and what was noticed while looking for them."""

    name: str
    paths: tuple[Path, ...]
    findings: tuple[Finding, ...] = ()

    def beside(self, name: str | None) -> Path | None:
        """Return the file with a name, if the delivery has it."""
        return next((path for path in self.paths if path.name == name), None)

    def data(self) -> list[Path]:
        """Return the files that may be exports: not those that lie in every folder."""
        return [path for path in self.paths if path.name.casefold() not in _EXPECTED]

    def matched(self, profile: Profile) -> tuple[list[tuple[FileRule, Path]], list[Finding]]:
        """Return each rule with its files; and what is missing, and what nobody asked for.

        Rules about a database have no files.
        """
        rules = [rule for rule in profile.files if rule.format != "postgresql"]
        if len(self.paths) == 1 and not self.paths[0].exists():
            return [], [Finding("EK112", file=safe_name(self.paths[0].name))]
        if len(self.data()) == 1 and len(rules) == 1:
            return [(rules[0], self.data()[0])], []
        companions = {rule.labels for rule in rules if rule.labels and rule.sheet is None}
        companions |= {_STRUCTURE} if companions else set()
        data = [path for path in self.data() if path.name not in companions]
        pairs = [(rule, path) for rule in rules for path in data if rule.fits(path)]
        served = {rule.name for rule, _ in pairs}
        used = {path for _, path in pairs}
        lacking = [r.match for r in rules if r.name not in served and not r.optional]
        missing = [Finding("EK101", file=match) for match in dict.fromkeys(lacking)]
        unasked = [
            Finding("EK109" if path.exists() else "EK101", file=safe_name(path.name))
            for path in data
            if path not in used
        ]
        return pairs, [*missing, *unasked]


def delivery_files(path: str | Path | Sequence[str | Path]) -> DeliveryFiles:
    """Return the files at a path: a folder's, the one file, or those listed.

    Raises
    ------
    InputError
        When `path` is no path, or when two files have the same name.
    """
    if isinstance(path, (str, Path)):
        return _at(path)
    # A caller without a type checker may hand in anything.
    given: object = path
    if not isinstance(given, Sequence) or not all(isinstance(one, (str, Path)) for one in given):
        raise InputError(
            f"`path` is a {type(path).__name__}. Give the delivery's folder, its file, or a list "
            f"of its files."
        )
    if not path:
        raise InputError("`path` is an empty list. Give the delivery's folder or its files.")
    paths = tuple(Path(one) for one in path)
    twice = [name for name, count in Counter(one.name for one in paths).items() if count > 1]
    if twice:
        raise InputError(
            f"{len(twice)} file name is given more than once "
            f"({', '.join(map(safe_name, twice))}), and findings could not tell the files apart. "
            f"Rename one, or give it once."
        )
    found = tuple(_noticed(paths))
    return DeliveryFiles(safe_name(paths[0].absolute().parent.name), paths, found)


def _at(path: str | Path) -> DeliveryFiles:
    if not str(path).strip() or "\0" in str(path):
        raise InputError(
            "`path` is empty. Give the delivery's folder, its file, or a list of files."
        )
    here = Path(path)
    try:
        if not here.is_dir():
            return DeliveryFiles(safe_name(here.stem), (here,), tuple(_noticed([here])))
        entries = sorted(here.iterdir())
    except OSError as error:
        raise InputError(
            f"The folder {safe_name(here.name)!r} cannot be read ({error.strerror}). Check the "
            f"path, and whether you may open it."
        ) from None
    paths = [e for e in entries if not e.is_dir() and not e.name.startswith((".", "~"))]
    return DeliveryFiles(safe_name(here.absolute().name), tuple(paths), tuple(_noticed(entries)))


def _noticed(entries: Sequence[Path]) -> Iterator[Finding]:
    """Note folders, which are not looked into, files somebody works on, and telling names."""
    for entry in entries:
        for start in _LOCK_STARTS:
            if entry.name.startswith(start):
                yield Finding("EK110", file=safe_name(entry.name.removeprefix(start).rstrip("#")))
        if (name := safe_name(entry.name)) != entry.name:
            yield Finding("EK126", file=name, facts={"name": name})
        if entry.is_dir() and not entry.name.startswith("."):
            yield Finding("EK109", file=f"{safe_name(entry.name)}/")
