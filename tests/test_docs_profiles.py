"""Every YAML block of docs/profiles.md loads: whole profiles as they stand, files inside one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from evalkit.intake.profile import COLUMN_TYPES, DATE_FORMS
from evalkit.intake.profile_file import profile
from evalkit.readers.file_form import FORMATS

PAGE = (Path(__file__).parents[1] / "docs" / "profiles.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```yaml ?(\w*)\n(.*?)^```$", PAGE, flags=re.DOTALL | re.MULTILINE)
AROUND = """\
profile: around
title: {da: Omkring, en: Around}
programme: around
locale: da
dates: dd-mm-yyyy
files:
"""


def written(kind: str, source: str) -> str:
    return source if kind == "profile" else AROUND + source


def test_every_block_says_what_it_is() -> None:
    assert {kind for kind, _ in BLOCKS} == {"profile", "file"}


@pytest.mark.parametrize(("kind", "source"), BLOCKS)
def test_it_loads(kind: str, source: str, tmp_path: Path) -> None:
    path = tmp_path / "profile.yaml"
    path.write_text(written(kind, source), encoding="utf-8")
    made = profile(path)
    assert made.files
    assert all(rule.used <= rule.declared | set(rule.multiple_choice or {}) for rule in made.files)


def test_nothing_of_the_form_is_left_out() -> None:
    assert [form for form in DATE_FORMS if f"`{form}`" not in PAGE] == []
    assert [kind for kind in COLUMN_TYPES if f"type: {kind}" not in PAGE] == []
    assert [name for name in FORMATS if f"`{name}`" not in PAGE] == []
