"""What is found in text, what is not, and that the quick reading never clears the exact one."""

import re
import sys
import unicodedata

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from evalkit.privacy.patterns import fold, suspicious
from evalkit.privacy.scan import (
    is_personal_header,
    looks_like_cpr,
    mask,
    personal_kinds,
    safe_name,
    scan_distinct,
)

CPR_LIKE = [
    "010190-1234",
    "0101901234",
    "010190 1234",
    "010190 - 1234",
    "010190–1234",
    "010190_1234",
    "01.01.90-1234",
    "01-01-1990-1234",
    "01011990-1234",
    "01 01 90 1234",
    "101901234",  # the leading zero lost
    "101901234.0",  # and read as a number by pandas
    "1,01E+09",
    "1.01E+09",
    "1.0190123E+09",
    "1.0190123e+09",
    "1,02E+08",  # 0101901234 without its zero
    "1E+09",
    "\uff16\uff11\uff10\uff11\uff19\uff10\uff11\uff12\uff13\uff14",
    "0101٩01234",
    "0101\u200b901234",
    "0101\u00ad90-1234",
    "610190-1234",
    "010190-1AB2",
    "010190-ABCD",
    "eksport_010190-1234.csv",
    "borger0101901234_v2",
    "Borger (010190-1234) mødte",
    "12,010190-1234,Ja",
    "'0101901234",
    "nr. 5;0101901234;K",
]
# False alarms that are not raised.
NOT_CPR_LIKE = [
    "",
    "2026-01-05",
    "2026-01-05 10:15",
    "2026-01-05T10:15:00",
    "20260105",
    "20260105-1015",
    "20260105101500",
    "05-01-2026",
    "05.01.26",
    "05-01-2026 10:15",
    "01.02.2025-01.03.2025",
    "31121234",
    "31 12 12 34",
    "+45 31 12 12 34",
    "4512345678",  # a telephone number with the country's: day 45
    "004531121234",
    "5,897",
    "1.234.567,89",
    "0,333333333",
    "0,0101901234",
    "-3.1012901234",
    "2026Q3",
    "3. kvartal 2026",
    "da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "0101901234aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "6ba70190-1234-11d1-80b4-0101901234ab",
    "5790000123456",  # EAN
    "00101901234",
    "123010190-1234",
    "010190-12345",
    "A101901234",  # nine digits count only as a word of their own
    "010126data",
    "010126-uge2.csv",
    "4.5E+09",  # day 45
    "1,5E+12",
    "1E+10",
    "p-mzd2gzgfwi2vk4z4wez4",
    "WHO-5",
    "DK5000400440116243",
    "320190-1234",
    "011390-1234",
]
# False alarms that are raised: nothing in how they are written tells them from a CPR number.
AMBIGUOUS = ["010126-1015", "1012345678", "1,5E+09", "120126 2026", "1709876543"]


@pytest.mark.parametrize("text", CPR_LIKE + AMBIGUOUS)
def test_it_looks_like_a_cpr_number(text: str) -> None:
    assert looks_like_cpr(text)
    assert "cpr" in personal_kinds(text)
    assert is_personal_header(text)


@pytest.mark.parametrize("text", NOT_CPR_LIKE)
def test_it_does_not_look_like_a_cpr_number(text: str) -> None:
    assert not looks_like_cpr(text)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("+45 31121234", {"phone"}),
        ("+4531121234", {"phone"}),
        ("(+45) 31 12 12 34", {"phone"}),
        ("0045 31-12-12-34", {"phone"}),
        ("31 12 12 34", {"phone"}),
        ("Ring 3112 1234.", {"phone"}),
        ("tlf.: 31121234", {"phone"}),
        ("Mobil 31121234", {"phone"}),
        ("20 30 40 50", {"phone"}),  # raised on purpose: it cannot be told apart
        ("31121234", set()),
        ("2025 2026", set()),
        ("10 20 30 40", set()),  # no Danish number begins with 1
        ("31 12 12 34 56", set()),
        ("4571 1234 1234 1234", set()),
        ("1.234 5678", set()),
        ("anne@example.org", {"email"}),
        ("Skriv til søren.ø@blåbær.dk!", {"email"}),
        ("anne\uff20example.org", {"email"}),
        ("3 stk. @ 10 kr.", set()),
        ("@kommunen", set()),
        ("a@b", set()),
        ("010190-1234@example.org", {"cpr", "email"}),
    ],
)
def test_kinds(text: str, kinds: set[str]) -> None:
    assert personal_kinds(text) == kinds


@pytest.mark.parametrize(
    ("text", "is_phone"),
    [
        ("31121234", True),
        ("tlf_31121234", True),
        ("12345678", False),
        ("20260105", False),
        ("31012026", False),
        ("331121234", False),
        ("A31121234", False),
        ("0.31121234", False),
    ],
)
def test_a_bare_telephone_number_only_when_asked(text: str, is_phone: bool) -> None:
    assert ("phone" in personal_kinds(text, bare_phone=True)) == is_phone
    assert "phone" not in personal_kinds(text)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("eksport_010190-1234.csv", "eksport_[cpr].csv"),
        ("0101901234.xlsx", "[cpr].xlsx"),
        ("anne@example.org.XLSX", "[e-mail].XLSX"),
        ("anne@example.org", "[e-mail]"),
        ("tlf 31121234.csv", "[telefon].csv"),
        ("forloeb_20260105.csv", "forloeb_20260105.csv"),
        ("Ark1", "Ark1"),
        (".csv", ".csv"),
        ("Måling 2026-01-05.v2.csv", "Måling 2026-01-05.v2.csv"),
    ],
)
def test_safe_names(name: str, shown: str) -> None:
    assert safe_name(name) == shown
    assert safe_name(shown) == shown


