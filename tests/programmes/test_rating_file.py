"""The knowledge rating in a programme's file: never a grade without the facts that led to it."""

from __future__ import annotations

from pathlib import Path

import pytest

import evalkit as ek
from evalkit.definition_files import read_definition
from evalkit.programmes.rating import Rated, rating_scheme, scheme_from

FILE = """\
programme: ours
title: {{da: Vores, en: Ours}}
document: report
documents:
  report: {{title: Rapport, by: Os, year: 2026}}
facts:
  began: {{topic: since, da: Fra 2015., en: Since 2015., value: 2015, unit: year, place: "1"}}
rating:
  {dimension}:
    da: Kun få er med.
    en: Only few are in it.
    place: Kapitel 3
    whose: Os
{lines}
"""
FIRST = 14


def read(folder: Path, *lines: str, dimension: str = "effect") -> tuple[Rated, ...]:
    path = folder / "ours.yaml"
    indented = "\n".join(f"    {line}" for line in lines)
    path.write_text(FILE.format(lines=indented, dimension=dimension), encoding="utf-8")
    return ek.programme(path).ratings


def test_a_grade_with_its_facts(tmp_path: Path) -> None:
    (rated,) = read(tmp_path, "grade: C", "facts: [began]")
    assert (rated.name, rated.grade, rated.facts, rated.whose) == ("effect", "C", ("began",), "Os")
    assert rated.text["en"] == "Only few are in it."
    assert (rated.document, rated.place) == ("report", "Kapitel 3")


@pytest.mark.parametrize(
    ("lines", "at", "said"),
    [
        (["grade: E", "facts: [began]"], 0, r"'grade' is 'E'\. Accepted: 'A', 'B', 'C', 'D'"),
        (["grade: b", "facts: [began]"], 0, r"'grade' is 'b'"),
        (["grade: C"], 0, "names no facts. Say under 'facts' what led to it"),
        (["grade: C", "facts: []"], 0, "names no facts"),
        (["grade: C", "facts: [begann]"], 1, r"'begann', which is no fact .* mean 'began'"),
        (["grade: C", "facts: [began, began]"], 1, "'facts' names 'began' more than once"),
        (["facts: [began]", "grade: C", "score: 3"], 2, "'score' is not a known option"),
    ],
)
def test_what_is_no_grade_is_refused_at_its_line(
    tmp_path: Path, lines: list[str], at: int, said: str
) -> None:
    with pytest.raises(ek.DefinitionError, match=rf"^ours\.yaml, line {FIRST + at}\b.*{said}"):
        read(tmp_path, *lines)


def test_an_unknown_dimension_suggests_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(ek.DefinitionError, match=r"line 10 .*no dimension\. Did you mean 'effect'"):
        read(tmp_path, "grade: C", "facts: [began]", dimension="effects")


def test_the_scheme_has_the_five_dimensions_and_four_grades_of_the_published_case() -> None:
    # Vidensportalen, Processuelle netvaerksmoeder: Hvor meget ved vi om indsatsen?
    scheme = rating_scheme()
    titles = [one.title["da"] for one in scheme.dimensions.values()]
    assert titles == ["Målgruppe", "Metode", "Implementering", "Effekt", "Økonomi"]
    assert list(scheme.grades) == ["A", "B", "C", "D"]
    assert scheme.grades["C"].title["da"] == "Begrænset vidensgrundlag"
    assert scheme.grades["A"].note["en"] == "The wording for A was not found."
    assert scheme.certainty == "not found"


def test_one_question_is_evalkits_own() -> None:
    own = [
        (dimension.name, asked.whose)
        for dimension in rating_scheme().dimensions.values()
        for asked in dimension.asks
        if asked.whose
    ]
    assert own == [("effect", "evalkit")]


SCHEME = """\
rating: ours
title: {da: Vores, en: Ours}
document: report
place: "1"
certainty: src
about: {da: Om., en: About.}
grades:
  A: {title: {da: Bedst, en: Best}}
dimensions:
  effect:
    title: {da: Effekt, en: Effect}
    topics: [results]
    asks:
      - {da: "Er der målt?", en: "Was it measured?"}
"""


def test_a_scheme_names_topics_that_there_are(tmp_path: Path) -> None:
    path = tmp_path / "ours.yaml"
    path.write_text(SCHEME, encoding="utf-8")
    with pytest.raises(ek.DefinitionError, match=r"line 12 .*no topic\. Did you mean 'result'"):
        scheme_from(read_definition(path))
    path.write_text(SCHEME.replace("[results]", "[result]"), encoding="utf-8")
    assert scheme_from(read_definition(path)).dimensions["effect"].topics == ("result",)
