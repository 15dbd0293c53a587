"""Table, sentences and picture of reliable change, on people made by hand."""

from __future__ import annotations

from collections.abc import Callable

import matplotlib as mpl
import pandas as pd
import pytest

import evalkit as ek
from evalkit.errors import InputError
from evalkit.outcomes.reliable_change import ReliableChange
from evalkit.present.blocks import Figure, Table, Text

mpl.use("agg")
Says = Callable[..., bool]
# WHO-5 with SD 10 and r .5: a change of more than 19.6 counts. Of twelve, five up (three over the
# cut-off of 50), six within error (one of whom from 84, who had no room), one down over it.
PAIRS = [
    *((40.0, 60.0), (44.0, 64.0), (48.0, 72.0), (20.0, 40.0), (24.0, 44.0)),
    *((48.0, 52.0), (48.0, 48.0), (60.0, 56.0), (60.0, 64.0), (84.0, 84.0), (40.0, 44.0)),
    (60.0, 40.0),
]


def frame(pairs: list[tuple[float, float]] = PAIRS, scale: str = "who5") -> pd.DataFrame:
    rows = [
        (f"key{number}", scale, wave, score)
        for number, pair in enumerate(pairs)
        for wave, score in zip(("pre", "post"), pair, strict=True)
    ]
    return pd.DataFrame(rows, columns=["person", "scale", "wave", "score"])


def made(scores: pd.DataFrame | None = None, **options: object) -> ReliableChange:
    known = {"reliability": 0.5, "better": "instrument", "sd": 10.0, "cutoff": 50}
    known |= options
    return ek.reliable_change(frame() if scores is None else scores, **known)  # type: ignore[arg-type]


def table(result: ReliableChange, language: str = "en") -> Table:
    shown = ek.table(result, language=language)
    assert isinstance(shown, Table)
    return shown


def test_a_row_in_danish_and_in_english() -> None:
    # Wilson, 5 of 12: 19.3 to 68.0. 20 is five steps of 4: 12 x .0359303 = .43.
    counts = ("12", "3", "2", "6", "0", "1")
    danish = ("Trivsel (WHO-5)", *counts, "42 % (19 % til 68 %)", "0,4", "over 19,6")
    assert table(made(), "da").rows == (danish,)
    english = ("Well-being (WHO-5)", *counts, "42% (19% to 68%)", "0.4", "more than 19.6")
    assert table(made()).rows == (english,)


def test_without_a_cut_off_there_is_nothing_to_pass() -> None:
    shown = table(made(cutoff=None))
    assert [column.label for column in shown.columns][1:5] == [
        *("People", "Improved", "Not to be told from unchanged", "Deteriorated"),
    ]
    assert shown.rows[0][1:5] == ("12", "5", "6", "1")
    assert not [note for note in shown.notes if "cut-off" in note.casefold()]


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_notes_tell_method_error_room_and_design(says: Says, language: str) -> None:
    notes = "\n".join(table(made(), language).notes)
    facts = {"reliability": {"da": "0,50", "en": "0.50"}[language]}
    facts["criterion"] = {"da": "1,96", "en": "1.96"}[language]
    assert says(notes, "reliable_method_note", language, **facts)
    assert says(notes, "reliable_cutoff_note", language, cutoffs="50")
    assert says(notes, "reliable_error_note", language)
    assert says(notes, "reliable_room_cell", language, count=1, n=12)
    # By error alone 12 x .4207403 would go up; eight did.
    expected = {"da": "5,0", "en": "5.0"}[language]
    assert says(notes, "reliable_any_cell", language, any=8, n=12, expected=expected)
    assert says(notes, "change_design_note", language)


def test_the_numbers_behind_are_those_of_groups_and_not_of_persons() -> None:
    (numbers,) = table(made()).numbers
    assert (numbers["scale"], numbers["n"], numbers["recovered"]) == ("who5", 12, 3)
    assert "person" not in numbers
    assert not {"pre", "post", "rci"} & set(numbers)


@pytest.mark.parametrize("language", ["da", "en"])
def test_what_is_said(says: Says, language: str) -> None:
    told, limits, design = ek.say(made(), language=language)
    share = {"da": "42 %", "en": "42%"}[language]
    facts = {"improved": 5, "n": 12, "share": share, "deteriorated": 1, "unchanged": 6}
    assert says(told, "reliable_say", language, **facts)
    # 0.4 of a person is told as one; five of twelve is far more than error gives.
    assert says(told, "reliable_say_error_more", language, expected=1)
    assert says(told, "reliable_say_cutoff", language, recovered=3, harmed=1, cutoff="50")
    assert not says(told, "reliable_say_few", language)
    assert not says(told, "reliable_say_range", language)
    assert says(limits, "reliable_say_limits", language)
    assert says(design, "say_design", language)


