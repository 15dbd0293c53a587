"""A page in a real browser: axe-core, no overflow, no console message, the Nu HTML checker."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from nbformat import NotebookNode

import evalkit as ek
from evalkit.reporting.page import build_page

HERE = Path(__file__).parent
BROWSER = os.environ.get("CHROMIUM", "/usr/bin/chromium")

MISSING = [
    name
    for name, there in {
        "node (https://nodejs.org, 20 or newer)": shutil.which("node"),
        "java (a runtime of version 17 or newer)": shutil.which("java"),
        f"a browser at {BROWSER} (set CHROMIUM)": shutil.which(BROWSER),
        "tests/browser/node_modules (run 'npm ci --ignore-scripts' there)": (
            HERE / "node_modules" / "axe-core"
        ).is_dir(),
    }.items()
    if not there
]
needs_browser = pytest.mark.skipif(bool(MISSING), reason=f"missing: {'; '.join(MISSING)}")


def _check(*pages: Path, screenshots: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run check.mjs; EVALKIT_SCREENSHOTS names a folder for pictures to look at."""
    pictures = ["--screenshots", screenshots] if screenshots else []
    command = ["node", str(HERE / "check.mjs"), *pictures, *(str(page) for page in pages)]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)


def test_nothing_is_missing_where_it_is_required() -> None:
    """CI sets EVALKIT_REQUIRE_BROWSER, so that these tests are never skipped there for years."""
    assert not (MISSING and os.environ.get("EVALKIT_REQUIRE_BROWSER")), MISSING


@needs_browser
def test_a_report_is_clean(
    report: NotebookNode, sample: dict[str, Any], language: str, tmp_path: Path
) -> None:
    page = tmp_path / f"report-{language}.html"
    html = build_page(report, language=language, title=sample["title"], facts=sample["facts"])
    page.write_text(html, encoding="utf-8")
    done = _check(page, screenshots=os.environ.get("EVALKIT_SCREENSHOTS"))
    assert done.returncode == 0, done.stdout + done.stderr


@needs_browser
def test_an_evaluation_is_clean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Long tables folded, pictures of many panels, questionnaires and statuses: every kind."""
    monkeypatch.chdir(tmp_path)
    asked = {"programme": "unik", "end": "2026-09-30", "language": "da"}
    page = ek.run_report("evaluation", output=tmp_path / "made", **asked).page  # type: ignore[arg-type]
    done = _check(page, screenshots=os.environ.get("EVALKIT_SCREENSHOTS"))
    assert done.returncode == 0, done.stdout + done.stderr


@needs_browser
def test_a_page_of_claims_is_clean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wide tables, a grid of signs, a drawing with a long alternative text."""
    monkeypatch.chdir(tmp_path)
    pages = [
        ek.run_report(
            "promising_practice", output=tmp_path / name, programme=name, language=language
        ).page
        for name, language in (("all", "da"), ("unik", "en"))
    ]
    done = _check(*pages, screenshots=os.environ.get("EVALKIT_SCREENSHOTS"))
    assert done.returncode == 0, done.stdout + done.stderr


BAD_PAGE = f"""<!DOCTYPE html><html><head><title>x</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'">
<style>p {{ color: red }}</style></head>
<body><p>text</p><img src="https://example.invalid/a.png"><pre>{"wide " * 300}</pre></div>
<table><tr><td></table></body></html>
"""


@needs_browser
def test_the_checker_sees_a_bad_page(tmp_path: Path) -> None:
    page = tmp_path / "bad.html"
    page.write_text(BAD_PAGE, encoding="utf-8")
    done = _check(page)
    assert done.returncode == 1, done.stdout + done.stderr
    for word in (
        "axe html-has-lang",
        "axe image-alt",
        "wider than",
        "Content Security Policy",
        "Nu error",
    ):
        assert word in done.stdout


@needs_browser
def test_the_checker_wants_a_page() -> None:
    done = _check()
    assert done.returncode == 2
    assert "Name at least one page" in done.stderr
