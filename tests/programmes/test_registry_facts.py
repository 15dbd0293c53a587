"""What the registry states beside what the documents print, read off by hand.

Facts are looked up by programme, topic and amount and never by name, so that calling a fact
something else breaks nothing. The comment beside each is the source's own words.
"""

from __future__ import annotations

import pytest

import evalkit as ek

Amount = tuple[float | None, float | None, float | None, str]


def amounts(programme: str, topic: str) -> set[Amount]:
    """Return value, least, most and unit of each fact with a number."""
    facts = ek.programme(programme).about(topic)
    return {(one.value, one.least, one.most, one.unit) for one in facts if one.has_amount}


def exactly(value: float, unit: str) -> Amount:
    return (value, None, None, unit)


def between(least: float | None, most: float | None, unit: str) -> Amount:
    return (None, least, most, unit)


# VIVE 2022, tables 2.1 and 3.1 --------------------------------------------------------------

# Forankring, Geografisk placering, Tilrettelæggelse.
TABLE_3_1 = {
    "unik": ({"civil_society"}, ["Herlev"], {"group"}),
    "bindeleddet": ({"civil_society"}, ["Aarhus", "Esbjerg", "Vejle"], {"group"}),
    "housing_first": ({"municipal"}, ["Odense"], {"individual"}),
    "cafe_step": ({"municipal"}, ["Middelfart"], {"group"}),
    "insp": ({"municipal", "civil_society"}, ["Roskilde"], {"group"}),
    "kbh_plus": ({"civil_society"}, ["Københavns Kommune"], {"group"}),
    "empower4u": ({"civil_society"}, ["landsdækkende"], {"group"}),
    "mentorbarn": ({"civil_society"}, ["landsdækkende"], {"individual"}),
}


@pytest.mark.parametrize("name", TABLE_3_1)
def test_table_3_1_in_words(name: str) -> None:
    anchoring, places, organisation = TABLE_3_1[name]
    made = ek.programme(name)
    assert {word for one in made.about("anchoring") for word in one.words} == anchoring
    assert {word for one in made.about("organisation") for word in one.words} == organisation
    told = " ".join(one.text["da"] for one in made.about("place"))
    assert [place for place in places if place.casefold() not in told.casefold()] == []


@pytest.mark.parametrize("name", TABLE_3_1)
@pytest.mark.parametrize("topic", ["anchoring", "organisation", "age", "place"])
def test_table_3_1_is_named_as_the_place(name: str, topic: str) -> None:
    places = [one.place for one in ek.programme(name).about(topic)]
    assert any("tabel 3.1" in place.casefold() for place in places)


@pytest.mark.parametrize("name", TABLE_3_1)
def test_table_2_1_is_named_where_the_anchoring_is(name: str) -> None:
    places = [one.place for one in ek.programme(name).about("anchoring")]
    assert any("tabel 2.1" in place.casefold() for place in places)


@pytest.mark.parametrize(
    ("name", "age"),
    [
        ("unik", between(18, 30, "years_old")),  # Unge i alderen 18-30 år
        ("bindeleddet", between(18, 24, "years_old")),  # Unge i alderen 18-24 år
        ("housing_first", between(14, 24, "years_old")),  # Unge i alderen 14-24 år
        ("cafe_step", between(16, None, "years_old")),  # Unge fra 16 år
        ("insp", between(18, None, "years_old")),  # Unge fra 18 år
        ("kbh_plus", between(14, 30, "years_old")),  # Unge i alderen 14-30 år
        ("empower4u", between(16, 24, "years_old")),  # Unge i alderen 16-24 år
        ("mentorbarn", between(6, None, "years_old")),  # Børn og unge i alderen 6-+18 år
        ("mentorbarn", between(6, 17, "years_old")),  # 5.4.1: fra 6 til 17 år
        # Ungdommens Vel, afsnit 8: alderen fra 7 - 23 år
        ("netvaerksopbygning", between(7, 23, "years_old")),
        # Vidensportalen: børn og unge i alderen 7-13 år
        ("processuelle_netvaerksmoeder", between(7, 13, "years_old")),
    ],
)
def test_ages(name: str, age: Amount) -> None:
    assert age in amounts(name, "age")


