"""Published shares for readers: the same numbers in table and sentences, and nobody is blamed."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

import evalkit as ek
from evalkit.present.blocks import Table, Text
from evalkit.present.words import report_words
from evalkit.programmes.documents import Document
from evalkit.programmes.published import PublishedShare

Says = Callable[..., bool]
LANGUAGES = pytest.mark.parametrize("language", ["da", "en"])
# An impossible share means that something is not as printed; not that anybody did wrong.
BLAME = re.compile(r"\b(wrong|error|false|mistake|forkert|fejl\w*|falsk|løgn|snyd)", re.IGNORECASE)


def share(name: str, value: float, n: int | None = None, **given: object) -> PublishedShare:
    told = {
        "text": {"da": f"Noget om {name}.", "en": f"Something about {name}."},
        "of": {"da": "alle i projektet", "en": "all in the project"},
        "document": "report",
        "place": f"s. {len(name)}",
    }
    return PublishedShare(name=name, share=value, n=n, **(told | given))  # type: ignore[arg-type]


def programme(*shares: PublishedShare, name: str = "ours") -> ek.Programme:
    return ek.Programme(
        name=name,
        title={"da": f"Vores {name}", "en": f"Our {name}"},
        documents={"report": Document(name="report", title="Rapport", by="Os")},
        facts=(),
        published=shares,
    )


EVERY = programme(
    share("only", 0.63, 49),
    share("none", 0.74, 49),
    share("several", 0.43, 150),
    share("agrees", 0.43, 150, count=65),
    share("differs", 0.3, 84_000, count=30_000),
    share("about", 0.5, 49, is_approximate=True),
    share("unknown", 0.52, contradiction={"da": "Også 53 %.", "en": "Also 53%."}),
    share("asked", 0.5, is_outcome=False),
    share("decimals", 0.735, 49, decimals=1, count=36),
)


def shown(*programmes: ek.Programme, language: str) -> tuple[Table, list[str]]:
    result = ek.published_figures(list(programmes))
    table = ek.table(result, language=language)
    assert isinstance(table, Table)
    return table, ek.say(result, language=language)


def rows(table: Table) -> dict[str, dict[str, str]]:
    labels = [column.label for column in table.columns]
    told = [dict(zip(labels, row, strict=True)) for row in table.rows]
    return {numbers["name"]: row for numbers, row in zip(table.numbers, told, strict=True)}


def test_every_verdict_in_words() -> None:
    table, _ = shown(EVERY, language="en")
    verdicts = {name: row["Is the share possible?"] for name, row in rows(table).items()}
    assert verdicts == {
        "only": "possible: 31 of 49",
        "none": "not possible with 49: 36 is 73.47%, and 37 is 75.51%",
        "several": "possible, but of that many every percentage is",
        "agrees": "possible: 65 of 150, as the source says",
        "differs": "not possible as printed: 30,000 of 84,000 is 36%",
        "about": "cannot be assessed: the source only says about",
        "unknown": "cannot be assessed",
        "asked": "cannot be assessed",
        "decimals": "possible: 36 of 49, as the source says",
    }


def test_percentage_number_and_interval_as_danish_readers_write_them() -> None:
    table, _ = shown(EVERY, language="da")
    told = {
        name: (row["Andel"], row["Antal (n)"], row["95 % interval"])
        for name, row in rows(table).items()
    }
    # Wilson by hand: 31 of 49 is 49.3 to 75.3; 36 of 49 from 59.7, 37 of 49 to 85.4.
    assert told["only"] == ("63 %", "49", "49 % til 75 %")
    assert told["none"] == ("74 %", "49", "ca. 60 % til 85 %")
    assert told["differs"] == ("30 %", "84.000", "–")
    assert told["about"] == ("ca. 50 %", "49", "–")
    assert told["unknown"] == ("52 %", "ikke angivet", "–")
    assert told["decimals"] == ("73,5 %", "49", "60 % til 84 %")


def test_who_the_share_is_of_and_where_it_stands_are_there() -> None:
    table, _ = shown(EVERY, programme(share("x", 0.5), name="theirs"), language="en")
    first, last = table.rows[0], table.rows[-1]
    assert (first[0], last[0]) == ("Our ours", "Our theirs")
    assert "all in the project" in first
    assert "s. 4" in first
    alone, _ = shown(EVERY, language="en")
    assert "Our ours" in alone.caption
    assert alone.rows[0][0] == "Something about only."


@LANGUAGES
def test_an_impossible_share_is_told_with_what_it_could_mean(language: str, says: Says) -> None:
    table, said = shown(EVERY, language=language)
    percent = {"da": "73,47 %", "en": "73.47%"}[language]
    facts = {"below": "36", "above": "37", "n": "49", "percent_below": percent}
    (told,) = [one for one in said if says(one, "published_say_no_count", language, **facts)]
    # 34 of 46 is .7391, and 29 of 46 is .6304; 63 % does not fit 47, nor 74 % 48.
    percents = {"da": "63 % og 74 %", "en": "63% and 74%"}[language]
    shared = {"other_n": "46", "percents": percents}
    assert percent in told
    assert [one for one in said if says(one, "published_say_other_shared", language, **shared)]
    _, alone = shown(programme(share("none", 0.74, 49)), language=language)
    assert says(alone[2], "published_say_other", language, other_count="35", other_n="47")
    _, nothing = shown(programme(share("none", 0.74, 2)), language=language)
    assert "74" in nothing[1]
    assert not says(" ".join(nothing), "published_say_other", language)
    assert [one for one in said if says(one, "published_say_disagrees", language)]
    meaning = report_words("words")["published_impossible_note"][language]
    assert meaning in said
    assert meaning in table.notes


def of_group() -> ek.Programme:
    shares = [share(f"of{s}", s / 100, 49, n_of="group") for s in (74, 68, 63)]
    return programme(*shares, share("counted", 0.74, 49, n_of="group", count=5))


@LANGUAGES
def test_a_share_that_cannot_be_of_all_is_told_without_a_verdict_on_it(
    language: str, says: Says
) -> None:
    table, said = shown(of_group(), language=language)
    assert says(said[0], "published_say_possible", language, count="1")
    assert not says(said[0], "published_say_impossible", language)
    assert says(said[0], "published_say_not_of_all", language, count="3")
    facts = {"n": "49", "below": "36", "above": "37"}
    assert says(said[1], "published_say_group_no_count", language, **facts)
    assert says(said[3], "published_say_group_count", language, count="5", n="49")
    # 28, 26 and 24 of 38 are .7368, .6842 and .6316.
    percents = {"da": "74 %, 68 % og 63 %", "en": "74%, 68% and 63%"}[language]
    shared = {"other_n": "38", "percents": percents}
    (_,) = [one for one in said if says(one, "published_say_other_shared", language, **shared)]
    meaning = report_words("words")["published_impossible_note"][language]
    assert meaning not in said
    assert meaning not in table.notes
    assert [text for text in table.notes if says(text, "published_group_note", language)]
    assert not BLAME.search(" ".join([str(table), *said]))


def test_a_share_of_a_group_has_a_rough_interval_and_says_in_all() -> None:
    table, said = shown(of_group(), language="da")
    told = rows(table)
    assert said[1].endswith(
        "Antallet er ikke trykt ved andelen; kilden oplyser 49 i alt. 74 % kan ikke være af alle "
        "49 (36 er 73,47 %, 37 er 75,51 %)."
    )
    assert {row["Antal (n)"] for row in told.values()} == {"49 i alt"}
    assert told["of63"]["95 % interval"] == "ca. 49 % til 75 %"
    assert told["of63"]["Kan andelen passe?"] == "mulig, hvis det er af alle 49: 31"
    assert told["of74"]["Kan andelen passe?"].startswith("kan ikke være af alle 49: 36 er 73,47 %")
    assert told["counted"]["Kan andelen passe?"] == "kan ikke være af alle 49: 5 af 49 er 10 %"
    many, _ = shown(programme(share("x", 0.43, 150, n_of="group")), language="da")
    assert (
        rows(many)["x"]["Kan andelen passe?"] == "mulig, men af 150 er alle hele procenter mulige"
    )


@pytest.mark.parametrize("kind", ["contradiction", "two_accounts", "misprint", "unclear"])
def test_a_contradiction_is_called_what_it_is(kind: str, says: Says) -> None:
    said = {"da": "Også 53 %.", "en": "Also 53%."}
    one = share("x", 0.52, contradiction=said, contradiction_kind=kind)
    table, told = shown(programme(one), language="da")
    key = f"screening_{kind}_on"
    what = "Vores ours, 52 %"
    for texts in (table.notes, told):
        (found,) = [text for text in texts if said["da"] in text]
        assert says(found, key, "da", what=what)


@LANGUAGES
def test_no_word_blames_anybody(language: str) -> None:
    table, said = shown(EVERY, language=language)
    told = " ".join([str(table), *said])
    assert not BLAME.search(told)


@LANGUAGES
def test_what_a_share_cannot_show_is_always_said(language: str, says: Says) -> None:
    for one in (EVERY, programme(share("only", 0.63, 49)), programme(share("unknown", 0.5))):
        table, said = shown(one, language=language)
        assert [text for text in said if says(text, "published_design_note", language)]
        assert [text for text in table.notes if says(text, "published_design_note", language)]
        assert [text for text in table.notes if says(text, "published_n_note", language)]


def test_only_what_applies_is_explained(says: Says) -> None:
    table, said = shown(programme(share("only", 0.63, 49)), language="en")
    notes = " ".join(table.notes)
    for key in ("published_impossible_note", "published_nearest_note", "published_range_note"):
        assert not says(notes, key)
    assert says(notes, "published_possible_note")
    assert says(notes, "published_interval_note", confidence="95%")
    assert not says(" ".join(said), "published_say_unknown")


def test_the_counts_of_verdicts_come_first(says: Says) -> None:
    _, said = shown(EVERY, language="en")
    assert says(said[0], "published_say", total="9")
    for verdict, count in {"possible": "4", "impossible": "2", "not_assessable": "3"}.items():
        assert says(said[0], f"published_say_{verdict}", count=count)
    assert not says(said[0], "published_say_not_of_all")


def test_shares_without_n_that_tell_how_things_went_are_named(says: Says) -> None:
    _, said = shown(EVERY, language="en")
    (told,) = [one for one in said if says(one, "published_say_unknown", count="2")]
    assert says(told, "published_say_outcomes", count="1")
    assert "Something about unknown." in told
    assert "Something about asked." not in told
    _, none = shown(programme(share("asked", 0.5, is_outcome=False)), language="en")
    assert says(" ".join(none), "published_say_one_not_outcome")
    _, one = shown(programme(share("went", 0.5)), language="en")
    assert says(" ".join(one), "published_say_one_outcome")
    asked = [share(name, 0.5, is_outcome=False) for name in ("a", "b")]
    _, two = shown(programme(*asked), language="en")
    assert says(" ".join(two), "published_say_no_outcomes")


@LANGUAGES
def test_a_contradiction_in_the_source_stands_in_both(language: str) -> None:
    table, said = shown(EVERY, language=language)
    contradiction = {"da": "Også 53 %.", "en": "Also 53%."}[language]
    assert contradiction in " ".join(table.notes)
    assert contradiction in " ".join(said)


@LANGUAGES
def test_programmes_without_shares(language: str, says: Says) -> None:
    none = programme(name="theirs")
    table = ek.table(ek.published_figures(none), language=language)
    assert isinstance(table, Text)
    assert says(str(table), "published_without", language)
    assert ek.say(ek.published_figures(none), language=language) == [str(table)]
    both, said = shown(EVERY, none, language=language)
    assert says(said[-1], "published_without", language)
    assert says(both.notes[-1], "published_without", language)


def test_a_remark_that_several_shares_have_stands_once() -> None:
    note = {"da": "n er spørgeskemaets.", "en": "n is the questionnaire's."}
    shares = [share("a", 0.63, 49, note=note), share("b", 0.74, 49, note=note)]
    without_n = share("c", 0.5, note=note)
    table, _ = shown(programme(*shares, without_n), language="en")
    assert [text for text in table.notes if note["en"] in text] == [
        "Our ours, 63% and 74%, note: n is the questionnaire's."
    ]


def test_the_numbers_go_along_at_full_precision() -> None:
    table, _ = shown(EVERY, language="da")
    numbers = {one["name"]: one for one in table.numbers}
    assert numbers["only"]["estimate"] == 31 / 49
    assert numbers["unknown"]["n"] is None
    assert numbers["unknown"]["conf_low"] is None
    assert table.name == "published_figures"


@LANGUAGES
def test_the_whole_registry_can_be_shown(language: str) -> None:
    result = ek.published_figures()
    table = ek.table(result, language=language)
    assert isinstance(table, Table)
    assert len(table.rows) == len(result.to_frame())
    said = ek.say(result, language=language)
    assert len(set(said)) == len(said)
    assert not [text for text in (*said, *table.notes) if "{" in text or "nan" in text.split()]
