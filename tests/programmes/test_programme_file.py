"""A programme of one's own: one file outside the package, refused with file and line when wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import evalkit as ek
from evalkit.errors import DefinitionError, InputError

WHOLE = (Path(__file__).parent / "own_programme.yaml").read_text(encoding="utf-8")
QUESTIONS = (Path(__file__).parent / "own_questionnaire.yaml").read_text(encoding="utf-8")
Change = tuple[str, str]


def written(folder: Path, *changes: Change, name: str = "ours.yaml") -> Path:
    """Write the whole programme with texts changed; each must be there, once."""
    text = WHOLE
    for found, instead in changes:
        assert text.count(found) == 1, found
        text = text.replace(found, instead)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def refused(path: Path) -> str:
    with pytest.raises(DefinitionError) as error:
        ek.programme(path)
    return str(error.value)


def line_of(path: Path, marker: str) -> int:
    """Return the number of the last line that begins so."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return max(n for n, text in enumerate(lines, start=1) if text.strip().startswith(marker))


# What a whole file gives ------------------------------------------------------------------


def test_a_programme_of_ones_own_is_one_file(tmp_path: Path) -> None:
    path = written(tmp_path)
    made = ek.programme(path)
    assert (made.name, made.title["en"], made.also_called) == (
        "ours",
        "Our programme",
        ("Vores", "Huset"),
    )
    assert [fact.name for fact in made.facts] == ["why", "home", "began", "ages", "method"]
    assert (made.fact("ages").least, made.fact("ages").most) == (16, 24)
    assert made.fact("began").year == 2026
    assert made.answers == {"theory_named": "yes", "effect_positive": "not_stated"}
    assert made.measurements[0].every_months == 3
    assert made.published[0].share == 0.74
    assert made.ratings[0].facts == ("why", "began")
    assert made.theory is None
    assert ek.programme(str(path)) == made


def test_facts_keep_the_order_of_the_topics_and_not_of_the_file(tmp_path: Path) -> None:
    later = written(tmp_path, ("  why:\n    topic: purpose", "  why:\n    topic: experience"))
    assert [fact.name for fact in ek.programme(later).facts] == [
        "home",
        "began",
        "ages",
        "method",
        "why",
    ]


def test_only_the_documents_that_are_used_are_kept(tmp_path: Path) -> None:
    made = ek.programme(written(tmp_path))
    assert list(made.documents) == ["our_report", "vive_2022"]
    assert made.documents["our_report"].cite() == "Os. Årsberetning, 2026"
    assert made.fact("why").document == "our_report"
    assert made.fact("method").document == "vive_2022"
    assert ek.registry(made).sources.to_frame()["entries"].tolist() == [9, 1]


def test_a_file_without_a_default_document_names_one_in_each_entry(tmp_path: Path) -> None:
    path = tmp_path / "short.yaml"
    path.write_text(
        "programme: short\ntitle: {da: Kort, en: Short}\nfacts:\n"
        "  why: {topic: purpose, da: Et mål., en: A goal., document: vive_2022, place: s. 1}\n",
        encoding="utf-8",
    )
    made = ek.programme(path)
    assert (made.document, made.fact("why").document) == ("", "vive_2022")
    assert (made.questionnaire, made.evidence) == (None, ())


@pytest.mark.parametrize("name", ["ours.yml", "ours.YAML", "vores æøå.yaml"])
def test_how_the_file_may_be_called(tmp_path: Path, name: str) -> None:
    assert ek.programme(written(tmp_path, name=name)).name == "ours"


def test_it_can_be_asked_about_at_once(tmp_path: Path) -> None:
    path = written(tmp_path)
    assert set(ek.registry(["unik", path]).to_frame()["programme"]) == {"unik", "ours"}
    profile = ek.lovende_praksis(path).to_frame().set_index("element")
    assert profile.loc["theory", ["grade", "score", "answered"]].tolist() == ["met", 1.0, 1]
    assert profile.loc["effect", "grade"] == "not_assessed"
    assert ek.registry(path).contradictions.to_frame()["name"].tolist() == ["method"]
    assert ek.registry(path).plan.to_frame()["instruments"].tolist() == ["who5"]