@pytest.mark.parametrize(
    ("name", "volume"),
    [
        ("unik", exactly(60, "persons_per_year")),  # Optag af ca. 60 unge om året
        ("unik", between(100, None, "persons")),  # 4.1.1: mere end 100 unge siden 2015
        ("bindeleddet", exactly(250, "persons")),  # Kontakt med 250 unge i perioden 2016-2020
        ("housing_first", exactly(25, "persons")),  # Optag af 25 uge i perioden 2021-2021
        ("insp", exactly(50, "per_cent")),  # Halvdelen af unge, der er visiteret til efterværn
        ("kbh_plus", between(200, 300, "persons_per_week")),  # 200-300 om ugen
        ("kbh_plus", exactly(10, "per_cent")),  # heraf ca. 10 % i målgruppen for efterværn
        ("empower4u", exactly(40, "persons_per_course")),  # 40 unge pr. forløb
        ("mentorbarn", exactly(62, "matches")),  # 62 match fra 2018 til 1. kvartal 2022
        # Ungdommens Vel, afsnit 8: 64 i alt, ni ophørt, 33 ved indgangen til 2007
        ("netvaerksopbygning", exactly(64, "persons")),
        ("netvaerksopbygning", exactly(9, "persons")),
        ("netvaerksopbygning", exactly(33, "persons")),
        # Vidensportalen, Datagrundlag: fem familier; 88 forløb med 38 familier
        ("processuelle_netvaerksmoeder", exactly(5, "families")),
        ("processuelle_netvaerksmoeder", exactly(88, "courses")),
        ("processuelle_netvaerksmoeder", exactly(38, "families")),
        # Vidensportalen, Økonomi: en samlet kapacitet på 10 gennemførte forløb per år
        ("processuelle_netvaerksmoeder", exactly(10, "courses_per_year")),
    ],
)
def test_how_many(name: str, volume: Amount) -> None:
    assert volume in amounts(name, "volume")


@pytest.mark.parametrize(
    ("name", "year"),
    [
        ("unik", 2015),  # 4.1: har eksisteret siden 2015
        ("bindeleddet", 2016),  # 4.2: startede som et projekt i 2016
        ("housing_first", 2020),  # 4.3: siden oktober 2020
        ("cafe_step", 2018),  # 4.4: eksisteret siden 2018
        ("kbh_plus", 2013),  # 5.2: eksisteret siden 2013
        ("empower4u", 2017),  # 5.3: eksisteret siden 2017
        ("mentorbarn", 2016),  # 5.4: stiftet i 2016
        ("netvaerksopbygning", 2000),  # afsnit 8: siden den startede i 2000 (Esbjerg)
    ],
)
def test_when_it_began(name: str, year: int) -> None:
    assert exactly(year, "year") in amounts(name, "since")


def test_what_no_source_dates_has_no_year() -> None:
    assert amounts("insp", "since") == set()
    # 4.3: afsluttet i december 2021; no other source says that its programme has ended.
    assert amounts("housing_first", "until") == {exactly(2021, "year")}
    ended = {name for name in ek.programme_names() if amounts(name, "until")}
    assert ended == {"housing_first"}


