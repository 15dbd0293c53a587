"""The instruments that ship: complete, sourced, in both languages, and as published."""

from pathlib import Path

import pytest

from evalkit.errors import DefinitionError, InputError
from evalkit.instruments.instrument import (
    Instrument,
    Scale,
    generic_scale,
    instrument,
    instrument_names,
)

EXPECTED = (
    "cantril",
    "gse",
    "outcomes_star_homelessness",
    "rses_2_5_6_8_9",
    "rses_3_5_8_9_10",
    "swemwbs",
    "t_ils",
    "ucla20",
    "who5",
)
LANGUAGES = {"da", "en"}
# The areas in the order of the Star, with the Danish names agreed on in the project.
STAR = {
    "motivation": "Motivation og ansvar",
    "self_care": "Egenomsorg og hverdagsfærdigheder",
    "money": "Økonomi og administration",
    "networks": "Sociale netværk og relationer",
    "substance_misuse": "Rusmidler",
    "physical_health": "Fysisk helbred",
    "emotional_health": "Følelsesmæssig og mental sundhed",
    "use_of_time": "Meningsfuld brug af tiden",
    "accommodation": "Bolig",
    "offending": "Kriminalitet",
}

every_instrument = pytest.mark.parametrize("name", EXPECTED)


def test_these_instruments_ship() -> None:
    assert instrument_names() == EXPECTED


@every_instrument
def test_the_file_is_named_for_the_instrument(name: str) -> None:
    assert instrument(name).name == name


@every_instrument
def test_titles_notes_and_bands_are_in_both_languages(name: str) -> None:
    made = instrument(name)
    words = [made.title, *(item.title for item in made.items if item.title)]
    words += [text for text in (made.notes, made.rater) if text]
    for scale in made.scales:
        words += [scale.title, *(band.title for band in scale.bands)]
    for word in words:
        assert set(word) == LANGUAGES
        assert all(text.strip() for text in word.values())


@every_instrument
def test_every_kind_of_fact_has_a_source(name: str) -> None:
    made = instrument(name)
    about = {fact for source in made.sources for fact in source.about}
    assert {"scoring", "missing"} <= about
    if any(scale.bands for scale in made.scales):
        assert "bands" in about
    assert made.licence.strip()


@pytest.mark.parametrize("name", ["who5", "t_ils", "ucla20", "rses_2_5_6_8_9", "rses_3_5_8_9_10"])
def test_a_missing_rule_that_was_not_found_says_so(name: str) -> None:
    made = instrument(name)
    [source] = [source for source in made.sources if "missing" in source.about]
    assert source.certainty == "not found"
    assert all(scale.most_missing == 0 for scale in made.scales)


# Domain notes, section 5: items, codes, range, better, most missing.
@pytest.mark.parametrize(
    ("name", "items", "codes", "span", "better", "most_missing"),
    [
        ("who5", 5, (0, 5), (0, 100), "higher", 0),
        ("t_ils", 3, (1, 3), (3, 9), "lower", 0),
        ("ucla20", 20, (1, 4), (20, 80), "lower", 0),
        ("gse", 10, (1, 4), (10, 40), "higher", 3),
        ("rses_3_5_8_9_10", 10, (0, 3), (0, 30), "higher", 0),
        ("rses_2_5_6_8_9", 10, (0, 3), (0, 30), "higher", 0),
        ("swemwbs", 7, (1, 5), (7, 35), "higher", 0),
        ("cantril", 1, (0, 10), (0, 10), "higher", 0),
    ],
)
def test_the_facts_of_the_scale(
    name: str,
    items: int,
    codes: tuple[int, int],
    span: tuple[int, int],
    better: str,
    most_missing: int,
) -> None:
    made = instrument(name)
    [scale] = made.scales
    assert len(made.items) == len(scale.items) == items
    assert (made.lowest, made.highest) == codes
    assert (scale.lowest, scale.highest) == span
    assert scale.better == better
    assert scale.most_missing == most_missing


def test_the_star_has_a_scale_for_each_area_and_their_mean() -> None:
    star = instrument("outcomes_star_homelessness")
    assert {item.name: (item.title or {})["da"] for item in star.items} == STAR
    assert [scale.name for scale in star.scales] == [*STAR, "mean"]
    assert star.scale("money").title["da"] == "Økonomi og administration"
    assert star.scale("mean").most_missing == 0
    assert star.scale("mean").grain == pytest.approx(0.1)
    assert star.rater["en"]
    stages = [star.scale("money").band(rating) for rating in range(1, 11)]
    assert [stage.title["en"][6] for stage in stages if stage] == list("1122334455")