def test_what_is_shown_says_how_much_there_is_of_each_kind(tmp_path: Path) -> None:
    made = ek.programme(written(tmp_path, ("en: Our programme", "en: Ours & <theirs>")))
    counts = made.summary().set_index("kind")["count"]
    assert counts.tolist() == [5, 1, 1, 2, 1, 0]
    assert repr(made).startswith("<Programme ours: Ours & <theirs>>")
    assert "<b>Ours &amp; &lt;theirs&gt;</b>" in made._repr_html_()


# What is refused, and where ---------------------------------------------------------------

# What is changed, how the line that is named begins, and what the message says.
FAULTS = {
    "no place": (
        ("en: The young people are to get a network.\n    place: s. 3", "en: To get a network."),
        "topic: purpose",
        "in facts > why: 'place' is missing. Add a line 'place: ...'.",
    ),
    "place empty": (("place: s. 3", "place: ''"), "place: ''", "'why' has no source. Give 'docum"),
    "place not written": (("place: s. 3", "place: # s. 3"), "place: #", "'place' has no value"),
    "place a list": (("place: s. 3", "place: [s. 3]"), "place: [s. 3]", "must be one value"),
    "unknown document": (
        ("document: vive_2022", "document: vive_2021"),
        "document: vive_2021",
        "Did you mean 'vive_2022'? Accepted: 'vive_2022', 'vidensportalen_pnm', ",
    ),
    "unknown default document": (
        ("document: our_report\n", "document: our_reprot\n"),
        "document: our_reprot",
        "Did you mean 'our_report'? Accepted: ",
    ),
    "document of one's own without who": (
        (", by: Os, year: 2026}", "}"),
        "our_report: {title",
        "in documents > our_report: 'by' is missing",
    ),
    "document of one's own without a title": (
        ("title: Årsberetning", "title: ' '"),
        "our_report: {title",
        "document 'our_report' needs 'title' and 'by'",
    ),
    "document of one's own in a fraction of a year": (
        ("by: Os, year: 2026}", "by: Os, year: 2026.5}"),
        "our_report: {title",
        "'year' must be a whole number",
    ),
    "a document that is evalkit's": (
        ("  our_report: {", "  vive_2022: {title: Andet, by: Os}\n  our_report: {"),
        "vive_2022: {title",
        "'vive_2022' is a document that evalkit knows",
    ),
    "unknown topic": (
        ("topic: purpose", "topic: purpos"),
        "topic: purpos",
        "'topic' is 'purpos'. Did you mean 'purpose'? Accepted: 'purpose', 'anchoring', ",
    ),
    "no topic": (("    topic: purpose\n", ""), "da: De unge skal", "'topic' is missing"),
    "a topic that needs words": (
        ("    words: [municipal]\n", ""),
        "topic: anchoring",
        "a fact about 'anchoring' needs 'words'. Accepted: 'civil_society', 'municipal', ",
    ),
    "words that are empty": (
        ("words: [municipal]", "words: []"),
        "topic: anchoring",
        "needs 'words'. Accepted: 'civil_society'",
    ),
    "a topic that needs an amount": (
        ("    value: 2015\n    unit: year\n", ""),
        "topic: since",
        "a fact about 'since' needs a number: 'value', or 'least' and 'most', with a 'unit'.",
    ),
    "a word that is not accepted": (
        ("words: [municipal]", "words: [municipial]"),
        "words: [municipial]",
        "'words' has 'municipial'. Did you mean 'municipal'? Accepted: 'civil_society', ",
    ),
    "a word twice": (
        ("words: [municipal]", "words: [municipal, municipal]"),
        "words: [municipal, municipal]",
        "'words' names 'municipal' more than once. Name it once.",
    ),
    "words on a topic that takes none": (
        ("    topic: purpose\n", "    topic: purpose\n    words: [state]\n"),
        "words: [state]",
        "a fact about 'purpose' takes no 'words'. Leave them out.",
    ),
    "unknown unit": (
        ("unit: years_old", "unit: years"),
        "unit: years",
        "'unit' is 'years'. Did you mean 'years_old'? Accepted: 'years_old'.",
    ),
    "no unit": (("    unit: years_old\n", ""), "topic: age", "'unit' is ''. Accepted: 'years_old'"),
    "a unit without a number": (
        ("words: [recovery]", "unit: kr"),
        "unit: kr",
        "there is a 'unit' and no number. Add 'value'.",
    ),
    "value with least": (
        ("least: 16", "value: 16"),
        "value: 16",
        "give 'value', or 'least' and 'most', and not both.",
    ),
    "least above most": (("least: 16", "least: 25"), "least: 25", "'least' is above 'most'. Swap"),
    "an amount on a topic that takes none": (
        ("place: s. 3", "place: s. 3\n    least: 3\n    unit: persons"),
        "least: 3",
        "a fact about 'purpose' takes no number. Leave 'least' out.",
    ),
    "an amount on a topic that takes words": (
        ("words: [municipal]", "words: [municipal]\n    value: 1\n    unit: sites"),
        "value: 1",
        "a fact about 'anchoring' takes no number. Leave 'value' out.",
    ),
    "an amount that is no number": (
        ("value: 2015", "value: ca. 2015"),
        "value: ca. 2015",
        "'value' is 'ca. 2015'; a number with a decimal point is expected.",
    ),
    "a Danish comma": (("least: 16", "least: 16,5"), "least: 16,5", "a number with a decimal"),
    "a year that is no whole one": (("year: 2026\n", "year: 2026.5\n"), "year: 2026.5", "whole"),
    "no Danish": (("    da: De unge skal få et netværk.\n", ""), "topic: purpose", "'da' is missi"),
    "no English": (
        ("    en: The programme is municipal.\n", ""),
        "topic: anchoring",
        "in facts > home: 'en' is missing. Add a line 'en: ...'.",
    ),
    "an empty sentence": (
        ("en: The programme is municipal.", "en: ' '"),
        "en: ' '",
        "'home' lacks its sentence in 'en'. Write it in each language.",
    ),
    "a note in one language": (
        ("note: {da: Kun nævnt., en: Only mentioned.}", "note: {da: Kun nævnt.}"),
        "note: {da: Kun nævnt.}",
        "in facts > method > note: 'en' is missing",
    ),
    "a note that is empty": (
        ("note: {da: Kun nævnt., en: Only mentioned.}", "note: {da: '', en: ''}"),
        "note: {da: '', en: ''}",
        "the note of 'method' lacks a language. Write it in each, or leave 'note' out.",
    ),
    "a contradiction that is empty": (
        ("en: Page 9 says otherwise.", "en: ' '"),
        "contradiction: {da",
        "the contradiction of 'method' lacks a language",
    ),
    "a note without a language": (
        ("note: {da: Kun nævnt., en: Only mentioned.}", "note: Kun nævnt."),
        "note: Kun nævnt.",
        "'note' must be a mapping of names to values",
    ),
    "unknown certainty": (
        ("certainty: seen", "certainty: sure"),
        "certainty: sure",
        "'certainty' is 'sure'. Accepted: 'src', 'seen', 'known', 'not found'.",
    ),
    "a misspelt option of a fact": (
        ("place: s. 3", "plaace: s. 3\n    place: s. 3"),
        "plaace",
        "in facts > why: 'plaace' is not a known option. Did you mean 'place'? Accepted: ",
    ),
    "a misspelt option of the file": (
        ("also_called:", "also_caled:"),
        "also_caled",
        "'also_caled' is not a known option. Did you mean 'also_called'? Accepted: ",
    ),
    "a fact's name twice": (("  began:", "  why:"), "why:", "in facts: 'why' is given twice."),
    "an option twice": (
        ("place: s. 3", "place: s. 3\n    topic: until"),
        "topic: until",
        "'topic' is given twice",
    ),
    "a fact's name with a space": (
        ("  began:", "  it began:"),
        "it began:",
        "in facts: an entry is called 'it began'. Use letters, digits and _, with a letter first.",
    ),
    "a fact's name that is a number": (("  began:", "  1:"), "1:", "an entry is called '1'"),
    "a fact's name that is empty": (("  began:", "  '':"), "'':", "an entry is called ''"),
    "a fact that is only a text": (
        ("  began:\n    topic: since\n", "  text: Begyndt i 2015.\n  began:\n    topic: since\n"),
        "text: Begyndt",
        "'text' must be a mapping of names to values.",
    ),
    "an unknown question": (
        ("  theory_named:", "  theory_namd:"),
        "theory_namd:",
        "there is no question 'theory_namd' in 'evalkit'. Did you mean 'theory_named'? Accepted:",
    ),
    "an unknown answer": (
        ("answer: yes", "answer: ja"),
        "answer: ja",
        "'answer' is 'ja'. Accepted: 'yes', 'partly', 'no', 'not_stated'.",
    ),
    "an answer that leads to no fact": (
        ("facts: [method]", "facts: [methd]"),
        "facts: [methd]",
        "'facts' names 'methd', which is no fact of this programme. Did you mean 'method'?",
    ),
    "an answer that names a fact twice": (
        ("facts: [method]", "facts: [method, method]"),
        "facts: [method, method]",
        "'facts' names 'method' more than once",
    ),
    "an answer without a place": (
        ("    en: The method is named.\n    place: s. 4\n", "    en: The method is named.\n"),
        "answer: yes",
        "in practice > theory_named: 'place' is missing",
    ),
    "a grade that leads to no fact": (
        ("facts: [why, began]", "facts: [why, begann]"),
        "facts: [why, begann]",
        "'facts' names 'begann', which is no fact of this programme. Did you mean 'began'?",
    ),
    "an unknown grade": (("grade: C", "grade: E"), "grade: E", "Accepted: 'A', 'B', 'C', 'D'"),
    "an unknown instrument": (
        ("instruments: [who5]", "instruments: [who-5]"),
        "instruments: [who-5]",
        "'instruments' has 'who-5'. Did you mean 'who5'? Accepted: 'cantril', ",
    ),
    "an unknown moment": (
        ("moments: [before, after]", "moments: [befor, after]"),
        "moments: [befor",
        "Did you mean 'before'? Accepted: 'before', 'after', 'follow_up', 'during'.",
    ),
    "an interval of nothing": (
        ("every_months: 3", "every_months: 0"),
        "every_months: 0",
        "'every_months' is 0. Accepted: above 0, at most 120.",
    ),
    "an interval without end": (
        ("every_months: 3", "every_months: inf"),
        "every_months: inf",
        "Accepted: above 0, at most 120.",
    ),
    "an unknown respondent": (
        ("respondent: young_person", "respondent: young_persons"),
        "respondent: young_persons",
        "Did you mean 'young_person'?",
    ),
    "required said otherwise": (
        ("required: voluntary", "required: no"),
        "required: no",
        "'required' is 'no'. Accepted: 'yes', 'voluntary', 'not_stated'.",
    ),
    "a misspelt option of a measurement": (
        ("every_months: 3", "every_month: 3"),
        "every_month: 3",
        "Did you mean 'every_months'?",
    ),
    "no name": (("programme: ours\n", ""), "title: {da: Vores", "'programme' is missing. Add a li"),
    "a name with a hyphen": (
        ("programme: ours", "programme: our-s"),
        "programme: our-s",
        "a programme is called 'our-s'. Use letters, digits and _",
    ),
    "a title in one language": (
        ("title: {da: Vores indsats, en: Our programme}", "title: {da: Vores indsats}"),
        "title: {da: Vores indsats}",
        "in title: 'en' is missing",
    ),
    "a title that is empty": (
        ("en: Our programme}", "en: ''}"),
        "title: {da: Vores",
        "the title of programme 'ours' lacks 'en'",
    ),
    "a title that is a text": (
        ("title: {da: Vores indsats, en: Our programme}", "title: Vores"),
        "title: Vores",
        "'title' must be a mapping of names to values",
    ),
    "a questionnaire nobody answers": (
        ("document: our_report\n", "document: our_report\nquestionnaire: sfi.yaml\n"),
        "questionnaire: sfi.yaml",
        "There is no questionnaire file 'sfi.yaml' where you pointed. Check the path.",
    ),
    "an unknown questionnaire": (
        ("document: our_report\n", "document: our_report\nquestionnaire: evalkt\n"),
        "questionnaire: evalkt",
        "There is no questionnaire 'evalkt'. Did you mean 'evalkit'? Accepted: 'evalkit'. Or give",
    ),
    "a tab": (("    topic: purpose\n", "\ttopic: purpose\n"), "topic: purpose", "not YAML: "),
    "a question mark that waits": (
        ("place: s. 3", "place: '?'"),
        "place: '?'",
        "'place' is still a question. Write the answer instead of '?'",
    ),
}