# Text in which much is nearly personal: pieces of numbers, marks, look-alikes.
MARKS = [*"-– \u00a0_./@,+'(\n", "\uff10", "²", "\u200b", "\u00ad", "٣", "…", "½", "🙂", "\x00"]
NUMBERS = [*"0123456789", "01", "0190", "1234", "0101901234", "31 12", "1,01E+09", "E+0"]
WORDS = ["a", "Z", "æ", "e\u0301", "K\u030a", "tlf", "a@b.dk", ".dk", "[cpr]", "[navn]"]
PERSONS = ["Anne", "Jensen", "Bo", "annes", "My Holm"]
PIECES = st.sampled_from([*MARKS, *NUMBERS, *WORDS, *PERSONS])
NEARLY = st.one_of(st.lists(PIECES, max_size=14).map("".join), st.text(max_size=30))
SPELLED = st.from_regex(
    re.compile(r"[0-9]{2}[01][0-9]{3}[-– _]?[0-9A-Z]{3,5}|[0-9][.,][0-9]{0,9}[eE]\+0?[0-9]"),
    fullmatch=True,
)


@settings(max_examples=500)
@given(st.lists(st.one_of(NEARLY, SPELLED), max_size=8))
@example([*CPR_LIKE, *NOT_CPR_LIKE, *AMBIGUOUS, "", "a\udc00@b.dk"])
@example(["010190-1ab2", "010190\u20111ab2", " 010190 1ab2 ", "TLF 31121234", "tlf.:  31121234"])
def test_the_quick_scan_finds_what_the_exact_one_finds(texts: list[str]) -> None:
    assert scan_distinct(texts).tolist() == [bool(personal_kinds(text)) for text in texts]


def test_every_character_that_is_folded_is_suspicious() -> None:
    every = [chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code <= 0xDFFF]
    folded = np.array([fold(character)[0] != character for character in every])
    suspected = pc.match_substring_regex(pa.array(every), suspicious()).to_numpy(
        zero_copy_only=False
    )
    assert folded.sum() > 1000
    assert [unicodedata.name(every[k], k) for k in np.flatnonzero(folded & ~suspected)] == []


def test_everyday_danish_is_not_suspicious() -> None:
    texts = pa.array(
        ["Ja, både før og efter – næsten".replace("–", ","), "“Blåbærgrød” … 5 €", "café"]
    )
    assert not any(pc.match_substring_regex(texts, suspicious()).to_pylist())


@pytest.mark.parametrize(
    "texts",
    [
        pa.array(["Ja", None, "010190-1234"]),
        pa.array(["Ja", None, "010190-1234"], type=pa.large_string()),
        pa.array(["Ja", None, "010190-1234"], type=pa.string_view()),
        pa.array(["Ja", None, "010190-1234"]).dictionary_encode(),
        pa.chunked_array([["Ja", None], ["010190-1234"]]),
        pa.array(["Nej", "Ja", None, "010190-1234"]).slice(1),
        ["Ja", None, "010190-1234"],
    ],
)
def test_every_kind_of_array(texts: object) -> None:
    found = scan_distinct(texts)
    assert found.dtype == bool
    assert found.tolist() == [False, False, True]


def test_nothing_in_nothing() -> None:
    assert scan_distinct([]).tolist() == []
    assert scan_distinct([None]).tolist() == [False]
    assert scan_distinct(pa.chunked_array([], type=pa.string())).tolist() == []


NAMES = st.lists(
    st.sampled_from(
        ["Anne", "Anne Marie Jensen", "Bo", "Åse", "navn", "E-Mail", "a", "", "Ø. Holm"]
    ),
    max_size=4,
)


@settings(max_examples=500)
@given(st.one_of(NEARLY, SPELLED), NAMES, st.booleans())
@example("UUID 6ba70190-1234-11d1-80b4-0101901234ab 0101901234", ["Anne"], True)
@example("a@b.dk010190-1234 31 12 12 34", [], False)
def test_masking_again_changes_nothing_and_leaves_nothing(
    text: str, names: list[str], lexicon: bool
) -> None:
    masked = mask(text, names=names, lexicon=lexicon)
    assert mask(masked, names=names, lexicon=lexicon) == masked
    assert not personal_kinds(masked)
    assert not scan_distinct([masked]).any()


@settings(max_examples=300)
@given(NEARLY)
def test_a_safe_name_is_safe(name: str) -> None:
    shown = safe_name(name)
    assert not personal_kinds(shown, bare_phone=True)
    assert safe_name(shown) == shown


@given(st.dates(), st.integers(0, 9999), st.text(max_size=10), st.text(max_size=10))
def test_no_cpr_number_stays(day: object, rest: int, before: str, after: str) -> None:
    number = f"{day:%d%m}{str(day)[2:4]}-{rest:04d}"
    for text in (f"{before} {number} {after}", f"{before} {number.replace('-', '')} {after}"):
        assert number not in mask(text)
        assert number.replace("-", "") not in mask(text)


def test_what_is_not_personal_stays_as_it_is() -> None:
    for text in ("Mødte 3 gange i 2026, WHO-5 = 48", "", "kl. 10.15", "Cafe\u0301"):
        assert mask(text, lexicon=True) == unicodedata.normalize("NFC", text)