def test_bands_are_the_danish_ones_for_who5() -> None:
    who5 = instrument("who5").scale("who5")
    titles = [who5.band(score) for score in (0, 32, 36, 48, 52, 100)]
    assert [who5.bands.index(band) for band in titles if band] == [0, 0, 1, 1, 2, 2]
    assert who5.meaningful_change is not None
    assert who5.meaningful_change.value == 10
    assert who5.band(101) is None
    assert instrument("gse").scale("gse").band(20) is None


def test_severe_loneliness_begins_at_seven() -> None:
    scale = instrument("t_ils").scale("t_ils")
    assert [scale.bands.index(band) for s in (6, 7) if (band := scale.band(s))] == [0, 1]


@pytest.mark.parametrize(
    ("name", "grain"), [("who5", 4), ("t_ils", 1), ("gse", None), ("swemwbs", None)]
)
def test_the_grain_is_the_step_between_scores(name: str, grain: float | None) -> None:
    assert instrument(name).scales[0].grain == grain


def test_built_ins_are_read_once_and_may_be_keys() -> None:
    assert instrument("who5") is instrument("who5")
    assert len({instrument("who5"), instrument("gse")}) == 2


def test_a_misspelt_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(InputError, match=r"no built-in instrument 'who_5'\. Did you mean 'who5'\?"):
        instrument("who_5")
    with pytest.raises(InputError, match=r"by name or path, not by a int"):
        instrument(5)  # type: ignore[arg-type]


def test_rses_alone_is_refused_and_both_orders_are_named() -> None:
    with pytest.raises(InputError, match="2 item orders circulate") as refused:
        instrument("rses")
    assert "'rses_3_5_8_9_10' (reversed: rses_3, rses_5, rses_8, rses_9, rses_10)" in str(
        refused.value
    )
    assert "'rses_2_5_6_8_9' (reversed: rses_2, rses_5, rses_6, rses_8, rses_9)" in str(
        refused.value
    )


def test_an_unknown_scale_is_answered_with_the_nearest() -> None:
    with pytest.raises(InputError, match="Did you mean 'mean'"):
        instrument("outcomes_star_homelessness").scale("maen")


def test_an_instrument_shows_itself_in_text_and_html() -> None:
    made = instrument("gse")
    assert "10 items coded 1-4" in repr(made)
    assert "up to 3 unanswered items count as the mean of the answered" in repr(made)
    html = made._repr_html_()
    assert "<table" in html
    assert "up to 3 unanswered items count as the mean of the answered" in html
    assert "10-40" in html
    assert "Schwarzer" in html  # the licence
    assert "1 item coded" in repr(instrument("cantril"))


def test_html_is_escaped() -> None:
    hope = {"da": "Håb <b>", "en": "Hope <script>"}
    made = generic_scale("hope", lowest=0, highest=10, better="higher", title=hope)
    assert "<script>" not in made._repr_html_()


def test_a_generic_scale_is_one_number() -> None:
    title = {"da": "Netværk", "en": "Network"}
    made = generic_scale("network", lowest=0, highest=30, better="lower", title=title, whole=True)
    assert made.item_names == ("total",)
    [scale] = made.scales
    assert (scale.name, scale.lowest, scale.highest, scale.better) == ("network", 0, 30, "lower")
    assert scale.grain == 1
    assert made.directions == {"network": "lower"}
    assert isinstance(scale, Scale)
    assert isinstance(made, Instrument)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"lowest": 5, "highest": 5}, "the lowest must be below the highest"),
        ({"better": "hihger"}, "Did you mean 'higher'"),
        ({"title": {"da": "Håb"}}, "lacks 'en'"),
        ({"name": "my scale"}, "letters, digits and _"),
        ({"highest": 9.5, "whole": True}, "not whole numbers"),
        ({"highest": float("nan")}, "the lowest must be below the highest"),
    ],
)
def test_a_bad_generic_scale_is_refused(change: dict[str, object], message: str) -> None:
    good: dict[str, object] = {
        "name": "hope",
        "lowest": 0,
        "highest": 10,
        "better": "higher",
        "title": {"da": "Håb", "en": "Hope"},
    }
    with pytest.raises(DefinitionError, match=message):
        generic_scale(**{**good, **change})  # type: ignore[arg-type]


def test_a_file_that_is_not_there_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no instrument file 'mine\.yaml'") as refused:
        instrument(tmp_path / "mine.yaml")
    assert str(tmp_path) not in str(refused.value)
