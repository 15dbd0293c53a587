"""Rules of fidelity: the files that ship, a file of one's own, and what is said of a wrong one."""

from __future__ import annotations

from pathlib import Path

import pytest

import evalkit as ek
from evalkit.definition_files import builtin_folder, builtin_names
from evalkit.programmes.fidelity_rule import CHECKS

# The programmes that issue 6 names.
NINE = (
    *("bindeleddet", "cafe_step", "empower4u", "housing_first", "insp", "mentorbarn"),
    *("netvaerksmoeder", "netvaerksopbygning", "processuelle_netvaerksmoeder"),
)
OWN = """\
programme: mentorbarn
rules:
  contact:
    da: Mindst to gange om måneden.
    en: At least twice a month.
    facts: [contact_at_start]
    check: rate
    of: match
    kind: together
    amount: contact_at_start
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "my_rules.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", NINE)
def test_each_programme_of_the_issue_has_rules_that_rest_on_facts(name: str) -> None:
    found = ek.fidelity_rules(name)
    assert found.name == name
    assert found.rules
    assert all(rule.facts for rule in found.rules)


def test_every_check_is_used_and_every_criterion_of_a_source_is_read_from_a_fact() -> None:
    rules = [rule for name in builtin_names("fidelity") for rule in ek.fidelity_rules(name).rules]
    assert {rule.check for rule in rules} == set(CHECKS)
    # A number that no fact carries is evalkit's reading, and says so.
    for rule in rules:
        if rule.amount is not None and not rule.amount.fact:
            assert rule.is_assumption, rule.name
            assert rule.note


def test_a_tolerance_is_visible_and_explained() -> None:
    rules = [rule for name in builtin_names("fidelity") for rule in ek.fidelity_rules(name).rules]
    soft = [rule for rule in rules if rule.amount is not None and rule.amount.tolerance]
    assert {rule.name for rule in soft} >= {"weeks_between", "cti_length", "supervision_interval"}
    assert all(rule.note for rule in soft)


# Processuelle netværksmøder (Vidensportalen), Metode > Grundelementer i møderne.
def test_the_rules_of_processuelle_netvaerksmoeder_are_those_of_its_source() -> None:
    rules = {rule.name: rule for rule in ek.fidelity_rules("processuelle_netvaerksmoeder").rules}
    assert list(rules) == [
        *("weeks_between", "hours_without_interpreter", "hours_with_interpreter"),
        *("parents_present", "leader_not_caseworker", "minutes_written", "next_agreed"),
    ]
    between = rules["weeks_between"].amount
    assert between is not None
    assert (between.least, between.most, between.unit) == (8, 11, "weeks")
    assert rules["hours_with_interpreter"].when == {"interpreter": True}


def test_the_finding_that_rules_answer_is_cited() -> None:
    found = ek.fidelity_rules("processuelle_netvaerksmoeder").finding
    assert found is not None
    assert found.name == "no_fidelity_guidelines"


def test_kbh_plus_refuses_checklists_and_is_respected() -> None:
    found = ek.fidelity_rules("kbh_plus")
    assert found.rules == ()
    assert found.watchable == ()
    assert found.refused_by is not None
    assert "checklist" in found.refused_by.text["en"]


def test_a_programme_without_rules_says_what_could_be_watched() -> None:
    found = ek.fidelity_rules("unik")
    assert found.rules == ()
    assert "weekly_cafe" in {fact.name for fact in found.watchable}


def test_a_file_of_ones_own_for_a_programme_of_no_registry(tmp_path: Path) -> None:
    text = """\
programme: vores
required_share: 0.9
rules:
  short:
    da: Møder er korte.
    en: Meetings are short.
    source: our handbook, p. 4
    check: number
    kind: team meeting
    column: minutes
    amount: "30-45 minutes"
    tolerance: 5
"""
    found = ek.fidelity_rules(written(tmp_path, text))
    (rule,) = found.rules
    assert (found.name, found.title["da"], found.programme) == ("vores", "vores", None)
    assert rule.required_share == 0.9
    assert rule.amount is not None
    assert (rule.amount.low, rule.amount.high) == (25, 50)


def test_the_file_of_a_programme_has_no_rules_yet() -> None:
    found = ek.fidelity_rules(Path(__file__).parent / "own_programme.yaml")
    assert found.rules == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("check: rate", "check: rates", r"line 7 .*'check' is 'rates'. Did you mean 'rate'\?"),
        ("of: match", "off: match", r"line 8 .*'off' is not a known option. Did you mean 'of'\?"),
        ("of: match", "of: matches", r"line 8 .*Did you mean 'match'\?"),
        ("kind: together", "role: mentor", r"line 9 .*'role' is not a known option"),
        (
            "amount: contact_at_start",
            "amount: contacts_at_start",
            "Did you mean 'contact_at_start'",
        ),
        ("amount: contact_at_start", 'amount: "twice"', "line 10 .*no fact of this programme"),
        ("amount: contact_at_start", 'amount: "2 weeks"', "line 10 .*is counted in 'weeks'"),
        ("amount: contact_at_start", 'amount: "2"', "Write a number and its unit"),
        ("amount: contact_at_start", "amount: for_life", "line 10 .*carries no number"),
        ("amount: contact_at_start", 'amount: "3-2 times_per_month"', "Swap them"),
        ("amount: contact_at_start", 'amount: "2 times_per_month"', "'as' is missing"),
        ("    amount: contact_at_start\n", "", "the check 'rate' needs 'amount'"),
        ("facts: [contact_at_start]", "facts: [contact]", "line 6 .*no fact of this programme"),
        ("    facts: [contact_at_start]\n", "", "has no source"),
        ("    en: At least twice a month.\n", "", "lacks its sentence in 'en'"),
        ("of: match", "of: match\n    required_share: 80", "line 9 .*above 0, at most 1"),
        ("of: match", "of: match\n    tolerance: -1", "line 9 .*below 0"),
        ("of: match", "of: match\n    as: least", "line 9 .*has its limits"),
        ("programme: mentorbarn", "programme: other.yaml", "line 1.*no programme file"),
    ],
)
def test_what_is_wrong_in_a_file_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    with pytest.raises(ek.DefinitionError, match=said):
        ek.fidelity_rules(written(tmp_path, OWN.replace(old, new)))


def test_a_file_without_rules_and_a_name_that_is_none_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ek.DefinitionError, match="there is no rule"):
        ek.fidelity_rules(written(tmp_path, "programme: mentorbarn\n"))
    with pytest.raises(ek.InputError, match="Did you mean 'mentorbarn'"):
        ek.fidelity_rules("mentorban")


def test_the_files_are_named_for_their_programmes() -> None:
    for path in builtin_folder("fidelity").glob("*.yaml"):
        assert ek.fidelity_rules(path).name == path.stem


def test_looking_at_rules_shows_them() -> None:
    shown = repr(ek.fidelity_rules("insp"))
    assert shown.startswith("<FidelityRules insp: 2 rules>")
    assert "nan" not in shown