# Prices -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "price"),
    [
        ("empower4u", exactly(30_000, "kr_per_course")),  # 5.3.4: Et forløb koster 30.000 kr.
        ("mentorbarn", exactly(16_000, "kr_per_year")),  # 5.4.4: 16.000 kr. pr. år i 3 år
        ("mentorbarn", exactly(48_000, "kr_per_course")),  # (48.000 kr. i alt)
        # Ungdommens Vel, afsnit 9: ca. kr. 10.000,- pr. måned
        ("netvaerksopbygning", exactly(10_000, "kr_per_month")),
        # Vidensportalen, tabel 1: Omkostninger, kr. pr. deltagerforløb, 2015
        ("processuelle_netvaerksmoeder", exactly(373, "kr_per_course")),  # Forberedelse 373
        ("processuelle_netvaerksmoeder", exactly(5_897, "kr_per_course")),  # Uddannelse 5,897
        ("processuelle_netvaerksmoeder", exactly(70_105, "kr_per_course")),  # Drift 70,105
        ("processuelle_netvaerksmoeder", exactly(0, "kr_per_course")),  # Investeringer 0
        ("processuelle_netvaerksmoeder", exactly(4_294, "kr_per_course")),  # Øvrige 4,294
        ("processuelle_netvaerksmoeder", exactly(80_669, "kr_per_course")),  # I alt 80,669
    ],
)
def test_prices(name: str, price: Amount) -> None:
    assert price in amounts(name, "price")


def test_the_five_items_add_up_to_the_printed_total() -> None:
    frame = ek.registry("processuelle_netvaerksmoeder", topic="price").to_frame()
    costs = sorted(frame.loc[frame["unit"] == "kr_per_course", "value"])
    assert costs == [0, 373, 4_294, 5_897, 70_105, 80_669]
    assert sum(costs[:-1]) == costs[-1]
    assert set(frame["year"]) == {2015}
    # The text rounds the same number: gennemsnitlig knap 81.000 kr. pr deltager.
    assert (frame["text_da"] + frame["note_da"]).str.contains("knap 81.000", regex=False).any()


def test_only_those_whose_source_states_a_price_have_one() -> None:
    priced = {name for name in ek.programme_names() if ek.programme(name).about("price")}
    assert priced == {
        "empower4u",
        "kbh_plus",  # 5.2.2: Projektakademiet er gratis
        "mentorbarn",
        "netvaerksopbygning",
        "processuelle_netvaerksmoeder",
    }
    assert amounts("kbh_plus", "price") == {exactly(0, "kr")}


# Staff, time, plan --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "topic", "amount"),
    [
        ("unik", "staffing", exactly(12, "persons")),  # 4.1.3: 12 lønnede medarbejdere
        ("unik", "duration", between(1.5, 2, "years")),  # 4.1.1: typisk 1,5-2 år
        ("netvaerksopbygning", "duration", exactly(2, "years")),  # afsnit 8: to år
        ("empower4u", "duration", exactly(1, "years")),  # 5.3: i alt over ét år
        # Vidensportalen, Økonomi: et forløb strækker sig over 8 til 11 måneder
        ("processuelle_netvaerksmoeder", "duration", between(8, 11, "months")),
    ],
)
def test_staff_and_time(name: str, topic: str, amount: Amount) -> None:
    assert amount in amounts(name, topic)


@pytest.mark.parametrize(
    ("name", "months", "who", "required"),
    [
        # 4.1.5: et spørgeskema, som de unge besvarer hver tredje måned
        ("unik", 3, "young_person", "not_stated"),
        # 4.2.2: Outcomes Star hver tredje måned, sammen med den unge; frivilligt
        ("bindeleddet", 3, "together", "voluntary"),
        # 4.4.5: journal digital hvert halve år
        ("cafe_step", 6, "not_stated", "not_stated"),
    ],
)
def test_what_is_planned_to_be_measured(name: str, months: int, who: str, required: str) -> None:
    plan = [one for one in ek.programme(name).measurements if one.basis == "text"]
    assert (months, who, required) in [
        (one.every_months, one.respondent, one.required) for one in plan
    ]


def test_the_knowledge_rating_of_the_one_that_has_one() -> None:
    rated = {name: ek.programme(name).ratings for name in ek.programme_names()}
    assert [name for name, grades in rated.items() if grades] == ["processuelle_netvaerksmoeder"]
    # Vidensportalen: Målgruppe B, Metode B, Implementering B, Effekt C, Økonomi D
    grades = [one.grade for one in rated["processuelle_netvaerksmoeder"]]
    assert sorted(grades) == ["B", "B", "B", "C", "D"]
    assert {one.name: one.grade for one in rated["processuelle_netvaerksmoeder"]}["economy"] == "D"
