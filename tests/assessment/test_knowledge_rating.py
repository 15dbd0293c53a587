"""The knowledge rating: what somebody graded, from which facts; and never a grade of evalkit's."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import evalkit as ek

RATED = "processuelle_netvaerksmoeder"
OURS = """\
programme: ours
title: {da: Vores, en: Ours}
document: report
documents:
  report: {title: Rapport, by: Os, year: 2026}
facts:
  began: {topic: since, da: Fra 2015., en: Since 2015., value: 2015, unit: year, place: "1"}
  few: {topic: evidence_base, da: Kun få er med., en: Only few are in it., place: "2; 3"}
  after: {topic: result, da: Målt bagefter., en: Measured afterwards., place: "3; 4"}
"""
RATING = """\
rating:
  economy: {grade: D, whose: Os, da: Intet vides., en: Nothing is known., facts: [few], place: "5"}
  effect: {grade: C, whose: Os, da: Få., en: Few., facts: [after, few], place: "5"}
"""


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    path = tmp_path / "ours.yaml"
    path.write_text(OURS + RATING, encoding="utf-8")
    return path


@pytest.fixture
def unrated(tmp_path: Path) -> Path:
    path = tmp_path / "theirs.yaml"
    path.write_text(OURS.replace("ours", "theirs"), encoding="utf-8")
    return path


def test_the_published_case() -> None:
    # Vidensportalen: B, B, B, C, D; the reasons are read in the source.
    found = ek.knowledge_rating(RATED)
    frame = found.to_frame()
    assert found.letters == {RATED: "BBBCD"}
    assert list(frame["dimension"]) == [
        *("target_group", "method", "implementation", "effect", "economy")
    ]
    assert set(frame["whose"]) == {"Vidensportalen"}
    assert (frame[["reason_da", "reason_en", "facts", "facts_place", "place"]] != "").all().all()
    assert "few families" in frame.set_index("dimension").loc["effect", "reason_en"]


def test_every_fact_behind_the_published_grades_is_shown_in_words() -> None:
    programme = ek.programme(RATED)
    rows = ek.knowledge_rating(programme).to_frame().set_index("dimension")
    for rated in programme.ratings:
        for name in rated.facts:
            fact = programme.fact(name)
            assert fact.text["da"] in rows.loc[rated.name, "facts_da"]
            assert fact.text["en"] in rows.loc[rated.name, "facts_en"]


def test_the_topics_of_a_dimension_hold_the_facts_behind_the_published_grades() -> None:
    programme = ek.programme(RATED)
    scheme = ek.knowledge_rating(programme).scheme
    outside = [
        (rated.name, name)
        for rated in programme.ratings
        for name in rated.facts
        if programme.fact(name).topic not in scheme.dimensions[rated.name].topics
    ]
    assert outside == []


def test_a_dimension_without_a_grade_keeps_its_row_and_its_place(ours: Path) -> None:
    found = ek.knowledge_rating(ours)
    frame = found.to_frame()
    assert found.letters == {"ours": "---CD"}
    assert list(frame["grade"]) == ["", "", "", "C", "D"]
    effect = frame.set_index("dimension").loc["effect"]
    assert effect["facts"] == "after, few"
    assert effect["facts_en"] == "Measured afterwards. Only few are in it."
    assert effect["facts_place"] == "3; 4; 2"
    assert effect["grade_en"] == "Limited knowledge base"
    assert (frame["asks_da"] != "").all()


def test_nothing_is_graded_where_nobody_did(unrated: Path) -> None:
    found = ek.knowledge_rating(unrated)
    assert found.letters == {}
    assert found.to_frame().empty
    assert [one.name for one in found.unrated] == ["theirs"]
    assert found.rated == ()
    assert "grade" in found.to_frame()
    assert "nobody has rated these" in repr(found)
    assert "effect" in repr(found)


def test_there_is_no_total(ours: Path) -> None:
    found = ek.knowledge_rating([ours, RATED])
    assert len(found.to_frame()) == 10
    assert not [name for name in found.to_frame() if "total" in name or "mean" in name]
    assert found.to_frame()["grade"].dtype == "str"
    assert "no total" in repr(found)


def test_the_whole_registry_rates_nobody_by_itself() -> None:
    found = ek.knowledge_rating()
    stated = {one.name for one in found.programmes if one.ratings}
    assert set(found.letters) == stated
    assert RATED in stated
    assert set(found.to_frame()["programme"]) == stated
    assert {one.name for one in found.unrated} == set(ek.programme_names()) - stated


def test_guidance_sets_facts_beside_the_dimensions_they_bear_on(unrated: Path) -> None:
    guidance = ek.knowledge_rating(unrated).guidance
    frame = guidance.to_frame()
    there = set(zip(frame["dimension"], frame["topic"], frame["name"], strict=True))
    # What the source rests on bears on three dimensions; when it began bears on none.
    assert there == {
        ("implementation", "evidence_base", "few"),
        ("effect", "evidence_base", "few"),
        ("effect", "result", "after"),
        ("economy", "evidence_base", "few"),
    }
    assert set(frame["place"]) == {"2; 3", "3; 4"}
    counts = guidance.summary().set_index(["dimension", "topic"])["facts"]
    assert counts["effect", "result"] == 1
    assert counts["economy", "price"] == 0
    assert counts.sum() == 4
    assert len(counts) == sum(len(one.topics) for one in guidance.scheme.dimensions.values())


def test_no_fact_at_all_is_counted_too(tmp_path: Path) -> None:
    path = tmp_path / "little.yaml"
    path.write_text(
        "\n".join(line for line in OURS.splitlines() if not line.startswith(("  few", "  after"))),
        encoding="utf-8",
    )
    guidance = ek.knowledge_rating(path).guidance
    assert guidance.to_frame().empty
    assert guidance.summary()["facts"].eq(0).all()


def test_an_unknown_programme_suggests_the_nearest() -> None:
    with pytest.raises(ek.InputError, match=f"Did you mean '{RATED}'"):
        ek.knowledge_rating("processuelle_netvaerksmode")


def test_the_caller_cannot_change_a_result(ours: Path) -> None:
    found = ek.knowledge_rating(ours)
    frame = found.to_frame()
    frame["grade"] = "A"
    assert found.letters == {"ours": "---CD"}
    pd.testing.assert_frame_equal(found.to_frame(), ek.knowledge_rating(ours).to_frame())
