"""Codes: one list, the same in both languages, and no code without a check or the other way."""

import re
import string
from pathlib import Path

import pandas as pd
import pytest

import evalkit
from evalkit.findings import (
    FINDING_COLUMNS,
    SEVERITIES,
    Finding,
    FindingKind,
    finding_kinds,
    findings_frame,
)

PACKAGE = Path(evalkit.__file__).parent
PLACES = {"file", "sheet", "row", "column"}
KINDS = list(finding_kinds().values())


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_both_languages_say_the_same(kind: FindingKind) -> None:
    for words in (kind.title, kind.message, kind.remedy):
        assert set(words) == {"da", "en"}
        assert all(text.strip() == text and text for text in words.values())
    assert placeholders(kind.message["da"]) == placeholders(kind.message["en"])
    assert placeholders(kind.remedy["da"]) == placeholders(kind.remedy["en"])
    assert placeholders("".join(kind.near.values())) <= {"near"}
    assert not placeholders("".join(kind.title.values()))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_a_message_names_a_place_and_the_consequence(kind: FindingKind) -> None:
    assert kind.severity in SEVERITIES
    for language in ("da", "en"):
        # Some are about a scale, an instrument, a name or a programme and not about a place.
        about = PLACES | {"scale", "instrument", "name", "other"}
        assert placeholders(kind.message[language]) & about
        assert kind.message[language].endswith(".")
        assert kind.remedy[language].endswith(".")
    if kind.severity in ("row", "cell"):
        said = kind.message["en"] + kind.remedy["en"]
        assert re.search(r"set aside|set it aside|None of|kept", said), said


def test_codes_in_the_code_and_in_the_list_are_the_same() -> None:
    used = set()
    for path in PACKAGE.rglob("*.py"):
        if path.parts[-2] != "cli":
            used |= set(re.findall(r'"(EK[0-9]{3})"', path.read_text(encoding="utf-8")))
    assert used == set(finding_kinds())


def test_codes_are_unique_and_in_order() -> None:
    text = (PACKAGE / "definitions/findings/codes.yaml").read_text(encoding="utf-8")
    codes = re.findall(r"^  (EK[0-9]{3}):$", text, re.MULTILINE)
    assert codes == sorted(set(codes))
    assert list(finding_kinds()) == codes


def test_a_finding_fills_its_sentence() -> None:
    finding = Finding("EK402", "a.csv", "", 3, "score", {"lowest": "1", "highest": "10"})
    assert finding.severity == "cell"
    assert finding.message().startswith("Column 'score', row 3: the number is not between 1 and 10")
    assert finding.message("da").startswith("Kolonnen 'score', række 3: tallet er ikke mellem 1 og")
    assert "source" in finding.remedy()


def test_the_near_name_is_said_only_when_there_is_one() -> None:
    facts = {"near": ""}
    without = Finding("EK202", "a.csv", "", 1, "score", facts).message()
    assert without.endswith("in row 1.")
    assert Finding("EK202", "a.csv", "", 1, "score", {"near": "skore"}).message() == (
        f"{without} Is 'skore' meant?"
    )
    assert facts == {"near": ""}


def test_braces_in_a_name_are_only_braces() -> None:
    finding = Finding("EK305", "{x}.csv", "", 2, "{row}")
    assert finding.message() == (
        "Row 2 has no usable '{row}' and cannot be used without it. The row is set aside."
    )


def test_the_frame_is_sorted_and_typed() -> None:
    findings = (
        Finding("EK308", "b.csv", "", 2),
        Finding("EK308", "a.csv", "", 10),
        Finding("EK308", "a.csv", "", 9),
        Finding("EK102", "a.csv"),
    )
    frame = findings_frame(findings)
    assert tuple(frame.columns) == FINDING_COLUMNS
    assert frame["row"].tolist() == [pd.NA, 9, 10, 2]
    assert str(frame["row"].dtype) == "Int64"
    assert str(frame["message"].dtype) == "str"


def test_no_findings_are_a_frame_too() -> None:
    frame = findings_frame(())
    assert frame.empty
    assert tuple(frame.columns) == FINDING_COLUMNS
