"""A mapping study of one's own: read from a file, refused with file and line when it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import evalkit as ek
from evalkit.definition_checks import FaultError
from evalkit.programmes.cited import Cited
from evalkit.programmes.screening import Screening
from evalkit.programmes.screening_parts import Candidate, Criterion, Phase, Reason, Unnamed

# Five found, three read, one visited: two were left out unread, of two read one had a reason.
OWN = """\
screening: ours
title: {da: Vores kortlægning, en: Our mapping}
document: our_report
documents:
  our_report: {title: Kortlægning, by: Os, year: 2026}
da: Hvad vi fandt.
en: What we found.
place: kapitel 2
phases:
  found: {title: {da: Fundet, en: Found}, da: Søgt., en: Searched., count: 5, place: s. 3}
  read: {title: {da: Læst, en: Read}, da: Læst., en: Read., count: 3, place: s. 4}
  visited: {title: {da: Besøgt, en: Visited}, da: Set., en: Seen., count: 1, place: s. 5}
criteria:
  danish: {kind: inclusion, phases: read, da: Er dansk., en: Is Danish., place: s. 4}
candidates:
  cafe: {title: Cafeen, reached: visited, place: s. 5}
  club: {title: Klubben, reached: read, place: s. 5}
  camp:
    title: Lejren
    reached: read
    place: s. 5
    reason: {da: Den var lukket., en: It had closed., criteria: danish, place: s. 6}
unnamed:
  abroad:
    title: {da: Fra udlandet, en: From abroad}
    count: 2
    reached: found
    da: Ikke læst.
    en: Not read.
    place: s. 4
    reasons:
      not_danish: {da: ikke dansk, en: not Danish, criteria: [danish], place: s. 4}
interviews:
  da: Interview.
  en: Interviews.
  place: tabel 1
  roles:
    staff: {da: Ansatte, en: Staff}
    young: {da: Unge, en: Young}
  rows:
    cafe: {staff: 2, young: "-", total: 3}
    camp: {staff: 1, young: 4}
  totals: {staff: 3}
  elsewhere:
    text: {candidate: cafe, count: 2, da: To., en: Two., place: s. 7}
