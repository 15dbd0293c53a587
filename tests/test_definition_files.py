"""Definition files give text as written; what is wrong is named with file and line."""

from pathlib import Path
from typing import Any

import pytest

from evalkit.definition_files import Section, builtin_folder, builtin_names, read_definition
from evalkit.errors import DefinitionError

TEXT = """\
code: 0101
yes: no
number: -2.5
whole: 3
empty: ""
bare:
list: [a, 1, no]
numbers: [1, 2.5]
pairs: {a: 1, b: x}
words: {da: Håb, en: Hope}
many:
  - {a: 1}
  - {a: 2}
named:
  x: {a: 1}
"""


@pytest.fixture
def section(tmp_path: Path) -> Section:
    path = tmp_path / "t.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return read_definition(path)


def test_nothing_is_guessed(section: Section) -> None:
    assert section.text("code") == "0101"
    assert section.text("yes") == "no"
    assert section.text("empty") == ""
    assert section.texts("list") == ("a", "1", "no")
    assert section.texts("code") == ("0101",)
    assert section.pairs("pairs") == {"a": "1", "b": "x"}
    assert section.words("words") == {"da": "Håb", "en": "Hope"}


def test_numbers(section: Section) -> None:
    assert section.number("number") == -2.5
    assert section.whole("whole") == 3
    assert section.numbers("numbers") == (1.0, 2.5)
    assert section.number("absent", 4) == 4.0
    assert section.numbers("absent", (1.0,)) == (1.0,)
    assert section.optional_number("absent") is None


def test_lists_and_mappings_of_mappings(section: Section) -> None:
    assert [below.text("a") for below in section.sections("many")] == ["1", "2"]
    assert [(name, below.text("a")) for name, below in section.named_sections("named")] == [
        ("x", "1")
    ]
    assert list(section.sections("absent")) == []
    assert list(section.named_sections("absent")) == []
    assert section.is_list("many")
    assert not section.is_list("named")


def test_what_is_absent_has_a_default(section: Section) -> None:
    assert section.text("absent", "x") == "x"
    assert section.optional_text("absent") is None
    assert section.texts("absent", ()) == ()
    assert section.pairs("absent") == {}
    assert section.flag("absent", default=True)
    assert "absent" not in section


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        (lambda s: s.text("absent"), "t.yaml, line 1: 'absent' is missing"),
        (lambda s: s.text("bare"), "t.yaml, line 6: 'bare' has no value"),
        (lambda s: s.texts("bare"), "t.yaml, line 6: 'bare' has no value"),
        (lambda s: s.optional_text("bare"), "t.yaml, line 6: 'bare' has no value"),
        (lambda s: s.text("list"), "t.yaml, line 7: 'list' must be one value"),
        (lambda s: s.texts("pairs"), "t.yaml, line 9: 'pairs' must be a list"),
        (lambda s: s.section("list"), "t.yaml, line 7: 'list' must be a mapping"),
        (lambda s: list(s.sections("pairs")), "t.yaml, line 9: 'pairs' must be a list"),
        (lambda s: list(s.sections("list")), "t.yaml, line 7: entry 1 of 'list' must be a mapping"),
        (lambda s: s.whole("number"), "t.yaml, line 3: 'number' must be a whole number"),
        (lambda s: s.number("code2"), "'code2' is missing"),
        (lambda s: s.number("yes"), "t.yaml, line 2: 'yes' is 'no'; a number"),
        (lambda s: s.flag("yes"), "t.yaml, line 2: 'yes' is 'no'. Accepted: 'true', 'false'"),
        (lambda s: s.choice("yes", ("not",)), "line 2: 'yes' is 'no'. Did you mean 'not'?"),
        (lambda s: s.section("named").words("x"), "line 15 in named > x: 'da' is missing"),
    ],
)
def test_what_cannot_be_answered(section: Section, ask: Any, says: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        ask(section)
    assert says in str(refused.value)


@pytest.mark.parametrize("number", ["1_000", "0x10", "1e3", "1,5", "\N{FULLWIDTH DIGIT ONE}", "''"])
def test_what_is_no_number(tmp_path: Path, number: str) -> None:
    path = tmp_path / "t.yaml"
    path.write_text(f"a: {number}", encoding="utf-8")
    with pytest.raises(DefinitionError, match="a number with a decimal point is expected"):
        read_definition(path).number("a")


def test_an_option_nobody_asked_for_is_refused(section: Section) -> None:
    for name in section.names():
        if name != "whole":
            section.is_list(name)
    section.text("code")
    with pytest.raises(DefinitionError, match=r"line 2: 'yes' is not a known option\. Accepted: "):
        section.done()


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "line 1: expected 'name: value' lines"),
        (b"a", "line 1: expected 'name: value' lines"),
        (b"a: [", "line 1: not YAML"),
        (b"a: 1\n b: 2", "line 2: not YAML"),
        (b"a: 1\na: 2", "line 2: 'a' is given twice"),
        (b"[a]: 1", "line 1: a name before ':' must be one word or text"),
        (b"\x00", "not YAML"),
        (b"a: \xe6", "not UTF-8 text. Save the file as UTF-8"),
    ],
)
def test_what_cannot_be_read(tmp_path: Path, raw: bytes, says: str) -> None:
    path = tmp_path / "t.yaml"
    path.write_bytes(raw)
    with pytest.raises(DefinitionError, match=r"^t\.yaml") as refused:
        read_definition(path)
    assert says in str(refused.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match=r"There is no file 'borte\.yaml'"):
        read_definition(tmp_path / "borte.yaml")
    with pytest.raises(DefinitionError, match="cannot be read"):
        read_definition(tmp_path)


def test_a_byte_order_mark_and_letters_taken_apart(tmp_path: Path) -> None:
    path = tmp_path / "t.yaml"
    path.write_text("ma\N{COMBINING RING ABOVE}l: a\N{COMBINING RING ABOVE}", encoding="utf-8-sig")
    assert read_definition(path).text("mål") == "å"


def test_built_in_definitions_are_found() -> None:
    assert "bindeleddet" in builtin_names("profiles")
    assert (builtin_folder("findings") / "codes.yaml").is_file()


def test_a_text_with_a_comma_inside_braces_is_told_to_stand_in_quotes(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("title: {da: dem, der kom, en: those who came}\n", encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"line 1.*'der kom' stands by itself.*quotation"):
        read_definition(path).words("title")
