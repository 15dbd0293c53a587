"""A wrong definition is refused with file, line, what was found and what is accepted."""

from pathlib import Path

import pytest

from evalkit.definition_files import read_definition
from evalkit.errors import DefinitionError
from evalkit.instruments.instrument import instrument, instrument_from

GOOD = """\
instrument: mine
title: {da: Min, en: Mine}
licence: our own
sources:
  - {about: [scoring], source: We made it, certainty: known}
items: {count: 4}
codes: {lowest: 0, highest: 3}
scales:
  total:
    title: {da: Sum, en: Total}
    items: all
    reversed: [2, mine_4]
    rule: sum
    multiplier: 2
    range: [0, 24]
    better: higher
    most_missing: 1
    when_missing: mean of answered
"""


def refused(tmp_path: Path, text: str) -> str:
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError) as error:
        instrument(path)
    return str(error.value)


def test_the_good_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(GOOD, encoding="utf-8")
    made = instrument(str(path))
    assert made.item_names == ("mine_1", "mine_2", "mine_3", "mine_4")
    assert made.scale("total").reversed == ("mine_2", "mine_4")
    assert made.scale("total").grain is None


@pytest.mark.parametrize(
    ("found", "instead", "line", "message"),
    [
        ("reversed: [2, mine_4]", "reversed: [2, mine_5]", 12, "Did you mean 'mine_4'"),
        ("reversed: [2, mine_4]", "reversed: [5]", 12, "unknown item '5'"),
        ("reversed: [2, mine_4]", "reversed: [2, 2]", 12, "more than once"),
        ("items: all", "items: [1, 3]", 15, "give 0-12"),
        ("items: all\n    reversed: [2,", "items: [1, 3]\n    reversed: [2,", 15, "give 0-12"),
        ("items: all", "items: []", 11, "no items"),
        ("items: all", "items: [mine_1, minne_2]", 11, "Did you mean 'mine_2'"),
        ("range: [0, 24]", "range: [0, 12]", 15, "'range' is 0-12, but items coded 0-3"),
        ("range: [0, 24]", "range: [0]", 15, "two numbers"),
        ("range: [0, 24]", "range: [0, nan]", 15, "give 0-24"),
        ("multiplier: 2", "multiplier: 0", 14, "above 0"),
        ("rule: sum", "rule: summ", 13, "Did you mean 'sum'"),
        ("better: higher", "better: up", 16, "Accepted: 'higher', 'lower'"),
        ("most_missing: 1", "most_missing: 4", 17, "Accepted: 0 to 3"),
        ("most_missing: 1", "most_missing: 0", 18, "contradict each other"),
        ("when_missing: mean of answered", "when_missing: none", 18, "contradict each other"),
        ("lowest: 0, highest: 3", "lowest: 3, highest: 3", 7, "lowest must be below"),
        ("lowest: 0, highest: 3", "lowest: 0, highest: 3.5", 7, "not whole numbers"),
        ("count: 4", "count: 0", 6, "Accepted: 1 to"),
        ("count: 4", "count: 4, names: [a]", 6, "in one way"),
        ("count: 4", "names: [a, a]", 6, "more than once"),
        ("certainty: known", "certainty: sure", 5, "'seen'"),
        ("about: [scoring]", "about: []", 5, "a source needs"),
        ("title: {da: Sum, en: Total}", "title: {da: Sum}", 10, "'en' is missing"),
        ("title: {da: Min, en: Mine}", "title: {da: Min, en: ''}", 2, "lacks 'en'"),
        ("instrument: mine", "instrument: my own", 1, "letters, digits and _"),
        ("rule: sum", "rulle: sum", 13, "Did you mean 'rule'"),
        ("licence: our own", "license: our own", 3, "Did you mean 'licence'"),
    ],
)
def test_what_is_wrong_and_where(
    tmp_path: Path, found: str, instead: str, line: int, message: str
) -> None:
    assert found in GOOD
    text = GOOD.replace(found, instead, 1)
    if instead.startswith("items: [1, 3]"):
        text = text.replace("    reversed: [2, mine_4]\n", "    reversed: [1, 3]\n")
    error = refused(tmp_path, text)
    assert error.startswith(f"mine.yaml, line {line}"), error
    assert message in error


def test_a_reversed_item_must_be_in_its_scale(tmp_path: Path) -> None:
    error = refused(tmp_path, GOOD.replace("items: all", "items: [1, 2]"))
    assert error.startswith("mine.yaml, line 12")
    assert "'mine_4' is reversed but not in scale 'total'" in error


BANDED = GOOD + "    bands:\n"
LOW = "      - {lowest: 0, highest: 10, title: {da: Lav, en: Low}}\n"


