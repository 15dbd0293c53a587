"""Definition files: YAML read as text with line numbers, typed by whoever asks.

YAML's own guesses (``no`` is False, ``0101`` is 65) never happen here: every scalar stays
the text that was written until a reader asks for a number, a choice or a yes/no.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

import yaml

from evalkit.errors import DefinitionError, InputError, did_you_mean

__all__ = [
    "LANGUAGES",
    "Section",
    "builtin_folder",
    "builtin_names",
    "own_definition",
    "read_definition",
]

LANGUAGES = ("da", "en")
_MISSING = object()
# float() also takes "1_000" and the digits of other scripts; nobody writes those on purpose.
_NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]+)?|inf)|nan")


# What YAML's own words mean to somebody who writes a text.
_HINTS = {
    "mapping values are not allowed": "A text that holds ': ' must stand in quotation marks.",
    "found character '\\t'": "Begin the line with spaces, not with a tab.",
    "expected <block end>": "The lines of one entry must begin exactly under one another.",
    "expected ',' or '}'": "Inside {...} a text with a comma or a question mark must stand in "
    "quotation marks.",
    "found unexpected end of stream": "A quotation mark that was opened is not closed.",
}


def builtin_folder(kind: str) -> Path:
    """Return the folder of built-in definitions of one kind ("instruments", "profiles")."""
    return Path(__file__).parent / "definitions" / kind


def builtin_names(kind: str) -> tuple[str, ...]:
    """Return the names of the built-in definitions of one kind, sorted."""
    return tuple(sorted(path.stem for path in builtin_folder(kind).glob("*.yaml")))


def own_definition(name: object, *, called: str) -> Path | None:
    """Return the path of a definition of one's own, None where a built-in one is named.

    Raises
    ------
    InputError
        When it is neither a name nor a path, or there is no such file.
    """
    if not isinstance(name, (str, Path)):
        article = "An" if called[0] in "aeiou" else "A"
        raise InputError(
            f"{article} {called} is asked for by name or path, not by a {type(name).__name__}."
        )
    path = Path(name)
    if path.suffix.lower() not in (".yaml", ".yml"):
        return None
    if not path.is_file():
        raise InputError(
            f"There is no {called} file {path.name!r} where you pointed. Check the path."
        )
    return path


def read_definition(path: Path) -> Section:
    """Read a YAML file whose top level is a mapping.

    Raises
    ------
    DefinitionError
        When the file is missing, is not UTF-8, is not YAML, or is not a mapping.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise DefinitionError(f"There is no file {path.name!r} in {path.parent.name!r}.") from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise DefinitionError(
            f"{path.name}, line {line}: not UTF-8 text. Save the file as UTF-8."
        ) from None
    except OSError as error:
        raise DefinitionError(f"{path.name}: cannot be read ({error.strerror}).") from None
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        hint = next((_HINTS[part] for part in _HINTS if part in str(error.problem)), "")
        raise DefinitionError(
            f"{path.name}, line {line}: not YAML: {error.problem}. {hint}".rstrip()
        ) from None
    except yaml.YAMLError:
        raise DefinitionError(f"{path.name}: not YAML (an unprintable character).") from None
    if not isinstance(node, yaml.MappingNode):
        raise DefinitionError(
            f"{path.name}, line 1: expected 'name: value' lines at the top level."
        )
    return Section(node, path, "")


