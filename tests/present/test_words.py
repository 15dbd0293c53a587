"""The report's words: both languages say the same, all are used, none claims a cause."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

import evalkit
from evalkit.findings import SEVERITIES
from evalkit.outcomes.change import NOTES
from evalkit.present.words import report_words

WORDS = report_words("words")
CAUSES = (
    *("because of", "thanks to", "due to", "caused", "owing to", "effect"),
    *("på grund af", "takket være", "skyldes", "forårsage", "effekt"),
)
# The one sentence that speaks of a cause: the numbers do not show it.
DENIES = {
    "da": "Tallene viser derfor ikke, om ændringen skyldes indsatsen.",
    "en": "The numbers therefore do not show whether the programme caused the change.",
}


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


@pytest.mark.parametrize("name", WORDS)
def test_both_languages_are_filled_with_the_same_facts(name: str) -> None:
    assert fields(WORDS[name]["da"]) == fields(WORDS[name]["en"])


@pytest.mark.parametrize("name", WORDS)
def test_no_sentence_names_a_cause(name: str) -> None:
    for language, text in WORDS[name].items():
        said = text.removesuffix(DENIES[language] if name == "say_design" else "").casefold()
        assert not [cause for cause in CAUSES if cause in said]


def test_the_design_sentence_denies_a_cause() -> None:
    for language, denied in DENIES.items():
        assert WORDS["say_design"][language].endswith(denied)


def test_every_word_is_used_and_every_word_used_is_there() -> None:
    package = Path(evalkit.__file__).parent
    folders = ("present", "reporting", "cli")
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in folders
        for path in sorted((package / folder).rglob("*.py"))
    )
    quoted = set(re.findall(r"[\"']([a-z][a-z0-9_ -]*)[\"']", code))
    built = {f"severity_{name}" for name in SEVERITIES} | set(NOTES)
    built |= {f"say_{side}" for side in ("better", "worse", "above", "below")}
    built |= {"say_better_alone", "say_worse_alone"}
    built |= {f"say_same_{many}" for many in ("none", "one", "some")}
    built |= {f"say_worse_{many}" for many in ("none", "some")}
    built |= {f"{word}_better" for word in ("higher", "lower", "none")}
    directions = ("higher", "lower", "undirected")
    built |= {f"{kind}_{word}" for kind in ("label", "change_axis") for word in directions}
    assert sorted(set(WORDS) - quoted - built) == []
    assert sorted(built - set(WORDS)) == []
    asked = set(re.findall(r'\b_?word\(\s*"([^"]+)"', code))
    assert asked
    assert sorted(asked - set(WORDS)) == []
