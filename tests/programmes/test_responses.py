"""What programmes say they do about signals: the files that ship, and one of one's own."""

from __future__ import annotations

from pathlib import Path

import pytest

import evalkit as ek
from evalkit.definition_files import builtin_names
from evalkit.errors import DefinitionError, InputError
from evalkit.monitoring.watches import WATCHES
from evalkit.programmes.responses import signal_responses

OWN = """\
programme: mentorbarn
responses:
  attendance:
    do: {da: "Ring til familien.", en: "Call the family."}
    who: {da: "Proceslederen.", en: "The process leader."}
  fidelity:
    do: [always_advice]
"""


def written(folder: Path, text: str = OWN) -> Path:
    path = folder / "our_responses.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", builtin_names("signals"))
def test_every_file_names_its_own_programme_and_watches_and_rules_that_there_are(
    name: str,
) -> None:
    found = signal_responses(name)
    assert found.programme == name
    rules = {rule.name for rule in ek.fidelity_rules(name).rules}
    for watch in found.by_watch:
        kind, _, about = watch.partition(".")
        assert kind in WATCHES
        assert not about or (kind == "fidelity" and about in rules)


@pytest.mark.parametrize("name", builtin_names("signals"))
def test_what_ships_rests_on_facts_with_a_place_and_is_no_wording_of_evalkits(name: str) -> None:
    for response in signal_responses(name).by_watch.values():
        assert not response.do_words
        assert not response.who_words
        assert response.do or response.who
        assert all(fact.place for fact in (*response.do, *response.who))


# Read in the sources: VIVE 2022 4.4.5 (STEP); Ungdommens Vel, section 4; VIVE 2022 5.4.2, 4.2.3.
@pytest.mark.parametrize(
    ("name", "watch", "about", "do", "who"),
    [
        ("cafe_step", "attendance", "café", "the dynamics of the group are examined", ""),
        ("netvaerksopbygning", "matches", "", "finds a new contact person", "The coordinator has"),
        ("netvaerksopbygning", "goals", "", "", "the coordinator's task to formulate goals"),
        ("mentorbarn", "fidelity", "contact_at_start", "possibility of advice", ""),
        ("bindeleddet", "fidelity", "supervision_interval", "", "An authorised psychologist"),
        ("netvaerksmoeder", "fidelity", "leader_not_in_case", "family therapists", ""),
        ("processuelle_netvaerksmoeder", "starts", "", "a procedure for finding", "DIGNITY"),
    ],
)
def test_what_the_sources_say(name: str, watch: str, about: str, do: str, who: str) -> None:
    found = signal_responses(name).to(watch, about)
    for facts, said in ((found.do, do), (found.who, who)):
        text = " ".join(fact.text["en"] for fact in facts)
        assert said in text
        assert bool(text) == bool(said)


@pytest.mark.parametrize(
    ("name", "watch"),
    [
        ("unik", "readings"),
        ("insp", "fidelity"),
        ("kbh_plus", "attendance"),
        ("cafe_step", "exits"),
    ],
)
def test_where_a_source_is_silent_nothing_is_made_up(name: str, watch: str) -> None:
    found = signal_responses(name).to(watch)
    assert not found.is_stated
    assert not found.who


def test_a_file_of_ones_own_says_it_in_its_own_words_or_by_facts(tmp_path: Path) -> None:
    found = signal_responses(written(tmp_path))
    assert found.to("attendance", "any").do_words["en"] == "Call the family."
    assert found.to("attendance").who_words["da"] == "Proceslederen."
    # What is said of a watch goes for everything it is about that has no words of its own.
    assert [fact.name for fact in found.to("fidelity", "contact_at_start").do] == ["always_advice"]
    assert not found.to("goals").is_stated


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        (
            "always_advice",
            "always_advise",
            7,
            "no fact 'always_advise'. Did you mean 'always_advice'",
        ),
        ("programme: mentorbarn", "programme: mentorbarnet", 7, "Did you mean 'mentorbarn'"),
        ("    who: {da", "    whom: {da", 5, "Did you mean 'who'"),
        (', en: "Call the family."', "", 4, "'en'"),
        ("    do: [always_advice]\n", "    {}\n", 7, "write 'do', 'who' or both"),
    ],
)
def test_a_mistake_is_told_with_file_line_and_the_nearest_name(
    tmp_path: Path, old: str, new: str, line: int, said: str
) -> None:
    assert old in OWN
    path = written(tmp_path, OWN.replace(old, new, 1))
    with pytest.raises(DefinitionError) as raised:
        signal_responses(path)
    message = str(raised.value)
    assert "our_responses.yaml" in message
    assert f"line {line}" in message
    assert said in message


def test_a_file_without_responses_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match=r"our_responses\.yaml.*'responses' is missing"):
        signal_responses(written(tmp_path, "programme: mentorbarn\nresponses: {}\n"))


@pytest.mark.parametrize(
    ("name", "said"),
    [("mentorban", "Did you mean 'mentorbarn'"), ("nowhere.yaml", "nowhere.yaml")],
)
def test_a_programme_or_file_that_is_not_there_is_refused(name: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        signal_responses(name)


def test_a_programme_in_no_registry_has_responses_in_words(tmp_path: Path) -> None:
    words = OWN.replace("mentorbarn", "vores").partition("  fidelity:")[0]
    found = signal_responses(written(tmp_path, words))
    assert found.programme == "vores"
    assert found.to("attendance").do_words["en"] == "Call the family."
    with pytest.raises(DefinitionError, match=r"line 7.*'vores' is not in the registry.*do: \{da"):
        signal_responses(written(tmp_path, OWN.replace("mentorbarn", "vores")))