@pytest.mark.parametrize(
    ("upper", "message"),
    [
        ("{lowest: 14, highest: 24, title: {da: H, en: H}}", "leave a gap or overlap"),
        ("{lowest: 8, highest: 24, title: {da: H, en: H}}", "leave a gap or overlap"),
        ("{lowest: 12, highest: 22, title: {da: H, en: H}}", "the range is 0-24"),
        ("{lowest: 24, highest: 12, title: {da: H, en: H}}", "Swap them"),
        ("{lowest: 12, highest: 24, title: {da: H}}", "'en' is missing"),
    ],
)
def test_bands_cover_the_range_once(tmp_path: Path, upper: str, message: str) -> None:
    whole = BANDED.replace("most_missing: 1", "most_missing: 0").replace("mean of answered", "none")
    assert message in refused(tmp_path, whole + LOW + f"      - {upper}\n")


def test_bands_may_leave_out_what_no_score_can_be(tmp_path: Path) -> None:
    text = BANDED.replace("most_missing: 1", "most_missing: 0").replace("mean of answered", "none")
    path = tmp_path / "mine.yaml"
    path.write_text(
        text + LOW + "      - {lowest: 12, highest: 24, title: {da: H, en: H}}\n", encoding="utf-8"
    )
    scale = instrument(path).scale("total")
    assert [band.title["en"] for score in (10, 12) if (band := scale.band(score))] == ["Low", "H"]


def test_bands_of_a_scale_without_steps_share_their_ends(tmp_path: Path) -> None:
    gap = LOW + "      - {lowest: 11, highest: 24, title: {da: H, en: H}}\n"
    assert "leave a gap" in refused(tmp_path, BANDED + gap)
    path = tmp_path / "mine.yaml"
    path.write_text(BANDED + gap.replace("lowest: 11", "lowest: 10"), encoding="utf-8")
    band = instrument(path).scale("total").band(10)
    assert band is not None
    assert band.title["en"] == "H"


TABLED = """\
instrument: mine
title: {da: Min, en: Mine}
items: {names: [a]}
codes: {lowest: 1, highest: 3}
scales:
  total:
    title: {da: Sum, en: Total}
    table: [1.0, 2.5, 3.0]
    better: higher
"""


@pytest.mark.parametrize(
    ("found", "instead", "message"),
    [
        ("[1.0, 2.5, 3.0]", "[1.0, 2.5]", "'table' has 2 values"),
        ("[1.0, 2.5, 3.0]", "[1.0, 3.5, 3.0]", "do not rise"),
        ("[1.0, 2.5, 3.0]", "[1.0, x, 3.0]", "a number with a decimal point"),
        ("better:", "multiplier: 2\n    better:", "no multiplier"),
        ("highest: 3}", "highest: 3, whole: false}", "whole codes"),
    ],
)
def test_a_table_fits_the_sums(tmp_path: Path, found: str, instead: str, message: str) -> None:
    error = refused(tmp_path, TABLED.replace(found, instead))
    assert error.startswith("mine.yaml, line 8") or "codes" in error
    assert message in error


def test_a_meaningful_change_needs_a_source(tmp_path: Path) -> None:
    change = "    meaningful_change: {value: 2, source: '', certainty: known}\n"
    assert "needs a source" in refused(tmp_path, GOOD + change)
    assert "Give it above 0" in refused(tmp_path, GOOD + change.replace("value: 2", "value: 0"))


def test_many_items_need_scales(tmp_path: Path) -> None:
    text = GOOD[: GOOD.index("scales:")]
    assert "needs at least one item and one scale" in refused(tmp_path, text)


def test_each_item_needs_titles(tmp_path: Path) -> None:
    text = GOOD[: GOOD.index("scales:")] + "each_item: {better: higher}\n"
    assert "the title of scale 'mine_1' lacks 'da'" in refused(tmp_path, text)


PROFILE = """\
instruments:
  hope:
    title: {da: Håb, en: Hope}
    codes: {lowest: 0, highest: 10, whole: false}
    better: higher
"""


def test_a_profile_may_define_a_scale_that_is_only_a_number(tmp_path: Path) -> None:
    path = tmp_path / "profile.yaml"
    path.write_text(PROFILE, encoding="utf-8")
    [(name, below)] = read_definition(path).named_sections("instruments")
    made = instrument_from(below, name=name)
    assert made.name == "hope"
    assert made.item_names == ("total",)
    assert made.directions == {"hope": "higher"}


def test_a_profile_s_scale_is_refused_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "profile.yaml"
    path.write_text(PROFILE.replace("better: higher", "beter: higher"), encoding="utf-8")
    [(name, below)] = read_definition(path).named_sections("instruments")
    with pytest.raises(
        DefinitionError, match=r"profile\.yaml, line 3 in instruments > hope: 'better'"
    ):
        instrument_from(below, name=name)
