"""A theory of change in a programme file: what it holds, and what is refused at which line."""

from __future__ import annotations

from pathlib import Path

import pytest

from evalkit.errors import DefinitionError
from evalkit.programmes.programme_file import programme
from evalkit.programmes.theory import Theory

SMALL = (Path(__file__).parent / "small_theory.yaml").read_text(encoding="utf-8")


def loaded(folder: Path, text: str = SMALL) -> Theory:
    path = folder / "ours.yaml"
    path.write_text(text, encoding="utf-8")
    theory = programme(path).theory
    assert theory is not None
    return theory


def refused(folder: Path, old: str, new: str) -> str:
    """Return what is said of the small programme with one text changed."""
    assert SMALL.count(old) == 1
    with pytest.raises(DefinitionError) as error:
        loaded(folder, SMALL.replace(old, new))
    return str(error.value)


def line_of(text: str) -> str:
    [line] = [number for number, each in enumerate(SMALL.splitlines(), 1) if text in each]
    return f"ours.yaml, line {line} "


def test_stages_nodes_links_and_measurements_are_read(tmp_path: Path) -> None:
    theory = loaded(tmp_path)
    assert [stage.name for stage in theory.stages] == ["activities", "steps", "outcome"]
    assert [node.name for node in theory.nodes] == [
        *("cafe", "talks", "trust", "wellbeing", "network", "job", "debt"),
    ]
    assert (theory.document, theory.place, theory.credit) == (
        *("our_report", "Figur 1", "Hansen (2020)"),
    )
    assert [(link.start, link.end, link.basis, link.place) for link in theory.links] == [
        ("talks", "trust", "evalkit", ""),
        ("cafe", "network", "text", "4"),
    ]
    assert theory.measured[1].scales == ("who5", "swemwbs")
    assert theory.measured[1].basis == "evalkit"


def test_a_programme_need_not_have_one(tmp_path: Path) -> None:
    path = tmp_path / "ours.yaml"
    path.write_text(SMALL[: SMALL.index("theory:")], encoding="utf-8")
    assert programme(path).theory is None


def test_it_may_be_about_a_part_of_the_programme(tmp_path: Path) -> None:
    assert loaded(tmp_path).of == {}
    of = "theory:\n  of: {da: Projekt 16, en: Project 16}"
    assert loaded(tmp_path, SMALL.replace("theory:", of)).of["en"] == "Project 16"
    assert "'en' is missing" in refused(tmp_path, "theory:", of.replace(", en: Project 16", ""))


DANGLING = "{from: talks, to: trust, basis: evalkit"
STATED = 'en: The café gives a network., place: "4"}'
WRONG = [
    (DANGLING, "{from: talks, to: trusst, basis: evalkit", "'to' is 'trusst'. Did you mean 'tru"),
    (DANGLING, "{from: trust, to: trust, basis: evalkit", "leads from 'trust' to itself"),
    (DANGLING, "{from: talks, to: trust, basis: figure", "'basis' is 'figure'. Accepted: 'text'"),
    (DANGLING, '{from: talks, to: trust, basis: text, place: " "', "needs 'place'. Say where"),
    ("trust: {da: Tillid", "cafe: {da: Tillid", "node 'cafe' stands in another stage too"),
    ("talks: {da: Samtaler", "cafe: {da: Samtaler", "'cafe' is given twice"),
    ("{node: network, by: form}", "{node: netwrk, by: form}", "Did you mean 'network'?"),
    ("{node: network, by: form}", "{node: network, by: fom}", "'by' is 'fom'. Did you mean 'form'"),
    ("{node: network, by: form}", "{node: network}", "give 'by' (a measurement) or 'scales'"),
    ("scales: [attendance]}", "scales: [attendance], basis: text}", "so 'by' must name the mea"),
    ("scales: [attendance]}", "scales: [a.b.c]}", "'scales' has 'a.b.c'. Accepted: an instrument"),
    (
        "scales: [attendance]}",
        "scales: [status]}",
        "'scales' has 'status'. Accepted: an instrument",
    ),
    ("scales: [attendance]}", "scale: [attendance]}", "give 'by' (a measurement) or 'scales'"),
]


@pytest.mark.parametrize(("old", "new", "said"), WRONG)
def test_what_contradicts_itself_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    message = refused(tmp_path, old, new)
    assert said in message
    assert message.startswith(line_of(old).strip())


def test_a_link_that_the_text_states_needs_its_place(tmp_path: Path) -> None:
    message = refused(tmp_path, STATED, "en: The café gives a network.}")
    assert "a link with the basis 'text' needs 'place'" in message
    assert message.startswith(line_of(STATED).strip())


def test_the_same_link_twice_is_refused(tmp_path: Path) -> None:
    twice = "    - {from: talks, to: trust, basis: evalkit, da: Igen., en: Again.}\n  measured:"
    assert "'links' names 'talks -> trust' more than once" in refused(
        tmp_path, "  measured:", twice
    )


def test_one_stage_is_no_theory(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match=r"line \d+ in theory: .*at least two stages"):
        loaded(tmp_path, SMALL[: SMALL.index("    steps:")])


def test_a_stage_without_nodes_is_refused(tmp_path: Path) -> None:
    old = "        trust: {da: Tillid, en: Trust}\n"
    message = refused(tmp_path, f"      nodes:\n{old}", "      nodes: {}\n")
    assert "stage 'steps' has no node" in message
