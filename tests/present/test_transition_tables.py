"""Stage-to-stage tables for readers: table, picture and sentences."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure as Canvas

import evalkit as ek
from evalkit.errors import InputError
from evalkit.present.blocks import Figure, Table, Text

Says = Callable[..., bool]
LANGUAGES = pytest.mark.parametrize("language", ["da", "en"])
UP = [(1.0, 3.0)] * 9 + [(5.0, 5.0)] * 3 + [(5.0, 2.0)]
CUTS = (3, 5, 7, 9)


@pytest.fixture(autouse=True)
def _no_window() -> Iterator[None]:
    backend = mpl.get_backend()
    mpl.use("agg")
    yield
    plt.close("all")
    mpl.use(backend)


def star(pairs: list[tuple[float, float]], scale: str = "money") -> pd.DataFrame:
    rows = [
        (f"SECRET{number}", scale, wave, score)
        for number, pair in enumerate(pairs)
        for wave, score in zip(("pre", "post"), pair, strict=True)
    ]
    return pd.DataFrame(rows, columns=["person", "scale", "wave", "score"])


def moved(pairs: list[tuple[float, float]], **options: object) -> ek.Transitions:
    return ek.transitions(star(pairs), **{"cuts": CUTS, "better": "higher"} | options)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def areas() -> ek.Transitions:
    study = ek.load("data/examples/bindeleddet", profile="bindeleddet")
    return ek.transitions(study)


@LANGUAGES
def test_the_table_shows_every_stage_with_counts_and_shares(language: str) -> None:
    table = ek.table(moved(UP), language=language)
    assert isinstance(table, Table)
    counts = [[cell.split()[0] for cell in row[1:]] for row in table.rows]
    assert counts == [
        ["0", "9", "0", "0", "0", "9"],
        ["0", "0", "0", "0", "0", "0"],
        ["1", "0", "3", "0", "0", "4"],
        ["0", "0", "0", "0", "0", "0"],
        ["0", "0", "0", "0", "0", "0"],
    ]
    share = {"da": "100 %", "en": "100%"}[language]
    assert table.rows[0][2] == f"9 ({share})"
    assert table.rows[1][1] == "0"
    assert len(table.numbers) == 25


def test_stages_without_names_are_called_by_their_ends() -> None:
    table = ek.table(moved(UP, cuts=(3, 5.5)), language="da")
    assert isinstance(table, Table)
    names = [row[0] for row in table.rows]
    assert names == ["1: under 3", "2: 3 til under 5,5", "3: 5,5 og derover"]
    named = ek.table(moved(UP, cuts=(3, 5), labels=("a", "b", "c")), language="en")
    assert isinstance(named, Table)
    assert [row[0] for row in named.rows] == ["1: a", "2: b", "3: c"]


def test_the_notes_have_the_tests_of_the_summary(says: Says) -> None:
    found = moved(UP)
    row = found.summary().iloc[0]
    notes = "\n".join(str(note) for note in ek.table(found, language="en").notes)  # type: ignore[union-attr]
    facts = {"up": "9", "same": "3", "down": "1", "n": "13"}
    assert says(notes, "transitions_moved_note", **facts)
    chi = {"statistic": f"{row['bowker']:.2f}", "df": int(row["bowker_df"])}
    assert says(notes, "transitions_chi", **chi, p=f"= {row['bowker_p']:.3f}")
    assert f"= {row['p_direction']:.3f}" in notes
    assert says(notes, "transitions_few_note", few=25)
    still = ek.table(moved([(1.0, 1.0)] * 12), language="en")
    assert says("\n".join(still.notes), "transitions_not_tested")  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("pairs", "key"),
    [
        (UP, "transitions_say_to_better"),
        ([(last, first) for first, last in UP], "transitions_say_to_worse"),
        ([(1.0, 3.0), (3.0, 1.0)] * 6, "transitions_say_directed_unclear"),
        ([(1.0, 3.0)] * 9, "say_few"),
        ([(1.0, 1.0)] * 12, "transitions_say_stay"),
        ([(1.0, 3.0)], "transitions_say_one"),
    ],
)
def test_the_sentence_follows_the_exact_test_and_the_size(
    pairs: list[tuple[float, float]], key: str, says: Says
) -> None:
    said = ek.say(moved(pairs), language="en")
    assert says(said[0], key)
    sides = ("up", "down", "unclear", "to_better", "to_worse", "directed_unclear")
    verdicts = [f"transitions_say_{side}" for side in sides]
    assert not [one for one in verdicts if one != key and says(said[0], one)]
    assert says(said[-1], "say_design")
    assert "SECRET" not in " ".join(said)


def test_many_areas_are_judged_as_a_whole(areas: ek.Transitions, says: Says) -> None:
    said = ek.say(areas, language="en")
    clear = areas.summary().query("p_adjusted < 0.05")
    judged = [text for text in said if says(text, "transitions_family_up", tests="10")]
    assert len(judged) == 1
    assert clear["scale"].tolist() == ["use_of_time"]
    assert "Meaningful use of time" in judged[0]
    assert not [text for text in said if says(text, "transitions_say")]
    counted = areas.summary().query("stages > 0")[["up", "same", "down"]].sum()
    assert says(said[0], "transitions_say_moves", **counted.to_dict())
    assert says(said[0], "transitions_areas_of", count=10)
    assert says("\n".join(said), "transitions_areas_rest", count=9)
    assert sum(says(text, "transitions_say_unpaired_many") for text in said) == 1


def test_of_several_scales_the_uncounted_are_told_once(says: Says) -> None:
    study = ek.load("data/examples/unik", profile="unik")
    result = ek.transitions(study)
    said = ek.say(result, language="en")
    counts = result.summary().query("stages > 0")["unpaired"]
    told = [text for text in said if says(text, "transitions_say_unpaired_many")]
    assert len(told) == 1
    assert says(told[0], "transitions_say_unpaired_many", count=f"{counts.min()} to {counts.max()}")
    assert not [text for text in said if says(text, "transitions_say_unpaired")]


def test_stages_of_several_scales_are_named_by_scale(says: Says) -> None:
    study = ek.load("data/examples/unik", profile="unik")
    caption = ek.figure(ek.transitions(study), language="en").caption  # type: ignore[union-attr]
    assert says(caption, "transitions_stages_of", title="Self-esteem (RSES)")
    titles = ek.transitions(study).stages()["title_en"]
    assert len(titles) == 7
    assert all(title in caption for title in titles)


def test_a_dash_is_explained_where_a_scale_has_fewer_stages(says: Says) -> None:
    study = ek.load("data/examples/unik", profile="unik")
    shown = ek.table(ek.transitions(study), language="en")
    assert isinstance(shown, Table)
    assert any("–" in row for row in shown.rows)
    assert says("\n".join(shown.notes), "transitions_fewer_note")


def test_scales_without_stages_are_named_below_the_table(areas: ek.Transitions, says: Says) -> None:
    notes = ek.table(areas, language="da").notes  # type: ignore[union-attr]
    assert says("\n".join(notes), "transitions_no_stages_note", "da")
    assert "Gennemsnit af de ti områder" in notes[-1]


def test_the_grid_prints_every_count_and_frames_who_stayed() -> None:
    ax = ek.plot_transitions(moved(UP), ax=Canvas().subplots(), language="en")
    texts = {tuple(text.get_position()): text for text in ax.texts}
    assert len(texts) == 25
    assert texts[1, 0].get_text() == "9"
    assert texts[0, 2].get_text() == "1"
    frames = [patch for patch in ax.patches if not patch.get_fill()]
    middles = [(box.get_x() + box.get_width() / 2) for box in frames]  # type: ignore[attr-defined]
    assert np.allclose(middles, range(5))
    assert "right of the frame is better" in ax.get_xlabel()
    assert "13" in ax.get_title()


def luminance(colour: object) -> float:
    parts = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]  # type: ignore[arg-type]
    return float(np.dot(parts, (0.2126, 0.7152, 0.0722)))


def test_every_number_can_be_read_on_its_cell() -> None:
    # Shares from 0 to 1, and the contrast as WCAG 2 defines it.
    for stayed in range(0, 51, 3):
        pairs = [(1.0, 1.0)] * stayed + [(1.0, 3.0)] * (50 - stayed)
        ax = ek.plot_transitions(moved(pairs, cuts=(3,)), ax=Canvas().subplots())
        cells = [patch for patch in ax.patches if patch.get_fill()]
        for cell, text in zip(cells, ax.texts, strict=True):
            two = sorted((luminance(cell.get_facecolor()[:3]), luminance(text.get_color())))
            assert (two[1] + 0.05) / (two[0] + 0.05) >= 4.4


@pytest.mark.parametrize(
    ("better", "said"),
    [("higher", "til højre"), ("lower", "til venstre"), (None, "Seneste")],
)
def test_the_axis_says_which_side_is_better(better: str | None, said: str) -> None:
    frame = star(UP).rename(columns={"wave": "date"})
    dated = frame.assign(date=frame["date"].map({"pre": "2026-01-01", "post": "2026-06-01"}))
    found = ek.transitions(dated, cuts=CUTS, better=better)
    ax = ek.plot_transitions(found, ax=Canvas().subplots())
    assert said in ax.get_xlabel()
    assert ("bedre" in ax.get_xlabel()) == (better is not None)


def test_one_grid_is_of_one_group(areas: ek.Transitions) -> None:
    with pytest.raises(InputError, match="11 groups fit"):
        ek.plot_transitions(areas)
    with pytest.raises(InputError, match="No group fits"):
        ek.plot_transitions(areas, key={"scale": "mony"})
    with pytest.raises(InputError, match="named by: scale"):
        ek.plot_transitions(areas, key={"area": "money"})
    with pytest.raises(InputError, match="nobody in a stage"):
        ek.plot_transitions(areas, key={"scale": "mean"})
    with pytest.raises(InputError, match=r"ek\.transitions"):
        ek.plot_transitions(pd.DataFrame())  # type: ignore[arg-type]
    assert "Bolig" in ek.plot_transitions(areas, key={"scale": "accommodation"}).get_title()


@LANGUAGES
def test_the_figure_has_alt_numbers_and_a_picture(
    areas: ek.Transitions, language: str, says: Says
) -> None:
    figure = ek.figure(areas, language=language)
    assert isinstance(figure, Figure)
    width, height = struct.unpack(">II", figure.png[16:24])
    assert height > width
    for row in areas.summary().query("stages > 0").to_dict("records"):
        facts = {name: row[name] for name in ("n", "up", "same", "down")}
        assert says(figure.alt, "transitions_alt_one", language, **facts)
    key = "transitions_side_higher"
    assert says(figure.alt, key, language)
    assert figure.data.name == "transitions"
    assert len(figure.data.numbers) == 275 - 25


def test_directions_that_differ_stand_below_each_grid(says: Says) -> None:
    study = ek.load("data/examples/unik", profile="unik")
    alt = ek.figure(ek.transitions(study), language="en").alt  # type: ignore[union-attr]
    assert says(alt, "transitions_side_higher")
    assert says(alt, "transitions_side_lower")


def test_too_many_grids_and_nobody_are_told(says: Says) -> None:
    many = pd.concat([star(UP).assign(site=f"s{number}") for number in range(13)])
    many = many.assign(person=many["person"] + many["site"])
    found = ek.transitions(many, cuts=CUTS, better="higher", by=("scale", "site"))
    shown = ek.figure(found, language="en")
    assert isinstance(shown, Text)
    assert says(shown.paragraphs[0], "transitions_too_many", count=13, most=12)
    nobody = moved([(1.0, float("nan"))])
    assert isinstance(ek.figure(nobody), Text)
    assert isinstance(ek.table(nobody), Text)
    assert says(ek.say(nobody, language="en")[0], "no_second_readings")


def test_stages_that_several_grids_share_are_named_once(areas: ek.Transitions) -> None:
    two = pd.concat([star(UP).assign(site="a"), star(UP).assign(site="b")])
    two = two.assign(person=two["person"] + two["site"])
    named = ek.transitions(
        two, cuts=(3, 5), labels=("low", "mid", "high"), by=("scale", "site"), better="higher"
    )
    assert ek.figure(named, language="en").caption.endswith("1: low, 2: mid and 3: high.")  # type: ignore[union-attr]
    # The Star's stages are called by their numbers already.
    assert "1: " not in ek.figure(areas, language="en").caption  # type: ignore[union-attr]