@pytest.mark.parametrize(("change", "marker", "message"), FAULTS.values(), ids=FAULTS)
def test_what_is_wrong_and_where(tmp_path: Path, change: Change, marker: str, message: str) -> None:
    path = written(tmp_path, change)
    error = refused(path)
    assert message in error
    line = line_of(path, marker)
    assert re.match(rf"ours\.yaml, line {line}\b", error), error


@pytest.mark.parametrize("amount", ["nan", "inf", "-inf", "+inf"])
@pytest.mark.parametrize("at", ["value: 2015", "least: 16", "most: 24"])
def test_an_amount_is_a_number_that_is_one(tmp_path: Path, at: str, amount: str) -> None:
    name = at.partition(":")[0]
    path = written(tmp_path, (at, f"{name}: {amount}"))
    error = refused(path)
    assert error.startswith(f"ours.yaml, line {line_of(path, f'{name}: {amount}')} in facts > ")
    assert f"'{name}' is {float(amount):g}. Give a number that is one." in error


def test_an_interval_that_is_no_number(tmp_path: Path) -> None:
    path = written(tmp_path, ("every_months: 3", "every_months: nan"))
    assert "'every_months' is nan. Accepted: above 0, at most 120." in refused(path)


def test_no_document_at_all(tmp_path: Path) -> None:
    path = written(tmp_path, ("document: our_report\n", ""))
    error = refused(path)
    assert error.startswith(f"ours.yaml, line {line_of(path, 'topic: purpose')} in facts > why: ")
    assert "'document' is missing: a fact without a source is none. Add 'document: ...'" in error