class Section:
    """One mapping of a definition file, asked for its values by name and type.

    Every question that cannot be answered raises a `DefinitionError` with file and line.
    `done()` refuses names that nobody asked for, so a misspelt option is never ignored.
    """

    def __init__(self, node: yaml.MappingNode, path: Path, where: str) -> None:
        self.path = path
        self.line = node.start_mark.line + 1
        self._where = where
        self._nodes: dict[str, yaml.Node] = {}
        self._lines: dict[str, int] = {}
        self._asked: set[str] = set()
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                raise self.error("a name before ':' must be one word or text.", line=line)
            name = unicodedata.normalize("NFC", str(key.value))
            if name in self._nodes:
                raise self.error(f"'{name}' is given twice.", line=line)
            self._nodes[name], self._lines[name] = value, line

    def __contains__(self, name: str) -> bool:
        return name in self._nodes

    def is_list(self, name: str) -> bool:
        """Whether the value is a list."""
        return isinstance(self._nodes.get(name), yaml.SequenceNode)

    def names(self) -> tuple[str, ...]:
        """Return the names in this mapping, in the order of the file."""
        return tuple(self._nodes)

    def error(
        self, message: str, *, name: str | None = None, line: int | None = None
    ) -> DefinitionError:
        """Return (not raise) an error that names the file, the line and the place."""
        at = line or self._lines.get(name or "", self.line)
        inside = f" in {self._where}" if self._where else ""
        return DefinitionError(f"{self.path.name}, line {at}{inside}: {message}")

    def done(self) -> None:
        """Refuse every name that was not asked for."""
        for name, node in self._nodes.items():
            if name not in self._asked:
                if isinstance(node, yaml.ScalarNode) and not node.value and " " in name:
                    raise self.error(
                        f"'{name}' stands by itself. Inside {{...}} a text with a comma must stand "
                        f"in quotation marks.",
                        name=name,
                    )
                hint = did_you_mean(name, sorted(self._asked))
                raise self.error(f"'{name}' is not a known option. {hint}", name=name)

    def _node(self, name: str, default: object) -> yaml.Node | None:
        self._asked.add(name)
        node = self._nodes.get(name)
        if isinstance(node, yaml.ScalarNode) and node.value == "?":
            raise self.error(
                f"'{name}' is still a question. Write the answer instead of '?'; the comment above "
                f"the line says what is asked.",
                name=name,
            )
        if node is None and default is _MISSING:
            raise self.error(f"'{name}' is missing. Add a line '{name}: ...'.")
        return node

    def _scalar(self, node: yaml.Node, name: str) -> str:
        line = node.start_mark.line + 1
        if not isinstance(node, yaml.ScalarNode):
            raise self.error(f"'{name}' must be one value, not a list or a mapping.", line=line)
        if node.value == "" and node.style is None:
            raise self.error(
                f"'{name}' has no value. Write one after ':', or leave the line out.", line=line
            )
        return unicodedata.normalize("NFC", str(node.value))

    def text(self, name: str, default: object = _MISSING) -> str:
        """Return a text exactly as written."""
        node = self._node(name, default)
        return str(default) if node is None else self._scalar(node, name)

    def optional_text(self, name: str) -> str | None:
        """Return a text exactly as written, or None when it is not given."""
        node = self._node(name, None)
        return None if node is None else self._scalar(node, name)

    def choice(self, name: str, accepted: Sequence[str], default: object = _MISSING) -> str:
        """Return one of the accepted words."""
        word = self.text(name, default)
        if word not in accepted:
            raise self.error(f"'{name}' is {word!r}. {did_you_mean(word, accepted)}", name=name)
        return word

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Return a yes/no value, written true or false."""
        return self.choice(name, ("true", "false"), "true" if default else "false") == "true"

    def number(self, name: str, default: object = _MISSING) -> float:
        """Return a number, written with a decimal point."""
        node = self._node(name, default)
        if node is None:
            return float(default)  # type: ignore[arg-type]
        return self._to_number(self._scalar(node, name), name)

    def optional_number(self, name: str) -> float | None:
        """Return a number, or None when it is not given."""
        self._asked.add(name)
        return self.number(name) if name in self else None

    def whole(self, name: str, default: object = _MISSING) -> int:
        """Return a whole number."""
        value = self.number(name, default)
        if not value.is_integer():
            raise self.error(f"'{name}' must be a whole number.", name=name)
        return int(value)

    def _to_number(self, text: str, name: str) -> float:
        if not _NUMBER.fullmatch(text):
            raise self.error(
                f"'{name}' is {text!r}; a number with a decimal point is expected.", name=name
            )
        return float(text)

    def texts(self, name: str, default: Sequence[str] | None = None) -> tuple[str, ...]:
        """Return a list of texts; a single text is a list of one."""
        node = self._node(name, _MISSING if default is None else default)
        if node is None:
            return tuple(default or ())
        if isinstance(node, yaml.ScalarNode):
            return (self._scalar(node, name),)
        if not isinstance(node, yaml.SequenceNode):
            raise self.error(f"'{name}' must be a list, such as [a, b].", name=name)
        return tuple(self._scalar(item, name) for item in node.value)

    def numbers(self, name: str, default: Sequence[float] | None = None) -> tuple[float, ...]:
        """Return a list of numbers."""
        if name not in self and default is not None:
            self._asked.add(name)
            return tuple(default)
        return tuple(self._to_number(text, name) for text in self.texts(name))

    def pairs(self, name: str, *, required: bool = False) -> dict[str, str]:
        """Return a mapping of text to text, empty when it is not given."""
        section = self.section(name) if required or name in self else None
        self._asked.add(name)
        return {} if section is None else {key: section.text(key) for key in section.names()}

    def section(self, name: str) -> Section:
        """Return a mapping below this one."""
        node = self._node(name, _MISSING)
        if not isinstance(node, yaml.MappingNode):
            raise self.error(f"'{name}' must be a mapping of names to values.", name=name)
        return Section(node, self.path, self._inside(name))

    def sections(self, name: str) -> Iterator[Section]:
        """Yield the mappings of a list of mappings; nothing when it is not given."""
        node = self._node(name, None)
        if node is None:
            return
        if not isinstance(node, yaml.SequenceNode):
            raise self.error(f"'{name}' must be a list, each entry starting with '- '.", name=name)
        for number, item in enumerate(node.value, start=1):
            if not isinstance(item, yaml.MappingNode):
                raise self.error(
                    f"entry {number} of '{name}' must be a mapping.", line=item.start_mark.line + 1
                )
            yield Section(item, self.path, self._inside(f"{name} {number}"))

    def named_sections(self, name: str) -> Iterator[tuple[str, Section]]:
        """Yield name and mapping for a mapping of mappings; nothing when it is not given."""
        self._asked.add(name)
        if name in self:
            below = self.section(name)
            for key in below.names():
                yield key, below.section(key)

    def words(self, name: str) -> dict[str, str]:
        """Return a text in every language (`LANGUAGES`)."""
        below = self.section(name)
        found = {language: below.text(language) for language in LANGUAGES}
        below.done()
        return found

    def optional_words(self, name: str) -> dict[str, str]:
        """Return a text in every language, empty when it is not given."""
        return self.words(name) if name in self else self.pairs(name)

    def _inside(self, name: str) -> str:
        return f"{self._where} > {name}" if self._where else name
