"""Norms, published reliability and prevalences in a definition: as published, and never bad."""

from __future__ import annotations

from pathlib import Path

import pytest

from evalkit.errors import DefinitionError
from evalkit.instruments.instrument import instrument, instrument_names

GOOD = """\
instrument: mine
title: {da: Min, en: Mine}
items: {count: 4}
codes: {lowest: 0, highest: 3}
scales:
  total:
    title: {da: Sum, en: Total}
    items: all
    range: [0, 12]
    better: higher
    bands:
      - lowest: 0
        highest: 5
        title: {da: Lav, en: Low}
        prevalence:
          - {population: {da: alle, en: everyone}, share: 0.25, source: us, certainty: seen}
      - {lowest: 6, highest: 12, title: {da: Hoej, en: High}}
    norms:
      - {population: {da: alle, en: everyone}, certainty: seen, source: us,
         mean: 7, sd: 2, n: 100, year: 2020}
      - {population: {da: nogle, en: some}, mean: 6, source: us, certainty: known}
    reliability:
      - {value: 0.8, kind: retest, population: {da: alle, en: everyone}, source: us, certainty: src}
"""


def made(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_good_file_is_read(tmp_path: Path) -> None:
    scale = instrument(made(tmp_path, GOOD)).scale("total")
    one, other = scale.norms
    assert (one.mean, one.sd, one.n, one.year) == (7, 2, 100, 2020)
    assert (other.sd, other.n, other.year) == (None, None, None)
    assert one.population == {"da": "alle", "en": "everyone"}
    [reliability] = scale.reliability
    assert (reliability.value, reliability.kind) == (0.8, "retest")
    assert [len(band.prevalences) for band in scale.bands] == [1, 0]
    assert scale.bands[0].prevalences[0].share == 0.25
    assert scale.bands[0].prevalences[0].year is None
    hash(scale)


@pytest.mark.parametrize(
    ("found", "instead", "line", "message"),
    [
        ("sd: 2,", "sd: 0,", 20, "has the SD 0"),
        ("sd: 2,", "sd: -1,", 20, "above 0"),
        ("sd: 2,", "sd: nan,", 20, "above 0"),
        ("sd: 2,", "sd: two,", 20, "a number with a decimal point"),
        ("mean: 7,", "mean: nan,", 20, "Give a number"),
        ("n: 100,", "n: 0,", 20, "rests on 0 persons"),
        ("n: 100,", "n: 1.5,", 20, "whole number"),
        ("year: 2020}", "year: 20}", 20, "Accepted: 1900 to 2100"),
        ("source: us,\n", "source: '',\n", 19, "needs a source"),
        ("source: us,\n", "\n", 19, "'source' is missing"),
        ("certainty: known", "certainty: not found", 21, "'src', 'seen', 'known'"),
        ("da: nogle, en: some", "da: nogle", 21, "'en' is missing"),
        ("da: nogle, en: some", "da: nogle, en: ' '", 21, "lacks 'en'"),
        ("mean: 6,", "mena: 6,", 21, "'mean' is missing"),
        ("mean: 6,", "mean: 6, median: 6,", 21, "'median' is not a known option"),
        ("value: 0.8", "value: 1", 23, "between 0 and 1"),
        ("value: 0.8", "value: 0", 23, "between 0 and 1"),
        ("kind: retest", "kind: omega", 23, "Accepted: 'alpha', 'retest'"),
        ("share: 0.25", "share: 25", 16, "8.3 % is 0.083"),
        ("share: 0.25", "share: -0.1", 16, "from 0 to 1"),
    ],
)
def test_what_is_wrong_and_where(
    tmp_path: Path, found: str, instead: str, line: int, message: str
) -> None:
    assert found in GOOD
    with pytest.raises(DefinitionError) as error:
        instrument(made(tmp_path, GOOD.replace(found, instead, 1)))
    assert str(error.value).startswith(f"mine.yaml, line {line}"), error.value
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("found", "instead", "message"),
    [
        ("mean: 7,", "mean: 13,", "the range is 0-12"),
        ("mean: 7,", "mean: -1,", "the range is 0-12"),
        # The widest spread round a mean of 7 in 0-12 is that of all at the ends: sqrt(7 x 5).
        ("sd: 2,", "sd: 5.92,", "none can be above 5.916"),
    ],
)
def test_a_norm_lies_in_the_range_and_its_sd_is_possible(
    tmp_path: Path, found: str, instead: str, message: str
) -> None:
    with pytest.raises(DefinitionError) as error:
        instrument(made(tmp_path, GOOD.replace(found, instead, 1)))
    assert str(error.value).startswith("mine.yaml, line 18")
    assert message in str(error.value)


# Domain notes, section 5; what is not there is not shipped.
NORMS = {
    "gse": [("participants from many countries", 29.55, 5.32, "known")],
    "swemwbs": [("men in England", 23.7, None, "seen"), ("women in England", 23.2, None, "seen")],
}
PREVALENCES = {"t_ils": [(2017, 0.083), (2021, 0.124), (2017, 0.12)]}


@pytest.mark.parametrize("name", instrument_names())
def test_only_what_is_known_ships(name: str) -> None:
    for scale in instrument(name).scales:
        found = [(n.population["en"], n.mean, n.sd, n.certainty) for n in scale.norms]
        assert found == NORMS.get(scale.name, [])
        shares = [(p.year, p.share) for band in scale.bands for p in band.prevalences]
        assert shares == PREVALENCES.get(scale.name, [])
        published = [(one.value, one.kind, one.certainty) for one in scale.reliability]
        assert published == ([(0.86, "alpha", "known")] if name == "gse" else [])


@pytest.mark.parametrize("name", [*NORMS, *PREVALENCES])
def test_an_instrument_with_numbers_of_others_names_their_source(name: str) -> None:
    about = {fact for source in instrument(name).sources for fact in source.about}
    assert about & {"norms", "prevalence"}