@pytest.mark.parametrize(
    ("facts", "line", "message"),
    [
        ("", 1, "there is no fact. Write at least one under 'facts'."),
        ("facts: {}\n", 4, "there is no fact. Write at least one under 'facts'."),
        ("facts:\n", 4, "'facts' must be a mapping of names to values."),
        ("facts: []\n", 4, "'facts' must be a mapping of names to values."),
        ("facts:\n  - topic: purpose\n", 4, "'facts' must be a mapping of names to values."),
        ("facts: ingen\n", 4, "'facts' must be a mapping of names to values."),
    ],
)
def test_a_programme_without_facts(tmp_path: Path, facts: str, line: int, message: str) -> None:
    path = tmp_path / "ours.yaml"
    top = "programme: ours\ntitle: {da: Vores, en: Ours}\ndocument: vive_2022\n"
    path.write_text(top + facts, encoding="utf-8")
    assert refused(path) == f"ours.yaml, line {line}: {message}"


@pytest.mark.parametrize("kind", ["measurements", "published", "practice", "rating", "documents"])
def test_a_list_where_named_entries_are_expected(tmp_path: Path, kind: str) -> None:
    lines = WHOLE[: WHOLE.index("measurements:")]
    if kind == "documents":
        lines = lines.replace("  our_report: {", "  - {")
    else:
        lines += f"{kind}:\n  - {{place: s. 3}}\n"
    path = tmp_path / "ours.yaml"
    path.write_text(lines, encoding="utf-8")
    line = line_of(path, f"{kind}:")
    assert refused(path) == (
        f"ours.yaml, line {line}: '{kind}' must be a mapping of names to values."
    )


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "ours.yaml, line 1: expected 'name: value' lines at the top level."),
        (b"# nothing yet\n", "ours.yaml, line 1: expected 'name: value' lines at the top level."),
        (b"- programme: ours\n", "ours.yaml, line 1: expected 'name: value' lines"),
        (b"programme: ours\n---\nprogramme: ours\n", "ours.yaml, line 2: not YAML: "),
        (WHOLE.encode("cp1252"), "not UTF-8 text. Save the file as UTF-8."),
        (WHOLE.encode("utf-16"), "not UTF-8 text. Save the file as UTF-8."),
        (WHOLE.encode("utf-8")[:400] + b"\xff", "not UTF-8 text"),
        (b"programme: ours\x00\n", "not YAML (an unprintable character)"),
    ],
)
def test_a_file_that_is_no_definition(tmp_path: Path, raw: bytes, message: str) -> None:
    path = tmp_path / "ours.yaml"
    path.write_bytes(raw)
    error = refused(path)
    assert error.startswith("ours.yaml")
    assert message in error


