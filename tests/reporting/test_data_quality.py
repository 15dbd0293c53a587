"""The page on the quality of a programme's data: it is made when a file is refused, too."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import evalkit as ek
from evalkit.reporting.block_page import quality_page
from evalkit.reporting.html_tree import read_page
from evalkit.reporting.lint import lint_page


def headings(page: str) -> list[str]:
    return [one.line() for one in read_page(page).all("h1", "h2")]


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_notebook_and_the_page_of_any_files_are_the_same(project: Path, language: str) -> None:
    report = ek.run_report("data_quality", programme="cafe_step", language=language)
    page = report.page.read_text(encoding="utf-8")
    assert not lint_page(page)
    other = quality_page(ek.check_programme("cafe_step"), language=language)
    assert headings(page) == headings(other)
    captions = [[one.line() for one in read_page(p).all("caption")] for p in (page, other)]
    assert captions[0] == captions[1]
    tables = json.loads(report.tables.read_text(encoding="utf-8"))["tables"]
    assert tables["received"][0]["received"] == 27
    assert tables["dictionary"][0]["needed"] == 2


def test_a_refused_file_makes_a_page_that_says_why(project: Path) -> None:
    (project / "data" / "cafe_step" / "fremmoede.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    with pytest.raises(ek.RunError):
        ek.run_report("quarterly_report", programme="cafe_step")
    report = ek.run_report("data_quality", programme="cafe_step", language="en")
    page = report.page.read_text(encoding="utf-8")
    assert not lint_page(page)
    assert "The delivery is refused and cannot be loaded." in page
    assert "EK103" in page
    assert "Startet" in page, "the dictionary says what the file must hold"


def test_no_quarter_is_asked_for_and_none_is_taken(project: Path) -> None:
    with pytest.raises(ek.InputError, match="no parameter 'quarter'"):
        ek.run_report("data_quality", programme="cafe_step", quarter="2026Q3")