def test_a_small_group_is_no_headline(says: Says) -> None:
    told = ek.say(made(frame(PAIRS[:9])), language="en")[0]
    assert says(told, "reliable_say_few", n=9)


def test_many_scales_are_told_in_one_sentence(says: Says) -> None:
    areas = pd.concat([frame(scale=f"area{number}") for number in range(5)])
    told, *rest = ek.say(made(areas, better="higher"), language="en")
    assert says(told, "reliable_say_family_cell", scale="area3", improved=5, n=12)
    assert len(rest) == 2


def test_an_uncertain_reliability_is_told(says: Says) -> None:
    study = ek.load("data/examples/unik", profile="unik")
    result = ek.reliable_change(
        study, reliability=ek.reliability(study, "who5"), better="instrument"
    )
    row = result.by_group().set_index("scale").loc["who5"]
    facts = {end: int(row[f"reliably_improved_{end}"]) for end in ("low", "high")}
    told = ek.say(result, language="en")
    assert says(told[0], "reliable_say_range", **facts)
    assert says("\n".join(table(result).notes), "reliable_range_cell", **facts)


def test_a_scale_is_told_in_three_sentences_and_the_notes_have_the_rest(says: Says) -> None:
    study = ek.load("data/examples/unik", profile="unik")
    result = ek.reliable_change(study, reliability=ek.study_reliability(study), better="instrument")
    rows = result.by_group().set_index("scale")
    said = ek.say(result, language="en")
    told = [one for one in said if says(one, "reliable_say")]
    assert len(told) == 2
    assert all(one.count(". ") <= 2 for one in told)
    apart = rows["reliably_improved_high"] - rows["reliably_improved_low"]
    assert [says(one, "reliable_say_range") for one in told] == [
        bool(apart[scale] >= 2) for scale in ("who5", "rses")
    ]
    # Loneliness varies less than error would make it even at the upper end of its alpha.
    (misfit,) = [one for one in said if says(one, "reliable_say_misfit")]
    assert misfit.startswith("Loneliness (T-ILS): ")
    high = rows.loc["t_ils", "reliability_high"]
    least = rows.loc["t_ils", "sd"] * (2 * (1 - high)) ** 0.5
    assert rows.loc["t_ils", "sd_change"] < least < rows.loc["t_ils", "error_sd"]
    notes = "\n".join(table(result).notes)
    assert says(notes, "reliable_any_note")
    assert says(notes, "reliable_room_note")
    assert says(notes, "reliable_range_note")


def test_the_other_scales_of_an_instrument_are_not_listed(says: Says) -> None:
    study = ek.load("data/examples/bindeleddet", profile="bindeleddet")
    result = ek.reliable_change(study, reliability={"mean": 0.83}, better="instrument")
    title = "the other scales of Outcomes Star (homelessness)"
    for text in (*ek.say(result, language="en"), *table(result).notes):
        if says(text, "reliable_missing_cell"):
            assert says(text, "reliable_missing_cell", scales=title)
            break
    else:
        pytest.fail("nothing says what is missing")


def test_a_scale_without_a_reliability_is_named_with_the_reason(says: Says) -> None:
    both = pd.concat([frame(), frame([(20.0, 24.0)], scale="gse")])
    result = made(both, reliability={"who5": 0.5})
    assert len(table(result).rows) == 1
    sentences = "\n".join(ek.say(result, language="en"))
    for text in (sentences, "\n".join(table(result).notes)):
        assert says(text, "reliable_missing_cell", scales="Self-efficacy (GSE)")


def test_what_matters_is_not_told_as_measurement_error(says: Says) -> None:
    result = made(
        method="smallest-important-change", reliability="instrument", sd=None, cutoff=None
    )
    shown = table(result)
    assert shown.caption == "Changes that matter"
    assert shown.rows[0][-1] == "at least 10"
    assert "Improved by measurement error alone" not in [column.label for column in shown.columns]
    told = ek.say(result, language="en")
    # 60 to 40 is down by 20; up by 10 and more are the five.
    assert says(
        told[0], "reliable_say_important", improved=5, deteriorated=1, unchanged=6, points="10"
    )
    assert says(told[1], "reliable_important_limits")


@pytest.mark.parametrize("language", ["da", "en"])
def test_nobody_and_nobody_twice(says: Says, language: str) -> None:
    dated = frame().drop(columns="wave").assign(date=pd.Timestamp("2026-01-01"))
    once = made(dated.drop_duplicates("person"))
    nobody = made(dated.iloc[:0], better="higher", cutoff=None)
    for result, key in ((once, "no_second_readings"), (nobody, "no_readings")):
        for verb in (ek.table, ek.figure):
            shown = verb(result, language=language)
            assert isinstance(shown, Text)
            assert says(shown.paragraphs[0], key, language)
        assert says(ek.say(result, language=language)[0], key, language)


