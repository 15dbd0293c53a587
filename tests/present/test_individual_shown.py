"""What the page about one person says: verdicts in words, no key, no grade, no comparison."""

from __future__ import annotations

import re
from typing import Any

import pytest

import evalkit as ek
from evalkit.errors import InputError
from evalkit.frames import ATTENDANCE, CONTACTS, ENROLMENTS, GOALS, MATCHES, MEETINGS, SCORES, TIES
from evalkit.monitoring.individual import IndividualStatus
from evalkit.present.blocks import Figure, Table, Text
from evalkit.present.words import report_words, word

ME, DAY = "p-me", "2026-09-30"
OTHERS = [f"p{number}" for number in range(10)]
PARTS = ("readings", "goals", "network", "time", "course", "meetings")


def study(**tables: Any) -> ek.Study:
    title = {"da": "N", "en": "N"}
    return ek.Study(title, "netvaerksopbygning", instruments=(ek.instrument("who5"),), **tables)


def rows(table: Any, *made: dict[str, object]) -> Any:
    return table.shaped([{"programme": "netvaerksopbygning", "person": ME} | one for one in made])


def full() -> ek.Study:
    read = {"instrument": "who5", "scale": "who5"}
    others = [
        read | {"person": p, "date": "2026-01-01", "score": 40.0 + 20 * (n % 2)}
        for n, p in enumerate(OTHERS)
    ]
    tie = {"sector": "friends", "closeness": 1, "paid": False}
    return study(
        enrolments=rows(
            ENROLMENTS, *({"person": p, "started": "2026-01-01"} for p in (ME, *OTHERS))
        ),
        scores=rows(
            SCORES,
            read | {"date": "2026-01-01", "score": 40.0},
            read | {"date": "2026-04-01", "score": 44.0},
            read | {"date": "2026-09-01", "score": 84.0},
            *others,
        ),
        meetings=rows(
            MEETINGS,
            {"case": ME, "kind": "status meeting", "date": "2026-05-01", "minutes": 60},
        ).assign(report_written=True),
        goals=rows(
            GOALS,
            {"goal": "1", "set_on": "2026-02-01", "set_by": "person", "area": "network"},
            {"goal": "2", "set_on": "2026-02-01", "date": "2026-08-01", "attainment": 1},
        ),
        ties=rows(
            TIES,
            {"date": "2026-02-01", "alter": "SECRET1"} | tie,
            {"date": "2026-08-01", "alter": "SECRET2"} | tie,
        ),
        contacts=rows(CONTACTS, {"adult": "KEY7", "date": "2026-07-05", "hours": 2.5}),
        attendance=rows(ATTENDANCE, {"activity": "x", "date": "2026-07-05", "attended": True}),
        matches=rows(MATCHES, {"adult": "KEY7", "proposed": "2026-01-05", "started": "2026-01-09"}),
    )


@pytest.fixture(scope="module")
def made() -> IndividualStatus:
    return ek.individual_status(full(), ME, as_of=DAY, reliability=0.8)


@pytest.fixture(scope="module")
def bare() -> IndividualStatus:
    known = study(enrolments=rows(ENROLMENTS, {"started": "2026-01-01"}))
    return ek.individual_status(known, ME, as_of=DAY)


def everything(status: IndividualStatus, language: str) -> str:
    """Return every word of the page: tables, figures with alternative texts, sentences."""
    blocks: list[Table | Text | Figure] = [
        ek.table(getattr(status, name), language=language) for name in PARTS
    ]
    blocks += [ek.table(status, language=language)]
    figures = [
        ek.figure(getattr(status, one), language=language) for one in ("readings", "network")
    ]
    for figure in figures:
        blocks += [figure.data] if isinstance(figure, Figure) else [figure]
    said = [one.alt + one.caption for one in figures if isinstance(one, Figure)]
    for result in (status, status.questions, status.basis):
        said += ek.say(result, language=language)
    return "\n".join([*map(str, blocks), *said])


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_words_of_the_verdicts(made: IndividualStatus, language: str) -> None:
    table = ek.table(made.readings, language=language)
    assert isinstance(table, Table)
    # By hand: 1.96 x 10.45 (SD of 6 x 40 and 5 x 60, n - 1) x sqrt(0.4) = 12.9: +44 and +40.
    expected = {"da": ("+44, mere end måleusikkerheden", "+40, mere end måleusikkerheden")}
    expected["en"] = (
        "+44, more than the measurement error",
        "+40, more than the measurement error",
    )
    assert table.rows[0][4:] == expected[language]
    assert any("12,9" in note or "12.9" in note for note in table.notes)


def test_within_says_that_it_is_not_no_change() -> None:
    earlier = ek.individual_status(full(), ME, as_of="2026-04-30", reliability=0.8)
    table = ek.table(earlier.readings, language="da")
    assert isinstance(table, Table)
    assert table.rows[0][4:] == ("+4, inden for måleusikkerheden", "intet møde endnu")
    assert word("ind_within_note", "da") in table.notes
    assert "Det er inden for måleusikkerheden" in ek.say(earlier, language="da")[0]


@pytest.mark.parametrize("language", ["da", "en"])
def test_nobody_is_named_and_nobody_graded(made: IndividualStatus, language: str) -> None:
    text = everything(made, language)
    assert not re.search(r"p-me|p\d\b|KEY7|SECRET", text)
    banned = ("gennemsnit", "average", "normal", "depression", "bedre end andre", "T-score", "NaN")
    assert not [one for one in banned if one.casefold() in text.casefold()]
    # Risk is named once: to say that its limits are left out.
    said = word("ind_basis_bands", language)
    assert said in text
    assert "risi" not in text.replace(said, "").casefold()


