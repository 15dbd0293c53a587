"""docs/agreement.md says what the numbers of today say."""

from pathlib import Path

from document import document

PAGE = Path(__file__).parents[2] / "docs" / "agreement.md"


def test_the_page_is_as_it_would_be_written_today() -> None:
    assert PAGE.read_text(encoding="utf-8") == document(), "run python -m tests.reference"