def test_the_picture_says_what_it_shows_and_its_data_are_counts() -> None:
    figure = ek.figure(made(), language="en")
    assert isinstance(figure, Figure)
    assert figure.png.startswith(b"\x89PNG")
    assert figure.caption == "Each person's score: before and after"
    assert "Improved and past the cut-off: 3" in figure.alt
    assert "12 people" in figure.alt
    assert figure.data.rows == (("Well-being (WHO-5)", "12", "3", "2", "6", "0", "1"),)
    (numbers,) = figure.data.numbers
    assert numbers == {
        **{"scale": "who5", "n": 12, "recovered": 3, "improved": 2, "unchanged": 6},
        **{"deteriorated": 0, "harmed": 1, "undefined": 0},
    }
    told = figure.alt + str(figure.data) + str(figure.as_data()["data"])
    assert "key" not in told


def test_of_four_people_there_is_no_picture(says: Says) -> None:
    shown = ek.figure(made(frame(PAIRS[:4])), language="en")
    assert isinstance(shown, Text)
    assert says(shown.paragraphs[0], "reliable_too_few", least=5)
    with pytest.raises(InputError, match="4 persons with two readings"):
        ek.plot_reliable_change(made(frame(PAIRS[:4])))


def test_a_scale_too_small_to_draw_is_named(says: Says) -> None:
    both = pd.concat([frame(), frame([(20.0, 24.0)] * 4, scale="gse")])
    figure = ek.figure(made(both, cutoff=None), language="en")
    assert isinstance(figure, Figure)
    notes = "\n".join(figure.data.notes)
    assert says(notes, "reliable_not_drawn", scales="Self-efficacy (GSE)")
    assert len(figure.data.rows) == 1


def test_of_too_many_scales_there_is_no_picture(says: Says) -> None:
    areas = pd.concat([frame(scale=f"area{number}") for number in range(7)])
    shown = ek.figure(made(areas, better="higher"), language="en")
    assert isinstance(shown, Text)
    assert says(shown.paragraphs[0], "reliable_too_many", most=6, count=7)


def test_every_person_is_drawn_once_by_the_form_of_the_category() -> None:
    axes = ek.plot_reliable_change(made(), language="en")
    drawn = {
        text.get_label().replace("\n", " "): text for text in axes.collections if text.get_label()
    }
    improved = drawn["Improved: 2"].get_offsets().tolist()
    assert improved == [[20.0, 40.0], [24.0, 44.0]]
    assert drawn["Deteriorated and past the cut-off: 1"].get_offsets().tolist() == [[60.0, 40.0]]
    assert len(drawn["Deteriorated: 0"].get_offsets()) == 0
    forms = {len(marks.get_paths()[0].vertices) for name, marks in drawn.items() if ":" in name}
    assert len(forms) > 2
    dotted = [line.get_ydata()[0] for line in axes.get_lines() if line.get_linestyle() == ":"]
    assert dotted[0] == 50


def test_people_at_one_place_make_a_larger_mark() -> None:
    axes = ek.plot_reliable_change(made(frame([(40.0, 44.0)] * 4 + [(20.0, 24.0)])))
    (marks,) = [
        one for one in axes.collections if len(one.get_offsets()) == 2 and one.get_sizes().size
    ]
    small, large = sorted(marks.get_sizes().tolist())
    assert large == pytest.approx(4 * small)


def test_the_band_is_where_error_reaches() -> None:
    axes = ek.plot_reliable_change(made(), language="en")
    band = next(one for one in axes.collections if one.get_label() == "Measurement error")
    corners = band.get_paths()[0].vertices
    heights = {round(float(y - x), 2) for x, y in corners}
    assert heights == {-19.6, 19.6}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({}, "2 of 2 groups fit"),
        ({"group": {"scale": "gse2"}}, "0 of 2 groups fit"),
        ({"group": {"sclae": "gse"}}, "Did you mean 'scale'"),
    ],
)
def test_one_group_is_named(arguments: dict[str, object], said: str) -> None:
    both = pd.concat([frame(), frame([(20.0, 24.0)] * 6, scale="gse")])
    result = made(both, cutoff=None)
    with pytest.raises(InputError, match=said):
        ek.plot_reliable_change(result, **arguments)  # type: ignore[arg-type]
    assert ek.plot_reliable_change(result, group={"scale": "gse"}).get_title(loc="left")


def test_something_else_is_refused() -> None:
    with pytest.raises(InputError, match="is a PrePost"):
        ek.plot_reliable_change(ek.pre_post(frame()))  # type: ignore[arg-type]