@pytest.mark.parametrize("language", ["da", "en"])
def test_no_row_of_the_person_goes_into_the_result_file(
    made: IndividualStatus, language: str
) -> None:
    for name in PARTS:
        shown = ek.table(getattr(made, name), language=language)
        assert isinstance(shown, Table)
        assert (shown.name, shown.numbers) == ("", ())


@pytest.mark.parametrize("language", ["da", "en"])
def test_what_is_not_there_is_said(bare: IndividualStatus, language: str) -> None:
    said = ek.say(bare, language=language)
    names = ("no_readings", "no_goals", "no_map", "no_time", "no_meeting")
    assert said == [word(f"ind_say_{name}", language) for name in names]
    for name in ("readings", "network"):
        assert isinstance(ek.figure(getattr(bare, name), language=language), Text)
    questions = ek.say(bare.questions, language=language)
    assert word("ind_ask_no_goals", language) in questions
    assert word("ind_ask_no_map", language) in questions


def test_the_questions_follow_what_there_is(made: IndividualStatus) -> None:
    said = ek.say(made.questions, language="da")
    assert said[0] == "Passer det, der står på siden, med, hvordan du har det?"
    assert any("tallet har flyttet sig mere" in one for one in said)
    assert any(one.startswith("Mål 1 skulle ses på igen 1. maj 2026") for one in said)
    assert word("ind_ask_match", "da") in said
    assert all(one.endswith("?") for one in said)


def test_the_goals(made: IndividualStatus) -> None:
    table = ek.table(made.goals, language="da")
    assert isinstance(table, Table)
    assert table.rows == (
        (
            "1 (netværk)",
            "1. februar 2026, af dig",
            "ikke vurderet endnu",
            "ikke vurderet endnu",
            "1. maj 2026 (dagen er gået)",
        ),
        (
            "2",
            "1. februar 2026, ikke noteret af hvem",
            "+1 bedre end ventet",
            "+1 bedre end ventet (1. august 2026)",
            "nået",
        ),
    )


def test_what_is_to_be_written_names_the_source(made: IndividualStatus) -> None:
    table = ek.table(made, language="da")
    assert isinstance(table, Table)
    assert "ved 1 af 1 statusmøder" in table.rows[0][1]
    assert [("afsnit 7" in row[2]) for row in table.rows] == [True] * 4 + [False]
    other = ek.Study({"da": "U", "en": "U"}, "unik", enrolments=rows(ENROLMENTS, {"started": DAY}))
    plain = ek.table(ek.individual_status(other, ME, as_of=DAY), language="da")
    assert isinstance(plain, Table)
    assert len(plain.columns) == 2


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_notice(made: IndividualStatus, language: str) -> None:
    known = full()
    said = ek.individual_notice(known, made, audience="internal", language=language)
    assert said.role == "notice"
    for name in ("ind_notice", "ind_delete", "ind_together"):
        assert word(name, language) in said.paragraphs
    with pytest.raises(InputError, match="refused"):
        ek.individual_notice(known, made, audience="public")
    with pytest.raises(InputError, match="individual_status"):
        ek.individual_notice(known, known, audience="internal")  # type: ignore[arg-type]


def test_the_picture_has_the_band_the_meeting_and_every_reading(made: IndividualStatus) -> None:
    ax = ek.plot_individual_readings(made.readings, language="da")
    labels = ax.get_legend_handles_labels()[1]
    expected = ("ind_legend_band", "ind_legend_meeting", "ind_legend_reading")
    assert {word(one, "da") for one in expected} <= set(labels)
    (dots,) = [line for line in ax.lines if line.get_marker() == "o"]
    assert list(dots.get_ydata()) == [40.0, 44.0, 84.0]
    low, high = ax.get_ylim()
    assert low <= 0
    assert high >= 100
    for wrong in (-1, 1):
        with pytest.raises(InputError, match="`row`"):
            ek.plot_individual_readings(made.readings, row=wrong)
    with pytest.raises(InputError, match="individual_status"):
        ek.plot_individual_readings(made)  # type: ignore[arg-type]


def test_the_alternative_text_counts_what_is_outside(made: IndividualStatus) -> None:
    figure = ek.figure(made.readings, language="en")
    assert isinstance(figure, Figure)
    assert "3 measurements, from 40 to 84, lowest 40 and highest 84" in figure.alt
    outside = "Outside the grey band, the measurement error around the first measurement: 1."
    assert outside in figure.alt


def test_many_scales_are_told_by_number() -> None:
    ten = [
        {"instrument": f"i{n}", "scale": f"s{n}", "date": day, "score": score}
        for n in range(10)
        for day, score in (("2026-01-02", 1.0), ("2026-05-02", 2.0))
    ]
    known = study(enrolments=rows(ENROLMENTS, {"started": "2026-01-01"}), scores=rows(SCORES, *ten))
    status = ek.individual_status(known, ME, as_of=DAY)
    assert word("ind_say_many_scales", "da", scales=10, known=0, beyond=0) in ek.say(
        status, language="da"
    )
    assert word("ind_basis_many", "da", scales=10) in ek.say(status.basis, language="da")
    figure = ek.figure(status.readings, language="da")
    assert isinstance(figure, Figure)
    assert len(figure.data.rows) == 20


def test_danish_says_du_and_never_the_young_person_in_what_is_read_to_them() -> None:
    words = report_words("words")
    asked = [words[name]["da"] for name in words if name.startswith(("ind_ask_", "ind_say_"))]
    assert len(asked) > 20
    assert not [one for one in asked if "borger" in one or "klient" in one or "den unge" in one]
