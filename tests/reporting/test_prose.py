"""Markdown: headings that fit one page, no raw HTML."""

from __future__ import annotations

import pytest

from evalkit.reporting.prose import Heading, prose_faults, render_prose


def levels(*sources: str, title: str = "Report") -> list[tuple[int, str]]:
    return [
        (heading.level, heading.text) for heading in render_prose(sources, title=title).headings
    ]


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        (("## A", "### B", "## C"), [(2, "A"), (3, "B"), (2, "C")]),
        (("# A", "# B"), [(2, "A"), (2, "B")]),
        (("#### A", "## B", "##### C"), [(2, "A"), (2, "B"), (3, "C")]),
        (("## A", "#### B", "### C", "## D"), [(2, "A"), (3, "B"), (3, "C"), (2, "D")]),
        (("## A", "# B", "## C"), [(2, "A"), (2, "B"), (3, "C")]),
        (("# T\n\n## A", "## B"), [(2, "A"), (2, "B")]),
    ],
)
def test_levels_begin_at_two_and_never_skip(
    sources: tuple[str, ...], expected: list[object]
) -> None:
    assert levels(*sources) == expected


def test_the_deepest_heading_is_six() -> None:
    source = "# A\n# B\n## C\n### D\n#### E\n##### F\n###### G"
    assert [level for level, _ in levels(source)] == [2, 2, 3, 4, 5, 6, 6]


def test_the_notebooks_own_title_becomes_the_subtitle_or_goes() -> None:
    assert render_prose(["# For the board\n\nx"], title="Report").subtitle == "For the board"
    same = render_prose(["# report \n\nx"], title="Report")
    assert same.subtitle == ""
    assert same.headings == ()
    assert "<p>x</p>" in same.parts[0]


def test_ids_are_unique_and_never_the_pages_own() -> None:
    headings = render_prose(
        ["## Hvem er med?\n## Hvem er *med*\n## ek-table-1\n## !"], title="T"
    ).headings
    assert [heading.id for heading in headings] == [
        "hvem-er-med",
        "hvem-er-med-2",
        "section-ek-table-1",
        "section",
    ]
    assert headings[1] == Heading(2, "Hvem er med", "hvem-er-med-2")


def test_raw_html_and_script_addresses_stay_text() -> None:
    source = "<b onclick='x'>a</b> [x](javascript:alert) <br>\n\n<script>y</script>"
    html = render_prose([source], title="T").parts[0]
    assert "<b" not in html
    assert "<script" not in html
    assert "href" not in html


def test_links_and_lists_stay() -> None:
    html = render_prose(["- [x](https://www.vive.dk/)\n- **y**"], title="T").parts[0]
    assert '<li><a href="https://www.vive.dk/">x</a></li>' in html
    assert "<strong>y</strong>" in html


def test_plain_prose_has_no_faults() -> None:
    assert prose_faults("## A\n\ntext | with a bar, `![no](picture)`") == ()