"""


def read(tmp_path: Path, text: str) -> Screening:
    path = tmp_path / "ours.yaml"
    path.write_text(text, encoding="utf-8")
    return ek.screening(path)


def refused(tmp_path: Path, text: str) -> str:
    with pytest.raises(ek.DefinitionError) as error:
        read(tmp_path, text)
    return str(error.value)


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def without(text: str, start: str, end: str | None = None) -> str:
    """Return a text without what begins at one line and ends before another."""
    first = text.index(start)
    return text[:first] + (text[text.index(end, first) :] if end else "")


def test_a_study_of_ones_own_is_read_like_evalkits(tmp_path: Path) -> None:
    made = read(tmp_path, OWN)
    frame = made.to_frame()
    assert frame["n_out"].tolist() == [5, 3, 1]
    assert frame["left"].tolist()[1:] == [2, 2]
    # Of a group with one kind of reason it is known of each; of the two read, of the camp alone.
    assert frame["reason_stated"].tolist()[1:] == [2, 1]
    assert frame["reason_not_stated"].tolist()[1:] == [0, 1]
    assert [one.name for one in made.left_before("visited")] == ["club", "camp"]
    assert made.left_before("found") == ()
    rows = made.candidates.to_frame().set_index("name")
    assert rows["decision"].to_dict() == {
        "cafe": "chosen",
        "club": "not chosen",
        "camp": "not chosen",
        "abroad": "not chosen",
    }
    assert rows.loc["abroad", "reason_en"] == "not Danish"
    assert rows.loc["club", "reason_en"] == ""


def test_printed_sums_that_are_wrong_are_data_and_no_error(tmp_path: Path) -> None:
    interviews = read(tmp_path, OWN).interviews
    assert interviews is not None
    frame = interviews.to_frame().set_index("candidate")
    assert frame.loc["cafe", ["staff", "young", "sum", "stated"]].tolist() == [2, 0, 2, 3]
    assert not frame.loc["cafe", "agrees"]
    assert frame.loc["camp", ["stated", "agrees", "elsewhere"]].isna().all()
    assert not interviews.agrees
    totals = interviews.totals.set_index("role")
    assert totals["sum"].to_dict() == {"staff": 3, "young": 4, "total": 7}
    assert totals.loc["staff", "agrees"]
    assert totals.loc[["young", "total"], "agrees"].isna().all()
    assert interviews.differences == ()


def test_a_study_without_interviews_criteria_or_names(tmp_path: Path) -> None:
    bare = without(OWN, "interviews:")
    assert read(tmp_path, bare).interviews is None
    nobody = without(bare, "criteria:", "unnamed:").replace(", criteria: [danish]", "")
    nobody = nobody.replace("count: 5", "count: 2").replace("count: 3", "count: 0")
    made = read(tmp_path, nobody.replace("count: 1", "count: 0"))
    assert made.to_frame()["n_out"].tolist() == [2, 0, 0]
    assert made.criteria.to_frame().empty
    assert made.named == ()


@pytest.mark.parametrize(
    ("found", "instead", "at", "message"),
    [
        ("reached: visited", "reached: visits", None, "Did you mean 'visited'"),
        ("    reached: found", "    reached: fond", None, "Did you mean 'found'"),
        ("phases: read", "phases: [read, red]", None, "there is no phase 'red'"),
        ("phases: read", "phases: []", None, "Name the phase"),
        ("kind: inclusion", "kind: inklusion", None, "Did you mean 'inclusion'"),
        ("criteria: danish", "criteria: english", None, "there is no criterion 'english'"),
        ("criteria: [danish]", "criteria: [danis]", None, "Did you mean 'danish'"),
        ("count: 3", "count: 6", None, "loses candidates and gains none"),
        ("count: 5", "count: 7", None, "3 named candidates and 2 of groups reached it"),
        ("count: 1", "count: one", None, "a number with a decimal point"),
        ("count: 1", "count: -1", None, "0 and more"),
        ("    count: 2", "    count: 0", None, "1 and more"),
        ("  club:", "  cafe:", "  cafe: {title: Klubben", "'cafe' is given twice"),
        ("  abroad:", "  club:", "candidates:", "names 'club' more than once"),
        ("  club:", "  the club:", None, "letters, digits and _"),
        ("screening: ours", "screening: our own", None, "letters, digits and _"),
        ("count: 5, place: s. 3", "count: 5", None, "'place' is missing"),
        ("reached: read, place: s. 5", "reached: read", None, "'place' is missing"),
        ("criteria: danish, place: s. 6", "criteria: danish", None, "'place' is missing"),
        ("document: our_report", "document: report", None, "Did you mean 'our_report'"),
        ("en: Is Danish., place", "place", "da: Er dansk.", "'en' is missing"),
        ("Besøgt, en: Visited", "Besøgt", None, "'en' is missing"),
        ("da: Søgt.,", "da: Søgt., cuont: 4,", None, "'cuont' is not a known option"),
        ("Klubben, reached", "Klubben, colour: red, reached", None, "'colour' is not a known"),
        ("en: It had closed.,", "en: '',", None, "lacks its sentence in 'en'"),
        ("title: Lejren", "title: ''", None, "'camp' needs 'title'"),
        ("    camp: {staff: 1", "    cap: {staff: 1", None, "Did you mean 'camp'"),
        ("{staff: 1, young: 4}", "{staff: 1}", None, "'camp' lacks 'young'"),
        ("{staff: 1, young: 4}", "{staff: 1, young: 4, yung: 1}", None, "Did you mean 'young'"),
        ("{staff: 1, young: 4}", "{staff: -1, young: 4}", None, "0 and more"),
        ("young: 4}", "young: ---}", None, "a number with a decimal point"),
        ("totals: {staff: 3}", "totals: {stuff: 3}", None, "Did you mean 'staff'"),
        ("    young: {da", "    title: {da", "    title: {da: Unge", "which is a column already"),
        ("candidate: cafe", "candidate: caffe", None, "Did you mean 'cafe'"),
        ("candidate: cafe", "candidate: cafe, role: stuff", None, "Did you mean 'staff'"),
        ("candidate: cafe, count: 2", "candidate: cafe, count: -2", None, "0 and more"),
        (
            "    text: {candidate",
            "    also: {candidate: cafe, count: 1, da: En., en: One., place: s. 8}\n"
            "    text: {candidate",
            "    text: {candidate",
            "'also' and 'text' count the same",
        ),
    ],
)
def test_a_wrong_file_is_refused_with_file_and_line(
    tmp_path: Path, found: str, instead: str, at: str | None, message: str
) -> None:
    assert OWN.count(found) >= 1
    wrong = OWN.replace(found, instead, 1)
    said = refused(tmp_path, wrong)
    line = line_of(wrong, at or instead.strip())
    assert f"ours.yaml, line {line}" in said
    assert message in said


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ours.yaml"
    path.write_bytes(OWN.encode("latin-1"))
    with pytest.raises(ek.DefinitionError, match="Save the file as UTF-8"):
        ek.screening(path)


def test_a_file_without_phases_or_rows_is_refused(tmp_path: Path) -> None:
    assert "Write at least one" in refused(tmp_path, without(OWN, "phases:", "criteria:"))
    assert "Give at least one" in refused(tmp_path, without(OWN, "  rows:", "  totals:"))


CITED = {"text": {"da": "x", "en": "x"}, "document": "d", "place": "p"}


def built(kept: list[int], named: list[int]) -> Screening:
    """Return a study with as many left in each phase, of whom some are named."""
    title = {"da": "x", "en": "x"}
    phases, candidates, groups = [], [], []
    for number, count in enumerate(kept):
        phases.append(Phase(name=f"phase{number}", title=title, count=count, **CITED))
        left = count - (kept[number + 1] if number + 1 < len(kept) else 0)
        by_name = min(named[number], left)
        for one in range(by_name):
            # Every other one has a reason of its own.
            reason = Reason(name="why", **CITED) if one % 2 else None
            candidates.append(
                Candidate(
                    name=f"c{number}_{one}",
                    title="x",
                    reached=f"phase{number}",
                    document="d",
                    place="p",
                    reason=reason,
                )
            )
        if left > by_name:
            rest = {"count": left - by_name, "reached": f"phase{number}"}
            groups.append(Unnamed(name=f"g{number}", title=title, **rest, **CITED))
    return Screening(
        name="made",
        title=title,
        source=Cited(name="made", **CITED),
        documents={},
        phases=tuple(phases),
        named=tuple(candidates),
        unnamed=tuple(groups),
    )


@given(
    st.lists(st.integers(0, 40), min_size=1, max_size=5),
    st.lists(st.integers(0, 9), min_size=5, max_size=5),
)
def test_everybody_is_accounted_for_in_every_phase(counts: list[int], named: list[int]) -> None:
    kept = sorted(counts, reverse=True)
    made = built(kept, named)
    frame = made.to_frame()
    assert frame["n_out"].tolist() == kept
    assert frame["left"].sum() == kept[0] - kept[-1]
    later = frame.iloc[1:]
    assert (later["n_in"] - later["left"] == later["n_out"]).all()
    assert (later["reason_stated"] + later["reason_not_stated"] == later["left"]).all()
    assert sum(one.count for one in made.unnamed) + len(made.named) == kept[0]


def test_parts_made_in_code_are_held_to_the_same_rules() -> None:
    with pytest.raises(FaultError, match="0 and more"):
        Phase(name="a", title={"da": "x", "en": "x"}, count=-1, **CITED)
    with pytest.raises(FaultError, match="'kind' is 'none'"):
        Criterion(name="a", kind="none", phases=("x",), **CITED)
    with pytest.raises(FaultError, match="needs 'place'"):
        Candidate(name="a", title="A", reached="x", document="d", place=" ")
    one = built([1], [0])
    with pytest.raises(FaultError, match="names 'phase0' more than once"):
        Screening(**{**_parts(one), "phases": (*one.phases, *one.phases)})


def _parts(made: Screening) -> dict[str, object]:
    names = ("name", "title", "source", "documents", "named", "unnamed")
    return {name: getattr(made, name) for name in names}
