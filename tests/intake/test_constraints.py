"""What checks a cell and what the dictionary says of it are one thing: change one, both change."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.findings import finding_kinds
from evalkit.intake.constraints import (
    EARLIEST,
    LATEST,
    ZERO_DATES,
    AnyText,
    CodeOf,
    Constraint,
    CprNumber,
    DateIn,
    NumberIn,
    OneOf,
    constraint_of,
)
from evalkit.intake.profile import COLUMN_TYPES, DATE_FORMS, ColumnRule, Profile
from evalkit.intake.sentences import plain_number
from evalkit.intake.typing import Fault, type_column
from evalkit.readers.text_column import TextColumn

PROFILE = Profile(name="p", title={}, programme="p", files=())
LANGUAGES = ("da", "en")
TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=12) | st.from_regex(
    r"[-+]?[0-9]{1,6}([.,][0-9]{1,3})?([eE]\+?[0-9])?|[0-9]{2}-[0-9]{2}-[0-9]{4}|[0-9]{9,10}",
    fullmatch=True,
)
EVERY: list[Constraint] = [
    NumberIn("da"),
    NumberIn("en", lowest=0),
    NumberIn("da", highest=5.5),
    NumberIn("en", lowest=0, highest=10, whole=True),
    NumberIn("da", whole=True),
    DateIn("dd-mm-yyyy"),
    DateIn("yyyy-mm-dd hh:mm", earliest="2015-01-01", latest="2026-06-30"),
    CodeOf(),
    CodeOf(4),
    OneOf({"K": "woman", "M": "man"}),
    CprNumber(),
    AnyText(),
    AnyText(own_words=True),
]


@pytest.mark.parametrize("kind", COLUMN_TYPES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_type_of_column_has_a_sentence(kind: str, language: str) -> None:
    said = constraint_of(ColumnRule("a", kind, values={"x": "y"}), PROFILE).sentence(language)
    assert said.strip() == said
    assert len(said) > 3
    assert "{" not in said


def test_each_type_of_column_has_a_sentence_of_its_own() -> None:
    for language in LANGUAGES:
        said = {
            constraint_of(ColumnRule("a", kind), PROFILE).sentence(language)
            for kind in COLUMN_TYPES
        }
        assert len(said) == len(COLUMN_TYPES)


@pytest.mark.parametrize("constraint", EVERY, ids=repr)
def test_what_it_announces_are_codes_of_cells(constraint: Constraint) -> None:
    assert len(set(constraint.codes)) == len(constraint.codes)
    assert all(finding_kinds()[code].severity == "cell" for code in constraint.codes)


@pytest.mark.parametrize("constraint", EVERY, ids=repr)
@given(text=TEXTS, by_machine=st.booleans())
def test_a_fault_is_always_one_that_was_announced(
    constraint: Constraint, text: str, by_machine: bool
) -> None:
    found = constraint.parse(text.strip(), by_machine)
    if isinstance(found, Fault):
        assert found.code in constraint.codes
        kind = finding_kinds()[found.code]
        facts = {"column": "a", "row": 1, "file": "f", "sheet": "", **found.facts}
        for language in LANGUAGES:
            assert kind.message[language].format(**facts)


@given(
    limits=st.tuples(st.integers(-1000, 1000), st.integers(0, 500)),
    value=st.integers(-3000, 3000),
)
def test_the_limits_said_are_the_limits_that_check(limits: tuple[int, int], value: int) -> None:
    lowest, highest = limits[0], limits[0] + limits[1]
    whole = constraint_of(ColumnRule("a", "whole", lowest=lowest, highest=highest), PROFILE)
    found = whole.parse(str(value))
    for language in LANGUAGES:
        words = whole.sentence(language).replace(",", "").split()
        assert {str(lowest), str(highest)} <= set(words)
    if lowest <= value <= highest:
        assert found == value
    else:
        assert isinstance(found, Fault)
        assert found.code == "EK402"
        assert found.facts == {"lowest": str(lowest), "highest": str(highest)}


@given(
    first=st.dates(date(1950, 1, 1), date(2030, 1, 1)),
    length=st.integers(0, 4000),
    day=st.dates(date(1940, 1, 1), date(2050, 1, 1)),
    form=st.sampled_from([form for form in DATE_FORMS if "hh" not in form and "yyyy" in form]),
)
def test_a_day_inside_is_a_date_and_one_outside_is_not(
    first: date, length: int, day: date, form: str
) -> None:
    last = first + timedelta(days=length)
    rule = ColumnRule("a", "date", earliest=first.isoformat(), latest=last.isoformat(), dates=form)
    asked = constraint_of(rule, PROFILE)
    found = asked.parse(day.strftime(DATE_FORMS[form]))
    for language in LANGUAGES:
        said = asked.sentence(language)
        assert form in said
        assert first.isoformat() in said
        assert last.isoformat() in said
    if first <= day <= last:
        assert found == day
    else:
        assert isinstance(found, Fault)
        assert found.code == "EK408"


def test_a_date_without_limits_has_evalkits_own_and_no_zero_dates() -> None:
    asked = DateIn("yyyy-mm-dd")
    inside = [day for day in ZERO_DATES if EARLIEST <= day <= LATEST]
    for language in LANGUAGES:
        said = asked.sentence(language)
        assert EARLIEST in said
        assert LATEST in said
        assert all(day in said for day in inside)
    for day in ZERO_DATES:
        found = asked.parse(day)
        assert isinstance(found, Fault)
        assert found.code == "EK414"
    assert "EK414" not in DateIn("yyyy-mm-dd", earliest="1850-01-01").codes
    assert DateIn("yyyy-mm-dd", earliest="1850-01-01").parse("1900-01-01") == date(1900, 1, 1)


@given(width=st.integers(1, 12), text=st.text("0123456789ab", min_size=1, max_size=12))
def test_a_code_has_the_width_that_is_said(width: int, text: str) -> None:
    asked = constraint_of(ColumnRule("a", "code", width=width), PROFILE)
    found = asked.parse(text)
    assert all(str(width) in asked.sentence(language).split() for language in LANGUAGES)
    assert found == text if len(text) == width else isinstance(found, Fault)


@given(
    values=st.dictionaries(
        st.text("abcdefg", min_size=1, max_size=5), st.text("xyz", min_size=1), min_size=1
    ),
    text=st.text("abcdefg", min_size=1, max_size=5),
)
def test_an_answer_is_one_of_those_that_are_said(values: dict[str, str], text: str) -> None:
    asked = constraint_of(ColumnRule("a", "choice", values=values), PROFILE)
    for language in LANGUAGES:
        assert all(word in asked.sentence(language) for word in values)
    found = asked.parse(text)
    assert found == values[text] if text in values else isinstance(found, Fault)


def test_a_cpr_number_is_known_in_every_way_of_writing_it() -> None:
    asked = CprNumber()
    assert asked.parse("010100-1234") == asked.parse("0101001234") == asked.parse("101001234")
    assert isinstance(asked.parse("1234"), Fault)


def test_limits_are_written_as_people_write_them() -> None:
    assert NumberIn("da", lowest=0.5).sentence("da") == "et tal, mindst 0,5, skrevet som 1.234,5"
    assert NumberIn("da", lowest=0.5).sentence("en").startswith("a number, at least 0.5")
    assert plain_number(1_000_000) == "1000000"
    assert OneOf({"Ofte": "5.0"}).sentence("da") == "et af 1 svar: Ofte (5)"
    assert OneOf({"1": "1.50"}).sentence("da") == "et af 1 svar: 1 (1,5)"


@pytest.mark.parametrize("kind", COLUMN_TYPES)
def test_a_column_is_typed_by_its_constraint(kind: str) -> None:
    rule = ColumnRule("a", kind, lowest=0, highest=5, width=4, values={"Ja": "yes"})
    texts = ["3", "7", "0101", "Ja", "01-02-2026", "010100-1234", "2,5", "1,01E+09", ""]
    column = TextColumn.of(texts)
    typed = type_column(column, rule, PROFILE)
    asked = constraint_of(rule, PROFILE)
    for place, text in enumerate(texts):
        found = asked.parse(text) if text else None
        if isinstance(found, Fault):
            assert typed.faults[place] == found
        else:
            assert place not in typed.faults


@given(
    day=st.dates(date(1950, 1, 1), date(2060, 1, 1)),
    form=st.sampled_from([form for form in DATE_FORMS if "hh" not in form and "yyyy" in form]),
)
def test_a_day_without_its_zeros_is_the_same_day(day: date, form: str) -> None:
    bare = form.replace("yyyy", f"{day.year}").replace("mm", f"{day.month}")
    assert DateIn(form).parse(bare.replace("dd", f"{day.day}")) in (day, Fault("EK414", {}))
    assert DateIn(form, earliest="1900-01-01").parse(day.strftime(DATE_FORMS[form])) == day
