"""Shares for readers: the same numbers in table and sentences, in both languages."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

import evalkit as ek
from evalkit.present.blocks import Table, Text

Says = Callable[..., bool]
LANGUAGES = pytest.mark.parametrize("language", ["da", "en"])


def counted(both: int, to_no: int, to_yes: int, neither: int) -> ek.PairedShares:
    return ek.paired_shares(both=both, pre_only=to_no, post_only=to_yes, neither=neither)


def lonely(pairs: list[tuple[float, float]], site: str = "a") -> pd.DataFrame:
    rows = [
        (f"SECRET{site}{number}", "t_ils", wave, score, site)
        for number, pair in enumerate(pairs)
        for wave, score in zip(("pre", "post"), pair, strict=True)
    ]
    return pd.DataFrame(rows, columns=["person", "scale", "wave", "score", "site"])


def one_row(table: Table | Text) -> dict[str, str]:
    assert isinstance(table, Table)
    (row,) = table.rows
    return dict(zip((column.label for column in table.columns), row, strict=True))


def test_one_share_as_a_table_and_a_sentence(says: Says) -> None:
    share = ek.share_interval(36, 49)
    assert one_row(ek.table(share, language="da")) == {
        "Andel": "73 %",
        "Antal": "36",
        "Af": "49",
        "95 % interval": "60 % til 84 %",
    }
    said = ek.say(share, language="en")
    assert says(said[0], "shares_say", count="36", n="49", share="73%", interval="60% to 84%")
    assert len(said) == 2


def test_few_one_and_nobody_are_told_as_that(says: Says) -> None:
    assert says(" ".join(ek.say(ek.share_interval(2, 4), language="en")), "shares_say_small", n="4")
    one = ek.say(ek.share_interval(1, 1), language="en")
    assert says(one[0], "shares_say_one")
    assert isinstance(ek.table(ek.share_interval(0, 0)), Text)
    assert says(ek.say(ek.share_interval(0, 0), language="en")[0], "shares_nobody")


@LANGUAGES
@pytest.mark.parametrize("method", ["wilson", "clopper-pearson", "agresti-coull", "jeffreys"])
def test_every_method_is_named_below_the_table(method: str, language: str) -> None:
    table = ek.table(ek.share_interval(3, 9, method=method), language=language)
    assert isinstance(table, Table)
    name = {"wilson": "Wilson", "jeffreys": "Jeffreys"}.get(method, method.title())
    assert name in table.notes[0]


def test_a_published_percentage(says: Says) -> None:
    wrong = ek.grim(share=0.74, n=49)
    (said,) = ek.say(wrong, language="en")
    facts = {"below": "36", "percent_below": "73.47%", "above": "37", "percent_above": "75.51%"}
    assert says(said, "grim_say_no", percent="74%", n="49", **facts)
    assert one_row(ek.table(wrong, language="en"))["Possible"] == "no"
    (right,) = ek.say(ek.grim(share=0.86, n=64), language="en")
    assert says(right, "grim_say_yes", counts="55", percent="86%")
    (always,) = ek.say(ek.grim(share=0.43, n=120), language="en")
    assert says(always, "grim_say_always", n="120")
    assert (
        "but so is every"
        in one_row(ek.table(ek.grim(share=0.43, n=120), language="en"))["Possible"]
    )
    (unknown,) = ek.say(ek.grim(share=0.435, n=None, decimals=1), language="da")
    assert says(unknown, "grim_say_unknown", "da", percent="43,5 %")


@LANGUAGES
def test_the_paired_table_and_the_sentences_have_the_same_numbers(
    language: str, says: Says
) -> None:
    found = counted(20, 2, 12, 16)
    table = ek.table(found, language=language)
    assert isinstance(table, Table)
    cells = list(table.rows[0])
    said = ek.say(found, language=language)[0]
    difference, interval, to_no, to_yes, p = cells[4:]
    facts = {"difference": difference, "interval": interval, "to_no": to_no, "to_yes": to_yes}
    assert says(said, "paired_shares_say_difference", language, **facts)
    assert says(said, "paired_shares_rise", language, p=f"= {p}")
    assert cells[1] == "50"
    assert cells[2].startswith("22 (44")
    assert "22 " in said
    assert "50" in said
    assert table.numbers[0]["estimate"] == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("four", "key"),
    [
        ((20, 2, 12, 16), "paired_shares_rise"),
        ((20, 12, 2, 16), "paired_shares_fall"),
        ((20, 3, 4, 16), "paired_shares_unclear"),
        ((5, 0, 5, 5), "paired_shares_unsure"),
        ((2, 0, 3, 0), "say_few"),
    ],
)
def test_the_verdict_follows_interval_test_and_size(
    four: tuple[int, int, int, int], key: str, says: Says
) -> None:
    keys = ["paired_shares_rise", "paired_shares_fall", "paired_shares_unclear"]
    said = ek.say(counted(*four), language="en")[0]
    assert says(said, key)
    others = [one for one in (*keys, "paired_shares_unsure", "say_few") if one != key]
    assert not [one for one in others if says(said, one)]


def test_few_persons_get_no_test_as_a_headline_and_nobody_changed_says_so() -> None:
    assert "McNemar" not in ek.say(counted(2, 0, 7, 0), language="en")[0]
    still = counted(9, 0, 0, 9)
    assert "McNemar" not in ek.say(still, language="en")[0]
    table = ek.table(still, language="en")
    assert isinstance(table, Table)
    assert "nobody's answer changed" in " ".join(table.notes)
    assert table.rows[0][-1] == "–"


def test_what_yes_means_groups_and_who_is_missing_are_said(says: Says) -> None:
    frame = pd.concat(
        [lonely([(7, 3), (8, 8), (3, 3)] * 4), lonely([(3, 8), (7, 7), (9, float("nan"))], "b")]
    )
    found = ek.paired_shares(frame, band="Severe loneliness", by=("scale", "site"))
    table = ek.table(found, language="da")
    assert isinstance(table, Table)
    assert [row[1] for row in table.rows] == ["a", "b"]
    assert says(table.notes[0], "paired_shares_yes_note", "da", yes="»Svær ensomhed«")
    said = ek.say(found, language="da")
    titles = [f"Ensomhed (T-ILS), »Svær ensomhed«, {site}" for site in ("a", "b")]
    assert [text.startswith(title) for text, title in zip(said, titles, strict=False)] == [True] * 2
    assert says(said[2], "paired_shares_unpaired", "da", title=titles[1], count="1")
    assert says(said[0], "paired_shares_adjusted", "da", tests="2")
    assert says(said[-1], "say_design", "da")
    assert "SECRET" not in " ".join([*said, str(table), repr(table.numbers)])


@LANGUAGES
def test_named_waves_are_called_by_their_names(language: str) -> None:
    frame = lonely([(7, 3)] * 3).replace({"wave": {"pre": "Uge 1", "post": "Uge 9"}})
    found = ek.paired_shares(frame, above=6.5, waves=("Uge 1", "Uge 9"))
    said = ek.say(found, language=language)[0]
    assert "Uge 1" in said
    assert "Uge 9" in said
    assert {"da": "6,5", "en": "6.5"}[language] in said


def test_nobody_twice_and_one_person(says: Says) -> None:
    nobody = ek.paired_shares(lonely([(7, float("nan"))]), above=6)
    assert isinstance(ek.table(nobody), Text)
    assert says(ek.say(nobody, language="en")[0], "no_second_readings")
    one = ek.paired_shares(lonely([(7, 3)]), above=6)
    assert says(ek.say(one, language="en")[0], "paired_shares_say_one")
    mixed = pd.concat([lonely([(7, 3)] * 2), lonely([(7, float("nan"))], "b")])
    found = ek.paired_shares(mixed, above=6, by=("scale", "site"))
    assert says(ek.say(found, language="en")[1], "paired_shares_say_none")
    assert len(ek.table(found).rows) == 2  # type: ignore[union-attr]
