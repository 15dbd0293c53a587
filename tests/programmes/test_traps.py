"""Where the sources trip a reader: each oddity is kept on its entry, and not smoothed over."""

from __future__ import annotations

import re

import pytest

import evalkit as ek

# Programme, and words of the Danish text that must stand together in one note or contradiction.
TRAPS = {
    "bindeleddet, theory: 3.1.1 says eight": ("bindeleddet", r"3\.1\.1"),
    "bindeleddet, twice a week or weekly": ("bindeleddet", r"gange? (om ugen|ugentlig)|ugentlig"),
    "housing first, 14-24 or 14-25": ("housing_first", r"14-24 år; en 25-årig"),
    "housing first, 2021-2021": ("housing_first", r"2021[-–]2021"),
    "housing first, the grant is misprinted": ("housing_first", r"mio\."),
    "unik, 60 a year or 100 since 2015": ("unik", r"mere end 100 unge"),
    "empower4u, a part or the price": ("empower4u", r"en del"),
    "mentorbarn, volunteers or not": ("mentorbarn", r"frivillig"),
    "mentorbarn, matches beyond the report's own date": (
        "mentorbarn",
        r"1\. kvartal 2022|oktober-december 2021|2021",
    ),
    "processuelle, meetings that do not fill the months": (
        "processuelle_netvaerksmoeder",
        r"8[-–]11",
    ),
    "processuelle, no effect or a negative one": ("processuelle_netvaerksmoeder", r"negativ"),
    "processuelle, a range that does not give its numbers": (
        "processuelle_netvaerksmoeder",
        r"25\.200|36|54",
    ),
    "netvaerksopbygning, 86 % are all who did not stop": ("netvaerksopbygning", r"ophørt|stoppet"),
    "insp, sections that turn into 5.x.x": ("insp", r"trykt som 4\.5"),
}


@pytest.mark.parametrize("trap", TRAPS)
def test_it_is_told(trap: str) -> None:
    name, words = TRAPS[trap]
    told = [
        said["da"]
        for entry in ek.programme(name).entries
        for said in (entry.note, entry.contradiction)
        if said
    ]
    assert any(re.search(words, text) for text in told)


def test_the_cost_table_adds_up() -> None:
    """373 + 5,897 + 70,105 + 0 + 4,294 = 80,669 kr., and operation is 87 % of it."""
    prices = ek.registry("processuelle_netvaerksmoeder", topic="price").to_frame()
    values = prices.loc[prices["unit"] == "kr_per_course", "value"].tolist()
    parts, whole = [373.0, 5897.0, 70105.0, 0.0, 4294.0], 80669.0
    assert sum(parts) == whole
    assert set(values) == {*parts, whole}
    assert round(100 * 70105 / 80669) == 87


def test_the_interviews_of_table_2_4_add_up() -> None:
    said = " ".join(ek.say(ek.screening().interviews, language="en"))
    assert "53" in said
    assert 9 + 16 + 11 + 17 == 53