def test_a_mark_at_the_beginning_and_other_line_ends_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "ours.yaml"
    path.write_bytes(WHOLE.replace("\n", "\r\n").encode("utf-8-sig"))
    assert ek.programme(path) == ek.programme(written(tmp_path, name="plain.yaml"))


# The questionnaire beside it --------------------------------------------------------------

OWN_QUESTIONS = (
    ("document: our_report\n", "document: our_report\nquestionnaire: own.yaml\n"),
    ("theory_named:\n    answer: yes", "network_size:\n    answer: a4"),
    ("effect_positive:\n    answer: not_stated", "network_trust:\n    answer: unknown"),
)


def test_answers_to_a_questionnaire_beside_the_file(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(QUESTIONS, encoding="utf-8")
    made = ek.programme(written(tmp_path, *OWN_QUESTIONS))
    assert made.questionnaire is not None
    assert made.questionnaire.name == "own"
    assert made.answers == {"network_size": "a4", "network_trust": "unknown"}


def test_a_wrong_questionnaire_is_named_and_not_the_programme(tmp_path: Path) -> None:
    wrong = QUESTIONS.replace("element: work\n    weight: 0.1", "element: wrok\n    weight: 0.1")
    questions = tmp_path / "own.yaml"
    questions.write_text(wrong, encoding="utf-8")
    error = refused(written(tmp_path, *OWN_QUESTIONS))
    line = line_of(questions, "element: wrok")
    assert error.startswith(f"own.yaml, line {line} in questions > work_paid: 'element' is 'wrok'.")
    assert "Did you mean 'work'? Accepted: 'network', 'work'." in error


def test_answers_of_another_questionnaire_are_unknown(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(QUESTIONS, encoding="utf-8")
    path = written(tmp_path, *OWN_QUESTIONS[:2])
    error = refused(path)
    assert error.startswith(f"ours.yaml, line {line_of(path, 'effect_positive:')} in practice: ")
    assert "there is no question 'effect_positive' in 'own'. Accepted: 'network_size', " in error


def test_a_questionnaire_without_any_answer_to_it(tmp_path: Path) -> None:
    path = tmp_path / "ours.yaml"
    path.write_text(
        WHOLE[: WHOLE.index("measurements:")] + "questionnaire: own.yaml\n", encoding="utf-8"
    )
    error = refused(path)
    assert error.startswith(f"ours.yaml, line {line_of(path, 'questionnaire:')}: ")
    assert "Answer its questions under 'practice', or leave it out." in error


# Asked for wrongly ------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["unikk", "UNIK", "unik ", "Unik"])
def test_the_nearest_programme_is_suggested(name: str) -> None:
    with pytest.raises(InputError, match=r"There is no programme .*Did you mean 'unik'"):
        ek.programme(name)


def test_a_name_that_is_like_none() -> None:
    with pytest.raises(InputError) as error:
        ek.programme("xyz")
    assert "Accepted: 'bindeleddet', " in str(error.value)
    assert "Or give a .yaml file." in str(error.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    for path in (tmp_path / "borte.yaml", tmp_path):
        with pytest.raises(InputError, match="There is no programme"):
            ek.programme(path)
    (tmp_path / "folder.yaml").mkdir()
    with pytest.raises(InputError, match=r"There is no programme file 'folder\.yaml'"):
        ek.programme(tmp_path / "folder.yaml")


def test_what_is_no_name() -> None:
    with pytest.raises(InputError, match="by name or path, not by a int"):
        ek.programme(3)  # type: ignore[arg-type]


def test_a_fact_or_topic_that_is_not_there(tmp_path: Path) -> None:
    made = ek.programme(written(tmp_path))
    with pytest.raises(InputError, match=r"'ours' has no fact 'begn'\. Did you mean 'began'"):
        made.fact("begn")
    with pytest.raises(InputError, match=r"There is no topic 'ages'\. Did you mean 'age'"):
        made.about("ages")
    assert made.about("price") == ()
