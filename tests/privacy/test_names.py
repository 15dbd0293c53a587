"""People's names in text and in headers."""

import unicodedata

import pytest

from evalkit.privacy.names import name_lists
from evalkit.privacy.scan import is_name_like, mask


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Anne kom", "[navn] kom"),
        ("anne kom", "[navn] kom"),
        ("ANNES mor", "[navn] mor"),
        ("Anne's mor", "[navn] mor"),
        ("Annette kom", "Annette kom"),
        ("Susanne", "Susanne"),
        ("Anne.Anne", "[navn].[navn]"),
        ("(Åse)", "([navn])"),
        ("A\u030ase kom", "[navn] kom"),
        ("Mødte Bo Frost Holm i dag", "Mødte [navn] i dag"),
        ("mødte bo frost holm i dag", "mødte [navn] i dag"),
        ("Bo Frost Holms mor", "[navn] mor"),
        ("Frost sagde ja", "[navn] sagde ja"),  # a word of a longer name, with its capital
        ("der var frost i nat", "der var frost i nat"),  # without
        ("Anne og Åse", "[navn] og [navn]"),
        ("Anne Åse", "[navn]"),
        ("Anne, 010190-1234", "[navn], [cpr]"),
        ("anne@example.org", "[e-mail]"),
    ],
)
def test_names_known_from_the_delivery(text: str, masked: str) -> None:
    names = ["Anne", "Åse", "Bo Frost Holm"]
    assert mask(text, names=names) == masked
    assert mask(text, names=[unicodedata.normalize("NFD", name) for name in names]) == masked


def test_one_letter_and_nothing_are_no_names() -> None:
    assert mask("a b c", names=["a", "", "  ", "-"]) == "a b c"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Mette kom", "[navn] kom"),
        ("mette kom", "mette kom"),  # the list is for words with a capital
        ("Mettes mor", "[navn] mor"),
        ("Mette Skovgård kom", "[navn] kom"),  # a surname on no list
        ("Bo kom", "Bo kom"),  # an everyday word too ("to live")
        ("Bo Jensen kom", "[navn] kom"),
        ("My Holm kom", "[navn] kom"),
        ("Per måned", "Per måned"),
        ("Maj og Juni", "Maj og Juni"),
        ("Mohammed Ali og Fatima", "[navn] og [navn]"),
        ("Anne-Mette Nielsen", "[navn]"),
        ("[navn] Skovgård", "[navn]"),
        ("Netværksmøde i Aarhus Kommune", "Netværksmøde i Aarhus Kommune"),
    ],
)
def test_common_names(text: str, masked: str) -> None:
    assert mask(text, lexicon=True) == masked
    assert "lexicon off" in mask(f"{text} lexicon off")


@pytest.mark.parametrize(
    "text",
    [
        *("Anne Marie Jensen", "Jensen, Anne", "Mohammed Ali", "Anne", "Bo Jensen", "Bo Holm"),
        *("Anne-Marie", "Mohammed al Hassan", " Mette  Frost ", "A\u030ase Frost", "Sol Nielsen"),
    ],
)
def test_it_is_like_a_name(text: str) -> None:
    assert is_name_like(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "Bo", "My", "Sol", "Startdato", "anne", "Anne 2", "Anne_2", "Score (Anne)", "WHO-5"),
        *("Per måned", "De Af", "Anne Marie Jensen Holm Frost", "Antal møder", "Anne; Bo", "T1"),
        *("Motivation og ansvar", "Sociale netværk", "Bolig", "Maj", "Juni 2026", "Anne sagde"),
    ],
)
def test_it_is_not_like_a_name(text: str) -> None:
    assert not is_name_like(text)


def test_the_lists_say_where_they_are_from_and_do_not_overlap() -> None:
    lists = name_lists()
    assert "general knowledge" in lists.source
    assert lists.certainty == "known"
    assert len(lists.given) > 400
    assert len(lists.surnames) > 90
    assert not lists.sure & lists.given_also_words
    assert not lists.surnames & lists.surnames_also_words
    # Words of everyday Danish, in any form: none may be masked alone.
    words = "bo my sol per jan maj juni august kim mark liv lykke storm else tom max ask vibe bjørn"
    assert not lists.sure & set(words.split())
